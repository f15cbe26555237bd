"""The six places where a small count is not printed as it is. Everywhere else a finding prints its counts.

What a report hides is *who*. The panel of a sample is secret and what is counted is shown by Flickr, so a count points at
nobody. Where either is not so, a minimum stays: (1) cross-tables; (2) what the list or the reporter says of people and
Flickr does not show; (3) values of single units; (4) a closed list of which more than one account in five was asked,
published again; (5) very short lists; (6) overlaps of lists, and requests of people. No other output is looked at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from whosefaces.measure.estimators import hypergeometric
from whosefaces.measure.estimators.simple_sample import ends_with_lost

LEAST = 10
"""The minimum where ``min_cell`` was set to 0, which lifts the places 1 and 5 only; and always of requesters, in place 6."""
BAND = 6
"""Levels are rounded to the middle of so many counts."""
DENSE = 1 / 5
"""A sample of more than this share of the accounts is no secret: who is in the list is nearly who was asked."""
ONCE_BELOW = 200
"""A list of fewer accounts, closed and asked as densely, has one published edition."""
OTHER = "other"
SMALL_LIST, ONE_EDITION = "small-list", "one-edition"
"""Codes of the reasons why the states of accounts stay in the case (:mod:`whosefaces.measure.reasons`)."""

SENTENCE = """Findings print their counts; only cross-tables merge categories of fewer than {least}, and what the list alone \
says of people, values of single accounts or photos, closed lists published again, lists of very few accounts, overlaps of \
lists and requests of people keep a minimum."""


@dataclass(frozen=True)
class Minimum:
    """``min_cell`` as it holds in one edition, and which of its places apply."""

    cell: int = LEAST
    """``[publish] min_cell``; 0 lifts the places 1 and 5."""
    frame_accounts: int = 0
    """Accounts of the list; 0: it names none."""
    asked: float = 0.0
    """The share of them that was asked about."""
    list_public: bool = False
    again: bool = False
    """An edition of the same list is published already."""

    @property
    def least(self) -> int:
        """The minimum of the places 2, 3, 4 and 6."""
        return self.cell or LEAST

    @property
    def banded(self) -> bool:
        """Place 4: whoever holds two editions could test whether somebody is in the list."""
        return self.again and self.closed_and_dense

    @property
    def closed_and_dense(self) -> bool:
        """The list is not known to be public, and more than one account in five was asked."""
        return not self.list_public and self.asked > DENSE

    @property
    def kept_in_case(self) -> str | None:
        """Place 5, and place 4 below 200 accounts: the code of why the states of accounts are not published."""
        if 0 < self.frame_accounts < self.cell:
            return SMALL_LIST
        return ONE_EDITION if self.banded and self.frame_accounts < ONCE_BELOW else None

    def sentence(self, why: str = "") -> str:
        """Which small numbers are not printed; ``why`` cross-tables and short lists keep no minimum, where they do not."""
        lifted = "" if self.cell else f" Cross-tables and short lists keep none here: {why}"
        return SENTENCE.format(least=self.least) + lifted


def merged(table: pd.DataFrame, categories: Sequence[str], count: str, cell: int) -> pd.DataFrame:
    """Place 1: a cross-table whose small rows or columns are merged whole, so that no margin gives a cell away.

    ``table`` has a row for each cell: the columns ``categories`` that are crossed, and ``count``. A category of 1 to
    ``cell`` - 1 units joins "other"; with the next smallest, where that is small still.
    """
    out = table.copy()
    for column in categories:
        out[column] = out[column].replace(dict.fromkeys(small(out.groupby(column)[count].sum(), cell), OTHER))
    cells = out.groupby(list(table.columns.drop(count)), sort=True)[count].sum()
    return cells.reset_index()[list(table.columns)]


def small(totals: pd.Series, cell: int) -> list[Any]:
    """The categories to merge: the small ones, and the next smallest until they are two and not small together."""
    held = totals[totals > 0].sort_values(kind="stable")
    few = held.index[held < cell].tolist()
    while few and len(few) < len(held) and (held[few].sum() < cell or len(few) == 1):
        few.append(held.index[len(few)])
    return few


def one_way(table: pd.DataFrame, category: str, count: str, least: int) -> pd.DataFrame:
    """Place 2: what the list or the reporter says of people (age, sex, country ...): one-way counts are merged too."""
    return merged(table[[category, count]], [category], count, least).query(f"{count} >= @least").reset_index(drop=True)


def classes(table: pd.DataFrame, value: str, count: str, least: int) -> list[tuple[int, int, int]]:
    """Place 3: neighbouring values merged until each class holds ``least``: its first value, its last, and the count."""
    merged_so_far: list[tuple[int, int, int]] = []
    for number, units in zip(table[value].astype(int), table[count].astype(int), strict=True):
        if merged_so_far and merged_so_far[-1][2] < least:
            merged_so_far[-1] = (merged_so_far[-1][0], number, merged_so_far[-1][2] + units)
        else:
            merged_so_far.append((number, number, units))
    if len(merged_so_far) > 1 and merged_so_far[-1][2] < least:
        (first, _, units), (_, last, more) = merged_so_far[-2:]
        merged_so_far[-2:] = [(first, last, units + more)]
    return [one for one in merged_so_far if one[2] >= least]


def most_of(values: pd.Series, units: pd.Series, least: int) -> int | None:
    """Place 3: the greatest value that ``least`` units have, each value held by so many ``units``; None: there are fewer."""
    held = pd.DataFrame({"value": values, "units": units}).sort_values("value", ascending=False)
    reached = held["units"].cumsum() >= least
    return int(held.loc[reached, "value"].iloc[0]) if reached.any() else None


def band(count: int) -> tuple[int, int, int]:
    """Place 4: the least and the most of the band that a level lies in, and the middle that is printed in its place."""
    low = count // BAND * BAND
    return low, low + BAND - 1, low + BAND // 2


def in_bands(row: Mapping[str, Any]) -> dict[str, Any]:
    """Place 4: a finding of the panel with its counts rounded to the middle of bands, and its shares from their ends."""
    n, yes, unknown, size = (int(row[name]) for name in ("denominator", "numerator", "unknown", "population_size"))
    of_yes, of_unknown = band(yes), band(unknown) if unknown else (0, 0, 0)
    least, most = min(of_yes[0], n), min(of_yes[1] + of_unknown[1], n)
    low, high = hypergeometric.bounds(least, most - least, n, size) if n < size else (None, None)
    blank = dict.fromkeys(("estimate", "not_asked", "secondary_low", "secondary_high", "total"))
    shares = {"bound_low": least / n, "bound_high": most / n, "low": low and low / size, "high": high and high / size}
    lost = int(row.get("lost") or 0)
    for under, over in (("bound_low", "bound_high"), ("low", "high")):
        shares[under], shares[over] = ends_with_lost(shares[under], shares[over], size, lost)
    return {**row, **blank, "numerator": min(of_yes[2], n), "unknown": min(of_unknown[2], n), **shares}


def change(units: int, minimum: Minimum) -> int | None:
    """Place 4: how many units changed, or None for "fewer than ten"."""
    return None if minimum.closed_and_dense and units < minimum.least else units
