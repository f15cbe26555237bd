"""COCO: images with Flickr addresses, whose licence is an index into the file's own table of licences."""

import collections
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from whosefaces.manifest.listing import Format, ManifestError, Records, SetAside
from whosefaces.manifest.reader import json_rows
from whosefaces.manifest.reader.glimpse import Glimpse

PERSON = "person"


def images(glimpse: Glimpse) -> list[dict[str, Any]]:
    """The first elements of a list 'images' that have an address on Flickr and the number of a licence."""
    if glimpse.json is None or glimpse.json.top != "object":
        return []
    if not glimpse.json.first.keys() & {"info", "licenses", "images", "annotations", "categories"}:
        return []
    found = [image for image in glimpse.elements("images") if isinstance(image, dict)]
    return [image for image in found if "flickr_url" in image and "license" in image]


def is_lvis(found: Sequence[dict[str, Any]]) -> bool:
    """Whether they say which classes they were searched for in vain, as LVIS does."""
    return any("neg_category_ids" in image for image in found)


def _recognise(glimpse: Glimpse) -> str | None:
    found = images(glimpse)
    if found and not is_lvis(found):
        return "a list 'images' whose elements have flickr_url and license"
    return None


def layout(glimpse: Glimpse) -> Records:
    """One tuple an image."""
    if glimpse.kind != "json":
        raise ManifestError(f"{glimpse.path}: no JSON object with a list 'images', as COCO and LVIS have it")
    return Records(
        ("flickr_url", "licence", "people"),
        _rows,
        {"address": "flickr_url", "licence": "licence", "subject": "CAST(people AS INTEGER) > 0"},
    )


def _rows(path: Path) -> Iterator[tuple[object, ...] | SetAside]:
    """One tuple an image. Boxes around persons are not faces: that they are there is all that is kept of them."""
    licences = {
        str(element.get("id")): element.get("url") or element.get("name")
        for element in json_rows.elements(path, "json", "licenses", looking_for="licences")
        if isinstance(element, dict)
    }
    people = _people(path)
    for image in json_rows.elements(path, "json", "images"):
        if not isinstance(image, dict):
            yield json_rows.aside("not an image's record", image)
            continue
        number = image.get("license")
        licence = None if number is None else licences.get(str(number), f"number {number} of a table that lacks it")
        yield image.get("flickr_url"), licence, people[str(image.get("id"))]


def _people(path: Path) -> collections.Counter[str]:
    """Boxes around a person by image id; empty for files of captions."""
    persons = {
        str(element.get("id"))
        for element in json_rows.elements(path, "json", "categories", looking_for="classes")
        if isinstance(element, dict) and element.get("name") == PERSON
    }
    counted: collections.Counter[str] = collections.Counter()
    if persons:
        for element in json_rows.elements(path, "json", "annotations", looking_for="people"):
            if isinstance(element, dict) and str(element.get("category_id")) in persons:
                counted[str(element.get("image_id"))] += 1
    return counted


FORMAT = Format(
    name="coco",
    made_by="Lin et al., Microsoft and others, 2014 to 2017",
    row_is="a photo",
    carries=("photo id", "address", "licence", "secret", "subject"),
    source="arXiv:1405.0312; cocodataset.org, format of the annotations",
    recognise=_recognise,
    layout=layout,
)
