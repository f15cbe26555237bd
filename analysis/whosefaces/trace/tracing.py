"""What does Flickr say about each drawn photo and account? The panel goes in, the traces come out.

Every drawn photo is asked about, and every drawn account, and every owner that is known of a drawn photo, from the
manifest, its parent or the photo's own answer. A unit that could not be asked about gets a row that says so.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from whosefaces import scan
from whosefaces.flickr.address import image_address
from whosefaces.investigation import Investigation, InvestigationError
from whosefaces.sample import comparison
from whosefaces.sample.comparison import OUTSIDE
from whosefaces.sample.panel import PANEL
from whosefaces.trace import dispositions, nonresponse
from whosefaces.trace.answers import Answer, unknown_licences
from whosefaces.trace.evidence import custody
from whosefaces.trace.evidence.archive import Archive
from whosefaces.trace.http import opening
from whosefaces.trace.interview import AccountAsked, Asking, Interview, PhotoAsked
from whosefaces.trace.ledger import Ledger
from whosefaces.trace.progress import FILE, Progress
from whosefaces.trace.sources import api, catalogue
from whosefaces.trace.sources.asking import Account, Photo
from whosefaces.trace.traces import (
    COMPARISON_TRACES,
    TRACES,
    account_not_asked,
    account_row,
    photo_not_asked,
    photo_row,
)
from whosefaces.trace.unasked import ANY, WITHHELD

_COUNTS = ["answered", "in_vain", "not_asked"]


@dataclass(frozen=True)
class Traces:
    """What was asked and answered.

    Attributes:
        path: the table TRACES.
        asking: how far the asking got: ``unit``, ``source`` ("any of them" first), ``answered`` (something whole came
            that settles the question, one way or the other or not at all), ``in_vain`` (nothing such came),
            ``not_asked``. Only units are counted whose asking was decided before anybody was asked: so it says nothing
            of what was answered, and may be published.
        disagreements: what sources said against each other: ``about``, ``said``, ``units``; it names nobody.
        licences_then: photos by who told their licence on the wanted day, or near it: ``told by``, ``units``.
        asked_from, asked_to: when the first and the last of the answers used were given, UTC; None without answers.
        not_asked: by unit, how many were not asked about.
        evidence_digest: SHA-256 over the evidence used; it may be published.
        exchanges, unidentified: exchanges in the evidence, and those whose question cannot be told.
        licences_not_understood: licence ids answered that the dated table does not know.
        reasons: why sources were not asked: ``unit``, ``source``, ``reason``, ``in_words``, ``units``; about our asking alone, so it
            may be published.
        accepted: what spoke against believing a source, and why it was accepted.
        compared: as ``asking``, of the photos drawn to compare with and their owners; None where there are none.
    """

    path: Path
    asking: pd.DataFrame
    disagreements: pd.DataFrame
    licences_then: pd.DataFrame
    asked_from: dt.datetime | None
    asked_to: dt.datetime | None
    not_asked: dict[str, int]
    evidence_digest: str
    exchanges: int
    unidentified: int
    licences_not_understood: list[str] = field(default_factory=list)
    compared: pd.DataFrame | None = None
    reasons: pd.DataFrame = field(default_factory=pd.DataFrame)
    accepted: tuple[str, ...] = ()

    def sentence(self) -> str:
        """How far the asking got, in words: nothing of what was answered, for that is counted in the measuring."""
        whole = self.asking[self.asking["source"] == ANY].set_index("unit")
        of = {unit: (int(row["answered"]), int(row[_COUNTS].sum())) for unit, row in whole.iterrows()}
        dates = (
            "Nothing was answered."
            if self.asked_from is None or self.asked_to is None
            else f"The answers were given between {self.asked_from.date()} and {self.asked_to.date()}."
        )
        return (
            f"Of {of['photo'][1]:,} photos drawn, **{of['photo'][0]:,}** were asked about and answered; of "
            f"{of['account'][1]:,} accounts, drawn or listed as owner of a drawn photo, **{of['account'][0]:,}**. {dates}"
            + "".join(f" {one}." for one in self.accepted)
        )

    def sentence_compared(self) -> str:
        """How far the asking about the comparison got; nothing where there is none."""
        if self.compared is None:
            return "No comparison was drawn, and nobody outside the dataset was asked about."
        of_any = (self.compared["unit"] == "photo") & (self.compared["source"] == ANY)
        whole = self.compared[of_any].iloc[0]
        answered, drawn = int(whole["answered"]), int(whole[_COUNTS].sum())
        return f"Of {drawn:,} photos drawn to compare with, **{answered:,}** were asked about and answered."

    def read(self) -> pd.DataFrame:
        """The traces, one row for each answer; holds personal data and stays in the case."""
        return TRACES.read(self.path)


def trace(investigation: Investigation, panel_path: Path, case: Path, as_of: dt.date) -> Traces:
    """Trace the panel and write ``case/traces.parquet``; then, where one was drawn, the comparison: apart, and after it.

    Args:
        investigation: says whom to ask, live or from which recorded evidence.
        panel_path: the table PANEL.
        case: the edition's case folder; the ledger is kept there, and the frame is looked at for addresses and days.
        as_of: the edition's date. Of recorded answers the latest conclusive one on or before that day (UTC) counts.

    Raises:
        warc.EvidenceError: the evidence is missing, torn or altered.
        transport.StoppedError: a live run has to end; what was answered is kept, and the same run carries on.
        table.TableError: no panel there.
    """
    case.mkdir(parents=True, exist_ok=True)
    recorded = investigation.trace.evidence or case / "evidence"
    if investigation.trace.mode != "live":
        return _traced(investigation, panel_path, case, as_of)
    custody.hold_evidence(case, recorded)
    traces = _traced(investigation, panel_path, case, as_of)
    custody.note_evidence(case, recorded)
    return traces


def _withheld(panel: pd.DataFrame, investigation: Investigation) -> pd.Series:
    """Marks the drawn units of whoever is withheld: they stay drawn, are left alone, and count as not asked."""
    is_withheld = _by_name(investigation)
    named = panel[["photo_id", "account_key", "nsid", "alias"]].astype(object)
    held = named.map(lambda one: isinstance(one, str) and is_withheld(one.removeprefix("alias:")))
    return held.any(axis=1)


def _by_name(investigation: Investigation) -> Callable[[str], bool]:
    """Whether whoever bears a name, an NSID, an alias or a photo id, asked to be left alone."""
    marks = investigation.withheld()
    return (lambda name: investigation.mark_of(name) in marks) if marks else (lambda _name: False)


def _left_alone(panel: pd.DataFrame) -> tuple[list[PhotoAsked], list[AccountAsked]]:
    """The units of whoever is withheld, as units that nobody was asked about."""
    photos, accounts = _units(panel, {}, None)
    for unasked in [one.unasked for one in photos] + [one.unasked for one in accounts.values()]:
        unasked[ANY] = WITHHELD
    return photos, list(accounts.values())


def _traced(investigation: Investigation, panel_path: Path, case: Path, as_of: dt.date) -> Traces:
    drawn = PANEL.read(panel_path)
    withheld = _withheld(drawn, investigation)
    panel, alone = drawn[~withheld].reset_index(drop=True), _left_alone(drawn[withheld])
    sources: list[str] = list(dict.fromkeys(investigation.trace.sources))
    _refuse_recorded_only(investigation, sources)
    photos, accounts = _units(panel, _listed(case / "frame.parquet", panel), investigation.manifest.listed_on)
    with (
        opening.opened(investigation, case, as_of, catalogue.is_conclusive) as opened,
        Ledger(case / "ledger.sqlite", opened.answered_by) as ledger,
    ):
        if investigation.trace.mode != "live":
            opened.archive.newest()  # an archive without a single answer is refused
        ledger.forget_without_evidence(opened.archive.holds)
        asking = Asking(opened.session, ledger, since=opened.since, live=investigation.trace.mode == "live")
        table = asking.call(api.licence_table()) if api.NAME in sources else None
        owners = _Known([one for one in photos if one.account_key is not None], list(accounts.values()))
        Interview(asking, sources, Progress(case / FILE), _by_name(investigation)).hold(photos, accounts)
        accepted = _believed(investigation, photos, list(accounts.values()), sources, spent=opened.spent())
        compared = _compare(investigation, case, asking, sources, opened.spent)
        if opened.spent():
            custody.note(case, custody.BUDGET_SPENT, requests=opened.calls())
        path = case / "traces.parquet"
        traces = _write(
            [*photos, *alone[0]], [*accounts.values(), *alone[1]], owners, table, sources, path, opened.archive
        )
        return replace(traces, compared=compared, accepted=accepted)


def _refuse_recorded_only(investigation: Investigation, sources: Sequence[str]) -> None:
    """A source that may be read from recordings only is not asked live.

    Raises:
        InvestigationError: one is.
    """
    for source in (catalogue.BY_NAME[name] for name in sources):
        if source.recorded_only and investigation.trace.mode == "live":
            raise InvestigationError(
                f"{investigation.file.name}: trace.sources: {source.name!r} is read from recorded answers only: "
                f"{source.recorded_only}; take it out, or replay recorded answers"
            )


def _believed(
    investigation: Investigation,
    photos: Sequence[PhotoAsked],
    accounts: Sequence[AccountAsked],
    sources: list[str],
    *,
    spent: bool = False,
    of: str = "",
) -> tuple[str, ...]:
    """What of the answers had to be accepted with a reason.

    Raises:
        nonresponse.NonsenseError: a source answered nonsense, and nobody accepts it.
    """
    recorded = investigation.trace.mode != "live"
    answered = any(one.answers for one in accounts)
    objections = list(
        nonresponse.objections(photos, sources, f"photos{of}", recorded=recorded, others_answered=answered)
    )
    if objections and spent and not any(one.answers for one in photos):
        objections = []  # a run of a small budget has not come to them yet
    telling = [source for source in sources if source in catalogue.TELL_OF_ACCOUNTS]
    if answered:
        objections += nonresponse.objections(accounts, telling, f"accounts{of}", recorded=False)
    return nonresponse.hold(objections, investigation.trace.accept_answers)


def _compare(
    investigation: Investigation, case: Path, asking: Asking, sources: list[str], spent: Callable[[], bool]
) -> pd.DataFrame | None:
    """Ask the same of the photos drawn to compare with, and write ``case/comparison_traces.parquet``; how far that got."""
    path = case / "comparison_traces.parquet"
    if investigation.sample.comparison is None or investigation.parent is None:
        path.unlink(missing_ok=True)
        return None
    panel = comparison.panel_of(case).assign(unit="photo")
    photos, accounts = _units(panel, _listed(case / "comparison_rows.parquet", panel), investigation.parent.listed_on)
    owners = _Known([one for one in photos if one.account_key is not None], list(accounts.values()))
    interview = Interview(asking, sources, Progress(case / FILE), _by_name(investigation))
    interview.hold(photos, accounts, of=" to compare with")
    _believed(investigation, photos, list(accounts.values()), sources, spent=spent(), of=" to compare with")
    COMPARISON_TRACES.write(_table(photos, list(accounts.values()), sources).assign(frame=OUTSIDE), path)
    return _asking(photos, owners, sources)


# -- the panel --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Known:
    """Whom the panel names, before anybody is asked: the photos with an owner, and the accounts."""

    photos: Sequence[PhotoAsked]
    accounts: Sequence[AccountAsked]


@dataclass(frozen=True)
class _Listed:
    """What the manifest says of a photo besides its id."""

    image: str | None = None
    on: dt.date | None = None


def _units(
    panel: pd.DataFrame, frame: dict[str, _Listed], listed_on: dt.date | None
) -> tuple[list[PhotoAsked], dict[str, AccountAsked]]:
    """The photos in the panel's order, and the accounts by key: drawn ones first, then owners of drawn photos."""
    rows = panel.astype(object).where(panel.notna(), None)
    photos = []
    for row in _records(rows[rows["unit"] == "photo"].drop_duplicates("photo_id")):
        of_frame = frame.get(row["photo_id"], _Listed())
        about = Photo(row["photo_id"], row["nsid"], row["alias"], of_frame.image, of_frame.on or listed_on)
        photos.append(PhotoAsked(about, row["account_key"]))
    accounts: dict[str, AccountAsked] = {}
    drawn_first = pd.concat([rows[rows["unit"] == "account"], rows[rows["unit"] == "photo"]])
    for row in _records(drawn_first[drawn_first["account_key"].notna()]):
        key = row["account_key"]
        known_account = accounts.setdefault(key, AccountAsked(key, Account(row["nsid"], row["alias"])))
        if known_account.account.nsid is None and row["nsid"] is not None:
            known_account.account = Account(row["nsid"], row["alias"])
    return photos, accounts


def _records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in rows.to_dict("records")]


def _listed(frame_path: Path, panel: pd.DataFrame) -> dict[str, _Listed]:
    """By photo, a listed address, best that of an image that can be asked for, and the day of the listed licence.

    The image's address holds its secret: it is handed to the static host and written nowhere.
    """
    if not frame_path.exists():
        return {}
    with scan.connection() as engine:
        engine.register("panel", panel[["photo_id"]].dropna().drop_duplicates())
        rows = engine.execute(
            'SELECT photo_id, list(url ORDER BY "row") FILTER (url IS NOT NULL), min(licence_listed_on) '
            f"FROM {scan.parquet(frame_path)} SEMI JOIN panel USING (photo_id) GROUP BY photo_id"
        ).fetchall()
    return {
        photo_id: _Listed(next((url for url in urls or () if image_address(url)), next(iter(urls or ()), None)), on)
        for photo_id, urls, on in rows
    }


# -- what comes out ----------------------------------------------------------------------------------------------


def _write(
    photos: Sequence[PhotoAsked],
    accounts: Sequence[AccountAsked],
    owners: _Known,
    licence_table: Answer | None,
    sources: list[str],
    path: Path,
    archive: Archive,
) -> Traces:
    table = _table(photos, accounts, sources)
    TRACES.write(table, path)
    dispositions.write(table, {one.photo.photo_id: one.photo.wanted_on for one in photos}, path)
    every = [one for photo in photos for one in photo.answers] + ([licence_table] if licence_table else [])
    times = table["asked_at"].dropna()
    return Traces(
        path,
        _asking(photos, owners, sources),
        _counted(_disagreements(photos, accounts), ["about", "said"]),
        _counted(((one.settled.licence_then_from or "nobody",) for one in photos), ["told by"]),
        None if times.empty else times.min().to_pydatetime(),
        None if times.empty else times.max().to_pydatetime(),
        {
            "photo": sum(not one.answers for one in photos),
            "account": sum(not one.answers for one in accounts),
        },
        archive.digest,
        archive.exchanges,
        archive.unidentified,
        sorted(set[str]().union(*map(unknown_licences, every))),
        reasons=nonresponse.reasons(photos, accounts),
    )


def _table(photos: Sequence[PhotoAsked], accounts: Sequence[AccountAsked], sources: list[str]) -> pd.DataFrame:
    """Every answer as a row of TRACES."""
    table = pd.DataFrame(list(_rows(photos, accounts, sources)), columns=TRACES.names)
    table["asked_at"] = pd.to_datetime(table["asked_at"])
    # A column that says nothing anywhere would otherwise be read as text.
    return table.astype({"error_code": "Int64", "tagged": "Int64", "is_pro": "boolean", "renewed": "boolean"})


def _rows(
    photos: Sequence[PhotoAsked], accounts: Sequence[AccountAsked], sources: list[str]
) -> Iterator[dict[str, Any]]:
    for photo in photos:
        photo_id = photo.photo.photo_id
        yield from (photo_row(photo_id, photo.account_key, one) for one in photo.answers)
        if not photo.today:
            yield photo_not_asked(photo_id, photo.account_key, sources, photo.reason)
    for account in accounts:
        nsid = account.account.nsid
        yield from (account_row(account.key, nsid, one) for one in account.answers)
        if not account.answers:
            yield account_not_asked(account.key, nsid, sources, account.reason)


def _asking(photos: Sequence[PhotoAsked], owners: _Known, sources: list[str]) -> pd.DataFrame:
    """How many units each source, and any of them, answered, answered in vain, or was not asked about."""
    of_accounts = [source for source in sources if source in catalogue.TELL_OF_ACCOUNTS]
    rows = []
    for unit, units, chosen in (("photo", photos, sources), ("account", owners.accounts, of_accounts)):
        rows.append({"unit": unit, "source": ANY, **_come([one.answers for one in units])})
        for source in chosen:
            # Whoever is found by the owner's name is asked about the others only where an answer told it.
            counted = owners.photos if unit == "photo" and source in catalogue.NEED_THE_OWNER else units
            answers = [[answer for answer in one.answers if answer.source == source] for one in counted]
            rows.append({"unit": unit, "source": source, **_come(answers)})
    return pd.DataFrame(rows, columns=["unit", "source", *_COUNTS])


def _come(answers: Sequence[Sequence[Answer]]) -> dict[str, int]:
    settled = sum(any(one.conclusive for one in of_unit) for of_unit in answers)
    silent = sum(not of_unit for of_unit in answers)
    return dict(zip(_COUNTS, (settled, len(answers) - settled - silent, silent), strict=True))


def _disagreements(photos: Sequence[PhotoAsked], accounts: Sequence[AccountAsked]) -> Iterator[tuple[str, str]]:
    of_photos = (words for one in photos for words in one.settled.disagreements)
    of_accounts = (words for one in accounts for words in one.settled.disagreements)
    for words in (*of_photos, *of_accounts):
        about, _, views = words.partition(": ")
        yield about, views


def _counted(keys: Iterator[tuple[str, ...]], columns: list[str]) -> pd.DataFrame:
    counted = sorted(Counter(keys).items())
    return pd.DataFrame([(*values, count) for values, count in counted], columns=[*columns, "units"])
