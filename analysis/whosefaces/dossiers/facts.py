"""One fact of the reference data: what is so, who says it, of which day it is, and how well it is known.

Grades, as in the method: A, the primary text, code or files were seen; B, a copy or a report of them was seen;
C, from memory, and so never printed; D, worked out from the others, and then ``how`` says by what step.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StrictInt, ValidationError, model_validator

from whosefaces.errors import WhoseFacesError
from whosefaces.investigation import Printed

Grade = Literal["A", "B", "C", "D"]
YesNo = Literal["yes", "no"]
Value = TypeVar("Value")

NEVER_PRINTED = "C"


class Section(BaseModel):
    """A table of a reference file: no key that is not declared, and nothing changed once it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Source(Section):
    """Where a fact stands. ``address`` is missing where it is on paper, or in a file that has none."""

    title: Printed = Field(min_length=6)
    address: Annotated[str, Field(pattern=r"^https?://[^\s<>\"]+$")] | None = None


class Fact(Section, Generic[Value]):
    """One statement with its source.

    ``on`` is the day that the source bears; where it bears none, the day on which it was looked at.
    """

    is_: Value = Field(alias="is")
    source: str = Field(min_length=1, description="a key of [sources]")
    on: dt.date
    grade: Grade
    how: Printed | None = Field(None, description="grade D: the step from what the source says to this")
    note: Printed | None = None

    @model_validator(mode="after")
    def _worked_out_somehow(self) -> Fact[Value]:
        if self.grade == "D" and not self.how:
            raise ValueError("grade D is worked out: say how")
        return self


Text = Fact[Annotated[Printed, Field(min_length=1)]]
When = Fact[Annotated[str, Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")]]
Answer = Fact[YesNo]

Unit = Literal["photos", "videos", "accounts", "faces", "people", "identities", "images", "rows", "links", "boxes"]


class Figure(Fact[Annotated[StrictInt, Field(ge=0)]]):
    """A stated number with its unit; figures that disagree stand side by side, and are never averaged."""

    unit: Unit
    about: bool = Field(False, description="the source gives it as a round number")
    of: Printed | None = Field(None, description="of which part or version, where not of the whole")
    licence: Printed | None = Field(None, description="of those under this licence, as the source names it")


class ReferenceError(WhoseFacesError):
    """A file of the reference data does not say what it must say."""


def printable(facts: Iterable[Fact[Any]]) -> list[Any]:
    """Those that may be printed: grade C is from memory, and stays out of sight."""
    return [fact for fact in facts if fact.grade != NEVER_PRINTED]


def read_toml(path: Path) -> dict[str, Any]:
    """What a TOML file holds.

    Raises:
        ReferenceError: it is not there, not UTF-8 or not TOML; in one line that names it.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ReferenceError(f"{path}: no such file") from None
    except (IsADirectoryError, PermissionError, OSError) as error:
        raise ReferenceError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise ReferenceError(f"{path.name}: not UTF-8 at byte {error.start}; save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise ReferenceError(f"{path.name}: not TOML: {error}") from None


def first_problem(path: Path, error: ValidationError) -> str:
    """One line for the first thing wrong in a reference file, a misspelt key before a missing one."""
    problems = sorted(error.errors(), key=lambda problem: problem["type"] != "extra_forbidden")
    first = problems[0]
    key = ".".join(str(part) for part in first["loc"])
    message = {"extra_forbidden": "no such key", "missing": "missing"}.get(first["type"], first["msg"])
    more = f" (and {len(problems) - 1} more after that)" if len(problems) > 1 else ""
    return f"{path.name}: {key + ': ' if key else ''}{message.removeprefix('Value error, ')}{more}"
