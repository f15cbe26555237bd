"""A text -> what in it could be somebody: runs of words, numbers, addresses, as they are compared.

Everything is made plain first: width and ligatures (NFKC), signs that nobody sees, entities, percent signs, escapes, marks in a
line, groups of digits. A word ends at anything that is neither letter nor digit, and a run of words is compared without
what stands between them: ``some_name``, ``Some Name`` and ``some-name's`` are one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import unquote

from whosefaces.flickr.address import photo_id_of_short_link

LONGEST_NAME = 6
"""Words of a name that are compared; of a longer name the first so many."""

MOST_FORMS = 12
"""Layers of packing after which a text has been unfolded enough."""

LONG_NUMBER = 9
"""Digits from which a number is looked at though letters touch it."""

_LEAST_SHORT = 5
"""Letters of a short address: a shorter word is a word."""

_WORD = re.compile(r"[^\W_]+")
_INVISIBLE = re.compile(
    r"[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    r"\ufeff\uffa0\U000e0000-\U000e0fff]"
)
_INLINE = re.compile(
    r"</?(?:a|abbr|b|code|data|em|i|mark|small|span|strong|sub|sup|u|wbr)(?:\s[^<>]*)?/?>", re.IGNORECASE
)
_TAG = re.compile(r"<!--|-->|<[^<>]*>")
_VALUE = re.compile(r"=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_APART = re.compile(r"[\n\r\t|\x1f]|\s{2,}")
_GEOMETRY = re.compile(
    r' (?:d|transform|viewBox|points)="[MLHVCSQTAZmlhvcsqtaz0-9eE ,.()+-]*"|transform="[a-z]+\([0-9 ,.e-]*\)"'
)
_FRACTION = re.compile(r"(?<![\w.])(\d+)\.\d+(?!\w|\.\w)")
_GROUPS = re.compile(r"(?<!\d)[1-9]\d{0,2}(?:([,.'’_\u00a0\u2009\u202f ])\d{3})(?:\1\d{3})*(?!\d)")
_INSIDE = re.compile(rf"(?<!\d)\d{{{LONG_NUMBER},}}(?!\d)")
_HEX = re.compile(r"(?<![0-9a-z])(?:[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32})(?![0-9a-z])", re.IGNORECASE)
_OWNER = re.compile(r"flickr\.com/(?:photos|people)/([^/?#\s\"'<>)\\]+)", re.IGNORECASE)
_FLICKR = re.compile(r"(?:flickr\.com|staticflickr\.com|flic\.kr)/[^\s\"'<>)\\]*", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s\"'<>)\\]+", re.IGNORECASE)

TOUCHING = "-"
"""In a run as it was written: two words with something between them that is no space."""

Places = dict[str, dict[str, str]]
"""What is compared, and each way in which it is written, with its first place."""


@dataclass
class Sought:
    """What was read, by the form in which a person could stand behind it."""

    runs: Places = field(default_factory=dict)
    """One to LONGEST_NAME words, put together: names, aliases, NSIDs, secrets, records."""
    numbers: Places = field(default_factory=dict)
    handles: Places = field(default_factory=dict)
    """Whose photos an address leads to."""
    ids: Places = field(default_factory=dict)
    """Numbers in an address of Flickr's, short or long."""
    addresses: Places = field(default_factory=dict)

    def read(self, text: str, where: str) -> None:
        """Take in a text."""
        for form in forms(_GEOMETRY.sub(" ", text)):
            self._read_addresses(form, where)
            for words in segments(form):
                self._read_words(words, where)

    def _read_words(self, words: list[str], where: str) -> None:
        """Take in the words of a segment; each begins with a space, or touches the one before it."""
        for run in runs(words):
            together = "".join(run)
            _keep(self.runs, together.replace(" ", "").replace(TOUCHING, ""), together[1:], where)
        for word in (word[1:] for word in words):
            if word.isdigit():
                _keep(self.numbers, word.lstrip("0"), word, where)
            elif not _HEX.fullmatch(word):
                for number in _INSIDE.findall(word):
                    _keep(self.numbers, number.lstrip("0"), number, where)

    def _read_addresses(self, form: str, where: str) -> None:
        for address in _ADDRESS.findall(form):
            _keep(self.addresses, address.rstrip(".,;:").lower(), address.rstrip(".,;:"), where)
        for address in _FLICKR.findall(form):
            address = address.rstrip(".,;:")
            for owner in _OWNER.findall(address):
                _keep(self.handles, squeezed(owner), address, where)
            for part in re.split(r"[/?&=_.#]", address):
                if part.isdigit():
                    _keep(self.ids, part.lstrip("0"), address, where)
                elif len(part) >= _LEAST_SHORT and (photo := photo_id_of_short_link(part.lstrip("1"))) is not None:
                    _keep(self.ids, photo, address, where)


def _keep(places: Places, key: str, written: str, where: str) -> None:
    if key:
        places.setdefault(key, {}).setdefault(written, where)


def plain(text: str) -> str:
    """A text as it is compared: one width, no sign that nobody sees, groups of digits together, no fractions."""
    return _FRACTION.sub(r"\1", _joined(text)).casefold()


def _joined(text: str) -> str:
    """One width, no sign that nobody sees, every digit an ASCII digit, groups of digits together."""
    if not text.isascii():
        text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)))
        text = "".join(str(unicodedata.decimal(sign, sign)) if not sign.isascii() else sign for sign in text)
    return _GROUPS.sub(lambda match: re.sub(r"\D", "", match[0]), text)


def words_of(text: str) -> list[str]:
    """The words of a text, as they are compared."""
    return _WORD.findall(plain(text))


def squeezed(name: str) -> str:
    """A name as it is compared: its first words without anything between them. A point in it makes no fraction."""
    return "".join(_WORD.findall(_joined(name).casefold())[:LONGEST_NAME])


def segments(text: str) -> Iterator[list[str]]:
    """The words of each part of a text that is read as one: a line, a cell, a value within a mark.

    Before each word stands a space, or TOUCHING where none stands between it and the one before.
    """
    for part in _parts(text):
        row = [
            (TOUCHING if place else " ") + word
            for chunk in part.split()
            for place, word in enumerate(_WORD.findall(chunk))
        ]
        if row:
            yield row


def rows(text: str) -> Iterator[str]:
    """The same parts, each a row of words with a space around every one."""
    for part in _parts(text):
        if row := _WORD.findall(part):
            yield f" {' '.join(row)} "


def _parts(text: str) -> Iterator[str]:
    """What is read as one, made plain."""
    marks = _TAG.findall(text)
    within = [part for mark in marks for part in (_VALUE.sub(" \n ", mark), *map("".join, _VALUE.findall(mark)))]
    for part in (
        *_APART.split(_TAG.sub("\n", _INLINE.sub("", text))),
        *(x for one in within for x in _APART.split(one)),
    ):
        if part:
            yield plain(part)


def runs(words: list[str]) -> Iterator[tuple[str, ...]]:
    """Every run of one to LONGEST_NAME words that follow one another."""
    for length in range(1, LONGEST_NAME + 1):
        yield from zip(*(words[skipped:] for skipped in range(length)), strict=False)


def forms(text: str) -> list[str]:
    """The text as it stands and as a reader's program would unfold it: entities, percent signs, escapes, a few layers deep."""
    layers = [unescape(text)]
    for folded in layers:  # grows while it is walked
        if len(layers) > MOST_FORMS:
            break
        for unfold in (unescape, unquote, _unescaped):
            unfolded = unfold(folded)
            if unfolded not in layers:
                layers.append(unfolded)
    return layers


def _unescaped(text: str) -> str:
    r"""``\u0041`` and ``\x41`` as their letters."""
    return re.sub(r"\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})", lambda m: chr(int(m[1] or m[2], 16)), text)
