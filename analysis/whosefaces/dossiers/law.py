"""Law as data: what each legal reference gives, where it stands, and how it is cited in each language.

One file a law in ``data/reference/law``. A reference whose source was not seen (grade C) is refused when the file is read, so
that no letter can rest on it. The authorities to which a complaint goes are ``data/reference/authorities.csv``.
"""

from __future__ import annotations

import csv
import datetime as dt
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from whosefaces import PROJECT
from whosefaces.errors import WhoseFacesError

FOLDER = PROJECT / "data" / "reference" / "law"
AUTHORITIES = PROJECT / "data" / "reference" / "authorities.csv"
LANGUAGES = ("en", "de", "fr", "es", "it", "nl")

Language = Literal["en", "de", "fr", "es", "it", "nl"]


class LawError(WhoseFacesError):
    """A law's file does not say what it must say, or a reference, law or authority does not exist."""


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LawSource(_Section):
    """Where the text of a law was seen."""

    title: str = Field(min_length=6)
    address: str = Field(pattern=r"^https://")


class Limit(_Section):
    """How long a holder may take. ``moves``: a last day on a weekend becomes the next working day."""

    count: int = Field(gt=0)
    unit: Literal["days", "months"]
    moves: bool = False
    reference: str


class Reference(_Section):
    """One legal reference: an article by its parts, a recital, or the citation itself; what it gives; its source."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    article: int | None = None
    paragraph: int | None = None
    point: Annotated[str, Field(pattern=r"^[a-z]$")] | None = None
    recital: int | None = None
    cite: str | None = None
    gives: str = Field(min_length=10)
    source: str
    on: dt.date
    grade: Literal["A", "B"]

    @model_validator(mode="after")
    def _one_way_to_cite(self) -> Reference:
        if sum(way is not None for way in (self.article, self.recital, self.cite)) != 1:
            raise ValueError(f"{self.id}: give an article, a recital or a citation, and only one of them")
        return self

    def cited(self, language: Language, called: str | None = None) -> str:
        """How the reference is written in a letter: "Article 15(1)(g) GDPR", "Art. 15 Abs. 1 Buchst. g DSGVO".

        ``called`` as in :func:`cited`.
        """
        if self.cite is not None:
            return self.cite
        words = _WORDS[language]
        law = called or words.called
        if self.recital is not None:
            return words.recital.format(self.recital, law=law)
        paragraph = words.paragraph.format(self.paragraph) if self.paragraph else ""
        point = words.point.format(self.point) if self.point else ""
        return words.article.format(self.article, paragraph, point, law=law)


class _Words(BaseModel):
    called: str
    article: str
    paragraph: str
    point: str
    recital: str


_WORDS: dict[str, _Words] = {
    "en": _Words(
        called="GDPR", article="Article {}{}{} {law}", paragraph="({})", point="({})", recital="recital {} {law}"
    ),
    "de": _Words(
        called="DSGVO",
        article="Art. {}{}{} {law}",
        paragraph=" Abs. {}",
        point=" Buchst. {}",
        recital="Erwägungsgrund {} {law}",
    ),
    "fr": _Words(
        called="RGPD",
        article="article {}{}{} du {law}",
        paragraph=", paragraphe {},",
        point=" point {}),",
        recital="considérant {} du {law}",
    ),
    "es": _Words(
        called="RGPD",
        article="artículo {}{}{} del {law}",
        paragraph=", apartado {},",
        point=" letra {}),",
        recital="considerando {} del {law}",
    ),
    "it": _Words(
        called="GDPR",
        article="articolo {}{}{} del {law}",
        paragraph=", paragrafo {},",
        point=" lettera {}),",
        recital="considerando {} del {law}",
    ),
    "nl": _Words(
        called="AVG",
        article="artikel {}{}{} {law}",
        paragraph=", lid {},",
        point=" onder {}),",
        recital="overweging {} {law}",
    ),
}


class Law(_Section):
    """One law: for whom, how long an answer may take, its references, and the letters that can be written under it."""

    id: str
    title: str
    jurisdiction: str
    residence: list[str]
    limit: Limit | None = None
    letters: list[str]
    same_articles_as: str | None = None
    called: str | None = None
    """How a letter names it in every language, where its articles are another law's."""
    sources: dict[str, LawSource]
    reference: list[Reference]

    @model_validator(mode="after")
    def _everything_named_exists(self) -> Law:
        for each in self.reference:
            if each.source not in self.sources:
                raise ValueError(f"{each.id}: no source called {each.source!r}")
        if self.limit is not None and self.limit.reference not in {each.id for each in self.reference}:
            raise ValueError(f"limit: no reference called {self.limit.reference!r}")
        return self

    def governs(self, residence: str) -> bool:
        """Is this the law for somebody who lives there? ``residence`` is a country, or US-CA for a state."""
        return residence.upper() in self.residence


@cache
def laws() -> dict[str, Law]:
    """Every law, by its id.

    Raises:
        LawError: a file is not TOML, or does not say what it must say; the key is named.
    """
    return {law.id: law for law in map(_read, sorted(FOLDER.glob("*.toml")))}


def law(name: str) -> Law:
    """The law with this id. Raises LawError where there is none."""
    if name not in laws():
        raise LawError(f"{name}: no such law; there are {', '.join(sorted(laws()))}")
    return laws()[name]


@cache
def references() -> dict[str, Reference]:
    """Every reference of every law, by its id."""
    return {each.id: each for one in laws().values() for each in one.reference}


def cited(ids: Iterable[str], language: Language, called: str | None = None) -> dict[str, str]:
    """Each reference as it is written in a letter. Raises LawError for an id that does not exist.

    Args:
        ids: of the references.
        language: the letter's.
        called: the law that has the GDPR's articles under another name, as "UK GDPR"; None: the GDPR itself.
    """
    by_id = references()
    if missing := sorted(set(ids) - set(by_id)):
        raise LawError(
            f"no legal reference called {', '.join(missing)}; a letter cites only what data/reference/law holds"
        )
    return {name: by_id[name].cited(language, called) for name in ids}


def _read(path: Path) -> Law:
    try:
        return Law.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise LawError(f"{path.name}: not TOML: {error}") from None
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise LawError(f"{path.name}: {key}: {first['msg']}") from None


class Authority(_Section):
    """A supervisory authority: whom a complaint goes to, for which countries."""

    name: str
    countries: tuple[str, ...]
    address: str
    email: str
    web: str
    webform: str


@cache
def authorities() -> tuple[Authority, ...]:
    """Every authority of the table (its provenance stands in data/README.md)."""
    with AUTHORITIES.open(encoding="utf-8", newline="") as file:
        return tuple(
            Authority(
                name=row["name"],
                countries=tuple(country.strip().upper() for country in row["countries"].replace(";", ",").split(",")),
                address=row["address"],
                email=row["email"],
                web=row["web"],
                webform=row["webform"],
            )
            for row in csv.DictReader(file)
        )


def authorities_for(country: str) -> tuple[Authority, ...]:
    """The authorities of a country, as "DE"; more than one where its states have their own. Empty: none is known."""
    return tuple(each for each in authorities() if country.upper() in each.countries)
