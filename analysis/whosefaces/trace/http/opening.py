"""Whether a run asks Flickr or is answered from recorded evidence: the one place that decides it."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from whosefaces.investigation import Investigation
from whosefaces.trace.evidence.archive import Archive
from whosefaces.trace.http.transport import Conclusive, Opened, Replay, session


@contextlib.contextmanager
def opened(
    investigation: Investigation,
    case: Path,
    as_of: dt.date,
    conclusive: Conclusive,
) -> Iterator[Opened]:
    """Open what answers this run: recorded evidence, or Flickr itself.

    Every response has the headers WARC-Record-ID and WARC-Date. The session raises NotAskedError for one question
    that cannot be asked (go on with the next), BudgetSpentError for every one from here on,
    StoppedError where the run has to end, and ``hosts.HostRefusedError`` for an address that is not on the list.

    Args:
        investigation: its section ``trace`` says which.
        case: the edition's case folder; a live run records there, if the file names no other folder.
        as_of: the edition's date; a replay takes the latest conclusive answer of that day (UTC) or before.
        conclusive: whether an answer settles its question; one that does not is asked again, live, a few times.

    Raises:
        warc.EvidenceError: the evidence is missing, torn or altered.
        WhoseFacesError: a live run cannot begin: no key, another run at work on the same evidence.
    """
    if investigation.trace.mode == "live":
        from whosefaces.trace.http import live

        with live.opened(investigation, case, conclusive) as asking:
            yield asking
        return
    assert investigation.trace.evidence is not None  # load() refuses a replay without it
    archive = Archive.read_before(investigation.trace.evidence)
    until = _until(investigation.trace.evidence, as_of)
    replay = Replay(archive, until, conclusive)
    with session(replay) as replaying:
        yield Opened(replaying, archive, f"replay {archive.digest} until {until.date()}")


def _until(evidence: Path, as_of: dt.date) -> dt.datetime:
    """The moment after which an answer is too late for the edition: the end of its day, UTC.

    What an edition recorded live in its own case is all its own: a run that goes on past midnight asks on the next day.
    """
    own = evidence.parent.name == "case" and evidence.parent.parent.name == as_of.isoformat()
    return dt.datetime.max if own else dt.datetime.combine(as_of, dt.time.max)
