"""Flickr30k: captions under the photo's id, and lists of bare ids in Flickr30k Entities."""

import re

from whosefaces.manifest.formats import _captions, photo_ids
from whosefaces.manifest.listing import Format
from whosefaces.manifest.reader.glimpse import Glimpse, most

_TOKEN = re.compile(r"[1-9][0-9]{0,14}\.jpg(?:#[0-9]+\t|\| ?[0-9]+ ?\||,)(?=.*[^\W\d_]+\W+[^\W\d_]).*")
_PHOTO_ID = "^([1-9][0-9]{0,14})([.]jpg|$)"


def _recognise(glimpse: Glimpse) -> str | None:
    if _captions.dataset(glimpse) == "flickr30k":
        return "a list 'images' of file names and sentences; the file names are photo ids"
    if glimpse.kind != "text":
        return None
    lines = glimpse.lines[glimpse.lines[:1] in (["image_name| comment_number| comment"], ["image,caption"]) :]
    if matching := most(lines, _TOKEN.fullmatch):
        return f"{matching:,} of the first {len(lines):,} lines are a file name {{photo id}}.jpg and a caption"
    if photo_ids.are_ids(glimpse) and photo_ids.named(glimpse, "flickr30k"):
        return "every line is a number that can be a photo id, and its path names Flickr30k"
    return None


FORMAT = Format(
    name="flickr30k",
    made_by="Young et al., University of Illinois, 2014; Plummer et al., 2015 (Entities)",
    row_is="a photo, or a caption",
    carries=("photo id",),
    source="results_20130124.token; BryanPlummer/flickr30k_entities; doi:10.1162/tacl_a_00166",
    recognise=_recognise,
    layout=lambda glimpse: _captions.layout(glimpse, "flickr30k", _PHOTO_ID, secret=False),
)
