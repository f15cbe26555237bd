"""Edition by edition: each figure's range and centre over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from whosefaces.report.charts.drawing import BLUE, INK, MUTED, PALE, TRACK, VERMILION
from whosefaces.report.charts.figure import Figure, configured
from whosefaces.report.charts.rows import in_words
from whosefaces.report.words.catalogue import Words
from whosefaces.report.words.finding import Share, say_value

TALL = 70
"""Pixels of one figure's strip of time."""

Point = tuple[str, Share]
"""An edition's day, as 2026-11-22, and a share as it was published then."""


def history(words: Words, series: Mapping[str, Sequence[Point]]) -> Figure | None:
    """Small strips of time, one a figure; None where there are fewer than two editions.

    Args:
        words: the language.
        series: by label, each edition's day and share, the oldest first.
    """
    days = sorted({day for points in series.values() for day, _ in points})
    if len(days) < 2:
        return None
    title = words.say("chart.history")
    labels = list(series)
    moves = [f"{say_value(words, series[label][0][1])} → {say_value(words, series[label][-1][1])}" for label in labels]
    rows = [(day, label, share) for label in labels for day, share in series[label]]
    table = pd.DataFrame(
        {
            words.say("column.edition"): [words.day(day) for day, _, _ in rows],
            words.say("column.what"): [label for _, label, _ in rows],
            words.say("column.share"): [say_value(words, share) for _, _, share in rows],
        }
    )
    data = pd.DataFrame([_point(day, label, share) for day, label, share in rows])
    text = in_words(words, title, labels, moves)
    return Figure("history", title, text, table, lambda width: _draw(words, series, days, width), data)


def _point(day: str, label: str, share: Share) -> dict[str, Any]:
    ends = (share.low, share.high, share.central) if share.counted else (None, None, None)
    return {
        "edition": day,
        "what": label,
        "kind": share.kind,
        **dict(zip(("low", "high", "central"), ends, strict=True)),
    }


def _draw(words: Words, series: Mapping[str, Sequence[Point]], days: list[str], width: int) -> Any:
    import altair as alt

    inner = width - 44
    time = alt.Scale(domain=[_instant(days[0]), _instant(days[-1])], padding=8, type="utc")
    strips = []
    for place, (label, points) in enumerate(series.items()):
        frame = pd.DataFrame([_point(day, label, share) for day, share in points])
        frame["edition"] = [_instant(day) for day in frame["edition"]]
        last = place == len(series) - 1
        across = alt.Axis(values=[_instant(days[0]), _instant(days[-1])], format="%Y-%m-%d", labelFlush=True)
        x = alt.X("edition:T", scale=time, axis=across if last else None)
        up = alt.Axis(
            values=[0, 1],
            labelExpr=f"datum.value == 0 ? '{words.percent(0)}' : '{words.percent(1)}'",
            grid=True,
            gridColor=TRACK,
        )
        y = alt.Y("low:Q", scale=alt.Scale(domain=[0, 1]), axis=up)
        base = alt.Chart(frame).encode(x=x)
        ranges = base.transform_filter("datum.high > datum.low").mark_rule(color=PALE, strokeWidth=7)
        layers = [ranges.encode(y=y, y2="high:Q")]
        middle = base.transform_filter("isValid(datum.central) && datum.kind != 'rule'")
        layers.append(
            middle.mark_point(filled=True, size=36, opacity=1, color=BLUE).encode(y=alt.Y("central:Q", axis=up))
        )
        rule = base.transform_filter("datum.kind == 'rule'")
        layers.append(
            rule.mark_point(shape="cross", angle=45, filled=True, size=60, opacity=1, color=VERMILION).encode(y=y)
        )
        head = alt.Title(label, anchor="start", fontSize=13, fontWeight=600, color=INK, offset=4)
        strips.append(alt.layer(*layers, width=inner, height=TALL, title=head))
    marks = (words.say("chart.legend_range"), words.say("chart.legend_dot"))
    foot = alt.Title([" · ".join(marks)], anchor="start", orient="bottom", fontSize=12, fontWeight=400, color=MUTED)
    return configured(alt.vconcat(*strips, spacing=10, title=foot))


def _instant(day: str) -> int:
    """Midnight of a day in UTC, in milliseconds: a chart is the same in every time zone."""
    return int(pd.Timestamp(day, tz="UTC").timestamp() * 1000)
