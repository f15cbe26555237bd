"""Who could get out, by procedure: the matrix of procedures and of photographers and people pictured.

Each cell is read twice, *knowingly* (membership must be discoverable) and *asking blind* (it need not be, at the burden
shown). For photographers the unit is the account; for the people pictured it is the photo that shows them, for nobody
can count people. Their cells suppose nothing about who knows of a photo: that is unknown, so only the upper bound
speaks, and a closed gate.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from whosefaces.dossiers.procedures import Procedure
from whosefaces.measure import reasons
from whosefaces.measure.finding import Finding, What, closed, not_estimable, share
from whosefaces.measure.measured import ACCOUNTS_UNNAMED, Measured
from whosefaces.measure.questions import free_accounts, optout, people

READINGS: tuple[optout.Reading, ...] = ("knowingly", "asking blind")
_SHORT = {"knowingly": "knowingly", "asking blind": "blind"}
_COULD = {
    "as the procedure asks": "could opt out",
    "knowingly": "could knowingly opt out",
    "asking blind": "could opt out by asking blind",
}


def findings(measured: Measured) -> list[Finding]:
    """P3 (the first procedure as it asks), then every procedure read both ways, for both groups."""
    if not measured.procedures:
        return [_not_established(measured)]
    findings = [_photographers(measured, measured.procedures[0], "as the procedure asks", "P3")]
    for procedure in measured.procedures:
        for reading in READINGS:
            findings.append(
                _photographers(measured, procedure, reading, cell(procedure.name, "photographers", reading))
            )
        for reading in READINGS:
            findings.append(_people_pictured(measured, procedure, reading))
    return findings


def _not_established(measured: Measured) -> Finding:
    """P3 where the investigation names no procedure: nothing is computed from what nobody established."""
    accounts = measured.accounts
    what = What("P3", "Accounts that could opt out", "could opt out")
    population = accounts.words if accounts else ACCOUNTS_UNNAMED
    return not_estimable(what, measured.as_of, "account", population, reasons.because("no-procedure"))


def cell(procedure: str, group: optout.Group, reading: optout.Reading) -> str:
    """The id of a cell of the matrix."""
    prefix = "opt-out" if group == "photographers" else "opt-out-pictured"
    return f"{prefix}-{procedure}-{_SHORT[reading]}"


def matrix(measured: Measured, table: pd.DataFrame) -> pd.DataFrame:
    """The matrix as a table, from findings as they may be printed.

    Returns:
        A row for each procedure, group and reading: what the cell holds, the gates that close it, the burden of asking
        blind, and the scope of an answer beside it.
    """
    rows = {row["id"]: row for row in table.astype(object).to_dict("records")}
    cells = []
    for procedure in measured.procedures:
        for group in optout.GROUPS:
            for reading in READINGS:
                row = rows[cell(procedure.name, group, reading)]
                cells.append(_facts(measured, procedure, group, reading) | {name: row[name] for name in _NUMBERS})
    return pd.DataFrame(cells, columns=[*_FACTS, *_NUMBERS])


_FACTS = (
    *("procedure", "title", "kind", "on", "group", "reading", "burden"),
    *("scope_own_copy", "scope_recipients", "scope_derivatives", "scope_why"),
)
_CONDITION_COLUMNS = [
    *("procedure", "group", "condition", "says", "basis", "why", "for_all", "unit", "yes", "no", "unknown")
]
_NUMBERS = (
    *("id", "unit", "status", "reason_code", "reason", "numerator", "denominator", "unknown", "not_asked"),
    *("estimate", "central", "low", "high", "bound_low", "bound_high", "caution"),
)


def conditions(measured: Measured) -> pd.DataFrame:
    """Each condition of each procedure for each group, and how many drawn units meet it.

    Returns:
        procedure, group, condition, says, basis, why, for_all, unit, yes, no, unknown; counts blank where one value
        holds for all.
    """
    rows = []
    for procedure in measured.procedures:
        for group, panel, each in _all_conditions(measured, procedure):
            for condition in each:
                row: dict[str, Any] = {
                    "procedure": procedure.name,
                    "group": group,
                    "condition": condition.name,
                    "says": condition.words,
                    "basis": condition.basis,
                    "why": condition.why,
                    "for_all": condition.for_all,
                    "unit": panel,
                    "yes": None,
                    "no": None,
                    "unknown": None,
                }
                if condition.for_all is None:
                    row |= {value: int((condition.value == value).sum()) for value in ("yes", "no", "unknown")}
                rows.append(row)
    table = pd.DataFrame(rows, columns=_CONDITION_COLUMNS)
    return table.astype(dict.fromkeys(("yes", "no", "unknown"), "Int64"))


def _all_conditions(measured: Measured, procedure: Procedure) -> list[tuple[optout.Group, Any, list[optout.Condition]]]:
    coded = measured.coded
    both: list[tuple[optout.Group, Any, list[optout.Condition]]] = []
    if measured.accounts is not None:
        of_accounts = of_photographers(measured, procedure)
        both.append(("photographers", "account", of_accounts))
    both.append(("people pictured", "photo", optout.people_pictured(procedure, coded.photos["photo"])))
    return both


def of_photographers(measured: Measured, procedure: Procedure) -> list[optout.Condition]:
    """The conditions for accounts, with the limit on what a free account may keep private where it held that day."""
    accounts = measured.coded.accounts
    too_many = free_accounts.closed(accounts) if free_accounts.applies(procedure, measured.as_of) else None
    return optout.photographers(procedure, accounts["account"], measured.as_of, too_many)


def _photographers(measured: Measured, procedure: Procedure, reading: optout.Reading, name: str) -> Finding:
    account = measured.coded.accounts["account"]
    day = procedure.day(measured.as_of)
    what = What(
        name,
        f"Accounts that {_COULD[reading]}: {procedure.title}",
        f"{_COULD[reading]} under the procedure '{procedure.title}' of {day.isoformat()}",
        procedure=procedure.name,
        caution="the account exists: that makes control of it possible, it does not show it",
    )
    if measured.accounts is None:
        return not_estimable(what, measured.as_of, "account", ACCOUNTS_UNNAMED, reasons.because("no-account-frame"))
    needed = optout.counted(of_photographers(measured, procedure), procedure, reading)
    shut = optout.shut(needed)
    if shut:
        return closed(
            What(name, what.label, what.predicate, procedure=procedure.name), measured.as_of, measured.accounts, shut
        )
    values = optout.joint(needed)
    design = measured.account_design
    return share(what, measured.as_of, values, measured.accounts, "account", account == "not asked", design=design)


def _people_pictured(measured: Measured, procedure: Procedure, reading: optout.Reading) -> Finding:
    photo = measured.coded.photos["photo"]
    domain, population = people.pictured(measured)
    what = What(
        cell(procedure.name, "people pictured", reading),
        f"Photos whose people pictured {_COULD[reading]}: {procedure.title}",
        f"show people who {_COULD[reading]} under the procedure '{procedure.title}'",
        procedure=procedure.name,
        caution="counts photos, not people; nobody knows who knows of a photo, so nothing is sure but what is shut",
    )
    needed = optout.counted(optout.people_pictured(procedure, photo), procedure, reading)
    shut = optout.shut(needed)
    if shut:
        return closed(
            What(what.id, what.label, what.predicate, procedure=procedure.name), measured.as_of, population, shut
        )
    values, design = optout.joint(needed), measured.photo_design
    return share(what, measured.as_of, values, population, "photo", photo == "not asked", domain, design)


def _facts(measured: Measured, procedure: Procedure, group: optout.Group, reading: optout.Reading) -> dict[str, object]:
    return {
        "procedure": procedure.name,
        "title": procedure.title,
        "kind": procedure.kind,
        "on": procedure.day(measured.as_of).isoformat(),
        "group": group,
        "reading": reading,
        "burden": _burden(measured, procedure, group) if reading == "asking blind" else None,
        "scope_own_copy": procedure.scope.own_copy,
        "scope_recipients": procedure.scope.recipients,
        "scope_derivatives": procedure.scope.derivatives,
        "scope_why": procedure.scope.why,
    }


def _burden(measured: Measured, procedure: Procedure, group: optout.Group) -> str:
    """What asking without knowing costs whoever asks."""
    if "photo links" not in procedure.request.identifiers:
        return f"one message with the {' or '.join(procedure.request.identifiers)}"
    if group == "people pictured":
        return "a link to every photo that may show them, on anybody's account"
    middle = measured.frame.most_photos_of_the_smaller_half
    held = f"; half of the accounts have {middle:,} or more in the dataset’s list alone" if middle is not None else ""
    return f"a link to every public photo of the account, for nobody says which are in{held}"
