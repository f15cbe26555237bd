"""The secret key of one look-up: a seed in a file of its own, mode 600, in no folder that is published or kept as a case.

From the seed and a public text that names dataset and edition comes the key pair (RFC 9497, DeriveKeyPair): so every list
has a key of its own, and a new edition a new one.
"""

from __future__ import annotations

import datetime as dt
import os
import secrets
import stat
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from whosefaces.edition.protection import protect, refuse_open_places
from whosefaces.errors import WhoseFacesError

if TYPE_CHECKING:
    from voprf.ristretto import Evaluator

FOLDER = "keys"
"""Beside the investigation file and its salt."""

SUITE = "ristretto255-SHA512"
CAP = 2_000
"""Answers a day unless the key says otherwise: a harvester with YFCC100M's 581,099 accounts then needs 291 days."""


class LookUpKeyError(WhoseFacesError):
    """A key cannot be used, or may not lie where it lies."""


@dataclass(frozen=True)
class Key:
    """A look-up's key."""

    info: str
    """Public: ``whosefaces/lookup/1/<dataset>/<edition>``."""
    seed: bytes = field(repr=False)
    cap: int = CAP
    path: Path | None = None

    def evaluator(self) -> Evaluator:
        """The library's evaluator of this key."""
        from voprf.ristretto import Evaluator

        return Evaluator.from_seed(self.seed, self.info.encode("utf-8"))

    def public(self) -> bytes:
        """The public half: 32 bytes."""
        return self.evaluator().public_key.serialize()

    @classmethod
    def made(cls, path: Path, info: str, cap: int = CAP) -> Key:
        """A new key, written to ``path`` with mode 600.

        Raises:
            LookUpKeyError: there is a file already, or the place is one that is published, kept as a case, or in git.
        """
        _fitting(path)
        key = cls(info, secrets.token_bytes(32), cap, path)
        text = (
            f"# The secret key of a look-up, made on {dt.date.today().isoformat()}. Whoever has this file and the look-up's folder can list\n"
            "# everybody in it. Never publish it, never mail it, and keep it apart from that folder.\n"
            f'info = "{info}"\nseed = "{key.seed.hex()}"\ncap_a_day = {cap}\n'
        )
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            raise LookUpKeyError(
                f"{path}: there is a key already; a new list needs a new one: name another file, or `whosefaces lookup-site close` first"
            ) from None
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        return key

    @classmethod
    def read(cls, path: Path) -> Key:
        """The key in a file.

        Raises:
            LookUpKeyError: it is not there, can be read by others, or is no key.
        """
        try:
            mode = stat.S_IMODE(path.stat().st_mode)
            text = path.read_text(encoding="utf-8")
        except FileNotFoundError:
            raise LookUpKeyError(
                f"{path}: no such key; if the look-up was closed, nobody can answer any more"
            ) from None
        except UnicodeDecodeError:
            raise LookUpKeyError(f"{path}: not a key as `whosefaces lookup-site build` writes it") from None
        if os.name == "posix" and mode & 0o077:
            raise LookUpKeyError(f"{path}: others on this machine can read it (mode {mode:o}); chmod 600 {path}")
        return cls.parsed(text, path)

    @classmethod
    def parsed(cls, text: str, path: Path | None = None) -> Key:
        """The key in a text: a file's, an environment variable's or a credential's."""
        try:
            document = tomllib.loads(text)
            seed = bytes.fromhex(document["seed"])
            info, cap = str(document["info"]), int(document.get("cap_a_day", CAP))
        except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError):
            seed, info, cap = b"", "", 0
        if len(seed) != 32 or not info or cap < 1:
            raise LookUpKeyError(f"{path or 'the key given'}: not a key as `whosefaces lookup-site build` writes it")
        return cls(info, seed, cap, path)


def info_of(dataset: str, edition: str) -> str:
    """The public text that a key is derived with."""
    return f"whosefaces/lookup/1/{dataset}/{edition}"


def _fitting(path: Path) -> None:
    whole = path.absolute()
    resolved = whole.parent.resolve() / whole.name
    for name in ("case", "public"):
        if name in resolved.parent.parts:
            raise LookUpKeyError(
                f"{path}: lies in a folder called {name!r}; a key lies where nothing is published and no case is kept"
            )
    if (whole.parent / "look-up.js").exists() or any(whole.parent.glob("index*.html")):
        raise LookUpKeyError(f"{path}: lies in a folder that is to be published; name another place")
    if path.parent.name == FOLDER or not path.parent.exists():
        protect(path.parent)
    else:  # a stick's root, or somebody's home: not ours to close
        refuse_open_places(path.parent)


def destroyed(path: Path) -> None:
    """Overwrite a key's file and remove it. A disk may keep a copy where software cannot reach: docs/run-a-look-up.md."""
    size = path.stat().st_size
    with path.open("r+b", buffering=0) as file:
        file.write(secrets.token_bytes(size))
        os.fsync(file.fileno())
    path.unlink()
