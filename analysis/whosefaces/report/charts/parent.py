"""Does the dataset differ from the rest of its parent? Two strips under each question."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from whosefaces.measure.questions import comparison
from whosefaces.report.charts.figure import Figure, needed, nothing
from whosefaces.report.charts.strips import shares


def compared(
    table: pd.DataFrame, name: str = "comparison", title: str = "The dataset beside the rest of its parent"
) -> Figure:
    """The dataset's shares beside those of the rest of its parent: two strips under each question.

    Args:
        table: ``comparison``, or some of its rows; its differences are said in words, and stand in the table behind.
        name: a short name, used in ids and file names.
        title: what the chart shows.
    """
    needed(table, "comparison", ["id", "of", "label", "unit", "status", "reason", "estimate", "low", "high"])
    if table.empty:
        return nothing(name, title, table)
    sides = table[table["of"] != comparison.DIFFERENCE]
    drawn = shares(
        sides,
        name=name,
        title=title,
        labels=[_SIDES[str(side)] for side in sides["of"]],
        headings=[str(label) for label in sides["label"]],
    )
    behind = drawn.table.assign(Finding=sides["label"].tolist())
    behind.insert(1, "Where", [_SIDES[str(side)] for side in sides["of"]])
    text = " ".join([drawn.text, *comparison.sentences(table)])
    return replace(drawn, text=text, table=behind, data=table)


_SIDES = {comparison.DATASET: "in the dataset", comparison.REST: "in the rest of its parent"}
