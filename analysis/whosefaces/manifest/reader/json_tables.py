"""JSON of any shape -> tables of text: one row a photo, nested values under dotted names.

Lists of one shape beside each other (train, val, test) are parts of one list; an answer of Flickr's API, a project of an
annotator, a dump of a downloader are found by what stands in them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import ijson

from whosefaces.manifest.listing import ManifestError, SetAside
from whosefaces.manifest.reader import containers, json_rows
from whosefaces.manifest.reader.glimpse import WRAPPED
from whosefaces.manifest.reader.json_survey import Place, is_flickrs, names_photo, places, survey
from whosefaces.manifest.reader.parts import Part
from whosefaces.manifest.reader.tables import AS_IT_STANDS, REASON, TableWriter

DEEPEST = 20
"""Levels below an element that are looked into."""

LONGEST_WRAPPED = 300_000_000
"""Bytes of a JSON text that stands inside a script: it is unwrapped as a whole."""

_OWN_NAMES = {
    "id": "photo_id",
    "license": "license_id",
    "dateupload": "date_uploaded",
    "dates.posted": "uploaded",
    "path_alias": "path_alias",
    "pathalias": "path_alias",
    "owner.path_alias": "path_alias",
    "ownername": "ownername",
    "owner.username": "username",
}
"""Flickr's names for what it says of a photo -> the names under which this package knows a column's meaning."""

_NSID = re.compile(r"[0-9]{5,11}@[Nn][0-9]{2}")


def one_a_line(path: Path, folder: Path) -> Path:
    """JSON values that stand behind one another, each on a line of its own.

    Raises:
        ManifestError: what stands there is no JSON, or is cut off.
    """
    target = folder / "values.jsonl"
    try:
        with containers.opened(path) as stream, target.open("w", encoding="utf-8") as lines:
            for value in ijson.items(stream, "", multiple_values=True, use_float=True):
                lines.write(json.dumps(value) + "\n")
    except (ijson.JSONError, UnicodeDecodeError, RecursionError) as error:
        raise ManifestError(
            f"{path}: not whole, strict JSON: {str(error).splitlines()[0]}; download it again, or have it written anew"
        ) from None
    return target


def unwrapped(path: Path, folder: Path) -> Path:
    """The JSON text inside a call or an assignment, as a file of its own.

    Raises:
        ManifestError: it is too large, or what is inside is no JSON.
    """
    with containers.opened(path) as stream:
        text = stream.read(LONGEST_WRAPPED + 1)
    if len(text) > LONGEST_WRAPPED:
        raise ManifestError(
            f"{path}: JSON inside a script, of more than {LONGEST_WRAPPED:,} bytes; save the JSON alone"
        )
    start = WRAPPED.match(text)
    inner = text[start.end() if start else 0 :].decode("utf-8", "replace")
    try:
        _, end = json.JSONDecoder().raw_decode(inner)
    except (ValueError, RecursionError):
        raise ManifestError(f"{path}: looks like JSON inside a script, but is not whole; save the JSON alone") from None
    made = folder / "unwrapped.json"
    made.write_text(inner[:end], encoding="utf-8")
    return made


def parts(path: Path, kind: str, folder: Path) -> list[Part]:
    """The lists of a JSON text that lead to photos, each as a table in ``folder``; none where nothing in it does.

    Args:
        path: the file, compressed or not.
        kind: "json", or "json lines".
        folder: where the tables are put.
    """
    if kind == "json lines":
        found = _written(json_rows.elements(path, kind, ""), folder / "lines.parquet", {}, "the lines", "line")
        return [found] if found else []
    found_places = _surveyed(path)
    written = [
        _written(_elements(path, place), folder / f"list-{number}.parquet", place.inherited, place.name, place.kind)
        for number, place in enumerate(found_places)
    ]
    return [part for part in written if part is not None]


def record(element: Any) -> dict[str, str] | None:
    """The one photo that an object is about, as a row; None where it is about none, or is a list of many."""
    if not isinstance(element, dict):
        return None
    base, _ = _flat(element)
    if not any(names_photo(said) for said in base.values()) and not is_flickrs(element.keys()):
        return None
    return next(iter(rows(element, {})), None)


def rows(element: Any, inherited: Mapping[str, str], depth: int = 0) -> Iterator[dict[str, str]]:
    """The rows that one element gives: one where it names a photo itself, else one for each photo in its lists."""
    base, lists = _flat(element)
    own = dict(inherited) | base
    if depth >= 4 or _leads(element, base):
        yield _named_as_ours(element, own)
        return
    below = [row for path, values in lists.items() for value in values for row in _below(path, value, depth)]
    leading = [row for row in below if row.pop(_LEADS, None)]
    merged: dict[str, dict[str, str]] = {}
    for number, row in enumerate(leading):
        photo = next((found for said in row.values() if (found := names_photo(said))), f"no address {number}")
        merged[photo] = row | merged.get(photo, {})  # the sizes of one photo are one photo
    if merged:
        about_all = {name: said for name, said in own.items() if not names_photo(said)}
        for row in merged.values():
            yield about_all | row
    else:
        yield own | {path: " | ".join(said) for path, values in lists.items() if (said := _texts(values))}


_LEADS = "\0leads"


def _below(path: str, value: Any, depth: int) -> Iterator[dict[str, str]]:
    if not isinstance(value, dict | list):
        text = json_rows.text(value) or ""
        row = {path: text}
        yield row | {_LEADS: "yes"} if names_photo(text) else row
        return
    for row in rows(value, {}, depth + 1):
        leads = any(names_photo(text) for text in row.values()) or "photo_id" in row
        yield row | {_LEADS: "yes"} if leads else row


def _leads(element: Any, base: Mapping[str, str]) -> bool:
    flickrs = isinstance(element, dict) and is_flickrs(element.keys())
    return flickrs or any(names_photo(said) for said in base.values())


def _named_as_ours(element: Any, row: dict[str, str]) -> dict[str, str]:
    """A photo as Flickr gives it, under the names whose meaning this package knows."""
    if isinstance(element, list):  # a downloader's [kind, address, what is known of it]
        inner = next((value for value in element if isinstance(value, dict)), {})
        own = row.get("category") == "flickr" or is_flickrs(inner.keys())
    else:
        own = is_flickrs(element.keys()) if isinstance(element, dict) else False
        own = own or row.get("category") == "flickr" or "photopage" in row and "id" in row
    if not own:
        return row
    named = {_OWN_NAMES.get(name, name): said for name, said in row.items()}
    if not named.get("license_id", "0").isdigit():
        named["license"] = named.pop("license_id")
    for name in ("owner.nsid", "nsid"):
        if name in named:
            named["owner_nsid"] = named.pop(name)
    if "owner" in named and _NSID.fullmatch(named["owner"]):
        named["owner_nsid"] = named.pop("owner")
    return named


def _flat(element: Any) -> tuple[dict[str, str], dict[str, list[Any]]]:
    """The texts and numbers of an element by dotted name, and the lists in it, which are not opened.

    An object inside a list of mixed kinds (kind, address, description) counts as the element itself.
    """
    base: dict[str, str] = {}
    lists: dict[str, list[Any]] = {}
    if isinstance(element, list):
        mixed = len(element) <= 8 and any(not isinstance(value, dict | list) for value in element)
        if not mixed:
            return {}, {"item": element}
        waiting: list[tuple[str, Any, int]] = [
            ("" if isinstance(value, dict) else f"item {number}", value, 0) for number, value in enumerate(element, 1)
        ]
    else:
        waiting = [("" if isinstance(element, dict) else "value", element, 0)]
    while waiting:
        path, value, depth = waiting.pop(0)
        if isinstance(value, dict):
            if depth < DEEPEST:
                inner = [(f"{path}.{key}" if path else str(key), said, depth + 1) for key, said in value.items()]
                waiting.extend((name.removesuffix("._content"), said, at) for name, said, at in inner)
        elif isinstance(value, list):
            lists[path] = value
        elif value is not None:
            base.setdefault(path, json_rows.text(value) or "")
    return base, lists


def _texts(values: Iterable[Any]) -> list[str]:
    return [text for value in values if not isinstance(value, dict | list) and (text := json_rows.text(value))]


def _surveyed(path: Path) -> list[Place]:
    with containers.opened(path) as stream:
        if stream.peek(3).startswith(b"\xef\xbb\xbf"):
            stream.read(3)
        try:
            top = survey(ijson.basic_parse(stream, use_float=True))
        except (ijson.JSONError, UnicodeDecodeError) as error:
            raise json_rows.not_whole(path, error) from None
    return places(top) if top is not None else []


def _elements(path: Path, place: Place) -> Iterator[Any]:
    """The elements of a list; of one whose elements stand under keys, each with its key."""
    with containers.opened(path) as stream:
        if stream.peek(3).startswith(b"\xef\xbb\xbf"):
            stream.read(3)
        if place.kind in ("columns", "split"):
            yield from _of_a_table(json.load(stream), place.kind)
        elif place.kind == "array":
            yield from ijson.items(stream, f"{place.path}.item" if place.path else "item", use_float=True)
        elif place.kind == "record":
            yield from ijson.items(stream, place.path, use_float=True)
        else:
            for key, value in ijson.kvitems(stream, place.path, use_float=True):
                yield {"key": key} | value if isinstance(value, dict) else {"key": key, "value": value}


def _of_a_table(table: Any, kind: str) -> Iterator[dict[str, Any]]:
    """The rows of a table that is written column by column, or with its names apart from its rows."""
    if kind == "split":
        names = [str(name) for name in table["columns"]]
        for row in table["data"]:
            yield dict(zip(names, row, strict=False))
        return
    columns = {name: list(cells.values()) if isinstance(cells, dict) else cells for name, cells in table.items()}
    for cells in zip(*columns.values(), strict=True):
        yield dict(zip(columns, cells, strict=True))


def _written(elements: Iterable[Any], target: Path, inherited: dict[str, str], name: str, kind: str) -> Part | None:
    """The elements as a table; None where none of them names a photo."""
    writer = TableWriter(target)
    for element in elements:
        if isinstance(element, SetAside):
            writer.add({REASON: element.reason, AS_IT_STANDS: element.text})
            continue
        for row in rows(element, inherited):
            writer.add(row)
    if not writer.rows:
        writer.discard()
        return None
    notes = []
    if writer.columns_left_out:
        notes.append(f"{writer.columns_left_out:,} values stand under more names than a table has columns; left out.")
    row_is = "a photo" if kind == "record" else None
    return Part(writer.close(), name, table=True, notes=tuple(notes), row_is=row_is)
