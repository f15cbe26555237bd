"""Delimited text -> listing by DuckDB, line by line: every line is in the listing, or in it as set aside.

To DuckDB quotes are data here: it reads lines as they stand. Where quotes enclose fields, they are taken off on the way
(``unquoting``). What DuckDB rejects is put back into its place with its reason.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import duckdb

from whosefaces import scan
from whosefaces.manifest.engine import Duck
from whosefaces.manifest.listing import LONGEST_EXAMPLE, LONGEST_LINE, Delimited
from whosefaces.manifest.reader import containers, unquoting
from whosefaces.manifest.reader.bounding import Bounding
from whosefaces.manifest.reader.containers import CHUNK, Tally
from whosefaces.manifest.reader.encodings import NotUtf8Error
from whosefaces.manifest.reader.glimpse import Glimpse
from whosefaces.manifest.reader.unquoting import DeclinedError, Unquoting
from whosefaces.scan import quoted

Fed = TypeVar("Fed")

_REASONS = {
    "MISSING COLUMNS": "too few columns",
    "TOO MANY COLUMNS": "too many columns",
    "LINE SIZE OVER MAXIMUM": "line too long",
}


@dataclass(frozen=True)
class _Lines:
    """What DuckDB is given to read: where, what ends a field, and SQL for a field and for a line as the manifest has them."""

    source: Path
    delimiter: str
    field: Callable[[str], str] = str
    row: Callable[[str], str] = str


def plain(duck: Duck, glimpse: Glimpse, layout: Delimited, target: Path) -> tuple[str, Tally] | None:
    """Write the listing of a text in which quotes are data, or none stand; return the file's hash and tally.

    A file is first read as it lies there, which is fastest; where that does not give every line, it is read again with
    what is rejected.

    None: not every line is accounted for, or quotes enclose fields after all.
    """
    if glimpse.compression is None:
        digest, tally, rows = _read_as_it_lies(duck, glimpse, layout, target)
        if layout.quoted and tally.quotes:
            return None
        _hold_to_utf8(tally, glimpse)
        if rows + layout.header_lines == tally.total:
            return digest, tally
    digest, tally, rows = _read_through_a_pipe(duck, glimpse, layout, target)
    _hold_to_utf8(tally, glimpse)
    whole = rows + layout.header_lines == tally.total
    return (digest, tally) if whole and not (layout.quoted and tally.quotes) else None


def _hold_to_utf8(tally: Tally, glimpse: Glimpse) -> None:
    if not tally.utf8:
        raise NotUtf8Error(f"{glimpse.path}: not UTF-8; name its encoding with --encoding")


def enclosed(duck: Duck, glimpse: Glimpse, layout: Delimited, target: Path) -> tuple[str, Tally] | None:
    """Write the listing of a text whose fields quotes may enclose; return the file's hash and tally.

    None: it cannot be told by counting quotes what the text says, or DuckDB's rows are not as many as those counted.
    """

    def field(text: str) -> str:
        fed = f"replace({text}, chr({unquoting.LINE_FEED}), chr(10))"
        return f"replace({fed}, chr({unquoting.CARRIAGE_RETURN}), chr(13))"

    def row(text: str) -> str:
        return f"replace({field(text)}, chr({unquoting.DELIMITER}), '{quoted(layout.delimiter)}')"

    with _fed(lambda pipe: _feed_enclosed(glimpse, pipe, layout), glimpse.path) as (pipe, both):
        rows = _read(duck, _Lines(pipe, chr(unquoting.DELIMITER), field, row), layout, target)
    digest, (tally, counted) = both.result()
    _hold_to_utf8(tally, glimpse)
    return (digest, tally) if counted is not None and rows + layout.header_lines == counted else None


def _read_as_it_lies(duck: Duck, glimpse: Glimpse, layout: Delimited, target: Path) -> tuple[str, Tally, int]:
    """Hash, tally, and how many rows DuckDB took; those that it cannot use are left out."""
    with ThreadPoolExecutor(1) as beside:
        both = beside.submit(containers.sha256_and_tally, glimpse.path)
        rows = _read(duck, _Lines(glimpse.path, layout.delimiter), layout, target, rejects=False)
    return *both.result(), rows


def _read_through_a_pipe(duck: Duck, glimpse: Glimpse, layout: Delimited, target: Path) -> tuple[str, Tally, int]:
    """Hash, tally, and the rows in the listing, those that were rejected among them."""
    with _fed(lambda pipe: _feed_plain(glimpse, pipe, layout), glimpse.path) as (pipe, both):
        rows = _read(duck, _Lines(pipe, layout.delimiter), layout, target)
    return *both.result(), rows


def _read(duck: Duck, lines: _Lines, layout: Delimited, target: Path, *, rejects: bool = True) -> int:
    """Let DuckDB read the lines into ``target``; return the rows there, -1 where it gave up."""
    wrong = "store_rejects = true, rejects_limit = 0, rejects_table = 'rejected'" if rejects else "ignore_errors = true"
    read = scan.lines(
        lines.source,
        layout.columns,
        delimiter=lines.delimiter,
        skip=layout.header_lines,
        options=f"{wrong}, max_line_size = {LONGEST_LINE}, buffer_size = {2 * LONGEST_LINE}",
    )
    fields = ", ".join(f"{lines.field(name)} AS {name}" for name in layout.columns)
    duck.connection.execute("DROP TABLE IF EXISTS rejected")
    try:
        duck.write(f"SELECT {layout.selected} FROM (SELECT {fields} FROM {read}) AS fields", target)
    except duckdb.Error:
        return -1
    if rejects:
        return _with_rejected(duck, target, lines, layout)
    return int(duck.rows(f"SELECT count(*) FROM {scan.parquet(target)}")[0][0])


def _with_rejected(duck: Duck, target: Path, lines: _Lines, layout: Delimited) -> int:
    """Put the rejected lines back into their places, set aside; return the rows of the listing."""
    accepted: int = duck.rows(f"SELECT count(*) FROM {scan.parquet(target)}")[0][0]
    rejected: int = duck.rows("SELECT count(DISTINCT line) FROM rejected")[0][0]
    if not rejected:
        return accepted
    reasons = " ".join(f"WHEN '{kind}' THEN '{reason}'" for kind, reason in _REASONS.items())
    duck.run(
        f"""CREATE OR REPLACE TEMP TABLE put_aside AS
        SELECT place, place - row_number() OVER (ORDER BY place) AS before, reason, line_text
        FROM (SELECT line - {layout.header_lines} AS place,
                     min(CASE error_type::VARCHAR {reasons} ELSE lower(error_type::VARCHAR) END) AS reason,
                     left({lines.row("any_value(csv_line)")}, {LONGEST_EXAMPLE}) AS line_text
              FROM rejected GROUP BY line)"""
    )
    kept = ", ".join(layout.written)
    aside = layout.selected_aside
    whole = target.with_name("whole.parquet")
    # The k-th accepted row (from 0) stands after every rejected line that fewer than k + 1 accepted ones precede.
    duck.write(
        f"""SELECT {kept} FROM (
            SELECT {kept}, a.n + 1 + coalesce(r.ordinal, 0) AS place
            FROM (SELECT *, file_row_number AS n FROM {scan.parquet(target, numbered=True)}) a
            ASOF LEFT JOIN (SELECT before, max(place - before) AS ordinal FROM put_aside GROUP BY before) r
              ON a.n >= r.before
            UNION ALL SELECT {aside}, place FROM put_aside) ORDER BY place""",
        whole,
    )
    whole.replace(target)
    return accepted + rejected


@contextmanager
def _fed(feed: Callable[[io.FileIO], Fed], path: Path) -> Iterator[tuple[Path, Future[tuple[str, Fed]]]]:
    """A pipe that ``feed`` fills while DuckDB reads it; then the hash of ``path``, taken beside it, and what ``feed`` said.

    The pipe has a number and no name, so that no folder's name can be a pattern on the way to it.
    """
    with ThreadPoolExecutor(2) as beside:
        source, sink = os.pipe()
        feeding = beside.submit(feed, io.FileIO(sink, "wb"))
        hashing = beside.submit(containers.sha256, path)
        both: Future[tuple[str, Fed]] = Future()
        try:
            yield Path(f"/dev/fd/{source}"), both
        finally:
            os.close(source)  # a feeder that nobody reads on ends there
        said = feeding.result()
        both.set_result((hashing.result(), said))


def _feed_plain(glimpse: Glimpse, pipe: io.FileIO, layout: Delimited) -> Tally:
    """Decompress the file into the pipe, tallying what goes through. Ends quietly when nobody reads on."""
    tally = Tally()
    bounding = Bounding(layout.delimiter, len(layout.columns))
    with pipe as sink, containers.opened(glimpse.path) as stream:
        while chunk := stream.read(CHUNK):
            tally.add(chunk)
            if not containers.pour(sink, bounding.lines(chunk)):
                return tally
        containers.pour(sink, bounding.rest())
    return tally


def _feed_enclosed(glimpse: Glimpse, pipe: io.FileIO, layout: Delimited) -> tuple[Tally, int | None]:
    """Take the quotes off the file into the pipe; return the tally of what was read, and how many rows it holds.

    None: it was declined midway, and what went through the pipe is not to be used; or nobody read on.
    """
    tally = Tally()
    bounding = Bounding(chr(unquoting.DELIMITER), len(layout.columns))
    with pipe as sink, containers.opened(glimpse.path) as stream:
        try:
            taken = Unquoting(layout.delimiter)
            while chunk := stream.read(CHUNK):
                tally.add(chunk)
                if not containers.pour(sink, bounding.lines(taken.lines(chunk))):
                    return tally, None
            containers.pour(sink, bounding.lines(taken.rest()))
        except DeclinedError:
            return tally, None
    return tally, taken.rows
