"""How far is it? Done, left, rate, time to the end, and the outcomes so far, for whoever waits.

A notebook's kernel has no terminal. So what happens is written to a small file in the case, at most twice a second,
and the command that runs the notebook shows it (:func:`watching`): on a terminal as one line that changes, else, in a
log, as a line every few minutes.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import threading
import time
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO, TypeVar

_EVERY = 0.5
LOGGED_EVERY = 300.0
"""Seconds between two lines where there is no terminal: a night's run leaves about a hundred."""
_RATE_OVER = 60.0
"""Seconds over which a rate is taken: what an earlier run had answered rushes by at first."""
FILE = "progress.json"

Unit = TypeVar("Unit")


class Progress:
    """What one run has done so far."""

    def __init__(self, path: Path | None = None) -> None:
        """``path``: the file to write it to, for somebody else to show; None: nobody."""
        self._path = path
        self._outcomes: Counter[str] = Counter()
        self._written = 0.0

    def each(self, name: str, units: Sequence[Unit], then: str = "") -> Iterator[Unit]:
        """The units one by one, counted as they are done; ``then``: what comes after them, in words."""
        self._outcomes.clear()
        for done, unit in enumerate(units):
            self._write(name, done, len(units), then)
            yield unit
        self._write(name, len(units), len(units), then, now=True)

    def answered(self, outcome: str) -> None:
        """One more unit has this outcome."""
        self._outcomes[outcome] += 1

    def _write(self, name: str, done: int, total: int, then: str, *, now: bool = False) -> None:
        moment = time.monotonic()
        if self._path is None or (not now and moment - self._written < _EVERY):
            return
        self._written = moment
        partial = self._path.with_name(self._path.name + ".partial")
        state = {"step": name, "done": done, "total": total, "then": then, "outcomes": dict(self._outcomes)}
        partial.write_text(json.dumps(state), encoding="utf-8")
        partial.replace(self._path)


@contextlib.contextmanager
def watching(path: Path, *, quiet: bool = False) -> Iterator[None]:
    """Show what another process writes to ``path`` meanwhile; nothing while it writes nothing."""
    path.unlink(missing_ok=True)
    done = threading.Event()
    watcher = threading.Thread(target=_watch, args=(path, done), daemon=True)
    if not quiet:
        watcher.start()
    try:
        yield
    finally:
        done.set()
        if not quiet:
            watcher.join()
        path.unlink(missing_ok=True)


def _watch(path: Path, done: threading.Event) -> None:
    shown = _Shown(sys.stderr)
    while not done.wait(_EVERY):
        state = _read(path)
        if state is not None and state["total"] > 0:
            shown.show(state, time.monotonic())
    shown.clear()


class _Shown:
    """What stands on a terminal's last line, or was last written to a log."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._terminal = stream.isatty()
        self._seen: deque[tuple[float, int]] = deque()
        self._step = ""
        self._logged: float | None = None

    def show(self, state: Mapping[str, Any], now: float) -> None:
        """Show what was read at the moment ``now``, in seconds."""
        if state["step"] != self._step:
            self._step = state["step"]
            self._seen.clear()
        self._seen.append((now, state["done"]))
        while self._seen[0][0] < now - _RATE_OVER:
            self._seen.popleft()
        if self._terminal:
            # Moved to the line's beginning, written, and the rest of the line emptied.
            self._stream.write(f"\r{self._line(state, _width(self._stream))}\033[K")
            self._stream.flush()
        elif self._logged is None or now - self._logged >= LOGGED_EVERY:
            if self._logged is not None:
                self._stream.write(self._line(state, None) + "\n")
                self._stream.flush()
            self._logged = now

    def _line(self, state: Mapping[str, Any], width: int | None) -> str:
        (since, before), (now, done) = self._seen[0], self._seen[-1]
        rate = (done - before) / (now - since) if now > since else 0.0
        return in_words(state["step"], done, state["total"], rate, state["outcomes"], state["then"], width)

    def clear(self) -> None:
        """Leave nothing on a terminal's line."""
        if self._terminal and self._seen:
            self._stream.write("\r\033[K")
            self._stream.flush()


def _width(stream: TextIO) -> int:
    try:
        return os.get_terminal_size(stream.fileno()).columns
    except OSError:
        return 80


def _read(path: Path) -> dict[str, Any] | None:
    try:
        document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return document


# -- in words ------------------------------------------------------------------------------------------------------


def in_words(
    name: str,
    done: int,
    total: int,
    rate: float,
    outcomes: Mapping[str, int],
    then: str = "",
    width: int | None = None,
) -> str:
    """One line: done, left, rate and time to the end, and the outcomes so far.

    Args:
        name: of the units, in the plural.
        done: units done.
        total: units in all.
        rate: units a second; 0: not known yet.
        outcomes: by their name; the commonest are told first.
        then: what comes after these units, in words.
        width: characters that there is room for; None: as many as it takes. What finds no room is left out, the
            rarest outcomes first.
    """
    left = total - done
    end = f", {_duration(left / rate)} to go" if rate > 0 and left else ""
    pace = f", {_rate(rate)}{end}" if rate > 0 else ""
    head = f"{name}: {done:,} of {total:,}, {left:,} left{pace}"
    counts = [f"{count:,} {outcome}" for outcome, count in sorted(outcomes.items(), key=lambda one: (-one[1], one[0]))]
    short = f"{name}: {done:,}/{total:,}{pace}"
    for line in _shorter(head, short, counts, then):
        if width is None or len(line) < width:
            return line
    return short[: (width or 1) - 1]


def _shorter(head: str, short: str, counts: Sequence[str], then: str) -> Iterator[str]:
    """The same, each time with a little less of it."""
    every = f" | {', '.join(counts)}" if counts else ""
    if then:
        yield f"{head}, then {then}{every}"
    yield f"{head}{every}"
    yield f"{short}{every}"
    for kept in range(len(counts) - 1, 0, -1):
        yield f"{short} | {', '.join(counts[:kept])}, ..."
    yield short


def _rate(units_a_second: float) -> str:
    """Units by whichever of second, minute and hour gives a number that one can take in."""
    for unit, seconds in (("s", 1), ("min", 60)):
        if units_a_second * seconds >= 1:
            return f"{units_a_second * seconds:,.0f}/{unit}"
    return f"{units_a_second * 3600:,.0f}/h"


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 90 * 60 else f"{seconds / 3600:.1f} h"
