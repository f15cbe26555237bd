"""A list of bare photo ids, one a line. Numbers do not say that they are Flickr's, so that this has to be named."""

import re

from whosefaces.manifest.formats import _lines
from whosefaces.manifest.listing import Delimited, Format, Records, leading_to_photo, taken
from whosefaces.manifest.reader.glimpse import Glimpse, most

_ID = re.compile(r"[1-9][0-9]{4,10}")


def are_ids(glimpse: Glimpse) -> bool:
    """Whether every line is a number that can be a photo id, as a rule of more than six digits."""
    lines = glimpse.lines[glimpse.lines[:1] == ["id"] :]
    return glimpse.kind == "text" and bool(most(lines, _ID.fullmatch, 1) and most(lines, lambda said: len(said) > 6))


def named(glimpse: Glimpse, *words: str) -> bool:
    """Whether the file or its folder is called so, whatever stands between the letters."""
    said = re.sub(r"[^a-z0-9]", "", f"{glimpse.path.absolute().parent.name} {glimpse.path.name}".lower())
    return any(word in said for word in words)


def _recognise(glimpse: Glimpse) -> str | None:
    if are_ids(glimpse) and named(glimpse, "flickr") and not named(glimpse, "flickr30k", "nuswide"):
        return "every line is a number that can be a photo id, and its path names Flickr"
    return None


def layout(glimpse: Glimpse) -> Delimited | Records:
    """One id a line."""
    header = glimpse.lines[:1] == ["id"]
    photo_id = taken("line", "^([1-9][0-9]{0,14})$")
    return _lines.layout(glimpse, leading_to_photo(photo_id, "line"), header=header)


FORMAT = Format(
    name="photo_ids",
    made_by="anybody",
    row_is="a photo",
    carries=("photo id",),
    source="a list of numbers, one a line",
    recognise=_recognise,
    layout=layout,
    notes=("Bare numbers: that they are ids of photos on Flickr is what the file's name or you say, not its rows.",),
)
