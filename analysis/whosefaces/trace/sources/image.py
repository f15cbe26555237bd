"""Is the image file still served at its listed address? One HEAD request to Flickr's static host, and no bytes.

The listed address holds the file's secret. The host needs it and gets it; the API never does (there it opens private
photos), and no table, key or archived address keeps it: ``identity.redacted`` is applied before anything is written.
The address is put together anew from what was read in the listed one, so no host but the static one can be asked.

Neither a served file nor a missing one says whether the photo is public, so the outcome is always "unknown". Files were seen to be served while the page said 404 and while the API said
"not found" (https://github.com/WordPress/openverse/issues/680, https://github.com/mikf/gallery-dl/issues/280).
"""

from __future__ import annotations

import requests

from whosefaces.flickr.address import image_address, read_address
from whosefaces.trace import hosts
from whosefaces.trace.answers import Answer
from whosefaces.trace.question import Question, read_question
from whosefaces.trace.sources import asking
from whosefaces.trace.sources.asking import UNKNOWN, Inquiry, Photo
from whosefaces.trace.sources.declared import PHOTOS, Source

NAME = "image"
QUESTION = "image file"

CAN_TELL = (
    "whether the image file is still served to anybody who has its listed address",
    "that the listed picture is no longer on Flickr, where a file of up to 1,024 pixels is gone or replaced by the "
    "placeholder",
)
CANNOT_TELL = (
    "that a photo is public: files of private and of deleted photos can still be served",
    "that a photo is not public: an owner who puts another picture in its place gives it another address",
    "anything from a missing original or large file: free accounts have not offered them since 15 May 2025",
    "the owner, the licence, or whether the account exists",
)

# Sizes up to 1,024 pixels; they share one secret. Larger ones and originals come and go with the owner's subscription.
_SMALL = frozenset({"", "s", "q", "t", "m", "n", "w", "z", "c", "b"})
_GONE = (404, 410)


def questions(photo: Photo) -> list[Inquiry]:
    """One HEAD request, or none where the manifest lists no image address that today's static host can be asked for.

    Redirects are not followed: where one leads is the answer.
    """
    url = image_address(photo.listed_address or "")
    question = read_question("HEAD", url) if url else None
    if url is None or question is None or dict(question.about)["photo_id"] != photo.photo_id:
        return []
    return [Inquiry(question, url, "HEAD", follow_redirects=False)]


def read(response: requests.Response, photo: Photo) -> Answer:
    """Read the head of an answer; a body, should one have come, is not looked at."""
    first = response.history[0].url if response.history else response.url
    asked = read_question("HEAD", first)
    question = Question(NAME, QUESTION, (("photo_id", photo.photo_id),))
    if (why := asking.unavailable(response)) is not None:
        return asking.inconclusive(question, response, why)
    if asked is None or dict(asked.about)["photo_id"] != photo.photo_id:
        return asking.inconclusive(question, response, "answers about another file")
    ended = hosts.joined(response.url, response.headers.get("Location")) if response.is_redirect else response.url
    if response.status_code in _GONE or read_address(ended).kind == "placeholder":
        return _gone(question, response, dict(asked.about)["size"])
    if read_question("HEAD", ended) != asked:
        return asking.inconclusive(question, response, "leads to another address, which was not asked")
    if response.status_code == 200 and response.headers.get("Content-Type", "").lower().startswith("image/"):
        return asking.answer(question, response, UNKNOWN, file_served=True, note="the file is served")
    return asking.inconclusive(question, response, f"HTTP {response.status_code}, and no image")


def _gone(question: Question, response: requests.Response, size: str) -> Answer:
    if size not in _SMALL:
        return asking.answer(question, response, UNKNOWN, file_served=False, note="a large file is not served")
    return asking.answer(question, response, UNKNOWN, file_served=False, note="the file is not served")


SOURCE = Source(
    name=NAME,
    asks="the static host, for the head of the image file",
    can_tell=CAN_TELL,
    cannot_tell=CANNOT_TELL,
    hosts=("live.staticflickr.com", "farm#.staticflickr.com", "farm#.static.flickr.com"),
    cost={QUESTION: (PHOTOS, 1)},
    belief=3,
    first_question=QUESTION,
    questions=questions,
    read=read,
    readers={QUESTION: read},
)
