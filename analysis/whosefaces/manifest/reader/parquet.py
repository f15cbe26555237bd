"""Parquet files of others: their columns and first rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from whosefaces import scan
from whosefaces.manifest.listing import ManifestError

_WHOLE = {f"{sign}{size}" for sign in ("", "U") for size in ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")}
_READ = {"VARCHAR", "DOUBLE", "FLOAT", *_WHOLE}


def columns(path: Path) -> dict[str, str]:
    """The columns that hold text or numbers, with their types.

    Raises:
        ManifestError: it is no whole Parquet file.
    """
    with _asked(path) as engine:
        described = engine.execute(f"DESCRIBE SELECT * FROM {scan.parquet(path)}").fetchall()
    return {name: kind for name, kind, *_ in described if kind in _READ or kind.startswith("DECIMAL")}


def first_rows(path: Path, names: Sequence[str], most: int, where: str = "true") -> list[tuple[str | None, ...]]:
    """The first rows that fit ``where``, as text."""
    texts = ", ".join(as_text(name) for name in names)
    with _asked(path) as engine:
        return engine.execute(f"SELECT {texts} FROM {scan.parquet(path)} WHERE {where} LIMIT {most}").fetchall()


def as_text(name: str) -> str:
    """SQL for a column as text."""
    return f"""CAST("{name.replace('"', '""')}" AS VARCHAR)"""


@contextmanager
def _asked(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    try:
        with duckdb.connect() as engine:
            engine.execute("SET threads = 1")
            with suppress(duckdb.InvalidInputException):  # in a notebook the bar wants ipywidgets; then there is none
                engine.execute("SET enable_progress_bar = false")
            yield engine
    except duckdb.Error as error:
        raise ManifestError(f"{path}: this Parquet file cannot be read: {str(error).splitlines()[0]}") from None
