"""How many units of the frame, from a simple random sample: N k/n, with whole numbers for ends."""

from __future__ import annotations

import math
from dataclasses import replace

from whosefaces.measure.estimators import hypergeometric
from whosefaces.measure.estimators.estimated import Estimated, Interval
from whosefaces.measure.share import Tally

EXACT = "total of a simple random sample, N k/n; exact hypergeometric 95 % interval, in whole {unit}s"
BOUNDS = "total of a simple random sample; bounds with every unknown a no, and every unknown a yes, in whole {unit}s"
CENSUS = "count over the whole frame; no sampling, so no interval"


def total(tally: Tally) -> Estimated:
    """The number of yes-units in the frame of ``tally``.

    With unknowns there is no point estimate, only bounds. Nothing drawn, or everything unknown, gives 0 to N. Of a whole
    frame the count stands without an interval, and with unknowns between bounds that no sampling widens.
    """
    population, n = tally.population, tally.n
    size, unit = population.size, population.unit
    base = Estimated(population, n, tally.yes, None, None, BOUNDS.format(unit=unit), "bounds")
    ends = hypergeometric.bounds(tally.yes, tally.unknown, n, size)
    interval = Interval(float(ends[0]), float(ends[1]))
    if n == 0:
        return replace(base, interval=interval, bounds=interval)
    if tally.unknown:
        between = Interval(size * tally.yes / n, size * (tally.yes + tally.unknown) / n)
        return replace(base, interval=None if n == size else interval, bounds=between)
    point = size * tally.yes / n
    if n == size:
        return replace(base, point=point, method=CENSUS, status="census")
    return replace(base, point=point, interval=interval, method=EXACT.format(unit=unit), status="exact")


def of_share(estimated: Estimated) -> Estimated:
    """A share of the frame turned into a number of its units, the interval's ends rounded outwards to whole units."""
    size = estimated.frame_size
    ends, bounds = estimated.interval, estimated.bounds
    return replace(
        estimated,
        point=None if estimated.point is None else size * estimated.point,
        interval=None if ends is None else Interval(_floor(size * ends.low), _ceil(size * ends.high)),
        bounds=None if bounds is None else Interval(size * bounds.low, size * bounds.high),
        standard_error=None if estimated.standard_error is None else size * estimated.standard_error,
        method=f"{estimated.method}; as a total of {size:,}",
    )


def _floor(value: float) -> float:
    """Whole units below; what is whole but for rounding error stays."""
    nearest = round(value)
    return float(nearest if math.isclose(value, nearest, rel_tol=1e-12, abs_tol=1e-6) else math.floor(value))


def _ceil(value: float) -> float:
    return -_floor(-value)
