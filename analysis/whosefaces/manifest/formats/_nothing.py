"""A file that leads to no photo: its rows are counted, and that is all that can be said."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from whosefaces.manifest.formats import _lines
from whosefaces.manifest.listing import ByEvidence, Format, Layout, ManifestError, Records, SetAside
from whosefaces.manifest.reader import json_rows
from whosefaces.manifest.reader.glimpse import Glimpse

_ASIDE = {"set_aside": "'leads to no photo on Flickr'"}


def _layout(seen: Glimpse) -> Layout:
    if seen.kind == "folder":
        if not seen.lines:
            raise ManifestError(f"{seen.path}: the folder is empty")
        return _lines.layout(seen, _ASIDE)
    if seen.kind in ("parquet", "text"):
        return ByEvidence()
    if seen.json is not None and seen.kind in ("json", "json lines"):
        place = json_rows.longest_list(seen.json)
        return Records(["value"], lambda path: map(_value, json_rows.elements(path, seen.kind, place)), _ASIDE)
    return Records(["value"], _one, _ASIDE)


def _value(element: Any) -> tuple[object, ...] | SetAside:
    return element if isinstance(element, SetAside) else (json_rows.shown(element),)


def _one(path: Path) -> Iterator[tuple[object, ...] | SetAside]:
    yield (path.name,)


FORMAT = Format(
    name="unknown",
    made_by="unknown",
    row_is="a row",
    carries=(),
    source="none",
    recognise=lambda _: None,
    layout=_layout,
)
