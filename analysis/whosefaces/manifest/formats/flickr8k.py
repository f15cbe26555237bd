"""Flickr8k: five captions a photo, each under the photo's file name as Flickr gave it out."""

import re

from whosefaces.manifest.formats import _captions
from whosefaces.manifest.listing import Format
from whosefaces.manifest.reader.glimpse import Glimpse, most
from whosefaces.manifest.roles import named_by_flickr

_TOKEN = re.compile(r"[1-9][0-9]{0,14}_[0-9a-f]{6,16}\.jpg(?:\.[0-9])?(?:#[0-9]+\t|,).*")
_FILE = re.compile(r"[1-9][0-9]{0,14}_[0-9a-f]{6,16}\.jpg")
_SPLITS = ("trainimages", "devimages", "testimages")
_PHOTO_ID = "^([1-9][0-9]{0,14})_[0-9a-f]{6,16}[.]jpg"


def _recognise(glimpse: Glimpse) -> str | None:
    if _captions.dataset(glimpse) == "flickr8k":
        return "a list 'images' of file names and sentences; the file names are Flickr's own"
    if glimpse.kind != "text":
        return None
    lines = glimpse.lines[glimpse.lines[:1] == ["image,caption"] :]
    if not named_by_flickr(match[0] for line in lines if (match := _FILE.match(line))):
        return None
    if matching := most(lines, _TOKEN.fullmatch):
        return f"{matching:,} of the first {len(lines):,} lines are a file name of Flickr's and a caption"
    if most(lines, _FILE.fullmatch) and any(split in glimpse.path.name.lower() for split in _SPLITS):
        return "file names of Flickr's, in a file named as Flickr8k's splits are"
    return None


FORMAT = Format(
    name="flickr8k",
    made_by="Hodosh, Young and Hockenmaier, University of Illinois, 2013",
    row_is="a caption, or a photo in the lists of the splits",
    carries=("photo id", "secret"),
    source="Flickr8k_text of the authors; doi:10.1613/jair.3994",
    recognise=_recognise,
    layout=lambda glimpse: _captions.layout(glimpse, "flickr8k", _PHOTO_ID, secret=True),
)
