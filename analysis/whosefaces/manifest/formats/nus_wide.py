"""NUS-WIDE: lists of bare ids, of files named by class and id, and of addresses in four sizes."""

import re
from collections.abc import Iterator
from pathlib import Path

from whosefaces.manifest.formats import _lines, photo_ids
from whosefaces.manifest.listing import Format, Layout, Records, SetAside, leading_to_photo, taken
from whosefaces.manifest.reader import containers
from whosefaces.manifest.reader.glimpse import Glimpse, most

_ADDRESSES = ["Photo_file", "Photo_id", "url_Large", "url_Middle", "url_Small", "url_Original"]
# actor\0001_2124494179.jpg, as in Imagelist.txt; or {anything NUS-WIDE}/{id}.jpg and a label
_IMAGE = re.compile(r"[A-Za-z0-9_ -]+[\\/][0-9]{4}_[1-9][0-9]{4,10}\.jpg")
_LABELLED = re.compile(
    r"(?:.*[\\/])?[^\\/]*nus-?_?wide[^\\/]*[\\/](?:.*[\\/])?[1-9][0-9]{4,10}\.jpg(?:\s+[0-9].*)?", re.IGNORECASE
)


def _recognise(glimpse: Glimpse) -> str | None:
    if glimpse.kind != "text" or not glimpse.lines:
        return None
    if glimpse.lines[0].split() == _ADDRESSES:
        return "its header is that of NUS-WIDE-urls.txt"
    if matching := most(glimpse.lines, _IMAGE.fullmatch):
        return f"{matching:,} of the first {len(glimpse.lines):,} lines are files class\\number_id.jpg"
    if matching := most(glimpse.lines, _LABELLED.fullmatch):
        return (
            f"{matching:,} of the first {len(glimpse.lines):,} lines are files id.jpg in a folder that names NUS-WIDE"
        )
    if photo_ids.are_ids(glimpse) and photo_ids.named(glimpse, "nuswide"):
        return "every line is a number that can be a photo id, and its path names NUS-WIDE"
    return None


def _layout(glimpse: Glimpse) -> Layout:
    if glimpse.lines and glimpse.lines[0].split() == _ADDRESSES:
        return Records(("photo_id", "url"), _addresses, {"photo_id": "photo_id", "address": "url"})
    if photo_ids.are_ids(glimpse):
        return photo_ids.layout(glimpse)
    photo_id = (
        f"coalesce({taken('line', '[0-9]{4}_([1-9][0-9]{4,10})[.]jpg')}, {taken('line', '/([1-9][0-9]{4,10})[.]jpg')})"
    )
    return _lines.layout(glimpse, leading_to_photo(photo_id, "line"))


def _addresses(path: Path) -> Iterator[tuple[object, ...] | SetAside]:
    """One tuple a photo: its id, and the first of its addresses that is not "null"."""
    with containers.opened(path) as stream:
        for number, line in enumerate(stream):
            fields = line.decode("utf-8", "replace").split()
            if number == 0:
                continue
            if len(fields) != len(_ADDRESSES):
                yield SetAside(
                    "too few columns" if len(fields) < len(_ADDRESSES) else "too many columns", " ".join(fields)
                )
                continue
            yield fields[1], next((said for said in fields[2:] if said != "null"), None)


FORMAT = Format(
    name="nus_wide",
    made_by="Chua et al., National University of Singapore, 2009",
    row_is="a photo",
    carries=("photo id", "address", "secret"),
    source="the authors' lists (Imagelist.txt, NUS-WIDE-urls.txt); doi:10.1145/1646396.1646452",
    recognise=_recognise,
    layout=_layout,
    notes=("Its label files belong to the list of ids by position: the order of the rows is kept.",),
)
