"""What an edition has found, read back from ``public/``: the report is made of nothing else."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from whosefaces.errors import IncompleteError
from whosefaces.measure.findings import FINDINGS

COUNTS = ("population_size", "numerator", "denominator", "unknown", "not_asked", "total", "total_low", "total_high")
SHARES = ("estimate", "low", "high", "bound_low", "bound_high", "secondary_low", "secondary_high")


@dataclass(frozen=True)
class Published:
    """The findings, the sentences that say the primary ones, and the tables, as they will be published."""

    findings: pd.DataFrame
    sentences: list[str]
    tables: dict[str, pd.DataFrame]
    provenance: dict[str, Any]
    as_of: dt.date
    asked_from: dt.date | None
    asked_to: dt.date | None
    suppression: str
    """The rule for small counts, in words."""


def read(public: Path, as_of: dt.date) -> Published:
    """Read ``findings.json``, ``provenance.json`` and every table of ``public``.

    Raises:
        IncompleteError: a file is missing or is not what was declared.
    """
    said = _json(public / "findings.json")
    rows = pd.DataFrame(said["findings"])
    missing = sorted(set(FINDINGS.names) - set(rows.columns))
    if rows.empty or missing:
        raise IncompleteError(f"findings.json: no findings, or no {', '.join(missing)}; run notebook 3_measure again")
    for column in COUNTS:
        rows[column] = rows[column].astype("Int64")
    for column in SHARES:
        rows[column] = rows[column].astype("Float64")
    other_day = sorted(set(rows["as_of"]) - {as_of.isoformat()})
    if other_day:
        raise IncompleteError(f"findings.json: findings of {', '.join(other_day)} in the edition of {as_of}")
    tables = {path.stem: pd.read_csv(path) for path in sorted((public / "tables").glob("*.csv"))}
    sealed = public / "provenance.json"
    return Published(
        findings=rows,
        sentences=said["sentences"],
        tables=tables,
        provenance=_json(sealed) if sealed.exists() else {},
        as_of=as_of,
        asked_from=_day(said["asked_from"]),
        asked_to=_day(said["asked_to"]),
        suppression=said["small_counts"],
    )


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _json(path: Path) -> dict[str, Any]:
    try:
        said: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise IncompleteError(f"{path.name}: missing in the edition; run notebook 3_measure first") from None
    except ValueError as error:
        raise IncompleteError(f"{path.name}: not JSON: {error}") from None
    return said
