"""Visual Genome: images of which some come from Flickr by way of YFCC100M and COCO."""

from collections.abc import Iterator
from pathlib import Path

from whosefaces.manifest.listing import Format, ManifestError, Records, SetAside
from whosefaces.manifest.reader import json_rows
from whosefaces.manifest.reader.glimpse import Glimpse


def _recognise(glimpse: Glimpse) -> str | None:
    records = glimpse.json.first.get("", []) if glimpse.json is not None and glimpse.json.top == "array" else []
    wanted = {"image_id", "coco_id", "flickr_id"}
    if records and all(isinstance(one, dict) and wanted <= set(one) for one in records):
        return "a JSON list of images with image_id, coco_id and flickr_id"
    return None


def _layout(glimpse: Glimpse) -> Records:
    if _recognise(glimpse) is None:
        raise ManifestError(f"{glimpse.path}: not visual_genome: no JSON list of images with coco_id and flickr_id")
    listing = {
        "photo_id": "photo_id",
        "set_aside": "CASE WHEN photo_id IS NULL AND coco_id IS NOT NULL THEN 'only a number in COCO' "
        "WHEN photo_id IS NULL THEN 'no photo id (flickr_id is null)' END",
        "text": "CASE WHEN photo_id IS NULL THEN url END",
    }
    return Records(("photo_id", "coco_id", "url"), lambda path: _rows(path, glimpse.kind), listing)


def _rows(path: Path, kind: str) -> Iterator[tuple[object, ...] | SetAside]:
    for element in json_rows.elements(path, kind, ""):
        if isinstance(element, dict):
            yield element.get("flickr_id"), element.get("coco_id"), element.get("url")
        else:
            yield json_rows.aside("not an image's record", element)


FORMAT = Format(
    name="visual_genome",
    made_by="Krishna et al., Stanford, 2016",
    row_is="an image",
    carries=("photo id",),
    source="image_data.json of the authors; arXiv:1602.07332",
    recognise=_recognise,
    layout=_layout,
    notes=("flickr_id is often null; images of COCO lead to Flickr through COCO's own list.",),
)
