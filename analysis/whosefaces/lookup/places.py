"""Which indexes answer for a list, an investigation or a folder, and whether they are of its state today."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

from whosefaces import __version__
from whosefaces.lookup.index import LAYOUT, LookUpError
from whosefaces.manifest.cache_folder import cache_folder

SUFFIX = ".index"


@dataclass(frozen=True)
class Prepared:
    """What was prepared for one place: its indexes, and the files in it that are no list, with the reason."""

    place: Path
    indexes: list[Path]
    left_out: dict[str, str]


def folder() -> Path:
    """Where indexes lie that were given no other place: the user's cache, mode 700."""
    shelf = cache_folder() / "lookup"
    shelf.mkdir(exist_ok=True, mode=0o700)
    return shelf


def prepared(place: Path) -> Prepared | None:
    """What answers for ``place`` as it is now; None where it was not prepared, or has changed since.

    Args:
        place: a list, an investigation file, a folder of lists, an index, or a folder of indexes.

    Raises:
        LookUpError: there is nothing there.
    """
    if not place.exists():
        raise LookUpError(f"{place}: no such file or folder; name a list, an investigation file or a folder of them")
    if (place / "investigation.toml").is_file():
        place = place / "investigation.toml"
    if place.suffix == SUFFIX and place.is_file():
        return Prepared(place, [place], {})
    if place.is_dir() and (lying := sorted(place.glob(f"*{SUFFIX}"))):
        return Prepared(place, lying, {})
    try:
        record = json.loads(_record(place).read_text(encoding="utf-8"))
        indexes = [Path(name) for name in record["indexes"]]
        current = record["made_by"] == _MADE_BY and all(
            state(Path(name)) == of for name, of in record["states"].items()
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if not current or not all(index.is_file() for index in indexes):
        return None
    return Prepared(place, indexes, record["left_out"])


def remember(prepared_: Prepared, states: dict[str, list[int]]) -> None:
    """Note which indexes answer for a place, and the states of the files that they were made from."""
    record = {
        "place": str(prepared_.place.resolve()),
        "made_by": _MADE_BY,
        "states": states,
        "indexes": [str(index.resolve()) for index in prepared_.indexes],
        "left_out": prepared_.left_out,
    }
    path = _record(prepared_.place)
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps(record), encoding="utf-8")
    partial.chmod(0o600)
    partial.replace(path)


def everything() -> list[Path]:
    """The places that were prepared on this machine, in order of name."""
    places = []
    for path in folder().glob("*.json"):
        try:
            places.append(Path(json.loads(path.read_text(encoding="utf-8"))["place"]))
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return sorted(place for place in places if place.exists())


def state(path: Path) -> list[int]:
    """What tells that a file has not changed: size, time of change, place on disk; of a folder, that of its files."""
    if path.is_dir():
        inside = [entry.stat() for entry in os.scandir(path)]
        return [
            sum(status.st_size for status in inside),
            max((status.st_mtime_ns for status in inside), default=0),
            len(inside),
        ]
    status = path.stat()
    return [status.st_size, status.st_mtime_ns, status.st_ino]


_MADE_BY = f"{__version__}/{LAYOUT}"


def _record(place: Path) -> Path:
    return folder() / f"{hashlib.sha256(os.fsencode(place.resolve())).hexdigest()[:24]}.json"
