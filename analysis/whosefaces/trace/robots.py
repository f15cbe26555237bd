"""May this page be asked for? What a host's robots.txt says, read as RFC 9309 does.

No robots.txt (404, 410 and the like) allows everything; one that cannot be had (5xx, no answer, turned away, a page in its
place) is not read, and nothing is asked. The standard lets a host that turns us away (401, 403) be asked; we do not. The API,
oEmbed and the archive's own services are interfaces made for programs: they have terms, which are kept, and no robots.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import requests
from protego import Protego

from whosefaces.trace import hosts
from whosefaces.trace.question import Question

PATH = "/robots.txt"
AGENT = "WhoseFaces"
"""The name that a robots.txt would call this suite by."""

_LONGEST = 500 * 1024  # what RFC 9309 wants read at least
_PAGES = ("page", "image")
_ARCHIVED_PAGE = "archived page"
_REFUSE = "User-agent: *\nDisallow: /\n"
_TURNED_AWAY = (401, 403, 407, 408, 429)
_PAGE = re.compile(r"[\ufeff\s]*<", re.ASCII)
"""How HTML begins, and no line of a robots.txt."""


def question(url: str) -> Question | None:
    """The question that a request for a listed host's robots.txt asks; None for any other address."""
    if not hosts.is_listed(url) or (parts := urlsplit(url)).path != PATH:
        return None
    return Question("robots", "robots.txt", (("host", parts.hostname or ""),))


def address(url: str) -> str:
    """Where the rules for an address stand."""
    parts = urlsplit(url)
    return f"https://{parts.hostname}{PATH}"


def apply_to(question_: Question) -> bool:
    """Whether robots rules are for this question: pages and files are; interfaces made for programs are not."""
    return question_.source in _PAGES or question_.name == _ARCHIVED_PAGE


def _text(response: requests.Response) -> str | None:
    """The rules as text, empty where there are none; None: what came says nothing of rules.

    A host that turns away whoever asks, sends a page in place of the file (a check for robots, a sign-in page) or leads
    elsewhere has shown no rules. Nor has one that is broken.
    """
    status = response.status_code
    if status == 200:
        text = response.content[:_LONGEST].decode("utf-8", "replace")
        return None if _PAGE.match(text) else text
    return "" if 400 <= status < 500 and status not in _TURNED_AWAY else None


class Rules:
    """One host's rules."""

    def __init__(self, response: requests.Response | None) -> None:
        """``response``: what came for robots.txt; None: nothing did."""
        text = None if response is None else _text(response)
        self.unread = text is None
        """Nothing came that are rules: nobody has said anything, and nothing is asked."""
        self._rules = Protego.parse(_REFUSE if text is None else text)

    def allow(self, url: str) -> bool:
        """Whether this suite may ask for ``url``."""
        return bool(self._rules.can_fetch(url, AGENT))

    @property
    def delay(self) -> float:
        """Seconds that the host wants between two requests; 0: it does not say."""
        return float(self._rules.crawl_delay(AGENT) or 0)
