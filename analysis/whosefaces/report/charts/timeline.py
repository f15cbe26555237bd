"""How did the primary findings move from edition to edition?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from whosefaces.report.charts.cells import known, rows_of, said
from whosefaces.report.charts.drawing import BLUE, INK, LINE, MUTED, PALE, TRACK, VERMILION, Canvas, Rows, wrapped
from whosefaces.report.charts.figure import Figure, needed

if TYPE_CHECKING:
    import altair as alt


def history(table: pd.DataFrame, labels: Mapping[str, str]) -> Figure | None:
    """The primary findings over all editions; None while there is one edition only.

    Args:
        table: ``tables/history.csv``: a row for each finding of each edition, the oldest edition first.
        labels: what each finding is called, by id.
    """
    needed(
        table, "history", ["edition", "id", "primary", "status", "estimate", "low", "high", "bound_low", "bound_high"]
    )
    rows = [
        {"kind": "", "reason": ""} | row | {"label": labels.get(str(row["id"]), str(row["id"]))}
        for row in rows_of(table[table["primary"].astype(bool)])
    ]
    days = sorted({str(row["edition"]) for row in rows})
    if len(days) < 2:
        return None
    title = "The primary findings, edition by edition"
    described = "; ".join(f"{row['edition']}, {row['label']}: {said(row)}" for row in rows)
    behind = pd.DataFrame(
        {
            "Edition": [row["edition"] for row in rows],
            "Finding": [row["label"] for row in rows],
            "Result": [said(row) for row in rows],
        }
    )
    return Figure("history", title, f"{title}. {described}.", behind, lambda width: _history(rows, days, width), table)


def _history(rows: Rows, days: list[str], width: int) -> alt.LayerChart:
    """Small strips of time, one a finding: days run across, shares up."""
    first, last = (dt.date.fromisoformat(day).toordinal() for day in (days[0], days[-1]))
    inset, tall = 44, 64
    across = {
        day: inset + 8 + (width - inset - 16) * (dt.date.fromisoformat(day).toordinal() - first) / (last - first)
        for day in days
    }
    parts: dict[str, Rows] = {
        name: [] for name in ("label", "moved", "axis", "grid", "interval", "bounds", "dot", "ring", "gate")
    }
    top = 10.0
    for name in dict.fromkeys(row["id"] for row in rows):
        of = [row for row in rows if row["id"] == name]
        lines = wrapped(str(of[-1]["label"]), width - 8)
        parts["label"].append({"text": "\n".join(lines), "x": 0, "y": top})
        # The numbers stand over the marks: beside them they would lie on those of other editions.
        moved = [f"{said(of[0])} at first,", f"{said(of[-1])} now"]
        moved = [" ".join(moved)] if len(wrapped(" ".join(moved), width - 8, 13)) == 1 else moved
        parts["moved"].append({"text": "\n".join(moved), "x": 0, "y": top + LINE * len(lines)})
        base = top + LINE * (len(lines) + len(moved)) + tall
        for share, text in ((0, "0%"), (1, "100%")):
            parts["grid"].append({"x": inset, "x2": width, "y": base - tall * share})
            parts["axis"].append({"text": text, "x": 0, "y": base - tall * share})
        for row in of:
            _mark(row, across[str(row["edition"])], base, tall, parts)
        top = base + 26
    canvas = Canvas(width, round(top + 8), (0, width))
    canvas.rule(parts["grid"], TRACK, 1)
    canvas.words(parts["label"], fontWeight=600)
    canvas.words(parts["axis"], MUTED, fontSize=12)
    canvas.box(parts["interval"], fill=BLUE)
    canvas.box(parts["bounds"], fill=PALE, stroke=BLUE, strokeWidth=1.25, strokeDash=[3, 2])
    canvas.box(parts["gate"], fill=VERMILION)
    canvas.dot(parts["dot"], fill=BLUE, size=60)
    canvas.words(parts["moved"], MUTED, fontSize=13)
    canvas.dot(parts["ring"], filled=False, stroke=INK, strokeWidth=1.5, size=200)
    ends = [{"text": days[0], "x": inset, "y": top}, {"text": days[-1], "x": width, "y": top}]
    canvas.words(ends[:1], MUTED, fontSize=12)
    canvas.words(ends[1:], MUTED, fontSize=12, align="right")
    return canvas.chart()


def _mark(row: dict[str, Any], x: float, base: float, tall: float, parts: dict[str, Rows]) -> None:
    """One finding of one edition: a dot or bounds, with the interval behind it; a gate at nothing."""

    def box(half: float, low: Any, high: Any) -> dict[str, float]:
        return {"x": x - half, "x2": x + half, "y": base - tall * float(high), "y2": base - tall * float(low)}

    if row["status"] == "by rule":
        parts["gate"].append({"x": x - 4, "x2": x + 4, "y": base - 4, "y2": base + 2})
    elif row["status"] == "published" and (known(row["estimate"]) or known(row["bound_low"])):
        if known(row.get("low")):
            parts["interval"].append(box(1.5, row["low"], row["high"]))
        if known(row["estimate"]):
            parts["dot"].append({"x": x, "y": base - tall * float(row["estimate"])})
        else:
            parts["bounds"].append(box(4, row["bound_low"], row["bound_high"]))
        if row.get("counted_otherwise") in (True, "True"):
            middle = row["estimate"] if known(row["estimate"]) else (row["bound_low"] + row["bound_high"]) / 2
            parts["ring"].append({"x": x, "y": base - tall * float(middle)})
