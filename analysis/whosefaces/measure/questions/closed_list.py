"""What can be said when the list itself is closed: logical bounds from the parent that it was cut from.

Of Diversity in Faces the list is not public, but its size and its parent are known. If at least ``a`` of the parent's
N units could be told, and the dataset holds M of them, then at least M - (N - a) of the dataset's could, whichever M
they are; and no more than those of the parent that could. The parent is what is sampled, so its interval carries over:
the bounds hold whenever it does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from whosefaces.investigation import ClosedList
from whosefaces.measure.finding import Finding, What, count, not_estimable, told
from whosefaces.measure.findings import BY_RULE, PUBLISHED
from whosefaces.measure.measured import Measured
from whosefaces.measure.reasons import because

METHOD = (
    "logical bounds from the parent: at least M - (N - a) of the dataset's M units, at most b, where between a and b of "
    "the parent's N are so with 95 % confidence"
)


def findings(table: pd.DataFrame, measured: Measured) -> list[Finding]:
    """Bounds for the closed dataset from each primary finding about its parent; none where no closed list is named."""
    closed = measured.investigation.closed_list
    if closed is None:
        return []
    by_id = {str(row["id"]): dict(row) for row in table.astype(object).to_dict("records")}
    rows = []
    for name, size in (("P1", closed.photos), ("P2", closed.accounts), ("P3", closed.accounts)):
        if size is not None:
            rows.append(_bounded(by_id[name], size, closed, measured))
    return rows


def bounds(size: int, parent_size: int, parent_low: int, parent_high: int) -> tuple[int, int]:
    """The least and the most units of a part of ``size`` that are so, of a parent in which ``low`` to ``high`` are."""
    return max(0, size - (parent_size - parent_low)), min(size, parent_high)


def _bounded(parent: Mapping[Any, Any], size: int, closed: ClosedList, measured: Measured) -> Finding:
    words = f"{parent['unit']}s of {closed.name}, a list that is closed ({closed.source})"
    predicate = str(parent["estimand"]).removeprefix(f"share of {parent['unit']}s that ")
    what = What(
        f"closed-{parent['id']}",
        f"{closed.name}: {parent['label']}",
        predicate,
        notifier=parent["notifier"],
        procedure=parent["procedure"],
        caution="the list was not seen: logic from its parent, as wide as it must be",
    )
    if parent["status"] == BY_RULE:
        low = high = 0
    elif parent["status"] != PUBLISHED:
        why = because("no-parent-number", str(parent["reason"]))
        return not_estimable(what, measured.as_of, parent["unit"], words, why)
    else:
        ends = ("total_low", "total_high") if told(parent["total_low"]) else ("total", "total")
        low, high = bounds(size, int(parent["population_size"]), int(parent[ends[0]]), int(parent[ends[1]]))
    row = count(what, measured.as_of, 0, parent["unit"], words, (low, high)).row
    shares = {"bound_low": low / size, "bound_high": high / size, "population_size": size}
    return Finding(row | shares | {"method": METHOD, "notifier": what.notifier, "procedure": what.procedure})
