"""Whom to interview: the drawn accounts that exist, in an order that nobody chose. For the case only.

A reporter who picks whom to ring picks the story. The order is that of SHA-256 of ``salt|interview|account``: fixed
before anything was known, and another than the order of the draw. Going down the list, and noting who did not answer,
keeps the interviews a sample. It names people: it stays in the case.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import pandas as pd

from whosefaces.measure.measured import Measured

COLUMNS = ["place", "account", "profile", "photos_in_frame_drawn", "rang", "answered"]


def listed(measured: Measured) -> pd.DataFrame:
    """The accounts of the panel that exist, in the order in which to ask them.

    Returns:
        place, account, profile (its address on Flickr), photos_in_frame_drawn (of it, in the photo sample); two empty
        columns to fill in.
    """
    accounts = measured.coded.accounts
    existing = accounts.loc[accounts["account"] == "exists", "account_key"].tolist()
    salt = measured.investigation.salt()
    order = sorted(existing, key=lambda key: hashlib.sha256(f"{salt}|interview|{key}".encode()).hexdigest())
    drawn = measured.coded.photos["owner"].value_counts().to_dict()
    return pd.DataFrame(
        {
            "place": range(1, len(order) + 1),
            "account": order,
            "profile": [f"https://www.flickr.com/people/{key.removeprefix('alias:')}/" for key in order],
            "photos_in_frame_drawn": [int(drawn.get(key, 0)) for key in order],
            "rang": "",
            "answered": "",
        },
        columns=COLUMNS,
    )


def write(measured: Measured, case: Path) -> Path:
    """``case/interviews.csv``."""
    path = case / "interviews.csv"
    case.mkdir(parents=True, exist_ok=True)
    listed(measured).to_csv(path, index=False, lineterminator="\n")
    return path
