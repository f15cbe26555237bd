"""What of a number may be printed: no count of 1 to ``min_cell`` - 1 units, and none that a subtraction gives away.

The rule, as the report states it (:data:`RULE`): a share is told by its yes, its no and its unknown. Where one of them,
or the sum of two, is a count from 1 to min_cell - 1, the smallest range of whole numbers that hides it takes its place,
and bounds and interval are computed from that range. So a small count never shows, nor does its complement, and what is
printed is true, only wider. In tables of more than two cells small cells are merged, with the next smallest where
their sum would still be small or where only one cell would be hidden.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.measure import hypergeometric
from analysis.measure.funnel import COLUMNS as FUNNEL_COLUMNS

RULE = (
    "No count from 1 to {below} is printed, nor one from which a subtraction would give it. A share whose yes, no or "
    "unknown is that small is printed as bounds, computed as though the small count were anything from 0 to {below}. "
    "In tables, small cells are merged."
)


def rule(min_cell: int) -> str:
    """The rule in words, for this ``min_cell``."""
    return RULE.format(below=min_cell - 1)


def is_small(count: int, min_cell: int) -> bool:
    """A count that would point at few people. Nought points at nobody."""
    return 0 < count < min_cell


def publishable(findings: pd.DataFrame, min_cell: int) -> pd.DataFrame:
    """The findings as they may be printed; same rows, same columns."""
    rows = [_publishable(row, min_cell) for row in _records(findings)]
    return pd.DataFrame(rows, columns=findings.columns)


def _publishable(row: dict[str, Any], min_cell: int) -> dict[str, Any]:
    if row["status"] != "published":
        return row
    if _missing(row["denominator"]):  # a bare count
        return _suppressed(row, min_cell) if is_small(int(row["numerator"]), min_cell) else row
    n, yes, unknown = int(row["denominator"]), int(row["numerator"]), int(row["unknown"])
    if is_small(n, min_cell):
        return _suppressed(row, min_cell)
    shown = coarsened(yes, unknown, n, min_cell)
    if not shown.exact:
        return _widened(row, shown, n, yes, unknown, min_cell)
    not_asked = _count(row["not_asked"])
    hides = is_small(not_asked, min_cell) or is_small(unknown - not_asked, min_cell)
    return {**row, "not_asked": None} if hides else row


@dataclass(frozen=True)
class Shown:
    """What may be shown of the yes: at least ``least``, at most ``most`` (every unknown a yes); what of it is exact."""

    least: int
    most: int
    least_is_exact: bool
    exact: bool


def coarsened(yes: int, unknown: int, n: int, min_cell: int) -> Shown:
    """The range of the yes that hides every small count among the yes, the no, the unknown and their sums."""
    sure, perhaps = yes, yes + unknown
    sure_hides = is_small(sure, min_cell) or is_small(n - sure, min_cell)
    perhaps_hides = is_small(perhaps, min_cell) or is_small(n - perhaps, min_cell)
    least = _moved(sure, n, min_cell, down=True) if sure_hides else sure
    most = _moved(perhaps, n, min_cell, down=False) if perhaps_hides else perhaps
    gap_hides = is_small(unknown, min_cell)
    if gap_hides and not sure_hides and not perhaps_hides:
        most = yes + min_cell - 1  # never past n: at least min_cell are a no, or none is and n - sure would be small
    return Shown(least, most, not sure_hides, not (sure_hides or perhaps_hides or gap_hides))


def _moved(count: int, n: int, min_cell: int, *, down: bool) -> int:
    """The end of the range that hides ``count``: 0 to min_cell - 1, or its mirror below ``n``."""
    if is_small(count, min_cell):
        return 0 if down else min(min_cell - 1, n)
    return max(n - (min_cell - 1), 0) if down else n


def _widened(row: dict[str, Any], shown: Shown, n: int, yes: int, unknown: int, min_cell: int) -> dict[str, Any]:
    size = int(row["population_size"])
    low, high = (None, None)
    if n < size:
        ends = hypergeometric.bounds(shown.least, shown.most - shown.least, n, size)
        low, high = ends[0] / size, ends[1] / size
    return {
        **row,
        "numerator": yes if shown.least_is_exact else None,
        "unknown": 0 if unknown == 0 else None,
        "not_asked": None,
        "estimate": None,
        "low": low,
        "high": high,
        "bound_low": shown.least / n,
        "bound_high": shown.most / n,
        "kind": "bound",
        "method": row["method"] + f"; counts from 1 to {min_cell - 1} printed as a range",
    }


def _suppressed(row: dict[str, Any], min_cell: int) -> dict[str, Any]:
    numbers = ("numerator", "denominator", "unknown", "not_asked", "estimate", "low", "high", "bound_low", "bound_high")
    return {
        **row,
        **dict.fromkeys(numbers),
        "status": "suppressed",
        "reason": f"a count from 1 to {min_cell - 1}",
    }


def funnel(steps: pd.DataFrame, min_cell: int) -> pd.DataFrame:
    """The funnel with its small counts out of sight.

    A step whose small count can hide in "set aside or unknown" shows those two as one (both blank). Any other is
    joined with the step after it, so that the count between them is no longer printed; a last step that stays small
    is blank but for what entered it.
    """
    merged = [_merge_chain(_records(chain), min_cell) for _, chain in steps.groupby("chain", sort=False)]
    table = pd.DataFrame([step for chain in merged for step in chain], columns=FUNNEL_COLUMNS)
    counts = ["entered", "kept", "set_aside", "unknown"]
    return table.astype(dict.fromkeys(counts, "Int64"))


def _merge_chain(steps: list[dict[str, Any]], min_cell: int) -> list[dict[str, Any]]:
    shown: list[dict[str, Any]] = []
    rest = list(steps)
    while rest:
        step = rest.pop(0)
        lost = step["set_aside"] + step["unknown"]
        if is_small(step["kept"], min_cell) or is_small(lost, min_cell):
            if rest:
                rest[0] = _joined(step, rest[0])
                continue
            step = {**step, "kept": None, "set_aside": None, "unknown": None}
            if is_small(step["entered"], min_cell):
                step["entered"] = None
        elif is_small(step["set_aside"], min_cell) or is_small(step["unknown"], min_cell):
            step = {**step, "set_aside": None, "unknown": None}
        shown.append(step)
    return [{**step, "step": number} for number, step in enumerate(shown, start=1)]


def _joined(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    return {
        **second,
        "says": f"{first['says']}, and {second['says']}",
        "entered": first["entered"],
        "set_aside": first["set_aside"] + second["set_aside"],
        "unknown": first["unknown"] + second["unknown"],
        "because": f"{first['because']}; {second['because']}",
    }


def merged(cells: pd.DataFrame, count: str, min_cell: int, other: str = "other") -> pd.DataFrame:
    """A table of categories with its small cells merged into one row, whose other columns say ``other``.

    Where the merged row would itself be small, or would hold a single cell, the next smallest cell joins it.
    """
    order = cells.sort_values(count, kind="stable").reset_index(drop=True)
    small = int((order[count].map(lambda c: is_small(int(c), min_cell))).sum())
    hidden = order[(order[count] > 0)].index[:small].tolist()
    rest = [i for i in order.index if i not in hidden and order.loc[i, count] > 0]
    while hidden and rest and (len(hidden) < 2 or is_small(int(order.loc[hidden, count].sum()), min_cell)):
        hidden.append(rest.pop(0))
    if not hidden:
        return cells.reset_index(drop=True)
    total = int(order.loc[hidden, count].sum())
    line: dict[Any, Any] = dict.fromkeys(cells.columns, other)
    line[count] = None if is_small(total, min_cell) else total
    kept = order.drop(index=hidden).sort_values([c for c in cells.columns if c != count])
    return pd.concat([kept, pd.DataFrame([line])], ignore_index=True)[list(cells.columns)]


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in frame.astype(object).to_dict("records")]


def _missing(value: object) -> bool:
    return value is None or bool(pd.isna(value))  # type: ignore[call-overload]


def _count(value: Any) -> int:
    return 0 if _missing(value) else int(value)
