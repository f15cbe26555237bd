"""Opt-out, as it went: what became of real requests to one holder, and how long the answers took.

Below ten requesters nothing is said: the holder knows who asked when.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from whosefaces.way_out.public_ledger import Period
from whosefaces.way_out.requests import Request
from whosefaces.way_out.timing import FEWEST, Cohorts, Curve, Share, TooFew, shares, timing


@dataclass(frozen=True)
class AsItWent:
    """The outcomes as shares of requesters (TooFew: below ten), and the time to an answer."""

    outcomes: tuple[Share, ...] | TooFew
    timing: Curve | Cohorts | TooFew
    opening: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """For machines; a withheld part is null."""
        return {
            "outcomes": None if isinstance(self.outcomes, TooFew) else [asdict(share) for share in self.outcomes],
            "timing": None
            if isinstance(self.timing, TooFew)
            else {"kind": type(self.timing).__name__.lower(), **asdict(self.timing)},
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
        if isinstance(self.timing, Curve):
            return lines + _curve(self.timing)
        if isinstance(self.timing, Cohorts):
            return lines + _cohorts(self.timing)
        return lines or [
            f"Fewer than {FEWEST} people asked this holder, so nothing is printed: the holder would know who they are."
        ]


def as_it_went(requests: Sequence[Request], today: dt.date) -> AsItWent:
    """What became of the requests to one holder. One requester counts once, by their latest first letter.

    Reminders and complaints belong to the request before them and are no requests of their own.
    """
    first = [
        request for request in requests if request.letter not in {"reminder", "complaint", "uk_complaint", "watch"}
    ]
    by_label = {request.label: request for request in first}
    return AsItWent(
        shares([request.standing(today) for request in by_label.values()]),
        timing([request.waiting() for request in by_label.values()], today, requesters=len(by_label)),
    )


def of_ledger(period: Period) -> AsItWent:
    """What a public ledger shows of one period. Its threads are no sample, so no share estimates the whole."""
    opening = (
        f"{period.requests} requests were opened from {period.first} to {period.last}; {period.confirmed} are confirmed as done.",
        f"{period.closed} threads are closed; {period.closed_unconfirmed} of these show no confirmation. A closed thread confirms nothing.",
    )
    if period.requests < FEWEST:
        return AsItWent(TooFew(), TooFew())
    return AsItWent(TooFew(), period.timing, opening)


def _curve(curve: Curve) -> list[str]:
    lines = [f"{curve.answered} of {curve.requests} requests were answered by {curve.censored_on}, one by one."]
    for quantile in curve.quantiles:
        if quantile.day is not None:
            ends = f"{quantile.low} to {quantile.high}" if quantile.high is not None else f"{quantile.low} or more"
            lines.append(f"{quantile.share:.0%} were answered within {quantile.day} days ({ends} days).")
    lines.append(f"{curve.never:.0%} had no answer at the end of the time looked at.")
    return [*lines, *_left_out(curve.left_out)]


def _cohorts(cohorts: Cohorts) -> list[str]:
    lines = [
        "Answers came in batches. So the delay says when somebody asked, not how hard it was, and no curve is drawn."
    ]
    for each in cohorts.cohorts:
        day = f"on {each.first_on}" if each.first_on == each.last_on else f"from {each.first_on} to {each.last_on}"
        lines.append(
            f"{each.name}: {each.requests} answered {day}; they had waited {each.youngest} to {each.oldest} days, half of them {each.median:g} or more."
        )
    if cohorts.waiting:
        lines.append(
            f"{cohorts.waiting} show no answer by {cohorts.censored_on}; half of them had waited {cohorts.median_age:g} days or more."
        )
    return [*lines, *_left_out(cohorts.left_out)]


def _left_out(count: int) -> list[str]:
    return [f"{count} were left out, because their outcome cannot be told."] if count else []
