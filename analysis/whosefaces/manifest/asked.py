"""What a person says of a manifest, where looking is not enough: format, encoding, dialect, sheet, and which column is what."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from whosefaces.manifest.listing import ManifestError

if TYPE_CHECKING:
    from whosefaces.investigation import Manifest

ROLES = ("address", "page", "file_name", "photo_id", "nsid", "alias", "licence", "licence_version", "name")
"""What a column can be said to hold."""

_ALSO = {
    "id": "photo_id",
    "photo": "photo_id",
    "url": "address",
    "image": "address",
    "file": "file_name",
    "filename": "file_name",
    "owner": "nsid",
    "user": "nsid",
    "license": "licence",
    "license_version": "licence_version",
}


@dataclass(frozen=True)
class Asked:
    """What was said; what was not is found out by looking."""

    format: str = "auto"
    columns: tuple[tuple[str, str], ...] = field(default=())
    """Pairs of a role and the column's name; the role is "" where only the column was named."""
    delimiter: str | None = None
    quote: str | None = None
    encoding: str | None = None
    header_row: int | None = None
    """The line, from 1, that names the columns; 0: none does."""
    part: str | None = None
    """The sheet, list or file inside the container that is meant."""

    @property
    def key(self) -> str:
        """A text that differs where what was said differs."""
        return repr(sorted(asdict(self).items()))

    @property
    def lead(self) -> str | None:
        """The column that was named without a role."""
        return next((name for role, name in self.columns if not role), None)

    def column(self, role: str) -> str | None:
        """The column that was named for ``role``."""
        return next((name for said, name in self.columns if said == role), None)

    def as_toml(self) -> str:
        """The lines of an investigation's ``[manifest]`` that say the same; ``of`` reads them."""
        said: dict[str, str | int | None] = {
            "format": self.format,
            "column": self.lead,
            "delimiter": self.delimiter,
            "quote": "" if self.quote == "none" else self.quote,
            "encoding": self.encoding,
            "header_row": self.header_row,
            "sheet": self.part,
        }
        lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in said.items() if value is not None]
        pairs = [f"{role} = {json.dumps(name, ensure_ascii=False)}" for role, name in self.columns if role]
        return "\n".join([*lines, *([f"columns = {{{', '.join(pairs)}}}"] if pairs else [])])

    @classmethod
    def of(cls, manifest: Manifest) -> Asked:
        """The same out of an investigation's ``[manifest]``."""
        pairs = [("", manifest.column)] if manifest.column is not None else []
        pairs += [(role_of(role), name) for role, name in manifest.columns.items()]
        return cls(
            manifest.format,
            tuple(pairs),
            delimiter_of(manifest.delimiter),
            manifest.quote,
            manifest.encoding,
            manifest.header_row,
            manifest.sheet,
        )

    @classmethod
    def on_the_command_line(
        cls,
        format: str = "auto",
        columns: tuple[str, ...] = (),
        delimiter: str | None = None,
        quote: str | None = None,
        encoding: str | None = None,
        header_row: int | None = None,
        part: str | None = None,
    ) -> Asked:
        """The same out of a command's options; a column as ROLE=NAME, or its name alone.

        Raises:
            ManifestError: no such role, or a delimiter or quote that is no single letter.
        """
        return cls(format, tuple(map(_pair, columns)), delimiter_of(delimiter), quote, encoding, header_row, part)


def role_of(text: str) -> str:
    """The role that a person means.

    Raises:
        ManifestError: no such role.
    """
    plain = text.strip().lower()
    role = _ALSO.get(plain, plain)
    if role not in ROLES:
        raise ManifestError(f"column {text!r}: no such role; a column can be {', '.join(ROLES)}, as photo_id=NAME")
    return role


def delimiter_of(said: str | None) -> str | None:
    """A delimiter as people write it: the letter itself, ``\\t``, or its name."""
    if said is None:
        return None
    letter = {"\\t": "\t", "tab": "\t", "comma": ",", "semicolon": ";", "space": " ", "bar": "|"}.get(
        said.lower(), said
    )
    if len(letter) != 1 or letter in '"\r\n':
        raise ManifestError(f"delimiter {said!r}: one letter is wanted, as , or ; or tab")
    return letter


def _pair(text: str) -> tuple[str, str]:
    role, equals, name = text.partition("=")
    return (role_of(role), name) if equals and role.strip().lower() in {*ROLES, *_ALSO} else ("", text)


NOTHING = Asked()
"""Nothing was said."""
