"""A database's dump in SQL -> a table of text for each table in it: the rows of its INSERT statements, or of PostgreSQL's COPY.

Statements are read and never run. What they do besides (CREATE, ALTER, SET) is passed over; a table's columns are named as
its INSERT or its CREATE TABLE names them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from whosefaces.manifest.listing import LONGEST_LINE, ManifestError
from whosefaces.manifest.reader import containers
from whosefaces.manifest.reader.parts import Part
from whosefaces.manifest.reader.tables import AS_IT_STANDS, REASON, TableWriter, named_apart

MOST_TABLES = 500

_NAMED = r"[`\"\[]?[\w$. ]+?[`\"\]]?(?:\.[`\"\[]?[\w$ ]+?[`\"\]]?)?"
_INSERT = re.compile(
    rf"\s*(?:INSERT|REPLACE)\s+(?:(?:OR|IGNORE|REPLACE|DELAYED|LOW_PRIORITY)\s+)*INTO\s+(?P<table>{_NAMED})\s*"
    r"(?:\((?P<columns>[^()]*)\))?\s*(?:OVERRIDING \w+ VALUE\s*)?VALUES?\s*(?=\(|$)",
    re.IGNORECASE,
)
_COPY = re.compile(rf"COPY\s+(?P<table>{_NAMED})\s*\((?P<columns>[^()]*)\)\s+FROM\s+stdin", re.IGNORECASE)
_CREATE = re.compile(
    rf"\s*CREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(?P<table>{_NAMED})\s*\((?P<rest>.*)$", re.IGNORECASE
)
_COLUMN = re.compile(r"\s*(?:[`'\"\[](?P<quoted>[^`'\"\]]+)[`'\"\]]|(?P<plain>\w+))\s+\w+")
_NO_COLUMN = re.compile(r"\s*(?:PRIMARY|UNIQUE|KEY|CONSTRAINT|FOREIGN|INDEX|CHECK|FULLTEXT)\b", re.IGNORECASE)
_TOKEN = re.compile(r"'(?:[^'\\]|\\.|'')*'|[(),;]|[^\s(),;']+", re.DOTALL)
_TOKEN_PLAIN = re.compile(r"'(?:[^']|'')*'|[(),;]|[^\s(),;']+", re.DOTALL)
_BEGINS = re.compile(rb"(?im)^(?:INSERT\s+(?:IGNORE\s+)?INTO\s|REPLACE\s+INTO\s|COPY\s+[^\n]{1,2000}\sFROM\s+stdin;)")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "", "Z": "", "b": ""}


def is_dump(head: bytes) -> bool:
    """Whether a text's beginning holds a statement that puts rows into a table."""
    return _BEGINS.search(head) is not None


def parts(path: Path, folder: Path) -> list[Part]:
    """The tables in the dump that have rows, in their order.

    Raises:
        ManifestError: a text in it is not closed, or it has too many tables.
    """
    writers: dict[str, TableWriter] = {}
    columns: dict[str, list[str]] = {}
    for table, names, row in _Reading(path).rows():
        if table not in writers:
            if len(writers) >= MOST_TABLES:
                raise ManifestError(f"{path}: more than {MOST_TABLES} tables; cut the table that is meant out of it")
            writers[table] = TableWriter(folder / f"table-{len(writers)}.parquet")
            columns[table] = named_apart(names or [""] * len(row))
            writers[table].name_columns(columns[table])
        own = named_apart(names) if names else columns[table]
        if len(row) == len(own):
            writers[table].add(dict(zip(own, row, strict=True)))
        else:
            reason = "too few columns" if len(row) < len(own) else "too many columns"
            writers[table].add({REASON: reason, AS_IT_STANDS: " ".join(cell or "" for cell in row)})
    return [Part(writer.close(), table, table=True) for table, writer in writers.items()]


_Row = tuple[str, list[str], list[str | None]]


class _Reading:
    """One dump, read line by line."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._created: dict[str, list[str]] = {}
        with containers.opened(path) as stream:
            head = stream.read(1 << 16)
        self._backslashes = b"`" in head or b"\\'" in head

    def rows(self) -> Iterator[_Row]:
        """Table, columns (none where nothing names them), and cells of each row."""
        with containers.opened(self._path) as stream:
            lines = (raw.decode("utf-8", "replace").lstrip("\ufeff") for raw in stream)
            for line in lines:
                if insert := _INSERT.match(line):
                    yield from self._inserted(_plain(insert["table"]), insert["columns"], line[insert.end() :], lines)
                elif copy := _COPY.match(line):
                    yield from _copied(_plain(copy["table"]), _names(copy["columns"]), lines)
                elif create := _CREATE.match(line):
                    self._created[_plain(create["table"])] = list(_declared(create["rest"], lines))

    def _inserted(self, table: str, columns: str | None, first: str, lines: Iterator[str]) -> Iterator[_Row]:
        names = _names(columns) if columns else self._created.get(table, [])
        token = _TOKEN if self._backslashes else _TOKEN_PLAIN
        depth, cell = 0, ""
        cells: list[str | None] = []
        for text in self._of_whole_texts(first, lines):
            for match in token.finditer(text):
                word = match[0]
                if word == "(":
                    depth += 1
                    if depth == 1:
                        cells, cell = [], ""
                elif word == ")" and depth == 1:
                    depth = 0
                    yield table, names, [*cells, self._value(cell)]
                elif word == ")":
                    depth -= 1
                elif word == "," and depth == 1:
                    cells.append(self._value(cell))
                    cell = ""
                elif word == ";" and depth == 0:
                    return
                elif word.startswith("'") and not cell.startswith("'"):
                    cell = word  # of a call, as replace('...', char(10)), the first text
                elif depth == 1 and not cell.startswith("'"):
                    cell += word

    def _of_whole_texts(self, first: str, lines: Iterator[str]) -> Iterator[str]:
        """Lines, put together where a text goes over their ends."""
        pending = first
        while True:
            quotes = pending.count("'") - (pending.replace("\\\\", "").count("\\'") if self._backslashes else 0)
            if quotes % 2 == 0:
                yield pending
                pending = ""
            elif len(pending) > LONGEST_LINE:
                raise ManifestError(f"{self._path}: a text in it is not closed; have the dump written anew")
            following = next(lines, None)
            if following is None:
                if pending.strip():
                    raise ManifestError(f"{self._path}: ends inside a text; the dump is cut off: have it written anew")
                return
            pending += following

    def _value(self, word: str) -> str | None:
        if word.upper() in ("NULL", "DEFAULT", ""):
            return None
        if not word.startswith("'"):
            return word
        inner = word[1:-1].replace("''", "'")
        if self._backslashes:
            inner = re.sub(r"\\(.)", lambda match: _ESCAPES.get(match[1], match[1]), inner, flags=re.DOTALL)
        return inner


def _copied(table: str, names: list[str], lines: Iterator[str]) -> Iterator[_Row]:
    """The lines behind COPY: cells between tabs, as PostgreSQL escapes them."""
    for line in lines:
        if line.rstrip("\r\n") == "\\.":
            return
        cells = line.rstrip("\r\n").split("\t")
        yield (
            table,
            names,
            [
                None if cell == "\\N" else re.sub(r"\\(.)", lambda match: _ESCAPES.get(match[1], match[1]), cell)
                for cell in cells
            ],
        )


def _declared(rest: str, lines: Iterator[str]) -> Iterator[str]:
    """The columns of a CREATE TABLE, one a line as dumps write them, or all in its first line."""
    line: str | None = rest
    while line is not None:
        inner = line[: line.rindex(")")] if line.count(")") > line.count("(") else line
        for piece in re.split(r",(?![^(]*\))", inner):
            if (match := _COLUMN.match(piece)) and not _NO_COLUMN.match(piece):
                yield match["quoted"] or match["plain"]
        if line.rstrip().endswith(";"):
            return
        line = next(lines, None)


def _names(columns: str) -> list[str]:
    return [_plain(name) for name in columns.split(",")]


def _plain(name: str) -> str:
    """A name without its quotes, and without the schema in front."""
    return re.split(r"\.(?=[^.]*$)", name.strip())[-1].strip('`"[] ')
