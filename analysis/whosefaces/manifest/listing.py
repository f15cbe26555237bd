"""What every format gives: a listing, one row for each row of the manifest, as written; and a format's shape.

A format is one small module in ``analysis/whosefaces/manifest/formats`` that holds a :class:`Format`: its facts, how it is
recognised, and a layout, which says how the container is cut into columns and how those columns fill a listing.
Nothing is interpreted here: addresses, licences and owners are read later, for all formats by the same code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from whosefaces.errors import WhoseFacesError
from whosefaces.table import Column, Table

if TYPE_CHECKING:
    from whosefaces.manifest.reader.glimpse import Glimpse


class ManifestError(WhoseFacesError):
    """A manifest cannot be read as asked: the message names the file, what is wrong and what to do."""


LISTING = Table(
    name="listing",
    row="one manifest row, as written",
    columns=(
        Column("photo_id", "VARCHAR", "photo id by the id column or the file name", missing_means="has none"),
        Column("address", "VARCHAR", "address of the image file, or the only address", missing_means="has none"),
        Column("page", "VARCHAR", "address of the photo's page", missing_means="has none"),
        Column("nsid", "VARCHAR", "the owner's Flickr id", missing_means="has none"),
        Column("alias", "VARCHAR", "the owner's path alias, or the address of the profile", missing_means="has none"),
        Column(
            "licence",
            "VARCHAR",
            "licence as an address, a name, one of our ids, or 'flickr:4' for Flickr's own number",
            missing_means="has none",
        ),
        Column("licence_listed_on", "VARCHAR", "day on which the licence was seen, ISO", missing_means="has none"),
        Column("uploaded", "VARCHAR", "upload as Unix seconds or as an ISO day", missing_means="has none"),
        Column("faces", "VARCHAR", "annotated faces in this row", missing_means="has none"),
        Column("hash", "VARCHAR", "YFCC100M's hash of the download address", missing_means="has none"),
        Column(
            "secret", "BOOLEAN", "the file's secret stands in the row, outside an address", missing_means="it does not"
        ),
        Column("name", "VARCHAR", "the owner's display name, as written", missing_means="has none"),
        Column("named", "BOOLEAN", "a display name stands in the row", missing_means="has none"),
        Column("located", "BOOLEAN", "a place stands in the row", missing_means="has none"),
        Column("subject", "BOOLEAN", "the person pictured is numbered or described", missing_means="has none"),
        Column("set_aside", "VARCHAR", "why the reader could not use the row", missing_means="it could"),
        Column("text", "VARCHAR", "the row as it stands, where it was set aside", missing_means="it was not"),
        Column(
            "photo_number",
            "BIGINT",
            "photo_id as a number, for the parent join",
            missing_means="has none, or its id is not written as plain digits",
        ),
    ),
)

LONGEST_LINE = 16_000_000
"""Bytes; a longer line is set aside, so that no file can fill the memory."""

LONGEST_EXAMPLE = 200
"""Letters that are kept of a row that was set aside."""

CARRIES = ("photo id", "address", "owner", "name", "licence", "upload day", "secret", "faces", "subject", "location")
"""What a manifest can carry, in the words of a reading."""


@dataclass(frozen=True)
class Delimited:
    """Lines cut at a delimiter; quotes are data unless ``quoted``.

    ``least`` is the fewest cells of a whole row, where rows differ; ``as_text`` gives the cells themselves and no listing.
    ``listing`` gives for each listing column an SQL expression over ``columns`` (all text, empty fields null), in
    the subset that DuckDB and Spark share; columns left out are null.
    """

    columns: Sequence[str]
    delimiter: str
    listing: Mapping[str, str]
    header: bool = False
    quoted: bool = False
    quote: str = '"'
    backslash: bool = False
    """A quote inside quotes is written behind a backslash."""
    preamble: int = 0
    """Rows above the header."""
    least: int | None = None
    as_text: bool = False

    @property
    def header_lines(self) -> int:
        """How many lines ahead of the rows are none themselves."""
        return self.preamble + int(self.header)

    @property
    def plainly_quoted(self) -> bool:
        """Whether quotes, if any, are as RFC 4180 has them, and all rows are of one width."""
        return self.quote == '"' and not self.backslash and self.least in (None, len(self.columns))

    @property
    def selected(self) -> str:
        """The SELECT list over ``columns`` that gives what is written."""
        if not self.as_text:
            return listing_columns(self.listing)
        cells = ", ".join(f"nullif({name}, '') AS {name}" for name in self.columns)
        return f"{cells}, CAST(NULL AS VARCHAR) AS set_aside, CAST(NULL AS VARCHAR) AS text"

    @property
    def selected_aside(self) -> str:
        """The same over ``reason`` and ``line_text``, for a row that was set aside."""
        if not self.as_text:
            return listing_columns({"set_aside": "reason", "text": "line_text"})
        return ", ".join(
            (*(f"CAST(NULL AS VARCHAR) AS {name}" for name in self.columns), "reason AS set_aside", "line_text AS text")
        )

    @property
    def written(self) -> Sequence[str]:
        """The names of the columns that are written."""
        return [*self.columns, "set_aside", "text"] if self.as_text else LISTING.names


@dataclass(frozen=True)
class Records:
    """Anything that Python has to take apart (JSON, XML, SQLite): ``rows`` yields one tuple a manifest row.

    A row that cannot be used is a :class:`SetAside` in the place of the tuple.
    """

    columns: Sequence[str]
    rows: Callable[[Path], Iterator[tuple[object, ...] | SetAside]]
    listing: Mapping[str, str]


@dataclass(frozen=True)
class Columnar:
    """A Parquet file: ``listing`` gives SQL expressions over its own columns."""

    listing: Mapping[str, str]


@dataclass(frozen=True)
class SetAside:
    """A row that a reader could not use: why, and the row as it stands."""

    reason: str
    text: str


@dataclass(frozen=True)
class ByEvidence:
    """A table of any kind, whose columns are told apart once all of it is there."""


Layout = Delimited | Records | Columnar | ByEvidence


@dataclass(frozen=True)
class Format:
    """One format: its facts, and how to take it apart.

    ``recognise`` looks at the beginning of the file and returns why it thinks that this is the format, in words that
    end the sentence "it is <name>: ...", or None. ``recognise_further`` does the same past the beginning: as that can cost
    a pass over the file, it is asked only where no beginning was recognised. ``layout`` may look again, for formats of
    several shapes.
    """

    name: str
    made_by: str
    row_is: str
    carries: tuple[str, ...]
    source: str
    recognise: Callable[[Glimpse], str | None]
    layout: Callable[[Glimpse], Layout]
    recognise_further: Callable[[Glimpse], str | None] | None = None
    notes: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        unknown = set(self.carries) - set(CARRIES)
        if unknown:
            raise ValueError(f"{self.name}: carries {sorted(unknown)}; the words are {', '.join(CARRIES)}")


def taken(column: str, pattern: str, group: int = 1) -> str:
    """SQL for what ``group`` of ``pattern`` takes out of a column, null where it does not match."""
    return f"nullif(regexp_extract({column}, '{pattern}', {group}), '')"


def leading_to_photo(photo_id: str, line: str) -> dict[str, str]:
    """Listing columns for rows whose id is cut out of ``line``: where it cannot be, the line is kept as it stands."""
    return {"photo_id": photo_id, "text": f"CASE WHEN {photo_id} IS NULL THEN {line} END"}


def listing_columns(listing: Mapping[str, str]) -> str:
    """The SELECT list that fills a listing from a layout's expressions, every column in place and typed."""
    unknown = set(listing) - set(LISTING.names)
    if unknown:
        raise ValueError(f"no such listing columns: {sorted(unknown)}")
    photo_id = f"CAST({listing.get('photo_id', 'NULL')} AS VARCHAR)"
    number = f"TRY_CAST({photo_id} AS BIGINT)"
    filled = {"photo_number": f"CASE WHEN CAST({number} AS VARCHAR) = {photo_id} THEN {number} END"} | dict(listing)
    return ", ".join(f"CAST({filled.get(c.name, 'NULL')} AS {c.type}) AS {c.name}" for c in LISTING.columns)
