"""Faces that others found in Open Images: an image's address and a box, one line a face."""

import re

from whosefaces.flickr.address import read_address
from whosefaces.manifest.listing import Delimited, Format
from whosefaces.manifest.reader.glimpse import Glimpse, most

_COLUMNS = ("url", "x", "y", "w", "h")


def _is_face(line: str) -> bool:
    url, _, box = line.partition(",")
    return bool(re.fullmatch(r"-?[0-9]+,-?[0-9]+,[0-9]+,[0-9]+", box)) and read_address(url).kind == "static"


def _recognise(glimpse: Glimpse) -> str | None:
    matching = most(glimpse.lines, _is_face) if glimpse.kind == "text" else 0
    if not matching:
        return None
    return f"{matching:,} of the first {len(glimpse.lines):,} lines are an image's address and a box x,y,w,h"


FORMAT = Format(
    name="open_images_faces",
    made_by="mtyka, 2018, from Google's Open Images",
    row_is="a face",
    carries=("photo id", "address", "secret", "faces"),
    source="mtyka/openimages_faces, README",
    recognise=_recognise,
    layout=lambda _: Delimited(_COLUMNS, ",", {"address": "url", "faces": "'1'"}),
)
