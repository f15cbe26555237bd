"""What can be counted without a sample and without asking anybody: every number here is a census, with no interval.

The tables are made to be published: no class holds fewer than ``min_cell`` photos or accounts, merged neighbour by
neighbour, and no share of so few accounts that one of them could be told from it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from whosefaces.manifest import engine
from whosefaces.manifest.engine import Engine, text
from whosefaces.manifest.frame import FRAME
from whosefaces.manifest.reading import photos_of

MIN_CELL = 10

FEWEST_ACCOUNTS = 10
"""The concentration curve starts at so many accounts."""

_CLASSES = (1, 2, 3, 4, 5, 6, 11, 21, 51, 101, 201, 501, 1001, 2001, 5001, 10_001, 20_001, 50_001, 100_001)


@dataclass(frozen=True)
class Census:
    """Counts of a frame. Rows, photos, accounts and faces are four units."""

    rows: int
    rows_used: int
    photos: int
    accounts: int | None
    """None: no row names an owner."""
    repeated_rows: int
    """Rows that name a photo which an earlier row names."""
    repeated_photos: int
    """Photos that stand in more than one row."""
    owner_conflicts: int
    """Photos whose rows name different owners."""
    median_photos: float | None
    """Photos of the middle account."""
    top_share: float | None
    """Share of the owned photos that the 1 % of accounts with most photos hold; None under FEWEST_ACCOUNTS of them."""
    top_accounts: int
    """How many accounts that is."""
    faces: int | None
    """Annotated faces; None: the manifest annotates none."""
    most_faces: int | None
    """The most in one photo."""
    licences: pd.DataFrame
    """``licence`` (our id), ``photos``; most first."""
    licences_by_year: pd.DataFrame
    """``year`` of upload, ``licence``, ``photos``; empty where no day of upload is listed."""
    photos_per_account: pd.DataFrame
    """``photos`` (a class, as "2 to 5"), ``accounts``; empty where no owner is named."""
    rows_per_photo: pd.DataFrame
    """``in_rows`` (a class), ``photos``: how often a photo is listed."""
    faces_per_photo: pd.DataFrame
    """``faces`` (a class), ``photos``; empty where no faces are annotated."""

    def sentences(self) -> list[str]:
        """The counts in words, for a published page."""
        return [self.about_repeats(), self.about_accounts(), self.about_faces()]

    def about_repeats(self) -> str:
        """Rows are faces, captions or pairs as often as photos: how many photos they name."""
        said = f"{self.rows_used:,} rows name {self.photos:,} photos; {self.repeated_rows:,} rows repeat a photo"
        if self.owner_conflicts:
            return f"{said}, and the rows of {self.owner_conflicts:,} photos name different owners."
        return f"{said}."

    def about_accounts(self) -> str:
        """Whose photos they are, and how unevenly they are spread."""
        if self.accounts is None:
            return "No row names an owner, so how many accounts are concerned cannot be counted."
        said = f"{self.accounts:,} accounts are named; half of them have {self.median_photos:g} photos or fewer."
        if self.top_share is None:
            return said
        return (
            f"{said} The {self.top_accounts:,} accounts with most photos, 1%, hold {self.top_share:.0%} of the photos."
        )

    def about_years(self) -> str:
        """What the licences by year rest on."""
        if self.licences_by_year.empty:
            return "The manifest lists no day of upload, or too few, so years cannot be told apart."
        if (self.licences_by_year["licence"] == "other").any():
            return "A licence that too few photos have in some year stands under other in all years."
        return "Every licence stands by itself."

    def about_faces(self) -> str:
        """Faces, where the manifest marks them."""
        if self.faces is None:
            return "The manifest marks no faces, so how many people it shows cannot be counted."
        return f"{self.faces:,} faces are marked, at most {self.most_faces:,} in one photo."


def census(frame_path: Path, min_cell: int = MIN_CELL) -> Census:
    """Count a frame.

    Args:
        frame_path: the frame (FRAME).
        min_cell: the least count that may stand in a table.

    Raises:
        TableError: the file is not a frame.
    """
    FRAME.check_file(frame_path)
    with engine.started() as duck:
        duck.parquet("frame", frame_path)
        return counted(duck, min_cell, photos_of(frame_path))


def counted(duck: Engine, min_cell: int = MIN_CELL, photos: int | None = None) -> Census:
    """Count the view ``frame``; ``photos``, how many it names, where that is known."""
    rows, used, photos, faced, faces = sizes_of(duck, photos)
    once = "once" if used == photos else "grouped"
    duck.view("photos", text(f"photos_{once}"))
    duck.view("owned", text(f"owned_{once}"))
    licences = duck.frame(text("licences_by_year"))
    in_rows = duck.frame(text("rows_per_photo"))
    sizes = duck.frame(text("accounts_by_photos"))
    owned = len(sizes) > 0
    top, share = _top(sizes)
    return Census(
        rows=rows,
        rows_used=used,
        photos=photos,
        accounts=int(sizes["accounts"].sum()) if owned else None,
        repeated_rows=used - photos,
        repeated_photos=int(in_rows.loc[in_rows["in_rows"] > 1, "photos"].sum()),
        owner_conflicts=int(licences["conflicts"].sum()),
        median_photos=_median(sizes) if owned else None,
        top_share=share,
        top_accounts=top,
        faces=int(faces) if faced else None,
        most_faces=int(in_rows["faces"].max()) if faced else None,
        licences=_licences(licences, min_cell),
        licences_by_year=_by_year(licences, min_cell),
        photos_per_account=_classes(sizes, min_cell),
        rows_per_photo=_per_photo(in_rows, "in_rows", min_cell),
        faces_per_photo=_per_photo(in_rows if faced else in_rows.iloc[:0], "faces", min_cell),
    )


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


def _median(sizes: pd.DataFrame) -> float:
    """The median photos of an account, from how many accounts have how many."""
    below = sizes["accounts"].cumsum()
    whole = int(below.iloc[-1])

    def at(place: int) -> int:
        return int(sizes["photos"][below > place].iloc[0])

    return (at((whole - 1) // 2) + at(whole // 2)) / 2


def _top(sizes: pd.DataFrame) -> tuple[int, float | None]:
    """How many accounts are 1 % of them, rounded up, and the share of the owned photos that the largest so many hold."""
    top = math.ceil(sizes["accounts"].sum() / 100)
    if top < FEWEST_ACCOUNTS:
        return top, None
    largest = sizes.sort_values("photos", ascending=False)
    before = largest["accounts"].cumsum() - largest["accounts"]
    taken = (top - before).clip(lower=0, upper=largest["accounts"])
    return top, float((taken * largest["photos"]).sum() / (sizes["accounts"] * sizes["photos"]).sum())


def _licences(counts: pd.DataFrame, min_cell: int) -> pd.DataFrame:
    whole = counts.groupby("licence")["photos"].sum().reset_index()
    return _merged(whole.sort_values(["photos", "licence"], ascending=[False, True]), "licence", "photos", min_cell)


def _by_year(counts: pd.DataFrame, min_cell: int) -> pd.DataFrame:
    """Photos by year of upload and licence, safe beside the licences' own table and beside the photos' number.

    A licence has numbers of its own only if they hold ``min_cell`` in every year, or none: otherwise it is "other" in
    all years, so that no hidden number follows from a sum. Years too small are merged with their neighbours, and photos
    without a day, if they are too few to be counted, with the last year.
    """
    columns = ["year", "licence", "photos"]
    known = counts.dropna(subset=["uploaded_in"]).assign(year=lambda rows: rows["uploaded_in"].astype(int))
    years = _merged_neighbours(known.groupby("year")["photos"].sum().reset_index(), "year", "photos", min_cell)
    if years.empty:
        return pd.DataFrame(columns=columns)
    labels = {
        year: str(first) if first == last else f"{first} to {last}"
        for first, last in zip(years["first"], years["last"], strict=True)
        for year in range(first, last + 1)
    }
    undated = counts["uploaded_in"].isna()
    named = counts.assign(year=[labels.get(year, "no day listed") for year in counts["uploaded_in"]])
    if 0 < counts.loc[undated, "photos"].sum() < min_cell:
        last = labels[int(years["last"].iloc[-1])]
        named["year"] = named["year"].replace({last: f"{last}, or no day", "no day listed": f"{last}, or no day"})
    cells = named.pivot_table(index="year", columns="licence", values="photos", aggfunc="sum", fill_value=0)
    table = _with_other(cells, min_cell)
    long = table.reset_index().melt("year", var_name="licence", value_name="photos")
    return long[long["photos"] > 0].reset_index(drop=True)[columns]


def _with_other(cells: pd.DataFrame, min_cell: int) -> pd.DataFrame:
    """Put licences together as "other" until every number is nought or ``min_cell`` at least; largest licences first."""
    largest_first = [str(name) for name in cells.sum().sort_values(ascending=False, kind="stable").index]
    small = (cells > 0) & (cells < min_cell)
    kept = [name for name in largest_first if not small[name].any()]
    while True:
        other = cells.drop(columns=kept).sum(axis=1)
        if not ((other > 0) & (other < min_cell)).any() or not kept:
            break
        kept.pop()
    table = cells[kept]
    return table if len(kept) == cells.shape[1] else table.assign(other=other)


def _per_photo(counts: pd.DataFrame, number: str, min_cell: int) -> pd.DataFrame:
    """Photos by how many rows or faces they have, in classes that leave none with fewer than ``min_cell`` photos."""
    whole = (
        counts.assign(**{number: counts[number].fillna(0).astype(int)}).groupby(number)["photos"].sum().reset_index()
    )
    classes = _merged_neighbours(whole, number, "photos", min_cell)
    largest = int(whole[number].max()) if len(whole) else 0
    said = [
        _class(int(first), None if last == largest and first != last else int(last))
        for first, last in zip(classes["first"], classes["last"], strict=True)
    ]
    return pd.DataFrame({number: said, "photos": classes["photos"].astype(int)})


def _classes(sizes: pd.DataFrame, min_cell: int) -> pd.DataFrame:
    """Accounts by their number of photos, in classes that leave none with fewer than ``min_cell`` accounts."""
    if sizes.empty:
        return pd.DataFrame(columns=["photos", "accounts"])
    largest = int(sizes["photos"].max())
    edges = [edge for edge in _CLASSES if edge <= largest] + [math.inf]
    binned = sizes.assign(first=pd.cut(sizes["photos"], edges, right=False, labels=edges[:-1]).astype(int))
    classes = _merged_neighbours(binned.groupby("first")["accounts"].sum().reset_index(), "first", "accounts", min_cell)
    ends = [int(edges[edges.index(last) + 1]) - 1 if last != edges[-2] else None for last in classes["last"]]
    said = [_class(int(first), end) for first, end in zip(classes["first"], ends, strict=True)]
    return pd.DataFrame({"photos": said, "accounts": classes["accounts"].astype(int)})


def _class(first: int, last: int | None) -> str:
    if last is None:
        return f"{first:,} or more"
    return f"{first:,}" if first == last else f"{first:,} to {last:,}"


def _merged(table: pd.DataFrame, name: str, count: str, min_cell: int) -> pd.DataFrame:
    """Put rows under ``min_cell`` together as "other"; with the next smallest, where they are too few even so."""
    small = table[count] < min_cell
    if small.any() and table.loc[small, count].sum() < min_cell and not small.all():
        small |= table[count] == table.loc[~small, count].min()
    if not small.any():
        return table.reset_index(drop=True)
    other = pd.DataFrame({name: ["other"], count: [int(table.loc[small, count].sum())]})
    kept = pd.concat([table[~small], other], ignore_index=True)
    return kept[kept[count] >= min_cell].reset_index(drop=True)


def _merged_neighbours(table: pd.DataFrame, name: str, count: str, min_cell: int) -> pd.DataFrame:
    """Merge ordered classes with the next until each holds ``min_cell``: ``first``, ``last`` and the count."""
    merged: list[list[int]] = []
    for value, number in zip(table[name], table[count], strict=True):
        if merged and merged[-1][2] < min_cell:
            merged[-1][1:] = [value, merged[-1][2] + number]
        else:
            merged.append([value, value, number])
    if len(merged) > 1 and merged[-1][2] < min_cell:
        _, last, number = merged.pop()
        merged[-1][1:] = [last, merged[-1][2] + number]
    return pd.DataFrame([row for row in merged if row[2] >= min_cell], columns=["first", "last", count])
