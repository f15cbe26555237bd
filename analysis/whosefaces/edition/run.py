"""One dated run of an investigation: its folder, its notebooks in order, its publication.

``reports/<investigation>/<edition>/`` holds ``case/`` (personal, never published) and ``public/``. Notebooks
write into ``draft/``; it becomes ``public/`` in one step, after every notebook was seen to be complete and the
guard found nothing personal in it. So the last good edition stands until a better one is whole.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import re
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from filelock import FileLock, Timeout

from whosefaces import PROJECT, __version__
from whosefaces import investigation as investigations
from whosefaces.edition.execution import execute
from whosefaces.edition.inputs import fingerprint, sha256_of
from whosefaces.edition.replacing import recover, replace
from whosefaces.errors import WhoseFacesError
from whosefaces.investigation import Investigation
from whosefaces.measure import estimands
from whosefaces.trace.http.keys import needed_key
from whosefaces.trace.http.transport import STAND_IN_VARIABLE

DOES = {
    "1_sample": "reading the manifest, drawing the sample",
    "2_trace": "tracing what was drawn",
    "3_measure": "measuring",
    "4_report": "writing the report",
    "5_other_definitions": "counting the headlines otherwise",
}
"""What each notebook does, for whoever waits."""
NOTEBOOKS = tuple(DOES)
REPORTS_VARIABLE = "WHOSEFACES_REPORTS"
"""Where editions are written, when not in the checkout's reports/."""
LIVE_VARIABLE = "WHOSEFACES_LIVE"
"""Set for the notebooks of a run with --live."""
EVIDENCE_VARIABLE = "WHOSEFACES_EVIDENCE"
"""Set for the notebooks of a run that answers from a case's own evidence, whatever the investigation file says."""
ORIGIN = "origin.json"
"""In the case: where the investigation file lies, seen from the edition's folder."""


class EditionError(WhoseFacesError):
    """An edition cannot be opened or made as asked."""


@dataclass(frozen=True)
class Edition:
    """The folders of one dated run. ``as_of`` is the only clock that a published file may read."""

    investigation: Investigation
    as_of: dt.date
    folder: Path

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

    def banner(self) -> str:
        """A notebook's first line: which investigation, true for which day, and whether it is invented."""
        named = f"Investigation *{self.investigation.investigation}*, edition {self.as_of}."
        return f"**DEMONSTRATION: INVENTED DATA.** {named}" if self.investigation.demonstration else named

    def finished(self, notebook: str) -> str:
        """The last line of a complete notebook; a run refuses one that ends without it."""
        return f"{notebook} is complete for edition {self.as_of}."

    def made_from(self) -> pd.DataFrame:
        """The digests of ``provenance.json``, one row each."""
        made = json.loads((self.draft / "provenance.json").read_text(encoding="utf-8"))
        return pd.DataFrame(sorted(made["inputs_sha256"].items()), columns=["input", "SHA-256"])

    def written(self) -> pd.DataFrame:
        """The files of the draft by name, without the notebooks that are still being run."""
        files = sorted(p for p in self.draft.rglob("*") if p.is_file() and p.suffix != ".ipynb")
        return pd.DataFrame({"file": [p.relative_to(self.draft).as_posix() for p in files]})


@dataclass(frozen=True)
class Published:
    """What a run ended with."""

    edition: Edition
    sentences: list[str]
    findings: list[dict[str, Any]]
    unchanged: bool

    @property
    def report(self) -> Path:
        """The page to open."""
        return self.edition.public / "report.html"

    def as_json(self) -> dict[str, Any]:
        """For machines: where the report lies and every finding in it."""
        return {
            "investigation": self.edition.investigation.investigation,
            "edition": self.edition.as_of.isoformat(),
            "status": "unchanged" if self.unchanged else "published",
            "report": str(self.report),
            "sentences": self.sentences,
            "findings": self.findings,
        }


def open_edition(
    investigation: str | Path, edition: str | dt.date | None = None, *, reports: Path | None = None
) -> Edition:
    """Open the edition that a notebook's parameters name, making its folders; as :func:`find_edition` otherwise."""
    opened = find_edition(investigation, edition, reports=reports)
    _make_folders(opened)
    return opened


def _make_folders(edition: Edition) -> None:
    edition.case.mkdir(parents=True, exist_ok=True, mode=0o700)
    edition.draft.mkdir(exist_ok=True)


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
        reports: where editions go; the environment's folder or the checkout's ``reports/`` when not given.

    Raises:
        InvestigationError: the investigation file cannot be used.
        EditionError: the date is none.
    """
    loaded = investigations.load(investigation)
    if live or os.environ.get(LIVE_VARIABLE):
        loaded = loaded.asked_live()
    if evidence or os.environ.get(EVIDENCE_VARIABLE):
        loaded = loaded.answered_from(evidence or Path(os.environ[EVIDENCE_VARIABLE]))
    reports = (reports or Path(os.environ.get(REPORTS_VARIABLE) or PROJECT / "reports")).resolve()
    as_of = _as_of(loaded, edition, reports / loaded.investigation)
    return Edition(loaded, as_of, reports / loaded.investigation / as_of.isoformat())


def _as_of(investigation: Investigation, edition: str | dt.date | None, editions: Path) -> dt.date:
    if isinstance(edition, dt.date):
        return edition
    if edition:
        try:
            return dt.date.fromisoformat(edition)
        except ValueError:
            raise EditionError(f"edition {edition!r}: no such day; a date is written as 2026-11-22") from None
    if investigation.trace.mode == "live":
        today = dt.datetime.now(dt.UTC).date()
        return _unfinished(editions, today, investigation.trace.fresh_for) or today
    from whosefaces.trace.evidence.export import newest_day

    assert investigation.trace.evidence is not None  # load() refuses a replay without it
    return newest_day(investigation.trace.evidence)


def _refuse_another_day(edition: Edition, now: dt.datetime) -> None:
    """What Flickr answers now is true for now: for no day to come, and for a past one only where asking began then.

    It is today wherever on Earth it is today.

    Raises:
        EditionError: the edition's day is another one.
    """
    earliest, latest = (now - dt.timedelta(hours=12)).date(), (now + dt.timedelta(hours=14)).date()
    if edition.as_of > latest:
        raise EditionError(f"edition {edition.as_of}: that day has not come; leave --edition out, and it is today's")
    if edition.as_of < earliest and not (edition.case / "ledger.sqlite").exists():
        raise EditionError(
            f"edition {edition.as_of}: Flickr answers for today, not for that day, and nothing was asked then; leave "
            "--edition out, and it is today's"
        )


def _refuse_an_example(investigation: Investigation) -> None:
    """Flickr is told whom to write to, and so are readers: somebody has to be there.

    Raises:
        EditionError: the contact is the one that ``whosefaces new`` fills in.
    """
    contact = investigation.publish.contact
    if re.search(r"@example\.(org|com|net)\b", contact, re.IGNORECASE):
        raise EditionError(
            f"{investigation.file.name}: publish.contact = {contact!r} is an example; Flickr is told it with every request, "
            "and readers write to it: put your own there"
        )


def _unfinished(editions: Path, today: dt.date, fresh_for: dt.timedelta) -> dt.date | None:
    """The day of the newest edition, if its asking was begun, it was never published, and its answers are fresh.

    A run that is stopped in the evening carries on in the morning, and does not begin another edition.
    """
    begun = sorted(editions.glob("????-??-??/case/ledger.sqlite"))
    if not begun:
        return None
    newest = begun[-1].parents[1]
    day = dt.date.fromisoformat(newest.name)
    published = (newest / "public").exists() or (newest / "public.previous").exists()
    return day if not published and today - fresh_for <= day <= today else None


def run(
    investigation: str | Path,
    edition: str | dt.date | None = None,
    *,
    live: bool = False,
    evidence: Path | None = None,
    again: bool = False,
    reports: Path | None = None,
    quiet: bool = False,
    before_publishing: Callable[[Edition], None] | None = None,
) -> Published:
    """Run the notebooks of an investigation and publish the edition.

    An edition whose inputs (investigation, manifest, evidence, salt, versions, code) have not changed since it was
    published is left as it is, unless ``again``. A run that is stopped carries on where it stopped: what Flickr
    answered is in the case's ledger.

    Args:
        investigation: path of the investigation file.
        edition: as :func:`find_edition` reads it.
        live: ask Flickr, whatever the file says.
        evidence: answer from this recorded evidence, whatever the file says.
        again: make the edition anew even if nothing has changed.
        reports: where editions go.
        quiet: no progress.
        before_publishing: sees the complete draft; it raises to keep it from being published.

    Raises:
        WhoseFacesError: with the exit code of docs/exit-codes.md.
    """
    from whosefaces.edition import sums
    from whosefaces.trace.evidence import custody

    opened = find_edition(investigation, edition, live=live, evidence=evidence, reports=reports)
    opened.investigation.salt()  # a missing salt, or key, is better said before the work than after
    if opened.investigation.trace.mode == "live" and "api" in opened.investigation.trace.sources:
        needed_key()
    if opened.investigation.trace.mode == "live" and not os.environ.get(STAND_IN_VARIABLE):
        _refuse_another_day(opened, dt.datetime.now(dt.UTC))
        _refuse_an_example(opened.investigation)
    with _only_run_of(opened):
        _make_folders(opened)
        if opened.investigation.trace.mode == "live" and not edition and not quiet and _begun(opened):
            print(f"carrying on the edition of {opened.as_of}, which is not finished", file=sys.stderr)
        recover(opened.public)
        if not again and _stands(opened):
            return _published(opened, unchanged=True)
        (opened.case / sums.NAME).unlink(missing_ok=True)  # the case is sealed again when the edition stands
        shutil.rmtree(opened.draft)
        (opened.draft / "notebooks").mkdir(parents=True)
        _note_origin(opened)
        custody.note(
            opened.case,
            custody.RUN_BEGAN,
            edition=opened.as_of.isoformat(),
            mode=opened.investigation.trace.mode,
            sources=list(opened.investigation.trace.sources),
            inputs_sha256=fingerprint(opened.investigation, opened.as_of, opened.folder),
        )
        with _end_noted(opened):
            _run_notebooks(opened, quiet=quiet)
            if before_publishing is not None:
                before_publishing(opened)
            published = _published(opened, unchanged=_publish(opened, quiet=quiet))
            if custody.BUDGET_SPENT in custody.of_last_run(opened.case / custody.NAME):
                print(_what_was_left(opened), file=sys.stderr)
            return published


def _what_was_left(edition: Edition) -> str:
    return (
        f"this run's budget of {edition.investigation.trace.budget:,} requests was spent; what it did not reach counts "
        f"as not asked, in the report too. The same command with --edition {edition.as_of} asks about the rest"
    )


@contextlib.contextmanager
def _end_noted(edition: Edition) -> Iterator[None]:
    """Have the custody log say of a run that publishes nothing why it ended, and with which exit code."""
    from whosefaces.trace.evidence import custody

    try:
        yield
    except BaseException as error:
        if isinstance(error, WhoseFacesError):
            code, why = error.exit_code, str(error)
        elif isinstance(error, KeyboardInterrupt):
            code, why = 130, "stopped by whoever ran it"
        else:
            code, why = 1, type(error).__name__
        with contextlib.suppress(OSError, custody.CustodyError):  # what went wrong first is what is told
            custody.note(
                edition.case, "run ended unpublished", edition=edition.as_of.isoformat(), exit_code=code, why=why
            )
        raise


def _begun(edition: Edition) -> bool:
    return (edition.case / "ledger.sqlite").exists() and not edition.public.exists()


@contextlib.contextmanager
def _only_run_of(edition: Edition) -> Iterator[None]:
    # One for all editions: a later one reads the one before it, and all write the index.
    edition.folder.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(edition.folder.parent / ".lock", timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise EditionError(
            f"{edition.investigation.investigation} {edition.as_of}: another run is at work on this investigation; "
            "wait for it to end, or stop it"
        ) from None
    try:
        yield
    finally:
        lock.release()


def _stands(edition: Edition) -> bool:
    """Whether ``public/`` came from these very inputs and is still whole, and the case was sealed with it."""
    from whosefaces.edition import sums

    if edition.investigation.trace.mode == "live":  # the world is an input too
        return False
    if not (edition.case / sums.NAME).exists() or not sums.hold(edition.public):
        return False
    made = json.loads((edition.public / "provenance.json").read_text(encoding="utf-8"))
    inputs = fingerprint(edition.investigation, edition.as_of, edition.folder)
    return bool(made["inputs_sha256"] == inputs)


def _run_notebooks(edition: Edition, *, quiet: bool) -> None:
    from whosefaces.edition import notebooks
    from whosefaces.trace import progress

    raw = edition.case / "notebooks"
    raw.mkdir(exist_ok=True)
    shown = edition.case / progress.FILE
    for number, name in enumerate(NOTEBOOKS, start=1):
        with _saying(f"{number}/{len(NOTEBOOKS)} {DOES[name]}", quiet=quiet), progress.watching(shown, quiet=quiet):
            executed = raw / f"{name}.ipynb"
            execute(
                PROJECT / "notebooks" / executed.name,
                executed,
                {"investigation": edition.investigation.file.name, "edition": edition.as_of.isoformat()},
                cwd=edition.investigation.file.parent,
                settings={
                    REPORTS_VARIABLE: str(edition.folder.parents[1]),
                    LIVE_VARIABLE: "1" if edition.investigation.trace.mode == "live" else "",
                    EVIDENCE_VARIABLE: _evidence_of(edition.investigation),
                },
            )
            notebooks.assert_complete(executed)
            notebooks.normalise(executed, edition.draft / "notebooks" / executed.name)


@contextlib.contextmanager
def _saying(what: str, *, quiet: bool) -> Iterator[None]:
    """A line on the terminal while something is done, with how long it took; a log gets the line when it is."""
    if quiet:
        yield
        return
    began = time.monotonic()
    if sys.stderr.isatty():
        print(f"{what} ...", end="\r", file=sys.stderr, flush=True)
    yield
    print(f"{what}: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)


def _evidence_of(investigation: Investigation) -> str:
    return str(investigation.trace.evidence) if investigation.trace.mode == "replay" else ""


def _note_origin(edition: Edition) -> None:
    origin = {"investigation": os.path.relpath(edition.investigation.file, edition.folder)}
    (edition.case / ORIGIN).write_text(json.dumps(origin) + "\n", encoding="utf-8")


def made_again(investigation: Investigation, folder: Path, scratch: Path) -> Path:
    """Make a published edition again under ``scratch``, offline, from what it was made from.

    Args:
        investigation: what it was made from; its evidence is answered from, also where Flickr was asked.
        folder: the edition's folder; the editions before it lie beside it.
        scratch: an empty folder.

    Returns:
        The new ``public/``.

    Raises:
        WhoseFacesError: it cannot be made.
    """
    from whosefaces import earlier

    folder = folder.resolve()
    day = earlier.day_of(folder)
    if day is None:
        raise EditionError(f"{folder.name}: an edition's folder is named for its day, as 2026-11-22")
    beside = scratch / "reports" / investigation.investigation
    beside.mkdir(parents=True)
    for before in earlier.published(folder.parent):
        if (other := earlier.day_of(before)) is not None and other < day:
            (beside / before.name).symlink_to(before)
    evidence = investigation.trace.evidence
    if evidence is None or not evidence.exists():
        raise EditionError(f"{folder.name}: was asked live, and its case holds no evidence to answer from")
    made = run(investigation.file, day, evidence=evidence, reports=scratch / "reports", quiet=True)
    return made.edition.public


def _publish(edition: Edition, *, quiet: bool = True) -> bool:
    """Let the guard read the draft, seal it with its sums, and put it where ``public/`` stands.

    Returns:
        Whether the very same bytes stood there already.
    """
    from whosefaces.edition import index, packaging, sums
    from whosefaces.edition.guard import guard
    from whosefaces.trace.evidence import custody

    packaging.describe(edition.investigation, edition.as_of, edition.draft)
    with _saying("looking for anything personal before it is published", quiet=quiet):
        guard.inspect(edition.draft, edition.case, edition.investigation)
    sums.write(edition.draft)
    same = sums.hold(edition.public) and sums.digests(edition.public) == sums.digests(edition.draft)
    # Noted before and after: whenever it is killed, the log names the bytes that then stand in public/.
    sealed = sums.seal(edition.draft)
    custody.note(edition.case, custody.TO_BE_PUBLISHED, edition=edition.as_of.isoformat(), public_sums_sha256=sealed)
    replace(edition.draft, edition.public)
    _hand_over(edition, sealed)
    sums.write(edition.case)
    index.write(edition.folder.parent)
    return same


def _hand_over(edition: Edition, sealed: str) -> None:
    """Note in the custody log what was published from what; live, have the log stamped by whom the file names."""
    from whosefaces.trace.evidence import custody, timestamp

    recorded = edition.case / "evidence"
    evidence = edition.investigation.trace.evidence or (recorded if recorded.exists() else None)
    head = custody.note(
        edition.case,
        custody.PUBLISHED,
        edition=edition.as_of.isoformat(),
        public_sums_sha256=sealed,
        evidence_sha256=sha256_of(evidence) if evidence is not None else None,
    )
    if edition.investigation.trace.mode == "live":
        for stamped in timestamp.stamp(head, edition.investigation.trace.timestamp, edition.case / timestamp.FOLDER):
            if stamped.token is None:
                print(f"no time stamp of {stamped.authority}: {stamped.why}", file=sys.stderr)


def _published(edition: Edition, *, unchanged: bool) -> Published:
    findings = json.loads((edition.public / "findings.json").read_text(encoding="utf-8"))
    return Published(edition, findings["sentences"], findings["findings"], unchanged)


def provenance(edition: Edition) -> Path:
    """Write ``provenance.json``: what this edition was made from, as digests; no path, no clock.

    Returns:
        The file's path in the draft.
    """
    path = edition.draft / "provenance.json"
    inputs = fingerprint(edition.investigation, edition.as_of, edition.folder)
    made = {
        "suite": f"Whose Faces {__version__}",
        "investigation": edition.investigation.investigation,
        "edition": edition.as_of.isoformat(),
        "python": ".".join(map(str, sys.version_info[:3])),
        "platform": sys.platform,
        "lock_sha256": sha256_of(PROJECT / "requirements.lock"),
        "salt_sha256": edition.investigation.salt_sha256(),
        "estimands_sha256": estimands.sha256(edition.investigation),
        "inputs_sha256": inputs,
    }
    path.write_text(json.dumps(made, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return path
