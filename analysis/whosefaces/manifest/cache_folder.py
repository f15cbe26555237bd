"""Where what has been read once is kept. It stands apart because a look-up starts faster without the engine."""

from __future__ import annotations

import os
import tempfile
from functools import cache
from pathlib import Path

from whosefaces.errors import PlaceError

NAME = "WHOSEFACES_CACHE"


def cache_folder() -> Path:
    """Where prepared manifests are kept: WHOSEFACES_CACHE, or whose-faces in the user's cache folder.

    They hold what the manifests hold, so that the folder is the user's alone. Where a user has no home, or may not write
    there, it is a folder of that user's beside the temporary files.

    Raises:
        PlaceError: the folder that was named cannot be written, or what stands in its place is another's.
    """
    said = os.environ.get(NAME)
    if said:
        return _writable(Path(said))
    return _own(os.environ.get("XDG_CACHE_HOME"), os.environ.get("HOME"))


@cache
def _own(cache_home: str | None, _home: str | None) -> Path:
    try:
        return _writable(Path(cache_home or Path.home() / ".cache") / "whose-faces")
    except (PlaceError, RuntimeError):  # no home at all is a RuntimeError
        return _writable(Path(tempfile.gettempdir()) / f"whose-faces-{os.getuid()}", private=True)


def _writable(root: Path, *, private: bool = False) -> Path:
    try:
        root.mkdir(parents=True, exist_ok=True, mode=0o700)
        stands = root.lstat()
    except OSError as error:
        raise PlaceError(f"{root}: the cache cannot be made there: {error.strerror}; {_ELSE}") from None
    if private and (root.is_symlink() or stands.st_uid != os.getuid() or stands.st_mode & 0o077):
        raise PlaceError(f"{root}: the cache would lie there, but it is not this user's alone; {_ELSE}")
    if not os.access(root, os.W_OK | os.X_OK):
        raise PlaceError(f"{root}: the cache cannot be written; {_ELSE}")
    return root


_ELSE = f"name a folder of your own, as {NAME}=$HOME/whose-faces-cache"
