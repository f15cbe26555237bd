"""A delimited text whose fields quotes may enclose -> the same rows as plain lines, for a reader to which quotes are data.

Python's csv, letter by letter, is the measure of what such a text says (RFC 4180). Here the same is told by counting: where
an even number of quotes has gone by, a delimiter ends a field and a line feed ends a row; elsewhere both are data. That
holds only where every quote that opens a field stands at its beginning, and every one that closes stands at its end or
is one half of a doubled quote. Each quote is held to that. A text in which one fails, or in which anything else stands
that the two would not read alike, is declined: then csv reads it.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from analysis.manifest import containers
from analysis.manifest.containers import CHUNK, Tally
from analysis.manifest.listing import LONGEST_LINE

Bytes = npt.NDArray[np.uint8]
Booleans = npt.NDArray[np.bool_]

DELIMITER, LINE_FEED, CARRIAGE_RETURN = 0x1F, 0x1E, 0x1D
"""What stands for a delimiter that ends a field, and for the line ends inside fields, in the lines that come out: control
letters of ASCII, so that a text in which one stands is declined."""

_STAND_INS = bytes((DELIMITER, LINE_FEED, CARRIAGE_RETURN, 0))
_MARK = b"\xef\xbb\xbf"
_QUOTE, _LF, _CR = b'"\n\r'


class DeclinedError(Exception):
    """The text holds something that counting quotes does not tell; the message says what."""


class Unquoting:
    """Takes the quotes off a text that comes in chunks.

    ``rows`` is how many rows have ended, counted from the text's own line feeds.
    """

    def __init__(self, delimiter: str) -> None:
        if len(delimiter) != 1 or not delimiter.isascii() or delimiter.encode() in b'"\n\r' + _STAND_INS:
            raise DeclinedError(f"the delimiter {delimiter!r}")
        self.rows = 0
        self._delimiter = ord(delimiter)
        self._inside = False
        self._held = b""
        """The last byte so far, which waits for the one that follows it; at first all, until it is seen whether they are a mark."""
        self._before = _LF
        """The byte before that; a text begins as a row does."""
        self._last_out = b"\n"
        self._row_out = 0
        """Bytes of the unfinished row that have come out."""
        self._begun = False

    def lines(self, chunk: bytes) -> bytes:
        """The lines, or parts of lines, that ``chunk`` adds.

        Raises:
            DeclinedError: it cannot be told by counting what the text says.
        """
        if any(stand_in in chunk for stand_in in _STAND_INS):
            raise DeclinedError("a control letter that is needed to stand for something else")
        data = self._held + chunk
        if not self._begun:
            if len(data) < len(_MARK):
                self._held = data
                return b""
            self._begun = True
            data = data.removeprefix(_MARK)
            if data.startswith(_MARK):
                raise DeclinedError("two byte order marks")
        self._held = data[-1:]
        return self._taken_off(data) if len(data) > 1 else b""

    def rest(self) -> bytes:
        """The last lines, once the text is at its end; the last one ends with a line feed even if the text does not.

        Raises:
            DeclinedError: a quoted field is not closed, or as in ``lines``.
        """
        end = b"" if self._held.endswith(b"\n") else b"\n"
        said = self._taken_off(self._held + end + b"\n") if self._held else b""
        if self._inside:
            raise DeclinedError("a quoted field that is not closed")
        if not self.rows:
            raise DeclinedError("a text with nothing in it")
        return said

    def _taken_off(self, data: bytes) -> bytes:
        """The lines that all bytes but the last make, which is there to be looked at only."""
        whole = np.frombuffer(data, np.uint8)
        body, follows = whole[:-1], whole[1:]
        out = body.copy()
        kept = np.ones(len(body), bool)
        delimiters = body == self._delimiter
        feeds = np.flatnonzero(body == _LF)
        returns = np.flatnonzero(body == _CR)
        if (follows[returns] != _LF).any():
            raise DeclinedError("a carriage return that no line feed follows")
        inside = self._parity(body, follows, kept)
        if inside is not None:
            delimiters &= ~inside
            out[feeds[inside[feeds]]] = LINE_FEED
            out[returns[inside[returns]]] = CARRIAGE_RETURN
            feeds, returns = feeds[~inside[feeds]], returns[~inside[returns]]
        out[delimiters] = DELIMITER
        kept[returns] = False
        self.rows += len(feeds)
        self._before = int(body[-1])
        return self._held_to_lines(out[kept].tobytes() if not kept.all() else out.tobytes())

    def _parity(self, body: Bytes, follows: Bytes, kept: Booleans) -> Booleans | None:
        """Which bytes stand inside quotes, None where none does; the quotes that are no data are taken out of ``kept``."""
        is_quote = body == _QUOTE
        quotes = np.flatnonzero(is_quote)
        if not len(quotes) and not self._inside:
            return None
        opens = (np.arange(len(quotes)) + self._inside) % 2 == 0
        before, after = body[quotes - 1], follows[quotes]
        if len(quotes) and quotes[0] == 0:
            before[0] = self._before
        begins = (before == self._delimiter) | (before == _LF) | (before == _QUOTE)
        ends = (after == self._delimiter) | (after == _LF) | (after == _CR) | (after == _QUOTE)
        if not np.where(opens, begins, ends).all():
            raise DeclinedError("a quote in the middle of a field")
        # Of a doubled quote, which closes and opens again at once, the second half is the data.
        kept[quotes[~(opens & (before == _QUOTE))]] = False
        inside = np.logical_xor.accumulate(is_quote) ^ self._inside
        self._inside = bool(inside[-1])
        return inside

    def _held_to_lines(self, out: bytes) -> bytes:
        """``out``, when it goes on as lines that have something in them and are not too long."""
        if b"\n\n" in self._last_out + out[:1] or b"\n\n" in out:
            raise DeclinedError("a row with nothing in it")
        first, last = out.find(b"\n"), out.rfind(b"\n")
        row = self._row_out + (len(out) if first < 0 else first)
        self._row_out = row if last < 0 else len(out) - last - 1
        if max(row, self._row_out) > LONGEST_LINE - 2:
            raise DeclinedError("a row that is too long")
        self._last_out = out[-1:] or self._last_out
        return out


def feed(path: Path, pipe: Path, delimiter: str, tally: Tally) -> int | None:
    """Take the quotes off ``path`` into a named pipe, tallying what is read; return how many rows it holds.

    None: it was declined midway, and what went through the pipe is not to be used; or nobody read on.
    """
    with containers.opened(path) as stream, pipe.open("wb", buffering=0) as sink:
        try:
            unquoting = Unquoting(delimiter)
            while chunk := stream.read(CHUNK):
                tally.add(chunk)
                if not containers.pour(sink, unquoting.lines(chunk)):
                    return None
            if not containers.pour(sink, unquoting.rest()):
                return None
        except DeclinedError:
            return None
    return unquoting.rows if tally.utf8 else None
