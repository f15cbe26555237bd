"""What do Flickr's answers mean? By method and code together, in the words of METHOD.md section 2.

A photo is "public" or "not public"; Flickr does not tell deleted from private from never existed, and neither does
this suite. An account is gone only where people.getInfo says so (code 5): "not found" (code 1) is unknown.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from analysis.flickr import licences
from analysis.flickr.address import read_nsid
from analysis.trace.flickr_api import Reply, element, elements, text

PHOTO = "flickr.photos.getInfo"
ACCOUNT = "flickr.people.getInfo"
LOOKUP = "flickr.urls.lookupUser"
LICENCES = "flickr.photos.licenses.getInfo"

# (method, code) -> what it says. The same code means other things in other methods.
_FAILURES: Mapping[tuple[str, int], str] = {
    (PHOTO, 1): "not public",
    # "Photo is private": seen for a time in 2024; before and since, private photos answer 1.
    (PHOTO, 2): "not public",
    (ACCOUNT, 1): "unknown",
    # "User deleted": not in Flickr's documentation, but recorded.
    (ACCOUNT, 5): "gone",
    (LOOKUP, 1): "unknown",
}

# Flickr memorialises an account by showing it in the username and locking the login:
# https://www.flickrhelp.com/hc/en-us/articles/4404071450516-In-Memoriam-Flickr-Accounts
# https://blog.flickr.net/en/2019/03/08/update-on-creative-commons-licenses-and-in-memoriam-accounts/
_MEMORIAL = re.compile(r"\bin\s+memoriam\b", re.IGNORECASE)


@dataclass(frozen=True)
class Answer:
    """What one exchange says about one photo or account.

    ``conclusive`` is false for an answer that settles nothing: it may be asked again.
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


def read_photo(reply: Reply) -> Answer:
    """photos.getInfo: whether the photo is public, whose it is, under which licence."""
    if reply.code is not None:
        return _failed(reply)
    photo = element(reply.body, "photo")
    if text(photo.get("id")) != reply.asked["photo_id"]:
        return _inconclusive(reply, "answers about another photo")
    public = text(element(photo, "visibility").get("ispublic"))
    if public not in ("0", "1"):
        return _inconclusive(reply, "does not say whether the photo is public")
    nsid = text(element(photo, "owner").get("nsid"))
    said = text(photo.get("license"))
    return Answer(
        PHOTO,
        "public" if public == "1" else "not public",
        True,
        reply.asked_at,
        reply.evidence_id,
        owner_nsid=read_nsid(nsid) if nsid else None,
        licence=licences.NOT_UNDERSTOOD if said is None else licences.by_flickr_id(said, reply.asked_at.date()),
        note="" if said is None or _known(said, reply) else f"licence id {said}",
    )


def read_account(reply: Reply) -> Answer:
    """people.getInfo: whether the account exists, and whether it pays."""
    if reply.code is not None:
        return _failed(reply)
    person = element(reply.body, "person")
    nsid = text(person.get("nsid")) or text(person.get("id"))
    if nsid is None or read_nsid(nsid) != reply.asked["user_id"]:
        return _inconclusive(reply, "answers about another account")
    if text(person.get("is_deleted")) == "1":
        outcome = "gone"
    elif _MEMORIAL.search(text(person.get("username")) or ""):
        outcome = "memorial"
    else:
        outcome = "exists"
    pays = {"0": False, "1": True}.get(text(person.get("ispro")) or "")
    return Answer(ACCOUNT, outcome, True, reply.asked_at, reply.evidence_id, is_pro=pays)


def read_lookup(reply: Reply) -> Answer:
    """urls.lookupUser: the NSID behind an alias. It says nothing about whether the account can be reached."""
    if reply.code is not None:
        return _failed(reply)
    nsid = text(element(reply.body, "user").get("id"))
    known = read_nsid(nsid) if nsid else None
    if known is None:
        return _inconclusive(reply, "names no account")
    return Answer(LOOKUP, "unknown", True, reply.asked_at, reply.evidence_id, owner_nsid=known)


def read_licences(reply: Reply) -> Mapping[str, str]:
    """photos.licenses.getInfo: Flickr's table of the day, id to address."""
    table = elements(element(reply.body, "licenses"), "license")
    return {text(one.get("id")) or "": text(one.get("url")) or "" for one in table}


def unknown_licences(table: Mapping[str, str], on: dt.date) -> list[str]:
    """The ids in Flickr's own table of that day that the dated table does not know: a finding to report."""
    return sorted(said for said in table if licences.by_flickr_id(said, on) == licences.NOT_UNDERSTOOD)


def is_conclusive(reply: Reply) -> bool:
    """Whether a reply settles what was asked."""
    reader: Any = {PHOTO: read_photo, ACCOUNT: read_account, LOOKUP: read_lookup}.get(reply.method)
    if reader is not None:
        return bool(reader(reply).conclusive)
    return reply.code is None


def _failed(reply: Reply) -> Answer:
    code = reply.code or 0
    meaning = _FAILURES.get((reply.method, code))
    if meaning is None:
        return _inconclusive(reply, f"code {code} is not one that this method is known to give")
    return Answer(reply.method, meaning, True, reply.asked_at, reply.evidence_id, error_code=code)


def _inconclusive(reply: Reply, note: str) -> Answer:
    return Answer(reply.method, "unknown", False, reply.asked_at, reply.evidence_id, error_code=reply.code, note=note)


def _known(said: str, reply: Reply) -> bool:
    return licences.by_flickr_id(said, reply.asked_at.date()) != licences.NOT_UNDERSTOOD
