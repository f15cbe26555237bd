"""The difference between two shares, from two samples that were drawn apart from two frames.

From the intervals of the two shares, by the method of variance estimates recovery (R. G. Newcombe, Statistics in Medicine
17 (1998) 873-890, method 10; G. Y. Zou and A. Donner, Statistics in Medicine 27 (2008) 1693-1702):

    low  = d - sqrt((p1 - l1)^2 + (u2 - p2)^2),    high = d + sqrt((u1 - p1)^2 + (p2 - l2)^2).

The two intervals are exact hypergeometric ones, so that small frames, rare events and a census are theirs already: a share
that was counted has no sampling error, and adds none. Unknown units leave no point but bounds: the least difference sets
the unknown of the first against those of the second, and the interval is that of the least to that of the most.

Two errors at right angles can fall short: where both shares are all but certain at opposite ends, where much of a frame was
drawn, and where few were. Enumerated, that covered as little as 0.17. So past :data:`APART`, where :data:`MUCH` of a frame was
drawn (and not all), and where fewer than :data:`FEW` were, the errors add: low = l1 - u2, high = u1 - l2. The coverage study
enumerates it (docs/coverage.md): no truth is then covered less than 95 times in 100.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from whosefaces.measure.share import MeasureError, Population

APART = 0.5
"""A difference further from nought than this takes both errors whole."""
MUCH = 0.25
"""So does a sample of this part of its frame, or more, and less than all."""
FEW = 20
"""So does a sample of fewer, and less than all."""


@dataclass(frozen=True)
class Told:
    """What is told of one frame: a share, or its bounds, and the 95 % interval around them.

    ``low`` and ``high`` are ``least`` and ``most`` where the whole frame was counted; None where no interval may be given.
    ``drawn``: units looked at.
    """

    population: Population
    least: float
    most: float
    low: float | None
    high: float | None
    drawn: int

    @property
    def takes_errors_whole(self) -> bool:
        """Much of the frame was drawn, or few units of it; but not all."""
        size = self.population.size
        return self.drawn < size and (self.drawn < FEW or self.drawn >= MUCH * size)


@dataclass(frozen=True)
class Difference:
    """Share of the first frame minus share of the second, from -1 to 1."""

    of: Population
    against: Population
    least: float
    most: float
    low: float | None
    high: float | None

    @property
    def point(self) -> float | None:
        """The difference, where nothing is unknown on either side."""
        return self.least if self.least == self.most else None


def difference(of: Told, against: Told) -> Difference:
    """How much more often it is so in the first frame than in the second.

    Raises:
        MeasureError: they are shares of different units, or of one frame: the two samples are then not drawn apart.
    """
    if of.population.unit != against.population.unit:
        raise MeasureError(
            f"a share of {of.population.unit}s is not held against one of {against.population.unit}s: "
            f"{of.population.words}, {against.population.words}"
        )
    if of.population.words == against.population.words:
        raise MeasureError(f"both shares are of the {of.population.words}; a comparison has a frame of its own")
    least, most = of.least - against.most, of.most - against.least
    low = high = None
    if of.low is not None and of.high is not None and against.low is not None and against.high is not None:
        whole = of.takes_errors_whole or against.takes_errors_whole

        def joined(one: float, other: float, end: float) -> float:
            return one + other if whole or abs(end) > APART else math.hypot(one, other)

        low = max(-1.0, least - joined(of.least - of.low, against.high - against.most, least))
        high = min(1.0, most + joined(of.high - of.most, against.least - against.low, most))
    return Difference(of.population, against.population, least, most, low, high)
