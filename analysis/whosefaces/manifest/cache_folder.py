"""Where what has been read once is kept. It stands apart because a look-up starts faster without the engine."""

from __future__ import annotations

import os
from pathlib import Path


def cache_folder() -> Path:
    """Where prepared manifests are kept: WHOSEFACES_CACHE, or whose-faces in the user's cache folder.

    They hold what the manifests hold, so that the folder is the user's alone.
    """
    said = os.environ.get("WHOSEFACES_CACHE")
    root = Path(said) if said else Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "whose-faces"
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    return root
