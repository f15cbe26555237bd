"""The one TOML file that a reporter writes, validated.

``load(path)`` returns an :class:`Investigation` or raises :class:`InvestigationError`, whose message is one line: the
file, the line, the key, what is allowed there and the nearest guess.

Nothing is claimed by default. Whoever made the dataset, what was done with it and how one could get out are facts with
a source and a date, or they are absent; absent means that they were not established.
"""

from __future__ import annotations

import datetime as dt
import difflib
import hashlib
import hmac
import json
import re
import stat
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    ValidationError,
    field_validator,
)

from whosefaces import PROJECT
from whosefaces.errors import WhoseFacesError

SOURCES = Path(__file__).parent / "trace" / "sources"


def known_sources() -> list[str]:
    """Whom can be asked: the files of ``trace/sources`` that declare a source, by name."""
    return sorted(path.stem for path in SOURCES.glob("*.py") if "\nSOURCE = " in path.read_text(encoding="utf-8"))


def _known_source(value: str) -> str:
    if value not in known_sources():
        raise ValueError(_allowed(value, known_sources()))
    return value


Source = Annotated[str, AfterValidator(_known_source)]
# The only time-stamping authorities that are ever asked (RFC 3161).
Authority = Literal[
    "https://freetsa.org/tsr",
    "http://timestamp.digicert.com",
    "http://timestamp.sectigo.com",
    "https://zeitstempel.dfn.de",
]


def _not_to_come(day: dt.date) -> dt.date:
    """A day that has been, somewhere on Earth, since there has been a Web."""
    if not dt.date(1990, 1, 1) <= day <= dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1):
        raise ValueError(f"{day}: say a day that has been, since 1990")
    return day


Past = Annotated[dt.date, AfterValidator(_not_to_come)]
Share = Annotated[float, Field(ge=0, le=1)]
MOST = 10**12
"""More units than any list has; beyond it a number is a slip of the finger."""

_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def plainly_written(text: str) -> str:
    """Return a text that is to be printed, if nothing in it is hidden from whoever reads it.

    Raises:
        ValueError: it holds a control character, or one that turns the direction of what follows: a reader would see
            another text than the one that stands there. Both come with what is pasted from elsewhere.
    """
    match = _UNSEEN.search(text)
    if match:
        raise ValueError(
            f"holds U+{ord(match[0]):04X} after {match.start()} characters, which nobody sees and which changes what "
            "is read; write it without"
        )
    return text


Printed = Annotated[str, AfterValidator(plainly_written)]

DEMONSTRATION = "demo"
"""What stands for the demonstration's investigation file, wherever the suite is installed."""

MADE_FROM = "made_from"
"""In an edition's case: the investigation file as it was, and what lay beside it."""

HOME = "home.json"
"""Beside a kept copy of an investigation file: where the original lies, for the copy's paths are relative to that."""

WITHHELD = "withheld"
"""The file beside the salt with the marks of those whose rows left the case, and who are not asked about again."""

COMMITMENT_KEY = "commitment-key"
"""The file beside the salt under whose key digests of a secret list leave the case."""

NAME = r"^[a-z0-9][a-z0-9-]{0,62}$"
"""What an investigation, a procedure or a dossier may be called: it names folders, files and findings."""

SALT_HEX_DIGITS = 32
"""128 random bits, written as hexadecimal digits: the least that METHOD.md section 4 accepts."""

REFERENCE = PROJECT / "data" / "reference"
PROCEDURES = REFERENCE / "procedures"
DATASETS = REFERENCE / "datasets"


class InvestigationError(WhoseFacesError):
    """The investigation file, or a file it names, cannot be used as it stands."""


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Manifest(_Section):
    """Where a list of photos lies, and how to read it (``auto``: by looking)."""

    path: Path
    format: str = "auto"
    column: str | None = Field(
        default=None, description="the column that holds Flickr addresses, where looking is not enough"
    )
    listed_on: Past | None = Field(default=None, description="the day on which the manifest's licences were collected")
    accept_losses: Printed = Field(default="", description="why the list is used although rows of it could not be read")
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] | None = None
    quote: Annotated[str, Field(max_length=1)] | None = Field(
        default=None, description="the quotation mark; empty: none"
    )
    encoding: str | None = None
    header_row: Annotated[StrictInt, Field(ge=0)] | None = Field(
        default=None, description="the line that names the columns, counted from 1; 0: there is none"
    )
    sheet: str | None = Field(default=None, description="of a workbook: the sheet's name")
    columns: dict[str, str] = Field(
        default={}, description="what a column holds, where looking is not enough: role = column"
    )


class Fact(_Section):
    """Something that somebody said of the dataset: what, where it stands, and as of which day."""

    value: Printed = Field(alias="is", min_length=1)
    source: Printed = Field(min_length=1, description="an address, or who said it")
    on: Past = Field(description="the day of the source, or the day on which it was looked at")


class YesNo(Fact):
    """A fact that is yes or no. Not known is no fact: the key is left out."""

    value: Literal["yes", "no"] = Field(alias="is")

    @property
    def yes(self) -> bool:
        """Whether it is so."""
        return self.value == "yes"


UNKNOWN = "unknown"
NOTHING_MORE = "nothing more"


class Dataset(_Section):
    """Who made the dataset, when, of what, for whom: facts, each absent until somebody establishes it."""

    dossier: str | None = Field(
        default=None, description="a name of data/reference/datasets, or a file beside this one"
    )
    name: Fact | None = None
    holder: Fact | None = None
    made: Fact | None = None
    published: Fact | None = None
    size: Fact | None = None
    purpose: Fact | None = None
    parent: Fact | None = None
    list_public: YesNo | None = None
    recipients: Fact | None = None
    people: Literal["adults", "children", "unknown"] = "unknown"
    membership_reveals: Printed = Field(
        default=UNKNOWN, min_length=1, description='"nothing more", or what: health, arrest, sexuality, a place'
    )

    @field_validator("membership_reveals")
    @classmethod
    def _known_words(cls, value: str) -> str:
        plain = " ".join(value.casefold().split())
        near = difflib.get_close_matches(plain, [NOTHING_MORE, UNKNOWN], 1, cutoff=0.6)
        if near and plain != near[0]:
            raise ValueError(f'did you mean "{near[0]}"? else say what being in it shows of somebody, as "health"')
        return plain if near else value

    @property
    def reveals(self) -> bool:
        """Being in it shows something of a person: health, an arrest, a place."""
        return self.membership_reveals not in (UNKNOWN, NOTHING_MORE)

    @property
    def shields(self) -> bool:
        """The stricter rules hold: children may be in it, or membership shows something."""
        return self.people == "children" or self.reveals


class PhotoSample(_Section):
    """How many photos to draw, and the strata to draw them in."""

    n: Annotated[StrictInt, Field(ge=0, le=MOST)] = 2000
    strata: list[str] = []


class AccountSample(_Section):
    """How many accounts to draw."""

    n: Annotated[StrictInt, Field(ge=0, le=MOST)] = 1000
    certainty: Annotated[
        StrictInt, Field(ge=0, description="so many accounts with most photos are taken whatever their number")
    ] = 0


class ComparisonSample(_Section):
    """How many photos to draw from the parent outside the dataset, to hold the dataset's shares against."""

    n: Annotated[StrictInt, Field(ge=1, le=MOST)] = 1000


class Sample(_Section):
    """Two samples, drawn apart: photos for P1, accounts for P2 and P3; and, where asked for, one to compare with."""

    photos: PhotoSample = PhotoSample()
    accounts: AccountSample = AccountSample()
    comparison: ComparisonSample | None = None


class Trace(_Section):
    """Whom to ask, live or from recorded evidence."""

    sources: list[Source] = Field(default=["api"], min_length=1)
    mode: Literal["replay", "live"] = "replay"
    evidence: Path | None = None
    fresh_for: dt.timedelta = dt.timedelta(days=30)
    budget: Annotated[StrictInt, Field(ge=1)] | None = None
    """A live run sends no more requests than this; the next one carries on."""
    accept_answers: Printed = Field(
        default="", description="why a source's answers count although they look like nonsense"
    )
    timestamp: list[Authority] = []
    """Who is asked to stamp the custody log of a live run; whatever they answer, the run goes on."""

    @field_validator("fresh_for", mode="before")
    @classmethod
    def _days(cls, value: object) -> object:
        if isinstance(value, str):
            match = re.fullmatch(r"([1-9][0-9]{0,3}) (hour|day|week)s?", value, re.ASCII)
            if not match:
                raise ValueError('say it as "30 days", "12 hours" or "2 weeks", at most 9999 of them')
            return dt.timedelta(**{match[2] + "s": int(match[1])})
        return value


class Use(_Section):
    """What the dataset's holder did with the photos: facts. What is absent was not established, and nothing is held to it."""

    commercial: YesNo | None = None
    derivatives: YesNo | None = None
    attributed: YesNo | None = None
    shared_alike: YesNo | None = None

    @property
    def stated(self) -> tuple[str, ...]:
        """The uses that were established, in the file's order."""
        return tuple(name for name in type(self).model_fields if getattr(self, name) is not None)

    def was(self, use: str) -> bool | None:
        """Whether that use was made; None where it was not established."""
        fact: YesNo | None = getattr(self, use)
        return None if fact is None else fact.yes


class ClosedList(_Section):
    """A dataset whose list is not public, cut from the manifest's: its stated size, for bounds from its parent."""

    name: Printed = Field(min_length=1)
    source: Printed = Field(min_length=1, description="who states the size, and when")
    photos: Annotated[StrictInt, Field(gt=0)] | None = None
    accounts: Annotated[StrictInt, Field(gt=0)] | None = None


class Scenarios(_Section):
    """Assumptions without a source, to be shown as ranges."""

    response_rate: list[Share] = [0.1, 0.3, 0.6]
    subjects_known_to_owner: list[Share] = [0.0, 1.0]
    minutes_a_message: list[Annotated[float, Field(gt=0, le=10_000)]] = [1.0, 5.0]
    cost_an_hour: list[Annotated[float, Field(ge=0, le=1_000_000)]] = [15.0, 50.0]
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "EUR"


class Publish(_Section):
    """What may be printed, and whom a reader can write to."""

    min_cell: Annotated[StrictInt, Field(ge=0, le=MOST)] = 10
    min_cell_why: Printed = Field(default="", description="why small counts are printed, where min_cell is 0")
    contact: Printed = Field(
        default="", description="whom a reader can write to; a live run needs it, for Flickr is told"
    )
    language: Literal["en", "de", "fr"] = "en"
    keep_case_until: dt.date | None = Field(default=None, description="the day on which the case is destroyed")
    by: Printed = Field(default="", description="who publishes it, as a newsroom's name; the contact when not given")
    licence: Printed = Field(default="", description="the licence of what is published, by its SPDX name, as CC-BY-4.0")
    drift_bound: Share = Field(
        default=0.1, description="an unattended run holds an edition whose headline moved further"
    )

    @field_validator("min_cell")
    @classmethod
    def _none_or_some(cls, value: int) -> int:
        if value in (1, 2):
            raise ValueError("3 or more, or 0 with min_cell_why: a minimum of 1 or 2 hides nothing")
        return value

    @field_validator("keep_case_until")
    @classmethod
    def _in_a_lifetime(cls, value: dt.date | None) -> dt.date | None:
        if value is not None and not 2004 <= value.year <= 2100:  # Flickr opened in 2004
            raise ValueError("a day from 2004 to 2100, as 2028-11-28: a case has an end that somebody lives to see")
        return value


class Spark(_Section):
    """Where the cluster is, for manifests past one machine."""

    master: str = "local[*]"


class Investigation(_Section):
    """Everything that a run depends on. Paths are absolute once loaded."""

    id: str = Field(
        pattern=r"^[0-9a-f]{32}$", description="random; `whosefaces new` makes it; a folder of another is refused"
    )
    investigation: str = Field(pattern=NAME)
    question: Printed = Field(min_length=1)
    manifest: Manifest
    parent: Manifest | None = None
    engine: Literal["duckdb", "spark"] = "duckdb"
    spark: Spark = Spark()
    procedures: list[str] = []
    """By name; the first is the headline's. None: how people could get out was not established."""
    sample: Sample = Sample()
    trace: Trace = Trace()
    dataset: Dataset = Dataset()
    use: Use = Use()
    scenarios: Scenarios = Scenarios()
    closed_list: ClosedList | None = None
    publish: Publish = Publish()
    demonstration: StrictBool = Field(default=False, description="the data is invented: every page says so")

    # Set by load(); not keys of the file.
    file: Path = Field(Path(), exclude=True)
    home: Path = Field(Path(), exclude=True)
    """The folder that its paths are relative to, and where its secrets lie: its own, or of a kept copy the original's."""
    procedure_files: dict[str, Path] = Field(default={}, exclude=True)
    """Where each procedure lies, by its name."""
    dossier_file: Path | None = Field(default=None, exclude=True)

    @property
    def list_is_public(self) -> bool:
        """Everybody may know who is in the list: its holder publishes it, or it is invented."""
        public = self.dataset.list_public
        return self.demonstration or (public is not None and public.yes)

    def refuse(self, key: str, value: str, allowed: list[str]) -> InvestigationError:
        """The error for ``value`` at ``key`` when only ``allowed`` can stand there; to be raised by the caller."""
        return InvestigationError(f"{self.file.name}: {key} = {value!r}: {_allowed(value, allowed)}")

    def asked_live(self) -> Investigation:
        """The same investigation, asking Flickr whatever its file says.

        Evidence that the file names to answer from is not recorded into: a live run's own goes into the case.
        """
        if self.trace.mode == "live":
            return self
        return self.model_copy(update={"trace": self.trace.model_copy(update={"mode": "live", "evidence": None})})

    def answered_from(self, evidence: Path) -> Investigation:
        """The same investigation, answered from recorded evidence whatever its file says."""
        trace = self.trace.model_copy(update={"mode": "replay", "evidence": evidence.resolve()})
        return self.model_copy(update={"trace": trace})

    def salt(self) -> str:
        """The secret that draws the sample: the text of the file ``salt`` beside the investigation file.

        Raises:
            InvestigationError: the file is missing, or holds fewer than 128 bits.
        """
        path = self.home / "salt"
        try:
            text = path.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            raise InvestigationError(
                f"{self.file.name}: no file 'salt' beside it in {self.home}; "
                f"`whosefaces new` makes one, or `openssl rand -hex 16 > {path}` and then chmod 600; "
                "a new salt draws a new sample"
            ) from None
        except UnicodeDecodeError:
            text = ""
        if not re.fullmatch(rf"[0-9a-f]{{{SALT_HEX_DIGITS},}}", text):
            raise InvestigationError(
                f"{path}: a salt is at least {SALT_HEX_DIGITS} lower-case hexadecimal digits (128 random bits); "
                "this one is not"
            )
        _refuse_weak(path, text)
        return text

    def commitment(self, digest: str) -> str:
        """A digest of something secret, as it may leave the case: HMAC-SHA-256 with the key beside the salt.

        A plain digest of a secret list would tell its holder which row was taken out. Of a list that is public it is the
        digest itself. Whoever is given the key, as a court, can check it.

        Raises:
            InvestigationError: the list is not public, and there is no key or a weak one.
        """
        if self.list_is_public:
            return digest
        path = self.home / COMMITMENT_KEY
        try:
            text = path.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            raise InvestigationError(
                f"{self.file.name}: no file {COMMITMENT_KEY!r} beside it in {self.home}; digests of a list that is "
                f"not public leave the case under its key: `openssl rand -hex 32 > {path}` makes one, then chmod 600"
            ) from None
        except UnicodeDecodeError:
            text = ""
        if not re.fullmatch(r"[0-9a-f]{64,}", text):
            raise InvestigationError(
                f"{path}: 64 random hexadecimal digits are wanted; `openssl rand -hex 32` makes them"
            )
        _refuse_weak(path, text)
        return hmac.new(bytes.fromhex(text), digest.encode("ascii"), hashlib.sha256).hexdigest()

    def mark_of(self, identifier: str) -> str:
        """How somebody who is withheld is remembered: HMAC-SHA-256 of an NSID, an alias or a photo id under the salt."""
        return hmac.new(self.salt().encode("ascii"), identifier.encode("utf-8"), hashlib.sha256).hexdigest()

    def withheld(self) -> frozenset[str]:
        """The marks of those who are not to be asked about; the file beside the salt names nobody."""
        try:
            return frozenset((self.home / WITHHELD).read_text(encoding="ascii").split())
        except FileNotFoundError:
            return frozenset()

    def salt_sha256(self) -> str:
        """The commitment to the salt that may be published."""
        return hashlib.sha256(self.salt().encode("ascii")).hexdigest()


def _refuse_weak(path: Path, text: str) -> None:
    """Let a secret pass that nobody can guess and nobody else can change.

    Raises:
        InvestigationError: it is typed and not drawn, or everybody may write to its file.
    """
    # Of 32 random digits fewer than 8 are different once in ten million times; one that repeats itself, never.
    if len(set(text)) < 8 or (text + text).find(text, 1) < len(text):
        raise InvestigationError(
            f"{path}: not random: somebody could guess it; `openssl rand -hex 32 > {path}` draws one, then chmod 600"
        )
    if path.stat().st_mode & stat.S_IWOTH:
        raise InvestigationError(f"{path}: everybody on this machine may write to it; chmod 600, and draw it anew")


def known_procedures() -> list[str]:
    """The opt-out procedures in ``data/reference/procedures``, by name."""
    return sorted(path.stem for path in PROCEDURES.glob("*.toml"))


def load(path: str | Path) -> Investigation:
    """Read and validate an investigation file.

    Args:
        path: the TOML file; paths inside it are relative to its folder. ``demo`` is the demonstration's.

    Raises:
        InvestigationError: one line that names the file, the key, what is allowed and the nearest guess.
    """
    file = Path(path)
    if str(path) == DEMONSTRATION and not file.exists():
        file = PROJECT / "data" / "demo" / "investigation.toml"
    text = _text(file)
    try:
        checked = Investigation.model_validate(_parsed(file, text))
    except ValidationError as error:
        raise InvestigationError(_first_problem(AsRead(file, text), error)) from None
    source = AsRead(file.resolve(), text)
    _agree(checked, source)
    rooted = _rooted(checked, source)
    named = {name: _reference(source, "procedures", name, PROCEDURES) for name in checked.procedures}
    files = {path.stem: path for path in named.values()}
    twice = [name for name, path in named.items() if files[path.stem] != path] or [
        name for name in checked.procedures if checked.procedures.count(name) > 1
    ]
    if twice:
        raise source.refuse("procedures", f"{twice[0]!r} stands there twice; name it once")
    dossier = checked.dataset.dossier
    return rooted.model_copy(
        update={
            "procedures": list(files),
            "procedure_files": files,
            "dossier_file": None if dossier is None else _reference(source, "dataset.dossier", dossier, DATASETS),
        }
    )


@dataclass(frozen=True)
class AsRead:
    """The file as it was read, to say in which line something stands."""

    file: Path
    text: str

    def refuse(self, key: str, why: str) -> InvestigationError:
        """The error for what stands at a dotted key; to be raised by the caller."""
        return InvestigationError(f"{self.at(key)}: {key}: {why}")

    def at(self, key: str) -> str:
        """The file, and the line of a key, or of the section that holds it."""
        line = _line_of(self.text, key.split("."))
        return f"{self.file.name}, line {line}" if line else self.file.name


def _line_of(text: str, key: list[str]) -> int | None:
    """The line on which a key stands, else the one of the narrowest section around it; None: nowhere."""
    section: list[str] = []
    best: tuple[int, int] | None = None  # how much of the key, and where
    for number, line in enumerate(text.split("\n"), start=1):  # as an editor counts them; a string may hold U+2028
        if header := re.match(r"\s*\[\[?([^\]]+)\]", line):
            section = [part.strip(" \"'") for part in header[1].split(".")]
            here = section
        elif named := re.match(r"\s*([A-Za-z0-9_.\"' -]+?)\s*=", line):
            here = [*section, *(part.strip(" \"'") for part in named[1].split("."))]
        else:
            continue
        if here == key[: len(here)] and (best is None or len(here) > best[0]):
            best = (len(here), number)
    return best[1] if best else None


def _agree(checked: Investigation, source: AsRead) -> None:
    """What each key may be alone, and not beside the others.

    Raises:
        InvestigationError: two of them contradict each other.
    """
    if checked.sample.comparison is not None and checked.parent is None:
        raise source.refuse(
            "sample.comparison",
            "is drawn from the parent outside the dataset, and no parent is named: "
            'add parent = {path = "..."}, or take [sample.comparison] out',
        )
    publish = checked.publish
    if publish.min_cell == 0 and not publish.min_cell_why:
        raise source.refuse(
            "publish.min_cell", "0 prints every count; say why in min_cell_why, which is printed with it"
        )
    if publish.min_cell == 0 and checked.dataset.people == "children":
        raise source.refuse(
            "publish.min_cell", "is 0, and dataset.people is children: small counts of them are not printed"
        )


def _reference(source: AsRead, key: str, name: str, reference: Path) -> Path:
    """The file that a name means: one of ours, or one that lies beside the investigation file.

    Raises:
        InvestigationError: there is none, or it is called like one of ours.
    """
    names = sorted(path.stem for path in reference.glob("*.toml"))
    if not name.endswith(".toml"):
        if name in names:
            return reference / f"{name}.toml"
        beside = [path.name for path in source.file.parent.glob(f"{name}.toml")]
        hint = f"; did you mean {beside[0]!r}, the file beside it?" if beside else ""
        what = f"not one of {', '.join(names)}" if hint else _allowed(name, names)
        raise source.refuse(key, f"{name!r}: {what}{hint or '; one of your own is named by its file, as my-own.toml'}")
    path = (source.file.parent / name).resolve()
    if not path.is_file() and (source.file.parent / HOME).is_file():  # what an edition keeps lies flat beside its file
        path = source.file.parent / Path(name).name
    if not path.is_file():
        beside = sorted(p.name for p in path.parent.glob("*.toml")) if path.parent.is_dir() else []
        near = difflib.get_close_matches(path.name, beside, 1)
        hint = f"did you mean {near[0]!r}?" if near else "its path is relative to the investigation file"
        raise source.refuse(key, f"no file {name!r} beside it; {hint}")
    if not re.fullmatch(NAME, path.stem):
        raise source.refuse(key, f"{path.name!r}: lower-case letters, digits and hyphens only, for it names findings")
    if path.stem in names and path.parent != reference.resolve():
        raise source.refuse(key, f"{path.name!r} is called as one that comes with the suite; give it another name")
    return path


def _text(file: Path) -> str:
    if file.is_dir():
        raise InvestigationError(f"{file}: this is a folder; name the investigation file in it")
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        beside = [p.name for p in file.parent.glob("*.toml")] if file.parent.is_dir() else []
        near = difflib.get_close_matches(file.name, beside, 1) or beside[:1]
        hint = f"did you mean {file.parent / near[0]}?" if near else "`whosefaces new NAME MANIFEST` writes one"
        raise InvestigationError(f"{file}: no such file; {hint}") from None
    except OSError as error:
        raise InvestigationError(f"{file}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        hint = "save it as UTF-8" if file.suffix == ".toml" else _NOT_THIS
        raise InvestigationError(f"{file.name}: not UTF-8 at byte {error.start}; {hint}") from None


def _parsed(file: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        raise InvestigationError(f"{file.name}: not TOML: {error}{_why_not_toml(file, text)}") from None


_NOT_THIS = "an investigation file is wanted here, as `whosefaces new NAME MANIFEST` writes it"


def _why_not_toml(file: Path, text: str) -> str:
    """What it usually is: another file altogether, a word processor's quotation marks, or a path of Windows."""
    if file.suffix != ".toml":
        return f"; {_NOT_THIS}"
    if re.search("[\u201c-\u201f\u00ab\u00bb]", text):
        return '; quotation marks are straight here, as "this"'
    return '; write paths with /, as "../faces.csv"' if "\\" in text else ""


def _rooted(investigation: Investigation, source: AsRead) -> Investigation:
    """The same, with every path absolute and every file that must be there seen."""
    file, home = source.file, _home(source.file)

    def rooted(key: str, path: Path) -> Path:
        whole = home / path
        if not whole.exists():
            beside = sorted(p.name for p in whole.parent.iterdir()) if whole.parent.is_dir() else []
            near = difflib.get_close_matches(whole.name, beside, 1)
            hint = f"; did you mean {near[0]}?" if near else "; paths are relative to the investigation file"
            if not str(path).isprintable():  # "..\\faces" is TOML for a form feed and "aces"
                hint = '; write paths with /, as "../faces.csv"'
            raise source.refuse(key, f"no file {str(path)!r} in {home}{hint}")
        return whole.resolve()

    manifest = investigation.manifest.model_copy(update={"path": rooted("manifest.path", investigation.manifest.path)})
    parent = investigation.parent
    if parent is not None:
        parent = parent.model_copy(update={"path": rooted("parent.path", parent.path)})
    trace = investigation.trace
    if trace.mode == "replay":
        if trace.evidence is None:
            raise source.refuse(
                "trace.evidence",
                'missing; mode = "replay" answers from recorded evidence: name the WARC file or its folder',
            )
        trace = trace.model_copy(update={"evidence": rooted("trace.evidence", trace.evidence)})
    elif trace.evidence is not None:
        trace = trace.model_copy(update={"evidence": (home / trace.evidence).resolve()})
    return investigation.model_copy(
        update={"file": file, "home": home, "manifest": manifest, "parent": parent, "trace": trace}
    )


def _home(file: Path) -> Path:
    kept = file.parent / HOME
    if not kept.is_file():
        return file.parent
    document: dict[str, str] = json.loads(kept.read_text(encoding="utf-8"))
    return (file.parent / document["home"]).resolve()


def _allowed(value: str, allowed: list[str]) -> str:
    near = difflib.get_close_matches(value, allowed, 1, cutoff=0.5)
    guess = f"; did you mean {near[0]!r}?" if near else ""
    return f"not one of {', '.join(allowed)}{guess}"


def _first_problem(source: AsRead, error: ValidationError) -> str:
    """One line for the first thing wrong, and how many more there are."""
    problems = error.errors()
    # A misspelt key also leaves the right one missing: the misspelling is the one to name.
    problems.sort(key=lambda p: p["type"] != "extra_forbidden")
    first = problems[0]
    more = f" (and {len(problems) - 1} more after that)" if len(problems) > 1 else ""
    key = ".".join(str(part) for part in first["loc"])
    return f"{source.at(key)}: {key}: {_explain(first)}{more}"


def _explain(problem: Any) -> str:
    location, kind, given = problem["loc"], problem["type"], problem["input"]
    if kind == "extra_forbidden":
        return f"no such key: {_allowed(str(location[-1]), _keys_at(location[:-1]))}"
    if kind == "missing":
        return f"missing; this section needs {', '.join(_keys_at(location[:-1], required=True))}"
    if kind == "literal_error":
        return f"{given!r} is {_allowed(str(given), _literals(problem))}"
    if kind == "model_type" and _section_at(location) in (Fact, YesNo):
        return f"{_as_written(given)}: {_A_FACT}"
    if kind == "string_pattern_mismatch" and location[-1] == "id":
        return f"{given!r}: 32 of the digits 0 to 9 and a to f; `whosefaces new` makes one"
    if kind == "string_pattern_mismatch":
        return f"{given!r}: lower-case letters, digits and hyphens only, for it names a folder"
    return f"{_as_written(given)}: {_WANTED.get(kind) or problem['msg'].removeprefix('Value error, ')}"


_A_FACT = 'a fact is wanted, as {is = "yes", source = "https://...", on = 2019-03-12}; not known: leave the line out'

_WANTED = {
    "int_type": "a whole number is wanted, in digits alone, as 2000 (2.000 is two)",
    "bool_type": "true or false is wanted, without quotation marks",
    "float_type": "a number is wanted, as 0.1",
    "float_parsing": "a number is wanted, as 0.1",
    "string_type": "a text in quotation marks is wanted",
    "string_too_short": "too short, or nothing at all",
    "list_type": 'a list in square brackets is wanted, as ["this", "that"]',
    "too_short": "the list is empty; name one at least",
    "path_type": "a path in quotation marks is wanted",
    "date_type": "a date is wanted, as 2014-03-21",
    "date_parsing": "a date is wanted, as 2014-03-21",
    "date_from_datetime_parsing": "a date is wanted, as 2014-03-21",
    "date_from_datetime_inexact": "a date is wanted, without a time of day, as 2014-03-21",
    "model_type": 'a section with keys is wanted, as {path = "faces.csv"} for a manifest',
}
"""What pydantic says of a value of the wrong kind, in a reporter's words."""


def _as_written(given: object) -> str:
    return str(given).lower() if isinstance(given, bool) else repr(given)


def _literals(problem: Any) -> list[str]:
    return re.findall(r"'([^']+)'", problem["ctx"]["expected"])


def _section_at(location: tuple[Any, ...]) -> type[BaseModel]:
    """The kind of section that stands at ``location``, or the one around it."""
    model: type[BaseModel] = Investigation
    for part in location:
        if isinstance(part, str) and part in model.model_fields:
            annotation = model.model_fields[part].annotation
            for candidate in (annotation, *get_args(annotation)):
                if isinstance(candidate, type) and issubclass(candidate, BaseModel):
                    model = candidate
    return model


def _keys_at(location: tuple[Any, ...], *, required: bool = False) -> list[str]:
    """The keys of the section at ``location``."""
    fields = [(field.alias or name, field) for name, field in _section_at(location).model_fields.items()]
    return [name for name, field in fields if not field.exclude and (field.is_required() or not required)]
