"""SHA256SUMS: the digest of every published file, in the form that ``sha256sum --check`` reads."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from whosefaces.errors import WhoseFacesError

NAME = "SHA256SUMS"
NOT_SEALED = "there, but not sealed"


class SumsError(WhoseFacesError):
    """The sums and the files do not agree."""


def write(public: Path) -> Path:
    """Write ``SHA256SUMS`` over every other file of ``public``, in the order of their names."""
    lines = [f"{digest}  {name}\n" for name, digest in digests(public).items()]
    path = public / NAME
    path.write_text("".join(lines), encoding="utf-8", newline="\n")
    return path


def digests(public: Path) -> dict[str, str]:
    """The SHA-256 of every file but the sums, by name relative to ``public``, in the order of names.

    Raises:
        SumsError: a file is a link or no file at all; what it points to would not travel with the edition.
    """
    names = sorted(_names(public, ""))
    for name in names:
        if "\n" in name or "\\" in name or not _is_text(name):
            raise SumsError(f"{name!r}: a file name that the sums cannot carry; rename it")
    return {name: sha256_of(public / name) for name in names if name != NAME}


def _is_text(name: str) -> bool:
    """Whether a name can be written as UTF-8: a file system may hold names in other bytes."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _names(folder: Path, within: str) -> Iterator[str]:
    """Every file below ``folder``, by its name seen from the top."""
    with os.scandir(folder) as entries:
        for entry in entries:
            name = within + entry.name
            if entry.is_dir(follow_symlinks=False):
                yield from _names(Path(entry.path), f"{name}/")
            elif entry.is_file(follow_symlinks=False):
                yield name
            else:
                raise SumsError(f"{name}: not a plain file; an edition holds files only")


def check(public: Path) -> list[str]:
    """What differs between the sums and the files, in words; nothing where they agree."""
    path = public / NAME
    if not path.is_file():
        return [f"{NAME}: missing; the edition was not sealed"]
    sealed, wrong = _read(path)
    files = digests(public)
    wrong += [f"{name}: sealed, but no longer there" for name in sealed if name not in files]
    wrong += [f"{name}: {NOT_SEALED}" for name in files if name not in sealed]
    wrong += [
        f"{name}: not the bytes that were sealed" for name in files if sealed.get(name, files[name]) != files[name]
    ]
    canonical = "".join(f"{digest}  {name}\n" for name, digest in sorted(sealed.items()))
    if not wrong and path.read_bytes() != canonical.encode():
        wrong.append(f"{NAME}: not in the form in which it was written")
    return wrong


def seal(public: Path) -> str:
    """The digest of the sums themselves: one number that stands for the whole edition."""
    return sha256_of(public / NAME)


def sha256_of(path: Path) -> str:
    """The digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def first_difference(one: Path, other: Path) -> tuple[int, int]:
    """Where two files that are not equal differ first: the byte, from 0, and its line, from 1."""
    content, against = one.read_bytes(), other.read_bytes()
    pairs = enumerate(zip(content, against, strict=False))
    at = next((at for at, (a, b) in pairs if a != b), min(len(content), len(against)))
    return at, content[:at].count(b"\n") + 1


def hold(public: Path) -> bool:
    """Whether ``public`` is there and whole."""
    return public.is_dir() and not check(public)


def _read(path: Path) -> tuple[dict[str, str], list[str]]:
    sealed: dict[str, str] = {}
    wrong = []
    # Only a line feed ends a line: a name may hold any of the other characters at which Python would end one.
    lines = path.read_bytes().decode("utf-8", "replace").split("\n")
    if lines[-1] == "":
        lines.pop()
    for number, line in enumerate(lines, start=1):
        digest, gap, name = line.partition("  ")
        if not gap or len(digest) != 64 or name in sealed:
            wrong.append(f"{NAME}, line {number}: not a digest and a file name")
        sealed[name] = digest
    return sealed, wrong
