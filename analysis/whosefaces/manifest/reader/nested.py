"""Parquet with structs, lists and maps in its columns -> a flat Parquet file of text, a row for each photo of a list.

Hugging Face's pictures (``image.path``), owners below a photo, photos below an album: every field is looked into by its dotted
name. Bytes, which hold pictures, are left where they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from whosefaces import scan
from whosefaces.manifest.listing import ManifestError
from whosefaces.manifest.reader.json_survey import names_photo
from whosefaces.manifest.reader.parts import Part
from whosefaces.manifest.reader.tables import MOST_COLUMNS

DEEPEST = 20
SAMPLE = 500
"""Rows looked at to see which list leads to photos."""

_NESTED = ("struct", "list", "array", "map")
_LEFT = ("blob", "bit", "geometry")


@dataclass(frozen=True)
class Leaf:
    """A field that holds a text, a number or a day: its dotted name, and SQL for it as text."""

    name: str
    sql: str
    list: str | None = None
    """The list that it stands in, where it does: then it is SQL over ``item``, an element of that."""


def is_nested(path: Path) -> bool:
    """Whether a Parquet file has columns in columns.

    Raises:
        ManifestError: it is no whole Parquet file.
    """
    return any(kind.id in _NESTED for _, kind in _columns(path))


def parts(path: Path, folder: Path) -> list[Part]:
    """The file as one table of text in ``folder``: where a list in it leads to photos, with a row for each element."""
    found = list(_leaves(_columns(path)))[:MOST_COLUMNS]
    plain = [leaf for leaf in found if leaf.list is None]
    lists = {leaf.list for leaf in found if leaf.list is not None}
    made = folder / "flat.parquet"
    notes: tuple[str, ...] = ()
    try:
        with closing(duckdb.connect()) as engine:
            engine.execute("SET threads = 2; SET memory_limit = '700MB'")
            source = scan.parquet(path)
            query = f"SELECT {_named(plain)} FROM {source}" if plain else None
            leading = [one for one in sorted(lists) if _leads(engine, _unnested(source, [], found, one))]
            if len(leading) == 1 and not (query and _leads(engine, query)):
                query = _unnested(source, plain, found, leading[0])
                notes = (f"Each element of the list {_plain(leading[0])!r} was read as a row of its own.",)
            if query is None:
                raise ManifestError(f"{path}: no column of text or numbers in this Parquet file")
            engine.execute(scan.written(query, made, "FORMAT parquet, COMPRESSION zstd"))
    except duckdb.Error as error:
        raise ManifestError(f"{path}: this Parquet file cannot be read: {str(error).splitlines()[0]}") from None
    return [Part(made, "its rows", table=True, notes=notes)]


def _columns(path: Path) -> list[tuple[str, Any]]:
    try:
        with closing(duckdb.connect()) as engine:
            found = engine.sql(f"SELECT * FROM {scan.parquet(path)}")
            return list(zip(found.columns, found.types, strict=True))
    except duckdb.Error as error:
        raise ManifestError(f"{path}: this Parquet file cannot be read: {str(error).splitlines()[0]}") from None


def _leaves(columns: list[tuple[str, Any]]) -> Iterator[Leaf]:
    waiting: list[tuple[str, str, Any, str | None, int]] = [
        (name, _quoted(name), kind, None, 0) for name, kind in columns
    ]
    while waiting:
        name, sql, kind, around, depth = waiting.pop(0)
        if kind.id in _LEFT or depth > DEEPEST:
            continue
        if kind.id == "struct":
            inner = [
                (
                    f"{name}.{key}" if name else key,
                    f"struct_extract({sql}, '{scan.quoted(key)}')",
                    of,
                    around,
                    depth + 1,
                )
                for key, of in kind.children
            ]
            waiting = inner + waiting
        elif kind.id in ("list", "array", "map"):
            if around is None:  # a list in a list is a row's own affair
                elements = f"map_entries({sql})" if kind.id == "map" else sql
                waiting.append((name, "item", _element(kind), f"{name}\0{elements}", depth + 1))
        else:
            yield Leaf(name, f"CAST({sql} AS VARCHAR)", around)


def _element(kind: Any) -> Any:
    children = dict(kind.children)
    if kind.id == "map":
        return duckdb.struct_type({"key": children["key"], "value": children["value"]})
    return children["child"]


def _unnested(source: str, plain: list[Leaf], found: list[Leaf], wanted: str) -> str:
    """SQL for a row an element of the list ``wanted``, what stands around the list beside it."""
    inner = [leaf for leaf in found if leaf.list == wanted]
    taken = {leaf.name.lower() for leaf in inner}
    beside = [leaf for leaf in plain if leaf.name.lower() not in taken]
    carried = ", ".join(f"{leaf.sql} AS {_quoted(leaf.name)}" for leaf in beside)
    elements = wanted.partition("\0")[2]
    at_least_one = (
        f"CASE WHEN len({elements}) > 0 THEN {elements} ELSE [NULL] END"  # no row is lost with its empty list
    )
    rows = f"SELECT {carried + ', ' if carried else ''}unnest({at_least_one}) AS item FROM {source}"
    names = ", ".join(_quoted(leaf.name) for leaf in beside)
    return f"SELECT {names + ', ' if names else ''}{_named(inner)} FROM ({rows}) AS rows"


def _leads(engine: duckdb.DuckDBPyConnection, query: str) -> bool:
    rows = engine.execute(f"SELECT * FROM ({query}) AS rows LIMIT {SAMPLE}").fetchall()
    return any(names_photo(said) for row in rows for said in row if isinstance(said, str))


def _named(leaves: list[Leaf]) -> str:
    return ", ".join(f"{leaf.sql} AS {_quoted(leaf.name)}" for leaf in leaves)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _plain(wanted: str) -> str:
    return wanted.partition("\0")[0]
