"""The table of the study for people: docs/coverage.md, written from the map and never by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from whosefaces.measure.estimators import drift, two_phase

from studies.coverage.exact import DIFFERENCE
from studies.coverage.frames import frames

Record = Mapping[str, Any]

HEAD = """# Which interval covers where

Written by `python -m studies.coverage`; do not edit. The numbers lie in `studies/coverage/map.json`; the rules that
follow from them in `data/reference/coverage.json`, which the estimators read before they print an interval. `make check-all` runs the study again and compares.

An interval is worth printing if it holds the truth as often as it says: 95 times in 100. The exact intervals do, by
construction, and the first table enumerates it. The linearised ones do only where the sample tells enough. {draws:,} samples
were drawn for each of {cells:,} simulated cases with a known truth.

## The rule

A linearised interval is printed only where every condition of its estimator holds. The conditions are the mildest for which
(1) in every case in which at least half of the samples are printed, at least {floor:.0%} of the intervals hold the truth, of
all and of the printed ones, and (2) in no case are more than {wrong:.0%} of all samples both printed and wrong. Elsewhere the exact interval stands
instead, where there is one, or counts alone with the reason.

| Estimator | Its interval is printed where | elsewhere | of all cases, covered less than {floor:.0%} | of those, mostly printed |
|---|---|---|---|---|
"""

ELSEWHERE = {
    "account share from photos": "refused: counts and reason",
    "stratified share": "exact interval of each stratum, added up",
    "paired drift": "exact interval of the flips either way, subtracted",
    "share corrected by double coding": "exact ends of the corrections and of the frame",
}

EXACT = """
## The exact intervals

Not simulated: the chance of every sample, for every truth that the frame can hold. The difference of two shares is recovered
from two exact intervals and not exact by itself: so its coverage is measured, by the chance of every pair of samples, in large
frames for a grid of truths. At the lowest it is {recovered}. Where errors at right angles were measured to fall short (few
drawn, much of a frame drawn, shares far apart) they are added instead; without that the interval would have to be refused there.

| Interval | Drawn | Truths | Lowest coverage |
|---|---|---|---|
"""

TIGHTENED = """
## Ranges that another one tightens

Of a set within another neither end may lie above the other's (`measure/coherence.py`). Exact ranges of a simple random sample
rise with the count, so none of them is ever moved. Of strata one share may have the linearised range and the other the exact
one. The lowest coverage of either share, over pairs of shares and the ways in which the yes can lie:

| Strata | Pairs | before | after | draws in which an end moved |
|---|---|---|---|---|
"""

FRAMES = """
## The simulated frames

{frames}

How photos lie among accounts was never published for Diversity in Faces; the lognormal is an assumption. Which accounts say
yes follows their size in three ways: not at all, rather the large ones, rather the small ones.

"""

LEGEND = """
## The linearised intervals

Each number is the lowest coverage over the ways in which the yes can lie; ~~struck out~~ where the interval is refused in at
least half of that case's samples.
"""


def page(results: Mapping[str, Any], records: Sequence[Record]) -> str:
    """The whole page, from the map as it is read back and its cells."""
    floor = results["floor"]
    parts = [HEAD.format(draws=results["draws"], cells=len(records), floor=floor, wrong=1 - floor)]
    parts += [_rule(name, conditions, records, floor) for name, conditions in results["regions"].items()]
    parts.append(_exact(results["exact"]))
    parts.append(_banned(results["not_offered"]))
    parts.append(_tightened(results["tightened"]))
    parts.append(FRAMES.format(frames="\n".join(f"- `{f.name}`: {f.words}" for f in frames().values())))
    parts.append(LEGEND)
    parts += list(_maps(records, list(results["regions"])))
    return "".join(parts).rstrip("\n") + "\n"


def _rule(name: str, conditions: Sequence[Mapping[str, Any]], records: Sequence[Record], floor: float) -> str:
    where = " and ".join(map(_condition, conditions)) or "everywhere"
    low = [r for r in records if r["estimator"] == name and r["coverage"] < floor]
    printed = sum(r["printed"] >= 0.5 for r in low)
    all_of_them = sum(r["estimator"] == name for r in records)
    return f"| {name} | {where} | {ELSEWHERE[name]} | {len(low):,} of {all_of_them:,} | {printed:,} |\n"


def _condition(condition: Mapping[str, Any]) -> str:
    if "at_least" in condition:
        return f"{condition['quantity']} is at least {condition['at_least']:,g}"
    return f"{condition['quantity']} is at most {condition['at_most']:,g}"


def _exact(results: Sequence[Mapping[str, Any]]) -> str:
    rows = "".join(f"| {e['estimator']} | {e['design']} | {e['truths']:,} | {e['least']:.4f} |\n" for e in results)
    recovered = min((e["least"] for e in results if e["estimator"] == DIFFERENCE), default=None)
    return EXACT.format(recovered="not measured" if recovered is None else f"{recovered:.4f}") + rows


def _banned(banned: Sequence[Mapping[str, str]]) -> str:
    rows = "".join(f"| {one['method']} | {one['where']} | {one['says']} |\n" for one in banned)
    return (
        "\n## Methods that are not offered, in the same frames\n\n| Method | Where | Measured |\n|---|---|---|\n" + rows
    )


def _tightened(results: Sequence[Mapping[str, Any]]) -> str:
    rows = "".join(
        f"| {one['design']}, n = {one['n']:,} | {one['pairs']} | {one['before']:.3f} | {one['coverage']:.3f} | {one['moved']:.1%} |\n"
        for one in results
    )
    return TIGHTENED + rows


def _maps(records: Sequence[Record], estimators: Sequence[str]) -> Iterator[str]:
    for name in estimators:
        yield f"\n### {name[0].upper()}{name[1:]}\n"
        row, column = _axes(name)
        groups: dict[str, list[Record]] = {}
        for record in records:
            if record["estimator"] == name:
                of_design = record["frame"] if column == "design" else f"{record['frame']}: {record['design']}"
                groups.setdefault(of_design, []).append(record)
        for title, cells in groups.items():
            yield f"\n{title}\n\n" + _pivot(cells, row, column)


def _axes(name: str) -> tuple[str, str]:
    if name == drift.NAME:
        return "pattern", "n"
    return ("pattern", "design") if name == two_phase.NAME else ("share", "n")


def _pivot(cells: Sequence[Record], row: str, column: str) -> str:
    rows, columns = sorted({c[row] for c in cells}), sorted({c[column] for c in cells}, key=_place(cells, column))
    lines = [f"| {row} | " + " | ".join(f"n = {c:,}" if column == "n" else str(c) for c in columns) + " |"]
    lines.append("|---" * (len(columns) + 1) + "|")
    for r in rows:
        grid = [[c for c in cells if c[row] == r and c[column] == k] for k in columns]
        lines.append(f"| {r} | " + " | ".join(_lowest(some) for some in grid) + " |")
    return "\n".join(lines) + "\n"


def _place(cells: Sequence[Record], column: str) -> Any:
    if column == "n":
        return lambda value: value
    first = list(dict.fromkeys((c["n"], c[column]) for c in sorted(cells, key=lambda c: c["n"])))
    return [name for _, name in first].index


def _lowest(cells: Sequence[Record]) -> str:
    if not cells:
        return ""
    lowest = min(cells, key=lambda c: (c["coverage"], c["printed"]))
    share = f"{lowest['coverage']:.3f}"
    return share if lowest["printed"] >= 0.5 else f"~~{share}~~"
