"""XML of any shape -> a table of text: Flickr's own answers, annotators' projects, feeds, bookmarks.

A row is an element that names a photo, by its attributes or by the texts right below it. Entities are never expanded, and
nothing outside the file is looked up.
"""

from __future__ import annotations

import collections
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from whosefaces.manifest.listing import ManifestError
from whosefaces.manifest.reader import containers
from whosefaces.manifest.reader.json_survey import is_flickrs, names_photo
from whosefaces.manifest.reader.json_tables import record
from whosefaces.manifest.reader.parts import Part
from whosefaces.manifest.reader.tables import TableWriter

DEEPEST = 100
"""Levels of elements; a text that goes deeper is no list of photos."""


def parts(path: Path, folder: Path) -> list[Part]:
    """The elements that name photos, as a table in ``folder``; none where no element does.

    Raises:
        ManifestError: it is not well-formed, declares entities, or is nested too deep.
    """
    kinds: collections.Counter[str] = collections.Counter()
    for place, row in _elements(path):
        kinds[place] += _names_photo(row)
    if not kinds:
        return []
    if not any(kinds.values()):  # ids alone are told by what they are called: the element that stands there most often
        kinds = _repeated(path)
        if not kinds:
            return []
    # Of nested elements that all name the photo, the inner ones are its sizes or its links: the outermost is the row.
    most = max(kinds.values())
    wanted = min((place for place, hits in kinds.items() if hits >= 0.9 * most), key=lambda place: place.count("/"))
    writer = TableWriter(folder / "elements.parquet")
    for place, row in _elements(path):
        if place == wanted:
            writer.add(record(row) or row)
    others = sum(hits for place, hits in kinds.items() if hits and not place.startswith(wanted))
    notes: tuple[str, ...] = (f"A row is an element <{wanted.rsplit('/', 1)[-1]}>.",)
    if others:
        notes += (f"{others:,} elements of other kinds name a photo too, and were not read.",)
    return [Part(writer.close(), f"<{wanted.rsplit('/', 1)[-1]}>", table=True, notes=notes)]


def _repeated(path: Path) -> collections.Counter[str]:
    """The elements of several values each that stand there more than once."""
    counted = collections.Counter(place for place, row in _elements(path) if len(row) > 1)
    return collections.Counter({place: times for place, times in counted.items() if times > 1})


def _names_photo(row: dict[str, str]) -> bool:
    return is_flickrs(row) or any(names_photo(said) for said in row.values())


def _elements(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Every element with its place, and what its attributes and the texts below it say."""
    places: list[str] = []
    inner: list[dict[str, str]] = []
    try:
        with containers.opened(path) as stream:
            for event, element in iterparse(stream, events=("start", "end"), forbid_dtd=False):
                if event == "start":
                    places.append(_plain(element.tag))
                    inner.append({})
                    if len(places) > DEEPEST:
                        raise ManifestError(f"{path}: XML nested more than {DEEPEST} deep; this is no list of photos")
                    continue
                row = _row(element, inner.pop())
                yield "/".join(places), row
                name = places.pop()
                if inner and len(inner[-1]) < 200:
                    for key, said in row.items():
                        inner[-1].setdefault(f"{name}.{key}" if key else name, said)
                element.clear()
    except DefusedXmlException:
        raise ManifestError(
            f"{path}: XML that declares entities, which are not expanded; save it without them"
        ) from None
    except ParseError as error:
        raise ManifestError(f"{path}: not well-formed XML: {error}; download it again") from None


def _row(element: Any, below: dict[str, str]) -> dict[str, str]:
    row = {_plain(name): said for name, said in element.attrib.items()} | below
    text = (element.text or "").strip()
    return row | ({"": text} if text else {})


def _plain(tag: str) -> str:
    """A name without its namespace."""
    return tag.rsplit("}", 1)[-1]
