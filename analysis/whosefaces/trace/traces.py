"""The traces: each question asked of a source about a drawn unit, and what was answered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from whosefaces.sample.comparison import OUTSIDE
from whosefaces.table import Column, Table, TableError
from whosefaces.trace import answers
from whosefaces.trace.answers import NOT_ASKED, Answer
from whosefaces.trace.sources import catalogue, page
from whosefaces.trace.unasked import REASONS

PHOTO_OUTCOMES = ("public", "not public", "unknown", "not asked")
ACCOUNT_OUTCOMES = ("exists", "gone", "memorial", "unknown", "not asked")

TRACES = Table(
    name="traces",
    row="one question asked of one source, answered; or a drawn unit about which no source of today was asked",
    columns=(
        Column("unit", "VARCHAR", "what the question is about", allowed=("photo", "account")),
        Column("photo_id", "VARCHAR", "the photo asked about", missing_means="an account was asked about"),
        Column(
            "account_key", "VARCHAR", "the account asked about, or the photo's owner", missing_means="owner unknown"
        ),
        Column("nsid", "VARCHAR", "the NSID asked about", missing_means="a photo was asked about, or none is known"),
        Column("source", "VARCHAR", "who was asked", allowed=catalogue.NAMES),
        Column("question", "VARCHAR", "the API method or kind of page; the first one, where none was asked"),
        Column("asked_at", "TIMESTAMP", "when it was answered, UTC", missing_means="not asked"),
        Column(
            "outcome",
            "VARCHAR",
            "what was answered; 'unknown' too where the question was about something else",
            allowed=tuple(dict.fromkeys(PHOTO_OUTCOMES + ACCOUNT_OUTCOMES)),
        ),
        Column(
            "reason",
            "VARCHAR",
            "why no source of today was asked about the unit; of several reasons the first",
            allowed=REASONS,
            missing_means="it was asked about",
        ),
        Column("error_code", "INTEGER", "the source's own code, read per method", missing_means="no error"),
        Column("owner_nsid", "VARCHAR", "the photo's owner as answered", missing_means="not answered"),
        Column(
            "licence",
            "VARCHAR",
            "the photo's licence as answered; 'not understood' for an id outside the dated table",
            missing_means="not answered",
        ),
        Column(
            "licence_history",
            "VARCHAR",
            "what Flickr's dated history says since the upload; a newer version of the same licence is a version bump",
            allowed=("unchanged", "version bump", "changed", "not understood"),
            missing_means="not answered",
        ),
        Column("licence_then", "VARCHAR", "the licence on the day `licence_then_on`", missing_means="not answered"),
        Column(
            "licence_then_on",
            "DATE",
            "the day of the manifest's licences (Flickr's history), or that of an archived copy or a review (wayback, commons)",
            missing_means="not answered",
        ),
        Column(
            "account",
            "VARCHAR",
            "METHOD.md section 2",
            allowed=ACCOUNT_OUTCOMES,
            missing_means="a photo, or a question about something else",
        ),
        Column(
            "last_public_upload",
            "VARCHAR",
            "METHOD.md section 2",
            allowed=("within 24 months", "older", "none public", "not asked"),
            missing_means="a photo, or a question about something else",
        ),
        Column(
            "contact_flag",
            "VARCHAR",
            "an off-platform contact is published",
            allowed=("yes", "no", "not asked"),
            missing_means="a photo, or a question about something else",
        ),
        Column("is_pro", "BOOLEAN", "the account pays", missing_means="not answered"),
        Column("tagged", "INTEGER", "accounts tagged on the photo", missing_means="not asked"),
        Column(
            "renewed",
            "BOOLEAN",
            "a licence shows an act of its owner's since June 2025",
            missing_means="none does, which says nothing",
        ),
        Column("note", "VARCHAR", "why it settles nothing, or what was not understood", missing_means="nothing to say"),
        Column(
            "evidence_id", "VARCHAR", "the WARC record that proves it; stays in the case", missing_means="not asked"
        ),
    ),
)

_BEFORE_RENEWED = Table(TRACES.name, TRACES.row, tuple(c for c in TRACES.columns if c.name != "renewed"))


def read_traces(path: Path) -> pd.DataFrame:
    """The rows of TRACES in a file; those of a case from before the column ``renewed`` say nothing in it.

    Raises:
        TableError: it is no table of traces.
    """
    try:
        return TRACES.read(path)
    except TableError:
        try:
            rows = _BEFORE_RENEWED.read(path)
        except TableError:
            rows = None
        if rows is None:
            raise
        return rows.assign(renewed=pd.array([None] * len(rows), dtype="boolean"))[TRACES.names]


COMPARISON_TRACES = Table(
    name="comparison_traces",
    row="one question about a photo drawn to compare with, or its owner; no part of the dataset",
    columns=(Column("frame", "VARCHAR", "what the photo was drawn from", allowed=(OUTSIDE,)), *TRACES.columns),
)


_TELLS_OF_ACCOUNTS = (answers.ACCOUNT, answers.LOOKUP, page.ACCOUNT_QUESTION)


def photo_row(photo_id: str, account_key: str | None, answer: Answer) -> dict[str, Any]:
    """The row of TRACES that one answer about a photo makes."""
    archived = answer.source in catalogue.PAST
    then = answer.licence if archived else answer.licence_then
    return _row("photo", account_key, answer) | {
        "photo_id": photo_id,
        "owner_nsid": answer.owner_nsid,
        # Every other answer tells the licence of its own day.
        "licence": None if archived else answer.licence,
        "licence_history": answer.history,
        "licence_then": then,
        "licence_then_on": answer.licence_on if then is not None else None,
        "tagged": answer.tagged,
    }


def account_row(account_key: str, nsid: str | None, answer: Answer) -> dict[str, Any]:
    """The row of TRACES that one answer about an account makes."""
    row = _row("account", account_key, answer) | {"nsid": nsid, "is_pro": answer.is_pro}
    if answer.question in _TELLS_OF_ACCOUNTS:
        row |= {"account": answer.outcome, "contact_flag": NOT_ASKED, "last_public_upload": answers.activity(answer)}
    elif answer.question == answers.LISTING and answer.conclusive and answer.uploads is not None:
        row |= {"last_public_upload": answers.activity(answer)}
    elif answer.question == answers.PROFILE and answer.contact is not None:
        row |= {"contact_flag": "yes" if answer.contact else "no"}
    return row


def photo_not_asked(photo_id: str, account_key: str | None, sources: list[str], reason: str) -> dict[str, Any]:
    """The row of a drawn photo about which no source of today was asked."""
    source = sources[0]
    return _not_asked("photo", account_key, source, catalogue.BY_NAME[source].first_question) | {
        "photo_id": photo_id,
        "reason": reason,
    }


def account_not_asked(account_key: str, nsid: str | None, sources: list[str], reason: str) -> dict[str, Any]:
    """The row of an account about which no source was asked."""
    source = next((one for one in sources if one in catalogue.TELL_OF_ACCOUNTS), sources[0])
    first = catalogue.BY_NAME[source].of_accounts or "tells nothing of accounts"
    row = _not_asked("account", account_key, source, first)
    codes = dict.fromkeys(("account", "last_public_upload", "contact_flag"), NOT_ASKED)
    return row | codes | {"nsid": nsid, "reason": reason}


def _not_asked(unit: str, account_key: str | None, source: str, question: str) -> dict[str, Any]:
    return dict.fromkeys(TRACES.names) | {
        "unit": unit,
        "account_key": account_key,
        "source": source,
        "question": question,
        "outcome": NOT_ASKED,
    }


def _row(unit: str, account_key: str | None, answer: Answer) -> dict[str, Any]:
    """What every answer has; everything else says nothing yet."""
    return dict.fromkeys(TRACES.names) | {
        "unit": unit,
        "account_key": account_key,
        "source": answer.source,
        "question": answer.question,
        "asked_at": answer.asked_at,
        "outcome": answer.outcome if answer.conclusive else answers.UNKNOWN,
        "error_code": answer.error_code,
        "renewed": answer.renewed or None,
        "note": answer.note or None,
        "evidence_id": answer.evidence_id or None,
    }
