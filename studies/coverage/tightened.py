"""Do ranges still hold the truth after another one of the same panel has tightened them? Strata, for elsewhere nothing moves.

Of a simple random sample the exact range rises with the count, so a set within another never has the higher end. Of
strata one may be linearised and the other exact. Here both sets of a pair are drawn together, estimated as the suite
does, and tightened as :mod:`whosefaces.measure.coherence` does; the worse of the two shares' coverage is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from whosefaces.measure.estimators.stratified import Stratum, stratified
from whosefaces.measure.share import Population
from whosefaces.sample.strata import Stratum as Drawn
from whosefaces.sample.strata import allocate

from studies.coverage.frames import dice
from studies.coverage.linearised import SPREADS, STRATA, spread_over

DRAWS = 500
PAIRS = ((0.01, 0.02), (0.02, 0.3), (0.05, 0.08), (0.1, 0.9), (0.3, 0.35), (0.6, 0.65), (0.93, 0.97))
"""The shares of a set and of one around it."""


DESIGNS = (("licence", 500), ("licence", 2_000), ("one small", 500), ("one small", 2_000), ("much of it drawn", 500))


@dataclass(frozen=True)
class Tightened:
    """``coverage``: the lowest of either share over the pairs; ``moved``: in what part of the draws an end moved."""

    design: str
    n: int
    pairs: int
    coverage: float
    before: float
    moved: float


def tightened() -> Iterator[Tightened]:
    """A line for each design."""
    for name, n in DESIGNS:
        results = [_pair(name, n, pair, spread) for pair in PAIRS for spread in SPREADS]
        before, after, moved = (np.array(column) for column in zip(*results, strict=True))
        yield Tightened(name, n, len(results), float(after.min()), float(before.min()), float(moved.mean()))


def _pair(name: str, n: int, pair: tuple[float, float], spread: str) -> tuple[float, float, float]:
    """The lower coverage of the two shares before and after, and how often an end moved."""
    roll = dice("tightened", name, n, *pair, spread)
    strata = allocate(n, STRATA[name])
    sizes = np.array([h.frame_size for h in strata])
    inner, outer = (spread_over(sizes, share, spread) for share in pair)
    inner = np.minimum(inner, outer)
    population = Population("photo", "photos", int(sizes.sum()))
    truth = np.array([inner.sum(), outer.sum()]) / sizes.sum()
    held = np.zeros((2, 2))
    moved = 0
    for _ in range(DRAWS):
        counts = [
            roll.multivariate_hypergeometric((a, b - a, size - b), h.n)
            for a, b, size, h in zip(inner, outer, sizes, strata, strict=True)
        ]
        of_inner, of_outer = (
            _range(strata, [int(part) for part in parts], population)
            for parts in ([c[0] for c in counts], [c[0] + c[1] for c in counts])
        )
        high, low = min(of_inner[1], of_outer[1]), max(of_outer[0], of_inner[0])
        moved += high < of_inner[1] or low > of_outer[0]
        for place, ranges in enumerate(((of_inner, of_outer), ((of_inner[0], high), (low, of_outer[1])))):
            held[place] += [r[0] - 1e-12 <= t <= r[1] + 1e-12 for r, t in zip(ranges, truth, strict=True)]
    return float(held[0].min() / DRAWS), float(held[1].min() / DRAWS), moved / DRAWS


def _range(strata: list[Drawn], yes: list[int], population: Population) -> tuple[float, float]:
    drawn = [Stratum(h.name, h.frame_size, h.n, k) for h, k in zip(strata, yes, strict=True)]
    share = stratified(drawn, population)
    ends = share.interval
    return (share.point or 0.0,) * 2 if ends is None else (ends.low, ends.high)
