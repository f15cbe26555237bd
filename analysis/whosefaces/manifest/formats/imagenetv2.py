"""ImageNetV2: what the search on Flickr found, before photos were chosen."""

from collections.abc import Iterator
from pathlib import Path

from whosefaces.manifest.listing import Format, ManifestError, Records, SetAside
from whosefaces.manifest.reader import json_rows
from whosefaces.manifest.reader.glimpse import Glimpse

_FIELDS = {"id_ours", "id_search_engine", "search_engine", "url"}


def _recognise(glimpse: Glimpse) -> str | None:
    records = glimpse.json.first.get("", []) if glimpse.json is not None and glimpse.json.top == "array" else []
    if records and all(isinstance(one, dict) and set(one) >= _FIELDS for one in records):
        return "a JSON list of search results with id_ours, id_search_engine and url"
    return None


def _layout(glimpse: Glimpse) -> Records:
    if _recognise(glimpse) is None:
        raise ManifestError(f"{glimpse.path}: not imagenetv2: no JSON list of search results with id_search_engine")
    return Records(
        ("photo_id", "url", "uploaded"),
        lambda path: _rows(path, glimpse.kind),
        {
            "photo_id": "photo_id",
            "address": "url",
            # Epoch 0, in whatever zone the writer lived, stands for no day.
            "uploaded": "CASE WHEN substr(uploaded, 1, 10) NOT IN ('1969-12-31', '1970-01-01') THEN uploaded END",
        },
    )


def _rows(path: Path, kind: str) -> Iterator[tuple[object, ...] | SetAside]:
    for element in json_rows.elements(path, kind, ""):
        if not isinstance(element, dict):
            yield json_rows.aside("not a search result", element)
        elif element.get("search_engine") != "flickr":
            yield SetAside("found by another search than Flickr's", json_rows.shown(element.get("url")))
        else:
            yield element.get("id_search_engine"), element.get("url"), element.get("date_upload_search_engine")


FORMAT = Format(
    name="imagenetv2",
    made_by="Recht et al., UC Berkeley, 2019",
    row_is="a search result",
    carries=("photo id", "address", "upload day", "secret"),
    source="modestyachts/ImageNetV2, data/search_results; arXiv:1902.10811",
    recognise=_recognise,
    layout=_layout,
)
