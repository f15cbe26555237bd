"""The same drawn units in two editions, held against one another, pair by pair.

Both editions are counted by today's method, from the answers that each of them had. So a pair differs because the world
changed, or because more is known of it; never because the way of counting did. A finding is only paired if the values
of its units add up to the very counts that were published of it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

from analysis.investigation import Investigation
from analysis.measure import frame_counts, licences, optout, procedures, reach
from analysis.measure.estimators import drift
from analysis.measure.estimators.drift import Flips
from analysis.measure.share import MeasureError, Population, Tally, estimate
from analysis.sample.panel import PANEL
from analysis.trace.traces import TRACES

KEYS = {"photo": "photo_id", "account": "account_key"}
"""A unit, and the column that names one."""

READINGS: dict[str, optout.Reading] = {"knowingly": "knowingly", "blind": "asking blind"}


@dataclass(frozen=True)
class Counted:
    """One edition's drawn units: "yes", "no" or "unknown" for each finding, by photo id or account key."""

    frame: Path
    units: dict[str, pd.Series]
    strata: dict[str, list[str]]
    """The strata drawn from, by unit."""

    def unit(self, finding: str) -> str:
        """Photo or account."""
        return str(self.units[finding].name)


@dataclass(frozen=True)
class Newcomers:
    """Units of one frame only, and what the drawn ones of them were; shares of that part. Null: a small count."""

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


@dataclass(frozen=True)
class Pairing:
    """What became of one finding's units between two editions, as it may be printed.

    ``gained`` and ``lost`` (turned to yes, to no) and ``untold`` are null where one of them is a small count; the
    difference is then given between bounds, from counts rounded outward.
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
    difference: Difference
    births: Newcomers
    deaths: Newcomers


def counted(investigation: Investigation, case: Path, as_of: dt.date, found: pd.DataFrame) -> Counted:
    """The values of an edition's drawn units, by today's method.

    Args:
        investigation: today's; its procedures are the findings'.
        case: the edition's case: frame, panel and traces.
        as_of: the edition's day.
        found: the edition's findings by today's method, nothing hidden (FINDINGS): what the values must add up to.

    Raises:
        TableError: a table is missing or not as declared.
    """
    frame_path = case / "frame.parquet"
    panel, traces = PANEL.read(case / "panel.parquet"), TRACES.read(case / "traces.parquet")
    coded = reach.code(panel, traces)
    listed = frame_counts.listed(frame_path, coded.photos["photo_id"])
    photos = coded.photos.merge(listed, on="photo_id", how="left", validate="one_to_one")
    of_photos = {name: _named(values, photos, "photo") for name, values in _photos(photos).items()}
    of_accounts = {
        name: _named(values, coded.accounts, "account")
        for name, values in _accounts(investigation, coded.accounts, as_of).items()
    }
    strata = {unit: sorted(rows["stratum"].unique()) for unit, rows in panel.groupby("unit")}
    values = {
        name: series for name, series in (of_photos | of_accounts).items() if _adds_up(series, found, name)
    }  # fmt: skip
    return Counted(frame_path, values, {str(unit): names for unit, names in strata.items()})


def _named(values: pd.Series, rows: pd.DataFrame, unit: str) -> pd.Series:
    return pd.Series(values.to_numpy(object), index=rows[KEYS[unit]].astype(str), name=unit)


def _photos(photos: pd.DataFrame) -> dict[str, pd.Series]:
    public = photos["photo"].map({"public": "yes", "not public": "no"}).fillna("unknown")
    changed = licences.changes(photos)
    told = ("unchanged", "version bump", "changed")
    values = {"P1": reach.exists(photos["account"]), "photo-public": public}
    for what in told:
        values[f"licence-{what.replace(' ', '-')}"] = changed.map(
            lambda found, what=what: "yes" if found == what else "no" if found in told else "unknown"
        )
    return values


def _accounts(investigation: Investigation, accounts: pd.DataFrame, as_of: dt.date) -> dict[str, pd.Series]:
    account = accounts["account"]
    values = {"P2": reach.exists(account)}
    for place, name in enumerate(investigation.procedures):
        procedure = procedures.read(name)
        conditions = optout.photographers(procedure, account, as_of)
        readings: dict[str, optout.Reading] = {f"opt-out-{name}-{said}": reading for said, reading in READINGS.items()}
        if place == 0:
            readings["P3"] = "as the procedure asks"
        for finding, reading in readings.items():
            values[finding] = optout.joint(optout.counted(conditions, procedure, reading))
    return values


def _adds_up(values: pd.Series, found: pd.DataFrame, name: str) -> bool:
    rows = found[found["id"] == name]
    if len(rows) != 1 or rows["status"].item() != "published":
        return False
    counts = values.value_counts()
    said = [rows[column].item() for column in ("denominator", "numerator", "unknown")]
    return [len(values), int(counts.get("yes", 0)), int(counts.get("unknown", 0))] == said


# -- two editions


def paired(old: Counted, new: Counted, min_cell: int) -> tuple[dict[str, Pairing], dict[str, str]]:
    """Pair every finding that both editions have the values of.

    Returns:
        The pairings by finding, and for the findings that could not be paired the reason.
    """
    made: dict[str, Pairing] = {}
    reasons: dict[str, str] = {}
    both = [name for name in new.units if name in old.units]
    kept = {unit: _Units.of(unit, old.frame, new.frame) for unit in sorted({new.unit(name) for name in both})}
    for name in both:
        unit = new.unit(name)
        strata = set(old.strata.get(unit, [])) | set(new.strata.get(unit, []))
        if strata - {"all"}:
            reasons[name] = "drawn by strata: a difference of strata is not paired"
            continue
        made[name] = _pair(old.units[name], new.units[name], kept[unit], min_cell)
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
            f"read_parquet('{str(path).replace(chr(39), chr(39) * 2)}') "
            f'WHERE set_aside IS NULL AND "{KEYS[unit]}" IS NOT NULL'
        )


def _pair(old: pd.Series, new: pd.Series, units: _Units, min_cell: int) -> Pairing:
    both = new.index[new.index.isin(old.index)]
    flips = Flips.of(old.loc[both], new.loc[both])
    survivors = Population("account" if units.unit == "account" else "photo", "in both frames", units.survivors)
    births = new.loc[units.only_in(units.new_frame, new.index)]
    deaths = old.loc[units.only_in(units.old_frame, old.index)]
    known_before, known_after = old.loc[both] != "unknown", new.loc[both] != "unknown"
    rest = flips.n - flips.gained - flips.lost - flips.untold
    hides = any(0 < count < min_cell for count in (flips.gained, flips.lost, flips.untold, rest))
    shown = (None, None, None) if hides else (flips.gained, flips.lost, flips.untold)
    gained, lost, untold = shown
    return Pairing(
        survivors=units.survivors,
        pairs=flips.n,
        gained=gained,
        lost=lost,
        untold=untold,
        moved=flips.gained + flips.lost > 0,
        learnt=bool((known_before.to_numpy() != known_after.to_numpy()).any()),
        difference=_difference(flips, survivors, min_cell, hides=hides),
        births=_newcomers(births, units.births, min_cell, units.unit),
        deaths=_newcomers(deaths, units.deaths, min_cell, units.unit),
    )


def _difference(flips: Flips, survivors: Population, min_cell: int, *, hides: bool) -> Difference:
    n, size = flips.n, survivors.size
    if n == 0:
        return Difference(None, None, None, None, None, None, "no unit was drawn in both editions")
    if hides:
        up = _outward(flips.gained, flips.perhaps_gained, n, min_cell)
        down = _outward(flips.lost, flips.perhaps_lost, n, min_cell)
        words = f"{drift.EXACT}; counts rounded outward to multiples of {min_cell}, for a small one would show"
        low, high = (None, None) if n == size else _ends(drift.exact_ends(up, down, n, size), size)
        return Difference(None, low, high, (up[0] - down[1]) / n, (up[1] - down[0]) / n, None, words)
    try:
        said = drift.change(flips, survivors)
    except MeasureError:  # no region was measured where the linearised interval covers: the exact one stands
        up, down = (flips.gained, flips.gained), (flips.lost, flips.lost)
        low, high = _ends(drift.exact_ends(up, down, n, size), size)
        point = (flips.gained - flips.lost) / n
        return Difference(point, low, high, None, None, flips.p_value, drift.EXACT)
    ends, between = said.interval, said.bounds
    return Difference(
        said.point,
        ends.low if ends else None,
        ends.high if ends else None,
        between.low if between else None,
        between.high if between else None,
        flips.p_value,
        said.method,
    )


def _outward(sure: int, perhaps: int, n: int, min_cell: int) -> tuple[int, int]:
    """A range that holds both counts, with ends that are multiples of ``min_cell``."""
    return sure // min_cell * min_cell, min(n, ((sure + perhaps) // min_cell + 1) * min_cell)


def _ends(ends: tuple[int, int], size: int) -> tuple[float, float]:
    return max(-1.0, ends[0] / size), min(1.0, ends[1] / size)


def _newcomers(values: pd.Series, units: int, min_cell: int, unit: str) -> Newcomers:
    counts = values.value_counts()
    yes, unknown, n = int(counts.get("yes", 0)), int(counts.get("unknown", 0)), len(values)
    if 0 < units < min_cell:
        return Newcomers(None, None, None, None, None, None)
    if any(0 < count < min_cell for count in (n, yes, unknown, n - yes - unknown)):
        return Newcomers(units, None, None, None, None, None)
    if n == 0:
        return Newcomers(units, 0, None, None, None, None)
    population = Population("account" if unit == "account" else "photo", "in one frame only", units)
    said = estimate(Tally(population, yes, n - yes - unknown, unknown))
    return Newcomers(units, n, yes, said.estimate, said.low, said.high)
