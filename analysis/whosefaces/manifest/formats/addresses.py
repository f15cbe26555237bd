"""Any list in which a column, a field or a file name leads to photos on Flickr, or to accounts: found by looking.

That is how a list comes that was never published as a dataset. ``manifest/roles.py`` tells its columns apart and
``manifest/any_list.py`` reads it; this module only gives it a name among the formats.
"""

from __future__ import annotations

from whosefaces.manifest import any_list, roles
from whosefaces.manifest.listing import ByEvidence, Format, Layout, ManifestError
from whosefaces.manifest.reader import parquet
from whosefaces.manifest.reader.glimpse import ROWS, Glimpse
from whosefaces.manifest.roles import Table


def _recognise(seen: Glimpse) -> str | None:
    return _why(seen, any_list.glimpsed(seen))


def _recognise_further(seen: Glimpse) -> str | None:
    """The same by rows from where Flickr is first named past the beginning."""
    if seen.kind == "parquet":
        return _why(seen, _parquet_further(seen))
    if seen.kind == "text" and (lines := seen.around_flickr):
        table = any_list.glimpsed(seen)
        return _why(seen, any_list.cut_as(seen, lines) if table is not None else None)
    return None


def _parquet_further(seen: Glimpse) -> Table | None:
    columns = parquet.columns(seen.path)
    texts = [parquet.as_text(name) for name, kind in columns.items() if kind == "VARCHAR"]
    if not texts:
        return None
    where = " OR ".join(f"regexp_matches({text}, 'flickr[.]com|flic[.]kr')" for text in texts)
    rows = parquet.first_rows(seen.path, list(columns), ROWS, where)
    return any_list.table(list(columns), rows, header=True) if rows else None


def _why(seen: Glimpse, table: Table | None) -> str | None:
    if table is None:
        return None
    try:
        found = roles.decide(table, seen.asked)
    except ManifestError as error:
        raise ManifestError(f"{seen.path}: {error}") from None
    if found.rounded is not None and not found.leads_to_photos:
        return f"the column {found.rounded!r} holds photo ids that have lost their last digits"
    return roles.why(table, found) if found.leads_to_photos or found.leads_to_accounts else None


def _layout(seen: Glimpse) -> Layout:
    if seen.kind not in ("text", "parquet"):
        raise ManifestError(f"{seen.path}: no table or list in which a column could hold addresses")
    return ByEvidence()


FORMAT = Format(
    name="addresses",
    made_by="anybody",
    row_is="a row of the list",
    carries=("photo id", "address", "owner", "name", "licence", "upload day", "secret", "faces", "location"),
    source="the columns are found by looking",
    recognise=_recognise,
    recognise_further=_recognise_further,
    layout=_layout,
)
