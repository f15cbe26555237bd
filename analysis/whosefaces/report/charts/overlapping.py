"""Which lists do photos and accounts share? A row for each combination of lists: dots for the lists, a bar for how many."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from whosefaces.manifest.overlap import OTHER, Published
from whosefaces.report.charts.drawing import BLUE, INK, LINE, MUTED, TRACK, Canvas, Rows, wrapped
from whosefaces.report.charts.figure import Figure, nothing

if TYPE_CHECKING:
    import altair as alt

STEP = 22
"""Pixels from one list's dot to the next."""

ROW = 24
"""Pixels from one combination to the next."""


def upset(table: Published, units: str, *, name: str, title: str) -> Figure:
    """The combinations of lists, the largest first.

    Args:
        table: what of an overlap may be published.
        units: what is counted, as "photos".
        name: a short name, used in ids and file names.
        title: what the chart shows.
    """
    behind = table.combinations.rename(columns={"lists": "Lists", "count": units.capitalize()})
    if table.combinations.empty:
        return nothing(name, title, behind)
    lists = [str(one) for one in table.sizes["list"]]
    rows = [
        {"in": _members(str(row["lists"]), lists)} | {str(key): value for key, value in row.items()}
        for row in table.combinations.to_dict("records")
    ]
    described = "; ".join(f"{row['count']:,} in {row['lists']}" for row in rows)
    return Figure(name, title, f"{title}. {described}.", behind, lambda width: _drawn(rows, lists, width))


def _members(said: str, lists: list[str]) -> list[int]:
    """The places of the lists in a combination; none for those that stand together."""
    return [] if said == OTHER else [lists.index(one) for one in said.split(" + ")]


def _drawn(rows: Rows, lists: list[str], width: int) -> alt.LayerChart:
    """The key of lists on top, numbered; under it a row for each combination. All is placed in pixels, so nothing is sorted."""
    words: Rows = []
    top = 10.0
    for place, one in enumerate(lists):
        for line in wrapped(f"{place + 1}  {one}", width - 10):
            words.append({"text": line, "x": 0, "y": top})
            top += LINE
    start, end = STEP * len(lists) + 10, width - 100
    heads: Rows = [{"text": str(place + 1), "x": STEP * place + 8, "y": top + 8} for place in range(len(lists))]
    top += 30
    most = max(row["count"] for row in rows)
    empty: Rows = []
    full: Rows = []
    joined: Rows = []
    bars: Rows = []
    counts: Rows = []
    others: Rows = []
    for row in rows:
        inside = row["in"]
        if inside:
            empty += [{"x": STEP * place + 8, "y": top} for place in range(len(lists)) if place not in inside]
        full += [{"x": STEP * place + 8, "y": top} for place in inside]
        if len(inside) > 1:
            joined.append({"x": STEP * min(inside) + 8, "x2": STEP * max(inside) + 8, "y": top})
        bars.append(
            {"x": start, "x2": start + max(1.0, (end - start) * row["count"] / most), "y": top - 5, "y2": top + 5}
        )
        counts.append({"text": f"{row['count']:,}", "x": width, "y": top})
        if not inside:
            others.append({"text": OTHER, "x": start + 6, "y": top + 14})
        top += ROW if inside else ROW + 14
    canvas = Canvas(width, round(top), (0, width))
    canvas.words(words)
    canvas.words(heads, MUTED, align="center")
    canvas.rule(joined, INK, 2)
    canvas.dot(empty, color=TRACK, size=70)
    canvas.dot(full, color=INK, size=90)
    canvas.box(bars, fill=BLUE)
    canvas.words(counts, align="right", fontWeight=600)
    canvas.words(others, MUTED)
    return canvas.chart()


def in_how_many(table: Published, units: str) -> pd.DataFrame:
    """A row for each number of lists: how many stand in so many."""
    return table.in_lists.rename(columns={"in_lists": "Lists", "count": units.capitalize()})
