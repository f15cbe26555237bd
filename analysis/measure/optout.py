"""Could they get out? An opt-out is every condition at once, under one dated procedure.

C1 a route existed that day and admits them; C2 membership can be found out with what the person holds; C3 the person
holds what the request must name; C4 they can show control; C5 they can act on Flickr where that is asked; C6 the
holder still answers. Each is a procedure fact, a trace field, a stated assumption or a scenario, and each is yes, no
or unknown for each unit; the joint value is their three-valued AND, never a product of shares.

Existence on the procedure's day: an account that exists now existed then. One that is gone now may have existed then:
unknown for a day in the past, no for the edition's own day.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from analysis.measure import three_valued
from analysis.measure.procedures import Procedure

Reading = Literal["as the procedure asks", "knowingly", "asking blind"]
Basis = Literal["procedure fact", "trace field", "stated assumption", "scenario"]


@dataclass(frozen=True)
class Condition:
    """One condition: its value for each unit, or one value for all, where that value comes from, and why."""

    name: str
    words: str
    basis: Basis
    why: str
    value: pd.Series
    for_all: str | None = None
    """The one value that holds for everybody, where the procedure settles it."""


def photographers(procedure: Procedure, account: pd.Series, as_of: dt.date) -> list[Condition]:
    """The conditions C1 to C6 for accounts.

    Args:
        procedure: the dated facts.
        account: the code ``account`` of each unit.
        as_of: the edition's day.
    """
    login = login_alive(account, procedure.day(as_of), as_of)
    holds = login.where(login != "no", "unknown")  # whoever lost the account may have kept a link or an id

    def fact(name: str, words: str, value: str, why: str, basis: Basis = "procedure fact") -> Condition:
        return Condition(name, words, basis, why, pd.Series(value, index=account.index, dtype=object), value)

    identifiers = " or ".join(procedure.request.identifiers)
    discovery = procedure.discovery
    if not procedure.has_a_list_or_look_up:
        found_out = fact("C2", "membership can be found out", "no", "no list and no look-up")
    else:
        found_out = Condition("C2", "membership can be found out", "trace field", discovery.by, holds)
    control = procedure.request.control
    if control == "not required":
        shown = fact("C4", "control can be shown", "yes", "not asked")
    else:
        basis: Basis = "trace field" if control == "required" else "stated assumption"
        why = "the login is alive" if control == "required" else "not stated; taken as asked"
        shown = Condition("C4", "control can be shown", basis, why, login)
    actions = procedure.at_source.actions
    if not actions:
        acts = fact("C5", "what Flickr must be told can be done", "yes", "nothing is asked")
    else:
        acts = Condition(
            "C5", "what Flickr must be told can be done", "trace field", "any of: " + ", ".join(actions), login
        )
    return [
        fact("C1", "a route admits photographers", procedure.admits.photographers, f"{procedure.holder}'s route"),
        found_out,
        Condition("C3", f"they hold {identifiers}", "trace field", "shown to whoever is logged in", holds),
        shown,
        acts,
        fact(
            "C6",
            "the holder answers",
            procedure.answers.holder_answers,
            procedure.answers.why,
            procedure.answers.basis,
        ),
    ]


def login_alive(account: pd.Series, day: dt.date, as_of: dt.date) -> pd.Series:
    """Was the login alive on ``day``, by what is known on ``as_of``? "Account exists" makes it possible, not shown."""
    if day > as_of:
        return pd.Series("unknown", index=account.index, dtype=object)
    lost = "no" if day == as_of else "unknown"
    return account.map(
        {"exists": "yes", "gone": lost, "memorial": lost, "unknown": "unknown", "not asked": "unknown"}
    ).astype(object)


def counted(conditions: list[Condition], procedure: Procedure, reading: Reading) -> list[Condition]:
    """The conditions that count under a reading: C2 is waived when asking blind, or when the holder searches for all."""
    waived = reading == "asking blind" or (reading == "as the procedure asks" and not procedure.discovery.required)
    return [condition for condition in conditions if not (waived and condition.name == "C2")]


def closed_gates(conditions: list[Condition]) -> list[Condition]:
    """The conditions that are "no" for everybody: the share is 0 by rule, and no interval is drawn."""
    return [condition for condition in conditions if condition.for_all == "no"]


def joint(conditions: list[Condition]) -> pd.Series:
    """Yes, no or unknown for each unit: the three-valued AND of all conditions."""
    return three_valued.all_of(condition.value for condition in conditions)
