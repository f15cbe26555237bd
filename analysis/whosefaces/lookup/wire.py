"""What is carried between a person and a newsroom: a question of 56 letters, an answer of 159.

A message is one byte that says version and kind, the message itself, and a check of 16 bits (CRC-16, polynomial 0x1021) that
finds every mistyped letter, every two neighbours exchanged, and any other slip but 1 in 65,536; the proof in an answer
finds those too. Letters are Crockford's base 32, which leaves out I, L, O and U, so that a code can be read aloud.

======== ===== =============================== ======
kind     first message                         letters
======== ===== =============================== ======
question 0x11  blinded element (32 bytes)      56
answer   0x12  element (32), then proof (64)   159
======== ===== =============================== ======
"""

from __future__ import annotations

import binascii
import re
import unicodedata
from dataclasses import dataclass

from whosefaces.errors import WhoseFacesError

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
ELEMENT, PROOF = 32, 64
LONGEST = 100_000
"""Characters of a pasted text; a mail with a code in it is shorter."""


@dataclass(frozen=True)
class Kind:
    """A kind of message: its name, first byte and length in bytes."""

    name: str
    first: int
    length: int

    @property
    def letters(self) -> int:
        """How many letters it is written in."""
        return -(-(self.length + 3) * 8 // 5)


QUESTION = Kind("question", 0x11, ELEMENT)
ANSWER = Kind("answer", 0x12, ELEMENT + PROOF)


class WireError(WhoseFacesError):
    """A code was not read: nothing is answered, for a slip must never turn into an answer."""


def written(kind: Kind, message: bytes) -> str:
    """A message in letters, in groups of four with hyphens, seven groups a line."""
    if len(message) != kind.length:
        raise WireError(f"a {kind.name} has {kind.length} bytes, not {len(message)}")
    body = bytes([kind.first]) + message
    whole = body + binascii.crc_hqx(body, 0xFFFF).to_bytes(2, "big")
    number = int.from_bytes(whole, "big") << (kind.letters * 5 - len(whole) * 8)
    letters = "".join(LETTERS[number >> 5 * at & 31] for at in reversed(range(kind.letters)))
    groups = [letters[at : at + 4] for at in range(0, len(letters), 4)]
    return "\n".join("-".join(groups[at : at + 7]) for at in range(0, len(groups), 7))


def read(kind: Kind, text: str) -> bytes:
    """The message in a text that may hold more than it: a mail with its greeting, quoted or broken into lines.

    Raises:
        WireError: there is no such code in it, or a letter is wrong, missing or too many.
    """
    if len(text) > LONGEST:
        raise WireError(f"a text of {len(text):,} characters; paste the code alone")
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    groups = [group.upper() for group in re.findall(r"[0-9A-Za-z]+", plain)]
    whole = 0
    for begin in range(len(groups)):
        together = ""
        for group in groups[begin : begin + kind.letters]:
            together += group
            if len(together) >= kind.letters:
                break
        if len(together) == kind.letters:
            whole += 1
            if (message := _checked(kind, together)) is not None:
                return message
    if whole:
        raise WireError(f"this {kind.name} holds a wrong letter: compare it with the original, letter by letter")
    count = sum(map(len, groups))
    raise WireError(
        f"a {kind.name} has {kind.letters} letters and digits, and this text has {count}: part of it is missing, or something stands between"
    )


def _checked(kind: Kind, letters: str) -> bytes | None:
    digits = letters.translate(_ALIKE)
    if any(letter not in LETTERS for letter in digits):
        return None
    number = 0
    for letter in digits:
        number = number << 5 | LETTERS.index(letter)
    spare = kind.letters * 5 - (kind.length + 3) * 8
    if number & ((1 << spare) - 1):
        return None
    whole = (number >> spare).to_bytes(kind.length + 3, "big")
    body, check = whole[:-2], int.from_bytes(whole[-2:], "big")
    if body[0] != kind.first or binascii.crc_hqx(body, 0xFFFF) != check:
        return None
    return body[1:]


_ALIKE = str.maketrans("OIL", "011")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]|=\r?\n")
