"""What can be counted without a sample and without asking anybody: every number here is a census, with no interval.

The numbers are exact, for the case. :mod:`whosefaces.measure.frame_tables` makes of them what may be printed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from whosefaces.manifest import engine
from whosefaces.manifest.engine import Engine, text
from whosefaces.manifest.frame import FRAME
from whosefaces.manifest.reading import of_frame


@dataclass(frozen=True)
class Census:
    """Counts of a frame. Rows, photos, accounts and faces are four units; nothing here is sampled."""

    rows: int
    rows_read: int
    set_aside: pd.DataFrame
    """reason, rows; most first."""
    photos: int
    photos_with_owner: int
    accounts: int
    accounts_by_alias: int
    """Of them, those known by an alias only: two aliases can be one account."""
    depictions: int | None
    """Annotated faces; None: the manifest annotates none."""
    most_faces: int | None
    """The most faces that one row annotates in one photo: a photo's rows may be one row repeated, or a face each."""
    photos_with_faces: int | None
    photos_by_rows: pd.DataFrame
    """in_rows, faces (of all its rows; null: none is annotated), faces_of_a_row (the most of one), photos (that have so many)."""
    accounts_by_photos: pd.DataFrame
    """photos (of one account in the frame), accounts (that have so many); fewest first."""
    licences: pd.DataFrame
    """licence ('none listed', 'rows disagree' or an id); over distinct photos: photos, named (the manifest itself
    names the owner), owned (it or its parent does); most first."""
    licences_by_year: pd.DataFrame
    """licence, uploaded_in (null: no day of upload is listed), photos."""
    photos_with_owners: int = 0
    """Photos whose rows name different owners; the owner that most rows name is theirs."""
    lost: Mapping[str, int] = field(default_factory=dict)
    """Rows that are or may be Flickr's and could not be read, by cause (:mod:`losses`): each may hold a photo, and an
    account, that no other row names."""

    @property
    def rows_lost(self) -> int:
        """Rows that could not be read, whatever the cause."""
        return sum(self.lost.values())

    @property
    def repeated_rows(self) -> int:
        """Rows that name a photo which an earlier row names; in a list of accounts only, an account."""
        return self.rows_read - (self.photos or self.accounts)

    @property
    def photos_by_faces(self) -> pd.DataFrame:
        """Of the photos with an annotated face: faces_of_a_row, faces, photos; a pair may stand in several rows."""
        return self.photos_by_rows.loc[self.photos_by_rows["faces"] > 0, ["faces_of_a_row", "faces", "photos"]]

    def photos_of_the_largest(self, accounts: int) -> int:
        """The photos of the so many accounts that have most of them."""
        largest = self.accounts_by_photos.sort_values("photos", ascending=False)
        before = largest["accounts"].cumsum() - largest["accounts"]
        of_size = (accounts - before).clip(lower=0, upper=largest["accounts"])
        return int((of_size * largest["photos"]).sum())

    @property
    def most_photos_of_the_smaller_half(self) -> int | None:
        """Half of the accounts have so many photos in the frame, or fewer; None without accounts."""
        if self.accounts_by_photos.empty:
            return None
        at_most = self.accounts_by_photos["accounts"].cumsum() >= self.accounts / 2
        return int(self.accounts_by_photos["photos"][at_most].iloc[0])


def census(frame_path: Path) -> Census:
    """Count a frame where it lies: SQL over the Parquet file, never a data frame of a whole manifest.

    Raises:
        TableError: the file is not a frame.
    """
    FRAME.check_file(frame_path)
    reading = of_frame(frame_path)
    lost = {str(loss["cause"]): int(loss["rows"]) for loss in reading.lost if loss["unit"] == "row"} if reading else {}
    with engine.started() as duck:
        duck.parquet("frame", frame_path)
        return counted(duck, reading.photos if reading else None, lost)


def counted(duck: Engine, photos: int | None = None, lost: Mapping[str, int] | None = None) -> Census:
    """Count the view ``frame``; ``photos``, how many it names, where that is known."""
    sizes = sizes_of(duck, photos)
    _put_together(duck, once=0 < sizes.photos == sizes.used_rows)
    licences = duck.frame(text("licences_by_year"))
    by_rows = duck.frame(text("rows_per_photo"))
    by_photos = duck.frame(text("accounts_by_photos"))
    torn = int(licences["torn"].sum())
    accounts, aliases = by_photos["accounts"].sum(), by_photos["by_alias"].sum()
    # An account all of whose photos are given to others is one that the rows name, and is drawn from; so is each account
    # of a list that names no photos.
    if torn or not sizes.photos:
        accounts, aliases = duck.rows(text("accounts_named"))[0]
    with_faces = by_rows[by_rows["faces"] > 0]
    annotated = sizes.rows_with_faces > 0
    return Census(
        rows=sizes.rows,
        rows_read=sizes.used_rows,
        set_aside=duck.frame(text("reasons")),
        photos=sizes.photos,
        photos_with_owner=int(licences["owned"].sum()),
        accounts=int(accounts),
        accounts_by_alias=int(aliases),
        depictions=sizes.faces if annotated else None,
        most_faces=int(by_rows["faces_of_a_row"].max()) if annotated else None,
        photos_with_faces=int(with_faces["photos"].sum()) if annotated else None,
        photos_by_rows=by_rows,
        accounts_by_photos=by_photos[["photos", "accounts"]],
        licences=_by_licence(licences),
        licences_by_year=licences[["licence", "uploaded_in", "photos"]],
        photos_with_owners=torn,
        lost=lost or {},
    )


def _put_together(duck: Engine, *, once: bool) -> None:
    """Make the view ``photos``, a row each; ``once``: every photo stands in one row only."""
    if once:
        duck.view("photos", text("photos_once"))
        return
    duck.keep("put_together", text("photos_grouped"))
    duck.view("torn_rows", text("torn_rows"))
    owners = text("owner_of_each", rows="torn_rows")
    # Few photos have rows that name different owners: only for them the rows are gone through again.
    if duck.rows("SELECT photo_id FROM put_together WHERE torn = 1 LIMIT 1"):
        duck.view("photos", text("photos_settled", owners=owners))
    else:
        duck.view("photos", "SELECT * FROM put_together")


def _by_licence(counts: pd.DataFrame) -> pd.DataFrame:
    whole = counts.groupby("licence", as_index=False)[["photos", "named", "owned"]].sum()
    return whole.sort_values(["photos", "licence"], ascending=[False, True], ignore_index=True)


class Sizes(NamedTuple):
    """How much a frame holds, each unit by itself."""

    rows: int
    used_rows: int
    photos: int
    rows_with_faces: int
    faces: int


def sizes_of(duck: Engine, photos: int | None = None) -> Sizes:
    """Of the view ``frame``; ``photos``, how many it names, are counted unless that is known."""
    rows, used, faced, faces = duck.rows(text("sizes"))[0]
    named = duck.rows(text("photos_named"))[0][0] if photos is None else photos
    return Sizes(int(rows), int(used), int(named), int(faced), int(faces))
