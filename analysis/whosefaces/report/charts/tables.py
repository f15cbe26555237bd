"""Charts of the tables that a notebook has at hand, in English: counts as bars, findings as shares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from whosefaces.errors import WhoseFacesError
from whosefaces.report.charts.figure import Figure
from whosefaces.report.charts.rows import bars, shares
from whosefaces.report.words.catalogue import Words
from whosefaces.report.words.finding import label, licence, share_of

CLASSES = {"photos": "photo", "accounts": "account", "faces": "face", "in_rows": "row"}
"""Columns of numbers that say what is counted by how many: a bar says "6 to 10 photos", and not "6 to 10"."""


class ChartError(WhoseFacesError):
    """A chart was asked of data that do not hold it."""


def counts(table: pd.DataFrame, name: str, labels: str | Sequence[str], units: str) -> Figure:
    """A bar for each row of a table.

    Args:
        table: one row a bar; rows without a count are left out.
        name: the chart's name, under which the catalogue has its title.
        labels: the column, or columns, that say what is counted.
        units: the column that holds the counts.

    Raises:
        ChartError: a column is missing.
    """
    words = Words("en")
    columns = [labels] if isinstance(labels, str) else list(labels)
    _needed(table, name, [*columns, units])
    counted = table.dropna(subset=[units])
    rows = [
        (": ".join(_named(words, column, row[column]) for column in columns), int(row[units]))
        for row in counted.to_dict("records")
    ]
    return bars(words, name.replace("_", "-"), words.say(f"chart.{name}"), rows, units.removesuffix("s"))


def findings(table: pd.DataFrame, name: str, ids: Sequence[str] | None = None) -> Figure:
    """A strip for each finding.

    Args:
        table: rows of FINDINGS.
        name: the chart's name, under which the catalogue has its title.
        ids: those to draw, in order; all where not given.

    Raises:
        ChartError: a column is missing.
    """
    words = Words("en")
    named = "id" if "id" in table.columns else "name"
    _needed(table, name, [named, "unit", "status", "low", "high"])
    plain = table.astype(object).where(table.notna(), None).rename(columns={named: "id"})
    rows = {str(row["id"]): {str(key): value for key, value in row.items()} for row in plain.to_dict("records")}
    chosen = [rows[each] for each in (ids or rows) if each in rows]
    labelled = [(label(words, row), share_of(row)) for row in chosen]
    return shares(words, name.replace("_", "-"), words.say(f"chart.{name}"), labelled)


def rows_of_manifest(reading: Any) -> Figure:
    """Which rows of the manifest lead to a photo, and why the others do not.

    Args:
        reading: a ``whosefaces.manifest.reading.Reading``.
    """
    used = reading.rows - sum(reading.set_aside.values())
    parts = [("used", used), *sorted(reading.set_aside.items())]
    return counts(pd.DataFrame(parts, columns=["what", "rows"]), "rows_of_manifest", "what", "rows")


def _named(words: Words, column: str, value: object) -> str:
    if column == "licence":
        return licence(words, str(value))
    unit = CLASSES.get(column)
    if unit is None:
        return str(value)
    return f"{value} {unit if str(value) == '1' else unit + 's'}"


def _needed(table: pd.DataFrame, name: str, columns: list[str]) -> None:
    missing = [column for column in columns if column not in table.columns]
    if missing:
        raise ChartError(f"chart {name}: no column {', '.join(missing)}; the table has {', '.join(table.columns)}")
