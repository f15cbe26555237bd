"""CC Catalog, now Openverse: 17 columns, no header, of photos from Flickr among other providers."""

import re

from whosefaces.manifest.listing import Delimited, Format, ManifestError
from whosefaces.manifest.reader.glimpse import Glimpse, most

COLUMNS = (
    *("foreign_id", "landing_url", "image_url", "thumbnail", "width", "height", "filesize"),
    *("license", "license_version", "creator", "creator_url", "title", "meta_data", "tags", "watermarked"),
    *("provider", "source"),
)
_CODES = re.compile(r"by(-nc)?(-nd|-sa)?|cc0|pdm", re.IGNORECASE)

_LICENCE = """CASE
    WHEN lower(license) = 'cc0' THEN 'https://creativecommons.org/publicdomain/zero/1.0/'
    WHEN lower(license) = 'pdm' THEN 'https://creativecommons.org/publicdomain/mark/1.0/'
    WHEN lower(license) LIKE '%by%' THEN 'https://creativecommons.org/licenses/' || lower(license) || '/' || license_version || '/'
    ELSE license
END"""


def _recognise(glimpse: Glimpse) -> str | None:
    if (
        glimpse.kind != "text"
        or glimpse.rows is None
        or (glimpse.rows.delimiter, glimpse.rows.width) != ("\t", len(COLUMNS))
    ):
        return None
    codes = glimpse.rows.column(COLUMNS.index("license"))
    if most(codes, _CODES.fullmatch):
        return f"{len(COLUMNS)} columns cut by tabs, with licences as short codes in the right one"
    return None


def _layout(glimpse: Glimpse) -> Delimited:
    if glimpse.rows is None or glimpse.rows.width != len(COLUMNS):
        raise ManifestError(f"{glimpse.path}: not openverse: its rows do not have {len(COLUMNS)} columns")
    flickrs = "coalesce(provider, 'flickr') = 'flickr' OR coalesce(source, '') = 'flickr'"
    return Delimited(
        COLUMNS,
        "\t",
        {
            "photo_id": f"CASE WHEN {flickrs} THEN foreign_id END",
            "address": "image_url",
            "page": "landing_url",
            "alias": f"CASE WHEN {flickrs} THEN creator_url END",
            "licence": _LICENCE,
            "named": "creator <> '' AND regexp_extract(creator, '^[^A-Za-z]N$', 0) = ''",
            "set_aside": f"CASE WHEN NOT ({flickrs}) THEN 'from another provider than Flickr' END",
        },
    )


FORMAT = Format(
    name="openverse",
    made_by="Creative Commons, 2018 to 2021; WordPress since",
    row_is="a photo, as often as its provider listed it",
    carries=("photo id", "address", "owner", "name", "licence", "secret"),
    source="the provider scripts of creativecommons/cccatalog (image store's columns)",
    recognise=_recognise,
    layout=_layout,
)
