"""May this page be asked for? What a host's robots.txt says, read as RFC 9309 does.

No robots.txt (any 4xx) allows everything; one that cannot be had (5xx, no answer) forbids everything. The API,
oEmbed and the archive's own services are interfaces made for programs: they have terms, which are kept, and no robots.
"""

from __future__ import annotations

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


class Rules:
    """One host's rules."""

    def __init__(self, response: requests.Response | None) -> None:
        """``response``: what came for robots.txt; None: nothing did."""
        self.unread = response is None
        """Nothing came: nobody has said anything, and nothing is asked."""
        status = 599 if response is None else response.status_code
        text = ""
        if status == 200 and response is not None:
            text = response.content[:_LONGEST].decode("utf-8", "replace")
        elif status >= 500 or status == 429:
            text = "User-agent: *\nDisallow: /\n"
        self._rules = Protego.parse(text)

    def allow(self, url: str) -> bool:
        """Whether this suite may ask for ``url``."""
        return bool(self._rules.can_fetch(url, AGENT))

    @property
    def delay(self) -> float:
        """Seconds that the host wants between two requests; 0: it does not say."""
        return float(self._rules.crawl_delay(AGENT) or 0)
