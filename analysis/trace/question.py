"""Which question an exchange answers: its identity, apart from key, format, spelling and order of parameters.

Two requests are the same question when they ask the same source the same thing about the same photo, account or
page. An exchange that was made with more rights than any visitor has (a photo's secret, a signed-in user) answers
another question than ours, and is no question at all here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from analysis.flickr.address import read_address, read_nsid
from analysis.trace import hosts

# Say how to answer, or who asks; not what is asked.
_NOT_IDENTIFYING = frozenset({"method", "api_key", "format", "nojsoncallback", "jsoncallback", "extras", "api_sig"})

# "If the correct secret is passed then permissions checking is skipped" (Flickr's documentation of getInfo).
_MORE_RIGHTS = frozenset({"secret", "auth_token", "oauth_token", "oauth_signature"})

_REST = ("/services/rest", "/services/rest/")
_OEMBED = ("/services/oembed", "/services/oembed/")
_PHOTO_PAGE = re.compile(r"/photos/[^/]+/[0-9]+/?")


@dataclass(frozen=True)
class Question:
    """Who is asked, what, and about whom."""

    source: str
    name: str
    about: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return " ".join([self.source, self.name, *(f"{key}={value}" for key, value in self.about)])


def api_question(method: str, **parameters: str) -> Question:
    """The question that a call of one API method asks."""
    return Question("api", method, _identifying(list(parameters.items())))


def read_question(http_method: str, url: str, body: bytes = b"") -> Question | None:
    """The question that a request asked, or None where it asked nothing that this suite asks.

    Args:
        http_method: GET, POST or HEAD.
        url: the address asked.
        body: the form that a POST carried.
    """
    if not hosts.is_listed(url):
        return None
    parts = urlsplit(url)
    if parts.path in _REST and parts.hostname in (hosts.API, hosts.WWW):
        form = body.decode("utf-8", "replace") if http_method == "POST" else ""
        return _api(parse_qsl(parts.query, keep_blank_values=True) + parse_qsl(form, keep_blank_values=True))
    if http_method == "GET" and parts.hostname in (hosts.WWW, "flickr.com"):
        if parts.path in _OEMBED:
            return _about_photo("oembed", "oembed", dict(parse_qsl(parts.query)).get("url", ""))
        if _PHOTO_PAGE.fullmatch(parts.path):
            return _about_photo("page", "photo page", url)
    return None


def _api(parameters: list[tuple[str, str]]) -> Question | None:
    method = dict(parameters).get("method")
    if not method or _MORE_RIGHTS & {key for key, _ in parameters}:
        return None
    return Question("api", method, _identifying(parameters))


def _identifying(parameters: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    kept = {key: value for key, value in parameters if key not in _NOT_IDENTIFYING}
    if "user_id" in kept:
        kept["user_id"] = read_nsid(kept["user_id"]) or kept["user_id"]
    if kept.get("page", "1") == "1":
        # The first page starts with the same photo whatever its length; the later ones depend on it.
        kept.pop("page", None)
        kept.pop("per_page", None)
    return tuple(sorted(kept.items()))


def _about_photo(source: str, name: str, address: str) -> Question | None:
    photo_id = read_address(address).photo_id
    return None if photo_id is None else Question(source, name, (("photo_id", photo_id),))
