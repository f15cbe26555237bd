"""Every source: what it is asked, what it can and cannot tell, and which of its answers settle a question."""

from __future__ import annotations

from dataclasses import dataclass

import requests

from whosefaces.trace.question import Question
from whosefaces.trace.sources import account, api, image, oembed, page, wayback
from whosefaces.trace.sources.asking import Account, Photo
from whosefaces.trace.sources.precedence import NOW, THEN

ORDER = (*NOW, THEN)
"""From the source that is believed first to the one that is believed last."""


TELL_OF_ACCOUNTS = (api.NAME, page.NAME)

NEED_THE_OWNER = (wayback.NAME,)
"""Cannot be asked about a photo whose owner is not known."""


@dataclass(frozen=True)
class Source:
    """One source, in words for readers of a report."""

    name: str
    asks: str
    needs_key: bool
    can_tell: tuple[str, ...]
    cannot_tell: tuple[str, ...]


SOURCES: tuple[Source, ...] = (
    Source(api.NAME, "Flickr's API, with a key", True, api.CAN_TELL, api.CANNOT_TELL),
    Source(
        page.NAME,
        "the photo's and the account's public pages",
        False,
        page.CAN_TELL + account.CAN_TELL,
        page.CANNOT_TELL + account.CANNOT_TELL,
    ),
    Source(oembed.NAME, "Flickr's oEmbed service", False, oembed.CAN_TELL, oembed.CANNOT_TELL),
    Source(image.NAME, "the static host, for the head of the image file", False, image.CAN_TELL, image.CANNOT_TELL),
    Source(wayback.NAME, "the Wayback Machine", False, wayback.CAN_TELL, wayback.CANNOT_TELL),
)


def is_conclusive(question: Question, response: requests.Response) -> bool:
    """Whether an answer settles the question that it answers."""
    if question.source == api.NAME:
        return api.is_conclusive(question, response)
    about = dict(question.about)
    if question.name == account.QUESTION:
        key = about["account"]
        named = Account(alias=key.removeprefix("alias:")) if key.startswith("alias:") else Account(key)
        return account.read(response, named).conclusive
    photo = Photo(about["photo_id"])
    readers = {
        page.QUESTION: page.read,
        oembed.QUESTION: oembed.read,
        image.QUESTION: image.read,
        wayback.CAPTURES: wayback.read_captures,
        wayback.AVAILABILITY: wayback.read_availability,
        wayback.COPY: wayback.read,
    }
    return question.name in readers and readers[question.name](response, photo).conclusive
