"""The draft of an edition: the notebooks are run in order, and write into the case and into ``draft/``."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import sys
from pathlib import Path

from whosefaces import PROJECT
from whosefaces.edition import inputs, kernels, protection
from whosefaces.edition.custody_notes import stamp
from whosefaces.edition.display import FOLDER_VARIABLE
from whosefaces.edition.execution import execute, imported_once
from whosefaces.edition.folders import (
    EVIDENCE_VARIABLE,
    LIVE_VARIABLE,
    REPORTS_VARIABLE,
    Edition,
)
from whosefaces.edition.inputs import fingerprint
from whosefaces.edition.terminal import saying
from whosefaces.investigation import HOME, MADE_FROM, Investigation

DOES = {
    "1_sample": "reading the manifest, drawing the sample",
    "2_trace": "tracing what was drawn",
    "3_measure": "measuring",
    "4_report": "writing the report",
    "5_other_definitions": "counting the headlines otherwise",
}
"""What each notebook does, for whoever waits."""
NOTEBOOKS = tuple(DOES)

ORIGIN = "origin.json"
"""In the case: where the investigation file lies, seen from the edition's folder."""


def work(edition: Edition, until: contextlib.ExitStack, *, quiet: bool = False) -> kernels.Forks | None:
    """Run the notebooks in order; each writes into the case and the draft, which is made anew.

    Args:
        edition: whose draft.
        until: what the kernels were forked from lives until this is closed.
        quiet: no progress.

    Returns:
        What the kernels were forked from, for whoever goes on with the draft; None where nothing is forked.

    Raises:
        WhoseFacesError: a notebook stopped; the draft is left as it is, for a person to look at.
    """
    from whosefaces.edition import sums
    from whosefaces.trace.evidence import custody

    (edition.case / sums.NAME).unlink(missing_ok=True)  # the case is sealed again when the edition stands
    shutil.rmtree(edition.draft, ignore_errors=True)
    protection.protect(edition.draft)
    (edition.draft / "notebooks").mkdir()
    _note_origin(edition)
    began = custody.note(
        edition.case,
        custody.RUN_BEGAN,
        edition=edition.folder.name,
        mode=edition.investigation.trace.mode,
        sources=list(edition.investigation.trace.sources),
        inputs_sha256=fingerprint(edition.investigation, edition.as_of, edition.folder),
        python=".".join(map(str, sys.version_info[:3])),
        platform=sys.platform,
    )
    stamp(edition, began)  # before the first question: what was to be asked was fixed before any answer was known
    return run_notebooks(edition, until, quiet=quiet)


def run_notebooks(edition: Edition, until: contextlib.ExitStack, *, quiet: bool) -> kernels.Forks | None:
    """Run the notebooks in order, each in a kernel of its own, and keep what they show in the case and the draft."""
    from whosefaces.edition import notebooks
    from whosefaces.edition.guard import guard
    from whosefaces.trace import progress

    raw = edition.case / "notebooks"
    raw.mkdir(exist_ok=True)
    shown = edition.case / progress.FILE
    sources = {name: PROJECT / "notebooks" / f"{name}.ipynb" for name in NOTEBOOKS}
    settings = {
        REPORTS_VARIABLE: str(edition.folder.parents[1]),
        FOLDER_VARIABLE: edition.folder.name,
        LIVE_VARIABLE: "1" if edition.investigation.trace.mode == "live" else "",
        EVIDENCE_VARIABLE: _evidence_of(edition.investigation),
    }
    forks = until.enter_context(imported_once(list(sources.values()), settings))
    for number, (name, source) in enumerate(sources.items(), start=1):
        with saying(f"{number}/{len(NOTEBOOKS)} {DOES[name]}", quiet=quiet), progress.watching(shown, quiet=quiet):
            executed = raw / source.name
            execute(
                source,
                executed,
                {"investigation": edition.investigation.file.name, "edition": edition.as_of.isoformat()},
                cwd=edition.investigation.file.parent,
                settings=settings,
                forks=forks,
            )
            notebooks.assert_complete(executed)
            if number == 1:  # who is in the list is known now, and hours of asking lie ahead
                held = edition.case, edition.investigation
                forks.call(guard.inspect_stated, *held) if forks else guard.inspect_stated(*held)
            notebooks.normalise(executed, edition.draft / "notebooks" / executed.name)
    return forks


def _evidence_of(investigation: Investigation) -> str:
    return str(investigation.trace.evidence) if investigation.trace.mode == "replay" else ""


def _note_origin(edition: Edition) -> None:
    """Keep the small files that the edition is made from: the investigation may be changed since, and this one still holds."""
    own = edition.investigation
    origin = {"investigation": os.path.relpath(own.file, edition.folder)}
    (edition.case / ORIGIN).write_text(json.dumps(origin) + "\n", encoding="utf-8")
    folder = edition.case / MADE_FROM
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for path in inputs.small_files(own):
        shutil.copyfile(path, folder / path.name)
    (folder / HOME).write_text(json.dumps({"home": os.path.relpath(own.home, folder)}) + "\n", encoding="utf-8")


def provenance(edition: Edition) -> Path:
    """Write ``provenance.json``: what this edition was made from, as digests; no path, no clock.

    Returns:
        The file's path in the draft.
    """
    papers = inputs.provenance(edition.investigation, edition.as_of, edition.folder)
    if edition.changed:
        papers["exploratory"] = list(edition.changed)
        papers["inputs_sha256"]["parameters"] = hashlib.sha256("; ".join(edition.changed).encode()).hexdigest()
    return inputs.write_provenance(papers, edition.draft / "provenance.json")
