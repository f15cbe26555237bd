"""Which hosts may be asked: those that the sources declare, and nobody else.

The list is fixed in the code: each file of ``trace/sources`` names its hosts. No manifest, investigation file or
redirect can add to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit

from whosefaces.errors import WhoseFacesError

API = "api.flickr.com"
WWW = "www.flickr.com"
STATIC = "live.staticflickr.com"
ARCHIVE = "archive.org"
WEB_ARCHIVE = "web.archive.org"

_declared: dict[str, re.Pattern[str]] = {}
"""Each host as it was declared, and what it matches. Empty until the catalogue is read: then nobody is asked."""
_PORTS = {"http": 80, "https": 443}


class HostRefusedError(WhoseFacesError):
    """An address outside the list was about to be asked."""


def declare(names: Iterable[str]) -> None:
    """Let these hosts be asked; "#" stands for one or two digits. Only the catalogue of sources calls this."""
    _declared.update({name: re.compile(re.escape(name).replace(r"\#", "[0-9]{1,2}")) for name in names})


def declared() -> tuple[str, ...]:
    """Every host that may be asked, as declared."""
    return tuple(sorted(_declared))


def is_listed(url: str) -> bool:
    """Whether ``url`` is an http(s) address on a listed host, at the usual port and with no user name in it."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    host = parts.hostname or ""
    if parts.scheme not in _PORTS or parts.username is not None or parts.password is not None:
        return False
    if port not in (None, _PORTS[parts.scheme]):
        return False
    return any(pattern.fullmatch(host) for pattern in _declared.values())


def led_to(url: str, location: str | None) -> str:
    """Where an answer's ``Location`` leads on from ``url``; "": nowhere that can be read, or to no listed address.

    Nor from https to plain http: the next request would carry the key, and the answer, in clear text.
    """
    target = joined(url, location)
    if not target or not is_listed(target):
        return ""
    return "" if url.startswith("https:") and not target.startswith("https:") else target


def joined(url: str, location: str | None) -> str:
    """The address that ``location`` stands for, seen from ``url``; "": none that can be read."""
    try:
        return urljoin(url, location) if location else ""
    except ValueError:
        return ""


def refuse_unlisted(url: str) -> None:
    """Let a listed address pass.

    Raises:
        HostRefusedError: the address is not on the list. Its host is named, the rest of it is not.
    """
    if not is_listed(url):
        try:
            host = urlsplit(url).hostname or "no host"
        except ValueError:
            host = "no host"
        raise HostRefusedError(f"{host}: not one of the hosts that may be asked ({', '.join(declared())})")
