"""Rows and cells of a published table, and the number of a finding in words."""

from __future__ import annotations

from typing import Any

import pandas as pd

from whosefaces.report.charts.drawing import Rows
from whosefaces.report.words.numbers import count, percent


def rows_of(table: pd.DataFrame) -> Rows:
    """A data frame as rows, in order."""
    return [{str(column): value for column, value in row.items()} for row in table.to_dict("records")]


def known(value: Any) -> bool:
    """Whether a cell holds something."""
    return value is not None and not pd.isna(value)


def said(row: dict[str, Any]) -> str:
    """A finding's number in words: the estimate with its interval, the bounds, or why there is none."""
    if row["status"] == "by rule":
        return "0%: a closed gate"
    if row["status"] == "not established":
        return "not established: " + str(row["reason"])
    if row["status"] == "not estimable":
        return "not estimable: " + str(row["reason"]).removeprefix("not estimable: ")
    if known(row["estimate"]):
        value = percent(row["estimate"])
        if known(row["low"]):
            return f"{value} ({percent(row['low'])} to {percent(row['high'])})"
        return f"{value}, counted" if row["kind"] == "census" else value
    if nothing_known(row):
        return "not known"
    if known(row["bound_low"]):
        # The interval holds of everybody; the bounds alone hold of those drawn, and are in the table behind.
        ends = ("low", "high") if known(row["low"]) else ("bound_low", "bound_high")
        low, high = (percent(row[end]) for end in ends)
        return low if row[ends[0]] == row[ends[1]] else f"{low} to {high}"
    if known(row["total_low"]):
        return f"at least {count(row['total_low'])}, at most {count(row['total_high'])}"
    return f"{count(row['numerator'])} {row['unit']}s"


def nothing_known(row: dict[str, Any]) -> bool:
    """Whether the bounds leave everything open, from none to all."""
    return not known(row["estimate"]) and known(row["bound_low"]) and (row["bound_low"], row["bound_high"]) == (0, 1)


def or_few(value: Any) -> str:
    """A count, or that it is not published: the list is too short, or closed and published before."""
    return count(value) if known(value) else "not published"
