"""The tables that cross a wall between packages: declared columns, one Parquet file each.

A package hands the next one a Parquet file whose columns are declared here as a :class:`Table`; ``write`` and
``read`` refuse a file that is not what was declared. DuckDB reads and writes Parquet, so that pandas keeps the
same text storage on every machine (with pyarrow installed it would change).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

from whosefaces import scan
from whosefaces.errors import WhoseFacesError


class TableError(WhoseFacesError):
    """A table is not what its declaration says."""


@dataclass(frozen=True)
class Column:
    """One column: its DuckDB type, what it means, what may stand in it, and what a null says."""

    name: str
    type: str
    meaning: str
    allowed: tuple[str, ...] | None = None
    missing_means: str | None = None
    """None: never missing."""


@dataclass(frozen=True)
class Table:
    """A declared table. ``row`` says what one row is."""

    name: str
    row: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> list[str]:
        """Column names, in order."""
        return [column.name for column in self.columns]

    @property
    def schema(self) -> dict[str, str]:
        """Column name to DuckDB type, in order."""
        return {column.name: column.type for column in self.columns}

    def write(self, rows: pd.DataFrame, path: Path) -> None:
        """Write ``rows`` in declared column order, replacing ``path`` only when it is whole.

        Raises:
            TableError: a column is missing or undeclared, null where that means nothing, or holds a value
                that is not allowed there.
        """
        self.check(rows)
        typed = ", ".join(f'CAST("{c.name}" AS {c.type}) AS "{c.name}"' for c in self.columns)
        partial = path.with_name(path.name + ".partial")
        with scan.ordered() as engine:
            engine.register("rows", rows)
            engine.execute(scan.written(f"SELECT {typed} FROM rows", partial, "FORMAT parquet, COMPRESSION zstd"))
        partial.replace(path)

    def read(self, path: Path) -> pd.DataFrame:
        """The whole table as a data frame; for samples and findings, which are small by design.

        Raises:
            TableError: the file is missing, or its columns or types are not the declared ones.
        """
        with scan.connection() as engine:
            self._check_file(path, engine)
            return engine.execute(f"SELECT * FROM {scan.parquet(path)}").df()

    def check_file(self, path: Path) -> None:
        """Hold the file's own schema against the declaration, without reading the rows."""
        with scan.connection() as engine:
            self._check_file(path, engine)

    def _check_file(self, path: Path, engine: duckdb.DuckDBPyConnection) -> None:
        if not path.exists():
            raise TableError(
                f"{path.name}: no such table yet, so this edition is not finished; `whosefaces run` carries on (by hand: run the notebook before this one first)"
            )
        try:
            described = engine.execute(f"DESCRIBE SELECT * FROM {scan.parquet(path)}").fetchall()
        except duckdb.Error as error:
            raise TableError(f"{path.name}: not a Parquet file that can be read: {error}") from None
        columns = {name: kind for name, kind, *_ in described}
        if columns != self.schema:
            wrong = sorted(set(columns.items()) ^ set(self.schema.items()))
            raise TableError(f"{path.name}: not a {self.name} table of this version; differs in {wrong}")

    def check(self, rows: pd.DataFrame) -> None:
        """Hold a data frame against the declaration."""
        differs = sorted(set(rows.columns) ^ set(self.names))
        if differs:
            raise TableError(f"{self.name}: columns {differs} are declared or given, not both")
        for column in self.columns:
            values = rows[column.name]
            if column.missing_means is None and values.isna().any():
                raise TableError(f"{self.name}.{column.name}: {int(values.isna().sum())} rows say nothing")
            if column.allowed is not None:
                odd = sorted({str(v) for v in values.dropna().unique()} - set(column.allowed))
                if odd:
                    raise TableError(f"{self.name}.{column.name}: {odd[:3]} not among {', '.join(column.allowed)}")
