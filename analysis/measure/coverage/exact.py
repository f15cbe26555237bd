"""The exact intervals: their coverage is enumerated, not simulated, for every truth that a frame can hold.

With a large frame it is enough to look at both sides of every end of every interval: between two ends the same samples
hold the truth, their chance rises and falls once as the truth moves, so its least value lies next to an end.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from math import comb, prod

import numpy as np
import numpy.typing as npt

from analysis.measure import hypergeometric
from analysis.measure.estimators import drift, korn_graubard, stratified, two_phase
from analysis.measure.estimators.two_phase import Recoded

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
        seen: stratified.exact_ends(sizes, drawn, seen) for seen in itertools.product(*(range(n + 1) for n in drawn))
    }
    held = []
    for truth in itertools.product(*(range(size + 1) for size in sizes)):
        whole = sum(truth)
        held.append(
            sum(
                prod(
                    _chance((k, size - k), (x, n - x)) for k, size, x, n in zip(truth, sizes, seen, drawn, strict=True)
                )
                for seen, end in ends.items()
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
