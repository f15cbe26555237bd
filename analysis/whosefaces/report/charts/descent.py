"""Where does a dataset come from, and what was cut from it? Its lineage as a tree, from Flickr down."""

from __future__ import annotations

from typing import Any

import pandas as pd

from whosefaces.report.charts.drawing import BLUE, INK, MUTED, TRACK, wrapped
from whosefaces.report.charts.figure import Figure, configured, nothing
from whosefaces.report.charts.rows import in_words
from whosefaces.report.words.catalogue import Words

LINE = 18
"""Pixels from one line of text to the next."""

INDENT = 26
"""Pixels from a parent to what was cut from it."""


def lineage(drawing: dict[str, Any], words: Words | None = None, *, name: str = "lineage") -> Figure:
    """A tree of datasets; the one that it is about stands out. A set with two parents stands under one and names the other.

    Args:
        drawing: as ``whosefaces.dossiers.telling.drawing`` gives it.
        words: the language; English where not given.
        name: a short name, used in ids and file names.
    """
    words = words or Words("en")
    title = words.say("chart.lineage")
    labels = {node["id"]: str(node["label"]) for node in drawing["nodes"]}
    this = next((node["id"] for node in drawing["nodes"] if node["this"]), None)
    steps = [(labels[step["parent"]], labels[step["child"]], step["source"]) for step in drawing["steps"]]
    behind = pd.DataFrame(steps, columns=[words.say(f"column.{key}") for key in ("cut_from", "dataset", "source")])
    if not steps:
        return nothing(name, title, words.say("chart.nothing"))
    rows = _rows(words, drawing, labels)
    text = in_words(
        words, title, [child for _, child, _ in steps], [words.say("chart.cut_from", parent=p) for p, _, _ in steps]
    )
    return Figure(name, title, text, behind, lambda width: _drawn(rows, this, width))


def _rows(words: Words, drawing: dict[str, Any], labels: dict[str, str]) -> list[dict[str, Any]]:
    """Every node once, below the deepest of its parents, in the order of a walk from the roots."""
    depth = {node["id"]: node["depth"] for node in drawing["nodes"]}
    parents: dict[str, list[str]] = {}
    for step in drawing["steps"]:
        parents.setdefault(step["child"], []).append(step["parent"])
    main = {child: max(above, key=lambda one: (depth[one], one)) for child, above in parents.items()}
    rows: list[dict[str, Any]] = []

    def walk(node: str, level: int) -> None:
        others = [labels[one] for one in parents.get(node, []) if one != main[node]]
        also = f" ({words.say('chart.also_from', parents=words.listed(sorted(others)))})" if others else ""
        rows.append({"id": node, "level": level, "text": labels[node] + also, "parent": main.get(node)})
        for child in sorted(one for one, above in main.items() if above == node):
            walk(child, level + 1)

    for root in sorted(set(labels) - set(main)):
        walk(root, 0)
    return rows


def _drawn(rows: list[dict[str, Any]], this: str | None, width: int) -> Any:
    """A line a dataset, indented under what it was cut from, with a thin line that joins the two."""
    import altair as alt

    broken = [wrapped(row["text"], width - INDENT * row["level"] - 24) for row in rows]
    place: dict[str, int] = {}
    y = 0
    laid: list[dict[str, Any]] = []
    for row, lines in zip(rows, broken, strict=True):
        place[row["id"]] = y
        above = place.get(row["parent"], y)
        x = INDENT * row["level"] + 4
        laid.append(
            {"x": x, "y": y, "up": x - INDENT, "above": above, "text": "\n".join(lines), "this": row["id"] == this}
        )
        y += LINE * len(lines) + 6
    frame = pd.DataFrame(laid)
    across = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, width], nice=False))
    down = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[y, -LINE / 2], nice=False))
    base = alt.Chart(frame).encode(x=across, y=down)
    below = alt.Chart(frame[frame["up"] > 0])
    steps = below.mark_rule(color=TRACK).encode(x="up:Q", x2="x:Q", y=down)
    stems = below.mark_rule(color=TRACK).encode(x=alt.X("up:Q"), y=alt.Y("above:Q"), y2="y:Q")
    dots = base.mark_point(filled=True, size=36, opacity=1, color=MUTED)
    style: dict[str, Any] = {
        "align": "left",
        "dx": 10,
        "fontSize": 14,
        "lineBreak": "\n",
        "lineHeight": LINE,
        "baseline": "top",
        "dy": -8,
    }
    colour = alt.Color("this:N", legend=None, scale=alt.Scale(domain=[True, False], range=[BLUE, INK]))
    text = base.mark_text(**style).encode(text="text:N", color=colour)
    return configured(alt.layer(steps, stems, dots, text, width=width, height=y + LINE // 2))
