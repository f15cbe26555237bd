"""Counts that an edition prints, and where one of them stands as a count: there it is nobody's photo.

A count can happen to be the id of somebody's photo: 1,070,000 accounts, and photo 1070000. It is exempt by its value and
by its place, both: the value is one that the edition publishes as a count; the place is typed as a number (a cell of a
column that counts, a whole number in JSON, a numeric cell of a workbook, ``<data>`` on the page, a data frame that a
notebook shows) or written as no id ever is, in groups of three. In an address nothing is exempt.
"""

from __future__ import annotations

import csv
import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from whosefaces.edition.guard import readable

COUNTS = frozenset(
    [
        *("rows", "photos", "accounts", "units", "numerator", "denominator", "unknown", "not_asked", "population_size"),
        *("entered", "kept", "set_aside", "yes", "no", "total", "total_low", "total_high"),
        *("survivors", "births", "deaths", "births_drawn", "births_yes", "deaths_drawn", "deaths_yes", "pairs"),
    ]
)
"""Columns of the published tables that count: what stands there is a sum over many, whatever it looks like."""

AMOUNTS = frozenset(["estimate", "low", "high"])
"""Columns of ``effort.csv``: calls, messages, hours, money; printed whole, the ends of a range outward."""

_GROUPED = re.compile(r"(?<![\w.,/=])\d{1,3}(?:,\d{3})+(?!\w|\.\d)")
_DATA = re.compile(r'(<data value=")(\d+)(" data-finding=")')
_NUMERIC_CELL = re.compile(r'(<c r="[A-Z]+\d+"(?: s="\d+")? t="n"><v>)(\d+)(</v>)')
_WHOLE = re.compile(r"(?<![\w./=@-])\d+(?![\w/@-]|\.\d)")
_SHOWN = re.compile(r"\.outputs\[\d+\]\.data\.\?")
_ITS_SIZE = re.compile(r"\.(?:bytes|contentSize)\b")


@dataclass(frozen=True)
class PrintedCounts:
    """What an edition counts, and how large its files are, as digits."""

    counts: frozenset[str]
    sizes: frozenset[str]

    def taken_out(self, name: str, place: str, text: str) -> str:
        """``text`` without the counts that stand in it as such.

        Args:
            name: the published file.
            place: where in it, as :func:`whosefaces.edition.guard.readable.pieces` says.
            text: what stands there.
        """
        if _ITS_SIZE.search(place) and text in self.sizes:
            return " "
        if self._typed(name, place) and text in self.counts:
            return " "
        text = _GROUPED.sub(lambda match: " " if match[0].replace(",", "") in self.counts else match[0], text)
        for pattern in (_DATA, _NUMERIC_CELL):
            text = pattern.sub(lambda match: match[1] + ("" if match[2] in self.counts else match[2]) + match[3], text)
        if _SHOWN.search(place):
            text = _WHOLE.sub(lambda match: " " if match[0] in self.counts else match[0], text)
        return text

    def _typed(self, name: str, place: str) -> bool:
        if name.endswith(".csv"):
            return counts(place.rpartition(", column ")[2])
        return place.endswith(readable.NUMBER)


def counts(column: str) -> bool:
    """Whether a column of a published table counts."""
    return re.sub(r"^(?:old|new)_", "", column) in COUNTS


def of(public: Path) -> PrintedCounts:
    """The counts of ``findings.json`` and of every table, and the sizes of the files."""
    sizes = {str(path.stat().st_size) for path in public.rglob("*") if path.is_file()}
    return PrintedCounts(frozenset({*_findings(public), *_tables(public)}), frozenset(sizes))


def _findings(public: Path) -> Iterator[str]:
    path = public / "findings.json"
    if path.is_file():
        for row in json.loads(path.read_text(encoding="utf-8")).get("findings", []):
            yield from (str(value) for value in row.values() if isinstance(value, int))


def _tables(public: Path) -> Iterator[str]:
    for path in sorted(public.rglob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                for column, cell in row.items():
                    if column is None or not isinstance(cell, str):
                        continue
                    if counts(column) and cell.isdigit():
                        yield cell
                    elif path.name == "effort.csv" and column in AMOUNTS and cell:
                        yield from _whole(cell)


def _whole(cell: str) -> Iterator[str]:
    try:
        amount = round(float(cell), 6)
    except ValueError:
        return
    yield from {str(rounding(amount)) for rounding in (round, math.floor, math.ceil)}
