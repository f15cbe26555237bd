"""V3Det: a file for an address. The address leads to a re-upload; the photo's own id stands in the file's name."""

import re
from collections.abc import Iterator
from pathlib import Path

from whosefaces.manifest.listing import Format, ManifestError, Records, taken
from whosefaces.manifest.reader import json_rows
from whosefaces.manifest.reader.glimpse import Glimpse, most
from whosefaces.manifest.roles import named_by_flickr

_FILE = re.compile(r"(?:.*/)?[0-9]+_[0-9]+_[1-9][0-9]{0,14}_[0-9a-f]{6,16}(?:_[a-z])?\.[a-z]+")


def _recognise(glimpse: Glimpse) -> str | None:
    first = glimpse.json.first if glimpse.json is not None and glimpse.json.top == "object" else {}
    addressed = most(first.values(), lambda values: len(values) == 1 and str(values[0]).startswith("http"), 1)
    matching = most(first, _FILE.fullmatch, 0.5)
    if addressed and matching and named_by_flickr(first):
        return f"a JSON object of addresses, by files named class_number_id_secret ({matching:,} of the first {len(first):,})"
    return None


def _layout(glimpse: Glimpse) -> Records:
    if _recognise(glimpse) is None:
        raise ManifestError(f"{glimpse.path}: not v3det: no JSON object of addresses by file name")
    return Records(
        ("file", "url"),
        _rows,
        {
            "photo_id": taken("file", "(^|/)[0-9]+_[0-9]+_([1-9][0-9]{0,14})_[0-9a-f]{6,16}(_[a-z])?[.][a-z]+$", 2),
            "address": "url",
            "text": "file",
        },
    )


def _rows(path: Path) -> Iterator[tuple[object, ...]]:
    for file, url in json_rows.elements(path, "json", json_rows.EACH_KEY):
        yield file, url if isinstance(url, str) else json_rows.shown(url)


FORMAT = Format(
    name="v3det",
    made_by="Wang et al., Shanghai AI Laboratory, 2023",
    row_is="a photo",
    carries=("photo id", "address", "secret"),
    source="V3Det's image2url lists; arXiv:2304.03752",
    recognise=_recognise,
    layout=_layout,
    notes=("Most addresses are re-uploads under another account: asked about them, Flickr names the re-uploader.",),
)
