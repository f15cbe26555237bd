"""Two editions of one investigation: what changed, what did not, and whether the world changed or the counting.

Where the old edition's case is at hand its answers are counted again by today's method. What then differs from what was
published of them is the method's doing; what differs between them and the new edition's is the world's, or is owed to
answers that are known now.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from whosefaces import earlier
from whosefaces.errors import WhoseFacesError
from whosefaces.investigation import Investigation
from whosefaces.measure import writing
from whosefaces.report.between import pairs
from whosefaces.report.between.pairs import Newcomers, Pairing
from whosefaces.report.between.tables import CHANGES, INPUTS, NUMBERS, SHARES
from whosefaces.report.words.catalogue import Words
from whosefaces.report.words.change import in_one_line, say_change

METHOD = ("code", "lock", "investigation", "salt", "suite", "python", "platform")
"""Inputs whose change is a change of method: how is counted."""

WORLD = ("manifest", "parent", "evidence")
"""Inputs whose change is one of the world, or of what is known of it: what is counted."""

UNCHANGED, MOVED, ADDED, WITHDRAWN = "unchanged", "moved", "added", "withdrawn"
BY_WORLD, BY_KNOWLEDGE, BY_METHOD, NOT_TOLD = "world", "knowledge", "method", "cannot be told apart"


class CompareError(WhoseFacesError):
    """Two editions cannot be held against one another."""


@dataclass(frozen=True)
class Told:
    """What is at hand of one edition."""

    folder: Path
    public: Path
    as_of: dt.date
    findings: dict[str, dict[str, Any]]
    said: dict[str, Any]
    provenance: dict[str, Any]

    @classmethod
    def of(cls, folder: Path, public: Path | None = None) -> Told:
        """Read an edition's folder; ``public`` where it is not the folder's own.

        Raises:
            CompareError: there is no edition.
        """
        public = public or (folder / "public" if (folder / "public").is_dir() else folder)
        try:
            document = json.loads((public / "findings.json").read_text(encoding="utf-8"))
            papers = public / "provenance.json"
            provenance = json.loads(papers.read_text(encoding="utf-8")) if papers.exists() else {}
            findings = {str(row["id"]): row for row in document["findings"]}
            return cls(folder, public, dt.date.fromisoformat(document["as_of"]), findings, document, provenance)
        except (OSError, ValueError, KeyError, TypeError) as error:
            why = "no published edition here" if isinstance(error, FileNotFoundError) else f"cannot be read: {error}"
            raise CompareError(f"{folder}: {why}; name the folder that holds public/ (an edition's date)") from None

    @property
    def has_case(self) -> bool:
        """Frame, panel and traces lie beside it."""
        return all((self.folder / name).is_file() for name in earlier.READ_OF_THE_CASE)


@dataclass(frozen=True)
class Comparison:
    """What changed between two editions. ``changes`` and ``inputs`` are the tables of those names."""

    investigation: str
    old: dt.date
    new: dt.date
    changes: pd.DataFrame
    inputs: pd.DataFrame
    unpaired: str
    """Why no pairs were formed at all; empty where some were."""
    words: Words

    def of(self, change: str) -> pd.DataFrame:
        """The findings that changed so."""
        return self.changes[self.changes["change"] == change]

    def lines(self) -> list[str]:
        """For a person."""
        words = self.words
        sentences = [words.say("changed.since_edition", new=words.day(self.new), old=words.day(self.old))]
        for change in (ADDED, WITHDRAWN, MOVED):
            sentences += [str(row) for row in self.of(change)["says"]]
        sentences.append(words.say("changed.unchanged", n=len(self.of(UNCHANGED)), all=len(self.changes)))
        sentences += [self.method()]
        if self.unpaired:
            sentences.append(words.say("changed.unpaired_because", reason=self.unpaired))
        return sentences

    def method(self) -> str:
        """Whether the way of counting changed, or what is counted, and by what."""
        words = self.words
        changed = self.inputs[self.inputs["changed"]]
        how, what = (
            [words.say(f"changed.input_{name}") for name in changed[changed["kind"] == kind]["input"]]
            for kind in ("method", "world")
        )
        counted = words.say("changed.method_changed", inputs=how) if how else words.say("changed.method_same")
        source = words.say("changed.world_changed", inputs=what) if what else words.say("changed.world_same")
        return f"{counted} {source}"

    def as_json(self) -> dict[str, Any]:
        """For machines."""
        return {
            "investigation": self.investigation,
            "old": self.old.isoformat(),
            "new": self.new.isoformat(),
            "unpaired": self.unpaired,
            "changes": json.loads(self.changes.to_json(orient="records")),
            "inputs": json.loads(self.inputs.to_json(orient="records")),
        }


def compare(
    old_folder: Path, new_folder: Path, investigation: Investigation | None = None, new_public: Path | None = None
) -> Comparison:
    """Hold two editions of one investigation against one another.

    Args:
        old_folder: the earlier edition's folder.
        new_folder: the later one's.
        investigation: today's investigation file; with it and both cases, units drawn in both are paired.
        new_public: where the later edition's public files lie while it is being made.

    Raises:
        CompareError: one is no edition, they are of two investigations, or in the wrong order.
    """
    old, new = Told.of(old_folder), Told.of(new_folder, new_public)
    if old.said["investigation"] != new.said["investigation"]:
        raise CompareError(
            f"{old.said['investigation']} and {new.said['investigation']} are two investigations; "
            "compare editions of one"
        )
    if old.as_of >= new.as_of:
        raise CompareError(f"{old.as_of} is not before {new.as_of}; name the older edition first")
    inputs = _inputs(old, new)
    retold, differences, reasons, unpaired = _paired(old, new, investigation)
    method_changed = bool((inputs["changed"] & (inputs["kind"] == "method")).any())
    words = Words(investigation.publish.language if investigation is not None else "en")
    rows = [
        _row(
            name,
            old,
            new,
            retold,
            differences.get(name),
            reasons.get(name, unpaired),
            words,
            method_changed=method_changed,
        )
        for name in [*new.findings, *(name for name in old.findings if name not in new.findings)]
    ]
    table = pd.DataFrame(rows, columns=CHANGES.names)
    return Comparison(old.said["investigation"], old.as_of, new.as_of, _typed(table), inputs, unpaired, words)


def timeless(finding: dict[str, Any]) -> dict[str, Any]:
    """A finding without its edition's day, which stands in some findings' words too: what a change is a change of."""
    day = str(finding["as_of"])
    return {
        key: value.replace(day, "the edition's day") if isinstance(value, str) else value
        for key, value in finding.items()
        if key != "as_of"
    }


# -- what is paired


Retold = dict[str, dict[str, Any]]


def _paired(
    old: Told, new: Told, investigation: Investigation | None
) -> tuple[Retold | None, dict[str, Pairing], dict[str, str], str]:
    """The old answers by today's method, the pairings, why some could not be, and why none could be."""
    if investigation is None:
        return None, {}, {}, "the investigation file is not at hand"
    for edition in (old, new):
        if not edition.has_case:
            return None, {}, {}, f"the case of the edition of {edition.as_of} is not at hand"
    try:
        before = pairs.counted(investigation, old.folder / "case", old.as_of)
        after = pairs.counted(investigation, new.folder / "case", new.as_of)
    except WhoseFacesError as error:
        # An earlier case may be of an older layout; what stands in it was published, and is not lost by that.
        return None, {}, {}, f"today's method cannot read the cases: {error}"
    differences, reasons = pairs.paired(before, after)
    return before.rows, differences, reasons, ""


# -- one finding


def _row(
    name: str,
    old: Told,
    new: Told,
    retold: Retold | None,
    pairing: Pairing | None,
    unpaired: str,
    words: Words,
    *,
    method_changed: bool,
) -> dict[str, Any]:
    was, now = old.findings.get(name), new.findings.get(name)
    either = now or was
    assert either is not None  # every name is one edition's
    again = retold.get(name) if retold is not None else None
    change = _change(was, now)
    row: dict[str, Any] = dict.fromkeys(CHANGES.names)
    row |= {"id": name, "label": either["label"], "unit": either["unit"], "primary": either["primary"]}
    row |= {"change": change, "method": unpaired}
    row |= {f"old_{key}": was[key] for key in NUMBERS if was is not None}
    row |= {f"new_{key}": now[key] for key in NUMBERS if now is not None}
    row |= {f"retold_{key}": again[key] for key in SHARES if again is not None}
    if pairing is not None:
        row |= _pair_cells(pairing)
    if change == MOVED:
        row["cause"] = _cause(was, now, again, pairing, method_changed=method_changed, counted_again=retold is not None)
    row["says"] = _says(row, was, now, words)
    return row


def _change(was: dict[str, Any] | None, now: dict[str, Any] | None) -> str:
    if was is None:
        return ADDED
    if now is None:
        return WITHDRAWN
    same = all(was[key] == now[key] for key in (*NUMBERS, "status", "kind", "population_size"))
    return UNCHANGED if same else MOVED


def _cause(
    was: dict[str, Any] | None,
    now: dict[str, Any] | None,
    again: dict[str, Any] | None,
    pairing: Pairing | None,
    *,
    method_changed: bool,
    counted_again: bool,
) -> str:
    """What moved a number: the world, what is known of it, the method; several joined by "and"."""
    if not counted_again:
        as_much_is_known = was is not None and now is not None and was["unknown"] == now["unknown"]
        return BY_WORLD if as_much_is_known and not method_changed else NOT_TOLD
    causes = []
    if pairing is not None:
        came_or_went = any(side.units != 0 for side in (pairing.births, pairing.deaths))
        if pairing.moved or came_or_went:
            causes.append(BY_WORLD)
        if pairing.learnt:
            causes.append(BY_KNOWLEDGE)
    elif _change(again, now) != UNCHANGED:
        causes.append(BY_WORLD)
    if _change(was, again) != UNCHANGED:
        causes.append(BY_METHOD)
    return " and ".join(causes) or NOT_TOLD


def _pair_cells(pairing: Pairing) -> dict[str, Any]:
    difference = pairing.difference
    return {
        "survivors": pairing.survivors,
        "pairs": pairing.pairs,
        "turned_yes": pairing.gained,
        "turned_no": pairing.lost,
        "untold": pairing.untold,
        "fewer_than": pairing.fewer_than,
        "difference": difference.point,
        "difference_low": difference.low,
        "difference_high": difference.high,
        "difference_bound_low": difference.bound_low,
        "difference_bound_high": difference.bound_high,
        "mcnemar_p": difference.p_value,
        "method": difference.method,
        **_newcomer_cells("births", pairing.births),
        **_newcomer_cells("deaths", pairing.deaths),
    }


def _newcomer_cells(name: str, part: Newcomers) -> dict[str, Any]:
    return {
        name: part.units,
        f"{name}_drawn": part.drawn,
        f"{name}_yes": part.yes,
        f"{name}_estimate": part.estimate,
        f"{name}_low": part.low,
        f"{name}_high": part.high,
    }


# -- in words


def _says(row: dict[str, Any], was: dict[str, Any] | None, now: dict[str, Any] | None, words: Words) -> str:
    return in_one_line(say_change(words, row, was, now))


# -- what the two were made from


def _inputs(old: Told, new: Told) -> pd.DataFrame:
    before, after = _made_from(old), _made_from(new)
    rows = []
    for name in sorted(set(before) | set(after)):
        kind = "method" if name in METHOD else "world" if name in WORLD else "report"
        was, now = before.get(name), after.get(name)
        rows.append({"input": name, "kind": kind, "old": was, "new": now, "changed": was != now})
    return pd.DataFrame(rows, columns=INPUTS.names)


def _made_from(edition: Told) -> dict[str, str]:
    inputs = {name: digest for name, digest in edition.provenance.get("inputs_sha256", {}).items() if name != "edition"}
    return inputs | {
        name: edition.provenance[name] for name in ("suite", "python", "platform") if name in edition.provenance
    }


# -- to be published


def _typed(table: pd.DataFrame) -> pd.DataFrame:
    """Counts as whole numbers, shares and differences to six decimals, blanks blank."""
    out = table.copy()
    for column, kind in CHANGES.schema.items():
        if kind == "BIGINT":
            out[column] = pd.array([None if pd.isna(v) else int(v) for v in out[column]], dtype="Int64")
        elif kind == "DOUBLE":
            out[column] = [None if v is None or pd.isna(v) else round(float(v), writing.DIGITS) for v in out[column]]
    return out
