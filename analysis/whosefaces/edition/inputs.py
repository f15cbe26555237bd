"""What an edition is made from, as SHA-256 digests: equal inputs give equal editions.

None of these digests tells who is in a manifest: they are of whole files, never of a photo or an account; and of a list
that is not public they are commitments, for a plain one tells its holder which row was taken out.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from whosefaces import PACKAGE, PROJECT, __version__, earlier
from whosefaces.errors import IncompleteError
from whosefaces.investigation import WITHHELD, Investigation, InvestigationError
from whosefaces.measure import estimands
from whosefaces.report import look_up, on_record
from whosefaces.trace.evidence.archive import warc_files

CODE = ("notebooks", "data/reference")
_NOT_CODE = {".ipynb_checkpoints", "__pycache__", "project", "built"}
"""``project``: what a wheel brings along of a checkout lies in the package, and is counted where it belongs; ``built``: what is
made from the code (the script of the look-up's page): an edition is the same with and without it."""
CODE_SUFFIXES = {
    ".py", ".sql", ".toml", ".csv", ".json", ".ipynb", ".j2", ".html", ".css", ".xml", ".typ", ".js",
    ".otf", ".ttf", ".woff2",
}  # fmt: skip
"""Everything that a run reads of this checkout: code, notebooks, licences, procedures, templates, letters."""

COMMITTED = frozenset({"manifest", "parent", "evidence", "previous", "withheld"})
"""Inputs that hold who is in the list: unless it is public, their digests leave the case under a key."""

BESIDE = ("corrections.toml", "reply.toml", look_up.FILE, on_record.FILE)
"""Files beside the investigation file that a report prints when they are there."""


def sha256_of(path: Path) -> str:
    """The digest of a file; of a folder, that of its files' names and digests in order of name."""
    if path.is_dir():
        files = sorted(p for p in path.rglob("*") if p.is_file())
        return _digest({p.relative_to(path).as_posix(): p for p in files})
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sha256_of_manifest(path: Path) -> str:
    """The same, from memory where size, time of change and place on disk are as they were: 60 GB take a minute to hash."""
    from whosefaces.manifest import cache as kept

    return kept.sha256(path) if path.is_file() else sha256_of(path)


def _sha256_of_evidence(path: Path) -> str:
    """The digest of what was recorded; not of the index and the lock that a live run keeps beside it."""
    if path.is_file():
        return sha256_of(path)
    return _digest({file.name: file for file in warc_files(path)})


def fingerprint(investigation: Investigation, as_of: dt.date, folder: Path, salt: str | None = None) -> dict[str, str]:
    """Name and digest of everything that an edition depends on.

    Args:
        investigation: the validated investigation file.
        as_of: the edition's day.
        folder: the edition's folder; the edition before it lies beside it, and evidence recorded live in its case.
        salt: the salt's digest, where it need not be computed.
    """
    inputs = {
        "edition": as_of.isoformat(),
        "investigation": sha256_of(investigation.file),
        "manifest": sha256_of_manifest(investigation.manifest.path),
        "salt": investigation.salt_sha256() if salt is None else salt,
        "lock": sha256_of(PROJECT / "requirements.lock"),
        "code": code_digest(),
    }
    if investigation.parent is not None:
        inputs["parent"] = sha256_of_manifest(investigation.parent.path)
    evidence = investigation.trace.evidence or folder / "case" / "evidence"
    if evidence.exists():
        inputs["evidence"] = _sha256_of_evidence(evidence)
    for name in BESIDE:
        beside = investigation.file.with_name(name)
        if beside.exists():
            inputs[beside.stem] = sha256_of(beside)
    before = earlier.previous(folder)
    if before is not None:
        read = [name for name in (*earlier.READ, *earlier.READ_OF_THE_CASE) if (before / name).exists()]
        inputs["previous"] = _digest({f"{before.name}/{name}": before / name for name in read})
    if (investigation.home / WITHHELD).exists():
        inputs["withheld"] = sha256_of(investigation.home / WITHHELD)
    inputs |= {f"own-{path.stem}": sha256_of(path) for path in own_files(investigation)}
    return _under_key(investigation, inputs)


class ChangedError(IncompleteError):
    """What an edition is made from changed while it was being made: it would be of two minds, and is not published."""


_CALLED = {
    "code": "the code, notebooks or reference data of this checkout",
    "lock": "requirements.lock",
    "investigation": "the investigation file",
    "manifest": "the list",
    "parent": "the parent's list",
    "evidence": "the evidence",
    "previous": "the edition before it",
}


@contextlib.contextmanager
def held_still(investigation: Investigation, as_of: dt.date, folder: Path) -> Iterator[Callable[[], None]]:
    """Hold what an edition is made from against what it was when the making began. Arguments as for :func:`fingerprint`.

    Whatever stops the making in between is told as what it comes from, where something was changed meanwhile: a guard that
    makes the edition again with other code finds differences that nobody's name caused.

    Yields:
        What refuses to go on where something changed; to be called right before the edition is published.

    Raises:
        ChangedError: something changed.
    """

    def now() -> dict[str, str]:
        digests = fingerprint(investigation, as_of, folder)
        if investigation.trace.mode == "live":
            digests.pop("evidence", None)  # it grows with every answer
        return digests

    before = now()

    def changed() -> str:
        after = now()
        names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
        return " and ".join(_CALLED.get(name, name) for name in names)

    def refuse(stopped_by: Exception | None = None) -> None:
        if what := changed():
            words = [*str(stopped_by).splitlines(), type(stopped_by).__name__]
            why = "" if stopped_by is None else f". It stopped with: {words[0]}"
            raise ChangedError(
                f"{what} changed while this edition was being made, so nothing was published; leave it alone and run the same "
                f"command again: what was answered is kept{why}"
            ) from stopped_by

    try:
        yield refuse
    except ChangedError:
        raise
    except Exception as error:
        refuse(error)
        raise


def provenance(investigation: Investigation, as_of: dt.date, folder: Path) -> dict[str, Any]:
    """What ``provenance.json`` says an edition was made from: digests, no path and no clock. Arguments as for :func:`fingerprint`."""
    digests = fingerprint(investigation, as_of, folder)
    before = earlier.previous(folder)
    return {
        "suite": f"Whose Faces {__version__}",
        "investigation": investigation.investigation,
        "investigation_id": investigation.id,
        "edition": as_of.isoformat(),
        earlier.PREVIOUS: before.name if before is not None else None,
        "platform": sys.platform,
        "lock_sha256": sha256_of(PROJECT / "requirements.lock"),
        "salt_sha256": investigation.salt_sha256(),
        "estimands_sha256": estimands.sha256(investigation),
        "inputs_sha256": digests,
        "committed": sorted(COMMITTED & set(digests)) if not investigation.list_is_public else [],
    }


def write_provenance(provenance: dict[str, Any], path: Path) -> Path:
    """Write it as it is published."""
    path.write_text(json.dumps(provenance, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return path


def own_files(investigation: Investigation) -> list[Path]:
    """The procedures and the dossier that a reporter wrote; those of ``data/reference`` stand in the digest of the code."""
    named = [*investigation.procedure_files.values(), investigation.dossier_file]
    return [path for path in named if path is not None and not path.is_relative_to(PROJECT / "data" / "reference")]


def small_files(investigation: Investigation) -> list[Path]:
    """The investigation file and what a reporter wrote beside it: procedures, dossier, corrections, reply; the records of a look-up and of the way out."""
    beside = [investigation.file.with_name(name) for name in BESIDE]
    return [investigation.file, *own_files(investigation), *(path for path in beside if path.exists())]


def _under_key(investigation: Investigation, inputs: dict[str, str]) -> dict[str, str]:
    return {name: investigation.commitment(digest) if name in COMMITTED else digest for name, digest in inputs.items()}


def beforehand(investigation: Investigation) -> dict[str, str]:
    """The digests that fix a draw, by name: whoever publishes them before looking at the list cannot have steered it.

    They are the salt's, the primary estimands', the list's, its parent's where there is one, and the investigation
    file's. Afterwards the same stand in ``provenance.json``. docs/method.md says what each is against.

    Raises:
        InvestigationError: the salt is not at hand.
    """
    digests = {
        "salt": investigation.salt_sha256(),
        "estimands": estimands.sha256(investigation),
        "manifest": sha256_of_manifest(investigation.manifest.path),
        "investigation": sha256_of(investigation.file),
    }
    if investigation.parent is not None:
        digests["parent"] = sha256_of_manifest(investigation.parent.path)
    return _under_key(investigation, digests)


def code_digest() -> str:
    """The digest of the suite's own code, notebooks and reference data in this checkout."""
    roots = {"analysis/whosefaces": PACKAGE} | {part: PROJECT / part for part in CODE}
    files = {
        f"{part}/{path.relative_to(root).as_posix()}": path
        for part, root in roots.items()
        for path in root.rglob("*")
        if path.suffix in CODE_SUFFIXES and not _NOT_CODE & set(path.relative_to(root).parts)
    }
    return _digest(dict(sorted(files.items())))


def _digest(files: dict[str, Path]) -> str:
    lines = [f"{sha256_of(path)}  {name}\n" for name, path in files.items()]
    return hashlib.sha256("".join(lines).encode("utf-8")).hexdigest()


def at_hand(investigation: Investigation | None, as_of: dt.date, folder: Path) -> dict[str, str]:
    """As much of :func:`fingerprint` as lies here, by the same names: for whoever checks an edition.

    Args:
        investigation: the investigation file, where it is at hand; it is then read with what it names.
        as_of: the edition's day.
        folder: the edition's folder.
    """
    if investigation is None:
        return {"lock": sha256_of(PROJECT / "requirements.lock"), "code": code_digest()}
    before = earlier.previous(folder)
    try:
        inputs = fingerprint(investigation, as_of, folder)
    except InvestigationError:  # a reader may have everything but the salt and the key
        public = investigation.model_copy(update={"demonstration": True})
        inputs = fingerprint(public, as_of, folder, salt="")
        for name in ("salt", *(() if investigation.list_is_public else COMMITTED)):
            inputs.pop(name, None)
    if before is not None and not all((before / name).exists() for name in earlier.READ_OF_THE_CASE):
        del inputs["previous"]
    return inputs
