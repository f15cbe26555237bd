"""What does Flickr say about each drawn photo and account? The panel goes in, the traces come out.

Every drawn photo is asked about, then every drawn account and every owner that is known of a drawn photo, from the
manifest, its parent or the photo's own answer. A unit that could not be asked about gets a row that says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from analysis.investigation import Investigation
from analysis.sample.panel import PANEL
from analysis.trace import answers, transport
from analysis.trace.answers import Answer
from analysis.trace.archive import Archive
from analysis.trace.flickr_api import FlickrApi, KeyRefusedError, NoAnswerError, Reply, read_reply
from analysis.trace.ledger import Ledger
from analysis.trace.question import Question, api_question
from analysis.trace.traces import TRACES

if TYPE_CHECKING:
    import pandas as pd
    import requests


@dataclass(frozen=True)
class Traces:
    """What was asked and answered.

    Attributes:
        path: the table TRACES.
        summary: how many units had which answer: ``unit``, ``outcome``, ``units``.
        asked_from, asked_to: when the first and the last of the answers used were given, UTC; None without answers.
        not_asked: by unit, how many were not asked about.
        evidence_digest: SHA-256 over the evidence used; it may be published.
        exchanges, unidentified: exchanges in the evidence, and those whose question cannot be told.
        licences_not_understood: licence ids answered that the dated table does not know.
    """

    path: Path
    summary: pd.DataFrame
    asked_from: dt.datetime | None
    asked_to: dt.datetime | None
    not_asked: dict[str, int]
    evidence_digest: str
    exchanges: int
    unidentified: int
    licences_not_understood: list[str] = field(default_factory=list)

    def sentence(self) -> str:
        """What was answered, in words; it names nobody."""
        said = {(row.unit, row.outcome): int(row.units) for row in self.summary.itertuples()}
        photos = sum(units for (unit, _), units in said.items() if unit == "photo")
        accounts = sum(units for (unit, _), units in said.items() if unit == "account")
        public, exists = said.get(("photo", "public"), 0), said.get(("account", "exists"), 0)
        dates = (
            "Nothing was answered."
            if self.asked_from is None or self.asked_to is None
            else f"The answers were given between {self.asked_from.date()} and {self.asked_to.date()}."
        )
        return (
            f"Of {photos:,} photos drawn, **{public:,}** are public; {self.not_asked['photo']:,} were not asked about. "
            f"Of {accounts:,} accounts, drawn or owning a drawn photo, **{exists:,}** exist; "
            f"{self.not_asked['account']:,} were not asked about. {dates}"
        )

    def read(self) -> pd.DataFrame:
        """The traces, one row a unit and source; holds personal data and stays in the case."""
        return TRACES.read(self.path)


def trace(investigation: Investigation, panel_path: Path, case: Path, as_of: dt.date) -> Traces:
    """Trace the panel and write ``case/traces.parquet``.

    Args:
        investigation: says where the recorded evidence lies.
        panel_path: the table PANEL.
        case: the edition's case folder; the ledger is kept there.
        as_of: the edition's date. The latest conclusive answer given on or before that day (UTC) counts.

    Raises:
        warc.EvidenceError: the evidence is missing, torn or altered.
        table.TableError: no panel there.
    """
    panel = PANEL.read(panel_path)
    case.mkdir(parents=True, exist_ok=True)
    with (
        transport.opened(investigation, case, as_of, _conclusive) as source,
        Ledger(case / "ledger.sqlite", source.answered_by) as ledger,
    ):
        asking = Asking(FlickrApi(source.session), ledger, source.since)
        rows = _trace_panel(panel, asking)
        unknown = _licences_not_understood(asking, ledger)
        return _write(rows, case / "traces.parquet", source.archive, unknown)


class Asking:
    """Asks each question once, and remembers."""

    def __init__(self, api: FlickrApi, ledger: Ledger, since: dt.datetime | None = None) -> None:
        self._api = api
        self._ledger = ledger
        self._since = since

    def photo(self, photo_id: str) -> Answer | None:
        """What photos.getInfo says; None where it was not asked."""
        return self._ask(answers.PHOTO, answers.read_photo, photo_id=photo_id)

    def account(self, nsid: str) -> Answer | None:
        """What people.getInfo says; None where it was not asked."""
        return self._ask(answers.ACCOUNT, answers.read_account, user_id=nsid)

    def owner_of(self, alias: str) -> Answer | None:
        """What urls.lookupUser says; None where it was not asked."""
        return self._ask(answers.LOOKUP, answers.read_lookup, url=f"https://www.flickr.com/photos/{alias}/")

    def licences(self) -> Reply | None:
        """Flickr's own table of licences; None where it was not asked or not answered."""
        try:
            reply = self._api.ask(answers.LICENCES)
        except (transport.NotAskedError, NoAnswerError):
            return None
        return reply if reply.code is None else None

    def _ask(self, method: str, read: Callable[[Reply], Answer], **about: str) -> Answer | None:
        question = str(api_question(method, **about))
        known = self._ledger.get(question, self._since)
        if known is not None and known.conclusive:
            return known
        try:
            answer = read(self._api.ask(method, **about))
        except (transport.NotAskedError, KeyRefusedError):
            return None
        except NoAnswerError as error:
            answer = Answer(method, "unknown", False, error.asked_at, error.evidence_id, error.code, note=str(error))
        self._ledger.put(question, answer)
        return answer


def _conclusive(question: Question, response: requests.Response) -> bool:
    try:
        reply = read_reply(question.name, dict(question.about), response)
    except NoAnswerError:
        return False
    return answers.is_conclusive(reply)


# -- the panel, unit by unit -------------------------------------------------------------------------------------


@dataclass
class _Account:
    """An account to ask about: what the panel, and then Flickr, say of its names."""

    nsid: str | None
    alias: str | None


def _trace_panel(panel: pd.DataFrame, asking: Asking) -> list[dict[str, Any]]:
    """One row for each photo, then one for each account: drawn ones first, both in the panel's order."""
    said = panel.astype(object).where(panel.notna(), None)
    photos = said[said["unit"] == "photo"].drop_duplicates("photo_id")
    drawn = said[said["unit"] == "account"]
    accounts: dict[str, _Account] = {row["account_key"]: _Account(row["nsid"], row["alias"]) for row in _records(drawn)}
    rows = []
    for photo in tqdm(_records(photos), desc="photos", unit="photo", delay=2, disable=None):
        answer = asking.photo(photo["photo_id"])
        owner = answer.owner_nsid if answer else None
        rows.append(_photo_row(photo["photo_id"], photo["account_key"] or owner, answer))
        if photo["account_key"] is not None:
            known = accounts.setdefault(photo["account_key"], _Account(photo["nsid"], photo["alias"]))
            known.nsid = known.nsid or owner
        elif owner is not None:
            accounts.setdefault(owner, _Account(owner, None))
    for key, account in tqdm(accounts.items(), desc="accounts", unit="account", delay=2, disable=None):
        rows.append(_account_row(key, account, asking))
    return rows


def _records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in rows.to_dict("records")]


def _photo_row(photo_id: str, account_key: str | None, answer: Answer | None) -> dict[str, Any]:
    row = _row("photo", answer or _NOT_ASKED_PHOTO, account_key)
    return row | {
        "photo_id": photo_id,
        "owner_nsid": answer.owner_nsid if answer else None,
        "licence": answer.licence if answer else None,
    }


def _account_row(key: str, account: _Account, asking: Asking) -> dict[str, Any]:
    answer, nsid = None, account.nsid
    if nsid is None and account.alias is not None:
        answer = asking.owner_of(account.alias)
        nsid = answer.owner_nsid if answer else None
    if nsid is not None:
        answer = asking.account(nsid)
    row = _row("account", answer or _NOT_ASKED_ACCOUNT, key)
    return row | {
        "nsid": nsid,
        "account": row["outcome"],
        "last_public_upload": "not asked",
        "contact_flag": "not asked",
        "is_pro": answer.is_pro if answer else None,
    }


_NEVER = dt.datetime.min
_NOT_ASKED_PHOTO = Answer(answers.PHOTO, "not asked", False, _NEVER, "")
_NOT_ASKED_ACCOUNT = Answer(answers.ACCOUNT, "not asked", False, _NEVER, "")


def _row(unit: str, answer: Answer, account_key: str | None) -> dict[str, Any]:
    """A row of TRACES with what every answer has; everything else says nothing yet."""
    was_asked = answer.asked_at != _NEVER
    return dict.fromkeys(TRACES.names) | {
        "unit": unit,
        "account_key": account_key,
        "source": "api",
        "question": answer.question,
        "asked_at": answer.asked_at if was_asked else None,
        "outcome": answer.outcome,
        "error_code": answer.error_code,
        "evidence_id": answer.evidence_id or None,
    }


# -- what comes out ----------------------------------------------------------------------------------------------


def _licences_not_understood(asking: Asking, ledger: Ledger) -> list[str]:
    """Licence ids that Flickr used, on a photo or in its own table, and that the dated table does not know."""
    seen = {answer.note.removeprefix("licence id ") for _, answer in ledger if answer.note.startswith("licence id ")}
    reply = asking.licences()
    if reply is not None:
        seen |= set(answers.unknown_licences(answers.read_licences(reply), reply.asked_at.date()))
    return sorted(seen)


def _write(rows: list[dict[str, Any]], path: Path, archive: Archive, unknown: list[str]) -> Traces:
    import pandas as pd

    table = pd.DataFrame(rows, columns=TRACES.names)
    table["asked_at"] = pd.to_datetime(table["asked_at"])
    # A column that says nothing anywhere would otherwise be read as text.
    table = table.astype({"error_code": "Int64", "tagged": "Int64", "is_pro": "boolean"})
    TRACES.write(table, path)
    counted = table.groupby(["unit", "outcome"], sort=True).size().rename("units").reset_index()
    missing = table[table["outcome"] == "not asked"].groupby("unit").size()
    asked = table["asked_at"].dropna()
    return Traces(
        path,
        counted,
        None if asked.empty else asked.min().to_pydatetime(),
        None if asked.empty else asked.max().to_pydatetime(),
        {unit: int(missing.get(unit, 0)) for unit in ("photo", "account")},
        archive.digest,
        archive.exchanges,
        archive.unidentified,
        unknown,
    )
