"""In which encoding a text is written, told by its bytes; and the same text in UTF-8, with no row lost.

UTF-8 is tried first, strictly, and UTF-16 and UTF-32 tell themselves by a mark or by their noughts. What remains is told
by the cells that hold a letter past ASCII, and by them alone: in a whole file one name drowns in a megabyte of ASCII. Two
libraries are asked about a short list of candidates. Where they differ the reading is doubtful, and a person is shown
the same names under each. Where most of a text is UTF-8 and some bytes are not, those bytes become a mark (U+FFFD) in
their own field: who is read and who is not must never hang on how a name is spelt.
"""

from __future__ import annotations

import codecs
import io
import re
import tempfile
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from whosefaces.manifest.engine import scratch
from whosefaces.manifest.listing import ManifestError
from whosefaces.manifest.reader import containers

CANDIDATES = ("cp1252", "cp1250", "iso8859-2", "mac-roman", "cp1251", "shift_jis", "gb18030")
"""The commonest first: of those that read a text alike, that one is named."""

NAMES = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "utf-32": "UTF-32",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32-le": "UTF-32",
    "utf-32-be": "UTF-32",
    "cp1252": "Windows-1252",
    "cp1250": "Windows-1250",
    "cp1251": "Windows-1251",
    "iso8859-2": "ISO 8859-2",
    "mac-roman": "Mac Roman",
    "shift_jis": "Shift-JIS",
    "gb18030": "GB18030",
}
"""How encodings are called to a person."""

DAMAGED = "\ufffd"
"""Stands for bytes that are no letter in the encoding of the text."""

MOST_CELLS = 20_000
"""Different cells that the libraries are asked about."""

_LARGEST_CELL = 4000
MOST_BROKEN = 0.1
"""The largest share of cells past ASCII that are no UTF-8 in a text that still is UTF-8, damaged in places."""

FEW = 3
"""Fewer names, or fewer letters, tell hardly any two encodings of one script apart."""

_CELL = re.compile(rb"[^,;\t\r\n]*[\x80-\xff][^,;\t\r\n]*")
"""A cell with a byte past ASCII. Never cut at ``|`` or a backslash: both occur inside letters of Shift-JIS and GB18030."""


@dataclass(frozen=True)
class Encoding:
    """An encoding, and how sure it is."""

    name: str
    """As Python calls it."""
    asked: bool = False
    damaged: int = 0
    """Cells in which bytes are no letter of it."""
    readings: tuple[tuple[str, tuple[str, ...]], ...] = field(default=())
    """Where another encoding is as likely: each with the same first names as it reads them. Personal, for a terminal only."""

    @property
    def doubtful(self) -> bool:
        """Whether another encoding is as likely."""
        return bool(self.readings)

    def lines(self) -> Iterator[str]:
        """In words, for a person at a terminal."""
        said = "as was asked" if self.asked else "told by its letters past ASCII"
        if self.name != "utf-8":
            yield f"The text is {NAMES.get(self.name, self.name)}, {said}; every row of it was read."
        if self.damaged:
            yield (
                f"{self.damaged:,} cells hold bytes that are no letter in {NAMES.get(self.name, self.name)}; those bytes read as "
                f"{DAMAGED}, and the rows are kept."
            )
        if self.readings:
            shown = "; ".join(f"{NAMES.get(name, name)}: {', '.join(names)}" for name, names in self.readings)
            yield f"Another encoding is as likely. The same names under each: {shown}. Add --encoding with the right one, as --encoding {self.readings[0][0]}."


def asked_for(name: str) -> Encoding:
    """The encoding that a person named.

    Raises:
        ManifestError: there is none of that name.
    """
    try:
        plain = codecs.lookup(
            {"mac": "mac-roman", "macroman": "mac-roman", "latin-1": "cp1252"}.get(name.lower(), name)
        ).name
    except LookupError:
        raise ManifestError(f"encoding {name!r}: no such encoding; as utf-8, {', '.join(CANDIDATES)}, utf-16") from None
    return Encoding({"mac-roman": "mac-roman", "utf-8-sig": "utf-8"}.get(plain, plain), asked=True)


def by_its_noughts(head: bytes) -> str | None:
    """UTF-16 or UTF-32 by the beginning of a text, without a mark; None: neither, or a mark says it."""
    if len(head) < 4:
        return None
    piece = head[: len(head[:4096]) // 4 * 4]
    quarters = [piece[place::4].count(0) / (len(piece) // 4) for place in range(4)]
    many = [share > 0.7 for share in quarters]
    if many == [False, True, True, True]:
        return "utf-32-le"
    if many == [True, True, True, False]:
        return "utf-32-be"
    even, odd = (quarters[0] + quarters[2]) / 2, (quarters[1] + quarters[3]) / 2
    if odd > 0.5 and even < 0.1:
        return "utf-16-le"
    if even > 0.5 and odd < 0.1:
        return "utf-16-be"
    return None


def of(path: Path) -> Encoding:
    """The encoding of a whole text, whatever packed it; "utf-8" with nothing damaged is what needs no more work."""
    with containers.opened(path) as stream:
        if name := by_its_noughts(stream.peek(4096)[:4096]):
            return Encoding(name)
        whole, broken, legacy = 0, 0, dict[bytes, None]()
        for cell in _cells(stream):
            try:
                cell.decode()
                whole += 1
            except UnicodeDecodeError:
                broken += 1
                if len(legacy) < MOST_CELLS:
                    legacy[cell] = None
    if not broken:
        return Encoding("utf-8")
    if whole and broken <= MOST_BROKEN * (whole + broken):
        return Encoding("utf-8", damaged=broken)
    return _among_candidates(list(legacy))


def _cells(stream: io.BufferedReader) -> Iterator[bytes]:
    """Every cell with a byte past ASCII; one that is very long is cut at a letter's end."""
    held = b""
    while chunk := stream.read(containers.CHUNK):
        if chunk.isascii() and held.isascii():
            held = chunk[-_LARGEST_CELL:] if b"\n" not in chunk[-_LARGEST_CELL:] else chunk[chunk.rfind(b"\n") + 1 :]
            continue
        held += chunk
        end = max(held.rfind(b"\n"), held.rfind(b"\r")) + 1
        if not end and len(held) < 16 * containers.CHUNK:
            continue
        yield from _CELL.findall(held[: end or len(held)])
        held = held[end or len(held) :]
    yield from _CELL.findall(held)


def _among_candidates(cells: list[bytes]) -> Encoding:
    """The encoding of cells that are no UTF-8, by two libraries' word on the candidates that can be true at all."""
    import chardet
    from charset_normalizer import from_bytes

    possible = [name for name in CANDIDATES if _reads(cells, name)]
    if not possible:
        best = max(CANDIDATES, key=lambda name: sum(_reads([cell], name) for cell in cells))
        return Encoding(best, damaged=sum(not _reads([cell], best) for cell in cells))
    said = b"\n".join(cells)
    first = chardet.detect(
        said,
        include_encodings=possible,
        max_bytes=len(said) + 1,
        no_match_encoding=possible[0],
        empty_input_encoding=possible[0],
    )["encoding"]
    found = from_bytes(said, cp_isolation=possible).best()
    names = [_among(name, possible) for name in (first, found.encoding if found else None)]
    likely = list(dict.fromkeys(name for name in names if name is not None)) or possible[:1]
    best = next(name for name in possible if _same(cells, name, likely[0]))
    others = [name for name in likely if not _same(cells, name, best)]
    if not others:
        others = [name for name in possible if _as_likely(cells, name, best)][:1]
    if not others:
        return Encoding(best)
    shown = [cell for cell in cells if not _same([cell], best, others[0])][:3]
    readings = tuple((name, tuple(cell.decode(name).strip('" ')[:40] for cell in shown)) for name in (best, *others))
    return Encoding(best, readings=readings)


def _as_likely(cells: list[bytes], name: str, best: str) -> bool:
    """Whether one or two names, or one or two letters, are all that tells another encoding of the script from the best.

    A library then decides by how often a letter is written in some language, and ``nº`` becomes ``nş`` on its word.
    """
    if name == best or not _plausible(cells, name) or _same(cells, name, best):
        return False
    letters = {letter for cell in cells if not _same([cell], name, best) for letter in cell if letter > 0x7F}
    apart = (
        [letter for letter in letters if not _same([bytes([letter])], name, best)] if _by_byte(name, best) else letters
    )
    return len(cells) < FEW or len(apart) < FEW


def _by_byte(*names: str) -> bool:
    return not {"shift_jis", "gb18030"} & set(names)


def _same(cells: list[bytes], one: str, other: str) -> bool:
    return all(cell.decode(one) == cell.decode(other) for cell in cells)


def _plausible(cells: list[bytes], name: str) -> bool:
    """Whether what stands past ASCII is what names are written with: letters, blanks, dashes, quotation marks."""
    return all(
        letter.isalpha() or letter.isspace() or unicodedata.category(letter)[0] == "P"
        for cell in cells
        for letter in cell.decode(name)
        if letter > "\x7f"
    )


def _reads(cells: list[bytes], name: str) -> bool:
    """Whether all the cells can be in this encoding: no byte is left over, none is a control character."""
    try:
        return not any("\x80" <= letter <= "\x9f" for cell in cells for letter in cell.decode(name))
    except UnicodeDecodeError:
        return False


def _among(name: str | None, possible: list[str]) -> str | None:
    """One of our own names for a library's, where it is among the possible ones."""
    if name is None:
        return None
    try:
        wanted = codecs.lookup(name).name
    except LookupError:
        return None
    alike = {"cp932": "shift_jis", "gbk": "gb18030", "gb2312": "gb18030", "iso8859-1": "cp1252"}
    wanted = alike.get(wanted, wanted)
    return next((own for own in possible if codecs.lookup(own).name == wanted), None)


class NotUtf8Error(ManifestError):
    """Past the beginning of a text, which is UTF-8, stand bytes that are not."""


@cache
def _copies() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(dir=scratch())


def copy_in_utf8(path: Path, encoding: Encoding) -> Path:
    """A copy of a text in UTF-8, unpacked, under its own name; it lasts as long as the process."""
    place = Path(tempfile.mkdtemp(dir=_copies().name)) / path.name
    in_utf8(path, encoding, place)
    return place


def in_utf8(path: Path, encoding: Encoding, target: Path) -> None:
    """Write the text at ``path``, unpacked, to ``target`` in UTF-8; what is no letter becomes DAMAGED."""
    decoder = codecs.getincrementaldecoder(encoding.name)("replace")
    with containers.opened(path) as stream, target.open("wb") as sink:
        while chunk := stream.read(containers.CHUNK):
            sink.write(decoder.decode(chunk).encode("utf-8", "replace"))
        sink.write(decoder.decode(b"", final=True).encode("utf-8", "replace"))
