"""The correction log and the holder's reply: two files that a reporter may put beside the investigation file.

``corrections.toml``::

    [[correction]]
    finding = "P2"
    edition = 2026-11-09          # the edition that printed it
    on = 2026-11-20               # the day of the correction
    text = "We counted memorial accounts as accounts that exist."

``reply.toml``::

    [[reply]]
    finding = "P3"                # what the reply is about
    by = "IBM Research"
    asked = 2026-11-10            # the day on which the holder was asked
    on = 2026-11-12               # the day of the reply; left out while there is none
    text = "The dataset has been withdrawn."
"""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from analysis.errors import WhoseFacesError
from analysis.investigation import Investigation


class CorrectionsError(WhoseFacesError):
    """A correction or a reply does not say what it must, or speaks of no finding."""


class Correction(BaseModel):
    """What was wrong in which edition, and what is right."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    finding: str
    edition: dt.date
    on: dt.date
    text: str = Field(min_length=1)


class Reply(BaseModel):
    """What the holder answered, or that it was asked and has not."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    finding: str
    by: str = Field(min_length=1)
    asked: dt.date
    on: dt.date | None = None
    text: str | None = None


@dataclass(frozen=True)
class Said:
    """Everything that stands beside the findings without being one."""

    corrections: tuple[Correction, ...] = ()
    replies: tuple[Reply, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """For ``corrections.json``."""
        return {
            "corrections": [each.model_dump(mode="json") for each in self.corrections],
            "replies": [each.model_dump(mode="json") for each in self.replies],
        }


Entry = TypeVar("Entry", Correction, Reply)


def read(investigation: Investigation, as_of: dt.date, findings: set[str]) -> Said:
    """The corrections and replies beside the investigation file that were there on the edition's day.

    Args:
        investigation: whose folder is looked into.
        as_of: the edition's day: what is dated later is left for a later edition.
        findings: the ids that an entry may speak of.

    Raises:
        CorrectionsError: an entry is not what it must be, or speaks of a finding that is none.
    """
    folder = investigation.file.parent
    corrections = _entries(folder / "corrections.toml", "correction", Correction, findings)
    replies = _entries(folder / "reply.toml", "reply", Reply, findings)
    return Said(
        tuple(
            sorted((each for each in corrections if each.edition <= as_of), key=lambda each: (each.on, each.finding))
        ),
        tuple(sorted(replies, key=lambda each: (each.asked, each.finding))),
    )


def _entries(path: Path, name: str, kind: type[Entry], findings: set[str]) -> list[Entry]:
    if not path.exists():
        return []
    try:
        with path.open("rb") as file:
            said = tomllib.load(file)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CorrectionsError(f"{path.name}: not TOML: {error}") from None
    if set(said) != {name}:
        raise CorrectionsError(f"{path.name}: holds {sorted(said)}; write each entry under [[{name}]]")
    entries = []
    for place, entry in enumerate(said[name], start=1):
        try:
            read = kind.model_validate(entry)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"]))
            raise CorrectionsError(f"{path.name}, {name} {place}: {where}: {first['msg']}") from None
        if read.finding not in findings:
            raise CorrectionsError(
                f"{path.name}, {name} {place}: {read.finding!r} is no finding of this edition; take an id of findings.json"
            )
        entries.append(read)
    return entries
