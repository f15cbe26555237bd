"""What has been read before: listings kept by the hash of the file they came from, so that none is made twice.

A listing lies in the user's cache with a small file of facts beside it. It counts only while it is as it was put there, and
only for the version of this package that made it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from whosefaces.manifest import formats
from whosefaces.manifest.cache_folder import cache_folder
from whosefaces.manifest.listing import Format
from whosefaces.manifest.reader import containers
from whosefaces.manifest.reader.containers import Stamp
from whosefaces.manifest.reader.glimpse import Glimpse


@dataclass(frozen=True)
class Listing:
    """A listing on disk, and what is known of the file it came from."""

    path: Path
    format: Format
    why: str
    manifest_sha256: str
    rows: int
    lines: int | None
    """Lines of a delimited text; None for other containers."""
    notes: tuple[str, ...] = ()
    """What is to be known of this file: which of its parts were read, and what was made of them."""
    row_is: str | None = None
    """What a row is, where the file tells it better than its format does."""
    verdict: dict[str, Any] | None = None
    """Of a list that no dataset's own format fits, what ``any_list.Verdict`` says."""

    @property
    def accounts_only(self) -> bool:
        """It names accounts and no photos."""
        return self.verdict is not None and bool(self.verdict["accounts_only"])


def sha256(manifest: Path) -> str:
    """The SHA-256 of the manifest's bytes (of its files, for a folder), from memory where it has not changed."""
    stamp = Stamp.of(containers.checked(manifest))
    digest = _remembered(manifest, stamp)
    if digest is None:
        digest = containers.folder_sha256(manifest) if manifest.is_dir() else containers.sha256(manifest)
        remember(manifest, stamp, digest)
    return digest


def lock(manifest: Path, stamp: Stamp) -> Path:
    """The file that whoever reads a manifest in this state holds meanwhile."""
    return _memory(manifest, stamp).with_suffix(".lock")


def earlier(manifest: Path, stamp: Stamp, chosen: str, glimpse: Glimpse) -> Path | None:
    """The listing of an earlier reading. A file is hashed for that only when one of its size has been read."""
    digest = _remembered(manifest, stamp)
    if digest is None:
        if not any(_listings().glob(f"{stamp.size}-*")):
            return None
        digest = sha256(manifest)
    place = place_of(digest, chosen, glimpse)
    return place if _whole(place) else None


def _whole(place: Path) -> bool:
    """Whether a listing is there as it was put there: what was cut off or changed since is made anew."""
    try:
        facts = json.loads(place.with_suffix(".json").read_text(encoding="utf-8"))
        return bool(list(_state(place)) == facts["state"])
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _state(place: Path) -> tuple[int, int]:
    found = place.stat()
    return found.st_size, found.st_mtime_ns


def place_of(digest: str, chosen: str, glimpse: Glimpse) -> Path:
    """Where the listing of a file with this hash, read as ``chosen`` (a format, or what was asked for), is kept."""
    size = glimpse.origin.stat().st_size
    asked = hashlib.sha256(f"{glimpse.asked.key}\0{chosen}\0{_code()}\0{duckdb.__version__}".encode()).hexdigest()[:12]
    return _listings() / f"{size}-{digest[:40]}-{asked}.parquet"


@cache
def _code() -> str:
    """A hash of this package: what another version of it read is read anew."""
    here = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted(here.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _listings() -> Path:
    folder = cache_folder() / "listings"
    folder.mkdir(exist_ok=True, mode=0o700)
    return folder


def _memory(manifest: Path, stamp: Stamp) -> Path:
    folder = cache_folder() / "seen"
    folder.mkdir(exist_ok=True, mode=0o700)
    state = f"{manifest.resolve()}\0{stamp.size}\0{stamp.modified}\0{stamp.inode}"
    return folder / hashlib.sha256(state.encode("utf-8", "surrogateescape")).hexdigest()


def _remembered(manifest: Path, stamp: Stamp) -> str | None:
    if manifest.is_dir():
        return None  # a folder's stamp does not tell that a file in it has changed
    place = _memory(manifest, stamp)
    said = place.read_text(encoding="ascii") if place.exists() else ""
    return said if len(said) == 64 else None


def remember(manifest: Path, stamp: Stamp, digest: str) -> None:
    """Keep the hash of a file in this state, so that it is not taken again."""
    if not manifest.is_dir():
        _memory(manifest, stamp).write_text(digest, encoding="ascii")


def put(target: Path, place: Path, facts: dict[str, Any]) -> None:
    """Move a listing to its place, and beside it a small file with its facts, each whole or not at all."""
    written = target.with_suffix(".json")
    written.write_text(json.dumps(facts | {"state": _state(target)}), encoding="utf-8")
    written.replace(place.with_suffix(".json"))
    target.replace(place)


def opened(place: Path) -> Listing:
    """The listing at ``place``, with its facts."""
    facts = json.loads(place.with_suffix(".json").read_text(encoding="utf-8"))
    chosen = formats.by_name(facts["format"])
    counts = facts["manifest_sha256"], facts["rows"], facts["lines"]
    return Listing(place, chosen, facts["why"], *counts, tuple(facts["notes"]), facts["row_is"], facts.get("verdict"))
