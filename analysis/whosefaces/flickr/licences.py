"""Which licence a number, a url or a name of Flickr's means, and what that licence asks.

Everywhere in the suite a licence is one of our ids, as ``cc-by-2.0``; what cannot be told is ``NOT_UNDERSTOOD``,
which is counted and shown and never stands for "all rights reserved". The facts lie in
``data/reference/licences.toml``, each with its source and date.

Flickr's table of licences is not stable: ids came, names and urls changed, the order is its own. So numbers are
read as of a day, and an id that cannot have existed on that day is not understood.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from whosefaces import PROJECT
from whosefaces.errors import WhoseFacesError

LICENCES_FILE = PROJECT / "data" / "reference" / "licences.toml"

NOT_UNDERSTOOD = "not understood"

TERMS = ("attribution", "share_alike", "non_commercial", "no_derivatives")

Permission = Literal["licence", "public domain", "unclear", "none given"]


class LicenceError(WhoseFacesError):
    """A licence id is not one of ours, or the file of licences cannot be used."""


@dataclass(frozen=True)
class Clause:
    """Where a licence says one of its terms: the section, and the address of the text."""

    section: str
    url: str


@dataclass(frozen=True)
class Licence:
    """One licence: what it is called, and what it asks.

    The four terms are True or False for Creative Commons licences and marks, and None where a photo has no such
    licence (``all-rights-reserved``, ``no-known-restrictions``, ``us-government-work``): then it is
    ``permission`` that says what is known.
    """

    id: str
    name: str
    flickr_id: int
    since: dt.date | None
    """The first day on which the id can have been answered; None: as long as Flickr has had licences."""
    permission: Permission
    element: str | None
    """The part of a Creative Commons code that names the terms, as ``by-nc``; "zero", "mark"; else None."""
    version: str | None
    attribution: bool | None
    share_alike: bool | None
    non_commercial: bool | None
    no_derivatives: bool | None
    clauses: Mapping[str, Clause]
    """By term, for the terms that are True."""
    names: tuple[str, ...]
    urls: tuple[str, ...]
    """Newest first."""
    source: str


def terms(licence_id: str) -> Licence:
    """The licence with our id ``licence_id``.

    Raises:
        LicenceError: no such id; NOT_UNDERSTOOD has no terms either.
    """
    try:
        return _licences()[licence_id]
    except KeyError:
        raise LicenceError(
            f"{licence_id!r} is not a licence in {LICENCES_FILE.name}; allowed: {', '.join(ids())}"
        ) from None


def ids() -> tuple[str, ...]:
    """Our ids, in the order of Flickr's own."""
    return tuple(_licences())


def by_flickr_id(flickr_id: str | int, as_of: dt.date | None = None) -> str:
    """Our id for Flickr's number, as answered on the day ``as_of`` (None: by the newest table known).

    Returns:
        NOT_UNDERSTOOD for a number outside the table, or one that cannot have existed on that day.
    """
    if isinstance(flickr_id, bool) or not re.fullmatch(r"0|[1-9][0-9]{0,3}", str(flickr_id)):
        return NOT_UNDERSTOOD
    licence = _by_flickr_id().get(int(flickr_id))
    if licence is None or (as_of is not None and licence.since is not None and as_of < licence.since):
        return NOT_UNDERSTOOD
    return licence.id


VERSION_4 = dt.date(2025, 6, 18)
"""From this day on Flickr offers version 4.0, and licences given before stay what they are unless their owner changes them
(Flickr's help, article 4404078674324, and its blog of that day)."""


def is_owners_act(licence: str, uploaded_before: dt.date | None) -> bool:
    """Whether a photo's licence shows that its owner acted on or after :data:`VERSION_4`.

    A licence of version 4.0 on a photo from before that day does: Flickr changed none by itself.

    Args:
        licence: our id, as the photo has it now.
        uploaded_before: a day on which the photo was there already; None: none is known.
    """
    known_id = licence in _licences()
    of_version_4 = known_id and terms(licence).version == "4.0"
    return of_version_4 and uploaded_before is not None and uploaded_before < VERSION_4


def by_url(url: str) -> str:
    """Our id for a licence's address: http or https, with or without www., slash, deed or legal code.

    Licences ported to a jurisdiction (``/licenses/by/2.0/uk/``) are other texts than Flickr's and are
    NOT_UNDERSTOOD, as is every version that Flickr has never offered.
    """
    return _by_url().get(_plain_url(url), NOT_UNDERSTOOD)


def by_name(name: str) -> str:
    """Our id for a licence's name, as Flickr gave or gives it (and so YFCC100M, COCO, FFHQ), or as SPDX does.

    Old names without a version mean 2.0: Flickr stopped using them on the day that it took up 4.0.
    """
    return _by_name().get(_plain_name(name), NOT_UNDERSTOOD)


def by_code(code: str, version: str) -> str:
    """Our id for a Creative Commons code and its version, as ("by-nc-nd", "2.0"), ("CC0", "1.0"), ("pdm", "1.0")."""
    short = {"cc0": "zero", "pdm": "mark"}.get(code.strip().lower(), code.strip().lower())
    for licence in _licences().values():
        if licence.element == short and licence.version == version.strip():
            return licence.id
    return NOT_UNDERSTOOD


def read_licence(text: str) -> str:
    """Our id for a licence as somebody wrote it down: our own id, an address, a name, a code. Bare numbers are not read.

    Addresses are found inside a text or a link, with queries, deeds and their translations; names and codes as Creative
    Commons writes them in seven languages, as SPDX, Openverse and the templates of Wikimedia Commons do. A licence
    ported to a country, a version that Flickr never offered and a code without a version are NOT_UNDERSTOOD.
    """
    plain = text.strip()
    if plain in _licences():
        return plain
    if match := _CC_ADDRESS.search(plain):
        return by_url(match[0])
    if "/" in plain and (read := by_url(plain)) != NOT_UNDERSTOOD:
        return read
    read = by_name(plain)
    return read if read != NOT_UNDERSTOOD else _by_words(plain)


def lacks_version(text: str) -> bool:
    """Whether a text names a Creative Commons licence and leaves out which version: "CC BY-NC" may be 2.0 or 4.0."""
    return read_licence(text) == NOT_UNDERSTOOD and read_licence(f"{text} 2.0") != NOT_UNDERSTOOD


def _by_words(said: str) -> str:
    """Our id for a name or code whose every word is one of a licence's; one word more, as a country, and it is another's."""
    plain = re.sub(r"[\u2010-\u2015_{}|()\[\],;:+/-]", " ", said.lower())
    plain = re.sub(r"\s+", " ", re.sub(r"['\u2019]", " ", plain))
    if re.fullmatch(r"(flickr )?no known (copyright )?restrictions?", plain.strip()):
        return "no-known-restrictions"
    for words, part in _PHRASES:
        plain = plain.replace(words, f" {part} ")
    tokens = [token.removeprefix("v") if re.fullmatch(r"v[0-9.]+", token) else token for token in plain.split()]
    versions = {token if "." in token else f"{token}.0" for token in tokens if re.fullmatch(r"[0-9](\.[0-9])?", token)}
    parts = {token for token in tokens if not re.fullmatch(r"[0-9](\.[0-9])?", token)} - _FILLERS
    if len(versions) != 1 or not parts:
        if parts in ({"zero"}, {"mark"}) and not versions:
            versions = {"1.0"}
        else:
            return NOT_UNDERSTOOD
    (version,) = versions
    if parts <= {"by", "nc", "nd", "sa"} and "by" in parts:
        return by_code("-".join(part for part in ("by", "nc", "nd", "sa") if part in parts), version)
    return by_code(parts.pop(), version) if parts in ({"zero"}, {"mark"}) else NOT_UNDERSTOOD


def is_version_bump(old: str, new: str) -> bool:
    """Whether ``new`` is ``old`` in a later version: the same terms, so not a change of mind."""
    before, after = _licences().get(old), _licences().get(new)
    if before is None or after is None or before.element is None or before.element != after.element:
        return False
    return _number(before.version) < _number(after.version)


def recorded_tables() -> tuple[tuple[dt.date, tuple[int, ...]], ...]:
    """Every recorded answer of flickr.photos.licenses.getInfo: its day, and Flickr's ids in Flickr's order."""
    return tuple((table["recorded_on"], tuple(table["ids"])) for table in _file()["table"])


def _number(version: str | None) -> float:
    return float(version or "nan")


@lru_cache(maxsize=1)
def _file() -> dict[str, Any]:
    try:
        return tomllib.loads(LICENCES_FILE.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LicenceError(f"{LICENCES_FILE}: cannot be read: {error}; it is part of the checkout") from error


@lru_cache(maxsize=1)
def _licences() -> dict[str, Licence]:
    read = [_licence(entry) for entry in _file()["licence"]]
    read.sort(key=lambda licence: licence.flickr_id)
    return {licence.id: licence for licence in read}


def _licence(entry: dict[str, Any]) -> Licence:
    clauses = {term: Clause(section, entry["legalcode"]) for term, section in entry.get("clause", {}).items()}
    return Licence(
        id=entry["id"],
        name=entry["name"],
        flickr_id=entry["flickr_id"],
        since=entry.get("since"),
        permission=entry["permission"],
        element=entry.get("element"),
        version=entry.get("version"),
        attribution=entry.get("attribution"),
        share_alike=entry.get("share_alike"),
        non_commercial=entry.get("non_commercial"),
        no_derivatives=entry.get("no_derivatives"),
        clauses=clauses,
        names=tuple(entry["names"]),
        urls=tuple(entry["urls"]),
        source=_file()["sources"][entry["source"]],
    )


@lru_cache(maxsize=1)
def _by_flickr_id() -> dict[int, Licence]:
    return {licence.flickr_id: licence for licence in _licences().values()}


@lru_cache(maxsize=1)
def _by_url() -> dict[str, str]:
    return _once((_plain_url(url), licence.id) for licence in _licences().values() for url in licence.urls)


@lru_cache(maxsize=1)
def _by_name() -> dict[str, str]:
    return _once((_plain_name(name), licence.id) for licence in _licences().values() for name in licence.names)


def _once(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    ids_by_word: dict[str, str] = {}
    for key, licence_id in pairs:
        if ids_by_word.setdefault(key, licence_id) != licence_id:
            raise LicenceError(
                f"{LICENCES_FILE.name}: {key!r} stands for {ids_by_word[key]} and for {licence_id}; keep one"
            )
    return ids_by_word


_CC_ADDRESS = re.compile(
    r"(?:https?:)?(?://)?(?:www\.)?creativecommons\.org/(?:licenses|publicdomain)/[^\s\"'<>?#)\]]+", re.IGNORECASE
)

_FILLERS = frozenset(
    [
        "cc",
        "creative",
        "commons",
        "license",
        "licence",
        "licences",
        "licenses",
        "lizenz",
        "licencia",
        "licenza",
        "licenca",
        "licentie",
        "deed",
        "legalcode",
        "legal",
        "code",
        "public",
        "generic",
        "international",
        "internacional",
        "internazionale",
        "internationale",
        "internationaal",
        "generico",
        "générique",
        "generisch",
        "allgemein",
        "allgemeine",
        "self",
        "the",
        "this",
        "work",
        "is",
        "under",
        "a",
        "an",
        "under",
        "der",
        "la",
        "the",
        "of",
        "self",
        "share",
        "image",
        "from",
        "flickr",
    ]
)
"""Words of a licence's name that say nothing of its terms."""

_PHRASES = (
    # non-commercial
    ("non commercial", "nc"), ("noncommercial", "nc"), ("nicht kommerziell", "nc"), ("nichtkommerziell", "nc"),
    ("keine kommerzielle nutzung", "nc"), ("pas d utilisation commerciale", "nc"), ("no comercial", "nc"), ("nocomercial", "nc"),
    ("non commerciale", "nc"), ("não comercial", "nc"), ("nãocomercial", "nc"), ("niet commercieel", "nc"),
    ("uso não comercial", "nc"), ("uso no comercial", "nc"),
    # no derivatives
    ("no derivative works", "nd"), ("no derivatives", "nd"), ("noderivatives", "nd"), ("no derivs", "nd"), ("noderivs", "nd"),
    ("keine bearbeitungen", "nd"), ("keine bearbeitung", "nd"), ("pas de modifications", "nd"), ("pas de modification", "nd"),
    ("sin obras derivadas", "nd"), ("sin obra derivada", "nd"), ("sinobraderivada", "nd"), ("sinderivadas", "nd"), ("sin derivadas", "nd"),
    ("non opere derivate", "nd"), ("sem derivações", "nd"), ("semderivações", "nd"), ("sem derivados", "nd"), ("geen afgeleide werken", "nd"),
    # share alike
    ("share alike", "sa"), ("sharealike", "sa"), ("weitergabe unter gleichen bedingungen", "sa"),
    ("partage dans les mêmes conditions", "sa"), ("partage à l identique", "sa"), ("compartir igual", "sa"), ("compartirigual", "sa"),
    ("condividi allo stesso modo", "sa"), ("compartilhaigual", "sa"), ("compartilha igual", "sa"), ("gelijk delen", "sa"), ("gelijkdelen", "sa"),
    # attribution
    ("namensnennung", "by"), ("atribución", "by"), ("reconocimiento", "by"), ("attribuzione", "by"), ("atribuição", "by"),
    ("naamsvermelding", "by"), ("attribution", "by"),
    # without conditions
    ("public domain dedication", "zero"), ("cc0", "zero"), ("cc zero", "zero"), ("public domain mark", "mark"), ("pdm", "mark"),
)  # fmt: skip
"""How Creative Commons names the terms, in English, German, French, Spanish, Italian, Portuguese and Dutch (its deeds)."""

_CC_TEXT = re.compile(
    r"(creativecommons\.org/(?:licenses|publicdomain)/[^/]+/[^/]+)(?:/(?:deed|legalcode|rdf)(?:[.-][a-z_-]+)?)?"
)


def _plain_url(url: str) -> str:
    plain = re.sub(r"^(?:https?:)?//(?:www\.)?|^www\.", "", re.split(r"[?#]", url.strip().lower())[0]).rstrip("/.,;")
    deed = _CC_TEXT.fullmatch(plain)
    return deed[1] if deed else plain


def _plain_name(name: str) -> str:
    return re.sub(r"[\s_-]+", " ", name).strip().lower()
