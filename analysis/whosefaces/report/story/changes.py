"""What changed since the last edition, in three sentences and a small chart; nothing in a first edition."""

from __future__ import annotations

from whosefaces.report import charts
from whosefaces.report.published import Published, Row
from whosefaces.report.story.blocks import Block, Chart, Linked, Paragraph, Section
from whosefaces.report.words.catalogue import Words
from whosefaces.report.words.change import say_cause, say_difference, say_numbers
from whosefaces.report.words.finding import known, label, share_of

MAIN = ("P2", "P1", "P3")
"""The accounts first: P2 is what a reader remembers from the headline."""


def changed(words: Words, published: Published) -> Section | None:
    """What changed since the edition before: the leading figure, its paired difference, and whether anything else did."""
    changes, history = published.table("changes"), published.table("history")
    days = sorted({str(row["edition"]) for row in history})
    if not changes or len(days) < 2:
        return None
    last = {str(row["id"]): row for row in history if row["edition"] == days[-2]}
    by_id = {str(row["id"]): row for row in changes}
    main = [by_id[name] for name in MAIN if name in by_id]
    moved = [row for row in main if row["change"] != "unchanged"]
    lead = main[0] if main else None
    sentences = (
        [words.say("changed.nothing")] if not moved or lead is None else [_numbers(words, published, lead, last)]
    )
    if lead is not None:
        sentences += say_difference(words, lead) or [words.say("changed.unpaired")] * (
            lead["change"] in ("moved", "unchanged")
        )
        counting = set(str(lead.get("cause") or "").split(" and ")) - {"", "world", "knowledge"}
        sentences += say_cause(words, lead)[-1:] if counting else []
    others = sum(row["change"] != "unchanged" for row in changes) - (lead in moved)
    if len(sentences) < 3:
        sentences.append(words.say("changed.others", n=others) if others else words.say("changed.nothing_else"))
    blocks: list[Block] = [Paragraph(" ".join(sentences), [Linked("CHANGELOG.md", "CHANGELOG.md")])]
    figure = charts.history(words, _series(words, published, history))
    if figure is not None:
        blocks.append(Chart(figure))
    return Section("changes", words.say("changed.heading", day=words.day(days[-2])), blocks)


def _numbers(words: Words, published: Published, row: Row, last: dict[str, Row]) -> str:
    now = published.by_id.get(str(row["id"]))
    was = None if row["change"] == "added" else _as_finding(last.get(str(row["id"])), now)
    return say_numbers(words, row, was, now, published.titles)


def _as_finding(past: Row | None, now: Row | None) -> Row | None:
    """A line of the history with what a finding needs to be said: its label, and the size of its frame."""
    if past is None:
        return None
    size = past.get("population_size") or past.get("denominator")
    return {"label": "", "kind": "bound", **(now or {}), "population_size": size, "central": None, **past}


def _series(words: Words, published: Published, history: list[Row]) -> dict[str, list[charts.Point]]:
    """The main figures and who is active, edition by edition, each under its label."""
    series: dict[str, list[charts.Point]] = {}
    for name in ("P2", "P1", "P3"):
        now = published.by_id.get(name)
        points = []
        for row in history:
            if row["id"] == name and known(row["status"]):
                past = _as_finding(row, now)
                assert past is not None
                share = share_of(past)
                if share.counted:
                    points.append((str(row["edition"]), share))
        if points and now is not None:
            series[label(words, now, published.titles)] = points
    return series
