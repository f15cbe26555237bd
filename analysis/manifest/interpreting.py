"""Listing -> frame rows, for every format by the same SQL; what the SQL's plain patterns leave over, Python reads.

The patterns take what is written in the usual way, at the engine's speed. Every other address, owner or licence is
read once, however often it occurs, by ``analysis.flickr``: so the two together read exactly as that package does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from analysis.flickr import licences
from analysis.flickr.address import read_address, read_nsid
from analysis.manifest.engine import NULLS, Engine, text

ADDRESSES = {"address": "VARCHAR", "kind": "VARCHAR", "photo_id": "VARCHAR", "nsid": "VARCHAR", "alias": "VARCHAR"}
OWNERS = {"owner": "VARCHAR", "nsid": "VARCHAR", "alias": "VARCHAR"}
LICENCES = {"licence": "VARCHAR", "licence_id": "VARCHAR"}


def interpret(engine: Engine, listed_on: dt.date | None = None) -> None:
    """Given a view ``listing``, make the view ``frame_rows``: FRAME's columns and what a reading counts beside.

    Args:
        engine: holds ``listing`` with its ``row``.
        listed_on: the day of the licences, for rows that do not say theirs.
    """
    engine.view("read_rows", text("read"))
    engine.table("read_addresses", ADDRESSES, map(_address, _distinct(engine, "odd_addresses")))
    engine.table("read_owners", OWNERS, map(_owner, _distinct(engine, "odd_owners")))
    engine.table("read_licences", LICENCES, map(_licence, _distinct(engine, "licences_written")))
    engine.table("settings", {"listed_on": "DATE"}, [(listed_on,)])
    engine.view("frame_rows", text("frame"))


def _distinct(engine: Engine, query: str) -> Iterator[str]:
    return (row[0] for row in engine.rows(text(query)))


def _address(said: str) -> tuple[str | None, ...]:
    if said.strip().lower() in NULLS:
        return said, "nothing", None, None, None
    read = read_address(said)
    return said, read.kind, read.photo_id, read.nsid, read.alias


def _owner(said: str) -> tuple[str | None, ...]:
    """An owner as NSID or alias; an address of a profile gives either, anything else neither."""
    plain = said.strip()
    if plain.lower() in NULLS:
        return said, None, None
    if nsid := read_nsid(plain):
        return said, nsid, None
    if "/" in plain:
        read = read_address(plain)
        return said, read.nsid, read.alias
    read = read_address(f"https://www.flickr.com/people/{plain}/")
    return said, None, read.alias


def _licence(said: str) -> tuple[str | None, ...]:
    plain = said.strip()
    if plain.lower() in NULLS:
        return said, None
    number = plain.removeprefix("flickr:")
    return said, licences.by_flickr_id(number) if number != plain else licences.read_licence(plain)
