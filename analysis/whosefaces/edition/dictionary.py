"""The data dictionary, written from the tables' own declarations, so that it cannot say anything else.

``python -m whosefaces.edition.dictionary`` writes ``data/README.md``; a test holds the file against the declarations.
"""

from __future__ import annotations

from pathlib import Path

from whosefaces import PROJECT
from whosefaces.manifest.frame import FRAME
from whosefaces.measure.findings import FINDINGS
from whosefaces.measure.tables import PUBLISHED
from whosefaces.report.between.tables import BETWEEN
from whosefaces.sample.comparison import COMPARISON_FRAME, COMPARISON_PANEL
from whosefaces.sample.panel import PANEL
from whosefaces.table import Table
from whosefaces.trace.dispositions import DISPOSITIONS
from whosefaces.trace.traces import COMPARISON_TRACES, TRACES

WRITTEN = PROJECT / "data" / "README.md"

OPENING = """\
# Data

| Folder | Holds | Written by |
|---|---|---|
| `demo/` | a small invented dataset: manifest, parent, investigation, salt, recorded evidence, planted truth | `make demo` |
| `reference/` | facts as data, each with its source and date: licences, opt-out procedures, datasets, law, the glossary | us |
| `reference/authorities.csv` | 57 supervisory authorities: datenanfragen/data, CC0, commit 0a29c3d of 21 July 2026; check an address before you rely on it | others |

The dataset in `demo/` is invented: no account, photo or person in it exists.

## Data dictionary

Four tables cross from one room to the next, each a Parquet file in an edition's `case/` folder (the findings also
as `findings.json` in `public/`). This part is written by `python -m whosefaces.edition.dictionary` from their declarations.
"""

PUBLISHED_OPENING = """
## Published tables

Each a CSV file in an edition's `public/tables/`. `findings.csv` has the columns of `findings` above.
"""

TABLES: tuple[tuple[Table, str], ...] = (
    (FRAME, "analysis/whosefaces/manifest"),
    (PANEL, "analysis/whosefaces/sample"),
    (TRACES, "analysis/whosefaces/trace"),
    (DISPOSITIONS, "analysis/whosefaces/trace"),
    (FINDINGS, "analysis/whosefaces/measure"),
)

COMPARED_OPENING = """
## What a comparison leaves in the case

Where `[sample.comparison]` asks for one: tables of its own, so that no reader of the dataset's tables takes them for it.
`comparison_rows` has the columns of `frame`: the parent's rows of the drawn photos.
"""

COMPARED: tuple[tuple[Table, str], ...] = (
    (COMPARISON_PANEL, "analysis/whosefaces/sample"),
    (COMPARISON_FRAME, "analysis/whosefaces/sample"),
    (COMPARISON_TRACES, "analysis/whosefaces/trace"),
)


def dictionary() -> str:
    """The whole of ``data/README.md``."""
    crossing = "".join(_section(table, room) for table, room in TABLES)
    compared = COMPARED_OPENING + "".join(_section(table, room) for table, room in COMPARED)
    return (
        OPENING
        + crossing
        + compared
        + PUBLISHED_OPENING
        + "".join(_section(table, "analysis/whosefaces/measure") for table in PUBLISHED)
        + "".join(_section(table, "analysis/whosefaces/report") for table in BETWEEN)
    )


def _section(table: Table, room: str) -> str:
    lines = [
        f"\n### `{table.name}`\n",
        f"A row is {table.row}. Written by `{room}`.\n",
        "| Column | Type | Means | Allowed | Missing means |",
        "|---|---|---|---|---|",
    ]
    for column in table.columns:
        allowed = ", ".join(column.allowed) if column.allowed else ""
        missing = column.missing_means or "never missing"
        lines.append(f"| `{column.name}` | {column.type} | {column.meaning} | {allowed} | {missing} |")
    return "\n".join(lines) + "\n"


def write(path: Path = WRITTEN) -> None:
    """Write the dictionary."""
    path.write_text(dictionary(), encoding="utf-8")


if __name__ == "__main__":
    write()
