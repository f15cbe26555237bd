"""One cell of the coverage map: one estimator, one frame with a known truth, one design, many draws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from whosefaces.measure.estimators.region import Region

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

DRAWS = 2_000
CHUNK = 500
"""Draws made at once, so that the study stays small in memory."""


@dataclass(frozen=True)
class Cell:
    """``missed``: for each draw, whether the interval does not hold the truth. ``quantities``: what a region asks for."""

    estimator: str
    frame: str
    design: str
    n: int
    share: float
    """The share wanted; ``truth`` is the one reached."""
    pattern: str
    truth: float
    missed: BoolArray = field(repr=False)
    quantities: Mapping[str, FloatArray] = field(repr=False)
    width: float = 0.0
    """The mean width of the interval."""

    @property
    def draws(self) -> int:
        """How many samples were drawn."""
        return len(self.missed)

    @property
    def coverage(self) -> float:
        """The share of draws whose interval holds the truth, printed or not."""
        return float(1 - self.missed.mean())

    def printed(self, region: Region) -> BoolArray:
        """The draws whose interval the region lets pass."""
        inside = np.ones(self.draws, bool)
        for condition in region.conditions:
            value = self.quantities[condition.quantity]
            if condition.at_least is not None:
                inside &= value >= condition.at_least
            if condition.at_most is not None:
                inside &= value <= condition.at_most
        return inside

    def record(self, region: Region) -> dict[str, Any]:
        """As the map keeps it."""
        inside = self.printed(region)
        often = float(inside.mean())
        held = float(1 - self.missed[inside].mean()) if inside.any() else None
        return {
            "estimator": self.estimator,
            "frame": self.frame,
            "design": self.design,
            "n": self.n,
            "share": self.share,
            "pattern": self.pattern,
            "truth": round(self.truth, 6),
            "coverage": round(self.coverage, 4),
            "printed": round(often, 4),
            "coverage_where_printed": None if held is None else round(held, 4),
            "width": round(self.width, 4),
        }


def missed(low: FloatArray, high: FloatArray, truth: float) -> BoolArray:
    """Which intervals do not hold the truth; an end that is the truth but for rounding error holds it."""
    slack = 1e-12
    return np.asarray((low > truth + slack) | (high < truth - slack))
