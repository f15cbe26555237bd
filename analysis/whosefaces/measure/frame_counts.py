"""What the frame lists of the drawn units, and whom its counts speak of; the counts are the census's."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from whosefaces import scan
from whosefaces.manifest.census import Census
from whosefaces.manifest.engine import text
from whosefaces.measure.share import Population


def photo_population(frame: Census) -> Population:
    """The photos of the manifest."""
    return Population("photo", "photos of the manifest", frame.photos, frame.rows_lost)


def account_population(frame: Census) -> Population | None:
    """The accounts that the manifest or its parent names; None: there is no account frame."""
    if not frame.accounts:
        return None
    words = "accounts that the manifest names"
    if not frame.photos:
        words += " (it names no photos)"
    if frame.photos_with_owner < frame.photos:
        words += f" ({frame.photos - frame.photos_with_owner:,} of {frame.photos:,} photos name none)"
    if frame.accounts_by_alias:
        words += " (at most: two aliases can be one account)"
    return Population("account", words, frame.accounts, frame.rows_lost)


def listed(frame_path: Path, photo_ids: pd.Series) -> pd.DataFrame:
    """What the frame lists of the drawn photos, a row each.

    Returns:
        photo_id, licence_listed ('rows disagree' where rows differ), listed_on, faces, address (one is listed),
        photos_of_account (how many photos of the frame its account has; null where no owner is listed).
    """
    wanted = pd.DataFrame({"photo_id": photo_ids.astype(object)})
    with scan.connection() as engine:
        engine.register("wanted", wanted)
        return engine.execute(
            f"WITH used AS (SELECT * FROM {scan.parquet(frame_path)} WHERE set_aside IS NULL), "
            "theirs AS (SELECT * FROM used JOIN wanted USING (photo_id)), "
            f"whose AS ({text('owner_of_each', rows='theirs')}), "
            "near AS (SELECT * FROM used SEMI JOIN (SELECT photo_id FROM used WHERE account_key IN "
            "(SELECT owner FROM whose)) USING (photo_id)), "
            "owned AS (SELECT owner, count(*) AS photos_of_account FROM "
            f"({text('owner_of_each', rows='near')}) GROUP BY owner), "
            "drawn AS (SELECT photo_id, CASE WHEN min(licence_listed) = max(licence_listed) THEN min(licence_listed) "
            "WHEN min(licence_listed) IS NULL THEN NULL ELSE 'rows disagree' END AS licence_listed, "
            "min(licence_listed_on) AS listed_on, sum(faces) AS faces, bool_or(url IS NOT NULL) AS address "
            "FROM theirs GROUP BY photo_id) SELECT * EXCLUDE (owner) FROM drawn LEFT JOIN whose USING (photo_id) "
            "LEFT JOIN owned USING (owner) ORDER BY photo_id"
        ).df()


def held(frame_path: Path, account_keys: pd.Series) -> pd.Series:
    """How many photos of the frame each drawn account has, on the index of ``account_keys``."""
    wanted = pd.DataFrame({"account_key": account_keys.astype(object)})
    with scan.connection() as engine:
        engine.register("wanted", wanted)
        counted = engine.execute(
            f"WITH used AS (SELECT * FROM {scan.parquet(frame_path)} WHERE set_aside IS NULL), "
            "near AS (SELECT * FROM used SEMI JOIN (SELECT photo_id FROM used WHERE account_key IN "
            "(SELECT account_key FROM wanted)) USING (photo_id)) "
            f"SELECT owner, count(*) AS photos FROM ({text('owner_of_each', rows='near')}) GROUP BY owner"
        ).df()
    photos = account_keys.map(counted.set_index("owner")["photos"])
    return photos.fillna(0).astype(int)
