"""A share with its unit and its frame: what was counted, of how many, out of which population.

A :class:`Tally` cannot be built without the :class:`Population` that it speaks of, and two tallies of different
units do not add: rows, photos, accounts and depictions are never converted into one another in silence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from whosefaces.errors import WhoseFacesError

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
