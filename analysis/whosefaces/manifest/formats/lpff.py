"""LPFF: large-pose faces from Flickr, with what Flickr's API said of each photo."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from whosefaces.manifest.listing import Format, ManifestError, Records, SetAside
from whosefaces.manifest.reader import json_rows
from whosefaces.manifest.reader.glimpse import Glimpse

_FIELDS = {"photo_id", "user_id", "photo_url", "license"}


def _recognise(glimpse: Glimpse) -> str | None:
    if glimpse.json is None or glimpse.json.top != "object":
        return None
    records = [values[0] for values in glimpse.json.first.values() if values]
    infos = [one.get("image_info") if isinstance(one, dict) else None for one in records]
    if infos and all(isinstance(info, dict) and set(info) >= _FIELDS for info in infos):
        return "a JSON object of faces, each with image_info: photo_id, user_id, photo_url, license"
    return None


def _layout(glimpse: Glimpse) -> Records:
    if _recognise(glimpse) is None:
        raise ManifestError(f"{glimpse.path}: not lpff: no JSON object of faces with image_info")
    return Records(
        ("photo_id", "nsid", "page", "licence", "username", "secret"),
        _rows,
        {
            "photo_id": "photo_id",
            "nsid": "nsid",
            "page": "page",
            "licence": "licence",
            "faces": "'1'",
            "named": "username <> ''",
            "secret": "secret <> ''",
        },
    )


def _rows(path: Path) -> Iterator[tuple[object, ...] | SetAside]:
    for _, element in json_rows.elements(path, "json", json_rows.EACH_KEY):
        info: Any = element.get("image_info") if isinstance(element, dict) else None
        if not isinstance(info, dict):
            yield json_rows.aside("not a face's record", element)
            continue
        licence = info.get("license")
        if isinstance(licence, dict):
            licence = licence.get("url") or licence.get("name")
        secret = info.get("originalsecret") or info.get("secret")
        yield info.get("photo_id"), info.get("user_id"), info.get("photo_url"), licence, info.get("username"), secret


FORMAT = Format(
    name="lpff",
    made_by="Wu et al., Zhejiang University, 2023",
    row_is="a face",
    carries=("photo id", "address", "owner", "name", "licence", "secret", "faces"),
    source="oneThousand1000/LPFF-dataset, dataset_download/readme.md; arXiv:2303.14407",
    recognise=_recognise,
    layout=_layout,
)
