"""One dated run of an investigation, from its folder to its publication.

Three steps: a folder to work in is found or begun (:mod:`~whosefaces.edition.folders`), :func:`work` runs the notebooks, which
write into ``draft/``, and :func:`publish` makes it ``public/``. What is published is never written over: where anything changed,
the same day again is a revision beside it.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from whosefaces import earlier
from whosefaces.edition.custody_notes import end_noted
from whosefaces.edition.draft import NOTEBOOKS, provenance, work
from whosefaces.edition.folders import (
    Edition,
    EditionError,
    begun,
    find_edition,
    open_edition,
    standing,
    working,
)
from whosefaces.edition.inputs import fingerprint, held_still, sha256_of_manifest
from whosefaces.edition.publication import Published, as_published, publish
from whosefaces.edition.refusals import refuse_what_cannot_end
from whosefaces.investigation import Investigation
from whosefaces.manifest import engine

__all__ = [
    "Edition",
    "EditionError",
    "Published",
    "find_edition",
    "open_edition",
    "provenance",
    "publish",
    "publish_draft",
    "run",
    "work",
]


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
    refuse_what_cannot_end(found)
    with _only_run_of(found):
        before = standing(found)
        if before is not None and not again and _stands(before):
            return as_published(before, unchanged=True)
        here = begun(working(found))
        if here.investigation.trace.mode == "live" and not edition and not quiet and _half_asked(here):
            print(f"carrying on the edition of {here.as_of}, which is not finished", file=sys.stderr)
        if not quiet and begun_with_another_list(here):
            print(
                f"the list is not the one with which the edition of {here.as_of} was begun: the sample is drawn anew, "
                "and digests that were published before are of the other list",
                file=sys.stderr,
            )
        with (
            end_noted(here),
            held_still(here.investigation, here.as_of, here.folder) as still,
            contextlib.ExitStack() as until,
        ):
            forks = work(here, until, quiet=quiet)
            if before_publishing is not None:
                before_publishing(here)
            published = publish(here, forks, quiet=quiet, still=still)
        if not published.unchanged and _budget_was_spent(published.edition):
            print(_what_was_left(published.edition), file=sys.stderr)
        return published


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
        with (
            end_noted(here),
            held_still(here.investigation, here.as_of, here.folder) as still,
            contextlib.ExitStack() as until,
        ):
            forks = None
            if not _is_whole(here):
                if not quiet:
                    print("the notebooks are run once more, in order, so that the edition is theirs", file=sys.stderr)
                forks = work(here, until, quiet=quiet)
            return publish(here, forks, quiet=quiet, still=still)


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


def _is_whole(edition: Edition) -> bool:
    """Whether a draft has all that a run writes, made from what lies here now."""
    try:
        document = json.loads((edition.draft / "provenance.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    written = (edition.draft / "findings.json", *(edition.draft / "notebooks" / f"{name}.ipynb" for name in NOTEBOOKS))
    now = fingerprint(edition.investigation, edition.as_of, edition.folder)
    return all(path.is_file() for path in written) and bool(document.get("inputs_sha256") == now)


def _budget_was_spent(edition: Edition) -> bool:
    from whosefaces.trace.evidence import custody

    return custody.BUDGET_SPENT in custody.of_last_run(edition.case / custody.NAME)


def _what_was_left(edition: Edition) -> str:
    return (
        f"this run's budget of {edition.investigation.trace.budget:,} requests was spent; what it did not reach counts "
        f"as not asked, in the report too. The same command with --edition {edition.as_of} asks about the rest"
    )


def _half_asked(edition: Edition) -> bool:
    return (edition.case / "ledger.sqlite").exists() and earlier.place_of(edition.folder) == (edition.as_of, 1)


def begun_with_another_list(edition: Edition) -> bool:
    """Whether the frame of an edition that is not finished was made of another list than the investigation's of now."""
    frame, listed = edition.case / "frame.parquet", edition.investigation.manifest.path
    if not (frame.is_file() and listed.is_file()):
        return False
    return engine.facts_of(frame).get("manifest_sha256") != sha256_of_manifest(listed)


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
    document = json.loads((edition.public / "provenance.json").read_text(encoding="utf-8"))
    return bool(document["inputs_sha256"] == fingerprint(edition.investigation, edition.as_of, edition.folder))
