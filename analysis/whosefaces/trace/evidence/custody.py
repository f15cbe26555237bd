"""Who ran what, when, with which versions: a log in which a later change shows.

``case/custody.jsonl`` has one entry a line. Each holds the digest of the one before and, as its last key, its own;
so an entry that is altered, left out or put in between breaks the chain from there on. Somebody who writes the whole
chain anew can hide a change, and so can somebody who cuts off its end: the last digest (:func:`head`), given to
somebody else or stamped by a time-stamping authority, is what holds against that.

Names of people and machines stand in it. It stays in the case.
"""

from __future__ import annotations

import datetime as dt
import errno
import getpass
import hashlib
import importlib.metadata
import json
import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whosefaces import __version__
from whosefaces.errors import WhoseFacesError

NAME = "custody.jsonl"
TO_BE_PUBLISHED = "edition to be published"
PUBLISHED = "edition published"
"""Both with ``public_sums_sha256``; the first stands before the edition is put in its place, the second after."""
RUN_BEGAN = "run began"
BUDGET_SPENT = "budget spent"
"""Questions were left unasked for it, in the run that began before."""
BEGINNING = "0" * 64
"""Stands for the entry before the first."""
_VERSIONS = ("requests", "urllib3", "warcio", "pandas", "duckdb")


class CustodyError(WhoseFacesError):
    """The log does not hang together. The message says at which entry."""


@dataclass(frozen=True)
class Custody:
    """A log that hangs together: how many entries, the digest of the last, and when that was written (UTC)."""

    entries: int
    head: str
    last_at: str


def note(case: Path, event: str, **what: Any) -> str:
    """Add an entry to the log of ``case``, whose edition the caller has locked.

    Args:
        case: the edition's case folder.
        event: what happened, as "run began".
        what: about it, as JSON can say it; files by their digests.

    Returns:
        The entry's digest.

    Raises:
        CustodyError: the log that is there is broken; nothing is added to it.
    """
    path = case / NAME
    held = verify(path) if path.exists() else Custody(0, BEGINNING, "")
    entry = {
        "entry": held.entries + 1,
        "at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "event": event,
        "who": _who(),
        "machine": platform.node(),
        "with": _versions(),
        **what,
        "previous": held.head,
    }
    entry["digest"] = _digest(entry)
    _append(path, (json.dumps(entry, ensure_ascii=False, sort_keys=True) + "\n").encode("utf-8"))
    return str(entry["digest"])


def publications(path: Path) -> list[str]:
    """``public_sums_sha256`` of every edition that may stand in ``public/`` by the log, the latest last.

    The one published last, and each that was to be published after it: a run that is killed while it puts an edition
    in its place leaves the one or the other.
    """
    sealed: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        if entry["event"] == PUBLISHED:
            sealed = [entry["public_sums_sha256"]]
        elif entry["event"] == TO_BE_PUBLISHED:
            sealed.append(entry["public_sums_sha256"])
    return sealed


def of_last_run(path: Path) -> set[str]:
    """What happened since the last run began."""
    events: set[str] = set()
    for line in path.read_text(encoding="utf-8").splitlines():
        event = json.loads(line)["event"]
        events = set() if event == RUN_BEGAN else events | {event}
    return events


def digests(path: Path) -> list[str]:
    """The digest of every entry."""
    return [str(json.loads(line)["digest"]) for line in path.read_text(encoding="utf-8").splitlines()]


def _append(path: Path, line: bytes) -> None:
    """Write all of it, or leave the log as it was: half an entry would break the chain for good."""
    log = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        end = os.fstat(log).st_size
        try:
            if os.write(log, line) != len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(log)
        except OSError as error:
            os.ftruncate(log, end)
            raise CustodyError(
                f"{path.name}: cannot be written to ({error.strerror}); nothing is lost: make room, and the same "
                "command carries on"
            ) from None
    finally:
        os.close(log)


def verify(path: Path) -> Custody:
    """Hold every entry against its own digest and the one before.

    Raises:
        CustodyError: the first entry that does not fit.
    """
    previous, entries, at = BEGINNING, 0, ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        entry = _read(path, number, line)
        said = entry.pop("digest", None)
        if said != _digest(entry):
            raise CustodyError(f"{path.name}, entry {number}: altered since it was written")
        if entry.get("entry") != number or entry.get("previous") != previous:
            raise CustodyError(f"{path.name}, entry {number}: does not follow the one before; something was taken out")
        previous, entries, at = said, number, str(entry.get("at", ""))
    return Custody(entries, previous, at)


def _read(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        entry = json.loads(line)
    except ValueError:
        entry = None
    if not isinstance(entry, dict):
        raise CustodyError(f"{path.name}, entry {number}: cannot be read; was the log cut or edited?")
    return entry


def _digest(entry: Mapping[str, Any]) -> str:
    canonical = json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8")).hexdigest()


def _who() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container without an entry for its user
        return "unknown"


def _versions() -> dict[str, str]:
    versions = {"whose-faces": __version__, "python": platform.python_version()}
    return versions | {name: importlib.metadata.version(name) for name in _VERSIONS}
