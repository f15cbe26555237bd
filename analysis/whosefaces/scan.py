"""Which words make an engine open exactly the file that is meant: the only place where a path enters an engine's call.

To DuckDB and to Spark a path is a pattern: ``faces[1].parquet`` is the file ``faces1.parquet``, and a folder called
``photo_id=5`` gives every row in it that photo id. Here a path is a name and nothing else: what would be a pattern in
it is escaped, no column comes from a folder's name, and files are never put together by the names of their columns.
A test holds that no other module builds such a call.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from whosefaces.errors import WhoseFacesError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_PATTERNS = "*?["
_NOTHING_FROM_THE_PATH = "hive_partitioning = false, filename = false, union_by_name = false"


class PathError(WhoseFacesError):
    """A path that an engine cannot be made to open as it stands."""


def connection() -> duckdb.DuckDBPyConnection:
    """A connection of its own to this process's one engine in memory, for small questions to files.

    To start an engine takes longer than most of what is asked of one.
    """
    return _engine(os.getpid()).cursor()


def ordered() -> duckdb.DuckDBPyConnection:
    """The same with one thread, so that the same rows are written in the same order, and give the same bytes."""
    return _engine(os.getpid(), "SET threads = 1").cursor()


@cache
def _engine(_process: int, setting: str = "") -> duckdb.DuckDBPyConnection:
    # A process that was forked has none of its parent's threads, and so needs an engine of its own.
    engine = duckdb.connect()
    engine.execute("SET enable_external_file_cache = false")  # a file is read as it is now
    if setting:
        engine.execute(setting)
    return engine


def quoted(text: Path | str) -> str:
    """A text, or a path that is written to, between the quotes of an SQL text."""
    return str(text).replace("'", "''")


def literal(path: Path) -> str:
    """SQL for the one file at ``path``, to be read: absolute, with nothing in it that is a pattern.

    Raises:
        PathError: it holds a backslash beside a letter that has to be escaped: DuckDB then takes it for a slash.
    """
    absolute = str(path.absolute())
    if "\\" in absolute and any(letter in absolute for letter in _PATTERNS):
        raise PathError(
            f"{path}: DuckDB cannot open a path with both a backslash and one of * ? [ in it; rename the folder or the file"
        )
    return "'" + quoted("".join(f"[{letter}]" if letter in _PATTERNS else letter for letter in absolute)) + "'"


def parquet(path: Path | Sequence[Path], *, numbered: bool = False) -> str:
    """SQL for the rows of a Parquet file, or of several in their order; ``numbered`` adds ``file_row_number`` from 0."""
    what = literal(path) if isinstance(path, Path) else f"[{', '.join(map(literal, path))}]"
    return f"read_parquet({what}, {_NOTHING_FROM_THE_PATH}, file_row_number = {str(numbered).lower()})"


def rows(path: Path) -> int:
    """How many rows a Parquet file has."""
    [(count,)] = connection().execute(f"SELECT count(*) FROM {parquet(path)}").fetchall()
    return int(count)


def parquet_facts(path: Path) -> str:
    """SQL for what stands in a Parquet file's metadata beside its rows."""
    return f"parquet_kv_metadata({literal(path)})"


def parquet_schema(path: Path) -> str:
    """SQL for the tree of a Parquet file's columns."""
    return f"parquet_schema({literal(path)})"


def lines(path: Path, columns: Sequence[str], *, delimiter: str, skip: int, options: str) -> str:
    """SQL for a text whose every line is a row and whose quotes are data; every column is text, nothing is guessed.

    Args:
        path: the file, or a named pipe.
        columns: the columns' names, as many as a line has fields.
        delimiter: what ends a field.
        skip: lines ahead of the rows.
        options: further ones of DuckDB's reader, written out.
    """
    typed = ", ".join(f"'{quoted(name)}': 'VARCHAR'" for name in columns)
    return (
        f"read_csv({literal(path)}, {_NOTHING_FROM_THE_PATH}, delim = '{quoted(delimiter)}', header = false, skip = {skip}, "
        f"quote = '', escape = '', auto_detect = false, columns = {{{typed}}}, compression = 'none', {options})"
    )


def written(query: str, path: Path, options: str, facts: Mapping[str, Any] | None = None) -> str:
    """The statement that writes a query's rows as one Parquet file at ``path``, with ``facts`` in its metadata."""
    beside = ", ".join(f"{key}: '{quoted(json.dumps(value))}'" for key, value in (facts or {}).items())
    return f"COPY ({query}) TO '{quoted(path)}' ({options}{f', KV_METADATA {{{beside}}}' if beside else ''})"


def on_spark(session: SparkSession, path: Path) -> DataFrame:
    """The rows of a Parquet file, or of a folder of Spark's own, on a cluster."""
    reader = session.read.option("__globPaths__", "false").option("recursiveFileLookup", "true")
    return reader.parquet(str(path.absolute()))
