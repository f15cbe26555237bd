"""No printed range says what another one of the same panel refutes: sets within sets, and sets that share nobody.

A photo that is public is not "not public although its account exists"; an account that was active exists. The counts of
one panel obey this by themselves, and so do exact ranges of a simple random sample, for they rise with the count. Two
estimators beside one another (of strata, one linearised and one exact), or rounded counts, need not. So, here and in
one place, before anything is worded: of a set within another neither end may lie above the other's, and of
two sets that share nobody the ends leave room for both.

A range is tightened by nothing else: not by another panel, nor by a second estimate of the same share, for two 95 %
ranges that are intersected cover about 90 %. A tightened end errs only where its own end or that of the other set errs;
the coverage study measures that at least 93 % hold (docs/coverage.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from whosefaces.measure.finding import finished, told
from whosefaces.measure.findings import PUBLISHED

ENDS = (("low", "high"), ("bound_low", "bound_high"))
"""The range with the error of the draw, and the bounds of the drawn alone: each is held against its like."""

WITHIN: tuple[tuple[str, str], ...] = (
    ("photo-holder", "P1"),
    ("P1", "photo-third-party"),
    ("photo-gone-account-alive", "P1"),
    ("photo-public-account-alive", "P1"),
    ("photo-public-account-alive", "photo-public"),
    ("photo-public-account-gone", "photo-public"),
    ("pictured-told", "pictured-told-or-tagged"),
    ("pictured-tagged", "pictured-told-or-tagged"),
    ("account-holder", "P2"),
    ("P2", "account-third-party"),
    ("active", "P2"),
    ("make-private-closed", "P2"),
)
"""The first set lies within the second, by what both mean."""

APART: tuple[tuple[str, ...], ...] = (
    ("photo-public-account-alive", "photo-public-account-gone", "photo-gone-account-alive", "photo-gone-account-gone"),
    ("P1", "photo-public-account-gone"),
    ("P1", "photo-gone-account-gone"),
    ("photo-public", "photo-gone-account-alive"),
    ("photo-public", "photo-gone-account-gone"),
    ("licence-unchanged", "licence-version-bump", "licence-changed"),
    ("licence-since-then-unchanged", "licence-since-then-version-bump", "licence-since-then-changed"),
)
"""No two of them share a unit."""

Row = dict[str, Any]


def settled(rows: Sequence[Mapping[str, Any]]) -> list[Row]:
    """The rows of FINDINGS, their ranges no wider than those of the sets within and around them allow.

    Args:
        rows: findings as they are published; what is not among them, or has no range, tightens nothing.
    """
    by_id = {str(row["id"]): dict(row) for row in rows}
    within = [pair for pair in (*WITHIN, *_by_name(by_id)) if _comparable(by_id, *pair)]
    apart = [
        (one, other)
        for names in APART
        for place, one in enumerate(names)
        for other in names[place + 1 :]
        if _comparable(by_id, one, other)
    ]
    changed: set[str] = set()
    while moved := {*_tightened_within(by_id, within), *_tightened_apart(by_id, apart)}:
        changed |= moved
    return [finished(row) if name in changed else row for name, row in by_id.items()]


def _by_name(rows: Mapping[str, Row]) -> Iterator[tuple[str, str]]:
    """The sets whose ids carry a use or a procedure: with one use among any, knowing among asking blind."""
    for name in rows:
        for stem in ("conflict-now", "conflict-then"):
            if name.startswith(f"{stem}-"):
                yield name, f"{stem}-any"
        if name.startswith("opt-out-") and name.endswith("-knowingly"):
            yield name, f"{name.removesuffix('-knowingly')}-blind"
    procedure = rows["P3"]["procedure"] if "P3" in rows else None
    if procedure is not None:
        yield f"opt-out-{procedure}-knowingly", "P3"
        yield "P3", f"opt-out-{procedure}-blind"


def _comparable(rows: Mapping[str, Row], one: str, other: str) -> bool:
    """Whether both are printed, of one and the same population."""
    if one == other or one not in rows or other not in rows:
        return False
    first, second = rows[one], rows[other]
    same = all(first[key] == second[key] for key in ("unit", "population", "population_size"))
    return same and first["status"] == second["status"] == PUBLISHED


def _tightened_within(rows: Mapping[str, Row], pairs: Sequence[tuple[str, str]]) -> Iterator[str]:
    for inner, outer in pairs:
        for low, high in ENDS:
            yield from _lowered(rows, inner, high, _end(rows[outer], high))
            yield from _raised(rows, outer, low, _end(rows[inner], low))


def _tightened_apart(rows: Mapping[str, Row], pairs: Sequence[tuple[str, str]]) -> Iterator[str]:
    for pair in pairs:
        for one, other in (pair, pair[::-1]):
            for low, high in ENDS:
                least = _end(rows[other], low)
                yield from _lowered(rows, one, high, None if least is None else 1 - least)


def _end(row: Row, end: str) -> float | None:
    """An end of the range; of a share without one, the share, where nothing of it was left to the draw."""
    if told(row[end]):
        return float(row[end])
    counted = told(row["estimate"]) and (end.startswith("bound") or not told(row["low"]))
    return float(row["estimate"]) if counted else None


_ROUNDING = 1e-12


def _lowered(rows: Mapping[str, Row], name: str, end: str, most: float | None) -> Iterator[str]:
    row = rows[name]
    if most is not None and told(row[end]) and row[end] > most + _ROUNDING:
        row[end] = most
        yield name


def _raised(rows: Mapping[str, Row], name: str, end: str, least: float | None) -> Iterator[str]:
    row = rows[name]
    if least is not None and told(row[end]) and row[end] < least - _ROUNDING:
        row[end] = least
        yield name
