"""A WACZ is a zip whose ``archive/`` holds WARC files: they are taken out once, into a folder of this user's alone.

``whosefaces evidence --wacz`` writes such files, and crawlers and archivers hand them over. Every record in them is then
verified as in any WARC; where the package lists its files' hashes, the files are held against these first.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
import zipfile
import zlib
from pathlib import Path
from typing import IO

from whosefaces.manifest.cache_folder import cache_folder
from whosefaces.trace.evidence import warc

LARGEST_RATIO = 200
"""So many times its own size may come out of a package."""

_CHUNK = 1 << 20
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)


def is_wacz(path: Path) -> bool:
    """Whether a file is a zip: no WARC begins like one."""
    with path.open("rb") as file:
        return file.read(4) == b"PK\x03\x04"


def unpacked(path: Path) -> Path:
    """The folder of the WARC files in a WACZ, made once for each state of it.

    Raises:
        warc.EvidenceError: it is damaged, holds no WARC, or other bytes than it lists.
    """
    state = path.stat()
    name = hashlib.sha256(f"{path.resolve()}\0{state.st_size}\0{state.st_mtime_ns}".encode("utf-8", "surrogateescape"))
    folder = cache_folder() / "wacz"
    folder.mkdir(exist_ok=True, mode=0o700)
    place = folder / name.hexdigest()[:40]
    if place.is_dir():
        return place
    with tempfile.TemporaryDirectory(dir=folder) as beside:
        made = Path(beside) / "archive"
        made.mkdir(mode=0o700)
        try:
            with zipfile.ZipFile(path) as package:
                _take_out(package, path, made, state.st_size)
        except _BROKEN as error:
            why = (str(error) or type(error).__name__).splitlines()[0]
            raise warc.EvidenceError(f"{path.name}: the WACZ is cut off or damaged: {why}; copy it again") from None
        if not place.exists():
            made.rename(place)
    return place


def _take_out(package: zipfile.ZipFile, path: Path, folder: Path, size: int) -> None:
    members = [about for about in package.infolist() if about.filename.lower().endswith((".warc", ".warc.gz"))]
    if not members:
        raise warc.EvidenceError(
            f"{path.name}: a zip, but no WARC file lies in it; name a WACZ, a WARC file or a folder of them"
        )
    digests, left = _listed(package), max(1 << 30, LARGEST_RATIO * size)
    for about in members:
        name = about.filename.rsplit("/", 1)[-1].rsplit("\\", 1)[-1]
        if (folder / name).exists():
            raise warc.EvidenceError(
                f"{path.name}: holds two WARC files called {name!r}; unpack it and name the folder"
            )
        with package.open(about) as inside, (folder / name).open("xb") as out:
            digest, length = _copied(inside, out, left)
        left -= length
        if left < 0:
            raise warc.EvidenceError(
                f"{path.name}: unpacks to more than {LARGEST_RATIO} times its size; nothing of it is used"
            )
        if digest != digests.get(about.filename, digest):
            raise warc.EvidenceError(
                f"{path.name}: {name!r} in it is not the file whose hash its datapackage.json lists"
            )


def _copied(inside: IO[bytes], out: IO[bytes], most: int) -> tuple[str, int]:
    digest, length = hashlib.sha256(), 0
    while length <= most and (chunk := inside.read(_CHUNK)):
        digest.update(chunk)
        out.write(chunk)
        length += len(chunk)
    return f"sha256:{digest.hexdigest()}", length


def _listed(package: zipfile.ZipFile) -> dict[str, str]:
    """The hashes that the package lists of its files, by their paths in it; only SHA-256 is compared."""
    try:
        if package.getinfo("datapackage.json").file_size > _CHUNK:
            return {}
        resources = json.loads(package.read("datapackage.json")).get("resources", [])
        digests = {one["path"]: one["hash"] for one in resources}
    except (KeyError, ValueError, AttributeError, TypeError):
        return {}
    return {
        path: digest for path, digest in digests.items() if isinstance(digest, str) and digest.startswith("sha256:")
    }
