"""The funnel from a manifest row to somebody who could be told: each step with kept, set aside and unknown.

Every step adds up (entered = kept + set aside + unknown), and what one step keeps the next one enters, whatever the
unit: rows become photos at the step that says so. A step that drops nothing is shown too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from whosefaces.measure.disclosure import Panel, Units
from whosefaces.measure.measured import Measured
from whosefaces.measure.share import MeasureError

COLUMNS = ["chain", "step", "unit", "says", "entered", "kept", "set_aside", "unknown", "because"]


@dataclass(frozen=True)
class Step:
    """One step. Steps of drawn units carry those units; steps of the whole frame only their counts."""

    chain: str
    unit: str
    says: str
    because: str
    entered: int
    kept: int
    set_aside: int
    unknown: int
    panel: Panel | None = None
    units_kept: Units | None = None
    units_set_aside: Units | None = None
    units_unknown: Units | None = None
    only_asking: bool = False
    """The step tells only what we know or asked, nothing of anybody."""

    @property
    def about_people(self) -> list[Units]:
        """The sets whose size the step tells, and that say something of people."""
        return [] if self.only_asking else self._told(self.units_kept, self.units_set_aside)

    @property
    def left_open(self) -> list[Units]:
        """The sets whose size the step tells, and that say what we know, whatever else is known of their units."""
        return self._told(self.units_unknown, *((self.units_kept, self.units_set_aside) if self.only_asking else ()))

    @staticmethod
    def _told(*units: Units | None) -> list[Units]:
        return [mask for mask in units if mask is not None]

    def row(self, number: int) -> dict[str, object]:
        """As :data:`COLUMNS` have it."""
        return {"step": number} | {name: getattr(self, name) for name in COLUMNS if name != "step"}


def steps(measured: Measured) -> list[Step]:
    """The two chains of drawn units: from row to a photo whose account could be told, and from account to one that could."""
    made = [*_photos(measured), *_accounts(measured)]
    adds_up(made)
    return made


def _photos(measured: Measured) -> list[Step]:
    frame, photos = measured.frame, measured.coded.photos
    drawn = len(photos)
    everybody = np.ones(drawn, bool)
    known = (photos["owner_from"] != "nobody").to_numpy()
    of_frame = [
        ("row", "can be read", "rows set aside", frame.rows, frame.rows_read),
        ("photo", "is a photo of its own", "repeats", frame.rows_read, frame.photos),
        ("photo", "was drawn", "not in the sample", frame.photos, drawn),
    ]
    chain = [
        Step("photos", unit, says, why, entered, kept, entered - kept, 0) for unit, says, why, entered, kept in of_frame
    ]
    nobody = np.zeros(drawn, bool)
    chain.append(
        _of_units(
            "photos", "photo", "has an owner that is known", "nobody names the owner", everybody, known, nobody, True
        )
    )
    chain += _told("photos", "photo", photos["account"], known)
    last = chain[-1].units_kept
    assert last is not None
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
    return [first, *_told("accounts", "account", accounts["account"], np.ones(drawn, bool))]


def _told(chain: str, unit: Panel, account: pd.Series, inside: Units) -> list[Step]:
    """The two steps in which somebody asked about the account, and it exists."""
    asked = inside & (account != "not asked").to_numpy()
    exists = asked & (account == "exists").to_numpy()
    gone = asked & account.isin(["gone", "memorial"]).to_numpy()
    return [
        _of_units(chain, unit, "has an account that was asked about", "not asked", inside, asked, inside & False, True),
        _of_units(chain, unit, "has an account that exists", "gone or a memorial", asked, exists, gone),
    ]


def _of_units(
    chain: str,
    unit: Panel,
    says: str,
    because: str,
    entered: Units,
    kept: Units,
    set_aside: Units,
    only_asking: bool = False,
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
        panel=unit,
        units_kept=kept,
        units_set_aside=set_aside,
        units_unknown=unknown,
        only_asking=only_asking,
    )


def adds_up(made: Sequence[Step]) -> None:
    """Each step adds up, and enters what the one before it kept.

    Raises:
        MeasureError: one does not.
    """
    for step in made:
        if step.entered != step.kept + step.set_aside + step.unknown:
            raise MeasureError(f"funnel: the step '{step.says}' does not add up: {step.row(0)}")
    for before, after in zip(made, made[1:], strict=False):
        if before.chain == after.chain and before.kept != after.entered:
            raise MeasureError(f"funnel: '{after.says}' enters what '{before.says}' did not keep")


def joined(first: Step, second: Step) -> Step:
    """Two steps as one, so that the count between them is told to nobody."""

    def both(one: Units | None, other: Units | None) -> Units | None:
        return other if one is None else one if other is None else one | other

    return Step(
        chain=first.chain,
        unit=second.unit,
        says=f"{first.says}, and {second.says}",
        because=f"{first.because}; {second.because}",
        entered=first.entered,
        kept=second.kept,
        set_aside=first.set_aside + second.set_aside,
        unknown=first.unknown + second.unknown,
        panel=second.panel,
        units_kept=second.units_kept,
        units_set_aside=both(first.units_set_aside, second.units_set_aside),
        units_unknown=both(first.units_unknown, second.units_unknown),
        only_asking=first.only_asking and second.only_asking,
    )
