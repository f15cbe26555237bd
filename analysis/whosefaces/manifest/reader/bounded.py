"""A reading library run in a process of its own, that may not take more than its share of memory and time.

Workbooks and PDFs are taken apart by libraries that a small file can drive into asking for more memory than there is; some
then end their process without an exception. That process must not be ours.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from whosefaces.manifest.listing import ManifestError

CEILING = 3 << 30
"""Bytes of memory."""

LONGEST = 1800
"""Seconds."""


def run(script: str, path: Path, folder: Path, what: str, instead: str) -> Any:
    """Let ``script``, beside this module, take ``path`` apart into ``folder``; what it says at its end.

    Args:
        script: run by its path with the file, the folder and the ceiling; it writes ``end.json``.
        path: what is taken apart.
        folder: where it writes.
        what: as "the workbook".
        instead: what a person can do otherwise.

    Raises:
        ManifestError: it took too much, or could not be read.
    """
    place = Path(__file__).with_name(script)
    command = [sys.executable, "-X", "utf8", str(place), str(path.absolute()), str(folder.absolute()), str(CEILING)]
    try:
        ended = subprocess.run(command, capture_output=True, timeout=LONGEST, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise ManifestError(f"{path}: {what} is not read within {LONGEST // 60} minutes; {instead}") from None
    end = folder / "end.json"
    if not end.exists():
        words = ended.stderr.decode(errors="replace").strip().splitlines()
        if ended.returncode < 0 or "memory" in "".join(words).lower():
            raise ManifestError(f"{path}: {what} wants more memory than {CEILING >> 30} GiB; {instead}")
        raise ManifestError(f"{path}: {what} cannot be read: {words[-1] if words else 'no words'}; {instead}")
    document = json.loads(end.read_text(encoding="utf-8"))
    end.unlink()
    if "error" not in document:
        return document["end"]
    if "password" in document["error"].lower() or "encrypted" in document["error"].lower():
        raise ManifestError(f"{path}: {what} is locked with a password; save it without, then read that")
    raise ManifestError(f"{path}: {what} cannot be read: {document['error']}; {instead}")
