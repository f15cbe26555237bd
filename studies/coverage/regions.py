"""From the cells to a region: the mildest conditions under which an interval held the truth often enough.

The rule, the same for every linearised estimator. An interval may be printed where (1) in every cell in which at least
half of the draws are printed, at least 93 % of the intervals hold the truth, of all and of the printed ones, and (2) in
no cell at all is more than 7 % of all draws both printed and wrong. Of the candidates that fulfil it the one that prints
the most is taken.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
from whosefaces.measure.estimators import drift, multiplicity, stratified, two_phase
from whosefaces.measure.estimators.region import (
    CORRECTIONS,
    DESIGN_EFFECT,
    DRAWN,
    FLIPS,
    FLOOR,
    RARER,
    SMALLEST_STRATUM,
    Condition,
    Region,
)

from studies.coverage.cells import Cell

OFTEN = 0.5
"""A cell counts as printed where this part of its draws is."""

_RARER = (0.0, 3.0, 5.0, 10.0, 15.0, 20.0, 30.0, 40.0, 50.0, 75.0, 100.0, 150.0, 200.0)
LADDERS: dict[str, dict[str, tuple[float, ...]]] = {
    multiplicity.NAME: {DRAWN: (0, 500, 1_000, 2_000, 5_000), DESIGN_EFFECT: (1.5, 3, 5, 10, 1e9), RARER: _RARER},
    stratified.NAME: {SMALLEST_STRATUM: (0, 10, 50), RARER: _RARER},
    drift.NAME: {FLIPS: _RARER},
    two_phase.NAME: {CORRECTIONS: _RARER, RARER: _RARER},
}
"""The values tried for each quantity: a lower end, but for :data:`AT_MOST`."""
AT_MOST = (DESIGN_EFFECT,)


class NoRegionError(Exception):
    """No candidate covers: the estimator's interval may not be printed anywhere."""


def chosen(estimator: str, cells: Sequence[Cell]) -> Region:
    """The region of one estimator.

    Raises:
        NoRegionError: none of the candidates fulfils the rule.
    """
    ladders = LADDERS[estimator]
    best, most = None, -1.0
    for values in itertools.product(*ladders.values()):
        region = Region(estimator, tuple(_conditions(dict(zip(ladders, values, strict=True)))))
        printed = fulfils(region, cells)
        if printed is not None and printed > most:
            best, most = region, printed
    if best is None:
        raise NoRegionError(f"{estimator}: no region of the ladder covers at least {FLOOR}")
    return best


def fulfils(region: Region, cells: Sequence[Cell]) -> float | None:
    """The mean part of draws printed, over all cells; None where the rule is broken in a cell."""
    parts = []
    for cell in cells:
        inside = cell.printed(region)
        part = float(inside.mean())
        wrong = float((inside & cell.missed).mean())
        often = part >= OFTEN
        if wrong > 1 - FLOOR or (often and (cell.coverage < FLOOR or wrong / part > 1 - FLOOR)):
            return None
        parts.append(part)
    return float(np.mean(parts))


def _conditions(values: dict[str, float]) -> list[Condition]:
    regions = []
    for quantity, value in values.items():
        if quantity in AT_MOST and value < 1e9:
            regions.append(Condition(quantity, at_most=value))
        elif quantity not in AT_MOST and value > 0:
            regions.append(Condition(quantity, at_least=value))
    return regions
