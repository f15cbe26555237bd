"""How long do answers take? From requests with their dates to a curve, or to cohorts where a curve would mislead.

A curve says how long one request waits. It has that meaning only where requests are answered one by one. A holder who
works off a pile on one day gives every request of that pile the delay that its sender happened to choose. Such answers
are printed as cohorts: what was answered on which day, and how old those requests were.

Kaplan-Meier with the log-log interval comes from scipy (``scipy.stats.ecdf``). The plain (Greenwood) interval is never
used: at 20 requests it covered .91 in our trial (DEPENDENCIES in the project's notes; docs/coverage.md for ours).
"""

from __future__ import annotations

import datetime as dt
import warnings
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from whosefaces.measure import small_counts

FEWEST = small_counts.LEAST
"""A holder knows who asked when: fewer requesters than this print no share, no curve and no date (METHOD, section 5)."""

CONFIDENCE = 0.95
QUANTILES = (0.25, 0.5, 0.75, 0.9)
BATCH_ALPHA = 0.001
"""How unlikely the fullest day must be under one-by-one answering before we call the answers batches."""

Outcome = Literal["answered", "waiting", "cannot be told"]


@dataclass(frozen=True)
class Waiting:
    """One request: the day it was sent, what became of it, and the day of the answer, if there is one.

    ``batch`` is the holder's own name for a round of answers, such as a version of the dataset; None: none is named.
    """

    sent_on: dt.date
    outcome: Outcome
    answered_on: dt.date | None = None
    batch: str | None = None

    def __post_init__(self) -> None:
        if (self.outcome == "answered") != (self.answered_on is not None):
            raise ValueError("a request is answered exactly where it has a day of answer")
        if self.answered_on is not None and self.answered_on < self.sent_on:
            raise ValueError(f"answered on {self.answered_on}, before it was sent on {self.sent_on}")


@dataclass(frozen=True)
class Point:
    """The share answered within ``days`` days, with its 95 % log-log interval (None: not defined there)."""

    days: int
    share: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Quantile:
    """The day by which ``share`` of the requests were answered, with the 95 % interval of that day.

    None stands for "not within the time looked at".
    """

    share: float
    day: int | None
    low: int | None
    high: int | None


@dataclass(frozen=True)
class Curve:
    """Requests that were answered one by one: how many, the curve, its quantiles, and the share still waiting at its end."""

    requests: int
    answered: int
    left_out: int
    points: tuple[Point, ...]
    quantiles: tuple[Quantile, ...]
    never: float
    censored_on: dt.date


@dataclass(frozen=True)
class Cohort:
    """The requests answered in one batch: its day or name, how many, and how old they were then, in days."""

    name: str
    first_on: dt.date
    last_on: dt.date
    requests: int
    youngest: int
    median: float
    oldest: int


@dataclass(frozen=True)
class Cohorts:
    """Requests that were answered in batches. No curve and no interval: the delay says when one asked."""

    requests: int
    answered: int
    left_out: int
    cohorts: tuple[Cohort, ...]
    waiting: int
    median_age: float | None
    censored_on: dt.date


@dataclass(frozen=True)
class TooFew:
    """Fewer than FEWEST requesters: nothing is printed, not even how many."""


def timing(
    requests: Iterable[Waiting], censored_on: dt.date, *, requesters: int | None = None
) -> Curve | Cohorts | TooFew:
    """How long answers took, as a curve or as cohorts, by :func:`in_batches`.

    Args:
        requests: of one holder and one procedure. Those whose outcome cannot be told are left out, and counted.
        censored_on: the last day on which an answer would have been noticed.
        requesters: how many different people they are; the number of requests where None.

    Raises:
        ValueError: a request was sent or answered after ``censored_on``.
    """
    listed = list(requests)
    _within(listed, censored_on)
    if (len(listed) if requesters is None else requesters) < FEWEST:
        return TooFew()
    clear = [request for request in listed if request.outcome != "cannot be told"]
    left_out = len(listed) - len(clear)
    if in_batches(clear):
        return _cohorts(clear, left_out, censored_on)
    return _curve(clear, left_out, censored_on)


def in_batches(requests: Sequence[Waiting]) -> bool:
    """Were these answered in batches rather than one by one?

    Yes where the holder names rounds and at least two answers share one on the same day, in most of the answers. Else by
    a test: if n answers fell on the D working days between the first and the last at random, the fullest day would hold
    m or more with a chance of at most D * P(Binomial(n, 1/D) >= m). Below BATCH_ALPHA they did not fall at random.
    A single day that holds every one of five answers or more is a batch by itself.
    """
    from scipy import stats

    days = Counter(request.answered_on for request in requests if request.answered_on is not None)
    answers = sum(days.values())
    if answers < 5:
        return False
    together = sum(
        count
        for count in Counter(
            (request.batch, request.answered_on) for request in requests if request.answered_on and request.batch
        ).values()
        if count >= 2
    )
    if 2 * together > answers:
        return True
    fullest = max(days.values())
    if fullest == answers:
        return True
    span = _working_days(min(days), max(days))
    return bool(span * stats.binom.sf(fullest - 1, answers, 1 / span) < BATCH_ALPHA)


def _working_days(first: dt.date, last: dt.date) -> int:
    import numpy as np

    return max(2, int(np.busday_count(first, last + dt.timedelta(days=1))))


def _within(requests: Sequence[Waiting], censored_on: dt.date) -> None:
    for request in requests:
        late = max(request.sent_on, request.answered_on or request.sent_on)
        if late > censored_on:
            raise ValueError(f"a request of {late} lies after {censored_on}, the last day that was looked at")


def _curve(requests: Sequence[Waiting], left_out: int, censored_on: dt.date) -> Curve:
    import numpy as np
    from scipy import stats

    waited = [((request.answered_on or censored_on) - request.sent_on).days for request in requests]
    answered = [request.answered_on is not None for request in requests]
    sample = stats.CensoredData.right_censored(np.asarray(waited, dtype=float), [not each for each in answered])
    survival: Any = stats.ecdf(sample).sf
    if not any(answered):
        return Curve(
            len(requests), 0, left_out, (), tuple(Quantile(q, None, None, None) for q in QUANTILES), 1.0, censored_on
        )
    with np.errstate(divide="ignore", invalid="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # undefined where all are answered; such ends become None below
        band = survival.confidence_interval(CONFIDENCE, method="log-log")
    points = tuple(
        Point(int(day), 1 - float(left), _one_less(high), _one_less(low))
        for day, left, low, high in zip(
            survival.quantiles, survival.probabilities, band.low.probabilities, band.high.probabilities, strict=True
        )
    )
    quantiles = tuple(_quantile(points, share) for share in QUANTILES)
    return Curve(
        len(requests), sum(answered), left_out, points, quantiles, float(survival.probabilities[-1]), censored_on
    )


def _one_less(probability: float) -> float | None:
    return None if probability != probability else 1 - float(probability)


def _quantile(points: Sequence[Point], share: float) -> Quantile:
    """The first day on which the curve, and each end of its band, reaches the share (the band is inverted)."""

    def first(reach: Iterable[tuple[int, float | None]]) -> int | None:
        return next((day for day, value in reach if value is not None and value >= share - 1e-12), None)

    return Quantile(
        share,
        first((point.days, point.share) for point in points),
        first((point.days, point.high if point.high is not None else point.share) for point in points),
        first((point.days, point.low if point.low is not None else point.share) for point in points),
    )


def _cohorts(requests: Sequence[Waiting], left_out: int, censored_on: dt.date) -> Cohorts:
    from statistics import median

    groups: dict[str, list[tuple[dt.date, int]]] = {}
    for request in requests:
        if request.answered_on is not None:
            name = request.batch or request.answered_on.isoformat()
            groups.setdefault(name, []).append((request.answered_on, (request.answered_on - request.sent_on).days))
    cohorts = []
    for name, members in groups.items():
        days, ages = [day for day, _ in members], [age for _, age in members]
        cohorts.append(Cohort(name, min(days), max(days), len(members), min(ages), float(median(ages)), max(ages)))
    waiting = [(censored_on - request.sent_on).days for request in requests if request.answered_on is None]
    return Cohorts(
        len(requests),
        sum(cohort.requests for cohort in cohorts),
        left_out,
        tuple(sorted(cohorts, key=lambda cohort: (cohort.first_on, cohort.name))),
        len(waiting),
        float(median(waiting)) if waiting else None,
        censored_on,
    )


@dataclass(frozen=True)
class Share:
    """One outcome: how many of how many requesters, with the exact 95 % interval of Clopper and Pearson."""

    outcome: str
    count: int
    of: int
    low: float
    high: float


def shares(outcomes: Sequence[str]) -> tuple[Share, ...] | TooFew:
    """The share of each outcome among requesters, one entry a requester; nothing below FEWEST."""
    if len(outcomes) < FEWEST:
        return TooFew()
    return tuple(share_of(outcome, count, len(outcomes)) for outcome, count in sorted(Counter(outcomes).items()))


def share_of(outcome: str, count: int, of: int) -> Share:
    """One outcome of ``count`` among ``of`` requesters, with its interval."""
    from scipy import stats

    interval = stats.binomtest(count, of).proportion_ci(CONFIDENCE, method="exact")
    return Share(outcome, count, of, float(interval.low), float(interval.high))
