"""FFHQ: the metadata of NVIDIA's faces, and the smaller file behind its own search page."""

from collections.abc import Iterator
from pathlib import Path

from whosefaces.manifest.listing import Format, ManifestError, Records, SetAside
from whosefaces.manifest.reader import json_rows
from whosefaces.manifest.reader.glimpse import Glimpse

_METADATA = {"photo_url", "author", "license_url", "date_crawled"}
_SEARCH = {"url", "title", "author"}


def _shape(glimpse: Glimpse) -> str | None:
    """Which of the two files it is: "metadata" or "search"."""
    if glimpse.json is None or glimpse.json.top != "object":
        return None
    records = [values[0] for key, values in glimpse.json.first.items() if key.isdigit() and values]
    records = [record for record in records if isinstance(record, dict)]
    if not records or len(records) < 0.9 * len(glimpse.json.first):
        return None
    if all(isinstance(one.get("metadata"), dict) and set(one["metadata"]) >= _METADATA for one in records):
        return "metadata"
    if all(set(one) == _SEARCH and "flickr.com" in str(one["url"]) for one in records):
        return "search"
    return None


def _recognise(glimpse: Glimpse) -> str | None:
    return {
        "metadata": "a JSON object of numbered images, each with metadata.photo_url, author, license_url and date_crawled",
        "search": "a JSON object of numbered images with url, title and author, as behind FFHQ's search page",
    }.get(_shape(glimpse) or "")


def _layout(glimpse: Glimpse) -> Records:
    shape = _shape(glimpse)
    if shape is None:
        raise ManifestError(f"{glimpse.path}: not ffhq: no JSON object of images, numbered from 0, with their metadata")
    return Records(
        ("page", "licence", "crawled", "uploaded", "author", "country"),
        _rows if shape == "metadata" else _search_rows,
        {
            "page": "page",
            "licence": "licence",
            "licence_listed_on": "crawled",
            "uploaded": "uploaded",
            "faces": "'1'",
            "named": "author <> ''",
            "located": "country <> ''",
        },
    )


def _rows(path: Path) -> Iterator[tuple[object, ...] | SetAside]:
    for _, element in json_rows.elements(path, "json", json_rows.EACH_KEY):
        about = element.get("metadata") if isinstance(element, dict) else None
        if not isinstance(about, dict):
            yield json_rows.aside("not an image's record", element)
            continue
        licence = about.get("license_url") or about.get("license")
        wanted = ("date_crawled", "date_uploaded", "author", "country")
        yield about.get("photo_url"), licence, *(about.get(name) for name in wanted)


def _search_rows(path: Path) -> Iterator[tuple[object, ...] | SetAside]:
    for _, element in json_rows.elements(path, "json", json_rows.EACH_KEY):
        if isinstance(element, dict):
            yield element.get("url"), None, None, None, element.get("author"), None
        else:
            yield json_rows.aside("not an image's record", element)


FORMAT = Format(
    name="ffhq",
    made_by="Karras, Laine and Aila, NVIDIA, 2019",
    row_is="a face",
    carries=("photo id", "address", "owner", "name", "licence", "upload day", "faces", "location"),
    source="NVlabs/ffhq-dataset, README and docs/search; arXiv:1812.04948",
    recognise=_recognise,
    layout=_layout,
    notes=("The owner stands in the photo's address, as an NSID or as an alias that the owner can change.",),
)
