"""What does the public photo page say? The page that any visitor sees, without a key and without an account.

A page counts as public only where it says itself that it is this photo's page and shows the photo: a sign-in page
and a page put in between by somebody else answer 200 as well. A page that is "not found" under the owner's NSID is
not public; under an alias it is unknown, for an alias can change while the photo stays.
"""

from __future__ import annotations

import requests

from whosefaces.flickr.address import Address, read_address
from whosefaces.trace import hosts
from whosefaces.trace.answers import Answer
from whosefaces.trace.question import Question, read_question
from whosefaces.trace.sources import asking, markup
from whosefaces.trace.sources.asking import ANY_OWNER, NOT_PUBLIC, PUBLIC, UNKNOWN, Inquiry, Photo
from whosefaces.trace.sources.declared import ACCOUNTS, PHOTOS, Source

NAME = "page"
QUESTION = "photo page"
ACCOUNT_QUESTION = "account page"

CAN_TELL = (
    "whether the photo's page is shown to a visitor who is not signed in",
    "the licence that the page shows on that day, where all its places that name one agree",
    "the owner's NSID, and the alias",
    "that the page is not public, where Flickr itself says so under the owner's NSID",
    "whether the page asks archives to keep no copy",
)
CANNOT_TELL = (
    "why a page is not public: deleted, private, never there, or of an account that Flickr suspended look alike",
    "anything of a photo that is not found under an alias: the alias may have changed",
    "anything where the page leads to the sign-in page, as it may for photos marked as restricted",
    "whether the account exists once the photo is not public",
    "earlier licences",
)

OF_ACCOUNTS = (
    (
        "that an account exists, where its page is shown and names it",
        "when it last uploaded a public photo, and whether it pays",
        "the NSID behind an alias",
    ),
    (
        "that an account is gone, other than by HTTP 410, which is reported for deleted accounts and was never recorded",
        "anything where the page is not found: hidden, renamed or deleted look alike",
        "whether a way outside Flickr is published: this page does not show the profile",
    ),
)
"""What the account's page can and cannot tell."""

SIGN_IN = "leads to the sign-in page"
SIGN_IN_HOSTS = ("https://identity.flickr.com/", "https://www.flickr.com/signin", "https://login.yahoo.com/")
SAYS_NO = (403, 404, 410)


def questions(photo: Photo) -> list[Inquiry]:
    """The page to ask for: under the NSID where it is known, else the alias, else any owner's."""
    url = asking.page_address(photo.nsid or photo.alias or ANY_OWNER, photo.photo_id)
    question = read_question("GET", url)
    return [] if question is None else [Inquiry(question, url)]


def read(response: requests.Response, photo: Photo) -> Answer:
    """Read what came for the photo's page.

    Args:
        response: the last answer of the chain, its ``url`` where that chain ended, its ``history`` where it began.
        photo: the photo asked about.
    """
    question = Question(NAME, QUESTION, (("photo_id", photo.photo_id),))
    if (why := asking.unavailable(response)) is not None:
        return asking.inconclusive(question, response, why)
    if response.is_redirect or response.url.startswith(SIGN_IN_HOSTS):
        return _led_elsewhere(question, response)
    shown = markup.read_markup(response.content, asking.day_of(response))
    if response.status_code == 200:
        return _shown(question, response, photo, shown)
    if response.status_code in SAYS_NO and shown.is_flickrs:
        return _refused(question, response)
    return asking.inconclusive(question, response, f"HTTP {response.status_code}, and not a page of Flickr's")


def _led_elsewhere(question: Question, response: requests.Response) -> Answer:
    target = hosts.joined(response.url, response.headers.get("Location")) if response.is_redirect else response.url
    if target.startswith(SIGN_IN_HOSTS):
        return asking.answer(question, response, UNKNOWN, note=SIGN_IN)
    if response.is_redirect and asking.leads_on(response, dict(question.about)["photo_id"]):
        return asking.answer(question, response, UNKNOWN, note=asking.LEADS_ON)
    return asking.inconclusive(question, response, "leads to another address, which was not asked")


def _shown(question: Question, response: requests.Response, photo: Photo, shown: markup.Shown) -> Answer:
    if not (_is_this(read_address(response.url), photo) and shown.photo_id == photo.photo_id and shown.pictured):
        return asking.inconclusive(question, response, "HTTP 200, but not this photo's page")
    return asking.answer(
        question,
        response,
        PUBLIC,
        owner_nsid=shown.owner_nsid,
        owner_alias=shown.owner_alias,
        licence=shown.licence,
        licence_on=asking.day_of(response),
        noarchive="noarchive" in shown.robots,
        note=shown.note,
    )


def _refused(question: Question, response: requests.Response) -> Answer:
    first = response.history[0].url if response.history else response.url
    if read_address(first).nsid is None:
        return asking.answer(question, response, UNKNOWN, note="not found under an address without the owner's NSID")
    return asking.answer(question, response, NOT_PUBLIC)


def _is_this(address: Address, photo: Photo) -> bool:
    return address.kind == "photo" and address.photo_id == photo.photo_id


SOURCE = Source(
    name=NAME,
    asks="the photo's and the account's public pages",
    can_tell=CAN_TELL + OF_ACCOUNTS[0],
    cannot_tell=CANNOT_TELL + OF_ACCOUNTS[1],
    hosts=("www.flickr.com", "flickr.com"),
    cost={QUESTION: (PHOTOS, 1), ACCOUNT_QUESTION: (ACCOUNTS, 1)},
    belief=1,
    first_question=QUESTION,
    of_accounts=ACCOUNT_QUESTION,
    questions=questions,
    read=read,
    readers={QUESTION: read},
)
