"""What does a larger sample buy? The exact 95 % range at each sample size, for a list of a given size."""

from __future__ import annotations

from typing import Any

import pandas as pd

from whosefaces.measure.estimators import hypergeometric
from whosefaces.report.charts.figure import Figure, configured
from whosefaces.report.words.catalogue import Words

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
    words = Words("en")
    slots = {"n": n, "share": words.percent(share)}
    if n == frame_size:
        return words.say("sample_size.all", **slots)
    ends = {"low": words.percent(low / frame_size, "low"), "high": words.percent(high / frame_size, "high")}
    return words.say("sample_size.range", **slots, size=frame_size, **ends)


def sample_sizes(frame_size: int, share: float = 0.5) -> Figure:
    """The range at each size, as bars. ``frame_size``: how many there are in all; ``share``: found in the sample."""
    rows = []
    for n in [size for size in SIZES if size < frame_size] + [frame_size]:
        low, high = hypergeometric.interval(round(n * share), n, frame_size)
        rows.append({"checked": n, "low": low / frame_size, "high": high / frame_size})
    table = pd.DataFrame(rows)
    narrowest = table.iloc[-2] if len(table) > 1 else table.iloc[-1]
    words = Words("en")
    widths = {"first": table.high[0] - table.low[0], "last": narrowest.high - narrowest.low}
    text = words.say(
        "sample_size.narrows",
        **{name: words.percent(float(width)) for name, width in widths.items()},
        least=int(table.checked[0]), most=int(narrowest.checked), size=frame_size,
    )  # fmt: skip

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

    return Figure("sample-size", words.say("sample_size.title"), text, table, draw)
