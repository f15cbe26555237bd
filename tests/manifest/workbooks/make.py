"""Write the workbooks beside this file, by programs that are not ours: xlwt 1.3.0 and odfpy 1.4.1 (pip install xlwt odfpy).

They are no part of the locks: the workbooks are kept, and need not be made again. Every id and name is invented.
"""

from __future__ import annotations

from pathlib import Path

import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import A, P

HERE = Path(__file__).parent
IDS = [49_000_000_001 + 7919 * n for n in range(12)]
OWNERS = [f"9000000{n % 4}@N99" for n in range(12)]
PAGES = [f"https://www.flickr.com/photos/{owner}/{photo}/" for owner, photo in zip(OWNERS, IDS, strict=True)]
NAMES = ("photo_id", "owner", "page", "title")
TITLE = "Müller, früh"


def by_xlwt() -> None:
    """A note, the list with ids as numbers and every second address behind a cell, and a hidden sheet."""
    book = xlwt.Workbook()
    book.add_sheet("Notes").write(0, 0, "Photos, as sent")
    sheet = book.add_sheet("Photos")
    for column, name in enumerate(NAMES):
        sheet.write(0, column, name)
    for row, (photo, owner, page) in enumerate(zip(IDS, OWNERS, PAGES, strict=True), 1):
        link = xlwt.Formula(f'HYPERLINK("{page}";"photo {row}")')
        for column, value in enumerate((photo, owner, link if row % 2 else page, TITLE)):
            sheet.write(row, column, value)
    old = book.add_sheet("Old")
    old.visibility = 1
    old.write(0, 0, "photo_id")
    old.write(1, 0, str(IDS[0]))
    book.save(str(HERE / "of-xlwt.xls"))


def by_odfpy() -> None:
    """The same without the hidden sheet; its numbers are shown with separators of thousands."""
    book = OpenDocumentSpreadsheet()
    for name, rows in (("Notes", [["Photos, as sent"]]), ("Photos", [list(NAMES), *_rows()])):
        table = Table(name=name)
        for cells in rows:
            row = TableRow()
            for content in cells:
                row.addElement(_cell(content))
            table.addElement(row)
        book.spreadsheet.addElement(table)
    book.save(str(HERE / "of-odfpy.ods"))


def _rows() -> list[list[object]]:
    return [
        [photo, owner, page if number % 2 else ("photo", page), TITLE]
        for number, (photo, owner, page) in enumerate(zip(IDS, OWNERS, PAGES, strict=True))
    ]


def _cell(content: object) -> TableCell:
    if isinstance(content, int):
        cell = TableCell(valuetype="float", value=str(content))
        cell.addElement(P(text=f"{content:,}"))
        return cell
    cell, text = TableCell(valuetype="string"), P()
    text.addElement(A(href=content[1], text=content[0])) if isinstance(content, tuple) else text.addText(str(content))
    cell.addElement(text)
    return cell


if __name__ == "__main__":
    by_xlwt()
    by_odfpy()
