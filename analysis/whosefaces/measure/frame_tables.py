"""The census in tables and sentences that may be printed: no class of few photos or accounts, no value of a single one."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from whosefaces.manifest import census
from whosefaces.manifest.census import Census
from whosefaces.measure import small_counts

_CLASSES = (1, 2, 3, 4, 5, 6, 11, 21, 51, 101, 201, 501, 1001, 2001, 5001, 10_001, 20_001, 50_001, 100_001)
"""Where a class of photos per account begins."""


@dataclass(frozen=True)
class FrameTables:
    """What a frame holds, for a page: ``least`` is the fewest photos or accounts that a class has."""

    frame: Census
    least: int = small_counts.LEAST

    @property
    def licences(self) -> pd.DataFrame:
        """``licence`` (our id), ``photos``; most first."""
        table = small_counts.one_way(self.frame.licences, "licence", "photos", self.least)
        return table.sort_values(["photos", "licence"], ascending=[False, True], ignore_index=True)

    @property
    def licences_by_year(self) -> pd.DataFrame:
        """``year`` of upload (or of neighbouring years), ``licence``, ``photos``; empty where no day of upload is listed."""
        counts = self.frame.licences_by_year
        dated = counts.dropna(subset=["uploaded_in"])
        by_year = dated.groupby(dated["uploaded_in"].astype(int))["photos"].sum().reset_index()
        names = {
            year: str(first) if first == last else f"{first} to {last}"
            for first, last, _ in small_counts.classes(by_year, "uploaded_in", "photos", self.least)
            for year in range(first, last + 1)
        }
        if not names:
            return pd.DataFrame(columns=["year", "licence", "photos"])
        cells = counts.assign(year=[names.get(year, "no day listed") for year in counts["uploaded_in"]])
        cells = cells.groupby(["year", "licence"])["photos"].sum().reset_index()
        return small_counts.merged(cells, ["year", "licence"], "photos", self.least)

    @property
    def photos_per_account(self) -> pd.DataFrame:
        """``photos`` (a class, as "2 to 5"), ``accounts``; empty where no owner is named."""
        sizes = self.frame.accounts_by_photos
        edges = [edge for edge in _CLASSES if sizes["photos"].ge(edge).any()] + [math.inf]
        begins = sizes.assign(first=pd.cut(sizes["photos"], edges, right=False, labels=edges[:-1]).astype("Int64"))
        held = begins.groupby("first")["accounts"].sum().reset_index()
        rows = [
            (_class(first, None if last == edges[-2] else int(edges[edges.index(last) + 1]) - 1), accounts)
            for first, last, accounts in small_counts.classes(held, "first", "accounts", self.least)
        ]
        return pd.DataFrame(rows, columns=["photos", "accounts"])

    @property
    def rows_per_photo(self) -> pd.DataFrame:
        """``in_rows`` (a class), ``photos``: how often a photo is listed."""
        return _per_photo(self.frame.photos_by_rows, "in_rows", self.least)

    @property
    def faces_per_photo(self) -> pd.DataFrame:
        """``faces`` (a class), ``photos``; empty where no faces are annotated."""
        held = self.frame.photos_by_rows
        return _per_photo(held if self.frame.depictions is not None else held.iloc[:0], "faces", self.least)

    def about_repeats(self) -> str:
        """Rows are faces, captions or pairs as often as photos: how many photos they name."""
        of = self.frame
        if not of.photos:
            return f"{of.rows_read:,} rows name {of.accounts:,} accounts and no photos; {of.repeated_rows:,} rows repeat an account."
        repeats = f"{of.rows_read:,} rows name {of.photos:,} photos; {of.repeated_rows:,} rows repeat a photo"
        if of.photos_with_owners:
            return f"{repeats}, and the rows of {of.photos_with_owners:,} photos name different owners."
        return f"{repeats}."

    def about_accounts(self) -> str:
        """Whose photos they are, and how unevenly they are spread."""
        if not self.frame.accounts:
            return "No row names an owner, so how many accounts are concerned cannot be counted."
        if not self.frame.photos:
            return f"{self.frame.accounts:,} accounts are named; which photos they have is not listed."
        middle = self.frame.most_photos_of_the_smaller_half
        spread = f"{self.frame.accounts:,} accounts are named; half of them have {middle:,} photos or fewer."
        top = math.ceil(self.frame.accounts / 100)
        if top < small_counts.LEAST:
            return spread
        share = self.frame.photos_of_the_largest(top) / self.frame.photos_with_owner
        return f"{spread} The {top:,} accounts with most photos, 1%, hold {share:.0%} of the photos."

    def about_years(self) -> str:
        """What the licences by year rest on."""
        table = self.licences_by_year
        if table.empty:
            return "The manifest lists no day of upload, or too few, so years cannot be told apart."
        if (table[["year", "licence"]] == small_counts.OTHER).any(axis=None):
            return "Licences and years of few photos stand together as other."
        return "Every licence stands by itself."

    def about_faces(self) -> str:
        """Faces, where the manifest marks them."""
        if self.frame.depictions is None:
            return "The manifest marks no faces, so how many people it shows cannot be counted."
        held = self.frame.photos_by_faces
        most = small_counts.most_of(held["faces_of_a_row"], held["photos"], self.least)
        shown = f"{self.frame.depictions:,} faces are marked"
        return f"{shown}." if most is None else f"{shown}; {self.least} photos or more show {most:,} or more each."


def of(frame_path: Path) -> FrameTables:
    """Count a frame, to be printed.

    Raises:
        TableError: the file is not a frame.
    """
    return FrameTables(census.census(frame_path))


def _per_photo(counts: pd.DataFrame, number: str, least: int) -> pd.DataFrame:
    """Photos by how many rows or faces they have, in classes that leave none with fewer than ``least`` photos."""
    whole = counts.fillna({number: 0}).astype({number: int}).groupby(number)["photos"].sum().reset_index()
    largest = whole[number].max()
    rows = [
        (_class(first, None if last == largest and first != last else last), photos)
        for first, last, photos in small_counts.classes(whole, number, "photos", least)
    ]
    return pd.DataFrame(rows, columns=[number, "photos"])


def _class(first: int, last: int | None) -> str:
    if last is None:
        return f"{first:,} or more"
    return f"{first:,}" if first == last else f"{first:,} to {last:,}"
