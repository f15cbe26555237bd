"""The dataset beside the rest of its parent: whose licence forbids the use, what is still public, whose account exists.

That a quarter of a dataset's photos are gone means one thing where as many of their neighbours are, and another where not.
Photos of the parent that the dataset did not take (:mod:`whosefaces.sample.comparison`) were asked the same questions, and are
read by the same definitions. Each share carries its frame: what is said here of the photos outside enters no finding of the
dataset, no funnel and no table of it, and stands in a table of its own. All of it is exploratory.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from whosefaces.investigation import Investigation, Use
from whosefaces.measure import reach
from whosefaces.measure.estimators.difference import Told, difference
from whosefaces.measure.finding import WIDE, Finding, What, census, share
from whosefaces.measure.finding import told as known
from whosefaces.measure.findings import KINDS, STATUSES
from whosefaces.measure.questions import conflicts, licences
from whosefaces.measure.questions import contact as told
from whosefaces.measure.reasons import because
from whosefaces.measure.share import Population
from whosefaces.sample.comparison import COMPARISON_FRAME, OUTSIDE, panel_of
from whosefaces.table import Column, Table, TableError
from whosefaces.trace import dispositions
from whosefaces.trace.traces import COMPARISON_TRACES, TRACES

DATASET, REST, DIFFERENCE = "dataset", "rest of the parent", "difference"

SUBJECTS: Mapping[str, str] = {
    "photo-public": "are still public on Flickr",
    "P1": "belong to an account that exists, and could be contacted by Flickr",
    "conflict-now-commercial": "carry a licence today that conflicts with the stated commercial use",
    "conflict-now-any": "carry a licence today that conflicts with at least one of the stated uses",
    "conflict-listed-commercial": "were listed under a licence that conflicts with the stated commercial use",
    "conflict-listed-any": "were listed under a licence that conflicts with at least one of the stated uses",
}
"""What is compared: the dataset's finding, by id, and what its photos do, in words that hold of either side."""

NO_LICENCE_SHOWN = "a photo that is not public shows no licence, so it counts as not known on either side"

METHOD = "difference of two samples drawn apart; 95 % interval recovered from those of the two shares (Newcombe, Zou and Donner)"
CENSUS = "difference of two counts over whole frames; no sampling, so no interval"
EXPLORATORY = "exploratory: not fixed before the draw"

COMPARISON = Table(
    "comparison",
    "one share, of the dataset's photos or of those of its parent outside it, or the difference of the two; exploratory",
    (
        Column("id", "VARCHAR", "the finding of the dataset that is compared", allowed=tuple(SUBJECTS)),
        Column(
            "of",
            "VARCHAR",
            "whose share it is; the difference is dataset minus rest",
            allowed=(DATASET, REST, DIFFERENCE),
        ),
        Column("label", "VARCHAR", "what is compared, in words"),
        Column("unit", "VARCHAR", "what is counted", allowed=("photo",)),
        Column("population", "VARCHAR", "the frame it speaks of, in words"),
        Column("population_size", "BIGINT", "units in that frame", missing_means="a difference"),
        Column("numerator", "BIGINT", "as in findings", missing_means="as in findings, or a difference"),
        Column("denominator", "BIGINT", "as in findings", missing_means="as in findings, or a difference"),
        Column("unknown", "BIGINT", "as in findings", missing_means="as in findings, or a difference"),
        Column("not_asked", "BIGINT", "as in findings", missing_means="as in findings, or a difference"),
        Column("estimate", "DOUBLE", "the share; of a difference from -1 to 1", missing_means="as in findings"),
        Column("low", "DOUBLE", "lower end of the 95 % interval", missing_means="as in findings"),
        Column("high", "DOUBLE", "upper end of the 95 % interval", missing_means="as in findings"),
        Column("bound_low", "DOUBLE", "the least, whatever the unknown are", missing_means="no unknowns"),
        Column("bound_high", "DOUBLE", "the most, whatever the unknown are", missing_means="no unknowns"),
        Column("kind", "VARCHAR", "where the number comes from", allowed=KINDS),
        Column("method", "VARCHAR", "the estimator and its interval, in words"),
        Column("status", "VARCHAR", "whether there is a number", allowed=STATUSES),
        Column("reason_code", "VARCHAR", "as in findings", missing_means="there is a number"),
        Column("reason", "VARCHAR", "why there is no number", missing_means="there is one"),
        Column("caution", "VARCHAR", "what to beware of when reading the number"),
    ),
)


@dataclass(frozen=True)
class Outside:
    """What was drawn to compare with: ``photos`` as reach.Coded has them; ``listed``: the whole frame by licence."""

    population: Population
    photos: pd.DataFrame
    listed: pd.DataFrame


def read(investigation: Investigation, case: Path) -> Outside | None:
    """What the case holds of the comparison; None where none is asked for.

    Raises:
        TableError: it was not drawn or not traced.
        MeasureError: a drawn photo has no trace.
    """
    if investigation.sample.comparison is None:
        return None
    panel = panel_of(case).assign(unit="photo", stratum="all")
    traces = COMPARISON_TRACES.read(case / "comparison_traces.parquet")[TRACES.names]
    frame = COMPARISON_FRAME.read(case / "comparison_frame.parquet")
    if panel.empty and frame["photos"].sum():
        raise TableError(f"{case}: nothing was drawn to compare with, though the frame for it is not empty; draw again")
    photos = reach.code(panel, dispositions.of(traces, {})).photos
    return Outside(Population("photo", OUTSIDE, int(frame["photos"].sum())), photos, frame)


def table(
    inside: pd.DataFrame,
    outside: Outside | None,
    use: Use,
    as_of: dt.date,
) -> pd.DataFrame:
    """The table COMPARISON; no row where there is no comparison.

    Args:
        inside: the dataset's findings (FINDINGS).
        outside: what was drawn to compare with.
        use: what the holder is stated to have done.
        as_of: the edition's day.
    """
    if outside is None:
        return pd.DataFrame(columns=COMPARISON.names)
    rest = _by_id(pd.DataFrame([one.row for one in _findings(outside, use, as_of)]))
    dataset = _by_id(inside)
    rows = []
    for name, words in SUBJECTS.items():
        if name in dataset and name in rest:
            pair = {DATASET: dataset[name], REST: rest[name]}
            rows += [_row(name, of, words, row) for of, row in pair.items()]
            rows.append(_row(name, DIFFERENCE, words, _difference(pair[DATASET], pair[REST])))
    return pd.DataFrame(rows, columns=COMPARISON.names)


def _findings(outside: Outside, use: Use, as_of: dt.date) -> list[Finding]:
    """The same shares, of the photos outside, by the definitions that count the dataset's."""
    photos, frame = outside.photos, outside.listed
    sizes = frame["photos"].to_numpy()
    not_asked = photos["photo"] == "not asked"
    against = tuple(
        one for one in conflicts.held_and_any(use) if one == conflicts.ANY or (one == "commercial" and use.was(one))
    )
    sampled = {
        "photo-public": (told.is_public(photos["photo"]), not_asked),
        "P1": (reach.exists(photos["account"]), photos["account"] == "not asked"),
        **{f"conflict-now-{one}": (licences.conflicts_now(photos, use, one), not_asked) for one in against},
    }
    findings = [
        share(_what(name), as_of, values, outside.population, "photo", silent)
        for name, (values, silent) in sampled.items()
    ]
    if set(frame["licence"]) <= {licences.NONE_LISTED}:
        return findings
    for one in against:
        verdicts = licences.conflicts_listed(frame["licence"], use, one)
        yes, unknown = (verdicts == "yes").to_numpy(), (verdicts == "unknown").to_numpy()
        findings.append(census(_what(f"conflict-listed-{one}"), as_of, outside.population, sizes, yes, unknown))
    return findings


def _what(name: str) -> What:
    return What(name, f"Photos of the rest of the parent that {SUBJECTS[name]}", SUBJECTS[name])


def _by_id(findings: pd.DataFrame) -> dict[str, dict[str, Any]]:
    rows = findings.astype(object).where(findings.notna(), None).to_dict("records")
    return {str(row["id"]): {str(column): value for column, value in row.items()} for row in rows}


def _row(name: str, of: str, words: str, row: dict[str, Any]) -> dict[str, Any]:
    caution = f"{EXPLORATORY}; {row['caution']}" if known(row.get("caution")) else EXPLORATORY
    return (
        dict.fromkeys(COMPARISON.names)
        | row
        | {"id": name, "of": of, "label": f"Photos that {words}", "caution": caution}
    )


def _difference(inside: dict[str, Any], outside: dict[str, Any]) -> dict[str, Any]:
    """Dataset minus rest, from the two rows."""
    row: dict[str, Any] = {"unit": inside["unit"], "population": f"{inside['population']}, less {OUTSIDE}"}
    if any(side["status"] != "published" for side in (inside, outside)):
        why = next(str(side["reason"]) for side in (inside, outside) if side["status"] != "published")
        return row | {
            "kind": "bound",
            "method": METHOD,
            "status": "not estimable",
            **because("one-side-missing", why).columns(),
        }
    estimate = difference(_told(inside), _told(outside))
    counted = {inside["kind"], outside["kind"]} == {"census"}
    row |= {"estimate": estimate.point, "status": "published", "method": CENSUS if counted else METHOD}
    row["kind"] = "census" if counted else "bound" if estimate.point is None else "sample"
    if not counted:
        row |= {"low": estimate.low, "high": estimate.high}
    if estimate.point is None:
        row |= {"bound_low": estimate.least, "bound_high": estimate.most}
    if estimate.low is not None and estimate.high is not None and estimate.high - estimate.low >= WIDE:
        row["caution"] = f"the range is {round(100 * (estimate.high - estimate.low))} points wide: it says little"
    return row


def _told(row: dict[str, Any]) -> Told:
    population = Population(row["unit"], row["population"], int(row["population_size"]))
    least = row["estimate"] if known(row["estimate"]) else row["bound_low"]
    most = row["estimate"] if known(row["estimate"]) else row["bound_high"]
    drawn = int(row["denominator"])
    if known(row["low"]):
        return Told(population, least, most, row["low"], row["high"], drawn)
    whole = drawn == population.size  # everybody was looked at: nothing was left to the draw
    return Told(population, least, most, least if whole else None, most if whole else None, drawn)


# -- in words -----------------------------------------------------------------------------------------------------


def sentences(table: pd.DataFrame) -> list[str]:
    """Each difference in plain words, from rows of COMPARISON."""
    rows = table.astype(object).where(table.notna(), None).to_dict("records")
    return [_sentence({str(column): value for column, value in row.items()}) for row in rows if row["of"] == DIFFERENCE]


def _sentence(row: dict[str, Any]) -> str:
    """A difference as so many of a hundred on either side."""
    if row["status"] != "published":
        return f"{row['label']}: no difference can be given: {row['reason']}."
    does, than = SUBJECTS[row["id"]], "than of 100 of the rest of its parent"
    if row["kind"] == "census" and known(row["estimate"]):
        if abs(row["estimate"]) < 0.0005:
            return f"Of 100 photos of the dataset as many {does} as of 100 of the rest of its parent, counted."
        return f"Of 100 photos of the dataset {_more(row['estimate'])} {does} {than}, counted."
    low, high = (row["low"], row["high"]) if known(row["low"]) else (row["bound_low"], row["bound_high"])
    if not known(low):
        return f"{row['label']}: no interval can be given for the difference."
    low, high = math.floor(1000 * low) / 1000, math.ceil(1000 * high) / 1000
    if low <= 0 <= high:
        why = f": {NO_LICENCE_SHOWN}" if row["id"].startswith("conflict-now") and row["kind"] == "bound" else ""
        return (
            f"Of 100 photos of the dataset from {_more(low or -0.0)} to {_more(high)} {does} {than} (95% range), "
            f"so no difference can be told{why}."
        )
    nearer, further = sorted((abs(low), abs(high)))
    return f"Of 100 photos of the dataset {100 * nearer:.1f} to {_more(math.copysign(further, low))} {does} {than} (95% range)."


def _more(share: float) -> str:
    """A difference as photos of a hundred: "8.7 fewer"."""
    return f"{abs(100 * share):.1f} {'fewer' if math.copysign(1, share) < 0 else 'more'}"
