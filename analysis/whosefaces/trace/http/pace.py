"""When may the next request be sent? Evenly spaced, across every process of this user's.

Flickr asks for fewer than 3,600 calls an hour across a whole key; 3,500 are made at most, so that one that took longer
on its way, or one made by hand with the same key, does not reach the limit. The moment of the last call is kept in the
user's state folder, one small file for each key or host, under a lock that is held until the next call's turn has
come: two processes share one pace, and one that is killed leaves no lock behind. Calls are spaced, never saved up: a
machine that slept does not make up for it with a burst. A file's name comes from the key through a random salt of
this machine, so that it tells nobody which key was used.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import os
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

CALLS_AN_HOUR = 3_500
INTERVAL = 3600 / CALLS_AN_HOUR
"""Seconds between two calls."""
LONGEST_WAIT = 120.0
"""Seconds. A host that asks for more is left alone for as long as it says, instead of waited for."""

VARIABLE = "WHOSEFACES_STATE"


@dataclass(frozen=True)
class Clock:
    """The time, and a way to let some pass."""

    now: Callable[[], float] = time.time
    """Seconds since 1970: processes and days share it, and it goes on while a machine sleeps."""
    sleep: Callable[[float], None] = time.sleep


class HoldOffError(Exception):
    """A host asked to be left alone for longer than a run can wait."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"{seconds:.0f} s")
        self.seconds = seconds


class Pace:
    """One key's or one host's turns."""

    def __init__(self, folder: Path, scope: str, clock: Clock, interval: float = INTERVAL) -> None:
        """``folder``: the state folder; ``scope``: names the file; ``interval``: seconds between two calls."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._state = folder / f"{scope}.json"
        self._lock = FileLock(folder / f"{scope}.lock", poll_interval=0.02)
        self._clock = clock
        self.interval = interval

    def wait(self) -> None:
        """Return when it is this caller's turn.

        Raises:
            HoldOffError: the host asked for a longer pause than is worth waiting for.
        """
        with self._lock:
            last, not_before = self._read()
            now = self._clock.now()
            if last > now:
                # The clock was set back: the last call is as good as just made, and a host that asked for rest after
                # it is left alone for as long as it asked, not until the old clock's time comes.
                last, not_before = now, not_before - (last - now)
                self._write(last, not_before)
            turn = max(last + self.interval, not_before)
            if turn - now > max(LONGEST_WAIT, self.interval):
                raise HoldOffError(turn - now)
            if turn > now:
                self._clock.sleep(turn - now)
            self._write(self._clock.now(), not_before)

    def hold_off(self, seconds: float) -> None:
        """Let nobody ask for so many seconds: the host said so."""
        with self._lock:
            last, not_before = self._read()
            self._write(last, max(not_before, self._clock.now() + seconds))

    def _read(self) -> tuple[float, float]:
        try:
            document = json.loads(self._state.read_text(encoding="ascii"))
            return float(document["last"]), float(document["not before"])
        except FileNotFoundError:
            return 0.0, 0.0
        except (OSError, ValueError, KeyError, TypeError):
            return self._clock.now(), 0.0  # unreadable: as if somebody had asked just now

    def _write(self, last: float, not_before: float) -> None:
        new = self._state.with_suffix(".new")
        new.write_text(json.dumps({"last": last, "not before": not_before}), encoding="ascii")
        new.replace(self._state)


def state_folder() -> Path:
    """Where paces are kept: WHOSEFACES_STATE, or whose-faces in the user's state folder."""
    folder = os.environ.get(VARIABLE)
    if folder:
        return Path(folder)
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "whose-faces"


def scope_of_key(key: str, folder: Path) -> str:
    """A name for a key's pace that does not tell the key, not even to who has a list of keys to try."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / "salt"
    with FileLock(folder / "salt.lock"):
        salt = b""
        with contextlib.suppress(FileNotFoundError):
            salt = path.read_bytes()
        if len(salt) != 32:
            salt = secrets.token_bytes(32)
            path.touch(mode=0o600)
            path.write_bytes(salt)
    return "api-" + hmac.new(salt, key.encode(), hashlib.sha256).hexdigest()[:16]
