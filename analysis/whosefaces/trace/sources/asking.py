"""What is asked about one photo or account, and what every source's answers have in common.

About a photo an outcome is "public", "not public" or "unknown", about an account "exists", "gone", "memorial" or "unknown". A source that cannot tell says "unknown"; so does
one that failed, but that answer is not conclusive: it settles nothing and may be asked again.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import requests

from whosefaces.flickr.address import read_address
from whosefaces.trace import hosts
from whosefaces.trace.answers import NOT_PUBLIC, PUBLIC, UNKNOWN, Answer
from whosefaces.trace.http.flickr_api import asked_at
from whosefaces.trace.http.transport import EVIDENCE_ID
from whosefaces.trace.question import Question

__all__ = ["ANY_OWNER", "NOT_PUBLIC", "PUBLIC", "UNKNOWN", "Account", "Inquiry", "Photo"]

ANY_OWNER = "_"
"""Stands for the owner in a photo page's address, where the owner is not known."""


@dataclass(frozen=True)
class Photo:
    """A photo to ask about, as far as the manifest, its parent and earlier answers know it.

    Attributes:
        listed_address: the address of the image file as the manifest lists it. It holds the file's secret, so it
            is left out wherever this is printed.
        wanted_on: the day near which the licence is wanted, usually that of the dataset's collection.
    """

    photo_id: str
    nsid: str | None = None
    alias: str | None = None
    listed_address: str | None = field(default=None, repr=False)
    wanted_on: dt.date | None = None


@dataclass(frozen=True)
class Account:
    """An account to ask about, by what is known of its names; at least one is."""

    nsid: str | None = None
    alias: str | None = None


@dataclass(frozen=True)
class Inquiry:
    """One request to make. ``question`` is its identity, and holds no secret; ``url`` may hold one."""

    question: Question
    url: str = field(repr=False)
    http_method: str = "GET"
    follow_redirects: bool = True


def page_address(owner: str, photo_id: str) -> str:
    """The address of a photo's page; ``owner`` is an NSID, an alias or ANY_OWNER."""
    return f"https://www.flickr.com/photos/{quote(owner, safe='@')}/{photo_id}/"


def stream_address(owner: str) -> str:
    """The address of an account's page, its public photos; ``owner`` is an NSID or an alias."""
    return f"https://www.flickr.com/photos/{quote(owner, safe='@')}/"


def answer(
    question: Question, response: requests.Response, outcome: str, *, conclusive: bool = True, **fields: Any
) -> Answer:
    """An answer with what every answer has: when it was given, the evidence for it, and the HTTP status."""
    return Answer(
        question=question.name,
        outcome=outcome,
        conclusive=conclusive,
        asked_at=asked_at(response),
        evidence_id=response.headers.get(EVIDENCE_ID, ""),
        source=question.source,
        **{"error_code": None if response.status_code == 200 else response.status_code, **fields},
    )


def inconclusive(question: Question, response: requests.Response, note: str) -> Answer:
    """Something came back that answers nothing."""
    return answer(question, response, UNKNOWN, conclusive=False, note=note)


LEADS_ON = "leads on to another address of the same"


def leads_on(response: requests.Response, photo_id: str) -> bool:
    """Whether a redirect leads to another address of this photo's page, an archived one included.

    Such an answer is a step on the way, not a failure; whoever follows redirects never sees it as the last.
    """
    target = read_address(hosts.joined(response.url, response.headers.get("Location")))
    return target.kind == "photo" and target.photo_id == photo_id


def day_of(response: requests.Response) -> dt.date:
    """The day (UTC) on which an answer was given."""
    return asked_at(response).date()


def unavailable(response: requests.Response) -> str | None:
    """Why this is no answer, whatever was asked: the source is busy or broken; None where it did answer."""
    if response.status_code == 429:
        return "asked to slow down"
    return f"HTTP {response.status_code}: the source failed" if response.status_code >= 500 else None
