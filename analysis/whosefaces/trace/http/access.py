"""Which sources are closed, before anybody is asked? The rules of their hosts, as recorded or as they are now.

Rules that nobody has read are not known: they are said to be not read, and neither open nor closed.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from whosefaces.errors import WhoseFacesError
from whosefaces.investigation import Investigation
from whosefaces.trace import hosts, robots
from whosefaces.trace.http import keys
from whosefaces.trace.http.transport import NotAskedError, recorded_rules
from whosefaces.trace.unasked import NO_KEY, ROBOTS, UNREAD

OPEN = "open"
"""The state of a source that may be asked; every other state is a reason of :mod:`whosefaces.trace.unasked`."""

_ADDRESSES = {
    ("page", "photo"): f"https://{hosts.WWW}/photos/90000001@N99/9000000001/",
    ("page", "account"): f"https://{hosts.WWW}/photos/90000001@N99/",
    ("image", "photo"): f"https://{hosts.STATIC}/1/9000000001_0123456789_m.jpg",
    (
        "wayback",
        "copy",
    ): f"https://{hosts.WEB_ARCHIVE}/web/20140101000000id_/https://{hosts.WWW}/photos/90000001@N99/9000000001/",
}
"""Invented addresses of the kind that each source is asked for, where robots rules are for it."""
_TELLS = {"api": ("photo", "account"), "page": ("photo", "account"), "oembed": ("photo",), "image": ("photo",)}
_TELLS |= {"wayback": ("copy",)}

Read = Callable[[str], robots.Rules | None]
"""The rules for an address; None: nobody has read them."""


@dataclass(frozen=True)
class Access:
    """Whether a source may be asked about one kind of thing: photo, account, or (archived) copy."""

    source: str
    about: str
    state: str

    def line(self) -> str:
        """For people."""
        host = urlsplit(_ADDRESSES.get((self.source, self.about), "")).hostname
        why = {
            OPEN: "open",
            NO_KEY: f"closed: no key; set {keys.VARIABLE}",
            ROBOTS: f"closed: robots.txt of {host} refuses it",
            UNREAD: f"not read: the robots.txt of {host}, so nobody can say yet",
        }[self.state]
        return f"{self.source}, {self.about}: {why}"


def access(sources: Sequence[str], read: Read, *, has_key: bool) -> tuple[Access, ...]:
    """What each source may be asked about, in the sources' order."""
    return tuple(
        Access(source, about, _state(source, about, read, has_key))
        for source in sources
        for about in _TELLS.get(source, ("photo",))
    )


def _state(source: str, about: str, read: Read, has_key: bool) -> str:
    if source == "api":
        return OPEN if has_key else NO_KEY
    url = _ADDRESSES.get((source, about))
    if url is None:  # an interface made for programs
        return OPEN
    rules = read(url)
    if rules is None or rules.unread:
        return UNREAD
    return OPEN if rules.allow(url) else ROBOTS


def look(investigation: Investigation, case: Path) -> tuple[Access, ...]:
    """What the sources of an investigation may be asked: live by asking for their robots.txt alone, else as recorded.

    Raises:
        keys.NoKeyError: there is something that cannot be a key.
        warc.EvidenceError: the evidence is torn or altered.
    """
    from whosefaces.trace.evidence.archive import Archive, warc_files

    sources = list(dict.fromkeys(investigation.trace.sources))
    if investigation.trace.mode == "live":
        with _live(investigation, case) as read:
            return access(sources, read, has_key=keys.flickr_key() is not None)
    evidence = investigation.trace.evidence

    @functools.cache
    def archive() -> Archive | None:
        return Archive(evidence) if evidence is not None and warc_files(evidence) else None

    def recorded(url: str) -> robots.Rules | None:
        held = archive()
        return None if held is None else recorded_rules(held, url)

    # Recorded answers of the API need no key to be read again.
    return access(sources, recorded, has_key=True)


@contextlib.contextmanager
def _live(investigation: Investigation, case: Path) -> Iterator[Read]:
    from whosefaces.trace.evidence.recorder import Recorder
    from whosefaces.trace.http import live

    manners = live.manners_of(investigation)
    about = live.about_of(manners)
    with Recorder(investigation.trace.evidence or case / "evidence", [], about) as recorder:
        asking = live.Live(recorder, manners, lambda _question, _answer: False, None, investigation.trace.fresh_for)

        def read(url: str) -> robots.Rules | None:
            try:
                return asking.rules_of(url)
            except (NotAskedError, WhoseFacesError):
                return None

        yield read
