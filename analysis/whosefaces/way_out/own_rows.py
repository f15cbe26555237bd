"""The rows of one account in a list: its photos, and nobody else's.

The account is compared in the engine, as a value of a table and never as text of a query. An account is found by its
number (NSID) or by its alias; an alias can have belonged to somebody else, so an answer by alias alone is marked.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from whosefaces.flickr import licences
from whosefaces.flickr.address import read_address, read_nsid
from whosefaces.way_out.catalogue import LetterError
from whosefaces.way_out.letters import Photo


@dataclass(frozen=True)
class Account:
    """An account as asked for: its number, or its alias in small letters; one of them is empty."""

    nsid: str
    alias: str


@dataclass(frozen=True)
class OwnRows:
    """What a list holds of one account: rows, distinct photos with the licence listed, and how it was found."""

    account: Account
    rows: int
    photos: tuple[Photo, ...]
    by_alias_alone: bool


def account(text: str) -> Account:
    """The account that somebody names: an NSID, an alias, or the address of a profile or of a photo.

    Raises:
        LetterError: the words name no account.
    """
    text = text.strip()
    if nsid := read_nsid(text):
        return Account(nsid, "")
    if "/" in text:
        address = read_address(text)
        if address.nsid or address.alias:
            return Account(address.nsid or "", (address.alias or "").lower())
        raise LetterError(f"{text}: this address names no account; give a profile's address, an NSID or an alias")
    if not text or any(letter.isspace() for letter in text):
        raise LetterError(f"{text!r}: no account; give an NSID (12345678@N00), an alias, or a profile's address")
    return Account("", text.lower())


def own_rows(place: Path, text: str) -> OwnRows:
    """The rows of the account ``text`` in the list or investigation at ``place``.

    Raises:
        LetterError: no account is named, or the list has no row of it.
        WhoseFacesError: the list cannot be read.
    """
    wanted = account(text)
    with tempfile.TemporaryDirectory() as folder:
        rows = sorted(_matching(place, Path(folder), wanted), key=lambda row: (len(row[0]), row[0]))
    if not rows:
        raise LetterError(
            f"no row of {wanted.nsid or wanted.alias} in {place.name}. The list may name its owners otherwise, or not at "
            "all; try the account's number (NSID). Not found here does not mean that you are in no other version"
        )
    listed: dict[str, str | None] = {}
    for photo_id, _, licence in rows:
        listed[photo_id] = listed.get(photo_id) or _called(licence)
    by_number = any(nsid for _, nsid, _ in rows)
    photos = tuple(Photo(photo_id, licence) for photo_id, licence in listed.items())
    return OwnRows(wanted, len(rows), photos, not wanted.nsid and not by_number)


def _called(licence: str | None) -> str | None:
    """A licence as people write it; None where the list gives none, or one that is not understood."""
    return licences.terms(licence).name if licence in licences.ids() else None


def _matching(place: Path, folder: Path, wanted: Account) -> list[tuple[str, str | None, str | None]]:
    """The rows (photo id, NSID, licence) of one account, from the frame that the manifest gives."""
    from whosefaces.manifest import engine

    with engine.started() as duck:
        duck.parquet("frame", frame_of(place, folder))
        duck.table("wanted", {"nsid": "VARCHAR", "alias": "VARCHAR"}, [(wanted.nsid, wanted.alias)])
        return duck.rows(
            "SELECT photo_id, frame.nsid, licence_listed FROM frame, wanted WHERE photo_id IS NOT NULL AND set_aside IS NULL "
            "AND ((wanted.nsid <> '' AND frame.nsid = wanted.nsid) "
            "OR (wanted.alias <> '' AND lower(frame.alias) = wanted.alias))"
        )


def frame_of(place: Path, folder: Path) -> Path:
    """The frame (FRAME) of an investigation's manifest, owners from its parent included, or of a bare list."""
    from whosefaces import investigation as investigations
    from whosefaces.manifest import engine, framing, ingest
    from whosefaces.manifest.interpreting import settle

    if place.suffix == ".toml":
        return framing.build(investigations.load(place), folder).path
    listing = ingest.listing(place)
    path = folder / "frame.parquet"
    with engine.started() as duck:
        duck.parquet("listing", listing.path, numbered=True)
        settle(duck, accounts_only=listing.accounts_only)
        duck.hand_over("settled", path, {})
    return path
