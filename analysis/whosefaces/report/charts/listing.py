"""What does the manifest list?"""

from __future__ import annotations

from typing import Any

import pandas as pd

from whosefaces.report.charts.figure import Figure, needed
from whosefaces.report.charts.tally import bars


def rows_of_manifest(reading: Any) -> Figure:
    """Which rows of the manifest lead to a photo, and why the others do not.

    Args:
        reading: an ``whosefaces.manifest.reading.Reading``.
    """
    parts = {"rows used": reading.rows - sum(reading.set_aside.values())} | {
        f"set aside: {reason}": rows for reason, rows in sorted(reading.set_aside.items())
    }
    table = pd.DataFrame({"what": list(parts), "rows": list(parts.values())})
    return bars(table, "what", "rows", name="manifest", title="Rows of the manifest")


def rows_per_photo(table: pd.DataFrame) -> Figure:
    """How often the manifest lists a photo.

    Args:
        table: ``in_rows`` (a class, as "2 to 5") and ``photos``, small classes merged.
    """
    needed(table, "rows-per-photo", ["in_rows", "photos"])
    named = table.assign(in_rows=[f"in {said} row{'' if said == '1' else 's'}" for said in table["in_rows"]])
    return bars(named, "in_rows", "photos", name="rows-per-photo", title="Photos by the rows that name them")


def photos_per_account(table: pd.DataFrame) -> Figure:
    """How many accounts have how many photos.

    Args:
        table: ``photos`` (a class, as "2 to 5") and ``accounts``, small classes merged.
    """
    return bars(table, "photos", "accounts", name="photos-per-account", title="Accounts by their number of photos")


def faces_per_photo(table: pd.DataFrame) -> Figure:
    """How many faces the manifest marks in a photo.

    Args:
        table: ``faces`` (a class, as "2 to 5") and ``photos``, small classes merged.
    """
    needed(table, "faces-per-photo", ["faces", "photos"])
    named = table.assign(faces=[f"{said} face{'' if said == '1' else 's'}" for said in table["faces"]])
    return bars(named, "faces", "photos", name="faces-per-photo", title="Photos by the faces marked in them")
