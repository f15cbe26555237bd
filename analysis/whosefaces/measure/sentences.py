"""The primary findings in plain words, computed from their rows: count, denominator, interval or bounds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

RANGE_95 = (
    "A 95% range holds the truth in about 95 of 100 draws like this one, or more, whatever the unknown are: it adds the "
    "error of the draw to what could not be told."
)
"""To be said where a range is first used."""


def sentence(row: Mapping[str, Any]) -> str:
    """One finding in a sentence, and in another what it rests on.

    Args:
        row: a row of FINDINGS, as it may be printed.
    """
    subject, predicate = _estimand(row)
    if row["status"] == "not estimable":
        return f"{row['id']}. What share of {subject} {predicate}: not estimable: {row['reason']}."
    if row["status"] == "not established":
        return f"{row['id']}. What share of {subject} {predicate}: not established: {row['reason']}."
    if row["status"] == "by rule":
        return f"{row['id']}. None of {subject} {predicate}: {row['reason']}. By rule, not by sampling."
    sure = " (95% range)" if _told(row["low"]) and not _told(row["estimate"]) else ""
    return f"{row['id']}. {_share(row, subject)} {predicate}{sure}. {_counts(row)}{_interval(row)}."


def in_numbers(row: Mapping[str, Any]) -> str | None:
    """One finding as so many of so many: "About 967 of the 1,100 accounts ..."; None where there is no number.

    Args:
        row: a row of FINDINGS, as it may be printed.
    """
    if row["status"] in ("by rule", "not established"):
        return None
    subject, predicate = _estimand(row)
    if _told(row["total"]):
        ends = ""
        if _told(row["total_low"]):
            ends = f" (95% sure: {_number(row['total_low'])} to {_number(row['total_high'])})"
        about = "" if row["kind"] == "census" else "About "
        return f"{row['id']}. {about}{_number(row['total'])} of {subject} {predicate}{ends}."
    if _told(row["total_low"]):
        low, high = _number(row["total_low"]), _number(row["total_high"])
        sure = ", 95% sure" if _told(row["low"]) else ""
        return f"{row['id']}. Between {low} and {high} of {subject} {predicate}{sure}."
    return None


def _estimand(row: Mapping[str, Any]) -> tuple[str, str]:
    subject = f"the {_number(row['population_size'])} {row['population']}" if _told(row["population_size"]) else None
    predicate = str(row["estimand"]).removeprefix(f"share of {row['unit']}s that ")
    return subject or str(row["population"]), predicate


def _share(row: Mapping[str, Any], subject: str) -> str:
    if _told(row["estimate"]):
        return f"{percent(row['estimate'])} of {subject}"
    # What holds of everybody is the range with the error of the draw; the bounds alone hold of those drawn.
    low, high = (row["low"], row["high"]) if _told(row["low"]) else (row["bound_low"], row["bound_high"])
    if low == 0 and high == 1:
        return f"Between none and all of {subject}"
    return f"Between {percent(low)} and {percent(high)} of {subject}"


def _counts(row: Mapping[str, Any]) -> str:
    n = int(row["denominator"])
    looked_at = f"all {_number(n)}" if row["kind"] == "census" else f"{_number(n)} drawn"
    if n == 0:
        return "Nobody was drawn"
    parts = [f"Of {looked_at}, "]
    parts.append(f"{_number(row['numerator'])} are seen to")
    if _told(row["unknown"]) and row["unknown"]:
        parts.append(f" and {_number(row['unknown'])} are unknown")
        if _told(row["not_asked"]) and row["not_asked"]:
            everyone = row["not_asked"] == row["unknown"]
            parts.append(", not asked" if everyone else f", {_number(row['not_asked'])} of them not asked")
    return "".join(parts)


def _interval(row: Mapping[str, Any]) -> str:
    if not _told(row["low"]):
        return ""
    if _told(row["estimate"]):
        return f"; 95% range {percent(row['low'])} to {percent(row['high'])}"
    if _told(row["numerator"]):
        return ""
    return f", so {percent(row['bound_low'])} to {percent(row['bound_high'])} of those drawn"


def percent(share: float) -> str:
    """A share from 0 to 1 as ``62.1%``; never ``0.0%`` for something, nor ``100.0%`` for less than all."""
    if share in (0, 1):
        return f"{share:.0%}"
    text = f"{100 * share:.1f}%"
    return {"0.0%": "under 0.1%", "100.0%": "over 99.9%"}.get(text, text)


def _number(count: Any) -> str:
    return f"{int(count):,}"


def _told(value: Any) -> bool:
    return value is not None and not pd.isna(value)
