"""The editions before one: where they lie, and what of them a later one reads.

An edition's folder is named for its day; a revision of it for its day and its number, as ``2026-11-22.2``.
"""

from __future__ import annotations

import datetime as dt
import json
import re
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

PREVIOUS = "previous_edition"
"""In ``provenance.json``: the folder of the edition that this one was made after, or null."""

_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\.([2-9]|[1-9]\d+))?")


def place_of(folder: Path) -> tuple[dt.date, int] | None:
    """The day and the revision that an edition's folder is named for (1: the first), or None."""
    named = _NAME.fullmatch(folder.name)
    try:
        return None if named is None else (dt.date.fromisoformat(named[1]), int(named[2] or 1))
    except ValueError:
        return None


def day_of(folder: Path) -> dt.date | None:
    """The day that an edition's folder is named for, or None."""
    place = place_of(folder)
    return None if place is None else place[0]


def published(investigation: Path) -> list[Path]:
    """The folders of an investigation's published editions, the oldest first, each before its revisions."""
    if not investigation.is_dir():
        return []
    places = {place: path for path in investigation.iterdir() if (place := place_of(path)) is not None}
    return [places[place] for place in sorted(places) if (places[place] / "public" / "findings.json").is_file()]


def of_earlier_days(folder: Path) -> list[Path]:
    """The published editions of earlier days than the one in ``folder``, the oldest first; none for another folder."""
    day = day_of(folder)
    if day is None:
        return []
    return [path for path in published(folder.parent) if (other := day_of(path)) is not None and other < day]


def previous(folder: Path) -> Path | None:
    """The edition of an earlier day that the one in ``folder`` was made after, of the same investigation.

    A published edition says which that was: others may have been made since of days in between. For one that is being
    made it is the newest published one of an earlier day.
    """
    before = of_earlier_days(folder)
    if not before:
        return None
    try:
        recorded = json.loads((folder / "public" / "provenance.json").read_text(encoding="utf-8"))[PREVIOUS]
    except (OSError, ValueError, KeyError, TypeError):
        return before[-1]
    return next((path for path in before if path.name == recorded), None)


def last(folder: Path) -> Path | None:
    """The newest published edition or revision before the one in ``folder``, of its own day too."""
    place = place_of(folder)
    if place is None:
        return None
    before = [path for path in published(folder.parent) if (other := place_of(path)) is not None and other < place]
    return before[-1] if before else None
