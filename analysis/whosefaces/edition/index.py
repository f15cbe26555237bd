"""All editions of an investigation on one page, with their headline numbers, and as an Atom feed.

Both are a function of what the editions publish: no clock, no address of any host. They lie beside the editions, in
``reports/<investigation>/``, and link to each edition's ``public/``.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from whosefaces import earlier
from whosefaces.edition import sums
from whosefaces.report.between.compare import Told
from whosefaces.report.published import ABOUT
from whosefaces.report.words import lines
from whosefaces.report.words.catalogue import Words
from whosefaces.report.words.change import value
from whosefaces.report.words.finding import label

PAGE, FEED = "index.html", "feed.atom"
TEMPLATES = Path(__file__).parents[1] / "report" / "templates"

_NAMESPACE = uuid.UUID("6f0c7a52-2a1d-5c55-9d42-3a9b6c1f7e10")
"""Our own, for the feed's ids: they must be the same in every run, and no address is known."""


@dataclass(frozen=True)
class Listed:
    """One edition as the index shows it."""

    folder: str
    """Its folder, seen from the index."""
    revision: int
    """1 for the first edition of its day."""
    replaced_by: str
    """The folder of the newest revision of its day, where that is another one; else nothing."""
    as_of: str
    day: str
    name: str
    """The feed's id of the edition."""
    headlines: list[dict[str, str]]
    """``id``, ``label`` and ``value`` of the primary findings."""
    sentences: list[str]
    changes: list[str]
    """What changed since the edition before, of the primary findings."""
    sealed: str
    """SHA-256 of the edition's SHA256SUMS."""


def write(investigation: Path) -> Path:
    """Write ``index.html`` and ``feed.atom`` into an investigation's folder of reports.

    Args:
        investigation: the folder that holds its editions.

    Returns:
        The page.
    """
    # A bag holds only the parts of an earlier edition that a later one reads: that is none to link to.
    folders = [folder for folder in earlier.published(investigation) if (folder / "public" / sums.NAME).is_file()]
    newest = {earlier.day_of(folder): folder.name for folder in folders}
    editions = [_listed(folder, newest[earlier.day_of(folder)]) for folder in reversed(folders)]
    withdrawn = withdrawals(investigation)
    said = Told.of(folders[-1]).said if folders else {}
    values: dict[str, Any] = {
        "investigation": investigation.name,
        "question": said.get("question", ""),
        "demonstration": bool(said.get("demonstration", False)),
        "editions": editions,
        "withdrawn": withdrawn,
        "feed": FEED,
        "feed_name": _name(investigation.name),
    }
    for template, name in (("index.html", PAGE), ("feed.xml", FEED)):
        partial = investigation / f"{name}.partial"
        partial.write_text(_templates().get_template(template).render(values), encoding="utf-8", newline="\n")
        partial.replace(investigation / name)
    return investigation / PAGE


def withdrawals(investigation: Path) -> list[dict[str, str]]:
    """The editions that were withdrawn, the newest first: folder, day, and the notice that stands in their place."""
    found = []
    for file in investigation.glob("*/public/withdrawn.json"):
        document = json.loads(file.read_text(encoding="utf-8"))
        found.append({"folder": file.parents[1].name, "on": document["on"], "why": document["why"]})
    return sorted(found, key=lambda each: each["folder"], reverse=True)


def _listed(folder: Path, newest: str) -> Listed:
    told = Told.of(folder)
    place = earlier.place_of(folder)
    primary = [row for row in told.findings.values() if row["primary"]]
    words = Words(_language(folder))
    return Listed(
        folder=folder.name,
        revision=place[1] if place else 1,
        replaced_by=newest if newest != folder.name else "",
        as_of=told.as_of.isoformat(),
        day=words.day(told.as_of),
        name=_name(folder.parent.name, folder.name),
        headlines=[{"id": row["id"], "label": label(words, row), "value": value(words, row)} for row in primary],
        sentences=lines.of_edition(folder / "public") if (folder / "public" / ABOUT).exists() else [],
        changes=_changes(folder, {str(row["id"]) for row in primary}),
        sealed=sums.seal(folder / "public"),
    )


def _language(folder: Path) -> str:
    """The language of an edition's page."""
    path = folder / "public" / ABOUT
    return str(json.loads(path.read_text(encoding="utf-8"))["language"]) if path.exists() else "en"


def _changes(folder: Path, primary: set[str]) -> list[str]:
    import csv

    path = folder / "public" / "tables" / "changes.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [row["says"] for row in rows if row["id"] in primary and row["change"] != "unchanged"]


def _name(*parts: str) -> str:
    return uuid.uuid5(_NAMESPACE, "/".join(parts)).urn


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html", "xml"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
