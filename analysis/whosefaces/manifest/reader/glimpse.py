"""A first look at a file: enough to recognise what it is, from its beginning and never from its name alone."""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import ijson

from whosefaces.manifest.asked import NOTHING, Asked
from whosefaces.manifest.listing import ManifestError
from whosefaces.manifest.reader import archives, containers, drawn_tables, encodings, sql_dumps
from whosefaces.manifest.reader.encodings import Encoding

HEAD = 1 << 20
"""Bytes looked at, after decompression."""

ROWS = 2000
"""Rows looked at."""

FIRST_OF_EACH = 50
"""Elements of a JSON list looked at."""

_AFTER = {"{": '"}', "[": '"{[]-0123456789tfn'}
"""What can follow the first bracket of a JSON text."""

_TOML = re.compile(r"\[\[?[A-Za-z0-9_. \"-]+\]?\][ \t]*(?:#.*)?\r?\n")
"""A line that names a table in a settings file, and begins no JSON: ``[photo]`` or ``[[photo]]``."""

_VALUES = re.compile(r"^\}[ \t]*\r?\n?\{[ \t]*\r?$", re.MULTILINE)
"""Where one object ends and another begins, each over several lines, as jq prints them."""

_BRACKETED = re.compile(
    r"\[[0-9]+\][ \t]+[^\s,\[\]{]"
    r"|\[[0-9]{1,4}[/.-][0-9]{1,2}[/.-]"
    r"|\[(?!null\b|true\b|false\b)[a-z]"
    r"|[\[\s]*\{\s*'"
)
"""How a text begins whose bracket is none of JSON's: what R prints (``[1] "..."``), a day (``[12/03/21, 10:01]``), a word
(``[notice]``), Python's own way to print a dictionary (``[{'id': ...``)."""

_FLICKR = rb"flickr\.com|flic\.kr"
Said = TypeVar("Said")
_DEEPEST = 100
"""Levels of a JSON element that are looked at."""

_MOST = 0.6
"""The least share of rows that must have the same number of fields."""

_DELIMITERS = "\t,;| "
_OTHERS = {
    b"WARC/": "a web archive; it holds what was answered, not a list",
    b"\x93NUMPY": "a NumPy array",
    b"\x80\x04": "a Python pickle, which is not opened because it can run code",
    b"\x80\x03": "a Python pickle, which is not opened because it can run code",
    b"\x89HDF": "an HDF5 file",
    b"\xff\xd8\xff": "a JPEG image",
    b"\x89PNG": "a PNG image",
    b"GIF8": "a GIF image",
}


PAGE = re.compile(
    rb"\s*(?:<!--.{0,500}?-->\s*)?<(?:!doctype html|html|head|body|!doctype netscape)", re.IGNORECASE | re.DOTALL
)
"""How a web page begins, or bookmarks as browsers export them."""

WRAPPED = re.compile(
    rb"\s*(?:/\*\*/\s*)?(?:(?:var|let|const)\s+|window\.)?[A-Za-z_$][\w$.]{0,60}(?:\[[\w\"']{1,20}\])?\s*(?:=|\()\s*(?=[\[{])"
)
"""How JSON inside a call (JSONP) or an assignment begins, as scripts have it."""


@dataclass(frozen=True)
class Rows:
    """The beginning of a delimited text: how it is cut, and its first rows."""

    delimiter: str
    quoted: bool
    rows: list[list[str]]

    @property
    def width(self) -> int:
        """Columns of most rows."""
        widths = [len(row) for row in self.rows]
        return Counter(widths).most_common(1)[0][0]

    @property
    def header(self) -> bool:
        """Whether the first row names the columns: it could, and the values below it could not."""
        first, rest = self.rows[0], self.rows[1:]
        return all(map(could_be_a_name, first)) and not all(could_be_a_name(said) for row in rest for said in row)

    def cut(self, lines: Iterable[str]) -> list[list[str]]:
        """More lines, cut as these were."""
        if not self.quoted:
            return [line.split(self.delimiter) for line in lines]
        try:
            return [row for row in csv.reader(lines, delimiter=self.delimiter) if row]
        except csv.Error:
            return []

    def column(self, number: int, *, header: bool = False) -> list[str]:
        """The values of one column, without the header where there is one."""
        return [row[number] for row in self.rows[header:] if len(row) > number]


@dataclass(frozen=True)
class Json:
    """The beginning of a JSON text.

    ``top`` is "array" or "object". ``first`` holds the first whole elements of the array under "", and for an
    object those of each list in it by its key, or the value itself under its key where that is no list.
    """

    top: str
    first: dict[str, list[Any]]


@dataclass(frozen=True)
class Glimpse:
    """One file as seen at first sight. ``kind`` is text, json, json lines, json values, wrapped json, html, xml, parquet, sqlite, workbook, sql dump, drawn table, zip, tar, pdf or folder."""

    path: Path
    kind: str
    compression: str | None = None
    head: bytes = field(default=b"", repr=False)
    asked: Asked = field(default=NOTHING)
    """What the person said of it."""
    encoding: Encoding | None = None
    """Its encoding where that is not UTF-8: then ``path`` is a copy in UTF-8."""
    copied_from: Path | None = None

    @property
    def origin(self) -> Path:
        """The file as the person has it."""
        return self.copied_from or self.path

    taken_out: bool = False
    """It is a table that was taken out of a container: no dataset's own form is looked for in it."""

    @cached_property
    def lines(self) -> list[str]:
        """The first whole lines, without their ends."""
        if self.kind == "folder":
            return list(islice(containers.files(self.path), ROWS))
        text = self.head.decode(errors="replace").removeprefix("\ufeff")
        lines = text.split("\n")
        if len(self.head) == HEAD and len(lines) > 1 or lines[-1] == "":
            lines.pop()
        return [line.removesuffix("\r") for line in lines[:ROWS]]

    @cached_property
    def rows(self) -> Rows | None:
        """The first rows as a delimited text; None when it is no text."""
        return _cut(self.lines, self.head.decode(errors="replace")) if self.kind == "text" else None

    @cached_property
    def json(self) -> Json | None:
        """The first elements; None when it is no JSON."""
        if self.kind == "json":
            return _first_elements(self.head)
        if self.kind == "json lines":
            elements = []
            for line in self.lines[:FIRST_OF_EACH]:
                try:
                    elements.append(json.loads(line))
                except (ValueError, RecursionError):
                    continue
            return Json("array", {"": elements})
        return None

    def elements(self, key: str) -> list[Any]:
        """The first elements of the list under ``key`` in a JSON object, wherever in the file the list begins."""
        if self.json is None or key in self.json.first or self.is_whole:
            return self.json.first.get(key, []) if self.json is not None else []
        start = re.compile(rf'"{re.escape(key)}"\s*:\s*\['.encode())
        found = containers.window(self.path, start, before=256, after=HEAD)
        match = start.search(found) if found is not None else None
        inside = _first_elements(found[match.end() - 1 :]) if found is not None and match is not None else None
        return inside.first.get("", []) if inside is not None else []

    @property
    def is_whole(self) -> bool:
        """Whether the look went to the end of the file."""
        return len(self.head) < HEAD

    @cached_property
    def around_flickr(self) -> list[str]:
        """The first whole lines with an address of Flickr's past what was looked at; none where there is no such."""
        named = re.compile(_FLICKR.decode())
        return [line for line in _whole_lines(self._further) if named.search(line)][:ROWS]

    @property
    def names_flickr(self) -> bool:
        """Whether an address of Flickr's stands anywhere in the text, be it inside a sentence."""
        return bool(re.search(_FLICKR, self.head)) or self._further is not None

    def around(self, pattern: bytes) -> list[str]:
        """The whole lines around the first match of ``pattern``, past what was looked at."""
        return _whole_lines(self._window(pattern))

    @cached_property
    def _further(self) -> bytes | None:
        return self._window(_FLICKR)

    def _window(self, pattern: bytes) -> bytes | None:
        if self.is_whole or self.kind not in ("text", "json", "json lines"):
            return None
        return containers.window(self.path, re.compile(pattern), before=HEAD, after=HEAD)


def _whole_lines(found: bytes | None) -> list[str]:
    """The lines of a piece of the file without the first, which is cut off; the last may be the file's last."""
    lines = found.decode(errors="replace").split("\n")[1:] if found is not None else []
    return [line.removesuffix("\r") for line in lines]


def most(values: Iterable[Said], test: Callable[[Said], object], share: float = 0.9) -> int:
    """How many of ``values`` pass, if that is at least ``share`` of them and any does; else 0."""
    passed = [bool(test(value)) for value in values]
    return sum(passed) if passed and sum(passed) >= share * len(passed) else 0


def could_be_a_name(text: str) -> bool:
    """Whether a text could be a column's name: no address, no file name, no number."""
    return len(text) < 80 and not re.search(r"[0-9]{5}|://|\.(jpg|jpeg|png|gif)$|^[0-9.,'’\s+-]+$", text, re.IGNORECASE)


_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""Office's files before 2007; a workbook of Excel's says so in UTF-16 among the names of its streams."""


def _container(path: Path, head: bytes, packed: str | None) -> str | None:
    """What kind of container a file is; None: none that is known by its first bytes.

    Raises:
        ManifestError: it is one that is not opened, or lies inside a packing that is not taken off it.
    """
    kind = None
    if head.startswith(_OFFICE):
        kind = "workbook"
    elif head.startswith(b"PK\x03\x04"):
        kind = "zip" if packed else _kind_of_zip(path)
    elif archives.is_tar(head):
        kind = "tar"
    elif head.startswith(b"%PDF"):
        kind = "pdf"
    if kind in ("workbook", "zip", "pdf") and packed:
        raise ManifestError(f"{path}: a {kind} inside {packed}; unpack it once, then read that")
    return kind


def _kind_of_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as parts:
            names = set(parts.namelist())
            kind = parts.read("mimetype")[:100] if "mimetype" in names else b""
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, KeyError, zlib.error) as error:
        raise ManifestError(f"{path}: the zip archive is cut off or damaged: {error}; download it again") from None
    if b"opendocument.spreadsheet" in kind or any(name.startswith("xl/workbook.") for name in names):
        return "workbook"
    if "word/document.xml" in names or "ppt/presentation.xml" in names or b"opendocument" in kind:
        raise ManifestError(
            f"{path}: this is a document of Word, PowerPoint or their like; save it as PDF or as text, then read that"
        )
    return "zip"


def look(path: Path, asked: Asked = NOTHING) -> Glimpse:
    """Look at the beginning of ``path``.

    Raises:
        ManifestError: the file is missing, empty, damaged, or of a kind that holds no list.
    """
    containers.checked(path)
    if path.is_dir():
        return Glimpse(path, "folder", asked=asked)
    with containers.opened(path) as stream:
        head = _read(stream, HEAD)
    packed = containers.compression(path)
    if not head:
        raise ManifestError(f"{path}: the {packed} file holds nothing; download it again")
    if container := _container(path, head, packed):
        return Glimpse(path, container, packed, head, asked)
    for magic, what in _OTHERS.items():
        if head.startswith(magic):
            raise ManifestError(f"{path}: this is {what}; a manifest is a list of photos")
    inside = containers.compression_of(head)
    if inside is not None and inside in containers.UNICODE.values():
        return _recoded(Glimpse(path, "text", packed, head, asked), Encoding(inside))
    if inside is not None:
        raise ManifestError(f"{path}: {inside} inside {packed or 'another'}; unpack it once, then read that")
    encoding = _encoding(path, head, packed, asked)
    if encoding is not None:
        return _recoded(Glimpse(path, "text", packed, head, asked), encoding)
    return _of_text(Glimpse(path, _kind(head), packed, head, asked))


def recoded(glimpse: Glimpse) -> Glimpse:
    """The same file by a copy in UTF-8, its encoding told by all of it."""
    return _recoded(glimpse, encodings.of(glimpse.path))


def _encoding(path: Path, head: bytes, packed: str | None, asked: Asked) -> Encoding | None:
    """The encoding that has to be taken off; None: it is UTF-8 as far as was looked, or no text."""
    if asked.encoding is not None and packed not in containers.UNICODE.values():
        named = encodings.asked_for(asked.encoding)
        return named if named.name != "utf-8" or not _is_utf8(head) else None
    if head.startswith((b"PAR1", b"SQLite format 3\0")):
        return None
    if name := encodings.by_its_noughts(head):
        return Encoding(name)
    return None if _is_utf8(head) else encodings.of(path)


def _is_utf8(head: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head, final=len(head) < HEAD)
    except UnicodeDecodeError:
        return False
    return True


def _recoded(glimpse: Glimpse, encoding: Encoding) -> Glimpse:
    copy = encodings.copy_in_utf8(glimpse.path, encoding)
    with containers.opened(copy) as stream:
        head = _read(stream, HEAD)
    return _of_text(
        replace(
            glimpse,
            path=copy,
            kind=_kind(head),
            compression=None,
            head=head,
            encoding=encoding,
            copied_from=glimpse.origin,
        )
    )


def _of_text(glimpse: Glimpse) -> Glimpse:
    path, kind, head = glimpse.origin, glimpse.kind, glimpse.head
    if kind == "text" and b"\r" in head and b"\n" not in head:
        raise ManifestError(f"{path}: its lines end in carriage returns alone; save it with line feeds, then read that")
    if kind == "text" and sql_dumps.is_dump(head):
        return replace(glimpse, kind="sql dump")
    if (
        kind == "text"
        and not (glimpse.asked.delimiter or glimpse.asked.header_row)
        and drawn_tables.is_drawn(glimpse.lines)
    ):
        return replace(glimpse, kind="drawn table")
    return glimpse


def _read(stream: io.BufferedReader, size: int) -> bytes:
    parts = []
    while size and (part := stream.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _kind(head: bytes) -> str:
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"SQLite format 3\0"):
        return "sqlite"
    if PAGE.match(head.removeprefix(b"\xef\xbb\xbf")):
        return "html"
    text = head.decode(errors="replace").removeprefix("\ufeff").lstrip()
    if _wraps_json(head):
        return "wrapped json"
    if text.startswith("<?xml") or text.startswith("<annotation"):
        return "xml"
    if text[:1] in "{[" and text:
        return _kind_of_json(text)
    return "text"


def _wraps_json(head: bytes) -> bool:
    """Whether JSON stands inside a call or an assignment; a list that is a script's own language, not JSON, is a text."""
    start = WRAPPED.match(head[:400])
    if start is None:
        return False
    try:
        json.JSONDecoder().raw_decode(head[start.end() :].decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return len(head) == HEAD  # its end was not seen
    return True


def _kind_of_json(text: str) -> str:
    """Whether a text that begins like JSON is one element a line, or one whole, or neither."""
    if _BRACKETED.match(text):
        return "text"
    if _VALUES.search(text):
        return "json values"
    first, _, rest = text.partition("\n")
    try:
        json.loads(first)
    except (ValueError, RecursionError):
        begins = text[1:200].lstrip()[:1] in _AFTER[text[0]] and not _TOML.match(text)
        return "json" if begins else "text"
    return "json lines" if rest.lstrip()[:1] in ("{", "[") and rest.strip() else "json"


def _cut(lines: list[str], text: str) -> Rows | None:
    """Cut lines at the delimiter that gives most of them the same number of fields, more than one."""
    lines = [line for line in lines if line]
    if not lines:
        return None
    best, best_share = Rows("\x1f", False, [[line] for line in lines]), 0.0
    for delimiter in _DELIMITERS:
        rows, quoted = _fields(lines, text, delimiter)
        widths = [len(row) for row in rows]
        commonest, fitting = Counter(widths).most_common(1)[0]
        share = fitting / len(widths)
        if commonest > 1 and share > max(best_share, _MOST):
            best, best_share = Rows(delimiter, quoted, rows), share
            if (
                share == 1 or delimiter == "\t"
            ):  # a tab stands in no text by chance; blanks stand in every row of some lists
                break
    return best


def _fields(lines: list[str], text: str, delimiter: str) -> tuple[list[list[str]], bool]:
    """The fields of each line, and whether quotes enclose them: then every field that opens with one closes with one.

    Where no quote is seen, a tab or a blank does not let one expect any; a comma does.
    """
    plain = [line.split(delimiter) for line in lines]
    if not any('"' in line for line in lines):
        return plain, delimiter not in "\t "
    # A quoted field can span more lines than are looked at: the rows are cut from all of the text.
    csv.field_size_limit(HEAD)
    try:
        rows = list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), ROWS))
    except csv.Error:
        rows = []
    opening = sum(field.startswith('"') for row in plain for field in row)
    closing = sum(field.endswith('"') for row in plain for field in row)
    if rows and abs(opening - closing) <= 2 and len({len(row) for row in rows[:-1]}) <= 2:
        return [row for row in rows if row], True
    return plain, False


def _first_elements(head: bytes) -> Json | None:
    """Whole elements from the beginning of a JSON text, which is cut off somewhere."""
    builders: dict[str, list[Any]] = {}
    top = None
    depth = 0
    builder: ijson.ObjectBuilder | None = None
    key = ""
    try:
        for event, value in ijson.basic_parse(io.BytesIO(head.removeprefix(b"\xef\xbb\xbf")), use_float=True):
            opens, closes = event.startswith("start_"), event.startswith("end_")
            if top is None:
                top = event.removeprefix("start_")
                top = {"map": "object"}.get(top, top)
                depth = 1
                continue
            if builder is None and depth == 1 and event == "map_key":
                key = value
                continue
            if builder is None and closes:
                depth -= 1
                continue
            if builder is None and depth == 1 and top == "object" and event == "start_array":
                depth = 2
                builders.setdefault(key, [])
                continue
            if builder is None:
                builder, level = ijson.ObjectBuilder(), 0
            if level - closes < _DEEPEST:  # what lies deeper is left out, its brackets with it
                builder.event(event, value)
            level += opens - closes
            if level == 0:
                place = builders.setdefault(key, [])
                if len(place) < FIRST_OF_EACH:
                    place.append(builder.value)
                builder = None
    except (ijson.JSONError, UnicodeDecodeError, RecursionError):
        pass  # the end of what was looked at
    return Json(top, builders) if top in ("array", "object") else None
