"""Which question an exchange answers: its identity, apart from key, format, spelling and order of parameters.

Two requests are the same question when they ask the same source the same thing about the same photo, account or
page. An exchange that was made with more rights than any visitor has (a photo's secret, a signed-in user) answers
another question than ours, and is no question at all here.

The address of an image file holds a secret without which the host does not serve it, so it is asked as it is; but
what it is *about* is the photo and the size, and that is all that its question holds. Only HEAD is a question
there: nothing here knows a way to ask for an image's bytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import SplitResult, parse_qs, parse_qsl, unquote, urlsplit

from whosefaces.flickr.address import read_address, read_nsid
from whosefaces.trace import hosts

# Say how to answer, or who asks; not what is asked.
_NOT_IDENTIFYING = frozenset({"method", "api_key", "format", "nojsoncallback", "jsoncallback", "extras", "api_sig"})

# "If the correct secret is passed then permissions checking is skipped" (Flickr's documentation of getInfo).
_MORE_RIGHTS = frozenset({"secret", "auth_token", "oauth_token", "oauth_signature"})

_REST = ("/services/rest", "/services/rest/")
_OEMBED = ("/services/oembed", "/services/oembed/")
_PHOTO_PAGE = re.compile(r"/photos/[^/]+/[0-9]+/?")
_ACCOUNT_PAGE = re.compile(r"/photos/[^/]+/?")

_IMAGE = re.compile(
    r"/(?:[0-9]{1,6}/)?(?P<photo_id>[1-9][0-9]{0,14})_(?:[0-9a-f]{6,16}|redacted)"
    r"(?:_(?P<size>[a-ce-z]|[3-6]k|[0-9]{1,4}))?(?:_d)?\.(?:jpg|jpeg|png|gif)",
    re.IGNORECASE,
)
_CAPTURES = ("/cdx/search/cdx", "/cdx/search/cdx/")
_AVAILABLE = ("/wayback/available", "/wayback/available/")
_COPY = re.compile(r"/web/(?P<captured>[0-9]{14})(?:id_)?/.+", re.DOTALL)


_recognisers: list[Callable[[str, SplitResult], Question | None]] = []


def declare(recognise: Callable[[str, SplitResult], Question | None]) -> None:
    """Have a source tell which addresses ask something of it. Only the catalogue of sources calls this."""
    _recognisers.append(recognise)
    _read.cache_clear()


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
        http_method: GET, POST or, for an image file, HEAD.
        url: the address asked, an image's with or without its secret.
        body: the form that a POST carried.
    """
    return _read(http_method, url, body) if hosts.is_listed(url) else None


@lru_cache(maxsize=256)  # whoever asks, sends and judges reads the same address, one after the other
def _read(http_method: str, url: str, body: bytes) -> Question | None:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.path in _REST and host in (hosts.API, hosts.WWW):
        form = body.decode("utf-8", "replace") if http_method == "POST" else ""
        return _api(parse_qsl(parts.query, keep_blank_values=True) + parse_qsl(form, keep_blank_values=True))
    if host.endswith((".staticflickr.com", ".static.flickr.com")):
        match = _IMAGE.fullmatch(parts.path)
        return _image_file(match) if match and http_method == "HEAD" else None
    if http_method != "GET":
        return None
    if host in (hosts.ARCHIVE, hosts.WEB_ARCHIVE):
        return _archived(url, parts)
    if host in (hosts.WWW, "flickr.com"):
        return _page(url, parts)
    return next((question for one in _recognisers if (question := one(url, parts)) is not None), None)


def _page(url: str, parts: SplitResult) -> Question | None:
    if parts.path in _OEMBED:
        return _about_photo("oembed", "oembed", dict(parse_qsl(parts.query)).get("url", ""))
    owner = unquote(parts.path.split("/")[2]) if parts.path.startswith("/photos/") else ""
    if _PHOTO_PAGE.fullmatch(parts.path):
        # Asked under one name of its owner it may lead on to another, so that is another question.
        return _about_photo("page", "photo page", url, owner=read_nsid(owner) or owner.lower())
    account = read_address(url).account_key if _ACCOUNT_PAGE.fullmatch(parts.path) else None
    return Question("page", "account page", (("account", account),)) if account else None


def _archived(url: str, parts: SplitResult) -> Question | None:
    if parts.hostname == hosts.WEB_ARCHIVE and parts.path in _CAPTURES:
        return _about_page("captures", _only(parts.query, "url"))
    if parts.hostname == hosts.ARCHIVE and parts.path in _AVAILABLE:
        return _about_page("availability", _only(parts.query, "url"), near=_only(parts.query, "timestamp")[:8])
    if parts.hostname == hosts.WEB_ARCHIVE and (copy := _COPY.fullmatch(parts.path)):
        return _about_page("archived page", url, captured=copy["captured"])
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


def _about_photo(source: str, name: str, address: str, **more: str) -> Question | None:
    photo_id = read_address(address).photo_id
    return None if photo_id is None else Question(source, name, tuple(sorted({"photo_id": photo_id, **more}.items())))


def _image_file(match: re.Match[str]) -> Question:
    about = {"photo_id": match["photo_id"], "size": (match["size"] or "").lower()}
    return Question("image", "image file", tuple(sorted(about.items())))


def _about_page(name: str, address: str, **more: str) -> Question | None:
    """A question to the Wayback Machine: a copy is found by the page's whole address, the owner's name included."""
    page = read_address(address)
    owner = page.nsid or page.alias
    if page.kind != "photo" or page.photo_id is None or owner is None:
        return None
    return Question("wayback", name, tuple(sorted({"photo_id": page.photo_id, "owner": owner, **more}.items())))


def _only(query: str, name: str) -> str:
    values = parse_qs(query).get(name, [])
    return values[0] if len(values) == 1 else ""
