"""A year of weekly editions of one sample: is the change of each week printed, and does its range hold the truth?

Accounts vanish, some weeks none, one week many; some answers are missing, in some weeks more than one in twenty. The same
drawn accounts are asked each week, and two weeks are held against one another by what a report does. Run it by hand:

    python -m studies.weekly_year
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from whosefaces.measure.finding import MOST_UNKNOWN
from whosefaces.measure.small_counts import Minimum
from whosefaces.report.between import compare, pairs
from whosefaces.report.between.tables import CHANGES
from whosefaces.report.words.catalogue import Words
from whosefaces.report.words.change import say_difference

WEEKS = 52
OPEN = Minimum(frame_accounts=1_100, asked=300 / 1_100, list_public=True, again=True)
CLOSED = Minimum(frame_accounts=1_100, asked=300 / 1_100, list_public=False, again=True)


@dataclass(frozen=True)
class Week:
    """What was printed of one week's change, beside the truth."""

    row: dict[str, Any]
    sentences: list[str]
    truth: float
    """The share that exists, less that of the week before, of all accounts of the list."""

    @property
    def few_untold(self) -> bool:
        """At most one pair in twenty is unknown in either week."""
        untold = self.row["untold"]
        return untold is None or untold <= MOST_UNKNOWN * self.row["pairs"]

    @property
    def holds(self) -> bool | None:
        """Whether the printed range holds the truth; None: no range is printed."""
        low, high = self.row["difference_low"], self.row["difference_high"]
        return None if low is None else low - 1e-9 <= self.truth <= high + 1e-9


def year(seed: int, minimum: Minimum = OPEN, accounts: int = 1_100, n: int = 300) -> Iterator[Week]:
    """The changes of a year of weeks."""
    dice = np.random.default_rng(seed)
    words = Words("en")
    exists = dice.random(accounts) < dice.uniform(0.6, 0.95)
    drawn = dice.permutation(accounts)[:n]
    before, was = _asked(exists[drawn], dice), exists
    units = pairs._Units("account", accounts, 0, 0, Path(), Path())
    nobody = pd.Series([], dtype=object, name="account")
    for number in range(1, WEEKS):
        lost = 0.2 if number == 30 else 0.0 if number % 4 == 0 else dice.uniform(0, 0.02)
        exists = was & (dice.random(accounts) >= lost) | ~was & (dice.random(accounts) < lost / 10)
        after = _asked(exists[drawn], dice)
        pairing = pairs._pair(before, after, units, (nobody, nobody), minimum)
        row = dict.fromkeys(CHANGES.names) | compare._pair_cells(pairing)
        yield Week(row, say_difference(words, row), float(exists.mean() - was.mean()))
        before, was = after, exists


def _asked(exist: np.ndarray[Any, np.dtype[np.bool_]], dice: np.random.Generator) -> pd.Series:
    """What the drawn accounts were found to be, with some answers missing."""
    missing = dice.random(len(exist)) < dice.choice([0.0, 0.0, 0.01, 0.02, 0.06])
    answers = np.where(missing, "unknown", np.where(exist, "yes", "no")).astype(object)
    return pd.Series(answers, index=[f"{number}@N99" for number in range(len(exist))], name="account")


def main() -> None:
    """Print how often the range held the truth, and how many weeks were printed with one."""
    weeks = [week for seed in range(100) for week in year(seed)]
    held = [week.holds for week in weeks if week.holds is not None]
    few = [week for week in weeks if week.few_untold]
    printed = sum(bool(week.sentences) for week in few)
    print(f"{len(weeks):,} weeks: the range held the truth in {np.mean(held):.3f} of {len(held):,}")
    print(f"printed in {printed:,} of {len(few):,} weeks with at most one pair in twenty unknown")


if __name__ == "__main__":
    main()
