"""One chart: what it shows as a picture, in words and as a table, and how a notebook shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from whosefaces.report import pen
from whosefaces.report.charts.drawing import MUTED, WIDE, svg_of, theme

if TYPE_CHECKING:
    import altair as alt


@dataclass(frozen=True)
class Figure:
    """One chart with what it says in words and the table behind it."""

    name: str
    title: str
    text: str
    table: pd.DataFrame
    draw: Callable[[int], Any]
    data: pd.DataFrame | None = None
    """The numbers themselves, unrounded, to take; the table where there is nothing else."""
    parts: tuple[Figure, ...] = ()
    """The same on paper, where it is taller than a page: charts of a few rows each, one under the other."""
    _specs: dict[int, dict[str, Any]] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def chart(self) -> Any:
        """The chart at desktop width."""
        return self.draw(WIDE)

    def spec(self, width: int = WIDE) -> dict[str, Any]:
        """The Vega-Lite specification, as Altair writes it.

        Altair holds each part against the schema of Vega-Lite while it is built, for ten times as long as the building
        takes; the tests do that once for every kind of chart.
        """
        if width not in self._specs:
            from altair.utils.schemapi import debug_mode

            with debug_mode(False):
                self._specs[width] = self.draw(width).to_dict(validate=False)
        return dict(self._specs[width])

    def svg(self, width: int = WIDE, prefix: str = "") -> str:
        """The chart as SVG with ``role="img"``, a title and a description; its ids start with ``prefix`` and the name."""
        return svg_of(self.spec(width), f"{prefix}{self.name}-{width}", self.title, self.text)

    def png(self, width: int = WIDE) -> bytes:
        """The chart as PNG at twice its size, on white."""
        return pen.png(self.svg(width), scale=2)


def nothing(name: str, title: str, text: str) -> Figure:
    """A chart of which the data hold no row: it says so."""

    def draw(width: int) -> Any:
        import altair as alt

        line = alt.Chart(pd.DataFrame({"text": [text]})).mark_text(align="left", fontSize=14, color=MUTED)
        return configured(line.encode(text="text:N", x=alt.value(0)).properties(width=width, height=24))

    return Figure(name, title, text, pd.DataFrame(), draw)


def configured(chart: Any) -> Any:
    """The chart under the report's theme; its own, for Altair's copy of a layered chart copies every layer four times."""
    import altair as alt

    chart.config = alt.Config(**theme())
    return chart


def show(figure: Figure | alt.LayerChart | alt.Chart, text: str = "") -> None:
    """Show a chart in a notebook: drawn by JupyterLab where it can, a picture elsewhere, words where neither.

    JupyterLab 4.6 draws Vega-Lite 5 and Altair writes 6: the specification is relabelled (nothing here is new in 6), and
    the SVG beside it is what version 6 draws. Nothing is loaded from anywhere.
    """
    from IPython.display import display

    display(bundle(figure, text), raw=True)  # type: ignore[no-untyped-call]


def bundle(figure: Figure | alt.LayerChart | alt.Chart, text: str = "") -> dict[str, Any]:
    """What ``show`` hands to the notebook, by media type."""
    if isinstance(figure, Figure):
        spec, svg, text = figure.spec(), figure.svg(), text or figure.text
    else:
        spec = figure.to_dict()
        svg = svg_of(spec, "chart", "Chart", text)
    relabelled = spec | {"$schema": "https://vega.github.io/schema/vega-lite/v5.20.1.json"}
    return {"application/vnd.vegalite.v5+json": relabelled, "image/svg+xml": svg, "text/plain": text}
