"""A person's own rows, handed to that person and nobody else: after control was shown, encrypted, logged without content.

Control is shown by a word of the reporter's choosing, put by the person into a tag of one of their photos or into their
profile, and read there (:mod:`whosefaces.way_out.control`). The package is encrypted in the age format by a library (pyrage), to the person's own age key or to
a passphrase that is told to them another way.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import secrets
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from whosefaces.way_out.catalogue import LetterError
from whosefaces.way_out.own_rows import OwnRows

LOG = "handovers.jsonl"


@dataclass(frozen=True)
class Package:
    """An encrypted package and what the log keeps of it: a number, the day, a digest of the encrypted bytes."""

    content: bytes
    number: str
    on: dt.date

    def log_entry(self) -> dict[str, str]:
        """What is logged: nothing of the person, their account or their rows."""
        return {"number": self.number, "on": self.on.isoformat(), "sha256": hashlib.sha256(self.content).hexdigest()}


def package(
    own: OwnRows,
    letters: Iterable[tuple[str, bytes]],
    on: dt.date,
    *,
    recipient: str = "",
    passphrase: str = "",
) -> Package:
    """The encrypted package of one account: its rows as CSV, and the letters filled in.

    Args:
        own: the account's rows; nothing else goes into the package.
        letters: files of :mod:`whosefaces.way_out.forms`, by name.
        on: the day of the hand-over.
        recipient: the person's age public key (age1...).
        passphrase: instead of a key: at least 16 letters, told to the person by another way than the package.

    Raises:
        LetterError: neither or both are given, or the key is none.
    """
    import pyrage

    if bool(recipient) == bool(passphrase):
        raise LetterError("give the person's age key (--to age1...) or a passphrase, and only one of them")
    if passphrase and len(passphrase) < 16:
        raise LetterError(
            "the passphrase is too short to protect anybody: at least 16 letters, for example six random words"
        )
    plain = _bundle(own, letters)
    try:
        if recipient:
            sealed = pyrage.encrypt(plain, [pyrage.x25519.Recipient.from_str(recipient.strip())])
        else:
            sealed = pyrage.passphrase.encrypt(plain, passphrase)
    except (pyrage.RecipientError, pyrage.EncryptError) as error:
        raise LetterError(f"--to: not an age public key ({error}); it begins with age1") from None
    return Package(bytes(sealed), secrets.token_hex(4), on)


def log(folder: Path, handed_over: Package) -> None:
    """Add one line to the log of hand-overs in ``folder`` (mode 600)."""
    path = folder / LOG
    if not path.exists():
        path.touch(mode=0o600)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(handed_over.log_entry()) + "\n")


def _bundle(own: OwnRows, letters: Iterable[tuple[str, bytes]]) -> bytes:
    rows = io.StringIO(newline="")
    writer = csv.writer(rows)
    writer.writerow(["photo_id", "address", "licence_listed"])
    writer.writerows([photo.photo_id, photo.address(), photo.licence or ""] for photo in own.photos)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in [("your-photos.csv", rows.getvalue().encode()), *letters]:
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
