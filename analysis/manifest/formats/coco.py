"""COCO: images with Flickr addresses, whose licence is an index into the file's own table of licences."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from analysis.manifest import json_rows
from analysis.manifest.glimpse import Glimpse
from analysis.manifest.listing import Format, ManifestError, Records, SetAside

PERSON = "person"


def _recognise(seen: Glimpse) -> str | None:
    if seen.json is None or seen.json.top != "object":
        return None
    images = [image for image in seen.json.first.get("images", []) if isinstance(image, dict)]
    if any("flickr_url" in image and "license" in image for image in images) and not _is_lvis(images):
        return "a list 'images' whose elements have flickr_url and license"
    return None


def _is_lvis(images: list[dict[str, Any]]) -> bool:
    return any("neg_category_ids" in image for image in images)


def _layout(seen: Glimpse) -> Records:
    if seen.kind != "json":
        raise ManifestError(f"{seen.path}: not coco: no JSON object with a list 'images'")
    return Records(
        ("flickr_url", "licence", "people"),
        _rows,
        {"address": "flickr_url", "licence": "licence", "subject": "CAST(people AS INTEGER) > 0"},
    )


def _rows(path: Path) -> Iterator[tuple[object, ...] | SetAside]:
    """One tuple an image. Boxes around persons are not faces: that they are there is all that is kept of them."""
    licences = {
        said.get("id"): said.get("url") or said.get("name")
        for said in json_rows.elements(path, "json", "licenses")
        if isinstance(said, dict)
    }
    people = _people(path)
    for image in json_rows.elements(path, "json", "images"):
        if not isinstance(image, dict):
            yield SetAside("not an image record", str(image)[:200])
            continue
        number = image.get("license")
        licence = None if number is None else licences.get(number, f"number {number} of a table that lacks it")
        yield image.get("flickr_url"), licence, people.get(image.get("id"), 0)


def _people(path: Path) -> dict[Any, int]:
    """Boxes around a person by image id; empty for files of captions."""
    persons = {
        said.get("id")
        for said in json_rows.elements(path, "json", "categories")
        if isinstance(said, dict) and said.get("name") == PERSON
    }
    counted: dict[Any, int] = {}
    if persons:
        for said in json_rows.elements(path, "json", "annotations"):
            if isinstance(said, dict) and said.get("category_id") in persons:
                counted[said.get("image_id")] = counted.get(said.get("image_id"), 0) + 1
    return counted


FORMAT = Format(
    name="coco",
    made_by="Lin et al., Microsoft and others, 2014 to 2017",
    row_is="a photo",
    carries=("photo id", "address", "licence", "secret", "subject"),
    source="arXiv:1405.0312; cocodataset.org, format of the annotations",
    recognise=_recognise,
    layout=_layout,
)
