"""A dossier said aloud: for a terminal, for machines, and as facts that a report can word.

Grade C never leaves this module, and every fact comes with its source and day.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from whosefaces.dossiers import lineage, procedures
from whosefaces.dossiers.dataset import ROOTS, Dossier, read, read_file
from whosefaces.dossiers.facts import Fact, Figure
from whosefaces.investigation import Investigation

LABELS = {
    "name": "Name",
    "holder": "Holder",
    "made": "Made",
    "published": "Published",
    "purpose": "Made for",
    "size": "Size",
    "parent": "Cut from",
    "derived": "Cut from it",
    "licence_filter": "Licences",
    "own_licence": "Its own licence",
    "use_stated": "Use",
    "redistribution": "Handed on",
    "list_public": "List public",
    "list_carries": "List carries",
    "recipients": "Who has it",
    "way_out": "Way out",
    "removals": "Taken out",
    "status": "Status",
    "withdrawals": "Withdrawn",
    "people": "People pictured",
    "membership_reveals": "Being in it reveals",
    "did.commercial": "Commercial use",
    "did.derivatives": "Derivatives made",
    "did.attributed": "Attribution given",
    "did.shared_alike": "Shared alike",
}
"""What stands before each key, in the order in which a page says them."""


@dataclass(frozen=True)
class Said:
    """One fact as it may be printed: whose key it is, its value in words, and what it rests on."""

    key: str
    value: str
    source: str
    address: str | None
    on: dt.date
    grade: str
    how: str | None
    note: str | None

    def as_json(self) -> dict[str, Any]:
        """The fact for machines."""
        return {
            "is": self.value,
            "source": self.source,
            "address": self.address,
            "on": self.on.isoformat(),
            "grade": self.grade,
        } | {key: text for key, text in (("how", self.how), ("note", self.note)) if text}


def said(dossier: Dossier) -> list[Said]:
    """Every fact that may be printed, in the order of :data:`LABELS`; figures that disagree stand side by side."""
    return [_said(dossier, key, fact) for key in LABELS for fact in dossier.printed(key)]


def worded(fact: Fact[Any]) -> str:
    """The value of a fact in words: a figure with its unit, a parent by its name."""
    if not isinstance(fact, Figure):
        return str(fact.is_)
    unit = fact.unit if fact.is_ != 1 else {"people": "person", "identities": "identity"}.get(fact.unit, fact.unit[:-1])
    words = f"{'about ' if fact.about else ''}{fact.is_:,} {unit}"
    return words + (f" under {fact.licence}" if fact.licence else "") + (f" ({fact.of})" if fact.of else "")


def _said(dossier: Dossier, key: str, fact: Fact[Any]) -> Said:
    source = dossier.source_of(fact)
    value = worded(fact)
    if key == "parent":
        value = ROOTS.get(value) or read(value).called
    return Said(key, value, source.title, source.address, fact.on, fact.grade, fact.how, fact.note)


def lines(dossier: Dossier) -> Iterator[str]:
    """A dossier for a person at a terminal: each fact with a number, the sources under their numbers."""
    yield dossier.in_short
    facts = said(dossier)
    numbers: dict[tuple[str, str | None], int] = {}
    for fact in facts:
        numbers.setdefault((fact.source, fact.address), len(numbers) + 1)
    before = None
    for fact in facts:
        label = f"{LABELS[fact.key]}:" if fact.key != before else ""
        aside = "".join(f"; {word}" for word in (fact.note, fact.how) if word)
        number = numbers[fact.source, fact.address]
        yield f"  {label:<20} {fact.value}{aside}  [{number}, {fact.on}, {fact.grade}]"
        before = fact.key
    for name in dossier.procedures:
        if name.endswith(".toml"):
            yield f"  {'Procedure:':<20} {name}"
        else:
            procedure = procedures.read(name)
            yield f"  {'Procedure:':<20} {procedure.title}  [{name}]"
    for missing in dossier.not_found:
        yield f"  {'Not found:':<20} {missing.what}, by {missing.on}; that is no proof that there is none"
    if dossier.printed("parent") or lineage.descendants(dossier):
        yield "Lineage:"
        yield from tree(lineage.around(dossier))
    if not facts:
        yield "  Nothing that may be printed is known of it: what is here is from memory (grade C)."
    if numbers:
        yield "Sources (A seen, B a copy or report seen, D worked out):"
        for (title, address), number in numbers.items():
            yield f"  {number}. {title}{': ' + address if address else ''}"


def tree(line: lineage.Lineage) -> Iterator[str]:
    """A lineage as an indented list; a set with two parents stands under each, its own children only once."""
    children: dict[str, list[str]] = {}
    for edge in line.edges:
        children.setdefault(edge.parent, []).append(edge.child)
    earlier_ones: set[str] = set()

    def below(node: str, depth: int) -> Iterator[str]:
        here = "  <- this one" if node == line.of else ""
        yield f"  {'   ' * depth}{line.label(node)}{here}"
        if node in earlier_ones:
            return
        earlier_ones.add(node)
        for child in sorted(children.get(node, ())):
            yield from below(child, depth + 1)
        for name in line.unlisted.get(node, ()):
            yield f"  {'   ' * (depth + 1)}{name}"

    has_parent = {edge.child for edge in line.edges}
    for node in line.nodes:
        if node not in has_parent:
            yield from below(node, 0)


def as_json(dossier: Dossier) -> dict[str, Any]:
    """A dossier for machines, with its lineage; what may not be printed is not in it."""
    facts: dict[str, list[dict[str, Any]]] = {}
    for fact in said(dossier):
        facts.setdefault(fact.key, []).append(fact.as_json())
    return {
        "id": dossier.id,
        "called": dossier.called,
        "also": dossier.also,
        "facts": facts,
        "procedures": dossier.procedures,
        "not_found": [{"what": missing.what, "on": missing.on.isoformat()} for missing in dossier.not_found],
        "lineage": drawing(dossier),
    }


def drawing(dossier: Dossier) -> dict[str, Any]:
    """The lineage around a dataset as nodes and steps, for a drawing or a list.

    Returns:
        ``nodes``: id, label, depth (a root has 0), ``this`` (whether it is the dataset itself), ``listed`` (whether a
        dossier holds it); ``steps``: parent, child, source, on.
    """
    line = lineage.around(dossier)
    nodes = [
        {"id": n, "label": line.label(n), "depth": line.depth[n], "this": n == dossier.id, "listed": n not in ROOTS}
        for n in line.nodes
    ]
    steps: list[dict[str, str]] = []
    for edge in line.edges:
        child = dossier if edge.child == dossier.id else read(edge.child)
        source = child.source_of(edge.fact)
        steps.append(
            {"parent": edge.parent, "child": edge.child, "source": source.title, "on": edge.fact.on.isoformat()}
        )
    for node in line.unlisted:
        of = dossier if node == dossier.id else read(node)
        for fact in of.printed("derived"):
            depth, title = line.depth[node] + 1, of.source_of(fact).title
            nodes.append({"id": fact.is_, "label": fact.is_, "depth": depth, "this": False, "listed": False})
            steps.append({"parent": node, "child": fact.is_, "source": title, "on": fact.on.isoformat()})
    return {"nodes": nodes, "steps": steps}


def of(investigation: Investigation) -> Dossier | None:
    """The dossier that an investigation names, for the paragraph on the dataset and its lineage; None: it names none.

    Raises:
        ReferenceError: the file is not as it must be.
    """
    return None if investigation.dossier_file is None else read_file(investigation.dossier_file)


def is_stated(size: str, units: int) -> bool:
    """Whether a stated size names this very number: else a list may be a part of the dataset, or another one."""
    return units in {int(re.sub("[,.]", "", figure)) for figure in re.findall(r"\d{1,3}(?:[,.]\d{3})+|\d+", size)}
