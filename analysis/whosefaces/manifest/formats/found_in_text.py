"""Text in which addresses of photos stand among other things: a script, a web page, bookmarks, a PDF, prose.

No column, no field: the addresses are taken out of the text, wherever in it they stand, and a row is a photo that it names.
"""

from __future__ import annotations

import html
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from whosefaces.flickr.address import photo_id_of_file_name, read_address
from whosefaces.manifest.listing import Format, Layout, ManifestError, Records
from whosefaces.manifest.reader import bounded, containers
from whosefaces.manifest.reader.glimpse import PAGE, Glimpse

LARGEST = 200_000_000
"""Bytes of text; more is no page and no document."""

_REST = r"[^\s\"'<>()\[\]{}|\\^`]+"
_ADDRESS = re.compile(
    rf"(?<![\w@/.-])(?<!javascript:)https?://{_REST}|(?<![\w@/.:-])//{_REST}"
    rf"|(?<![\w@/.:-])(?:www\.flickr\.com|flickr\.com|flic\.kr|[a-z0-9.]+\.staticflickr\.com)/{_REST}",
    re.IGNORECASE,
)
_FILE_NAME = re.compile(
    r"(?<![\w])[1-9][0-9]{4,14}_[0-9a-f]{10}(?:_[a-z0-9]{1,2})?\.(?:jpg|jpeg|png|gif)\b", re.IGNORECASE
)
_ENDS = ".,;:!?*'\"’”»>"
_SCRIPT = re.compile(
    rb"#!|@echo off|.{0,2000}?\b(?:wget|curl|aria2c|Invoke-WebRequest|urlretrieve|requests\.get)\b", re.DOTALL
)


_BEGINS = re.compile(rb"#!|@echo off|(?:import|from) \w|(?:wget|curl|aria2c) ", re.IGNORECASE)
"""How a script begins, and no table."""


def _recognise(glimpse: Glimpse) -> str | None:
    if glimpse.kind in ("html", "pdf"):
        what = "a web page or bookmarks" if glimpse.kind == "html" else "a PDF"
        return f"{what}; the addresses in it were taken out" if next(_rows(glimpse.path), None) else None
    return _recognise_further(glimpse) if _BEGINS.match(glimpse.head) else None


def _recognise_further(glimpse: Glimpse) -> str | None:
    if glimpse.kind not in ("text", "xml") or not glimpse.names_flickr:
        return None
    if glimpse.kind == "text" and not (_SCRIPT.match(glimpse.head) or _is_prose(glimpse)):
        return None
    what = "a script" if _SCRIPT.match(glimpse.head) else "a text"
    return f"{what}; the addresses in it were taken out" if next(_rows(glimpse.path), None) else None


def _is_prose(glimpse: Glimpse) -> bool:
    """Whether a text is no table: its lines are not cut to one width."""
    if glimpse.rows is None or glimpse.rows.width == 1 or glimpse.rows.delimiter == " ":
        return True
    widths = {len(row) for row in glimpse.rows.rows}
    return glimpse.rows.delimiter in ",;" and (len(widths) > 1 or len(glimpse.rows.rows) < _SURELY_A_TABLE)


_SURELY_A_TABLE = 20
"""Lines that are all cut to one width: so many sentences never have the same number of commas."""


def _layout(glimpse: Glimpse) -> Layout:
    if glimpse.kind not in ("text", "html", "pdf", "json", "json lines", "xml"):
        raise ManifestError(f"{glimpse.path}: not found_in_text: no text, web page or PDF")
    listing = {"address": "address", "page": "page", "photo_id": "photo_id", "secret": "secret"}
    return Records(("address", "page", "photo_id", "secret"), _rows, listing)


def _rows(path: Path) -> Iterator[tuple[object, ...]]:
    """One row a photo: where its file lies, where its page lies, and its id where only a file's name stands."""
    found: dict[str, list[str | None]] = {}
    for said in _text(path):
        for address in _addresses(said):
            read = read_address(address)
            if read.photo_id is not None:
                row = found.setdefault(read.photo_id, [None, None, None, None])
                row[0 if read.kind == "static" else 1] = row[0 if read.kind == "static" else 1] or address
        for name in _FILE_NAME.findall(said):
            photo = photo_id_of_file_name(name)
            if photo is not None:
                row = found.setdefault(photo, [None, None, None, None])
                row[2], row[3] = photo, "true"
    return iter([tuple(row) for row in found.values()])


def _addresses(text: str) -> Iterator[str]:
    for address in _ADDRESS.findall(text):
        for one in re.split(r",(?=https?:)", address):
            plain = one.rstrip(_ENDS)
            yield f"https:{plain}" if plain.startswith("//") else plain


def _text(path: Path) -> Iterator[str]:
    with containers.opened(path) as stream:
        head = stream.peek(5)[:5]
        if head.startswith(b"%PDF"):
            yield from _text_of_pdf(path)
            return
        raw = stream.read(LARGEST + 1)
    if len(raw) > LARGEST:
        raise ManifestError(f"{path}: more than {LARGEST:,} bytes of text; cut the part with the addresses out of it")
    text = raw.decode("utf-8", "replace")
    if "&" in text and (PAGE.match(raw) or text.lstrip("\ufeff \n").startswith("<?xml")):
        text = html.unescape(text)
    yield text.replace("\\/", "/").replace("\\u002F", "/").replace("\\u0026", "&")


def _text_of_pdf(path: Path) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        bounded.run("pdf_pages.py", path, Path(folder), "the PDF", "save it anew, or copy its text")
        yield (Path(folder) / "pages.txt").read_text(encoding="utf-8")


FORMAT = Format(
    name="found_in_text",
    made_by="anybody",
    row_is="a photo that the text names",
    carries=("photo id", "address", "owner", "secret"),
    source="the addresses are taken out of the text; HTML: html.spec.whatwg.org; PDF: ISO 32000",
    recognise=_recognise,
    recognise_further=_recognise_further,
    layout=_layout,
    notes=(
        "These addresses were taken out of a text: whether they are a list, and whether it is whole, the text must say.",
    ),
)
