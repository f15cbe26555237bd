"""Where in a JSON text lists of photos stand: found in one pass over its events, whatever its size.

A list is an array, or an object whose keys are file names, numbers or anything else that names one element each. A text
can hold several, and the longest is seldom the one that leads to Flickr.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from whosefaces.flickr.address import photo_id_of_file_name, read_address, read_nsid

DEEPEST = 6
"""Levels of objects in which lists are looked for."""

MOST_CHILDREN = 100
"""Values of one object that are looked at one by one."""

_LINK = re.compile(r"flickr\.com|flic\.kr")
_ONE_EACH = 12
"""More hits than this below one value of an object, and the value is a list of photos, not a photo."""


def names_photo(text: str) -> str | None:
    """The photo that a text leads to: as an address of Flickr's, or as the name that Flickr gives a file."""
    if _LINK.search(text):
        return read_address(text).photo_id
    if len(text) > 400 or text.count("_") == 0:
        return None
    return photo_id_of_file_name(re.split(r"[/\\]", text)[-1])


def is_flickrs(keys: Iterable[str]) -> bool:
    """Whether an object with these keys is a photo as Flickr's API gives it."""
    held = set(keys)
    return (
        "id" in held
        and "photo" not in held
        and ({"secret", "server"} <= held or {"owner", "ispublic"} <= held or {"owner", "title", "secret"} <= held)
    )


@dataclass
class Node:
    """An object or an array of the text."""

    kind: str
    path: str | None
    """Dotted, from the top; None where it is one of many."""
    size: int = 0
    """Its elements, or its keys."""
    objects: int = 0
    lists: int = 0
    named: int = 0
    """Keys that name a photo."""
    hits: int = 0
    """Photos that are named in it, at any depth."""
    own_hits: int = 0
    """Photos that are named by its own values, those that are named again among them."""
    own_photos: set[str] = field(default_factory=set)
    """The first of them."""
    keys: list[str] = field(default_factory=list)
    scalars: dict[str, str] = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)

    @property
    def flickrs(self) -> bool:
        """Whether it is a photo as Flickr's API gives it."""
        return self.kind == "map" and is_flickrs(self.keys)


@dataclass(frozen=True)
class Place:
    """A list of photos in a JSON text, or one photo."""

    path: str
    """Dotted; "" for the text itself."""
    kind: str
    """"array", "keyed" (an object of one element a key), "record" (the one element), "columns" (an object of one column a
    key, as pandas writes a table) or "split" (the names of the columns beside its rows)."""
    size: int
    hits: int
    shape: frozenset[str]
    """Keys of its first elements."""
    inherited: dict[str, str] = field(default_factory=dict)
    """What the object around it says of every element: the owner of an album."""

    @property
    def name(self) -> str:
        """As a person would call it."""
        return self.path or "the whole text"


def survey(events: Iterable[tuple[str, Any]]) -> Node | None:
    """The tree of a JSON text's objects and arrays, from its events; None where it is neither.

    Raises:
        what the parser raises where the text is cut off.
    """
    stack: list[Node] = []
    key = ""
    top: Node | None = None
    for event, value in events:
        if event == "map_key":
            key = value
            node = stack[-1]
            if len(node.keys) < MOST_CHILDREN:
                node.keys.append(key)
            node.named += bool(names_photo(key)) or key.isdigit() and len(key) >= 5
        elif event.startswith("start_"):
            node = _opened(event.removeprefix("start_"), stack, key)
            top = top or node
            stack.append(node)
        elif event.startswith("end_"):
            node = stack.pop()
            if node.flickrs:
                node.own_hits += 1
                node.hits += 1
            if stack:
                stack[-1].hits += node.hits
        elif stack:
            _add(stack[-1], key, value)
    return top


def _opened(kind: str, stack: list[Node], key: str) -> Node:
    around = stack[-1] if stack else None
    if around is None:
        return Node(kind, "")
    around.size += 1
    around.objects += kind == "map"
    around.lists += kind == "array"
    named = around.path is not None and around.kind == "map" and len(around.children) < MOST_CHILDREN
    named = named and len(stack) <= DEEPEST
    path = (f"{around.path}.{key}" if around.path else key) if named else None
    node = Node(kind, path)
    if named or len(around.children) < 5:  # of an array or of many values the first few show the shape
        around.children.append(node)
    return node


def _add(node: Node, key: str, value: Any) -> None:
    node.size += 1
    if isinstance(value, str) and (photo := names_photo(value)):
        node.hits += 1
        node.own_hits += 1
        if len(node.own_photos) < 2:
            node.own_photos.add(photo)
    if node.kind == "map" and len(node.scalars) < MOST_CHILDREN and value is not None:
        node.scalars[key] = str(value)[:200]


def places(top: Node) -> list[Place]:
    """The lists that lead to photos, in their order; where no address and no file name says so, every list of objects.

    Ids alone are photos only by what their column is called, and by what stands beside them: the tables' columns tell.
    """
    if (table := _of_columns(top)) is not None:
        return [table]
    return list(_places(top, {})) or list(_tables(top))


def _of_columns(node: Node) -> Place | None:
    """A table as pandas writes it: an object of columns, each a list or an object of its cells; or names beside rows."""
    if node.kind != "map" or node.path is None:
        return None
    children = {child.path: child for child in node.children}
    if {"columns", "data"} <= set(node.keys) <= {"columns", "index", "data", "index_names", "column_names"}:
        rows = children.get("data")
        return (
            Place("", "split", rows.size, rows.hits, frozenset())
            if rows is not None and rows.lists == rows.size
            else None
        )
    cells = node.children
    if node.size < 2 or len(cells) != node.size or node.path or any(child.objects or child.lists for child in cells):
        return None
    if len({(child.kind, child.size) for child in cells}) != 1 or any(map(read_nsid, node.keys)):
        return None
    numbered = all(child.keys == [str(n) for n in range(len(child.keys))] for child in cells)
    named = all(map(str.isidentifier, node.keys)) and not node.named
    wide = cells[0].size > node.size or cells[0].size > 1 and cells[0].kind == "array"
    if named and wide and (cells[0].kind == "array" or numbered):
        return Place("", "columns", cells[0].size, node.hits, frozenset(node.keys))
    return None


def _tables(node: Node) -> Iterator[Place]:
    if node.path is None:
        return
    alike_objects = node.objects >= max(1, 0.9 * node.size)
    if alike_objects and node.kind == "array":
        yield Place(node.path, "array", node.size, 0, _shape(node))
    elif _by_owner(node) or alike_objects and _is_keyed(node):
        yield Place(node.path, "keyed", node.size, 0, _shape(node))
    else:
        for child in node.children:
            yield from _tables(child)


def _places(node: Node, inherited: dict[str, str]) -> Iterator[Place]:
    if node.path is None or not node.hits and not node.named:
        return
    if node.kind == "array":
        yield Place(node.path, "array", node.size, node.hits, _shape(node), inherited)
        return
    if _is_keyed(node):
        yield Place(node.path, "keyed", node.size, max(node.hits, node.named), _shape(node))
        return
    below = [place for child in node.children for place in _places(child, _about_all(node))]
    # A photo may hold lists (its sizes, its tags); a list's description may hold a link (to its home).
    outweighed = not node.flickrs and any(place.size > 1 and place.hits > 2 * node.own_hits for place in below)
    if node.own_hits and not outweighed:
        yield Place(node.path, "record", 1, 1, frozenset(node.keys))
    else:
        yield from below


def _is_keyed(node: Node) -> bool:
    """Whether an object is a list whose elements stand under their own keys."""
    if node.named and node.named >= 0.6 * node.size or len(node.own_photos) > 1 or _by_owner(node):
        return True
    if node.size < 2 or node.objects < 0.9 * node.size:
        return False
    first = [child for child in node.children if child.kind == "map"][:20]
    if any(child.hits > _ONE_EACH for child in first):
        return False
    shapes = [frozenset(child.keys) for child in first]
    return bool(shapes) and all(alike(shapes[0], shape) for shape in shapes)


def _by_owner(node: Node) -> bool:
    """Whether an object has a list of photos under each account."""
    return node.kind == "map" and node.size > 0 and node.lists == node.size and all(map(read_nsid, node.keys))


def _shape(node: Node) -> frozenset[str]:
    return frozenset(key for child in node.children[:5] for key in child.keys)


def alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two sets of names are those of one kind of row: at least half of them are the same, or both are empty."""
    if not one and not other:
        return True
    return len(one & other) >= 0.5 * max(1, min(len(one), len(other)))


def _about_all(node: Node) -> dict[str, str]:
    """What an album or a set says of each of its photos."""
    return {key: node.scalars[key] for key in ("owner", "ownername", "username") if key in node.scalars}
