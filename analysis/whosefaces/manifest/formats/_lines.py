"""Formats in which a row is one line, or one file of a folder: an id stands somewhere in it."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from whosefaces.manifest.listing import Delimited, Records
from whosefaces.manifest.reader import containers
from whosefaces.manifest.reader.glimpse import Glimpse


def layout(glimpse: Glimpse, listing: Mapping[str, str], *, header: bool = False) -> Delimited | Records:
    """``listing`` over the column ``line``: a line of the text, or the path of a file inside the folder."""
    if glimpse.kind == "folder":
        return Records(["line"], _files, listing)
    return Delimited(["line"], "\x1f", listing, header=header)


def _files(folder: Path) -> Iterator[tuple[object, ...]]:
    return ((name,) for name in containers.files(folder))
