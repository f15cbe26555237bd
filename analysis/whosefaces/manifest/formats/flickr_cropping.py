"""Flickr Cropping: photos with the crop that people liked best."""

from collections.abc import Iterator
from pathlib import Path

from whosefaces.manifest.listing import Format, ManifestError, Records, SetAside
from whosefaces.manifest.reader import json_rows
from whosefaces.manifest.reader.glimpse import Glimpse


def _recognise(seen: Glimpse) -> str | None:
    records = seen.json.first.get("", []) if seen.json is not None and seen.json.top == "array" else []
    if records and all(isinstance(one, dict) and {"url", "flickr_photo_id"} <= set(one) for one in records):
        return "a JSON list of photos with url and flickr_photo_id"
    return None


def _layout(seen: Glimpse) -> Records:
    if _recognise(seen) is None:
        raise ManifestError(f"{seen.path}: not flickr_cropping: no JSON list of photos with url and flickr_photo_id")
    return Records(("photo_id", "url"), lambda path: _rows(path, seen.kind), {"photo_id": "photo_id", "address": "url"})


def _rows(path: Path, kind: str) -> Iterator[tuple[object, ...] | SetAside]:
    for said in json_rows.elements(path, kind, ""):
        if isinstance(said, dict):
            yield said.get("flickr_photo_id"), said.get("url")
        else:
            yield json_rows.aside("not a photo's record", said)


FORMAT = Format(
    name="flickr_cropping",
    made_by="Chen et al., National Taiwan University, 2017",
    row_is="a photo",
    carries=("photo id", "address", "secret"),
    source="yiling-chen/flickr-cropping-dataset; arXiv:1701.01480",
    recognise=_recognise,
    layout=_layout,
)
