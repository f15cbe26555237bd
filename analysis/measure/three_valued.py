"""Yes, no and unknown, joined: Kleene's strong logic, unit by unit.

One no closes the way whatever the rest; one unknown leaves it open whether a way of yeses is one.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from analysis.measure.share import MeasureError

_RANK = {"no": 0, "unknown": 1, "yes": 2}
_VALUE = {rank: value for value, rank in _RANK.items()}


def all_of(conditions: Iterable[pd.Series]) -> pd.Series:
    """The three-valued AND of series of "yes", "no", "unknown" on one index; the joint value of each unit.

    Raises:
        MeasureError: no condition, or another value.
    """
    ranks = [_ranked(condition) for condition in conditions]
    if not ranks:
        raise MeasureError("no condition to join: a way out without conditions was not written down")
    return pd.concat(ranks, axis=1).min(axis=1).map(_VALUE)


def any_of(ways: Iterable[pd.Series]) -> pd.Series:
    """The three-valued OR."""
    ranks = [_ranked(way) for way in ways]
    if not ranks:
        raise MeasureError("no way to choose from")
    return pd.concat(ranks, axis=1).max(axis=1).map(_VALUE)


def _ranked(values: pd.Series) -> pd.Series:
    ranks = values.map(_RANK)
    if ranks.isna().any():
        raise MeasureError(f"{sorted(set(values[ranks.isna()].astype(str)))[:3]} is neither yes, no nor unknown")
    return ranks
