"""What an estimator says: a number with its unit and frame, its interval, or why there is none.

A refusal is a value and not an exception: the finding still has a count and a reason to print.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from whosefaces.measure.estimators import simple_sample
from whosefaces.measure.share import Population

Status = Literal["exact", "linearised", "exact instead", "bounds", "census", "refused"]
"""Which interval stands there.

exact: by inversion of the sampling distribution. linearised: inside the measured region. exact instead: the
linearised one was refused, and an exact one, wider, takes its place. bounds: some units could not be told.
census: the whole frame, so no interval. refused: none may be printed.
"""


@dataclass(frozen=True)
class Interval:
    """Both ends, in the unit of the point estimate."""

    low: float
    high: float

    @property
    def width(self) -> float:
        """High less low."""
        return self.high - self.low

    def holds(self, value: float) -> bool:
        """Whether ``value`` lies between the ends, or on one."""
        return self.low <= value <= self.high


@dataclass(frozen=True)
class Estimated:
    """One estimate.

    ``point`` is in the unit that ``method`` names: a share of ``population``, a difference of shares, or a total.
    ``seen`` are the units that were seen to be so, out of ``n`` looked at: what a refused estimate still says.
    ``bounds`` are the point estimates with every unknown a no, and every unknown a yes; no interval lies inside them.
    """

    population: Population
    n: int
    seen: int | None
    point: float | None
    interval: Interval | None
    method: str
    status: Status
    reason: str | None = None
    bounds: Interval | None = None
    standard_error: float | None = None
    degrees_of_freedom: int | None = None
    effective_n: float | None = None
    """The simple random sample that would tell as much."""

    @property
    def frame_size(self) -> int:
        """N: the units of the frame."""
        return self.population.size

    @property
    def refused(self) -> bool:
        """Whether no interval may be printed although the number comes from a sample."""
        return self.status == "refused"

    def as_estimate(self) -> simple_sample.Estimate:
        """As the columns of FINDINGS have it. A refused estimate prints no share: its counts and reason stand alone."""
        low, high = (None, None) if self.interval is None else (self.interval.low, self.interval.high)
        if self.status == "census":
            least, most = (None, None) if self.bounds is None else (self.bounds.low, self.bounds.high)
            return simple_sample.Estimate(self.point, None, None, least, most, "census", self.method)
        if self.refused:
            return simple_sample.Estimate(
                None, None, None, None, None, "sample", f"{self.method}; no interval: {self.reason}"
            )
        if self.bounds is not None:
            return simple_sample.Estimate(None, low, high, self.bounds.low, self.bounds.high, "bound", self.method)
        return simple_sample.Estimate(self.point, low, high, None, None, "sample", self.method)

    def refuse(self, reason: str) -> Estimated:
        """The same without its interval, and why."""
        return replace(self, interval=None, status="refused", reason=reason)


BOTH_WAYS = "; bounds with every unknown a no, and every unknown a yes, and the interval's ends taken 2.5 % beyond them"


def bounded(none_yes: Estimated, all_yes: Estimated) -> Estimated:
    """One estimate from two: every unknown a no, and every unknown a yes.

    Each end errs with a chance of at most 2.5 %, so both hold for at least 95 %, whatever the unknown are. Where either
    may not be printed, neither is.
    """
    if none_yes.refused or all_yes.refused:
        refused = none_yes if none_yes.refused else all_yes
        return replace(refused, point=None, seen=none_yes.seen, method=none_yes.method + BOTH_WAYS)
    ends = between = None
    if none_yes.interval is not None and all_yes.interval is not None:
        ends = Interval(none_yes.interval.low, all_yes.interval.high)
    if none_yes.point is not None and all_yes.point is not None:
        between = Interval(none_yes.point, all_yes.point)
    exact = "exact instead" in (none_yes.status, all_yes.status)
    return replace(
        none_yes,
        point=None,
        interval=ends,
        bounds=between or ends,
        method=(all_yes if all_yes.status == "exact instead" else none_yes).method + BOTH_WAYS,
        status="census" if none_yes.status == all_yes.status == "census" else "bounds",
        reason=(none_yes.reason or all_yes.reason) if exact else None,
        standard_error=None,
        degrees_of_freedom=None,
        effective_n=None,
    )
