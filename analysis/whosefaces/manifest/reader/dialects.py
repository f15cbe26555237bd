"""How a delimited text is cut into rows and cells: decided by parsing it in each way that it could be meant, and scoring.

A way is a delimiter, a quotation mark, and how a mark inside quotes is written (doubled, or behind a backslash). The better
way cuts more rows to one width and gives more cells that read as Flickr's. A text that a strict reader of RFC 4180 cuts
to one width is that. The lines above the header, and whether there is one, are told from the rows so cut. What the
beginning shows is held against the whole file once it is read: where rows do not fit, all of it is scored again.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from whosefaces.manifest.asked import Asked
from whosefaces.manifest.listing import LONGEST_LINE, ManifestError
from whosefaces.manifest.reader import containers
from whosefaces.manifest.reader.glimpse import could_be_a_name

ROWS = 2000
"""Rows that each way is tried on at the beginning of a text."""

HIGHEST = 30
"""Rows above the header at most."""

WHOLE = 200_000_000
"""Bytes; so much text is scored again whole, of a larger one its beginning."""

ONE_COLUMN = "\x1f"
"""The delimiter of a text that is not cut."""

DELIMITERS = "\t,;|"
"""What parts cells; blanks are tried too."""

_COMMON_WIDTH = 0.01
"""The least share of rows that must have a width for rows of it to count as whole."""

_FLICKRS = re.compile(
    r"(?:https?:)?(?://)?(?:[a-z0-9-]+\.)*(?:flickr\.com|staticflickr\.com|flic\.kr)/\S+"
    r"|[0-9]{5,11}@[Nn][0-9]{2}"
    r"|(?:.*[^0-9A-Za-z])?[1-9][0-9]{4,14}_[0-9a-f]{10}(?:[_.][A-Za-z0-9_.]{1,12})?"
    r"|[1-9][0-9]{8,10}",
    re.IGNORECASE,
)
"""A cell that reads as Flickr's: an address, an NSID, a file name, a number of a photo id's length."""

_IS_A_NAME = re.compile(r"\s*[^\s,.;:!?]+(?:[ ._:/-][^\s,.;:!?]+){0,3}\s*")
"""What is certainly a column's name, and no piece of a sentence."""


@dataclass(frozen=True)
class Dialect:
    """How a text is cut. ``width`` is the number of cells of a row, ``least`` the fewest that a whole row can have."""

    delimiter: str
    quote: str | None = None
    backslash: bool = False
    width: int = 1
    least: int = 1
    preamble: int = 0
    """Rows above the header, or above the first row."""
    header: tuple[str, ...] | None = None
    by_field: str | None = None
    """Where rows have no one width: "first" or "last", the field that leads to Flickr; else None."""

    @property
    def as_cut(self) -> str:
        """The delimiter to cut at: a ragged text is not cut but read by one field of each line."""
        return ONE_COLUMN if self.by_field else self.delimiter

    def sentence(self) -> str:
        """In words, for a person at a terminal."""
        if self.by_field:
            return f"Its lines have no one number of fields; each was read by its {self.by_field} field."
        if self.delimiter == ONE_COLUMN:
            return "One field a line."
        called = {"\t": "tabs", ",": "commas", ";": "semicolons", "|": "bars", " ": "blanks"}.get(
            self.delimiter, repr(self.delimiter)
        )
        sentence = f"{self.width} columns between {called}"
        if self.quote is not None:
            sentence += f", {'double' if self.quote == chr(34) else 'single'} quotes round cells"
            sentence += ", a quote inside written behind a backslash" if self.backslash else ""
        if self.preamble:
            sentence += f", {self.preamble} line{'s' if self.preamble > 1 else ''} above the {'header' if self.header else 'rows'} left out"
        return f"{sentence}, {'a header' if self.header else 'no header'}."


def decided(text: str, asked: Asked, *, whole: bool) -> Dialect:
    """The dialect of a text by its beginning, or by all of it.

    Args:
        text: the beginning, up to the end of a line.
        asked: what a person said of it; that is not looked for.
        whole: ``text`` is all of the file, so that a quote must be closed in it.

    Raises:
        ManifestError: a header row was named that is not there.
    """
    scored = [(_score(way, rows), -place, way, rows) for place, (way, rows) in enumerate(_ways(text, asked, whole))]
    score, _, way, rows = max(scored, key=lambda one: one[:2])
    ragged = None if asked.delimiter or _is_headed(rows) else _ragged(text)
    if ragged is not None and score < 0.8 * 2:
        return ragged
    return _with_header(way, rows, asked)


def decided_again(path: Path, asked: Asked) -> Dialect:
    """The same by all of a text, as far as that can be held in memory."""
    with containers.opened(path) as stream:
        parts: list[bytes] = []
        while (raw := stream.read(containers.CHUNK)) and sum(len(part) for part in parts) < WHOLE:
            parts.append(raw)
    text = b"".join(parts).decode("utf-8", "replace").removeprefix("\ufeff")
    return decided(text if not raw else text[: text.rfind("\n") + 1], asked, whole=not raw)


def without_header(way: Dialect) -> Dialect:
    """The same for lines from further down in the text."""
    return replace(way, header=None, preamble=0)


def rows_of(lines: Iterable[str], way: Dialect) -> Iterator[list[str]]:
    """The rows of a text, cut.

    Raises:
        csv.Error: a quoted cell is not closed, or text follows its end.
    """
    if way.quote is None:
        for line in lines:
            yield line.rstrip("\r\n").split(way.as_cut)
        return
    csv.field_size_limit(LONGEST_LINE)
    yield from csv.reader(
        lines,
        delimiter=way.delimiter,
        quotechar=way.quote,
        doublequote=True,
        escapechar="\\" if way.backslash else None,
        strict=True,
    )


def _ways(text: str, asked: Asked, whole: bool) -> Iterator[tuple[Dialect, list[list[str]]]]:
    """Every way in which a text can be cut, with its rows; those that cut it into one column come last."""
    delimiters = asked.delimiter or DELIMITERS + " "
    limit = None if whole and len(text) > 1 << 20 else ROWS
    for delimiter in delimiters:
        if delimiter not in text:
            continue
        if delimiter == "|" and not asked.delimiter and text.count(" | ") > 0.5 * text.count("|"):
            continue  # a bar with blanks round it parts the members of a list
        for quote, backslash in _quotes(text, delimiter, asked):
            way = Dialect(delimiter, quote, backslash)
            try:
                lines = io.StringIO(text, newline="")
                yield way, list(islice(rows_of(lines, way), limit))
            except csv.Error:
                if not whole and quote is not None:
                    rows = list(_until_error(text, way))
                    if len(rows) > 20:
                        yield way, rows[:-1]
    plain = Dialect(ONE_COLUMN, None)
    yield plain, list(islice(rows_of(io.StringIO(text), plain), limit)) or [[""]]


def _until_error(text: str, way: Dialect) -> Iterator[list[str]]:
    """Rows up to where the beginning that was looked at breaks off inside a quoted cell: only its last row can do that."""
    found = rows_of(io.StringIO(text, newline=""), way)
    taken = 0
    while True:
        try:
            row = next(found)
        except StopIteration:
            return
        except csv.Error as error:
            if "unexpected end of data" not in str(error):
                return
            return
        taken += 1
        yield row


def _quotes(text: str, delimiter: str, asked: Asked) -> Iterator[tuple[str | None, bool]]:
    if asked.quote is not None:
        yield (asked.quote if asked.quote not in ("", "none") else None), f"\\{asked.quote}" in text
        return
    if '"' in text:
        yield '"', False
        if '\\"' in text:
            yield '"', True
        yield None, False
    else:
        # Where no quote is seen, a tab or a blank does not let one expect any further on; a comma does.
        yield ('"' if delimiter not in "\t " else None), False
    opened = len(
        re.findall(rf"(?:^|{re.escape(delimiter)})'[^\n]*?'(?={re.escape(delimiter)}|\r?$)", text[:100_000], re.M)
    )
    if opened > 0.5 * text[:100_000].count("\n") and opened > 1:
        yield "'", False


def _score(way: Dialect, rows: Sequence[Sequence[str]]) -> float:
    """How good a cut is: the share of rows of the common widths, times one and what of each row reads as Flickr's."""
    rows = [row for row in rows if any(row)]
    if not rows:
        return 0.0
    commonest, fitting = _commonest(rows)
    share = fitting / len(rows)
    agreed = share if _is_headed(rows) else share**2
    cells = [cell for row in rows[:ROWS] for cell in row]
    flickrs = sum(min(3, sum(map(_flickrs_in, row))) for row in rows[:ROWS])
    stray = 0 if way.backslash else sum(_is_stray(cell, way) for cell in cells)
    blanks = 0.7 if way.delimiter == " " else 1.0  # blanks stand in every row of some texts
    one = 0.9 if commonest == 1 else 1.0
    return (
        agreed * (1 + flickrs / min(len(rows), ROWS)) * one * blanks * (1 - min(1.0, stray / max(1, len(rows[:ROWS]))))
    )


def _is_stray(cell: str, way: Dialect) -> bool:
    """Whether quotes in a cell say that it was cut wrongly: some are left over, or stand behind a backslash."""
    if way.quote is None:
        return cell.startswith('"') != cell.endswith('"') or cell.count('"') % 2 == 1
    return f"\\{way.quote}" in cell


def _is_headed(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row names as many columns, in a word or two each, as the commonest row has cells."""
    rows = [row for row in rows if any(row)]
    if len(rows) < 2 or len(rows[0]) < 2:
        return False
    commonest, fitting = _commonest(rows[1:])
    return (
        len(rows[0]) == commonest
        and fitting >= 0.5 * len(rows[1:])
        and len(set(rows[0])) == commonest
        and all(_IS_A_NAME.fullmatch(cell) and could_be_a_name(cell) for cell in rows[0])
    )


def _flickrs_in(cell: str) -> int:
    """How much in a cell reads as Flickr's; several, where it is a list of them and nothing else."""
    pieces = re.split(r"\s*[|;,]\s*|\s+", cell.strip("[]{}() \"'\u00a0\u200e\u200f\u202f\ufeff"))
    return len(pieces) if all(map(_FLICKRS.fullmatch, pieces)) else 0


def _commonest(rows: Sequence[Sequence[str]]) -> tuple[int, int]:
    """The commonest width and how many rows have it: with the empty cells behind the last, or without, as more agree.

    A table whose last columns are seldom filled has one width with them; a text that sometimes ends a row in a
    delimiter has one without them.
    """
    return max(
        (Counter(widths).most_common(1)[0] for widths in (map(_width, rows), map(len, rows))), key=lambda one: one[1]
    )


def _width(row: Sequence[str]) -> int:
    """Cells of a row; delimiters behind the last cell, with nothing in them, end a row."""
    width = len(row)
    while width > 1 and not row[width - 1]:
        width -= 1
    return width


def _ragged(text: str) -> Dialect | None:
    """A text whose every line begins, or ends, with what reads as Flickr's, however many fields stand beside it."""
    lines = [line for line in text.splitlines()[:ROWS] if line.strip()]
    for delimiter in "\t ,;":
        cut = [line.split(delimiter) for line in lines]
        if len({len(row) for row in cut}) < 2:
            continue
        for which, place in (("first", 0), ("last", -1)):
            hits = sum(bool(_FLICKRS.fullmatch(row[place].strip())) for row in cut)
            if hits > 0.9 * len(lines):
                return Dialect(delimiter, by_field=which)
    return None


def _with_header(way: Dialect, rows: list[list[str]], asked: Asked) -> Dialect:
    """The same with its width, the rows above the header, and the header."""
    if asked.header_row is not None:
        place = asked.header_row - 1
        if place >= len(rows):
            raise ManifestError(f"header row {asked.header_row}: there are only {len(rows):,} rows")
        header = tuple(rows[place]) if place >= 0 else None
        body = rows[place + 1 :]
        width, least = _widths(body or rows, len(header) if header else 0)
        return replace(way, width=width, least=least, preamble=max(0, place), header=_padded(header, width))
    width, least = _widths(rows, 0)
    found = _header_place(rows, width)
    if found is None:
        above = next((n for n, row in enumerate(rows[:HIGHEST]) if len(row) >= least and _width(row) > 1), 0)
        above = above if width > 1 and all(_is_thin(row, width) for row in rows[:above]) else 0
        return replace(way, width=width, least=least, preamble=above)
    body = rows[found + 1 :] or rows
    width, least = _widths(body, len(rows[found]))
    header = tuple(rows[found])
    if width == len(header) + 1 and _counts_up(body):
        header = ("", *header)  # R writes the numbers of the rows in front, and no name above them
    return replace(way, width=width, least=least, preamble=found, header=_padded(header, width))


def _counts_up(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first cells number the rows."""
    numbers = [row[0] for row in rows if any(row)]
    return all(map(str.isdecimal, numbers)) and len(set(map(int, numbers))) == len(numbers) > 0


def _widths(rows: Sequence[Sequence[str]], header: int) -> tuple[int, int]:
    """The widest and the narrowest width that enough rows have; no narrower than the header needs."""
    rows = [row for row in rows if any(row)] or [[""]]
    counted = Counter(len(row) for row in rows)
    commonest = counted.most_common(1)[0][0]
    places = _flickrs_places([row for row in rows if len(row) == commonest])
    fitting = Counter(len(row) for row in rows if all(_is_flickrs(row, place) for place in places))
    common = [
        width
        for width, n in counted.items()
        if n >= max(1, _COMMON_WIDTH * len(rows))
        and (n > 1 or len(rows) < 20)
        and (width <= max(header, commonest) or not header or not any(any(row[width - 1 :]) for row in rows))
        and fitting[width] >= 0.9 * n
    ]
    common = [width for width in common if width > 1 or commonest == 1 or places == [0]] or [commonest]
    # Rows that only end in empty cells are as wide as those that say so.
    widest = max(common)
    if header and widest > header and all(not any(row[header:]) for row in rows):
        widest = header
    return max(widest, header), min(*common, header or widest, max(common))


def _flickrs_places(rows: Sequence[Sequence[str]]) -> list[int]:
    """The places at which most rows of one width have what reads as Flickr's."""
    return [
        place
        for place in range(len(rows[0]))
        if sum(_is_flickrs(row, place) and bool(row[place]) for row in rows) > 0.5 * len(rows)
    ]


def _is_flickrs(row: Sequence[str], place: int) -> bool:
    """Whether what stands at a place of a row reads as Flickr's, or nothing does; a row that ends before has another's cells."""
    return place < len(row) and (not row[place] or bool(_FLICKRS.fullmatch(row[place].strip())))


def _header_place(rows: Sequence[Sequence[str]], width: int) -> int | None:
    """Where the row stands that names the columns: it could, rows below it could not, and above it is next to nothing."""
    for place, row in enumerate(rows[:HIGHEST]):
        said = [cell.strip().lstrip("#") for cell in row]
        filled = [cell for cell in said if cell]
        full = len(filled) >= max(1, min(2, width), (len(row) + 1) // 2) and len(row) <= width + 1
        if full and all(map(could_be_a_name, said)) and len(set(filled)) == len(filled):
            below = rows[place + 1 : place + 200]
            others = [other for other in below if not all(could_be_a_name(cell.strip("=\"' ")) for cell in other)]
            if len(others) >= 0.5 * max(1, len(below)) and below and not _more_full_below(rows, place, width):
                return place
        if not _is_thin(row, width):
            return None
    return None


def _more_full_below(rows: Sequence[Sequence[str]], place: int, width: int) -> bool:
    """Whether the next row names columns too, and more of them: then this one only stands above it."""
    if place + 1 >= len(rows):
        return False
    this, next_row = rows[place], rows[place + 1]
    names = [cell.strip() for cell in next_row if cell.strip()]
    return (
        len(names) > sum(bool(cell.strip()) for cell in this)
        and all(map(could_be_a_name, names))
        and len(names) == width
    )


def _is_thin(row: Sequence[str], width: int) -> bool:
    """Whether a row is one of those that people write above a table: less than half of it is filled, or a remark."""
    return (
        not any(row)
        or row[0].lstrip().startswith("#")
        or sum(bool(cell.strip()) for cell in row) <= width / 2
        and width > 1
    )


def _padded(header: tuple[str, ...] | None, width: int) -> tuple[str, ...] | None:
    """As many names as there are columns; what the header does not name has no name."""
    if header is None:
        return None
    return (*(name.strip().lstrip("#") for name in header), *("" for _ in range(width - len(header))))[
        : max(width, len(header))
    ]
