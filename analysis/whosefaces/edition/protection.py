"""Folders that hold what must not get out: closed to others, ignored by git, and in no place that is copied elsewhere.

Whatever makes a case, a draft, a salt or a key calls :func:`protect` before it writes there.
"""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

from whosefaces.errors import WhoseFacesError

IGNORE = ".gitignore"
EVERYTHING = "# Personal data or a secret: never to be committed.\n*\n"
SYNCHRONISED_VARIABLE = "WHOSEFACES_SYNCHRONISED"
"""Set to 1 by whoever wants such a folder in a place that a program copies to other machines."""

_CLOUDS = re.compile(
    r"(dropbox|onedrive|google ?drive|my drive|icloud ?drive|mobile documents|cloudstorage|nextcloud|owncloud|box sync|"
    r"pclouddrive|mega|megasync|syncthing|proton ?drive|seafile|tresorit)\b.*",
    re.IGNORECASE,
)
"""How folders are called whose content a program copies to other machines."""

_MARKS = (".stfolder", ".dropbox", ".dropbox.cache", ".owncloudsync.log", ".nextcloudsync.log", ".seafile-data")
"""What such a program leaves in the folder that it copies."""


class ProtectionError(WhoseFacesError):
    """A folder for personal data or a secret would lie where it gets out."""


def protect(folder: Path) -> Path:
    """Make a folder, or close one that is there: mode 700, and a ``.gitignore`` of its own that ignores all in it.

    Raises:
        ProtectionError: git tracks something there, or a program copies the place to other machines.
    """
    refuse_open_places(folder)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    ignore = folder / IGNORE
    if not ignore.exists():
        ignore.write_text(EVERYTHING, encoding="utf-8")
    return folder


def refuse_open_places(folder: Path) -> None:
    """Raise where what is put into a folder would get out.

    Raises:
        ProtectionError: git tracks something there, or a program copies the place to other machines.
    """
    whole = folder.absolute()
    tracked = _tracked(whole)
    if tracked:
        raise ProtectionError(
            f"{folder}: git tracks {tracked} there, and personal data or a secret must not be committed; name another "
            "folder, or take it out with `git rm -r --cached`"
        )
    cloud = None if os.environ.get(SYNCHRONISED_VARIABLE) == "1" else _synchronised(whole)
    if cloud is not None:
        raise ProtectionError(
            f"{folder}: lies in {cloud}, which a program copies to other machines; personal data must stay on yours: name "
            f"another folder, or set {SYNCHRONISED_VARIABLE}=1 if you may"
        )


def _synchronised(folder: Path) -> Path | None:
    for place in (folder, *folder.parents):
        if _CLOUDS.fullmatch(place.name) or any((place / mark).exists() for mark in _MARKS):
            return place
    return None


def _tracked(folder: Path) -> str:
    """The first file there that git tracks; nothing where there is none, or no git."""
    above = next((place for place in (folder, *folder.parents) if place.is_dir()), None)
    if above is None or not any((place / ".git").exists() for place in (folder, *folder.parents)):
        return ""
    command = ["git", "-C", str(above), "ls-files", "--cached", "-z", "--", str(folder)]
    try:
        listed = subprocess.run(command, capture_output=True, check=False, timeout=30)  # noqa: S603 - no shell
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return listed.stdout.split(b"\0")[0].decode("utf-8", "replace") if listed.returncode == 0 else ""
