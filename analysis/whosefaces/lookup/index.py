"""A list's index: one file that is read where it lies, a few pages of it a question.

Sections of whole numbers stand one after another; a JSON text at the end says where. Rows stand in order of account and
photo, so that an account is one stretch of them. A look-up imports neither the engine nor numpy.

=============== ===== ====================================================================================
section         bytes one entry
=============== ===== ====================================================================================
photos          8     a row: photo id, and in its last byte the licence's place in ``licences``
rows            4     the same row's place in the list, from 1
by_photo        4     places in ``photos``, in order of photo id
accounts        8     an account: its NSID as a number, or 64 bits of its name with the first one set
starts          4     where the account's stretch of ``photos`` begins
names_at        4     where its names begin in ``names``
alias_keys/_of  8, 4  64 bits of a name in an address, and the account's place
shown_keys/_of  8, 4  the same of names that the account showed when the list was made
look_keys/_of   8, 4  the same of what any of these names looks like
names           1     names as text, each with ``a`` or ``s`` before it and a zero byte behind
=============== ===== ====================================================================================
"""

from __future__ import annotations

import json
import mmap
import os
import struct
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from whosefaces.errors import WhoseFacesError

MAGIC = b"WFLOOK01"
LAYOUT = 1
TRAILER = struct.Struct("<Q8s")
CODES: dict[str, Literal["Q", "I", "B"]] = {
    "photos": "Q", "rows": "I", "by_photo": "I", "accounts": "Q", "starts": "I", "names_at": "I",
    "alias_keys": "Q", "alias_of": "I", "shown_keys": "Q", "shown_of": "I", "look_keys": "Q", "look_of": "I",
    "names": "B",
}  # fmt: skip
"""Each section's whole numbers, by ``struct``'s letters; little-endian."""


class LookUpError(WhoseFacesError):
    """An index is not there, not whole, or of another version."""


class Index:
    """An open index."""

    def __init__(self, path: Path) -> None:
        """Open the file, and see that it is whole.

        Raises:
            LookUpError: it is not an index, was cut off, or is of another layout.
        """
        self.path = path
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size < TRAILER.size:
                raise _broken(path)
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        length, magic = TRAILER.unpack_from(self._map, size - TRAILER.size)
        if magic != MAGIC or length > size - TRAILER.size:
            raise _broken(path)
        self.facts: dict[str, Any] = json.loads(self._map[size - TRAILER.size - length : size - TRAILER.size])
        if self.facts["layout"] != LAYOUT:
            raise _broken(path)
        whole = memoryview(self._map)
        self._sections = {
            name: whole[start : start + count * struct.calcsize("<" + CODES[name])].cast(CODES[name])
            for name, (start, count) in self.facts["sections"].items()
        }
        self.photos, self.accounts = self._sections["photos"], self._sections["accounts"]

    def close(self) -> None:
        """Let go of the file."""
        for section in self._sections.values():
            section.release()
        self.photos = self.accounts = memoryview(b"")
        self._map.close()

    def let_go(self) -> None:
        """Give back the pages that a question touched. They stay in the system's cache, so that the next one is as fast."""
        if hasattr(mmap, "MADV_DONTNEED"):
            self._map.madvise(mmap.MADV_DONTNEED)

    def account(self, code: int) -> int | None:
        """The account's place, or None."""
        at = bisect_left(self.accounts, code)
        return at if at < len(self.accounts) and self.accounts[at] == code else None

    def named(self, section: str, key: int) -> list[int]:
        """The places of the accounts that a key of ``alias``, ``shown`` or ``look`` leads to."""
        keys, of = self._sections[f"{section}_keys"], self._sections[f"{section}_of"]
        return [of[at] for at in range(bisect_left(keys, key), bisect_right(keys, key))]

    def has_names(self) -> bool:
        """Whether any account is known by a name."""
        return bool(len(self._sections["look_keys"]))

    def stretch(self, account: int) -> range:
        """The places of an account's rows."""
        starts = self._sections["starts"]
        return range(starts[account], starts[account + 1])

    def owner(self, place: int) -> int:
        """The account's place that a row belongs to."""
        return bisect_right(self._sections["starts"], place) - 1

    def of_photo(self, photo_id: int) -> list[int]:
        """The places of the rows that name a photo."""
        by_photo, photos = self._sections["by_photo"], self.photos
        first = bisect_left(by_photo, photo_id, key=lambda place: photos[place] >> 8)
        places = []
        for at in range(first, len(by_photo)):
            if photos[by_photo[at]] >> 8 != photo_id:
                break
            places.append(by_photo[at])
        return places

    def row(self, place: int) -> tuple[int, int, str | None]:
        """A row: its number in the list, its photo id, the licence listed."""
        packed = self.photos[place]
        return self._sections["rows"][place], packed >> 8, self.facts["licences"][packed & 255]

    def names(self, account: int) -> Iterator[tuple[str, str]]:
        """The names that the list or its parent gives an account: ``a`` or ``s``, and the name."""
        at = self._sections["names_at"]
        for entry in bytes(self._sections["names"][at[account] : at[account + 1]]).split(b"\0"):
            if entry:
                text = entry.decode("utf-8", "replace")
                yield text[0], text[1:]


def write_end(file: Any, facts: dict[str, Any], sections: Mapping[str, tuple[int, int]]) -> None:
    """Put the facts and the trailer behind the sections that ``file`` already holds."""
    end = json.dumps(facts | {"layout": LAYOUT, "sections": sections}, ensure_ascii=False).encode("utf-8")
    file.write(end + TRAILER.pack(len(end), MAGIC))


def _broken(path: Path) -> LookUpError:
    return LookUpError(f"{path}: not an index of this version; `whosefaces lookup prepare LIST` writes it anew")
