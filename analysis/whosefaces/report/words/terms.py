"""Each licence's terms beside the stated use: which clause excludes it, and where the clause can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from whosefaces.report.charts import Figure, known, licence_name, needed, rows_of
from whosefaces.report.charts.drawing import LINE, MUTED, PALE_VERMILION, SIDE_BY_SIDE, TRACK, VERMILION, Canvas, Rows
from whosefaces.report.words.prose import Linked

if TYPE_CHECKING:
    import altair as alt

USES = {
    "attributed": ("Attribution", "attribution"),
    "commercial": ("Commercial use", "commercial"),
    "derivatives": ("Derivatives", "derivatives"),
    "shared_alike": ("Sharing alike", "share alike"),
}
"""Each use of the investigation's ``[use]`` as a heading, long and short."""

VERDICTS = {"conflicts": "excluded", "meets": "no conflict", "contested": "argued", "not told": "not told"}


def terms(table: pd.DataFrame) -> Figure | None:
    """Licences down, uses across: the clause that excludes a use, or that none does; None without a licence.

    Args:
        table: ``tables/licence_conflicts.csv``: licence, use, verdict, clause, address.
    """
    needed(table, "licence-terms", ["licence", "use", "verdict", "clause", "address"])
    if table.empty:
        return None
    rows = rows_of(table)
    uses = [use for use in USES if use in set(table["use"])]
    title = "Which clause of which licence excludes the stated use"
    described = "; ".join(f"{name(row['licence'])}, {USES[row['use']][0]}: {verdict(row)}" for row in rows)
    laid_out: list[dict[str, Any]] = []
    for licence, of in table.groupby("licence", sort=False):
        cells: dict[str, Any] = {"Licence": name(licence)} | {USES[use][0]: "–" for use in uses}
        for row in rows_of(of):
            said = verdict(row)
            cells[USES[row["use"]][0]] = Linked(said, str(row["address"])) if known(row["address"]) else said
        laid_out.append(cells)
    text = f"{title}. {described}."
    return Figure("licence-terms", title, text, pd.DataFrame(laid_out), lambda width: _draw(rows, uses, width), table)


def texts(table: pd.DataFrame) -> list[Linked]:
    """Each licence's own text, where a clause of it is named."""
    found = {
        str(row["licence"]): Linked(name(row["licence"]), str(row["address"]))
        for row in rows_of(table)
        if known(row["clause"]) and known(row["address"])
    }
    return list(found.values())


def name(licence: object) -> str:
    """A licence as it is called, or why there is none."""
    return licence_name(str(licence))


def verdict(row: dict[str, Any]) -> str:
    """What a term says of a use, with its clause."""
    said = VERDICTS.get(str(row["verdict"]), str(row["verdict"]))
    return f"{said}, section {row['clause']}" if known(row["clause"]) else said


def _draw(rows: Rows, uses: list[str], width: int) -> alt.LayerChart:
    """A line a licence; on a phone its name stands above its cells, and a clause without its words."""
    short = width < SIDE_BY_SIDE
    left, over = (0.0, 20.0) if short else (150.0, 0.0)
    wide = (width - left) / len(uses)
    parts: dict[str, Rows] = {name: [] for name in ("name", "line", "shut", "bar", "clause", "quiet")}
    top = 8.0 + LINE
    for licence in dict.fromkeys(str(row["licence"]) for row in rows):
        parts["name"].append({"text": name(licence), "x": 0, "y": top + (8 if short else 12)})
        top += over
        for row in (row for row in rows if row["licence"] == licence):
            x = left + wide * uses.index(row["use"])
            text = _cell(row, short=short)
            if row["verdict"] == "conflicts":
                parts["shut"].append({"x": x, "x2": x + wide - 6, "y": top, "y2": top + 24})
                parts["bar"].append({"x": x, "x2": x + 4, "y": top, "y2": top + 24})
            parts["clause" if row["verdict"] == "conflicts" else "quiet"].append(
                {"text": text, "x": x + 10, "y": top + 12}
            )
        parts["line"].append({"x": 0, "x2": width, "y": top + 28})
        top += 32
    heads = [{"text": USES[use][short], "x": left + wide * place + 10, "y": 8} for place, use in enumerate(uses)]
    canvas = Canvas(width, round(top) - 2, (0, width))
    canvas.rule(parts["line"], TRACK, 1)
    canvas.box(parts["shut"], fill=PALE_VERMILION)
    canvas.box(parts["bar"], fill=VERMILION)
    canvas.words(heads, MUTED, fontSize=12)
    canvas.words(parts["name"], fontSize=13, fontWeight=600)
    canvas.words(parts["clause"], fontSize=13)
    canvas.words(parts["quiet"], MUTED, fontSize=13)
    return canvas.chart()


def _cell(row: dict[str, Any], *, short: bool) -> str:
    """A verdict as it fits its cell."""
    if short and row["verdict"] == "conflicts" and known(row["clause"]):
        return f"s. {row['clause']}"
    if short and row["verdict"] == "meets":
        return "–"
    return verdict(row).replace("section ", "s. ")
