"""YFCC100M: the 2014 release of ten files with 23 columns, and the one file with 25 that came after it.

Tab separated, no header, free text URL-encoded, quotes are data. The second release puts a line number, the id
and a hash first: a reader that counts columns from the left takes the line number for the photo id.
"""

from analysis.manifest.glimpse import Glimpse
from analysis.manifest.listing import Delimited, Format, ManifestError

V1 = [
    *("photoid", "uid", "unickname", "datetaken", "dateuploaded", "capturedevice", "title", "description"),
    *("usertags", "machinetags", "longitude", "latitude", "accuracy", "pageurl", "downloadurl"),
    *("licensename", "licenseurl", "serverid", "farmid", "secret", "secretoriginal", "ext", "marker"),
]
V2 = ["line_number", "photoid", "hash", *V1[1:]]

LISTING = {
    "photo_id": "photoid",
    "address": "downloadurl",
    "page": "pageurl",
    "nsid": "uid",
    "licence": "coalesce(licenseurl, licensename)",
    "uploaded": "dateuploaded",
    "named": "unickname IS NOT NULL",
    "located": "latitude IS NOT NULL",
    "secret": "secret IS NOT NULL",
    "set_aside": "CASE WHEN marker = '1' THEN 'a video' END",
}


def _recognise(seen: Glimpse) -> str | None:
    if seen.kind != "text" or seen.rows is None or seen.rows.delimiter != "\t":
        return None
    for columns, release in ((V1, "first release"), (V2, "second release")):
        if seen.rows.width == len(columns):
            page = seen.rows.column(columns.index("pageurl"))
            if sum("flickr.com/photos/" in said for said in page) > len(page) / 2:
                return f"{len(columns)} columns cut by tabs, as in its {release}, with photo pages in the right one"
    return None


def _layout(seen: Glimpse) -> Delimited:
    width = seen.rows.width if seen.rows is not None else 0
    if width == len(V1):
        return Delimited(V1, "\t", LISTING)
    if width == len(V2):
        return Delimited(V2, "\t", LISTING | {"hash": "hash"})
    raise ManifestError(f"{seen.path}: not yfcc100m: {width} columns, not {len(V1)} or {len(V2)}")


FORMAT = Format(
    name="yfcc100m",
    made_by="Yahoo and Flickr, 2014 (Thomee et al.); Webscope I3, later Multimedia Commons",
    row_is="a photo or a video",
    carries=("photo id", "address", "owner", "name", "licence", "upload day", "secret", "location"),
    source="arXiv:1503.01817; column order after the Webscope ReadMe and the table of the first release",
    recognise=_recognise,
    layout=_layout,
)
