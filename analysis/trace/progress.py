"""How far is it? Done, left, rate, time to the end, and the outcomes so far, for whoever waits.

A notebook's kernel has no terminal. So what happens is written to a small file in the case, at most twice a second,
and the command that runs the notebook shows it (:func:`watching`). With a terminal of its own it is shown there too.
"""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from tqdm import tqdm

_EVERY = 0.5
_BAR = "{desc:<14} {n_fmt}/{total_fmt} [{elapsed}, {remaining} left, {rate_fmt}]{postfix}"
FILE = "progress.json"

Unit = TypeVar("Unit")


class Progress:
    """What one run has done so far."""

    def __init__(self, path: Path | None = None) -> None:
        """``path``: the file to write it to, for somebody else to show; None: nobody."""
        self._path = path
        self._outcomes: Counter[str] = Counter()
        self._written = 0.0
        self._bar: Any = None

    def each(self, name: str, units: Sequence[Unit]) -> Iterator[Unit]:
        """The units one by one, counted as they are done."""
        self._outcomes.clear()
        with tqdm(units, desc=name, delay=2, disable=None, bar_format=_BAR) as self._bar:
            for done, unit in enumerate(self._bar):
                self._write(name, done, len(units))
                yield unit
        self._write(name, len(units), len(units), now=True)

    def answered(self, outcome: str) -> None:
        """One more unit has this outcome."""
        self._outcomes[outcome] += 1
        if self._bar is not None:
            self._bar.set_postfix_str(_said(self._outcomes), refresh=False)

    def _write(self, name: str, done: int, total: int, *, now: bool = False) -> None:
        moment = time.monotonic()
        if self._path is None or (not now and moment - self._written < _EVERY):
            return
        self._written = moment
        partial = self._path.with_name(self._path.name + ".partial")
        said = {"step": name, "done": done, "total": total, "outcomes": dict(self._outcomes)}
        partial.write_text(json.dumps(said), encoding="utf-8")
        partial.replace(self._path)


@contextlib.contextmanager
def watching(path: Path, *, quiet: bool = False) -> Iterator[None]:
    """Show on this terminal what another process writes to ``path`` meanwhile; nothing while it writes nothing."""
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
    bar: Any = None
    while not done.wait(_EVERY):
        said = _read(path)
        if said is None or said["total"] == 0:
            continue
        if bar is None or bar.desc != said["step"]:
            if bar is not None:
                bar.close()
            bar = tqdm(total=said["total"], desc=said["step"], leave=False, bar_format=_BAR)
        bar.set_postfix_str(_said(said["outcomes"]), refresh=False)
        bar.update(said["done"] - bar.n)
    if bar is not None:
        bar.close()


def _read(path: Path) -> dict[str, Any] | None:
    try:
        said: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return said


def _said(outcomes: dict[str, int]) -> str:
    return ", ".join(f"{count:,} {outcome}" for outcome, count in sorted(outcomes.items()))
