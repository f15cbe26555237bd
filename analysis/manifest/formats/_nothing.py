"""A file that leads to no photo: its rows are counted, and that is all that can be said."""

from collections.abc import Iterator
from pathlib import Path

from analysis.manifest import json_rows
from analysis.manifest.glimpse import Glimpse
from analysis.manifest.listing import Columnar, Delimited, Format, Layout, ManifestError, Records, SetAside

_ASIDE = {"set_aside": "'leads to no photo on Flickr'"}


def _layout(seen: Glimpse) -> Layout:
    if seen.kind == "parquet":
        return Columnar(_ASIDE)
    if seen.json is not None and seen.kind in ("json", "json lines"):
        place = json_rows.longest_list(seen.json)
        return Records(["value"], lambda path: ((None,) for _ in json_rows.elements(path, seen.kind, place)), _ASIDE)
    if seen.kind == "text" and seen.rows is not None:
        columns = [f"c{number}" for number in range(seen.rows.width)]
        rows = seen.rows
        return Delimited(columns, rows.delimiter, _ASIDE, rows.header, rows.quoted, seen.encoding)
    return Records(["value"], _one, _ASIDE)


def _one(path: Path) -> Iterator[tuple[object, ...] | SetAside]:
    if path.is_dir() and not any(path.iterdir()):
        raise ManifestError(f"{path}: the folder is empty")
    yield (None,)


FORMAT = Format(
    name="unknown",
    made_by="unknown",
    row_is="a row",
    carries=(),
    source="none",
    recognise=lambda _: None,
    layout=_layout,
)
