"""A reader with a solver, who knows everything that was printed and wants a count that was not.

The unknowns are the sizes of the finest groups that any printed set divides the panel into; every printed number is an
equation or an inequality over them. For a group of people the attacker asks for the least and the most it can hold.

A reader cannot know which combinations of codes happen to occur. So the sets may run over units that are not there,
one for each combination that could be: ``real`` marks those that are. Without it the attacker knows even that.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp
from whosefaces.measure.finding import Finding
from whosefaces.measure.questions.funnel import Step, joined
from whosefaces.measure.suppression import Cells

HALF_A_DIGIT = 0.51e-6
"""Shares are published with six decimals."""


@dataclass
class Attacker:
    """What is known of one panel: ``masks`` are all the sets that anything printed can speak of."""

    masks: list[np.ndarray]
    real: np.ndarray
    rows: list[np.ndarray] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    read: dict[str, Finding] = field(default_factory=dict)

    def __post_init__(self) -> None:
        table = np.vstack([np.ones(len(self.masks[0]), bool), *self.masks])
        _, self.first, atom_of = np.unique(table.T, axis=0, return_index=True, return_inverse=True)
        self.sizes = np.bincount(atom_of.ravel(), weights=self.real)
        self.knows(table[0], int(self.real.sum()))

    def knows(self, mask: np.ndarray, low: float, high: float | None = None) -> None:
        """The set holds between ``low`` and ``high`` units; exactly ``low`` if nothing else is said."""
        row, most = mask[self.first].astype(float), low if high is None else high
        true = row @ self.sizes
        assert low <= true <= most, f"printed {low} to {most}, but it is {true}"
        self.rows.append(row)
        self.low.append(low)
        self.high.append(most)

    def reads(self, finding: Finding, printed: dict) -> None:
        """A printed row of FINDINGS: counts, and shares with their six digits."""
        if printed["status"] != "published":
            return
        if finding.contains in self.read:  # by what both mean: a yes there is a yes here
            self.knows(self.read[finding.contains].yes & ~finding.yes, 0.0)
        self.read[str(finding.row["id"])] = finding
        domain = np.ones_like(finding.yes) if finding.domain is None else finding.domain
        if pd.isna(printed["denominator"]):  # of another unit: weighed, and no count of these units is printed
            return
        n = float(printed["denominator"])
        self.knows(domain, n)
        for name, mask in (("numerator", finding.yes), ("unknown", finding.unknown), ("not_asked", finding.not_asked)):
            if mask is not None and not pd.isna(printed[name]):
                self.knows(mask, float(printed[name]))
        perhaps = finding.yes | finding.unknown
        for name, mask, least in (("estimate", finding.yes, None), ("bound_low", finding.yes, True)):
            if not pd.isna(printed[name]):
                below = np.ceil(n * (round(printed[name], 6) - HALF_A_DIGIT))
                above = np.floor(n * (round(printed[name], 6) + HALF_A_DIGIT)) if least is None else n
                self.knows(mask, max(below, 0), above)
        if not pd.isna(printed["bound_high"]):
            self.knows(perhaps, 0, min(n, np.floor(n * (round(printed["bound_high"], 6) + HALF_A_DIGIT))))

    def reads_funnel(self, steps: list[Step], printed: pd.DataFrame, panel: str) -> None:
        """The funnel's rows; one that says "a, and b" is two steps joined."""
        ahead = iter(steps)
        worked_out = ~printed["chain"].isin({step.chain for step in steps})  # from what is printed already
        for row in printed[~worked_out].to_dict("records"):
            step = next(ahead)
            while step.says != row["says"]:
                step = joined(step, next(ahead))
            if step.panel != panel:
                continue
            masks = {"kept": step.units_kept, "set_aside": step.units_set_aside, "unknown": step.units_unknown}
            for name, mask in masks.items():
                if not pd.isna(row[name]):
                    self.knows(mask, float(row[name]))
            if not pd.isna(row["entered"]):
                self.knows(np.any(list(masks.values()), axis=0), float(row["entered"]))
        assert next(ahead, None) is None, "a step of the funnel is not printed"

    def reads_condition(self, condition: Finding, printed: dict) -> None:
        """How many meet one condition of a way out, do not, or are unknown."""
        for name in ("yes", "no", "unknown"):
            if not pd.isna(printed[name]):
                self.knows(getattr(condition, name), float(printed[name]))

    def reads_cells(self, cells: Cells, printed: pd.DataFrame) -> None:
        """A printed table: its rows by what they say, and one row "other" for all that is left."""
        names = [name for name in cells.table.columns if name != cells.count]
        told = {tuple(row[name] for name in names): row[cells.count] for row in printed.to_dict("records")}
        left = np.zeros_like(cells.masks[0])
        if cells.joins is not None:
            self._reads_joined(cells, told)
        for row, mask in zip(cells.table.to_dict("records"), cells.masks, strict=True):
            key = tuple(row[name] for name in names)
            if key not in told:
                left |= mask
            elif not pd.isna(told[key]):
                self.knows(mask, float(told[key]))
        if "least" in printed:
            self._reads_ends(cells, printed)
        other = told.get(tuple("other" for _ in names))
        if other is not None and not pd.isna(other):
            self.knows(left, float(other))

    def _reads_ends(self, cells: Cells, printed: pd.DataFrame) -> None:
        """The least and the most that a table gives for a cell, beside its count or in place of it."""
        for mask, row in zip(cells.masks, printed.to_dict("records"), strict=True):
            if not pd.isna(row["least"]):
                self.knows(mask, float(row["least"]), float(row["most"]))

    def _reads_joined(self, cells: Cells, told: dict) -> None:
        """Rows that were joined: "older or none public" are both."""
        group, name = cells.joins
        for (of, words), count in told.items():
            parts = (cells.table[group] == of) & cells.table[name].isin(words.split(" or "))
            if parts.sum() > 1:
                self.knows(np.any([cells.masks[place] for place in np.flatnonzero(parts)], axis=0), float(count))

    def range_of(self, group: np.ndarray) -> tuple[int, int]:
        """The least and the most whole units that the group can hold, by all that is known."""
        aim = group[self.first].astype(float)
        known = LinearConstraint(np.array(self.rows), np.array(self.low), np.array(self.high))
        ends = []
        for sign in (1, -1):
            solved = milp(sign * aim, constraints=known, bounds=Bounds(0, np.inf))
            assert solved.success, solved.message
            ends.append(sign * solved.fun)
        return int(np.ceil(ends[0] - 1e-6)), int(np.floor(ends[1] + 1e-6))


def small_groups(
    people: list[np.ndarray], left_open: list[np.ndarray], asking: list[np.ndarray], real: np.ndarray, min_cell: int
) -> list[np.ndarray]:
    """What must not be recovered: small sets about people, and their small parts inside and outside any other set.

    What a number leaves open is about people too, where it is not made up of what we did not ask, or asked in vain. A part that is as large as sums of what we did not ask (all of those whom we did not ask have one code) is no secret:
    everybody may know how many we did not ask.
    """
    found = {}
    open_to_all = np.vstack([real, *[mask & real for mask in asking]]).astype(float).T
    telling = [mask for mask in left_open if not sum_of(open_to_all, mask & real)]
    for one in [*people, *telling]:
        for other in [one, *people, *left_open]:
            for group in (one & other, one & ~other):
                if 0 < (group & real).sum() < min_cell and not sum_of(open_to_all, group & real):
                    found[group.tobytes()] = group
    for one in people:
        if 0 < (one & real).sum() < min_cell:
            found[one.tobytes()] = one
    return list(found.values())


def sum_of(columns: np.ndarray, group: np.ndarray) -> bool:
    """Whether the group is as large as sums and differences of the columns say."""
    weights, *_ = np.linalg.lstsq(columns, group.astype(float), rcond=None)
    return bool(np.allclose(columns @ weights, group))
