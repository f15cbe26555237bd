"""What a terminal, or a log, is told of a step that takes its time."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Iterator


@contextlib.contextmanager
def saying(what: str, *, quiet: bool) -> Iterator[None]:
    """A line on the terminal while something is done, with how long it took; a log gets the line when it is."""
    if quiet:
        yield
        return
    began = time.monotonic()
    if sys.stderr.isatty():
        print(f"{what} ...", end="\r", file=sys.stderr, flush=True)
    yield
    print(f"{what}: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
