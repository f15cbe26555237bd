"""Which lists do photos and accounts share? A row for each combination of lists: dots for the lists, a bar for how many."""

from __future__ import annotations

from typing import Any

import pandas as pd

from whosefaces.measure.beside.overlap_tables import OTHER, Published
from whosefaces.report.charts.drawing import BLUE, INK, MUTED, TRACK, wrapped
from whosefaces.report.charts.figure import Figure, configured, nothing
from whosefaces.report.charts.rows import in_words
from whosefaces.report.words.catalogue import Words

STEP = 24
"""Pixels from one dot, or one combination, to the next."""


def upset(table: Published, units: str, *, name: str, title: str) -> Figure:
    """The combinations of lists, the largest first.

    Args:
        table: what of an overlap may be published.
        units: what is counted, as "photos".
        name: a short name, used in ids and file names.
        title: what the chart shows.
    """
    behind = table.combinations.rename(columns={"lists": "Lists", "count": units.capitalize()})
    words = Words("en")
    if table.combinations.empty:
        return nothing(name, title, words.say("chart.nothing"))
    lists = [str(one) for one in table.sizes["list"]]
    rows = table.combinations.assign(row=[f"{place:03d}" for place in range(len(table.combinations))])
    counts = [words.count(int(count)) for count in rows["count"]]
    text = in_words(words, title, [str(one) for one in rows["lists"]], counts)
    return Figure(name, title, text, behind, lambda width: _drawn(rows, lists, width))


def _members(text: str, lists: list[str]) -> list[int]:
    """The places of the lists in a combination; none for those that stand together."""
    return [] if text == OTHER else [lists.index(one) for one in text.split(" + ")]


def _drawn(rows: pd.DataFrame, lists: list[str], width: int) -> Any:
    """The lists numbered on top; under them dots, lines that join them, bars and counts, one row a combination."""
    import altair as alt

    inside = {str(row["row"]): _members(str(row["lists"]), lists) for row in rows.to_dict("records")}
    dots = pd.DataFrame(
        [
            {"row": row, "list": str(place + 1), "in": place in members}
            for row, members in inside.items()
            for place in range(len(lists))
        ]
    )
    y = alt.Y("row:N", sort=None, axis=None, scale=alt.Scale(domain=list(inside)))
    numbers = [str(place + 1) for place in range(len(lists))]
    top = alt.Axis(orient="top", labelAngle=0, ticks=False)
    x = alt.X("list:N", sort=None, axis=top, scale=alt.Scale(domain=numbers))
    colour = alt.Color("in:N", legend=None, scale=alt.Scale(domain=[True, False], range=[INK, TRACK]))
    size = {"width": STEP * len(lists), "height": STEP * len(inside)}
    held = alt.Chart(dots).mark_point(filled=True, size=90, opacity=1).encode(x=x, y=y, color=colour)
    joined = alt.Chart(dots[dots["in"]]).mark_line(color=INK, strokeWidth=2).encode(x=x, y=y, detail="row:N")
    left = alt.layer(joined, held, **size)
    named = rows.assign(
        text=[
            f"{n:,} {OTHER}" if lists_of == OTHER else f"{n:,}"
            for n, lists_of in zip(rows["count"], rows["lists"], strict=True)
        ]
    )
    most = alt.Scale(domain=[0, int(rows["count"].max())], nice=False)
    base = alt.Chart(named).encode(y=y, x=alt.X("count:Q", axis=None, scale=most))
    bars = base.mark_bar(color=BLUE, height=10)
    text = base.mark_text(align="left", dx=6, fontSize=13, color=INK).encode(text="text:N")
    right = alt.layer(bars, text, width=max(60, width - size["width"] - 130), height=size["height"])
    key = [line for place, one in enumerate(lists) for line in wrapped(f"{place + 1}  {one}", width - 10)]
    head = alt.Title(key, anchor="start", fontSize=13, fontWeight=400, color=MUTED, offset=8)
    return configured(alt.hconcat(left, right, spacing=10, title=head))


def in_how_many(table: Published, units: str) -> pd.DataFrame:
    """A row for each number of lists: how many stand in so many."""
    return table.in_lists.rename(columns={"in_lists": "Lists", "count": units.capitalize()})
