"""A list of bare photo ids, one a line. Numbers do not say that they are Flickr's, so that this has to be named."""

import re

from whosefaces.manifest.formats import _lines
from whosefaces.manifest.listing import Delimited, Format, Records, leading_to_photo, taken
from whosefaces.manifest.reader.glimpse import Glimpse, most

_ID = re.compile(r"[1-9][0-9]{4,10}")


def are_ids(seen: Glimpse) -> bool:
    """Whether every line is a number that can be a photo id, as a rule of more than six digits."""
    lines = seen.lines[seen.lines[:1] == ["id"] :]
    return seen.kind == "text" and bool(most(lines, _ID.fullmatch, 1) and most(lines, lambda said: len(said) > 6))


def named(seen: Glimpse, *words: str) -> bool:
    """Whether the file or its folder is called so, whatever stands between the letters."""
    said = re.sub(r"[^a-z0-9]", "", f"{seen.path.absolute().parent.name} {seen.path.name}".lower())
    return any(word in said for word in words)


def _recognise(seen: Glimpse) -> str | None:
    if are_ids(seen) and named(seen, "flickr") and not named(seen, "flickr30k", "nuswide"):
        return "every line is a number that can be a photo id, and its path names Flickr"
    return None


def layout(seen: Glimpse) -> Delimited | Records:
    """One id a line."""
    header = seen.lines[:1] == ["id"]
    photo_id = taken("line", "^([1-9][0-9]{0,14})$")
    return _lines.layout(seen, leading_to_photo(photo_id, "line"), header=header)


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
