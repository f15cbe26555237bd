"""From a dossier to the tables of an investigation file: ``[dataset]``, ``[use]`` and ``procedures``, each with sources.

Only what is known is filled in. Facts that disagree about a yes or a no are left out, and said in ``left_out``;
figures that disagree stand side by side in one text.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, TypedDict

from whosefaces.dossiers.dataset import ROOTS, Did, Dossier, read
from whosefaces.dossiers.facts import Fact
from whosefaces.dossiers.telling import worded

Filled = TypedDict("Filled", {"is": str, "source": str, "on": dt.date})
"""One fact as an investigation file has it."""

TEXTS = ("name", "holder", "made", "published", "size", "purpose", "parent", "list_public", "recipients")
"""The keys of ``[dataset]`` that hold a fact, in the file's order."""


@dataclass(frozen=True)
class Prefilled:
    """The tables of an investigation file that a dossier can fill."""

    dataset: dict[str, Filled]
    people: str = "unknown"
    """adults, children or unknown: children where any fact says so, for the stricter rules are the safe ones."""
    membership_reveals: str = "unknown"
    use: dict[str, Filled] = field(default_factory=dict)
    procedures: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    """What the dossier knows in two ways that exclude each other: to be decided by a person."""

    def tables(self) -> dict[str, Any]:
        """The same as one TOML document holds them."""
        dataset: dict[str, Any] = dict(self.dataset)
        dataset |= {"people": self.people, "membership_reveals": self.membership_reveals}
        return {"procedures": self.procedures, "dataset": dataset, "use": dict(self.use)}


def prefilled(dossier: Dossier) -> Prefilled:
    """What a dossier fills in; grade C is left out."""
    dataset = {key: filled for key in TEXTS if (filled := _filled(dossier, key)) is not None}
    left_out = []
    if "list_public" in dataset and dossier.agreed("list_public") is None:
        left_out.append(f"list_public: sources disagree ({dataset.pop('list_public')['is']})")
    use: dict[str, Filled] = {}
    for key in Did.model_fields:
        facts = dossier.printed(f"did.{key}")
        agreed = dossier.agreed(f"did.{key}")
        if agreed is not None:
            use[key] = _one(dossier, agreed)
        elif facts:
            left_out.append(f"use.{key}: sources disagree")
    people = {fact.is_ for fact in dossier.printed("people")}
    return Prefilled(
        dataset,
        next((who for who in ("children", "adults") if who in people), "unknown"),
        "; ".join(fact.is_ for fact in dossier.printed("membership_reveals")) or "unknown",
        use,
        list(dossier.procedures),
        left_out,
    )


def _filled(dossier: Dossier, key: str) -> Filled | None:
    facts = dossier.printed(key)
    if not facts:
        return None
    words = dict.fromkeys(_worded(key, fact) for fact in facts)
    sources = dict.fromkeys(_source(dossier, fact) for fact in facts)
    return {"is": "; ".join(words), "source": "; ".join(sources), "on": max(fact.on for fact in facts)}


def _one(dossier: Dossier, fact: Fact[Any]) -> Filled:
    return {"is": str(fact.is_), "source": _source(dossier, fact), "on": fact.on}


def _worded(key: str, fact: Fact[Any]) -> str:
    if key == "parent":
        return ROOTS.get(fact.is_) or read(fact.is_).called
    return worded(fact)


def _source(dossier: Dossier, fact: Fact[Any]) -> str:
    source = dossier.source_of(fact)
    return source.address or source.title
