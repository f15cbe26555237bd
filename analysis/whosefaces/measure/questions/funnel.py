"""The funnel from a manifest row to somebody who could be told: each step with kept, set aside and unknown.

Every step adds up (entered = kept + set aside + unknown), and what one step keeps the next one enters, whatever the
unit: rows become photos at the step that says so. A step that drops nothing is shown too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from whosefaces.manifest.census import Census
from whosefaces.measure.finding import Panel, Units
from whosefaces.measure.measured import Measured
from whosefaces.measure.questions.unasked import because
from whosefaces.measure.share import MeasureError
from whosefaces.trace.unasked import REASONS, WORDS

OF_THE_LIST = ("can be read", "is a photo of its own", "is an account of its own", "was drawn")
"""The steps that count the list and the draw, and nothing that was answered."""

UNASKED = "not asked"
"""How the reason of a step begins in which units were not asked about; the reasons themselves follow."""

COLUMNS = ["chain", "step", "unit", "says", "entered", "kept", "set_aside", "unknown", "because"]


@dataclass(frozen=True)
class Step:
    """One step, in counts."""

    chain: str
    unit: str
    says: str
    because: str
    entered: int
    kept: int
    set_aside: int
    unknown: int

    def row(self, number: int) -> dict[str, object]:
        """As :data:`COLUMNS` have it."""
        return {"step": number} | {name: getattr(self, name) for name in COLUMNS if name != "step"}


def table(steps: Sequence[Step]) -> pd.DataFrame:
    """The steps as FUNNEL declares them, numbered within each chain."""
    places: dict[str, int] = {}
    rows = []
    for step in steps:
        places[step.chain] = places.get(step.chain, 0) + 1
        rows.append(step.row(places[step.chain]))
    counts = dict.fromkeys(("entered", "kept", "set_aside", "unknown"), "Int64")
    return pd.DataFrame(rows, columns=COLUMNS).astype(counts)


def steps(measured: Measured) -> list[Step]:
    """The two chains of drawn units: from row to a photo whose account could be told, and from account to one that could."""
    chain = [*_photos(measured), *_accounts(measured)]
    adds_up(chain)
    return chain


def _photos(measured: Measured) -> list[Step]:
    frame, photos = measured.frame, measured.coded.photos
    if not frame.photos:
        return []
    drawn = len(photos)
    everybody = np.ones(drawn, bool)
    owned = (photos["owner_from"] != "nobody").to_numpy()
    of_frame = [
        ("is a photo of its own", "repeats", frame.rows_read, frame.photos),
        ("was drawn", "not in the sample", frame.photos, drawn),
    ]
    chain = [_rows("photos", frame)]
    chain += [
        Step("photos", "photo", says, why, entered, kept, entered - kept, 0) for says, why, entered, kept in of_frame
    ]
    nobody = np.zeros(drawn, bool)
    chain.append(
        _of_units("photos", "photo", "has an owner that is known", "nobody names the owner", everybody, owned, nobody)
    )
    chain += _told("photos", "photo", photos, owned)
    last = owned & (photos["account"] == "exists").to_numpy()
    chain.append(
        _of_units(
            "photos",
            "photo",
            "shows somebody whom that account is, or is known to pass it on to",
            "no source says whom an uploader knows",
            last,
            nobody,
            nobody,
        )
    )
    return chain


def _accounts(measured: Measured) -> list[Step]:
    frame, accounts = measured.frame, measured.coded.accounts
    if not frame.accounts:
        return []
    drawn = len(accounts)
    first = Step(
        "accounts", "account", "was drawn", "not in the sample", frame.accounts, drawn, frame.accounts - drawn, 0
    )
    of_rows = [] if frame.photos else [_rows("accounts", frame), _accounts_of_rows(frame)]
    return [*of_rows, first, *_told("accounts", "account", accounts, np.ones(drawn, bool))]


def _rows(chain: str, frame: Census) -> Step:
    """The first step: a row that was lost may lead to Flickr, so of it nothing is known."""
    aside = frame.rows - frame.rows_read - frame.rows_lost
    return Step(chain, "row", "can be read", "rows set aside", frame.rows, frame.rows_read, aside, frame.rows_lost)


def _accounts_of_rows(frame: Census) -> Step:
    """From a row to an account, where the list names no photos."""
    rows, accounts = frame.rows_read, frame.accounts
    return Step("accounts", "account", "is an account of its own", "repeats", rows, accounts, rows - accounts, 0)


def _told(chain: str, unit: Panel, units: pd.DataFrame, inside: Units) -> list[Step]:
    """The two steps in which somebody asked about the account, and it exists; the reasons of whoever was not asked about."""
    account = units["account"]
    codes = set(because(account, units["unasked"])[inside].dropna())
    why = "; ".join(WORDS[code] for code in REASONS if code in codes)
    unasked = f"{UNASKED}: {why}" if why else UNASKED
    questioned = inside & (account != "not asked").to_numpy()
    exists = questioned & (account == "exists").to_numpy()
    gone = questioned & account.isin(["gone", "memorial"]).to_numpy()
    return [
        _of_units(chain, unit, "has an account that was asked about", unasked, inside, questioned, inside & False),
        _of_units(chain, unit, "has an account that exists", "gone or a memorial", questioned, exists, gone),
    ]


def _of_units(
    chain: str,
    unit: Panel,
    says: str,
    because: str,
    entered: Units,
    kept: Units,
    set_aside: Units,
) -> Step:
    unknown = entered & ~kept & ~set_aside
    counts = [int(mask.sum()) for mask in (entered, kept, set_aside, unknown)]
    return Step(
        chain,
        unit,
        says,
        because,
        entered=counts[0],
        kept=counts[1],
        set_aside=counts[2],
        unknown=counts[3],
    )


def adds_up(chain: Sequence[Step]) -> None:
    """Each step adds up, and enters what the one before it kept.

    Raises:
        MeasureError: one does not.
    """
    for step in chain:
        if step.entered != step.kept + step.set_aside + step.unknown:
            raise MeasureError(f"funnel: the step '{step.says}' does not add up: {step.row(0)}")
    for before, after in zip(chain, chain[1:], strict=False):
        if before.chain == after.chain and before.kept != after.entered:
            raise MeasureError(f"funnel: '{after.says}' enters what '{before.says}' did not keep")
