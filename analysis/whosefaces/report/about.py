"""What the page says of an investigation, taken from its files once and published: ``about.json``.

With it the page is a function of ``public/`` alone, so that anybody can make it again.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from whosefaces.dossiers import procedures, telling
from whosefaces.dossiers.procedures import Procedure
from whosefaces.investigation import Investigation
from whosefaces.report import corrections, look_up, on_record
from whosefaces.report.published import ABOUT


def write(investigation: Investigation, as_of: dt.date, public: Path) -> Path:
    """Write ``about.json`` into ``public``, which holds ``findings.json``, and the history where there is one.

    Raises:
        CorrectionError, LookUpRecordError, OnRecordError: a correction, a reply, or the record of a look-up or of the way
            out is not as it must be.
    """
    path = public / ABOUT
    said = about(investigation, as_of, _names(public))
    path.write_text(json.dumps(said, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
    return path


def about(investigation: Investigation, as_of: dt.date, findings: set[str]) -> dict[str, Any]:
    """What is published of an investigation file and of the corrections, the replies and the look-up beside it.

    Args:
        investigation: whose report it is.
        as_of: the edition's day; what is dated after it is not known to the edition.
        findings: the names that a correction or a reply may be tied to.
    """
    publish, beside = investigation.publish, investigation.file.parent
    listed_on = investigation.manifest.listed_on
    return {
        "language": publish.language,
        "contact": publish.contact,
        "by": publish.by,
        "licence": publish.licence,
        "min_cell": publish.min_cell,
        "losses_accepted": investigation.manifest.accept_losses,
        "listed_on": listed_on.isoformat() if listed_on else None,
        "dataset": _facts(investigation.dataset),
        "use": _facts(investigation.use),
        "dossier": _dossier(investigation),
        "has_parent": investigation.parent is not None,
        "procedures": [_procedure(each, as_of) for each in procedures.of(investigation)],
        "corrections": [each.model_dump(mode="json") for each in corrections.corrections(beside, findings, as_of)],
        **on_record.known_on(on_record.read(beside), as_of, publish.min_cell),
        "replies": [each.model_dump(mode="json") for each in corrections.reply(beside, findings, as_of)],
        "look_up": look_up.of(beside, as_of),
        "membership_hurts": investigation.dataset.shields,
    }


def _facts(section: BaseModel) -> dict[str, Any]:
    """Each fact as ``is``, ``source`` and ``on``; what is not established is left out."""
    document = section.model_dump(mode="json", by_alias=True, exclude_none=True)
    return {name: fact for name, fact in document.items() if isinstance(fact, dict)}


def _dossier(investigation: Investigation) -> dict[str, Any] | None:
    """What else is known of the dataset, and its lineage, where the investigation names a dossier."""
    dossier = telling.of(investigation)
    if dossier is None:
        return None
    facts = [{"label": telling.LABELS[fact.key], "key": fact.key} | fact.as_json() for fact in telling.said(dossier)]
    return {"called": dossier.called, "facts": facts, "lineage": telling.drawing(dossier)}


def _procedure(read: Procedure, as_of: dt.date) -> dict[str, Any]:
    return read.model_dump(mode="json") | {"day": read.day(as_of).isoformat()}


def _names(public: Path) -> set[str]:
    """The findings that a correction may name: this edition's, and those of the editions before."""
    document = json.loads((public / "findings.json").read_text(encoding="utf-8"))
    names = {str(row["id"]) for row in document["findings"]}
    past = public / "tables" / "history.csv"
    if past.exists():
        with past.open(encoding="utf-8", newline="") as file:
            names |= {row["id"] for row in csv.DictReader(file)}
    return names
