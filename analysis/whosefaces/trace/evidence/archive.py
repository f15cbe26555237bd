"""What was answered to a question, and when: recorded evidence, looked up.

Evidence is one WARC file, plain or compressed record by record, or a folder of them. Opening it reads and
verifies every record once and keeps where each answer lies; the bodies stay on disk until they are asked for, and
are verified again when they are read. It is the one reader of evidence: whoever replays, guards, shows, exports or
checks reads through it, so nobody believes what another would refuse.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from whosefaces.trace import robots
from whosefaces.trace.evidence import closing, kept, wacz, warc
from whosefaces.trace.evidence.index import Index, Place
from whosefaces.trace.question import read_question

SUFFIXES = (".warc", ".warc.gz")
_WAITING = 10_000
"""Requests or answers that wait for their other half, at most: it stands beside them."""
_LONGEST_FORM = 1 << 13
"""Bytes of a request's body that its question is read from."""


class Archive:
    """Recorded exchanges, by the question that each answers."""

    def __init__(self, path: Path, index: Index | None = None) -> None:
        """Read and verify the evidence at ``path``.

        Args:
            path: a WARC file, a folder of them, or a WACZ.
            index: one that knows some of it already, for a run that is about to record more. What it knows up to the
                last closing record is held against that record's sums, everything else is read; and no evidence at
                all is no error.

        Raises:
            warc.EvidenceError: there is none, or a file is torn, altered or no WARC.
        """
        self._path = _read_from(path)
        self._index = index or Index()
        self._digests: dict[tuple[str, int, int], str] = {}
        if index is None and not self.files:
            raise warc.EvidenceError(
                f"{path}: no evidence there; name a .warc, .warc.gz or .wacz file, or a folder of WARC files"
            )
        self.catch_up()
        self._hold(going_on=index is not None)

    @classmethod
    def read_before(cls, path: Path) -> Archive:
        """The same as ``Archive(path)``, without reading each record again where these very bytes were read and verified.

        Raises:
            warc.EvidenceError: as there.
        """
        archive = cls.__new__(cls)
        archive._path = _read_from(path)
        archive._digests = {}
        index = kept.index_of(archive.digest) if archive.files else None
        if index is None:
            archive = cls(path)
            kept.keep(archive._index, archive.digest)
            return archive
        archive._index = index
        archive._hold(going_on=False)
        return archive

    @property
    def files(self) -> list[Path]:
        """The WARC files, in order of name."""
        return warc_files(self._path)

    @property
    def exchanges(self) -> int:
        """Answers held."""
        return self._index.count()

    @property
    def unidentified(self) -> int:
        """Answers held whose question is none that this suite asks, or was recorded without what would tell it."""
        return self._index.count(unidentified=True)

    @property
    def digest(self) -> str:
        """SHA-256 over the archive's files; the same evidence has the same digest in any folder."""
        sums = [f"{self._digest_of(file)}  {file.name}\n" for file in self.files]
        return hashlib.sha256("".join(sums).encode()).hexdigest()

    @property
    def left(self) -> frozenset[str]:
        """Why the run that recorded the newest file left questions unasked, as its closing record says."""
        marks = {file: self._index.marks(file.name) for file in self.files[-1:]}
        sentences = [closing.left(file, one.offset) for file, one in marks.items() if one.offset is not None]
        return frozenset().union(*sentences)

    def answers(
        self, question: str, until: dt.datetime | None = None, since: dt.datetime | None = None
    ) -> Iterator[warc.Record]:
        """Recorded answers to ``question``, latest first, given between the two moments, and none cut short."""
        for place in self._index.about(question, until, since):
            record = self._read(place)
            if record.readable and not (record.short and not place.head_only):
                yield record

    def newest(self) -> dt.datetime:
        """When the newest answer was given, UTC, whatever it answers.

        Raises:
            warc.EvidenceError: there is no answer at all.
        """
        newest = self._index.newest()
        if newest is None:
            size = sum(file.stat().st_size for file in self.files)
            raise warc.EvidenceError(
                f"{self._path.name}: no answer is recorded there, in {size:,} bytes; name other evidence"
            )
        return newest

    def record(self, record_id: str) -> warc.Record | None:
        """The answer with this WARC record id, with the body of the record that it repeats, if it is a repeat."""
        place = self._index.record(record_id)
        return None if place is None else self._read(place)

    def holds(self, record_id: str) -> bool:
        """Whether an answer with this WARC record id is here."""
        return self._index.record(record_id) is not None

    def bodies(self) -> Iterator[bytes]:
        """The body of every answer that is no repetition, each verified as it is read."""
        for place in self._index.places():
            record = warc.record_at(self._file(place.file), place.offset, place.length)
            if record.type == "response":
                yield record.body

    def catch_up(self) -> None:
        """Read what the index does not know yet.

        Raises:
            warc.EvidenceError: a file that it knows is missing, or shorter than it was.
        """
        files = {file.name: file for file in self.files}
        for name in self._index.files():
            size, whole = files[name].stat().st_size if name in files else 0, self._index.whole(name)
            if size < whole:
                raise warc.EvidenceError(
                    f"{name}: cut short or taken away since it was recorded: {size:,} bytes are there, and the disk had "
                    f"{whole:,}. Put it back; or, to go on with what is there, remove the index beside it"
                )
        for file in files.values():
            self._add_file(file)

    def _hold(self, *, going_on: bool) -> None:
        """Hold the files against their closing records, and what lies behind those record by record."""
        files = self.files
        marks = {file.name: self._index.marks(file.name) for file in files}
        closing.hold(files, marks, alone=self._path.is_file(), going_on=going_on)
        for file in files if going_on else ():
            for _ in warc.records(file, marks[file.name].end):
                pass

    def _digest_of(self, file: Path) -> str:
        state = file.stat()
        key = (file.name, state.st_size, state.st_mtime_ns)
        if key not in self._digests:
            with file.open("rb") as stored:
                self._digests[key] = hashlib.file_digest(stored, "sha256").hexdigest()
        return self._digests[key]

    def _file(self, name: str) -> Path:
        return self._path / name if self._path.is_dir() else self._path

    def _read(self, place: Place) -> warc.Record:
        record = warc.record_at(self._file(place.file), place.offset, place.length)
        if record.type != "revisit":
            return record
        first = self._index.record(record.refers_to) or self._index.first_with(record.payload_digest)
        repeated = None if first is None else warc.record_at(self._file(first.file), first.offset, first.length)
        if repeated is None or repeated.type != "response":
            raise warc.EvidenceError(
                f"{place.file}, record at byte {place.offset}: repeats an answer that is not in this evidence; "
                "name the folder that holds all of it"
            )
        if record.payload_digest and repeated.payload_digest not in ("", record.payload_digest):
            raise warc.EvidenceError(
                f"{place.file}, record at byte {place.offset}: says that it repeats the answer {repeated.id}, whose "
                "digest is another; fetch the file again"
            )
        return replace(record, body=repeated.body, short=repeated.short, readable=repeated.readable)

    def _add_file(self, path: Path) -> None:
        """Pair each answer with its request, which stands beside it, before or after."""
        answers: dict[str, warc.Record] = {}
        requests: dict[str, warc.Record] = {}
        whole, marks = self._index.whole(path.name), self._index.marks(path.name)
        for record in warc.records(path, whole):
            whole = record.offset + record.length
            marks.see(record)
            if record.type == "request":
                answer = answers.pop(record.concurrent_to, None)
                if answer is None:
                    requests[record.id] = replace(record, headers=(), body=record.body[:_LONGEST_FORM])
                    if record.concurrent_to:
                        requests[record.concurrent_to] = requests[record.id]
                else:
                    self._add(path, answer, record)
            elif record.type in ("response", "revisit"):
                named = [one for one in (record.concurrent_to, record.id) if one]
                request = next((requests.pop(one) for one in named if one in requests), None)
                if request is None:
                    answers[record.id] = replace(record, body=b"", headers=())
                else:
                    requests.pop(record.id, None)
                    requests.pop(request.id, None)
                    self._add(path, record, request)
            if len(answers) > _WAITING:
                self._add(path, answers.pop(next(iter(answers))), None)
            while len(requests) > 2 * _WAITING:
                requests.pop(next(iter(requests)))
        for alone in answers.values():
            self._add(path, alone, None)
        self._index.commit(path.name, whole, marks)

    def _add(self, path: Path, answer: warc.Record, request: warc.Record | None) -> None:
        method = request.method if request else "GET"
        question = read_question(method, answer.uri, request.body if request else b"") or robots.question(answer.uri)
        self._index.add(
            Place(
                record=answer.id,
                question="" if question is None else str(question),
                asked_at=_moment(answer, path),
                file=path.name,
                offset=answer.offset,
                length=answer.length,
                head_only=method == "HEAD",
                payload=answer.payload_digest if answer.type == "response" else "",
                uri=answer.uri,
            )
        )


def _read_from(path: Path) -> Path:
    """Where the WARC files of ``path`` lie: of a WACZ, in the folder that they were taken out into."""
    return wacz.unpacked(path) if path.is_file() and wacz.is_wacz(path) else path


def warc_files(path: Path) -> list[Path]:
    """The WARC files at ``path``: itself, those in the folder, or those in the WACZ, in order of name."""
    path = _read_from(path)
    if path.is_file():
        return [path]
    named = sorted(file for file in path.glob("*") if file.name.endswith(SUFFIXES)) if path.is_dir() else []
    if odd := next((file for file in named if not file.is_file()), None):
        raise warc.EvidenceError(f"{odd.name}: named as a WARC file, and no file; move it away")
    return named


def _moment(record: warc.Record, path: Path) -> dt.datetime:
    try:
        return warc.moment(record.date)
    except ValueError:
        raise warc.EvidenceError(
            f"{path.name}, record at byte {record.offset}: no date that can be read; an answer without a date proves nothing"
        ) from None
