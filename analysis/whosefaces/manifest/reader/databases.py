"""SQLite files -> a table of text for each table that holds rows, read and never written to."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from whosefaces.manifest.listing import ManifestError
from whosefaces.manifest.reader.parts import Part
from whosefaces.manifest.reader.tables import TableWriter

BATCH = 10_000


def parts(database: Path, folder: Path) -> list[Part]:
    """The tables of ``database``, each as a table of text in ``folder``. Views are queries, and are not run.

    Raises:
        ManifestError: it is damaged, or no table holds a row.
    """
    try:
        with closing(_opened(database)) as connection:
            found = list(_tables(connection, folder))
            views = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'view'")]
    except sqlite3.Error as error:
        raise ManifestError(f"{database}: this SQLite file cannot be read: {error}; copy it again") from None
    if not found:
        also = f"; its views ({', '.join(views)}) are not run: save one as a table" if views else ""
        raise ManifestError(f"{database}: no table in this SQLite file holds a row{also}")
    return found


def _opened(database: Path) -> sqlite3.Connection:
    """A connection that changes nothing, trusts nothing the file defines, and takes bytes that are no text as they are."""
    place = quote(str(database.absolute()).encode("utf-8", "surrogateescape"))
    # A database that a program has open keeps its newest rows in a file beside it; immutable=1 would leave those out.
    beside = database.with_name(database.name + "-wal")
    connection = sqlite3.connect(f"file:{place}?mode=ro{'' if beside.exists() else '&immutable=1'}", uri=True)
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    return connection


def _tables(connection: sqlite3.Connection, folder: Path) -> Iterator[Part]:
    named = "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY rowid"
    for number, (name, sql) in enumerate(connection.execute(named).fetchall()):
        if str(sql).lstrip().upper().startswith("CREATE VIRTUAL"):
            continue  # its rows would be made by code that the file names
        rows = connection.execute(f"SELECT * FROM {_name(name)}")
        writer = TableWriter(folder / f"table-{number}.parquet")
        writer.name_columns(column[0] for column in rows.description)
        while batch := rows.fetchmany(BATCH):
            for row in batch:
                writer.add_cells([_text(value) for value in row])
        if writer.rows:
            yield Part(writer.close(), name, table=True)
        else:
            writer.discard()


def _name(table: str) -> str:
    return '"' + table.replace('"', '""') + '"'


def _text(value: object) -> str:
    """A value as text; bytes are pictures or the like, and nobody's address."""
    if value is None or isinstance(value, bytes):
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else format(value, ".15g")
    return str(value)
