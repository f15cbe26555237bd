"""What earlier editions printed of people, count by count: what a later one prints may not come too near to it.

Most of a panel is drawn again in the next edition. Whoever reads two editions subtracts them: of 300 drawn accounts 263
existed last week and 260 do now, so three are gone. That is a small group as much as any other. So a count that was
printed and has moved since by 1 to ``min_cell`` - 1 is not printed again, nor is anything that would make it known;
:class:`whosefaces.measure.suppression.Printing` prints a range instead.

An edition writes down every count about people that it or an earlier one printed (``tables/counts_printed.csv``), so
that the next one needs only that file: all of it was public before.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from whosefaces import earlier
from whosefaces.measure.disclosure import Units
from whosefaces.measure.finding import Finding, told
from whosefaces.table import Column, Table, TableError

if TYPE_CHECKING:
    from whosefaces.measure.questions.funnel import Step
    from whosefaces.measure.suppression import Cells

COUNTS_PRINTED = Table(
    "counts_printed",
    "one count about people that this edition or an earlier one printed; a later one does not come too near to it",
    (
        Column("what", "VARCHAR", "what is counted: the finding, or the table and its row"),
        Column("count", "BIGINT", "the count"),
    ),
)
FILE = "counts_printed.csv"

CELLS = ("codes", "photo_by_account", "licences", "licences_listed", "licences_then")
"""The published tables whose rows count groups of people or of their photos."""

COUNT_COLUMNS = ("photos", "accounts", "least", "most")
JOINED = " or "


@dataclass(frozen=True)
class Before:
    """Every count printed so far, by what it counts."""

    counts: Mapping[str, frozenset[int]] = field(default_factory=dict)

    def too_near(self, what: str, count: int, min_cell: int) -> bool:
        """Whether it was printed, and has moved by so little that the difference is a small count."""
        return any(0 < abs(count - printed) < min_cell for printed in self.counts.get(what, ()))

    def about(self, table: str) -> list[str]:
        """What of one table was printed."""
        return [what for what in self.counts if what.startswith(f"{table}: ")]

    def within(self, table: str) -> Before:
        """What of one table was printed, by the names that it has there."""
        return Before({what.removeprefix(f"{table}: "): self.counts[what] for what in self.about(table)})


FIRST = Before()
"""Of a first edition: nothing was printed before."""


def of(case: Path) -> Before:
    """What the editions before the one that this case belongs to have printed.

    Raises:
        TableError: the file of the edition before is not as declared.
    """
    edition = earlier.previous(case.resolve().parent)
    return FIRST if edition is None else up_to(edition / "public")


def up_to(public: Path) -> Before:
    """What a published edition and those before it have printed.

    Raises:
        TableError: the file is not as declared.
    """
    path = public / "tables" / FILE
    if path.exists():
        rows = pd.read_csv(path, dtype={"what": str})
        COUNTS_PRINTED.check(rows)
        return _collected(zip(rows["what"], rows["count"].astype(int), strict=True))
    try:  # an edition older than this rule: its findings say what they printed
        said = json.loads((public / "findings.json").read_text(encoding="utf-8"))
        return _collected(_of_findings(said["findings"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise TableError(f"{public}: findings.json cannot be read ({error}), and there is no {FILE}") from None


def printed(before: Before, findings: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """COUNTS_PRINTED: what was printed before, and what this edition prints.

    Args:
        before: what the editions before printed.
        findings: FINDINGS as they are printed.
        tables: every other table as it is printed.
    """
    now = _collected([*_of_findings(findings.to_dict("records")), *_of_tables(tables)])
    everything = {(what, count) for said in (before, now) for what, counts in said.counts.items() for count in counts}
    return pd.DataFrame(sorted(everything), columns=COUNTS_PRINTED.names).astype({"what": str, "count": "int64"})


def near(
    before: Before,
    min_cell: int,
    items: Iterable[Finding | Step],
    tables: Sequence[Cells],
    sizes: np.ndarray[Any, np.dtype[np.int64]] | None,
) -> Iterator[Units]:
    """The sets of one panel whose size was printed earlier and differs from that by a small count.

    Args:
        before: what was printed earlier.
        min_cell: a count from 1 to ``min_cell`` - 1 is small.
        items: what is to be printed of the panel: findings and steps.
        tables: and tables.
        sizes: how many each unit stands for; one each where None.
    """
    if not before.counts:
        return
    for what, mask in _sets(before, items, tables):
        if before.too_near(what, int(mask.sum() if sizes is None else sizes[mask].sum()), min_cell):
            yield mask


# -- what is counted, by name


def _sets(before: Before, items: Iterable[Finding | Step], tables: Sequence[Cells]) -> Iterator[tuple[str, Units]]:
    for item in items:
        if isinstance(item, Finding):
            # Of how many is the draw's and the list's, and nobody's attribute; and where all who are told are alike, so
            # is how many are told: it says only of how many we have an answer.
            alike = item.yes is None or item.no is None or not (item.yes.any() and item.no.any())
            parts = {} if alike else {"yes": item.yes, "no": item.no}
            name = str(item.row["id"])
        else:
            parts = {"kept": item.units_kept, "set_aside": item.units_set_aside} if not item.only_asking else {}
            name = f"funnel: {item.chain} / {item.says}"
        yield from ((f"{name} {part}", mask) for part, mask in parts.items() if mask is not None)
    for cells in tables:
        labels = [column for column in cells.table.columns if column != cells.count]
        rows = cells.table[labels].astype(str).to_dict("records")
        yield from ((_cell(cells.name, row.values()), mask) for row, mask in zip(rows, cells.masks, strict=True))
        yield from _joined(before, cells)


def _joined(before: Before, cells: Cells) -> Iterator[tuple[str, Units]]:
    """Rows that an earlier edition joined: "older or none public" are both."""
    if cells.joins is None:
        return
    group, name = cells.joins
    for what in before.about(cells.name):
        of_group, _, words = what.removeprefix(f"{cells.name}: ").partition(" / ")
        parts = (cells.table[group] == of_group) & cells.table[name].isin(words.split(JOINED))
        if JOINED in words and parts.any():
            yield what, np.any([cells.masks[place] for place in np.flatnonzero(parts)], axis=0)


def _of_findings(rows: Iterable[Mapping[Any, Any]]) -> Iterator[tuple[str, int]]:
    for row in rows:
        if row["status"] != "published" or not told(row["numerator"]):
            continue
        yield f"{row['id']} yes", int(row["numerator"])
        if told(row["denominator"]) and told(row["unknown"]):
            yield f"{row['id']} no", int(row["denominator"] - row["numerator"] - row["unknown"])


def _of_tables(tables: Mapping[str, pd.DataFrame]) -> Iterator[tuple[str, int]]:
    yield from _of_findings(tables["other_definitions"].rename(columns={"name": "id"}).to_dict("records"))
    for row in tables["funnel"].to_dict("records"):
        for part in ("kept", "set_aside"):
            if told(row[part]):
                yield f"funnel: {row['chain']} / {row['says']} {part}", int(row[part])
    for row in tables["opt_out_conditions"].to_dict("records"):
        for part in ("yes", "no"):
            if told(row[part]):
                yield f"{condition(row)} {part}", int(row[part])
    outside = tables["comparison"][tables["comparison"]["of"] != "dataset"]  # of the dataset its findings have told
    yield from _of_findings(outside.assign(id="comparison: " + outside["id"]).to_dict("records"))
    for name in CELLS:
        table = tables[name]
        (count,) = [column for column in ("photos", "accounts") if column in table]
        labels = [column for column in table.columns if column not in COUNT_COLUMNS]
        for row in table.to_dict("records"):
            if told(row[count]):
                yield _cell(name, [str(row[label]) for label in labels]), int(row[count])


def condition(row: Mapping[Any, Any]) -> str:
    """What a row of the conditions counts."""
    return f"opt_out_conditions: {row['procedure']} / {row['group']} / {row['condition']}"


def _cell(table: str, labels: Iterable[str]) -> str:
    return f"{table}: {' / '.join(labels)}"


def _collected(said: Iterable[tuple[str, int]]) -> Before:
    counts: dict[str, set[int]] = {}
    for what, count in said:
        counts.setdefault(what, set()).add(int(count))
    return Before({what: frozenset(found) for what, found in counts.items()})
