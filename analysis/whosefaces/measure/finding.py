"""A finding on its way: the row of FINDINGS, and the very units of the panel that it counts.

The units stay in memory and in the case: `whosefaces case` looks up the evidence behind a number with them, and two
editions are paired by them.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from whosefaces.measure.estimands import PRIMARY
from whosefaces.measure.estimators.drawn import Design, domain_share
from whosefaces.measure.estimators.estimated import Estimated
from whosefaces.measure.estimators.imbens_manski import imbens_manski
from whosefaces.measure.estimators.simple_sample import Estimate, estimate, with_lost
from whosefaces.measure.findings import BY_RULE, FINDINGS, NOT_ESTABLISHED, NOT_ESTIMABLE, PUBLISHED
from whosefaces.measure.reasons import Reason, because
from whosefaces.measure.share import Population, Tally
from whosefaces.measure.three_valued import told_apart

Panel = Literal["photo", "account", "listed"]
"""The drawn photos, the drawn accounts, or the licences listed over the whole frame."""
Units = npt.NDArray[np.bool_]
"""A mark for each unit of a panel."""

NOTEBOOK = "3_measure"
WIDE = 0.5
"""An interval, or bounds, at least this wide are printed with a caution."""

ROUNDING = 1e-6
"""A whole number of units, as a share times the frame's size, is off by less than this."""


@dataclass(frozen=True)
class Finding:
    """``row``: as FINDINGS has it. ``panel``: which drawn units it counts; None where it counts no drawn units."""

    row: dict[str, Any]
    panel: Panel | None = None
    domain: Units | None = None
    """The drawn units it looks at, where not all of the panel."""
    yes: Units | None = None
    no: Units | None = None
    unknown: Units | None = None
    not_asked: Units | None = None
    stratified: bool = False
    """Its share is not its yes over its units: they were drawn from strata, and weigh differently."""


@dataclass(frozen=True)
class What:
    """What a finding says, before it has a number."""

    id: str
    label: str
    predicate: str
    """Completes "the share of the accounts that ..."."""
    notifier: str | None = None
    procedure: str | None = None
    caution: str | None = None


def share(
    what: What,
    as_of: dt.date,
    values: pd.Series,
    population: Population,
    panel: Panel,
    not_asked: pd.Series | None = None,
    domain: pd.Series | None = None,
    design: Design | None = None,
) -> Finding:
    """A share of a population, from the drawn units.

    Args:
        what: what is said.
        as_of: the edition's day.
        values: "yes", "no" or "unknown" for each row of the panel.
        population: what the drawn units were drawn from; with ``domain``, that part of it.
        panel: which panel ``values`` has the rows of.
        not_asked: marks the units never asked about.
        domain: marks the drawn units that belong to ``population``, where not all do.
        design: how the units were drawn; a simple random sample where not given. With strata the estimator is the
            stratified one, always. A population of no photos, as of a list that names accounts only, has no share.
    """
    if population.unit == "photo" and not population.size:
        return not_estimable(what, as_of, "photo", population.words, because("no-photo-frame"))
    inside = pd.Series(True, index=values.index) if domain is None else domain
    codes = {code: mask & _mask(inside) for code, mask in told_apart(values).items()}
    yes, no, unknown = codes["yes"], codes["no"], codes["unknown"]
    unasked = np.zeros_like(unknown) if not_asked is None else unknown & _mask(not_asked)
    tally = Tally(population, *(int(mask.sum()) for mask in (yes, no, unknown, unasked)))
    by_strata = design is not None and design.stratified
    result = estimate(tally)
    if design and by_strata:
        result = with_lost(domain_share(values, inside, population, design).as_estimate(), population)
    return Finding(
        _counted(_base(what, as_of, population), tally, result) | ({} if by_strata else secondary(tally)),
        panel,
        None if domain is None else _mask(inside),
        yes,
        no,
        unknown,
        unasked,
        stratified=by_strata,
    )


def secondary(tally: Tally) -> dict[str, float]:
    """Imbens and Manski's interval, to stand beside the exact one where units of a sample are unknown; else nothing."""
    if not tally.unknown or tally.population.lost or not 0 < tally.n < tally.population.size:
        return {}
    ends = imbens_manski(tally).interval
    return {} if ends is None else {"secondary_low": ends.low, "secondary_high": ends.high}


def census(
    what: What, as_of: dt.date, population: Population, sizes: npt.NDArray[np.int64], yes: Units, unknown: Units
) -> Finding:
    """A share counted over the whole frame: no interval.

    Args:
        what: what is said.
        as_of: the edition's day.
        population: the whole frame.
        sizes: how many units of the frame are in each listed group (as the photos by licence listed).
        yes: marks the groups that are so.
        unknown: marks the groups of which it cannot be told.
    """
    counted, open_ = int(sizes[yes].sum()), int(sizes[unknown].sum())
    tally = Tally(population, counted, population.size - counted - open_, open_)
    return Finding(
        _counted(_base(what, as_of, population), tally, estimate(tally)), "listed", None, yes, ~(yes | unknown), unknown
    )


def counted(what: What, as_of: dt.date, population: Population, yes: int) -> Finding:
    """A share counted over the whole of a population of which no units are kept: no interval."""
    tally = Tally(population, yes, population.size - yes, 0)
    return Finding(_counted(_base(what, as_of, population), tally, estimate(tally)))


def count(
    what: What, as_of: dt.date, units: int, unit: str, population: str, bounds: tuple[int, int] | None = None
) -> Finding:
    """A bare number of units, no share of anything."""
    row = _empty() | {
        "id": what.id,
        "label": what.label,
        "unit": unit,
        "population": population,
        "estimand": what.predicate,
        "as_of": as_of,
        "numerator": units,
        "kind": "census",
        "method": "count",
        "status": PUBLISHED,
        "caution": what.caution,
        "primary": False,
        "notebook": NOTEBOOK,
    }
    if bounds:
        row |= {"numerator": None, "total_low": bounds[0], "total_high": bounds[1], "kind": "bound"}
        row |= {"method": "logical bounds, not sampling"}
    return Finding(row)


def closed(what: What, as_of: dt.date, population: Population, reason: Reason) -> Finding:
    """A closed gate: nobody, by rule, with no interval."""
    if population.unit == "photo" and not population.size:
        return not_estimable(what, as_of, "photo", population.words, because("no-photo-frame"))
    row = _base(what, as_of, population) | {
        "numerator": 0,
        "denominator": population.size,
        "unknown": 0,
        "not_asked": 0,
        "estimate": 0.0,
        "total": 0,
        "kind": "census",
        "method": "by rule: a condition is no for everybody, so nobody; no sampling, so no interval",
        "status": BY_RULE,
        **reason.columns(),
        "central": 0.0,
    }
    return Finding(row)


def weighed(
    what: What, as_of: dt.date, estimate: Estimated, panel: Panel, values: pd.Series, domain: pd.Series
) -> Finding:
    """A share of one unit, told from drawn units of another: no counts are printed, for they would be of the wrong unit.

    Args:
        what: what is said.
        as_of: the edition's day.
        estimate: the estimate, in its own population; where its interval is refused, the finding says why and no number.
        panel: the panel of the units that it was told from.
        values: "yes", "no" or "unknown" for each row of that panel.
        domain: which of them it was told from.
    """
    row = _base(what, as_of, estimate.population)
    if estimate.refused or (estimate.point is None and estimate.bounds is None):
        reason = Reason("outside-the-region", estimate.reason or estimate.method)
        return Finding(row | _nothing(estimate.method, reason))
    row |= vars(with_lost(estimate.as_estimate(), estimate.population)) | {"status": PUBLISHED}
    row |= _totals(row, estimate.population.size + estimate.population.lost)
    row["central"] = central(row)
    sets = {code: mask & _mask(domain) for code, mask in told_apart(values).items()}
    return Finding(row, panel, _mask(domain), sets["yes"], sets["no"], sets["unknown"], stratified=True)


def not_estimable(what: What, as_of: dt.date, unit: str, population: str, reason: Reason) -> Finding:
    """Nothing can be said, and why; "not established" where it is the investigation that leaves it open."""
    row = _base(what, as_of, None) | {"unit": unit, "population": population}
    row |= {"estimand": f"share of {unit}s that {what.predicate}"}
    return Finding(row | _nothing("none", reason))


def without_number(row: Mapping[str, Any], reason: Reason) -> dict[str, Any]:
    """The row with its number kept in the case, and why."""
    return {**row, **dict.fromkeys(NUMBERS), "caution": None, **_nothing("none", reason)}


NUMBERS = (
    *("numerator", "denominator", "unknown", "not_asked", "estimate", "central", "low", "high"),
    *("bound_low", "bound_high", "secondary_low", "secondary_high", "total", "total_low", "total_high"),
)
"""The columns of FINDINGS that hold a number of what was found."""


def _nothing(method: str, reason: Reason) -> dict[str, Any]:
    status = NOT_ESTABLISHED if reason.not_established else NOT_ESTIMABLE
    return {"kind": "bound", "method": method, "status": status, **reason.columns()}


def finished(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row with its central figure, its totals in units of the frame, and a caution where its range is wide."""
    size = row["population_size"]
    low, high = _widest(row)
    out = dict(row)
    if told(size) and row["status"] == PUBLISHED and told(row["denominator"]):
        out |= _totals(row, size + (row.get(LOST) or 0))
    out["central"] = central(row)
    if told(low) and told(high) and high - low >= WIDE:
        wide = f"the range is {round(100 * (high - low))} points wide: it says little"
        out["caution"] = f"{row['caution']}; {wide}" if told(row["caution"]) else wide
    return out


MOST_UNKNOWN = 0.05
"""Where more of the units are unknown than this share, there is no central figure."""


def central(row: Mapping[str, Any]) -> float | None:
    """The figure that a sentence can lead with, by METHOD section 5; None: the range alone.

    Without unknowns it is the estimate. With them, lost rows included, it is the middle of the bounds, where they are at most
    :data:`MOST_UNKNOWN` of the units and the bounds are no wider than what the draw adds to them.
    """
    if told(row["estimate"]):
        return float(row["estimate"])
    n = row["denominator"]
    if not told(row["bound_low"]) or not told(n) or not n or _untold(row) > MOST_UNKNOWN:
        return None
    width = row["bound_high"] - row["bound_low"]
    by_the_draw = row["high"] - row["low"] - width if told(row["low"]) else 0.0
    return float(row["bound_low"] + row["bound_high"]) / 2 if width <= by_the_draw else None


def _untold(row: Mapping[str, Any]) -> float:
    """The share of units of which nothing can be told: the unknown among the drawn, and what the list lost."""
    unknown, lost, size = row["unknown"] / row["denominator"], row.get(LOST) or 0, row["population_size"]
    return float((unknown * size + lost) / (size + lost)) if lost else float(unknown)


def _widest(row: Mapping[str, Any]) -> tuple[Any, Any]:
    """The ends of the interval, else of the bounds."""
    low = row["low"] if told(row["low"]) else row["bound_low"]
    return low, row["high"] if told(row["high"]) else row["bound_high"]


def _totals(row: Mapping[str, Any], size: int) -> dict[str, int | None]:
    """The share in units of the frame; the ends outward, for they must hold as the share's do."""
    low, high = _widest(row)
    return {
        "total": round(row["estimate"] * size) if told(row["estimate"]) else None,
        "total_low": math.floor(low * size + ROUNDING) if told(low) else None,
        "total_high": math.ceil(high * size - ROUNDING) if told(high) else None,
    }


LOST = "lost"
"""What a row knows besides the columns of FINDINGS: the rows of the list that could not be read, each perhaps a unit more."""


def told(value: Any) -> bool:
    """There is a value."""
    return value is not None and not pd.isna(value)


def _empty() -> dict[str, Any]:
    return dict.fromkeys(FINDINGS.names)


def _base(what: What, as_of: dt.date, population: Population | None) -> dict[str, Any]:
    unit = population.unit if population else "account"
    return _empty() | {
        "id": what.id,
        "label": what.label,
        "unit": unit,
        "population": population.words if population else None,
        "population_size": population.size if population else None,
        LOST: population.lost if population else 0,
        "estimand": f"share of {unit}s that {what.predicate}",
        "notifier": what.notifier,
        "procedure": what.procedure,
        "as_of": as_of,
        "caution": what.caution,
        "primary": what.id in PRIMARY,
        "notebook": NOTEBOOK,
    }


def _counted(row: dict[str, Any], tally: Tally, result: Estimate) -> dict[str, Any]:
    counts = {"numerator": tally.yes, "denominator": tally.n, "unknown": tally.unknown, "not_asked": tally.not_asked}
    return finished(row | counts | vars(result) | {"status": PUBLISHED})


def _mask(values: pd.Series) -> Units:
    return np.asarray(values, dtype=bool)
