"""The editions before one: where they lie, and what of them a later one reads."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

READ = (
    "public/findings.json",
    "public/provenance.json",
    "public/CHANGELOG.md",
    "public/tables/history.csv",
)
"""What an edition reads of the one before it. Its history, changelog and counts already hold those before that."""

READ_OF_THE_CASE = ("case/frame.parquet", "case/panel.parquet", "case/traces.parquet")
"""What it reads of that one's case, where it lies there: to pair the units drawn in both."""


def day_of(folder: Path) -> dt.date | None:
    """The day that an edition's folder is named for, or None."""
    try:
        return dt.date.fromisoformat(folder.name)
    except ValueError:
        return None


def published(investigation: Path) -> list[Path]:
    """The folders of an investigation's published editions, the oldest first."""
    if not investigation.is_dir():
        return []
    days = {day: path for path in investigation.iterdir() if (day := day_of(path)) is not None}
    return [days[day] for day in sorted(days) if (days[day] / "public" / "findings.json").is_file()]


def previous(folder: Path) -> Path | None:
    """The folder of the newest published edition before the one in ``folder``, of the same investigation."""
    day = day_of(folder)
    if day is None:
        return None
    before = [path for path in published(folder.parent) if (other := day_of(path)) is not None and other < day]
    return before[-1] if before else None
