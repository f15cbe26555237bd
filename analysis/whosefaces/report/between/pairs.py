"""The same drawn units in two editions, held against one another, pair by pair.

Both editions are counted by today's method, from the answers that each of them had. So a pair differs because the world
changed, or because more is known of it; never because the way of counting did.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from whosefaces import scan
from whosefaces.investigation import Investigation
from whosefaces.measure import measuring, writing
from whosefaces.measure.before import Before
from whosefaces.measure.disclosure import Guard, Units
from whosefaces.measure.estimators import drift
from whosefaces.measure.estimators.drift import Flips
from whosefaces.measure.finding import Finding, told
from whosefaces.measure.share import MeasureError, Population, Tally, estimate

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
    """The findings by id, as they may be printed."""

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


WITHHELD = Difference(
    None, None, None, None, None, None, "one edition prints the number as a range: a second range would close in on it"
)


@dataclass(frozen=True)
class Pairing:
    """What became of one finding's units between two editions, as it may be printed.

    ``gained`` and ``lost`` (turned to yes, to no) and ``untold`` are null where one of them is a small count; the
    difference is then given between bounds, from counts rounded outward.
    """

    survivors: int | None
    """Null where few units came or went: beside the lists' sizes it would tell how many."""
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


def counted(investigation: Investigation, case: Path, as_of: dt.date, printed: Before) -> Counted:
    """An edition's drawn units and its findings, by today's method.

    Args:
        investigation: today's; its procedures and its rule for small counts hold.
        case: the edition's case: frame, panel and traces.
        as_of: the edition's day.
        printed: what was printed before these findings are; of a published edition that is counted again, by itself too.

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
    rows = {str(row["id"]): row for row in writing.records(measuring.printed(measured, asked, printed).table)}
    return Counted(paths[0], units, {unit: sorted(drawn.unique()) for unit, drawn in strata.items()}, rows)


def _values(finding: Finding, ids: pd.Series) -> pd.Series:
    """Yes, no or unknown for each drawn unit, from the very sets that the finding counts."""
    assert finding.yes is not None and finding.unknown is not None  # of every finding that counts drawn units
    values = np.where(finding.yes, "yes", np.where(finding.unknown, "unknown", "no"))
    return pd.Series(values.astype(object), index=pd.Index(ids), name=finding.panel)


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
    joint = {
        unit: _Joint.of(old, new, [name for name in both if new.unit(name) == unit], units, min_cell)
        for unit, units in kept.items()
    }
    for name in both:
        unit = new.unit(name)
        strata = set(old.strata.get(unit, [])) | set(new.strata.get(unit, []))
        if strata - {"all"}:
            reasons[name] = "drawn by strata: a difference of strata is not paired"
            continue
        withheld = not all(told(rows[name]["numerator"]) for rows in (old.rows, new.rows))
        made[name] = _pair(old.units[name], new.units[name], kept[unit], min_cell, joint[unit], withheld=withheld)
    return made, reasons


@dataclass(frozen=True)
class _Flips:
    """One finding's drawn units of both editions: who turned, and who was told in one of them only."""

    yes: tuple[Units, Units]
    no: tuple[Units, Units]
    unknown: tuple[Units, Units]

    @classmethod
    def of(cls, old: pd.Series, new: pd.Series, ids: pd.Index) -> _Flips:
        """The masks over ``ids``, the units drawn in either."""
        values = [series.reindex(ids) for series in (old, new)]
        yes, no, unknown = ([(v == code).to_numpy() for v in values] for code in ("yes", "no", "unknown"))
        return cls((yes[0], yes[1]), (no[0], no[1]), (unknown[0], unknown[1]))

    @property
    def drawn(self) -> list[Units]:
        """Those drawn in each edition."""
        return [y | n | u for y, n, u in zip(self.yes, self.no, self.unknown, strict=True)]

    @property
    def turned(self) -> list[Units]:
        """To yes, to no, and not told in one of the two."""
        both = self.drawn[0] & self.drawn[1]
        untold = both & (self.unknown[0] | self.unknown[1])
        return [self.no[0] & self.yes[1], self.yes[0] & self.no[1], untold]


@dataclass(frozen=True)
class _Joint:
    """One unit of two editions: who was drawn in either, who of them came or went, and what may be printed beside both."""

    ids: pd.Index
    births: Units
    """Drawn in the later edition, and not in the earlier list at all."""
    deaths: Units
    guard: Guard

    @classmethod
    def of(cls, old: Counted, new: Counted, names: list[str], units: _Units, min_cell: int) -> _Joint:
        """A guard that knows what both editions printed of the drawn units, for a reader has both.

        What the editions themselves print is decided when each is made (:mod:`whosefaces.measure.before`).
        """
        drawn = old.units[names[0]].index, new.units[names[0]].index
        ids = drawn[0].union(drawn[1])
        births = np.asarray(ids.isin(units.only_in(units.new_frame, drawn[1])), bool)
        deaths = np.asarray(ids.isin(units.only_in(units.old_frame, drawn[0])), bool)
        people, asking, known, hidden = [births, deaths], [], [], []
        for name in names:
            found = _Flips.of(old.units[name], new.units[name], ids)
            people += [*found.yes, *found.no, *found.turned]
            people += [births & found.yes[1], births & found.no[1], deaths & found.yes[0], deaths & found.no[0]]
            asking += [*found.unknown, *found.drawn, births & found.unknown[1], deaths & found.unknown[0]]
            known += found.drawn
            for place, rows in enumerate((old.rows, new.rows)):
                is_told = told(rows[name]["numerator"])
                known += [found.yes[place]] if is_told else []
                hidden += [] if is_told else [found.yes[place], found.no[place]]
                known += [found.unknown[place]] if told(rows[name]["unknown"]) else []
        guard = Guard(people, asking, min_cell)
        guard.knows(known)
        guard.withholds(hidden)  # for being small, or too near to what an edition that is not compared here printed
        return cls(ids, births, deaths, guard)

    def admits_turned(self, old: pd.Series, new: pd.Series) -> bool:
        """Whether it may be printed how many turned to yes, to no, and were not told in one of the two."""
        return self.guard.admits(_Flips.of(old, new, self.ids).turned)

    def admits_newcomers(self, values: pd.Series, part: Units) -> bool:
        """Whether it may be printed how many came (or went), and how many of them are a yes, a no, unknown."""
        codes = values.reindex(self.ids)
        return self.guard.admits([part, *(part & (codes == code).to_numpy() for code in ("yes", "no", "unknown"))])


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


def _pair(old: pd.Series, new: pd.Series, units: _Units, min_cell: int, joint: _Joint, *, withheld: bool) -> Pairing:
    """``withheld``: one edition prints the number as a range; how many turned would close in on it, range by range."""
    both = new.index[new.index.isin(old.index)]
    flips = Flips.of(old.loc[both], new.loc[both])
    survivors = Population("account" if units.unit == "account" else "photo", "in both frames", units.survivors)
    births, deaths = new.loc[joint.ids[joint.births]], old.loc[joint.ids[joint.deaths]]
    known_before, known_after = old.loc[both] != "unknown", new.loc[both] != "unknown"
    rest = flips.n - flips.gained - flips.lost - flips.untold
    hides = any(0 < count < min_cell for count in (flips.gained, flips.lost, flips.untold, rest))
    hides = withheld or hides or not joint.admits_turned(old, new)
    few = any(0 < count < min_cell for count in (units.births, units.deaths))
    difference = WITHHELD if withheld else _difference(flips, survivors, min_cell, hides=hides)
    shown = (None, None, None) if hides else (flips.gained, flips.lost, flips.untold)
    gained, lost, untold = shown
    return Pairing(
        survivors=None if few else units.survivors,
        pairs=flips.n,
        gained=gained,
        lost=lost,
        untold=untold,
        moved=flips.gained + flips.lost > 0,
        learnt=bool((known_before.to_numpy() != known_after.to_numpy()).any()),
        difference=_outward_in_all(difference) if few and not withheld else difference,
        births=_newcomers(
            births, units.births, min_cell, admitted=not withheld and joint.admits_newcomers(births, joint.births)
        ),
        deaths=_newcomers(
            deaths, units.deaths, min_cell, admitted=not withheld and joint.admits_newcomers(deaths, joint.deaths)
        ),
    )


def _outward_in_all(difference: Difference) -> Difference:
    """To three decimals, outward, with no point: by six digits of a share a reader finds the size that it is a share of."""
    down = [None if end is None else math.floor(1000 * end) / 1000 for end in (difference.low, difference.bound_low)]
    up = [None if end is None else math.ceil(1000 * end) / 1000 for end in (difference.high, difference.bound_high)]
    if difference.point is not None:
        down[1], up[1] = math.floor(1000 * difference.point) / 1000, math.ceil(1000 * difference.point) / 1000
    words = f"{difference.method}; rounded outward, for few units came or went"
    return Difference(None, down[0], up[0], down[1], up[1], None, words)


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


def _newcomers(values: pd.Series, units: int, min_cell: int, *, admitted: bool) -> Newcomers:
    counts = values.value_counts()
    yes, unknown, n = int(counts.get("yes", 0)), int(counts.get("unknown", 0)), len(values)
    if 0 < units < min_cell:
        return Newcomers(None, None, None, None, None, None)
    if not admitted or any(0 < count < min_cell for count in (n, yes, unknown, n - yes - unknown)):
        return Newcomers(units, None, None, None, None, None)
    if n == 0:
        return Newcomers(units, 0, None, None, None, None)
    population = Population("account" if values.name == "account" else "photo", "in one frame only", units)
    said = estimate(Tally(population, yes, n - yes - unknown, unknown))
    return Newcomers(units, n, yes, said.estimate, said.low, said.high)
