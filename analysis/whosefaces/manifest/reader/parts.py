"""What a container gives: its parts, each a plain file that is read like any other, under the name it has inside."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from whosefaces.manifest.listing import ManifestError

LARGEST_RATIO = 400
"""So many times its own size may come out of a container: of text that people write, no more than 50 times does."""

ALWAYS_ALLOWED = 200_000_000
"""Bytes that may come out of any container, however small it is."""

MOST_MEMBERS = 2_000_000
"""Files in one container."""


@dataclass(frozen=True)
class Part:
    """One list, or what may be one: a file on disk, and where in the container it stands."""

    path: Path
    name: str
    """As a person would call it: a sheet, a table, a file inside, a list in a JSON text."""
    table: bool = False
    """It is a table of text columns that was taken out of the container: no dataset's own form is looked for in it."""
    hidden: bool = False
    """Its owner does not show it: it is read only where it is asked for, or nothing else is there."""
    notes: tuple[str, ...] = ()
    row_is: str | None = None


class Budget:
    """How many bytes may come out of one container, and of what lies inside it, in all."""

    def __init__(self, container: Path, size: int) -> None:
        self._container = container
        self._left = max(ALWAYS_ALLOWED, LARGEST_RATIO * size)

    def take(self, size: int) -> None:
        """Take ``size`` bytes out.

        Raises:
            ManifestError: there were too many, as in a file that was made to fill a disk.
        """
        self._left -= size
        if self._left < 0:
            raise ManifestError(
                f"{self._container}: more than {LARGEST_RATIO} times its own size comes out of it, as of a file made to fill "
                "a disk; unpack it yourself, then name the list inside"
            )
