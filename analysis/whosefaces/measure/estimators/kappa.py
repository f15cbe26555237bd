"""How well two readers agree beyond chance: Cohen's kappa.

kappa = (p_o - p_e) / (1 - p_e): J. Cohen, A coefficient of agreement for nominal scales, Educational and Psychological
Measurement 20 (1960) 37-46. Its large-sample standard error is that of J. L. Fleiss, J. Cohen and B. S. Everitt, Large
sample standard errors of kappa and weighted kappa, Psychological Bulletin 72 (1969) 323-327.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from whosefaces.measure.share import MeasureError


@dataclass(frozen=True)
class Agreement:
    """``kappa`` is None where both readers gave one and the same code throughout: chance alone explains that."""

    units: int
    agree: int
    kappa: float | None
    standard_error: float | None

    @property
    def share(self) -> float:
        """The share of units on which both agree; 1 of none."""
        return self.agree / self.units if self.units else 1.0

    def sentence(self) -> str:
        """In words, with the interval of two standard errors that readers expect."""
        sentence = f"The two readers agree on {self.agree:,} of {self.units:,} codes"
        if self.kappa is None or self.standard_error is None:
            return sentence + "; kappa is not defined, since they gave no more than one code."
        low, high = self.kappa - 1.96 * self.standard_error, min(1.0, self.kappa + 1.96 * self.standard_error)
        return sentence + f"; Cohen's kappa is {self.kappa:.2f} (95 % interval {low:.2f} to {high:.2f})."


def cohen(first: Sequence[str], second: Sequence[str]) -> Agreement:
    """Kappa of two readers' codes of the same units.

    Raises:
        MeasureError: the two sequences differ in length.
    """
    if len(first) != len(second):
        raise MeasureError(
            f"{len(first)} codes by the first reader, {len(second)} by the second: not of the same units"
        )
    codes = sorted(set(first) | set(second))
    place = {code: i for i, code in enumerate(codes)}
    table = np.zeros((len(codes), len(codes)))
    np.add.at(table, ([place[c] for c in first], [place[c] for c in second]), 1)
    n, agree = len(first), int(np.trace(table))
    if n == 0:
        return Agreement(0, 0, None, None)
    p = table / n
    rows, columns = p.sum(axis=1), p.sum(axis=0)
    observed, expected = float(np.trace(p)), float(rows @ columns)
    if expected >= 1:
        return Agreement(n, agree, None, None)
    kappa = (observed - expected) / (1 - expected)
    diagonal = np.diag(p) @ ((1 - expected) - (rows + columns) * (1 - observed)) ** 2
    cross = (columns[:, None] + rows[None, :]) ** 2 * p
    off = (1 - observed) ** 2 * (cross.sum() - np.trace(cross))
    variance = (diagonal + off - (observed * expected - 2 * expected + observed) ** 2) / (n * (1 - expected) ** 4)
    return Agreement(n, agree, float(kappa), float(np.sqrt(max(variance, 0.0))))
