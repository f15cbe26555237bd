"""What is missing is said before the work, and not after: a salt, a key, a procedure's fact, somebody to write to, the right day."""

from __future__ import annotations

import datetime as dt
import os
import re

from whosefaces.dossiers import procedures
from whosefaces.edition.folders import (
    Edition,
    EditionError,
)
from whosefaces.investigation import Investigation
from whosefaces.trace.http.keys import needed_key
from whosefaces.trace.http.transport import STAND_IN_VARIABLE


def refuse_what_cannot_end(edition: Edition) -> None:
    """What is missing is better said before the work than after: a salt, a key, a procedure's fact, somebody to write to."""
    edition.investigation.salt()
    edition.investigation.commitment("")
    procedures.of(edition.investigation)
    if not edition.investigation.publish.contact.strip():
        raise EditionError(
            f"{edition.investigation.file.name}: publish.contact is missing; readers write there, and Flickr is told it with "
            "every request: put your own there"
        )
    if edition.investigation.trace.mode != "live":
        return
    if "api" in edition.investigation.trace.sources:
        needed_key()
    if not os.environ.get(STAND_IN_VARIABLE):
        refuse_another_day(edition, dt.datetime.now(dt.UTC))
        refuse_an_example(edition.investigation)


def refuse_another_day(edition: Edition, now: dt.datetime) -> None:
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


def refuse_an_example(investigation: Investigation) -> None:
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
