"""Flickr Cropping: photos with the crop that people liked best."""

from collections.abc import Iterator
from pathlib import Path

from whosefaces.manifest.listing import Format, ManifestError, Records, SetAside
from whosefaces.manifest.reader import json_rows
from whosefaces.manifest.reader.glimpse import Glimpse


def _recognise(glimpse: Glimpse) -> str | None:
    records = glimpse.json.first.get("", []) if glimpse.json is not None and glimpse.json.top == "array" else []
    if records and all(isinstance(one, dict) and {"url", "flickr_photo_id"} <= set(one) for one in records):
        return "a JSON list of photos with url and flickr_photo_id"
    return None


def _layout(glimpse: Glimpse) -> Records:
    if _recognise(glimpse) is None:
        raise ManifestError(f"{glimpse.path}: not flickr_cropping: no JSON list of photos with url and flickr_photo_id")
    return Records(
        ("photo_id", "url"), lambda path: _rows(path, glimpse.kind), {"photo_id": "photo_id", "address": "url"}
    )


def _rows(path: Path, kind: str) -> Iterator[tuple[object, ...] | SetAside]:
    for element in json_rows.elements(path, kind, ""):
        if isinstance(element, dict):
            yield element.get("flickr_photo_id"), element.get("url")
        else:
            yield json_rows.aside("not a photo's record", element)


FORMAT = Format(
    name="flickr_cropping",
    made_by="Chen et al., National Taiwan University, 2017",
    row_is="a photo",
    carries=("photo id", "address", "secret"),
    source="yiling-chen/flickr-cropping-dataset; arXiv:1701.01480",
    recognise=_recognise,
    layout=_layout,
)
