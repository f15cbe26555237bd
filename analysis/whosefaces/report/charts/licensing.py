"""Which licences were listed, and which are there now?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from whosefaces.report.charts.drawing import BLUE, MUTED, PAPER, TRACK, Canvas, Rows
from whosefaces.report.charts.figure import Figure, needed, nothing
from whosefaces.report.charts.tally import bars
from whosefaces.report.words.numbers import count

if TYPE_CHECKING:
    import altair as alt


SAME_TERMS = ("unchanged", "version bump", "changed")
"""The changes for which both licences are known (whosefaces.measure.questions.licences.CHANGES)."""


FEW_ALIKE = "one that few share: unchanged, changed or unknown"
"""The cells that may not be printed one by one: the others of the chart are then not all of their kind."""

STEP = 42
"""Pixels from one pair of licences to the next."""


def licences(table: pd.DataFrame) -> Figure:
    """What became of the licence listed, photo by photo.

    Args:
        table: ``listed``, ``now``, ``change`` and ``photos``; small cells merged into a row that says "other".
    """
    needed(table, "licences", ["listed", "now", "change", "photos"])
    grouped = table.groupby("change", sort=False)["photos"].sum(min_count=1).reset_index()
    order = [*SAME_TERMS, *sorted(set(grouped["change"]) - set(SAME_TERMS))]
    sums = grouped.set_index("change").reindex([change for change in order if change in set(grouped["change"])])
    named = sums.dropna().rename(index={"other": FEW_ALIKE}).reset_index()
    return bars(
        named,
        "change",
        "photos",
        name="licence-changes",
        title="The licence now, held against the one listed",
    )


def then_and_now(table: pd.DataFrame) -> Figure | None:
    """The licence listed and the licence now, for the photos of which both are known; None where there are none.

    Args:
        table: as for :func:`licences`.
    """
    needed(table, "then-and-now", ["listed", "now", "change", "photos"])
    both = table[table["change"].isin(SAME_TERMS)].dropna(subset=["photos"])
    if both.empty:
        return None
    listed, now = both.groupby("listed")["photos"].sum(), both.groupby("now")["photos"].sum()
    ids = sorted(set(listed.index) | set(now.index), key=lambda name: (-listed.get(name, 0), name))
    rows: Rows = [
        {"licence": licence_name(name), "listed": int(listed.get(name, 0)), "now": int(now.get(name, 0))}
        for name in ids
    ]
    described = "; ".join(f"{row['licence']}: {count(row['listed'])} listed, {count(row['now'])} now" for row in rows)
    title = "The licence listed (ring) and the licence now (dot)"
    behind = pd.DataFrame(rows).rename(columns={"licence": "Licence", "listed": "Listed", "now": "Now"})
    return Figure("then-and-now", title, f"{title}. {described}.", behind, lambda width: _dumbbells(rows, width))


def licences_listed(table: pd.DataFrame) -> Figure:
    """The licences as the manifest lists them.

    Args:
        table: ``licence`` (our id) and ``photos``.
    """
    needed(table, "licences-listed", ["licence", "photos"])
    named = table.assign(licence=[licence_name(str(licence)) for licence in table["licence"]])
    return bars(named, "licence", "photos", name="licences-listed", title="Photos by the licence listed")


def licences_by_year(table: pd.DataFrame) -> Figure:
    """The licences listed, by the year of upload: a row of columns for each licence, all on one scale.

    Args:
        table: ``year`` (or a class of years), ``licence`` (our id) and ``photos``, small counts merged.
    """
    needed(table, "licences-by-year", ["year", "licence", "photos"])
    title = "Photos by the licence listed and the year of upload"
    if table.empty:
        return nothing("licences-by-year", title, table)
    years = sorted(table["year"].unique())
    rows = {
        licence_name(str(licence)): dict(zip(part["year"], part["photos"], strict=True))
        for licence, part in table.groupby("licence", sort=False)
    }
    rows = dict(sorted(rows.items(), key=lambda row: -sum(row[1].values())))
    said = [
        f"{name}: " + ", ".join(f"{year} {count(n)}" for year, n in photos.items()) for name, photos in rows.items()
    ]
    behind = pd.DataFrame(
        [{"Year": year} | {name: count(photos.get(year, 0)) for name, photos in rows.items()} for year in years]
    )
    text = f"{title}. {'; '.join(said)}."
    return Figure("licences-by-year", title, text, behind, lambda width: _columns(rows, years, width), table)


def licence_name(licence: str) -> str:
    """A licence as a reader knows it: ``cc-by-2.0`` is "CC BY 2.0"."""
    if licence.startswith("cc-by"):
        terms, _, version = licence.removeprefix("cc-").rpartition("-")
        return f"CC {terms.upper()} {version}"
    return {"cc0-1.0": "CC0 1.0", "pdm-1.0": "Public Domain Mark 1.0"}.get(
        licence, licence.replace("-", " ").capitalize()
    )


def _dumbbells(rows: Rows, width: int) -> alt.LayerChart:
    most = max([row["listed"] for row in rows] + [row["now"] for row in rows] + [1])
    margin = 0.012 * most  # a dot at either end stays inside
    canvas = Canvas(width, STEP * len(rows) + 2, (-margin, most + margin))
    places = [row | {"y": STEP * i + 30} for i, row in enumerate(rows)]
    canvas.rule([{"x": 0, "x2": most, "y": row["y"]} for row in places], TRACK, 1)
    canvas.rule([{"x": row["listed"], "x2": row["now"], "y": row["y"]} for row in places], BLUE, 2.5)
    canvas.dot([{"x": row["listed"], "y": row["y"]} for row in places], fill=PAPER, stroke=BLUE, strokeWidth=2)
    canvas.dot([{"x": row["now"], "y": row["y"]} for row in places], fill=BLUE)
    canvas.words([{"text": row["licence"], "y": row["y"] - 20} for row in places], at=0, fontWeight=600)
    change = [{"text": f"{count(row['listed'])} listed, {count(row['now'])} now", "y": row["y"] - 20} for row in places]
    canvas.words(change, MUTED, at=width, align="right", fontSize=13)
    return canvas.chart()


def _columns(rows: Mapping[str, Mapping[str, int]], years: Sequence[str], width: int) -> alt.LayerChart:
    """One row of columns a licence; the first and the last year stand below."""
    high, step = 54, 88
    most = max(max(photos.values()) for photos in rows.values())
    canvas = Canvas(width, step * len(rows) + 20, (0, len(years)))
    labels: Rows = []
    totals: Rows = []
    boxes: Rows = []
    lines: Rows = []
    for top, (name, photos) in zip(range(10, step * len(rows) + 10, step), rows.items(), strict=True):
        floor = top + 14 + high
        labels.append({"text": name, "y": top})
        totals.append({"text": count(sum(photos.values())), "y": top})
        lines.append({"x": 0, "x2": len(years), "y": floor})
        for number, year in enumerate(years):
            tall = high * photos.get(year, 0) / most
            boxes.append({"x": number + 0.1, "x2": number + 0.9, "y": floor - tall, "y2": floor})
    canvas.rule(lines, TRACK, 1)
    canvas.box(boxes, fill=BLUE)
    canvas.words(labels, at=0, fontWeight=600)
    canvas.words(totals, at=width, align="right", fontWeight=600)
    canvas.words([{"text": years[0], "y": step * len(rows) + 8}], MUTED, at=0, fontSize=13)
    if len(years) > 1:
        last = [{"text": years[-1], "y": step * len(rows) + 8}]
        canvas.words(last, MUTED, at=width, align="right", fontSize=13)
    return canvas.chart()
