"""What the frame holds, counted where it lies: SQL over the Parquet file, never a data frame of a whole manifest."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

from analysis.manifest.frame import FRAME
from analysis.measure.share import MeasureError, Population


@dataclass(frozen=True)
class FrameCounts:
    """Counts of one frame. Nothing here is sampled."""

    rows: int
    rows_read: int
    set_aside: pd.DataFrame
    """reason, rows."""
    photos: int
    photos_with_owner: int
    accounts: int
    accounts_by_alias: int
    """Of them, those known by an alias only: two aliases can be one account."""
    depictions: int | None
    """Annotated faces, None where the manifest annotates none."""
    most_faces: int | None
    """The most faces in one photo."""
    licences: pd.DataFrame
    """licence_listed (null: none listed; 'rows disagree'), photos; over distinct photos."""

    @property
    def photo_population(self) -> Population:
        """The photos of the manifest."""
        return Population("photo", "photos of the manifest", self.photos)

    @property
    def account_population(self) -> Population | None:
        """The accounts that the manifest or its parent names; None: there is no account frame."""
        if not self.accounts:
            return None
        words = "accounts that the manifest names"
        if self.photos_with_owner < self.photos:
            words += f" ({self.photos - self.photos_with_owner:,} of {self.photos:,} photos name none)"
        if self.accounts_by_alias:
            words += " (at most: two aliases can be one account)"
        return Population("account", words, self.accounts)


def count(frame_path: Path) -> FrameCounts:
    """Count a frame.

    Raises:
        TableError: the file is not a frame.
        MeasureError: rows read and rows set aside do not add up to the rows.
    """
    FRAME.check_file(frame_path)
    with _opened(frame_path) as engine:
        rows, rows_read = _one(engine, "SELECT count(*), count(*) FILTER (set_aside IS NULL) FROM frame")
        set_aside = engine.execute(
            "SELECT set_aside AS reason, count(*) AS rows FROM frame WHERE set_aside IS NOT NULL "
            "GROUP BY ALL ORDER BY rows DESC, reason"
        ).df()
        if rows_read + int(set_aside["rows"].sum()) != rows:
            raise MeasureError(f"{frame_path.name}: rows read and rows set aside do not add up to {rows:,} rows")
        photos, with_owner = _one(engine, "SELECT count(*), count(*) FILTER (owned) FROM photos")
        accounts, by_alias = _one(
            engine,
            "SELECT count(*), count(*) FILTER (starts_with(account_key, 'alias:')) FROM "
            "(SELECT DISTINCT account_key FROM frame WHERE set_aside IS NULL AND account_key IS NOT NULL)",
        )
        depictions, most = _one(engine, "SELECT sum(faces), max(faces) FROM photos")
        licences = engine.execute(
            "SELECT licence AS licence_listed, count(*) AS photos FROM photos GROUP BY ALL ORDER BY photos DESC, 1"
        ).df()
    return FrameCounts(
        rows=rows,
        rows_read=rows_read,
        set_aside=set_aside,
        photos=photos,
        photos_with_owner=with_owner,
        accounts=accounts,
        accounts_by_alias=by_alias,
        depictions=None if depictions is None else int(depictions),
        most_faces=None if most is None else int(most),
        licences=licences,
    )


def listed_licences(frame_path: Path, photo_ids: pd.Series) -> pd.DataFrame:
    """photo_id, licence_listed and listed_on of the drawn photos, a row each; 'rows disagree' where rows differ."""
    wanted = pd.DataFrame({"photo_id": photo_ids.astype(object)})
    with duckdb.connect() as engine:
        engine.register("wanted", wanted)
        return engine.execute(
            "SELECT photo_id, CASE WHEN min(licence_listed) = max(licence_listed) THEN min(licence_listed) "
            "WHEN min(licence_listed) IS NULL THEN NULL ELSE 'rows disagree' END AS licence_listed, "
            "max(licence_listed_on) AS listed_on "
            f"FROM read_parquet('{_quoted(frame_path)}') JOIN wanted USING (photo_id) "
            "WHERE set_aside IS NULL GROUP BY photo_id ORDER BY photo_id"
        ).df()


def _opened(frame_path: Path) -> duckdb.DuckDBPyConnection:
    engine = duckdb.connect()
    engine.execute("SET preserve_insertion_order = false")
    engine.execute("SET memory_limit = '900MB'")
    engine.execute(f"CREATE VIEW frame AS SELECT * FROM read_parquet('{_quoted(frame_path)}')")
    engine.execute(
        "CREATE VIEW photos AS SELECT photo_id, bool_or(account_key IS NOT NULL) AS owned, sum(faces) AS faces, "
        "CASE WHEN min(licence_listed) = max(licence_listed) THEN min(licence_listed) "
        "WHEN min(licence_listed) IS NULL THEN NULL ELSE 'rows disagree' END AS licence "
        "FROM frame WHERE set_aside IS NULL GROUP BY photo_id"
    )
    return engine


def _one(engine: duckdb.DuckDBPyConnection, query: str) -> tuple[int, int]:
    row = engine.execute(query).fetchone()
    if row is None:  # an aggregate always answers with one row
        raise MeasureError(f"no answer to {query}")
    return row[0], row[1]


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
