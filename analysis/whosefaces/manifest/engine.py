"""The engine that runs the SQL texts: DuckDB, embedded, within a bounded memory.

The texts in ``sql/`` keep to the subset that DuckDB and Spark share; ``whosefaces.manifest.spark`` runs the same
texts on a cluster. A self-test at the start guards against what is known to go wrong in some versions.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import duckdb

from whosefaces import scan
from whosefaces.errors import WhoseFacesError, of_the_system
from whosefaces.manifest import footers
from whosefaces.manifest.cache_folder import cache_folder
from whosefaces.manifest.listing import ManifestError
from whosefaces.scan import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

SQL = Path(__file__).parent / "sql"

BATCH = 20_000
"""Rows that pass through Python at a time."""

MEMORY = os.environ.get("WHOSEFACES_MEMORY", "700MB")
"""What DuckDB may hold; past it, sorts, joins and groups go to disk."""

STALE = 3 * 86_400
"""Seconds after which what lies in the scratch folder belongs to nobody."""

PARQUET = "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, DICTIONARY_SIZE_LIMIT 4096"
"""How Parquet is written: at the first level zstd takes half the time of the third, and the files are no larger; ids
and addresses are tried for a dictionary no longer than it takes to see that they want none."""

NULLS = ("", "null", "none", "nan", "na", "n/a", "\\n", "-")
"""What manifests write for nothing, in lower case."""


class EngineError(WhoseFacesError):
    """The engine does not do what the method rests on, or has no room to do it."""


@cache
def text(name: str, **parameters: str) -> str:
    """The SQL text ``sql/<name>.sql``, each ``:parameter`` of it given as an SQL expression of this code's own.

    Raises:
        ValueError: a parameter is missing, or the text has none of that name.
    """
    query = (SQL / f"{name}.sql").read_text(encoding="utf-8")
    wanted = set(PARAMETER.findall(query))
    if wanted != set(parameters):
        raise ValueError(f"{name}.sql takes {sorted(wanted)}, and was given {sorted(parameters)}")
    return PARAMETER.sub(lambda match: parameters[match[1]], query) if wanted else query


PARAMETER = re.compile(r"(?<![:\w?]):([a-z][a-z0-9_]*)\b")


class Engine(Protocol):
    """What the SQL texts need: views over files and small tables, and their rows or a new file."""

    def parquet(self, name: str, path: Path, *, numbered: bool = False) -> None:
        """See a Parquet file as ``name``; ``numbered`` adds ``row``, its rows' places from 1."""

    def table(self, name: str, columns: Mapping[str, str], rows: Iterable[Sequence[object]]) -> None:
        """Make a small table of these rows; ``columns`` gives types."""

    def view(self, name: str, query: str) -> None:
        """See a query as ``name``."""

    def keep(self, name: str, query: str, *, numbered: bool = False) -> None:
        """Run a query now and see its rows as ``name``, however many they are; ``numbered``: as in ``write``."""

    def hand_over(self, name: str, path: Path, facts: Mapping[str, Any]) -> None:
        """Move the rows kept as ``name`` to ``path``, with ``facts`` in the file's metadata: they are not seen here any more."""

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query whose answer is small."""

    def streamed(self, query: str) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, a few at a time."""

    def frame(self, query: str) -> pd.DataFrame:
        """The rows of a query whose answer is small, as a data frame."""

    def write(self, query: str, path: Path, facts: Mapping[str, Any] | None = None, *, numbered: bool = False) -> None:
        """Write a query's rows as one Parquet file with ``facts`` in its metadata; ``numbered``: in order of ``row``."""


class Duck:
    """DuckDB in this process."""

    def __init__(self, *, memory: str = MEMORY, threads: int | None = None) -> None:
        self.connection = duckdb.connect()
        self._kept = tempfile.TemporaryDirectory(dir=scratch())
        self.connection.execute(f"SET memory_limit = '{memory}'")
        self.connection.execute(f"SET temp_directory = '{quoted(scratch())}'")
        self.connection.execute("SET autoinstall_known_extensions = false")
        self.connection.execute("SET autoload_known_extensions = false")
        self.connection.execute("SET TimeZone = 'UTC'")
        # DuckDB 2.0.0 pushes casts into its CSV reader, which then drops the rows that cannot be cast (duckdb#23818).
        self.connection.execute("SET disabled_optimizers = 'type_pushdown'")
        with suppress(
            duckdb.InvalidInputException
        ):  # in a notebook DuckDB's own bar wants ipywidgets; then there is none
            self.connection.execute("SET enable_progress_bar = true")
            self.connection.execute("SET enable_progress_bar_print = false")
        if threads:
            self.connection.execute(f"SET threads = {threads}")

    def __enter__(self) -> Duck:
        return self

    def __exit__(self, *failure: object) -> None:
        self.connection.close()
        self._kept.cleanup()

    def parquet(self, name: str, path: Path, *, numbered: bool = False) -> None:
        """See a Parquet file as ``name``; ``numbered`` adds ``row``, its rows' places from 1."""
        columns = "* EXCLUDE (file_row_number), file_row_number + 1 AS row" if numbered else "*"
        self.view(name, f"SELECT {columns} FROM {scan.parquet(path, numbered=numbered)}")

    def table(self, name: str, columns: Mapping[str, str], rows: Iterable[Sequence[object]]) -> None:
        """Make a table of these rows; ``columns`` gives types. Rows are taken in batches, so that they may be many."""
        import pandas as pd

        typed = ", ".join(f"CAST({column} AS {kind}) AS {column}" for column, kind in columns.items())
        schema = ", ".join(f"{column} {kind}" for column, kind in columns.items())
        self.connection.execute(f"CREATE OR REPLACE TABLE {name} ({schema})")
        left = iter(rows)
        while batch := list(islice(left, BATCH)):
            given = pd.DataFrame(batch, columns=list(columns), dtype=object)
            self.connection.register("given_rows", given)
            self.connection.execute(f"INSERT INTO {name} SELECT {typed} FROM given_rows")
            self.connection.unregister("given_rows")

    def view(self, name: str, query: str) -> None:
        """See a query as ``name``."""
        self.connection.execute(f"CREATE OR REPLACE VIEW {name} AS {query}")

    def keep(self, name: str, query: str, *, numbered: bool = False) -> None:
        """Run a query now and see its rows as ``name``, however many they are; ``numbered``: as in ``write``."""
        place = Path(self._kept.name) / f"{name}.parquet"
        self.write(query, place, numbered=numbered)
        self.parquet(name, place)

    def hand_over(self, name: str, path: Path, facts: Mapping[str, Any]) -> None:
        """Move the rows kept as ``name`` to ``path``, with ``facts`` in the file's metadata: they are not seen here any more."""
        partial = path.with_name(path.name + ".partial")
        shutil.move(Path(self._kept.name) / f"{name}.parquet", partial)
        footers.add_facts(partial, facts)
        partial.replace(path)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query whose answer is small."""
        return self.run(query).fetchall()

    def streamed(self, query: str) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, a few at a time."""
        with self.connection.cursor() as apart:  # the connection itself stays free for other statements
            found = apart.execute(query)
            while batch := found.fetchmany(BATCH):
                yield from batch

    def frame(self, query: str) -> pd.DataFrame:
        """The rows of a query whose answer is small, as a data frame."""
        return self.run(query).df()

    def write(self, query: str, path: Path, facts: Mapping[str, Any] | None = None, *, numbered: bool = False) -> None:
        """Write a query's rows as one Parquet file with ``facts`` in its metadata; ``numbered``: in order of ``row``.

        DuckDB keeps the order of what it scans, but not through a join: so the order is looked at, which costs little,
        and put right by a sort, which costs much, where it is not so.
        """
        partial = path.with_name(path.name + ".partial")
        self.run(scan.written(query, partial, PARQUET, facts))
        if numbered and self.rows(
            f'SELECT 1 FROM {scan.parquet(partial, numbered=True)} WHERE "row" <> file_row_number + 1 LIMIT 1'
        ):
            unsorted = partial.replace(path.with_name(path.name + ".unsorted"))
            whole = f'SELECT * FROM {scan.parquet(unsorted)} ORDER BY "row"'
            self.run(scan.written(whole, partial, PARQUET, facts))
            unsorted.unlink()
        partial.replace(path)

    def run(self, query: str) -> duckdb.DuckDBPyConnection:
        """Run one statement, with a progress line past two seconds; out of memory or disk is one line."""
        try:
            with _progress(self.connection):
                return self.connection.execute(query)
        except duckdb.OutOfMemoryException as error:
            raise EngineError(
                f"out of memory at {MEMORY}: {_first_line(error)}; free some disk in {scratch()} "
                "or set WHOSEFACES_MEMORY, as WHOSEFACES_MEMORY=2GB"
            ) from None
        except duckdb.IOException as error:
            known = of_the_system(str(error), scratch())
            raise known or EngineError(f"{_first_line(error)}; is the disk full?") from None


def started() -> Duck:
    """DuckDB, after it has shown once in this process that it does what the method rests on."""
    _self_test()
    return Duck()


def facts_of(path: Path) -> dict[str, Any]:
    """What was written into a Parquet file's metadata beside its rows; nothing for a file of others."""
    with scan.connection() as engine:
        try:
            found = engine.execute(f"SELECT decode(key), decode(value) FROM {scan.parquet_facts(path)}").fetchall()
        except duckdb.Error as error:
            raise ManifestError(f"{path}: not a Parquet file that can be read: {_first_line(error)}") from None
    facts = {}
    for key, value in found:
        try:
            facts[key] = json.loads(value)
        except ValueError:
            continue
    return facts


def scratch() -> Path:
    """Where the engine puts what does not fit into memory."""
    folder = cache_folder() / "scratch"
    folder.mkdir(exist_ok=True, mode=0o700)
    _swept(folder)
    return folder


@cache
def _swept(folder: Path) -> None:
    """Remove, once in a process, what killed runs left behind days ago."""
    for left in folder.iterdir():
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > STALE:
                shutil.rmtree(left) if left.is_dir() else left.unlink()


@cache
def _self_test() -> None:
    """Hold the engine to what the method rests on, on a file of a few bytes."""
    with tempfile.TemporaryDirectory() as folder, Duck() as engine:
        lines = Path(folder) / "lines.tsv"
        lines.write_bytes(b'5\t"a\nx\tb\n\tc"\nshort\none\ttwo\tthree\n')
        wrong = "store_rejects = true, rejects_limit = 0"
        source = scan.lines(lines, ("n", "said"), delimiter="\t", skip=0, options=wrong)
        read = engine.rows(f"SELECT TRY_CAST(n AS INTEGER), said FROM {source}")
        rejected = engine.rows("SELECT DISTINCT line FROM reject_errors ORDER BY line")
        hashed = engine.rows(
            "SELECT sha256('ab|1'), regexp_extract('abc', 'x(y)', 1), regexp_extract('a7', '^a([0-9])$', 1)"
        )
    wanted_hash = hashlib.sha256(b"ab|1").hexdigest()
    if read != [(5, '"a'), (None, "b"), (None, 'c"')] or rejected != [(4,), (5,)]:
        raise EngineError(f"DuckDB {duckdb.__version__} does not read lines as they stand; install the locked version")
    if hashed != [(wanted_hash, "", "7")]:
        raise EngineError(f"DuckDB {duckdb.__version__} hashes or matches differently; install the locked version")


@contextmanager
def _progress(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """A line on standard error with the share done, for anything over two seconds."""
    from tqdm import tqdm

    over = threading.Event()

    def watch() -> None:
        if over.wait(2):
            return
        with tqdm(total=100, desc="reading the manifest", unit="%", disable=None, leave=False) as bar:
            while not over.wait(0.2):
                share = connection.query_progress()
                if share > bar.n:
                    bar.update(round(share - bar.n, 1))

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]
