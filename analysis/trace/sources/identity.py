"""Which question an exchange with an image host or a web archive answers, and what of it may be kept.

The address of an image file holds a secret without which the host does not serve it, so it is asked as it is; but
what it is *about* is the photo and the size, and that is all that a question's identity, a ledger's key or an
archived address holds: ``redacted`` takes the secret out, and a redacted address is still read as the same question.
Only HEAD is a question: nothing here knows a way to ask for an image's bytes.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from analysis.flickr.address import Address, read_address
from analysis.trace import hosts
from analysis.trace.question import Question

REDACTED = "redacted"
"""Stands in an address for the secret that was there."""

_FILE = r"(?P<photo_id>[1-9][0-9]{0,14})_(?P<secret>[0-9a-f]{6,16}|redacted)"
_SIZE = r"(?:_(?P<size>[a-z]|[3-6]k|[0-9]{1,4}))?(?:_d)?\.(?:jpg|jpeg|png|gif)"
_IMAGE_PATH = re.compile(rf"/(?:[0-9]{{1,6}}/)?{_FILE}{_SIZE}", re.IGNORECASE)
_SECRET_IN_FILE = re.compile(rf"(?<![0-9a-z]){_FILE}(?={_SIZE.replace('?P<size>', '?:')})", re.IGNORECASE)
_SECRET_IN_VIDEO = re.compile(r"(/video/[1-9][0-9]{0,14}/)[0-9a-f]{6,16}(/[a-z0-9_]+\.[a-z0-9]+)(\?s=[^\s\"'<>&]*)?")

_CAPTURES = ("/cdx/search/cdx", "/cdx/search/cdx/")
_AVAILABLE = ("/wayback/available", "/wayback/available/")
_COPY = re.compile(r"/web/(?P<captured>[0-9]{14})(?:id_)?/.+", re.DOTALL)


def read_question(http_method: str, url: str) -> Question | None:
    """The question that a request to an image host or a web archive asked; None where it asked none of ours.

    Args:
        http_method: HEAD for an image file, GET for a web archive; with any other method it is no question.
        url: the address asked, with or without the secret.
    """
    if not hosts.is_listed(url):
        return None
    parts = urlsplit(url)
    host = parts.hostname or ""
    if host.endswith((".staticflickr.com", ".static.flickr.com")):
        found = _IMAGE_PATH.fullmatch(parts.path)
        return _image_file(found) if found and http_method == "HEAD" else None
    if http_method != "GET":
        return None
    if host == hosts.WEB_ARCHIVE and parts.path in _CAPTURES:
        return _about_page("captures", _only(parts.query, "url"))
    if host == hosts.ARCHIVE and parts.path in _AVAILABLE:
        return _about_page("availability", _only(parts.query, "url"), near=_only(parts.query, "timestamp")[:8])
    if host == hosts.WEB_ARCHIVE and (copy := _COPY.fullmatch(parts.path)):
        return _about_page("archived page", url, captured=copy["captured"])
    return None


def redacted(text: str) -> str:
    """``text`` with the secret taken out of every image's and every video's address in it."""
    without = _SECRET_IN_FILE.sub(lambda found: f"{found['photo_id']}_{REDACTED}", text)
    return _SECRET_IN_VIDEO.sub(rf"\1{REDACTED}\2", without)


def owner_of(page: Address) -> str | None:
    """Under whose name a photo page's address stands: the NSID, or the alias as text."""
    return page.nsid or page.alias


def _image_file(found: re.Match[str]) -> Question:
    about = {"photo_id": found["photo_id"], "size": (found["size"] or "").lower()}
    return Question("image", "image file", tuple(sorted(about.items())))


def _about_page(name: str, address: str, **more: str) -> Question | None:
    page = read_address(address)
    owner = owner_of(page)
    if page.kind != "photo" or page.photo_id is None or owner is None:
        return None
    return Question("wayback", name, tuple(sorted({"photo_id": page.photo_id, "owner": owner, **more}.items())))


def _only(query: str, name: str) -> str:
    said = parse_qs(query).get(name, [])
    return said[0] if len(said) == 1 else ""
