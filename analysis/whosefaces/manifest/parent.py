"""Frame rows + a parent dataset -> the same rows with owner, nickname and licence at collection, as a census.

A derived list (Diversity in Faces) names photos and no owners; the dataset that it was taken from (YFCC100M) names them
all, photos long gone included. Rows are joined by photo id, or, where they name their photo only by YFCC100M's hash,
by that: the MD5 of the download address with each byte's leading zero left out. Every row looked for is counted as found
or not found.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from whosefaces.investigation import Manifest
from whosefaces.manifest import ingest
from whosefaces.manifest.asked import Asked
from whosefaces.manifest.cache import Listing
from whosefaces.manifest.engine import Engine, text
from whosefaces.manifest.interpreting import plain, settle
from whosefaces.table import Column, Table

ACCOUNTS = Table(
    name="parent_accounts",
    row="one account that the parent named and the manifest did not",
    columns=(
        Column("account_key", "VARCHAR", "the account, as in the frame"),
        Column("nsid", "VARCHAR", "the owner's Flickr id", missing_means="the parent gives an alias only"),
        Column(
            "nickname",
            "VARCHAR",
            "display name at collection, as the parent writes it (YFCC100M: URL-encoded, + for a blank)",
            missing_means="the parent gives none",
        ),
        Column("photos", "BIGINT", "photos of the manifest that the account owns"),
    ),
)


@dataclass(frozen=True)
class Joined:
    """What the join gave. Rows, photos and accounts are three units; nothing here is sampled."""

    format: str
    parent_rows: int
    rows_looked_for: int
    rows_by_id: int
    rows_by_hash: int
    photos: int
    photos_found: int
    rows_with_its_owner: int
    """Rows whose owner the parent alone names."""
    accounts: int
    """Accounts that the parent alone names."""
    rows_whose_owner_differs: int
    """Rows whose own Flickr id is another than the parent's: the manifest's is kept."""
    photos_of_several_owners: int
    """Photos for which the parent's rows name different owners: none is taken."""
    parent_sha256: str

    @property
    def rows_not_found(self) -> int:
        """Rows that were looked for in vain."""
        return self.rows_looked_for - self.rows_by_id - self.rows_by_hash

    def as_json(self) -> dict[str, Any]:
        """The counts for machines."""
        return asdict(self)

    def sentence(self) -> str:
        """The counts in words, with nothing personal in them."""
        sentence = (
            f"Of {self.rows_looked_for:,} rows, {self.rows_by_id + self.rows_by_hash:,} are in the parent ({self.format}, "
            f"{self.parent_rows:,} rows): {self.rows_by_id:,} by photo id, {self.rows_by_hash:,} by hash; "
            f"{self.rows_not_found:,} are not. It names {self.accounts:,} accounts that the manifest does not."
        )
        if self.rows_whose_owner_differs:
            sentence += f" In {self.rows_whose_owner_differs:,} rows it names another owner than the manifest, whose word is kept."
        if self.photos_of_several_owners:
            sentence += f" For {self.photos_of_several_owners:,} photos it names several owners, so none is taken."
        return sentence


def listing_of(parent: Manifest) -> Listing:
    """The parent's listing, from the cache where it has been read before.

    Raises:
        ManifestError: the parent cannot be read.
    """
    return ingest.listing(parent.path, Asked.of(parent))


def join(engine: Engine, parent: Manifest, found: Listing, accounts: Path) -> Joined:
    """Given the view ``frame_rows``, put what the parent knows into it, and write the accounts that it names.

    Args:
        engine: holds ``frame_rows``, settled.
        parent: names the parent and the day of its licences.
        found: its listing.
        accounts: where ACCOUNTS goes; personal, in the case.
    """
    engine.view("child_rows", "SELECT * FROM settled")
    engine.parquet("parent_listing", found.path, numbered=True)
    engine.keep("found_rows", _found(engine))
    engine.view("listing", text("found_listing"))
    if plain(engine, parent.listed_on):  # then the few columns that are asked of them cost less than keeping them all
        engine.view("parent_rows", "SELECT * FROM frame_rows")
    else:
        settle(engine, parent.listed_on, keep_as="parent_rows", numbered=False)
    engine.view("parent_photos", text("parent_photos"))
    engine.view("parent_hashes", text("parent_hashes"))
    engine.keep("joined_rows", text("with_parent"), numbered=True)
    engine.view("frame_rows", "SELECT * FROM joined_rows")
    counts = engine.frame(text("joined")).iloc[0]
    named = ", ".join(f"CAST({column.name} AS {column.type}) AS {column.name}" for column in ACCOUNTS.columns)
    engine.write(f"SELECT {named} FROM ({text('parent_accounts')}) AS named", accounts)
    return Joined(
        format=found.format.name,
        parent_rows=found.rows,
        parent_sha256=found.manifest_sha256,
        **{str(name): int(counts[name]) for name in counts.index},
    )


def _found(engine: Engine) -> str:
    """SQL for the parent's rows that can be of use; each way of finding them costs a pass, so only those are taken that can find."""
    engine.keep("wanted_photos", text("wanted_photos"))
    engine.keep("wanted_hashes", text("wanted_hashes"))
    ways = [text("parent_by_id")]
    if engine.rows("SELECT 1 FROM wanted_photos LIMIT 1"):
        ways += [
            text(way)
            for way, where in (
                ("parent_by_id_alone", "(nsid IS NULL OR photo_number IS NULL) AND photo_id IS NOT NULL"),
                ("parent_by_address", "photo_id IS NULL"),
            )
            if engine.rows(f"SELECT 1 FROM parent_listing WHERE {where} LIMIT 1")
        ]
    if engine.rows("SELECT 1 FROM wanted_hashes LIMIT 1"):
        ways.append(text("parent_by_hash", unpadded_md5=text("unpadded_md5")))
    return " UNION ALL ".join(f"SELECT * FROM ({way}) AS way" for way in ways)
