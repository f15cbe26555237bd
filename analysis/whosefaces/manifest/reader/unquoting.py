"""A delimited text whose fields quotes may enclose -> the same rows as plain lines, for a reader to which quotes are data.

Python's csv, letter by letter, is the measure of what such a text says (RFC 4180). Here the same is told by counting: where
an even number of quotes has gone by, a delimiter ends a field and a line feed ends a row; elsewhere both are data. That
holds only where every quote that opens a field stands at its beginning, and every one that closes stands at its end or
is one half of a doubled quote. Each quote is held to that. A text in which one fails, or in which anything else stands
that the two would not read alike, is declined: then csv reads it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from whosefaces.manifest.listing import LONGEST_LINE

Bytes = npt.NDArray[np.uint8]
Booleans = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]

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
        quotes, delimiters, feeds, returns = (
            np.flatnonzero(body == letter) for letter in (_QUOTE, self._delimiter, _LF, _CR)
        )
        if (follows[returns] != _LF).any():
            raise DeclinedError("a carriage return that no line feed follows")
        out, kept = body.copy(), np.ones(len(body), bool)
        if len(quotes) or self._inside:
            kept[self._no_data(quotes, body, follows)] = False
            for places, stand_in in ((feeds, LINE_FEED), (returns, CARRIAGE_RETURN)):
                out[places[self._are_inside(places, quotes)]] = stand_in
            delimiters, feeds, returns = (
                places[~self._are_inside(places, quotes)] for places in (delimiters, feeds, returns)
            )
            self._inside = (len(quotes) + self._inside) % 2 == 1
        out[delimiters] = DELIMITER
        kept[returns] = False
        self.rows += len(feeds)
        self._before = int(body[-1])
        return self._as_lines(out if kept.all() else out[kept])

    def _no_data(self, quotes: Places, body: Bytes, follows: Bytes) -> Places:
        """The quotes that are none of the text's own letters, every quote having been held to its place."""
        opens = ~self._are_inside(quotes, quotes)
        before, after = body[quotes - 1], follows[quotes]
        if len(quotes) and quotes[0] == 0:
            before[0] = self._before
        begins = (before == self._delimiter) | (before == _LF) | (before == _QUOTE)
        ends = (after == self._delimiter) | (after == _LF) | (after == _CR) | (after == _QUOTE)
        if not np.where(opens, begins, ends).all():
            raise DeclinedError("a quote in the middle of a field")
        # Of a doubled quote, which closes and opens again at once, the second half is the data.
        no_data: Places = quotes[~(opens & (before == _QUOTE))]
        return no_data

    def _are_inside(self, places: Places, quotes: Places) -> Booleans:
        """Whether an odd number of quotes has gone by ahead of each place."""
        odd: Booleans = (np.searchsorted(quotes, places) + self._inside) % 2 == 1
        return odd

    def _as_lines(self, out: Bytes) -> bytes:
        """``out``, when it goes on as lines that have something in them and are not too long."""
        ends = np.flatnonzero(out == _LF)
        rows = np.diff(ends, prepend=-1 - self._row_out)
        if (rows == 1).any():
            raise DeclinedError("a row with nothing in it")
        self._row_out = len(out) - 1 - int(ends[-1]) if len(ends) else self._row_out + len(out)
        if max(rows.max(initial=0), self._row_out) > LONGEST_LINE:
            raise DeclinedError("a row that is too long")
        return out.tobytes()
