"""Yes, no and unknown, joined: Kleene's strong logic, unit by unit.

One no closes the way whatever the rest; one unknown leaves it open whether a way of yeses is one.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd

from whosefaces.measure.share import MeasureError

_RANK = {"no": 0, "unknown": 1, "yes": 2}
_VALUES = np.array(list(_RANK), dtype=object)


def all_of(conditions: Iterable[pd.Series]) -> pd.Series:
    """The three-valued AND of series of "yes", "no", "unknown" on one index; the joint value of each unit.

    Raises:
        MeasureError: no condition, or another value.
    """
    joined = list(conditions)
    if not joined:
        raise MeasureError("no condition to join: a way out without conditions was not written down")
    return _joined(joined, np.minimum)


def any_of(ways: Iterable[pd.Series]) -> pd.Series:
    """The three-valued OR."""
    joined = list(ways)
    if not joined:
        raise MeasureError("no way to choose from")
    return _joined(joined, np.maximum)


def told_apart(values: pd.Series) -> dict[str, npt.NDArray[np.bool_]]:
    """Which units are a "yes", a "no" and "unknown", a mask each.

    Raises:
        MeasureError: another value.
    """
    ranks = _ranked(values)
    return {value: ranks == rank for value, rank in _RANK.items()}


def _joined(all_values: list[pd.Series], by: np.ufunc) -> pd.Series:
    ranks = by.reduce([_ranked(values.reindex(all_values[0].index)) for values in all_values])
    return pd.Series(_VALUES[ranks], index=all_values[0].index, dtype=object)


def _ranked(values: pd.Series) -> npt.NDArray[np.intp]:
    ranks: npt.NDArray[np.intp] = pd.Index(_VALUES).get_indexer(values.to_numpy(dtype=object))
    if (ranks < 0).any():
        raise MeasureError(f"{sorted(set(values[ranks < 0].astype(str)))[:3]} is neither yes, no nor unknown")
    return ranks
