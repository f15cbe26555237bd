"""Lines with far too many columns -> lines with a few too many, which DuckDB rejects as well, at a price that is bounded.

For every column past the last DuckDB 2.0.0 keeps an error with a copy of the line: a line of 64,000 delimiters takes minutes
and the memory of the machine. Such a line is cut off behind what is kept of it as an example.
"""

from __future__ import annotations

from whosefaces.manifest.listing import LONGEST_LINE

_SHORT = 4096
"""Bytes; a line of so many is rejected at a price of a few megabytes, whatever stands in it."""

_KEPT = 1000
"""Bytes kept of a line that is cut off: as many letters as an example shows, in any alphabet, are among them."""

_OVER = 10
"""Columns too many that are kept."""


class Bounding:
    """Passes on lines that come in chunks; ``width`` is the number of columns that a line should have."""

    def __init__(self, delimiter: str, width: int) -> None:
        self._delimiter = delimiter.encode()
        self._width = width
        self._begun = b""
        """A line whose end has not come yet."""
        self._leaving_out = False
        """Whether what comes belongs to a line that was passed on already, being too long."""

    def lines(self, chunk: bytes) -> bytes:
        """What of the lines is to be read on; a line comes out once its end has come in."""
        if self._leaving_out:
            end = chunk.find(b"\n")
            if end < 0:
                return b""
            chunk, self._leaving_out = chunk[end:], False
        end = chunk.rfind(b"\n") + 1
        if not end:
            self._begun += chunk
            whole = b""
        else:
            whole, self._begun = self._begun + chunk[:end], chunk[end:]
        if _has_a_long_line(whole):
            whole = b"\n".join(map(self._bounded, whole.split(b"\n")))
        if len(self._begun) > LONGEST_LINE + 2:  # DuckDB sets it aside for its length by what there is of it
            whole, self._begun = whole + self._bounded(self._begun), b""
            self._leaving_out = True
        return whole

    def rest(self) -> bytes:
        """The last line, where it has no end."""
        return self._bounded(self._begun)

    def _bounded(self, line: bytes) -> bytes:
        """The line, cut off at a delimiter where it has far too many columns with something in them."""
        if len(line) <= _SHORT:
            return line
        fields = line.split(self._delimiter, self._width + _OVER)
        over, rest = fields[self._width : -1], fields[-1]
        if len(fields) <= self._width + _OVER or not (any(over) or rest.strip(self._delimiter + b"\r")):
            return line
        before = len(line) - len(rest) - len(self._delimiter)
        cut = line.find(self._delimiter, max(before, _KEPT))
        kept = line[: before if cut < 0 else cut]
        return kept + self._delimiter + b"x" + (b"\r" if line.endswith(b"\r") else b"")


def _has_a_long_line(lines: bytes) -> bool:
    """Whether a line is longer than ``_SHORT``; found by leaps, so that few of the bytes are looked at."""
    start = 0
    while len(lines) - start > _SHORT:
        end = lines.rfind(b"\n", start, start + _SHORT)
        if end < 0:
            return True
        start = end + 1
    return False
