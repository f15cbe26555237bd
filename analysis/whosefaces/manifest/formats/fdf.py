"""FDF, FDF256 and FDH: faces, or whole people, cut out of YFCC100M for anonymising them."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from whosefaces.manifest.listing import Format, ManifestError, Records, SetAside
from whosefaces.manifest.reader import json_rows
from whosefaces.manifest.reader.glimpse import Glimpse

_FIELDS = {"photo_url", "license_url", "author", "yfcc100m_line_idx"}
_COLUMNS = ("page", "nsid", "licence", "crawled", "uploaded", "author", "faces")


def _place(glimpse: Glimpse) -> str | None:
    """Where the records are: "" in a list, EACH_KEY in an object; None if there are none."""
    if glimpse.json is None:
        return None
    if glimpse.json.top == "array":
        records, place = glimpse.json.first.get("", []), ""
    else:
        records, place = [values[0] for values in glimpse.json.first.values() if values], json_rows.EACH_KEY
    fits = bool(records) and all(isinstance(one, dict) and set(one) >= _FIELDS for one in records)
    return place if fits else None


def _recognise(glimpse: Glimpse) -> str | None:
    if _place(glimpse) is None:
        return None
    return "JSON records with photo_url, license_url, author and YFCC100M's line (yfcc100m_line_idx)"


def _layout(glimpse: Glimpse) -> Records:
    place = _place(glimpse)
    if place is None:
        raise ManifestError(f"{glimpse.path}: not fdf: no JSON records with {', '.join(sorted(_FIELDS))}")
    return Records(
        _COLUMNS,
        lambda path: _rows(path, glimpse.kind, place),
        {
            "page": "page",
            "nsid": "nsid",
            "licence": "licence",
            "licence_listed_on": "crawled",
            "uploaded": "uploaded",
            "faces": "faces",
            "named": "author <> ''",
        },
    )


def _rows(path: Path, kind: str, place: str) -> Iterator[tuple[object, ...] | SetAside]:
    for element in json_rows.elements(path, kind, place):
        record = element[1] if place == json_rows.EACH_KEY else element
        if not isinstance(record, dict):
            yield json_rows.aside("not an image's record", record)
            continue
        yield (
            record.get("photo_url"),
            record.get("user_nsid"),
            record.get("license_url") or record.get("license"),
            _day(record.get("date_crawled")),
            record.get("date_uploaded"),
            record.get("author"),
            # FDF lists a face by its box; FDH lists a whole person, which is not a face's annotation.
            "1" if "bounding_box" in record else None,
        )


def _day(said: Any) -> str | None:
    """FDF writes 2019-3-6 for what ISO writes 2019-03-06."""
    match = re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", str(said))
    return f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}" if match else None


FORMAT = Format(
    name="fdf",
    made_by="Hukkelås et al., NTNU: FDF 2019, FDF256 and FDH 2022",
    row_is="a face (FDF), or a person (FDH)",
    carries=("photo id", "address", "owner", "name", "licence", "upload day", "faces"),
    source="hukkelas/FDF and hukkelas/FDH, README; arXiv:1909.04538, arXiv:2211.09454",
    recognise=_recognise,
    layout=_layout,
    notes=("All photos are YFCC100M's: with it as parent, the owner and the licence of 2014 come back.",),
)
