"""A case -> the same case, in which everybody bears another name.

Photo ids, accounts, aliases, addresses, random numbers and records are replaced, each by another of its kind, and the
same one by the same everywhere, an earlier edition's case included. Order is kept, so that whatever breaks a tie by an id
breaks it alike. Nothing else changes: whoever measures both cases finds the same numbers, and writes the same words, unless
a name got into them.
"""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import Any

import duckdb

from whosefaces import scan

TABLES = ("frame", "panel", "traces", "comparison_panel", "comparison_rows", "comparison_traces")
"""The tables of a case that name somebody."""

COUNTED = ("comparison_frame",)
"""A table of counts, that the measures read too."""

_ACCOUNTS = ("nsid", "account_key", "owner_nsid", "alias")
_LIKE_A_NAME = r"[0-9]{6}|@|://"
"""In a column that holds a code, something that is none: an id, an account, an address."""


def renamed(cases: dict[Path, Path], memory: str = "1GB") -> None:
    """Write each case's tables again under other names.

    Args:
        cases: from the case's folder to the folder that the renamed tables go to, which exists.
        memory: how much of it the engine may use.
    """
    with duckdb.connect() as engine:
        engine.execute(f"SET memory_limit = '{memory}'")
        _name_accounts(engine, list(cases))
        shift = secrets.randbelow(10**14) + 10**14
        for case, target in cases.items():
            for name in COUNTED:
                if (case / f"{name}.parquet").is_file():
                    (target / f"{name}.parquet").write_bytes((case / f"{name}.parquet").read_bytes())
            for name in TABLES:
                path = case / f"{name}.parquet"
                if path.is_file():
                    _rename(engine, path, target / path.name, shift)


def _name_accounts(engine: duckdb.DuckDBPyConnection, cases: list[Path]) -> None:
    """The table ``accounts``: every account and alias of the cases with its new name, in the order of the old ones."""
    texts = []
    for path in (case / f"{name}.parquet" for case in cases for name in TABLES):
        if path.is_file():
            source = scan.parquet(path)
            held = _columns(engine, path)
            texts += [
                f'SELECT "{column}" AS old, {str(column == "alias").lower()} AS is_alias FROM {source}'
                for column in _ACCOUNTS
                if column in held
            ]
    union = " UNION ALL ".join(texts) or "SELECT NULL AS old, false AS is_alias"
    # An account that is known by its alias is called alias:NAME: the alias by itself has to be called alike.
    keys = f"SELECT DISTINCT CASE WHEN is_alias THEN 'alias:' || old ELSE old END AS old FROM ({union}) WHERE old IS NOT NULL"
    engine.execute(
        "CREATE TABLE accounts AS SELECT old, CASE WHEN starts_with(old, 'alias:') THEN 'alias:' || new ELSE new END AS new "
        "FROM (SELECT old, CASE WHEN starts_with(old, 'alias:') THEN printf('other-%011d', place) "
        f"ELSE printf('%011d@N0%d', 20000000000 + place, place % 10) END AS new FROM "
        f"(SELECT old, row_number() OVER (ORDER BY old) AS place FROM ({keys})))"
    )


def _columns(engine: duckdb.DuckDBPyConnection, path: Path) -> dict[str, str]:
    return {row[0]: row[1] for row in engine.execute(f"DESCRIBE SELECT * FROM {scan.parquet(path)}").fetchall()}


def _rename(engine: duckdb.DuckDBPyConnection, path: Path, target: Path, shift: int) -> None:
    columns = _columns(engine, path)
    chosen = ", ".join(f'{_renaming(name, kind, shift)} AS "{name}"' for name, kind in columns.items())
    joined = "".join(
        f' LEFT JOIN accounts AS "of {name}" ON {_key(name)} = "of {name}".old' for name in _ACCOUNTS if name in columns
    )
    query = f"SELECT {chosen} FROM {scan.parquet(path, numbered=True)} AS here{joined} ORDER BY here.file_row_number"
    engine.execute(scan.written(query, target, "FORMAT parquet", _facts(engine, path)))


def _key(name: str) -> str:
    return f"'alias:' || here.\"{name}\"" if name == "alias" else f'here."{name}"'


def _renaming(name: str, kind: str, shift: int) -> str:
    """SQL for a column's value under other names."""
    value = f'here."{name}"'
    if name == "photo_id":
        return _photo(value, shift)
    if name == "alias":
        return f'substr("of {name}".new, 7)'
    if name in _ACCOUNTS:
        return f'"of {name}".new'
    if name == "url":
        return f"CASE WHEN {value} IS NOT NULL THEN 'https://www.flickr.com/photos/other/' || coalesce({_photo('here.photo_id', shift)}, '') END"
    if name == "prn":
        return f"lpad(CAST(row_number() OVER (ORDER BY {value}) AS VARCHAR), 64, '0')"
    if name == "evidence_id":
        return f"CASE WHEN {value} IS NOT NULL THEN printf('urn:uuid:00000000-0000-4000-8000-%012d', here.file_row_number) END"
    if name == "note":
        return "CAST(NULL AS VARCHAR)"
    if kind == "VARCHAR":
        return f"CASE WHEN regexp_matches({value}, '{_LIKE_A_NAME}') THEN 'not a code' ELSE {value} END"
    return value


def _photo(value: str, shift: int) -> str:
    """SQL for another photo id: in the order of the old ones, and equal where they are."""
    return f"CAST(CAST({value} AS HUGEINT) * 7 + {shift} AS VARCHAR)"


def _facts(engine: duckdb.DuckDBPyConnection, path: Path) -> dict[str, Any]:
    """What stands beside the rows, of which the measures read ``reading``: how many rows were lost, and why."""
    facts = engine.execute(f"SELECT decode(key), decode(value) FROM {scan.parquet_facts(path)}").fetchall()
    return {key: json.loads(value) for key, value in facts if key == "reading"}
