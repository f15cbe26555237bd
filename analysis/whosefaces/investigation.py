"""The one TOML file that a reporter writes, validated.

``load(path)`` returns an :class:`Investigation` or raises :class:`InvestigationError`, whose message is one
line: the file, the key, what is allowed there and the nearest guess.
"""

from __future__ import annotations

import datetime as dt
import difflib
import hashlib
import re
import tomllib
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

Source = Literal["api", "oembed", "page", "image", "wayback"]
# The only time-stamping authorities that are ever asked (RFC 3161).
Authority = Literal[
    "https://freetsa.org/tsr",
    "http://timestamp.digicert.com",
    "http://timestamp.sectigo.com",
    "https://zeitstempel.dfn.de",
]
Share = Annotated[float, Field(ge=0, le=1)]

_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def plainly_written(text: str) -> str:
    """Return a text that is to be printed, if nothing in it is hidden from whoever reads it.

    Raises:
        ValueError: it holds a control character, or one that turns the direction of what follows: a reader would see
            another text than the one that stands there. Both come with what is pasted from elsewhere.
    """
    found = _UNSEEN.search(text)
    if found:
        raise ValueError(
            f"holds U+{ord(found[0]):04X} after {found.start()} characters, which nobody sees and which changes what "
            "is read; write it without"
        )
    return text


Printed = Annotated[str, AfterValidator(plainly_written)]

SALT_HEX_DIGITS = 32
"""128 random bits, written as hexadecimal digits: the least that METHOD.md section 4 accepts."""

PROCEDURES = PROJECT / "data" / "reference" / "procedures"


class InvestigationError(WhoseFacesError):
    """The investigation file, or a file it names, cannot be used as it stands."""


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Manifest(_Section):
    """Where a list of photos lies, and how to read it (``auto``: by looking)."""

    path: Path
    format: str = "auto"
    column: str | None = Field(None, description="the column that holds Flickr addresses, where looking is not enough")
    listed_on: dt.date | None = Field(None, description="the day on which the manifest's licences were collected")


class PhotoSample(_Section):
    """How many photos to draw, and the strata to draw them in."""

    n: Annotated[StrictInt, Field(ge=0)] = 2000
    strata: list[str] = []


class AccountSample(_Section):
    """How many accounts to draw."""

    n: Annotated[StrictInt, Field(ge=0)] = 1000
    certainty: Annotated[
        StrictInt, Field(ge=0, description="so many accounts with most photos are taken whatever their number")
    ] = 0


class ComparisonSample(_Section):
    """How many photos to draw from the parent outside the dataset, to hold the dataset's shares against."""

    n: Annotated[StrictInt, Field(ge=1)] = 1000


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
    timestamp: list[Authority] = []
    """Who is asked to stamp the custody log of a live run; whatever they answer, the run goes on."""

    @field_validator("fresh_for", mode="before")
    @classmethod
    def _days(cls, value: object) -> object:
        if isinstance(value, str):
            said = re.fullmatch(r"([1-9][0-9]*) (hour|day|week)s?", value)
            if not said:
                raise ValueError('say it as "30 days", "12 hours" or "2 weeks"')
            return dt.timedelta(**{said[2] + "s": int(said[1])})
        return value


class Use(_Section):
    """What the dataset's holder did with the photos."""

    commercial: StrictBool
    derivatives: StrictBool
    attributed: StrictBool
    shared_alike: StrictBool


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
    minutes_a_message: list[Annotated[float, Field(gt=0)]] = [1.0, 5.0]
    cost_an_hour: list[Annotated[float, Field(ge=0)]] = [15.0, 50.0]
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "EUR"


class Publish(_Section):
    """What may be printed, and whom a reader can write to."""

    min_cell: StrictInt = Field(10, ge=3)
    contact: Printed = Field(min_length=3)
    by: Printed = Field("", description="who publishes it, as a newsroom's name; the contact when not given")
    licence: Printed = Field("", description="the licence of what is published, by its SPDX name, as CC-BY-4.0")
    drift_bound: Share = Field(0.1, description="an unattended run holds an edition whose headline moved further")


class Spark(_Section):
    """Where the cluster is, for manifests past one machine."""

    master: str = "local[*]"


class Investigation(_Section):
    """Everything that a run depends on. Paths are absolute once loaded."""

    investigation: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")
    question: Printed = Field(min_length=1)
    manifest: Manifest
    parent: Manifest | None = None
    engine: Literal["duckdb", "spark"] = "duckdb"
    spark: Spark = Spark()
    procedures: list[str] = Field(min_length=1)
    sample: Sample = Sample()
    trace: Trace = Trace()
    use: Use
    scenarios: Scenarios = Scenarios()
    closed_list: ClosedList | None = None
    publish: Publish
    demonstration: StrictBool = Field(False, description="the data is invented: every page says so")

    # Set by load(); not keys of the file.
    file: Path = Field(Path(), exclude=True)

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
        path = self.file.parent / "salt"
        try:
            text = path.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            raise InvestigationError(
                f"{self.file.name}: no file 'salt' beside it in {self.file.parent}; "
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
        return text

    def salt_sha256(self) -> str:
        """The commitment to the salt that may be published."""
        return hashlib.sha256(self.salt().encode("ascii")).hexdigest()


def known_procedures() -> list[str]:
    """The opt-out procedures in ``data/reference/procedures``, by name."""
    return sorted(path.stem for path in PROCEDURES.glob("*.toml"))


def load(path: str | Path) -> Investigation:
    """Read and validate an investigation file.

    Args:
        path: the TOML file; paths inside it are relative to its folder.

    Raises:
        InvestigationError: one line that names the file, the key, what is allowed and the nearest guess.
    """
    file = Path(path)
    said = _read(file)
    try:
        checked = Investigation.model_validate(said)
    except ValidationError as error:
        raise InvestigationError(_first_problem(file, error)) from None
    for name in checked.procedures:
        if name not in known_procedures():
            raise InvestigationError(f"{file.name}: procedures: {name!r}: {_allowed(name, known_procedures())}")
    twice = [name for name in checked.procedures if checked.procedures.count(name) > 1]
    if twice:
        raise InvestigationError(f"{file.name}: procedures: {twice[0]!r} stands there twice; name it once")
    if checked.sample.comparison is not None and checked.parent is None:
        raise InvestigationError(
            f"{file.name}: sample.comparison: is drawn from the parent outside the dataset, and no parent is named: "
            'add parent = {path = "..."}, or take [sample.comparison] out'
        )
    return _rooted(checked, file.resolve())


def _read(file: Path) -> dict[str, Any]:
    if file.is_dir():
        raise InvestigationError(f"{file}: this is a folder; name the investigation file in it")
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
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
    except tomllib.TOMLDecodeError as error:
        raise InvestigationError(f"{file.name}: not TOML: {error}{_why_not_toml(file)}") from None


_NOT_THIS = "an investigation file is wanted here, as `whosefaces new NAME MANIFEST` writes it"


def _why_not_toml(file: Path) -> str:
    """What it usually is: another file altogether, a word processor's quotation marks, or a path of Windows."""
    if file.suffix != ".toml":
        return f"; {_NOT_THIS}"
    said = file.read_text(encoding="utf-8")
    if re.search("[\u201c-\u201f\u00ab\u00bb]", said):
        return '; quotation marks are straight here, as "this"'
    return '; write paths with /, as "../faces.csv"' if "\\" in said else ""


def _rooted(investigation: Investigation, file: Path) -> Investigation:
    """The same, with every path absolute and every file that must be there seen."""

    def rooted(key: str, path: Path) -> Path:
        whole = file.parent / path
        if not whole.exists():
            beside = sorted(p.name for p in whole.parent.iterdir()) if whole.parent.is_dir() else []
            near = difflib.get_close_matches(whole.name, beside, 1)
            hint = f"; did you mean {near[0]}?" if near else "; paths are relative to the investigation file"
            if not str(path).isprintable():  # "..\\faces" is TOML for a form feed and "aces"
                hint = '; write paths with /, as "../faces.csv"'
            raise InvestigationError(f"{file.name}: {key}: no file {str(path)!r} in {file.parent}{hint}")
        return whole.resolve()

    manifest = investigation.manifest.model_copy(update={"path": rooted("manifest.path", investigation.manifest.path)})
    parent = investigation.parent
    if parent is not None:
        parent = parent.model_copy(update={"path": rooted("parent.path", parent.path)})
    trace = investigation.trace
    if trace.mode == "replay":
        if trace.evidence is None:
            raise InvestigationError(
                f'{file.name}: trace.evidence: missing; mode = "replay" answers from recorded evidence: '
                "name the WARC file or its folder"
            )
        trace = trace.model_copy(update={"evidence": rooted("trace.evidence", trace.evidence)})
    elif trace.evidence is not None:
        trace = trace.model_copy(update={"evidence": (file.parent / trace.evidence).resolve()})
    return investigation.model_copy(update={"file": file, "manifest": manifest, "parent": parent, "trace": trace})


def _allowed(value: str, allowed: list[str]) -> str:
    near = difflib.get_close_matches(value, allowed, 1, cutoff=0.5)
    guess = f"; did you mean {near[0]!r}?" if near else ""
    return f"not one of {', '.join(allowed)}{guess}"


def _first_problem(file: Path, error: ValidationError) -> str:
    """One line for the first thing wrong, and how many more there are."""
    problems = error.errors()
    # A misspelt key also leaves the right one missing: the misspelling is the one to name.
    problems.sort(key=lambda p: p["type"] != "extra_forbidden")
    first = problems[0]
    more = f" (and {len(problems) - 1} more after that)" if len(problems) > 1 else ""
    key = ".".join(str(part) for part in first["loc"])
    return f"{file.name}: {key}: {_explain(first)}{more}"


def _explain(problem: Any) -> str:
    location, kind, given = problem["loc"], problem["type"], problem["input"]
    if kind == "extra_forbidden":
        return f"no such key: {_allowed(str(location[-1]), _keys_at(location[:-1]))}"
    if kind == "missing":
        return f"missing; this section needs {', '.join(_keys_at(location[:-1], required=True))}"
    if kind == "literal_error":
        return f"{given!r} is {_allowed(str(given), _literals(problem))}"
    if kind == "string_pattern_mismatch":
        return f"{given!r}: lower-case letters, digits and hyphens only, for it names a folder"
    return f"{_as_written(given)}: {_WANTED.get(kind) or problem['msg'].removeprefix('Value error, ')}"


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


def _keys_at(location: tuple[Any, ...], *, required: bool = False) -> list[str]:
    """The keys of the section at ``location``."""
    model: type[BaseModel] = Investigation
    for part in location:
        if isinstance(part, str) and part in model.model_fields:
            annotation = model.model_fields[part].annotation
            for candidate in (annotation, *get_args(annotation)):
                if isinstance(candidate, type) and issubclass(candidate, BaseModel):
                    model = candidate
    fields = {name: field for name, field in model.model_fields.items() if name != "file"}
    return [name for name, field in fields.items() if field.is_required() or not required]
