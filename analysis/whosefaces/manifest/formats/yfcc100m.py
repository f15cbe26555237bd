"""YFCC100M: the 2014 release of ten files with 23 columns, the one file with 25 that came after it, and the SQLite file.

Tab separated, no header, free text URL-encoded, quotes are data. The second release puts a line number, the id
and a hash first: a reader that counts columns from the left takes the line number for the photo id.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from whosefaces.manifest.listing import Delimited, Format, Layout, ManifestError, Records, SetAside
from whosefaces.manifest.reader.glimpse import Glimpse

V1 = [
    *("photoid", "uid", "unickname", "datetaken", "dateuploaded", "capturedevice", "title", "description"),
    *("usertags", "machinetags", "longitude", "latitude", "accuracy", "pageurl", "downloadurl"),
    *("licensename", "licenseurl", "serverid", "farmid", "secret", "secretoriginal", "ext", "marker"),
]
V2 = ["line_number", "photoid", "hash", *V1[1:]]

TABLE = "yfcc100m_dataset"
NEEDED = (
    *("photoid", "uid", "unickname", "dateuploaded", "latitude", "pageurl", "downloadurl"),
    *("licensename", "licenseurl", "secret", "marker"),
)
"""Of the columns of the SQLite file, those that are read."""

LISTING = {
    "photo_id": "photoid",
    "address": "downloadurl",
    "page": "pageurl",
    "nsid": "uid",
    "licence": "coalesce(licenseurl, licensename)",
    "uploaded": "dateuploaded",
    "name": "unickname",
    "named": "unickname IS NOT NULL",
    "located": "latitude IS NOT NULL",
    "secret": "secret IS NOT NULL",
    "set_aside": "CASE WHEN marker = '1' THEN 'a video' END",
}


def _recognise(glimpse: Glimpse) -> str | None:
    if glimpse.kind == "sqlite" and TABLE.encode() in glimpse.head:
        return f"a SQLite file with the table {TABLE}"
    if glimpse.kind != "text" or glimpse.rows is None or glimpse.rows.delimiter != "\t":
        return None
    for columns, release in ((V1, "first release"), (V2, "second release")):
        if glimpse.rows.width == len(columns):
            page = glimpse.rows.column(columns.index("pageurl"))
            if sum("flickr.com/photos/" in said for said in page) > len(page) / 2:
                return f"{len(columns)} columns cut by tabs, as in its {release}, with photo pages in the right one"
    return None


def _layout(glimpse: Glimpse) -> Layout:
    if glimpse.kind == "sqlite":
        if glimpse.compression is not None:
            raise ManifestError(
                f"{glimpse.path}: a {glimpse.compression} file with a SQLite file inside; unpack it first"
            )
        return Records(NEEDED, _sqlite_rows, LISTING)
    width = glimpse.rows.width if glimpse.rows is not None else 0
    if width == len(V1):
        return Delimited(V1, "\t", LISTING)
    if width == len(V2):
        return Delimited(V2, "\t", LISTING | {"hash": "hash"})
    raise ManifestError(f"{glimpse.path}: not yfcc100m: {width} columns, not {len(V1)} or {len(V2)}")


def _sqlite_rows(path: Path) -> Iterator[tuple[object, ...] | SetAside]:
    """One tuple a row of the table; nothing that the file may define beside it (views, triggers) is run."""
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1", uri=True)) as file:
            file.execute("PRAGMA trusted_schema = OFF")
            file.text_factory = bytes
            kind = file.execute("SELECT type FROM sqlite_master WHERE name = ?", (TABLE,)).fetchone()
            if kind is None or kind[0] != b"table":
                raise ManifestError(f"{path}: not yfcc100m: this SQLite file has no table {TABLE}")
            for row in file.execute(f"SELECT {', '.join(NEEDED)} FROM {TABLE}"):
                yield _decoded(row)
    except sqlite3.Error as error:
        raise ManifestError(f"{path}: this SQLite file cannot be read: {error}; download it again") from None


def _decoded(row: tuple[object, ...]) -> tuple[object, ...] | SetAside:
    try:
        said = [value.decode() if isinstance(value, bytes) else value for value in row]
    except UnicodeDecodeError:
        return SetAside("not UTF-8", str(row))
    return tuple(value if value != "" else None for value in said)


FORMAT = Format(
    name="yfcc100m",
    made_by="Yahoo and Flickr, 2014 (Thomee et al.); Webscope I3, later Multimedia Commons",
    row_is="a photo or a video",
    carries=("photo id", "address", "owner", "name", "licence", "upload day", "secret", "location"),
    source="arXiv:1503.01817; column order after the Webscope ReadMe and the table of the first release",
    recognise=_recognise,
    layout=_layout,
)
