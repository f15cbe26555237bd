"""A table drawn in characters -> a table of text: what a database's client, Stata or R prints, and Markdown's, Org's and rST's tables.

Lines of dashes part the header from the rows and are none themselves; bars stand round the cells, or blanks hold them apart,
so that a cell has no blank inside. A text is one only where every line fits: otherwise it is read as any text is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from whosefaces.manifest.reader import containers
from whosefaces.manifest.reader.parts import Part
from whosefaces.manifest.reader.tables import AS_IT_STANDS, REASON, TableWriter, named_apart

LOOKED_AT = 200
"""Lines that show what a text is."""

_RULE = re.compile(r"[\s|+:=─━═┼┬┴├┤┌┐└┘-]*[=─━═-]{3,}[\s|+:=─━═┼┬┴├┤┌┐└┘-]*")
_COUNT = re.compile(r"\(?[0-9]+ (?:rows?|lines?)\b.*|\([0-9]+ \w+\)", re.IGNORECASE)
"""What a client writes below: ``(12 rows)``, ``12 rows in set (0.00 sec)``."""

_NAME = re.compile(r"(?!.*(?:[0-9]{5}|://|@N[0-9]))(?:.*[^\W\d_].*)?", re.IGNORECASE)
"""What could be a column's name."""

_NUMBERED = re.compile(r"\s*[0-9]+\.(?=\s*\|)")
"""The number that Stata writes in front of a row's first bar."""


def is_drawn(lines: list[str]) -> bool:
    """Whether the first lines of a text are a table drawn in characters."""
    lines = lines[:LOOKED_AT]
    ruled = any(map(_RULE.fullmatch, lines))
    cut = list(_cut(lines))
    if len(cut) < 3 or len({len(row) for row in cut}) != 1 or len(cut[0]) < 2 or not all(map(_NAME.fullmatch, cut[0])):
        return False
    if ruled:
        return True
    padded = [line for line in lines if re.search(r"\S {2,}\S|^ +\S", line)]
    return len(padded) > 0.5 * len(cut) and not any(mark in line for line in lines for mark in "\t,;|")


def parts(path: Path, folder: Path) -> list[Part]:
    """The table, as one of text."""
    writer = TableWriter(folder / "drawn.parquet")
    with containers.opened(path) as stream:
        lines = (raw.decode("utf-8", "replace").lstrip("\ufeff").rstrip("\r\n") for raw in stream)
        rows = _cut(lines)
        names = named_apart(next(rows))
        writer.name_columns(names)
        for row in rows:
            if len(row) == len(names):
                writer.add(dict(zip(names, row, strict=True)))
            else:
                reason = "too few columns" if len(row) < len(names) else "too many columns"
                writer.add({REASON: reason, AS_IT_STANDS: " ".join(row)})
    note = "The list is a table drawn in characters; its lines and bars were left out."
    return [Part(writer.close(), "the table", table=True, notes=(note,))]


def _cut(lines: Iterable[str]) -> Iterator[list[str]]:
    """The header and the rows, without rules, titles above and counts below."""
    of_text = (
        line for line in lines if line.strip() and not _RULE.fullmatch(line) and not _COUNT.fullmatch(line.strip())
    )
    first = list(islice(of_text, 2))
    bars = all("|" in line or "│" in line for line in first) and len(first) == 2
    header = True
    short = False
    for line in (*first, *of_text):
        cells = _between_bars(line) if bars else line.split()
        if header and not bars and len(first) == 2:
            short = len(first[1].split()) == len(cells) + 1
            cells = ["", *cells] if short else cells
        header = False
        yield cells


def _between_bars(line: str) -> list[str]:
    inner = _NUMBERED.sub("", line).replace("│", "|").strip().removeprefix("|")
    if inner.endswith("|"):
        inner = inner[:-1]
    return [cell.strip() for cell in inner.split("|")]
