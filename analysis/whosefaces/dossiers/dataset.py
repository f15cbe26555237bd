"""Dossiers: what is known of a dataset, as data, one file each in ``data/reference/datasets``.

Whose it is, when it was made, how large it is said to be, what it was cut from, whether its list is public, how people
could get out, what became of it. What has no source is left out; ``not_found`` says what was looked for in vain, which
is no proof that it is not there. A reporter's own file works the same.
"""

from __future__ import annotations

import datetime as dt
import difflib
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError, model_validator

from whosefaces import PROJECT
from whosefaces.dossiers.facts import (
    Answer,
    Fact,
    Figure,
    ReferenceError,
    Section,
    Source,
    Text,
    When,
    first_problem,
    printable,
    read_toml,
)
from whosefaces.investigation import Printed, known_procedures

DATASETS = PROJECT / "data" / "reference" / "datasets"

ROOTS = {
    "flickr": "Flickr",
    "common-crawl": "Common Crawl, which holds pages of the whole web",
    "wikimedia": "Wikimedia",
    "web-search": "a search engine for pictures",
}
"""Where lineages begin: what is not a dataset itself."""

Public = Fact[Literal["yes", "no", "in part"]]
People = Fact[Literal["adults", "children", "unknown"]]


class NotFound(Section):
    """What was looked for in the copies that could be read, and not found: no proof that it is not there."""

    what: Literal["a way out", "a licence filter", "a licence for the set", "the list", "a count of accounts"]
    on: dt.date


class Did(Section):
    """What the holder did with the photos, as ``[use]`` of an investigation asks it."""

    commercial: list[Answer] = []
    derivatives: list[Answer] = []
    attributed: list[Answer] = []
    shared_alike: list[Answer] = []


class Dossier(Section):
    """What is known of one dataset. Every key but the first three holds facts, each with its source."""

    called: Printed = Field(min_length=2, description="the name that a page prints")
    also: list[Printed] = Field([], description="other names and short forms, by which it can be asked for")
    formats: list[str] = Field([], description="formats of the suite that are this dataset's own list")
    shared_formats: list[str] = Field([], description="formats that began with it and that other datasets use too")
    sources: dict[str, Source] = Field(min_length=1)
    not_found: list[NotFound] = []

    name: list[Text] = []
    holder: list[Text] = []
    made: list[When] = []
    published: list[When] = []
    purpose: list[Text] = []
    size: list[Figure] = []
    parent: list[Text] = Field([], description="the name of another dossier, or one of ROOTS")
    derived: list[Text] = Field([], description="sets cut from it that have no dossier of their own")
    licence_filter: list[Text] = []
    own_licence: list[Text] = Field([], description="the licence that the holder puts on the set itself")
    use_stated: list[Text] = []
    redistribution: list[Text] = []
    list_public: list[Public] = []
    list_carries: list[Text] = []
    recipients: list[Text] = []
    way_out: list[Text] = Field([], description="what is said of it beside the procedures")
    procedures: list[str] = Field([], description="files of data/reference/procedures, the earliest first")
    removals: list[Text] = []
    status: list[Text] = []
    withdrawals: list[Text] = []
    people: list[People] = []
    membership_reveals: list[Text] = []
    did: Did = Did()

    id: str = Field("", exclude=True)
    """The file's stem; set by :func:`read`, not a key of the file."""
    file: Path = Field(Path(), exclude=True)
    """Where it lies; set by :func:`read`."""

    @property
    def own(self) -> bool:
        """It is a file of a person's own, and not one that comes with the suite."""
        return self.file.parent != DATASETS

    @model_validator(mode="after")
    def _every_fact_is_sourced(self) -> Dossier:
        for key, fact in self.facts():
            if fact.source not in self.sources:
                raise ValueError(f"{key}: source {fact.source!r} is not in [sources]: {', '.join(self.sources)}")
        unused = set(self.sources) - {fact.source for _, fact in self.facts()}
        if unused:
            raise ValueError(f"sources: nothing rests on {sorted(unused)[0]!r}; take it out")
        return self

    def facts(self) -> list[tuple[str, Fact[Any]]]:
        """Every fact with its key, grade C among them."""
        facts: list[tuple[str, Fact[Any]]] = []
        for section, prefix in ((self, ""), (self.did, "did.")):
            for key in type(section).model_fields:
                value = getattr(section, key)
                if isinstance(value, list):
                    facts += [(prefix + key, fact) for fact in value if isinstance(fact, Fact)]
        return facts

    def printed(self, key: str) -> list[Any]:
        """The facts under ``key`` that may be printed."""
        section: Section = self.did if key.startswith("did.") else self
        return printable(getattr(section, key.removeprefix("did.")))

    def agreed(self, key: str) -> Fact[Any] | None:
        """The one fact under ``key``, where all that may be printed say the same; else None."""
        facts = self.printed(key)
        return facts[0] if facts and all(fact.is_ == facts[0].is_ for fact in facts) else None

    def source_of(self, fact: Fact[Any]) -> Source:
        """The source that a fact names."""
        return self.sources[fact.source]

    @property
    def year(self) -> str | None:
        """The year in which it was published, by the earliest fact; None: no source says."""
        when = sorted(fact.is_ for fact in self.printed("published"))
        return str(when[0])[:4] if when else None

    @property
    def in_short(self) -> str:
        """Its name, holder and year, as "FFHQ (NVIDIA, 2019)"."""
        holder = self.printed("holder")
        behind = [fact.is_ for fact in holder[:1]] + [self.year] * bool(self.year)
        return f"{self.called} ({', '.join(str(part) for part in behind)})" if behind else self.called


def known() -> list[str]:
    """The datasets in ``data/reference/datasets``, by the name of their file."""
    return sorted(path.stem for path in DATASETS.glob("*.toml"))


def read(name: str | Path) -> Dossier:
    """The dossier of a dataset, validated.

    Args:
        name: the stem of a file in ``data/reference/datasets``, another name of such a dataset, or the path of a file
            of one's own, which ends in ``.toml``.

    Raises:
        ReferenceError: no such dataset, with the nearest guess; or what is wrong in the file, in one line.
    """
    if str(name).endswith(".toml"):
        return read_file(Path(name))
    wanted = str(name).strip()
    if wanted in known():
        return read_file(DATASETS / f"{wanted}.toml")
    names = by_any_name()
    plain = _plain(wanted)
    if plain in names:
        return read_file(DATASETS / f"{names[plain]}.toml")
    near = difflib.get_close_matches(plain, names, 1, cutoff=0.6)
    guess = f"did you mean {names[near[0]]!r}? " if near else ""
    raise ReferenceError(
        f"{wanted}: no such dataset; {guess}`whosefaces datasets` lists them, and a file of your own is named with its "
        "ending, as my-dataset.toml"
    )


@cache
def read_file(path: Path) -> Dossier:
    """The dossier in a file.

    Raises:
        ReferenceError: as in :func:`read`.
    """
    content = read_toml(path)
    try:
        dossier = Dossier.model_validate({**content, "id": path.stem, "file": path})
    except ValidationError as error:
        raise ReferenceError(first_problem(path, error)) from None
    for procedure in dossier.procedures:
        if procedure.endswith(".toml"):
            if not (path.parent / procedure).is_file():
                raise ReferenceError(f"{path.name}: procedures: no file {procedure!r} beside it")
        elif procedure not in known_procedures():
            raise ReferenceError(
                f"{path.name}: procedures: {procedure!r}: not one of {', '.join(known_procedures())}; "
                "a file of your own is named with its ending, as my-procedure.toml"
            )
    for fact in dossier.parent:
        if fact.is_ not in ROOTS and fact.is_ not in known():
            raise ReferenceError(
                f"{path.name}: parent: {fact.is_!r} is neither a dataset (`whosefaces datasets` lists them) nor one of "
                f"{', '.join(ROOTS)}"
            )
    return dossier


@cache
def by_any_name() -> dict[str, str]:
    """Every name by which a dataset can be asked for, in small letters and without signs, with its file's stem."""
    names: dict[str, str] = {}
    for stem in known():
        dossier = read_file(DATASETS / f"{stem}.toml")
        for name in (stem, dossier.called, *dossier.also, *(fact.is_ for fact in dossier.printed("name"))):
            names.setdefault(_plain(name), stem)
    return names


def of_format(format_name: str) -> tuple[list[Dossier], bool]:
    """The datasets whose list comes in a format of the suite, and whether that form is theirs alone."""
    dossiers = [read(stem) for stem in known()]
    own = [dossier for dossier in dossiers if format_name in dossier.formats]
    return (own, True) if own else ([d for d in dossiers if format_name in d.shared_formats], False)


def looks_like(format_name: str) -> str | None:
    """The line that ``read`` says of a recognised format; None where no known dataset comes in it."""
    datasets, theirs_alone = of_format(format_name)
    if not datasets:
        return None
    names = " or ".join(dossier.in_short for dossier in datasets)
    sentence = (
        f"This looks like {names}." if theirs_alone else f"It has the form of {names}, which other datasets use too."
    )
    return f"{sentence} What is known of it: whosefaces datasets {datasets[0].id}"


def _plain(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())
