"""The licence listed against the licence now, with version bumps apart from changes of mind.

Flickr moved to Creative Commons 4.0 on 18 June 2025, for some photos that were there before: from cc-by-2.0 to
cc-by-4.0 nobody changed the terms they chose. And a Creative Commons licence cannot be revoked: "changed since" never
means "withdrawn for earlier takers".
"""

from __future__ import annotations

import re

import pandas as pd

CHANGES = ("unchanged", "version bump", "changed", "not comparable", "not public", "unknown", "not asked")


def change(listed: object, now: object, photo: str) -> str:
    """What became of one photo's licence.

    "not comparable": no licence was listed, rows disagree, or one of the two was not understood.
    """
    if photo != "public":
        return photo
    if not isinstance(now, str):
        return "unknown"
    if not isinstance(listed, str) or "not understood" in (listed, now) or listed == "rows disagree":
        return "not comparable"
    if listed == now:
        return "unchanged"
    return "version bump" if _terms(listed) == _terms(now) else "changed"


def _terms(licence: str) -> str:
    """The licence without its version: what was chosen. Licences without a version stand for themselves."""
    return re.sub(r"^(cc-by[a-z-]*)-\d\.\d$", r"\1", licence)


def compare(photos: pd.DataFrame) -> pd.DataFrame:
    """listed, now, change, photos: the drawn photos by licence listed and licence answered.

    Args:
        photos: photo, licence and licence_listed of each drawn photo.
    """
    told = pd.DataFrame(
        {
            "listed": photos["licence_listed"].astype(object).where(photos["licence_listed"].notna(), "none listed"),
            "now": photos["licence"].astype(object).where(photos["licence"].notna(), "no answer"),
            "change": changes(photos),
        }
    )
    return told.value_counts(sort=False).rename("photos").reset_index().sort_values(["listed", "now", "change"])


def changes(photos: pd.DataFrame) -> pd.Series:
    """:func:`change` for each drawn photo."""
    return pd.Series(
        [
            change(listed, now, photo)
            for listed, now, photo in zip(photos["licence_listed"], photos["licence"], photos["photo"], strict=True)
        ],
        index=photos.index,
        dtype=object,
    )
