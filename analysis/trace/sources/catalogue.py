"""Every source: what it is asked, what it can and cannot tell, and which of its answers settle a question."""

from __future__ import annotations

from dataclasses import dataclass

import requests

from analysis.trace.question import Question
from analysis.trace.sources import image, oembed, page, wayback
from analysis.trace.sources.asking import Photo
from analysis.trace.sources.precedence import NOW, THEN

ORDER = (*NOW, THEN)
"""From the source that is believed first to the one that is believed last."""


@dataclass(frozen=True)
class Source:
    """One source, in words for readers of a report."""

    name: str
    asks: str
    needs_key: bool
    can_tell: tuple[str, ...]
    cannot_tell: tuple[str, ...]


_API_CAN_TELL = (
    "whether a photo is public",
    "its licence on that day, and dated changes of it",
    "the owner's NSID, and the alias",
    "whether an account exists or is gone, and when it last uploaded a public photo",
)
_API_CANNOT_TELL = (
    "why a photo is not public: deleted, private or never there look alike",
    "whether an account that it does not find ever was there",
    "the owner of a photo that is not public",
    "whether anybody can be contacted, or reads messages",
)

SOURCES: tuple[Source, ...] = (
    Source("api", "Flickr's API, with a key", True, _API_CAN_TELL, _API_CANNOT_TELL),
    Source("page", "the photo's public page", False, page.CAN_TELL, page.CANNOT_TELL),
    Source("oembed", "Flickr's oEmbed service", False, oembed.CAN_TELL, oembed.CANNOT_TELL),
    Source("image", "the static host, for the head of the image file", False, image.CAN_TELL, image.CANNOT_TELL),
    Source("wayback", "the Wayback Machine", False, wayback.CAN_TELL, wayback.CANNOT_TELL),
)


def is_conclusive(question: Question, response: requests.Response) -> bool:
    """Whether an answer of any source but the API settles the question that it answers."""
    photo = Photo(dict(question.about).get("photo_id", ""))
    if question.source == wayback.NAME:
        return _wayback_is_conclusive(question, response, photo)
    reader = {page.NAME: page.read, oembed.NAME: oembed.read, image.NAME: image.read}.get(question.source)
    return reader is not None and reader(response, photo).conclusive


def _wayback_is_conclusive(question: Question, response: requests.Response, photo: Photo) -> bool:
    if question.name == wayback.CAPTURES:
        return wayback.read_captures(response, photo).answer.conclusive
    if question.name == wayback.AVAILABILITY:
        return wayback.read_availability(response, photo).answer.conclusive
    return question.name == wayback.COPY and wayback.read(response, photo).conclusive
