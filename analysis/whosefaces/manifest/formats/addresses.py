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


def _recognise(glimpse: Glimpse) -> str | None:
    return _why(glimpse, any_list.glimpsed(glimpse))


def _recognise_further(glimpse: Glimpse) -> str | None:
    """The same by rows from where Flickr is first named past the beginning."""
    if glimpse.kind == "parquet":
        return _why(glimpse, _parquet_further(glimpse))
    if glimpse.kind == "text" and (lines := glimpse.around_flickr):
        table = any_list.glimpsed(glimpse)
        return _why(glimpse, any_list.cut_as(glimpse, lines) if table is not None else None)
    return None


def _parquet_further(glimpse: Glimpse) -> Table | None:
    columns = parquet.columns(glimpse.path)
    texts = [parquet.as_text(name) for name, kind in columns.items() if kind == "VARCHAR"]
    if not texts:
        return None
    where = " OR ".join(f"regexp_matches({text}, 'flickr[.]com|flic[.]kr')" for text in texts)
    rows = parquet.first_rows(glimpse.path, list(columns), ROWS, where)
    return any_list.table(list(columns), rows, header=True) if rows else None


def _why(glimpse: Glimpse, table: Table | None) -> str | None:
    if table is None:
        return None
    try:
        found = roles.decide(table, glimpse.asked)
    except ManifestError as error:
        raise ManifestError(f"{glimpse.path}: {error}") from None
    if found.rounded is not None and not found.leads_to_photos:
        return f"the column {found.rounded!r} holds photo ids that have lost their last digits"
    leads = found.leads_to_photos or found.leads_to_accounts and found.doubt is None
    return roles.why(table, found) if leads else None


def _layout(glimpse: Glimpse) -> Layout:
    if glimpse.kind not in ("text", "parquet"):
        raise ManifestError(f"{glimpse.path}: no table or list in which a column could hold addresses")
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
