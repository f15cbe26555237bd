"""What changed since the last edition, in three sentences and a small chart; nothing in a first edition."""

from __future__ import annotations

from whosefaces.report import charts
from whosefaces.report.published import Published, Row
from whosefaces.report.story.blocks import Block, Chart, Linked, Paragraph, Section, paragraph
from whosefaces.report.words.catalogue import Words
from whosefaces.report.words.change import say_change
from whosefaces.report.words.finding import known, label, share_of

MAIN = ("P1", "P2", "P3")
MOST_SENTENCES = 3


def changed(words: Words, published: Published) -> Section | None:
    """What changed since the edition before."""
    changes, history = published.table("changes"), published.table("history")
    if not changes:
        return None
    days = sorted({str(row["edition"]) for row in history})
    blocks: list[Block] = []
    since = words.say("changed.since", day=words.day(days[-2])) if len(days) > 1 else ""
    main = [row for row in changes if row["id"] in MAIN]
    moved = [row for row in main if row["change"] != "unchanged"]
    if not moved:
        others = sum(row["change"] != "unchanged" for row in changes)
        more = words.say("changed.others", n=others) if others else words.say("changed.nothing_else")
        blocks += paragraph(since, words.say("changed.nothing"), more)
    else:
        # The accounts first: P2 is what a reader remembers from the headline.
        moved.sort(key=lambda row: row["id"] != "P2")
        last = {row["id"]: row for row in history if row["edition"] == days[-2]} if len(days) > 1 else {}
        said = [_said(words, published, row, last) for row in moved]
        blocks += paragraph(since, *said[0])
        for more_said in said[1:]:
            blocks += paragraph(*more_said)
        others = sum(row["change"] != "unchanged" for row in changes) - len(moved)
        if others:
            text = words.say("changed.others", n=others)
            blocks.append(Paragraph(text, [Linked("CHANGELOG.md", "CHANGELOG.md")]))
    figure = charts.history(words, _series(words, published, history))
    if figure is not None:
        blocks.append(Chart(figure))
    return Section("changes", words.say("changed.heading"), blocks)


def _said(words: Words, published: Published, row: Row, last: dict[str, Row]) -> list[str]:
    now = published.by_id.get(str(row["id"]))
    was = _as_finding(last.get(str(row["id"])), now)
    if row["change"] == "added":
        was = None
    return say_change(words, row, was, now, published.titles)[:MOST_SENTENCES]


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
