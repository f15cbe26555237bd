"""What the scripts that ``bounded`` runs have in common: the ceiling, and one word at the end. No import of ours."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any


def run(work: Callable[[Path, Path], Any]) -> None:
    """Set the ceiling, do ``work`` with the file and the folder of the command line, and write how it ended."""
    path, folder, ceiling = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    with contextlib.suppress(ImportError, ValueError, OSError):  # a system may know no such ceiling
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))
    try:
        said: dict[str, Any] = {"end": work(path, folder)}
    except MemoryError:
        said = {"error": "it wants more memory than is given to it"}
    except Exception as error:  # noqa: BLE001  whatever a library raises, the parent says it in one line
        first = (str(error).splitlines() or ["no words"])[0]
        said = {"error": f"{type(error).__name__}: {first}"}
    (folder / "end.json").write_text(json.dumps(said), encoding="utf-8")
