"""Open Images: images.csv and image_ids_and_rotation.csv, of any release."""

from whosefaces.manifest.listing import Delimited, Format, ManifestError
from whosefaces.manifest.reader.glimpse import Glimpse

_NEEDED = ("ImageID", "OriginalURL", "OriginalLandingURL", "License", "AuthorProfileURL", "Author")


def _header(glimpse: Glimpse) -> list[str]:
    return glimpse.lines[0].split(",") if glimpse.kind == "text" and glimpse.lines else []


def _recognise(glimpse: Glimpse) -> str | None:
    if set(_NEEDED) <= set(_header(glimpse)):
        return "its header is that of images.csv: ImageID, OriginalURL, OriginalLandingURL and so on"
    return None


def _layout(glimpse: Glimpse) -> Delimited:
    names = _header(glimpse)
    if not set(_NEEDED) <= set(names):
        raise ManifestError(f"{glimpse.path}: not open_images: its first line lacks {', '.join(_NEEDED)}")
    return Delimited(
        names,
        ",",
        {
            "address": "OriginalURL",
            "page": "OriginalLandingURL",
            "alias": "AuthorProfileURL",
            "licence": "License",
            "named": "Author <> ''",
        },
        header=True,
        quoted=True,
    )


FORMAT = Format(
    name="open_images",
    made_by="Krasin et al., Google, 2016 to 2022",
    row_is="a photo",
    carries=("photo id", "address", "owner", "name", "licence", "secret"),
    source="openimages/dataset, README of each release; storage.googleapis.com/openimages",
    recognise=_recognise,
    layout=_layout,
    notes=(
        "Every photo is listed as CC BY 2.0, of which its makers say that they make no representations.",
        "The owner stands in the address of the profile, as an NSID or as an alias that the owner can change.",
    ),
)
