"""What the custody log is told of a run: why it ended, what it published from what, and by whom that was stamped."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator

from whosefaces.edition.folders import (
    Edition,
)
from whosefaces.edition.inputs import sha256_of
from whosefaces.errors import WhoseFacesError


@contextlib.contextmanager
def end_noted(edition: Edition) -> Iterator[None]:
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


def hand_over(edition: Edition, sealed: str) -> None:
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
    stamp(edition, head)


def stamp(edition: Edition, head: str) -> None:
    """Live, have an entry of the custody log stamped by whom the investigation names; without a stamp the run goes on."""
    from whosefaces.trace.evidence import timestamp

    if edition.investigation.trace.mode == "live":
        for stamped in timestamp.stamp(head, edition.investigation.trace.timestamp, edition.case / timestamp.FOLDER):
            if stamped.token is None:
                print(f"no time stamp of {stamped.authority}: {stamped.why}", file=sys.stderr)
