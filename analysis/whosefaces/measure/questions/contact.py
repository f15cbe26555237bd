"""Who could be told: a channel exists, said for three notifiers; activity beside it, never folded in.

The platform holds the login's e-mail address of every account that exists. The dataset's holder can find the account
if the manifest or its parent names the owner, and it exists. A third party can write on the platform if it exists, or
by a contact that the profile publishes. "Could" is not "would": no source gives the share who would read or answer.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from whosefaces.measure import three_valued
from whosefaces.measure.estimators import multiplicity
from whosefaces.measure.finding import Finding, What, count, weighed
from whosefaces.measure.measured import Measured
from whosefaces.measure.questions import two_by_two
from whosefaces.measure.reach import CODES, exists
from whosefaces.measure.suppression import Cells

NOTIFIERS = ("platform", "holder", "third party")


def findings(measured: Measured) -> list[Finding]:
    """P1 and P2, the other notifiers, activity, and photos that are gone while their account lives."""
    photos, accounts = measured.coded.photos, measured.coded.accounts
    made = [_photo(measured, notifier) for notifier in NOTIFIERS]
    made += [_account(measured, notifier) for notifier in NOTIFIERS]
    public = is_public(photos["photo"])
    made.append(
        measured.photo_share(
            What("photo-public", "Photos that are public on Flickr", "are public on Flickr on the day asked"),
            public,
            photos["photo"] == "not asked",
        )
    )
    gone_alive = three_valued.all_of([_not(public), exists(photos["account"])])
    made.append(
        measured.photo_share(
            What(
                "photo-gone-account-alive",
                "Photos that are not public although their account exists",
                "are not public although their account exists",
            ),
            gone_alive,
            _unasked(photos) | (photos["photo"] == "not asked"),
        )
    )
    made.append(
        measured.account_share(
            What(
                "active",
                "Accounts that exist and uploaded in public within 24 months: likely to read a message",
                "exist and uploaded in public within 24 months",
                caution="shown beside what could be told, never in the place of it",
            ),
            three_valued.all_of([exists(accounts["account"]), _active(accounts["last_public_upload"])]),
            _unasked(accounts) | (accounts["last_public_upload"] == "not asked"),
        )
    )
    made += [_seen(measured), *_from_photos(measured)]
    return made


def tables(measured: Measured) -> dict[str, Cells]:
    """The four codes apart, and the two by two of photo and account."""
    photos, accounts = measured.coded.photos, measured.coded.accounts
    rows, masks = [], []
    for code in ("account", "last_public_upload", "contact_flag"):
        for value in CODES[code]:
            rows.append({"code": code, "value": value, "accounts": int((accounts[code] == value).sum())})
            masks.append((accounts[code] == value).to_numpy())
    asking = tuple(row["value"] in ("unknown", "not asked") for row in rows)
    codes = Cells(
        "account",
        pd.DataFrame(rows, columns=["code", "value", "accounts"]),
        tuple(masks),
        "accounts",
        asking,
        joins=("code", "value"),
    )

    named = photos["owner_from"].map({"listed": "listed", "traced": "told by Flickr", "nobody": "unknown"})
    owner_rows = [{"owner": value, "photos": int((named == value).sum())} for value in OWNER_FROM]
    owners = Cells(
        "photo",
        pd.DataFrame(owner_rows, columns=["owner", "photos"]),
        tuple((named == value).to_numpy() for value in OWNER_FROM),
        "photos",
        (True,) * len(OWNER_FROM),  # who named the owner says nothing of the owner
    )
    return {"codes": codes, "owners": owners, "photo_by_account": two_by_two.cells(photos)}


OWNER_FROM = ("listed", "told by Flickr", "unknown")


def reachable(units: pd.DataFrame, notifier: str, owner_listed: pd.Series) -> pd.Series:
    """Yes, no or unknown for each unit: could this notifier tell them?"""
    alive = exists(units["account"])
    if notifier == "platform":
        return alive
    if notifier == "holder":
        return three_valued.all_of([owner_listed.map({True: "yes", False: "no"}), alive])
    published = units["contact_flag"].map({"yes": "yes", "no": "no"}).astype(object).fillna("unknown")
    return three_valued.any_of([alive, published])


_LABEL = {
    "platform": "the platform could notify",
    "holder": "the dataset's holder could notify",
    "third party": "a third party could reach",
}
_PREDICATE = {
    "platform": "could be notified by the platform",
    "holder": "could be notified by the dataset's holder",
    "third party": "could be reached by a third party",
}


def _photo(measured: Measured, notifier: str) -> Finding:
    photos = measured.coded.photos
    name = "P1" if notifier == "platform" else f"photo-{notifier.replace(' ', '-')}"
    what = What(
        name,
        f"Photos whose account {_LABEL[notifier]}",
        f"belong to an account that {_LABEL[notifier]}",
        notifier=notifier,
    )
    silent = _unasked(photos) | ((photos["contact_flag"] == "not asked") & (notifier == "third party"))
    values = reachable(photos, notifier, photos["owner_from"] == "listed")
    finding = measured.photo_share(what, values, silent)
    return replace(finding, contains="P1") if notifier == "third party" else finding


def _account(measured: Measured, notifier: str) -> Finding:
    accounts = measured.coded.accounts
    name = "P2" if notifier == "platform" else f"account-{notifier.replace(' ', '-')}"
    what = What(name, f"Accounts that {_LABEL[notifier]}", _PREDICATE[notifier], notifier=notifier)
    silent = _unasked(accounts) | ((accounts["contact_flag"] == "not asked") & (notifier == "third party"))
    listed = pd.Series(True, index=accounts.index)  # the frame holds only accounts that the manifest or parent names
    finding = measured.account_share(what, reachable(accounts, notifier, listed), silent)
    return replace(finding, contains="P2") if notifier == "third party" else finding


def _seen(measured: Measured) -> Finding:
    words = "accounts seen behind the drawn photos; not a frame, and no share can be taken of it"
    what = What("accounts-seen", "Accounts seen behind the drawn photos", "number of accounts seen")
    return count(what, measured.as_of, int(measured.coded.photos["owner"].nunique()), "account", words)


def _from_photos(measured: Measured) -> list[Finding]:
    """P2 once more, from the drawn photos: each weighs 1/m, for an account with m photos is met m times as often.

    Another sample, and another estimator, for the same number: whoever doubts P2 can hold the two against one another.
    Of the accounts of a frame; the photos whose owner nobody lists are not of it.
    """
    accounts, photos = measured.accounts, measured.coded.photos
    if accounts is None or measured.photo_design.stratified:
        return []
    what = What(
        "account-platform-from-photos",
        "Accounts that the platform could notify, told from the drawn photos",
        "could be notified by the platform, told from the drawn photos, each weighing one over its account's photos",
        caution="a second way to P2, to hold it against; P2 comes from the sample of accounts",
    )
    listed = photos["photos_of_account"].notna()
    values = exists(photos["account"])
    said = multiplicity.account_share(
        (values == "yes")[listed],
        photos["photos_of_account"][listed].astype("int64"),
        measured.frame.photos_with_owner,
        accounts,
        (values == "unknown")[listed],
    )
    return [weighed(what, measured.as_of, said, "photo", values, listed)]


def _active(last_upload: pd.Series) -> pd.Series:
    return (
        last_upload.map({"within 24 months": "yes", "older": "no", "none public": "no"})
        .astype(object)
        .fillna("unknown")
    )


def is_public(photo: pd.Series) -> pd.Series:
    """Yes, no or unknown for each photo: can anybody see it on the day asked?"""
    return photo.map({"public": "yes", "not public": "no"}).astype(object).fillna("unknown")


def _not(values: pd.Series) -> pd.Series:
    return values.map({"yes": "no", "no": "yes", "unknown": "unknown"})


def _unasked(units: pd.DataFrame) -> pd.Series:
    return units["account"] == "not asked"


def table(findings: pd.DataFrame) -> pd.DataFrame:
    """The findings about telling, as ``reach.csv`` has them."""
    return findings[findings["notifier"].notna()][list(REACH_COLUMNS)].reset_index(drop=True)


REACH_COLUMNS = (
    *("notifier", "id", "label", "unit", "denominator", "numerator", "unknown", "not_asked"),
    *("estimate", "low", "high", "bound_low", "bound_high", "status", "reason", "total", "total_low", "total_high"),
)
