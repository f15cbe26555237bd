"""Rows from all over a text, by going to some places of the file and cutting the lines that stand there.

What a column holds can so be told by the whole of a file before it is read, and the file is then read once.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

from whosefaces.manifest.reader import dialects
from whosefaces.manifest.reader.dialects import Dialect

PLACES = 60
"""Places gone to, evenly spread; the last is the file's end."""

PIECE = 1 << 15
"""Bytes read at each."""


def rows(path: Path, way: Dialect, most: int) -> list[list[str]] | None:
    """At most ``most`` rows of an uncompressed text, from the same share of each place.

    None: at some place the lines are not cut into ``way``'s columns, as where line breaks stand inside quotes.
    """
    size = path.stat().st_size
    each = max(1, most // PLACES)
    plain = dialects.without_header(way)
    cut: list[list[str]] = []
    with path.open("rb") as file:
        for number in range(PLACES):
            file.seek(max(0, (size - PIECE) * (number + 1) // PLACES))
            lines = file.read(PIECE).decode("utf-8", "replace").replace("\r\n", "\n").split("\n")[1:]
            if lines and number < PLACES - 1 or lines and not lines[-1]:
                lines.pop()
            try:
                rows = list(dialects.rows_of(io.StringIO("\n".join(lines[:each]), newline=""), plain))
            except csv.Error:
                return None
            if any(len(row) != way.width for row in rows):
                return None
            cut += rows
    return cut
