"""Charts of rows: a label and its value over a bar, at any width. Shares run from none to all, counts from nought.

A share's bar is the range that holds the true figure, the line in it the central figure; a cross is none by rule; grey is
not known. The legend on the chart names only the marks that are drawn.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from whosefaces.report.charts.drawing import BLUE, INK, MUTED, PALE, TRACK, VERMILION, wrapped
from whosefaces.report.charts.figure import Figure, configured, nothing
from whosefaces.report.words.catalogue import Words
from whosefaces.report.words.finding import Share, say_value

LINE = 18
"""Pixels from one line of text to the next."""
ON_A_PAGE = 9
"""Rows of a chart that a page of paper holds, whatever their labels."""
LEAST_ROOM = 100
"""Pixels beside a value in which a label can still be broken well."""
MOST_WORDS = 60
"""Words of a text alternative: the finding, not the marks."""
SHAPES = {
    "range": ("M-1.6,-0.5H1.6V0.5H-1.6Z", PALE),
    "middle": ("M-0.2,-1H0.2V1H-0.2Z", BLUE),
    "rule": ("M-1,-0.7L-0.7,-1L0,-0.3L0.7,-1L1,-0.7L0.3,0L1,0.7L0.7,1L0,0.3L-0.7,1L-1,0.7L-0.3,0Z", VERMILION),
    "unknown": ("M-1.6,-0.5H1.6V0.5H-1.6Z", TRACK),
}
"""Each mark of a chart of shares: its shape in the legend, and its colour."""


def shares(words: Words, name: str, title: str, rows: Sequence[tuple[str, Share]]) -> Figure:
    """Shares of a population, one a row.

    Args:
        words: the language.
        name: a short name, used in ids and file names.
        title: what the chart shows.
        rows: each label and its share.
    """
    if not rows:
        return nothing(name, title, words.say("chart.nothing"))
    values = [say_value(words, share) for _, share in rows]
    data = pd.DataFrame([_numbers(label, share) for label, share in rows])
    table = pd.DataFrame(
        {
            words.say("column.what"): [label for label, _ in rows],
            words.say("column.share"): values,
            words.say("column.yes"): [_count(words, share.yes) for _, share in rows],
            words.say("column.checked"): [_count(words, share.checked) for _, share in rows],
            words.say("column.could_not_tell"): [
                _count(words, share.unknown if share.checked else None) for _, share in rows
            ],
        }
    )
    labels = [label for label, _ in rows]
    text = in_words(words, title, labels, values)
    parts = _in_parts(name, rows, lambda part, some: shares(words, part, title, some))
    return Figure(name, title, text, table, lambda width: _shares(words, rows, values, width), data, parts)


def bars(words: Words, name: str, title: str, rows: Sequence[tuple[str, int]], unit: str = "photo") -> Figure:
    """Counts, one a row.

    Args:
        words: the language.
        name: a short name, used in ids and file names.
        title: what the chart shows.
        rows: each label and its count.
        unit: what is counted.
    """
    if not rows:
        return nothing(name, title, words.say("chart.nothing"))
    labels, values = [label for label, _ in rows], [words.count(units) for _, units in rows]
    counted = words.say(f"units.{unit}") if words.has(f"units.{unit}") else words.say("column.units")
    table = pd.DataFrame({words.say("column.what"): labels, counted: values})
    data = pd.DataFrame({"what": labels, unit: [units for _, units in rows]})
    text = in_words(words, title, labels, values)
    parts = _in_parts(name, rows, lambda part, some: bars(words, part, title, some, unit))
    return Figure(name, title, text, table, lambda width: _bars(rows, values, width), data, parts)


def _in_parts(name: str, rows: Sequence[Any], make: Callable[[str, Sequence[Any]], Figure]) -> tuple[Figure, ...]:
    """A chart of many rows as charts of :data:`ON_A_PAGE` at most, as even as can be; nothing where it fits."""
    if len(rows) <= ON_A_PAGE:
        return ()
    each = math.ceil(len(rows) / math.ceil(len(rows) / ON_A_PAGE))
    some = (rows[start : start + each] for start in range(0, len(rows), each))
    return tuple(make(f"{name}-{number}", part) for number, part in enumerate(some, start=1))


def in_words(words: Words, title: str, labels: Sequence[str], values: Sequence[str]) -> str:
    """The text alternative: the title and each row, as many as fit :data:`MOST_WORDS`, the rest counted."""
    pairs = [words.say("chart.row", label=label, value=value) for label, value in zip(labels, values, strict=True)]
    for kept in range(len(pairs), 0, -1):
        more = len(pairs) - kept
        parts = pairs[:kept] + ([words.say("chart.rows_more", n=more)] if more else [])
        text = words.say("chart.reads", title=title, rows="; ".join(parts))
        if len(text.split()) <= MOST_WORDS:
            return text
    return f"{title}."


def _numbers(label: str, share: Share) -> dict[str, Any]:
    counted = share.counted
    ends = {"low": share.low, "high": share.high, "central": share.central} if counted else {}
    counts = {"yes": share.yes, "checked": share.checked, "unknown": share.unknown, "population": share.size}
    return {"what": label, "kind": share.kind, **{key: ends.get(key) for key in ("low", "high", "central")}, **counts}


def _count(words: Words, units: int | None) -> str:
    return "–" if units is None else words.count(units)


def _broken(label: str, value: str, width: int) -> list[str]:
    """A label's lines: its last leaves room for the value beside it, or the value has a line of its own under it."""
    room = width - 16 - round(7.4 * len(value))  # a value's letters are 7.4 pixels wide on the average
    if room >= LEAST_ROOM:
        return wrapped(label, room, 13.4)
    return [*wrapped(label, width, 13.4), "\u00a0"]


def _places(labels: Sequence[str], values: Sequence[str], width: int) -> tuple[pd.DataFrame, int, int]:
    """Each row's texts, broken so that label and value stand side by side; the step, and the lines of a label."""
    broken = [_broken(label, value, width) for label, value in zip(labels, values, strict=True)]
    lines = max(len(each) for each in broken)
    # A label of fewer lines stands as close to its bar as the longest.
    texts = ["\n".join(["\u00a0"] * (lines - len(each)) + each) for each in broken]
    frame = pd.DataFrame({"row": [f"{i:03d}" for i in range(len(labels))], "label": texts, "value": list(values)})
    return frame, LINE * lines + 28, lines


def _base(frame: pd.DataFrame, data: pd.DataFrame | None = None) -> Any:
    """A chart of ``data``, or else of ``frame``, whose rows stand one under the other."""
    import altair as alt

    scale = alt.Scale(domain=list(frame["row"]), paddingInner=0, paddingOuter=0)
    return alt.Chart(frame if data is None else data).encode(y=alt.Y("row:N", sort=None, axis=None, scale=scale))


def _texts(base: Any, width: int, step: int, lines: int) -> list[Any]:
    import altair as alt

    top = -step / 2 + 4
    style = {"baseline": "top", "lineBreak": "\n", "lineHeight": LINE, "fontSize": 14, "color": INK}
    label = base.mark_text(align="left", dy=top, **style).encode(text=alt.Text("label:N"), x=alt.XValue(0))
    last = top + LINE * (lines - 1)
    value = base.mark_text(align="right", dy=last, **style, fontWeight=600).encode(
        text=alt.Text("value:N"), x=alt.XValue(width)
    )
    return [label, value]


def _shares(words: Words, rows: Sequence[tuple[str, Share]], values: Sequence[str], width: int) -> Any:
    import altair as alt

    frame, step, lines = _places([label for label, _ in rows], values, width)
    frame["low"] = [share.low if share.counted else 0.0 for _, share in rows]
    frame["high"] = [share.high if share.counted else 1.0 for _, share in rows]
    frame["central"] = [share.central if share.kind in ("exact", "central") else None for _, share in rows]
    marks = {
        "range": [share.counted and share.kind != "rule" and share.high > share.low for _, share in rows],
        "middle": [share.kind in ("exact", "central") for _, share in rows],
        "rule": [share.kind == "rule" for _, share in rows],
        "unknown": [not share.counted for _, share in rows],
    }
    drawn = [mark for mark in SHAPES if any(marks[mark])]
    exact = all(share.kind == "exact" for (_, share), middle in zip(rows, marks["middle"], strict=True) if middle)
    legend = {
        mark: words.say("chart.legend_exact" if mark == "middle" and exact else f"chart.legend_{mark}")
        for mark in drawn
    }
    ticks = (0, 0.25, 0.5, 0.75, 1)
    spelt = " : ".join(f"datum.value == {tick} ? '{words.percent(tick)}'" for tick in ticks[:-1])
    axis = alt.Axis(values=list(ticks), labelExpr=f"{spelt} : '{words.percent(1)}'", labelFlush=True)
    x = alt.X("low:Q", scale=alt.Scale(domain=[0, 1], nice=False), axis=axis)
    down = step / 2 - 18
    base = _base(frame)
    layers = [base.mark_rule(color=TRACK, yOffset=down).encode(x=alt.XValue(0), x2=alt.X2Value(width))]
    for mark in ("unknown", "range"):
        if mark in drawn:
            of = _base(frame[marks[mark]])
            layers.append(of.mark_bar(height=12, yOffset=down, color=SHAPES[mark][1]).encode(x=x, x2=alt.X2("high:Q")))
    if "middle" in drawn:
        of = _base(frame[marks["middle"]])
        tick = of.mark_tick(thickness=4, size=18, opacity=1, yOffset=down, color=BLUE)
        layers.append(tick.encode(x=alt.X("central:Q", scale=alt.Scale(domain=[0, 1], nice=False), axis=axis)))
    if "rule" in drawn:
        of = _base(frame[marks["rule"]])
        cross = of.mark_point(shape=SHAPES["rule"][0], filled=True, size=90, opacity=1, color=VERMILION, yOffset=down)
        layers.append(cross.encode(x=x))
    layers += _texts(base, width, step, lines)
    layers.append(_legend(frame, legend, width))
    shared = alt.Resolve(scale=alt.ScaleResolveMap(y="shared"))
    return configured(alt.layer(*layers, width=width, height=step * len(rows), resolve=shared))


def _legend(frame: pd.DataFrame, legend: dict[str, str], width: int) -> Any:
    """The marks that are drawn, named: points that are not drawn carry the legend."""
    import altair as alt

    named = pd.DataFrame({"mark": list(legend.values()), "row": frame["row"].iloc[0]})
    entries = alt.Legend(
        title=None,
        orient="bottom",
        direction="horizontal",
        columns=1 if width < 500 else 2,
        symbolOpacity=1,
        symbolSize=110,
        symbolStrokeWidth=0,
        labelFontSize=13,
        labelColor=MUTED,
        labelLimit=width - 40,
        columnPadding=24,
        offset=8,
    )
    names, shapes = list(legend.values()), [SHAPES[mark] for mark in legend]
    colour = alt.Scale(domain=names, range=[colour for _, colour in shapes])
    shape = alt.Scale(domain=names, range=[shape for shape, _ in shapes])
    return (
        _base(frame, named)
        .mark_point(opacity=0, filled=True)
        .encode(
            x=alt.XValue(0),
            fill=alt.Fill("mark:N", scale=colour, legend=entries),
            shape=alt.Shape("mark:N", scale=shape, legend=entries),
        )
    )


def _bars(rows: Sequence[tuple[str, int]], values: Sequence[str], width: int) -> Any:
    import altair as alt

    frame, step, lines = _places([label for label, _ in rows], values, width)
    frame["units"] = [units for _, units in rows]
    down = step / 2 - 18
    base = _base(frame)
    most = max(1, *(units for _, units in rows))
    x = alt.X("units:Q", scale=alt.Scale(domain=[0, most], nice=False), axis=None)
    drawn = base.mark_bar(height=12, yOffset=down, color=BLUE).encode(x=x)
    return configured(alt.layer(drawn, *_texts(base, width, step, lines), width=width, height=step * len(rows)))
