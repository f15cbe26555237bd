"""Where a linearised interval may be printed: only where it was measured to cover.

The coverage study (studies.coverage) writes, for each linearised estimator, the conditions under which its
interval covered at least :data:`FLOOR` in every simulated population. This module reads them; it holds no number.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from whosefaces import PROJECT
from whosefaces.measure.share import MeasureError

FILE = PROJECT / "data" / "reference" / "coverage.json"
FLOOR = 0.93

DRAWN = "the number of units drawn"
RARER = "the effective count of the rarer answer"
"""Effective sample size x min(p, 1 - p)."""
DESIGN_EFFECT = "the design effect of the weights"
SMALLEST_STRATUM = "the smallest sample of a stratum"
FLIPS = "the number of units that changed"
CORRECTIONS = "the number of codes corrected"


@dataclass(frozen=True)
class Condition:
    """One quantity, known before the truth is, and the range of it that was measured."""

    quantity: str
    at_least: float | None = None
    at_most: float | None = None

    def breach(self, value: float) -> str | None:
        """Why ``value`` is outside, or None."""
        if self.at_least is not None and value < self.at_least:
            return f"{self.quantity} is {value:,.4g}, and the interval was measured to cover from {self.at_least:,.4g}"
        if self.at_most is not None and value > self.at_most:
            return f"{self.quantity} is {value:,.4g}, and the interval was measured to cover up to {self.at_most:,.4g}"
        return None


@dataclass(frozen=True)
class Region:
    """The conditions of one estimator; all must hold."""

    estimator: str
    conditions: tuple[Condition, ...]

    def refusal(self, values: Mapping[str, float]) -> str | None:
        """The first condition that fails, in words; None where the interval may be printed.

        Raises:
            MeasureError: a quantity that a condition asks for is not given.
        """
        for condition in self.conditions:
            if condition.quantity not in values:
                raise MeasureError(f"{self.estimator}: {condition.quantity} is not given; the region cannot be checked")
            breach = condition.breach(values[condition.quantity])
            if breach:
                return breach
        return None


@cache
def region(estimator: str, file: Path = FILE) -> Region:
    """The measured region of an estimator.

    Raises:
        MeasureError: the file is missing, or says nothing of this estimator: nothing may be printed then.
    """
    try:
        measured = json.loads(file.read_text(encoding="utf-8"))["regions"]
        conditions = measured[estimator]
    except (OSError, ValueError, KeyError) as error:
        raise MeasureError(
            f"{file.name}: no measured region for '{estimator}'; run python -m studies.coverage"
        ) from error
    return Region(estimator, tuple(Condition(**condition) for condition in conditions))
