"""YFCC100M by hash only: addresses of the copy on S3, or ids with hashes. The photo comes back with YFCC100M as parent."""

import re

from whosefaces.manifest.formats import _lines
from whosefaces.manifest.listing import Delimited, Format, Records, taken
from whosefaces.manifest.reader.glimpse import Glimpse, most

_HASH = "[0-9a-f]{16,32}"
_COPY = re.compile(rf"\S*/data/(?:images|videos/mp4)/[0-9a-f]{{3}}/[0-9a-f]{{3}}/{_HASH}\.(?:jpg|mp4)(?: .*)?")
_PAIR = re.compile(rf"[1-9][0-9]{{3,10}}\t{_HASH}")


def _recognise(glimpse: Glimpse) -> str | None:
    if glimpse.kind != "text":
        return None
    if matching := sum(bool(_COPY.fullmatch(line)) for line in glimpse.lines):
        return f"{matching:,} of the first {len(glimpse.lines):,} lines are addresses of YFCC100M's copy on S3, which hold its hash"
    if matching := most(glimpse.lines, _PAIR.fullmatch):
        return (
            f"{matching:,} of the first {len(glimpse.lines):,} lines are an id, a tab and a hash, as in yfcc100m_hash"
        )
    return None


def _recognise_further(glimpse: Glimpse) -> str | None:
    if glimpse.kind == "text" and any(_COPY.fullmatch(line) for line in glimpse.around(rb"multimedia-commons")):
        return "addresses of YFCC100M's copy on S3, which hold its hash, stand further down in it"
    return None


def _layout(glimpse: Glimpse) -> Delimited | Records:
    if most(glimpse.lines, _PAIR.fullmatch):
        return Delimited(["photo_id", "hash"], "\t", {"photo_id": "photo_id", "hash": "hash"})
    found = taken("line", f"/data/(images|videos/mp4)/[0-9a-f]{{3}}/[0-9a-f]{{3}}/({_HASH})[.](jpg|mp4)", 2)
    listing = {
        "hash": found,
        "text": "line",
        "set_aside": f"CASE WHEN {found} IS NULL THEN 'no hash of YFCC100M' END",
    }
    return _lines.layout(glimpse, listing)


FORMAT = Format(
    name="yfcc_hashes",
    made_by="Multimedia Commons, 2015, and lists made from it (YFCC100M Entity, and others)",
    row_is="a photo",
    carries=("photo id",),
    source="the addresses of multimedia-commons on S3; the Webscope ReadMe's expansion packs",
    recognise=_recognise,
    recognise_further=_recognise_further,
    layout=_layout,
    notes=(
        "The hash is YFCC100M's unpadded MD5 of the download address; only YFCC100M itself leads from it to the photo.",
    ),
)
