"""About whom was nobody asked, and why: drawn units by what was not asked and by the reason's code."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from whosefaces.measure.measured import Measured
from whosefaces.measure.questions.licences_dated import NOT_ANSWERED
from whosefaces.trace.unasked import NO_ANSWER, NO_KEY, NOT_PUBLIC_FIRST, REASONS, WORDS

THE_PHOTO, ITS_ACCOUNT, ITS_HISTORY, THE_ACCOUNT = ABOUT = (
    "whether the photo is public",
    "whether its account exists",
    "its dated licences",
    "whether the account exists",
)
COLUMNS = ["unit", "about", "code", "reason", "units"]


def table(measured: Measured) -> pd.DataFrame:
    """The rows of NOT_ASKED: the reasons in their order, and none that holds for nobody."""
    rows = [
        {"unit": unit, "about": about, "code": code, "reason": WORDS[code], "units": int((codes == code).sum())}
        for unit, about, codes in _codes(measured)
        for code in REASONS
        if (codes == code).any()
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _codes(measured: Measured) -> Iterator[tuple[str, str, pd.Series]]:
    photos, accounts = measured.coded.photos, measured.coded.accounts
    yield "photo", THE_PHOTO, because(photos["photo"], photos["photo_unasked"])
    yield "photo", ITS_ACCOUNT, because(photos["account"], photos["unasked"])
    yield "photo", ITS_HISTORY, _history(photos, keyed="api" in measured.investigation.trace.sources)
    yield "account", THE_ACCOUNT, because(accounts["account"], accounts["unasked"])


def because(state: pd.Series, codes: pd.Series) -> pd.Series:
    """The code of each unit that was not asked about, and nothing for the others."""
    return codes.astype(object).fillna(NO_ANSWER).where(state == "not asked", None)


def _history(photos: pd.DataFrame, *, keyed: bool) -> pd.Series:
    """Flickr tells a photo's dated licences while it is public, and to the API alone."""
    untold = photos["licence_history"] == NOT_ANSWERED
    if not keyed:
        return pd.Series(NO_KEY, index=photos.index, dtype=object).where(untold, None)
    codes = because(photos["photo"], photos["photo_unasked"])
    return codes.mask(photos["photo"].isin(["not public", "unknown"]), NOT_PUBLIC_FIRST).where(untold, None)
