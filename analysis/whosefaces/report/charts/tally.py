"""How many of each? Counts as bars from zero."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from whosefaces.report.charts.cells import known, or_few, rows_of
from whosefaces.report.charts.drawing import BLUE, LINE, TRACK, Canvas, Rows, beside, wrapped
from whosefaces.report.charts.figure import Figure, needed, nothing

if TYPE_CHECKING:
    import altair as alt


def bars(table: pd.DataFrame, label: str, units: str, *, name: str, title: str) -> Figure:
    """Counts as bars from zero, each with its number.

    Args:
        table: one row a bar.
        label: the column that names the bar.
        units: the column that counts, whole numbers.
        name: a short name, used in ids and file names.
        title: what the chart shows.
    """
    needed(table, name, [label, units])
    if table.empty:
        return nothing(name, title, table)
    rows = [_bar(row, label, units) for row in rows_of(table)]
    described = "; ".join(f"{row['label']}: {row['says']}" for row in rows)
    behind = pd.DataFrame(
        {
            label.replace("_", " ").capitalize(): [row["label"] for row in rows],
            units.capitalize(): [row["says"] for row in rows],
        }
    )
    return Figure(name, title, f"{title}. {described}.", behind, lambda width: _bars(rows, width), table)


def _bar(row: dict[str, Any], label: str, units: str) -> dict[str, Any]:
    return {"label": str(row[label]), "sure": row[units] if known(row[units]) else 0, "says": or_few(row[units])}


def _bars(rows: Rows, width: int) -> alt.LayerChart:
    """A bar a line, as long as is sure, beside its label where there is room, below it on a phone."""
    start, end = beside(width)
    most = max([row["sure"] for row in rows] + [1])
    labels: Rows = []
    counts: Rows = []
    boxes: Rows = []
    top = 10.0
    for row in rows:
        lines = wrapped(row["label"], int(start) - 12 if start else width - 90)
        labels.append({"text": "\n".join(lines), "x": 0, "y": top})
        counts.append({"text": row["says"], "x": width, "y": top})
        y = top - 4 if start else top + LINE * len(lines) - 6
        boxes.append({"x": start, "x2": start + (end - start) * row["sure"] / most, "y": y, "y2": y + 8})
        top = top + LINE * len(lines) + 6 if start else y + 24
    canvas = Canvas(width, round(top) - 10, (0, width))
    canvas.rule([{"x": start, "x2": end, "y": box["y"] + 4} for box in boxes], TRACK, 1)
    canvas.box(boxes, fill=BLUE)
    canvas.words(labels)
    canvas.words(counts, align="right", fontWeight=600)
    return canvas.chart()
