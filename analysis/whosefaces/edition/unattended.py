"""A run that nobody watches: what it may publish by itself, and what it leaves for a person.

It publishes a new edition when the findings differ from the last one's, leaves things as they are when they do
not, and holds an edition whose headline moved further than the investigation's bound. Each run adds a line to
``runs.jsonl``, writes ``health.json`` for a monitor, and ``summary.txt`` (for a mail) and ``summary.json`` (for a web hook) beside the editions: counts
and codes, nothing personal.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whosefaces import earlier
from whosefaces.edition import run as editions
from whosefaces.edition.folders import Edition, standing
from whosefaces.errors import WhoseFacesError
from whosefaces.report.between.compare import timeless

UNFORESEEN = 1
"""The exit code of an error that is ours: what Python gives it."""

MEANS = {
    0: "published",
    UNFORESEEN: "stopped by an error of the suite",
    2: "not run: the request cannot be met",
    3: "unchanged",
    4: "held for a person",
    5: "incomplete",
    6: "refused: something personal would have been published",
    7: "a source is unavailable",
}
"""Exit codes in words, as docs/exit-codes.md has them."""


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
    """Run, and publish only what is new and within its bound.

    Never raises one of our own errors: their exit codes are the outcome. Anything else is told in the log and the summary,
    and then raised.

    Args:
        investigation: path of the investigation file.
        edition: as ``edition.open_edition`` reads it.
        live: ask Flickr, whatever the file says.
        reports: where editions go.
    """

    def told(code: int, lines: list[str]) -> Outcome:
        return _told(investigation, edition, live, reports, code, lines)

    try:
        published = editions.run(
            investigation, edition, live=live, reports=reports, quiet=True, before_publishing=_new_and_within_bound
        )
    except WhoseFacesError as error:
        return told(error.exit_code, [str(error)])
    except Exception as error:
        told(UNFORESEEN, [f"{type(error).__name__}; the traceback stands in the scheduler's log"])
        raise
    if published.unchanged:
        return told(UnchangedError.exit_code, published.sentences)
    return told(0, [*published.sentences, *_what_changed(published.edition)])


def previous(edition: Edition) -> Edition | None:
    """The newest published edition or revision before this one, of the same investigation."""
    folder = earlier.last(edition.folder)
    day = None if folder is None else earlier.day_of(folder)
    return None if folder is None or day is None else Edition(edition.investigation, day, folder)


def hold(edition: Edition) -> None:
    """Keep a complete draft from being published, for a person asked that.

    Raises:
        HeldError: always.
    """
    raise HeldError(
        f"held, as asked: read {edition.draft / 'report.html'}; `whosefaces right-of-reply {edition.folder}` writes to the "
        f"holder, and `whosefaces publish {os.path.relpath(edition.investigation.file)} --edition {edition.as_of}` publishes it"
    )


def _new_and_within_bound(edition: Edition) -> None:
    before = previous(edition)
    if before is None:
        return
    old, new = _findings(before.public), _findings(edition.draft)
    if _timeless(old) == _timeless(new):
        shutil.rmtree(edition.draft)
        raise UnchangedError(f"no finding differs from the edition of {before.folder.name}")
    bound = edition.investigation.publish.drift_bound
    for name, finding in new.items():
        moved = _moved(old.get(name), finding) if finding["primary"] else 0.0
        if moved > bound:
            raise HeldError(
                f"{name} moved by {moved:.1%} since {before.as_of}, further than publish.drift_bound = {bound:.0%}; "
                f"read {edition.folder.name}/draft/report.html, then publish it with "
                f"`whosefaces publish {os.path.relpath(edition.investigation.file)} --edition {edition.as_of}`"
            )


def _moved(old: dict[str, Any] | None, new: dict[str, Any]) -> float:
    """How far a finding moved, in share of its population; as far as can be when it could only be said in one."""
    if old is None:
        return 0.0
    ends = [(_end(old, key), _end(new, key)) for key in ("bound_low", "bound_high")]
    known: list[tuple[float, float]] = [(a, b) for a, b in ends if a is not None and b is not None]
    if known:
        return max(abs(a - b) for a, b in known)
    return 0.0 if old["status"] == new["status"] else 1.0


def _end(finding: dict[str, Any], bound: str) -> float | None:
    """One end of what the truth may be: a bound, or the estimate where nothing is unknown."""
    value = finding[bound] if finding[bound] is not None else finding["estimate"]
    return None if value is None else float(value)


def _findings(folder: Path) -> dict[str, dict[str, Any]]:
    document = json.loads((folder / "findings.json").read_text(encoding="utf-8"))
    return {finding["id"]: finding for finding in document["findings"]}


def _timeless(findings: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {name: timeless(finding) for name, finding in findings.items()}


def _what_changed(edition: Edition) -> list[str]:
    """What the primary findings of the edition say of the one before it."""
    path = edition.public / "tables" / "changes.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["primary"] == "True" and row["change"] != "unchanged"]
    return ["What changed since the edition before:", *(row["says"] for row in rows)] if rows else []


def _told(
    investigation: str | Path,
    edition: str | dt.date | None,
    live: bool,
    reports: Path | None,
    code: int,
    lines: list[str],
) -> Outcome:
    """Write the log line and the summaries beside the editions, where they can be found; else only return them."""
    means = MEANS.get(code, "ended")
    try:
        opened = editions.find_edition(investigation, edition, live=live, reports=reports)
    except WhoseFacesError:
        return Outcome(code, "\n".join([f"Whose Faces, exit code {code}: {means}", *lines]) + "\n")
    name, day = opened.investigation.investigation, opened.as_of.isoformat()
    summary = "\n".join([f"Whose Faces, exit code {code}: {name}, edition of {day}: {means}", *lines]) + "\n"
    said = {"investigation": name, "edition": day, "exit_code": code, "means": means, "said": lines}
    stands = standing(opened)
    if code == 0 and stands is not None:
        said["report"] = f"{stands.folder.name}/public/report.html"
    beside = opened.folder.parent
    beside.mkdir(parents=True, exist_ok=True)
    with (beside / "runs.jsonl").open("a", encoding="utf-8") as log:
        log.write(json.dumps(said, ensure_ascii=False) + "\n")
    for file, text in (("summary.txt", summary), ("summary.json", json.dumps(said, ensure_ascii=False) + "\n")):
        partial = beside / f"{file}.partial"
        partial.write_text(text, encoding="utf-8")
        partial.replace(beside / file)
    _note_health(beside, code, day)
    return Outcome(code, summary)


HEALTH = "health.json"
"""Beside the editions, for a monitor: was the last run well, and when was the last good one?"""


def _note_health(beside: Path, code: int, day: str) -> None:
    """Write when a run last ended, how, and when one last ended well; a monitor alerts when that is too long ago."""
    file, now = beside / HEALTH, dt.datetime.now(dt.UTC).replace(microsecond=0).isoformat()
    try:
        before = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        before = {}
    well = code in (0, UnchangedError.exit_code)
    said = {
        "well": well,
        "last_run_at": now,
        "exit_code": code,
        "means": MEANS.get(code, "ended"),
        "edition": day,
        "last_well_at": now if well else before.get("last_well_at"),
        "failed_in_a_row": 0 if well else int(before.get("failed_in_a_row") or 0) + 1,
    }
    partial = beside / f"{HEALTH}.partial"
    partial.write_text(json.dumps(said) + "\n", encoding="utf-8")
    partial.replace(file)
