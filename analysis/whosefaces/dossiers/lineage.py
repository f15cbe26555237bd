"""What a dataset was cut from, and what was cut from it: a graph of dossiers, from Flickr down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from whosefaces.dossiers import dataset
from whosefaces.dossiers.dataset import ROOTS, Dossier
from whosefaces.dossiers.facts import ReferenceError, Text, printable


@dataclass(frozen=True)
class Edge:
    """One step of a lineage: ``child`` was cut from ``parent``, as ``fact`` says."""

    parent: str
    child: str
    fact: Text


@dataclass(frozen=True)
class Lineage:
    """The part of the graph around one dataset: all that it came from and all that came from it.

    ``depth`` is a node's row in a drawing: a root has 0, and every node stands below all its parents.
    """

    of: str
    nodes: tuple[str, ...]
    edges: tuple[Edge, ...]
    depth: Mapping[str, int]
    unlisted: Mapping[str, tuple[str, ...]]
    """By node: sets that are known to have been cut from it and that have no dossier."""

    def label(self, node: str) -> str:
        """The name that a drawing prints."""
        return ROOTS[node].split(",")[0] if node in ROOTS else self._dossiers[node].in_short

    _dossiers: Mapping[str, Dossier]


def edges(dossiers: Iterable[Dossier]) -> list[Edge]:
    """Every step that may be printed, from parent to child."""
    return [Edge(fact.is_, dossier.id, fact) for dossier in dossiers for fact in printable(dossier.parent)]


def ordered(steps: Iterable[Edge]) -> dict[str, int]:
    """The depth of every node: one more than the deepest of its parents.

    Raises:
        ReferenceError: a dataset would be its own ancestor.
    """
    steps = list(steps)
    parents: dict[str, set[str]] = {}
    for step in steps:
        parents.setdefault(step.child, set()).add(step.parent)
        parents.setdefault(step.parent, set())
    depth: dict[str, int] = {}
    left = set(parents)
    while left:
        ready = {node for node in left if parents[node] <= depth.keys()}
        if not ready:
            raise ReferenceError(f"lineage: {', '.join(sorted(left))}: one of them would be its own ancestor")
        for node in ready:
            depth[node] = 1 + max((depth[parent] for parent in parents[node]), default=-1)
        left -= ready
    return depth


def around(dossier: Dossier) -> Lineage:
    """The lineage of one dataset; of a reporter's own too, which stands below the parents that it names.

    Raises:
        ReferenceError: a dataset would be its own ancestor.
    """
    dossiers = {name: dataset.read(name) for name in dataset.known()} | {dossier.id: dossier}
    steps = edges(dossiers.values())
    depth = ordered(steps)
    nodes = {dossier.id} | _reached(dossier.id, steps, up=True) | _reached(dossier.id, steps, up=False)
    within = tuple(step for step in steps if step.parent in nodes and step.child in nodes)
    unlisted = {
        node: tuple(fact.is_ for fact in dossiers[node].printed("derived"))
        for node in nodes
        if node in dossiers and dossiers[node].printed("derived")
    }
    in_order = tuple(sorted(nodes, key=lambda node: (depth.get(node, 0), node)))
    return Lineage(dossier.id, in_order, within, {node: depth.get(node, 0) for node in nodes}, unlisted, dossiers)


def ancestors(dossier: Dossier) -> set[str]:
    """Every dataset or root that it was cut from, however far back."""
    dossiers = {name: dataset.read(name) for name in dataset.known()} | {dossier.id: dossier}
    return _reached(dossier.id, edges(dossiers.values()), up=True)


def descendants(dossier: Dossier) -> set[str]:
    """Every dataset that was cut from it, however far down."""
    dossiers = {name: dataset.read(name) for name in dataset.known()} | {dossier.id: dossier}
    return _reached(dossier.id, edges(dossiers.values()), up=False)


def _reached(start: str, steps: list[Edge], *, up: bool) -> set[str]:
    reached: set[str] = set()
    next_ones = {start}
    while next_ones:
        neighbours = {
            (step.parent if up else step.child) for step in steps if (step.child if up else step.parent) in next_ones
        }
        next_ones = neighbours - reached
        reached |= neighbours
    return reached
