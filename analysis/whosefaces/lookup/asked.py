"""What a person typed, read as a photo, an account or a name; and when two names are the same to the eye.

Nothing here asks the network, and nothing but the standard library is imported: a look-up starts in a blink.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import unquote, unquote_plus

from whosefaces.flickr.address import photo_id_of_file_name, read_address, read_nsid, read_photo_id

LONGEST = 2_000
"""Characters of one question; an address is never longer."""


@dataclass(frozen=True)
class Asked:
    """One question. At least one of photo, account and names is set, or ``why_not`` says why none can be."""

    text: str
    photo_id: str | None = None
    nsid: str | None = None
    names: tuple[str, ...] = ()
    """Names that the text may be, as typed and with its percent signs and plus signs read."""
    why_not: str | None = None


def read_asked(text: str) -> Asked:
    """Read what a person typed: a name, an NSID, an address of any form, a photo's number or file name.

    Args:
        text: as typed or pasted, with stray blanks, quotation marks or angle brackets around it.
    """
    plain = _visible(text).strip().strip("\"'<>\u201c\u201d\u2018\u2019").strip()
    if not plain:
        return Asked(text, why_not="nothing was asked")
    if len(plain) > LONGEST:
        return Asked(plain[:40], why_not=f"longer than {LONGEST:,} characters: no name and no address of Flickr")
    whole = unicodedata.normalize("NFKC", plain)
    address = read_address(whole)
    if address.kind != "not flickr":
        if address.photo_id is None and address.account_key is None:
            return Asked(plain, why_not=_NAMELESS.get(address.kind, _NO_ADDRESS))
        return Asked(plain, address.photo_id, address.nsid, (address.alias,) if address.alias else ())
    if "://" in whole or re.match(r"(?i)www\.|[^/\s]+\.[a-z]{2,}/", whole):
        return Asked(plain, why_not="not an address of Flickr")
    if nsid := read_nsid(whole) or _mistyped_nsid(whole):
        return Asked(plain, nsid=nsid)
    name = whole.removeprefix("@")
    photo_id = photo_id_of_file_name(whole.rsplit("/", 1)[-1]) or read_photo_id(whole)
    names = tuple(dict.fromkeys((name, unquote(name), unquote_plus(name))))
    return Asked(plain, photo_id, names=names)


_NO_ADDRESS = "an address of Flickr that names no photo and no account"
_NAMELESS = {
    "user": "a short link to an account: open it in a browser, and ask for the address that it leads to",
    "album": "a short link to an album: open it in a browser, and ask for the address that it leads to",
    "gallery": "a short link to a gallery: open it in a browser, and ask for the address that it leads to",
}


def _mistyped_nsid(text: str) -> str | None:
    """An NSID read from letters that look like its digits, with blanks in it; else None."""
    close = re.sub(r"\s", "", unquote(text))
    match = re.fullmatch(r"([0-9OoIl|]{5,11})@[Nn]([0-9OoIl|]{2})", close)
    if match is None:
        return None
    return read_nsid("@N".join(part.translate(_DIGITS) for part in match.groups()))


_DIGITS = str.maketrans("OoIl|", "00111")

# -- names ------------------------------------------------------------------------------------------------------


def folded(name: str) -> str:
    """A name without what Flickr does not tell apart either: case, width, composed accents, invisible marks."""
    if name.isascii():
        return name.strip().lower()
    return unicodedata.normalize("NFKC", _visible(name)).strip().casefold()


def look(name: str) -> str:
    """What a name looks like: two names with the same look are easily taken for each other.

    Accents fall, letters of other alphabets become the Latin ones that they resemble, ``0`` is ``o``, ``1`` and ``i``
    are ``l``, and separators are left out.
    """
    plain = folded(name)
    if not plain.isascii():
        apart = unicodedata.normalize("NFKD", plain.translate(_LOOKS))
        plain = "".join(letter for letter in apart if not unicodedata.combining(letter)).translate(_LOOKS)
    return plain.translate(_SAME).replace("rn", "m").replace("vv", "w")


_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)


def _visible(text: str) -> str:
    """The text without marks that nobody sees."""
    return text if text.isascii() else _INVISIBLE.sub("", text)


# Letters that a reader takes for Latin ones, by what Unicode calls them (Technical Standard 39 lists them all; these are
# the small letters of the scripts that people of Flickr write, and a few signs).
_LETTERS = (
    "\u0430a \u0431b \u0432b \u0433r \u0435e \u0451e \u0437\u0033 \u0456i \u0457i \u043ak \u043cm \u043dh \u043eo \u043fn \u0440p "
    "\u0441c \u0442t \u0443y \u0445x \u044cb \u0458j \u0455s \u0501d \u051bq \u051dw \u04bbh \u04cfl \u0491r \u0475v "  # Cyrillic
    "\u03b1a \u03b2b \u03b3y \u03b5e \u03b7n \u03b9i \u03bak \u03bcu \u03bdv \u03bfo \u03c1p \u03c3o \u03c4t \u03c5u \u03c7x \u03c9w "
    "\u03f2c \u03f3j "  # Greek
    "\u0131i \u0142l \u00f8o \u0111d \u0127h \u0167t \u0192f \u0251a \u0261g \u00dfss \u00e6ae \u0153oe \u00fep \u00f0d \u014bn "
    "\u029fl \u0262g \u0280r \u0274n \u029ch \u017fs"
)
_LOOKS = str.maketrans({pair[0]: pair[1:] for pair in _LETTERS.split()})
_SAME = str.maketrans(
    {"0": "o", "1": "l", "i": "l", "|": "l", "!": "l", "5": "s", "$": "s", **dict.fromkeys("-_. +'`,:;~*/\\()[]{}")}
)


def key(text: str) -> int:
    """64 bits that stand for a text in an index. They hide nothing: an index is as personal as its list."""
    return int.from_bytes(
        hashlib.md5(text.encode("utf-8", "surrogatepass"), usedforsecurity=False).digest()[:8], "little"
    )


def account_code(nsid: str) -> int:
    """An NSID as a number, another one for each: ``90000001@N99`` is 19000000199."""
    return int("1" + nsid.replace("@N", ""))


def nsid_of(code: int) -> str | None:
    """The NSID again; None for a code that stands for a name or for nobody."""
    if code == 0 or code >> 63:
        return None
    digits = str(code)[1:]
    return f"{digits[:-2]}@N{digits[-2:]}"
