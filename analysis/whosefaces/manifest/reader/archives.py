"""Zip and tar archives: the lists inside, taken out one by one and within bounds; pictures only by their names.

Nothing is ever written to a place that the archive names: a member gets a name of ours in a folder of ours.
"""

from __future__ import annotations

import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO

from whosefaces.manifest.listing import ManifestError
from whosefaces.manifest.reader import containers
from whosefaces.manifest.reader.containers import CHUNK
from whosefaces.manifest.reader.parts import MOST_MEMBERS, Budget

_BROKEN = (
    zipfile.BadZipFile,
    tarfile.TarError,
    EOFError,
    OSError,
    zlib.error,
    lzma.LZMAError,
    NotImplementedError,
    ValueError,
)


def is_tar(head: bytes) -> bool:
    """Whether these first bytes, decompressed, are those of a tar archive."""
    return head[257:262] == b"ustar" or _is_old_tar(head)


def _is_old_tar(head: bytes) -> bool:
    """Archives from before 1988 have no mark, but a sum of their first block."""
    try:
        tarfile.TarInfo.frombuf(head[:512], "utf-8", "surrogateescape")
    except (tarfile.TarError, ValueError):
        return False
    return True


def members(
    archive: Path, kind: str, folder: Path, wanted: Callable[[str], bool], budget: Budget
) -> Iterator[tuple[str, Path | None]]:
    """The files of an archive in their order: their names, and for those that are ``wanted`` a copy in ``folder``.

    Raises:
        ManifestError: it is damaged, locked by a password, or holds more than is sound.
    """
    walk = _in_zip if kind == "zip" else _in_tar
    number = 0
    try:
        for name, opened in walk(archive):
            number += 1
            if number > MOST_MEMBERS:
                raise ManifestError(f"{archive}: more than {MOST_MEMBERS:,} files in one archive; unpack it yourself")
            name = _printable(name)
            if _is_litter(name):
                continue
            if not wanted(name):
                yield name, None
                continue
            made = folder / f"member-{number}{Path(name).suffix.lower()[:12]}"
            with opened() as inside:
                _copied(inside, made, budget)
            yield name, made
    except _BROKEN as error:
        said = (str(error) or type(error).__name__).splitlines()[0]
        raise ManifestError(f"{archive}: the {kind} archive is cut off or damaged: {said}; download it again") from None


def _copied(inside: IO[bytes], target: Path, budget: Budget) -> None:
    with target.open("wb") as out:
        while chunk := inside.read(CHUNK):
            budget.take(len(chunk))
            out.write(chunk)


def _in_zip(archive: Path) -> Iterator[tuple[str, Callable[[], AbstractContextManager[IO[bytes]]]]]:
    with zipfile.ZipFile(archive) as opened:
        for about in opened.infolist():
            if about.is_dir():
                continue
            if about.flag_bits & 1:
                raise ManifestError(f"{archive}: {about.filename!r} is locked with a password; unpack it yourself")
            yield about.filename, lambda about=about: opened.open(about)  # type: ignore[misc]


def _in_tar(archive: Path) -> Iterator[tuple[str, Callable[[], AbstractContextManager[IO[bytes]]]]]:
    """Read as a stream, so that a packed one is unpacked once; links and devices are not followed."""
    with containers.opened(archive) as stream, tarfile.open(fileobj=stream, mode="r|") as opened:
        for about in opened:
            if about.isfile():
                yield about.name, lambda about=about: _member(opened, about)  # type: ignore[misc]


@contextmanager
def _member(opened: tarfile.TarFile, about: tarfile.TarInfo) -> Iterator[IO[bytes]]:
    found = opened.extractfile(about)
    yield found if found is not None else io.BytesIO()


def _is_litter(name: str) -> bool:
    """What systems leave in archives beside what people put in."""
    steps = name.split("/")
    return "__MACOSX" in steps or steps[-1].startswith("._") or steps[-1] in (".DS_Store", "Thumbs.db", "desktop.ini")


def _printable(name: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in name)
