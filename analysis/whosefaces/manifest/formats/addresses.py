"""Any list in which a column, a field or a file name leads to photos on Flickr: found by looking.

That is how a list comes that was never published as a dataset: the columns are known by what stands in them. A
column of licences, owners, faces or days is taken only where its name says so clearly, and an id column only where
its name is clear or its numbers are those in the addresses.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from whosefaces.flickr.address import photo_id_of_file_name, read_address, read_nsid, read_photo_id
from whosefaces.manifest.formats import _lines
from whosefaces.manifest.listing import Columnar, Delimited, Format, Layout, ManifestError, Records, SetAside, taken
from whosefaces.manifest.reader import json_rows, parquet
from whosefaces.manifest.reader.glimpse import ROWS, Glimpse, could_be_a_name, most

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

_HASHED = "/data/(images|videos/mp4)/[0-9a-f]{3}/[0-9a-f]{3}/([0-9a-f]{16,32})[.](jpg|mp4)"
_COPY = re.compile(_HASHED)
"""An address of the copy of YFCC100M on S3, whose file name is its hash."""

_FILE_NAME = "(^|/)([1-9][0-9]{0,14})_[0-9a-fA-F]{6,16}[^/]*$"
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
    hash: str | None = None
    others: tuple[tuple[str, str], ...] = ()

    @property
    def leads_somewhere(self) -> bool:
        return bool(self.image or self.page or self.file or self.hash or "photo_id" in dict(self.others))


def _recognise(seen: Glimpse) -> str | None:
    return _why(*_found_first(seen))


def _recognise_further(seen: Glimpse) -> str | None:
    return _why(*_found(seen))


def _why(table: _Table | None, roles: _Roles) -> str | None:
    if table is None:
        return None
    ways = (
        (roles.image, "image files on Flickr", lambda value: read_address(value).photo_id),
        (roles.page, "photo pages on Flickr", lambda value: read_address(value).photo_id),
        (roles.file, "file names as Flickr gives them out", _file_id),
        (dict(roles.others).get("photo_id"), "photo ids", read_photo_id),
        (roles.hash, "addresses of YFCC100M's copy on S3, which hold its hash", _COPY.search),
    )
    found = [_said(table, name, what, test) for name, what, test in ways if name is not None]
    return "; ".join(found) or None


def _layout(seen: Glimpse) -> Layout:
    table, roles = _found(seen)
    if table is None:
        raise ManifestError(f"{seen.path}: no table, list or JSON in which a column could hold addresses")
    if seen.kind == "parquet":
        return Columnar(_listing(roles, {name: parquet.as_text(name) for name in table.names}))
    if seen.kind == "folder":
        return _lines.layout(seen, _listing(roles, {table.names[0]: "line"}))
    columns = {name: f"c{number}" for number, name in enumerate(table.names)}
    listing = _listing(roles, columns)
    if seen.kind in ("json", "json lines"):
        return Records([*columns.values()], _JsonRows(seen, tuple(table.names)), listing)
    assert seen.rows is not None
    return Delimited([*columns.values()], seen.rows.delimiter, listing, table.header, seen.rows.quoted)


# -- any container as a table ------------------------------------------------------------------------------------


def _found(seen: Glimpse) -> tuple[_Table | None, _Roles]:
    """The file as a table, and which column is what: by its beginning, else by where Flickr is first named in it."""
    table, roles = _found_first(seen)
    if roles.leads_somewhere or seen.column is not None:
        return table, roles
    table = _table_further_on(seen)
    return table, _roles(table, None) if table is not None else _Roles()


def _found_first(seen: Glimpse) -> tuple[_Table | None, _Roles]:
    """The same by the file's beginning alone."""
    table = _table(seen)
    if table is not None and seen.column is not None and seen.column not in table.names:
        near = difflib.get_close_matches(seen.column, table.names, 1, cutoff=0.5)
        guess = f"; did you mean {near[0]!r}?" if near else ""
        raise ManifestError(f"{seen.path}: no column {seen.column!r}; it has {', '.join(table.names)}{guess}")
    return table, _roles(table, seen.column) if table is not None else _Roles()


def _table(seen: Glimpse) -> _Table | None:
    if seen.kind == "parquet":
        return _parquet_table(seen.path)
    if seen.kind == "folder":
        return _Table(["path"], [seen.lines], False) if seen.lines else None
    if seen.json is not None and seen.kind in ("json", "json lines"):
        return _json_table(seen)
    return _text_table(seen) if seen.rows is not None else None


def _table_further_on(seen: Glimpse) -> _Table | None:
    """The table again, with rows from where Flickr is first named; None where it never is."""
    if seen.kind == "parquet":
        return _parquet_table(seen.path, naming_flickr=True)
    if seen.json is not None and seen.kind in ("json", "json lines"):
        return _json_table(seen, naming_flickr=True) if seen.names_flickr else None
    return _text_table(seen, seen.around_flickr) if seen.rows is not None and seen.around_flickr else None


def _text_table(seen: Glimpse, further: Sequence[str] = ()) -> _Table:
    assert seen.rows is not None
    rows = [*seen.rows.rows, *seen.rows.cut(further)]
    rows = [row for row in rows if len(row) == seen.rows.width]
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


def _json_table(seen: Glimpse, *, naming_flickr: bool = False) -> _Table | None:
    assert seen.json is not None
    place = _place(seen)
    if naming_flickr:
        elements = json_rows.elements(seen.path, seen.kind, place)
        flat = list(islice(filter(_names_flickr, map(_flat, elements)), ROWS))
    elif place == json_rows.EACH_KEY:
        flat = [_flat((key, values[0])) for key, values in seen.json.first.items() if values]
    else:
        flat = [_flat(element) for element in seen.json.first.get(place, [])]
    names = list(dict.fromkeys(name for element in flat for name in element))
    if not names:
        return None
    return _Table(names, [[json_rows.text(element.get(name)) or "" for element in flat] for name in names], True)


def _flat(element: Any) -> dict[str, Any]:
    """The leaves of an element; of a pair of key and value, the key beside the value's leaves."""
    if isinstance(element, tuple):
        return {"key": element[0]} | json_rows.leaves(element[1])
    return json_rows.leaves(element)


def _names_flickr(leaves: dict[str, Any]) -> bool:
    return any(read_address(said).photo_id for said in leaves.values() if isinstance(said, str))


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
        for element in json_rows.elements(path, self.seen.kind, _place(self.seen)):
            if isinstance(element, SetAside):
                yield element
                continue
            leaves = _flat(element)
            yield tuple(json_rows.text(leaves.get(name)) for name in self.names)


def _parquet_table(path: Path, *, naming_flickr: bool = False) -> _Table | None:
    columns = parquet.columns(path)
    texts = [parquet.as_text(name) for name, kind in columns.items() if kind == "VARCHAR"]
    if not columns or naming_flickr and not texts:
        return None
    where = " OR ".join(f"regexp_matches({text}, 'flickr[.]com|flic[.]kr')" for text in texts)
    rows = parquet.first_rows(path, list(columns), ROWS, where if naming_flickr else "true")
    if naming_flickr and not rows:
        return None
    return _Table(list(columns), [[row[number] or "" for row in rows] for number in range(len(columns))], True)


# -- which column is what ----------------------------------------------------------------------------------------


def _roles(table: _Table, asked: str | None) -> _Roles:
    counts = {name: _counts(table.column(name)) for name in table.names}
    if asked is not None:
        counts = {asked: counts.get(asked, (0, 0, 0, 0))}
        if not any(counts[asked]):
            return _Roles(image=asked, others=tuple(_others(table, asked)))
    image, page, file, hashed = (_most(counts, role) for role in range(4))
    if image and image == page:
        image, page = (image, None) if counts[image][0] >= counts[image][1] else (None, page)
    lead = image or page
    others = dict(_others(table, lead))
    # Beside an address, a column of Flickr's file names gives the photo's own id, as an id column would.
    own = file if lead is None or "photo_id" not in others and _all_files(table, file) else None
    return _Roles(image, page, own, hashed, tuple(others.items()))


def _all_files(table: _Table, name: str | None) -> bool:
    said = [value for value in table.column(name) if value] if name is not None else []
    return bool(most(said, _file_id))


def _counts(values: Sequence[str]) -> tuple[int, int, int, int]:
    """How many values are image addresses, photo pages, file names of Flickr's, addresses of YFCC100M's copy."""
    images = pages = files = hashes = 0
    for value in values:
        read = read_address(value)
        if read.photo_id is not None:
            pages += read.kind == "photo"
            images += read.kind != "photo"
        elif _file_id(value):
            files += 1
        elif _COPY.search(value):
            hashes += 1
    return images, pages, files, hashes


def _most(counts: dict[str, tuple[int, int, int, int]], role: int) -> str | None:
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


def _listing(roles: _Roles, sql: Mapping[str, str]) -> dict[str, str]:
    """SQL for the listing; ``sql`` says a column's name there."""
    others = dict(reversed(roles.others))
    listing = {role: sql[name] for role, name in others.items() if role not in ("named", "located", "flickr_licence")}
    for role in ("named", "located"):
        if role in others:
            listing[role] = f"{sql[others[role]]} IS NOT NULL"
    if "flickr_licence" in others and "licence" not in listing:
        listing["licence"] = f"'flickr:' || {sql[others['flickr_licence']]}"
    if roles.image is not None:
        listing["address"] = sql[roles.image]
    if roles.page is not None:
        listing["page"] = sql[roles.page]
    if roles.hash is not None:
        listing["hash"] = taken(sql[roles.hash], _HASHED, 2)
    if roles.file is not None:
        file_id = taken(sql[roles.file], _FILE_NAME, 2)
        listing |= {"photo_id": file_id, "secret": f"{file_id} IS NOT NULL"}
        listing["text"] = f"CASE WHEN {file_id} IS NULL THEN {sql[roles.file]} END"
    return listing


def _said(table: _Table, name: str, what: str, test: Callable[[str], object]) -> str:
    """In words: the column, what it holds, and in how many of the rows looked at."""
    values = table.column(name)
    holding = sum(bool(test(value)) for value in values)
    if len(table.names) == 1 and not table.header:
        return f"{holding:,} of the first {len(values):,} lines are {what}"
    column = f"the column {name!r}" if table.header else f"{name}, which has no header,"
    return f"{column} holds {what} ({holding:,} of the first {len(values):,} rows)"


def _file_id(value: str) -> str | None:
    return photo_id_of_file_name(value.rsplit("/", 1)[-1])


FORMAT = Format(
    name="addresses",
    made_by="anybody",
    row_is="a row of the list",
    carries=("photo id", "address", "owner", "name", "licence", "upload day", "secret", "faces", "location"),
    source="the columns are found by looking",
    recognise=_recognise,
    recognise_further=_recognise_further,
    layout=_layout,
)
