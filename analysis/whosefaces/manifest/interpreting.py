"""Listing -> frame rows, for every format by the same SQL; what the SQL's plain patterns leave over, Python reads.

The patterns take what is written in the usual way, at the engine's speed. Every other address, owner or licence is
read once, however often it occurs, by ``whosefaces.flickr``: so the two together read exactly as that package does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import islice

from whosefaces.flickr import licences
from whosefaces.flickr.address import read_address, read_nsid
from whosefaces.manifest.engine import NULLS, Engine, text
from whosefaces.manifest.frame import ROWS
from whosefaces.manifest.listing import ManifestError
from whosefaces.scan import quoted

ADDRESSES = {"address": "VARCHAR", "kind": "VARCHAR", "photo_id": "VARCHAR", "nsid": "VARCHAR", "alias": "VARCHAR"}
OWNERS = {"owner": "VARCHAR", "nsid": "VARCHAR", "alias": "VARCHAR"}
LICENCES = {"licence": "VARCHAR", "licence_id": "VARCHAR"}

MOST_LICENCES = 100
"""Ways to write a licence that are looked up in the text of the query; more are joined."""

_IS_UNREAD = "set_aside = 'unread'"
_WITH_THE_UNREAD = (
    "SELECT "
    + ROWS.replace('CAST("set_aside" AS VARCHAR)', "CASE WHEN unread THEN 'unread' ELSE set_aside END")
    + " FROM frame_rows"
)
"""FRAME's columns, with rows of which nothing is known yet set aside as such: they can be counted once all is written."""

FIRST_ROWS = 20_000
"""Rows looked at to see whether the patterns are likely to read all."""


def settle(
    engine: Engine,
    listed_on: dt.date | None = None,
    *,
    keep_as: str = "settled",
    numbered: bool = True,
    accounts_only: bool = False,
) -> None:
    """Given a view ``listing``, keep ``frame_rows`` (FRAME): every row read once, in the listing's order where ``numbered``.

    Where the first rows hold nothing that the patterns leave over, the search for such texts, which costs a pass over
    all rows, is left out; if rows are then found to be unread, it is made up for.

    Args:
        engine: holds ``listing`` with its ``row``.
        listed_on: the day of the licences, for rows that do not say theirs.
        keep_as: the name under which the rows stay when another listing is settled.
        numbered: the listing's rows are numbered from 1 without gaps.
        accounts_only: the listing names accounts and no photos; a row that names one is used.
    """
    likely_plain = interpret(engine, listed_on, all_plain=True, accounts_only=accounts_only) and not _unread(
        engine, f"(SELECT unread FROM frame_rows LIMIT {FIRST_ROWS}) AS first_rows"
    )
    if likely_plain:
        engine.keep(keep_as, _WITH_THE_UNREAD, numbered=numbered)
    if not likely_plain or _unread(engine, keep_as, _IS_UNREAD):
        interpret(engine, listed_on, accounts_only=accounts_only)
        engine.keep(keep_as, _WITH_THE_UNREAD, numbered=numbered)
        if unread := _unread(engine, keep_as, _IS_UNREAD):
            raise ManifestError(
                f"{unread:,} rows were left unread; nothing is used. A fault of the suite: please report it"
            )
    engine.view("frame_rows", f"SELECT * FROM {keep_as}")


def plain(engine: Engine, listed_on: dt.date | None = None) -> bool:
    """Given a view ``listing``, whether the patterns read all of it: then ``frame_rows`` are its rows, not kept."""
    return interpret(engine, listed_on, all_plain=True) and not _unread(engine, "frame_rows")


def interpret(
    engine: Engine, listed_on: dt.date | None = None, *, all_plain: bool = False, accounts_only: bool = False
) -> bool:
    """Given a view ``listing``, make the view ``frame_rows``: FRAME's columns and what a reading counts beside.

    Args:
        engine: holds ``listing`` with its ``row``.
        listed_on: the day of the licences, for rows that do not say theirs.
        all_plain: take it that the patterns leave nothing over; rows of which that is not true are ``unread``.
        accounts_only: the listing names accounts and no photos; a row that names one is used.

    Returns:
        Whether it was done: with ``all_plain`` it is not where there are too many ways to write a licence.
    """
    engine.view("read_rows", text("read"))
    written = list(islice(_firsts(engine, text("licences_written")), MOST_LICENCES + 1 if all_plain else None))
    if all_plain and len(written) > MOST_LICENCES:
        return False
    licences_read = [_licence(said) for said in written]
    if all_plain:
        engine.view("looked_up", text("nothing_odd", licence_id=_chosen(licences_read)))
    else:
        engine.view("odd", text("odd"))
        engine.keep("odd_texts", "SELECT * FROM odd")
        engine.table("read_addresses", ADDRESSES, map(_address, _odd(engine, "address", "page")))
        engine.table("read_owners", OWNERS, map(_owner, _odd(engine, "nsid", "alias")))
        engine.table("read_licences", LICENCES, licences_read)
        engine.view("looked_up", text("looked_up"))
    said = "NULL" if listed_on is None else f"'{listed_on.isoformat()}'"
    engine.view("frame_rows", text("frame", listed_on=said, accounts_only=str(accounts_only).lower()))
    return True


def _chosen(licences_read: Sequence[tuple[str | None, ...]]) -> str:
    """SQL for the licence's id by the licence as written."""
    cases = " ".join(
        f"WHEN '{quoted(said)}' THEN '{quoted(licence_id)}'"
        for said, licence_id in licences_read
        if said and licence_id
    )
    return f"CASE licence {cases} END" if cases else "CAST(NULL AS VARCHAR)"


def _unread(engine: Engine, rows: str, where: str = "unread") -> int:
    return int(engine.rows(f"SELECT count(*) FROM {rows} WHERE {where}")[0][0])


def _odd(engine: Engine, *columns: str) -> Iterator[str]:
    """The distinct texts in these columns of what is odd."""
    texts = " UNION ALL ".join(f"SELECT {name} AS said FROM odd_texts" for name in columns)
    return _firsts(engine, f"SELECT DISTINCT said FROM ({texts}) AS texts WHERE said IS NOT NULL")


def _firsts(engine: Engine, query: str) -> Iterator[str]:
    return (row[0] for row in engine.streamed(query))


def _address(cell: str) -> tuple[str | None, ...]:
    if cell.strip().lower() in NULLS:
        return cell, "nothing", None, None, None
    read = read_address(cell)
    return cell, read.kind, read.photo_id, read.nsid, read.alias


def _owner(cell: str) -> tuple[str | None, ...]:
    """An owner as NSID or alias; an address of a profile gives either, anything else neither."""
    plain = cell.strip()
    if plain.lower() in NULLS:
        return cell, None, None
    if nsid := read_nsid(plain):
        return cell, nsid, None
    if "/" in plain:
        read = read_address(plain)
        return cell, read.nsid, read.alias
    read = read_address(f"https://www.flickr.com/people/{plain}/")
    return cell, None, read.alias


def _licence(cell: str) -> tuple[str | None, ...]:
    plain = cell.strip()
    if plain.lower() in NULLS:
        return cell, None
    number = plain.removeprefix("flickr:")
    return cell, licences.by_flickr_id(number) if number != plain else licences.read_licence(plain)
