"""Frame + parent -> a sample to compare with: photos of the parent that are not in the dataset.

What became of the dataset's photos says little by itself: everybody's photos vanish with the years. So the same questions
are asked about photos of the same parent that the dataset did not take. They are no part of the dataset: their panel, their
rows and their answers lie in tables of their own, which no reader of the dataset's tables accepts.

The draw follows from the investigation's own salt, with its purpose written into the text that is hashed:
u = SHA-256 of ``salt|comparison|id``. So neither sample tells anything of the other's numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from whosefaces.investigation import Investigation
from whosefaces.manifest import engines, ingest
from whosefaces.manifest.asked import Asked
from whosefaces.manifest.engine import text
from whosefaces.manifest.frame import FRAME
from whosefaces.manifest.interpreting import settle
from whosefaces.sample.drawing import photos_from
from whosefaces.table import Column, Table

OUTSIDE = "photos of the parent that are not in the dataset"
"""The frame of the comparison, in words."""

PURPOSE = "comparison"

COMPARISON_PANEL = Table(
    name="comparison_panel",
    row="one photo drawn from the parent outside the dataset; no part of the dataset",
    columns=(
        Column("frame", "VARCHAR", "what it was drawn from", allowed=(OUTSIDE,)),
        Column("photo_id", "VARCHAR", "the drawn photo"),
        Column("account_key", "VARCHAR", "its owner", missing_means="owner unknown"),
        Column("nsid", "VARCHAR", "the owner's NSID", missing_means="not known from the parent"),
        Column("alias", "VARCHAR", "the owner's alias", missing_means="not known from the parent"),
        Column("prn", "VARCHAR", "permanent random number: SHA-256 of 'salt|comparison|id', hexadecimal"),
        Column("design_weight", "DOUBLE", "photos that this one stands for, N / n"),
    ),
)

COMPARISON_FRAME = Table(
    name="comparison_frame",
    row="the photos of the parent outside the dataset that were listed under one licence",
    columns=(
        Column("licence", "VARCHAR", "our id, 'none listed' or 'rows disagree'"),
        Column("photos", "BIGINT", "distinct photos"),
    ),
)

FILES = ("comparison_panel", "comparison_frame", "comparison_rows")
"""What a comparison leaves in the case; ``comparison_rows`` has FRAME's columns: the parent's rows of the drawn photos."""


@dataclass(frozen=True)
class Comparison:
    """What was drawn to compare with, from how many; ``asked``: how many were wanted, None where none was asked for."""

    asked: int | None
    n: int = 0
    frame_size: int = 0

    def sentence(self) -> str:
        """What was drawn, in words."""
        if self.asked is None:
            return "No comparison is asked for: [sample.comparison] draws one from the parent outside the dataset."
        if not self.frame_size:
            return "There is nothing to compare with: every photo of the parent is in the dataset."
        drawn = f"{self.n:,} of {self.frame_size:,} {OUTSIDE}"
        return f"To compare with, {drawn} are drawn. They count in nothing else."


def draw(investigation: Investigation, frame_path: Path, case: Path) -> Comparison:
    """Draw the comparison that the investigation asks for into the case (FILES); nothing where it asks for none.

    Args:
        investigation: its salt, its parent, ``[sample.comparison]``.
        frame_path: the dataset's frame, joined with the parent, so that photos named by their hash are known.
        case: the edition's case folder.

    Raises:
        InvestigationError: no salt.
        ManifestError: the parent cannot be read.
        TableError: the frame is not one.
    """
    wanted, above = investigation.sample.comparison, investigation.parent
    if wanted is None or above is None:  # load() refuses a comparison without a parent
        for name in FILES:
            (case / f"{name}.parquet").unlink(missing_ok=True)
        return Comparison(None)
    salt = investigation.salt()
    FRAME.check_file(frame_path)
    listing = ingest.listing(above.path, Asked.of(above))
    with engines.chosen(investigation) as opened:
        opened.parquet("listing", listing.path, numbered=True)
        settle(opened, above.listed_on)
        opened.view("others", "SELECT * FROM settled")
        opened.parquet("frame", frame_path)
        opened.keep("outside", text("outside"))
        licences = opened.frame(text("outside_licences"))
        opened.view("frame", "SELECT * FROM outside")
        drawn, size = photos_from(opened, f"{salt}|{PURPOSE}", wanted.n)
        columns = ", ".join(f'CAST(o."{column.name}" AS {column.type}) AS "{column.name}"' for column in FRAME.columns)
        opened.write(
            f"SELECT {columns} FROM outside AS o INNER JOIN drawn_photos AS d ON o.photo_id = d.photo_id "
            'ORDER BY o."row"',
            case / "comparison_rows.parquet",
        )
    COMPARISON_PANEL.write(drawn.assign(frame=OUTSIDE)[COMPARISON_PANEL.names], case / "comparison_panel.parquet")
    COMPARISON_FRAME.write(licences[COMPARISON_FRAME.names], case / "comparison_frame.parquet")
    return Comparison(wanted.n, len(drawn), size)


def panel_of(case: Path) -> pd.DataFrame:
    """The photos drawn to compare with.

    Raises:
        TableError: none was drawn; run the notebook 1_sample first.
    """
    return COMPARISON_PANEL.read(case / "comparison_panel.parquet")
