"""Where does a dataset come from, and what was cut from it? Its lineage as a tree, from Flickr down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from whosefaces.report.charts.drawing import BLUE, INK, LINE, MUTED, TRACK, Canvas, Rows, wrapped
from whosefaces.report.charts.figure import Figure, nothing

if TYPE_CHECKING:
    import altair as alt

INDENT = 26
"""Pixels from a parent to what was cut from it."""


def lineage(drawing: dict[str, Any], *, name: str = "lineage", title: str = "Where it comes from") -> Figure:
    """A tree of datasets; the one that it is about stands out. A set with two parents stands under one and names the other.

    Args:
        drawing: as ``whosefaces.dossiers.telling.drawing`` gives it.
        name: a short name, used in ids and file names.
        title: what the drawing shows.
    """
    labels = {node["id"]: str(node["label"]) for node in drawing["nodes"]}
    this = next((node["id"] for node in drawing["nodes"] if node["this"]), None)
    steps = [
        {"Cut from": labels[s["parent"]], "Dataset": labels[s["child"]], "Source": s["source"]}
        for s in drawing["steps"]
    ]
    behind = pd.DataFrame(steps, columns=["Cut from", "Dataset", "Source"])
    if not steps:
        return nothing(name, title, behind)
    rows = _rows(drawing, labels)
    described = "; ".join(f"{step['Dataset']} was cut from {step['Cut from']}" for step in steps)
    return Figure(name, title, f"{title}. {described}.", behind, lambda width: _drawn(rows, this, width))


def _rows(drawing: dict[str, Any], labels: dict[str, str]) -> list[dict[str, Any]]:
    """Every node once, below the deepest of its parents, in the order of a walk from the roots."""
    depth = {node["id"]: node["depth"] for node in drawing["nodes"]}
    parents: dict[str, list[str]] = {}
    for step in drawing["steps"]:
        parents.setdefault(step["child"], []).append(step["parent"])
    main = {child: max(above, key=lambda one: (depth[one], one)) for child, above in parents.items()}
    rows: list[dict[str, Any]] = []

    def walk(node: str, level: int) -> None:
        others = [labels[one] for one in parents.get(node, []) if one != main[node]]
        also = f" (also from {', '.join(sorted(others))})" if others else ""
        rows.append({"id": node, "level": level, "text": labels[node] + also, "parent": main.get(node)})
        for child in sorted(one for one, above in main.items() if above == node):
            walk(child, level + 1)

    for root in sorted(set(labels) - set(main)):
        walk(root, 0)
    return rows


def _drawn(rows: list[dict[str, Any]], this: str | None, width: int) -> alt.LayerChart:
    plain: Rows = []
    stands_out: Rows = []
    across: Rows = []
    down: Rows = []
    dots: Rows = []
    at: dict[str, float] = {}
    top = 10.0
    for row in rows:
        x = INDENT * row["level"]
        at[row["id"]] = top
        dots.append({"x": x + 4, "y": top})
        if row["parent"] is not None:
            across.append({"x": x - INDENT + 4, "x2": x, "y": top})
            down.append({"x": x - INDENT + 3.5, "x2": x - INDENT + 4.5, "y": at[row["parent"]] + 5, "y2": top})
        for line in wrapped(row["text"], width - x - 20):
            (stands_out if row["id"] == this else plain).append({"text": line, "x": x + 14, "y": top})
            top += LINE
        top += 4
    canvas = Canvas(width, round(top), (0, width))
    canvas.box(down, fill=TRACK)
    canvas.rule(across, TRACK, 1)
    canvas.dot(dots, color=MUTED, size=36)
    canvas.words(plain, INK)
    canvas.words(stands_out, BLUE, fontWeight=600)
    return canvas.chart()
