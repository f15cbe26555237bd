"""How did the photo's page look near a wanted day? Asked of the Internet Archive's Wayback Machine.

Two steps. The list of copies comes from the CDX server (all of them) or the availability service (the nearest one);
then the copy nearest the wanted day is asked for in its raw form (``id_``), as Flickr sent it that day, and read as
any photo page, with the licence table of its own day.

An archived page says nothing of today, so its outcome is always "unknown". No copy proves nothing either: pages that
ask archives to keep none, sites and owners that asked to be left out, and plain chance look alike.

Built from the archive's public documentation; none of its answers about Flickr has been recorded:
https://github.com/internetarchive/wayback/blob/master/wayback-cdx-server/README.md,
https://archive.org/help/wayback_api.php, and RFC 7089 for ``Memento-Datetime``.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

import requests

from whosefaces.flickr.address import read_address
from whosefaces.trace.answers import Answer
from whosefaces.trace.question import Question, read_question
from whosefaces.trace.sources import asking, markup
from whosefaces.trace.sources.asking import UNKNOWN, Inquiry, Photo
from whosefaces.trace.sources.declared import PHOTOS, Source

NAME = "wayback"
CAPTURES, AVAILABILITY, COPY = "captures", "availability", "archived page"
CDX = "https://web.archive.org/cdx/search/cdx"
AVAILABLE = "https://archive.org/wayback/available"
MOST_CAPTURES = 1000

CAN_TELL = (
    "the licence that the photo's page showed on the day of an archived copy, and how far that is from the wanted day",
    "the owner that the page named that day",
    "that the page was public on that day",
)
CANNOT_TELL = (
    "anything of today",
    "anything from a missing copy: many pages ask archives to keep none, and most were never visited",
    "the licence between two copies, or on a day without one",
    "anything of a photo whose owner is not known: a copy is found by the page's whole address",
)

NO_COPY = "no copy; that proves nothing"


@dataclass(frozen=True)
class Capture:
    """One archived copy of the photo's page: when it was taken (UTC), and the owner named in its address."""

    at: dt.datetime
    owner: str

    def days_from(self, wanted_on: dt.date) -> int:
        """Days from the wanted day to the copy; negative where the copy is older."""
        return (self.at.date() - wanted_on).days


def questions(photo: Photo) -> list[Inquiry]:
    """For the list of copies, under each name that the owner's page had; none where no day is wanted."""
    return list(_inquiries(photo, CDX, {"output": "json", "fl": "timestamp,original,statuscode"}, MOST_CAPTURES))


def availability(photo: Photo) -> list[Inquiry]:
    """For the copy nearest the wanted day, by the lighter service; it is known to overlook copies."""
    near = photo.wanted_on.strftime("%Y%m%d") if photo.wanted_on else ""
    return list(_inquiries(photo, AVAILABLE, {"timestamp": near}, None))


def _inquiries(photo: Photo, service: str, how: dict[str, str], limit: int | None) -> Iterator[Inquiry]:
    if photo.wanted_on is None:
        return
    limited = {"filter": "statuscode:200", "limit": str(limit)} if limit else {}
    for owner in dict.fromkeys(name for name in (photo.nsid, photo.alias) if name):
        url = f"{service}?{urlencode({'url': asking.page_address(owner, photo.photo_id), **how, **limited})}"
        question = read_question("GET", url)
        if question is not None:
            yield Inquiry(question, url)


def copy_question(capture: Capture, photo: Photo) -> list[Inquiry]:
    """For one copy, raw. The address is put together here: none is asked as an answer gave it."""
    page = asking.page_address(capture.owner, photo.photo_id)
    url = f"https://web.archive.org/web/{capture.at:%Y%m%d%H%M%S}id_/{page}"
    question = read_question("GET", url)
    return [] if question is None else [Inquiry(question, url)]


def nearest(copies: Iterable[Capture], wanted_on: dt.date) -> Capture | None:
    """The copy nearest the wanted day; of two as near, the earlier: it cannot show a later change of mind."""
    return min(copies, key=lambda copy: (abs(copy.days_from(wanted_on)), copy.at, copy.owner), default=None)


# -- the list of copies -----------------------------------------------------------------------------------------


def read_captures(response: requests.Response, photo: Photo) -> Answer:
    """Read the CDX server's list: JSON rows of which the first names the columns; ``[]`` where there are none."""
    question = Question(NAME, CAPTURES, (("photo_id", photo.photo_id),))
    rows, why = _json(response)
    if why:
        return asking.inconclusive(question, response, why)
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        return asking.inconclusive(question, response, "JSON, but no list of copies")
    header, *captures = rows or [[]]
    if rows and not {"timestamp", "original", "statuscode"} <= {str(name) for name in header}:
        return asking.inconclusive(question, response, "a list of copies without its columns")
    named = [dict(zip(map(str, header), row, strict=True)) for row in captures if len(row) == len(header)]
    copies = [_capture(row.get("timestamp"), row.get("original"), row.get("statuscode"), photo) for row in named]
    return _listed(question, response, copies, len(captures))


def read_availability(response: requests.Response, photo: Photo) -> Answer:
    """Read the availability service's answer: ``archived_snapshots.closest``, or nothing in it."""
    question = Question(NAME, AVAILABILITY, (("photo_id", photo.photo_id),))
    content, why = _json(response)
    if why:
        return asking.inconclusive(question, response, why)
    snapshots = content.get("archived_snapshots") if isinstance(content, dict) else None
    if not isinstance(snapshots, dict):
        return asking.inconclusive(question, response, "JSON, but no word on copies")
    closest = snapshots.get("closest")
    found = [closest] if isinstance(closest, dict) and closest.get("available") is True else []
    copies = [_capture(one.get("timestamp"), one.get("url"), one.get("status"), photo) for one in found]
    return _listed(question, response, copies, len(found))


def _listed(question: Question, response: requests.Response, copies: list[Capture | None], rows: int) -> Answer:
    captures = sorted({copy for copy in copies if copy}, key=lambda copy: (copy.at, copy.owner))
    note = f"{len(captures)} copies" if captures else NO_COPY
    if rows > len(captures):
        note += f"; {rows - len(captures)} rows that are no copy of this page"
    if rows >= MOST_CAPTURES:
        note += "; there may be more"
    pairs = tuple((f"{copy.at:%Y%m%d%H%M%S}", copy.owner) for copy in captures)
    return asking.answer(question, response, UNKNOWN, note=note, listed=pairs)


def copies(answer: Answer) -> list[Capture]:
    """The archived copies that an answer lists, oldest first."""
    read = [(_moment(moment), owner) for moment, owner in answer.listed]
    return [Capture(at, owner) for at, owner in read if at is not None]


def _capture(timestamp: object, original: object, status: object, photo: Photo) -> Capture | None:
    page = read_address(original) if isinstance(original, str) else None
    at = _moment(timestamp)
    if page is None or at is None or str(status) != "200" or (page.kind, page.photo_id) != ("photo", photo.photo_id):
        return None
    owner = page.nsid or page.alias
    return None if owner is None else Capture(at, owner)


def _moment(timestamp: object) -> dt.datetime | None:
    if not isinstance(timestamp, str) or not re.fullmatch(r"[0-9]{14}", timestamp):
        return None
    try:
        return dt.datetime.strptime(timestamp, "%Y%m%d%H%M%S")
    except ValueError:
        return None


def _json(response: requests.Response) -> tuple[Any, str]:
    """The JSON that came, or why there is none to read."""
    if (why := asking.unavailable(response)) is not None:
        return None, why
    if response.status_code != 200:
        return None, f"HTTP {response.status_code}, and no list of copies"
    try:
        return json.loads(response.content), ""
    except (ValueError, RecursionError):
        html = re.match(rb"\s*<(?:!doctype html|html)", response.content, re.IGNORECASE)
        return None, "HTML where JSON was asked" if html else "not JSON"


# -- a copy -----------------------------------------------------------------------------------------------------


def read(response: requests.Response, photo: Photo) -> Answer:
    """Read an archived copy of the photo's page.

    The day is that of the copy that came, by its address and by ``Memento-Datetime``, not of the one asked for: the
    archive leads on to the nearest it has.
    """
    question = Question(NAME, COPY, (("photo_id", photo.photo_id),))
    if (why := asking.unavailable(response)) is not None:
        return asking.inconclusive(question, response, why)
    if response.status_code == 404:
        return asking.answer(question, response, UNKNOWN, note=NO_COPY)
    if response.is_redirect and asking.leads_on(response, photo.photo_id):
        return asking.answer(question, response, UNKNOWN, note=asking.LEADS_ON)
    if response.status_code != 200:
        return asking.inconclusive(question, response, f"HTTP {response.status_code}, and no copy")
    at = _captured_at(response)
    if at is None:
        return asking.inconclusive(question, response, "does not say when the copy was taken")
    shown = markup.read_markup(response.content, at.date())
    if read_address(response.url).photo_id != photo.photo_id or not (
        shown.photo_id == photo.photo_id and shown.pictured
    ):
        return asking.answer(question, response, UNKNOWN, note="the copy is not of this photo's page")
    return asking.answer(
        question,
        response,
        UNKNOWN,
        owner_nsid=shown.owner_nsid,
        owner_alias=shown.owner_alias,
        licence=shown.licence,
        licence_on=at.date(),
        days_from_wanted=None if photo.wanted_on is None else (at.date() - photo.wanted_on).days,
        noarchive="noarchive" in shown.robots,
        note=shown.note,
    )


def _captured_at(response: requests.Response) -> dt.datetime | None:
    """When the copy was taken (UTC), if address and header do not contradict each other; None where neither says."""
    by_address = _moment(read_address(response.url).archived)
    header = response.headers.get("Memento-Datetime")
    if header is None:
        return by_address
    try:
        by_header = email.utils.parsedate_to_datetime(header)
        if by_header.tzinfo is not None:
            by_header = by_header.astimezone(dt.UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None
    return by_header if by_address in (None, by_header) else None


def ask(asks: Any, photo: Any, keep: Callable[[Answer | None], None]) -> None:
    """The list of copies by the CDX server, by the lighter service where that fails; then the nearest copy."""
    about = photo.photo
    captures: list[Capture] = []
    for exhaustive, lighter in zip(questions(about), availability(about), strict=True):
        answer = asks.ask(exhaustive, partial(read_captures, photo=about))
        if answer is None or not answer.conclusive:
            near = asks.ask(lighter, partial(read_availability, photo=about))
            answer = near or answer
        keep(answer)
        captures += copies(answer) if answer is not None else []
    capture = nearest(captures, about.wanted_on) if about.wanted_on else None
    if capture is not None:
        for inquiry in copy_question(capture, about):
            photo.learn(asks.ask(inquiry, partial(read, photo=about)))


SOURCE = Source(
    name=NAME,
    asks="the Wayback Machine",
    can_tell=CAN_TELL,
    cannot_tell=CANNOT_TELL,
    hosts=("archive.org", "web.archive.org"),
    # Copies are listed by the page's whole address: under the NSID, and under the alias where there is one.
    cost={CAPTURES: (PHOTOS, 2), COPY: (PHOTOS, 1)},
    belief=None,
    first_question=CAPTURES,
    needs_owner=True,
    questions=questions,
    ask=ask,
    readers={CAPTURES: read_captures, AVAILABILITY: read_availability, COPY: read},
)
