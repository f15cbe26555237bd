"""What was answered to a question, and when: recorded evidence, looked up.

Evidence is one WARC file, plain or compressed record by record, or a folder of them. Opening it reads and
verifies every record once and keeps where each answer lies; the bodies stay on disk until they are asked for.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from whosefaces.trace.evidence import warc
from whosefaces.trace.evidence.index import Index, Place
from whosefaces.trace.http import robots
from whosefaces.trace.question import read_question

SUFFIXES = (".warc", ".warc.gz")


class Archive:
    """Recorded exchanges, by the question that each answers."""

    def __init__(self, path: Path, index: Index | None = None) -> None:
        """Read and verify the evidence at ``path``.

        Args:
            path: a WARC file or a folder of them.
            index: one that knows some of it already; only what it does not know is read then, and no evidence at
                all is no error, for it is about to be recorded.

        Raises:
            warc.EvidenceError: there is none, or a file is torn, altered or no WARC.
        """
        self._path = path
        self._index = index or Index()
        self._digests: dict[tuple[str, int, int], str] = {}
        if index is None and not self.files:
            raise warc.EvidenceError(
                f"{path}: no evidence there; name a .warc or .warc.gz file, or a folder that holds some"
            )
        self.catch_up()

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
            raise warc.EvidenceError(f"{self._path.name}: no answer is recorded there; name other evidence")
        return newest

    def record(self, record_id: str) -> warc.Record | None:
        """The answer with this WARC record id, with the body of the record that it repeats, if it is a repeat."""
        place = self._index.record(record_id)
        return None if place is None else self._read(place)

    def holds(self, record_id: str) -> bool:
        """Whether an answer with this WARC record id is here."""
        return self._index.record(record_id) is not None

    def catch_up(self) -> None:
        """Read what the index does not know yet; all of it anew where a file is shorter than the index says."""
        files = {file.name: file for file in self.files}
        known = self._index.files()
        if any(name not in files or files[name].stat().st_size < self._index.whole(name) for name in known):
            self._index.forget()
        for file in files.values():
            self._add_file(file)

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
        if first is None:
            raise warc.EvidenceError(
                f"{place.file}, record at byte {place.offset}: repeats an answer that is not in this evidence; "
                "name the folder that holds all of it"
            )
        return replace(record, body=self._read(first).body, short=False)

    def _add_file(self, path: Path) -> None:
        """Pair each answer with its request, which stands beside it, before or after."""
        answers: dict[str, warc.Record] = {}
        requests: dict[str, warc.Record] = {}
        whole = self._index.whole(path.name)
        for record in warc.records(path, whole):
            whole = record.offset + record.length
            if record.type == "request":
                answer = answers.pop(record.concurrent_to, None)
                if answer is None:
                    requests[record.id] = replace(record, headers=())
                    requests[record.concurrent_to] = requests[record.id]
                else:
                    self._add(path, answer, record)
            elif record.type in ("response", "revisit"):
                request = requests.pop(record.concurrent_to, None) or requests.pop(record.id, None)
                if request is None:
                    answers[record.id] = replace(record, body=b"")
                else:
                    requests.pop(record.id, None)
                    requests.pop(request.id, None)
                    self._add(path, record, request)
        for alone in answers.values():
            self._add(path, alone, None)
        self._index.commit(path.name, whole)

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


def warc_files(path: Path) -> list[Path]:
    """The WARC files at ``path``: itself, or those in the folder, in order of name."""
    if path.is_file():
        return [path]
    return sorted(file for file in path.glob("*") if file.name.endswith(SUFFIXES)) if path.is_dir() else []


def _moment(record: warc.Record, path: Path) -> dt.datetime:
    try:
        moment = dt.datetime.fromisoformat(record.date.replace("Z", "+00:00"))
    except ValueError:
        raise warc.EvidenceError(
            f"{path.name}, record at byte {record.offset}: no date that can be read; an answer without a date proves nothing"
        ) from None
    return moment.astimezone(dt.UTC).replace(tzinfo=None) if moment.tzinfo else moment
