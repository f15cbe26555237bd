"""Looking into an edition's case: the exchanges behind its numbers, and how they were kept.

What this prints names people. It goes to the terminal of whoever holds the case, and into no file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis import PROJECT
from analysis import investigation as investigations
from analysis.errors import WhoseFacesError
from analysis.measure.findings import FINDINGS
from analysis.sample.panel import PANEL
from analysis.trace import custody, evidence
from analysis.trace.archive import Archive
from analysis.trace.traces import TRACES


class CaseError(WhoseFacesError):
    """There is no such case, or nothing in it is called that."""


@dataclass(frozen=True)
class Case:
    """An edition's case, and where the evidence that it rests on lies."""

    folder: Path
    evidence: Path


def opened(investigation: Path, edition: str | None = None, reports: Path | None = None) -> Case:
    """The case of an investigation's edition, the newest where none is named.

    Raises:
        InvestigationError: the investigation file cannot be used.
        CaseError: it has no edition, or not that one.
    """
    loaded = investigations.load(investigation)
    editions = (reports or PROJECT / "reports") / loaded.investigation
    found = sorted(path.parent for path in editions.glob(f"{edition or '2*'}/case"))
    if not found:
        raise CaseError(
            f"{editions}: no edition {edition or 'at all'} there; `whosefaces run {investigation}` makes one"
        )
    case = found[-1] / "case"
    recorded = case / "evidence"
    return Case(case, recorded if recorded.exists() or loaded.trace.evidence is None else loaded.trace.evidence)


def lines(case: Case, what: str = "") -> Iterator[str]:
    """What ``what`` names, for people: a finding's id, an evidence id, or nothing for the case as a whole.

    Raises:
        CaseError, evidence.NoSuchEvidenceError: nothing is called that.
        custody.CustodyError: the custody log does not hang together.
    """
    if not what:
        return _whole(case)
    findings = FINDINGS.read(case.folder / "findings.parquet")
    named = findings[findings["id"] == what]
    return iter(evidence.exchange(case.evidence, what).lines()) if named.empty else _behind(case, named.iloc[0])


def export(case: Case, target: Path) -> Path:
    """The case's evidence as WACZ."""
    return evidence.export_wacz(case.evidence, target)


def _whole(case: Case) -> Iterator[str]:
    archive = Archive(case.evidence)
    yield f"{archive.exchanges:,} exchanges in {len(archive.files)} files, whole and unaltered; SHA-256 {archive.digest}"
    log = case.folder / custody.NAME
    if log.exists():
        held = custody.verify(log)
        yield f"{custody.NAME}: {held.entries} entries, each following the one before; the last at {held.last_at}"
        yield f"Its head, to be given to somebody else: {held.head}"
    else:
        yield f"{custody.NAME}: there is none"


def _behind(case: Case, finding: pd.Series) -> Iterator[str]:
    yield f"{finding['id']}: {finding['label']}"
    if finding["kind"] == "census":
        yield "Counted over the whole frame, or by rule: it rests on no exchange."
        return
    traces, panel = TRACES.read(case.folder / "traces.parquet"), PANEL.read(case.folder / "panel.parquet")
    rows = evidence.behind(traces, panel, str(finding["unit"]))
    yield f"It counts {finding['denominator']:.0f} drawn {finding['unit']}s, and rests on {len(rows):,} exchanges:"
    for row in rows.itertuples():
        yield f"{row.evidence_id}  {row.asked_at:%Y-%m-%d %H:%M}  {row.source} {row.question}: {row.unit} {row.outcome}"
