"""The headlines counted otherwise: which choice of ours moves each of them most."""

from __future__ import annotations

from typing import Any

import pandas as pd

from whosefaces.measure.questions import other_definitions
from whosefaces.measure.questions.other_definitions import AS_PUBLISHED, Compared
from whosefaces.report.charts import Figure, known, needed, rows_of, said, shares

SHOWN = 1
"""Definitions drawn beside each headline: those that move it furthest. The table behind holds them all."""


def moved(table: pd.DataFrame) -> Figure | None:
    """Each headline as published, and under the definitions that move it furthest; None where nothing can be compared.

    Args:
        table: ``tables/other_definitions.csv``.
    """
    needed(table, "definitions", list(other_definitions.COLUMNS))
    compared = other_definitions.compared(table)
    shown = [row for headline in compared.headlines for row in _shown(compared, headline)]
    if not shown:
        return None
    every = rows_of(table)
    labels = {row["headline"]: row["label"] for row in every if row["choice"] == AS_PUBLISHED}
    drawn = shares(
        pd.DataFrame(shown),
        name="definitions",
        title="The headlines counted otherwise",
        labels=[_words(row) for row in shown],
        headings=[f"{row['headline']}: {labels[row['headline']].partition(': ')[0]}" for row in shown],
    )
    behind = pd.DataFrame(
        {
            "Headline": [row["headline"] for row in every],
            "Counted": [_words(row) for row in every],
            "Result": [said(row) for row in every],
            "Moves by": [_points(compared, row) for row in every],
        }
    )
    return Figure("definitions", drawn.title, drawn.text, behind, drawn.draw, table)


def furthest(table: pd.DataFrame) -> list[dict[str, Any]]:
    """For each headline that can be compared: the definition that moves it most, and by how many points."""
    moves = other_definitions.compared(table).moves
    return [rows_of(of)[0] for _, of in moves.groupby("headline", sort=True)]


def signed(points: float) -> str:
    """A move in percentage points, with its sign: "+1.2", "−0.4"."""
    return f"{points:+.1f}".replace("-", "−")


def further(points: float) -> str:
    """A move as one says it: "1.2 points higher", "0.4 points lower"."""
    return f"{abs(points):.1f} points {'lower' if points < 0 else 'higher'}"


def _shown(compared: Compared, headline: str) -> list[dict[str, Any]]:
    """The headline as published and what moves it furthest; nothing where nothing does."""
    moves = compared.moves[compared.moves["headline"] == headline]
    rows = rows_of(compared.of(headline))
    wanted = list(moves["definition"].head(SHOWN))
    chosen = [row for words in wanted for row in rows if row["definition"] == words]
    return [row for row in rows if row["choice"] == AS_PUBLISHED] + chosen if chosen else []


def _words(row: dict[str, Any]) -> str:
    if row["choice"] == AS_PUBLISHED:
        return AS_PUBLISHED
    return f"{row['choice']}: {row['definition']}"


def _points(compared: Compared, row: dict[str, Any]) -> str:
    moves = compared.moves
    found = moves[(moves["headline"] == row["headline"]) & (moves["definition"] == row["definition"])]["points"]
    return f"{signed(found.iloc[0])} points" if len(found) and known(found.iloc[0]) else "–"
