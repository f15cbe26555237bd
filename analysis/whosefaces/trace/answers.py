"""What do Flickr's answers mean? By method and code together, in the words of METHOD.md section 2.

A photo is "public" or "not public"; Flickr does not tell deleted from private from never existed, and neither does
this suite. An account is gone only where people.getInfo says so (code 5): "not found" (code 1) is unknown.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from whosefaces.flickr import licences
from whosefaces.flickr.address import read_address, read_nsid, read_photo_id
from whosefaces.trace.http.flickr_api import Reply, element, elements, number, text

PHOTO = "flickr.photos.getInfo"
ACCOUNT = "flickr.people.getInfo"
LOOKUP = "flickr.urls.lookupUser"
LICENCES = "flickr.photos.licenses.getInfo"
HISTORY = "flickr.photos.licenses.getLicenseHistory"
TAGGED = "flickr.photos.people.getList"
PROFILE = "flickr.profile.getProfile"
LISTING = "flickr.people.getPublicPhotos"

PUBLIC, NOT_PUBLIC, UNKNOWN, NOT_ASKED = "public", "not public", "unknown", "not asked"
EXISTS, GONE, MEMORIAL = "exists", "gone", "memorial"
UNCHANGED, VERSION_BUMP, CHANGED = "unchanged", "version bump", "changed"

# (method, code) -> what it says. The same code means other things in other methods.
_FAILURES: Mapping[tuple[str, int], str] = {
    (PHOTO, 1): NOT_PUBLIC,
    # "Photo is private": seen for a time in 2024; before and since, private photos answer 1.
    (PHOTO, 2): NOT_PUBLIC,
    (ACCOUNT, 1): UNKNOWN,
    # "User deleted": not in Flickr's documentation, but recorded.
    (ACCOUNT, 5): GONE,
    (LOOKUP, 1): UNKNOWN,
    # Nothing was ever recorded of these two about a private photo; whether it is public, getInfo says.
    (HISTORY, 1): UNKNOWN,
    (TAGGED, 1): UNKNOWN,
    # The same deleted account answers 5 to getInfo and 1 here: only getInfo tells.
    (LISTING, 1): UNKNOWN,
    (PROFILE, 1): UNKNOWN,
}

# Flickr memorialises an account by showing it in the username and locking the login:
# https://www.flickrhelp.com/hc/en-us/articles/4404071450516-In-Memoriam-Flickr-Accounts
# https://blog.flickr.net/en/2019/03/08/update-on-creative-commons-licenses-and-in-memoriam-accounts/
_MEMORIAL = re.compile(r"\bin\s+memoriam\b", re.IGNORECASE)

# What a profile publishes of ways outside Flickr; whether one of them is filled is all that is kept.
_CONTACTS = ("website", "facebook", "twitter", "tumblr", "instagram", "pinterest")
_SHOWN_TO_THE_OWNER = "email"

_DAY_ONE = dt.datetime(1970, 1, 1)
_NO_DAY = 1 << 32
"""Seconds since 1970 that lie after this century: in a date of today's they are nonsense."""


@dataclass(frozen=True)
class Answer:
    """What one exchange with one source says about one photo or account.

    ``conclusive`` is false for an answer that settles nothing: it may be asked again. ``outcome`` is "unknown" too
    where the question was about something else than whether a photo is public or an account exists.

    Attributes:
        question: the API method, or the kind of page.
        error_code: the source's own code; the HTTP status where it has none and was not 200.
        note: why it settles nothing, or what was not understood. It names nobody.
        source: who was asked.
        licence, licence_on: the licence, and the day on which the photo had it.
        days_from_wanted: how many days after the wanted day that is; negative: before it.
        history: "unchanged", "version bump", "changed", or "not understood", by Flickr's dated history.
        licence_then: by that history, the licence on the wanted day, in ``licence_on``.
        tagged: how many accounts are tagged on the photo; never which.
        last_upload: the day of the account's newest public upload, as far as the answer lists it.
        uploads: how many public photos the account has.
        listed: (photo id, our id of its licence) of the public photos that the answer lists.
        pages: how many pages the list has.
        contact: whether the profile publishes a way outside Flickr; never which.
        file_served: whether the image file is still served at its listed address; None: not asked, or unclear.
        renewed: whether the licence, or one of those listed, shows an act of the owner's since June 2025; None: it does not
            show, which says nothing.
        noarchive: whether the page asks archives to keep no copy; None: no page was read.
    """

    question: str
    outcome: str
    conclusive: bool
    asked_at: dt.datetime
    evidence_id: str
    error_code: int | None = None
    owner_nsid: str | None = None
    licence: str | None = None
    is_pro: bool | None = None
    note: str = ""
    source: str = "api"
    owner_alias: str | None = None
    licence_on: dt.date | None = None
    days_from_wanted: int | None = None
    history: str | None = None
    licence_then: str | None = None
    tagged: int | None = None
    last_upload: dt.date | None = None
    uploads: int | None = None
    listed: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    pages: int | None = None
    contact: bool | None = None
    file_served: bool | None = None
    noarchive: bool | None = None
    renewed: bool | None = None

    def __post_init__(self) -> None:
        """A note can quote a stranger; it goes to tables and terminals, so only what can be printed stays in it."""
        if not self.note.isprintable():
            object.__setattr__(self, "note", "".join(c for c in self.note if c.isprintable()))

    def as_text(self) -> str:
        """The answer as JSON, for a ledger; :func:`from_text` reads it back."""
        # Field by field: ``asdict`` copies deeply, which takes longer than all the rest of it.
        fields = {name: value for name in _NAMES if (value := getattr(self, name)) is not None and value != ()}
        return json.dumps(fields, default=lambda day: day.isoformat(), separators=(",", ":"), sort_keys=True)


_NAMES = tuple(one.name for one in fields(Answer))
_FIELDS = frozenset(_NAMES)


def from_text(line: str) -> Answer:
    """The answer that :meth:`Answer.as_text` wrote down.

    Raises:
        ValueError: it is none, or one of another version of the suite.
    """
    kept = json.loads(line)
    if not isinstance(kept, dict) or not kept.keys() <= _FIELDS:
        raise ValueError("not an answer of this version")
    for day in ("licence_on", "last_upload"):
        if day in kept:
            kept[day] = dt.date.fromisoformat(kept[day])
    kept["asked_at"] = dt.datetime.fromisoformat(kept["asked_at"])
    kept["listed"] = tuple((photo_id, licence) for photo_id, licence in kept.get("listed", ()))
    return Answer(**kept)


# -- photos -----------------------------------------------------------------------------------------------------


def read_photo(reply: Reply) -> Answer:
    """photos.getInfo: whether the photo is public, whose it is, under which licence, and whether nobody is tagged."""
    if reply.code is not None:
        return _failed(reply)
    photo = element(reply.body, "photo")
    if text(photo.get("id")) != reply.asked["photo_id"]:
        return _inconclusive(reply, "answers about another photo")
    public = text(element(photo, "visibility").get("ispublic"))
    if public not in ("0", "1"):
        return _inconclusive(reply, "does not say whether the photo is public")
    owner = element(photo, "owner")
    nsid, alias = text(owner.get("nsid")), text(owner.get("path_alias"))
    licence_id = text(photo.get("license"))
    uploaded = _day(photo.get("dateuploaded"))
    return _answer(
        reply,
        PUBLIC if public == "1" else NOT_PUBLIC,
        owner_nsid=read_nsid(nsid) if nsid else None,
        owner_alias=read_address(f"https://www.flickr.com/photos/{alias}/").alias if alias else None,
        licence=_licence(licence_id, reply),
        licence_on=reply.asked_at.date(),
        # "1" says that there are some; how many, people.getList tells.
        tagged=0 if text(element(photo, "people").get("haspeople")) == "0" else None,
        note="" if licence_id is None or _known(licence_id, reply) else f"licence id {licence_id}",
        renewed=licences.is_owners_act(_licence(licence_id, reply), uploaded) or None,
    )


def read_tagged(reply: Reply) -> Answer:
    """photos.people.getList: how many accounts are tagged on the photo. Who they are is not read."""
    if reply.code is not None:
        return _failed(reply)
    total = number(element(reply.body, "people").get("total"))
    if total is None:
        return _inconclusive(reply, "does not say how many are tagged")
    return _answer(reply, UNKNOWN, tagged=total)


def read_history(reply: Reply, wanted_on: dt.date | None = None) -> Answer:
    """photos.licenses.getLicenseHistory: whether the licence ever changed, and what it was on the day ``wanted_on``.

    A photo whose licence never changed has one entry with an empty new name, dated at the upload. Entries carry the
    names and addresses of the day of the call, so they are read by address, then by name; the order is not promised.
    """
    if reply.code is not None:
        return _failed(reply)
    steps = sorted(map(_step, elements(reply.body, "license_history")), key=lambda step: step[0])
    history, then = _told(steps, wanted_on)
    note = "a history that is not understood" if history == licences.NOT_UNDERSTOOD else ""
    on = None if then is None else wanted_on
    return _answer(reply, UNKNOWN, history=history, licence_then=then, licence_on=on, note=note)


_Step = tuple[dt.date, str, str | None]
"""(the day, the licence before, the licence after; None: there was no change)."""


def _step(entry: Mapping[str, Any]) -> _Step:
    day = _day(entry.get("date_change")) or dt.date.max
    old, new = text(entry.get("old_license")) or "", text(entry.get("new_license")) or ""
    new_url = text(entry.get("new_license_url")) or ""
    return day, _named(old, text(entry.get("old_license_url")) or ""), _named(new, new_url) if new or new_url else None


def _named(name: str, url: str) -> str:
    by_url = licences.by_url(url) if url else licences.NOT_UNDERSTOOD
    return by_url if by_url != licences.NOT_UNDERSTOOD else licences.by_name(name)


def _told(steps: list[_Step], wanted_on: dt.date | None) -> tuple[str, str | None]:
    """What the steps say: the kind of history, and the licence on the wanted day."""
    if len(steps) == 1 and steps[0][2] is None and steps[0][1] != licences.NOT_UNDERSTOOD:
        return UNCHANGED, steps[0][1] if wanted_on else None
    changes = [(day, old, new) for day, old, new in steps if new is not None]
    hangs_together = all(before[2] == after[1] for before, after in zip(changes, changes[1:], strict=False))
    understood = all(licences.NOT_UNDERSTOOD not in (old, new) and day != dt.date.max for day, old, new in changes)
    if not changes or len(changes) != len(steps) or not understood or not hangs_together:
        return licences.NOT_UNDERSTOOD, None
    bumps = all(licences.is_version_bump(old, new) for _, old, new in changes)
    then = None
    if wanted_on is not None:
        then = next((new for day, _, new in reversed(changes) if day <= wanted_on), changes[0][1])
    return VERSION_BUMP if bumps else CHANGED, then


# -- accounts ---------------------------------------------------------------------------------------------------


def read_account(reply: Reply) -> Answer:
    """people.getInfo: whether the account exists, and whether it pays."""
    if reply.code is not None:
        return _failed(reply)
    person = element(reply.body, "person")
    nsid = text(person.get("nsid")) or text(person.get("id"))
    if nsid is None or read_nsid(nsid) != reply.asked["user_id"]:
        return _inconclusive(reply, "answers about another account")
    deleted = text(person.get("is_deleted")) == "1"
    pays = {"0": False, "1": True}.get(text(person.get("ispro")) or "")
    return _answer(reply, state(text(person.get("username")) or "", deleted=deleted), is_pro=pays)


def state(username: str, *, deleted: bool) -> str:
    """What an account's own page or answer says of it: exists, gone or memorial."""
    if deleted:
        return GONE
    return MEMORIAL if _MEMORIAL.search(username) else EXISTS


def read_profile(reply: Reply) -> Answer:
    """profile.getProfile: whether a way outside Flickr is published. Answers for deleted accounts too: no proof of life."""
    if reply.code is not None:
        return _failed(reply)
    profile = element(reply.body, "profile")
    nsid = text(profile.get("nsid")) or text(profile.get("id"))
    if nsid is None or read_nsid(nsid) != reply.asked["user_id"]:
        return _inconclusive(reply, "answers about another account")
    # Redaction before writing leaves a mark where a contact stood; any text says that there is one.
    published = any((text(profile.get(way)) or "").strip() for way in (*_CONTACTS, _SHOWN_TO_THE_OWNER))
    if not published and not profile.keys() >= set(_CONTACTS):
        return _inconclusive(reply, "does not say of every way outside Flickr whether it is published")
    return _answer(reply, UNKNOWN, contact=published)


def read_listing(reply: Reply) -> Answer:
    """people.getPublicPhotos: a page of the account's public photos, newest upload first, with their licences.

    A photo on the list is public. One that is not on it may be public all the same: a call without an account sees
    only what is marked safe.
    """
    if reply.code is not None:
        return _failed(reply)
    listing = element(reply.body, "photos")
    total, pages = number(listing.get("total")), number(listing.get("pages"))
    if total is None or pages is None:
        return _inconclusive(reply, "does not say how many photos there are")
    photos = elements(listing, "photo")
    if any(read_nsid(text(one.get("owner")) or "") != reply.asked["user_id"] for one in photos):
        return _inconclusive(reply, "lists photos of another account")
    days = [day for one in photos if (day := _day(one.get("dateupload"))) is not None]
    unknown = sorted(
        {licence_id for one in photos if (licence_id := text(one.get("license"))) and not _known(licence_id, reply)}
    )
    renewed = any(
        licences.is_owners_act(_licence(text(one.get("license")), reply), _day(one.get("dateupload"))) for one in photos
    )
    return _answer(
        reply,
        UNKNOWN,
        renewed=renewed or None,
        owner_nsid=reply.asked["user_id"],
        last_upload=max(days, default=None) if reply.asked.get("page", "1") == "1" else None,
        uploads=total,
        pages=pages,
        listed=tuple(_listed(photos, reply)),
        note=" ".join(f"licence id {licence_id}" for licence_id in unknown),
        licence_on=reply.asked_at.date(),
    )


def _listed(photos: list[Mapping[str, Any]], reply: Reply) -> list[tuple[str, str]]:
    ids = [(read_photo_id(text(one.get("id")) or ""), text(one.get("license"))) for one in photos]
    # Without its licence (it has to be asked for) a photo is not answered as getInfo would.
    return [
        (photo_id, _licence(licence_id, reply)) for photo_id, licence_id in ids if photo_id and licence_id is not None
    ]


def _day(seconds: object) -> dt.date | None:
    """A day, of seconds since 1970; None: no such seconds, or none that any photo can have been uploaded in."""
    timestamp = number(seconds)
    return (
        (_DAY_ONE + dt.timedelta(seconds=timestamp)).date()
        if timestamp is not None and 0 <= timestamp < _NO_DAY
        else None
    )


def activity(answer: Answer) -> str:
    """The code ``last_public_upload`` that a list of public photos gives, against the day on which it was given."""
    if answer.uploads == 0:
        return "none public"
    if answer.last_upload is None or answer.last_upload > answer.asked_at.date() + dt.timedelta(days=2):
        return NOT_ASKED
    return "within 24 months" if answer.last_upload >= _two_years_before(answer.asked_at.date()) else "older"


def _two_years_before(day: dt.date) -> dt.date:
    try:
        return day.replace(year=day.year - 2)
    except ValueError:  # 29 February
        return day.replace(year=day.year - 2, day=28)


def read_lookup(reply: Reply) -> Answer:
    """urls.lookupUser: the NSID behind an alias. It says nothing about whether the account can be reached."""
    if reply.code is not None:
        return _failed(reply)
    nsid = text(element(reply.body, "user").get("id"))
    owner = read_nsid(nsid) if nsid else None
    if owner is None:
        return _inconclusive(reply, "names no account")
    return _answer(reply, UNKNOWN, owner_nsid=owner)


# -- Flickr's own table of licences -------------------------------------------------------------------------------


def read_licences(reply: Reply) -> Answer:
    """photos.licenses.getInfo: the ids in Flickr's table of the day that the dated table does not know, in the note."""
    if reply.code is not None:
        return _failed(reply)
    table = elements(element(reply.body, "licenses"), "license")
    if not table:
        return _inconclusive(reply, "holds no licences")
    unknown = sorted(licence_id for one in table if not _known(licence_id := text(one.get("id")) or "none", reply))
    return _answer(reply, UNKNOWN, note=" ".join(f"licence id {licence_id}" for licence_id in unknown))


def unknown_licences(answer: Answer) -> set[str]:
    """The licence ids that an answer used and that the dated table does not know: a finding to report."""
    return set(re.findall(r"licence id (\S+)", answer.note))


# -- what every answer has ----------------------------------------------------------------------------------------


def _answer(reply: Reply, outcome: str, **fields: Any) -> Answer:
    return Answer(reply.method, outcome, True, reply.asked_at, reply.evidence_id, **fields)


def _failed(reply: Reply) -> Answer:
    code = reply.code or 0
    meaning = _FAILURES.get((reply.method, code))
    if meaning is None:
        return _inconclusive(reply, f"code {code} is not one that this method is known to give")
    return Answer(reply.method, meaning, True, reply.asked_at, reply.evidence_id, error_code=code)


def _inconclusive(reply: Reply, note: str) -> Answer:
    return Answer(reply.method, UNKNOWN, False, reply.asked_at, reply.evidence_id, error_code=reply.code, note=note)


def _licence(licence_id: str | None, reply: Reply) -> str:
    return licences.NOT_UNDERSTOOD if licence_id is None else licences.by_flickr_id(licence_id, reply.asked_at.date())


def _known(licence_id: str, reply: Reply) -> bool:
    return _licence(licence_id, reply) != licences.NOT_UNDERSTOOD
