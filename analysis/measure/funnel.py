"""The funnel from a manifest row to somebody who could be told: each step with kept, set aside and unknown.

Every step adds up (entered = kept + set aside + unknown), and what one step keeps the next one enters, whatever the
unit: rows become photos at the step that says so. A step that drops nothing is shown too.
"""

from __future__ import annotations

import pandas as pd

from analysis.measure.frame_counts import FrameCounts
from analysis.measure.reach import Coded
from analysis.measure.share import MeasureError

COLUMNS = ["chain", "step", "unit", "says", "entered", "kept", "set_aside", "unknown", "because"]


def build(frame: FrameCounts, coded: Coded) -> pd.DataFrame:
    """The two chains, from row to notifiable photo, and from account to notifiable account; :data:`COLUMNS`."""
    steps = [*_photos(frame, coded.photos), *_accounts(frame, coded.accounts)]
    funnel = pd.DataFrame(steps, columns=COLUMNS)
    _adds_up(funnel)
    return funnel


def _photos(frame: FrameCounts, photos: pd.DataFrame) -> list[tuple[object, ...]]:
    drawn = len(photos)
    known = photos["owner_from"] != "nobody"
    owned = photos[known]
    steps = [
        ("row", "can be read", frame.rows, frame.rows_read, frame.rows - frame.rows_read, 0, "rows set aside"),
        ("photo", "is a photo of its own", frame.rows_read, frame.photos, frame.rows_read - frame.photos, 0, "repeats"),
        ("photo", "was drawn", frame.photos, drawn, frame.photos - drawn, 0, "not in the sample"),
        (
            "photo",
            "has an owner that is known",
            drawn,
            int(known.sum()),
            0,
            int((~known).sum()),
            "nobody names the owner",
        ),
        *_told("photo", owned["account"]),
    ]
    return _numbered("photos", steps)


def _accounts(frame: FrameCounts, accounts: pd.DataFrame) -> list[tuple[object, ...]]:
    if not frame.accounts:
        return []
    drawn = len(accounts)
    steps = [
        ("account", "was drawn", frame.accounts, drawn, frame.accounts - drawn, 0, "not in the sample"),
        *_told("account", accounts["account"]),
    ]
    return _numbered("accounts", steps)


def _told(unit: str, account: pd.Series) -> list[tuple[object, ...]]:
    """The last two steps: somebody asked about the account, and it exists."""
    asked = account[account != "not asked"]
    silent = len(account) - len(asked)
    counts = asked.value_counts()
    exist, gone, memorial, unknown = (int(counts.get(v, 0)) for v in ("exists", "gone", "memorial", "unknown"))
    return [
        (unit, "has an account that was asked about", len(account), len(asked), 0, silent, "not asked"),
        (unit, "has an account that exists", len(asked), exist, gone + memorial, unknown, "gone or a memorial"),
    ]


def _numbered(chain: str, steps: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
    return [(chain, place, *step) for place, step in enumerate(steps, start=1)]


def _adds_up(funnel: pd.DataFrame) -> None:
    lost = funnel["entered"] - funnel["kept"] - funnel["set_aside"] - funnel["unknown"]
    if lost.any():
        raise MeasureError(f"funnel: {funnel.loc[lost != 0, 'says'].tolist()} do not add up")
    for chain, steps in funnel.groupby("chain", sort=False):
        if not steps["kept"].iloc[:-1].tolist() == steps["entered"].iloc[1:].tolist():
            raise MeasureError(f"funnel: in the chain of {chain}, a step enters what the one before did not keep")
