"""Was the photo taken over by Wikimedia Commons, and which licence did a reviewer see then? Asked of Commons' public API.

Many photos on Commons come from Flickr. There a robot or a person looks at the photo on Flickr and writes down, with the
day, which licence it carried: the template FlickreviewR. That is a dated testimony of somebody else, as an archived
copy is: it tells of its own day only. Commons is asked which of its pages link to the photo's page
(``generator=exturlusage``) and for the text of these pages; of the text only the reviews of this photo are read.

Built from the public documentation of the MediaWiki API and of the template; none of the answers was recorded, those of
the tests are made after the documentation:
https://www.mediawiki.org/wiki/API:Exturlusage, https://commons.wikimedia.org/wiki/Template:FlickreviewR.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import SplitResult, parse_qs, urlencode

import requests

from whosefaces.flickr import licences
from whosefaces.flickr.address import read_address
from whosefaces.trace.answers import Answer
from whosefaces.trace.question import Question
from whosefaces.trace.sources import asking
from whosefaces.trace.sources.asking import UNKNOWN, Inquiry, Photo
from whosefaces.trace.sources.declared import PHOTOS, Source

NAME = "commons"
QUESTION = "pages that cite the photo"
HOST = "commons.wikimedia.org"
PATH = "/w/api.php"

CAN_TELL = (
    "that the photo was taken over by Wikimedia Commons",
    "the licence that a reviewer saw on Flickr, and on which day",
)
CANNOT_TELL = (
    "anything of today",
    "anything of a photo that nobody took over: most were not",
    "the licence before or after the day of the review",
    "anything of a photo whose owner is not known: a page is found by the whole address that it cites",
)

_HOW = {
    "action": "query",
    "format": "json",
    "formatversion": "2",
    "generator": "exturlusage",
    "geunamespace": "6",
    "geulimit": "10",
    "prop": "revisions",
    "rvprop": "content",
    "rvslots": "main",
}
_REVIEW = re.compile(r"\{\{\s*flickreviewr\s*\|(?P<fields>[^{}]*)\}\}", re.IGNORECASE)
_PASSED = "passed"


def questions(photo: Photo) -> list[Inquiry]:
    """One under each name that the owner's page had, with and without "www"; none where the owner is not known."""
    inquiries = []
    for owner in dict.fromkeys(name for name in (photo.nsid, photo.alias) if name):
        page = asking.page_address(owner, photo.photo_id).removeprefix("https://").rstrip("/")
        url = f"https://{HOST}{PATH}?{urlencode({**_HOW, 'geuquery': page})}"
        inquiries.append(Inquiry(_question(photo.photo_id, owner), url))
    return inquiries


def recognise(url: str, parts: SplitResult) -> Question | None:
    """The question that a request to Commons asked; None: it is none of ours."""
    if parts.hostname != HOST or parts.path != PATH or not url:
        return None
    arguments = {key: values[0] for key, values in parse_qs(parts.query).items() if len(values) == 1}
    page = read_address(f"https://{arguments.pop('geuquery', '')}/")
    owner = page.nsid or page.alias
    if arguments != _HOW or page.kind != "photo" or page.photo_id is None or owner is None:
        return None
    return _question(page.photo_id, owner)


def _question(photo_id: str, owner: str) -> Question:
    return Question(NAME, QUESTION, tuple(sorted({"photo_id": photo_id, "owner": owner}.items())))


def read(response: requests.Response, photo: Photo) -> Answer:
    """Read the pages that came: of all reviews of this photo the one nearest the wanted day, else the first.

    A page that cites the photo without a review says that it was taken over, and no licence.
    """
    question = Question(NAME, QUESTION, (("photo_id", photo.photo_id),))
    if (why := asking.unavailable(response)) is not None:
        return asking.inconclusive(question, response, why)
    try:
        body = json.loads(response.content)
    except (ValueError, RecursionError):
        return asking.inconclusive(question, response, "not JSON")
    if response.status_code != 200 or not isinstance(body, dict) or "error" in body:
        return asking.inconclusive(question, response, f"HTTP {response.status_code}, and no list of pages")
    if "query" not in body and "batchcomplete" not in body:
        return asking.inconclusive(question, response, "JSON, but no list of pages")
    texts = list(_texts(body))
    reviews = sorted({review for text in texts for review in _reviews(text, photo.photo_id)})
    if not reviews:
        note = f"cited on {len(texts)} pages of Commons, none with a review" if texts else "not on Commons"
        return asking.answer(question, response, UNKNOWN, note=note)
    wanted = photo.wanted_on
    on, licence = min(reviews, key=lambda one: (abs((one[0] - wanted).days) if wanted else 0, *one))
    return asking.answer(
        question,
        response,
        UNKNOWN,
        licence=licence,
        licence_on=on,
        days_from_wanted=None if wanted is None else (on - wanted).days,
        note="" if licence != licences.NOT_UNDERSTOOD else "a reviewed licence that is not understood",
    )


def _texts(body: dict[str, Any]) -> Iterator[str]:
    """The text of each page."""
    query = body.get("query")
    pages = query.get("pages") if isinstance(query, dict) else None
    for page in pages if isinstance(pages, list) else []:
        revisions = page.get("revisions") if isinstance(page, dict) else None
        for revision in revisions if isinstance(revisions, list) else []:
            slots = revision.get("slots") if isinstance(revision, dict) else None
            main = slots.get("main") if isinstance(slots, dict) else None
            text = main.get("content") if isinstance(main, dict) else None
            if isinstance(text, str):
                yield text


def _reviews(text: str, photo_id: str) -> Iterator[tuple[dt.date, str]]:
    """Day and licence of each passed review of this photo: a page can cite others too."""
    for match in _REVIEW.finditer(text):
        fields = dict(_field(part) for part in match["fields"].split("|") if "=" in part)
        day = _day(fields.get("reviewdate", ""))
        if fields.get("status", "").casefold() != _PASSED or day is None:
            continue
        if read_address(fields.get("sourceurl", "")).photo_id == photo_id:
            yield day, _licence(fields.get("reviewlicense", ""))


def _field(part: str) -> tuple[str, str]:
    name, _, value = part.partition("=")
    return name.strip().casefold(), value.strip()


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        return None


def _licence(name: str) -> str:
    """Commons writes most licences as our ids are written: cc-by-2.0."""
    written = name.strip().casefold()
    return written if written in licences.ids() else licences.by_name(name)


SOURCE = Source(
    name=NAME,
    asks="Wikimedia Commons, for pages that took the photo over",
    can_tell=CAN_TELL,
    cannot_tell=CANNOT_TELL,
    hosts=(HOST,),
    # Under the NSID, and under the alias where there is one.
    cost={QUESTION: (PHOTOS, 2)},
    belief=None,
    first_question=QUESTION,
    needs_owner=True,
    questions=questions,
    read=read,
    readers={QUESTION: read},
    recorded_only="its pages carry names of people, and what takes them out of a recording was not yet held against real ones",
    recognise=recognise,
)
