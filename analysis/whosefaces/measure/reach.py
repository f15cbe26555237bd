"""What is known of each drawn photo and account, code by code; none derived from another.

The four codes: ``account`` (exists, gone, memorial, unknown, not asked), ``last_public_upload``, ``contact_flag`` and
the owner. A public photo is no proof that its account exists in the code ``account``: only the answer to the question
about the account is. Whom to believe where sources differ was settled in :mod:`whosefaces.trace.dispositions`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from whosefaces.measure.share import MeasureError
from whosefaces.trace.unasked import OWNER_UNKNOWN

CODES = {
    "account": ("exists", "gone", "memorial", "unknown", "not asked"),
    "last_public_upload": ("within 24 months", "older", "none public", "not asked"),
    "contact_flag": ("yes", "no", "not asked"),
}
"""The codes of an account, each with its values."""


@dataclass(frozen=True)
class Coded:
    """The drawn units with their codes.

    ``photos``: photo_id, stratum, design_weight, photo, owner (an account key or NSID, null where nobody named one),
    owner_from (listed, traced, nobody), account, last_public_upload, contact_flag, is_pro, renewed (a licence shows an act since
    June 2025), unasked (why nobody was asked
    about the account), photo_unasked (or the photo), licence, tagged.
    ``accounts``: account_key, stratum, design_weight, account, last_public_upload, contact_flag, is_pro, renewed, unasked, and, once
    it is measured, photos_listed (how many photos of the frame it has).
    """

    photos: pd.DataFrame
    accounts: pd.DataFrame


def code(panel: pd.DataFrame, settled: pd.DataFrame) -> Coded:
    """Code every drawn unit.

    Args:
        panel: rows of PANEL.
        settled: rows of DISPOSITIONS; every drawn unit must have one, if only "not asked".

    Raises:
        MeasureError: a drawn unit has none: panel and traces are not of one draw.
    """
    of_photos, of_accounts = settled[settled["unit"] == "photo"], settled[settled["unit"] == "account"]
    states = _account_states(of_accounts)
    photos = _photos(panel[panel["unit"] == "photo"], of_photos, states)
    return Coded(photos, _accounts(panel[panel["unit"] == "account"], states))


def exists(account: pd.Series) -> pd.Series:
    """Could the platform tell them? Yes where the account exists, no where it is gone or a memorial."""
    return account.map(
        {"exists": "yes", "gone": "no", "memorial": "no", "unknown": "unknown", "not asked": "unknown"}
    ).astype(object)


# -- accounts


_STATE = ["account", "last_public_upload", "contact_flag", "is_pro", "renewed", "unasked"]


def _account_states(rows: pd.DataFrame) -> pd.DataFrame:
    """One row for each name under which an account was asked about: its key in the panel, and its NSID."""
    by_key = rows.set_index("account_key")[_STATE]
    by_nsid = rows[rows["nsid"].notna()].drop_duplicates("nsid").set_index("nsid")[_STATE]
    return pd.concat([by_key, by_nsid[~by_nsid.index.isin(by_key.index)]])


def _states_at(keys: pd.Series, states: pd.DataFrame) -> pd.DataFrame:
    """The states of the accounts named by ``keys``, on the index of ``keys``; "not asked" where nobody asked."""
    states_there = states.reindex(keys.to_numpy())
    states_there.index = keys.index
    states_there.loc[states_there["account"].isna(), "unasked"] = OWNER_UNKNOWN
    return states_there.fillna({"account": "not asked", "last_public_upload": "not asked", "contact_flag": "not asked"})


def _accounts(drawn: pd.DataFrame, states: pd.DataFrame) -> pd.DataFrame:
    key = drawn["account_key"].where(drawn["account_key"].isin(states.index), drawn["nsid"])
    _refuse_untraced(drawn["account_key"], key.isin(states.index), "account")
    accounts = drawn[["account_key", "stratum", "design_weight"]]
    return accounts.join(_states_at(key, states)).reset_index(drop=True)


# -- photos


def _photos(drawn: pd.DataFrame, rows: pd.DataFrame, states: pd.DataFrame) -> pd.DataFrame:
    _refuse_untraced(drawn["photo_id"], drawn["photo_id"].isin(rows["photo_id"]), "photo")
    coded = drawn[["photo_id", "account_key", "nsid", "stratum", "design_weight"]].reset_index(drop=True)
    dispositions_ = rows.set_index("photo_id").reindex(coded["photo_id"]).reset_index(drop=True)
    for column in ("photo", "licence", "tagged", *THEN):
        coded[column] = dispositions_[column]
    coded["photo_unasked"] = dispositions_["unasked"]
    coded = coded.join(_owners(coded, dispositions_["owner_nsid"], states))
    return coded.drop(columns=["account_key", "nsid"])


THEN = ("licence_history", "licence_by_history", "licence_by_copy", "licence_by_copy_on")
"""What the sources tell of the licence on the day of collection, as DISPOSITIONS has it."""


def _owners(photos: pd.DataFrame, traced: pd.Series, states: pd.DataFrame) -> pd.DataFrame:
    """Each photo's owner, listed before traced, and that account's codes."""
    key = photos["nsid"].where(photos["nsid"].isin(states.index), photos["account_key"]).fillna(photos["nsid"])
    # An alias that nobody could ask about gives way to the NSID that the photo's own answer names.
    unasked_alias = ~key.isin(states.index) & traced.notna()
    owner = key.where(key.notna() & ~unasked_alias, traced)
    state = _states_at(owner, states)
    state["owner"] = owner
    state["owner_from"] = np.select([key.notna(), traced.notna()], ["listed", "traced"], "nobody")
    # Nobody names the owner: asked in vain where the photo was asked about, else not asked.
    nobody = owner.isna()
    silent = photos["photo"] == "not asked"
    state.loc[nobody, "account"] = np.where(silent[nobody], "not asked", "unknown")
    state.loc[nobody, "unasked"] = photos["photo_unasked"].where(silent, None)[nobody]
    return state


def _refuse_untraced(units: pd.Series, traced: pd.Series, unit: str) -> None:
    if not traced.all():
        raise MeasureError(
            f"traces: {int((~traced).sum())} of {len(units)} drawn {unit}s have no row, not even 'not asked'; "
            "panel and traces are not of one draw: run notebook 2_trace again"
        )
