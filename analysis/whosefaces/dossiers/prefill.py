"""From a dossier to the tables of an investigation file: ``[dataset]``, ``[use]`` and ``procedures``, each with sources.

Only what is known is filled in. Where sources disagree about a yes or a no, the key is left out and ``left_out`` says so:
a person decides. Texts and figures that differ stand side by side, apart by a semicolon.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypedDict

from whosefaces.dossiers.dataset import ROOTS, Did, Dossier, read
from whosefaces.dossiers.facts import Fact
from whosefaces.dossiers.telling import worded

Filled = TypedDict("Filled", {"is": str, "source": str, "on": dt.date})
"""One fact as an investigation file has it."""

TEXTS = ("name", "holder", "made", "published", "size", "purpose", "parent", "recipients")
"""The keys of ``[dataset]`` that hold a text, in the file's order."""


WHEN = ("made", "published")
"""Those that say a time: of several, the earliest, on which the first version came."""


@dataclass(frozen=True)
class Prefilled:
    """The tables of an investigation file that a dossier can fill."""

    dossier: str
    """Its name, or the name of its file where it is one of a person's own."""
    dataset: dict[str, Filled]
    people: str = "unknown"
    """adults, children or unknown: children where any fact says so, for the stricter rules are the safe ones."""
    membership_reveals: str = "unknown"
    use: dict[str, Filled] = field(default_factory=dict)
    procedures: list[str] = field(default_factory=list)
    own_files: tuple[Path, ...] = ()
    """Files of a person's own that the tables name: they belong beside the investigation file."""
    left_out: list[str] = field(default_factory=list)
    """What the sources disagree about, in a sentence each: to be decided by a person."""

    def tables(self) -> dict[str, Any]:
        """The same as one TOML document holds them."""
        dataset: dict[str, Any] = {"dossier": self.dossier, **self.dataset}
        dataset |= {"people": self.people, "membership_reveals": self.membership_reveals}
        return {"procedures": self.procedures, "dataset": dataset, "use": dict(self.use)}


def toml(filled: Prefilled) -> dict[str, str]:
    """The lines of an investigation file, by section: ``procedures`` (a line of the head), ``dataset`` and ``use``.

    What the sources disagree about stands there as a comment, at the place where a person decides it.
    """
    undecided = {
        section: [sentence for sentence in filled.left_out if sentence.startswith(f"{section}.")]
        for section in ("dataset", "use")
    }
    dataset = [f"dossier = {_quoted(filled.dossier)}", *_lines(filled.dataset)]
    dataset += [f"people = {_quoted(filled.people)}", f"membership_reveals = {_quoted(filled.membership_reveals)}"]
    return {
        "procedures": f"procedures = [{', '.join(map(_quoted, filled.procedures))}]",
        "dataset": "\n".join([*dataset, *(f"# {sentence}" for sentence in undecided["dataset"])]),
        "use": "\n".join([*_lines(filled.use), *(f"# {sentence}" for sentence in undecided["use"])]),
    }


def _lines(facts: dict[str, Filled]) -> list[str]:
    return [
        f"{key} = {{is = {_quoted(fact['is'])}, source = {_quoted(fact['source'])}, on = {fact['on'].isoformat()}}}"
        for key, fact in facts.items()
    ]


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # a JSON string is a TOML basic string


def prefilled(dossier: Dossier) -> Prefilled:
    """What a dossier fills in; grade C is left out."""
    dataset = {key: filled for key in TEXTS if (filled := _text(dossier, key)) is not None}
    left_out: list[str] = []
    _one(dossier, dossier.printed("list_public"), "dataset.list_public", dataset, left_out)
    use: dict[str, Filled] = {}
    for key in Did.model_fields:
        _one(dossier, dossier.printed(f"did.{key}"), f"use.{key}", use, left_out)
    people = {fact.is_ for fact in dossier.printed("people")}
    own = dossier.file.parent
    return Prefilled(
        dossier.file.name if dossier.own else dossier.id,
        dataset,
        next((who for who in ("children", "adults") if who in people), "unknown"),
        "; ".join(fact.is_ for fact in dossier.printed("membership_reveals")) or "unknown",
        use,
        list(dossier.procedures),
        tuple([dossier.file] * dossier.own + [own / name for name in dossier.procedures if name.endswith(".toml")]),
        left_out,
    )


def _text(dossier: Dossier, key: str) -> Filled | None:
    facts = dossier.printed(key)
    if not facts:
        return None
    if key in WHEN:
        facts = [min(facts, key=lambda fact: str(fact.is_))]
    words = dict.fromkeys(_worded(key, fact) for fact in facts)
    sources = dict.fromkeys(_source(dossier, fact) for fact in facts)
    return {"is": "; ".join(words), "source": "; ".join(sources), "on": max(fact.on for fact in facts)}


def _one(dossier: Dossier, facts: list[Any], key: str, into: dict[str, Filled], left_out: list[str]) -> None:
    """Put the one value that all facts give under the key's last part; where they disagree, say so."""
    values = list(dict.fromkeys(str(fact.is_) for fact in facts))
    if len(values) > 1:
        left_out.append(f"{key}: the sources say {' and '.join(values)}; choose one, with its source")
    elif values == ["in part"]:
        left_out.append(f"{key}: in part, by the source; say yes or no for the list at hand")
    elif values:
        into[key.split(".")[1]] = {"is": values[0], "source": _source(dossier, facts[0]), "on": facts[0].on}


def _worded(key: str, fact: Fact[Any]) -> str:
    if key == "parent":
        return ROOTS.get(fact.is_) or read(fact.is_).called
    return worded(fact)


def _source(dossier: Dossier, fact: Fact[Any]) -> str:
    source = dossier.source_of(fact)
    return source.address or source.title
