"""What a reader can take away of a chart: the picture as SVG and PNG, its numbers as CSV and as a workbook.

Every file comes out with the same bytes each time, and what a spreadsheet would run as a formula comes out as text.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from whosefaces.report.charts import Figure
from whosefaces.report.words.finding import known

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""First letters with which a spreadsheet takes a text for a formula."""
TAKEN = ("svg", "png", "csv", "xlsx")
"""Endings of the files that a chart can be taken as."""
PNG = b"\x89PNG\r\n\x1a\n"
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest date that a zip can carry: no clock is read."""
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def write(figure: Figure, folder: Path) -> None:
    """Write one chart and its numbers into ``folder``, as SVG, PNG, CSV and XLSX."""
    data = figure.table if figure.data is None else figure.data
    (folder / f"{figure.name}.svg").write_text(figure.svg() + "\n", encoding="utf-8", newline="\n")
    (folder / f"{figure.name}.png").write_bytes(compact(figure.png()))
    (folder / f"{figure.name}.csv").write_bytes(csv(data))
    (folder / f"{figure.name}.xlsx").write_bytes(workbook({figure.name: data}, figure.title))


def compact(png: bytes) -> bytes:
    """The same pixels in a quarter of the bytes: vl-convert packs for speed. Nothing but pixels and their size is kept."""
    kept = {kind: [chunk for found, chunk in _chunks(png) if found == kind] for kind in (b"IHDR", b"pHYs", b"IDAT")}
    packed = zlib.compress(zlib.decompress(b"".join(kept[b"IDAT"])), 6)
    written = [
        (b"IHDR", kept[b"IHDR"][0]),
        *((b"pHYs", chunk) for chunk in kept[b"pHYs"]),
        (b"IDAT", packed),
        (b"IEND", b""),
    ]
    return PNG + b"".join(
        struct.pack(">I", len(chunk)) + kind + chunk + struct.pack(">I", zlib.crc32(kind + chunk))
        for kind, chunk in written
    )


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(PNG)
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        yield kind, png[at + 8 : at + 8 + length]
        at += 12 + length


def csv(table: pd.DataFrame) -> bytes:
    """A table as CSV: UTF-8, line feeds, an apostrophe before what a spreadsheet would run."""
    text = table.map(harmless).rename(columns=harmless).to_csv(index=False, lineterminator="\n")
    return text.encode("utf-8")


def harmless(value: Any) -> Any:
    """A text that a spreadsheet shows and does not run; anything else as it is."""
    if not isinstance(value, str):
        return value
    # A lone carriage return ends a line for some readers, and what follows it could be a formula again.
    return (f"'{value}" if value.startswith(FORMULA) else value).replace("\r", " ")


def workbook(tables: Mapping[str, pd.DataFrame], title: str) -> bytes:
    """Tables as a workbook, a sheet each: numbers as numbers, texts as texts, no formula, no clock."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator = "Whose Faces"
    book.properties.title = title
    for name, table in tables.items():
        _fill(book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", name)[:31]), table)
    stored = io.BytesIO()
    book.save(stored)
    return _settled(stored.getvalue())


def _fill(sheet: Any, table: pd.DataFrame) -> None:
    from openpyxl.styles import Font

    for column, name in enumerate(table.columns, start=1):
        _put(sheet.cell(1, column), str(name))
        sheet.cell(1, column).font = Font(bold=True)
        longest = max([len(str(name)), *(len(str(value)) for value in table.iloc[:, column - 1])])
        sheet.column_dimensions[sheet.cell(1, column).column_letter].width = min(60, longest + 2)
    for row, values in enumerate(table.itertuples(index=False, name=None), start=2):
        for column, value in enumerate(values, start=1):
            _put(sheet.cell(row, column), value)
    sheet.freeze_panes = "A2"


def _put(cell: Any, value: Any) -> None:
    if not known(value):
        return
    if isinstance(value, str):
        cell.value = _UNPRINTABLE.sub("", value)
        cell.data_type = "s"  # else "=..." would be a formula
    else:
        cell.value = value.item() if hasattr(value, "item") else value


def _settled(stored: bytes) -> bytes:
    """The same workbook without the time of saving, in its members and in its properties."""
    settled = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(stored)) as read, zipfile.ZipFile(settled, "w", zipfile.ZIP_DEFLATED) as written:
        for member in read.infolist():
            content = read.read(member)
            if member.filename == "docProps/core.xml":
                content = re.sub(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>", b"", content)
            kept = zipfile.ZipInfo(member.filename, _EPOCH)
            kept.compress_type = zipfile.ZIP_DEFLATED
            kept.external_attr = 0o600 << 16
            kept.create_system = 3
            written.writestr(kept, content)
    return settled.getvalue()
