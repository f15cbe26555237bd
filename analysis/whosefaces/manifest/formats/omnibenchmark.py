"""OmniBenchmark: an image's address and a class, cut by a blank; the second release keeps only file names."""

import re

from whosefaces.manifest.listing import Delimited, Format, leading_to_photo, taken
from whosefaces.manifest.reader.glimpse import Glimpse, most
from whosefaces.manifest.roles import named_by_flickr

_ADDRESS = re.compile(r"https://live\.staticflickr\.com/\S+ [0-9]+")
_FILE = re.compile(r"(?:train|val|test)/images/[1-9][0-9]{0,14}_[0-9a-f]{6,16}(?:_[a-z])?\.(?:jpg|png|gif) [0-9]+")


def _recognise(glimpse: Glimpse) -> str | None:
    if glimpse.kind != "text":
        return None
    if matching := most(glimpse.lines, _ADDRESS.fullmatch):
        return f"{matching:,} of the first {len(glimpse.lines):,} lines are an image's address, a blank and a class"
    matching = most(glimpse.lines, _FILE.fullmatch)
    if matching and named_by_flickr(line.split(" ")[0] for line in glimpse.lines):
        return f"{matching:,} of the first {len(glimpse.lines):,} lines are split/images/file, a blank and a class"
    return None


def _layout(glimpse: Glimpse) -> Delimited:
    files = {
        **leading_to_photo(taken("address", "/images/([1-9][0-9]{0,14})_[0-9a-f]{6,16}(_[a-z])?[.][a-z]+$"), "address"),
        "secret": "true",
    }
    named = bool(most(glimpse.lines, _FILE.fullmatch))
    return Delimited(("address", "class"), " ", files if named else {"address": "address"})


FORMAT = Format(
    name="omnibenchmark",
    made_by="Zhang et al., SenseTime and NTU Singapore, 2022",
    row_is="a photo in a class",
    carries=("photo id", "address", "secret"),
    source="ZhangYuanhan-AI/OmniBenchmark, meta_url_4_challenge and meta_v2; arXiv:2207.07106",
    recognise=_recognise,
    layout=_layout,
)
