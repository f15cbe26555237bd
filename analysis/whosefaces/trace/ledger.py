"""What has been answered already? The case's memory, committed answer by answer.

A run that is killed carries on where it stopped, and no question with a conclusive answer is asked twice. The
ledger belongs to one way of answering (live, or a replay of certain evidence up to a certain day): with another
one it starts afresh, for its answers would be others.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType

from whosefaces.errors import WhoseFacesError
from whosefaces.trace.answers import Answer, from_text

VERSION = "3"
"""Raised whenever an answer's meaning or its columns change: an older ledger is not carried on with."""


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
            self._belong_to(f"{VERSION} {answered_by}")
        except sqlite3.DatabaseError as error:
            raise LedgerError(
                f"{path}: not a ledger that can be read ({error}); move it away to start afresh"
            ) from None

    def _belong_to(self, answered_by: str) -> None:
        kept_for = self._store.execute("SELECT value FROM about WHERE key = 'answered by'").fetchone()
        if kept_for != (answered_by,):
            self._store.execute("BEGIN IMMEDIATE")
            self._store.execute("DROP TABLE IF EXISTS answers")
            self._store.execute("CREATE TABLE answers (asked TEXT PRIMARY KEY, answer TEXT NOT NULL) WITHOUT ROWID")
            self._store.execute("INSERT OR REPLACE INTO about VALUES ('answered by', ?)", (answered_by,))
            self._store.execute("COMMIT")

    def get(self, question: str, since: dt.datetime | None = None) -> Answer | None:
        """The answer to the question ``asked``, if there is one, and it was given at ``since`` or later."""
        row = self._store.execute("SELECT answer FROM answers WHERE asked = ?", (question,)).fetchone()
        answer = None if row is None else from_text(row[0])
        return None if answer is None or (since is not None and answer.asked_at < since) else answer

    def put(self, question: str, answer: Answer) -> None:
        """Keep an answer; on disk when this returns.

        Raises:
            LedgerError: the disk is full, or gone.
        """
        try:
            self._store.execute("INSERT OR REPLACE INTO answers VALUES (?, ?)", (question, answer.as_text()))
        except sqlite3.OperationalError as error:
            raise LedgerError(
                f"the ledger cannot keep what was answered ({error}); nothing is lost: make room, and the same "
                "command carries on"
            ) from None

    def forget_without_evidence(self, is_recorded: Callable[[str], bool]) -> int:
        """Forget answers whose evidence is not there: without it nobody could be shown why they are believed.

        A machine that lost its power can have kept the ledger's last lines and not the archive's.

        Args:
            is_recorded: whether a WARC record with this id is in the archive.

        Returns:
            How many were forgotten; they will be asked again.
        """
        lost = [question for question, answer in self if not is_recorded(answer.evidence_id)]
        self._store.executemany("DELETE FROM answers WHERE asked = ?", [(question,) for question in lost])
        return len(lost)

    def __iter__(self) -> Iterator[tuple[str, Answer]]:
        """Every question with its answer, in the order of the questions' text."""
        for question, answer in self._store.execute("SELECT asked, answer FROM answers ORDER BY asked"):
            yield question, from_text(answer)

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._store.close()
