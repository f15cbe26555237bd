"""Looking into an edition's case: the exchanges behind its numbers, and how they were kept.

What this prints names people. It goes to the terminal of whoever holds the case, and into no file.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from whosefaces import earlier
from whosefaces import investigation as investigations
from whosefaces.edition.folders import reports_of
from whosefaces.errors import WhoseFacesError
from whosefaces.investigation import Investigation
from whosefaces.measure import measuring
from whosefaces.measure.finding import Finding
from whosefaces.measure.findings import FINDINGS
from whosefaces.trace.evidence import custody
from whosefaces.trace.evidence import export as evidence
from whosefaces.trace.evidence.archive import Archive
from whosefaces.trace.traces import TRACES

_EVIDENCE_ID = re.compile(r"(?:urn:uuid:)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


class CaseError(WhoseFacesError):
    """There is no such case, or nothing in it is called that."""


@dataclass(frozen=True)
class Case:
    """An edition's case, and where the evidence that it rests on lies."""

    folder: Path
    evidence: Path
    investigation: Investigation
    as_of: dt.date


def opened(investigation: Path, edition: str | None = None, reports: Path | None = None) -> Case:
    """The case of an investigation's edition; where none is named, of the newest published one, else of the newest begun.

    Raises:
        InvestigationError: the investigation file cannot be used.
        CaseError: it has no edition, or not that one.
    """
    loaded = investigations.load(investigation)
    editions = reports_of(loaded, reports) / loaded.investigation
    places = {place: path.parent for path in editions.glob("*/case") if (place := earlier.place_of(path.parent))}
    begun = [places[place] for place in sorted(places)]
    if not begun:
        raise CaseError(f"{editions}: no edition at all there; `whosefaces run {investigation}` makes one")
    published = [path for path in earlier.published(editions) if path in begun]
    if edition:  # a day is its newest revision; a revision can be named too
        of_day = [path for path in begun if edition == str(earlier.day_of(path))]
        found = [path for path in of_day if path in published] or of_day
        found = found or [path for path in begun if path.name == edition]
    else:
        found = published or begun
    if not found:
        raise CaseError(
            f"{editions}: no edition {edition or 'with its case'} there; there are {', '.join(path.name for path in begun)}"
        )
    case = found[-1] / "case"
    recorded = case / "evidence"
    kept = recorded if recorded.exists() or loaded.trace.evidence is None else loaded.trace.evidence
    day = earlier.day_of(found[-1])
    assert day is not None  # only such folders were looked at
    return Case(case, kept, loaded, day)


FIRST = 2
"""Units of each answer that are shown where not all are asked for."""


def lines(case: Case, what: str = "", *, every: bool = False) -> Iterator[str]:
    """What ``what`` names, for people: a finding's id, an evidence id, or nothing for the case as a whole.

    Args:
        case: where to look.
        what: the name.
        every: all units behind a finding; else the first few of each answer, and how many more there are.

    Raises:
        CaseError, evidence.NoSuchEvidenceError: nothing is called that.
        custody.CustodyError: the custody log does not hang together.
    """
    if not what:
        return _whole_in_words(whole(case))
    if _is_finding(case, what):
        return _behind_in_words(behind(case, what), None if every else FIRST)
    return iter(evidence.exchange(case.evidence, what).lines())


def as_json(case: Case, what: str = "") -> dict[str, Any]:
    """The same for machines.

    Raises:
        as :func:`lines`.
    """
    if not what:
        return whole(case)
    return behind(case, what) if _is_finding(case, what) else evidence.exchange(case.evidence, what).as_json()


def export(case: Case, target: Path) -> Path:
    """The case's evidence as WACZ."""
    return evidence.export_wacz(case.evidence, target)


# -- the case as a whole ------------------------------------------------------------------------------------------


def whole(case: Case) -> dict[str, Any]:
    """What evidence there is, and whether the custody log hangs together.

    Raises:
        warc.EvidenceError: the evidence is missing, torn or altered.
        custody.CustodyError: the custody log does not hang together.
    """
    archive = Archive(case.evidence)
    log = case.folder / custody.NAME
    held = custody.verify(log) if log.exists() else None
    return {
        "exchanges": archive.exchanges,
        "files": len(archive.files),
        "sha256": archive.digest,
        "custody": None if held is None else {"entries": held.entries, "last_at": held.last_at, "head": held.head},
    }


def _whole_in_words(said: dict[str, Any]) -> Iterator[str]:
    yield f"{said['exchanges']:,} exchanges in {said['files']} {'file' if said['files'] == 1 else 'files'}, whole and unaltered; SHA-256 {said['sha256']}"
    log = said["custody"]
    if log is None:
        yield f"{custody.NAME}: there is none"
        return
    yield f"{custody.NAME}: {log['entries']} entries, each following the one before; the last at {log['last_at']}"
    yield f"Its head, to be given to somebody else: {log['head']}"


# -- behind a finding ---------------------------------------------------------------------------------------------

SAID = ("yes", "no", "unknown")
"""What a finding says of each drawn unit that it counts."""


def behind(case: Case, name: str) -> dict[str, Any]:
    """The units that a finding counts, by what it says of them, each with the exchanges that say so.

    It is counted anew from the case's frame, panel and traces, and held against the finding that was published.

    Raises:
        CaseError: no finding is called that, or it counts otherwise today than when the edition was made.
    """
    findings = FINDINGS.read(case.folder / "findings.parquet").set_index("id", drop=False)
    row = findings.loc[name]
    said = {"finding": name, "label": row["label"], "unit": row["unit"], **dict.fromkeys(SAID, ())}
    frame, panel, traces = (case.folder / f"{table}.parquet" for table in ("frame", "panel", "traces"))
    measured, _ = measuring.read(case.investigation, frame, panel, traces, case.as_of)
    found = next((one for one in measuring.found(measured) if one.row["id"] == name), None)
    if found is None or found.panel not in ("photo", "account"):
        return said
    if found.row["numerator"] != row["numerator"] or found.row["denominator"] != row["denominator"]:
        raise CaseError(
            f"{name}: the case counts {found.row['numerator']} of {found.row['denominator']}, and the edition "
            f"{row['numerator']:.0f} of {row['denominator']:.0f}; was the code or the investigation changed since? "
            f"`whosefaces run {case.investigation.file.name} --again` makes it anew"
        )
    units = measured.coded.photos if found.panel == "photo" else measured.coded.accounts
    exchanges = evidence.by_unit(TRACES.read(traces), units, found.panel)
    return said | {word: _units(found, word, units, exchanges) for word in SAID}


def _units(
    found: Finding, word: str, units: pd.DataFrame, exchanges: dict[str, list[dict[str, Any]]]
) -> list[dict[str, Any]]:
    mask = getattr(found, word)
    key = "photo_id" if found.panel == "photo" else "account_key"
    keys = units[key].to_numpy()[np.zeros(len(units), bool) if mask is None else mask]
    return [{key: one, "exchanges": exchanges.get(one, [])} for one in keys]


def _behind_in_words(said: dict[str, Any], most: int | None) -> Iterator[str]:
    """``most``: how many units of each answer are shown; None: all."""
    yield f"{said['finding']}: {said['label']}"
    if not any(said[word] for word in SAID):
        yield "Counted over the whole frame, by rule, or over nobody: it rests on no exchange."
        return
    counts = ", ".join(f"{len(said[word]):,} {word}" for word in SAID)
    yield f"It counts {sum(len(said[word]) for word in SAID):,} drawn {said['unit']}s: {counts}."
    for word in SAID:
        if said[word]:
            yield ""
            yield f"{word} ({len(said[word]):,}):"
        for unit in said[word][:most]:
            yield from _unit_in_words(said["unit"], unit)
        left = len(said[word][most:]) if most is not None else 0
        if left:
            yield f"  ... and {left:,} more; --all lists them"


def _unit_in_words(kind: str, unit: dict[str, Any]) -> Iterator[str]:
    yield f"  {kind} {unit.get('photo_id') or unit.get('account_key')}"
    for one in unit["exchanges"]:
        sentence = f"{one['source']} {one['question'].removeprefix('flickr.')}"
        record = one["evidence_id"].removeprefix("urn:uuid:")
        yield f"    {record}  {one['asked_at'][:10]}  {sentence}: {one['unit']} {one['outcome']}"
    if not unit["exchanges"]:
        yield "    not asked about"


def _is_finding(case: Case, what: str) -> bool:
    """Whether it names a finding; else an evidence id is meant.

    Raises:
        CaseError: it can be neither.
    """
    names = list(FINDINGS.read(case.folder / "findings.parquet")["id"])
    if what not in names and not _EVIDENCE_ID.fullmatch(what):
        raise CaseError(f"{what}: neither a finding of this edition nor an evidence id; findings: {', '.join(names)}")
    return what in names
