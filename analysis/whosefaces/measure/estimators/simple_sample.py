"""The share of a simple random sample, or of a census: exact, and with bounds for what could not be told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from whosefaces.measure.estimators import hypergeometric
from whosefaces.measure.share import Population, Tally


@dataclass(frozen=True)
class Estimate:
    """What a tally says of its population, as the columns of FINDINGS have it. Shares of the population."""

    estimate: float | None
    low: float | None
    high: float | None
    bound_low: float | None
    bound_high: float | None
    kind: Literal["census", "sample", "bound", "scenario"]
    method: str


CENSUS = "count over the whole frame; no sampling, so no interval"
CENSUS_BOUNDS = "the whole frame was looked at; bounds with every unknown a no, and every unknown a yes"
EXACT = "simple random sample; exact hypergeometric 95 % interval for a finite frame"
BOUNDS = (
    "simple random sample; bounds with every unknown a no, and every unknown a yes; "
    "interval from the exact hypergeometric lower end for the yes to the upper end for yes and unknown, 2.5 % each"
)
NOTHING_DRAWN = "nobody was drawn: the sample says nothing"


def estimate(tally: Tally) -> Estimate:
    """The share of yes in the population, with what the sample leaves open.

    A census (everything drawn) has no interval. With unknowns there is no point estimate, only bounds.
    Nothing drawn, or everything unknown, gives 0 to 1.
    """
    return with_lost(_of_those_read(tally), tally.population)


LOST = "; rows of the list that could not be read count as unknown"


def with_lost(estimate_: Estimate, population: Population) -> Estimate:
    """The same over what the list may hold in all, where rows of it were lost: no estimate is left then, only bounds."""
    if not population.lost:
        return estimate_
    least = estimate_.estimate if estimate_.bound_low is None else estimate_.bound_low
    most = estimate_.estimate if estimate_.bound_high is None else estimate_.bound_high
    low, high = ends_with_lost(estimate_.low, estimate_.high, population.size, population.lost)
    bound_low, bound_high = ends_with_lost(least, most, population.size, population.lost)
    kind: Literal["census", "bound"] = "census" if estimate_.kind == "census" else "bound"
    return Estimate(None, low, high, bound_low, bound_high, kind, estimate_.method + LOST)


def ends_with_lost(low: float | None, high: float | None, size: int, lost: int) -> tuple[float | None, float | None]:
    """A share's ends over what was read and what was lost together: the lost are a no in the lower, a yes in the upper."""
    whole = size + lost
    return None if low is None else low * size / whole, None if high is None else (high * size + lost) / whole


def _of_those_read(tally: Tally) -> Estimate:
    size, n = tally.population.size, tally.n
    if n == 0:
        return Estimate(None, 0.0, 1.0, 0.0, 1.0, "bound", NOTHING_DRAWN)
    bound_low, bound_high = tally.yes / n, (tally.yes + tally.unknown) / n
    if n == size:
        if tally.unknown:
            return Estimate(None, None, None, bound_low, bound_high, "census", CENSUS_BOUNDS)
        return Estimate(bound_low, None, None, None, None, "census", CENSUS)
    low, high = (end / size for end in hypergeometric.bounds(tally.yes, tally.unknown, n, size))
    if tally.unknown:
        return Estimate(None, low, high, bound_low, bound_high, "bound", BOUNDS)
    return Estimate(bound_low, low, high, None, None, "sample", EXACT)
