"""Who could be told?"""

from __future__ import annotations

from whosefaces.report import charts
from whosefaces.report.charts import known
from whosefaces.report.published import Published
from whosefaces.report.story.pictured import of_pictured
from whosefaces.report.story.section import Section, any_finding, capital, these
from whosefaces.report.words import wording
from whosefaces.report.words.headline import has_number, in_words
from whosefaces.report.words.prose import Number, Row, Sentence, plain


def could_be_told(published: Published, rows: list[Row]) -> Section | None:
    """Who could be told, and by whom."""
    chosen = [row for row in rows if known(row["notifier"]) and not known(row["procedure"]) and not of_pictured(row)]
    if not chosen:
        return None
    others = [row for row in chosen if not row["primary"]]
    codes = published.tables.get("codes")
    return Section(
        "told",
        "Who could be told?",
        [charts.reach(these(published.findings, chosen))] if others else [],
        [any_finding(row) for row in chosen],
        [
            "Could be told means that a channel exists: the platform, Flickr, knows the address that a login belongs to; "
            "the dataset’s holder can find the account; or anybody can write to it. Nobody knows who would read the "
            "message, or answer."
        ],
        says={"reach": (*_by_whom(chosen), *_likely_to_read(rows))} if others else {},
        folded=[charts.codes(codes)] if codes is not None and not codes["accounts"].dropna().empty else [],
        key=wording.STRIPS if others else "",
    )


def _by_whom(rows: list[Row]) -> Sentence:
    """Of the accounts (of the photos, where no account is listed): how many each could tell; those alike in one breath."""
    unit = "account" if any(row["unit"] == "account" and has_number(row) for row in rows) else "photo"
    alike: dict[str, list[Row]] = {}
    for row in rows:
        if row["unit"] == unit and has_number(row):
            alike.setdefault(plain(in_words(row)), []).append(row)
    parts: list[str | Number] = []
    for of in alike.values():
        by = " and ".join(charts.NOTIFIERS[str(row["notifier"])] for row in of)
        parts += [f"; {by}, " if parts else f"{capital(by)}, ", *in_words(of[0], start=False)]
        parts += [f" of the {unit}s could be told"] if of is next(iter(alike.values())) else []
    return (*parts, ".") if parts else ()


def _likely_to_read(rows: list[Row]) -> Sentence:
    """Who is there to read it: a channel is no reader."""
    active = next((row for row in rows if row["id"] == "active" and has_number(row)), None)
    if active is None:
        return ()
    return (
        " But ",
        *in_words(active, start=False),
        " of the accounts exist and uploaded something in public within 24 months.",
    )
