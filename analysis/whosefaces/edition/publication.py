"""The draft becomes ``public/`` in one step, after the guard found nothing personal in it; nothing published is written over."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whosefaces.edition import protection
from whosefaces.edition.custody_notes import hand_over
from whosefaces.edition.folders import (
    Edition,
    EditionError,
    standing,
)
from whosefaces.edition.kernels import Forks
from whosefaces.edition.terminal import saying
from whosefaces.investigation import Investigation


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


def publish(
    edition: Edition,
    forks: Forks | None = None,
    *,
    quiet: bool = True,
    still: Callable[[], None] = lambda: None,
) -> Published:
    """Let the guard read the draft, seal it with its sums, and publish it in one step; nothing published is written over.

    Args:
        edition: whose draft.
        forks: from which a process is forked for the guard, which imports what the notebooks do; None: it runs here.
        quiet: no progress.
        still: refuses where what the edition is made from changed since its making began.

    Returns:
        What was published; or the edition of that day that stands already, where these are its very bytes.

    Raises:
        EditionError: its parameters are not the investigation's, or its folder is published.
        LeakError: something personal is in it.
    """
    from whosefaces.edition import index, sums
    from whosefaces.trace.evidence import custody

    if edition.changed or edition.is_published:
        why = "; ".join(edition.changed) or "it is published"
        raise EditionError(
            f"{edition.folder}: is not published: {why}; an edition has the investigation's own parameters"
        )
    (edition.draft / protection.IGNORE).unlink(missing_ok=True)
    held = edition.draft, edition.case, edition.investigation, edition.as_of
    with saying("looking for anything personal before it is published", quiet=quiet):
        forks.call(_described_and_held, *held) if forks else _described_and_held(*held)
    still()
    sums.write(edition.draft)
    before = standing(edition)
    if before is not None and sums.hold(before.public) and sums.digests(before.public) == sums.digests(edition.draft):
        shutil.rmtree(edition.folder)
        return as_published(before, unchanged=True)
    # Noted before and after: whenever it is killed, the log names the bytes that then stand in public/.
    sealed = sums.seal(edition.draft)
    custody.note(edition.case, custody.TO_BE_PUBLISHED, edition=edition.folder.name, public_sums_sha256=sealed)
    _settle(edition.draft)
    edition.draft.chmod(0o755)
    edition.draft.rename(edition.public)
    _sync(edition.folder)
    hand_over(edition, sealed)
    sums.write(edition.case)
    index.write(edition.folder.parent)
    return as_published(edition, unchanged=False)


def _described_and_held(draft: Path, case: Path, investigation: Investigation, as_of: dt.date) -> None:
    from whosefaces.edition import packaging
    from whosefaces.edition.guard import guard

    packaging.describe(investigation, as_of, draft)
    guard.inspect(draft, case, investigation)


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


def as_published(edition: Edition, *, unchanged: bool) -> Published:
    """What a published edition says; ``unchanged``: it stood already."""
    from whosefaces.report.words import lines

    findings = json.loads((edition.public / "findings.json").read_text(encoding="utf-8"))
    return Published(edition, lines.of_edition(edition.public), findings["findings"], unchanged)
