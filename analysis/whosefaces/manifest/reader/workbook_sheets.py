"""A workbook's sheets as lines of text, in a process of its own that may not take more than its share of memory.

Run by path (``bounded``), so that it starts with little: it writes ``N.rows`` for each sheet, and ``end.json``. A file of a
few kilobytes can ask for more memory than there is, and the library then ends its process without an exception.
"""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path
from typing import Any

EXACT = 2**53
"""From here on a spreadsheet no longer tells a whole number from its neighbour."""

UNIT, BREAKS = "\x1f", str.maketrans({"\x1f": " ", "\n": " ", "\r": " ", "\0": ""})


def _sheets(workbook: Path, folder: Path) -> list[dict[str, Any]]:
    import python_calamine

    book = python_calamine.load_workbook(str(workbook))
    sheets: list[dict[str, Any]] = []
    for number, about in enumerate(book.sheets_metadata):
        if about.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_index(number)
        hidden = about.visible != python_calamine.SheetVisibleEnum.Visible
        counts = _written(sheet, folder / f"{number}.rows")
        start = sheet.start or (0, 0)
        sheets.append(
            {"name": about.name, "hidden": hidden, "file": f"{number}.rows", "start": [0, start[1]], **counts}
        )
    links = _links(workbook) if sheets else {}
    for written in sheets:
        written["links"] = links.get(written["name"], [])
    return sheets


def _written(sheet: Any, path: Path) -> dict[str, Any]:
    """The sheet's rows, a line each; how many, how wide, and how many numbers are past what a sheet holds exactly."""
    rows = width = inexact = 0
    with path.open("w", encoding="utf-8", errors="replace", newline="\n") as lines:
        for row in sheet.iter_rows():
            cells = []
            for value in row:
                if type(value) is float and value.is_integer():
                    inexact += abs(value) >= EXACT
                    cells.append(str(int(value)))
                else:
                    cells.append(_text(value))
            line = UNIT.join(cells)
            if line.count(UNIT) != max(len(cells) - 1, 0) or "\n" in line or "\r" in line or "\0" in line:
                line = UNIT.join(cell.translate(BREAKS) for cell in cells)
            lines.write(line + "\n")
            rows += 1
            width = max(width, len(cells))
    return {"rows": rows, "width": width, "inexact": inexact}


def _text(value: Any) -> str:
    """A cell as text: a whole number without a point, a day as ISO writes it."""
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)


def _links(workbook: Path) -> dict[str, list[list[Any]]]:
    """By sheet the addresses that lie behind cells: row from 0, column from 0, address."""
    if not zipfile.is_zipfile(workbook):
        return {}
    with zipfile.ZipFile(workbook) as parts:
        if "xl/workbook.xml" not in parts.namelist():
            return {}  # .xlsb and .ods keep their cells otherwise
        sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/")]
        behind = any(b"hyperlink" in parts.read(name) for name in sheets if name.endswith(".rels"))
        if not behind and not any(_holds(parts, name, b"HYPERLINK(") for name in sheets if name.endswith(".xml")):
            return {}
    import openpyxl

    book = openpyxl.load_workbook(workbook, data_only=False)
    return {sheet.title: list(_behind(sheet)) for sheet in book.worksheets}


def _behind(sheet: Any) -> Any:
    for row in sheet.iter_rows():
        for cell in row:
            target = cell.hyperlink.target if cell.hyperlink is not None else None
            if target is None and isinstance(cell.value, str) and cell.value.upper().startswith("=HYPERLINK("):
                target = cell.value.split('"')[1] if cell.value.count('"') >= 2 else None
            if target and "://" in target:
                yield [cell.row - 1, cell.column - 1, target]


def _holds(parts: zipfile.ZipFile, name: str, wanted: bytes) -> bool:
    with parts.open(name) as inside:
        kept = b""
        while chunk := inside.read(1 << 20):
            if wanted in kept + chunk:
                return True
            kept = chunk[-len(wanted) :]
    return False


if __name__ == "__main__":
    from _bounded_script import run  # type: ignore[import-not-found]

    run(_sheets)
