"""What does Flickr's oEmbed service say? The one answer in JSON that needs no key.

It answers for photos, albums and photo streams alike; only an answer about this one photo counts, for nobody has
said whose licence an album's answer names. It also refuses photos whose owner keeps them from other sites, public
as they are (https://github.com/starfishmod/jquery-oembed-all/issues/37), so a refusal tells nothing.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import requests

from whosefaces.flickr import licences
from whosefaces.flickr.address import read_address
from whosefaces.trace.answers import Answer
from whosefaces.trace.question import Question, read_question
from whosefaces.trace.sources import asking
from whosefaces.trace.sources.asking import ANY_OWNER, PUBLIC, UNKNOWN, Inquiry, Photo
from whosefaces.trace.sources.declared import PHOTOS, Source

NAME = "oembed"
QUESTION = "oembed"
ENDPOINT = "https://www.flickr.com/services/oembed/"

CAN_TELL = (
    "that the photo is public, and open to other sites",
    "the licence on that day (not in answers of before 2020 or so, which name none)",
    "the owner's alias, or the NSID of an owner who has no alias",
)
CANNOT_TELL = (
    "that a photo is not public: it also refuses public photos whose owner keeps them from other sites",
    "the NSID of an owner who has an alias",
    "anything of albums and photo streams: whose licence they name is unclear",
    "whether the account exists once it refuses",
    "earlier licences",
)

# By the oEmbed specification (https://oembed.com/#section2, 2.3.4): 401 is a private resource, 404 no response for
# this address. 403 is none of its answers: it refuses whoever asks, not the photo.
_SAYS_NO = (401, 404)
_ONE_PHOTO = ("photo", "video")


def questions(photo: Photo) -> list[Inquiry]:
    """The one question about the photo's page: under the NSID where it is known, else the alias, else any owner's."""
    page = asking.page_address(photo.nsid or photo.alias or ANY_OWNER, photo.photo_id)
    # https: plain http is answered by a redirect.
    url = f"{ENDPOINT}?{urlencode({'format': 'json', 'url': page})}"
    question = read_question("GET", url)
    return [] if question is None else [Inquiry(question, url)]


def read(response: requests.Response, photo: Photo) -> Answer:
    """Read what oEmbed answered; JSON is what counts, whatever the answer calls itself."""
    question = Question(NAME, QUESTION, (("photo_id", photo.photo_id),))
    if (why := asking.unavailable(response)) is not None:
        return asking.inconclusive(question, response, why)
    if response.status_code in _SAYS_NO:
        return asking.answer(question, response, UNKNOWN, note="refused: not public, or kept from other sites")
    try:
        document = json.loads(response.content)
    except (ValueError, RecursionError):
        return asking.inconclusive(question, response, _what_came(response))
    if response.status_code != 200 or not isinstance(document, dict):
        return asking.inconclusive(question, response, f"HTTP {response.status_code}, and no answer in it")
    if not _is_about(document, photo):
        return asking.inconclusive(question, response, "answers about something else than this photo")
    owner = read_address(_text(document.get("author_url")))
    on = asking.day_of(response)
    licence, note = _licence(document, on)
    return asking.answer(
        question,
        response,
        PUBLIC,
        owner_nsid=owner.nsid if owner.kind == "user" else None,
        owner_alias=owner.alias if owner.kind == "user" else None,
        licence=licence,
        licence_on=None if licence is None else on,
        note=note,
    )


def _is_about(card: Mapping[str, Any], photo: Photo) -> bool:
    """One photo and no album, and every address in it that names a photo names this one."""
    if card.get("type") not in _ONE_PHOTO or card.get("flickr_type", "photo") not in _ONE_PHOTO:
        return False
    named = {read_address(_text(card.get(key))).photo_id for key in ("web_page", "url")} - {None}
    return named == {photo.photo_id}


def _licence(card: Mapping[str, Any], on: dt.date) -> tuple[str | None, str]:
    """The licence that number, address and name agree on; None where the answer has none of the three."""
    named = []
    if card.get("license_id") is not None:
        named.append(licences.by_flickr_id(str(card["license_id"]), on))
    if card.get("license_url"):
        named.append(licences.by_url(_text(card["license_url"])))
    if card.get("license"):
        named.append(licences.by_name(_text(card["license"])))
    if not named:
        return None, ""
    if len(set(named)) == 1 and named[0] != licences.NOT_UNDERSTOOD:
        return named[0], ""
    number = str(card.get("license_id"))[:20]
    return licences.NOT_UNDERSTOOD, f"licence id {number}" if len(set(named)) == 1 else "names more than one licence"


def _what_came(response: requests.Response) -> str:
    if not response.content.strip():
        return "an empty answer"
    html = re.match(rb"\s*<(?:!doctype html|html)", response.content, re.IGNORECASE)
    return "HTML where JSON was asked" if html else "not JSON"


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


SOURCE = Source(
    name=NAME,
    asks="Flickr's oEmbed service",
    can_tell=CAN_TELL,
    cannot_tell=CANNOT_TELL,
    hosts=("www.flickr.com",),
    cost={QUESTION: (PHOTOS, 1)},
    belief=2,
    first_question=QUESTION,
    questions=questions,
    read=read,
    readers={QUESTION: read},
)
