"""Corrections and replies, which people write in ``corrections.toml`` and ``reply.toml`` beside the investigation file.

They are read strictly, and each is tied to a finding by its id. docs/editions.md shows both files.
"""

from __future__ import annotations

import datetime as dt
import difflib
import tomllib
from collections.abc import Collection
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from whosefaces.errors import WhoseFacesError
from whosefaces.investigation import plainly_written

CORRECTIONS, REPLY = "corrections.toml", "reply.toml"

Text = Annotated[str, Field(min_length=1, max_length=20_000), AfterValidator(plainly_written)]


class CorrectionError(WhoseFacesError):
    """A correction or a reply is not as it must be."""


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Correction(_Entry):
    """Something that was published and was wrong."""

    date: dt.date
    """The day it was corrected."""
    edition: dt.date
    """The edition that was wrong."""
    finding: Text
    was: Text
    now: Text
    why: Text

    @model_validator(mode="after")
    def _after_its_edition(self) -> Correction:
        if self.date < self.edition:
            raise ValueError(f"corrected on {self.date}, before the edition of {self.edition} was made")
        return self


class Reply(_Entry):
    """What the dataset's holder, or whoever else is concerned, answered to a finding; or that they did not."""

    asked: dt.date
    """The day they were asked."""
    finding: Text
    who: Text
    """Whose reply it is: an organisation or an office, not a private person."""
    date: dt.date | None = None
    """The day they answered; none: they have not."""
    text: Text | None = None
    source: Annotated[str, Field(pattern=r"^https://\S+$")] | None = None
    """Where the reply can be read in full."""

    @model_validator(mode="after")
    def _whole(self) -> Reply:
        if (self.date is None) != (self.text is None):
            raise ValueError(
                "date and text belong together: both where there is an answer, neither where there is none"
            )
        if self.date is not None and self.date < self.asked:
            raise ValueError(f"answered on {self.date}, before {self.asked}, when they were asked")
        return self


class _Corrections(_Entry):
    correction: list[Correction] = []


class _Replies(_Entry):
    reply: list[Reply] = []


def corrections(folder: Path, findings: Collection[str], as_of: dt.date | None = None) -> list[Correction]:
    """Read ``corrections.toml``, the newest first; nothing where there is no such file.

    Args:
        folder: the folder of the investigation file.
        findings: the ids that a correction may name: this edition's, and those of editions before.
        as_of: the edition's day; what is dated after it is not part of the edition.

    Raises:
        CorrectionError: one line: the file, the entry, what is wrong there.
    """
    read = _read(folder / CORRECTIONS, _Corrections, "correction", findings)
    entries = [entry for entry in read.correction if as_of is None or entry.date <= as_of]
    return sorted(entries, key=lambda entry: entry.date, reverse=True)


def reply(folder: Path, findings: Collection[str], as_of: dt.date | None = None) -> list[Reply]:
    """Read ``reply.toml``, in the order of the asking; nothing where there is no such file.

    An answer given after ``as_of`` is not known to the edition: the entry is then one without an answer.

    Args:
        folder: the folder of the investigation file.
        findings: the ids that a reply may name.
        as_of: the edition's day.

    Raises:
        CorrectionError: one line: the file, the entry, what is wrong there.
    """
    read = _read(folder / REPLY, _Replies, "reply", findings)
    entries = [entry for entry in read.reply if as_of is None or entry.asked <= as_of]
    of_the_day = [
        entry.model_copy(update={"date": None, "text": None, "source": None})
        if as_of is not None and entry.date is not None and entry.date > as_of
        else entry
        for entry in entries
    ]
    return sorted(of_the_day, key=lambda entry: entry.asked)


File = TypeVar("File", _Corrections, _Replies)


def _read(path: Path, model: type[File], table: str, findings: Collection[str]) -> File:
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return model()
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CorrectionError(f"{path.name}: not TOML in UTF-8: {error}") from None
    try:
        read = model.model_validate(document)
    except ValidationError as error:
        raise CorrectionError(f"{path.name}: {_first(error, table)}") from None
    for number, entry in enumerate(getattr(read, table), start=1):
        if entry.finding not in findings:
            near = difflib.get_close_matches(entry.finding, list(findings), 1)
            hint = f"; did you mean {near[0]}?" if near else "; ids stand in findings.json"
            raise CorrectionError(f"{path.name}: [[{table}]] {number}: no finding {entry.finding!r}{hint}")
    return read


def _first(error: ValidationError, table: str) -> str:
    problem: Any = error.errors()[0]
    place = [part for part in problem["loc"] if part != table]
    number = f"[[{table}]] {place[0] + 1}" if place and isinstance(place[0], int) else table
    key = ".".join(str(part) for part in place[1:])
    if problem["type"] == "extra_forbidden":
        entry = Correction if table == "correction" else Reply
        allowed = list(entry.model_fields) if key else [table]
        return f"{number}: no such key {key or place[0]!r}: not one of {', '.join(allowed)}"
    message = "missing" if problem["type"] == "missing" else problem["msg"].removeprefix("Value error, ")
    return f"{number}: {key + ': ' if key else ''}{message}"
