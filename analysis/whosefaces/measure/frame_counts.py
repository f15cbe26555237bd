"""What the frame holds, counted where it lies: SQL over the Parquet file, never a data frame of a whole manifest."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from whosefaces import scan
from whosefaces.manifest.engine import facts_of
from whosefaces.manifest.frame import FRAME
from whosefaces.measure.share import MeasureError, Population


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
    """The most faces that one row annotates in one photo: a photo's rows may be one row repeated, or a face each."""
    photos_with_faces: int | None
    photos_by_faces: pd.DataFrame
    """least (the most faces of one row), faces (of all its rows), photos (that have so many of both)."""
    accounts_by_photos: pd.DataFrame
    """photos (of one account in the frame), accounts (that have so many); fewest first."""
    licences: pd.DataFrame
    """licence ('none listed', 'rows disagree' or an id); over distinct photos: photos, named (the manifest itself
    names the owner), owned (it or its parent does)."""
    photos_with_owners: int = 0
    """Photos whose rows name different owners; the owner that most rows name is theirs."""

    rows_lost: int = 0
    """Rows that are or may be Flickr's and could not be read: each may hold a photo, and an account, that no other row names."""

    @property
    def most_photos_of_the_smaller_half(self) -> int | None:
        """Half of the accounts have so many photos in the frame, or fewer; None without accounts."""
        if self.accounts_by_photos.empty:
            return None
        at_most = self.accounts_by_photos["accounts"].cumsum() >= self.accounts / 2
        return int(self.accounts_by_photos["photos"][at_most].iloc[0])

    @property
    def photo_population(self) -> Population:
        """The photos of the manifest."""
        return Population("photo", "photos of the manifest", self.photos, self.rows_lost)

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
        return Population("account", words, self.accounts, self.rows_lost)


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
        photos, with_owner, torn, depictions, most, with_faces = _one(
            engine,
            "SELECT count(*), count(*) FILTER (owned), count(*) FILTER (torn), sum(faces), max(least), count(*) FILTER (faces > 0) FROM photos",
        )
        by_faces = engine.execute(
            "SELECT least, faces, count(*) AS photos FROM photos WHERE faces > 0 GROUP BY ALL ORDER BY least, faces"
        ).df()
        accounts, by_alias = _one(
            engine,
            "SELECT count(*), count(*) FILTER (starts_with(account_key, 'alias:')) FROM "
            "(SELECT DISTINCT account_key FROM frame WHERE set_aside IS NULL AND account_key IS NOT NULL)",
        )
        by_photos = engine.execute(
            "SELECT photos, count(*) AS accounts FROM ("
            "SELECT owner, count(*) AS photos FROM photos WHERE owner IS NOT NULL GROUP BY owner"
            ") GROUP BY photos ORDER BY photos"
        ).df()
        licences = engine.execute(
            "SELECT coalesce(licence, 'none listed') AS licence, count(*) AS photos, "
            "count(*) FILTER (named) AS named, count(*) FILTER (owned) AS owned "
            "FROM photos GROUP BY ALL ORDER BY photos DESC, 1"
        ).df()
    reading = facts_of(frame_path).get("reading") or {}
    return FrameCounts(
        rows_lost=sum(int(loss["rows"]) for loss in reading.get("lost", []) if loss["unit"] == "row"),
        rows=rows,
        rows_read=rows_read,
        set_aside=set_aside,
        photos=photos,
        photos_with_owner=with_owner,
        photos_with_owners=torn,
        accounts=accounts,
        accounts_by_alias=by_alias,
        depictions=None if depictions is None else int(depictions),
        most_faces=None if most is None else int(most),
        photos_with_faces=None if depictions is None else with_faces,
        photos_by_faces=by_faces,
        accounts_by_photos=by_photos,
        licences=licences,
    )


def listed(frame_path: Path, photo_ids: pd.Series) -> pd.DataFrame:
    """What the frame lists of the drawn photos, a row each.

    Returns:
        photo_id, licence_listed ('rows disagree' where rows differ), listed_on, faces, address (one is listed),
        photos_of_account (how many photos of the frame its account has; null where no owner is listed).
    """
    wanted = pd.DataFrame({"photo_id": photo_ids.astype(object)})
    with duckdb.connect() as engine:
        engine.register("wanted", wanted)
        return engine.execute(
            f"WITH used AS (SELECT * FROM {scan.parquet(frame_path)} WHERE set_aside IS NULL), "
            "theirs AS (SELECT * FROM used JOIN wanted USING (photo_id)), "
            f"whose AS ({_owners('theirs')}), "
            "near AS (SELECT * FROM used SEMI JOIN (SELECT photo_id FROM used WHERE account_key IN "
            "(SELECT owner FROM whose)) USING (photo_id)), "
            f"owned AS (SELECT owner, count(*) AS photos_of_account FROM ({_owners('near')}) GROUP BY owner), "
            "said AS (SELECT photo_id, CASE WHEN min(licence_listed) = max(licence_listed) THEN min(licence_listed) "
            "WHEN min(licence_listed) IS NULL THEN NULL ELSE 'rows disagree' END AS licence_listed, "
            "min(licence_listed_on) AS listed_on, sum(faces) AS faces, bool_or(url IS NOT NULL) AS address "
            "FROM theirs GROUP BY photo_id) SELECT * EXCLUDE (owner) FROM said LEFT JOIN whose USING (photo_id) "
            "LEFT JOIN owned USING (owner) ORDER BY photo_id"
        ).df()


def held(frame_path: Path, account_keys: pd.Series) -> pd.Series:
    """How many photos of the frame each drawn account has, on the index of ``account_keys``."""
    wanted = pd.DataFrame({"account_key": account_keys.astype(object)})
    with duckdb.connect() as engine:
        engine.register("wanted", wanted)
        counted = engine.execute(
            f"WITH used AS (SELECT * FROM {scan.parquet(frame_path)} WHERE set_aside IS NULL), "
            "near AS (SELECT * FROM used SEMI JOIN (SELECT photo_id FROM used WHERE account_key IN "
            "(SELECT account_key FROM wanted)) USING (photo_id)) "
            f"SELECT owner, count(*) AS photos FROM ({_owners('near')}) GROUP BY owner"
        ).df()
    photos = account_keys.map(counted.set_index("owner")["photos"])
    return photos.fillna(0).astype(int)


def _opened(frame_path: Path) -> duckdb.DuckDBPyConnection:
    engine = duckdb.connect()
    engine.execute("SET preserve_insertion_order = false")
    engine.execute("SET memory_limit = '900MB'")
    engine.execute(f"CREATE VIEW frame AS SELECT * FROM {scan.parquet(frame_path)}")
    engine.execute(
        "CREATE TEMP TABLE photos AS SELECT photo_id, bool_or(account_key IS NOT NULL) AS owned, "
        "min(account_key) AS owner, min(account_key) <> max(account_key) AS torn, "
        "bool_or(owner_source = 'manifest') AS named, sum(faces) AS faces, max(faces) AS least, "
        "CASE WHEN min(licence_listed) = max(licence_listed) THEN min(licence_listed) "
        "WHEN min(licence_listed) IS NULL THEN NULL ELSE 'rows disagree' END AS licence "
        "FROM frame WHERE set_aside IS NULL GROUP BY photo_id"
    )
    # Few photos have rows that name different owners: only for them the rows are gone through again.
    engine.execute(
        "UPDATE photos SET owner = o.owner FROM "
        f"({_owners('(SELECT * FROM frame SEMI JOIN (SELECT photo_id FROM photos WHERE torn) USING (photo_id))')}) AS o "
        "WHERE photos.photo_id = o.photo_id"
    )
    return engine


def _owners(rows: str) -> str:
    """SQL for one owner of each photo among ``rows``: the one that most rows name, of these one with an NSID.

    The same rule by which the draw takes an owner (``sql/owners.sql``).
    """
    return (
        "SELECT photo_id, first(account_key ORDER BY named_by DESC, nsid IS NULL, account_key) AS owner FROM "
        f"(SELECT photo_id, account_key, count(*) AS named_by, min(nsid) AS nsid FROM {rows} "
        "WHERE set_aside IS NULL AND account_key IS NOT NULL GROUP BY photo_id, account_key) GROUP BY photo_id"
    )


def _one(engine: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    row = engine.execute(query).fetchone()
    if row is None:  # an aggregate always answers with one row
        raise MeasureError(f"no answer to {query}")
    return row
