"""Executed notebooks as they are published: seen to be complete, then settled to the same bytes every time.

Equal hashes prove nothing of notebooks that died at the same cell: completeness is asserted first, and a notebook is
settled only after.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from whosefaces.errors import IncompleteError

SENTINEL = "{name} is complete for edition"
"""What a notebook's last cell says, and nothing after it."""

_ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]{4,}")
_RANDOM_IDS = (
    re.compile(r"\baltair-viz-[0-9a-f]{32}\b"),
    re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\b"),
    re.compile(r"\bT_[0-9a-f]{5}(?=[_\s\"'#{.>])"),
)


def assert_complete(executed: Path) -> None:
    """See that every code cell ran, none ended in an error, and the last one said its sentinel.

    Raises:
        IncompleteError: what is missing, by cell.
    """
    cells = [cell for cell in _read(executed)["cells"] if cell["cell_type"] == "code" and _text(cell["source"]).strip()]
    if not cells:
        raise IncompleteError(f"{executed.name}: no code cell; nothing was computed")
    for number, cell in enumerate(cells, start=1):
        for output in cell["outputs"]:
            if output["output_type"] == "error":
                what = f"{output['ename']}: {output['evalue']}".splitlines()[0]
                raise IncompleteError(f"{executed.name}: code cell {number} ended in {what}")
        if cell["execution_count"] is None:
            raise IncompleteError(f"{executed.name}: code cell {number} of {len(cells)} did not run; run it again")
    sentinel = SENTINEL.format(name=executed.stem)
    if not any(sentinel in text for text in _texts(cells[-1]["outputs"])):
        raise IncompleteError(f"{executed.name}: its last cell does not say {sentinel!r}; it was cut short")


def normalise(executed: Path, published: Path) -> Path:
    """Write ``executed`` to ``published`` without what differs from run to run.

        Dropped: times, Python's own version, the runner's own records, cell ids, what was written to stderr (progress; the raw notebook stays in
    the case), a table's and a chart's second form. Renamed in order of appearance: random ids. Standard output of a cell is one stream.

        Raises:
            IncompleteError: an output shows where an object lies in memory, which differs every time: show something else.
    """
    notebook = _read(executed)
    cells = [_settled_cell(cell, place) for place, cell in enumerate(notebook["cells"])]
    settled = {
        "cells": cells,
        "metadata": {
            key: {name: value for name, value in notebook["metadata"][key].items() if name != "version"}
            for key in ("kernelspec", "language_info")
            if key in notebook["metadata"]
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    text = _renamed(json.dumps(settled, indent=1, sort_keys=True, ensure_ascii=False)) + "\n"
    for place, cell in enumerate(cells):
        if cell["cell_type"] == "code" and any(_ADDRESS.search(shown) for shown in _texts(cell["outputs"])):
            raise IncompleteError(
                f"{executed.name}: cell {place} shows an object's address in memory; show its content"
            )
    published.parent.mkdir(parents=True, exist_ok=True)
    published.write_text(text, encoding="utf-8", newline="\n")
    return published


def _settled_cell(cell: dict[str, Any], place: int) -> dict[str, Any]:
    tags = cell["metadata"].get("tags")
    settled = {
        "cell_type": cell["cell_type"],
        "id": f"cell-{place:02d}",
        "metadata": {"tags": tags} if tags else {},
        "source": cell["source"],
    }
    if cell["cell_type"] == "code":
        settled |= {"execution_count": cell["execution_count"], "outputs": _settled_outputs(cell["outputs"])}
    return settled


def _settled_outputs(outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    printed = "".join(_text(o["text"]) for o in outputs if o["output_type"] == "stream" and o["name"] == "stdout")
    settled: list[dict[str, Any]] = []
    if printed:
        settled.append({"name": "stdout", "output_type": "stream", "text": printed})
    return settled + [_once(output) for output in outputs if output["output_type"] != "stream"]


_POORER = {"text/plain": ("text/html", "text/markdown"), "application/vnd.vegalite.v5+json": ("image/svg+xml",)}
"""The same thing again in a poorer form (pandas cuts its words short), or one that only some programs draw."""


def _once(output: dict[str, Any]) -> dict[str, Any]:
    """An output in the one form that every reader's program shows; the words of a chart stay beside it."""
    data = output.get("data", {})
    forms = {kind: content for kind, content in data.items() if not set(_POORER.get(kind, ())) & set(data)}
    return output | {"data": forms} if "data" in output else output


def _renamed(text: str) -> str:
    for place, pattern in enumerate(_RANDOM_IDS):
        names = {old: f"id-{place}-{number}" for number, old in enumerate(dict.fromkeys(pattern.findall(text)))}
        text = pattern.sub(lambda match, names=names: names[match[0]], text)  # type: ignore[misc]
    return text


def _texts(outputs: list[dict[str, Any]]) -> list[str]:
    """Everything that the outputs show, as texts."""
    shown = []
    for output in outputs:
        if output["output_type"] == "stream":
            shown.append(_text(output["text"]))
        for value in output.get("data", {}).values():
            shown.append(json.dumps(value) if isinstance(value, dict) else _text(value))
    return shown


def _text(value: str | list[str]) -> str:
    return value if isinstance(value, str) else "".join(value)


def _read(path: Path) -> dict[str, Any]:
    try:
        notebook: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise IncompleteError(f"{path.name}: was never written; its run ended before the first cell") from None
    except ValueError as error:
        raise IncompleteError(f"{path.name}: not a whole notebook: {error}") from None
    return notebook
