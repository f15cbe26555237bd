"""PASS: a part of YFCC100M chosen to show no people; photos by hash, owners by nickname."""

from whosefaces.manifest.listing import Delimited, Format, ManifestError
from whosefaces.manifest.reader.glimpse import Glimpse

_COLUMNS = ("unickname", "datetaken", "licensename", "hash", "latitude", "longitude")


def _names(glimpse: Glimpse) -> list[str]:
    return glimpse.lines[0].split(",") if glimpse.kind == "text" and glimpse.lines else []


def _recognise(glimpse: Glimpse) -> str | None:
    names = _names(glimpse)
    if set(_COLUMNS) <= set(names) and "photoid" not in names:
        return "its header is that of pass_metadata.csv: unickname, datetaken, licensename, hash and place"
    return None


def _layout(glimpse: Glimpse) -> Delimited:
    names = _names(glimpse)
    if not set(_COLUMNS) <= set(names):
        raise ManifestError(f"{glimpse.path}: not pass: its first line lacks {', '.join(_COLUMNS)}")
    return Delimited(
        [name or "number" for name in names],
        ",",
        {
            "hash": "hash",
            "licence": "licensename",
            "named": "unickname <> ''",
            "located": "latitude <> ''",
            "text": "hash",
        },
        header=True,
        quoted=True,
    )


FORMAT = Format(
    name="pass",
    made_by="Asano et al., University of Oxford, 2021, from YFCC100M",
    row_is="a photo",
    carries=("photo id", "name", "licence", "location"),
    source="pass_metadata.csv of the authors; arXiv:2109.13228",
    recognise=_recognise,
    layout=_layout,
    notes=(
        "Chosen to show no people. The nickname is no account; the hash leads to photo and owner through YFCC100M.",
    ),
)
