"""SBU captioned photos: three parallel lists in one JSON object; the n-th of each belong together."""

from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

from whosefaces.manifest.listing import Format, ManifestError, Records, SetAside
from whosefaces.manifest.reader import json_rows
from whosefaces.manifest.reader.glimpse import Glimpse

_NOTHING_LEFT = object()


def _recognise(glimpse: Glimpse) -> str | None:
    if glimpse.json is None or not glimpse.json.first.keys() & {"image_urls", "user_ids", "captions"}:
        return None
    if any("flickr" in str(said) for said in glimpse.elements("image_urls")) and glimpse.elements("user_ids"):
        return "a JSON object of parallel lists image_urls and user_ids"
    return None


def _layout(glimpse: Glimpse) -> Records:
    if _recognise(glimpse) is None:
        raise ManifestError(f"{glimpse.path}: not sbu: no JSON object with the lists image_urls and user_ids")
    return Records(("url", "nsid"), _rows, {"address": "url", "nsid": "nsid"})


def _rows(path: Path) -> Iterator[tuple[object, ...] | SetAside]:
    both = (json_rows.elements(path, "json", name) for name in ("image_urls", "user_ids"))
    for number, (url, owner) in enumerate(zip_longest(*both, fillvalue=_NOTHING_LEFT), 1):
        if url is _NOTHING_LEFT or owner is _NOTHING_LEFT:
            raise ManifestError(
                f"{path}: image_urls and user_ids differ in length after {number - 1:,}: whose photo is whose cannot be told; "
                "download it again"
            )
        if isinstance(url, str) and isinstance(owner, str | None):
            yield url, owner
        else:
            yield SetAside("not a pair of address and owner", json_rows.shown([url, owner]))


FORMAT = Format(
    name="sbu",
    made_by="Ordonez, Kulkarni and Berg, Stony Brook University, 2011",
    row_is="a photo",
    carries=("photo id", "address", "owner", "secret"),
    source="sbu-captions-all.json of the authors; NeurIPS 2011, Im2Text",
    recognise=_recognise,
    layout=_layout,
)
