"""Is all of the evidence there? The closing record that its writer puts at the end, and what it says of every file.

A file that was cut between two records is a whole file to every reader: each record left is as it was recorded. So
whoever records says at the end what there is: every file of the folder with its bytes and their SHA-256, and how many
records. A file whose first record promises such an end and does not have it was cut short, or its run was killed; a
file that is missing, shorter or altered is not the one that was closed. A run that carries on writes behind the
closing record, and closes again. Evidence that others recorded promises nothing, and is held record by record only.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from whosefaces.trace.evidence import warc

PROMISE = ("closing-record", "the last one of all: it lists every file with its bytes and their SHA-256")
"""Stands in the first record of a file whose writer closes it."""
_PROMISED = f"{PROMISE[0]}: ".encode()
_HEAD = "closing-record: of this folder\r\n"
_LEFT = "unasked: "
_FILE = re.compile(r"file: ([0-9]{1,15}) ([0-9a-f]{64}) (.+)")


@dataclass(frozen=True)
class Closed:
    """What was there of one file when it was closed."""

    size: int
    sha256: str
    name: str


@dataclass
class Marks:
    """What one file says of its own closing, collected while its records are read one by one.

    Attributes:
        promised: whether its first record promises a closing record.
        offset: where the latest closing record begins; None: there is none.
        end: the byte after the latest closing record.
    """

    promised: bool = False
    offset: int | None = None
    end: int = 0

    def see(self, record: warc.Record) -> None:
        """Look at the next record."""
        if record.type == "warcinfo" and record.offset == 0:
            self.promised = _PROMISED in record.body
        elif record.type == "metadata" and record.body.startswith(_HEAD.encode()):
            self.offset, self.end = record.offset, record.offset + record.length


def block(files: Iterable[Path], left: Iterable[str] = ()) -> bytes:
    """The text of a closing record.

    Args:
        files: all that there are, the last of them the one that it is written to.
        left: codes that say why the run left questions unasked, as "budget".
    """
    lines = [f"{_LEFT}{reason}\r\n" for reason in left]
    lines += [f"file: {one.size} {one.sha256} {one.name}\r\n" for one in map(state, files)]
    return "".join([_HEAD, *lines]).encode("utf-8", "surrogateescape")


def state(file: Path, size: int | None = None) -> Closed:
    """A file as it is now, or its first ``size`` bytes."""
    hashed, left = hashlib.sha256(), file.stat().st_size if size is None else size
    length = left
    with file.open("rb") as stored:
        while left and (part := stored.read(min(left, 1 << 20))):
            hashed.update(part)
            left -= len(part)
    return Closed(length, hashed.hexdigest(), file.name)


@dataclass
class _Folder:
    """The files at hand, each hashed once."""

    files: list[Path]
    whole: dict[Path, Closed] = field(default_factory=dict)

    def has(self, closed: Closed) -> bool:
        """Whether a file at hand is the one that was closed, under whatever name."""
        same_size = [file for file in self.files if file.stat().st_size == closed.size]
        return any(self.whole.setdefault(file, state(file)).sha256 == closed.sha256 for file in same_size)


def hold(files: list[Path], marks: dict[str, Marks], *, alone: bool = False, going_on: bool = False) -> None:
    """Hold the files against their closing records.

    Args:
        files: all that there are, in order of name.
        marks: by file name, what the reading of its records collected.
        alone: one file was taken out of its folder: what is said of its neighbours cannot be held.
        going_on: a run is about to carry on with them: it may have been killed before it closed them.

    Raises:
        warc.EvidenceError: one was cut short, altered or taken away since.
    """
    folder = _Folder(files)
    for file in files:
        mark = marks.get(file.name, Marks())
        if mark.offset is None:
            continue
        *others, own = _said(file, mark.offset)
        if own.size != mark.offset or state(file, own.size).sha256 != own.sha256:
            raise warc.EvidenceError(
                f"{file.name}: altered since it was closed: its first {mark.offset:,} bytes are not those that its "
                f"closing record at byte {mark.offset} states; fetch the file again"
            )
        for other in () if alone else others:
            if not folder.has(other):
                raise warc.EvidenceError(
                    f"{other.name}: not as the closing record of {file.name} at byte {mark.offset} states it "
                    f"({other.size:,} bytes): missing, cut short or altered; fetch the file again"
                )
    for file in () if going_on else files:
        mark = marks.get(file.name, Marks())
        if mark.promised and (mark.offset is None or mark.end != file.stat().st_size):
            raise warc.EvidenceError(
                f"{file.name}: ends at byte {file.stat().st_size} without the closing record that its writer puts "
                "there: it was cut between two records, or its run was killed. Fetch it again, or let the live run that "
                "wrote it carry on, which closes it"
            )


def _said(file: Path, offset: int) -> list[Closed]:
    """The files that a closing record lists, its own last.

    Raises:
        warc.EvidenceError: it cannot be read.
    """
    record = next(warc.records(file, offset))
    lines = [line for line in _lines(record) if not line.startswith(_LEFT)]
    matches = [_FILE.fullmatch(line) for line in lines]
    files = [Closed(int(one[1]), one[2], one[3]) for one in matches if one]
    if not files or len(files) != len(lines):
        raise warc.EvidenceError(f"{file.name}, record at byte {offset}: a closing record that cannot be read")
    return files


def left(file: Path, offset: int) -> frozenset[str]:
    """Why the run that wrote this closing record left questions unasked."""
    lines = _lines(next(warc.records(file, offset)))
    return frozenset(line.removeprefix(_LEFT) for line in lines if line.startswith(_LEFT))


def _lines(record: warc.Record) -> list[str]:
    return record.body.decode("utf-8", "surrogateescape").split("\r\n")[1:-1]
