"""Traces in, findings out: who could be told, who could get out, what became of the licences.

This module only puts the rooms together: each question makes its findings and tables, :mod:`small_counts` says in which
six places a minimum holds, :mod:`writing` writes it down.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from whosefaces import earlier
from whosefaces.dossiers import procedures
from whosefaces.investigation import Investigation
from whosefaces.manifest import census
from whosefaces.measure import coherence, finding, frame_counts, reach, reasons, small_counts, writing
from whosefaces.measure import tables as declared
from whosefaces.measure.estimands import PRIMARY
from whosefaces.measure.finding import Finding
from whosefaces.measure.finding import told as told_
from whosefaces.measure.findings import FINDINGS, PUBLISHED
from whosefaces.measure.measured import Measured
from whosefaces.measure.questions import (
    closed_list,
    comparison,
    conflicts,
    context,
    depicted,
    effort,
    free_accounts,
    funnel,
    interviews,
    licences,
    licences_dated,
    other_definitions,
    people,
    unasked,
)
from whosefaces.measure.questions import contact as told
from whosefaces.measure.questions import ways_out as way_out
from whosefaces.measure.questions.comparison import Outside
from whosefaces.measure.share import MeasureError
from whosefaces.measure.small_counts import Minimum
from whosefaces.sample.panel import PANEL
from whosefaces.trace import dispositions
from whosefaces.trace.traces import read_traces


@dataclass(frozen=True)
class Findings:
    """What was measured. ``table`` and ``tables`` are as they are published; ``case_table`` holds every number."""

    table: pd.DataFrame
    """FINDINGS, in order of claim: the primary ones first."""
    case_table: pd.DataFrame
    tables: Mapping[str, pd.DataFrame]
    """By name, as whosefaces.measure.tables declares them."""
    asked_from: dt.date | None
    asked_to: dt.date | None
    minimum: Minimum

    @property
    def funnel(self) -> pd.DataFrame:
        """From a manifest row to somebody who could be told."""
        return self.tables["funnel"]

    @property
    def licences(self) -> pd.DataFrame:
        """The drawn photos by licence listed and licence now."""
        return self.tables["licences"]


def measure(
    investigation: Investigation,
    frame_path: Path,
    panel_path: Path,
    traces_path: Path,
    case: Path,
    public: Path,
    as_of: dt.date,
) -> Findings:
    """Measure an edition, and write what may be published apart from what may not.

    Args:
        investigation: the validated investigation file.
        frame_path: the frame.
        panel_path: the panel drawn from it.
        traces_path: the traces of that panel.
        case: gets ``findings.parquet``, with everything; it holds what was drawn to compare with, where that was asked for,
            and the editions before lie beside the folder that it lies in.
        public: gets ``findings.json`` and ``tables/*.csv``, as they are published.
        as_of: the edition's day.

    Raises:
        TableError: one of the tables is missing or not as declared.
        MeasureError: they do not belong together.
    """
    measured, answer_times = read(investigation, frame_path, panel_path, traces_path, as_of)
    again = earlier.previous(case.resolve().parent) is not None
    findings = published(measured, answer_times, comparison.read(investigation, case), again=again)
    writing.to_case(findings.case_table, case)
    interviews.write(measured, case)
    writing.to_public(investigation, as_of, findings, public)
    return findings


def read(
    investigation: Investigation, frame_path: Path, panel_path: Path, traces_path: Path, as_of: dt.date
) -> tuple[Measured, pd.Series]:
    """Everything that is measured, and when each question was answered."""
    frame = census.census(frame_path)
    panel, traces = PANEL.read(panel_path), read_traces(traces_path)
    drawn = panel.loc[panel["unit"] == "photo", ["photo_id"]]
    of_the_list = frame_counts.listed(frame_path, drawn["photo_id"])
    wanted_on = licences_dated.wanted(investigation, of_the_list["listed_on"])
    days = dict(zip(of_the_list["photo_id"], wanted_on.astype(object), strict=True))
    coded = reach.code(panel, dispositions.read(traces_path, days))
    photos = coded.photos.merge(of_the_list, on="photo_id", how="left", validate="one_to_one")
    then = licences_dated.then_of(photos, licences_dated.wanted(investigation, photos["listed_on"]))
    photos = photos.drop(columns=list(reach.THEN)).join(then)
    accounts = coded.accounts.assign(photos_listed=frame_counts.held(frame_path, coded.accounts["account_key"]))
    coded = reach.Coded(photos, accounts)
    stated = procedures.of(investigation)
    return Measured(investigation, as_of, frame, coded, stated), traces["asked_at"].dropna()


def found(measured: Measured) -> list[Finding]:
    """Every finding with the drawn units that it counts: the primary ones first."""
    findings = [
        *told.findings(measured),
        *way_out.findings(measured),
        *free_accounts.findings(measured),
    ]
    if measured.frame.photos:  # a list of accounts only has no licences, and nobody is pictured in it
        findings += [*licences.findings(measured), *people.findings(measured), *licences_dated.findings(measured)]
    return sorted(findings, key=lambda one: PRIMARY.index(one.row["id"]) if one.row["id"] in PRIMARY else len(PRIMARY))


def published(measured: Measured, asked: pd.Series, outside: Outside | None = None, *, again: bool = False) -> Findings:
    """Every finding and table, as they are published and as the case has them.

    Args:
        measured: what is counted.
        asked: when each question was answered.
        outside: what was drawn to compare with; it stands only in the table of the comparison.
        again: an edition of this investigation is published already.

    Raises:
        MeasureError: ``min_cell`` is 0 where that is not allowed.
    """
    measured = replace(measured, minimum=_minimum(measured, again=again))
    findings = found(measured)
    case_table = pd.DataFrame([one.row for one in findings], columns=FINDINGS.names)
    shown = coherence.settled([_shown(one, measured.minimum) for one in findings])
    table = pd.DataFrame(shown, columns=FINDINGS.names)
    others = other_definitions.definitions(measured)
    counted_so = pd.DataFrame([_shown(one.finding, measured.minimum) for one in others], columns=FINDINGS.names)
    use = measured.investigation.use
    tables = {
        "funnel": funnel.table([*funnel.steps(measured), *depicted.steps(table, measured)]),
        "not_asked": unasked.table(measured),
        "rows_lost": pd.DataFrame(list(measured.frame.lost.items()), columns=["cause", "rows"]),
        **licences.tables(measured),
        **told.tables(measured),
        **licences_dated.tables(measured),
        "opt_out": way_out.matrix(measured, table),
        "opt_out_conditions": way_out.conditions(measured),
        "reach": told.table(table),
        "effort": effort.table(measured, table),
        "concentration": effort.concentration(measured.frame, measured.minimum.least),
        "context": context.table(),
        "licence_conflicts": conflicts.matrix(use, list(measured.frame.licences["licence"])),
        "other_definitions": other_definitions.table(others, table, counted_so),
        "comparison": comparison.table(table, outside, use, measured.as_of),
    }
    table = _with(table, _worked_out(table, measured))
    return Findings(
        table,
        _with(case_table, _worked_out(case_table, measured)),
        declared.checked({name: _levels(name, rows, measured.minimum) for name, rows in tables.items()}),
        None if asked.empty else asked.min().date(),
        None if asked.empty else asked.max().date(),
        measured.minimum,
    )


def _minimum(measured: Measured, *, again: bool) -> Minimum:
    """Which of the six places of a minimum apply to this edition."""
    frame, coded, investigation = measured.frame, measured.coded, measured.investigation
    drawn = pd.concat([coded.photos["owner"], coded.accounts["account_key"]]).nunique()
    of_photos = len(coded.photos) / frame.photos if frame.photos else 0.0
    minimum = Minimum(
        cell=investigation.publish.min_cell,
        frame_accounts=frame.accounts,
        asked=drawn / frame.accounts if frame.accounts else of_photos,
        list_public=investigation.list_is_public,
        again=again,
    )
    if not minimum.cell and minimum.banded:
        raise MeasureError(
            "min_cell = 0 is not allowed here: the list is not known to be public, more than one account in five was "
            "asked, and an edition is published already; set [publish] min_cell to 10"
        )
    return minimum


def _shown(one: Finding, minimum: Minimum) -> dict[str, Any]:
    """The row as it is published: what counts drawn units of a short list, or of a closed one again, keeps a minimum."""
    if one.panel not in ("photo", "account") or one.row["status"] != PUBLISHED:
        return one.row
    if minimum.kept_in_case:
        return finding.without_number(one.row, reasons.because(minimum.kept_in_case))
    if minimum.banded and one.stratified:
        return finding.without_number(one.row, reasons.because(small_counts.ONE_EDITION))
    if not minimum.banded:
        return one.row
    row = finding.finished(small_counts.in_bands(one.row))
    middle = (row["bound_low"] + row["bound_high"]) / 2
    return row | {"central": middle if told_(one.row["central"]) else None}


LEVELS: Mapping[str, tuple[str, ...]] = {
    "licences": ("photos",),
    "licences_then": ("photos",),
    "codes": ("accounts",),
    "owners": ("photos",),
    "photo_by_account": ("photos",),
    "opt_out_conditions": ("yes", "no", "unknown"),
    "funnel": ("kept", "set_aside", "unknown"),
    "not_asked": ("units",),
}
"""The published tables that count what was answered of drawn units, and their columns of counts."""


def _levels(name: str, table: pd.DataFrame, minimum: Minimum) -> pd.DataFrame:
    """A table's counts of drawn units, where a minimum holds of them: in the case, or rounded as the findings are."""
    if name not in LEVELS or not (minimum.kept_in_case or minimum.banded):
        return table
    of_the_list = table["says"].isin(funnel.OF_THE_LIST) if name == "funnel" else pd.Series(False, index=table.index)
    if minimum.kept_in_case:
        if name == "funnel":
            return table[of_the_list].reset_index(drop=True)
        return table.assign(**{column: pd.array([None] * len(table), dtype="Int64") for column in LEVELS[name]})
    out = table.copy()
    for column in LEVELS[name]:
        middles = [small_counts.band(int(n))[2] if told_(n) else None for n in table[column]]
        out[column] = table[column].where(of_the_list, pd.array(middles, dtype="Int64")).astype("Int64")
    if name == "funnel":  # what one step keeps the next one enters
        out["entered"] = out["kept"].groupby(out["chain"]).shift().fillna(out["entered"])
    return out


def _worked_out(table: pd.DataFrame, measured: Measured) -> list[Finding]:
    """What follows from the findings as they stand in ``table``, by logic and without any drawn unit."""
    return [*depicted.findings(table, measured), *closed_list.findings(table, measured)]


def _with(table: pd.DataFrame, more: list[Finding]) -> pd.DataFrame:
    rows = [*table.astype(object).to_dict("records"), *(finding.row for finding in more)]
    return pd.DataFrame(rows, columns=FINDINGS.names)
