"""What an edition is made from, as SHA-256 digests: equal inputs give equal editions.

None of these digests tells who is in a manifest: they are of whole files, never of a photo or an account.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

from analysis import PROJECT
from analysis.investigation import Investigation

CODE = ("analysis", "notebooks", "data/reference")
CODE_SUFFIXES = {".py", ".sql", ".toml", ".ipynb", ".j2", ".html", ".css", ".typ", ".js", ".otf", ".ttf", ".woff2"}


def sha256_of(path: Path) -> str:
    """The digest of a file; of a folder, that of its files' names and digests in order of name."""
    if path.is_dir():
        lines = [f"{sha256_of(p)}  {p.relative_to(path).as_posix()}\n" for p in sorted(path.rglob("*")) if p.is_file()]
        return hashlib.sha256("".join(lines).encode("utf-8")).hexdigest()
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fingerprint(investigation: Investigation, as_of: dt.date) -> dict[str, str]:
    """Name and digest of everything that an edition depends on."""
    inputs = {
        "edition": as_of.isoformat(),
        "investigation": sha256_of(investigation.file),
        "manifest": sha256_of(investigation.manifest.path),
        "salt": investigation.salt_sha256(),
        "lock": sha256_of(PROJECT / "requirements.lock"),
        "code": code_digest(),
    }
    if investigation.parent is not None:
        inputs["parent"] = sha256_of(investigation.parent.path)
    if investigation.trace.mode == "replay" and investigation.trace.evidence is not None:
        inputs["evidence"] = sha256_of(investigation.trace.evidence)
    return inputs


def code_digest() -> str:
    """The digest of the suite's own code, notebooks and reference data in this checkout."""
    files = sorted(
        path
        for part in CODE
        for path in (PROJECT / part).rglob("*")
        if path.suffix in CODE_SUFFIXES and ".ipynb_checkpoints" not in path.parts
    )
    lines = [f"{sha256_of(path)}  {path.relative_to(PROJECT).as_posix()}\n" for path in files]
    return hashlib.sha256("".join(lines).encode("utf-8")).hexdigest()
