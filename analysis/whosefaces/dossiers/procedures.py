"""Opt-out procedures: facts as data, one dated file each in ``data/reference/procedures``.

A file says what the holder (or a supposition) lays down: who is admitted, whether membership can be found out,
what the request must name, what must be done on Flickr itself, what the answer covers. It holds no result:
:mod:`whosefaces.measure.questions.optout` joins these facts with what was traced.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from whosefaces.errors import WhoseFacesError
from whosefaces.investigation import PROCEDURES, known_procedures

YesNo = Literal["yes", "no", "unknown"]
Identifier = Literal["photo links", "NSID", "username"]
Control = Literal["required", "not required", "not stated"]
Discovery = Literal[
    "nothing",
    "list of photo addresses",
    "look-up by photo address",
    "look-up by username",
    "look-up by NSID",
]


class ProcedureError(WhoseFacesError):
    """A file of ``data/reference/procedures`` does not say what a procedure must say."""


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CitedSource(_Section):
    """Where a fact comes from; ``grade`` as in the method: A primary, B secondary, C memory, D supposition."""

    title: str = Field(min_length=1)
    address: str | None = Field(None, pattern=r"^https://")
    says: str = Field(min_length=1)
    grade: Literal["A", "B", "C", "D"]


class Admits(_Section):
    """C1: a route existed on the day, and for whom."""

    photographers: YesNo
    people_pictured: YesNo


class DiscoveryRule(_Section):
    """C2: with what membership can be found out, and whether one must know before one can ask."""

    by: Discovery
    required: bool
    holder_searches: bool


class Request(_Section):
    """C3, what the request must name (any one of them will do), and C4, whether control must be shown.

    A photographer shows control of the account; somebody pictured would have to show that it is them.
    """

    identifiers: list[Identifier] = Field(min_length=1)
    control: Control
    control_of_people_pictured: Control


class AtSource(_Section):
    """C5: what must be done on Flickr itself; any one of them will do, none means nothing is asked."""

    actions: list[Literal["tag no_cv", "change licence", "make private", "delete"]]


class Answers(_Section):
    """C6: the holder still answers."""

    holder_answers: YesNo
    basis: Literal["procedure fact", "stated assumption", "scenario"]
    why: str


class Scope(_Section):
    """What an answered request covers; shown beside the result, never folded in."""

    own_copy: Literal["yes", "no", "not stated", "stated by the holder"]
    recipients: Literal["yes", "no", "not stated", "stated by the holder"]
    derivatives: Literal["yes", "no", "not stated", "stated by the holder"]
    why: str


class Procedure(_Section):
    """One dated opt-out procedure. ``on`` is its day; ``edition`` means that it stands on the edition's day."""

    title: str = Field(min_length=1)
    holder: str
    dataset: str
    kind: Literal["stated by the holder", "counterfactual"]
    on: dt.date | Literal["edition"]
    on_is: str | None = None
    seen_on: dt.date | None = None
    summary: str
    note: str
    source: Annotated[list[CitedSource], Field(min_length=1)]
    admits: Admits
    discovery: DiscoveryRule
    request: Request
    at_source: AtSource
    answers: Answers
    scope: Scope

    name: str = ""
    """The file's stem; set by :func:`read`."""

    def day(self, as_of: dt.date) -> dt.date:
        """The day for which the procedure is asked in an edition of ``as_of``."""
        return as_of if self.on == "edition" else self.on

    @property
    def has_a_list_or_look_up(self) -> bool:
        """Membership can be found out with something."""
        return self.discovery.by != "nothing"


def read(name: str) -> Procedure:
    """The procedure ``name``, validated.

    Raises:
        ProcedureError: no such file, or a key is missing, unknown or not allowed there.
    """
    path = PROCEDURES / f"{name}.toml"
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
        return Procedure.model_validate({**said, "name": name})
    except FileNotFoundError:
        raise ProcedureError(f"{name}: no such procedure; there are {', '.join(known_procedures())}") from None
    except tomllib.TOMLDecodeError as error:
        raise ProcedureError(f"{path.name}: not TOML: {error}") from None
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise ProcedureError(f"{path.name}: {key}: {first['msg']}") from None
