"""Everything that can be read in a published file, whatever it is packed in.

A name in a chart's description, a path in a PDF's metadata, an account in a notebook's output inside a gzip: a reader
with patience finds it, so the guard must. A kind of file that is not known here stops the edition.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from whosefaces.errors import LeakError

TEXT = {".html", ".svg", ".csv", ".md", ".txt", ".xml", ".cff", ".css", ".js", ".toml", ".yaml", ".yml", ".typ", ""}
JSON = {".json", ".ipynb", ".jsonld"}
PACKED = {".xlsx", ".zip", ".wacz"}
DEPTH = 4
"""Archives within archives that are opened; what lies deeper is refused."""

MOST_FORMS = 12
"""Layers of packing after which a text has been unfolded enough."""

LARGEST = 200_000_000
"""Bytes of one unpacked member; more is refused unread."""

LONG = 6
"""Digits from which a number in a table is looked at by itself."""

NUMBER = ", a number"
"""What a place in JSON ends in where a whole number stands as one, and not as text."""

Piece = tuple[str, str]
"""Where (a line, a cell, a page), and the text found there."""


def pieces(name: str, content: bytes, depth: int = 0) -> Iterator[Piece]:
    """Every text in a file, with its place.

    Args:
        name: the file's name; its ending says what it is.
        content: its bytes.
        depth: how many archives it was taken from.

    Raises:
        LeakError: the file cannot be read through to its last byte, so nobody can say what is in it.
    """
    if depth > DEPTH:
        raise LeakError(f"{name}: packed more than {DEPTH} deep; publish it unpacked")
    ending = Path(name).suffix.lower()
    yield "its name", name
    if ending in JSON:
        yield from _json(name, content)
    elif ending == ".csv":
        yield from _cells(name, content)
    elif ending in TEXT:
        yield from _lines(name, content)
    elif ending == ".pdf":
        yield from _pdf(name, content)
    elif ending == ".png":
        yield from _png(name, content)
    elif ending == ".gz":
        for place, text in pieces(name[: -len(ending)], _unzipped(name, content), depth + 1):
            yield f"unpacked, {place}", text
    elif ending in PACKED:
        yield from _members(name, content, depth)
    else:
        raise LeakError(
            f"{name}: a kind of file that the guard cannot read; publish another, or teach report/readable.py"
        )


def forms(text: str) -> list[str]:
    """The text as it stands and as a reader's program would unfold it: entities, percent signs, escapes.

    What is packed within what is packed is unfolded too, a few layers deep: an address within an address, a cell of a
    workbook whose text already holds an entity.
    """
    found = [text]
    for folded in found:  # grows while it is walked
        if len(found) > MOST_FORMS:
            break
        for unfold in (unescape, unquote, _unescaped):
            unfolded = unfold(folded)
            if unfolded not in found:
                found.append(unfolded)
    return found


def _unescaped(text: str) -> str:
    r"""``\u0041`` and ``\x41`` as their letters."""
    return re.sub(r"\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})", lambda m: chr(int(m[1] or m[2], 16)), text)


def _lines(name: str, content: bytes) -> Iterator[Piece]:
    for number, line in enumerate(_decoded(name, content).split("\n"), start=1):
        if line:
            yield f"line {number}", line


def _cells(name: str, content: bytes) -> Iterator[Piece]:
    """Each row with its line; a long number by itself, with its column: it may be a count, or somebody's photo.

    A column is named only where a schema could have named it.
    """
    rows = csv.reader(io.StringIO(_decoded(name, content), newline=""), strict=True)
    columns: list[str] = []
    try:
        for row in rows:
            long = [place for place, cell in enumerate(row) if len(cell) >= LONG and cell.isdigit()]
            for place in long:
                column = columns[place] if place < len(columns) and _plain(columns[place]) else str(place + 1)
                yield f"line {rows.line_num}, column {column}", row[place]
            # More cells than columns: no row of a table, but words with commas in them, to be read as they stand.
            between = " | " if len(row) <= len(columns or row) else ","
            rest = between.join(cell for place, cell in enumerate(row) if cell and place not in long)
            if rest:
                yield f"line {rows.line_num}", rest
            columns = columns or row
    except csv.Error as error:
        raise LeakError(f"{name}: not a table that can be read through ({error})") from None


def _decoded(name: str, content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise LeakError(f"{name}: not UTF-8 at byte {error.start}; nobody can say what is in it") from None


def _json(name: str, content: bytes) -> Iterator[Piece]:
    try:
        document = json.loads(_decoded(name, content))
    except ValueError as error:
        raise LeakError(f"{name}: not JSON ({error}); nobody can say what is in it") from None
    yield from _values(document, "")


def _values(value: Any, path: str) -> Iterator[Piece]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield f"{path or 'top'}, a key", str(key)
            yield from _values(inner, f"{path}.{key}" if _plain(key) else f"{path}.?")
    elif isinstance(value, list):
        if value and all(isinstance(item, str) for item in value):
            yield path, "".join(value)  # a notebook's cell is a list of lines
        for place, inner in enumerate(value):
            yield from _values(inner, f"{path}[{place}]")
    elif value is not None and not isinstance(value, bool):
        yield path + (NUMBER if isinstance(value, int) else ""), str(value)


def _plain(key: str) -> bool:
    """Whether a key may be named in a message: a word of a schema, not something from the data."""
    return re.fullmatch(r"[a-z_]{1,40}", key) is not None


def _pdf(name: str, content: bytes) -> Iterator[Piece]:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(content), strict=True)
        for number, page in enumerate(reader.pages, start=1):
            text = page.extract_text()
            yield f"page {number}", text
            yield f"page {number}, lines joined", re.sub(r"-?\s*\n\s*", "", text)
        earlier_ones: set[int] = set()
        for held in range(len(reader.xref_objStm) + sum(map(len, reader.xref.values())) + 1):
            yield from _pdf_strings(reader.get_object(held) if held else reader.trailer, earlier_ones, f"object {held}")
        if reader.xmp_metadata is not None:
            yield "metadata", reader.xmp_metadata.stream.get_data().decode("utf-8", "replace")
    except (PyPdfError, ValueError, KeyError, RecursionError) as error:
        raise LeakError(f"{name}: not a PDF that can be read through: {type(error).__name__}") from None


def _pdf_strings(held: Any, seen: set[int], place: str) -> Iterator[Piece]:
    from pypdf.generic import ArrayObject, ByteStringObject, DictionaryObject, IndirectObject, TextStringObject

    if id(held) in seen or isinstance(held, IndirectObject):
        return
    seen.add(id(held))
    if isinstance(held, TextStringObject):
        yield place, str(held)
    elif isinstance(held, ByteStringObject):
        yield place, bytes(held).decode("latin-1")
    elif isinstance(held, DictionaryObject):
        for inner in held.values():
            yield from _pdf_strings(inner, seen, place)
    elif isinstance(held, ArrayObject):
        for inner in held:
            yield from _pdf_strings(inner, seen, place)


def _png(name: str, content: bytes) -> Iterator[Piece]:
    if not content.startswith(b"\x89PNG\r\n\x1a\n"):
        raise LeakError(f"{name}: not a PNG")
    at = 8
    while at + 8 <= len(content):
        length, kind = struct.unpack(">I4s", content[at : at + 8])
        chunk = content[at + 8 : at + 8 + length]
        at += 12 + length
        if kind in (b"tEXt", b"iTXt", b"zTXt", b"eXIf"):
            yield f"metadata {kind.decode()}", _png_text(kind, chunk)
        if kind == b"IEND":
            break
    if at != len(content):
        raise LeakError(f"{name}: goes on after its end; nobody can say what is in there")


def _png_text(kind: bytes, chunk: bytes) -> str:
    keyword, _, rest = chunk.partition(b"\0")
    if kind == b"zTXt":
        rest = zlib.decompress(rest[1:])
    elif kind == b"iTXt" and rest[:1] == b"\1":
        rest = zlib.decompress(rest[2:].split(b"\0", 2)[2])
    return (keyword + b" " + rest.replace(b"\0", b" ")).decode("utf-8", "replace")


def _unzipped(name: str, content: bytes) -> bytes:
    try:
        with gzip.open(io.BytesIO(content)) as stored:
            unpacked = stored.read(LARGEST + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise LeakError(f"{name}: a gzip that cannot be read through ({error})") from None
    if len(unpacked) > LARGEST:
        raise LeakError(f"{name}: unpacks to more than {LARGEST:,} bytes; publish it in parts")
    return unpacked


def _members(name: str, content: bytes, depth: int) -> Iterator[Piece]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for member in packed.infolist():
                if member.is_dir():
                    continue
                if member.file_size > LARGEST:
                    raise LeakError(f"{name}: a member of more than {LARGEST:,} bytes; publish it in parts")
                inside = member.filename if Path(member.filename).suffix != ".rels" else member.filename + ".xml"
                for place, text in pieces(inside, packed.read(member), depth + 1):
                    yield f"{member.filename}, {place}", text
            if packed.comment:
                yield "comment", packed.comment.decode("utf-8", "replace")
    except zipfile.BadZipFile as error:
        raise LeakError(f"{name}: not an archive that can be read through ({error})") from None
