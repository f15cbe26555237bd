"""The theme: what a mark, a letter and an axis look like, and how a chart becomes SVG with the same bytes every time."""

from __future__ import annotations

import json
import re
import textwrap
from functools import cache, lru_cache
from html import escape
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    import altair as alt

FONTS = Path(__file__).parents[1] / "fonts"
SANS = "Faces Sans"

WIDE, NARROW = 676, 340
"""Pixels: a desktop column and a phone's."""

SIDE_BY_SIDE = 600
"""Pixels of width from which there is room for a label beside its bar."""

PAPER, INK, MUTED, TRACK = "#ffffff", "#1b1e23", "#5a626c", "#d5d9de"
BLUE, VERMILION, GREEN, ORANGE, SKY = "#0072b2", "#d55e00", "#009e73", "#e69f00", "#56b4e9"
"""Okabe and Ito's colours for readers of every colour vision. Colour never stands alone: shape and words say it too."""

PALE = "#e4eff6"
"""Inside of a bound: the truth may lie anywhere in here."""

PALE_VERMILION = "#fbe9df"
"""Inside of a closed gate."""

LINE = 18
"""Pixels from one line of text to the next."""

Rows = list[dict[str, Any]]


class Canvas:
    """Marks in layers: ``x`` runs over ``domain`` (shares, counts), ``y`` is pixels from the top."""

    def __init__(self, width: int, height: int, domain: tuple[float, float] = (0, 1), axis: Any = None) -> None:
        self.width, self.height, self.domain, self.axis = width, height, domain, axis
        self.layers: list[Any] = []

    def rule(self, rows: Rows, colour: str, thick: float, **mark: Any) -> None:
        """Lines from ``x`` to ``x2`` at ``y``."""
        if rows:
            base = self._base(rows, "x", "x2", "y").mark_rule(color=colour, strokeWidth=thick, **mark)
            self.layers.append(base.encode(x=self._x("x"), x2=_ends("X2", "x2"), y=self._y("y")))

    def box(self, rows: Rows, **mark: Any) -> None:
        """Boxes from ``x`` to ``x2`` and from ``y`` to ``y2``."""
        if rows:
            base = self._base(rows, "x", "x2", "y", "y2").mark_rect(**mark)
            self.layers.append(base.encode(x=self._x("x"), x2=_ends("X2", "x2"), y=self._y("y"), y2=_ends("Y2", "y2")))

    def dot(self, rows: Rows, **mark: Any) -> None:
        """Points at ``x`` and ``y``."""
        if rows:
            base = self._base(rows, "x", "y").mark_point(**{"opacity": 1, "filled": True, "size": 130} | mark)
            self.layers.append(base.encode(x=self._x("x"), y=self._y("y")))

    def line(self, rows: Rows, colour: str, thick: float, **mark: Any) -> None:
        """One line through points at ``x`` and ``y``, in the order of ``x``."""
        if rows:
            base = self._base(rows, "x", "y").mark_line(color=colour, strokeWidth=thick, **mark)
            self.layers.append(base.encode(x=self._x("x"), y=self._y("y")))

    def words(self, rows: Rows, colour: str = INK, at: int | None = None, **mark: Any) -> None:
        """``text`` at ``y``, from pixel ``at`` or from ``x`` on the scale. A line break breaks the line."""
        if not rows:
            return
        import altair as alt

        style = {
            "font": SANS,
            "fontSize": 14,
            "align": "left",
            "baseline": "middle",
            "lineBreak": "\n",
            "lineHeight": LINE,
        }
        columns = ["text", "y"] if at is not None else ["text", "x", "y"]
        base = self._base(rows, *columns).mark_text(**style | {"color": colour} | mark)
        x = alt.XValue(at) if at is not None else self._x("x")  # type: ignore[no-untyped-call]
        self.layers.append(base.encode(x=x, y=self._y("y"), text=alt.Text("text:N")))

    def chart(self) -> alt.LayerChart:
        """Everything drawn so far, under one theme."""
        import altair as alt

        drawn: alt.LayerChart = (
            alt.layer(*self.layers)
            .properties(width=self.width, height=self.height, autosize=alt.AutoSizeParams(type="pad"))
            .configure(**theme())
        )
        return drawn

    def _base(self, rows: Rows, *columns: str) -> Any:
        import altair as alt

        return alt.Chart(pd.DataFrame(rows)[list(columns)])

    def _x(self, column: str) -> Any:
        import altair as alt

        return alt.X(f"{column}:Q", scale=alt.Scale(domain=list(self.domain), nice=False, zero=False), axis=self.axis)

    def _y(self, column: str) -> Any:
        import altair as alt

        scale = alt.Scale(domain=[0, self.height], range=[0, self.height], nice=False, zero=False)
        return alt.Y(f"{column}:Q", scale=scale, axis=None)


def _ends(channel: str, column: str) -> Any:
    """A mark's other end. Named as a channel: Altair takes long to make one of a text."""
    import altair as alt

    return getattr(alt, channel)(column)


def theme() -> dict[str, Any]:
    """Altair's configuration for every chart: quiet axes, own letters, no frame, no labels for each mark."""
    return {
        "background": PAPER,
        "font": SANS,
        "padding": {"left": 8, "right": 8, "top": 4, "bottom": 4},
        "view": {"stroke": None},
        "aria": False,
        "axis": {
            "labelFont": SANS,
            "labelFontSize": 12,
            "labelColor": MUTED,
            "grid": False,
            "domain": False,
            "tickColor": TRACK,
            "tickSize": 5,
            "labelPadding": 4,
            "title": None,
        },
    }


def share_axis() -> Any:
    """0 to 100 %, with a tick at each quarter."""
    import altair as alt

    return alt.Axis(values=[0, 0.25, 0.5, 0.75, 1], format=".0%", labelFlush=True, grid=False)


def beside(width: int) -> tuple[float, float]:
    """From where to where a bar runs whose label stands left of it and whose number right; the whole width on a phone."""
    return (0.44 * width, width - 112.0) if width >= SIDE_BY_SIDE else (0.0, float(width))


def wrapped(text: str, width: int, size: float = 14) -> list[str]:
    """``text`` in lines that fit ``width`` pixels (an average letter is about 0.54 of its size wide)."""
    return textwrap.wrap(text, max(12, int(width / (0.54 * size)))) or [""]


def svg_of(spec: dict[str, Any], name: str, title: str, description: str) -> str:
    """A Vega-Lite specification as SVG: role, title and description in, ids of its own, no labels for each mark.

    vl-convert counts its ids up within a process, and two charts on a page would share them: they are numbered anew
    under ``name``.
    """
    return settled(_raw_svg(json.dumps(spec, sort_keys=True)), name, title, description)


@lru_cache(maxsize=64)
def _raw_svg(spec: str) -> str:
    """What vl-convert draws of a specification: the page, the PDF and the file to take are drawn once."""
    raw: str = vl_convert().vegalite_to_svg(spec, vl_version="6.4")
    return raw


def settled(raw: str, name: str, title: str, description: str) -> str:
    """The SVG with numbered ids under ``name``, and with its title and description."""
    names = {old: f"{name}-{i}" for i, old in enumerate(dict.fromkeys(re.findall(r'\bid="([^"]+)"', raw)), start=1)}
    for old, new in names.items():
        raw = (
            raw.replace(f'id="{old}"', f'id="{new}"').replace(f"#{old})", f"#{new})").replace(f'"#{old}"', f'"#{new}"')
        )
    raw = re.sub(r' (?:aria-[a-z]+|role)="[^"]*"', "", raw)
    head = (
        f'<svg role="img" aria-labelledby="{name}-title {name}-desc" '
        f'data-width="{_width(raw)}" xmlns="http://www.w3.org/2000/svg"'
    )
    body = re.sub(r' xmlns(?::xlink)?="[^"]*"', "", raw, count=2).replace("<svg", head, 1)
    if "xlink:" in body:
        body = body.replace("<svg", '<svg xmlns:xlink="http://www.w3.org/1999/xlink"', 1)
    opening = body.index(">") + 1
    words = f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-desc">{escape(description)}</desc>'
    return body[:opening] + words + body[opening:]


def _width(raw: str) -> str:
    found = re.search(r'<svg[^>]* width="([0-9.]+)"', raw)
    return found[1] if found else ""


@cache
def vl_convert() -> ModuleType:
    """vl-convert with the report's own letters."""
    import vl_convert

    vl_convert.register_font_directory(str(FONTS))
    return vl_convert
