"""What changed between two editions: the units in both frames, pair by pair; births and deaths apart.

The same permanent random numbers draw mostly the same units again, so a survivor stands in both panels, and the change
of a survivor is +1 (a no became a yes), -1 or 0. Its mean over the drawn survivors estimates the change among the
survivors of the frame, with v(d) = (1 - n/N) s_d^2 / n: far less than the variance of a difference of two samples.
Births (units of the second frame only) and deaths (of the first only) change the share too, without anybody having
changed: they are told apart, each by its own exact share, and never folded into the flips.

Whether the flips go one way is McNemar's question, and his test is exact: under no drift each flip is a fair coin
(Q. McNemar, Note on the sampling error of the difference between correlated proportions, Psychometrika 12 (1947)
153-157; A. Agresti, Categorical Data Analysis, 3rd ed. 2013, section 11.1).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from whosefaces.measure.estimators import hypergeometric
from whosefaces.measure.estimators.estimated import Estimated, Interval
from whosefaces.measure.estimators.region import FLIPS, region
from whosefaces.measure.share import MeasureError, Population

FloatArray = npt.NDArray[np.float64]
NAME = "paired drift"
LINEARISED = (
    "mean change of the units drawn in both editions; variance of the paired differences x (1 - n/N); t interval"
)
EXACT = (
    "mean change of the units drawn in both editions; exact hypergeometric intervals of the flips either way, 1.25 % at "
    "each end, subtracted"
)
CENSUS = "every unit in both frames was looked at twice; no sampling, so no interval"
UNRESOLVED = "{unknown} drawn units could not be told in one edition or the other"


@dataclass(frozen=True)
class Flips:
    """Drawn survivors: told in both editions, of them turned to yes and to no; and those not told in one of them.

    ``perhaps_gained`` and ``perhaps_lost`` are the untold that may have turned to yes, or to no.
    """

    n: int
    gained: int
    lost: int
    perhaps_gained: int = 0
    perhaps_lost: int = 0
    untold: int = 0

    @classmethod
    def of(cls, before: pd.Series, after: pd.Series) -> Flips:
        """From "yes", "no" or "unknown" of the same units, in the same order, in either edition.

        Raises:
            MeasureError: the two differ in length, or hold another word.
        """
        was, now = before.to_numpy(object), after.to_numpy(object)
        odd = sorted((set(was) | set(now)) - {"yes", "no", "unknown"})
        if len(was) != len(now) or odd:
            raise MeasureError(
                f"{len(was)} and {len(now)} units, {odd}: the pairs must be yes, no or unknown of the same"
            )
        may_gain, may_lose = (was != "yes") & (now != "no"), (was != "no") & (now != "yes")
        gained, lost = (was == "no") & (now == "yes"), (was == "yes") & (now == "no")
        return cls(
            n=len(was),
            gained=int(gained.sum()),
            lost=int(lost.sum()),
            perhaps_gained=int((may_gain & ~gained).sum()),
            perhaps_lost=int((may_lose & ~lost).sum()),
            untold=int(((was == "unknown") | (now == "unknown")).sum()),
        )

    @property
    def p_value(self) -> float:
        """McNemar's, exact and two-sided, among the units told in both editions; 1 where none flipped."""
        from scipy.stats import binomtest

        flips = self.gained + self.lost
        return float(binomtest(self.gained, flips, 0.5).pvalue) if flips else 1.0


def change(flips: Flips, survivors: Population) -> Estimated:
    """The difference of shares, second edition less first, among the units that are in both frames.

    Args:
        flips: the drawn ones, counted.
        survivors: all units in both frames: known from the frames, not sampled.

    Raises:
        MeasureError: more drawn than there are.
    """
    n, size = flips.n, survivors.size
    if n > size:
        raise MeasureError(f"{n} pairs drawn of {size} {survivors.words}: panel and frames are not of one draw")
    if n == 0:
        return Estimated(survivors, 0, None, None, Interval(-1.0, 1.0), EXACT, "bounds", bounds=Interval(-1.0, 1.0))
    point = (flips.gained - flips.lost) / n
    turned = flips.gained + flips.lost
    if flips.untold:
        return _unresolved(flips, survivors)
    if n == size:
        return Estimated(survivors, n, turned, point, None, CENSUS, "census")
    variance = float(variance_of(flips.gained, flips.lost, n, size)) if n > 1 else float("nan")
    reason = region(NAME).refusal({FLIPS: float(turned)}) if n > 1 else "fewer than two units drawn"
    if reason:
        return Estimated(survivors, n, turned, point, _exact(flips, size), EXACT, "exact instead", reason)
    low, high = (float(end) for end in interval(np.asarray(point), np.asarray(variance), n))
    return Estimated(
        population=survivors,
        n=n,
        seen=turned,
        point=point,
        interval=Interval(low, high),
        method=LINEARISED,
        status="linearised",
        standard_error=float(np.sqrt(variance)),
        degrees_of_freedom=n - 1,
    )


def variance_of(gained: npt.ArrayLike, lost: npt.ArrayLike, n: int, frame_size: int) -> FloatArray:
    """(1 - n/N) s_d^2 / n of differences that are +1, -1 or 0, for one sample or many."""
    up, down = np.asarray(gained, float), np.asarray(lost, float)
    s2 = (up + down - (up - down) ** 2 / n) / (n - 1)
    return np.asarray((1 - n / frame_size) * s2 / n, float)


def interval(point: FloatArray, variance: FloatArray, n: int) -> tuple[FloatArray, FloatArray]:
    """Student's t with n - 1 degrees of freedom, cut to -1 and 1; for one sample or many."""
    from scipy.special import stdtrit

    reach = stdtrit(n - 1, 1 - hypergeometric.TAIL) * np.sqrt(variance)
    return np.maximum(point - reach, -1.0), np.minimum(point + reach, 1.0)


def exact_ends(gained: tuple[int, int], lost: tuple[int, int], n: int, frame_size: int) -> tuple[int, int]:
    """Exact ends of (turned to yes less turned to no) in units of the frame.

    ``gained`` and ``lost`` are the fewest and the most drawn units that flipped. Four ends, each erring with a chance of
    at most 1.25 %, so that all hold for at least 95 %.
    """
    tail = hypergeometric.TAIL / 2
    fewest_up, most_up = (
        hypergeometric.lower(gained[0], n, frame_size, tail),
        hypergeometric.upper(gained[1], n, frame_size, tail),
    )
    fewest_down, most_down = (
        hypergeometric.lower(lost[0], n, frame_size, tail),
        hypergeometric.upper(lost[1], n, frame_size, tail),
    )
    return fewest_up - most_down, most_up - fewest_down


def _exact(flips: Flips, size: int) -> Interval:
    up = (flips.gained, flips.gained + flips.perhaps_gained)
    down = (flips.lost, flips.lost + flips.perhaps_lost)
    low, high = exact_ends(up, down, flips.n, size)
    return Interval(max(-1.0, low / size), min(1.0, high / size))


def _unresolved(flips: Flips, survivors: Population) -> Estimated:
    n, size = flips.n, survivors.size
    lowest = (flips.gained - flips.lost - flips.perhaps_lost) / n
    highest = (flips.gained + flips.perhaps_gained - flips.lost) / n
    ends = None if n == size else _exact(flips, size)
    reason = UNRESOLVED.format(unknown=flips.untold)
    turned = flips.gained + flips.lost
    return Estimated(survivors, n, turned, None, ends, EXACT, "bounds", reason, Interval(lowest, highest))
