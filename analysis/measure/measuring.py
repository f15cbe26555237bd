"""Traces in, findings out: who could be told, who could get out, what became of the licences."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.investigation import Investigation
from analysis.measure import frame_counts, funnel, licences, optout, procedures, reach, sentences, suppression
from analysis.measure.findings import FINDINGS
from analysis.measure.frame_counts import FrameCounts
from analysis.measure.procedures import Procedure
from analysis.measure.share import CENSUS, Population, Tally, estimate
from analysis.sample.panel import PANEL
from analysis.trace.traces import TRACES

NOTEBOOK = "3_measure"
PRIMARY = ("P1", "P2", "P3")
NO_ACCOUNT_FRAME = "no account frame"
READINGS: tuple[optout.Reading, ...] = ("knowingly", "asking blind")


@dataclass(frozen=True)
class Findings:
    """What was measured. ``table`` and the other data frames are as they may be printed; ``case_table`` is not."""

    table: pd.DataFrame
    case_table: pd.DataFrame
    funnel: pd.DataFrame
    licences: pd.DataFrame
    reach: pd.DataFrame
    opt_out: pd.DataFrame
    asked_from: dt.date | None
    asked_to: dt.date | None

    def sentences(self) -> list[str]:
        """The three primary findings in plain words, as they may be printed."""
        rows = self.table.set_index("id", drop=False)
        return [sentences.sentence({str(k): v for k, v in rows.loc[name].items()}) for name in PRIMARY]


@dataclass(frozen=True)
class _Measured:
    """Everything that the rows of findings are computed from."""

    investigation: Investigation
    as_of: dt.date
    frame: FrameCounts
    coded: reach.Coded
    procedures: list[Procedure]

    @property
    def photos(self) -> Population:
        return self.frame.photo_population

    @property
    def accounts(self) -> Population | None:
        return self.frame.account_population


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
        case: gets ``findings.parquet``, with everything.
        public: gets ``findings.json`` and ``tables/*.csv``, with small counts out of sight.
        as_of: the edition's day.

    Raises:
        TableError: one of the tables is missing or not as declared.
        MeasureError: they do not belong together.
    """
    frame = frame_counts.count(frame_path)
    panel, traces = PANEL.read(panel_path), TRACES.read(traces_path)
    coded = reach.code(panel, traces)
    listed = frame_counts.listed_licences(frame_path, coded.photos["photo_id"])
    photos = coded.photos.merge(listed, on="photo_id", how="left", validate="one_to_one")
    coded = reach.Coded(photos, coded.accounts, coded.sources_disagree)
    known = [procedures.read(name) for name in investigation.procedures]
    measured = _Measured(investigation, as_of, frame, coded, known)

    rows = [*_reach(measured), *_opt_out(measured), *_licences(measured)]
    table = pd.DataFrame(rows, columns=FINDINGS.names)
    asked = traces["asked_at"].dropna()
    findings = _publishable(table, measured, asked)
    case.mkdir(parents=True, exist_ok=True)
    FINDINGS.write(table, case / "findings.parquet")
    _write_public(findings, measured, public)
    return findings


# -- the rows


def _row(
    measured: _Measured,
    name: str,
    label: str,
    predicate: str,
    tally: Tally | None,
    *,
    population: Population | None = None,
    reason: str | None = None,
    **more: Any,
) -> dict[str, Any]:
    """One row of FINDINGS. No tally: not estimable, for ``reason``."""
    of = tally.population if tally else population
    unit = of.unit if of else "account"
    base: dict[str, Any] = dict.fromkeys(FINDINGS.names)
    base |= {
        "id": name,
        "label": label,
        "unit": unit,
        "population": of.words if of else "accounts behind the photos of the manifest",
        "population_size": of.size if of else None,
        "estimand": f"share of {unit}s that {predicate}",
        "as_of": measured.as_of,
        "primary": name in PRIMARY,
        "notebook": NOTEBOOK,
        "reason": reason,
    }
    if tally is None:
        return base | {"kind": "bound", "method": "none", "status": "not estimable"} | more
    said = estimate(tally)
    counts = {"numerator": tally.yes, "denominator": tally.n, "unknown": tally.unknown, "not_asked": tally.not_asked}
    return base | counts | vars(said) | {"status": "published"} | more


def _reach(measured: _Measured) -> list[dict[str, Any]]:
    photos, accounts = measured.coded.photos, measured.coded.accounts
    rows = [
        _row(
            measured,
            "P1",
            "Photos whose account the platform could notify",
            "belong to an account that the platform could notify",
            Tally.of(reach.exists(photos["account"]), measured.photos, photos["account"] == "not asked"),
            notifier="platform",
        )
    ]
    label, predicate = "Accounts that the platform could notify", "could be notified by the platform"
    if measured.accounts is None:
        rows.append(_row(measured, "P2", label, predicate, None, reason=NO_ACCOUNT_FRAME, notifier="platform"))
    else:
        tally = Tally.of(reach.exists(accounts["account"]), measured.accounts, accounts["account"] == "not asked")
        rows.append(_row(measured, "P2", label, predicate, tally, notifier="platform"))
    public = photos["photo"].map({"public": "yes", "not public": "no"}).fillna("unknown")
    rows.append(
        _row(
            measured,
            "photo-public",
            "Photos that are public on Flickr",
            "are public on Flickr on the day asked",
            Tally.of(public, measured.photos, photos["photo"] == "not asked"),
        )
    )
    rows.append(_accounts_seen(measured))
    return rows


def _accounts_seen(measured: _Measured) -> dict[str, Any]:
    """How many accounts stand behind the drawn photos: a count, never a share of anything."""
    seen = int(measured.coded.photos["owner"].nunique())
    words = "accounts seen behind the drawn photos; not a frame, and no share can be taken of it"
    row = _row(measured, "accounts-seen", "Accounts seen behind the drawn photos", "", None)
    return row | {
        "population": words,
        "estimand": "number of accounts seen",
        "numerator": seen,
        "kind": "census",
        "method": "count",
        "status": "published",
    }


def _opt_out(measured: _Measured) -> list[dict[str, Any]]:
    rows = []
    for place, procedure in enumerate(measured.procedures):
        if place == 0:
            rows.append(_way_out(measured, procedure, "as the procedure asks", "P3"))
        for reading in READINGS:
            name = f"opt-out-{procedure.name}-{'knowingly' if reading == 'knowingly' else 'blind'}"
            rows.append(_way_out(measured, procedure, reading, name))
    return rows


def _way_out(measured: _Measured, procedure: Procedure, reading: optout.Reading, name: str) -> dict[str, Any]:
    account = measured.coded.accounts["account"]
    day = procedure.day(measured.as_of)
    label = f"Accounts that could opt out: {procedure.title}; {reading}"
    manner = {"knowingly": "could knowingly opt out", "asking blind": "could opt out by asking blind"}
    predicate = f"{manner.get(reading, 'could opt out')} under the procedure '{procedure.title}' of {day.isoformat()}"
    more: dict[str, Any] = {"procedure": procedure.name}
    conditions = optout.counted(optout.photographers(procedure, account, measured.as_of), procedure, reading)
    gates = optout.closed_gates(conditions)
    if measured.accounts is None:
        return _row(measured, name, label, predicate, None, reason=NO_ACCOUNT_FRAME, **more)
    if gates:
        shut = "; ".join(f"{gate.name}, {gate.words}: no ({gate.why})" for gate in gates)
        row = _row(measured, name, label, predicate, None, population=measured.accounts, reason=shut, **more)
        size = measured.accounts.size
        return row | {
            "numerator": 0,
            "denominator": size,
            "unknown": 0,
            "not_asked": 0,
            "estimate": 0.0,
            "kind": "census",
            "method": "by rule: a condition is no for everybody, so nobody; no sampling, so no interval",
            "status": "closed gate",
        }
    tally = Tally.of(optout.joint(conditions), measured.accounts, account == "not asked")
    return _row(measured, name, label, predicate, tally, **more)


def _licences(measured: _Measured) -> list[dict[str, Any]]:
    rows = []
    for listed, photos in measured.frame.licences.itertuples(index=False):
        licence = listed if isinstance(listed, str) else "none listed"
        row = _row(
            measured,
            f"licence-listed-{_slug(licence)}",
            f"Photos listed as {licence}",
            f"were listed as {licence}",
            Tally(measured.photos, int(photos), measured.photos.size - int(photos), 0),
        )
        rows.append(row | {"method": CENSUS})
    photos_drawn = measured.coded.photos
    changed = licences.changes(photos_drawn)
    silent = photos_drawn["photo"] == "not asked"
    for what in ("unchanged", "version bump", "changed"):
        values = changed.map(
            lambda found, what=what: (
                "yes" if found == what else "no" if found in ("unchanged", "version bump", "changed") else "unknown"
            )
        )
        rows.append(
            _row(
                measured,
                f"licence-{_slug(what)}",
                f"Photos whose licence now, held against the one listed, is: {what}",
                f"carry a licence that, held against the one listed, is: {what}",
                Tally.of(values, measured.photos, silent),
            )
        )
    return rows


def _slug(words: str) -> str:
    return words.replace(" ", "-")


# -- what may be printed


def _publishable(table: pd.DataFrame, measured: _Measured, asked: pd.Series) -> Findings:
    min_cell = measured.investigation.publish.min_cell
    printed = suppression.publishable(table, min_cell)
    columns = ["id", "label", "unit", "denominator", "numerator", "unknown", "not_asked"]
    columns += ["estimate", "low", "high", "bound_low", "bound_high", "status", "reason"]
    way_out = printed[printed["procedure"].notna()]
    return Findings(
        table=printed,
        case_table=table,
        funnel=suppression.funnel(funnel.build(measured.frame, measured.coded), min_cell),
        licences=suppression.merged(licences.compare(measured.coded.photos), "photos", min_cell),
        reach=printed[printed["notifier"].notna()][["notifier", *columns]].reset_index(drop=True),
        opt_out=way_out[["procedure", *columns]].reset_index(drop=True),
        asked_from=None if asked.empty else asked.min().date(),
        asked_to=None if asked.empty else asked.max().date(),
    )


def _write_public(findings: Findings, measured: _Measured, public: Path) -> None:
    """``findings.json`` and ``tables/*.csv``: same rows, same order, same digits on every run."""
    tables = public / "tables"
    tables.mkdir(parents=True, exist_ok=True)
    frames = {
        "findings": findings.table,
        "funnel": findings.funnel,
        "licences": findings.licences,
        "reach": findings.reach,
        "opt_out": findings.opt_out,
    }
    for name, frame in frames.items():
        text = _whole(frame).to_csv(index=False, lineterminator="\n")
        (tables / f"{name}.csv").write_text(text, encoding="utf-8")
    investigation = measured.investigation
    said = {
        "investigation": investigation.investigation,
        "question": investigation.question,
        "demonstration": investigation.demonstration,
        "as_of": measured.as_of.isoformat(),
        "asked_from": findings.asked_from and findings.asked_from.isoformat(),
        "asked_to": findings.asked_to and findings.asked_to.isoformat(),
        "salt_sha256": investigation.salt_sha256(),
        "suppression": suppression.rule(investigation.publish.min_cell),
        "sentences": findings.sentences(),
        "findings": _records(findings.table),
        "funnel": _records(findings.funnel),
    }
    text = json.dumps(said, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    (public / "findings.json").write_text(text, encoding="utf-8")


COUNTS = ("population_size", "numerator", "denominator", "unknown", "not_asked", "photos")
DIGITS = 6
"""Decimals of a published share."""


def _whole(frame: pd.DataFrame) -> pd.DataFrame:
    """Counts as whole numbers, shares to :data:`DIGITS` decimals, blanks blank."""
    out = frame.copy()
    for column in out.columns:
        if column in COUNTS:
            out[column] = pd.array([None if pd.isna(v) else int(v) for v in out[column]], dtype="Int64")
        elif column in ("estimate", "low", "high", "bound_low", "bound_high"):
            out[column] = [None if pd.isna(v) else round(float(v), DIGITS) for v in out[column]]
    return out


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {str(key): _plain(value) for key, value in record.items()}
        for record in _whole(frame).astype(object).to_dict("records")
    ]


def _plain(value: Any) -> Any:
    if value is None or pd.isna(value):
        return None
    return value.isoformat() if isinstance(value, dt.date) else value
