"""The findings as lines: for the terminal, a notebook, the feed and the summary of an unattended run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whosefaces.report.words.catalogue import Words
from whosefaces.report.words.finding import BY_RULE, Share, label, say_share, share_of
from whosefaces.report.words.headline import capital

if TYPE_CHECKING:
    import pandas as pd

    from whosefaces.investigation import Investigation

Row = Mapping[str, Any]


def of_edition(public: Path) -> list[str]:
    """Headline and deck of a published edition, and its main figures, a line each, in its own language."""
    from whosefaces.report import published
    from whosefaces.report.words import facts
    from whosefaces.report.words.headline import headline

    read = published.read(public)
    words = Words(read.about["language"])
    lead = headline(words, facts.of(read))
    return [lead.text, *main(words, read.rows, read.about["procedures"])]


def main(words: Words, rows: Sequence[Row], procedures: Sequence[Mapping[str, Any]]) -> list[str]:
    """The main figures, a line each.

    Args:
        words: the language.
        rows: FINDINGS, as JSON or a table has them.
        procedures: the ways out of ``about.json``.
    """
    titles = {str(way["name"]): str(way["title"]) for way in procedures}
    days = {str(way["name"]): str(way["day"]) for way in procedures}
    return [line(words, row, titles, days) for row in rows if row["primary"]]


def line(words: Words, row: Row, titles: Mapping[str, str], days: Mapping[str, str]) -> str:
    """One finding as a sentence, and in another how many were checked."""
    share = share_of(row)
    name = label(words, row, titles)
    if share.kind == "not estimable":
        code = f"reason.{row.get('reason_code')}"
        why = words.say(code) if words.has(code) else str(row["reason"])
        return words.say("line.not_estimable", label=name, reason=why)
    if share.kind == "not published":
        return words.say("line.small", label=name)
    key = str(row["id"]) if words.has(f"line.{row['id']}") else "finding"
    if share.kind == "unestablished":
        return words.say("line.P3_unestablished")
    way = str(row["procedure"] or "")
    slots = {"way": titles.get(way, way), "day": words.day(days[way]) if way in days else ""}
    if row["status"] in BY_RULE and key == "P3":
        find = "C2" in str(row.get("reason_code")).split("+")
        return words.say("line.P3_rule_find" if find else "line.P3_rule", **slots)
    every = words.say(f"unit.{row['unit']}", n=share.size) if share.size else words.say(f"units.{row['unit']}")
    sentence = words.say(f"line.{key}", share=say_share(words, share), all=every, label=name, **slots)
    return " ".join(part for part in (capital(sentence), _checked(words, share)) if part)


def _checked(words: Words, share: Share) -> str:
    if not share.checked or share.yes is None:
        return ""
    if share.census and not share.unknown:
        return words.say("line.checked_all", yes=share.yes, checked=share.checked)
    if share.unknown and share.central is None:
        return words.say("line.checked", yes=share.yes, checked=share.checked, unknown=share.unknown)
    return words.say("line.checked_told", yes=share.yes, checked=share.checked)


def of_table(investigation: Investigation, as_of: dt.date, table: pd.DataFrame) -> list[str]:
    """The main figures of findings that are not published yet, a line each, and what a range holds.

    Args:
        investigation: its language and its ways out are taken.
        as_of: the edition's day.
        table: rows of FINDINGS.
    """
    from whosefaces.report.about import about

    said = about(investigation, as_of, set(table["id"]))
    words = Words(said["language"])
    plain = table.astype(object).where(table.notna(), None)
    rows = [{str(key): value for key, value in row.items()} for row in plain.to_dict("records")]
    return [*main(words, rows, said["procedures"]), words.say("how.uncertain_about")]
