"""Who ran what, when, with which versions: a log in which a later change shows.

``case/custody.jsonl`` has one entry a line. Each holds the digest of the one before and, as its last key, its own;
so an entry that is altered, left out or put in between breaks the chain from there on. Somebody who writes the whole
chain anew can hide a change, and so can somebody who cuts off its end: the last digest (:func:`head`), given to
somebody else or stamped by a time-stamping authority, is what holds against that.

A line ends at a line feed and nowhere else: names and reasons are anybody's text, and some characters end a line only
for some readers. So what is written is ASCII, and what is read is split at line feeds.

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
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whosefaces import __version__
from whosefaces.errors import WhoseFacesError
from whosefaces.trace.evidence import closing, warc
from whosefaces.trace.evidence.archive import warc_files

NAME = "custody.jsonl"
TO_BE_PUBLISHED = "edition to be published"
PUBLISHED = "edition published"
"""Both with ``public_sums_sha256``; the first stands before the edition is put in its place, the second after."""
RUN_BEGAN = "run began"
BUDGET_SPENT = "budget spent"
"""Questions were left unasked for it, in the run that began before."""
EVIDENCE_CLOSED = "evidence closed"
"""What a live run had recorded when it ended: every file with its bytes and their SHA-256."""
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
    _append(path, (json.dumps(entry, sort_keys=True) + "\n").encode("ascii"))
    return str(entry["digest"])


def publications(path: Path) -> list[str]:
    """``public_sums_sha256`` of every edition that may stand in ``public/`` by the log, the latest last.

    The one published last, and each that was to be published after it: a run that is killed while it puts an edition
    in its place leaves the one or the other.
    """
    sealed: list[str] = []
    for entry in _entries(path):
        if entry["event"] == PUBLISHED:
            sealed = [entry["public_sums_sha256"]]
        elif entry["event"] == TO_BE_PUBLISHED:
            sealed.append(entry["public_sums_sha256"])
    return sealed


def of_last_run(path: Path) -> set[str]:
    """What happened since the last run began."""
    events: set[str] = set()
    for entry in _entries(path):
        event = entry["event"]
        events = set() if event == RUN_BEGAN else events | {event}
    return events


def digests(path: Path) -> list[str]:
    """The digest of every entry."""
    return [str(entry["digest"]) for entry in _entries(path)]


def note_evidence(case: Path, folder: Path) -> str:
    """Note which evidence a live run closed; from then on it can grow, and nothing of it can go or change unseen."""
    files = [
        {"file": one.name, "bytes": one.size, "sha256": one.sha256} for one in map(closing.state, warc_files(folder))
    ]
    return note(case, EVIDENCE_CLOSED, files=files)


def hold_evidence(case: Path, folder: Path) -> bool:
    """Hold the evidence in ``folder`` against what the log of ``case`` says of it.

    Returns:
        Whether the log says anything of it.

    Raises:
        warc.EvidenceError: a file was cut short, altered or taken away since.
    """
    path = case / NAME
    closed = [entry for entry in _entries(path) if entry["event"] == EVIDENCE_CLOSED] if path.exists() else []
    there = {file.name: file for file in warc_files(folder)}
    for entry_ in closed[-1]["files"] if closed else ():
        file, size = there.get(entry_["file"]), entry_["bytes"]
        if file is None or file.stat().st_size < size or closing.state(file, size).sha256 != entry_["sha256"]:
            what = "missing" if file is None else "cut short" if file.stat().st_size < size else "altered"
            raise warc.EvidenceError(
                f"{entry_['file']}: {what} since it was closed: entry {closed[-1]['entry']} of {NAME} holds the digest of its "
                f"first {size:,} bytes; put back the file that was recorded"
            )
    return bool(closed)


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
    for number, entry in enumerate(_entries(path), start=1):
        digest_ = entry.pop("digest", None)
        if digest_ != _digest(entry):
            raise CustodyError(f"{path.name}, entry {number}: altered since it was written")
        if entry.get("entry") != number or entry.get("previous") != previous:
            raise CustodyError(f"{path.name}, entry {number}: does not follow the one before; something was taken out")
        previous, entries, at = digest_, number, str(entry.get("at", ""))
    return Custody(entries, previous, at)


def _entries(path: Path) -> Iterator[dict[str, Any]]:
    """The entries in order.

    Raises:
        CustodyError: one cannot be read.
    """
    lines = path.read_bytes().split(b"\n")
    cut = lines.pop()
    for number, line in enumerate(lines, start=1):
        entry = _read(line)
        if entry is None:
            raise CustodyError(f"{path.name}, entry {number}: cannot be read; was the log edited?")
        yield entry
    if cut:
        raise CustodyError(
            f"{path.name}, entry {len(lines) + 1}: only its first {len(cut)} bytes are there, as after a crash of the "
            f"disk; the {len(lines)} before it are whole. To go on, remove that last line: nothing else is lost by it"
        )


def _read(line: bytes) -> dict[str, Any] | None:
    """An entry; None: the line is none, or is not written as an entry is, so that a reader may take it otherwise."""
    try:
        entry = json.loads(line)
        written = {json.dumps(entry, sort_keys=True), json.dumps(entry, ensure_ascii=False, sort_keys=True)}
        same = line.decode("utf-8") in written
    except (ValueError, RecursionError):
        return None
    return entry if same and isinstance(entry, dict) and isinstance(entry.get("event"), str) else None


def _digest(entry: Mapping[str, Any]) -> str:
    canonical = json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def _who() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container without an entry for its user
        return "unknown"


def _versions() -> dict[str, str]:
    versions = {"whose-faces": __version__, "python": platform.python_version()}
    return versions | {name: importlib.metadata.version(name) for name in _VERSIONS}
