"""What does a larger sample buy? The exact 95 % range at each sample size, for a list of a given size."""

from __future__ import annotations

from typing import Any

import pandas as pd

from whosefaces.measure.estimators import hypergeometric
from whosefaces.report.charts.figure import Figure, configured

SIZES = (25, 50, 100, 200, 400, 800, 1600, 3200)


def in_words(n: int, share: float = 0.5, frame_size: int = 1_100) -> str:
    """What a sample of ``n`` would say of a share, in one sentence.

    Args:
        n: how many are checked, at most ``frame_size``.
        share: the share found in the sample.
        frame_size: how many there are in all.
    """
    n = min(n, frame_size)
    low, high = hypergeometric.interval(round(n * share), n, frame_size)
    if n == frame_size:
        return f"All {n:,} checked: {share:.0%}, and no range."
    return f"{n:,} of {frame_size:,} checked, {share:.0%} of them: the truth lies between {low / frame_size:.0%} and {high / frame_size:.0%}."


def sample_sizes(frame_size: int, share: float = 0.5) -> Figure:
    """The range at each size, as bars. ``frame_size``: how many there are in all; ``share``: found in the sample."""
    rows = []
    for n in [size for size in SIZES if size < frame_size] + [frame_size]:
        low, high = hypergeometric.interval(round(n * share), n, frame_size)
        rows.append({"checked": n, "low": low / frame_size, "high": high / frame_size})
    table = pd.DataFrame(rows)
    narrowest = table.iloc[-2] if len(table) > 1 else table.iloc[-1]
    text = (
        f"The range narrows from {table.high[0] - table.low[0]:.0%} wide at {table.checked[0]:,} checked "
        f"to {narrowest.high - narrowest.low:.0%} at {narrowest.checked:,.0f}; all {frame_size:,} checked leave none."
    )

    def draw(width: int) -> Any:
        import altair as alt

        bars = (
            alt.Chart(table)
            .mark_bar(height=8)
            .encode(
                x=alt.X("low:Q", title="share", axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1])),
                x2="high:Q",
                y=alt.Y("checked:O", title="checked", sort=list(table.checked)),
            )
        )
        return configured(bars.properties(width=width - 80, height=24 * len(table)))

    return Figure("sample-size", "What a larger sample buys", text, table, draw)
