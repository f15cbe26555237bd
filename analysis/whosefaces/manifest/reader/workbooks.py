"""Spreadsheets (.xlsx, .xlsm, .xls, .ods) -> a table of text for each sheet that holds anything."""

from __future__ import annotations

import itertools
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import IO, Any

from whosefaces.flickr.address import read_address
from whosefaces.manifest.listing import ManifestError
from whosefaces.manifest.reader import bounded
from whosefaces.manifest.reader.containers import CHUNK
from whosefaces.manifest.reader.glimpse import could_be_a_name
from whosefaces.manifest.reader.parts import Budget, Part
from whosefaces.manifest.reader.tables import UNIT, TableWriter, of_lines

_LOOKED_AT = 200
"""Rows in which the header is looked for."""


def parts(workbook: Path, folder: Path) -> list[Part]:
    """The sheets of ``workbook``, each as a table in ``folder``; hidden ones are named.

    Raises:
        ManifestError: it cannot be opened, is binary, is locked by a password, or wants too much memory.
    """
    _not_binary(workbook)
    instead = "save the sheet with the list as CSV, then read that"
    sheets = bounded.run("workbook_sheets.py", workbook, folder, "the workbook", instead)
    tables = []
    for number, sheet in enumerate(sheets):
        if part := _table(sheet, folder, folder / f"sheet-{number}.parquet"):
            tables.append(part)
    if not tables:
        raise ManifestError(f"{workbook}: no sheet of this workbook holds a row")
    if not any(sheet["links"] for sheet in sheets):
        behind = _behind_cells(workbook) - _photos_in(*(folder / sheet["file"] for sheet in sheets))
        if behind:
            note = (
                f"{len(behind):,} photo pages lie behind cells of this workbook and were not read: that is done of .xlsx "
                "alone. Save it so, then read it again."
            )
            tables = [replace(part, notes=(*part.notes, note)) for part in tables]
    return tables


def _not_binary(workbook: Path) -> None:
    """Refuse an .xlsb: of one that SheetJS 0.18.5 wrote, the library gave the first cell of each row and left the others out.

    Raises:
        ManifestError: it is one.
    """
    if zipfile.is_zipfile(workbook):
        with zipfile.ZipFile(workbook) as packed:
            binary = "xl/workbook.bin" in packed.namelist()
        if binary:
            raise ManifestError(
                f"{workbook}: this is a binary workbook (.xlsb), whose cells cannot be read for certain; save it as .xlsx, then read that"
            )


_PAGE = re.compile(rb"flickr\.com/photos/[^/\s\"'<>]{1,60}/([1-9][0-9]{4,14})", re.IGNORECASE)
_LONGEST_PAGE = 200


def _behind_cells(workbook: Path) -> set[bytes]:
    """The photos whose pages stand anywhere in the bytes of a workbook, packed or not.

    Raises:
        ManifestError: a part of it is damaged, or unpacks to more than is sound.
    """
    if not zipfile.is_zipfile(workbook):
        with workbook.open("rb") as stream:
            return _pages_in(stream)
    budget = Budget(workbook, workbook.stat().st_size)
    photos: set[bytes] = set()
    with zipfile.ZipFile(workbook) as packed:
        if "xl/workbook.xml" in packed.namelist():
            return photos  # of these the addresses behind cells are read
        for member in packed.infolist():
            try:
                with packed.open(member) as stream:
                    photos |= _pages_in(stream, budget)
            except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError) as error:
                raise ManifestError(
                    f"{workbook}: {member.filename} in it cannot be read: {error}; save it again"
                ) from None
    return photos


def _pages_in(stream: IO[bytes], budget: Budget | None = None) -> set[bytes]:
    """The photos whose pages stand in these bytes. UTF-16, as Office writes it, is ASCII with noughts between."""
    photos: set[bytes] = set()
    held = b""
    while chunk := stream.read(CHUNK):
        if budget is not None:
            budget.take(len(chunk))
        held += chunk.replace(b"\0", b"")
        photos.update(page[1] for page in _PAGE.finditer(held) if page.end() < len(held))  # an id may go on in the next
        held = held[-_LONGEST_PAGE:]
    photos.update(_PAGE.findall(held))
    return photos


def _photos_in(*sheets: Path) -> set[bytes]:
    photos: set[bytes] = set()
    for sheet in sheets:
        with sheet.open("rb") as stream:
            photos |= _pages_in(stream)
    return photos


def _table(sheet: dict[str, Any], folder: Path, made: Path) -> Part | None:
    """One sheet's rows below its header; None where there are none."""
    width = max(sheet["width"], 1)
    rows = _rows(folder / sheet["file"], width)
    first = [(number, row) for number, row in islice(rows, _LOOKED_AT)]
    held = [(number, row) for number, row in first if any(cell.strip() for cell in row)]
    if not held:
        return None
    header = _header_row([row for _, row in held])
    begins = held[header][0] if header is not None else -1
    named = held[header][1] if header is not None else [""] * width
    names = [name.strip() or f"column {number}" for number, name in enumerate(named, 1)]
    links = {(row, column - sheet["start"][1]): target for row, column, target in sheet["links"] if row > begins}
    behind = sorted({column for _, column in links if 0 <= column < width})
    if not behind:
        if not of_lines(folder / sheet["file"], _apart(names), begins + 1, made):
            return None
    elif not _beside(first, rows, begins, names, behind, links, made):
        return None
    notes = tuple(_notes(sheet, begins, behind, len(links)))
    return Part(made, sheet["name"], table=True, hidden=sheet["hidden"], notes=notes)


def _beside(
    first: list[tuple[int, list[str]]],
    rows: Iterator[tuple[int, list[str]]],
    begins: int,
    names: list[str],
    behind: list[int],
    links: dict[tuple[int, int], str],
    target: Path,
) -> bool:
    """Write the rows with the addresses that lie behind their cells; whether there are any.

    A cell that reads "see photo" and leads to one is one photo, as is a cell that shows the address it leads to: its address
    takes the cell's place, and the words stand beside. So a column half of addresses and half of such words is one column.
    """
    writer = TableWriter(target)
    words = (f"the words over {names[column]}" for column in behind)
    others = (f"the address behind {names[column]}" for column in behind)
    writer.name_columns(_apart([*names, *words, *others]))
    for number, row in itertools.chain(first, rows):
        if number > begins and any(row):
            shown, over, apart = list(row), [""] * len(behind), [""] * len(behind)
            for place, column in enumerate(behind):
                link, photo = links.get((number, column), ""), read_address(row[column]).photo_id
                if link and photo is None:
                    shown[column], over[place] = link, row[column]
                elif link and read_address(link).photo_id != photo:
                    apart[place] = link
            writer.add_cells([*shown, *over, *apart])
    if not writer.rows:
        writer.discard()
        return False
    writer.close()
    return True


def _rows(path: Path, width: int) -> Iterator[tuple[int, list[str]]]:
    """The sheet's rows with their numbers from 0, all of one width."""
    with path.open(encoding="utf-8", newline="\n") as lines:
        for number, line in enumerate(lines):
            cells = line.rstrip("\n").split(UNIT)
            yield number, cells + [""] * (width - len(cells))


def _apart(names: list[str]) -> list[str]:
    """Column names that all differ."""
    columns: list[str] = []
    for number, name in enumerate(names, 1):
        columns.append(name if name not in columns else f"{name} ({number})")
    return columns


def _notes(sheet: dict[str, Any], begins: int, behind: list[int], links: int) -> Iterator[str]:
    name = f"The sheet {sheet['name']!r}"
    if begins > 0:
        yield f"{name}: row {begins + 1} names the columns; the rows above it are no part of the list."
    if behind:
        yield f"{name}: {links:,} addresses that lie behind cells were read; the cells' own words stand beside."
    if sheet["inexact"]:
        yield (
            f"{name}: {sheet['inexact']:,} numbers have more digits than a spreadsheet holds; their last digits are not "
            "what was written. Write ids as text, then save again."
        )


def _header_row(rows: list[list[str]]) -> int | None:
    """Which of the first rows of a table names its columns; None where none does.

    Lines above the header (a title, a date) fill fewer cells than the rows of the table do.
    """
    filled = [sum(bool(cell.strip()) for cell in row) for row in rows]
    usual = max(set(filled), key=lambda width: (filled.count(width), width), default=0)
    for number, row in enumerate(rows):
        if filled[number] < max(1, 0.6 * usual):
            continue
        names = [cell for cell in row if cell.strip()]
        below = [cell for later in rows[number + 1 :] for cell in later if cell.strip()]
        named = all(map(could_be_a_name, names)) and len(set(names)) == len(names)
        return number if named and below and not all(map(could_be_a_name, below)) else None
    return None
