"""What telling them would take: messages, calls, hours, money; and how far writing to a few would reach.

Counts of the frame are a census, messages come from the sample, the pace of calls is Flickr's own rule; minutes,
wages and answers have no source and are scenarios, named as such. Whether an effort is disproportionate is a question
that this answers nothing of: :mod:`whosefaces.measure.questions.context` has what others have said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from whosefaces.manifest.census import Census
from whosefaces.measure.finding import told
from whosefaces.measure.findings import PUBLISHED
from whosefaces.measure.measured import Measured

CALLS_AN_HOUR = 3_600
"""Flickr asks for no more, each key."""
FEWEST_ACCOUNTS = 10
"""The concentration curve starts at so many accounts: one step tells nothing of any of them."""
_STEPS = (1, 2, 5)

COLUMNS = ["what", "unit", "estimate", "low", "high", "kind", "rests_on"]


@dataclass(frozen=True)
class Amount:
    """How many there are of something: a number, or its least and most."""

    estimate: float | None
    low: float
    high: float

    def times(self, factor: float) -> Amount:
        """So many times as much."""
        return Amount(None if self.estimate is None else factor * self.estimate, factor * self.low, factor * self.high)


def table(measured: Measured, findings: pd.DataFrame) -> pd.DataFrame:
    """The effort of telling every account that the platform could notify.

    Args:
        measured: the frame's counts and the investigation's scenarios.
        findings: FINDINGS.

    Returns:
        what, unit, estimate, low, high, kind (census, sample, scenario), rests_on; a blank low and high where the
        number of accounts is not estimable.
    """
    frame, scenarios = measured.frame, measured.investigation.scenarios
    calls = frame.accounts + (frame.photos - frame.photos_with_owner)
    rows = [
        _row("accounts to look up", "accounts", _exactly(frame.accounts), "census", "accounts that the manifest names"),
        _row(
            "photos whose owner must be asked first",
            "photos",
            _exactly(frame.photos - frame.photos_with_owner),
            "census",
            "photos for which nobody names an owner",
        ),
        _row("calls to find them all", "calls", _exactly(calls), "census", "one call for each of the two"),
        _row(
            f"hours of calls, at {CALLS_AN_HOUR:,} an hour",
            "hours",
            _exactly(calls / CALLS_AN_HOUR),
            "census",
            f"{CALLS_AN_HOUR:,} calls an hour and key, Flickr's own rule",
        ),
    ]
    messages = _messages(findings)
    if messages is None:
        return pd.DataFrame([*rows, _open("messages", "messages")], columns=COLUMNS)
    rows.append(_row("messages", "messages", messages, "sample", "one for each account of P2"))
    for minutes in scenarios.minutes_a_message:
        hours = messages.times(minutes / 60)
        rests = f"{minutes:g} minutes a message: a scenario, no source gives it"
        rows.append(_row(f"hours of writing at {minutes:g} minutes a message", "hours", hours, "scenario", rests))
        for wage in scenarios.cost_an_hour:
            what = f"cost at {minutes:g} minutes a message and {wage:g} {scenarios.currency} an hour"
            also = f"{rests}; {wage:g} {scenarios.currency} an hour: a scenario"
            rows.append(_row(what, scenarios.currency, hours.times(wage), "scenario", also))
    for rate in scenarios.response_rate:
        what = f"answers, if {100 * rate:g} in 100 answer"
        rests = "the response rate is a scenario: no source gives one"
        rows.append(_row(what, "answers", messages.times(rate), "scenario", rests))
    return pd.DataFrame(rows, columns=COLUMNS)


def concentration(frame: Census, min_cell: int) -> pd.DataFrame:
    """Writing to the accounts with most photos in the manifest: how many photos does that cover?

    Starts at ten accounts; each step adds ``min_cell`` or more, and so many are left at the end or none, so that no
    difference of two steps tells of a few.

    Returns:
        accounts, photos, share (of all photos of the manifest); empty where no owner is named or they are too few.
    """
    whole = int(frame.accounts_by_photos["accounts"].sum())
    rows = []
    for k in _points(whole, max(FEWEST_ACCOUNTS, min_cell)):
        photos = frame.photos_of_the_largest(k)
        rows.append({"accounts": k, "photos": photos, "share": photos / frame.photos})
    return pd.DataFrame(rows, columns=["accounts", "photos", "share"])


def _points(whole: int, fewest: int) -> list[int]:
    steps = (step * 10**power for power in range(1, len(str(whole)) + 1) for step in _STEPS)
    points: list[int] = []
    for k in steps:
        if k - (points[-1] if points else 0) >= fewest and whole - k >= fewest:
            points.append(k)
    return [*points, whole] if whole >= fewest else []


def _messages(findings: pd.DataFrame) -> Amount | None:
    (row,) = findings[findings["id"] == "P2"].to_dict("records")
    if row["status"] != PUBLISHED:
        return None
    low, high = (row["total_low"], row["total_high"]) if told(row["total_low"]) else (row["total"], row["total"])
    return Amount(float(row["total"]) if told(row["total"]) else None, float(low), float(high))


def _exactly(number: float) -> Amount:
    return Amount(number, number, number)


def _row(what: str, unit: str, amount: Amount, kind: str, rests_on: str) -> Mapping[str, Any]:
    numbers = {"estimate": amount.estimate, "low": amount.low, "high": amount.high}
    return {"what": what, "unit": unit, **numbers, "kind": kind, "rests_on": rests_on}


def _open(what: str, unit: str) -> Mapping[str, Any]:
    why = "not estimable: how many accounts could be notified is not known"
    return {"what": what, "unit": unit, "estimate": None, "low": None, "high": None, "kind": "sample", "rests_on": why}
