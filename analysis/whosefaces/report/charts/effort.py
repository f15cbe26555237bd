"""What telling them would take: the work as amounts and ranges, and how far writing to a few accounts would reach."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from whosefaces.report.charts import Figure, known, needed, rows_of
from whosefaces.report.charts.drawing import BLUE, LINE, MUTED, PALE, SIDE_BY_SIDE, TRACK, Canvas, Rows, wrapped
from whosefaces.report.words.numbers import amount, count, percent
from whosefaces.report.words.prose import whole_percent

if TYPE_CHECKING:
    import altair as alt

COUNTED = ("accounts", "photos", "calls", "messages")
"""Units of things that are; answers, hours and money stand on scales of their own."""


def effort(table: pd.DataFrame) -> Figure | None:
    """How much work telling every account would be, each kind of amount on a scale of its own; None without a number.

    Costs stand in the table behind: what an hour costs is anybody's guess.

    Args:
        table: ``tables/effort.csv``: what, unit, estimate, low, high, kind, rests_on.
    """
    needed(table, "effort", ["what", "unit", "estimate", "low", "high", "kind", "rests_on"])
    every = [row | {"what": capitalised(row["what"])} for row in rows_of(table) if known(row["low"])]
    rows = [row for row in every if _scale(row["unit"]) in HEADINGS]
    if not rows:
        return None
    title = "What telling them would take"
    described = "; ".join(f"{row['what']}: {in_words(row)}{' (a scenario)' * supposed(row)}" for row in rows)
    behind = pd.DataFrame(
        {
            "Work": [row["what"] for row in every],
            "How much": [in_words(row) for row in every],
            "Where from": [row["kind"] for row in every],
            "Rests on": [row["rests_on"] for row in every],
        }
    )
    return Figure("effort", title, f"{title}. {described}.", behind, lambda width: _effort(rows, width), table)


def in_words(row: dict[str, Any]) -> str:
    """An amount with its unit: "1,158 calls", "15 to 17 hours"."""
    if known(row["estimate"]):
        return f"{amount(row['estimate'])} {row['unit']}"
    low, high = amount(row["low"], math.floor), amount(row["high"], math.ceil)
    return f"{low if low == high else f'{low} to {high}'} {row['unit']}"


def supposed(row: dict[str, Any]) -> bool:
    """Whether an amount rests on a scenario, which no source gives."""
    return str(row["kind"]) == "scenario"


def capitalised(text: Any) -> str:
    """Its first letter large, and "1 minutes" as one says it."""
    said = str(text).replace(" 1 minutes ", " 1 minute ")
    return said[:1].upper() + said[1:]


def _scale(unit: str) -> str:
    """What is drawn on one scale: whole things together, hours by themselves, money by itself."""
    return "counts" if unit in COUNTED else unit


HEADINGS = {"counts": "To find and tell them", "hours": "Hours of work", "answers": "Answers"}


def _effort(rows: Rows, width: int) -> alt.LayerChart:
    """Amounts in groups, each on a scale of its own; what is supposed is drawn pale."""
    start = 0.5 * width if width >= SIDE_BY_SIDE else 0.0
    end = width - 168.0
    parts: dict[str, Rows] = {name: [] for name in ("head", "label", "value", "track", "sure", "pale", "open")}
    top = 10.0
    for scale in dict.fromkeys(_scale(row["unit"]) for row in rows):
        of = [row for row in rows if _scale(row["unit"]) == scale]
        most = max(float(row["high"]) for row in of) or 1.0
        every = all(supposed(row) for row in of)
        head = HEADINGS[scale] + ", supposed" * every
        parts["head"].append({"text": head, "x": 0, "y": top})
        top += LINE + 4
        for row in of:
            label = row["what"] + " (supposed)" * (supposed(row) and not every)
            lines = wrapped(label, int(start) - 12 if start else width)
            y = top if start else top + LINE * len(lines)
            at = {side: start + (end - start) * float(row[side]) / most for side in ("low", "high")}
            parts["label"].append({"text": "\n".join(lines), "x": 0, "y": top})
            parts["value"].append({"text": in_words(row), "x": width, "y": y})
            parts["track"].append({"x": start, "x2": end, "y": y})
            parts["pale" if supposed(row) else "sure"].append({"x": start, "x2": at["low"], "y": y - 4, "y2": y + 4})
            if at["high"] > at["low"]:
                parts["open"].append({"x": at["low"], "x2": at["high"], "y": y - 4, "y2": y + 4})
            top = (top + LINE * len(lines) if start else y + LINE) + 6
        top += 10
    canvas = Canvas(width, round(top) - 18, (0, width))
    canvas.rule(parts["track"], TRACK, 1)
    canvas.box(parts["sure"], fill=BLUE)
    canvas.box(parts["pale"], fill=BLUE, fillOpacity=0.35)
    canvas.box(parts["open"], fill=PALE, stroke=BLUE, strokeWidth=1.25, strokeDash=[3, 2])
    canvas.words(parts["head"], fontWeight=600)
    canvas.words(parts["label"])
    canvas.words(parts["value"], MUTED, align="right", fontSize=13)
    return canvas.chart()


# The concentration curve ---------------------------------------------------------------------------------------------


def concentration(table: pd.DataFrame) -> Figure | None:
    """How many photos belong to so many accounts, the largest first; None where nothing may be printed.

    Args:
        table: ``tables/concentration.csv``: accounts, photos, share.
    """
    needed(table, "concentration", ["accounts", "photos", "share"])
    rows = rows_of(table.dropna(subset=["accounts", "photos", "share"]).sort_values("accounts"))
    if not rows:
        return None
    title = "The photos of the largest accounts"
    described = "; ".join(
        f"the {count(row['accounts'])} largest: {count(row['photos'])} photos, {percent(row['share'])}" for row in rows
    )
    behind = pd.DataFrame(
        {
            "Accounts, the largest first": [count(row["accounts"]) for row in rows],
            "Their photos": [count(row["photos"]) for row in rows],
            "Of all photos": [percent(row["share"]) for row in rows],
        }
    )
    return Figure("concentration", title, f"{title}. {described}.", behind, lambda width: _curve(rows, width), table)


def half(table: pd.DataFrame) -> dict[str, Any] | None:
    """The fewest accounts of the curve that hold half the photos."""
    enough = [row for row in rows_of(table.sort_values("accounts")) if known(row["share"]) and row["share"] >= 0.5]
    return enough[0] if enough else None


def _curve(rows: Rows, width: int) -> alt.LayerChart:
    """Shares upward, a step for each number of accounts: its share above the point, the accounts below."""
    tall, top, inset = 150.0, 40.0, 20.0
    base = top + tall
    step = (width - 2 * inset) / max(1, len(rows) - 1)
    places = [(inset + step * number, base - tall * float(row["share"])) for number, row in enumerate(rows)]
    shares = [
        {"x": x, "y": y - 14, "text": whole_percent(float(row["share"]))}
        for (x, y), row in zip(places, rows, strict=True)
    ]
    accounts = [
        {"x": x, "y": base + 14, "text": count(row["accounts"])} for (x, _), row in zip(places, rows, strict=True)
    ]
    below = "accounts, those with most photos first; the steps are not to scale"
    canvas = Canvas(width, round(base) + 46, (0, width))
    canvas.rule([{"x": 0, "x2": width, "y": base}], TRACK, 1)
    canvas.rule([{"x": 0, "x2": width, "y": top}], TRACK, 1, strokeDash=[2, 4])
    canvas.words([{"text": "share of all photos", "x": 0, "y": 6}], MUTED, fontSize=12)
    canvas.words([{"text": "100%", "x": 0, "y": top + 10}], MUTED, fontSize=12)
    canvas.line([{"x": x, "y": y} for x, y in places], BLUE, 2)
    canvas.dot([{"x": x, "y": y} for x, y in places], fill=BLUE, size=60)
    canvas.words(shares, align="center", fontSize=13, fontWeight=600)
    canvas.words(accounts, MUTED, align="center", fontSize=12)
    canvas.words([{"text": below, "x": 0, "y": base + 34}], MUTED, fontSize=12)
    return canvas.chart()
