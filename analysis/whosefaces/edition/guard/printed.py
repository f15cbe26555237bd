"""The numbers that a page or a chart prints, held against the findings and tables that it was made from.

A number in a sentence names its finding: ``<data value="0.6209" data-finding="P1" data-column="estimate">62%</data>``. It
must be that cell, and be written as that cell is written. Numbers elsewhere (in charts, in the tables behind them, in the
table of all findings) must be a cell of a published table as a reader may see it, a sum that a chart draws of one, or stand
word for word in what does not change from edition to edition: the template, the reference data, the wording of a finding.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
from lxml import html  # type: ignore[import-untyped]

from whosefaces import PROJECT
from whosefaces.report import charts
from whosefaces.report.charts import definitions, effort
from whosefaces.report.words import prose, wording
from whosefaces.report.words.numbers import count, day, percent
from whosefaces.report.words.prose import COUNTS, SHARES, whole_percent

TEMPLATES = Path(__file__).parents[2] / "report" / "templates"
REFERENCE = PROJECT / "data" / "reference"

TOKEN = re.compile(r"\d+(?:[.,]\d+)*(?:\s?%)?")
"""Any number as it is written: 12, 1,070,000, 62.1%, 2.5 %."""

AXIS = frozenset({"0%", "25%", "50%", "75%", "100%", "0", "0.0"})
"""The ticks of a share's axis, and nothing."""

WORKED_OUT: tuple[tuple[str, Callable[[pd.DataFrame], charts.Figure | None]], ...] = (
    ("licences", charts.licences),
    ("licences", charts.then_and_now),
    ("effort", effort.effort),
    ("other_definitions", definitions.moved),
    ("comparison", charts.compared),
)
"""Charts that print what stands in no cell, by the table that they are made of."""

UNREAD = frozenset({"style", "script", "code", "pre"})
"""Elements that no reader reads as findings: letters, rules, commands to type."""


def table(path: Path) -> pd.DataFrame:
    """A published table, every cell as it is written."""
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def same_cell(text: str, value: object) -> bool:
    """Whether a cell of a CSV file is the value of ``findings.json``."""
    if value is None:
        return text == ""
    if isinstance(value, bool):
        return text == str(value)
    if isinstance(value, int | float):
        try:
            return float(text) == float(value)
        except ValueError:
            return False
    # A text that a spreadsheet would take for a formula is written with an apostrophe before it.
    return text == str(value) or (text == f"'{value}" and str(value)[:1] in "=+-@\t\r")


@dataclass(frozen=True)
class Known:
    """What may be printed of one edition: its findings by id, and every number as it may be written."""

    findings: dict[str, dict[str, Any]]
    numbers: frozenset[str]

    @classmethod
    def of(cls, public: Path) -> Known:
        """Read ``public``: ``findings.json``, every table, ``provenance.json``, and what is fixed in this checkout."""
        said = json.loads((public / "findings.json").read_text(encoding="utf-8"))
        tables = {path.stem: pd.read_csv(path) for path in sorted((public / "tables").glob("*.csv"))}
        numbers = set(AXIS) | _fixed()
        for frame in tables.values():
            numbers |= _written(frame)
        numbers |= _drawn(tables)
        numbers |= _tokens(json.dumps(said, ensure_ascii=False))
        numbers |= {number for text in _texts(said) for number in _tokens(text)}
        numbers |= _tokens(_text(public / "provenance.json")) | _tokens(_text(public / "corrections.json"))
        numbers |= _dates(
            json.dumps(said)
            + _text(public / "corrections.json")
            + " ".join(" ".join(map(str, t.to_numpy().ravel())) for t in tables.values())
        )
        numbers.add(str(len(said["findings"])))
        return cls({row["id"]: row for row in said["findings"]}, frozenset(numbers))


def disagreements(markup: str, known: Known) -> Iterator[tuple[str, str]]:
    """Every number that is not what it should be: where it stands, and why."""
    tree = html.document_fromstring(markup.encode("utf-8"), parser=html.HTMLParser(encoding="utf-8"))
    for element in tree.iter("data"):
        why = _typed(element, known)
        if why:
            yield _place(element), why
    for element, text in _loose(tree):
        for why in unknown_numbers(text, known):
            yield _place(element), why


def unknown_numbers(text: str, known: Known, more: frozenset[str] = frozenset()) -> Iterator[str]:
    """Every number of a plain text that neither the edition gives nor ``more``, as why it may not stand there."""
    for token in TOKEN.findall(text):
        if _plain(token) not in known.numbers | more:
            yield f"prints {token}, which no finding, no table and no fixed wording gives"


# -- numbers that name their finding


def _typed(element: Any, known: Known) -> str | None:
    name, column, value = (element.get(key) for key in ("data-finding", "data-column", "value"))
    text = "".join(element.itertext())
    finding = known.findings.get(name)
    if finding is None:
        return f"prints {text} as finding {name!r}, which is none"
    if column not in (*SHARES, *COUNTS):
        return f"prints {text} as {name}, {column!r}, which is no number of a finding"
    held = finding[column]
    if held is None:
        return f"prints {text} as {name}, {column}; findings.json holds no such number"
    if not _is(value, held):
        return f"{name}, {column}: the page says {value}, findings.json {held}"
    if not _reads(text, float(held), column):
        return f"{name}, {column}: prints {text} for {held}"
    return None


def _is(value: str | None, held: float) -> bool:
    try:
        return value is not None and float(value) == float(held)
    except ValueError:
        return False


def _reads(text: str, held: float, column: str) -> bool:
    """Whether ``text`` is a way in which this number is written."""
    if column in COUNTS:
        return text == count(held)
    digits = re.fullmatch(r"\d+(?:\.\d+)?\s?%", text)
    return text in _shares(held) or (digits is not None and prose.agrees(text, held, column))


# -- numbers that do not


def _loose(tree: Any) -> Iterator[tuple[Any, str]]:
    """Every text that a reader sees outside ``<data>``, with the element it stands in."""
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        inside = {element.tag, *(above.tag for above in element.iterancestors())}
        if inside & UNREAD:
            if element.tag in UNREAD and element.tail and not (inside - {element.tag}) & UNREAD:
                yield element.getparent(), element.tail
            continue
        if element.text and element.tag != "data":
            yield element, element.text
        if element.tail:
            yield element.getparent(), element.tail
        for key in ("content", "alt", "aria-label", "title"):
            if element.tag != "data" and element.get(key) and element.get("http-equiv") is None:
                yield element, element.get(key)


def _place(element: Any) -> str:
    """The nearest thing with a name that the element stands in, and its line."""
    for above in (element, *element.iterancestors()):
        if above.get("id"):
            return f"line {element.sourceline}, in {above.get('id')}"
    return f"line {element.sourceline}"


def _tokens(text: str) -> set[str]:
    return {_plain(token) for token in TOKEN.findall(text)}


def _plain(token: str) -> str:
    """A number without the blank before its percent sign, which a line may have broken."""
    return re.sub(r"\s", "", token)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)


def _written(frame: pd.DataFrame) -> set[str]:
    """Every cell of a table as a reader may see it: a share in percent, a count in groups of three, words as they are."""
    written: set[str] = set()
    for column in frame.columns:
        for value in frame[column].dropna().unique():
            if isinstance(value, str):
                written |= _tokens(value)
            elif float(value).is_integer():
                written.add(count(value))
            if not isinstance(value, str) and 0 <= float(value) <= 1:
                written |= {_plain(form) for form in _shares(float(value))}
    return written


def _shares(value: float) -> set[str]:
    forms = {percent(value), *(whole_percent(value, rounding) for rounding in (round, math.floor, math.ceil))}
    return forms | {token for form in forms for token in TOKEN.findall(form)}


def _drawn(tables: dict[str, pd.DataFrame]) -> set[str]:
    """What a chart works out of a table, as sums, amounts and moves: its words, and the table behind it, made again."""
    figures = [draw(tables[name]) for name, draw in WORKED_OUT if name in tables and not tables[name].empty]
    written: set[str] = set()
    for figure in figures:
        if figure is not None:
            written |= _tokens(figure.text) | _written(figure.table)
    return written


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _dates(text: str) -> set[str]:
    """Days in words, for every day that is written in figures."""
    written: set[str] = set()
    for found in set(re.findall(r"\d{4}-\d\d-\d\d", text)):
        try:
            written |= _tokens(day(dt.date.fromisoformat(found)))
        except ValueError:
            continue
    return written


@cache
def _fixed() -> frozenset[str]:
    """Numbers that stand in the templates and in the reference data of this checkout."""
    fixed: set[str] = {token for text in wording.everything() for token in _tokens(text)}
    for path in sorted(TEMPLATES.glob("*.html")):
        fixed |= {
            token for _, text in _loose(html.fromstring(path.read_text(encoding="utf-8"))) for token in _tokens(text)
        }
    for path in sorted(REFERENCE.rglob("*.toml")):
        text = path.read_text(encoding="utf-8")
        fixed |= _tokens(text) | _dates(text)
    return frozenset(fixed)
