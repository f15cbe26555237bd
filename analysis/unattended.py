"""A run that nobody watches: what it may publish by itself, and what it leaves for a person.

It publishes a new edition when the findings differ from the last one's, leaves things as they are when they do
not, and holds an edition whose headline moved further than the investigation's bound. Each run adds a line to
``runs.jsonl`` and writes ``summary.txt`` beside the editions: counts and codes, nothing personal.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis import edition as editions
from analysis.edition import Edition
from analysis.errors import WhoseFacesError

TRUE_FOR_A_DAY = ("as_of",)
"""The part of a finding that differs in every edition."""


class UnchangedError(WhoseFacesError):
    """No finding differs from the last edition's: there is nothing new to publish."""

    exit_code = 3


class HeldError(WhoseFacesError):
    """A headline moved further than its bound: a person must look before it is published."""

    exit_code = 4


@dataclass(frozen=True)
class Outcome:
    """How an unattended run ended."""

    exit_code: int
    summary: str


def run_unattended(
    investigation: str | Path, edition: str | dt.date | None = None, *, live: bool = False, reports: Path | None = None
) -> Outcome:
    """Run, and publish only what is new and within its bound. Never raises one of our own errors.

    Args:
        investigation: path of the investigation file.
        edition: as ``edition.open_edition`` reads it.
        live: ask Flickr, whatever the file says.
        reports: where editions go.
    """
    try:
        published = editions.run(
            investigation, edition, live=live, reports=reports, quiet=True, before_publishing=_new_and_within_bound
        )
    except WhoseFacesError as error:
        return _told(investigation, edition, live, reports, error.exit_code, [str(error)])
    code = UnchangedError.exit_code if published.unchanged else 0
    return _told(investigation, edition, live, reports, code, published.sentences)


def previous(edition: Edition) -> Edition | None:
    """The newest published edition before this one, of the same investigation."""
    dates = []
    for folder in edition.folder.parent.iterdir():
        try:
            day = dt.date.fromisoformat(folder.name)
        except ValueError:
            continue
        if day < edition.as_of and (folder / "public" / "findings.json").exists():
            dates.append(day)
    if not dates:
        return None
    return Edition(edition.investigation, max(dates), edition.folder.parent / max(dates).isoformat())


def _new_and_within_bound(edition: Edition) -> None:
    before = previous(edition)
    if before is None:
        return
    old, new = _findings(before.public), _findings(edition.draft)
    if _timeless(old) == _timeless(new):
        raise UnchangedError(f"no finding differs from the edition of {before.as_of}")
    bound = edition.investigation.publish.drift_bound
    for name, finding in new.items():
        moved = _moved(old.get(name), finding) if finding["primary"] else 0.0
        if moved > bound:
            raise HeldError(
                f"{name} moved by {moved:.1%} since {before.as_of}, further than publish.drift_bound = {bound:.0%}; "
                f"read {edition.draft / 'report.html'}, then publish it with `whosefaces run`"
            )


def _moved(old: dict[str, Any] | None, new: dict[str, Any]) -> float:
    """How far a finding moved, in share of its population; as far as can be when it could only be said in one."""
    if old is None:
        return 0.0
    ends = [(old[key], new[key]) for key in ("estimate", "bound_low", "bound_high")]
    known: list[tuple[float, float]] = [(a, b) for a, b in ends if a is not None and b is not None]
    if known:
        return max(abs(a - b) for a, b in known)
    return 0.0 if old["status"] == new["status"] else 1.0


def _findings(folder: Path) -> dict[str, dict[str, Any]]:
    said = json.loads((folder / "findings.json").read_text(encoding="utf-8"))
    return {finding["id"]: finding for finding in said["findings"]}


def _timeless(findings: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {
        name: {key: value for key, value in finding.items() if key not in TRUE_FOR_A_DAY}
        for name, finding in findings.items()
    }


def _told(
    investigation: str | Path,
    edition: str | dt.date | None,
    live: bool,
    reports: Path | None,
    code: int,
    lines: list[str],
) -> Outcome:
    """Write the log line and the summary beside the editions, where they can be found; else only return them."""
    summary = "\n".join([f"Whose Faces, exit code {code}", *lines]) + "\n"
    try:
        opened = editions.open_edition(investigation, edition, live=live, reports=reports)
    except WhoseFacesError:
        return Outcome(code, summary)
    beside = opened.folder.parent
    line = {"edition": opened.as_of.isoformat(), "exit_code": code, "said": lines}
    with (beside / "runs.jsonl").open("a", encoding="utf-8") as log:
        log.write(json.dumps(line, ensure_ascii=False) + "\n")
    partial = beside / "summary.txt.partial"
    partial.write_text(summary, encoding="utf-8")
    partial.replace(beside / "summary.txt")
    return Outcome(code, summary)
