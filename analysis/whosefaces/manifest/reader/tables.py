"""Rows of text that Python took out of a container -> one Parquet file of text columns, in a memory of one row.

Workbooks, databases, JSON and XML end here: from then on they are read as any table is, by the engine.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import duckdb

from whosefaces import scan
from whosefaces.manifest.listing import LONGEST_LINE, ManifestError

UNIT = "\x1f"
"""What parts the cells of a row on its way to the engine; where a text holds it, a blank takes its place."""

REASON, AS_IT_STANDS = "why it is not read", "as it stands"
"""Columns of rows that could not be taken apart: why, and the beginning of what stands there."""

MOST_COLUMNS = 1000
LONGEST_CELL = 200_000
"""Letters; a longer cell is cut off: it is no address, and no list of as many as a person would put into one cell."""

_AT_ONCE = 5000
"""Rows held before they are put on disk."""

_BREAKS = str.maketrans({UNIT: " ", "\n": " ", "\r": " ", "\0": ""})


class TableWriter:
    """Takes rows as they come, their columns too, and ends as a Parquet file in which every column is text."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._held: list[str] = []
        self._places: dict[str, int] = {}
        self.rows = 0
        self.columns_left_out = 0

    def add(self, row: Mapping[str, str | None]) -> None:
        """One row; a column that was not there before is new."""
        for name in row.keys() - self._places.keys():
            if len(self._places) < MOST_COLUMNS:
                self._places[name] = len(self._places)
            else:
                self.columns_left_out += 1
        cells = [""] * len(self._places)
        for name, said in row.items():
            place = self._places.get(name)
            if place is not None and said:
                cells[place] = said
        self._write(cells)

    def name_columns(self, names: Iterable[str]) -> None:
        """The columns, ahead of rows that come as cells."""
        for name in names:
            self._places.setdefault(name, len(self._places))

    def add_cells(self, cells: Sequence[str]) -> None:
        """One row in the order of the columns named."""
        self._write(cells)

    def close(self) -> Path:
        """The Parquet file, with as many rows as were added.

        Raises:
            ManifestError: the engine gives another number of rows back.
        """
        self._put_down()
        text = self._path.with_suffix(".rows")
        names = _unlike(list(self._places) or ["nothing"])
        columns = ["row of the container", *(f"c{number}" for number in range(len(names)))]
        options = f"null_padding = true, max_line_size = {LONGEST_LINE}, buffer_size = {2 * LONGEST_LINE}"
        source = scan.lines(text, columns, delimiter=UNIT, skip=0, options=options)
        renamed = ", ".join(f'c{number} AS "{_inside(name)}"' for number, name in enumerate(names))
        with duckdb.connect() as engine:
            engine.execute("SET threads = 2; SET memory_limit = '500MB'")
            done = engine.execute(
                scan.written(f"SELECT {renamed} FROM {source}", self._path, "FORMAT parquet, COMPRESSION zstd")
            ).fetchone()
        text.unlink()
        if done is None or done[0] != self.rows:
            raise ManifestError(f"{self._path}: {self.rows:,} rows were taken out of it, but not all came through")
        return self._path

    def discard(self) -> None:
        """Nothing was in it after all."""
        self._held.clear()
        self._path.with_suffix(".rows").unlink(missing_ok=True)

    def _write(self, cells: Sequence[str]) -> None:
        self.rows += 1
        line = UNIT.join(cells)
        if len(line) > LONGEST_CELL or line.count(UNIT) != max(len(cells) - 1, 0) or not line.isprintable():
            line = UNIT.join(cell[:LONGEST_CELL].translate(_BREAKS) for cell in cells)
        if len(line) > LONGEST_LINE // 4:
            line = UNIT.join(cell[: LONGEST_LINE // 4 // len(cells)].translate(_BREAKS) for cell in cells)
        self._held.append(f"{self.rows}{UNIT}{line}\n")
        if len(self._held) >= _AT_ONCE or len(line) > LONGEST_CELL:
            self._put_down()

    def _put_down(self) -> None:
        """Put on disk what is held; the file is open only meanwhile, so that nothing is left open by who stops midway."""
        with self._path.with_suffix(".rows").open("a", encoding="utf-8", errors="replace", newline="\n") as lines:
            lines.writelines(self._held)
        self._held.clear()


def of_lines(lines: Path, names: Sequence[str], skip: int, target: Path) -> int:
    """Lines of cells parted by ``UNIT`` as a table at ``target``, without those that hold nothing; how many there are.

    Args:
        lines: the file.
        names: the columns.
        skip: lines ahead of the rows.
        target: the Parquet file.
    """
    columns = [f"c{number}" for number in range(len(names))]
    options = f"null_padding = true, max_line_size = {LONGEST_LINE}, buffer_size = {2 * LONGEST_LINE}"
    source = scan.lines(lines, columns, delimiter=UNIT, skip=skip, options=options)
    renamed = ", ".join(
        f'{column} AS "{_inside(name)}"' for column, name in zip(columns, _unlike(list(names)), strict=True)
    )
    query = f"SELECT {renamed} FROM {source} WHERE coalesce({', '.join(columns)}) IS NOT NULL"
    with duckdb.connect() as engine:
        engine.execute("SET threads = 2; SET memory_limit = '500MB'")
        done = engine.execute(scan.written(query, target, "FORMAT parquet, COMPRESSION zstd")).fetchone()
    return int(done[0]) if done is not None else 0


def named_apart(names: Sequence[str]) -> list[str]:
    """Names for the columns of a table that differ; one without a name is called by its number."""
    return _unlike([name.strip() or f"column {number}" for number, name in enumerate(names, 1)])


def _inside(name: str) -> str:
    return name.replace('"', '""')


def _unlike(names: Sequence[str]) -> list[str]:
    """Names that differ for an engine too, to which ``ID`` and ``id`` are one; the first keeps its name."""
    taken: set[str] = set()
    unlike = []
    for number, name in enumerate(names, 1):
        plain = re.sub(r"\s+", " ", name.translate(_BREAKS)).strip()[:200] or f"column {number}"
        while plain.lower() in taken:
            plain += f" ({number})"
        taken.add(plain.lower())
        unlike.append(plain)
    return unlike
