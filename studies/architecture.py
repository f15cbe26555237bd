"""The drawing of the house, made from its imports: ``python -m studies.architecture`` writes ``docs/architecture.md``.

A room is a folder of the package, or one of the few modules at its root. An arrow from one room to another means that the
first imports the second. Nothing is drawn by hand, so the page cannot say anything else than the code.
"""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

from whosefaces import PROJECT

PACKAGE = PROJECT / "analysis" / "whosefaces"
PAGE = PROJECT / "docs" / "architecture.md"
Arrows = Counter[tuple[str, str]]

OPENING = """\
# Architecture

Written by `python -m studies.architecture` from the imports; do not edit. `analysis/` is the source root, `whosefaces` the
package. Each room may import those below it and none above; `make lint` holds that, for the rooms and for the inner rooms.

"""


def rooms() -> dict[str, str]:
    """Each room with the question that it answers: the first line of its docstring."""
    targets = {}
    for path in sorted(PACKAGE.iterdir()):
        module = path / "__init__.py" if path.is_dir() else path
        if module.is_file() and module.suffix == ".py" and path.name != "__init__.py":
            docstring = ast.get_docstring(ast.parse(module.read_text(encoding="utf-8"))) or ""
            targets[path.stem] = docstring.splitlines()[0].rstrip(".")
    return targets


def inner_rooms(room: str) -> list[str]:
    """The folders inside a room that hold code."""
    folder = PACKAGE / room
    return sorted(path.name for path in folder.iterdir() if (path / "__init__.py").is_file()) if folder.is_dir() else []


def arrows() -> Arrows:
    """How many imports lead from one room to another."""
    counted: Arrows = Counter()
    for path in PACKAGE.rglob("*.py"):
        here = _room(path)
        for there in _imported(path):
            if there != here:
                counted[here, there] += 1
    return counted


def layers(arrows_between: Arrows) -> list[list[str]]:
    """The rooms in layers: a room stands above all that it imports.

    Raises:
        ValueError: the rooms import one another in a circle.
    """
    left, placed = set(rooms()), []
    while left:
        lowest = sorted(
            room for room in left if not any(arrows_between[room, other] for other in left if other != room)
        )
        if not lowest:
            raise ValueError(f"a circle among {', '.join(sorted(left))}")
        placed.append(lowest)
        left -= set(lowest)
    return placed[::-1]


def lines_of(room: str) -> int:
    """Lines of Python in a room."""
    path = PACKAGE / room
    files = path.rglob("*.py") if path.is_dir() else [path.with_suffix(".py")]
    return sum(len(file.read_text(encoding="utf-8").splitlines()) for file in files)


def page() -> str:
    """``docs/architecture.md``."""
    arrows_between, questions = arrows(), rooms()
    stacked = layers(arrows_between)
    place = {room: number for number, layer in enumerate(stacked) for room in layer}
    ordered = sorted(questions, key=lambda room: (place[room], room))
    drawing = "\n".join(f"{number + 1:>2}  {'   '.join(layer)}" for number, layer in enumerate(stacked))
    rows = []
    for room in ordered:
        inside = ", ".join(f"`{name}`" for name in inner_rooms(room)) or "-"
        below = ", ".join(f"`{other}`" for other in ordered if arrows_between[room, other]) or "-"
        rows.append(f"| `{room}` | {questions[room]} | {inside} | {below} | {lines_of(room):,} |")
    return (
        OPENING
        + f"## The house\n\nTop to bottom; {len(ordered)} rooms and root modules, {len(arrows_between)} arrows, no circle.\n\n```\n{drawing}\n```\n\n"
        + "| Room | Answers | Inner rooms | Imports | Lines |\n|---|---|---|---|---|\n"
        + "\n".join(rows)
        + f"\n\nIn all {sum(lines_of(room) for room in ordered):,} lines of Python.\n"
    )


def _room(path: Path) -> str:
    parts = path.relative_to(PACKAGE).parts
    return parts[0].removesuffix(".py")


def _imported(path: Path) -> list[str]:
    modules = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "whosefaces":
            inside = node.module.split(".")[1:]
            names = [inside[0]] if inside else [alias.name for alias in node.names]
            modules += [name for name in names if (PACKAGE / name).is_dir() or (PACKAGE / f"{name}.py").is_file()]
    return modules


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
