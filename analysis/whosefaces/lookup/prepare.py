"""A list, read once -> its index: sorted by the engine, written as whole numbers, mode 600."""

from __future__ import annotations

import hashlib
import os
import struct
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import unquote_plus

import numpy as np
import numpy.typing as npt

from whosefaces import investigation as investigations
from whosefaces.investigation import Manifest
from whosefaces.lookup import places
from whosefaces.lookup.asked import folded, key, look
from whosefaces.lookup.index import CODES, LookUpError, write_end
from whosefaces.lookup.places import Prepared
from whosefaces.manifest import engine, formats, ingest
from whosefaces.manifest import parent as parents
from whosefaces.manifest.asked import Asked
from whosefaces.manifest.engine import Duck
from whosefaces.manifest.interpreting import interpret, settle
from whosefaces.manifest.listing import ManifestError
from whosefaces.manifest.reader.glimpse import look as look_at
from whosefaces.manifest.reading import UNKNOWN

Numbers = npt.NDArray[Any]

CHUNK = 200
"""Vectors of 2,048 rows that pass from the engine to the file at a time."""

MOST_ROWS = 2**32 - 1
MOST_LICENCES = 255


@dataclass(frozen=True)
class Written:
    """An index that was written, and what it cost."""

    path: Path
    rows: int
    bytes: int
    seconds: float

    def sentence(self) -> str:
        """The figures in words."""
        each = self.bytes / self.rows if self.rows else 0
        return f"{self.path.name}: {self.rows:,} rows in {self.seconds:.1f} s, {self.bytes / 1e6:,.1f} MB ({each:.1f} bytes a row)"


def prepare(
    place: Path,
    into: Path | None = None,
    format: str = "auto",
    column: str | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Prepared:
    """Write the indexes for a list, an investigation or a folder of lists.

    Args:
        place: what to prepare.
        into: the folder for the indexes; None for the user's cache, where ``lookup`` finds them by itself.
        format: as for ``ingest.listing``; for lists alone.
        column: as for ``ingest.listing``.
        tell: told in a sentence what was written.

    Raises:
        InvestigationError, ManifestError, LookUpError: it cannot be read, or holds no list.
    """
    if not place.exists():
        raise LookUpError(f"{place}: no such file or folder; name a list, an investigation file or a folder of them")
    if place.is_dir() and (place / "investigation.toml").is_file():
        place = place / "investigation.toml"
    target = into or places.folder()
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    states: dict[str, list[int]] = {}
    indexes: list[Path] = []
    left_out: dict[str, str] = {}
    for source, manifest, parent in _lists(place, format, column):
        before = {str(path.resolve()): places.state(path) for path in _files(source, manifest, parent)}
        try:
            written = _written(manifest, parent, target, source)
        except (ManifestError, engine.EngineError) as error:
            if not place.is_dir() or source == place or isinstance(error, engine.EngineError):
                raise
            left_out[source.name] = str(error)
            tell(f"Left out: {error}")
            continue
        states |= before
        indexes.append(written.path)
        tell(written.sentence())
    if not indexes:
        raise LookUpError(f"{place}: no file in it is a list that leads to Flickr; nothing was prepared")
    if place.is_dir():
        states[str(place.resolve())] = places.state(place)
    ready = Prepared(place, indexes, left_out)
    places.remember(ready, states)
    return ready


def _lists(place: Path, format: str, column: str | None) -> Iterator[tuple[Path, Manifest, Manifest | None]]:
    """The lists of a place: where each was named, the list, its parent."""
    if place.suffix == ".toml":
        loaded = investigations.load(place)
        yield place, loaded.manifest, loaded.parent
    elif place.is_file() or format != "auto" or _is_one_list(place, column):
        yield place, Manifest(path=place, format=format, column=column, listed_on=None), None
    else:
        for path in sorted(place.iterdir()):
            if path.is_file() and not path.name.startswith(".") and path.suffix not in (".md", ".toml"):
                yield path, Manifest(path=path, column=column, listed_on=None), None


def _invented(source: Path) -> bool:
    return source.suffix == ".toml" and investigations.load(source).demonstration


def _is_one_list(folder: Path, column: str | None) -> bool:
    """Whether a folder is one list as a whole, as a folder of annotation files is; else it is a folder of lists."""
    try:
        return formats.choose(look_at(folder, Asked(columns=(("", column),) if column else ())))[0].name != UNKNOWN
    except ManifestError:
        return False


def _files(source: Path, manifest: Manifest, parent: Manifest | None) -> list[Path]:
    return [source, manifest.path, *([parent.path] if parent else [])]


def _written(manifest: Manifest, parent: Manifest | None, target: Path, source: Path) -> Written:
    began = time.monotonic()
    named = manifest.path.name if source == manifest.path else source.resolve().parent.name
    unique = hashlib.sha256(os.fsencode(source.resolve())).hexdigest()[:10]
    path = target / f"{named}-{unique}{places.SUFFIX}"
    listing = ingest.listing(manifest.path, Asked.of(manifest))
    above = parents.listing_of(parent) if parent is not None else None
    with engine.started() as duck, tempfile.TemporaryDirectory(dir=engine.scratch()) as scratch:
        duck.parquet("listing", listing.path, numbered=True)
        if parent is not None and above is not None:
            settle(duck, manifest.listed_on)
            parents.join(duck, parent, above, Path(scratch) / "accounts.parquet")
            _every(duck)
        elif not (interpret(duck, manifest.listed_on, all_plain=True) and _every(duck, unread="unread")):
            settle(duck, manifest.listed_on)
            _every(duck)
        facts = _kept(duck, Path(scratch))
        if listing.accounts_only:
            raise ManifestError(
                f"{manifest.path}: names accounts and no photos, and an index leads from an account to its photos; "
                "look for the account in the list itself"
            )
        if facts["rows_used"] == 0:
            raise ManifestError(f"{manifest.path}: no row of it leads to a photo on Flickr; nothing to look up in")
        facts |= {
            "list": f"{named} (invented data)" if _invented(source) else named,
            "format": listing.format.name,
            "parent": above.format.name if above else None,
            "made_on": time.strftime("%Y-%m-%d", time.gmtime()),
        }
        partial = path.with_name(path.name + ".partial")
        with suppress(FileNotFoundError):
            partial.unlink()
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            _sections(duck, file, facts, named=parent is not None or listing.format.name == "yfcc100m")
    partial.replace(path)
    return Written(path, facts["rows"], path.stat().st_size, time.monotonic() - began)


CODE = """
    CASE
        WHEN nsid IS NOT NULL THEN CAST('1' || replace(nsid, '@N', '') AS UBIGINT)
        WHEN alias IS NOT NULL THEN md5_number_upper(alias) | CAST(9223372036854775808 AS UBIGINT)
        ELSE CAST(0 AS UBIGINT)
    END
"""
"""The account as a number, as ``asked.account_code`` and ``index`` have it; nought where no owner is known."""


def _every(duck: Duck, unread: str = "false") -> bool:
    """Keep what the index needs of ``frame_rows`` as ``every``; whether all of them were read, as ``unread`` tells."""
    duck.keep(
        "every",
        f"""
        SELECT "row", CAST(photo_id AS UBIGINT) AS photo, {CODE} AS code, alias, coalesce(licence_listed, '') AS licence,
            set_aside, {unread} AS unread
        FROM frame_rows
        """,
    )
    return not duck.rows("SELECT 1 FROM every WHERE unread LIMIT 1")


def _kept(duck: Duck, scratch: Path) -> dict[str, Any]:
    """Given ``every``, keep ``ordered``, the rows used by account and photo; and count."""
    set_aside = dict(
        duck.rows("SELECT set_aside, count(*) FROM every WHERE set_aside IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1")
    )
    licences = [row[0] for row in duck.rows("SELECT licence FROM every GROUP BY 1 ORDER BY count(*) DESC, 1")]
    if len(licences) > MOST_LICENCES:
        raise LookUpError(f"the list names {len(licences)} licences; at most {MOST_LICENCES} can be told apart here")
    duck.table(
        "licence_places",
        {"licence": "VARCHAR", "place": "UBIGINT"},
        [(licence, at) for at, licence in enumerate(licences)],
    )
    duck.write(
        """
        SELECT e.code, (e.photo << 8) | p.place AS packed, CAST(e."row" AS UINTEGER) AS listed
        FROM every AS e INNER JOIN licence_places AS p ON e.licence = p.licence
        WHERE e.set_aside IS NULL
        ORDER BY 1, 2, 3
        """,
        scratch / "ordered.parquet",
    )
    duck.parquet("ordered", scratch / "ordered.parquet", numbered=True)
    used = duck.rows("SELECT count(*) FROM ordered")[0][0]
    if used > MOST_ROWS:
        raise LookUpError(f"{used:,} rows; an index holds at most {MOST_ROWS:,}: cut the list into several")
    return {
        "rows": used + sum(set_aside.values()),
        "rows_used": used,
        "set_aside": set_aside,
        "rows_without_owner": duck.rows("SELECT count(*) FROM ordered WHERE code = 0")[0][0],
        "licences": [licence or None for licence in licences],
    }


def _sections(duck: Duck, file: BinaryIO, facts: dict[str, Any], *, named: bool) -> None:
    """Write every section, and behind them the facts."""
    used = facts["rows_used"]
    sections: dict[str, tuple[int, int]] = {}
    at = 0
    for name in ("photos", "rows", "by_photo"):
        sections[name] = (at, used)
        at += -(-used * struct.calcsize(CODES[name]) // 8) * 8
    codes, starts, photos = [], [], 0
    place = 0
    last = None
    for chunk in _chunks(duck, "SELECT code, packed, listed FROM ordered"):
        code, packed = chunk["code"], chunk["packed"]
        _put(file, sections["photos"][0] + place * 8, packed, "<u8")
        _put(file, sections["rows"][0] + place * 4, chunk["listed"], "<u4")
        new = np.flatnonzero(np.r_[last is None or code[0] != last, code[1:] != code[:-1]])
        codes.append(code[new])
        starts.append(new + place)
        place += len(code)
        last = code[-1]
    if place != used:
        raise LookUpError(f"{place:,} of {used:,} rows written. This is a fault of the suite: please report it")
    place, last_photo = 0, None
    for chunk in _chunks(
        duck,
        'SELECT CAST("row" - 1 AS UINTEGER) AS place, packed >> 8 AS photo FROM ordered ORDER BY photo, place',
    ):
        photo = chunk["photo"]
        photos += int(np.count_nonzero(photo[1:] != photo[:-1])) + int(last_photo is None or photo[0] != last_photo)
        last_photo = photo[-1]
        _put(file, sections["by_photo"][0] + place * 4, chunk["place"], "<u4")
        place += len(photo)
    accounts = np.concatenate(codes).astype("<u8")
    facts |= {"photos": photos, "accounts": int(np.count_nonzero(accounts))}
    file.seek(at)
    parts = {"accounts": accounts, "starts": np.r_[np.concatenate(starts), used].astype("<u4")}
    parts |= _names(duck, accounts, named=named)
    for name, values in parts.items():
        sections[name] = (file.tell(), len(values))
        file.write(values.tobytes())
        file.write(b"\0" * (-file.tell() % 8))
    write_end(file, facts, sections)


def _names(duck: Duck, accounts: Numbers, *, named: bool) -> dict[str, Numbers]:
    """The sections of names: as the addresses of the list and of its parent have them, and as the accounts showed them."""
    queries = [("a", "SELECT DISTINCT code, alias FROM every WHERE set_aside IS NULL AND alias IS NOT NULL")]
    views = {row[0] for row in duck.rows("SELECT view_name FROM duckdb_views()")}
    if named and "joined_rows" in views:
        queries.append(
            ("s", f"SELECT DISTINCT {CODE} AS code, parent_name FROM joined_rows WHERE parent_name IS NOT NULL")
        )
        queries.append(
            ("a", f"SELECT DISTINCT {CODE} AS code, other FROM (SELECT j.nsid, j.alias, p.alias AS other FROM joined_rows AS j "
                  "INNER JOIN parent_photos AS p ON j.photo_id = p.photo_id WHERE p.alias IS NOT NULL) AS of_parent")
        )  # fmt: skip
    elif named:
        queries.append(
            ("s", "SELECT DISTINCT CAST('1' || replace(nsid, '@N', '') AS UBIGINT) AS code, name FROM listing "
                  "WHERE name IS NOT NULL AND regexp_matches(nsid, '^[0-9]{5,11}@N[0-9][0-9]\\z')")
        )  # fmt: skip
    pairs = sorted({(code, kind + name) for kind, query in queries for code, name in duck.streamed(query)})
    places_of = np.searchsorted(accounts, np.array([code for code, _ in pairs], dtype="<u8"))
    text, begins, at = bytearray(), np.zeros(len(accounts) + 1, dtype="<u4"), 0
    keys: dict[str, set[tuple[int, int]]] = {"alias": set(), "shown": set(), "look": set()}
    for (code, name), account in zip(pairs, places_of.tolist(), strict=True):
        if account >= len(accounts) or accounts[account] != code:
            continue  # an account of the parent, none of whose photos is used
        while at <= account:
            begins[at] = len(text)
            at += 1
        text += name.encode("utf-8", "replace") + b"\0"
        shown = name[1:] if name[0] == "a" else unquote_plus(name[1:])
        keys["alias" if name[0] == "a" else "shown"].add((key(folded(shown)), account))
        keys["look"].add((key(look(shown)), account))
    begins[at:] = len(text)
    values: dict[str, Numbers] = {"names_at": begins}
    for section, these in keys.items():
        ordered = sorted(these)
        values[f"{section}_keys"] = np.array([one for one, _ in ordered], dtype="<u8")
        values[f"{section}_of"] = np.array([account for _, account in ordered], dtype="<u4")
    return values | {"names": np.frombuffer(bytes(text), dtype="u1")}


def _chunks(duck: Duck, query: str) -> Iterator[dict[str, Numbers]]:
    """A query's rows as arrays, some hundred thousand at a time."""
    rows = duck.run(query)
    while len(frame := rows.fetch_df_chunk(CHUNK)):
        yield {str(name): frame[name].to_numpy() for name in frame.columns}


def _put(file: BinaryIO, at: int, values: Numbers, kind: str) -> None:
    file.seek(at)
    file.write(np.ascontiguousarray(values).astype(kind, copy=False).tobytes())
