"""Where is the Flickr API key? In the environment, in a file of mode 600 that it names, or in the
system's keyring, and nowhere else.

It is read when a live run opens, put into addresses at the very last moment, and taken out of them before anything
is written. No file of the project, the investigation or the edition ever holds it.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from whosefaces.errors import WhoseFacesError

VARIABLE = "WHOSEFACES_FLICKR_KEY"
FILE_VARIABLE = "WHOSEFACES_FLICKR_KEY_FILE"
"""Names a file of mode 600 (or a credential of systemd) that holds the key; for schedules."""
SERVICE, NAME = "whose-faces", "flickr-api-key"

_SHAPE = re.compile(r"[0-9A-Za-z]{16,64}")


class NoKeyError(WhoseFacesError):
    """There is no API key, or what is there is none. The message never holds it."""


def flickr_key() -> str | None:
    """The API key, from the environment or else the keyring; None where there is none.

    Raises:
        NoKeyError: there is something that cannot be a key.
    """
    said, place = os.environ.get(VARIABLE, ""), VARIABLE
    if not said.strip() and os.environ.get(FILE_VARIABLE):
        said, place = _from_file(Path(os.environ[FILE_VARIABLE])), FILE_VARIABLE
    if not said.strip():
        said, place = _from_keyring(), f"the keyring's {SERVICE}/{NAME}"
    key = said.strip()
    if key and not _SHAPE.fullmatch(key):
        raise NoKeyError(
            f"{place}: what it holds is not a Flickr API key (32 hexadecimal digits); set it again, without quotes or spaces"
        )
    return key or None


def needed_key() -> str:
    """The API key.

    Raises:
        NoKeyError: there is none; the message says how to set one, and how to do without.
    """
    key = flickr_key()
    if key is None:
        raise NoKeyError(
            f"trace.sources names the API, and there is no key for it: set {VARIABLE} in the environment, or store it "
            f"with `python -m keyring set {SERVICE} {NAME}`; or leave 'api' out: oembed, page and wayback need none"
        )
    return key


def _from_file(path: Path) -> str:
    """What the file holds; nothing where there is none, for a schedule names it whether there is a key or not.

    Raises:
        NoKeyError: others may read it.
    """
    try:
        if path.stat().st_mode & 0o077:
            raise NoKeyError(
                f"{path}: others may read the key in it; `chmod 600` it, and make a new key if others could"
            )
        return path.read_text(encoding="ascii", errors="replace")
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise NoKeyError(f"{path}: the key's file cannot be read: {error.strerror}") from None


def _from_keyring() -> str:
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(SERVICE, NAME) or ""
    except KeyringError:  # a machine without a keyring has no key in it
        return ""
