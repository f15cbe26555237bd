"""Traces in, findings out: who could be told, who could get out, what became of the licences.

This module only puts the rooms together: each measure makes its findings and tables (:mod:`told`, :mod:`way_out`,
:mod:`licences`, :mod:`people`), :mod:`suppression` says what of them may be printed, :mod:`writing` writes it down.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from whosefaces.dossiers import procedures
from whosefaces.investigation import Investigation
from whosefaces.measure import before, frame_counts, reach, sentences, writing
from whosefaces.measure import tables as published
from whosefaces.measure.before import Before
from whosefaces.measure.estimands import PRIMARY
from whosefaces.measure.finding import Finding
from whosefaces.measure.findings import FINDINGS
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
    two_by_two,
)
from whosefaces.measure.questions import contact as told
from whosefaces.measure.questions import ways_out as way_out
from whosefaces.measure.questions.comparison import Outside
from whosefaces.measure.suppression import Printing
from whosefaces.sample.panel import PANEL
from whosefaces.trace.traces import TRACES


@dataclass(frozen=True)
class Findings:
    """What was measured. ``table`` and ``tables`` are as they may be printed; ``case_table`` is not."""

    table: pd.DataFrame
    """FINDINGS, in order of claim: the primary ones first."""
    case_table: pd.DataFrame
    tables: Mapping[str, pd.DataFrame]
    """By name, as whosefaces.measure.tables declares them."""
    asked_from: dt.date | None
    asked_to: dt.date | None

    @property
    def funnel(self) -> pd.DataFrame:
        """From a manifest row to somebody who could be told."""
        return self.tables["funnel"]

    @property
    def licences(self) -> pd.DataFrame:
        """The drawn photos by licence listed and licence now."""
        return self.tables["licences"]

    def sentences(self) -> list[str]:
        """The three primary findings in plain words, as they may be printed."""
        rows = self.table.set_index("id", drop=False)
        return [sentences.sentence({str(k): v for k, v in rows.loc[name].items()}) for name in PRIMARY]

    def in_numbers(self) -> list[str]:
        """The same as so many of so many, where a number can be given."""
        rows = self.table[self.table["primary"].astype(bool)].astype(object).to_dict("records")
        said = (sentences.in_numbers({str(k): v for k, v in row.items()}) for row in rows)
        return [sentence for sentence in said if sentence]


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
        public: gets ``findings.json`` and ``tables/*.csv``, with small counts out of sight.
        as_of: the edition's day.

    Raises:
        TableError: one of the tables is missing or not as declared.
        MeasureError: they do not belong together.
    """
    measured, asked = read(investigation, frame_path, panel_path, traces_path, as_of)
    findings = printed(measured, asked, before.of(case), comparison.read(investigation, case))
    writing.to_case(findings.case_table, case)
    interviews.write(measured, case)
    writing.to_public(investigation, as_of, findings, public)
    return findings


def read(
    investigation: Investigation, frame_path: Path, panel_path: Path, traces_path: Path, as_of: dt.date
) -> tuple[Measured, pd.Series]:
    """Everything that is measured, and when each question was answered."""
    frame = frame_counts.count(frame_path)
    panel, traces = PANEL.read(panel_path), TRACES.read(traces_path)
    coded = reach.code(panel, traces)
    listed = frame_counts.listed(frame_path, coded.photos["photo_id"])
    photos = coded.photos.merge(listed, on="photo_id", how="left", validate="one_to_one")
    wanted_on = licences_dated.wanted(investigation, photos["listed_on"]).set_axis(photos["photo_id"])
    photos = photos.join(licences_dated.then_of(traces, wanted_on), on="photo_id")
    accounts = coded.accounts.assign(photos_listed=frame_counts.held(frame_path, coded.accounts["account_key"]))
    coded = reach.Coded(photos, accounts, coded.sources_disagree)
    known = procedures.of(investigation)
    return Measured(investigation, as_of, frame, coded, known), traces["asked_at"].dropna()


def found(measured: Measured) -> list[Finding]:
    """Every finding with the drawn units that it counts, in order of claim: the primary ones first."""
    return [*_first(measured), *licences_dated.findings(measured)]


def _first(measured: Measured) -> list[Finding]:
    """The findings that have a better claim than any table."""
    return sorted(
        [
            *told.findings(measured),
            *way_out.findings(measured),
            *free_accounts.findings(measured),
            *licences.findings(measured),
            *people.findings(measured),
        ],
        key=lambda finding: PRIMARY.index(finding.row["id"]) if finding.row["id"] in PRIMARY else len(PRIMARY),
    )


def printed(
    measured: Measured, asked: pd.Series, printed_before: Before = before.FIRST, outside: Outside | None = None
) -> Findings:
    """Every finding, and what of them and of the tables may be printed beside what earlier editions printed.

    ``outside`` stands only in the table of the comparison.
    """
    first, dated = _first(measured), licences_dated.findings(measured)
    made = [*first, *dated]
    others = other_definitions.definitions(measured)
    steps = funnel.steps(measured)
    merged, blanked, then = licences.tables(measured), told.tables(measured), licences_dated.tables(measured)
    printing = Printing(
        [*made, *way_out.condition_sets(measured), *(other.finding for other in others)],
        steps,
        [replace(cells, name=name) for name, cells in (merged | blanked | then).items()],
        measured.investigation.publish.min_cell,
        measured.frame.licences["photos"].to_numpy(),
        printed_before,
        reach.silent(measured.coded),
    )
    table = printing.findings(first)
    case_table = pd.DataFrame([finding.row for finding in made], columns=FINDINGS.names)
    tables = {
        "funnel": printing.funnel(steps, depicted.steps(table, measured)),
        **{name: printing.merged(cells) for name, cells in merged.items()},
        **{name: printing.blanked(cells) for name, cells in blanked.items()},
        "opt_out": way_out.matrix(measured, table),
        "opt_out_conditions": way_out.conditions(measured, printing),
        "reach": told.table(table),
        "effort": effort.table(measured, table),
        "concentration": effort.concentration(measured.frame, measured.investigation.publish.min_cell),
        "context": context.table(),
        "licence_conflicts": conflicts.matrix(measured.investigation.use, list(measured.frame.licences["licence"])),
    }
    # What each photo's licence was and is, cell by cell, has a better claim than shares that sum over those cells.
    table = pd.concat([table, printing.findings(dated)], ignore_index=True)
    table = _with(table, _worked_out(table, measured))
    tables |= {name: printing.blanked(cells) for name, cells in then.items()}
    tables["photo_by_account"] = two_by_two.table(tables["photo_by_account"], table)
    counted_so = printing.findings([other.finding for other in others])  # last: everything else has the better claim
    tables["other_definitions"] = other_definitions.table(others, table, counted_so)
    publish, use = measured.investigation.publish, measured.investigation.use
    tables["comparison"] = comparison.table(table, outside, use, publish.min_cell, measured.as_of, printed_before)
    tables["counts_printed"] = before.printed(printed_before, table, tables)
    tables = published.checked(tables)
    return Findings(
        table,
        _with(case_table, _worked_out(case_table, measured)),
        tables,
        None if asked.empty else asked.min().date(),
        None if asked.empty else asked.max().date(),
    )


def _worked_out(table: pd.DataFrame, measured: Measured) -> list[Finding]:
    """What follows from the findings as they stand in ``table``, by logic and without any drawn unit."""
    return [*depicted.findings(table, measured), *closed_list.findings(table, measured)]


def _with(table: pd.DataFrame, more: list[Finding]) -> pd.DataFrame:
    rows = [*table.astype(object).to_dict("records"), *(finding.row for finding in more)]
    return pd.DataFrame(rows, columns=FINDINGS.names)
