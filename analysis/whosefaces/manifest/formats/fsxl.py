"""FSXL: a list of photos in FFHQ's own field names."""

from collections.abc import Iterator
from pathlib import Path

from whosefaces.manifest.listing import Format, ManifestError, Records, SetAside, taken
from whosefaces.manifest.reader import json_rows
from whosefaces.manifest.reader.glimpse import Glimpse

_FIELDS = ("image_name", "photo_url", "license", "license_url", "date_uploaded", "date_crawled", "author", "country")


def _recognise(glimpse: Glimpse) -> str | None:
    records = glimpse.json.first.get("", []) if glimpse.json is not None and glimpse.json.top == "array" else []
    if records and all(isinstance(one, dict) and set(one) >= set(_FIELDS) for one in records):
        return "a JSON list in FFHQ's field names, each with an image_name"
    return None


def _layout(glimpse: Glimpse) -> Records:
    if _recognise(glimpse) is None:
        raise ManifestError(f"{glimpse.path}: not fsxl: no JSON list of records with {', '.join(_FIELDS)}")
    columns = [field.replace("license", "licence") for field in _FIELDS]
    return Records(
        columns,
        lambda path: _rows(path, glimpse.kind),
        {
            "photo_id": taken("image_name", "^([1-9][0-9]{0,14})[.][a-z]+$"),
            "page": "photo_url",
            "licence": "coalesce(nullif(licence_url, ''), licence)",
            "licence_listed_on": "date_crawled",
            "uploaded": "date_uploaded",
            "named": "author <> ''",
            "located": "country <> ''",
        },
    )


def _rows(path: Path, kind: str) -> Iterator[tuple[object, ...] | SetAside]:
    for element in json_rows.elements(path, kind, ""):
        if isinstance(element, dict):
            yield tuple(element.get(name) for name in _FIELDS)
        else:
            yield json_rows.aside("not an image's record", element)


FORMAT = Format(
    name="fsxl",
    made_by="Ulusan, 2024",
    row_is="a photo",
    carries=("photo id", "address", "owner", "name", "licence", "upload day", "location"),
    source="KorayUlusan/fsxl-dataset, fsxl-metadata.json",
    recognise=_recognise,
    layout=_layout,
    notes=("A list of photos that show faces; how many faces a photo shows is not said.",),
)
