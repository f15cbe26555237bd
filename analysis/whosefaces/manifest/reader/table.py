"""Whatever the container, a manifest becomes one table of text columns: what a container hands over, and what is made of it.

A container is one module in ``reader/`` that holds a function ``parts(seen, asked)`` and is named in ``CONTAINERS``
below under the kind that ``glimpse.look`` gives its files. It returns a :class:`Part` for each table that it finds inside
(a sheet, the list under a key, a file of a folder), in the container's own order, hidden ones too:

* ``columns``: the names as written there; a nested field by its dotted path, as ``owner.nsid``.
* ``rows``: called once, yields one tuple of text for each row, as long as ``columns``: every value as it stands there, None
  for nothing. Whole numbers are written without a point (``str(int(v))``). A cell that holds a list is its members,
  joined by ``SEVERAL``: each of them is read as a photo of its own. A row that cannot be used is a ``SetAside`` in its place.
* ``query`` in the place of ``rows``: SQL whose columns are ``columns``, all VARCHAR, for what the engine reads itself.
* ``name``: how it is named to a person, and by ``--sheet``.
* ``notes``: what a person should be told of it ("the sheet is hidden", "extracted from a PDF").

Nothing is interpreted here. ``roles.decide`` says by the evidence of whole columns which column is what, for all
containers alike; parts of one shape that lead to photos are read together; of several shapes one has to be named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from whosefaces import scan
from whosefaces.manifest.engine import Duck
from whosefaces.manifest.listing import LONGEST_EXAMPLE, SetAside

SEVERAL = "\x1d"
"""Stands between the members of a list in one cell."""

BATCH = 50_000
"""Rows handed to the engine at a time."""

Row = tuple[str | None, ...]


@dataclass(frozen=True)
class Part:
    """One table inside a container, as the container has it."""

    name: str
    columns: tuple[str, ...]
    rows: Callable[[], Iterator[Row | SetAside]] | None = None
    query: str | None = None
    header: bool = True
    """Whether the names of the columns stood in the file; else they are made up, as "column 1"."""
    notes: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class TextTable:
    """A manifest, or parts of one shape, as a Parquet file of text.

    ``path`` holds the columns ``c0``, ``c1``, ... (VARCHAR, null for nothing), one for each of ``names``; then ``aside``,
    why the reader could not use a row, and ``stands``, the row as it stands where it could not. Its rows are the
    manifest's, in the manifest's order.
    """

    path: Path
    names: tuple[str, ...]
    header: bool
    rows: int
    parts: tuple[str, ...] = field(default=())
    """The names of the parts that it was put together from."""
    notes: tuple[str, ...] = field(default=())

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns' names in the file."""
        return tuple(f"c{number}" for number in range(len(self.names)))


def write(duck: Duck, parts: Sequence[Part], made: Path) -> TextTable:
    """Put parts of one shape together into one table at ``made``."""
    first = parts[0]
    columns = [f"c{number}" for number in range(len(first.columns))]
    schema = ", ".join(f"{name} VARCHAR" for name in (*columns, "aside", "stands"))
    duck.run(f"CREATE OR REPLACE TEMP TABLE text_table ({schema})")
    for part in parts:
        if part.query is not None:
            named = ", ".join(f"nullif(\"{name.replace(chr(34), chr(34) * 2)}\", '')" for name in part.columns)
            duck.run(f"INSERT INTO text_table SELECT {named}, NULL, NULL FROM ({part.query})")
        elif part.rows is not None:
            _insert(duck, part.rows(), len(columns))
    duck.write("SELECT * FROM text_table", made)
    duck.run("DROP TABLE text_table")
    rows = int(duck.rows(f"SELECT count(*) FROM {scan.parquet(made)}")[0][0])
    notes = tuple(dict.fromkeys(note for part in parts for note in part.notes))
    return TextTable(made, first.columns, first.header, rows, tuple(part.name for part in parts), notes)


def _insert(duck: Duck, rows: Iterator[Row | SetAside], width: int) -> None:
    import pandas as pd
    from tqdm import tqdm

    nothing = (None,) * width
    names = [*(f"c{number}" for number in range(width)), "aside", "stands"]
    typed = ", ".join(f'nullif(CAST("{name}" AS VARCHAR), \'\') AS "{name}"' for name in names)
    with tqdm(desc="reading the manifest", unit=" rows", unit_scale=True, delay=2, disable=None, leave=False) as bar:
        while batch := list(islice(rows, BATCH)):
            flat = [
                (*nothing, row.reason, row.text[:LONGEST_EXAMPLE]) if isinstance(row, SetAside) else (*row, None, None)
                for row in batch
            ]
            duck.connection.register("given_rows", pd.DataFrame(flat, columns=names, dtype=object))
            duck.connection.execute(f"INSERT INTO text_table SELECT {typed} FROM given_rows")
            duck.connection.unregister("given_rows")
            bar.update(len(batch))
