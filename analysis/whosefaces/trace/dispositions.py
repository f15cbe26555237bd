"""The dispositions: one row a unit, with what is believed of it, of whom, and why by code. This is the one settling.

The answers of all sources lie in TRACES; :mod:`whosefaces.trace.sources.precedence` says whom to believe. What comes of
it is written down once, when the asking ends, and whatever counts units reads it here. A case of an older edition
has answers only: they are settled when they are read, by the same rule.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from whosefaces import scan
from whosefaces.flickr import licences
from whosefaces.table import Column, Table
from whosefaces.trace.answers import EXISTS, GONE, HISTORY, MEMORIAL, NOT_ASKED, NOT_PUBLIC, PUBLIC, UNKNOWN, Answer
from whosefaces.trace.sources import precedence
from whosefaces.trace.sources.catalogue import NAMES, NOW, PAST
from whosefaces.trace.traces import ACCOUNT_OUTCOMES, read_traces
from whosefaces.trace.unasked import NO_ANSWER
from whosefaces.trace.unasked import REASONS as WHY_UNASKED

BELIEVED, OVERRULED, SILENT, UNASKED = REASONS = ("believed", "believed-first", "settles-nothing", "not-asked")
"""Why a unit's outcome is what it is: a source told it, and no other says otherwise; a source told it that is believed
before others, which say otherwise; whoever answered settles nothing; nobody was asked."""

FILE = "dispositions.parquet"
UNASKED_BECAUSE = "unasked"

DISPOSITIONS = Table(
    name="dispositions",
    row="one photo or account that was asked about, or should have been: what is believed of it",
    columns=(
        Column("unit", "VARCHAR", "what it is", allowed=("photo", "account")),
        Column("photo_id", "VARCHAR", "the photo", missing_means="an account"),
        Column("account_key", "VARCHAR", "the account", missing_means="a photo"),
        Column("nsid", "VARCHAR", "the account's NSID", missing_means="a photo, or not known"),
        Column("photo", "VARCHAR", "is the photo public?", allowed=(PUBLIC, NOT_PUBLIC, UNKNOWN, NOT_ASKED), missing_means="an account"),
        Column("account", "VARCHAR", "METHOD.md section 2", allowed=ACCOUNT_OUTCOMES, missing_means="a photo"),
        Column("source", "VARCHAR", "who is believed of it", allowed=NAMES, missing_means="nobody told it"),
        Column("reason", "VARCHAR", "why it is believed, by code", allowed=REASONS),
        Column(UNASKED_BECAUSE, "VARCHAR", "why no source of today was asked about it, by code", allowed=WHY_UNASKED, missing_means="one was asked"),
        Column("owner_nsid", "VARCHAR", "the photo's owner as told", missing_means="an account, or not told"),
        Column("licence", "VARCHAR", "the licence of a photo that is public now", missing_means="not told"),
        Column("tagged", "INTEGER", "accounts tagged on the photo", missing_means="not told"),
        Column("last_public_upload", "VARCHAR", "METHOD.md section 2", allowed=("within 24 months", "older", "none public", NOT_ASKED), missing_means="a photo"),
        Column("contact_flag", "VARCHAR", "an off-platform contact is published", allowed=("yes", "no", NOT_ASKED), missing_means="a photo"),
        Column("is_pro", "BOOLEAN", "the account pays", missing_means="not told"),
        Column("renewed", "BOOLEAN", "a licence of today's shows an act of the owner's since June 2025", missing_means="none does, which says nothing"),
        Column("licence_history", "VARCHAR", "what Flickr's dated history says since the upload", missing_means="not told"),
        Column("licence_by_history", "VARCHAR", "by it, the licence on the day of the list's licences", missing_means="not told"),
        Column("licence_by_copy", "VARCHAR", "by the nearest archived copy or review, the licence of its own day", missing_means="not told"),
        Column("licence_by_copy_on", "DATE", "that day", missing_means="not told"),
    ),
)  # fmt: skip

Rows = list[dict[str, Any]]


def write(traces: pd.DataFrame, wanted_on: Mapping[str, dt.date | None], path: Path) -> None:
    """Settle the answers and write ``dispositions.parquet``.

    Args:
        traces: rows of TRACES.
        wanted_on: by photo id, the day of the list's licences, where it is known.
        path: the table TRACES; the dispositions are written beside it.
    """
    DISPOSITIONS.write(of(traces, wanted_on), path.with_name(FILE))


def read(traces_path: Path, wanted_on: Mapping[str, dt.date | None]) -> pd.DataFrame:
    """The dispositions that lie beside a table of traces; those of an older case, which has none or fewer columns, are settled now.

    Raises:
        TableError: one of the two is not as declared.
    """
    beside = traces_path.with_name(FILE)
    if beside.exists() and not _older(beside):
        return DISPOSITIONS.read(beside)
    return of(read_traces(traces_path), wanted_on)


def _older(path: Path) -> bool:
    """Whether a table of dispositions is from before its newest column."""
    with scan.connection() as engine:
        columns = {row[0] for row in engine.execute(f"SELECT name FROM {scan.parquet_schema(path)}").fetchall()}
    return "photo_id" in columns and not {UNASKED_BECAUSE, "renewed"} <= columns


def of(traces: pd.DataFrame, wanted_on: Mapping[str, dt.date | None]) -> pd.DataFrame:
    """The rows of DISPOSITIONS: photos and accounts in the order in which they first stand in ``traces``."""
    rows = traces.astype(object).where(traces.notna(), None)
    photos = _grouped(rows[rows["unit"] == "photo"], "photo_id")
    of_accounts = rows[rows["unit"] == "account"]
    accounts = _grouped(
        of_accounts.assign(account_key=of_accounts["account_key"].fillna(of_accounts["nsid"])), "account_key"
    )
    settled = [_photo(key, answers, _date(wanted_on.get(key))) for key, answers in photos.items()]
    owners = {one[name] for one in settled if one["renewed"] for name in ("owner_nsid", "account_key")} - {None}
    settled += [_account(key, answers, owners) for key, answers in accounts.items()]
    for one in settled:
        if one["unit"] == "photo":
            one["account_key"] = None
    table = pd.DataFrame(settled, columns=DISPOSITIONS.names)
    return table.astype({"tagged": "Int64", "is_pro": "boolean", "renewed": "boolean"})


def _grouped(rows: pd.DataFrame, key: str) -> dict[str, Rows]:
    grouped: dict[str, Rows] = {}
    for row in rows.to_dict("records"):
        grouped.setdefault(str(row[key]), []).append({str(name): value for name, value in row.items()})
    return grouped


def _apart(rows: Rows) -> tuple[Rows, str | None]:
    """The answers, and why no source of today was asked; None: one was, or an older case does not say."""
    why = next((row["reason"] for row in rows if row["outcome"] == NOT_ASKED), None)
    return [row for row in rows if row["outcome"] != NOT_ASKED], why


def _photo(photo_id: str, rows: Rows, wanted_on: dt.date | None) -> dict[str, Any]:
    rows, why = _apart(rows)
    answers = [_answer(row) for row in rows]
    settled = precedence.settle(answers, wanted_on)
    today = [one for one in answers if one.source in NOW]
    contradicted = len({one.outcome for one in today if one.outcome in (PUBLIC, NOT_PUBLIC)}) > 1
    copy = precedence.nearest_copy(settled.answers, wanted_on)
    return dict.fromkeys(DISPOSITIONS.names) | {
        "unit": "photo",
        "photo_id": photo_id,
        "account_key": next((row["account_key"] for row in rows if row["account_key"]), None),
        "photo": settled.outcome if today else NOT_ASKED,
        "source": settled.outcome_from,
        "reason": _reason(settled.outcome_from, contradicted=contradicted, questioned=bool(today)),
        UNASKED_BECAUSE: None if today else why or NO_ANSWER,
        "owner_nsid": settled.owner_nsid,
        "licence": settled.licence_now,
        "tagged": _told(rows, "tagged"),
        "renewed": _renewed(rows, settled.licence_now, wanted_on) or None,
        "licence_history": next((one.history for one in reversed(settled.answers) if one.history), None),
        "licence_by_history": precedence.by_history(settled.answers, wanted_on),
        "licence_by_copy": copy and copy[1],
        "licence_by_copy_on": copy and copy[0],
    }


def _renewed(rows: Rows, licence: str | None = None, there_on: dt.date | None = None) -> bool:
    """Whether an answer of today says so, or the licence now does of a photo that the list has from an earlier day."""
    answered = any(row["renewed"] for row in rows if row["source"] in NOW)
    return answered or (licence is not None and licences.is_owners_act(licence, there_on))


def _account(key: str, rows: Rows, renewed: Collection[str]) -> dict[str, Any]:
    nsid = next((row["nsid"] for row in reversed(rows) if row["nsid"]), None)
    rows, why = _apart(rows)
    telling = [row for row in rows if row["account"] is not None]
    states = [_answer(row | {"outcome": row["account"]}) for row in telling]
    settled = precedence.settle_account(states)
    contradicted = len({one.outcome for one in states if one.outcome in (EXISTS, GONE, MEMORIAL)}) > 1
    return dict.fromkeys(DISPOSITIONS.names) | {
        "unit": "account",
        "account_key": key,
        "nsid": nsid,
        "account": settled.outcome if telling else NOT_ASKED,
        "source": settled.outcome_from,
        "reason": _reason(settled.outcome_from, contradicted=contradicted, questioned=bool(telling)),
        UNASKED_BECAUSE: None if telling else why or NO_ANSWER,
        "last_public_upload": _told(rows, "last_public_upload") or NOT_ASKED,
        "contact_flag": _told(rows, "contact_flag") or NOT_ASKED,
        "is_pro": _told(rows, "is_pro"),
        "renewed": (_renewed(rows) or key in renewed or nsid in renewed) or None,
    }


def _reason(source: str | None, *, contradicted: bool, questioned: bool) -> str:
    if source is None:
        return SILENT if questioned else UNASKED
    return OVERRULED if contradicted else BELIEVED


def _told(rows: Rows, column: str) -> Any:
    """What is told of a code: by the source that is believed first, and of its answers by the latest."""
    telling = [row for row in rows if row[column] not in (None, NOT_ASKED) and row["source"] in NOW]
    if not telling:
        return None
    return max(telling, key=lambda row: (-NOW.index(row["source"]), row["asked_at"]))[column]


def _answer(row: Mapping[str, Any]) -> Answer:
    """The answer that a row of TRACES was made from, as far as settling asks."""
    then = row["licence_then"]
    return Answer(
        question=row["question"],
        outcome=row["outcome"],
        conclusive=True,  # what settles nothing says nothing: its outcome is "unknown", and all else is missing
        asked_at=row["asked_at"],
        evidence_id=row["evidence_id"] or "",
        owner_nsid=row["owner_nsid"],
        licence=then if row["source"] in PAST else row["licence"],
        licence_on=_date(row["licence_then_on"]),
        history=row["licence_history"],
        licence_then=then if row["question"] == HISTORY else None,
        source=row["source"],
    )


def _date(value: Any) -> dt.date | None:
    if value is None or pd.isna(value):
        return None
    return value.date() if isinstance(value, dt.datetime) else value
