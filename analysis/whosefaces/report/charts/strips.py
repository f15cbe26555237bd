"""What share? Each finding as a strip from 0 to 100 %."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from whosefaces.report.charts.cells import known, rows_of, said
from whosefaces.report.charts.drawing import (
    BLUE,
    LINE,
    MUTED,
    PALE,
    TRACK,
    VERMILION,
    Canvas,
    Rows,
    share_axis,
    wrapped,
)
from whosefaces.report.charts.figure import Figure, nothing
from whosefaces.report.words.numbers import count

if TYPE_CHECKING:
    import altair as alt


NOTIFIERS = {"platform": "by the platform", "holder": "by the dataset’s holder", "third party": "by anybody else"}
"""Who could tell, as a label."""


TAKEN = (
    *("id", "label", "unit", "kind", "status", "reason", "numerator", "denominator", "unknown", "not_asked"),
    *("estimate", "low", "high", "bound_low", "bound_high"),
)
"""Columns of FINDINGS that a chart of shares gives to take."""


def primary(findings: pd.DataFrame) -> Figure:
    """The primary findings.

    Args:
        findings: rows of FINDINGS (whosefaces.measure.findings); those marked primary are drawn.
    """
    return shares(findings[findings["primary"].astype(bool)], name="primary", title="The primary findings")


def reach(findings: pd.DataFrame) -> Figure:
    """Who could be told, by whom.

    Args:
        findings: rows of FINDINGS that have a notifier.
    """
    ordered = findings.sort_values("unit", key=lambda units: units != "account", kind="stable")
    return shares(
        ordered,
        name="reach",
        title="Who could be told, and by whom",
        labels=[NOTIFIERS.get(str(name), str(name)) for name in ordered["notifier"]],
        headings=[f"By {unit}" for unit in ordered["unit"]],
    )


def shares(
    findings: pd.DataFrame,
    *,
    name: str,
    title: str,
    labels: Sequence[str] | None = None,
    headings: Sequence[str] | None = None,
) -> Figure:
    """Any findings, each as a strip from 0 to 100 %.

    Args:
        findings: rows of FINDINGS.
        name: a short name, used in ids and file names.
        title: what the chart shows.
        labels: a shorter label for each row, where the finding's own is too long.
        headings: what the row stands under; rows under one heading follow one another.
    """
    if findings.empty:
        return nothing(name, title, findings)
    rows = rows_of(findings)
    over = headings or [""] * len(rows)
    strips = [
        Strip.of(row, label, heading)
        for row, label, heading in zip(rows, labels or findings["label"], over, strict=True)
    ]
    described = "; ".join(
        f"{strip.heading + ': ' if strip.heading else ''}{strip.label}: {strip.value}" for strip in strips
    )
    raw = findings[[column for column in TAKEN if column in findings.columns]]
    return Figure(name, title, f"{title}. {described}.", _numbers(findings), lambda width: _strips(strips, width), raw)


def licence_then(findings: pd.DataFrame) -> Figure:
    """The licence of the day of collection: against the one listed, and since then.

    Args:
        findings: the rows ``licence-then-as-listed`` and ``licence-since-then-*`` of FINDINGS.
    """
    words = {
        "licence-then-as-listed": ("On the day of collection", "it was the one listed"),
        "licence-since-then-unchanged": ("Since that day", "still the same"),
        "licence-since-then-version-bump": ("Since that day", "the same in a later version"),
        "licence-since-then-changed": ("Since that day", "another one"),
    }
    return shares(
        findings,
        name="licence-then",
        title="The licence on the day of collection, and since",
        labels=[words[str(name)][1] for name in findings["id"]],
        headings=[words[str(name)][0] for name in findings["id"]],
    )


@dataclass(frozen=True)
class Strip:
    """One share as it is drawn: ``shape`` is estimate, census, bounds, gate or none."""

    label: str
    value: str
    shape: str
    heading: str = ""
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    bound_low: float | None = None
    bound_high: float | None = None

    @classmethod
    def of(cls, row: dict[str, Any], label: str, heading: str = "") -> Strip:
        """The strip of one row of FINDINGS."""
        shape = {"by rule": "gate", "not estimable": "none", "not established": "none"}.get(row["status"])
        if shape:
            return cls(label, said(row), shape, heading)
        cells = ("estimate", "low", "high", "bound_low", "bound_high")
        numbers = {cell: float(row[cell]) if known(row[cell]) else None for cell in cells}
        shape = "bounds" if numbers["estimate"] is None else "census" if numbers["low"] is None else "estimate"
        return cls(label, said(row), shape, heading, **numbers)


def _strips(strips: list[Strip], width: int) -> alt.LayerChart:
    labels: Rows = []
    beside: Rows = []
    below: Rows = []
    tracks: list[tuple[int, Strip]] = []
    headings: Rows = []
    top = 10
    heading = ""
    for strip in strips:
        if strip.heading != heading:
            heading = strip.heading
            lines = wrapped(heading, width - 8)
            top += 16 * bool(headings)
            headings.append({"text": "\n".join(lines), "y": top})
            top += LINE * len(lines) + 4
        lines = wrapped(strip.label, width - 8)
        labels.append({"text": "\n".join(lines), "y": top})
        fits = len(lines) == 1 and len(strip.label) + len(strip.value) < width / 7.3
        (beside if fits else below).append({"text": strip.value, "y": top if fits else top + LINE * len(lines)})
        track = top + LINE * (len(lines) + (not fits)) + 3
        tracks.append((track, strip))
        top = track + 27
    canvas = Canvas(width, top - 14, axis=share_axis())
    canvas.rule([{"x": 0, "x2": 1, "y": y} for y, _ in tracks], TRACK, 1)
    canvas.words(headings, at=0, fontWeight=600)
    canvas.words(labels, at=0, fontWeight=400 if headings else 600)
    canvas.words(beside, at=width, align="right")
    canvas.words(below, MUTED, at=0)
    _draw_tracks(canvas, tracks)
    return canvas.chart()


def _draw_tracks(canvas: Canvas, tracks: list[tuple[int, Strip]]) -> None:
    def rows(*shapes: str, **cells: Callable[[Strip], float | None]) -> Rows:
        drawn = [(y, strip) for y, strip in tracks if strip.shape in shapes]
        made = [{"y": y} | {name: cell(strip) for name, cell in cells.items()} for y, strip in drawn]
        return [row for row in made if all(value is not None for value in row.values())]

    def boxes(made: Rows, half: float) -> Rows:
        return [row | {"y": row["y"] - half, "y2": row["y"] + half} for row in made]

    interval = rows("estimate", x=lambda s: s.low, x2=lambda s: s.high)
    canvas.box(boxes(interval, 5), fill=BLUE, fillOpacity=0.35, cornerRadius=5)
    canvas.rule(rows("bounds", x=lambda s: s.low, x2=lambda s: s.high), BLUE, 1.5)
    bounds = rows("bounds", x=lambda s: s.bound_low, x2=lambda s: s.bound_high)
    canvas.box(boxes(bounds, 7), fill=PALE, stroke=BLUE, strokeWidth=1.5, strokeDash=[4, 3])
    canvas.dot(rows("estimate", "census", x=lambda s: s.estimate), fill=BLUE)
    canvas.rule(rows("none", x=lambda _: 0, x2=lambda _: 1), MUTED, 1.5, strokeDash=[2, 5])
    canvas.box(boxes(rows("gate", x=lambda _: 0, x2=lambda _: 0.014), 9), fill=VERMILION)


def _numbers(findings: pd.DataFrame) -> pd.DataFrame:
    """The table behind a chart of shares, as a reader sees it."""

    def cell(value: Any, write: Callable[[Any], str]) -> str:
        return write(value) if known(value) else "–"

    rows = rows_of(findings)
    return pd.DataFrame(
        {
            "Finding": [row["label"] for row in rows],
            "Seen": [cell(row["numerator"], count) for row in rows],
            "Of": [cell(row["denominator"], count) for row in rows],
            "Not known": [cell(row["unknown"], count) for row in rows],
            "Result": [said(row) for row in rows],
            "Where from": [row["kind"] for row in rows],
        }
    )
