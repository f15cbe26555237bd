"""Who could be told: a channel exists, said for three notifiers; activity beside it, never folded in.

The platform holds the login's e-mail address of every account that exists. The dataset's holder can find the account
if the manifest or its parent names the owner, and it exists. A third party can write on the platform if it exists, or
by a contact that the profile publishes. "Could" is not "would": no source gives the share who would read or answer.
"""

from __future__ import annotations

import datetime as dt

import pandas as pd

from whosefaces.flickr.licences import VERSION_4
from whosefaces.measure import three_valued
from whosefaces.measure.estimators import multiplicity
from whosefaces.measure.finding import Finding, What, count, weighed
from whosefaces.measure.measured import Measured
from whosefaces.measure.reach import CODES, exists

NOTIFIERS = ("platform", "holder", "third party")


def findings(measured: Measured) -> list[Finding]:
    """P1 and P2, the other notifiers, activity, and photos that are gone while their account lives."""
    photos, accounts = measured.coded.photos, measured.coded.accounts
    shares = [_photo(measured, notifier) for notifier in NOTIFIERS]
    shares += [_account(measured, notifier) for notifier in NOTIFIERS]
    public = is_public(photos["photo"])
    shares.append(
        measured.photo_share(
            What("photo-public", "Photos that are public on Flickr", "are public on Flickr on the day asked"),
            public,
            photos["photo"] == "not asked",
        )
    )
    alive = exists(photos["account"])
    for name, words, photo, account in (
        ("photo-gone-account-alive", "are not public although their account exists", _not(public), alive),
        (
            "photo-gone-account-gone",
            "are not public, and their account is gone or a memorial",
            _not(public),
            _not(alive),
        ),
        ("photo-public-account-alive", "are public, and their account exists", public, alive),
        ("photo-public-account-gone", "are public although their account is gone or a memorial", public, _not(alive)),
    ):
        values = three_valued.all_of([photo, account])
        silent = _unasked(photos) | (photos["photo"] == "not asked")
        shares.append(measured.photo_share(What(name, f"Photos that {words}", words), values, silent))
    shares.append(
        measured.account_share(
            What(
                "active",
                "Accounts that exist and showed a sign of life within 24 months: likely to read a message",
                "exist, and uploaded in public within 24 months or put an older photo under a licence that is new since June 2025",
                caution="shown beside what could be told, never in the place of it",
            ),
            three_valued.all_of([exists(accounts["account"]), _alive_lately(accounts, measured.as_of)]),
            _unasked(accounts) | ((accounts["last_public_upload"] == "not asked") & accounts["renewed"].isna()),
        )
    )
    shares += [_seen(measured), *_of_two_owners(measured), *_from_photos(measured)]
    return shares


def tables(measured: Measured) -> dict[str, pd.DataFrame]:
    """The codes apart, who named the owners, and the drawn photos by what became of photo and account."""
    photos, accounts = measured.coded.photos, measured.coded.accounts
    codes = [
        {"code": code, "value": value, "accounts": int((published_code(accounts[code]) == value).sum())}
        for code, values in CODES.items()
        for value in dict.fromkeys(published_code(pd.Series(values)))
    ]
    named = photos["owner_from"].map({"listed": "listed", "traced": "told by Flickr", "nobody": "unknown"})
    owners = [{"owner": value, "photos": int((named == value).sum())} for value in OWNER_FROM]
    return {
        "codes": pd.DataFrame(codes, columns=["code", "value", "accounts"]),
        "owners": pd.DataFrame(owners, columns=["owner", "photos"]),
        "photo_by_account": _photo_by_account(photos),
    }


GONE_OR_MEMORIAL = "gone or a memorial"
PHOTO = ("public", "not public")
ACCOUNT = ("exists", GONE_OR_MEMORIAL)
EITHER_NOT_KNOWN = "one or the other not known"


def published_code(values: pd.Series) -> pd.Series:
    """A code as it is published: a memorial is read from a name, and a wrong one would declare the living dead."""
    return values.replace({"gone": GONE_OR_MEMORIAL, "memorial": GONE_OR_MEMORIAL})


def _photo_by_account(photos: pd.DataFrame) -> pd.DataFrame:
    """The two by two of photo and account, and in one row the photos of which either is not known."""
    account = published_code(photos["account"])
    rows = [
        {"photo": p, "account": a, "photos": int(((photos["photo"] == p) & (account == a)).sum())}
        for p in PHOTO
        for a in ACCOUNT
    ]
    rest = len(photos) - int(pd.DataFrame(rows)["photos"].sum())
    return pd.DataFrame([*rows, {"photo": EITHER_NOT_KNOWN, "account": EITHER_NOT_KNOWN, "photos": rest}])


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


_CONTACTED = {
    "platform": "could be contacted by Flickr",
    "holder": "could be contacted by the dataset's holder",
    "third party": "could be contacted by anybody else",
}
"""What is said of a unit that a notifier can tell."""


def _photo(measured: Measured, notifier: str) -> Finding:
    photos = measured.coded.photos
    name = "P1" if notifier == "platform" else f"photo-{notifier.replace(' ', '-')}"
    what = What(
        name,
        f"Photos whose account {_CONTACTED[notifier]}",
        f"belong to an account that {_CONTACTED[notifier]}",
        notifier=notifier,
    )
    silent = _unasked(photos) | ((photos["contact_flag"] == "not asked") & (notifier == "third party"))
    values = reachable(photos, notifier, photos["owner_from"] == "listed")
    return measured.photo_share(what, values, silent)


def _account(measured: Measured, notifier: str) -> Finding:
    accounts = measured.coded.accounts
    name = "P2" if notifier == "platform" else f"account-{notifier.replace(' ', '-')}"
    what = What(name, f"Accounts that {_CONTACTED[notifier]}", _CONTACTED[notifier], notifier=notifier)
    silent = _unasked(accounts) | ((accounts["contact_flag"] == "not asked") & (notifier == "third party"))
    in_frame = pd.Series(True, index=accounts.index)  # the frame holds only accounts that the manifest or parent names
    return measured.account_share(what, reachable(accounts, notifier, in_frame), silent)


def _seen(measured: Measured) -> Finding:
    words = "accounts seen behind the drawn photos; not a frame, and no share can be taken of it"
    what = What("accounts-seen", "Accounts seen behind the drawn photos", "number of accounts seen")
    return count(what, measured.as_of, int(measured.coded.photos["owner"].nunique()), "account", words)


def _of_two_owners(measured: Measured) -> list[Finding]:
    """How many photos have rows that name different owners. One rule holds everywhere: the owner that most rows name."""
    photos = measured.frame.photos_with_owners
    if not photos:
        return []
    what = What(
        "photos-of-two-owners",
        "Photos whose rows name different owners; the owner that most rows name counts",
        "number of photos whose rows name different owners",
    )
    return [count(what, measured.as_of, photos, "photo", measured.photos.words)]


def _from_photos(measured: Measured) -> list[Finding]:
    """P2 once more, from the drawn photos: each weighs 1/m, for an account with m photos is met m times as often.

    Another sample, and another estimator, for the same number: whoever doubts P2 can hold the two against one another.
    Of the accounts of a frame; the photos whose owner nobody lists are not of it.
    """
    accounts, photos = measured.accounts, measured.coded.photos
    if accounts is None or not measured.frame.photos or measured.photo_design.stratified:
        return []
    what = What(
        "account-platform-from-photos",
        "Accounts that could be contacted by Flickr, counted from the photos",
        "could be contacted by Flickr, counted from the photos, each weighing one over its account's photos",
        caution="a second way to P2, to hold it against; P2 comes from the sample of accounts",
    )
    owned = photos["photos_of_account"].notna()
    values = exists(photos["account"])
    estimate = multiplicity.account_share(
        (values == "yes")[owned],
        photos["photos_of_account"][owned].astype("int64"),
        measured.frame.photos_with_owner,
        accounts,
        (values == "unknown")[owned],
    )
    return [weighed(what, measured.as_of, estimate, "photo", values, owned)]


def _alive_lately(accounts: pd.DataFrame, as_of: dt.date) -> pd.Series:
    """Yes, no or unknown: a public upload within 24 months, or a licence that only its owner can have renewed since then.

    When it was renewed nobody says, only that it was on or after the day from which version 4.0 is there.
    """
    uploaded = accounts["last_public_upload"].map({"within 24 months": "yes", "older": "no", "none public": "no"})
    values = uploaded.astype(object).fillna("unknown")
    within = (as_of.year - VERSION_4.year) * 12 + as_of.month - VERSION_4.month < 24
    return values.mask(accounts["renewed"].notna(), "yes") if within else values


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
    *(
        "estimate",
        "central",
        "low",
        "high",
        "bound_low",
        "bound_high",
        "status",
        "reason_code",
        "reason",
        "total",
        "total_low",
        "total_high",
    ),
)
