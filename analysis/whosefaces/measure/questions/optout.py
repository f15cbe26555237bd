"""Could they get out? An opt-out is every condition at once, under one dated procedure.

C0 (people pictured only) they know of the photo; C1 a route existed that day and admits them; C2 membership can be
found out with what the person holds; C3 the person holds what the request must name; C4 they can show control; C5 they
can act on Flickr where that is asked; C6 the holder still answers. Each is a procedure fact, a trace field, a stated
assumption or a scenario, and each is yes, no or unknown for each unit; the joint value is their three-valued AND,
never a product of shares.

Existence on the procedure's day: an account that exists now existed then. One that is gone now may have existed then:
unknown for a day in the past, no for the edition's own day.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from whosefaces.dossiers.procedures import Procedure
from whosefaces.measure import reasons, three_valued
from whosefaces.measure.reasons import Reason

Reading = Literal["as the procedure asks", "knowingly", "asking blind"]
Basis = Literal["procedure fact", "trace field", "observed", "stated assumption", "scenario"]
Group = Literal["photographers", "people pictured"]
GROUPS: tuple[Group, ...] = ("photographers", "people pictured")

_ADMITTED = "a route admits them"
_FOUND_OUT = "membership can be found out"
_CONTROL = "control can be shown"
_ON_FLICKR = "what must be done on Flickr can be done"
_ANSWERS = "the holder answers"


@dataclass(frozen=True)
class Condition:
    """One condition: its value for each unit, where that value comes from, and why."""

    name: str
    words: str
    basis: Basis
    why: str
    value: pd.Series
    for_all: str | None = None
    """The one value that holds for everybody, where the procedure settles it."""


def photographers(
    procedure: Procedure, account: pd.Series, as_of: dt.date, too_many: pd.Series | None = None
) -> list[Condition]:
    """The conditions C1 to C6 for accounts.

    Args:
        procedure: the dated facts.
        account: the code ``account`` of each unit.
        as_of: the edition's day.
        too_many: "yes" where an account cannot make all its photos private, which counts where nothing else would do.
    """
    login = login_alive(account, procedure.day(as_of), as_of)
    holds = login.where(login != "no", "unknown")  # whoever lost the account may have kept a link or an id
    return [
        _fact("C1", _ADMITTED, procedure.admits.photographers, f"{procedure.holder}'s route", account),
        _found_out_by_photographers(procedure, holds),
        Condition("C3", f"they hold {_named(procedure)}", "trace field", "shown to whoever is logged in", holds),
        _control(procedure.request.control, login),
        _on_flickr(procedure, login, too_many),
        _answers(procedure, account),
    ]


def people_pictured(procedure: Procedure, photo: pd.Series) -> list[Condition]:
    """The conditions C0 to C6 for whoever is pictured, by photo.

    Nobody can tell who knows of a photo, so C0 is unknown throughout. All else supposes that they do: then a photo
    that is public gives them its link, its owner's name and its owner's NSID.

    Args:
        procedure: the dated facts.
        photo: the code ``photo`` of each unit (public, not public, unknown, not asked).
    """
    holds = photo.map({"public": "yes"}).astype(object).fillna("unknown")  # one may have kept the link
    control = procedure.request.control_of_people_pictured
    shown = _fact("C4", "being pictured can be shown", "yes", f"{control}: their word is taken", photo)
    if control == "required":
        shown = _fact("C4", "being pictured can be shown", "unknown", "required; how is not said", photo)
    if procedure.at_source.actions:
        acts = _fact("C5", _ON_FLICKR, "no", "only the account's holder can: " + _actions(procedure), photo)
    else:
        acts = _fact("C5", _ON_FLICKR, "yes", "nothing is asked", photo)
    knows = pd.Series("unknown", index=photo.index, dtype=object)
    return [
        Condition("C0", "they know of the photo", "scenario", "no source gives the share", knows, "unknown"),
        _fact("C1", _ADMITTED, procedure.admits.people_pictured, f"{procedure.holder}'s route", photo),
        _found_out_by_people_pictured(procedure, holds),
        Condition("C3", f"they hold {_named(procedure)}", "trace field", "the photo's page shows it", holds),
        shown if control == "required" else _assumed(shown),
        acts,
        _answers(procedure, photo),
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


def shut(conditions: list[Condition]) -> Reason | None:
    """Why nobody gets out: the shut gates, or None."""
    return reasons.shut(
        [(gate.name, f"{gate.name}, {gate.words}: no ({gate.why})") for gate in closed_gates(conditions)]
    )


def joint(conditions: list[Condition]) -> pd.Series:
    """Yes, no or unknown for each unit: the three-valued AND of all conditions."""
    return three_valued.all_of(condition.value for condition in conditions)


# -- the conditions one by one


def _fact(name: str, words: str, value: str, why: str, units: pd.Series, basis: Basis = "procedure fact") -> Condition:
    return Condition(name, words, basis, why, pd.Series(value, index=units.index, dtype=object), value)


def _assumed(condition: Condition) -> Condition:
    return Condition(
        condition.name, condition.words, "stated assumption", condition.why, condition.value, condition.for_all
    )


def _found_out_by_photographers(procedure: Procedure, holds: pd.Series) -> Condition:
    if not procedure.has_a_list_or_look_up:
        return _fact("C2", _FOUND_OUT, "no", "no list and no look-up", holds)
    return Condition("C2", _FOUND_OUT, "trace field", procedure.discovery.by, holds)


def _found_out_by_people_pictured(procedure: Procedure, holds: pd.Series) -> Condition:
    if not procedure.has_a_list_or_look_up:
        return _fact("C2", _FOUND_OUT, "no", "no list and no look-up", holds)
    return Condition("C2", _FOUND_OUT, "trace field", f"{procedure.discovery.by}, from the photo's page", holds)


def _control(control: str, login: pd.Series) -> Condition:
    if control == "not required":
        return _fact("C4", _CONTROL, "yes", "not asked", login)
    if control == "required":
        return Condition("C4", _CONTROL, "trace field", "the login is alive", login)
    return Condition("C4", _CONTROL, "stated assumption", "not stated; taken as asked: the login is alive", login)


def _on_flickr(procedure: Procedure, login: pd.Series, too_many: pd.Series | None) -> Condition:
    if not procedure.at_source.actions:
        return _fact("C5", _ON_FLICKR, "yes", "nothing is asked", login)
    if procedure.at_source.actions == ["make private"] and too_many is not None:
        free = too_many.map({"yes": "no", "no": "yes", "unknown": "unknown"}).astype(object)
        why = (
            f"{_actions(procedure)}: the login is alive, and a free account has no more photos than it may keep private"
        )
        return Condition("C5", _ON_FLICKR, "trace field", why, three_valued.all_of([login, free]))
    return Condition("C5", _ON_FLICKR, "trace field", f"{_actions(procedure)}: the login is alive", login)


def _answers(procedure: Procedure, units: pd.Series) -> Condition:
    """What was observed for some is for everybody else an assumption still."""
    answers = procedure.answers
    if answers.basis == "observed" and answers.observed_for:
        on = f" ({answers.observed_on.isoformat()})" if answers.observed_on else ""
        why = f"{answers.why} Observed for {answers.observed_for}{on}; for others it is supposed"
        return _fact("C6", _ANSWERS, answers.holder_answers, why, units, "stated assumption")
    return _fact("C6", _ANSWERS, answers.holder_answers, answers.why, units, answers.basis)


def _named(procedure: Procedure) -> str:
    return " or ".join(procedure.request.identifiers)


def _actions(procedure: Procedure) -> str:
    return "any of " + ", ".join(procedure.at_source.actions)
