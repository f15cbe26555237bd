"""What may be printed: no small count of people, and none that sums and differences of the printed ones give away.

:data:`RULE` states it for the reader. The guard of :mod:`whosefaces.measure.disclosure` decides, in a fixed order: the
primary findings first, then the others, the funnel, and the cells of the tables. A share whose counts may not be
printed is printed as a range of its yes (:func:`hidden_in`), and everything about it, bounds, interval and total, is
computed from that range alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from whosefaces.measure.before import FIRST, Before, near
from whosefaces.measure.disclosure import Guard, Panel, Units
from whosefaces.measure.estimators import hypergeometric
from whosefaces.measure.finding import Finding, finished, secondary, told
from whosefaces.measure.findings import FINDINGS
from whosefaces.measure.questions import funnel
from whosefaces.measure.questions.funnel import Step
from whosefaces.measure.share import Population, Tally

RULE = (
    "No count of people or of their photos from 1 to {below} is printed, nor any from which sums and differences of "
    "printed counts of this edition would give one. A share whose yes or no would do so is printed as a range at least "
    "{min_cell} counts wide, and its bounds, interval and total are computed from that range; in tables such cells are "
    "merged, left blank, or bounded by what the printed numbers leave open. How many were not asked, or asked in vain, says nothing of anybody: it is printed as it is. "
    "What a number calls unknown although something is known of it, as an account that is gone now and may have existed then, counts as people do. "
    "What comes first in the report has the better claim. A count that an earlier edition printed and that has moved since "
    "by 1 to {below} is withheld in the same way, so that two editions do not tell what few have done between them."
)

ABOUT_ASKING = ("unknown", "not asked")
"""Answers and codes that say only that we have no answer."""


TOO_NEAR = "it has moved by few since an earlier edition"


def rule(min_cell: int) -> str:
    """The rule in words, for this ``min_cell``."""
    return RULE.format(below=min_cell - 1, min_cell=min_cell)


def is_small(count: int, min_cell: int) -> bool:
    """A count that would point at few people. Nought points at nobody."""
    return 0 < count < min_cell


@dataclass(frozen=True)
class Cells:
    """A table whose rows count groups of one panel's units."""

    panel: Panel
    table: pd.DataFrame
    """A row for each group, with the column ``count``."""
    masks: tuple[Units, ...]
    """The units of each row."""
    count: str
    asking: tuple[bool, ...] | None = None
    """The rows that say that we have no answer to what the table asks; None: every row is about people."""
    joins: tuple[str, str] | None = None
    """Rows alike in the first column may be joined where they would be blank; the second column names them."""
    name: str = ""
    """The table it is published as; an earlier edition's counts are found by it."""

    @property
    def about_people(self) -> list[Units]:
        """The rows about people."""
        return self._rows(asking=False)

    @property
    def left_open(self) -> list[Units]:
        """The rows without an answer, whatever else is known of their units."""
        return self._rows(asking=True)

    def _rows(self, *, asking: bool) -> list[Units]:
        of_asking = self.asking or (False,) * len(self.masks)
        return [mask for mask, says in zip(self.masks, of_asking, strict=True) if says is asking]


class Printing:
    """One edition's printing: every finding, step and table that may appear, asked for in order of claim."""

    def __init__(
        self,
        findings: Sequence[Finding],
        steps: Sequence[Step],
        tables: Sequence[Cells],
        min_cell: int,
        listed: npt.NDArray[np.int64] | None = None,
        before: Before = FIRST,
        silent: Mapping[Panel, Sequence[Units]] | None = None,
    ) -> None:
        """Take in everything that will be asked for; the guards need to know it beforehand.

        Args:
            findings: every finding.
            steps: every step of the funnel.
            tables: every table of cells.
            min_cell: a count from 1 to ``min_cell`` - 1 is small.
            listed: photos of the frame by licence listed: the units of the panel "listed" are licences, not photos.
            before: what earlier editions printed.
            silent: by panel, the units of which nothing is known in some respect: not asked, or asked in vain. Only
                what is made up of these is about our asking. None: whatever is called unknown is.
        """
        self._min_cell = min_cell
        self._before = before
        self._shown: dict[str, dict[str, Any]] = {}
        self._ranges: dict[Panel, list[tuple[int, int, int]]] = {}
        """By panel, in the guard's order: the yes of a finding printed as a range, and the ends of the range."""
        self._sizes: dict[Panel, npt.NDArray[np.int64] | None] = {"photo": None, "account": None, "listed": listed}
        self._guards = {}
        for panel, sizes in self._sizes.items():
            every: list[Finding | Step] = [*findings, *steps]
            items = [item for item in every if item.panel == panel]
            cells = [table for table in tables if table.panel == panel]
            asked_for = [*items, *cells]
            people = [mask for each in asked_for for mask in each.about_people]
            left_open = [mask for each in asked_for for mask in each.left_open]
            asking = left_open if silent is None else silent.get(panel, ())
            self._guards[panel] = Guard(people, asking, min_cell, sizes, left_open)
            self._guards[panel].withholds(near(before, min_cell, items, cells, sizes))

    def admits(self, panel: Panel, sets: Sequence[Units]) -> bool:
        """Whether the sizes of these sets may be printed; from then on they count as printed."""
        return self._guards[panel].admits(sets)

    def findings(self, findings: Sequence[Finding]) -> pd.DataFrame:
        """The rows as they may be printed; same rows, same columns."""
        for finding in findings:
            self._shown[str(finding.row["id"])] = self._row(finding, self._shown.get(finding.contains or ""))
        return pd.DataFrame([self._shown[str(f.row["id"])] for f in findings], columns=FINDINGS.names)

    def funnel(self, steps: Sequence[Step], worked_out: Sequence[Step] = ()) -> pd.DataFrame:
        """The funnel with its small counts out of sight; last the steps worked out from what is printed already.

        A step that may not be printed is joined with the one after it, so that the count between them is no longer
        printed; a last step that may not even then is blank but for what entered it.
        """
        shown: list[dict[str, object]] = []
        waiting: Step | None = None
        for place, step in enumerate(steps):
            asked = step if waiting is None else funnel.joined(waiting, step)
            waiting = None
            number = 1 + sum(row["chain"] == step.chain for row in shown)
            last = place + 1 == len(steps) or steps[place + 1].chain != step.chain
            if asked.panel is None or self.admits(asked.panel, [*asked.about_people, *asked.left_open]):
                shown.append(asked.row(number))
            elif last:
                shown.append(asked.row(number) | {"kept": None, "set_aside": None, "unknown": None})
            else:
                waiting = asked
        shown += [step.row(number) for number, step in enumerate(worked_out, start=1)]
        table = pd.DataFrame(shown, columns=funnel.COLUMNS)
        return table.astype(dict.fromkeys(("entered", "kept", "set_aside", "unknown"), "Int64"))

    def merged(self, cells: Cells, other: str = "other") -> pd.DataFrame:
        """The table with the cells that may not be printed merged into one row, whose other columns say ``other``.

        The merged row holds no small count and stands for two cells at least; where that cannot be, the smallest
        printed cells join it. A table that cannot be printed at all comes back as one row without a count.
        """
        sizes = np.array([self._size(cells.panel, mask) for mask in cells.masks], np.int64)
        order = [int(place) for place in np.argsort(-sizes, kind="stable") if sizes[place] > 0]
        asking = cells.asking or (False,) * len(cells.masks)
        printed = [place for place in order if asking[place] or not is_small(int(sizes[place]), self._min_cell)]
        printed.sort(key=lambda place: not asking[place])  # what speaks of our asking joins the others last
        while printed:
            hidden = int(sizes.sum() - sizes[printed].sum())
            alone = len(order) - len(printed) == 1
            safe = not is_small(hidden, self._min_cell) and not alone
            if safe and self.admits(cells.panel, [cells.masks[place] for place in printed]):
                break
            printed.pop()
        kept = cells.table.iloc[sorted(printed)]
        hidden = int(sizes.sum() - sizes[printed].sum())
        if not hidden:
            return kept.reset_index(drop=True)
        line: dict[Any, Any] = dict.fromkeys(cells.table.columns, other)
        line[cells.count] = hidden if printed and not is_small(hidden, self._min_cell) else None
        table = pd.concat([kept.astype(object), pd.DataFrame([line], dtype=object)], ignore_index=True)
        return table.astype({cells.count: "Int64"})

    def blanked(self, cells: Cells) -> pd.DataFrame:
        """The table with the cells that may not be printed left blank, cell by cell in the table's order.

        Where the table says which rows may be joined, those that would be blank become one, "older or none public".
        """
        table = cells.table.copy()
        shown = [self._size(cells.panel, m) if self.admits(cells.panel, [m]) else None for m in cells.masks]
        table[cells.count] = pd.array(shown, dtype="Int64")
        if cells.joins is None:
            return table
        group, name = cells.joins
        gone: list[int] = []
        for _, blank in table[table[cells.count].isna()].groupby(group, sort=False):
            places = [int(place) for place in blank.index]
            together = np.any([cells.masks[place] for place in places], axis=0)
            if len(places) > 1 and self.admits(cells.panel, [together]):
                table.loc[places[0], name] = " or ".join(blank[name])
                table.loc[places[0], cells.count] = self._size(cells.panel, together)
                gone += places[1:]
        return table.drop(index=gone).reset_index(drop=True)

    def _size(self, panel: Panel, mask: Units) -> int:
        sizes = self._sizes[panel]
        return int(mask.sum() if sizes is None else sizes[mask].sum())

    # -- one finding

    def _row(self, finding: Finding, within: dict[str, Any] | None = None) -> dict[str, Any]:
        row = finding.row
        if row["status"] != "published":
            return row
        if finding.panel is None:
            return self._counted_whole(row)
        around = [] if finding.domain is None else [finding.domain]
        if not self.admits(finding.panel, around):
            return suppressed(row, self._min_cell)
        if self.admits(finding.panel, [*finding.about_people, *finding.left_open]):
            return row
        if self.admits(finding.panel, finding.about_people):  # then the unknown are known to the reader too
            return {**row, "not_asked": None}
        if finding.stratified:  # a range of counts says nothing of a share that weighs them
            return suppressed(row, self._min_cell)
        if finding.unknown is None or self.admits(finding.panel, [finding.unknown]):
            return as_range({**row, "not_asked": None}, self._min_cell, self._yes_between(finding))
        known = least_printed(within) if within is not None else 0
        return as_range({**row, "not_asked": None}, self._min_cell, None, self._open_between(finding, known))

    def _yes_between(self, finding: Finding) -> tuple[int, int]:
        """The least and the most that the yes are printed as: by the rule, or by the range of a set that tells them."""
        assert finding.panel is not None and finding.yes is not None  # the caller has looked
        row, guard, ranges = finding.row, self._guards[finding.panel], self._ranges.setdefault(finding.panel, [])
        yes, asked = int(row["numerator"]), int(row["denominator"]) - int(row["unknown"])
        earlier = guard.hides(finding.yes)
        if earlier is None:
            ranges.append((yes, *hidden_in(yes, asked, self._min_cell)))
            return ranges[-1][1], ranges[-1][2]
        least, most = self._ends(finding.panel, yes, earlier)
        return max(0, least), min(asked, most)  # fewer than none and more than all are nobody's news

    def _open_between(self, finding: Finding, known: int) -> tuple[int, int]:
        """The least yes, and the most yes and unknown, where it may not be told how many are unknown.

        The yes are told to the unit where that may be, else as a range; the unknown as far as an earlier range tells
        them, of the same set or of one that differs from it, or fills it up, by printed counts.
        """
        panel, yes, unknown = finding.panel, finding.yes, finding.unknown
        assert panel is not None and yes is not None and unknown is not None  # the caller has looked
        guard, n, seen = self._guards[panel], int(finding.row["denominator"]), int(yes.sum())
        no = n - seen - int(unknown.sum())
        low, high = known, n
        earlier = guard.follows(yes)
        if self.admits(panel, [yes]):
            low = high = seen
        elif earlier is not None:
            low, high = self._ends(panel, seen, earlier)
        elif min(seen, no) >= self._min_cell:  # the range of a small one would tell how many are told
            low, high = self._yes_between(finding)
        of_unknown, of_both = guard.follows(unknown), guard.follows(yes | unknown)
        if of_both is not None:
            high = self._ends(panel, seen + int(unknown.sum()), of_both)[1]
        elif of_unknown is not None:
            high += self._ends(panel, int(unknown.sum()), of_unknown)[1]
        else:
            high = n
        return max(known, low), min(n, high)

    def _ends(self, panel: Panel, size: int, earlier: tuple[int, int]) -> tuple[int, int]:
        """The range of a set of this size, from that of an earlier one."""
        place, sign = earlier
        its, least, most = self._ranges[panel][place]
        ends = (size + sign * (least - its), size + sign * (most - its))
        return min(ends), max(ends)

    def _counted_whole(self, row: dict[str, Any]) -> dict[str, Any]:
        """A count or a share of the whole frame, where no sample stands between: hidden where it is small, or too near."""
        if row["numerator"] is None:
            return row  # logical bounds count nobody
        yes, of = int(row["numerator"]), row["denominator"]
        counts = {"yes": yes} if of is None else {"yes": yes, "no": int(of) - yes}
        if any(is_small(count, self._min_cell) for count in (*counts.values(), *([] if of is None else [int(of)]))):
            return suppressed(row, self._min_cell)
        if not any(self._before.too_near(f"{row['id']} {part}", n, self._min_cell) for part, n in counts.items()):
            return row
        if of is None:
            return suppressed(row, self._min_cell) | {"reason": TOO_NEAR}
        return as_range(row, self._min_cell, hidden_in(yes, int(of), self._min_cell))


def hidden_in(yes: int, told: int, min_cell: int) -> tuple[int, int]:
    """The least and the most that the yes are printed as, so that neither they nor the no can be told.

    The range is the smallest that hides a small yes (0 to ``min_cell`` - 1) or a small no (its mirror); a yes that is
    hidden for what it would give away elsewhere stands in its ten (for a ``min_cell`` of 10). Where ``told`` is too
    little for that, the range is all of it. A reader who knows this rule still has two counts or more to choose from.

    Args:
        yes: units that are so.
        told: of how many it is known, yes or no.
        min_cell: a count from 1 to ``min_cell`` - 1 is small.
    """
    widest = min_cell - 1
    if told < 2 * min_cell:
        return 0, told
    if yes < min_cell:
        return 0, widest
    if told - yes < min_cell:
        return told - widest, told
    least = yes // min_cell * min_cell
    return least, min(least + widest, told)


def least_printed(row: dict[str, Any]) -> int:
    """The fewest yes that a printed row leaves possible: whoever reads it knows of so many."""
    if row["status"] != "published" or row["denominator"] is None:
        return 0
    if row["numerator"] is not None:
        return int(row["numerator"])
    return round(row["bound_low"] * row["denominator"]) if row["bound_low"] is not None else 0


def as_range(
    row: dict[str, Any], min_cell: int, between: tuple[int, int] | None, open_: tuple[int, int] | None = None
) -> dict[str, Any]:
    """A share printed as a range of its yes, no counts; bounds and interval come from the range.

    Where not even the unknown may be told (``between`` is None), the range is from the least yes to the most yes and
    unknown that other printed findings tell the reader anyway (``open_``).
    """
    n, size, unknown = (int(row[name]) for name in ("denominator", "population_size", "unknown"))
    if is_small(n, min_cell):
        return suppressed(row, min_cell)
    if between is not None:
        least, most = between
        most += unknown
    else:
        least, most = open_ or (0, n)
    low = high = None
    if n < size:
        low, high = (end / size for end in hypergeometric.bounds(least, most - least, n, size))
    population = Population(row["unit"], str(row["population"]), size)
    beside: dict[str, float | None] = {"secondary_low": None, "secondary_high": None}
    if told(row["secondary_low"]):
        beside |= secondary(Tally(population, least, n - most, most - least))
    return finished(
        {
            **row,
            **beside,
            "numerator": None,
            "unknown": unknown if between is not None else None,
            "not_asked": None,
            "estimate": None,
            "low": low,
            "high": high,
            "bound_low": least / n,
            "bound_high": most / n,
            "kind": "bound",
            "method": f"{row['method']}; printed as a range, for a count from 1 to {min_cell - 1} would show, "
            "here or beside an earlier edition",
        }
    )


def suppressed(row: dict[str, Any], min_cell: int) -> dict[str, Any]:
    """The row without any number."""
    numbers = ("numerator", "denominator", "unknown", "not_asked", "estimate", "low", "high", "bound_low", "bound_high")
    blank = dict.fromkeys((*numbers, "total", "total_low", "total_high", "secondary_low", "secondary_high"))
    reason = f"a count from 1 to {min_cell - 1} would show"
    return {**row, **blank, "status": "suppressed", "reason": reason}


def answers(table: pd.DataFrame, outcome: str, count: str, min_cell: int) -> pd.DataFrame:
    """What Flickr answered about the drawn units of one kind, each unit under one outcome, as it may be printed.

    The same units as in the findings, and the same rule: small counts of an outcome about people are merged into
    "other", with the next smallest where they would still be small or stand alone.
    """
    sizes = table[count].to_numpy(dtype=np.int64)
    masks = np.eye(len(table), dtype=bool)
    asking = tuple(table[outcome].isin(ABOUT_ASKING))
    cells = Cells("listed", table.rename(columns={count: "count"}), tuple(masks), "count", asking)
    shown = Printing([], [], [cells], min_cell, sizes).merged(cells)
    return shown.rename(columns={"count": count})
