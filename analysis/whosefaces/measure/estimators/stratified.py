"""The share of a frame from a sample drawn stratum by stratum: sum of W_h p_h.

The variance is Taylor's, with the finite population correction of each stratum: sum of W_h^2 (1 - n_h/N_h) s_h^2/n_h
(W. G. Cochran, Sampling Techniques, 3rd ed. 1977, section 5.6). Pooling the strata as one sample is not offered.
Where the Korn-Graubard interval was not measured to cover, the exact one stands instead: each stratum's own
hypergeometric interval, the 5 % divided among them, added up. Where one stratum only was sampled and the others taken
whole, as with the largest accounts taken with certainty, the exact one loses nothing, and stands always.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from whosefaces.measure.estimators import hypergeometric, korn_graubard
from whosefaces.measure.estimators.estimated import Estimated, Interval, Status, bounded
from whosefaces.measure.estimators.region import RARER, SMALLEST_STRATUM, region
from whosefaces.measure.share import MeasureError, Population

FloatArray = npt.NDArray[np.float64]
NAME = "stratified share"
LINEARISED = (
    "stratified sample, sum of W_h p_h; Taylor variance with the correction of each finite stratum; "
    "Korn-Graubard 95 % interval"
)
EXACT = (
    "stratified sample, sum of W_h p_h; exact hypergeometric interval of each stratum, 5 % divided among them, added up"
)
CENSUS = "every stratum was looked at whole; no sampling, so no interval"
TOO_FEW = "a stratum has fewer than two units drawn: its variance cannot be estimated"


@dataclass(frozen=True)
class Stratum:
    """Units of a stratum: in the frame (``size``), drawn (``n``), and of them yes, and neither yes nor no."""

    name: str
    size: int
    n: int
    yes: int
    unknown: int = 0

    def __post_init__(self) -> None:
        if min(self.yes, self.unknown) < 0 or not self.yes + self.unknown <= self.n <= self.size or self.size == 0:
            raise MeasureError(
                f"stratum {self.name}: {self.yes} yes and {self.unknown} unknown of {self.n} drawn from {self.size}; "
                "no such sample"
            )

    @property
    def is_census(self) -> bool:
        """Whether it was looked at whole."""
        return self.n == self.size


def combine(
    sizes: npt.ArrayLike, drawn: npt.ArrayLike, means: FloatArray, s2: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """The mean over the frame and its variance, from each stratum's mean and variance s_h^2.

    ``means`` and ``s2`` may hold many samples: one a row, strata along the last axis.
    """
    size, n = np.asarray(sizes, float), np.asarray(drawn, float)
    weight = size / size.sum()
    return means @ weight, (s2 * (weight**2 * (1 - n / size) / n)).sum(axis=-1)


def shares(sizes: npt.ArrayLike, drawn: npt.ArrayLike, yes: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    """:func:`combine` for counts of yes: shares and variances."""
    n = np.asarray(drawn, float)
    p = np.asarray(yes, float) / n
    return combine(sizes, n, p, p * (1 - p) * n / np.maximum(n - 1, 1))


def effective(sizes: npt.ArrayLike, drawn: npt.ArrayLike) -> float:
    """The sample of equal weights that weighs as much: 1 / sum of W_h^2/n_h, over the strata not taken whole."""
    size, n = np.asarray(sizes, float), np.asarray(drawn, float)
    part = (size / size.sum()) ** 2 / n
    open_ = float(part[n < size].sum())
    return 1 / open_ if open_ > 0 else float("inf")


def degrees_of_freedom(sizes: npt.ArrayLike, drawn: npt.ArrayLike) -> int:
    """Units less strata, over the strata that were sampled and not taken whole."""
    size, n = np.asarray(sizes), np.asarray(drawn)
    return int((n - 1)[n < size].sum())


def interval(
    sizes: npt.ArrayLike, drawn: npt.ArrayLike, share: FloatArray, variance: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """The Korn-Graubard interval; no design is credited with more than a simple random sample of its n."""
    n, total = int(np.sum(drawn)), int(np.sum(sizes))
    cap = korn_graubard.srs_cap(n, total)
    return korn_graubard.interval(share, variance, n, degrees_of_freedom(sizes, drawn), cap)


def rarer(sizes: npt.ArrayLike, drawn: npt.ArrayLike, share: npt.ArrayLike) -> FloatArray:
    """The effective count of the rarer answer: what the region of this estimator asks for."""
    p = np.asarray(share, float)
    return np.asarray(effective(sizes, drawn) * np.minimum(p, 1 - p), float)


def stratified(strata: Sequence[Stratum], population: Population) -> Estimated:
    """The share of yes in the frame that ``strata`` divide.

    With unknowns there is no point estimate, only bounds. A stratum of which nothing was drawn can be anything.

    Raises:
        MeasureError: the strata do not add up to the population, or one is named twice.
    """
    sizes = sum(h.size for h in strata)
    if len({h.name for h in strata}) < len(strata) or sizes != population.size:
        raise MeasureError(
            f"strata of {sizes:,} units, of a frame of {population.size:,} {population.words}: "
            "they must divide it; take strata and frame from one draw"
        )
    none_yes = _estimated([(h, h.yes) for h in strata], population)
    if not any(h.unknown for h in strata):
        return none_yes
    return bounded(none_yes, _estimated([(h, h.yes + h.unknown) for h in strata], population))


Counted = Sequence[tuple[Stratum, int]]
"""Strata, each with how many of its drawn units count as a yes."""


def _estimated(counted: Counted, population: Population) -> Estimated:
    sizes, drawn = (np.array([getattr(h, part) for h, _ in counted]) for part in ("size", "n"))
    yes = np.array([k for _, k in counted])
    n, hits = int(drawn.sum()), int(yes.sum())
    if n == population.size:
        return Estimated(population, n, hits, hits / n, None, CENSUS, "census")
    if sum(not h.is_census for h, _ in counted) == 1:  # as with the largest accounts taken with certainty
        return _exactly(counted, population, None)
    reason = _refusal(counted, sizes, drawn, yes)
    if reason:
        return _exactly(counted, population, reason)
    share, variance = shares(sizes, drawn, yes)
    low, high = interval(sizes, drawn, share, variance)
    return Estimated(
        population=population,
        n=n,
        seen=hits,
        point=float(share),
        interval=Interval(float(low), float(high)),
        method=LINEARISED,
        status="linearised",
        standard_error=float(np.sqrt(variance)),
        degrees_of_freedom=degrees_of_freedom(sizes, drawn),
        effective_n=float(share * (1 - share) / variance) if variance > 0 else None,
    )


def _refusal(counted: Counted, sizes: npt.ArrayLike, drawn: npt.ArrayLike, yes: npt.ArrayLike) -> str | None:
    smallest = min((h.n for h, _ in counted if not h.is_census), default=0)
    if smallest < 2:
        return TOO_FEW
    share = shares(sizes, drawn, yes)[0]
    return region(NAME).refusal({SMALLEST_STRATUM: smallest, RARER: float(rarer(sizes, drawn, share))})


def _exactly(counted: Counted, population: Population, reason: str | None) -> Estimated:
    n, hits = sum(h.n for h, _ in counted), sum(k for _, k in counted)
    low, high = exact_ends([h.size for h, _ in counted], [h.n for h, _ in counted], [k for _, k in counted])
    point = None
    if all(h.n for h, _ in counted):
        point = sum(h.size * k / h.n for h, k in counted) / population.size
    between = Interval(low / population.size, high / population.size)
    status: Status = "bounds" if point is None else "exact" if reason is None else "exact instead"
    return Estimated(population, n, hits, point, between, EXACT, status, reason, None if point is not None else between)


def exact_ends(sizes: Sequence[int], drawn: Sequence[int], yes: Sequence[int]) -> tuple[int, int]:
    """The exact ends in units of the frame: the 5 % is divided evenly among the strata that were not taken whole."""
    sampled = sum(n < size for size, n in zip(sizes, drawn, strict=True))
    low = high = 0
    for size, n, k in zip(sizes, drawn, yes, strict=True):
        tail = hypergeometric.TAIL / sampled if n < size else hypergeometric.TAIL
        ends = (k, k) if n == size else hypergeometric.interval(k, n, size, tail)
        low, high = low + ends[0], high + ends[1]
    return low, high
