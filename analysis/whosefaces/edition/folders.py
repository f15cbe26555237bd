"""Where the editions of an investigation lie, and which folder is worked in.

``reports/<investigation>/<day>/`` holds ``case/`` (personal, never published), ``draft/`` while it is made, and
``public/`` once it is published. What is published is never written into again: work on a published edition happens in
the folder of its next revision, ``<day>.2``, which begins as a copy of its case.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whosefaces import PROJECT, earlier
from whosefaces import investigation as investigations
from whosefaces.edition import display, protection
from whosefaces.edition.display import FOLDER_VARIABLE
from whosefaces.errors import WhoseFacesError
from whosefaces.investigation import Investigation
from whosefaces.table import Table

if TYPE_CHECKING:
    import pandas as pd

REPORTS_VARIABLE = "WHOSEFACES_REPORTS"
"""Where editions are written, when not where they lie by default."""
LIVE_VARIABLE = "WHOSEFACES_LIVE"
"""Set for the notebooks of a run with --live."""
EVIDENCE_VARIABLE = "WHOSEFACES_EVIDENCE"
"""Set for the notebooks of a run that answers from a case's own evidence, whatever the investigation file says."""
OWNER = "investigation.json"
"""In ``reports/<investigation>/``: the id of the investigation whose editions lie there."""
EXPLORATORY = "exploratory"
"""The folder for work with other parameters than the investigation's: it is never published."""

_NOT_CARRIED = shutil.ignore_patterns("SHA256SUMS", "notebooks", "withdrawn", "*.partial")


class EditionError(WhoseFacesError):
    """An edition cannot be opened or made as asked."""


@dataclass(frozen=True)
class Edition:
    """The folders of one dated run. ``as_of`` is the only clock that a published file may read."""

    investigation: Investigation
    as_of: dt.date
    folder: Path
    changed: tuple[str, ...] = ()
    """The parameters that differ from the investigation's, in words: what comes of them is exploratory."""

    @property
    def case(self) -> Path:
        """Panel, traces, ledger, evidence: personal data."""
        return self.folder / "case"

    @property
    def draft(self) -> Path:
        """What is being made; the guard has not seen it yet."""
        return self.folder / "draft"

    @property
    def public(self) -> Path:
        """What may be published as it stands."""
        return self.folder / "public"

    @property
    def is_published(self) -> bool:
        """Whether something was published in this folder; a notice of withdrawal counts."""
        return self.public.exists()

    def banner(self) -> str:
        """A notebook's first line: which investigation, true for which day, and whether it is invented."""
        named = f"Investigation *{self.investigation.investigation}*, edition {self.as_of}."
        if self.changed:
            named = f"**EXPLORATORY: {'; '.join(self.changed)}. Never published.** {named}"
        return f"**DEMONSTRATION: INVENTED DATA.** {named}" if self.investigation.demonstration else named

    def show(self, table: Table, rows: pd.DataFrame | Path | None = None) -> None:
        """Show a table of the case in a notebook, by the one rule of :mod:`whosefaces.edition.display`.

        Args:
            table: its declaration.
            rows: its rows, where they are at hand; else the case's file.
        """
        display.show(table, rows if rows is not None else self.case / f"{table.name}.parquet")

    def finished(self, notebook: str) -> str:
        """The last line of a complete notebook; a run refuses one that ends without it."""
        return f"{notebook} is complete for edition {self.as_of}."

    def made_from(self) -> pd.DataFrame:
        """The digests of ``provenance.json``, one row each."""
        document = json.loads((self.draft / "provenance.json").read_text(encoding="utf-8"))
        import pandas as pd

        return pd.DataFrame(sorted(document["inputs_sha256"].items()), columns=["input", "SHA-256"])

    def written(self) -> pd.DataFrame:
        """The files of the draft by name, without the notebooks that are still being run."""
        files = sorted(
            p for p in self.draft.rglob("*") if p.is_file() and p.suffix != ".ipynb" and p.name != protection.IGNORE
        )
        import pandas as pd

        return pd.DataFrame({"file": [p.relative_to(self.draft).as_posix() for p in files]})


def reports_of(investigation: Investigation, reports: Path | None = None) -> Path:
    """Where an investigation's editions go: beside its file; those of the demonstration into the checkout's ``reports/``.

    Args:
        investigation: whose they are.
        reports: a folder that was named; else the environment's.
    """
    named = reports or (Path(os.environ[REPORTS_VARIABLE]) if os.environ.get(REPORTS_VARIABLE) else None)
    if named is not None:
        return named.resolve()
    if not investigation.file.is_relative_to(PROJECT / "data"):
        return investigation.file.parent / "reports"
    ours = PROJECT / "reports"  # an installed suite, or another user's, cannot be written into
    return ours if ours.is_dir() and os.access(ours, os.W_OK) else Path.cwd() / "reports"


def find_edition(
    investigation: str | Path,
    edition: str | dt.date | None = None,
    *,
    live: bool = False,
    evidence: Path | None = None,
    reports: Path | None = None,
) -> Edition:
    """The edition that a run's or a notebook's parameters name, whether it has been begun or not; nothing is written.

    Args:
        investigation: path of the investigation file.
        edition: a date, as ``2026-11-22``; nothing or ``""`` takes the day of the newest evidence when
            answers are replayed, and today when Flickr is asked.
        live: ask Flickr, whatever the file says; a notebook is told by the environment.
        evidence: answer from this recorded evidence, whatever the file says; a notebook is told likewise.
        reports: where editions go; by default as :func:`reports_of` says.

    Raises:
        InvestigationError: the investigation file cannot be used.
        EditionError: the date is none, or the editions that lie there are another investigation's.
    """
    loaded = investigations.load(investigation)
    if live or os.environ.get(LIVE_VARIABLE) == "1":
        loaded = loaded.asked_live()
    if evidence or os.environ.get(EVIDENCE_VARIABLE):
        loaded = loaded.answered_from(evidence or Path(os.environ[EVIDENCE_VARIABLE]))
    beside = reports_of(loaded, reports) / loaded.investigation
    _refuse_anothers(beside, loaded)
    as_of = _as_of(loaded, edition, beside)
    return Edition(loaded, as_of, beside / as_of.isoformat())


def open_edition(
    investigation: str | Path,
    edition: str | dt.date | None = None,
    *,
    reports: Path | None = None,
    photos: int | None = None,
    accounts: int | None = None,
    procedure: str | None = None,
    use: str | None = None,
) -> Edition:
    """Open an edition for a notebook: the folder that a run works in, else a working copy that may be played with.

    A published edition is not written into: its next revision is opened, as a copy. With a parameter that differs from
    the investigation's the work is exploratory; it lies apart and is never published.

    Args:
        investigation: path of the investigation file.
        edition: as :func:`find_edition` reads it.
        reports: as there.
        photos: draw so many photos instead.
        accounts: draw so many accounts instead.
        procedure: count P3 by this procedure instead: one that the investigation or ``data/reference`` names.
        use: hold the licences against these uses alone, as ``"commercial, derivatives"``.

    Raises:
        InvestigationError, EditionError: as there; or a parameter that cannot be.
    """
    found = find_edition(investigation, edition, reports=reports)
    import pandas as pd

    pd.set_option("display.max_colwidth", None)  # no word of a shown table is cut short
    if folder := os.environ.get(FOLDER_VARIABLE):
        return begun(replace(found, folder=found.folder.with_name(folder)))
    asked = _with_parameters(found.investigation, photos, accounts, procedure, use)
    if asked is found.investigation:
        display.head_every_output("")
        return begun(working(found))
    changed = _differences(found.investigation, asked)
    mark = hashlib.sha256("; ".join(changed).encode()).hexdigest()[:8]
    headed = asked.model_copy(update={"question": f"EXPLORATORY ({'; '.join(changed)}): {asked.question}"})
    apart = found.folder.parent / EXPLORATORY / f"{found.as_of}-{mark}"
    opened = Edition(headed, found.as_of, apart, changed)
    new = not opened.case.exists()
    begun(opened, copy_of=standing(found) or working(found))
    display.head_every_output(f"EXPLORATORY: {'; '.join(changed)}. Never published.")
    if new and (opened.case / "frame.parquet").exists():
        _counted_again(opened)
    return opened


def standing(found: Edition) -> Edition | None:
    """The newest published revision of an edition's day; None: nothing was published of that day."""
    revisions = [path for path in _revisions(found) if (path / "public" / "findings.json").is_file()]
    return replace(found, folder=revisions[-1]) if revisions else None


def working(found: Edition) -> Edition:
    """The folder that is worked in: the day's own, or the next revision's where something was published of that day."""
    taken = [place[1] for path in _revisions(found) if (path / "public").exists() and (place := earlier.place_of(path))]
    day = found.as_of.isoformat()
    return replace(found, folder=found.folder.with_name(f"{day}.{max(taken) + 1}" if taken else day))


def begun(edition: Edition, *, copy_of: Edition | None = None) -> Edition:
    """The same, with its folders made, closed to others, and owned by its investigation.

    A folder that is new begins as a copy of what was published of that day: its case, so that nothing is asked twice,
    and its tables, so that each notebook can be opened alone.
    """
    owner = edition.folder.parent / OWNER
    if not edition.changed and not owner.exists():
        edition.folder.parent.mkdir(parents=True, exist_ok=True)
        said = {"id": edition.investigation.id, "investigation": edition.investigation.investigation}
        owner.write_text(json.dumps(said) + "\n", encoding="utf-8")
    new = not edition.case.exists()
    protection.protect(edition.case)
    source = copy_of or standing(edition)
    if new and source is not None and source.folder != edition.folder and source.case.is_dir():
        _copied(source.case, edition.case)
        if source.public.is_dir() and not edition.draft.exists():
            protection.protect(edition.draft)
            _copied(source.public, edition.draft)
    protection.protect(edition.draft)
    return edition


def _copied(source: Path, target: Path) -> None:
    shutil.copytree(source, target, dirs_exist_ok=True, ignore=_NOT_CARRIED)


def _revisions(found: Edition) -> list[Path]:
    """The folders of an edition's day, the first before its revisions."""
    beside = found.folder.parent
    places = {place: path for path in beside.iterdir() if (place := earlier.place_of(path))} if beside.is_dir() else {}
    return [places[place] for place in sorted(places) if place[0] == found.as_of]


def _refuse_anothers(beside: Path, investigation: Investigation) -> None:
    """Raise where the editions in a folder are another investigation's that happens to bear the same name.

    Raises:
        EditionError: they are, or they do not say whose they are.
    """
    owner = _owner(beside)
    if owner is not None and owner != investigation.id:
        raise EditionError(
            f"{beside}: holds editions of another investigation of that name (id {owner or 'unknown'}, and "
            f"{investigation.file.name} has {investigation.id}); nothing was touched: give this one another name, or name "
            "another folder with --reports"
        )


def _owner(beside: Path) -> str | None:
    """The id of the investigation whose editions lie in a folder; empty: they do not say; None: there are none."""
    files = [beside / OWNER, *(folder / "public" / "provenance.json" for folder in earlier.published(beside)[-1:])]
    for file, key in zip(files, ("id", "investigation_id"), strict=False):
        try:
            return str(json.loads(file.read_text(encoding="utf-8"))[key])
        except FileNotFoundError:
            continue
        except (OSError, ValueError, KeyError, TypeError):
            return ""
    return None


def _as_of(investigation: Investigation, edition: str | dt.date | None, editions: Path) -> dt.date:
    if isinstance(edition, dt.date):
        return edition
    if edition:
        try:
            return dt.date.fromisoformat(edition)
        except ValueError:
            hint = (
                "name its day; a revision is numbered by itself"
                if "." in edition
                else "a date is written as 2026-11-22"
            )
            raise EditionError(f"edition {edition!r}: no such day; {hint}") from None
    if investigation.trace.mode == "live":
        today = dt.datetime.now(dt.UTC).date()
        return unfinished(editions, today, investigation.trace.fresh_for) or today
    from whosefaces.trace.evidence.export import newest_day

    assert investigation.trace.evidence is not None  # load() refuses a replay without it
    return newest_day(investigation.trace.evidence)


def unfinished(editions: Path, today: dt.date, fresh_for: dt.timedelta) -> dt.date | None:
    """The day of the newest edition, if its asking was begun, it was never published, and its answers are fresh.

    A run that is stopped in the evening carries on in the morning, and does not begin another edition.
    """
    begun_ = sorted(editions.glob("????-??-??/case/ledger.sqlite"))
    if not begun_:
        return None
    newest = begun_[-1].parents[1]
    day = dt.date.fromisoformat(newest.name)
    return day if not (newest / "public").exists() and today - fresh_for <= day <= today else None


# -- parameters that a person plays with


def _counted_again(edition: Edition) -> None:
    """Draw, trace and measure what was copied by the changed parameters: whichever notebook is opened first says so."""
    from whosefaces.measure import measuring
    from whosefaces.sample import comparison, drawing
    from whosefaces.trace import tracing

    own, case, draft = edition.investigation, edition.case, edition.draft
    frame, panel, traces = (case / f"{name}.parquet" for name in ("frame", "panel", "traces"))
    drawing.draw(own, frame, case, edition.as_of)
    comparison.draw(own, frame, case)
    tracing.trace(own, panel, case, edition.as_of)
    measuring.measure(own, frame, panel, traces, case=case, public=draft, as_of=edition.as_of)


def _with_parameters(
    own: Investigation, photos: int | None, accounts: int | None, procedure: str | None, use: str | None
) -> Investigation:
    """The investigation with other parameters; the very same one where none differs.

    Raises:
        EditionError: a parameter that cannot be.
    """
    changes: dict[str, Any] = {}
    sample = own.sample
    for name, n in (("photos", photos), ("accounts", accounts)):
        if n is None or n == getattr(own.sample, name).n:
            continue
        if isinstance(n, bool) or not isinstance(n, int) or n < 0:
            raise EditionError(f"parameter {name} = {n!r}: a whole number is wanted, as 200")
        sample = sample.model_copy(update={name: getattr(sample, name).model_copy(update={"n": n})})
        changes["sample"] = sample
    if procedure and [procedure] != own.procedures[:1]:
        files = own.procedure_files | {
            name: investigations.PROCEDURES / f"{name}.toml" for name in investigations.known_procedures()
        }
        if procedure not in files:
            raise EditionError(f"parameter procedure = {procedure!r}: not one of {', '.join(sorted(files))}")
        names = [procedure, *(name for name in own.procedures if name != procedure)]
        changes |= {"procedures": names, "procedure_files": {name: files[name] for name in names}}
    if use is not None:
        wanted = tuple(word.strip() for word in use.split(",") if word.strip())
        unknown = [word for word in wanted if word not in own.use.stated]
        if unknown:
            known = ", ".join(own.use.stated) or "none: the investigation establishes no use"
            raise EditionError(f"parameter use = {use!r}: {unknown[0]!r} is not established; there are {known}")
        if set(wanted) != set(own.use.stated):
            changes["use"] = own.use.model_copy(update={name: None for name in own.use.stated if name not in wanted})
    return own.model_copy(update=changes) if changes else own


def _differences(own: Investigation, asked: Investigation) -> tuple[str, ...]:
    """What differs, in words: photos 200 instead of 1000."""
    pairs = {
        "photos": (own.sample.photos.n, asked.sample.photos.n),
        "accounts": (own.sample.accounts.n, asked.sample.accounts.n),
        "procedure": (next(iter(own.procedures), "none"), next(iter(asked.procedures), "none")),
        "use": (", ".join(own.use.stated) or "none", ", ".join(asked.use.stated) or "none"),
    }
    return tuple(f"{name} {new} instead of {old}" for name, (old, new) in pairs.items() if old != new)
