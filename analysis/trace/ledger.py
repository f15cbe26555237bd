"""What has been answered already? The case's memory, committed answer by answer.

A run that is killed carries on where it stopped, and no question with a conclusive answer is asked twice. The
ledger belongs to one way of answering (live, or a replay of certain evidence up to a certain day): with another
one it starts afresh, for its answers would be others.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict, fields
from pathlib import Path
from types import TracebackType

from analysis.errors import WhoseFacesError
from analysis.trace.answers import Answer

VERSION = "1"
"""Raised whenever an answer's meaning or its columns change: an older ledger is not carried on with."""

_COLUMNS = [field.name for field in fields(Answer)]


class LedgerError(WhoseFacesError):
    """The ledger cannot be used."""


class Ledger:
    """Answers by question, in one SQLite file."""

    def __init__(self, path: Path, answered_by: str) -> None:
        """Open the ledger at ``path``, or make one.

        Args:
            path: the SQLite file.
            answered_by: says where answers come from; a ledger that was kept for another one is emptied.

        Raises:
            LedgerError: the file is there and is no ledger.
        """
        try:
            # Autocommit: each answer is on disk before the next question is asked.
            self._store = sqlite3.connect(path, isolation_level=None)
            self._store.execute("PRAGMA journal_mode = WAL")
            self._store.execute("PRAGMA synchronous = NORMAL")
            self._store.execute("CREATE TABLE IF NOT EXISTS about (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID")
            self._store.execute(
                f"CREATE TABLE IF NOT EXISTS answers (asked TEXT PRIMARY KEY, {', '.join(_COLUMNS)}) WITHOUT ROWID"
            )
            self._belong_to(f"{VERSION} {answered_by}")
        except sqlite3.DatabaseError as error:
            raise LedgerError(
                f"{path}: not a ledger that can be read ({error}); move it away to start afresh"
            ) from None

    def _belong_to(self, answered_by: str) -> None:
        kept_for = self._store.execute("SELECT value FROM about WHERE key = 'answered by'").fetchone()
        if kept_for != (answered_by,):
            self._store.execute("BEGIN IMMEDIATE")
            self._store.execute("DELETE FROM answers")
            self._store.execute("INSERT OR REPLACE INTO about VALUES ('answered by', ?)", (answered_by,))
            self._store.execute("COMMIT")

    def get(self, asked: str, since: dt.datetime | None = None) -> Answer | None:
        """The answer to the question ``asked``, if there is one, and it was given at ``since`` or later."""
        row = self._store.execute(f"SELECT {', '.join(_COLUMNS)} FROM answers WHERE asked = ?", (asked,)).fetchone()
        answer = None if row is None else _answer(row)
        return None if answer is None or (since is not None and answer.asked_at < since) else answer

    def put(self, asked: str, answer: Answer) -> None:
        """Keep an answer; on disk when this returns."""
        values = asdict(answer)
        values["asked_at"] = answer.asked_at.isoformat()
        marks = ", ".join("?" * (len(_COLUMNS) + 1))
        self._store.execute(
            f"INSERT OR REPLACE INTO answers (asked, {', '.join(_COLUMNS)}) VALUES ({marks})",
            (asked, *(values[name] for name in _COLUMNS)),
        )

    def __iter__(self) -> Iterator[tuple[str, Answer]]:
        """Every question with its answer, in the order of the questions' text."""
        for asked, *row in self._store.execute(f"SELECT asked, {', '.join(_COLUMNS)} FROM answers ORDER BY asked"):
            yield asked, _answer(tuple(row))

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._store.close()


def _answer(row: tuple[object, ...]) -> Answer:
    said = dict(zip(_COLUMNS, row, strict=True))
    return Answer(
        question=str(said["question"]),
        outcome=str(said["outcome"]),
        conclusive=bool(said["conclusive"]),
        asked_at=dt.datetime.fromisoformat(str(said["asked_at"])),
        evidence_id=str(said["evidence_id"]),
        error_code=None if said["error_code"] is None else int(str(said["error_code"])),
        owner_nsid=None if said["owner_nsid"] is None else str(said["owner_nsid"]),
        licence=None if said["licence"] is None else str(said["licence"]),
        is_pro=None if said["is_pro"] is None else bool(said["is_pro"]),
        note=str(said["note"]),
    )
