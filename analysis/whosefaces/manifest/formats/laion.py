"""LAION, RedCaps, COYO and their like in Parquet: addresses from all over the web with captions, few of them Flickr's."""

from whosefaces.manifest.listing import Columnar, Format, ManifestError
from whosefaces.manifest.reader import parquet
from whosefaces.manifest.reader.glimpse import Glimpse

_ADDRESSES = ("url", "image_url")
_CAPTIONS = ("text", "caption", "raw_caption", "top_caption", "alt_text")


def _columns(glimpse: Glimpse) -> dict[str, str]:
    """The file's columns by their names in lower case."""
    return {name.lower(): name for name in parquet.columns(glimpse.path)} if glimpse.kind == "parquet" else {}


def _pair(glimpse: Glimpse) -> tuple[str, str] | None:
    named = _columns(glimpse)
    address = next((named[name] for name in _ADDRESSES if name in named), None)
    caption = next((named[name] for name in _CAPTIONS if name in named), None)
    return (address, caption) if address and caption else None


def _recognise(glimpse: Glimpse) -> str | None:
    pair = _pair(glimpse)
    return f"a Parquet file of addresses ({pair[0]}) with captions ({pair[1]})" if pair else None


def _layout(glimpse: Glimpse) -> Columnar:
    pair = _pair(glimpse)
    if pair is None:
        raise ManifestError(
            f"{glimpse.path}: not laion: no Parquet file with a column of addresses and one of captions"
        )
    named = _columns(glimpse)
    listing = {"address": parquet.as_text(pair[0])}
    if licence := named.get("license"):
        listing["licence"] = f"nullif({parquet.as_text(licence)}, '?')"
    if faces := named.get("num_faces"):
        listing["faces"] = parquet.as_text(faces)
    return Columnar(listing)


FORMAT = Format(
    name="laion",
    made_by="LAION, 2021 and 2022; RedCaps (Desai et al., 2021), COYO (Kakao Brain, 2022) and others of this form",
    row_is="an image and its caption",
    carries=("photo id", "address", "owner", "licence", "secret", "faces"),
    source="arXiv:2210.08402, arXiv:2111.11431; the columns of the published Parquet files",
    recognise=_recognise,
    layout=_layout,
    notes=(
        "Rows from other sites than Flickr are set aside; a row's author, where there is one, is not a Flickr account.",
    ),
)
