"""Opt-out procedures: facts as data, one dated file each in ``data/reference/procedures``.

A file says what the holder (or a supposition) lays down: who is admitted, whether membership can be found out,
what the request must name, what must be done on Flickr itself, what the answer covers. It holds no result:
:mod:`whosefaces.measure.questions.optout` joins these facts with what was traced.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from whosefaces.dossiers.facts import first_problem
from whosefaces.errors import WhoseFacesError
from whosefaces.investigation import PROCEDURES, Investigation, Printed, known_procedures

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
    subject: Printed | None = Field(None, description="the subject line that the holder demands, word for word")


class Desk(_Section):
    """Where a request goes: an e-mail address, a form or a postal address; with the day on which it was seen."""

    by: Literal["e-mail", "form", "post"]
    address: Printed = Field(min_length=3)
    on: dt.date


class Page(_Section):
    """Where the way out is described: an address, or a recorded copy of that page (WARC) beside this file."""

    address: str | None = Field(None, pattern=r"^https?://[^\s<>\"]+$")
    warc: str | None = Field(None, min_length=1)
    on: dt.date


class AtSource(_Section):
    """C5: what must be done on Flickr itself; any one of them will do, none means nothing is asked."""

    actions: list[Literal["tag no_cv", "change licence", "make private", "delete"]]


class Answers(_Section):
    """C6: the holder still answers."""

    holder_answers: YesNo
    basis: Literal["procedure fact", "stated assumption", "scenario", "observed"]
    why: str
    observed_for: Printed | None = Field(None, description="whose requests were seen to be answered, where not all")
    observed_on: dt.date | None = None


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
    desks: list[Desk] = []
    page: Page | None = None

    name: str = ""
    """The file's stem; set by :func:`read`."""

    def day(self, as_of: dt.date) -> dt.date:
        """The day for which the procedure is asked in an edition of ``as_of``."""
        return as_of if self.on == "edition" else self.on

    @property
    def has_a_list_or_look_up(self) -> bool:
        """Membership can be found out with something."""
        return self.discovery.by != "nothing"


def of(investigation: Investigation) -> tuple[Procedure, ...]:
    """The procedures that an investigation names, in its order; none where it names none.

    Raises:
        ProcedureError: as :func:`read`.
    """
    return tuple(read_file(investigation.procedure_files[name]) for name in investigation.procedures)


def read(name: str, file: Path | None = None) -> Procedure:
    """The procedure ``name``, validated.

    Args:
        name: what it is called.
        file: where it lies, if not among those that come with the suite.

    Raises:
        ProcedureError: no such file, or a key is missing, unknown or not allowed there.
    """
    return read_file(file or PROCEDURES / f"{name}.toml")


def read_file(path: Path) -> Procedure:
    """The procedure in a file.

    Raises:
        ProcedureError: as in :func:`read`.
    """
    try:
        return parsed(path.read_text(encoding="utf-8"), path)
    except FileNotFoundError:
        names = ", ".join(known_procedures())
        raise ProcedureError(
            f"{path if path.parent != PROCEDURES else path.stem}: no such procedure; there are {names}; a file of your "
            "own is named with its ending, as my-procedure.toml"
        ) from None
    except OSError as error:
        raise ProcedureError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise ProcedureError(f"{path.name}: not UTF-8 at byte {error.start}; save it as UTF-8") from None


def parsed(text: str, path: Path) -> Procedure:
    """The procedure in a text that is to lie, or lies, at ``path``.

    Raises:
        ProcedureError: as in :func:`read`.
    """
    try:
        return Procedure.model_validate({**tomllib.loads(text), "name": path.stem})
    except tomllib.TOMLDecodeError as error:
        raise ProcedureError(f"{path.name}: not TOML: {error}") from None
    except ValidationError as error:
        raise ProcedureError(first_problem(path, error)) from None


def follows(procedure: Procedure) -> list[str]:
    """What follows from a procedure by rule, before anybody is counted: for a person who has just written it."""
    identifiers = " or ".join(procedure.request.identifiers)
    day = "the day of each edition" if procedure.on == "edition" else f"{procedure.on}"
    lines = [f"{procedure.title} ({procedure.dataset}, as of {day})."]
    for group, admitted in (
        ("Photographers", procedure.admits.photographers),
        ("People pictured", procedure.admits.people_pictured),
    ):
        lines.append(f"{group}: {_ADMITTED[admitted]}")
    if not procedure.has_a_list_or_look_up:
        sentence = "Nobody can find out from the holder whether they are in it."
        if procedure.discovery.holder_searches:
            sentence += " The holder searches for whoever asks."
        elif procedure.discovery.required:
            sentence += " So nobody can knowingly get out: that share is 0 by rule. One can only ask blind."
    else:
        sentence = f"Whether one is in it can be found out: {procedure.discovery.by}."
    lines.append(sentence)
    lines.append(
        f"A request must name: {identifiers}."
        + (f" Subject line: {procedure.request.subject}" if procedure.request.subject else "")
    )
    actions = procedure.at_source.actions
    lines.append(
        f"On Flickr itself this must be done first: {' or '.join(actions)}."
        if actions
        else "Nothing must be done on Flickr."
    )
    if procedure.answers.observed_for:
        lines.append(
            f"That the holder answers was observed for {procedure.answers.observed_for}; for others it is supposed."
        )
    if procedure.answers.holder_answers == "unknown":
        lines.append("Whether the holder answers is not known: so every share has an upper end only.")
    elif procedure.answers.holder_answers == "no":
        lines.append("The holder does not answer: every share is 0 by rule.")
    if all(source.grade == "C" for source in procedure.source):
        lines.append("Every source is from memory (grade C): find one that can be printed before you publish.")
    return lines


_ADMITTED = {
    "yes": "may ask.",
    "no": "may not ask: their share is 0 by rule.",
    "unknown": "it is not known whether they may ask: their share has an upper end only.",
}
