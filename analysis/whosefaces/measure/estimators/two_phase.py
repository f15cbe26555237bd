"""What a share would be had every trace been coded by two blind readers: the correction by double coding.

All n drawn units have a code; n' of them, drawn at random from the n, have an adjudicated one too. The difference
estimator adds to the share of codes the mean correction seen in the second phase: p + mean(d), d = adjudicated - code. It
is unbiased whatever the codes are worth (C.-E. Sarndal, B. Swensson and J. Wretman, Model Assisted Survey Sampling, 1992,
section 9.6; W. G. Cochran, Sampling Techniques, 3rd ed. 1977, chapter 12), with
v = (1/n - 1/N) s_y^2 + (1/n' - 1/n) s_d^2, both from the second phase.

A code may be corrected from yes to no and from no to yes: the two are counted apart, since they hide one another in a sum.
Where few codes were corrected the normal interval was not measured to cover, and the exact one stands instead: exact ends
of the corrections either way in the panel, and from those the exact ends of the frame, the 5 % divided among the six.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from whosefaces.measure.estimators import hypergeometric
from whosefaces.measure.estimators.estimated import Estimated, Interval
from whosefaces.measure.estimators.region import CORRECTIONS, RARER, region
from whosefaces.measure.share import MeasureError, Population

FloatArray = npt.NDArray[np.float64]
NAME = "share corrected by double coding"
LINEARISED = (
    "share of codes plus the mean correction of a random part read twice blind and adjudicated (two-phase difference "
    "estimator); linearised; t interval"
)
EXACT = (
    "share of codes plus the mean correction of a random part read twice blind and adjudicated; exact hypergeometric ends "
    "of the corrections and of the frame, 5 % divided among them"
)
CENSUS = "every unit of the frame was read twice; no sampling, so no interval"


@dataclass(frozen=True)
class Recoded:
    """A panel of ``n`` with ``coded`` yes; ``read`` of them read again: adjudicated yes, raised to yes, lowered to no."""

    n: int
    coded: int
    read: int
    adjudicated: int
    raised: int
    lowered: int

    def __post_init__(self) -> None:
        counts = (self.coded, self.adjudicated, self.raised, self.lowered)
        if min(counts) < 0 or self.read > self.n or self.coded > self.n or self.adjudicated > self.read:
            raise MeasureError(f"{self}: counts that no double coding can give")
        if self.raised > self.adjudicated or self.lowered > self.read - self.adjudicated:
            raise MeasureError(f"{self}: more codes raised than are yes now, or more lowered than are no")
        kept = self.adjudicated - self.raised + self.lowered  # the read ones that were coded yes
        if kept > self.coded or self.read - kept > self.n - self.coded:
            raise MeasureError(f"{self}: the units read again are not of this panel")

    @property
    def corrected(self) -> int:
        """Codes that did not stand."""
        return self.raised + self.lowered

    @property
    def point(self) -> float:
        """The corrected share; it may pass 0 or 1 in a small second phase."""
        return self.coded / self.n + (self.raised - self.lowered) / self.read


def corrected_share(recoded: Recoded, population: Population) -> Estimated:
    """The share of ``population`` that is a yes by the adjudicated codes.

    Nothing drawn, or nothing read again, gives 0 to 1: codes that nobody checked carry no correction.

    Raises:
        MeasureError: more units drawn than the population has.
    """
    n, size = recoded.n, population.size
    if n > size:
        raise MeasureError(f"{n} units drawn of {size} {population.words}: panel and frame are not of one draw")
    if recoded.read == 0:
        whole = Interval(0.0, 1.0)
        return Estimated(population, n, recoded.coded, None, whole, EXACT, "bounds", "no code was read again", whole)
    point = min(1.0, max(0.0, recoded.point))
    if recoded.read == size:
        return Estimated(population, n, recoded.adjudicated, point, None, CENSUS, "census")
    reason = _refusal(recoded, point)
    if reason:
        fewest, most = exact_ends(recoded, size)
        ends = Interval(fewest / size, most / size)
        return Estimated(population, n, recoded.coded, point, ends, EXACT, "exact instead", reason)
    variance = variance_of(
        recoded.adjudicated, recoded.raised, recoded.lowered, n=n, read=recoded.read, frame_size=size
    )
    low, high = (float(end) for end in interval(np.asarray(recoded.point), variance, recoded.read))
    return Estimated(
        population=population,
        n=n,
        seen=recoded.coded,
        point=point,
        interval=Interval(low, high),
        method=LINEARISED,
        status="linearised",
        standard_error=float(np.sqrt(variance)),
        degrees_of_freedom=recoded.read - 1,
    )


def variance_of(
    adjudicated: npt.ArrayLike, raised: npt.ArrayLike, lowered: npt.ArrayLike, *, n: int, read: int, frame_size: int
) -> FloatArray:
    """(1/n - 1/N) s_y^2 + (1/n' - 1/n) s_d^2, for one sample or many."""
    y, up, down = (np.asarray(part, float) for part in (adjudicated, raised, lowered))
    s2_y = (y - y**2 / read) / (read - 1)
    s2_d = (up + down - (up - down) ** 2 / read) / (read - 1)
    return np.asarray((1 / n - 1 / frame_size) * s2_y + (1 / read - 1 / n) * s2_d, float)


def interval(point: FloatArray, variance: FloatArray, read: int) -> tuple[FloatArray, FloatArray]:
    """Student's t with n' - 1 degrees of freedom, cut to 0 and 1; for one sample or many."""
    from scipy.special import stdtrit

    reach = stdtrit(read - 1, 1 - hypergeometric.TAIL) * np.sqrt(variance)
    return np.clip(point - reach, 0.0, 1.0), np.clip(point + reach, 0.0, 1.0)


def quantities(recoded_corrected: npt.ArrayLike, read: int, share: npt.ArrayLike) -> dict[str, FloatArray]:
    """What the region of this estimator asks for, for one sample or many."""
    p = np.asarray(share, float)
    return {CORRECTIONS: np.asarray(recoded_corrected, float), RARER: read * np.minimum(p, 1 - p)}


def _refusal(recoded: Recoded, share: float) -> str | None:
    if recoded.read < 2:
        return "fewer than two codes were read again"
    values = quantities(recoded.corrected, recoded.read, share)
    return region(NAME).refusal({name: float(value) for name, value in values.items()})


def exact_ends(recoded: Recoded, frame_size: int) -> tuple[int, int]:
    """Exact ends in units of the frame. Corrections: four ends at 0.625 % each; the frame: two ends at 1.25 % each."""
    n, read = recoded.n, recoded.read
    tail = hypergeometric.TAIL / 4
    up = hypergeometric.interval(recoded.raised, read, n, tail)
    down = hypergeometric.interval(recoded.lowered, read, n, tail)
    fewest = min(n, max(0, recoded.coded + up[0] - down[1]))
    most = min(n, max(0, recoded.coded + up[1] - down[0]))
    half = hypergeometric.TAIL / 2
    return hypergeometric.lower(fewest, n, frame_size, half), hypergeometric.upper(most, n, frame_size, half)
