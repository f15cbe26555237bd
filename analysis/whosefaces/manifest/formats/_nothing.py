"""A file that leads to no photo: its rows are counted, and that is all that can be said."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from whosefaces.manifest.formats import _lines
from whosefaces.manifest.listing import ByEvidence, Format, Layout, ManifestError, Records, SetAside
from whosefaces.manifest.reader import json_rows
from whosefaces.manifest.reader.glimpse import Glimpse

_ASIDE = {"set_aside": "'leads to no photo on Flickr'"}


def _layout(glimpse: Glimpse) -> Layout:
    if glimpse.kind == "folder":
        if not glimpse.lines:
            raise ManifestError(f"{glimpse.path}: the folder is empty")
        return _lines.layout(glimpse, _ASIDE)
    if glimpse.kind in ("parquet", "text"):
        return ByEvidence()
    if glimpse.json is not None and glimpse.kind in ("json", "json lines"):
        place = json_rows.longest_list(glimpse.json)
        return Records(["value"], lambda path: map(_value, json_rows.elements(path, glimpse.kind, place)), _ASIDE)
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
