"""JSON manifests, element by element: a list of any length passes through a memory of one element."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import ijson
from tqdm import tqdm

from whosefaces.manifest.listing import ManifestError, SetAside
from whosefaces.manifest.reader import containers
from whosefaces.manifest.reader.glimpse import Json

DEEPEST = 20
"""Levels below an element that are looked into; what lies deeper is nobody's address."""

LONGEST_SHOWN = 200

EACH_KEY = "*"
"""In the place of a list's key: the elements are the values of the object itself, each under its own key."""


def longest_list(seen: Json) -> str:
    """Where the elements of a JSON text most likely are: "" for a list, a key, or EACH_KEY."""
    if seen.top == "array":
        return ""
    key, values = max(seen.first.items(), key=lambda item: len(item[1]), default=("", []))
    return key if len(values) > 1 else EACH_KEY


def elements(path: Path, kind: str, place: str, *, looking_for: str | None = None) -> Iterator[Any]:
    """The elements of the list at ``place``; with EACH_KEY, pairs of key and value.

    Args:
        path: the file, compressed or not.
        kind: "json", or "json lines".
        place: the list's key; "" where the text itself is the list.
        looking_for: what a pass ahead of the rows is made for: past two seconds a line shows how far it has come, as
            the rows' own line does for the last pass.

    Raises:
        ManifestError: the text is cut off, or is not JSON.
    """
    with containers.opened(path) as opened, _watched(opened, path, looking_for) as stream:
        if opened.peek(3).startswith(b"\xef\xbb\xbf"):
            opened.read(3)
        if kind == "json lines":
            yield from _lines(opened)
            return
        try:
            if place == EACH_KEY:
                yield from ijson.kvitems(stream, "", use_float=True)
            else:
                yield from ijson.items(stream, f"{place}.item" if place else "item", use_float=True)
        except (ijson.JSONError, UnicodeDecodeError) as error:
            raise not_whole(path, error) from None


def not_whole(path: Path, error: Exception) -> ManifestError:
    """The one line for a JSON text that is cut off, or is none."""
    return ManifestError(
        f"{path}: not whole, strict JSON: {_first_line(error)}; download it again, or have it written anew"
    )


@contextmanager
def _watched(stream: io.BufferedReader, path: Path, looking_for: str | None) -> Iterator[BinaryIO | _Watched]:
    """The stream, with a line of progress by bytes where ``looking_for`` says what for."""
    if looking_for is None:
        yield stream
        return
    whole = None if containers.compression(path) else path.stat().st_size
    label = f"looking for {looking_for}"
    with tqdm(total=whole, unit="B", unit_scale=True, desc=label, delay=2, disable=None, leave=False) as bar:
        yield _Watched(stream, bar)


class _Watched:
    """A stream that can only be read: the parser would fill its own buffer past a bar that counts reads."""

    def __init__(self, stream: io.BufferedReader, bar: tqdm[Any]) -> None:
        self.stream, self.bar = stream, bar

    def read(self, size: int = -1) -> bytes:
        """The next bytes, counted."""
        said = self.stream.read(size)
        self.bar.update(len(said))
        return said


def _lines(stream: BinaryIO) -> Iterator[Any]:
    """The element of each line; a line that is none is a row set aside."""
    for line in stream:
        if not line.strip():
            continue
        try:
            yield json.loads(line)
        except RecursionError:
            yield SetAside("nested too deep", line[:LONGEST_SHOWN].decode(errors="replace"))
        except ValueError:
            yield SetAside("not JSON", line[:LONGEST_SHOWN].decode(errors="replace"))


def _first_line(error: Exception) -> str:
    """yajl's complaint without its drawing of the place; it comes as bytes where the text is not UTF-8."""
    line = error.args[0] if error.args else type(error).__name__
    line = line.decode(errors="replace") if isinstance(line, bytes) else str(line)
    return (line.splitlines() or [type(error).__name__])[0].rstrip(".")


def leaves(element: Any) -> dict[str, Any]:
    """The text, numbers and truth values of an element by dotted path.

    An element that is one itself stands under "value", one that is a list under "item 1" and so on.
    """
    found: dict[str, Any] = {}
    if isinstance(element, list):
        element = {f"item {number}": value for number, value in enumerate(element, 1)}
    elif not isinstance(element, dict):
        element = {"value": element}
    waiting: list[tuple[str, Any, int]] = [("", element, 0)]
    while waiting:
        path, value, depth = waiting.pop()
        if isinstance(value, dict):
            if depth < DEEPEST:
                waiting.extend((f"{path}.{key}" if path else key, inner, depth + 1) for key, inner in value.items())
        elif not isinstance(value, list) and value is not None:
            found[path] = value
    return found


def aside(reason: str, value: Any) -> SetAside:
    """An element that is not what its format wants, as a row set aside."""
    return value if isinstance(value, SetAside) else SetAside(reason, shown(value))


def shown(value: Any) -> str:
    """The beginning of a value as it stands, for a row that was set aside."""
    try:
        return json.dumps(value, ensure_ascii=False, default=str)[:LONGEST_SHOWN]
    except RecursionError:
        return "nested too deep to be shown"


def text(value: Any) -> str | None:
    """A leaf as text: numbers as written, nothing for null."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int) else format(value, ".15g")
