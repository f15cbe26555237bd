"""A public ledger of opt-out requests -> requests with their dates, and what may and may not be read from them.

Two shapes are read: a CSV with a row a request, and the issues of an opt-out repository as GitHub's interface lists them
(a JSON list of objects with ``created_at`` and ``comments``). Names, titles and texts are never kept: only the order, the days and
what a maintainer's words confirm.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whosefaces.errors import WhoseFacesError
from whosefaces.way_out.timing import Cohorts, Curve, TooFew, Waiting, timing

CONFIRMED = {"yes": "answered", "no": "waiting", "cut": "cannot be told"}
"""What a ledger's column ``confirmed`` says: yes, a maintainer wrote so; no, nothing of it is visible; cut, cannot be told."""

DONE = ("processed", "removed", "has been removed", "opted out", "excluded from")
"""Words of a maintainer that confirm a removal, in issues."""

MAINTAINERS = {"OWNER", "MEMBER", "COLLABORATOR"}
"""GitHub's author associations of those who speak for a repository."""


class LedgerError(WhoseFacesError):
    """A ledger cannot be read: a column is missing, or a cell is not what it must be."""


@dataclass(frozen=True)
class Entry:
    """One request of a ledger; ``state`` is whether its thread is open or closed, which confirms nothing.

    ``opened`` is None where the ledger gives no day: the request counts, and has no place on the clock.
    """

    order: int
    opened: dt.date | None
    state: str
    confirmed: str
    processed_on: dt.date | None
    version: str | None

    def waiting(self) -> Waiting:
        """The request for the clock. Raises ValueError where it has no day, or confirmation and day do not go together."""
        if self.opened is None:
            raise ValueError("a request without a day has no place on the clock")
        answered = self.processed_on if self.confirmed == "yes" else None
        return Waiting(self.opened, CONFIRMED[self.confirmed], answered, self.version)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Period:
    """The requests opened between two days: how many of them, what is confirmed, and what can be said of the time."""

    first: dt.date
    last: dt.date
    requests: int
    confirmed: int
    closed: int
    closed_unconfirmed: int
    timing: Curve | Cohorts | TooFew


def read(path: Path) -> list[Entry]:
    """Every entry of a ledger, in its order.

    Raises:
        LedgerError: neither shape fits, or a cell is not understood; the row is named.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise LedgerError(f"{path.name}: not UTF-8 text; export it as CSV or JSON in UTF-8") from None
    if text.lstrip().startswith(("[", "{")):
        return _issues(path.name, text)
    return _table(path.name, text)


def period(
    entries: list[Entry], first: dt.date, last: dt.date, censored_on: dt.date, *, visible: bool = True
) -> Period:
    """What the ledger says of the requests opened from ``first`` to ``last``, both included.

    Args:
        entries: of :func:`read`.
        first: the first day of opening that counts.
        last: the last day of opening that counts.
        censored_on: the last day on which an answer would have been noticed.
        visible: False where answers cannot be seen in the copy at hand (a copy that leaves out comments by bots). Then
            "no" means neither removed nor not removed, and no curve is drawn.
    """
    chosen = [entry for entry in entries if entry.opened is not None and first <= entry.opened <= last]
    closed = [entry for entry in chosen if entry.state == "closed"]
    requests = [entry.waiting() for entry in chosen]
    if not visible:
        requests = [Waiting(each.sent_on, "cannot be told") if each.outcome == "waiting" else each for each in requests]
    return Period(
        first,
        last,
        len(chosen),
        sum(entry.confirmed == "yes" for entry in chosen),
        len(closed),
        sum(entry.confirmed != "yes" for entry in closed),
        timing(requests, censored_on) if visible else TooFew(),
    )


def _table(name: str, text: str) -> list[Entry]:
    rows = csv.DictReader(text.splitlines(), strict=True)
    needed = {"opened", "confirmed", "processed_on"}
    if missing := needed - set(rows.fieldnames or ()):
        raise LedgerError(
            f"{name}: no column {', '.join(sorted(missing))}; a ledger has opened, confirmed, processed_on"
        )
    entries = []
    for number, row in enumerate(rows, 2):
        if (row.get("kind") or "issue").strip() != "issue":
            continue  # a pull request, or a thread that asks for nothing: no request
        try:
            confirmed = row["confirmed"].strip()
            CONFIRMED[confirmed]
            entry = Entry(
                int(row.get("order") or number - 1),
                dt.date.fromisoformat(row["opened"].strip()) if row["opened"].strip() else None,
                (row.get("state") or "not stated").strip(),
                confirmed,
                dt.date.fromisoformat(row["processed_on"].strip()) if (row["processed_on"] or "").strip() else None,
                (row.get("version") or "").strip() or None,
            )
            if entry.opened is not None:
                entry.waiting()
        except (ValueError, KeyError, AttributeError, TypeError) as error:
            raise LedgerError(f"{name}: line {number}: {error}; days are written as 2024-03-22") from None
        entries.append(entry)
    return entries


def _issues(name: str, text: str) -> list[Entry]:
    try:
        document = json.loads(text)
        if isinstance(document, dict):
            document = document["items"]
        return [_issue(number, issue) for number, issue in enumerate(document, 1) if "pull_request" not in issue]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise LedgerError(f"{name}: not a list of issues as GitHub gives it: {type(error).__name__}: {error}") from None


def _issue(number: int, issue: dict[str, Any]) -> Entry:
    opened = dt.datetime.fromisoformat(issue["created_at"]).date()
    comments = issue.get("comments")
    if not isinstance(comments, list):  # the plain list gives their number only: what they say cannot be told
        return Entry(number, opened, issue["state"], "cut", None, None)
    for comment in comments:
        words = comment["body"].lower()
        if comment["author_association"] in MAINTAINERS and any(done in words for done in DONE) and "not " not in words:
            return Entry(
                number, opened, issue["state"], "yes", dt.datetime.fromisoformat(comment["created_at"]).date(), None
            )
    return Entry(number, opened, issue["state"], "no", None, None)
