"""The index of evidence that was read before, so that one run reads and verifies its records once, and not three times.

It lies in the user's cache under the digests of the files' bytes and of the code that read them: for other bytes, or
another version, there is none, and the records are read and verified anew. It holds what the evidence holds.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import sqlite3
from functools import cache
from pathlib import Path

from whosefaces.errors import PlaceError
from whosefaces.manifest.cache_folder import cache_folder
from whosefaces.trace.evidence.index import Index


def index_of(digest: str) -> Index | None:
    """The index of the evidence with this digest, as :func:`keep` kept it; None: it was not read before."""
    try:
        place = _place(digest)
        return Index.copy_of(place) if place.exists() else None
    except (sqlite3.DatabaseError, OSError, PlaceError):  # what is damaged is made anew
        return None


def keep(index: Index, digest: str) -> None:
    """Keep an index whose records were all read and verified; where there is no room for it, the next run reads again."""
    with contextlib.suppress(sqlite3.DatabaseError, OSError, PlaceError):
        place = _place(digest)
        unfinished = place.with_name(f"{place.name}.{os.getpid()}")
        try:
            index.save(unfinished)
            unfinished.chmod(0o600)
            unfinished.replace(place)
        finally:
            unfinished.unlink(missing_ok=True)


def forget() -> None:
    """Remove every index: what a case no longer holds, or what nobody may hold any more, is not kept here either."""
    with contextlib.suppress(OSError, PlaceError):
        shutil.rmtree(cache_folder() / "evidence")


def _place(digest: str) -> Path:
    folder = cache_folder() / "evidence"
    folder.mkdir(exist_ok=True, mode=0o700)
    return folder / f"{digest[:40]}-{_code()}.sqlite"


@cache
def _code() -> str:
    """A hash of the room that reads evidence: what another version of it read is read anew."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parents[1].rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
