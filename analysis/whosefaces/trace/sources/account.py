"""What does an account's public page say? The page of its photos, that any visitor sees, without a key.

The page of an account that exists carries the account's own data (recorded in 2023), with the days of the newest
uploads. A deleted account's was reported to answer 410 and never recorded
(https://github.com/pathoplexus/pathoplexus/issues/1119): 410 is how a server says "gone", so it counts as that, under
the NSID only. Every other refusal is "unknown", as people.getInfo's "not found" is.
"""

from __future__ import annotations

import requests

from whosefaces.flickr.address import read_address
from whosefaces.trace import hosts
from whosefaces.trace.answers import EXISTS, GONE, UNKNOWN, Answer, state
from whosefaces.trace.question import Question, read_question
from whosefaces.trace.sources import asking, markup
from whosefaces.trace.sources.asking import Account, Inquiry
from whosefaces.trace.sources.page import ACCOUNT_QUESTION as QUESTION
from whosefaces.trace.sources.page import SAYS_NO, SIGN_IN, SIGN_IN_HOSTS

NAME = "page"


def questions(account: Account) -> list[Inquiry]:
    """The page to ask for: under the NSID where it is known, else the alias."""
    name = account.nsid or account.alias
    url = asking.stream_address(name) if name else ""
    question = read_question("GET", url) if url else None
    return [] if question is None else [Inquiry(question, url)]


def read(response: requests.Response, account: Account) -> Answer:
    """Read what came for the account's page."""
    question = Question(NAME, QUESTION)
    if (why := asking.unavailable(response)) is not None:
        return asking.inconclusive(question, response, why)
    if response.is_redirect or response.url.startswith(SIGN_IN_HOSTS):
        return _led_elsewhere(question, response)
    shown = markup.read_account_markup(response.content)
    if response.status_code == 200:
        return _shown(question, response, account, shown)
    if response.status_code in SAYS_NO and shown.is_flickrs:
        first = response.history[0].url if response.history else response.url
        gone = response.status_code == 410 and read_address(first).nsid is not None
        return asking.answer(question, response, GONE if gone else UNKNOWN, owner_nsid=account.nsid)
    return asking.inconclusive(question, response, f"HTTP {response.status_code}, and not a page of Flickr's")


def _led_elsewhere(question: Question, response: requests.Response) -> Answer:
    target = hosts.joined(response.url, response.headers.get("Location"))
    if target.startswith(SIGN_IN_HOSTS) or response.url.startswith(SIGN_IN_HOSTS):
        return asking.answer(question, response, UNKNOWN, note=SIGN_IN)
    if read_address(target).kind == "user":
        return asking.answer(question, response, UNKNOWN, note=asking.LEADS_ON)
    return asking.inconclusive(question, response, "leads to another address, which was not asked")


def _shown(question: Question, response: requests.Response, account: Account, shown: markup.ShownAccount) -> Answer:
    if shown.nsid is None or (account.nsid is not None and shown.nsid != account.nsid):
        return asking.inconclusive(question, response, "HTTP 200, but not this account's page")
    outcome = EXISTS if shown.deleted is None else state(shown.username, deleted=shown.deleted)
    return asking.answer(
        question,
        response,
        outcome,
        owner_nsid=shown.nsid,
        owner_alias=shown.alias,
        is_pro=shown.is_pro,
        last_upload=shown.last_upload,
        uploads=shown.uploads,
    )
