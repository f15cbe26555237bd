"""Rows that Python takes apart -> listing: any container that DuckDB does not read as strictly, row by row.

JSON, XML and SQLite come here, and those delimited texts that are not plain lines: line ends that are mixed, fields that
quotes enclose in a way that cannot be told without reading letter by letter.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from whosefaces.manifest.engine import Duck
from whosefaces.manifest.listing import (
    LISTING,
    LONGEST_EXAMPLE,
    LONGEST_LINE,
    Delimited,
    ManifestError,
    Records,
    SetAside,
    listing_columns,
)
from whosefaces.manifest.reader import containers
from whosefaces.manifest.reader.containers import Tally
from whosefaces.manifest.reader.encodings import NotUtf8Error

BATCH = 50_000
"""Rows handed to the engine at a time, where Python takes a manifest apart."""


def write(
    duck: Duck,
    rows: Iterator[tuple[object, ...] | SetAside],
    layout: Delimited | Records,
    target: Path,
) -> None:
    """Hand the rows that Python takes apart to the engine, batch by batch."""
    import pandas as pd
    from tqdm import tqdm

    names = [*layout.columns, "set_aside_because", "as_it_stands"]
    if isinstance(layout, Delimited) and layout.as_text:
        cells = ", ".join(f"nullif({name}, '') AS {name}" for name in layout.columns)
        select = f"{cells}, set_aside_because AS set_aside, as_it_stands AS text"
        schema = ", ".join(f"{name} VARCHAR" for name in layout.written)
    else:
        selected = dict(layout.listing)
        own = selected.get("set_aside", "NULL")
        selected["set_aside"] = f"coalesce(set_aside_because, {own})"
        selected["text"] = f"coalesce(as_it_stands, {selected.get('text', 'NULL')})"
        select = listing_columns(selected)
        schema = ", ".join(f"{column.name} {column.type}" for column in LISTING.columns)
    nothing = (None,) * len(layout.columns)
    duck.run(f"CREATE OR REPLACE TEMP TABLE listed ({schema})")
    with tqdm(desc="reading the manifest", unit=" rows", unit_scale=True, delay=2, disable=None, leave=False) as bar:
        while batch := list(islice(rows, BATCH)):
            flat = [
                (*nothing, row.reason, row.text[:LONGEST_EXAMPLE]) if isinstance(row, SetAside) else (*row, None, None)
                for row in batch
            ]
            given = pd.DataFrame(flat, columns=names, dtype=object)
            duck.connection.register("given_rows", given)
            typed = ", ".join(f'CAST("{name}" AS VARCHAR) AS "{name}"' for name in names)
            duck.connection.execute(f"INSERT INTO listed SELECT {select} FROM (SELECT {typed} FROM given_rows)")
            duck.connection.unregister("given_rows")
            bar.update(len(batch))
    duck.write("SELECT * FROM listed", target)
    duck.run("DROP TABLE listed")


def of_lines(path: Path, layout: Delimited, tally: Tally) -> Iterator[tuple[object, ...] | SetAside]:
    """One row a line, whatever ends the lines; quotes are data."""
    width, least = len(layout.columns), layout.least or len(layout.columns)
    with containers.opened(path) as stream:
        for number, line in enumerate(_bounded_lines(stream, tally)):
            if number == 0:
                line = line.removeprefix(b"\xef\xbb\xbf")
            if number < layout.header_lines:
                continue
            if len(line) > LONGEST_LINE:
                yield SetAside("line too long", line[:LONGEST_EXAMPLE].decode(errors="replace"))
                continue
            try:
                said = line.decode()
            except UnicodeDecodeError:
                raise NotUtf8Error(
                    f"{path}: line {number + 1:,} is not UTF-8; name its encoding with --encoding"
                ) from None
            fields = said.split(layout.delimiter)
            if not said and width > 1:
                yield SetAside("empty line", "")
            elif misfit := _misfit(fields, width, least):
                yield SetAside(misfit, said)
            else:
                yield _whole(fields, width)


def _bounded_lines(stream: io.BufferedReader, tally: Tally) -> Iterator[bytes]:
    """Lines without their ends; of one that is too long only the beginning, so that it cannot fill the memory."""
    while line := stream.readline(LONGEST_LINE + 2):
        tally.add(line)
        if not line.endswith(b"\n") and len(line) > LONGEST_LINE:
            while (more := stream.readline(LONGEST_LINE)) and not more.endswith(b"\n"):
                tally.add(more)
            tally.add(more)
        yield line.removesuffix(b"\n").removesuffix(b"\r")


def of_quoted(path: Path, layout: Delimited, tally: Tally) -> Iterator[tuple[object, ...] | SetAside]:
    """Rows whose fields may be enclosed in quotes, and so span lines (RFC 4180)."""
    width, least = len(layout.columns), layout.least or len(layout.columns)
    csv.field_size_limit(LONGEST_LINE)
    with containers.opened(path) as stream:
        lines = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="surrogateescape", newline="")
        reader = csv.reader(
            _bounded_text(lines, path),
            delimiter=layout.delimiter,
            quotechar=layout.quote,
            escapechar="\\" if layout.backslash else None,
            strict=True,
        )
        number = 0
        while True:
            number += 1
            try:
                fields = next(reader)
            except StopIteration:
                break
            except csv.Error as error:
                raise ManifestError(
                    f"{path}: line {reader.line_num:,}: {error}; a quoted field is not closed, or text follows its end. "
                    "Mend that line, or save the file with tabs and no quotes"
                ) from None
            if number <= layout.header_lines:
                continue
            if not fields:
                yield SetAside("empty line", "")
            elif misfit := _misfit(fields, width, least):
                yield SetAside(misfit, _printable(layout.delimiter.join(fields)))
            elif any(_undecoded(field) for field in fields):
                raise NotUtf8Error(f"{path}: line {reader.line_num:,} is not UTF-8; name its encoding with --encoding")
            else:
                yield _whole(fields, width)
        tally.lines = reader.line_num


def _bounded_text(lines: io.TextIOWrapper, path: Path) -> Iterator[str]:
    while line := lines.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE and not line.endswith("\n"):
            raise ManifestError(f"{path}: a line has more than {LONGEST_LINE:,} letters; this is no table of photos")
        yield line


def _whole(fields: Sequence[str], width: int) -> tuple[str | None, ...]:
    """A row of ``width`` cells, None for nothing; one that ends early has nothing there."""
    return (*(field or None for field in fields[:width]), *(None for _ in range(width - len(fields))))


def _misfit(fields: Sequence[str], width: int, least: int) -> str | None:
    """Why a row does not fit its columns. Delimiters after the last field, with nothing in them, end a row: nothing is lost."""
    if len(fields) < least:
        return "too few columns"
    return "too many columns" if any(fields[width:]) else None


def _undecoded(field: str) -> bool:
    return not field.isascii() and any("\udc80" <= letter <= "\udcff" for letter in field)


def _printable(text: str) -> str:
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
