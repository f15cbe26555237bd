"""One process that draws for a whole run: Vega is started once, and what was drawn once is not drawn again.

To start Vega takes as long as to draw fifteen charts. A run draws in four kernels and once more in the guard, which makes every
picture again: its specifications are made anew, and the pen, which no notebook runs in, knows what it drew of the same ones.
Where no pen is at hand, each process draws for itself, and the bytes are the same.
docs/decisions/0031-one-pen.md says why.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import cache, lru_cache
from multiprocessing.connection import Connection
from pathlib import Path
from types import ModuleType

from whosefaces import PACKAGE
from whosefaces.report import FONTS

VARIABLE = "WHOSEFACES_PEN"
"""Names the socket at which a run's pen is asked."""
VEGA_LITE = "6.4"
_WAITING = 16


def svg(spec: str) -> str:
    """What vl-convert draws of a Vega-Lite specification in JSON."""
    return _drawn("svg", spec, 1).decode("utf-8")


def png(picture: str, scale: float) -> bytes:
    """The pixels of an SVG, ``scale`` for each of its own."""
    return _drawn("png", picture, scale)


@contextlib.contextmanager
def at_hand(folder: Path) -> Iterator[dict[str, str]]:
    """A pen for as long as it is wanted.

    Args:
        folder: of this user's alone; its path is short enough for a socket.

    Yields:
        The environment in which processes find it.
    """
    place = folder / "pen"
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listening:
        listening.bind(str(place))
        listening.listen(_WAITING)
        running = subprocess.Popen(  # noqa: S603 - this interpreter, with our own module
            [sys.executable, "-P", "-X", "utf8", "-m", __name__, str(listening.fileno())],
            env=os.environ | {"PYTHONPATH": os.pathsep.join([str(PACKAGE.parent), os.environ.get("PYTHONPATH", "")])},
            pass_fds=[listening.fileno()],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for the run
        )
    try:
        yield {VARIABLE: str(place)}
    finally:
        assert running.stdin is not None
        running.stdin.close()  # it ends when nobody holds the other end
        running.wait()


@lru_cache(maxsize=64)
def _drawn(kind: str, source: str, scale: float) -> bytes:
    place = os.environ.get(VARIABLE)
    if place:
        with contextlib.suppress(OSError, EOFError):  # it has died: whoever asks can draw
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as asking:
                asking.connect(place)
                pen = Connection(asking.detach())
            with pen:
                pen.send_bytes(json.dumps([kind, source, scale]).encode())
                drawn = pen.recv_bytes()
            if drawn:
                return drawn
    return _draw(kind, source, scale)


def _draw(kind: str, source: str, scale: float) -> bytes:
    if kind == "png":
        pixels: bytes = _vl_convert().svg_to_png(source, scale=scale)
        return pixels
    drawn: str = _vl_convert().vegalite_to_svg(source, vl_version=VEGA_LITE)
    return drawn.encode("utf-8")


@cache
def _vl_convert() -> ModuleType:
    """vl-convert with the report's own letters."""
    import vl_convert

    vl_convert.register_font_directory(str(FONTS))
    return vl_convert


def _serve(listening: socket.socket) -> None:
    """Answer one after the other: what cannot be drawn is answered with nothing, and whoever asked finds out why."""
    drawn: dict[bytes, bytes] = {}
    while True:
        taken, _ = listening.accept()
        with contextlib.suppress(OSError, EOFError), Connection(taken.detach()) as asking:
            request = asking.recv_bytes()
            key = hashlib.sha256(request).digest()
            if key not in drawn:
                with contextlib.suppress(Exception):
                    drawn[key] = _draw(*json.loads(request))
            asking.send_bytes(drawn.get(key, b""))


def _end_with_the_run() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    threading.Thread(target=_end_with_the_run, daemon=True).start()
    with socket.socket(fileno=int(sys.argv[1])) as listening:
        _serve(listening)
