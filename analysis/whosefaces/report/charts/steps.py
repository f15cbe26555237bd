"""Where do rows fall away on the way to somebody who could be told?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from whosefaces.report.charts.cells import known, or_few, rows_of
from whosefaces.report.charts.drawing import BLUE, LINE, MUTED, PALE, TRACK, Canvas, Rows, beside, wrapped
from whosefaces.report.charts.figure import Figure, needed, nothing
from whosefaces.report.words.numbers import count
from whosefaces.report.words.wording import unnumbered

if TYPE_CHECKING:
    import altair as alt


def funnel(
    steps: pd.DataFrame,
    name: str = "funnel",
    title: str = "From a row of the manifest to somebody who could be told",
) -> Figure:
    """From manifest row to somebody who could be told: what each step keeps, sets aside and cannot tell.

    Args:
        steps: ``whosefaces.measure.questions.funnel.COLUMNS``, in order; counts that are too small to print are blank.
        name: a short name, used in ids and file names.
        title: what the chart shows.
    """
    needed(steps, "funnel", ["chain", "unit", "says", "entered", "kept", "set_aside", "unknown", "because"])
    if steps.empty:
        return nothing(name, title, steps)
    rows = rows_of(steps)
    described = "; ".join(f"{_step(row)}: {_kept(row)} kept, {_gone(row)}" for row in rows)
    table = pd.DataFrame(
        {
            "Step": [_step(row) for row in rows],
            "Entered": [or_few(row["entered"]) for row in rows],
            "Kept": [or_few(row["kept"]) for row in rows],
            "Set aside": [or_few(row["set_aside"]) for row in rows],
            "Not known": [or_few(row["unknown"]) for row in rows],
            "Why": [row["because"] for row in rows],
        }
    )
    return Figure(name, title, f"{title}. {described}.", table, lambda width: _funnel(rows, width), steps)


def _step(row: dict[str, Any]) -> str:
    """A step of the funnel in words: "Photo has an account that exists", "Account exists"."""
    says = str(row["says"])
    unit = {"depiction": "annotated face", "depicted person": "person pictured"}.get(row["unit"], row["unit"])
    return unnumbered(
        f"{unit.capitalize()} {says.removeprefix('has an account that ') if row['unit'] == 'account' else says}"
    )


def _kept(row: dict[str, Any]) -> str:
    """How many a step kept; only the least of it where most are not known: a 0 there would be read as nobody."""
    if not known(row["kept"]) or not known(row["unknown"]) or row["unknown"] <= row["kept"]:
        return or_few(row["kept"])
    return f"at least {count(row['kept'])}" if row["kept"] else "not known"


def _gone(row: dict[str, Any]) -> str:
    """What a step did not keep, with the reason."""
    if not all(known(row[cell]) for cell in ("entered", "kept", "set_aside", "unknown")):
        return "too few to print"
    parts = [f"{count(row['set_aside'])} {row['because']}"] if row["set_aside"] else []
    if row["unknown"]:
        parts.append(f"{count(row['unknown'])} not known" + ("" if row["set_aside"] else f": {row['because']}"))
    return unnumbered(", ".join(parts) or "nothing lost")


def _funnel(rows: Rows, width: int) -> alt.LayerChart:
    """A step a line: its name, how many it kept, and what it did not; side by side where there is room."""
    start, end = beside(width)
    parts: dict[str, Rows] = {name: [] for name in ("label", "count", "note", "track", "kept", "unknown", "set_aside")}
    top, chain = 10.0, rows[0]["chain"]
    for row in rows:
        if row["chain"] != chain:
            chain, top = row["chain"], top + 16
        lines = wrapped(_step(row), int(start) - 12 if start else width - 90)
        parts["label"].append({"text": "\n".join(lines), "x": 0, "y": top})
        parts["count"].append({"text": _kept(row) if known(row["kept"]) else "–", "x": width, "y": top})
        y = top - 7 if start else top + LINE * len(lines) - 6
        parts["track"].append({"x": start, "x2": end, "y": y + 7})
        left = start
        for part in ("kept", "unknown", "set_aside"):
            share = row[part] / row["entered"] if known(row[part]) and known(row["entered"]) and row["entered"] else 0.0
            if share:
                parts[part].append({"x": left, "x2": left + share * (end - start), "y": y, "y2": y + 14})
            left += share * (end - start)
        gone = wrapped(_gone(row), int(width - start), 13)
        parts["note"].append({"text": "\n".join(gone), "x": start, "y": y + 25})
        top = max(top + LINE * len(lines) + 8, y + 30 + LINE * len(gone))
    canvas = Canvas(width, round(top) - 14, (0, width))
    canvas.rule(parts["track"], TRACK, 1)
    canvas.box(parts["set_aside"], fill=TRACK)
    canvas.box(parts["unknown"], fill=PALE, stroke=BLUE, strokeDash=[4, 3])
    canvas.box(parts["kept"], fill=BLUE)
    canvas.words(parts["label"], fontWeight=600)
    canvas.words(parts["count"], align="right", fontWeight=600)
    canvas.words(parts["note"], MUTED, fontSize=13)
    return canvas.chart()
