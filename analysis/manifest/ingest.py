"""Manifest -> listing: read once, strictly, and kept.

Every line of a delimited text is either in the listing or in it as set aside with its reason: what the reader took
and what it rejected is held against a count of lines taken from the bytes. The listing is kept in the cache by
the file's own hash, so that no manifest is converted twice.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
from filelock import FileLock

from analysis.manifest import containers, engine, formats
from analysis.manifest.containers import Stamp, Tally
from analysis.manifest.engine import Duck, EngineError, quoted
from analysis.manifest.glimpse import Glimpse, look
from analysis.manifest.listing import (
    LISTING,
    Columnar,
    Delimited,
    Format,
    Layout,
    ManifestError,
    Records,
    SetAside,
    listing_columns,
)

BATCH = 50_000
"""Rows handed to the engine at a time, where Python takes a manifest apart."""

LARGE = 100_000_000
"""Bytes; a file of so many takes longer than a reader waits without a word."""

LONGEST_LINE = 16_000_000
"""Bytes; a longer line is set aside, so that no file can fill the memory."""

_REASONS = {
    "MISSING COLUMNS": "too few columns",
    "TOO MANY COLUMNS": "too many columns",
    "INVALID ENCODING": "not UTF-8",
    "LINE SIZE OVER MAXIMUM": "line too long",
}
_LONGEST_EXAMPLE = 200


@dataclass(frozen=True)
class Listing:
    """A listing on disk, and what is known of the file it came from."""

    path: Path
    format: Format
    why: str
    manifest_sha256: str
    rows: int
    lines: int | None
    """Lines of a delimited text; None for other containers."""


def listing(
    manifest: Path,
    format: str = "auto",
    column: str | None = None,
    recognised: Callable[[str], None] | None = None,
) -> Listing:
    """The listing of ``manifest``, from the cache where it has been read before.

    Args:
        manifest: the file or folder.
        format: a name from ``formats.names()``, or "auto".
        column: the column that holds the addresses, where looking is not enough.
        recognised: told in a sentence what the beginning shows the file to be, before a large one is read whole.

    Raises:
        ManifestError: the file cannot be read, or is not in the format named.
    """
    seen = look(manifest, column)
    chosen, why = formats.choose(seen, format)
    stamp = Stamp.of(manifest)
    # One at a time for each state of a file: who comes second finds it done.
    with FileLock(_memory(manifest, stamp).with_suffix(".lock"), mode=0o600):
        kept = _kept(manifest, stamp, chosen, seen)
        if kept is not None:
            return _opened(kept, chosen, why)
        if recognised is not None and (size := stamp.size) >= LARGE:
            recognised(f"{chosen.name}: {why}; all {size / 1e9:.1f} GB of it are now read, once")
        with tempfile.TemporaryDirectory(dir=engine.scratch()) as folder:
            made = Path(folder) / "listing.parquet"
            digest, facts = _ingest(seen, chosen.layout(seen), made)
            if Stamp.of(manifest) != stamp:
                raise ManifestError(f"{manifest}: changed while it was read; wait until it is complete, then run again")
            place = _place(digest, chosen, seen)
            try:
                _put(made, place, facts | {"manifest_sha256": digest})
                _remember(manifest, stamp, digest)
            except OSError as error:
                raise EngineError(f"{place.parent}: cannot be written: {error.strerror}; is the disk full?") from None
    return _opened(place, chosen, why)


def manifest_sha256(manifest: Path) -> str:
    """The SHA-256 of the manifest's bytes (of its files, for a folder), from memory where it has not changed."""
    stamp = Stamp.of(containers.checked(manifest))
    known = _remembered(manifest, stamp)
    if known is None:
        known = containers.folder_sha256(manifest) if manifest.is_dir() else containers.sha256(manifest)
        _remember(manifest, stamp, known)
    return known


# -- from file to Parquet ----------------------------------------------------------------------------------------


def _ingest(seen: Glimpse, layout: Layout, made: Path) -> tuple[str, dict[str, Any]]:
    """Write the listing to ``made``; return the file's hash, and rows and lines."""
    with engine.started() as duck:
        if isinstance(layout, Delimited):
            digest, tally = _ingest_delimited(duck, seen, layout, made)
        else:
            with ThreadPoolExecutor(1) as beside:
                hashing = beside.submit(_sha256, seen.path)
                if isinstance(layout, Columnar):
                    _ingest_columnar(duck, seen.path, layout, made)
                else:
                    _ingest_rows(duck, layout.columns, layout.rows(seen.path), layout, made)
                digest, tally = hashing.result(), None
        rows = duck.rows(f"SELECT count(*) FROM read_parquet('{quoted(made)}')")[0][0]
    if tally is not None and not layout_quoted(layout) and rows + _skipped(layout) != tally.total:
        raise ManifestError(
            f"{seen.path}: {tally.total:,} lines, but {rows:,} rows read or set aside; nothing is used. "
            "This is a fault of the suite: please report it with the file"
        )
    return digest, {"rows": rows, "lines": tally.total if tally else None}


def layout_quoted(layout: Layout) -> bool:
    """Whether rows may span lines."""
    return isinstance(layout, Delimited) and layout.quoted


def _skipped(layout: Layout) -> int:
    return int(isinstance(layout, Delimited) and layout.header)


def _sha256(path: Path) -> str:
    return containers.folder_sha256(path) if path.is_dir() else containers.sha256(path)


def _ingest_delimited(duck: Duck, seen: Glimpse, layout: Delimited, made: Path) -> tuple[str, Tally]:
    """DuckDB's own reader where the text is plain; Python's where quotes enclose or line ends are mixed."""
    plain = not (layout.quoted and b'"' in seen.head)
    if plain:
        digest, tally, accepted = _ingest_lines(duck, seen, layout, made)
        if not tally.utf8:  # DuckDB sees bad bytes only in the columns that are asked for: so all are, for once
            digest, tally, accepted = _ingest_lines(duck, seen, layout, made, all_columns=True)
        enclosed = layout.quoted and tally.quotes
        if accepted is not None and accepted + _skipped(layout) == tally.total and not enclosed:
            return digest, tally
    tally = Tally()
    rows = _quoted_rows(seen.path, layout, tally) if layout.quoted else _plain_rows(seen.path, layout, tally)
    _ingest_rows(duck, layout.columns, rows, layout, made)
    return _sha256(seen.path), tally


def _ingest_lines(
    duck: Duck, seen: Glimpse, layout: Delimited, made: Path, *, all_columns: bool = False
) -> tuple[str, Tally, int | None]:
    """Let DuckDB read the lines; return hash, tally, and the rows in the listing, None where it gave up."""
    with _lines(seen) as (source, counted):
        columns = ", ".join(f"'{name}': 'VARCHAR'" for name in layout.columns)
        read = (
            f"read_csv('{quoted(source)}', delim = '{quoted(layout.delimiter)}', header = false, skip = {_skipped(layout)}, "
            f"quote = '', escape = '', auto_detect = false, columns = {{{columns}}}, compression = 'none', "
            "store_rejects = true, rejects_limit = 0, rejects_table = 'rejected', "
            f"max_line_size = {LONGEST_LINE}, buffer_size = {2 * LONGEST_LINE})"
        )
        duck.connection.execute("DROP TABLE IF EXISTS rejected")
        try:
            where = f"WHERE length(concat({', '.join(layout.columns)})) >= 0" if all_columns else ""
            duck.write(f"SELECT {listing_columns(layout.listing)} FROM {read} {where}", made)
        except duckdb.Error:
            failed = True
        else:
            failed = False
    digest, tally = counted.result()
    if failed:
        return digest, tally, None
    return digest, tally, _with_rejected(duck, made, layout)


def _with_rejected(duck: Duck, made: Path, layout: Delimited) -> int:
    """Put the rejected lines back into their places, set aside; return the rows of the listing."""
    accepted: int = duck.rows(f"SELECT count(*) FROM read_parquet('{quoted(made)}')")[0][0]
    rejected: int = duck.rows("SELECT count(DISTINCT line) FROM rejected")[0][0]
    if not rejected:
        return accepted
    reasons = " ".join(f"WHEN '{kind}' THEN '{reason}'" for kind, reason in _REASONS.items())
    duck.run(
        f"""CREATE OR REPLACE TEMP TABLE put_aside AS
        SELECT place, place - row_number() OVER (ORDER BY place) AS before, reason, line_text
        FROM (SELECT line - {_skipped(layout)} AS place,
                     min(CASE error_type::VARCHAR {reasons} ELSE lower(error_type::VARCHAR) END) AS reason,
                     left(any_value(csv_line), {_LONGEST_EXAMPLE}) AS line_text
              FROM rejected GROUP BY line)"""
    )
    kept = ", ".join(name for name in LISTING.names)
    aside = listing_columns({"set_aside": "reason", "text": "line_text"})
    whole = made.with_name("whole.parquet")
    # The k-th accepted row (from 0) stands after every rejected line that fewer than k + 1 accepted ones precede.
    duck.write(
        f"""SELECT {kept} FROM (
            SELECT {kept}, a.n + 1 + coalesce(r.ordinal, 0) AS place
            FROM (SELECT *, file_row_number AS n FROM read_parquet('{quoted(made)}', file_row_number = true)) a
            ASOF LEFT JOIN (SELECT before, max(place - before) AS ordinal FROM put_aside GROUP BY before) r
              ON a.n >= r.before
            UNION ALL SELECT {aside}, place FROM put_aside) ORDER BY place""",
        whole,
    )
    whole.replace(made)
    return accepted + rejected


@contextmanager
def _lines(seen: Glimpse) -> Iterator[tuple[Path, Future[tuple[str, Tally]]]]:
    """The path that DuckDB shall read, and the hash and tally taken beside it."""
    with ThreadPoolExecutor(2) as beside:
        if seen.compression is None:
            yield seen.path, beside.submit(containers.sha256_and_tally, seen.path)
            return
        with tempfile.TemporaryDirectory(dir=engine.scratch()) as folder:
            pipe = Path(folder) / "lines"
            os.mkfifo(pipe)
            tally = Tally()
            feeding = beside.submit(containers.feed, seen.path, pipe, tally)
            hashing = beside.submit(containers.sha256, seen.path)
            both: Future[tuple[str, Tally]] = Future()
            try:
                yield pipe, both
            finally:
                _unblock(pipe, feeding)
            feeding.result()
            both.set_result((hashing.result(), tally))


def _unblock(pipe: Path, feeding: Future[None]) -> None:
    """Let the feeder end where the reader never opened the pipe, or went away."""
    while not feeding.done():
        reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
        os.close(reader)
        threading.Event().wait(0.01)


def _ingest_columnar(duck: Duck, path: Path, layout: Columnar, made: Path) -> None:
    try:
        duck.write(f"SELECT {listing_columns(layout.listing)} FROM read_parquet('{quoted(path)}')", made)
    except duckdb.Error as error:
        raise ManifestError(f"{path}: this Parquet file cannot be read: {str(error).splitlines()[0]}") from None


def _ingest_rows(
    duck: Duck,
    columns: Sequence[str],
    rows: Iterator[tuple[object, ...] | SetAside],
    layout: Delimited | Records,
    made: Path,
) -> None:
    """Hand the rows that Python takes apart to the engine, batch by batch."""
    import pandas as pd
    from tqdm import tqdm

    names = [*columns, "set_aside_because", "as_it_stands"]
    selected = dict(layout.listing)
    own = selected.get("set_aside", "NULL")
    selected["set_aside"] = f"coalesce(set_aside_because, {own})"
    selected["text"] = f"coalesce(as_it_stands, {selected.get('text', 'NULL')})"
    nothing = (None,) * len(columns)
    work = made.with_name("rows.duckdb")
    duck.run(f"ATTACH '{quoted(work)}' AS work")
    schema = ", ".join(f"{column.name} {column.type}" for column in LISTING.columns)
    duck.run(f"CREATE TABLE work.listed ({schema})")
    with tqdm(desc="reading the manifest", unit=" rows", unit_scale=True, delay=2, disable=None, leave=False) as bar:
        while batch := list(islice(rows, BATCH)):
            flat = [
                (*nothing, row.reason, row.text[:_LONGEST_EXAMPLE]) if isinstance(row, SetAside) else (*row, None, None)
                for row in batch
            ]
            given = pd.DataFrame(flat, columns=names, dtype=object)
            duck.connection.register("given_rows", given)
            typed = ", ".join(f'CAST("{name}" AS VARCHAR) AS "{name}"' for name in names)
            duck.connection.execute(
                f"INSERT INTO work.listed SELECT {listing_columns(selected)} FROM (SELECT {typed} FROM given_rows)"
            )
            duck.connection.unregister("given_rows")
            bar.update(len(batch))
    duck.write("SELECT * FROM work.listed", made)
    duck.run("DETACH work")


# -- lines that Python takes apart -------------------------------------------------------------------------------


def _plain_rows(path: Path, layout: Delimited, tally: Tally) -> Iterator[tuple[object, ...] | SetAside]:
    """One row a line, whatever ends the lines; quotes are data."""
    width = len(layout.columns)
    with containers.opened(path) as stream:
        for number, line in enumerate(_bounded_lines(stream, tally)):
            if number == 0:
                line = line.removeprefix(b"\xef\xbb\xbf")
                if layout.header:
                    continue
            if len(line) > LONGEST_LINE:
                yield SetAside("line too long", line[:_LONGEST_EXAMPLE].decode(errors="replace"))
                continue
            try:
                said = line.decode()
            except UnicodeDecodeError:
                yield SetAside("not UTF-8", line[:_LONGEST_EXAMPLE].decode(errors="replace"))
                continue
            fields = said.split(layout.delimiter)
            if not said and width > 1:
                yield SetAside("empty line", "")
            elif len(fields) != width:
                yield SetAside("too few columns" if len(fields) < width else "too many columns", said)
            else:
                yield tuple(field or None for field in fields)


def _bounded_lines(stream: io.BufferedReader, tally: Tally) -> Iterator[bytes]:
    """Lines without their ends; of one that is too long only the beginning, so that it cannot fill the memory."""
    while line := stream.readline(LONGEST_LINE + 2):
        tally.add(line)
        if not line.endswith(b"\n") and len(line) > LONGEST_LINE:
            while (more := stream.readline(LONGEST_LINE)) and not more.endswith(b"\n"):
                tally.add(more)
            tally.add(more)
        yield line.removesuffix(b"\n").removesuffix(b"\r")


def _quoted_rows(path: Path, layout: Delimited, tally: Tally) -> Iterator[tuple[object, ...] | SetAside]:
    """Rows whose fields may be enclosed in quotes, and so span lines (RFC 4180)."""
    width = len(layout.columns)
    csv.field_size_limit(LONGEST_LINE)
    with containers.opened(path) as stream:
        lines = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="surrogateescape", newline="")
        reader = csv.reader(lines, delimiter=layout.delimiter, strict=True)
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
            if number == 1 and layout.header:
                continue
            if not fields:
                yield SetAside("empty line", "")
            elif len(fields) != width:
                joined = layout.delimiter.join(fields)
                yield SetAside("too few columns" if len(fields) < width else "too many columns", _printable(joined))
            elif any(_undecoded(field) for field in fields):
                yield SetAside("not UTF-8", _printable(layout.delimiter.join(fields)))
            else:
                yield tuple(field or None for field in fields)
        tally.lines = reader.line_num


def _undecoded(field: str) -> bool:
    return not field.isascii() and any("\udc80" <= letter <= "\udcff" for letter in field)


def _printable(said: str) -> str:
    return said.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


# -- what has been read before -----------------------------------------------------------------------------------


def _kept(manifest: Path, stamp: Stamp, chosen: Format, seen: Glimpse) -> Path | None:
    """The listing of an earlier reading. A file is hashed for that only when one of its size has been read."""
    known = _remembered(manifest, stamp)
    if known is None:
        if not any(_listings().glob(f"{stamp.size}-*")):
            return None
        known = manifest_sha256(manifest)
    place = _place(known, chosen, seen)
    return place if _whole(place) else None


def _whole(place: Path) -> bool:
    """Whether a listing is there as it was put there: what was cut off or changed since is made anew."""
    try:
        facts = json.loads(place.with_suffix(".json").read_text(encoding="utf-8"))
        return bool(list(_state(place)) == facts["state"])
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _state(place: Path) -> tuple[int, int]:
    found = place.stat()
    return found.st_size, found.st_mtime_ns


def _place(digest: str, chosen: Format, seen: Glimpse) -> Path:
    size = seen.path.stat().st_size
    asked = hashlib.sha256(f"{seen.column}\0{_code()}\0{duckdb.__version__}".encode()).hexdigest()[:12]
    return _listings() / f"{size}-{digest[:40]}-{chosen.name}-{asked}.parquet"


@cache
def _code() -> str:
    """A hash of this package: what another version of it read is read anew."""
    here = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted(here.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _listings() -> Path:
    folder = engine.cache_folder() / "listings"
    folder.mkdir(exist_ok=True, mode=0o700)
    return folder


def _memory(manifest: Path, stamp: Stamp) -> Path:
    folder = engine.cache_folder() / "seen"
    folder.mkdir(exist_ok=True, mode=0o700)
    said = f"{manifest.resolve()}\0{stamp.size}\0{stamp.modified}\0{stamp.inode}"
    return folder / hashlib.sha256(said.encode("utf-8", "surrogateescape")).hexdigest()


def _remembered(manifest: Path, stamp: Stamp) -> str | None:
    if manifest.is_dir():
        return None  # a folder's stamp does not tell that a file in it has changed
    place = _memory(manifest, stamp)
    said = place.read_text(encoding="ascii") if place.exists() else ""
    return said if len(said) == 64 else None


def _remember(manifest: Path, stamp: Stamp, digest: str) -> None:
    if not manifest.is_dir():
        _memory(manifest, stamp).write_text(digest, encoding="ascii")


def _put(made: Path, place: Path, facts: dict[str, Any]) -> None:
    """Move a listing to its place, and beside it a small file with its facts, each whole or not at all."""
    written = made.with_suffix(".json")
    written.write_text(json.dumps(facts | {"state": _state(made)}), encoding="utf-8")
    written.replace(place.with_suffix(".json"))
    made.replace(place)


def _opened(place: Path, chosen: Format, why: str) -> Listing:
    facts = json.loads(place.with_suffix(".json").read_text(encoding="utf-8"))
    return Listing(place, chosen, why, facts["manifest_sha256"], facts["rows"], facts["lines"])
