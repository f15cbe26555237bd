"""The interval of Imbens and Manski around a pair of bounds: narrower than the exact one, and shown only beside it.

It covers the share itself, wherever between the bounds it lies, and not the whole range of the bounds: G. W. Imbens and
C. F. Manski, Confidence intervals for partially identified parameters, Econometrica 72 (2004) 1845-1857. It rests on a
normal approximation. With nothing unknown it is the normal (Wald) interval, which covered 0.555 at K = 20 of 10,000
with 400 drawn; so it is secondary, always, and never printed alone.
"""

from __future__ import annotations

import math

from whosefaces.measure.estimators.estimated import Estimated, Interval
from whosefaces.measure.share import Tally

LEVEL = 0.95
METHOD = "secondary: Imbens-Manski 95 % interval for the share between its bounds; normal approximation"
NOTHING_DRAWN = "nobody was drawn: the sample says nothing"


def critical_value(width: float, standard_error: float) -> float:
    """C with Phi(C + width / standard_error) - Phi(-C) = 0.95: 1.960 for no width, 1.645 for a large one."""
    from scipy.optimize import brentq
    from scipy.special import ndtr, ndtri

    if standard_error <= 0:
        return float(ndtri(LEVEL))
    ratio = width / standard_error
    return float(brentq(lambda c: ndtr(c + ratio) - ndtr(-c) - LEVEL, 0.0, 3.0, xtol=1e-12))


def imbens_manski(tally: Tally) -> Estimated:
    """The interval for the share of yes, from a simple random sample with some units unknown.

    Nothing drawn gives 0 to 1; so does everything unknown.
    """
    n, size = tally.n, tally.population.size
    if n == 0:
        whole = Interval(0.0, 1.0)
        return Estimated(tally.population, 0, 0, None, whole, NOTHING_DRAWN, "bounds", bounds=whole)
    low, high = tally.yes / n, (tally.yes + tally.unknown) / n
    fraction = 1 - n / size
    errors = [math.sqrt(fraction * p * (1 - p) / max(n - 1, 1)) for p in (low, high)]
    c = critical_value(high - low, max(errors))
    ends = Interval(max(0.0, low - c * errors[0]), min(1.0, high + c * errors[1]))
    point = low if tally.unknown == 0 else None
    return Estimated(tally.population, n, tally.yes, point, ends, METHOD, "bounds", bounds=Interval(low, high))
