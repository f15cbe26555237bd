"""JSON manifests, element by element: a list of any length passes through a memory of one element."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ijson

from analysis.manifest import containers
from analysis.manifest.glimpse import Json
from analysis.manifest.listing import ManifestError

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


def elements(path: Path, kind: str, place: str) -> Iterator[Any]:
    """The elements of the list at ``place``; with EACH_KEY, pairs of key and value.

    Raises:
        ManifestError: the text is cut off, or is not JSON.
    """
    with containers.opened(path) as stream:
        if kind == "json lines":
            yield from _lines(path, stream)
            return
        try:
            if place == EACH_KEY:
                yield from ijson.kvitems(stream, "", use_float=True)
            else:
                yield from ijson.items(stream, f"{place}.item" if place else "item", use_float=True)
        except (ijson.JSONError, UnicodeDecodeError) as error:
            said = str(error).splitlines()[0] or type(error).__name__
            raise ManifestError(f"{path}: not whole JSON: {said}; download it again") from None


def _lines(path: Path, stream: Any) -> Iterator[Any]:
    for number, line in enumerate(stream, 1):
        if not line.strip():
            continue
        try:
            yield json.loads(line)
        except (ValueError, RecursionError) as error:
            raise ManifestError(f"{path}: line {number:,} is not JSON: {error}; download it again") from None


def leaves(element: Any) -> dict[str, Any]:
    """The text, numbers and truth values of an element by dotted path; an element that is one itself, under ""."""
    found: dict[str, Any] = {}
    waiting: list[tuple[str, Any, int]] = [("", element, 0)]
    while waiting:
        path, value, depth = waiting.pop()
        if isinstance(value, dict):
            if depth < DEEPEST:
                waiting.extend((f"{path}.{key}" if path else key, inner, depth + 1) for key, inner in value.items())
        elif not isinstance(value, list) and value is not None:
            found[path] = value
    return found


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
