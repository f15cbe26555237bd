"""Sentences whose numbers know which finding they come from.

A sentence is a row of words and :class:`Number`. The page writes each number as ``<data>`` with its finding, column and
exact value, so that ``whosefaces verify`` can hold it against ``findings.json``. Sentences that reach us as text (the
measure package words the primary findings) are taken apart: a number that no finding gives stops the report.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from whosefaces.errors import IncompleteError
from whosefaces.report.words.numbers import count, percent

Row = dict[str, Any]


@dataclass(frozen=True)
class Number:
    """A number in a sentence: what is written, and the cell of the finding that it was read from."""

    text: str
    finding: str
    column: str
    value: float | int


@dataclass(frozen=True)
class Linked:
    """A cell of a table that can be followed: what it says, and where that can be read."""

    text: str
    address: str

    def __str__(self) -> str:
        return self.text


Sentence = tuple["str | Number", ...]

SHARES = ("estimate", "low", "high", "bound_low", "bound_high", "secondary_low", "secondary_high")
COUNTS = ("numerator", "denominator", "unknown", "not_asked", "population_size", "total", "total_low", "total_high")
_NUMBER = re.compile(r"(?<![\w.-])(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(\s?%)?(?![\w-])")


def share(row: Row, column: str = "estimate", *, rounded: bool = False) -> Number:
    """A share of a finding; ``rounded`` to whole percents, for a headline."""
    value = float(row[column])
    return Number(
        whole_percent(value, OUTWARD.get(column, round)) if rounded else percent(value), row["id"], column, value
    )


OUTWARD = {"low": math.floor, "bound_low": math.floor, "high": math.ceil, "bound_high": math.ceil}
"""The ends of a range are rounded outward: what is printed must hold at least where the range does."""


def whole_percent(value: float, rounding: Callable[[float], int] = round) -> str:
    """``62%``; a share that is not nothing and not all is never written so."""
    text = f"{rounding(round(100 * value, 9))}%"
    if (text == "0%" and value > 0) or (text == "100%" and value < 1):
        return percent(value)
    return text


def units(row: Row, column: str) -> Number:
    """A count of a finding."""
    return Number(count(row[column]), row["id"], column, int(row[column]))


def plain(sentence: Sentence) -> str:
    """The sentence as text."""
    return "".join(part if isinstance(part, str) else part.text for part in sentence)


def typed(text: str, rows: list[Row], fixed: frozenset[str] = frozenset()) -> Sentence:
    """Find every number of ``text`` in the findings.

    Args:
        text: a sentence about ``rows``.
        rows: the findings that it speaks of, those meant first.
        fixed: numbers that are no findings, as the edition's year or the level of an interval.

    Raises:
        IncompleteError: a number is in no finding.
    """
    parts: list[str | Number] = []
    at = 0
    quoted = list(_quoted(text, rows))
    for found in _NUMBER.finditer(text):
        if found[0] in fixed or any(start <= found.start() < end for start, end in quoted):
            continue
        number = _source(found, rows)
        if number is None:
            raise IncompleteError(f"the sentence {text!r} says {found[0]}, which no finding holds; see findings.json")
        parts += [text[at : found.start()], number]
        at = found.end()
    return tuple(part for part in (*parts, text[at:]) if part)


def _quoted(text: str, rows: list[Row]) -> Iterator[tuple[int, int]]:
    """Where ``text`` repeats a finding's own words; the numbers in them are the finding's already."""
    for words in {row[column] for row in rows for column in ("population", "reason") if row.get(column)}:
        for found in re.finditer(re.escape(words), text):
            yield found.span()


def agrees(text: str, value: float, column: str) -> bool:
    """Whether ``text`` is ``value`` as a reader may see it, at the precision written."""
    digits = text.replace(",", "").replace("%", "").strip()
    if column in COUNTS:
        return digits.isdigit() and int(digits) == int(value)
    if text in ("under 0.1%", "over 99.9%"):
        return percent(value) == text
    places = len(digits.partition(".")[2])
    if places == 0 and column in OUTWARD and int(digits) == OUTWARD[column](round(100 * value, 9)):
        return True
    # Half a unit of the last place, and what binary fractions add to it.
    return bool(abs(float(digits) - 100 * value) <= 0.5 * 0.1**places + 1e-9)


def _source(found: re.Match[str], rows: list[Row]) -> Number | None:
    return next(_sources(found, rows), None)


def _sources(found: re.Match[str], rows: list[Row]) -> Iterator[Number]:
    columns = SHARES if found[2] else COUNTS
    for row in rows:
        for column in columns:
            value = row.get(column)
            if value is not None and value == value and agrees(found[0], float(value), column):
                yield Number(found[0], row["id"], column, float(value) if found[2] else int(value))
