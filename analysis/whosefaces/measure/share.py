"""A share with its unit and its frame: what was counted, of how many, out of which population.

A :class:`Tally` cannot be built without the :class:`Population` that it speaks of, and two tallies of different
units do not add: rows, photos, accounts and depictions are never converted into one another in silence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from whosefaces.errors import WhoseFacesError
from whosefaces.measure.estimators import hypergeometric

Unit = Literal["row", "photo", "account", "depiction", "depicted person"]


class MeasureError(WhoseFacesError):
    """The tables that reach this package do not belong together, or do not say what they must."""


@dataclass(frozen=True)
class Population:
    """What a number speaks of: its unit, its frame in words, and how many units that frame holds."""

    unit: Unit
    words: str
    size: int
    lost: int = 0
    """Units that the list may hold besides, in rows that could not be read: of them nothing is known."""


@dataclass(frozen=True)
class Tally:
    """Units of a simple random sample from ``population``, told apart as yes, no or unknown.

    ``not_asked`` are those of the ``unknown`` that the evidence does not hold; the rest were asked in vain.
    """

    population: Population
    yes: int
    no: int
    unknown: int
    not_asked: int = 0

    def __post_init__(self) -> None:
        if min(self.yes, self.no, self.unknown, self.not_asked) < 0 or self.not_asked > self.unknown:
            raise MeasureError(f"{self}: a count is negative, or more units were not asked than are unknown")
        if self.n > self.population.size:
            raise MeasureError(
                f"{self.n} units of the panel are drawn from {self.population.size} {self.population.words}: "
                "panel and frame are not of one draw; run notebook 1_sample again"
            )

    @property
    def n(self) -> int:
        """Units looked at."""
        return self.yes + self.no + self.unknown

    @classmethod
    def of(cls, values: pd.Series, population: Population, not_asked: pd.Series | None = None) -> Tally:
        """Count a series of "yes", "no" and "unknown"; ``not_asked`` marks those of the unknown never asked about."""
        counts = values.value_counts()
        odd = sorted(set(counts.index) - {"yes", "no", "unknown"})
        if odd:
            raise MeasureError(f"{odd} is neither yes, no nor unknown")
        silent = 0 if not_asked is None else int((not_asked & (values == "unknown")).sum())
        yes, no, unknown = (int(counts.get(value, 0)) for value in ("yes", "no", "unknown"))
        return cls(population, yes, no, unknown, silent)


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


def with_lost(made: Estimate, population: Population) -> Estimate:
    """The same over what the list may hold in all, where rows of it were lost: no estimate is left then, only bounds."""
    if not population.lost:
        return made
    least = made.estimate if made.bound_low is None else made.bound_low
    most = made.estimate if made.bound_high is None else made.bound_high
    low, high = ends_with_lost(made.low, made.high, population.size, population.lost)
    bound_low, bound_high = ends_with_lost(least, most, population.size, population.lost)
    kind: Literal["census", "bound"] = "census" if made.kind == "census" else "bound"
    return Estimate(None, low, high, bound_low, bound_high, kind, made.method + LOST)


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
