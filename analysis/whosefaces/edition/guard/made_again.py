"""A draft's files -> those that the suite does not make, byte for byte, of a case in which everybody bears another name.

The tables are measured anew from :mod:`the case under other names <whosefaces.edition.guard.nameless>`, and page, charts,
workbooks, PDF and descriptions are made from those. What comes out the same names nobody, whatever it is packed in; what does
not has something of a person in it, or was not written by the suite. So no container has to be opened, and no word
looked up: a photo id in a picture's comment and an alias that is a word of the page are found alike.
"""

from __future__ import annotations

import datetime as dt
import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from whosefaces import earlier
from whosefaces.edition import inputs, packaging, sums
from whosefaces.edition.guard import nameless
from whosefaces.errors import LeakError
from whosefaces.investigation import Investigation

NOTEBOOKS = "notebooks"
"""Executed and not made again: the guard reads them."""
PROVENANCE = "provenance.json"
_TEXT = {".csv", ".json", ".md", ".txt", ".html", ".svg", ".cff"}


@contextmanager
def public(draft: Path, case: Path, investigation: Investigation) -> Iterator[Path]:
    """``public/`` as the suite makes it of the same case under other names, as long as it is wanted.

    Args:
        draft: what is about to be published; its notebooks are taken over, for the descriptions name them.
        case: the case's tables; the editions before lie beside the folder that it lies in.
        investigation: whose edition it is.

    Raises:
        LeakError: the draft has no findings that say of which day they are.
    """
    from whosefaces.measure import measuring
    from whosefaces.report import page
    from whosefaces.report.between import history

    as_of = _day(draft)
    with tempfile.TemporaryDirectory(dir=case, prefix="again-") as scratch:  # as closed to others as the case is
        folder = Path(scratch) / case.resolve().parent.name
        other, counterpart = folder / "case", folder / "draft"
        other.mkdir(parents=True)
        counterpart.mkdir()
        nameless.renamed({case: other} | _earlier(case.resolve().parent, Path(scratch)))
        frame, panel, traces = (other / f"{name}.parquet" for name in ("frame", "panel", "traces"))
        measuring.measure(investigation, frame, panel, traces, other, counterpart, as_of)
        described = (draft / PROVENANCE).is_file()
        if described:
            provenance = inputs.provenance(investigation, as_of, case.resolve().parent)
            inputs.write_provenance(provenance, counterpart / PROVENANCE)
            history.since_last(investigation, other, counterpart)
        page.write(investigation, as_of, other, counterpart)
        if (draft / NOTEBOOKS).is_dir():
            shutil.copytree(draft / NOTEBOOKS, counterpart / NOTEBOOKS)
        if described:
            packaging.describe(investigation, as_of, counterpart)
        yield counterpart


def _day(draft: Path) -> dt.date:
    try:
        return dt.date.fromisoformat(json.loads((draft / "findings.json").read_text(encoding="utf-8"))["as_of"])
    except (OSError, ValueError, KeyError, TypeError):
        raise LeakError(
            "findings.json: does not say of which day it is, so nothing can be held against it; make the edition with "
            "`whosefaces run`"
        ) from None


def _earlier(folder: Path, scratch: Path) -> dict[Path, Path]:
    """The editions before, beside the one that is made again; the cases that it reads, and where they go renamed."""
    before = earlier.previous(folder)
    if before is None:
        return {}
    for path in earlier.of_earlier_days(folder):
        if path != before:
            (scratch / path.name).symlink_to(path)
    (scratch / before.name).mkdir()
    (scratch / before.name / "public").symlink_to(before / "public")
    if not (before / "case").is_dir():
        return {}
    case = scratch / before.name / "case"
    case.mkdir()
    return {before / "case": case}


def differences(draft: Path, counterpart: Path) -> Iterator[tuple[str, str]]:
    """Each file of the draft that was not made again, with the place where it differs; the notebooks are left out."""
    for path in sorted(draft.rglob("*")):
        name = path.relative_to(draft).as_posix()
        if path.is_symlink():
            yield name, "is a link; only files are published"
        elif path.is_dir():
            if not any(path.iterdir()):
                yield name, "is an empty folder; its name alone could be somebody's"
        elif name.split("/", 1)[0] == NOTEBOOKS:
            continue
        elif not (counterpart / name).is_file():
            yield name, "is no file that the suite writes; take it out"
        elif path.read_bytes() != (counterpart / name).read_bytes():
            yield (
                f"{name}{_place(path, counterpart / name)}",
                "is not what comes out when everybody in the case bears another name",
            )


def _place(path: Path, counterpart: Path) -> str:
    """The line where a text differs, or nothing."""
    if path.suffix not in _TEXT:
        return ""
    _, line = sums.first_difference(path, counterpart)
    return f", line {line:,}"
