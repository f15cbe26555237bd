"""The findings on disk: ``findings.parquet`` in the case; ``findings.json`` and ``tables/*.csv`` in public.

Same rows, same order, same digits on every run.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from whosefaces.investigation import Investigation
from whosefaces.measure import estimands
from whosefaces.measure.findings import FINDINGS

if TYPE_CHECKING:
    from whosefaces.measure.measuring import Findings

SHARES = ("estimate", "central", "low", "high", "bound_low", "bound_high", "secondary_low", "secondary_high", "share")
DIGITS = 6
"""Decimals of a published share."""


def to_case(table: pd.DataFrame, case: Path) -> None:
    """``findings.parquet``, with everything."""
    case.mkdir(parents=True, exist_ok=True)
    FINDINGS.write(table, case / "findings.parquet")


def to_public(investigation: Investigation, as_of: dt.date, findings: Findings, public: Path) -> None:
    """``findings.json`` and ``tables/*.csv``, from what may be printed."""
    folder = public / "tables"
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in {"findings": findings.table, **findings.tables}.items():
        text = whole(frame).to_csv(index=False, lineterminator="\n")
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    content = {
        "investigation": investigation.investigation,
        "question": investigation.question,
        "demonstration": investigation.demonstration,
        "as_of": as_of.isoformat(),
        "asked_from": findings.asked_from and findings.asked_from.isoformat(),
        "asked_to": findings.asked_to and findings.asked_to.isoformat(),
        "salt_sha256": investigation.salt_sha256(),
        "estimands": estimands.primary(investigation),
        "estimands_sha256": estimands.sha256(investigation),
        "small_counts": findings.minimum.sentence(investigation.publish.min_cell_why),
        "findings": records(findings.table),
        "funnel": records(findings.funnel),
    }
    text = json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    (public / "findings.json").write_text(text, encoding="utf-8")


def whole(frame: pd.DataFrame) -> pd.DataFrame:
    """Counts as whole numbers, shares to :data:`DIGITS` decimals, blanks blank."""
    out = frame.copy()
    for column in out.columns:
        if column in SHARES:
            out[column] = [None if pd.isna(v) else round(float(v), DIGITS) for v in out[column]]
        elif _is_count(column):
            out[column] = pd.array([None if pd.isna(v) else int(v) for v in out[column]], dtype="Int64")
    return out


_COUNTS = frozenset(column.name for column in FINDINGS.columns if column.type == "BIGINT")


def _is_count(column: str) -> bool:
    return column in _COUNTS or column in ("photos", "accounts", "yes", "no")


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as JSON has them."""
    rows = whole(frame).astype(object).to_dict("records")
    return [{str(key): _plain(value) for key, value in row.items()} for row in rows]


def _plain(value: Any) -> Any:
    if value is None or pd.isna(value):
        return None
    return value.isoformat() if isinstance(value, dt.date) else value
