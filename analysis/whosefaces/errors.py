"""What the suite says when it cannot go on: one line, and an exit code that a scheduler can use."""

from __future__ import annotations

import errno
from typing import ClassVar


class WhoseFacesError(Exception):
    """Something a person can mend. The message says what was wrong, where, and what to do next, in one line.

    ``exit_code`` is the command's: 2 for a wrong request (file, key, argument); the codes of an
    unattended run (docs/exit-codes.md) are set by the subclasses that mean them.
    """

    exit_code = 2


def shown(text: str) -> str:
    """A text as a terminal may have it: names of files and people are anybody's, and can hold what moves its cursor."""
    return "".join(c if c.isprintable() or c in "\n\t" else c.encode("unicode_escape").decode("ascii") for c in text)


class DiskFullError(WhoseFacesError):
    """There is no room left. What was recorded before is whole."""

    WORDS = "no space left on the disk; nothing that was recorded is lost: make room, and the same command carries on"

    @classmethod
    def of(cls, error: OSError) -> DiskFullError | None:
        """What to say of a full disk; None: the error is another one."""
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            return None
        return cls(f"{error.filename}: {cls.WORDS}" if error.filename else cls.WORDS)


class LimitError(WhoseFacesError):
    """The system gives this process too little of something; the command can be given more."""

    WORDS = "too many files are open at once for this shell's limit: raise it with `ulimit -n 4096`, then run again"

    @classmethod
    def of(cls, error: OSError) -> LimitError | None:
        """What to say of too few open files; None: the error is another one."""
        return cls(cls.WORDS) if error.errno in (errno.EMFILE, errno.ENFILE) else None


class PlaceError(WhoseFacesError):
    """A file or folder cannot be read or written where it was asked for."""

    _WORDS: ClassVar = {
        errno.EACCES: "this user may not do that there",
        errno.EPERM: "this user may not do that there",
        errno.EROFS: "nothing can be written there: the disk or folder is read-only",
        errno.ENOENT: "no such folder or file",
        errno.ENOTDIR: "a file is in the way where a folder is needed",
        errno.EISDIR: "there is a folder where a file is needed",
        errno.EEXIST: "there is something else by that name",
        errno.ENAMETOOLONG: "the name is too long",
    }

    @classmethod
    def of(cls, error: OSError) -> PlaceError | None:
        """What to say of it; None: the error names no place, or is of another kind."""
        words = cls._WORDS.get(error.errno or 0)
        if words is None or error.filename is None:
            return None
        return cls(f"{error.filename}: {words}; name another place, or see to this one")


class IncompleteError(WhoseFacesError):
    """A run ended without everything it must hold: a gate failed, and nothing was published."""

    exit_code = 5


class LeakError(WhoseFacesError):
    """Something personal was about to reach ``public/``: the edition is refused."""

    exit_code = 6


class SourceUnavailableError(WhoseFacesError):
    """Flickr, the archive or the evidence cannot be asked: nothing was counted from it."""

    exit_code = 7


def of_the_system(said: str, place: object = None) -> WhoseFacesError | None:
    """What to say where a library words a limit of the system's in its own way; None: it is something else.

    Args:
        said: the library's words.
        place: where it happened, where the words do not name it.
    """
    plain = said.lower()
    named = f"{place}: " if place is not None else ""
    if "no space left on device" in plain or "disk is full" in plain or "quota exceeded" in plain:
        return DiskFullError(f"{named}{DiskFullError.WORDS}")
    return LimitError(LimitError.WORDS) if "too many open files" in plain else None
