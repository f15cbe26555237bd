"""What an edition has found, read back from ``public/``: the report is made of nothing else."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from whosefaces.errors import IncompleteError
from whosefaces.measure.findings import FINDINGS

Row = dict[str, Any]
ABOUT = "about.json"
"""What a page says of its investigation: dataset, holder, use, ways out, replies, corrections, language."""

NOTHING_ON_RECORD: Row = {
    "look_up": None,
    "membership_hurts": False,
    "way_out": {"findability": None, "requests": []},
}
"""What an ``about.json`` lacks where it is from before November 2026, or nothing of the way out is on record."""


@dataclass(frozen=True)
class Published:
    """One edition as it will be published: findings and tables as rows, in order."""

    said: Mapping[str, Any]
    about: Mapping[str, Any]
    rows: list[Row]
    tables: Mapping[str, list[Row]]
    provenance: Mapping[str, Any]
    digests: Mapping[str, str] = field(default_factory=dict)
    """The SHA-256 of each file that was read, by its name: the page says of which data it is."""

    @property
    def as_of(self) -> dt.date:
        """The edition's day, the only clock on the page."""
        return dt.date.fromisoformat(self.said["as_of"])

    @cached_property
    def by_id(self) -> dict[str, Row]:
        """The findings by their names."""
        return {str(row["id"]): row for row in self.rows}

    @cached_property
    def titles(self) -> dict[str, str]:
        """Each way out's title, by its name."""
        return {str(way["name"]): str(way["title"]) for way in self.about["procedures"]}

    def table(self, name: str) -> list[Row]:
        """A table's rows; none where the edition has no such table."""
        return self.tables.get(name, [])


def read(public: Path) -> Published:
    """Read ``findings.json``, ``about.json``, ``provenance.json`` and every table of ``public``.

    Raises:
        IncompleteError: a file is missing or is not what was declared.
    """
    said = _json(public / "findings.json")
    rows = said.get("findings") or []
    missing = sorted(set(FINDINGS.names) - set(rows[0] if rows else []))
    if missing:
        raise IncompleteError(f"findings.json: no findings, or no {', '.join(missing)}; run notebook 3_measure again")
    other_day = sorted({row["as_of"] for row in rows} - {said["as_of"]})
    if other_day:
        raise IncompleteError(f"findings.json: findings of {', '.join(other_day)} in the edition of {said['as_of']}")
    tables = {path.stem: _table(path) for path in sorted((public / "tables").glob("*.csv")) if path.stem != "findings"}
    sealed = public / "provenance.json"
    files = [
        public / "findings.json",
        public / ABOUT,
        *filter(Path.exists, [sealed]),
        *sorted((public / "tables").glob("*.csv")),
    ]
    digests = {path.relative_to(public).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    about = NOTHING_ON_RECORD | _json(public / ABOUT)
    return Published(said, about, rows, tables, _json(sealed) if sealed.exists() else {}, digests)


def _table(path: Path) -> list[Row]:
    """A table's rows: whole numbers, decimals and truths as such, an empty cell as None, anything else as text."""
    with path.open(encoding="utf-8", newline="") as file:
        return [{name: _cell(value) for name, value in row.items()} for row in csv.DictReader(file)]


def _cell(text: str | None) -> Any:
    if text is None or text == "":
        return None
    if text in ("True", "False"):
        return text == "True"
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        return text


def _json(path: Path) -> dict[str, Any]:
    try:
        document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise IncompleteError(f"{path.name}: missing in the edition; run notebooks 3_measure and 4_report") from None
    except ValueError as error:
        raise IncompleteError(f"{path.name}: not JSON: {error}") from None
    return document
