"""What does Flickr's API say? The source that tells most, for whoever has a key.

One call a question, and only questions without rights: no photo's secret is ever passed, nobody signs in. What the
answers mean is in ``answers``; which calls are worth making, in ``planning``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

import requests

from whosefaces.trace import answers
from whosefaces.trace.answers import Answer
from whosefaces.trace.http.flickr_api import REST, KeyRefusedError, NoAnswerError, Reply, read_reply
from whosefaces.trace.question import Question, api_question
from whosefaces.trace.sources.asking import Inquiry, stream_address
from whosefaces.trace.sources.declared import ACCOUNTS, ALIASES, PHOTOS, Source

NAME = "api"

CAN_TELL = (
    "whether a photo is public, and its licence on that day",
    "whether and when the licence was changed since the upload",
    "the owner's NSID, and the alias",
    "how many accounts are tagged on a photo",
    "whether an account exists or is gone, whether it pays, and when it last uploaded a public photo",
    "whether the profile publishes a way outside Flickr",
)
CANNOT_TELL = (
    "why a photo is not public: deleted, private, never there, or of an account that Flickr suspended look alike",
    "whether an account that it does not find ever was there",
    "the owner of a photo that is not public",
    "whether anybody reads messages",
)

PAGE_LENGTH = 500
"""Photos on a page of people.getPublicPhotos, at most."""

Read = Callable[[Reply], Answer]


@dataclass(frozen=True)
class Call:
    """One call to make, and how its answer is read."""

    method: str
    about: dict[str, str]
    read: Read

    @property
    def inquiry(self) -> Inquiry:
        """The request, without the key: what sends it knows the key."""
        query = {"method": self.method, **self.about, "format": "json", "nojsoncallback": "1"}
        return Inquiry(api_question(self.method, **self.about), f"{REST}?{urlencode(query)}")

    def answer(self, response: requests.Response) -> Answer:
        """What came, read.

        Raises:
            KeyRefusedError: it says something about the key, and nothing about what was asked.
        """
        try:
            return self.read(read_reply(self.method, self.about, response))
        except KeyRefusedError:
            raise
        except NoAnswerError as error:
            return Answer(
                self.method,
                answers.UNKNOWN,
                conclusive=False,
                asked_at=error.asked_at,
                evidence_id=error.evidence_id,
                error_code=error.code,
                note=str(error),
            )


def photo(photo_id: str) -> Call:
    """Is the photo public, whose is it, under which licence?"""
    return Call(answers.PHOTO, {"photo_id": photo_id}, answers.read_photo)


def history(photo_id: str, wanted_on: dt.date | None) -> Call:
    """Was its licence ever changed, and what was it on the wanted day?"""
    return Call(answers.HISTORY, {"photo_id": photo_id}, lambda reply: answers.read_history(reply, wanted_on))


def tagged(photo_id: str) -> Call:
    """How many accounts are tagged on it?"""
    return Call(answers.TAGGED, {"photo_id": photo_id}, answers.read_tagged)


def account(nsid: str) -> Call:
    """Does the account exist?"""
    return Call(answers.ACCOUNT, {"user_id": nsid}, answers.read_account)


def profile(nsid: str) -> Call:
    """Does its profile publish a way outside Flickr?"""
    return Call(answers.PROFILE, {"user_id": nsid}, answers.read_profile)


def listing(nsid: str, page: int = 1) -> Call:
    """Which public photos has it, newest first, and under which licences?"""
    about = {"user_id": nsid, "per_page": str(PAGE_LENGTH), "page": str(page), "extras": "date_upload,license"}
    return Call(answers.LISTING, about, answers.read_listing)


def lookup(alias: str) -> Call:
    """Which NSID is behind the alias?"""
    return Call(answers.LOOKUP, {"url": stream_address(alias)}, answers.read_lookup)


def licence_table() -> Call:
    """Flickr's own table of licences."""
    return Call(answers.LICENCES, {}, answers.read_licences)


_READERS: dict[str, Read] = {
    answers.PHOTO: answers.read_photo,
    answers.HISTORY: answers.read_history,
    answers.TAGGED: answers.read_tagged,
    answers.ACCOUNT: answers.read_account,
    answers.PROFILE: answers.read_profile,
    answers.LISTING: answers.read_listing,
    answers.LOOKUP: answers.read_lookup,
    answers.LICENCES: answers.read_licences,
}


def is_conclusive(question: Question, response: requests.Response) -> bool:
    """Whether an answer of the API settles the question that it answers."""
    read = _READERS.get(question.name)
    try:
        return read is not None and Call(question.name, dict(question.about), read).answer(response).conclusive
    except KeyRefusedError:
        return False


SOURCE = Source(
    name=NAME,
    asks="Flickr's API, with a key",
    can_tell=CAN_TELL,
    cannot_tell=CANNOT_TELL,
    hosts=("api.flickr.com", "www.flickr.com"),
    cost={
        **dict.fromkeys((answers.PHOTO, answers.HISTORY), (PHOTOS, 1)),
        **dict.fromkeys((answers.ACCOUNT, answers.PROFILE, answers.LISTING), (ACCOUNTS, 1)),
        answers.LOOKUP: (ALIASES, 1),
    },
    belief=0,
    first_question=answers.PHOTO,
    of_accounts=answers.ACCOUNT,
    needs_key=True,
)
