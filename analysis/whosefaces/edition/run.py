"""One dated run of an investigation: its folder, its notebooks in order, its publication.

Three steps: :func:`opened` finds the folder to work in, :func:`work` runs the notebooks, which write into ``draft/``, and
:func:`publish` makes it ``public/`` in one step, after the guard found nothing personal in it. What is published is never
written over: where anything changed, the same day again is a revision beside it.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
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

from filelock import FileLock, Timeout

from whosefaces import PROJECT, __version__, earlier
from whosefaces.dossiers import procedures
from whosefaces.edition import inputs, protection
from whosefaces.edition.display import FOLDER_VARIABLE
from whosefaces.edition.execution import execute, imported_once
from whosefaces.edition.folders import (
    EVIDENCE_VARIABLE,
    LIVE_VARIABLE,
    REPORTS_VARIABLE,
    Edition,
    EditionError,
    begun,
    find_edition,
    open_edition,
    standing,
    working,
)
from whosefaces.edition.inputs import COMMITTED, fingerprint, sha256_of
from whosefaces.errors import WhoseFacesError
from whosefaces.investigation import HOME, MADE_FROM, Investigation
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

__all__ = ["Edition", "EditionError", "find_edition", "open_edition", "publish", "publish_draft", "run", "work"]
ORIGIN = "origin.json"
"""In the case: where the investigation file lies, seen from the edition's folder."""


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
            "edition": self.edition.folder.name,
            "status": "unchanged" if self.unchanged else "published",
            "report": str(self.report),
            "sentences": self.sentences,
            "findings": self.findings,
        }


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
    published is left as it is, unless ``again``; where they have, a revision is published beside it. A run that is
    stopped carries on where it stopped: what Flickr answered is in the case's ledger.

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
    found = find_edition(investigation, edition, live=live, evidence=evidence, reports=reports)
    _refuse_what_cannot_end(found)
    with _only_run_of(found):
        before = standing(found)
        if before is not None and not again and _stands(before):
            return _published(before, unchanged=True)
        here = begun(working(found))
        if here.investigation.trace.mode == "live" and not edition and not quiet and _half_asked(here):
            print(f"carrying on the edition of {here.as_of}, which is not finished", file=sys.stderr)
        with _end_noted(here):
            work(here, quiet=quiet)
            if before_publishing is not None:
                before_publishing(here)
            published = publish(here, quiet=quiet)
        if not published.unchanged and _budget_was_spent(published.edition):
            print(_what_was_left(published.edition), file=sys.stderr)
        return published


def _refuse_what_cannot_end(found: Edition) -> None:
    """What is missing is better said before the work than after: a salt, a key, a procedure's fact, somebody to write to."""
    found.investigation.salt()
    found.investigation.commitment("")
    procedures.of(found.investigation)
    if not found.investigation.publish.contact.strip():
        raise EditionError(
            f"{found.investigation.file.name}: publish.contact is missing; readers write there, and Flickr is told it with "
            "every request: put your own there"
        )
    if found.investigation.trace.mode != "live":
        return
    if "api" in found.investigation.trace.sources:
        needed_key()
    if not os.environ.get(STAND_IN_VARIABLE):
        _refuse_another_day(found, dt.datetime.now(dt.UTC))
        _refuse_an_example(found.investigation)


def publish_draft(
    investigation: str | Path, edition: str | dt.date | None = None, *, reports: Path | None = None, quiet: bool = False
) -> Published:
    """Publish the draft that a schedule held or a person worked on.

    A held draft is published as it is if what it was made from is still the same. Of a draft that a person worked on in
    the notebooks, these are run once more in order, with the investigation's own parameters: what is published is what
    they say.

    Raises:
        EditionError: there is no draft.
        WhoseFacesError: as :func:`run`.
    """
    found = find_edition(investigation, edition, reports=reports)
    found.investigation.salt()
    with _only_run_of(found):
        here = working(found)
        if not here.draft.is_dir():
            raise EditionError(
                f"{here.folder}: no draft there to publish; `whosefaces run {investigation}` makes and publishes an edition"
            )
        here = begun(here)
        with _end_noted(here):
            if not _is_whole(here):
                if not quiet:
                    print("the notebooks are run once more, in order, so that the edition is theirs", file=sys.stderr)
                work(here, quiet=quiet)
            return publish(here, quiet=quiet)


def _is_whole(edition: Edition) -> bool:
    """Whether a draft has all that a run writes, made from what lies here now."""
    try:
        made = json.loads((edition.draft / "provenance.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    written = (edition.draft / "findings.json", *(edition.draft / "notebooks" / f"{name}.ipynb" for name in NOTEBOOKS))
    now = fingerprint(edition.investigation, edition.as_of, edition.folder)
    return all(path.is_file() for path in written) and bool(made.get("inputs_sha256") == now)


def work(edition: Edition, *, quiet: bool = False) -> None:
    """Run the notebooks in order; each writes into the case and the draft, which is made anew.

    Raises:
        WhoseFacesError: a notebook stopped; the draft is left as it is, for a person to look at.
    """
    from whosefaces.edition import sums
    from whosefaces.trace.evidence import custody

    (edition.case / sums.NAME).unlink(missing_ok=True)  # the case is sealed again when the edition stands
    shutil.rmtree(edition.draft, ignore_errors=True)
    protection.protect(edition.draft)
    (edition.draft / "notebooks").mkdir()
    _note_origin(edition)
    began = custody.note(
        edition.case,
        custody.RUN_BEGAN,
        edition=edition.folder.name,
        mode=edition.investigation.trace.mode,
        sources=list(edition.investigation.trace.sources),
        inputs_sha256=fingerprint(edition.investigation, edition.as_of, edition.folder),
        python=".".join(map(str, sys.version_info[:3])),
        platform=sys.platform,
    )
    _stamp(edition, began)  # before the first question: what was to be asked was fixed before any answer was known
    _run_notebooks(edition, quiet=quiet)


def _budget_was_spent(edition: Edition) -> bool:
    from whosefaces.trace.evidence import custody

    return custody.BUDGET_SPENT in custody.of_last_run(edition.case / custody.NAME)


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
            custody.note(edition.case, "run ended unpublished", edition=edition.folder.name, exit_code=code, why=why)
        raise


def _half_asked(edition: Edition) -> bool:
    return (edition.case / "ledger.sqlite").exists() and earlier.place_of(edition.folder) == (edition.as_of, 1)


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
    return bool(made["inputs_sha256"] == fingerprint(edition.investigation, edition.as_of, edition.folder))


def _run_notebooks(edition: Edition, *, quiet: bool) -> None:
    from whosefaces.edition import notebooks
    from whosefaces.trace import progress

    raw = edition.case / "notebooks"
    raw.mkdir(exist_ok=True)
    shown = edition.case / progress.FILE
    sources = {name: PROJECT / "notebooks" / f"{name}.ipynb" for name in NOTEBOOKS}
    settings = {
        REPORTS_VARIABLE: str(edition.folder.parents[1]),
        FOLDER_VARIABLE: edition.folder.name,
        LIVE_VARIABLE: "1" if edition.investigation.trace.mode == "live" else "",
        EVIDENCE_VARIABLE: _evidence_of(edition.investigation),
    }
    with imported_once(list(sources.values()), settings) as forks:
        for number, (name, source) in enumerate(sources.items(), start=1):
            with _saying(f"{number}/{len(NOTEBOOKS)} {DOES[name]}", quiet=quiet), progress.watching(shown, quiet=quiet):
                executed = raw / source.name
                execute(
                    source,
                    executed,
                    {"investigation": edition.investigation.file.name, "edition": edition.as_of.isoformat()},
                    cwd=edition.investigation.file.parent,
                    settings=settings,
                    forks=forks,
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
    """Keep the small files that the edition is made from: the investigation may be changed since, and this one still holds."""
    own = edition.investigation
    origin = {"investigation": os.path.relpath(own.file, edition.folder)}
    (edition.case / ORIGIN).write_text(json.dumps(origin) + "\n", encoding="utf-8")
    kept = edition.case / MADE_FROM
    shutil.rmtree(kept, ignore_errors=True)
    kept.mkdir()
    for path in inputs.small_files(own):
        shutil.copyfile(path, kept / path.name)
    (kept / HOME).write_text(json.dumps({"home": os.path.relpath(own.home, kept)}) + "\n", encoding="utf-8")


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
    folder = folder.resolve()
    day = earlier.day_of(folder)
    if day is None:
        raise EditionError(f"{folder.name}: an edition's folder is named for its day, as 2026-11-22")
    beside = scratch / "reports" / investigation.investigation
    beside.mkdir(parents=True)
    before = earlier.previous(folder)
    if before is not None:  # the one that it was made after, and none that was made since
        (beside / before.name).symlink_to(before)
    evidence = investigation.trace.evidence
    if evidence is None or not evidence.exists():
        raise EditionError(f"{folder.name}: was asked live, and its case holds no evidence to answer from")
    made = run(investigation.file, day, evidence=evidence, reports=scratch / "reports", quiet=True)
    return made.edition.public


def publish(edition: Edition, *, quiet: bool = True) -> Published:
    """Let the guard read the draft, seal it with its sums, and publish it in one step; nothing published is written over.

    Returns:
        What was published; or the edition of that day that stands already, where these are its very bytes.

    Raises:
        EditionError: its parameters are not the investigation's, or its folder is published.
        LeakError: something personal is in it.
    """
    from whosefaces.edition import index, packaging, sums
    from whosefaces.edition.guard import guard
    from whosefaces.trace.evidence import custody

    if edition.changed or edition.is_published:
        why = "; ".join(edition.changed) or "it is published"
        raise EditionError(
            f"{edition.folder}: is not published: {why}; an edition has the investigation's own parameters"
        )
    (edition.draft / protection.IGNORE).unlink(missing_ok=True)
    packaging.describe(edition.investigation, edition.as_of, edition.draft)
    with _saying("looking for anything personal before it is published", quiet=quiet):
        guard.inspect(edition.draft, edition.case, edition.investigation)
    sums.write(edition.draft)
    before = standing(edition)
    if before is not None and sums.hold(before.public) and sums.digests(before.public) == sums.digests(edition.draft):
        shutil.rmtree(edition.folder)
        return _published(before, unchanged=True)
    # Noted before and after: whenever it is killed, the log names the bytes that then stand in public/.
    sealed = sums.seal(edition.draft)
    custody.note(edition.case, custody.TO_BE_PUBLISHED, edition=edition.folder.name, public_sums_sha256=sealed)
    _settle(edition.draft)
    edition.draft.chmod(0o755)
    edition.draft.rename(edition.public)
    _sync(edition.folder)
    _hand_over(edition, sealed)
    sums.write(edition.case)
    index.write(edition.folder.parent)
    return _published(edition, unchanged=False)


def _settle(folder: Path) -> None:
    """Have the files on the disk before their name is: a machine that loses power keeps all or nothing."""
    for path in folder.rglob("*"):
        _sync(path)
    _sync(folder)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _hand_over(edition: Edition, sealed: str) -> None:
    """Note in the custody log what was published from what; live, have the log stamped by whom the file names."""
    from whosefaces.trace.evidence import custody

    recorded = edition.case / "evidence"
    evidence = edition.investigation.trace.evidence or (recorded if recorded.exists() else None)
    head = custody.note(
        edition.case,
        custody.PUBLISHED,
        edition=edition.folder.name,
        public_sums_sha256=sealed,
        evidence_sha256=sha256_of(evidence) if evidence is not None else None,
    )
    _stamp(edition, head)


def _stamp(edition: Edition, head: str) -> None:
    """Live, have an entry of the custody log stamped by whom the investigation names; without a stamp the run goes on."""
    from whosefaces.trace.evidence import timestamp

    if edition.investigation.trace.mode == "live":
        for stamped in timestamp.stamp(head, edition.investigation.trace.timestamp, edition.case / timestamp.FOLDER):
            if stamped.token is None:
                print(f"no time stamp of {stamped.authority}: {stamped.why}", file=sys.stderr)


def _published(edition: Edition, *, unchanged: bool) -> Published:
    from whosefaces.report.words import lines

    findings = json.loads((edition.public / "findings.json").read_text(encoding="utf-8"))
    return Published(edition, lines.of_edition(edition.public), findings["findings"], unchanged)


def provenance(edition: Edition) -> Path:
    """Write ``provenance.json``: what this edition was made from, as digests; no path, no clock.

    Returns:
        The file's path in the draft.
    """
    path = edition.draft / "provenance.json"
    digests = fingerprint(edition.investigation, edition.as_of, edition.folder)
    before = earlier.previous(edition.folder)
    made = {
        "suite": f"Whose Faces {__version__}",
        "investigation": edition.investigation.investigation,
        "investigation_id": edition.investigation.id,
        "edition": edition.as_of.isoformat(),
        earlier.PREVIOUS: before.name if before is not None else None,
        "platform": sys.platform,
        "lock_sha256": sha256_of(PROJECT / "requirements.lock"),
        "salt_sha256": edition.investigation.salt_sha256(),
        "estimands_sha256": estimands.sha256(edition.investigation),
        "inputs_sha256": digests,
        "committed": sorted(COMMITTED & set(digests)) if not edition.investigation.list_is_public else [],
    }
    if edition.changed:
        made["exploratory"] = list(edition.changed)
        digests["parameters"] = hashlib.sha256("; ".join(edition.changed).encode()).hexdigest()
    path.write_text(json.dumps(made, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return path
