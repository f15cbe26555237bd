"""Any list in which a column, a field or a file name leads to photos on Flickr: found by looking.

That is how a list comes that was never published as a dataset: the columns are known by what stands in them. A
column of licences, owners, faces or days is taken only where its name says so clearly, and an id column only where
its name is clear or its numbers are those in the addresses.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from analysis.flickr.address import photo_id_of_file_name, read_address, read_nsid, read_photo_id
from analysis.manifest import json_rows
from analysis.manifest.engine import quoted
from analysis.manifest.glimpse import Glimpse, could_be_a_name
from analysis.manifest.listing import Columnar, Delimited, Format, Layout, ManifestError, Records, SetAside

_NAMES = {
    "photo_id": "photo_id photoid flickr_photo_id flickr_id flickrid flickr_photoid",
    "nsid": "nsid owner_nsid user_nsid owner owner_id user_id uid userid author_nsid photographer_nsid",
    "alias": "alias path_alias pathalias owner_alias owner_url profile_url author_profile_url authorprofileurl",
    "licence": "licence_url license_url licenceurl licenseurl licence license licence_name license_name licencename licensename",
    "flickr_licence": "licence_id license_id flickr_license flickr_licence",
    "licence_listed_on": "licence_listed_on listed_on date_crawled crawled_on collected_on",
    "uploaded": "uploaded date_uploaded dateuploaded upload_date date_upload",
    "faces": "faces n_faces num_faces face_count facecount",
}
"""Column names that say clearly what stands in them, best first."""

_NAMED = ("author", "owner_name", "ownername", "username", "unickname", "creator", "user_name")
_PLACES = ("latitude", "lat")
_FEW = 0.5
"""The least share of a sample that must read as what a column's name says."""

_SQL_FILE_NAME = "nullif(regexp_extract({0}, '(^|/)([1-9][0-9]{{0,14}})_[0-9a-fA-F]{{6,16}}[^/]*$', 2), '')"
"""The photo id in a path that ends in a file name as Flickr gives it out."""


@dataclass(frozen=True)
class _Table:
    """Any container as named columns with the first values in them; ``header``: the names stood in the file."""

    names: Sequence[str]
    values: Sequence[Sequence[str]]
    header: bool

    def column(self, name: str) -> Sequence[str]:
        return self.values[self.names.index(name)]


@dataclass(frozen=True)
class _Roles:
    """Which column is what."""

    image: str | None = None
    page: str | None = None
    file: str | None = None
    others: tuple[tuple[str, str], ...] = ()

    @property
    def leads_somewhere(self) -> bool:
        return bool(self.image or self.page or self.file or "photo_id" in dict(self.others))


def _recognise(seen: Glimpse) -> str | None:
    table = _table(seen)
    roles = _roles(table, seen.column) if table is not None else _Roles()
    if roles.image or roles.page:
        named = " and ".join(_said(table, name) for name in (roles.image, roles.page) if name is not None)
        return f"{named} {'hold' if roles.image and roles.page else 'holds'} addresses of photos on Flickr"
    if roles.file:
        return f"{_said(table, roles.file)} holds file names as Flickr gives them out"
    if roles.leads_somewhere:
        return f"{_said(table, dict(roles.others)['photo_id'])} holds photo ids"
    return None


def _layout(seen: Glimpse) -> Layout:
    table = _table(seen)
    if table is None:
        raise ManifestError(f"{seen.path}: no table, list or JSON in which a column could hold addresses")
    if seen.column is not None and seen.column not in table.names:
        near = difflib.get_close_matches(seen.column, table.names, 1, cutoff=0.5)
        guess = f"; did you mean {near[0]!r}?" if near else ""
        raise ManifestError(f"{seen.path}: no column {seen.column!r}; it has {', '.join(table.names)}{guess}")
    listing = _listing(_roles(table, seen.column))
    if seen.kind == "parquet":
        return Columnar({key: _named(said, table.names, 'CAST("{}" AS VARCHAR)') for key, said in listing.items()})
    columns = [f"c{number}" for number in range(len(table.names))]
    listing = {key: _named(said, table.names, "c{#}") for key, said in listing.items()}
    if seen.kind in ("json", "json lines"):
        return Records(columns, _JsonRows(seen, tuple(table.names)), listing)
    assert seen.rows is not None
    return Delimited(columns, seen.rows.delimiter, listing, table.header, seen.rows.quoted, seen.encoding)


# -- any container as a table ------------------------------------------------------------------------------------


def _table(seen: Glimpse) -> _Table | None:
    if seen.kind == "parquet":
        return _parquet_table(seen.path)
    if seen.json is not None and seen.kind in ("json", "json lines"):
        return _json_table(seen)
    return _text_table(seen) if seen.rows is not None else None


def _text_table(seen: Glimpse) -> _Table:
    assert seen.rows is not None
    rows = [row for row in seen.rows.rows if len(row) == seen.rows.width]
    first, rest = rows[0], rows[1:]
    header = bool(rest) and all(could_be_a_name(said) for said in first) and any(first)
    names = _unique(first) if header else [f"column {number + 1}" for number in range(seen.rows.width)]
    body = rest if header else rows
    return _Table(names, [[row[number] for row in body] for number in range(len(names))], header)


def _unique(names: Sequence[str]) -> list[str]:
    seen: list[str] = []
    for number, name in enumerate(names, 1):
        plain = name.strip() or f"column {number}"
        seen.append(plain if plain not in seen else f"{plain} ({number})")
    return seen


def _json_table(seen: Glimpse) -> _Table | None:
    assert seen.json is not None
    place = _place(seen)
    if place == json_rows.EACH_KEY:
        flat = [{"key": key} | json_rows.leaves(values[0]) for key, values in seen.json.first.items() if values]
    else:
        flat = [json_rows.leaves(element) for element in seen.json.first.get(place, [])]
    names = list(dict.fromkeys(name for element in flat for name in element))
    if not names:
        return None
    return _Table(names, [[json_rows.text(element.get(name)) or "" for element in flat] for name in names], True)


def _place(seen: Glimpse) -> str:
    """The list in a JSON text that leads to Flickr, else the longest."""
    assert seen.json is not None
    for key, values in seen.json.first.items():
        said = [json_rows.text(leaf) for value in values for leaf in json_rows.leaves(value).values()]
        if len(values) > 1 and any(read_address(text).photo_id for text in said if text):
            return key
    return json_rows.longest_list(seen.json)


@dataclass(frozen=True)
class _JsonRows:
    """The rows of a JSON text: for each element the leaves under ``names``."""

    seen: Glimpse
    names: tuple[str, ...]

    def __call__(self, path: Path) -> Iterator[tuple[object, ...] | SetAside]:
        place = _place(self.seen) if self.seen.json else ""
        for element in json_rows.elements(path, self.seen.kind, place):
            leaves: dict[str, Any] = {}
            if place == json_rows.EACH_KEY:
                leaves["key"], element = element
            leaves |= json_rows.leaves(element)
            yield tuple(json_rows.text(leaves.get(name)) for name in self.names)


def _parquet_table(path: Path) -> _Table | None:
    try:
        with duckdb.connect() as engine:
            engine.execute("SET threads = 1")
            source = f"read_parquet('{quoted(path)}')"
            kinds = {name: kind for name, kind, *_ in engine.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()}
            names = [name for name, kind in kinds.items() if kind == "VARCHAR" or kind.endswith("INT")]
            if not names:
                return None
            texts = ", ".join(f"""CAST("{name.replace('"', '""')}" AS VARCHAR)""" for name in names)
            rows = engine.execute(f"SELECT {texts} FROM {source} LIMIT 2000").fetchall()
    except duckdb.Error as error:
        raise ManifestError(f"{path}: this Parquet file cannot be read: {str(error).splitlines()[0]}") from None
    return _Table(names, [[row[number] or "" for row in rows] for number in range(len(names))], True)


# -- which column is what ----------------------------------------------------------------------------------------


def _roles(table: _Table, asked: str | None) -> _Roles:
    counts = {name: _counts(table.column(name)) for name in table.names}
    if asked is not None:
        counts = {asked: counts.get(asked, (0, 0, 0))}
        if not any(counts[asked]):
            return _Roles(image=asked, others=tuple(_others(table, asked)))
    image, page, file = (_most(counts, role) for role in range(3))
    if image and image == page:
        image, page = (image, None) if counts[image][0] >= counts[image][1] else (None, page)
    lead = image or page
    return _Roles(image, page, None if lead else file, tuple(_others(table, lead)))


def _counts(values: Sequence[str]) -> tuple[int, int, int]:
    """How many values are image addresses, photo pages, file names of Flickr's."""
    images = pages = files = 0
    for value in values:
        read = read_address(value)
        if read.photo_id is not None:
            pages += read.kind == "photo"
            images += read.kind != "photo"
        elif photo_id_of_file_name(value.rsplit("/", 1)[-1]):
            files += 1
    return images, pages, files


def _most(counts: dict[str, tuple[int, int, int]], role: int) -> str | None:
    name = max(counts, key=lambda name: counts[name][role], default=None)
    return name if name is not None and counts[name][role] else None


def _others(table: _Table, lead: str | None) -> Iterator[tuple[str, str]]:
    """The columns whose names say clearly what they hold, and whose values do not say otherwise."""
    if lead is not None:
        ids = [read_address(value).photo_id for value in table.column(lead)]
        for name in table.names:
            same = sum(said == found for said, found in zip(table.column(name), ids, strict=True) if found)
            if name != lead and same > _FEW * max(1, len(ids)):
                yield "photo_id", name
                break
    if not table.header:
        return
    plain = {re.sub(r"[\s.-]+", "_", name.strip().lower()): name for name in reversed(table.names)}
    for role, said in _NAMES.items():
        for candidate in said.split():
            if candidate in plain and _holds(role, table.column(plain[candidate])):
                yield role, plain[candidate]
                break
    for role, candidates in (("named", _NAMED), ("located", _PLACES)):
        if found := next((plain[name] for name in candidates if name in plain), None):
            yield role, found


def _holds(role: str, values: Sequence[str]) -> bool:
    """Whether a column's values are what its name says, where that can be told."""
    said = [value for value in values if value]
    if not said:
        return False
    test = _TESTS.get(role)
    return test is None or sum(test(value) for value in said) > _FEW * len(said)


_TESTS: dict[str, Callable[[str], bool]] = {
    "photo_id": lambda value: len(value) > 4 and read_photo_id(value) is not None,
    "nsid": lambda value: read_nsid(value) is not None,
    "faces": str.isdigit,
    "flickr_licence": lambda value: value.isdigit() and len(value) < 3,
}


def _listing(roles: _Roles) -> dict[str, str]:
    """SQL for the listing; {name} stands for a column."""
    others = dict(reversed(roles.others))
    listing = {
        role: f"{{{name}}}" for role, name in others.items() if role not in ("named", "located", "flickr_licence")
    }
    for role in ("named", "located"):
        if role in others:
            listing[role] = f"{{{others[role]}}} IS NOT NULL"
    if "flickr_licence" in others and "licence" not in listing:
        listing["licence"] = f"'flickr:' || {{{others['flickr_licence']}}}"
    if roles.image is not None:
        listing["address"] = f"{{{roles.image}}}"
    if roles.page is not None:
        listing["page"] = f"{{{roles.page}}}"
    if roles.file is not None:
        listing["photo_id"] = _SQL_FILE_NAME.format(f"{{{roles.file}}}")
        listing |= {"secret": "true"}
        listing["text"] = f"CASE WHEN {listing['photo_id']} IS NULL THEN {{{roles.file}}} END"
    return listing


def _named(said: str, names: Sequence[str], form: str) -> str:
    """Put the columns' SQL names for {name}; ``form`` has {} for the name itself or {#} for its number."""
    for number, name in enumerate(names):
        sql = form.replace("{#}", str(number)).replace("{}", name.replace('"', '""'))
        said = said.replace(f"{{{name}}}", sql)
    return said


def _said(table: _Table | None, name: str) -> str:
    assert table is not None
    if len(table.names) == 1 and not table.header:
        return "every line"
    return (
        f"the column {name!r}" if not name.startswith("column ") else f"the {name.replace('column', 'unnamed column')}"
    )


FORMAT = Format(
    name="addresses",
    made_by="anybody",
    row_is="a row of the list",
    carries=("photo id", "address", "owner", "name", "licence", "upload day", "secret", "faces", "location"),
    source="the columns are found by looking",
    recognise=_recognise,
    layout=_layout,
)
