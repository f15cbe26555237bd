"""How a notebook shows the tables that hold people, by one rule, and what stands over an exploratory output.

The same cell shows two things. In a working copy, which a person opened: how many rows, what each column means, counts,
and the first rows. In the execution that is published: the same without the rows, and without how many rows there are
where that would tell how Flickr answered. So no cell has to be written twice, and none is exempt from the guard.
"""

from __future__ import annotations

import os
from html import escape
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from whosefaces import scan
from whosefaces.manifest.frame import FRAME
from whosefaces.measure.findings import FINDINGS
from whosefaces.report import exhibits
from whosefaces.sample.panel import PANEL
from whosefaces.table import Table

FIRST = 3
"""Rows that a working copy shows."""

FOLDER_VARIABLE = "WHOSEFACES_EDITION_FOLDER"
"""Set for the notebooks of a run: the name of the folder that it works in. Without it a notebook was opened by hand."""

COUNTED = {FRAME.name: ("set_aside",), PANEL.name: ("unit",), FINDINGS.name: ("status",)}
"""By table, the columns that are counted also where it is published: they tell of the list and of the draw, and of
nothing that anybody answered. Of other tables the number of rows would tell that: a photo that is public is asked more."""


def is_published() -> bool:
    """Whether what is shown now is going to be published: a run executes the notebook, and no person opened it."""
    return bool(os.environ.get(FOLDER_VARIABLE))


def show(table: Table, rows: pd.DataFrame | Path) -> None:
    """Show a declared table in a notebook.

    Args:
        table: its declaration.
        rows: its rows, or the Parquet file that holds them: a list may have a hundred million.
    """
    from IPython.display import HTML, display

    is_counted = table.name in COUNTED or not is_published()
    display(HTML(dictionary(table, _size(rows) if is_counted else None)))  # type: ignore[no-untyped-call]
    for column in COUNTED.get(table.name, ()):
        counted = _counted(rows, column)
        exhibits.show(counted, f"{table.name}, by {column}", f"A row is {table.row}.", {column: column, "rows": "rows"})
    if not is_published():
        first = _first(rows)
        exhibits.show(
            _turned(first),
            f"{table.name}, the first {len(first)} rows",
            "In a working copy only: a row may be a person.",
        )


def dictionary(table: Table, rows: int | None) -> str:
    """What a table holds, in HTML: its size, what a row is, and each column, folded.

    Args:
        table: its declaration.
        rows: how many there are; None where that would tell too much.
    """
    size = f"{rows:,} rows and " if rows is not None else ""
    body = "".join(
        f"<tr><td><code>{column.name}</code></td><td>{column.type}</td><td>{escape(column.meaning)}</td>"
        f"<td>{escape(column.missing_means or 'never missing')}</td></tr>"
        for column in table.columns
    )
    return (
        f"<p><b>{table.name}</b> has {size}{len(table.columns)} columns. A row is {escape(table.row)}.</p>"
        "<details><summary>What each column means</summary><table><thead><tr><th>column</th><th>type</th>"
        f"<th>means</th><th>missing means</th></tr></thead><tbody>{body}</tbody></table></details>"
    )


def head_every_output(heading: str) -> None:
    """Have ``heading`` stand over the output of every cell from here on; with an empty one, over none any more."""
    from IPython.core.getipython import get_ipython

    shell: Any = get_ipython()
    if shell is None:  # no notebook
        return
    for callback in list(shell.events.callbacks["pre_run_cell"]):
        if isinstance(callback, _Heading):
            shell.events.unregister("pre_run_cell", callback)
    if heading:
        shell.events.register("pre_run_cell", _Heading(heading))


class _Heading:
    """Prints a line before a cell runs."""

    def __init__(self, heading: str) -> None:
        self.heading = heading

    def __call__(self, _info: Any = None) -> None:
        from IPython.display import Markdown, display

        display(Markdown(f"**{self.heading}**"))  # type: ignore[no-untyped-call]


def _size(rows: pd.DataFrame | Path) -> int:
    if isinstance(rows, pd.DataFrame):
        return len(rows)
    with duckdb.connect() as engine:
        [(size,)] = engine.execute(f"SELECT count(*) FROM {scan.parquet(rows)}").fetchall()
    return int(size)


def _first(rows: pd.DataFrame | Path) -> pd.DataFrame:
    if isinstance(rows, pd.DataFrame):
        return rows.head(FIRST)
    return _asked(f"SELECT * FROM {scan.parquet(rows)} LIMIT {FIRST}")


def _turned(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows on their side, a line for each column: tables here have up to thirty, and a screen is narrow."""
    sideways = rows.astype(object).where(rows.notna(), exhibits.NOTHING).map(_plainly).T
    sideways.columns = pd.Index([f"row {number}" for number in range(1, len(rows) + 1)])
    return sideways.rename_axis("column").reset_index()


def _plainly(value: object) -> str:
    """A cell as a person writes it: 1,100 and 0.934, not 1100.0 and 0.9339999999999999."""
    return f"{value:,.4f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def _counted(rows: pd.DataFrame | Path, column: str) -> pd.DataFrame:
    """Rows by the values of one column, the commonest first; those without a value last."""
    if isinstance(rows, Path):
        source = scan.parquet(rows)
        counts = _asked(
            f'SELECT "{column}", count(*) AS rows FROM {source} GROUP BY ALL ORDER BY rows DESC, "{column}"'
        )
    else:
        counts = rows.groupby(column, dropna=False).size().rename("rows").reset_index()
        counts = counts.sort_values(["rows", column], ascending=[False, True], ignore_index=True)
    return counts


def _asked(sql: str) -> pd.DataFrame:
    with duckdb.connect() as engine:
        return engine.execute(sql).df()
