"""How a case ends, whole or for one person, and how an edition is taken back.

``purge`` destroys what is personal and what would reveal the sample; what was published stays and still holds.
``withhold`` takes one account out of every case, so that the next edition does not know of it. ``withdraw`` puts a dated
notice where an edition stood. Each leaves a dated line; none names anybody.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import html
import json
import re
import shutil
import sqlite3
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from whosefaces import earlier, scan
from whosefaces.edition import index, protection, sums
from whosefaces.edition.folders import EXPLORATORY, reports_of
from whosefaces.errors import WhoseFacesError
from whosefaces.investigation import COMMITMENT_KEY, WITHHELD, Investigation
from whosefaces.manifest.cache_folder import cache_folder
from whosefaces.trace.evidence import kept as evidence_index

LOOK_UP_KEYS = "keys"
"""The folder beside the investigation file in which `whosefaces lookup-site` keeps its keys."""
LOG = "ended.jsonl"
"""Beside the editions: what was destroyed, withheld or withdrawn, and when."""
_NSID = re.compile(r"[0-9]{5,12}@N[0-9]{2}", re.IGNORECASE)
_NAMES = ("nsid", "account_key", "owner_nsid", "alias", "photo_id", "url", "evidence_id")
_OF_A_PERSON = ("nsid", "account_key", "owner_nsid")


class EndingError(WhoseFacesError):
    """A case cannot be ended, or an edition not withdrawn, as asked."""


def _today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()


def _cases(investigation: Investigation, reports: Path | None) -> list[Path]:
    beside = reports_of(investigation, reports) / investigation.investigation
    return sorted(path for path in beside.glob("*/case") if earlier.place_of(path.parent)) if beside.is_dir() else []


def _note(beside: Path, event: str, **what: object) -> None:
    beside.mkdir(parents=True, exist_ok=True)
    with (beside / LOG).open("a", encoding="utf-8") as log:
        log.write(json.dumps({"on": _today().isoformat(), "event": event, **what}, ensure_ascii=False) + "\n")


# -- the whole case


@dataclass(frozen=True)
class Purged:
    """What was destroyed, and what of it lies elsewhere."""

    destroyed: tuple[Path, ...]
    left: tuple[str, ...]


def purge(investigation: Investigation, *, reports: Path | None = None, now: bool = False) -> Purged:
    """Destroy every case, draft and exploratory folder, the salt, the key of the commitments and those of look-ups.

    Afterwards nobody can make an edition again, or tell who was drawn; what was published still holds without them.

    Raises:
        EndingError: the case is to be kept longer, and ``now`` is not said.
    """
    until = investigation.publish.keep_case_until
    if not now and (until is None or until > _today()):
        why = f"is kept until {until}" if until else "has no keep_case_until"
        raise EndingError(f"{investigation.file.name}: the case {why}; --now destroys it all the same")
    beside = reports_of(investigation, reports) / investigation.investigation
    editions = [path for path in beside.iterdir() if earlier.place_of(path)] if beside.is_dir() else []
    folders = [path / part for path in editions for part in ("case", "draft", "withdrawn")]
    secrets = [investigation.home / name for name in ("salt", COMMITMENT_KEY, WITHHELD, LOOK_UP_KEYS)]
    there = [path for path in (*folders, beside / EXPLORATORY, *secrets) if path.exists()]
    for path in there:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    evidence_index.forget()
    for path in editions:
        with contextlib.suppress(OSError):  # a folder in which something is published stays
            path.rmdir()
    _note(beside, "purged", cases=sum(path.name == "case" for path in there))
    left = [f"the list: {investigation.manifest.path}"]
    if investigation.trace.evidence is not None and investigation.trace.evidence.exists():
        left.append(f"evidence that lies outside the case: {investigation.trace.evidence}")
    left.append(f"what was prepared of the list, and any index for look-ups: {cache_folder()}")
    left.append("copies: bags that were handed over, backups, look-ups that were built from the list")
    return Purged(tuple(there), tuple(left))


# -- one person


@dataclass(frozen=True)
class Withheld:
    """How much of somebody left the cases."""

    cases: int
    rows: int
    exchanges: int


def withhold(investigation: Investigation, nsid: str, *, reports: Path | None = None) -> Withheld:
    """Take an account, its photos and what was answered about them out of every case, and ask about them never again.

    The unit stays drawn, so that the sample is what it was, and counts as not asked in the next edition.

    Args:
        investigation: whose cases.
        nsid: the account.
        reports: where editions are.

    Raises:
        EndingError: it is no NSID.
    """
    if not _NSID.fullmatch(nsid):
        raise EndingError(f"{nsid!r}: an NSID is wanted, as 12345678@N00")
    nsid = nsid.upper()
    cases = _cases(investigation, reports)
    names = {nsid} | {name for case in cases for name in _names_of(case, nsid)}
    marks = investigation.withheld() | {investigation.mark_of(name) for name in names}
    kept = investigation.home / WITHHELD
    kept.touch(mode=0o600)
    kept.write_text("".join(f"{mark}\n" for mark in sorted(marks)), encoding="ascii")
    rows = exchanges = 0
    evidence_index.forget()
    for case in cases:
        rows += sum(_taken_out(table, names) for table in sorted(case.glob("*.parquet")))
        exchanges += sum(_without_exchanges(file, names) for file in sorted((case / "evidence").glob("*.warc*")))
        _forgotten(case, names)
        _closed_again(case)
    if cases:
        _note(cases[0].parents[1], "withheld", accounts=1)
    return Withheld(len(cases), rows, exchanges)


def _names_of(case: Path, nsid: str) -> Iterator[str]:
    """The aliases and photo ids by which a case knows an account."""
    for table in sorted(case.glob("*.parquet")):
        columns = [row[0] for row in duckdb.execute(f"DESCRIBE SELECT * FROM {scan.parquet(table)}").fetchall()]
        keys = [column for column in _OF_A_PERSON if column in columns]
        wanted = [column for column in ("photo_id", "alias") if column in columns]
        if keys and wanted:
            where = " OR ".join(f"upper({key}) = ?" for key in keys)
            sql = f"SELECT DISTINCT {', '.join(wanted)} FROM {scan.parquet(table)} WHERE {where}"
            for row in duckdb.execute(sql, [nsid] * len(keys)).fetchall():
                yield from (str(one) for one in row if one is not None)


def _taken_out(table: Path, names: Collection[str]) -> int:
    """Traces and dispositions of somebody go; rows of the list and of the sample stay without a name. How many they were."""
    partial = table.with_name(table.name + ".partial")
    source = scan.parquet(table)
    with duckdb.connect() as duck:
        columns = [str(row[0]) for row in duck.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()]
        keys = [column for column in _NAMES if column in columns]
        if not keys:
            return 0
        duck.execute("CREATE TABLE names (name VARCHAR)")
        duck.executemany("INSERT INTO names VALUES (?)", [[name] for name in sorted(names)])
        theirs = " OR ".join(f"coalesce(ltrim_alias({key}) IN (FROM names), false)" for key in keys)
        duck.execute("CREATE MACRO ltrim_alias(said) AS regexp_replace(CAST(said AS VARCHAR), '^alias:', '')")
        counted = duck.execute(f"SELECT count(*) FROM {source} WHERE {theirs}").fetchone()
        if counted is None or not counted[0]:
            return 0
        select = f"FROM {source} WHERE NOT ({theirs})"
        if table.stem in ("frame", "panel", "comparison_frame", "comparison_panel"):
            blank = [f"CASE WHEN {theirs} THEN NULL ELSE {key} END AS {key}" for key in keys]
            if "set_aside" in columns:
                blank.append(f"CASE WHEN {theirs} THEN 'withheld' ELSE set_aside END AS set_aside")
            select = f"SELECT * REPLACE ({', '.join(blank)}) FROM {source}"
        duck.execute(scan.written(select, partial, "FORMAT parquet"))
    partial.replace(table)
    return int(counted[0])


def _without_exchanges(file: Path, names: Collection[str]) -> int:
    """Write a WARC file again without the records that hold one of the names; how many they were."""
    from warcio.archiveiterator import ArchiveIterator

    wanted = re.compile(
        rb"(?<![0-9A-Za-z])(?:" + b"|".join(re.escape(n.encode()) for n in sorted(names)) + rb")(?![0-9A-Za-z])"
    )
    raw, gone, partial = file.read_bytes(), set(), file.with_name(file.name + ".partial")
    places: list[tuple[int, int, str, str, bool]] = []
    with file.open("rb") as stream:
        records = ArchiveIterator(stream, no_record_parse=True)
        for record in records:
            said = record.rec_headers
            body = record.raw_stream.read()
            held = bool(wanted.search(body) or wanted.search((said.get_header("WARC-Target-URI") or "").encode()))
            own, other = said.get_header("WARC-Record-ID") or "", said.get_header("WARC-Concurrent-To") or ""
            start = records.get_record_offset()
            places.append((start, start + records.get_record_length(), own, other, held))
            if held:
                gone |= {own, other} - {""}
    kept = [raw[start:end] for start, end, own, other, held in places if not (held or own in gone or other in gone)]
    if len(kept) < len(places):
        partial.write_bytes(b"".join(kept))
        partial.replace(file)
    return len(places) - len(kept)


def _forgotten(case: Path, names: Collection[str]) -> None:
    """Take the names out of the ledger, the index of the evidence and the interview list."""
    ledger = case / "ledger.sqlite"
    if ledger.exists():
        with contextlib.closing(sqlite3.connect(ledger)) as store, store:
            for name in names:
                store.execute("DELETE FROM answers WHERE instr(asked, ?) OR instr(answer, ?)", (name, name))
        with contextlib.closing(sqlite3.connect(ledger, isolation_level=None)) as store:
            store.execute("VACUUM")
    for listed in (case / "interviews.csv",):
        if listed.exists():
            lines = listed.read_text(encoding="utf-8").splitlines(keepends=True)
            listed.write_text(
                "".join(line for line in lines if not any(name in line for name in names)), encoding="utf-8"
            )


def _closed_again(case: Path) -> None:
    """Close what is left of the evidence anew, note it without a name, and seal the case again where it was sealed."""
    from whosefaces.trace.evidence import custody

    evidence = case / "evidence"
    if evidence.is_dir():
        for path in evidence.iterdir():
            if ".warc" not in path.name and path.is_file():  # an index of what it held
                path.unlink()
        custody.note(case, "an account was withheld")
        custody.note_evidence(case, evidence)
    if (case / sums.NAME).exists():
        sums.write(case)


# -- an edition


def withdraw(edition: Path, why: str) -> Path:
    """Put a dated notice in the place of a published edition, and say so on the index.

    Args:
        edition: its folder.
        why: printed on the notice, in a sentence.

    Returns:
        The notice.

    Raises:
        EndingError: nothing is published there, or no reason is given.
    """
    edition = edition.resolve()
    if earlier.place_of(edition) is None or not (edition / "public" / "findings.json").is_file():
        raise EndingError(
            f"{edition}: no published edition here; name the folder that holds public/ (an edition's date)"
        )
    if not why.strip():
        raise EndingError("--why: say in a sentence why it is withdrawn; readers are told")
    document = json.loads((edition / "public" / "findings.json").read_text(encoding="utf-8"))
    aside = edition / "withdrawn"
    (edition / "public").rename(aside)
    protection.protect(aside)
    notice = edition / "public"
    notice.mkdir()
    on = _today().isoformat()
    (notice / "withdrawn.json").write_text(
        json.dumps({"edition": edition.name, "on": on, "why": why}, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    (notice / "report.html").write_text(
        _NOTICE.format(
            title=html.escape(f"{document['investigation']}, edition {edition.name}"), on=on, why=html.escape(why)
        ),
        encoding="utf-8",
    )
    _note(edition.parent, "withdrawn", edition=edition.name, why=why)
    index.write(edition.parent)
    return notice / "report.html"


_NOTICE = """\
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>Withdrawn: {title}</title>
<style>body{{font:1.1rem/1.5 Georgia,serif;max-width:40rem;margin:3rem auto;padding:0 1rem;color:#1b1e23;background:#fff}}</style></head>
<body><main><h1>This report was withdrawn</h1><p>{title}.</p><p>Withdrawn on {on}. {why}</p>
<p><a href="../../index.html">All editions</a></p></main></body></html>
"""
