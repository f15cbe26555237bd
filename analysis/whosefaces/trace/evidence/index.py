"""Where does each recorded answer lie? An index of WARC files, that can be made again from them at any time.

It is kept in SQLite: in a file beside evidence that grows, or in a temporary one while evidence is replayed. So memory
stays the same however much has been recorded.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import glob
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from whosefaces.trace.evidence.closing import Marks

VERSION = 2
_AT_ONCE = 256

_TABLES = """
CREATE TABLE IF NOT EXISTS answers (
    number INTEGER PRIMARY KEY, record TEXT UNIQUE, question TEXT, asked_at TEXT, file TEXT, first INTEGER,
    length INTEGER, head INTEGER, payload TEXT, uri TEXT
);
CREATE INDEX IF NOT EXISTS by_question ON answers (question, asked_at, number);
CREATE INDEX IF NOT EXISTS by_payload ON answers (payload) WHERE payload != '';
CREATE TABLE IF NOT EXISTS files (
    file TEXT PRIMARY KEY, whole INTEGER, promised INTEGER, closed INTEGER, closed_to INTEGER
) WITHOUT ROWID;
"""


@dataclass(frozen=True)
class Place:
    """Where one recorded answer lies, and when it was given (UTC, no zone attached).

    Attributes:
        record: its WARC record id.
        question: what it answers, as text; "" for what is none of our questions.
        payload: the digest of its body, where the body itself is there and not a reference to an earlier one.
    """

    record: str
    question: str
    asked_at: dt.datetime
    file: str
    offset: int
    length: int
    head_only: bool = False
    payload: str = ""
    uri: str = ""


class Perhaps:
    """Texts that were added: says for certain which were not, in the same memory however many there are.

    Most questions are new ones, and need not be looked for. (A Bloom filter of two hashes; a million texts and more
    only make it answer "perhaps" too often.)
    """

    _BITS = 1 << 23

    def __init__(self) -> None:
        self._bits = bytearray(self._BITS // 8)

    def add(self, text: str) -> None:
        """Add a text."""
        for place in self._places(text):
            self._bits[place >> 3] |= 1 << (place & 7)

    def __contains__(self, text: str) -> bool:
        return all(self._bits[place >> 3] & (1 << (place & 7)) for place in self._places(text))

    def _places(self, text: str) -> tuple[int, int]:
        mixed = hash(text)
        return mixed % self._BITS, (mixed >> 23) % self._BITS


_COLUMNS = "record, question, asked_at, file, first, length, head, payload, uri"


class Index:
    """Places of answers, by question, by record and by body."""

    def __init__(self, path: Path | None = None) -> None:
        """``path``: the index's file; None: a temporary one. A file that is no such index is made afresh."""
        self._lock = threading.RLock()
        self._added: list[tuple[object, ...]] = []
        try:
            self._store = _opened(path)
        except sqlite3.DatabaseError:
            if path is None:
                raise
            for file in path.parent.glob(glob.escape(path.name) + "*"):
                file.unlink()
            self._store = _opened(path)
        self._know()

    def _know(self) -> None:
        self._perhaps = Perhaps()
        for question, payload in self._store.execute("SELECT question, payload FROM answers"):
            self._perhaps.add(question)
            self._perhaps.add(payload)

    @classmethod
    def copy_of(cls, path: Path) -> Index:
        """A temporary index that begins with what :meth:`save` wrote.

        Raises:
            sqlite3.DatabaseError: that is no whole index.
        """
        copy = cls()
        with contextlib.closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as stored:
            stored.backup(copy._store)
        copy._know()
        return copy

    def save(self, path: Path) -> None:
        """Write all of it to ``path``, which is not there yet."""
        with self._lock:
            self._store_added()
            self._store.commit()
            self._store.execute("VACUUM INTO ?", (str(path),))

    def add(self, place: Place) -> None:
        """Add one; on disk after ``commit``."""
        row = (place.record, place.question, place.asked_at.isoformat(), place.file, place.offset, place.length)
        with self._lock:
            self._added.append((*row, place.head_only, place.payload, place.uri))
            self._perhaps.add(place.question)
            self._perhaps.add(place.payload)
            if len(self._added) >= _AT_ONCE:
                self._store_added()

    def _store_added(self) -> None:
        """Hand on to SQLite what was added: many at once take it a third of the time."""
        self._store.executemany(
            f"INSERT OR IGNORE INTO answers ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", self._added
        )
        self._added.clear()

    def about(
        self, question: str, until: dt.datetime | None = None, since: dt.datetime | None = None
    ) -> Iterator[Place]:
        """Answers to a question, latest first; of two given in one second, the one recorded later."""
        if question not in self._perhaps:
            return iter(())
        with self._lock:
            self._store_added()
            rows = self._store.execute(
                f"SELECT {_COLUMNS} FROM answers WHERE question = ? AND asked_at <= ? AND asked_at >= ? "
                "ORDER BY asked_at DESC, number DESC",
                (question, (until or dt.datetime.max).isoformat(), (since or dt.datetime.min).isoformat()),
            ).fetchall()
        return (_place(row) for row in rows)

    def record(self, record: str) -> Place | None:
        """The answer with this WARC record id."""
        return self._one("record = ?", record)

    def first_with(self, payload: str) -> Place | None:
        """The first answer that was recorded with this body."""
        return self._one("payload = ? AND payload != ''", payload) if payload in self._perhaps else None

    def _one(self, where: str, value: str) -> Place | None:
        with self._lock:
            self._store_added()
            row = self._store.execute(
                f"SELECT {_COLUMNS} FROM answers WHERE {where} ORDER BY number LIMIT 1", (value,)
            ).fetchone()
        return None if row is None else _place(row)

    def places(self) -> Iterator[Place]:
        """Every answer, in the order in which they were recorded."""
        last = 0
        while True:
            with self._lock:
                self._store_added()
                rows = self._store.execute(
                    f"SELECT {_COLUMNS}, number FROM answers WHERE number > ? ORDER BY number LIMIT {_AT_ONCE}", (last,)
                ).fetchall()
            if not rows:
                return
            yield from (_place(row[:-1]) for row in rows)
            last = rows[-1][-1]

    def newest(self) -> dt.datetime | None:
        """When the newest answer was given."""
        with self._lock:
            self._store_added()
            (newest,) = self._store.execute("SELECT max(asked_at) FROM answers").fetchone()
        return None if newest is None else dt.datetime.fromisoformat(newest)

    def count(self, *, unidentified: bool = False) -> int:
        """How many answers there are; only those whose question is none of ours, if so wanted."""
        with self._lock:
            self._store_added()
            (number,) = self._store.execute(
                "SELECT count(*) FROM answers" + (" WHERE question = ''" if unidentified else "")
            ).fetchone()
        return int(number)

    def whole(self, file: str) -> int:
        """Up to which byte a file is in this index."""
        with self._lock:
            row = self._store.execute("SELECT whole FROM files WHERE file = ?", (file,)).fetchone()
        return 0 if row is None else int(row[0])

    def files(self) -> list[str]:
        """The files that are in this index."""
        with self._lock:
            return [file for (file,) in self._store.execute("SELECT file FROM files ORDER BY file")]

    def marks(self, file: str) -> Marks:
        """What a file says of its own closing, as far as it is in this index."""
        with self._lock:
            row = self._store.execute(
                "SELECT promised, closed, closed_to FROM files WHERE file = ?", (file,)
            ).fetchone()
        return Marks() if row is None else Marks(bool(row[0]), row[1], row[2])

    def commit(self, file: str, whole: int, marks: Marks | None = None) -> None:
        """Put on disk what was added; ``file`` is in the index up to byte ``whole``. ``marks``: None: as they were."""
        marks_ = marks or self.marks(file)
        with self._lock:
            self._store_added()
            row = (file, whole, marks_.promised, marks_.offset, marks_.end)
            self._store.execute("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?)", row)
            self._store.commit()

    def close(self) -> None:
        """Close its file; what was not committed is left out, and found again in the WARC files."""
        with self._lock:
            self._store.close()


def _opened(path: Path | None) -> sqlite3.Connection:
    store = sqlite3.connect("" if path is None else path, check_same_thread=False)
    # WAL and a commit now and then: the WARC files are what is kept, and a lost commit is made good from them.
    store.execute("PRAGMA journal_mode = WAL")
    store.execute("PRAGMA synchronous = OFF" if path is None else "PRAGMA synchronous = NORMAL")
    (version,) = store.execute("PRAGMA user_version").fetchone()
    if version not in (0, VERSION):
        store.close()
        raise sqlite3.DatabaseError("an index of another version")
    store.executescript(_TABLES)
    store.execute(f"PRAGMA user_version = {VERSION}")
    store.commit()
    return store


def _place(row: tuple[str, str, str, str, int, int, int, str, str]) -> Place:
    record, question, asked_at, file, first, length, head, payload, uri = row
    moment = dt.datetime.fromisoformat(asked_at)
    return Place(record, question, moment, file, first, length, bool(head), payload, uri)
