"""What Flickr8k and Flickr30k share: lines that begin with a photo's file name, and one JSON form of both."""

import re
from collections.abc import Iterator
from pathlib import Path

from whosefaces.manifest.formats import _lines
from whosefaces.manifest.listing import Delimited, Records, SetAside, leading_to_photo, taken
from whosefaces.manifest.reader import json_rows
from whosefaces.manifest.reader.glimpse import Glimpse, most
from whosefaces.manifest.roles import named_by_flickr

_NAMES = {
    "flickr8k": re.compile(r"[1-9][0-9]{0,14}_[0-9a-f]{6,16}[.]jpg"),
    "flickr30k": re.compile(r"[1-9][0-9]{4,14}[.]jpg"),
}


def dataset(glimpse: Glimpse) -> str | None:
    """Which of the two a file of Karpathy's splits (dataset_flickr30k.json and its like) is of."""
    if glimpse.json is None or glimpse.json.top != "object":
        return None
    images = [one for one in glimpse.json.first.get("images", []) if isinstance(one, dict)]
    if not any({"sentences", "filename"} <= set(image) for image in images):
        return None
    # What it says stands behind all images, past what was looked at; the names of the files tell them apart as well.
    names = [str(image.get("filename")) for image in images]
    found = next((name for name, pattern in _NAMES.items() if most(names, pattern.fullmatch)), None)
    return None if found == "flickr8k" and not named_by_flickr(names) else found


def layout(glimpse: Glimpse, name: str, photo_id: str, *, secret: bool) -> Delimited | Records:
    """Cut the id out of the beginning of each line, or of each image's file name."""
    carried = {"secret": "true"} if secret else {}
    if dataset(glimpse) == name:
        return Records(["filename"], _images, leading_to_photo(taken("filename", photo_id), "filename") | carried)
    header = bool(glimpse.lines) and glimpse.lines[0] in ("image,caption", "image_name| comment_number| comment")
    listing = leading_to_photo(taken("line", photo_id), "line") | carried
    return _lines.layout(glimpse, listing, header=header)


def _images(path: Path) -> Iterator[tuple[object, ...] | SetAside]:
    for element in json_rows.elements(path, "json", "images"):
        if isinstance(element, dict):
            yield (element.get("filename"),)
        else:
            yield json_rows.aside("not an image's record", element)
