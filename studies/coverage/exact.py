"""The exact intervals: their coverage is enumerated, not simulated, for every truth that a frame can hold.

With a large frame it is enough to look at both sides of every end of every interval: between two ends the same samples
hold the truth, their chance rises and falls once as the truth moves, so its least value lies next to an end.

The difference of two shares is recovered from two exact intervals and not exact by itself, so what it covers is measured here
too, by the chance of every pair of samples; in large frames for a grid of truths, the rare ones among them.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from math import comb, prod

import numpy as np
import numpy.typing as npt
from whosefaces.measure.estimators import drift, hypergeometric, korn_graubard, stratified, two_phase
from whosefaces.measure.estimators.difference import Difference, Told, difference
from whosefaces.measure.estimators.two_phase import Recoded
from whosefaces.measure.share import Population

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Enumerated:
    """One exact interval in one frame and design: the least coverage over every truth, and how many truths."""

    estimator: str
    design: str
    truths: int
    least: float


def enumerated() -> Iterator[Enumerated]:
    """Every exact interval of the suite."""
    for frame_size, n in (
        (98_153, 0), (12, 5), (60, 59), (60, 60), (1_212, 200), (10_000, 400), (98_153, 1_000), (1_070_000, 400),
        (1_070_000, 2_000),
    ):  # fmt: skip
        yield hypergeometric_share(frame_size, n)
    for frame_size, n in ((14, 6), (14, 14), (30, 8)):
        yield unresolved(frame_size, n)
    for sizes, drawn in (((9, 14), (4, 5)), ((12, 12, 5), (4, 3, 5)), ((20, 3), (6, 2)), ((6, 30), (6, 10))):
        yield strata(sizes, drawn)
    for frame_size, n in ((14, 6), (24, 9)):
        yield pairs(frame_size, n)
    yield double_coding(9, 6, 3)
    for n in (20, 200, 2_000):
        yield binomial(n)
    for first, second in DIFFERENCES:
        yield two_samples(first, second)


DIFFERENCE = "difference of two shares"
DIFFERENCES = (
    ((5, 2), (65, 31)), ((20, 9), (12, 5)), ((40, 19), (30, 10)), ((50, 5), (50, 5)), ((43, 40), (17, 15)),
    ((69, 22), (368, 94)), ((75, 28), (57, 21)), ((100, 49), (100, 49)), ((120, 1), (120, 40)), ((150, 36), (360, 85)),
    ((87, 20), (94, 20)), ((120, 120), (500, 60)), ((1_000, 240), (1_000, 30)), ((12_000, 400), (8_000, 200)),
    ((1_070_000, 400), (5_000_000, 20)), ((1_070_000, 400), (5_000_000, 200)),
)  # fmt: skip
"""(N, n) of either side; among them those in which the difference's errors at right angles alone covered least."""


def hypergeometric_share(frame_size: int, n: int) -> Enumerated:
    """The plain share and total of a simple random sample."""
    from scipy.stats import hypergeom

    low = np.array([hypergeometric.lower(k, n, frame_size) for k in range(n + 1)])
    high = frame_size - low[::-1]
    truths = np.unique(np.concatenate([low, high, low - 1, high + 1, [0, frame_size]]))
    truths = truths[(truths >= 0) & (truths <= frame_size)]
    # The samples that hold K are consecutive: both ends rise with k.
    first, last = np.searchsorted(high, truths), np.searchsorted(low, truths, side="right") - 1
    held = hypergeom.cdf(last, frame_size, truths, n) - hypergeom.cdf(first - 1, frame_size, truths, n)
    return Enumerated("share and total, hypergeometric", f"{n:,} of {frame_size:,}", frame_size + 1, _least(held))


def unresolved(frame_size: int, n: int) -> Enumerated:
    """Bounds: some units cannot be told, and each may be anything."""
    held = []
    for yes, unknown in _pairs(frame_size):
        chance = {(k, u): _chance((yes, unknown, frame_size - yes - unknown), (k, u, n - k - u)) for k, u in _pairs(n)}
        for truth in range(yes, yes + unknown + 1):
            held.append(sum(p for (k, u), p in chance.items() if p and _within(_bounds(k, u, n, frame_size), truth)))
    return Enumerated("bounds with unknown units", f"{n} of {frame_size}", len(held), _least(held))


def strata(sizes: tuple[int, ...], drawn: tuple[int, ...]) -> Enumerated:
    """The exact interval that stands where the stratified one is refused."""
    ends = {
        hits: stratified.exact_ends(sizes, drawn, hits) for hits in itertools.product(*(range(n + 1) for n in drawn))
    }
    held = []
    for truth in itertools.product(*(range(size + 1) for size in sizes)):
        whole = sum(truth)
        held.append(
            sum(
                prod(
                    _chance((k, size - k), (x, n - x)) for k, size, x, n in zip(truth, sizes, hits, drawn, strict=True)
                )
                for hits, end in ends.items()
                if _within(end, whole)
            )
        )
    parts = zip(drawn, sizes, strict=True)
    design = " and ".join(f"all {n}, with certainty" if n == size else f"{n} of {size}" for n, size in parts)
    return Enumerated("stratified share, exact", design, len(held), _least(held))


def pairs(frame_size: int, n: int) -> Enumerated:
    """The exact interval that stands where the paired drift's is refused."""
    ends = {(up, down): drift.exact_ends((up, up), (down, down), n, frame_size) for up, down in _pairs(n)}
    held = []
    for gained, lost in _pairs(frame_size):
        kinds = (gained, lost, frame_size - gained - lost)
        held.append(
            sum(
                _chance(kinds, (up, down, n - up - down))
                for (up, down), end in ends.items()
                if _within(end, gained - lost)
            )
        )
    return Enumerated("paired drift, exact", f"{n} of {frame_size} survivors", len(held), _least(held))


def double_coding(frame_size: int, n: int, read: int) -> Enumerated:
    """The exact interval that stands where the correction by double coding is refused."""
    held = []
    for kinds in _quadruples(frame_size):  # (yes, coded yes), (yes, coded no), (no, coded yes), (no, coded no)
        truth, covered = kinds[0] + kinds[1], 0.0
        for panel in _quadruples(n):
            of_panel = _chance(kinds, panel)
            if not of_panel:
                continue
            for again in _quadruples(read):
                of_read = _chance(panel, again)
                if of_read and _within(_recoded_ends(panel, again, frame_size), truth):
                    covered += of_panel * of_read
        held.append(covered)
    return Enumerated(
        "share corrected by double coding, exact", f"{read} of {n} of {frame_size}", len(held), _least(held)
    )


def binomial(n: int) -> Enumerated:
    """Clopper and Pearson's, for accounts drawn by size that are all yes or all no."""
    from scipy.stats import binom

    low, high = korn_graubard.clopper_pearson(np.arange(n + 1), np.full(n + 1, n))
    just = 1e-9
    truths = np.unique(np.concatenate([low - just, low + just, high - just, high + just, np.linspace(0, 1, 1_001)]))
    truths = truths[(truths >= 0) & (truths <= 1)]
    first, last = np.searchsorted(high, truths), np.searchsorted(low, truths, side="right") - 1
    held = binom.cdf(last, n, truths) - binom.cdf(first - 1, n, truths)
    return Enumerated("photo share by size, Clopper-Pearson", f"{n:,} draws", len(truths), _least(held))


def two_samples(first: tuple[int, int], second: tuple[int, int]) -> Enumerated:
    """The difference of two shares, recovered from their exact intervals: (N, n) of either side.

    Every pair of samples; every pair of truths in frames of up to :data:`WHOLE`, else those of :func:`truths_of`.
    """
    low, high = _differences(first, second, difference)
    held = list(_held(first, second, low, high))
    design = " against ".join(f"{n:,} of {size:,}" for size, n in (first, second))
    return Enumerated(DIFFERENCE, design, len(held), _least(held))


def right_angles(first: tuple[int, int], second: tuple[int, int]) -> float:
    """The least that a difference would cover whose errors are joined at right angles, whatever was drawn."""

    def joined(one: Told, other: Told) -> Difference:
        assert one.low is not None and one.high is not None and other.low is not None and other.high is not None
        d = one.least - other.least
        low = d - math.hypot(one.least - one.low, other.high - other.least)
        high = d + math.hypot(one.high - one.least, other.least - other.low)
        return Difference(one.population, other.population, d, d, low, high)

    return _least(list(_held(first, second, *_differences(first, second, joined))))


WHOLE = 120
"""Frames up to this size are enumerated truth by truth."""


def truths_of(size: int) -> npt.NDArray[np.int64]:
    """How many units of a frame are a yes: all that can be, or sixty steps and, at either end, few."""
    if size <= WHOLE:
        return np.arange(size + 1)
    few = np.array([1, 2, 3, 5, 8, 13, 21])
    steps = np.round(np.linspace(0, size, 61)).astype(np.int64)
    return np.unique(np.concatenate([steps, few, size - few]))


def _differences(
    first: tuple[int, int], second: tuple[int, int], join: Callable[[Told, Told], Difference]
) -> tuple[FloatArray, FloatArray]:
    """The ends of the difference for every pair of samples."""
    of, against = _every_sample(*first, "first"), _every_sample(*second, "second")
    joined = [[join(one, other) for other in against] for one in of]
    return np.array([[d.low for d in row] for row in joined]), np.array([[d.high for d in row] for row in joined])


def _every_sample(size: int, n: int, words: str) -> list[Told]:
    population = Population("photo", words, size)
    ends = [[end / size for end in hypergeometric.interval(k, n, size)] for k in range(n + 1)]
    return [Told(population, k / n, k / n, low, high, n) for k, (low, high) in enumerate(ends)]


def _held(first: tuple[int, int], second: tuple[int, int], low: FloatArray, high: FloatArray) -> Iterator[float]:
    """How often each pair of truths is held."""
    from scipy.stats import hypergeom

    (size, n), (other_size, m) = first, second
    others = [(yes, hypergeom.pmf(np.arange(m + 1), other_size, yes, m)) for yes in truths_of(other_size)]
    for yes in truths_of(size):
        chance = hypergeom.pmf(np.arange(n + 1), size, yes, n)
        likely = np.flatnonzero(chance > NEVER)
        for other_yes, other_chance in others:
            of = np.ix_(likely, np.flatnonzero(other_chance > NEVER))
            truth = yes / size - other_yes / other_size
            holds = (low[of] <= truth + _SLACK) & (truth <= high[of] + _SLACK)
            yield float(chance[of[0].ravel()] @ holds @ other_chance[of[1].ravel()])


NEVER = 1e-12
"""A sample of so small a chance is left out, and counts as a miss."""
_SLACK = 1e-12


def wald(yes: int, frame_size: int, n: int) -> float:
    """What the banned normal interval covers, for comparison."""
    from scipy.stats import hypergeom, norm

    k = np.arange(n + 1)
    p = k / n
    reach = norm.ppf(0.975) * np.sqrt(p * (1 - p) / n * (1 - n / frame_size))
    held = np.abs(p - yes / frame_size) <= reach
    return float(hypergeom.pmf(k, frame_size, yes, n)[held].sum())


def _least(held: npt.ArrayLike) -> float:
    return float(np.min(held))


def _within(ends: tuple[int, int], truth: int) -> bool:
    return ends[0] <= truth <= ends[1]


def _chance(kinds: tuple[int, ...], drawn: tuple[int, ...]) -> float:
    """That a sample drawn without replacement holds ``drawn`` of each kind."""
    ways = 1
    for kind, k in zip(kinds, drawn, strict=True):
        ways *= comb(kind, k)
    return ways / comb(sum(kinds), sum(drawn))


def _pairs(n: int) -> Iterator[tuple[int, int]]:
    return ((a, b) for a in range(n + 1) for b in range(n + 1 - a))


def _quadruples(n: int) -> Iterator[tuple[int, int, int, int]]:
    return ((a, b, c, n - a - b - c) for a in range(n + 1) for b in range(n + 1 - a) for c in range(n + 1 - a - b))


@cache
def _bounds(yes: int, unknown: int, n: int, frame_size: int) -> tuple[int, int]:
    return hypergeometric.bounds(yes, unknown, n, frame_size)


@cache
def _recoded_ends(panel: tuple[int, ...], again: tuple[int, ...], frame_size: int) -> tuple[int, int]:
    recoded = Recoded(
        n=sum(panel),
        coded=panel[0] + panel[2],
        read=sum(again),
        adjudicated=again[0] + again[1],
        raised=again[1],
        lowered=again[2],
    )
    return two_phase.exact_ends(recoded, frame_size)
