"""An edition that is being made -> what it keeps of those before it: the tables of changes, the history, the changelog.

docs/editions.md describes the tables that this writes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from whosefaces import earlier
from whosefaces.investigation import Investigation
from whosefaces.report.between import changelog
from whosefaces.report.between.compare import BY_METHOD, NOT_TOLD, Comparison, Told, compare
from whosefaces.report.between.tables import CHANGES, HISTORY, INPUTS
from whosefaces.report.words.catalogue import Words
from whosefaces.table import Table


def since_last(investigation: Investigation, case: Path, public: Path) -> Comparison | None:
    """Hold the edition that is being made against the last one, and write what a report says of it.

    Writes ``tables/history.csv`` and ``CHANGELOG.md``; where there is an edition before this one also
    ``tables/changes.csv`` and ``tables/inputs.csv``.

    Args:
        investigation: whose edition it is.
        case: its case; the editions before lie in the folders beside the one that it lies in.
        public: holds ``findings.json`` and ``provenance.json``; gets the tables.

    Returns:
        The comparison; None for a first edition.
    """
    before = earlier.previous(case.parent)
    comparison = None if before is None else compare(before, case.parent, investigation, public)
    tables = public / "tables"
    tables.mkdir(exist_ok=True)
    if comparison is not None:
        _write(CHANGES, comparison.changes, tables)
        _write(INPUTS, comparison.inputs, tables)
    new = Told.of(case.parent, public)
    _write(HISTORY, history(new, before, comparison), tables)
    words = Words(investigation.publish.language)
    changelog.write(new, None if before is None else before / "public" / "CHANGELOG.md", comparison, public, words)
    return comparison


def history(new: Told, before: Path | None, comparison: Comparison | None) -> pd.DataFrame:
    """Every finding of every edition up to this one, as it was published then."""
    earlier_rows = [] if before is None else _history_of(before)
    otherwise = set()
    if comparison is not None:
        moved = comparison.changes[comparison.changes["cause"].fillna("").str.contains(f"{BY_METHOD}|{NOT_TOLD}")]
        otherwise = set(moved["id"])
    rows = [
        {"edition": new.as_of.isoformat(), "counted_otherwise": name in otherwise}
        | {key: row[key] for key in HISTORY.names if key in row}
        for name, row in new.findings.items()
    ]
    table = pd.DataFrame([*earlier_rows, *rows], columns=HISTORY.names)
    for name in ("numerator", "denominator", "unknown"):
        table[name] = pd.array([None if pd.isna(v) else int(v) for v in table[name]], dtype="Int64")
    return table


def _history_of(folder: Path) -> list[dict[str, Any]]:
    path = folder / "public" / "tables" / "history.csv"
    if path.exists():
        kept = pd.read_csv(path)
        if list(kept.columns) == HISTORY.names:
            return [{str(key): cell for key, cell in row.items()} for row in kept.astype(object).to_dict("records")]
    told = Told.of(folder)
    return [
        {"edition": told.as_of.isoformat(), "counted_otherwise": False}
        | {key: row[key] for key in HISTORY.names if key in row}
        for row in told.findings.values()
    ]


def _write(declared: Table, rows: pd.DataFrame, folder: Path) -> None:
    declared.check(rows)
    text = rows.to_csv(index=False, lineterminator="\n")
    (folder / f"{declared.name}.csv").write_text(text, encoding="utf-8", newline="\n")
