"""What is asked about one photo, and the one shape in which every source answers.

An outcome is "public", "not public" or "unknown", and nothing else. A source that cannot tell says "unknown"; so does
one that failed, but that answer is not conclusive: it settles nothing and may be asked again.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import requests

from analysis.trace.answers import Answer
from analysis.trace.flickr_api import asked_at
from analysis.trace.question import Question
from analysis.trace.transport import EVIDENCE_ID

PUBLIC, NOT_PUBLIC, UNKNOWN = "public", "not public", "unknown"
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
class Inquiry:
    """One request to make. ``question`` is its identity, and holds no secret; ``url`` may hold one."""

    question: Question
    url: str = field(repr=False)
    http_method: str = "GET"
    follow_redirects: bool = True


@dataclass(frozen=True)
class PhotoAnswer(Answer):
    """What one exchange with one source says about one photo.

    ``error_code`` is the HTTP status where it was not 200.

    Attributes:
        source: who was asked.
        photo_id: about which photo.
        owner_alias: the owner's path alias, lower case, where the source names it.
        licence_on: the day on which the photo had ``licence``: that of the answer, or of the archived copy.
        days_from_wanted: how many days after the wanted day that is; negative: before it.
        file_served: whether the image file is still served at its listed address; None: not asked, or unclear.
        noarchive: whether the page asks archives to keep no copy; None: no page was read.
    """

    source: str = ""
    photo_id: str = ""
    owner_alias: str | None = None
    licence_on: dt.date | None = None
    days_from_wanted: int | None = None
    file_served: bool | None = None
    noarchive: bool | None = None


def page_address(owner: str, photo_id: str) -> str:
    """The address of a photo's page; ``owner`` is an NSID, an alias or ANY_OWNER."""
    return f"https://www.flickr.com/photos/{quote(owner, safe='@')}/{photo_id}/"


def answer(
    question: Question, response: requests.Response, outcome: str, *, conclusive: bool = True, **said: Any
) -> PhotoAnswer:
    """An answer with what every answer has: when it was given, the evidence for it, and the HTTP status."""
    return PhotoAnswer(
        question=question.name,
        outcome=outcome,
        conclusive=conclusive,
        asked_at=asked_at(response),
        evidence_id=response.headers.get(EVIDENCE_ID, ""),
        source=question.source,
        photo_id=dict(question.about)["photo_id"],
        **{"error_code": None if response.status_code == 200 else response.status_code, **said},
    )


def inconclusive(question: Question, response: requests.Response, note: str) -> PhotoAnswer:
    """Something came back that answers nothing."""
    return answer(question, response, UNKNOWN, conclusive=False, note=note)


def day_of(response: requests.Response) -> dt.date:
    """The day (UTC) on which an answer was given."""
    return asked_at(response).date()


def unavailable(response: requests.Response) -> str | None:
    """Why this is no answer, whatever was asked: the source is busy or broken; None where it did answer."""
    if response.status_code == 429:
        return "asked to slow down"
    return f"HTTP {response.status_code}: the source failed" if response.status_code >= 500 else None
