"""One question with its answer, and how any finding is said in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from whosefaces.dossiers.procedures import Procedure
from whosefaces.report.charts import Figure, known, nothing_known, rows_of, said
from whosefaces.report.charts.matrix import ends_of, shut
from whosefaces.report.published import Published
from whosefaces.report.words.headline import detail, has_number
from whosefaces.report.words.prose import Linked, Row, Sentence, share, units
from whosefaces.report.words.wording import unnumbered


@dataclass(frozen=True)
class Section:
    """One question with its answer."""

    name: str
    question: str
    figures: list[Figure]
    answer: list[Sentence]
    """Each number in a sentence: on the page folded below the figures, on paper only where there is no figure."""
    notes: list[str] = field(default_factory=list)
    says: Mapping[str, Sentence] = field(default_factory=dict)
    """What a figure shows, in the sentence that follows it, by the figure's name."""
    aside: frozenset[str] = frozenset()
    """Figures, by name, that are a click away on the page, and drawn on paper; their sentence is in sight on both."""
    folded: list[Figure] = field(default_factory=list)
    """Figures for whoever asks further: a click away on the page, not on paper."""
    sources: list[Linked] = field(default_factory=list)
    """Where what the figures say can be read."""
    key: str = ""
    """How to read the first figure, where it is not one of plain bars."""
    routes: list[Procedure] = field(default_factory=list)
    tables: list[tuple[str, pd.DataFrame]] = field(default_factory=list)
    """Tables that no chart shows, each with its caption."""


def capital(text: str) -> str:
    """Its first letter large, the rest as it is."""
    return text[:1].upper() + text[1:]


def any_finding(row: Row) -> Sentence:
    """Any finding as a sentence."""
    label = unnumbered(str(row["label"]))
    if row["status"] == "by rule":
        return (f"{label}: nobody, by rule: {shut(row)}.",)
    if not has_number(row):
        if row["status"] == "published" and known(row["numerator"]):
            return (f"{label}: ", units(row, "numerator"), ".")
        return (f"{label}: {said(row)}.",)
    value: Sentence
    if nothing_known(row):
        value = ("not known",)
    elif known(row["estimate"]):
        value = (share(row),)
    else:
        low, high = ends_of(row)
        value = ("between ", share(row, low), " and ", share(row, high))
    rests_on = detail(row)
    return (f"{label}: ", *value, "." + " " * bool(rests_on), *rests_on)


def these(findings: pd.DataFrame, rows: list[Row]) -> pd.DataFrame:
    """The findings of these rows."""
    return findings[findings["id"].isin([row["id"] for row in rows])]


def context(published: Published, topic: str, caption: str) -> list[tuple[str, pd.DataFrame]]:
    """Facts to hold the numbers against, each with its source."""
    table = published.tables.get("context")
    rows = [row for row in rows_of(table) if row["topic"] == topic] if table is not None else []
    if not rows:
        return []
    laid_out = pd.DataFrame(
        {
            "What": [row["title"] for row in rows],
            "On": [str(row["on"]) for row in rows],
            "Says": [row["says"] for row in rows],
            "Source": [Linked(str(row["source"]), str(row["address"])) for row in rows],
        }
    )
    return [(caption, laid_out)]
