"""What is on record of the way out itself: could it be found, and what became of real requests?

Both are written by commands (``whosefaces route --for``, ``whosefaces requests outcomes --for``) into ``way-out.json``
beside the investigation file, as aggregates: no label, no day of one person's request. The report reads that file
strictly, and of each kind takes the latest entry that the edition's day knows.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from whosefaces.errors import WhoseFacesError
from whosefaces.measure import small_counts

FILE = "way-out.json"
FEWEST = small_counts.LEAST
"""Requesters of one holder below which nothing is printed (METHOD, section 5, place 6)."""

Question = Literal["answers", "login", "linked", "noindex_page", "noindex_headers", "robots", "mailbox"]
Answer = Literal["yes", "no", "cannot tell"]
Count = Annotated[int, Field(ge=0)]
Proportion = Annotated[float, Field(ge=0, le=1)]


class OnRecordError(WhoseFacesError):
    """The record of the way out is not as it must be."""


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Findability(_Entry):
    """Whether the way out could be found, from recorded pages."""

    on: dt.date
    """The day of the latest page used."""
    dataset_page: Annotated[str, Field(pattern=r"^https?://\S+$")]
    way_out_page: Annotated[str, Field(pattern=r"^https?://\S+$")]
    evidence_sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    clicks: Count | None
    answers: dict[Question, Answer]

    @model_validator(mode="after")
    def _whole(self) -> Findability:
        if missing := [name for name in get_args(Question) if name not in self.answers]:
            raise ValueError(f"no answer to {', '.join(missing)}")
        if (self.answers["linked"] == "yes") != (self.clicks is not None):
            raise ValueError("clicks are counted where a link leads to the way out, and nowhere else")
        return self


class Part(_Entry):
    """How many of the requesters, with the exact 95 % interval of their share."""

    what: str
    count: Count
    low: Proportion
    high: Proportion


class Batch(_Entry):
    """Requests answered together: from when to when, how many, how long the youngest and the oldest had waited, in days."""

    first_on: dt.date
    last_on: dt.date
    requests: Count
    youngest: Count
    oldest: Count


class Timing(_Entry):
    """How long it took: the day by which half had come (None: less than half came), or batches where it came in those."""

    kind: Literal["curve", "cohorts"]
    half: Count | None = None
    half_low: Count | None = None
    half_high: Count | None = None
    never: Proportion | None = None
    batches: tuple[Batch, ...] = ()
    waiting: Count | None = None


class Requests(_Entry):
    """What became of the requests of at least FEWEST people to one holder, by one procedure or by any."""

    on: dt.date
    holder: Annotated[str, Field(min_length=1)]
    procedure: str = ""
    requesters: Annotated[int, Field(ge=FEWEST)]
    outcomes: tuple[Part, ...]
    gone: Part
    answer: Timing
    removal: Timing

    @model_validator(mode="after")
    def _adds_up(self) -> Requests:
        if sum(part.count for part in self.outcomes) != self.requesters:
            raise ValueError("the outcomes do not add up to the requesters")
        return self


class OnRecord(_Entry):
    """Everything on record, in the order in which it was entered."""

    findability: tuple[Findability, ...] = ()
    requests: tuple[Requests, ...] = ()


def read(folder: Path) -> OnRecord:
    """Read ``way-out.json`` in the folder of an investigation; empty where there is none.

    Raises:
        OnRecordError: one line: what is wrong there.
    """
    path = folder / FILE
    try:
        return OnRecord.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return OnRecord()
    except ValidationError as error:
        problem: Any = error.errors()[0]
        place = ".".join(map(str, problem["loc"])) or "the file"
        raise OnRecordError(
            f"{path.name}: {place}: {problem['msg']}; write it anew with `whosefaces requests outcomes --for` or "
            "`whosefaces route --for`"
        ) from None


def enter(folder: Path, entry: Findability | Requests) -> Path:
    """Add an entry; the same one twice changes nothing."""
    path, record = folder / FILE, read(folder)
    name = "findability" if isinstance(entry, Findability) else "requests"
    others = [each for each in getattr(record, name) if each != entry]
    record = record.model_copy(update={name: (*others, entry)})
    path.write_text(record.model_dump_json(indent=1) + "\n", encoding="utf-8", newline="\n")
    return path


def known_on(record: OnRecord, day: dt.date, minimum: int) -> dict[str, Any]:
    """What an edition of ``day`` prints, as ``way_out``: the latest findability, and the latest requests by each procedure.

    Empty where nothing is known by then: an edition without a record says nothing of it.
    """
    looks = [each for each in record.findability if each.on <= day]
    latest = {
        each.procedure: each
        for each in sorted(record.requests, key=lambda each: each.on)
        if each.on <= day and each.requesters >= minimum
    }
    if not looks and not latest:
        return {}
    return {
        "way_out": {
            "findability": max(looks, key=lambda each: each.on).model_dump(mode="json") if looks else None,
            "requests": [each.model_dump(mode="json") for each in latest.values()],
        }
    }
