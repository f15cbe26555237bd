"""Which requests were sent, what came, and what is due: a small ledger in SQLite, for one person or for a group.

A request carries a label that whoever keeps the ledger chose, never a name; the ledger holds no address and no text of a
letter. The file has mode 600. Each change is one transaction: a killed command leaves the ledger as it was before.
"""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from whosefaces.errors import WhoseFacesError
from whosefaces.way_out.timing import Waiting

Event = Literal["acknowledged", "asked for more", "refused", "removed", "verified gone", "still there", "withdrawn"]
"""What can come after a request. ``removed`` is what the holder says; ``verified gone`` and ``still there`` is what a later
version of the dataset shows."""

EVENTS: tuple[str, ...] = get_args(Event)
ANSWERS = {"refused", "removed"}
"""The events that answer a request, and stop its clock."""

REMOVALS = {"removed", "verified gone"}
"""The events that end the wait for being out."""

FOLLOW_UPS = {"reminder", "complaint", "uk_complaint", "watch"}
"""The letters about an earlier one: they need its day."""

LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,39}")

SCHEMA = """
CREATE TABLE IF NOT EXISTS request (
    id INTEGER PRIMARY KEY, label TEXT NOT NULL, holder TEXT NOT NULL, procedure TEXT NOT NULL DEFAULT '',
    law TEXT NOT NULL, letter TEXT NOT NULL, sent_on TEXT NOT NULL, due_on TEXT,
    UNIQUE (label, holder, letter, sent_on)
);
CREATE TABLE IF NOT EXISTS event (
    id INTEGER PRIMARY KEY, request INTEGER NOT NULL REFERENCES request (id), on_day TEXT NOT NULL, what TEXT NOT NULL,
    version TEXT NOT NULL DEFAULT '', UNIQUE (request, on_day, what, version)
);
"""


class RequestError(WhoseFacesError):
    """A request or an event cannot be entered, or there is no such request."""


@dataclass(frozen=True)
class Happening:
    """One event of a request: its day, what came, and in which version of the dataset, where that matters."""

    on: dt.date
    what: str
    version: str


@dataclass(frozen=True)
class Request:
    """One request as it stands: what was sent, when, until when an answer is due (None: the law sets no day)."""

    number: int
    label: str
    holder: str
    procedure: str
    law: str
    letter: str
    sent_on: dt.date
    due_on: dt.date | None
    events: tuple[Happening, ...]

    @property
    def answered_on(self) -> dt.date | None:
        """The day of the first answer, yes or no."""
        return next((event.on for event in self.events if event.what in ANSWERS), None)

    @property
    def is_withdrawn(self) -> bool:
        """Whoever asked took it back."""
        return any(event.what == "withdrawn" for event in self.events)

    def standing(self, today: dt.date) -> str:
        """Where it stands, in words: the strongest thing that is established about it."""
        what = [event.what for event in self.events]
        for state in ("withdrawn", "still there", "verified gone", "removed", "refused"):
            if state in what:
                return state
        if self.due_on is not None and today > self.due_on:
            return "overdue"
        return what[-1] if what else "waiting"

    def waiting(self) -> Waiting:
        """The request for :func:`whosefaces.way_out.timing.timing`. Withdrawn ones cannot be told."""
        if self.answered_on is not None:
            return Waiting(self.sent_on, "answered", self.answered_on)
        return Waiting(self.sent_on, "cannot be told" if self.is_withdrawn else "waiting")

    def waiting_for_removal(self, today: dt.date) -> Waiting:
        """The request until the photos were out: by the holder's word or a later version; a refusal is no removal."""
        gone = next((event.on for event in self.events if event.what in REMOVALS), None)
        if gone is not None and self.standing(today) != "still there":
            return Waiting(self.sent_on, "answered", gone)
        return Waiting(self.sent_on, "cannot be told" if self.is_withdrawn else "waiting")


def unanswered(requests: Iterable[Request]) -> list[Request]:
    """The last letter of each matter that nobody answered or withdrew: on it alone the clock runs.

    A reminder or a complaint belongs to the last first letter under the same label; an answer to either ends the matter.
    """
    matters: dict[str, list[list[Request]]] = {}
    for request in sorted(requests, key=lambda each: (each.sent_on, each.number)):
        of_label = matters.setdefault(request.label, [])
        if request.letter in FOLLOW_UPS and of_label:
            of_label[-1].append(request)
        else:
            of_label.append([request])
    waiting = [
        matter[-1]
        for of_label in matters.values()
        for matter in of_label
        if not any(each.answered_on or each.is_withdrawn for each in matter)
    ]
    return sorted(waiting, key=lambda each: (each.sent_on, each.number))


class Ledger:
    """The ledger in one file, made where it is missing.

    Raises:
        RequestError: the file is no ledger of ours.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.touch(mode=0o600)
        path.chmod(0o600)
        try:
            with self._open() as database:
                database.executescript(SCHEMA)
        except sqlite3.DatabaseError as error:
            raise RequestError(f"{path}: no ledger of requests ({error}); name another file with --ledger") from None

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        database = sqlite3.connect(self.path)
        try:
            database.execute("PRAGMA foreign_keys = ON")
            with database:
                yield database
        finally:
            database.close()

    def add(
        self,
        label: str,
        holder: str,
        law: str,
        letter: str,
        sent_on: dt.date,
        due_on: dt.date | None,
        procedure: str = "",
    ) -> Request:
        """Enter a request that was sent.

        Raises:
            RequestError: the label could be a name or an address, or the same request stands there.
        """
        if "@" in label or not LABEL.fullmatch(label):
            raise RequestError(
                f"label {label!r}: use up to 40 letters, digits, spaces, dots, dashes; "
                "choose a code such as P-07, not a name or an address"
            )
        with self._open() as database:
            try:
                number = database.execute(
                    "INSERT INTO request (label, holder, procedure, law, letter, sent_on, due_on) VALUES (?, ?, ?, ?, ?, ?, ?)",
                    (
                        label,
                        holder,
                        procedure,
                        law,
                        letter,
                        sent_on.isoformat(),
                        due_on.isoformat() if due_on else None,
                    ),
                ).lastrowid
            except sqlite3.IntegrityError:
                raise RequestError(
                    f"{label}: the same letter to {holder} of {sent_on} is in the ledger already; nothing was entered"
                ) from None
        assert number is not None
        return self.request(number)

    def enter(self, number: int, what: str, on: dt.date, version: str = "") -> Request:
        """Enter what came of a request. Entering the same thing twice changes nothing.

        Raises:
            RequestError: no such request, no such kind of event, or a day before the request was sent.
        """
        request = self.request(number)
        if what not in EVENTS:
            raise RequestError(f"{what!r} is no event; there are {', '.join(EVENTS)}")
        if on < request.sent_on:
            raise RequestError(f"{on} lies before request {number} was sent, on {request.sent_on}")
        if what in {"verified gone", "still there"} and not version:
            raise RequestError(f"{what}: say in which version of the dataset, with --version")
        with self._open() as database:
            database.execute(
                "INSERT OR IGNORE INTO event (request, on_day, what, version) VALUES (?, ?, ?, ?)",
                (number, on.isoformat(), what, version),
            )
        return self.request(number)

    def request(self, number: int) -> Request:
        """The request with this number. Raises RequestError where there is none."""
        for request in self.requests():
            if request.number == number:
                return request
        raise RequestError(f"no request {number} in {self.path.name}; `whosefaces requests list` shows their numbers")

    def requests(self) -> list[Request]:
        """Every request, oldest first, with its events in order of their days."""
        with self._open() as database:
            events: dict[int, list[Happening]] = {}
            for number, on, what, version in database.execute(
                "SELECT request, on_day, what, version FROM event ORDER BY on_day, id"
            ):
                events.setdefault(number, []).append(Happening(dt.date.fromisoformat(on), what, version))
            return [
                Request(
                    number, label, holder, procedure, law, letter, dt.date.fromisoformat(sent),
                    dt.date.fromisoformat(due) if due else None, tuple(events.get(number, ())),
                )
                for number, label, holder, procedure, law, letter, sent, due in database.execute(
                    "SELECT id, label, holder, procedure, law, letter, sent_on, due_on FROM request ORDER BY sent_on, id"
                )
            ]  # fmt: skip
