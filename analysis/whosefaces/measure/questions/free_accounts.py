"""One way of acting on Flickr is closed to some: a free account may keep no more than 50 photos out of sight.

Where a procedure takes "make private" for an answer, whoever has more than 50 photos in the list and does not pay cannot
make them all private. The count is a lower bound, for an account may hold more photos than the list knows of. The
other actions stay open, so the share of those who could get out is as it was; only where "make private" is the
only action does it fall (:func:`closed`, which :mod:`whosefaces.measure.questions.optout` asks).
"""

from __future__ import annotations

import datetime as dt

import pandas as pd

from whosefaces.dossiers.procedures import Procedure
from whosefaces.flickr.limits import NON_PUBLIC_LIMIT_SINCE, NON_PUBLIC_PHOTOS_OF_A_FREE_ACCOUNT
from whosefaces.measure.finding import Finding, What
from whosefaces.measure.measured import Measured

ACTION = "make private"
ID = "make-private-closed"


def findings(measured: Measured) -> list[Finding]:
    """How many accounts the action is closed to; none where no procedure of a day since the limit takes it."""
    asking = [procedure for procedure in measured.procedures if applies(procedure, measured.as_of)]
    if not asking or measured.accounts is None:
        return []
    accounts = measured.coded.accounts
    what = What(
        ID,
        "Accounts that cannot make all their photos of the list private",
        f"do not pay and have more than {NON_PUBLIC_PHOTOS_OF_A_FREE_ACCOUNT} photos in the list",
        procedure=asking[0].name,
        caution="at least: an account may hold more photos than the list knows of; other actions stay open to it",
    )
    return [measured.account_share(what, closed(accounts), accounts["account"] == "not asked")]


def applies(procedure: Procedure, as_of: dt.date) -> bool:
    """The procedure takes the action, on a day on which the limit held."""
    return ACTION in procedure.at_source.actions and procedure.day(as_of) >= NON_PUBLIC_LIMIT_SINCE


def closed(accounts: pd.DataFrame) -> pd.Series:
    """Is the action closed to each account? Yes: it exists, does not pay and has too many photos in the list.

    Args:
        accounts: account, is_pro (null where nobody told) and photos_listed, as measured.

    Returns:
        "yes", "no" or "unknown" on the index of ``accounts``. No: it has few enough in the list, pays, or is gone.
    """
    many = accounts["photos_listed"] > NON_PUBLIC_PHOTOS_OF_A_FREE_ACCOUNT
    pays = accounts["is_pro"].astype("boolean")
    lives = accounts["account"]
    free = many & (lives == "exists") & pays.eq(False).fillna(False)
    open_ = ~many | lives.isin(["gone", "memorial"]) | pays.fillna(False)
    answers = pd.Series("unknown", index=accounts.index, dtype=object)
    return answers.mask(open_.astype(bool), "no").mask(free.astype(bool), "yes")
