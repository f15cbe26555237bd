"""What was answered to a question, and when: recorded evidence, looked up.

Evidence is one WARC file, plain or compressed record by record, or a folder of them. Opening it reads and
verifies every record once and keeps where each answer lies; the bodies stay on disk until they are asked for.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from analysis.trace import warc
from analysis.trace.question import read_question

SUFFIXES = (".warc", ".warc.gz")


@dataclass(frozen=True)
class Place:
    """Where one recorded answer lies, and when it was given (UTC, no zone attached)."""

    asked_at: dt.datetime
    path: Path
    offset: int
    length: int
    head_only: bool = False


class Archive:
    """Recorded exchanges, by the question that each answers.

    Attributes:
        exchanges: answers held.
        unidentified: answers held whose question is none that this suite asks, or was recorded without what
            would tell it (a POST without its form).
        digest: SHA-256 over the archive's files; the same evidence has the same digest in any folder.
    """

    def __init__(self, path: Path) -> None:
        """Read and verify the evidence at ``path``.

        Raises:
            warc.EvidenceError: there is none, or a file is torn, altered or no WARC.
        """
        self._places: dict[str, list[Place]] = defaultdict(list)
        self._by_record: dict[str, Place] = {}
        self._by_payload: dict[str, str] = {}
        self.exchanges = 0
        self.unidentified = 0
        self.files = _files(path)
        sums = []
        for file in self.files:
            self._index(file)
            with file.open("rb") as stored:
                sums.append(f"{hashlib.file_digest(stored, 'sha256').hexdigest()}  {file.name}\n")
        self.digest = hashlib.sha256("".join(sums).encode()).hexdigest()
        for places in self._places.values():
            places.sort(key=lambda place: place.asked_at)  # stable: of two in one second, the later recorded is later

    def answers(self, question: str, until: dt.datetime) -> Iterator[warc.Record]:
        """Recorded answers to ``question``, latest first, none later than ``until`` and none cut short."""
        for place in reversed(self._places.get(question, [])):
            if place.asked_at <= until:
                record = self._read(place)
                if record.readable and not (record.short and not place.head_only):
                    yield record

    def newest(self) -> dt.datetime:
        """When the newest answer was given, UTC, whatever it answers.

        Raises:
            warc.EvidenceError: there is no answer at all.
        """
        if not self._by_record:
            raise warc.EvidenceError(f"{self.files[0].name}: no answer is recorded there; name other evidence")
        return max(place.asked_at for place in self._by_record.values())

    def record(self, record_id: str) -> warc.Record | None:
        """The answer with this WARC record id, with the body of the record that it repeats, if it is a repeat."""
        place = self._by_record.get(record_id)
        return None if place is None else self._read(place)

    def _read(self, place: Place) -> warc.Record:
        record = warc.record_at(place.path, place.offset, place.length)
        if record.type != "revisit":
            return record
        first = self._by_record.get(record.refers_to) or self._by_record.get(
            self._by_payload.get(record.payload_digest, "")
        )
        if first is None:
            raise warc.EvidenceError(
                f"{place.path.name}, record at byte {place.offset}: repeats an answer that is not in this evidence; "
                "name the folder that holds all of it"
            )
        return replace(record, body=self._read(first).body, short=False)

    def _index(self, path: Path) -> None:
        """Pair each answer with its request, which stands beside it, before or after."""
        answers: dict[str, warc.Record] = {}
        requests: dict[str, warc.Record] = {}
        for record in warc.records(path):
            if record.type == "request":
                answer = answers.pop(record.concurrent_to, None)
                if answer is None:
                    requests[record.id] = record
                else:
                    self._add(path, answer, record)
            elif record.type in ("response", "revisit"):
                request = requests.pop(record.concurrent_to, None)
                if request is None:
                    answers[record.id] = replace(record, body=b"")
                else:
                    self._add(path, record, request)
        for alone in answers.values():
            self._add(path, alone, None)

    def _add(self, path: Path, answer: warc.Record, request: warc.Record | None) -> None:
        method = request.method if request else "GET"
        place = Place(_moment(answer, path), path, answer.offset, answer.length, method == "HEAD")
        self.exchanges += 1
        self._by_record[answer.id] = place
        if answer.type == "response" and answer.payload_digest:
            self._by_payload.setdefault(answer.payload_digest, answer.id)
        question = read_question(method, answer.uri, request.body if request else b"")
        if question is None:
            self.unidentified += 1
        else:
            self._places[str(question)].append(place)


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    found = sorted(file for file in path.glob("*") if file.name.endswith(SUFFIXES)) if path.is_dir() else []
    if not found:
        raise warc.EvidenceError(
            f"{path}: no evidence there; name a .warc or .warc.gz file, or a folder that holds some"
        )
    return found


def _moment(record: warc.Record, path: Path) -> dt.datetime:
    try:
        moment = dt.datetime.fromisoformat(record.date.replace("Z", "+00:00"))
    except ValueError:
        raise warc.EvidenceError(
            f"{path.name}, record at byte {record.offset}: no date that can be read; an answer without a date proves nothing"
        ) from None
    return moment.astimezone(dt.UTC).replace(tzinfo=None) if moment.tzinfo else moment
