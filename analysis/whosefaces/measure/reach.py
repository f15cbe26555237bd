"""What is known of each drawn photo and account, code by code; none derived from another.

The four codes: ``account`` (exists, gone, memorial, unknown, not asked), ``last_public_upload``, ``contact_flag`` and
the owner. A public photo is no proof that its account exists in the code ``account``: only the answer to the question
about the account is. Where sources answer differently, the order is :data:`PRECEDENCE`, then the later answer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from whosefaces.measure.share import MeasureError
from whosefaces.trace.sources import catalogue

PRECEDENCE = catalogue.NOW
"""Whose answer stands when sources disagree about the present. The Wayback Machine tells of the past only."""

CODES = {
    "account": ("exists", "gone", "memorial", "unknown", "not asked"),
    "last_public_upload": ("within 24 months", "older", "none public", "not asked"),
    "contact_flag": ("yes", "no", "not asked"),
}
"""The codes of an account, each with its values."""

CONCLUSIVE = ("public", "not public", "exists", "gone", "memorial")


@dataclass(frozen=True)
class Coded:
    """The drawn units with their codes.

    ``photos``: photo_id, stratum, design_weight, photo, owner (an account key or NSID, null where nobody named one),
    owner_from (listed, traced, nobody), account, last_public_upload, contact_flag, is_pro, licence, tagged.
    ``accounts``: account_key, stratum, design_weight, account, last_public_upload, contact_flag, is_pro, and, once it
    is measured, photos_listed (how many photos of the frame it has).
    """

    photos: pd.DataFrame
    accounts: pd.DataFrame
    sources_disagree: int
    """Photos about which two sources said different things of the present."""


def code(panel: pd.DataFrame, traces: pd.DataFrame) -> Coded:
    """Code every drawn unit.

    Args:
        panel: rows of PANEL.
        traces: rows of TRACES; every drawn unit must have at least one, if only "not asked".

    Raises:
        MeasureError: a drawn unit has no trace at all: panel and traces are not of one draw.
    """
    of_photos, of_accounts = traces[traces["unit"] == "photo"], traces[traces["unit"] == "account"]
    states = _account_states(of_accounts)
    photos, disagree = _photos(panel[panel["unit"] == "photo"], of_photos, states)
    return Coded(photos, _accounts(panel[panel["unit"] == "account"], states), disagree)


def exists(account: pd.Series) -> pd.Series:
    """Could the platform tell them? Yes where the account exists, no where it is gone or a memorial."""
    return account.map(
        {"exists": "yes", "gone": "no", "memorial": "no", "unknown": "unknown", "not asked": "unknown"}
    ).astype(object)


# -- accounts


_STATE = ["account", "last_public_upload", "contact_flag", "is_pro"]


def _account_states(rows: pd.DataFrame) -> pd.DataFrame:
    """One row for each key under which an account was asked about (NSID and account key both)."""
    said = rows[[*_STATE, "source", "asked_at"]]
    keyed = pd.concat([said.assign(key=rows["nsid"]), said.assign(key=rows["account_key"])])
    keyed = keyed[keyed["key"].notna()]
    columns = {
        "account": _latest(keyed, "account", keyed["account"].isin(CONCLUSIVE) * 2 + (keyed["account"] == "unknown")),
        "last_public_upload": _latest(keyed, "last_public_upload", (keyed["last_public_upload"] != "not asked") * 1),
        "contact_flag": _latest(keyed, "contact_flag", (keyed["contact_flag"] != "not asked") * 1),
        "is_pro": _latest(keyed, "is_pro", keyed["is_pro"].notna() * 1),
    }
    return pd.DataFrame(columns, columns=_STATE).fillna(
        {"account": "not asked", "last_public_upload": "not asked", "contact_flag": "not asked"}
    )


def _latest(keyed: pd.DataFrame, column: str, conclusive: pd.Series) -> pd.Series:
    """The most conclusive value of ``column`` by key; among equals the first source's, then the latest."""
    columns = ["key", column, "asked_at"]
    held = keyed[columns].assign(conclusive=conclusive, place=_place(keyed["source"]))[keyed[column].notna()]
    held = held.sort_values(["conclusive", "place", "asked_at"], na_position="first", kind="stable")
    return held.drop_duplicates("key", keep="last").set_index("key")[column]


def _place(source: pd.Series) -> pd.Series:
    """Rises with how much a source is believed."""
    return -source.map({name: place for place, name in enumerate(PRECEDENCE)}).fillna(len(PRECEDENCE)).astype(int)


def _states_at(keys: pd.Series, states: pd.DataFrame) -> pd.DataFrame:
    """The states of the accounts named by ``keys``, on the index of ``keys``; "not asked" where nobody asked."""
    found = states.reindex(keys.to_numpy())
    found.index = keys.index
    return found.fillna({"account": "not asked", "last_public_upload": "not asked", "contact_flag": "not asked"})


def _accounts(drawn: pd.DataFrame, states: pd.DataFrame) -> pd.DataFrame:
    key = drawn["account_key"].where(drawn["account_key"].isin(states.index), drawn["nsid"])
    _refuse_untraced(drawn["account_key"], key.isin(states.index), "account")
    kept = drawn[["account_key", "stratum", "design_weight"]]
    return kept.join(_states_at(key, states)).reset_index(drop=True)


# -- photos


def _photos(drawn: pd.DataFrame, rows: pd.DataFrame, states: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    _refuse_untraced(drawn["photo_id"], drawn["photo_id"].isin(rows["photo_id"]), "photo")
    told = ("outcome", "owner_nsid", "licence", "tagged")
    now = rows.loc[rows["source"].isin(PRECEDENCE), ["photo_id", "source", "asked_at", *told]]
    order = now.assign(
        conclusive=now["outcome"].isin(CONCLUSIVE) * 2 + (now["outcome"] == "unknown"),
        place=_place(now["source"]),
    ).sort_values(["conclusive", "place", "asked_at"], na_position="first", kind="stable")
    last = {
        column: order[order[column].notna()].drop_duplicates("photo_id", keep="last").set_index("photo_id")[column]
        for column in told
    }
    coded = drawn[["photo_id", "account_key", "nsid", "stratum", "design_weight"]].reset_index(drop=True)
    coded["photo"] = coded["photo_id"].map(last["outcome"]).fillna("not asked")
    coded["licence"] = coded["photo_id"].map(last["licence"])
    coded["tagged"] = coded["photo_id"].map(last["tagged"])
    coded = coded.join(_owners(coded, coded["photo_id"].map(last["owner_nsid"]), states))
    conclusive = order[order["conclusive"] == 2].groupby("photo_id")["outcome"].nunique()
    return coded.drop(columns=["account_key", "nsid"]), int((conclusive > 1).sum())


def _owners(photos: pd.DataFrame, traced: pd.Series, states: pd.DataFrame) -> pd.DataFrame:
    """Each photo's owner, listed before traced, and that account's codes."""
    listed = photos["nsid"].where(photos["nsid"].isin(states.index), photos["account_key"]).fillna(photos["nsid"])
    # An alias that nobody could ask about gives way to the NSID that the photo's own answer names.
    unasked_alias = ~listed.isin(states.index) & traced.notna()
    owner = listed.where(listed.notna() & ~unasked_alias, traced)
    found = _states_at(owner, states)
    found["owner"] = owner
    found["owner_from"] = np.select([listed.notna(), traced.notna()], ["listed", "traced"], "nobody")
    # Nobody names the owner: asked in vain where the photo was asked about, else not asked.
    nobody = owner.isna()
    found.loc[nobody, "account"] = np.where(photos.loc[nobody, "photo"] == "not asked", "not asked", "unknown")
    return found


def _refuse_untraced(units: pd.Series, traced: pd.Series, unit: str) -> None:
    if not traced.all():
        raise MeasureError(
            f"traces: {int((~traced).sum())} of {len(units)} drawn {unit}s have no row, not even 'not asked'; "
            "panel and traces are not of one draw: run notebook 2_trace again"
        )
