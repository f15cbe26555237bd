"""Opt-out, as it went: what became of real requests to one holder, and how long the answers took.

Below ten requesters nothing is said: the holder knows who asked when.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from whosefaces.report.on_record import Batch, Part, Requests, Timing
from whosefaces.way_out.public_ledger import Period
from whosefaces.way_out.requests import FOLLOW_UPS, REMOVALS, Request, RequestError
from whosefaces.way_out.timing import FEWEST, Cohorts, Curve, Share, TooFew, share_of, shares, timing


@dataclass(frozen=True)
class AsItWent:
    """The outcomes as shares of requesters (TooFew: below ten), the time to an answer, and to being out."""

    outcomes: tuple[Share, ...] | TooFew
    timing: Curve | Cohorts | TooFew
    opening: tuple[str, ...] = ()
    removal: Curve | Cohorts | TooFew = field(default_factory=TooFew)

    def as_json(self) -> dict[str, Any]:
        """For machines; a withheld part is null."""
        return {
            "outcomes": None if isinstance(self.outcomes, TooFew) else [asdict(share) for share in self.outcomes],
            "timing": _timing_as_json(self.timing),
            "removal": _timing_as_json(self.removal),
            "opening": list(self.opening),
        }

    def lines(self) -> list[str]:
        """In words, a sentence a line."""
        lines = list(self.opening)
        if not isinstance(self.outcomes, TooFew):
            lines += [
                f"{share.count} of {share.of} requesters: {share.outcome} ({share.low:.0%} to {share.high:.0%})."
                for share in self.outcomes
            ]
        lines += _timing_lines(self.timing, ANSWERED) + _timing_lines(self.removal, REMOVED)
        return lines or [
            f"Fewer than {FEWEST} people asked this holder, so nothing is printed: the holder would know who they are."
        ]


def as_it_went(requests: Sequence[Request], today: dt.date) -> AsItWent:
    """What became of the requests to one holder, as ``today`` knows it. One requester counts once, by their latest first letter.

    Reminders and complaints belong to the request before them and are no requests of their own.
    """
    first = [
        replace(request, events=tuple(event for event in request.events if event.on <= today))
        for request in requests
        if request.sent_on <= today and request.letter not in FOLLOW_UPS
    ]
    latest = list({request.label: request for request in first}.values())
    return AsItWent(
        shares([request.standing(today) for request in latest]),
        timing([request.waiting() for request in latest], today, requesters=len(latest)),
        removal=timing([request.waiting_for_removal(today) for request in latest], today, requesters=len(latest)),
    )


def for_the_report(as_went: AsItWent, holder: str, procedure: str, today: dt.date) -> Requests:
    """What a report prints of it: aggregates alone.

    Raises:
        RequestError: fewer than ten people asked.
    """
    if (
        isinstance(as_went.outcomes, TooFew)
        or isinstance(as_went.timing, TooFew)
        or isinstance(as_went.removal, TooFew)
    ):
        raise RequestError(
            f"fewer than {FEWEST} people asked {holder}: a report prints nothing of them, for the holder would know who "
            "they are; nothing was written"
        )
    parts = [Part(what=each.outcome, count=each.count, low=each.low, high=each.high) for each in as_went.outcomes]
    requesters = sum(part.count for part in parts)
    gone = share_of("gone", sum(part.count for part in parts if part.what in REMOVALS), requesters)
    return Requests(
        on=today,
        holder=holder,
        procedure=procedure,
        requesters=requesters,
        outcomes=tuple(parts),
        gone=Part(what="gone", count=gone.count, low=gone.low, high=gone.high),
        answer=_for_the_report(as_went.timing),
        removal=_for_the_report(as_went.removal),
    )


def _for_the_report(timed: Curve | Cohorts) -> Timing:
    if isinstance(timed, Cohorts):
        batches = tuple(
            Batch(
                first_on=each.first_on,
                last_on=each.last_on,
                requests=each.requests,
                youngest=each.youngest,
                oldest=each.oldest,
            )
            for each in timed.cohorts
        )
        return Timing(kind="cohorts", batches=batches, waiting=timed.waiting)
    half = next(quantile for quantile in timed.quantiles if quantile.share == 0.5)  # noqa: PLR2004 - the median
    return Timing(kind="curve", half=half.day, half_low=half.low, half_high=half.high, never=timed.never)


def of_ledger(period: Period) -> AsItWent:
    """What a public ledger shows of one period. Its threads are no sample, so no share estimates the whole."""
    opening = (
        f"{period.requests} requests were opened from {period.first} to {period.last}; {period.confirmed} are confirmed as done.",
        f"{period.closed} threads are closed; {period.closed_unconfirmed} of these show no confirmation. A closed thread confirms nothing.",
    )
    if period.requests < FEWEST:
        return AsItWent(TooFew(), TooFew())
    return AsItWent(TooFew(), period.timing, opening)


def _timing_as_json(timed: Curve | Cohorts | TooFew) -> dict[str, Any] | None:
    return None if isinstance(timed, TooFew) else {"kind": type(timed).__name__.lower(), **asdict(timed)}


@dataclass(frozen=True)
class _Wording:
    """How an answer, or a removal, is spoken of."""

    done: str
    noun: str


ANSWERED, REMOVED = _Wording("answered", "answer"), _Wording("removed", "removal")


def _timing_lines(timed: Curve | Cohorts | TooFew, wording: _Wording) -> list[str]:
    if isinstance(timed, Curve):
        return _curve(timed, wording)
    return _cohorts(timed, wording) if isinstance(timed, Cohorts) else []


def _curve(curve: Curve, wording: _Wording) -> list[str]:
    lines = [f"{curve.answered} of {curve.requests} requests were {wording.done} by {curve.censored_on}, one by one."]
    for quantile in curve.quantiles:
        if quantile.day is not None:
            ends = f"{quantile.low} to {quantile.high}" if quantile.high is not None else f"{quantile.low} or more"
            lines.append(f"{quantile.share:.0%} were {wording.done} within {quantile.day} days ({ends} days).")
    lines.append(f"{curve.never:.0%} had no {wording.noun} at the end of the time looked at.")
    return [*lines, *_left_out(curve.left_out)]


def _cohorts(cohorts: Cohorts, wording: _Wording) -> list[str]:
    lines = [
        f"{wording.noun.capitalize()}s came in batches. So the delay says when somebody asked, not how hard it was, and no "
        "curve is drawn."
    ]
    for each in cohorts.cohorts:
        day = f"on {each.first_on}" if each.first_on == each.last_on else f"from {each.first_on} to {each.last_on}"
        lines.append(
            f"{each.name}: {each.requests} {wording.done} {day}; they had waited {each.youngest} to {each.oldest} days, half of them {each.median:g} or more."
        )
    if cohorts.waiting:
        lines.append(
            f"{cohorts.waiting} show no {wording.noun} by {cohorts.censored_on}; half of them had waited {cohorts.median_age:g} days or more."
        )
    return [*lines, *_left_out(cohorts.left_out)]


def _left_out(count: int) -> list[str]:
    return [f"{count} were left out, because their outcome cannot be told."] if count else []
