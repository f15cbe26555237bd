"""The same drawn units in two editions, held against one another, pair by pair.

Both editions are counted by today's method, from the answers that each of them had. So a pair differs because the world
changed, or because more is known of it; never because the way of counting did.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from whosefaces import earlier, scan
from whosefaces.investigation import Investigation
from whosefaces.measure import measuring, small_counts, writing
from whosefaces.measure.estimators import drift
from whosefaces.measure.estimators.drift import Flips
from whosefaces.measure.estimators.simple_sample import estimate
from whosefaces.measure.finding import Finding
from whosefaces.measure.share import MeasureError, Population, Tally
from whosefaces.measure.small_counts import Minimum

KEYS = {"photo": "photo_id", "account": "account_key"}
"""A unit, and the column that names one."""


@dataclass(frozen=True)
class Counted:
    """One edition's drawn units: "yes", "no" or "unknown" for each finding, by photo id or account key."""

    frame: Path
    units: dict[str, pd.Series]
    strata: dict[str, list[str]]
    """The strata drawn from, by unit."""
    rows: dict[str, dict[str, Any]]
    """The findings by id, as they are published."""
    minimum: Minimum

    def unit(self, finding: str) -> str:
        """Photo or account."""
        return str(self.units[finding].name)


@dataclass(frozen=True)
class Newcomers:
    """Units of one frame only, and what the drawn ones of them were; shares of that part. Null: fewer than ten, in a closed list."""

    units: int | None
    drawn: int | None
    yes: int | None
    estimate: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Difference:
    """A difference of shares of the survivors, later less earlier; between bounds where some are not told."""

    point: float | None
    low: float | None
    high: float | None
    bound_low: float | None
    bound_high: float | None
    p_value: float | None
    """McNemar's, exact."""
    method: str


FEW = Difference(
    None,
    None,
    None,
    None,
    None,
    None,
    "fewer than {least} changed; of a closed list, asked so densely, no more is told",
)


@dataclass(frozen=True)
class Pairing:
    """What became of one finding's units between two editions.

    ``gained`` and ``lost`` (turned to yes, to no) and ``untold`` are null where fewer than ten changed and the list is
    closed and densely asked (METHOD, section 5, place 4).
    """

    survivors: int
    pairs: int
    gained: int | None
    lost: int | None
    untold: int | None
    moved: bool
    """Some unit turned."""
    learnt: bool
    """Some unit is told in one edition and not in the other."""
    fewer_than: int | None
    """Where no more is told than that fewer changed: than how many."""
    difference: Difference
    births: Newcomers
    deaths: Newcomers


def counted(investigation: Investigation, case: Path, as_of: dt.date) -> Counted:
    """An edition's drawn units and its findings, by today's method.

    Args:
        investigation: today's; its procedures hold.
        case: the edition's case: frame, panel and traces.
        as_of: the edition's day.

    Raises:
        TableError: a table is missing or not as declared.
        MeasureError: the tables do not belong together.
    """
    paths = [case / f"{name}.parquet" for name in ("frame", "panel", "traces")]
    measured, asked = measuring.read(investigation, paths[0], paths[1], paths[2], as_of)
    ids = {
        "photo": measured.coded.photos["photo_id"].astype(str),
        "account": measured.coded.accounts["account_key"].astype(str),
    }
    strata = {"photo": measured.coded.photos["stratum"], "account": measured.coded.accounts["stratum"]}
    units = {
        str(finding.row["id"]): _values(finding, ids[finding.panel])
        for finding in measuring.found(measured)
        if finding.panel in KEYS and finding.domain is None and finding.row["status"] == "published"
    }
    again = earlier.previous(case.resolve().parent) is not None
    found = measuring.published(measured, asked, again=again)
    rows = {str(row["id"]): row for row in writing.records(found.table)}
    kept = {} if found.minimum.kept_in_case else units  # what became of them is in no edition, and so in no pair
    return Counted(
        paths[0], kept, {unit: sorted(drawn.unique()) for unit, drawn in strata.items()}, rows, found.minimum
    )


def _values(finding: Finding, ids: pd.Series) -> pd.Series:
    """Yes, no or unknown for each drawn unit, from the very sets that the finding counts."""
    assert finding.yes is not None and finding.unknown is not None  # of every finding that counts drawn units
    values = np.where(finding.yes, "yes", np.where(finding.unknown, "unknown", "no"))
    return pd.Series(values.astype(object), index=pd.Index(ids), name=finding.panel)


# -- two editions


def paired(old: Counted, new: Counted) -> tuple[dict[str, Pairing], dict[str, str]]:
    """Pair every finding that both editions have the values of.

    Returns:
        The pairings by finding, and for the findings that could not be paired the reason.
    """
    made: dict[str, Pairing] = {}
    reasons: dict[str, str] = {}
    both = [name for name in new.units if name in old.units]
    kept = {unit: _Units.of(unit, old.frame, new.frame) for unit in sorted({new.unit(name) for name in both})}
    came_and_went = {}
    for unit, units in kept.items():
        name = next(name for name in both if new.unit(name) == unit)
        came_and_went[unit] = (
            units.only_in(units.new_frame, new.units[name].index),
            units.only_in(units.old_frame, old.units[name].index),
        )
    for name in both:
        unit = new.unit(name)
        strata = set(old.strata.get(unit, [])) | set(new.strata.get(unit, []))
        if strata - {"all"}:
            reasons[name] = "drawn by strata: a difference of strata is not paired"
            continue
        births, deaths = came_and_went[unit]
        parts = new.units[name].loc[births], old.units[name].loc[deaths]
        made[name] = _pair(old.units[name], new.units[name], kept[unit], parts, new.minimum)
    return made, reasons


@dataclass(frozen=True)
class _Units:
    """How two frames overlap."""

    unit: str
    survivors: int
    births: int
    deaths: int
    old_frame: Path
    new_frame: Path

    @classmethod
    def of(cls, unit: str, old_frame: Path, new_frame: Path) -> _Units:
        with duckdb.connect() as engine:
            _open(engine, unit, old_frame, new_frame)
            counts = engine.execute(
                "SELECT count(*) FILTER (o.id IS NOT NULL AND n.id IS NOT NULL), count(*) FILTER (o.id IS NULL), "
                "count(*) FILTER (n.id IS NULL) FROM old_units o FULL JOIN new_units n USING (id)"
            ).fetchone()
        assert counts is not None  # an aggregate always answers with one row
        survivors, births, deaths = map(int, counts)
        return cls(unit, survivors, births, deaths, old_frame, new_frame)

    def only_in(self, frame: Path, ids: pd.Index) -> list[str]:
        """Those of ``ids`` that are in ``frame`` and not in the other one."""
        other = self.old_frame if frame == self.new_frame else self.new_frame
        with duckdb.connect() as engine:
            _open(engine, self.unit, other, frame)
            engine.register("drawn", pd.DataFrame({"id": ids.astype(object)}))
            rows = engine.execute("SELECT id FROM drawn ANTI JOIN old_units USING (id) ORDER BY id").fetchall()
        return [str(row[0]) for row in rows]


def _open(engine: duckdb.DuckDBPyConnection, unit: str, old_frame: Path, new_frame: Path) -> None:
    engine.execute("SET memory_limit = '900MB'")
    for name, path in (("old_units", old_frame), ("new_units", new_frame)):
        engine.execute(
            f'CREATE VIEW {name} AS SELECT DISTINCT "{KEYS[unit]}" AS id FROM '
            f"{scan.parquet(path)} "
            f'WHERE set_aside IS NULL AND "{KEYS[unit]}" IS NOT NULL'
        )


def _pair(
    old: pd.Series, new: pd.Series, units: _Units, parts: tuple[pd.Series, pd.Series], minimum: Minimum
) -> Pairing:
    """``parts``: what the drawn units were that came, in the later edition, and that went, in the earlier one."""
    both = new.index[new.index.isin(old.index)]
    flips = Flips.of(old.loc[both], new.loc[both])
    survivors = Population("account" if units.unit == "account" else "photo", "in both frames", units.survivors)
    known_before, known_after = old.loc[both] != "unknown", new.loc[both] != "unknown"
    counts = [small_counts.change(n, minimum) for n in (flips.gained, flips.lost, flips.untold)]
    few = None in counts
    difference = replace(FEW, method=FEW.method.format(least=minimum.least)) if few else _difference(flips, survivors)
    gained, lost, untold = (None, None, None) if few else counts
    return Pairing(
        survivors=units.survivors,
        pairs=flips.n,
        gained=gained,
        lost=lost,
        untold=untold,
        moved=flips.gained + flips.lost > 0,
        learnt=bool((known_before.to_numpy() != known_after.to_numpy()).any()),
        fewer_than=minimum.least if few else None,
        difference=difference,
        births=_newcomers(parts[0], units.births, minimum),
        deaths=_newcomers(parts[1], units.deaths, minimum),
    )


def _difference(flips: Flips, survivors: Population) -> Difference:
    n, size = flips.n, survivors.size
    if n == 0:
        return Difference(None, None, None, None, None, None, "no unit was drawn in both editions")
    try:
        change = drift.change(flips, survivors)
    except MeasureError:  # no region was measured where the linearised interval covers: the exact one stands
        low, high = drift.exact_ends((flips.gained, flips.gained), (flips.lost, flips.lost), n, size)
        ends = max(-1.0, low / size), min(1.0, high / size)
        return Difference((flips.gained - flips.lost) / n, *ends, None, None, flips.p_value, drift.EXACT)
    ends_, bounds = change.interval, change.bounds
    return Difference(
        change.point,
        ends_.low if ends_ else None,
        ends_.high if ends_ else None,
        bounds.low if bounds else None,
        bounds.high if bounds else None,
        flips.p_value,
        change.method,
    )


def _newcomers(values: pd.Series, units: int, minimum: Minimum) -> Newcomers:
    counts = values.value_counts()
    yes, unknown, n = int(counts.get("yes", 0)), int(counts.get("unknown", 0)), len(values)
    if any(small_counts.change(count, minimum) is None for count in (yes, unknown, n - yes - unknown)):
        return Newcomers(units, n, None, None, None, None)
    if n == 0:
        return Newcomers(units, 0, None, None, None, None)
    population = Population("account" if values.name == "account" else "photo", "in one frame only", units)
    share = estimate(Tally(population, yes, n - yes - unknown, unknown))
    return Newcomers(units, n, yes, share.estimate, share.low, share.high)
