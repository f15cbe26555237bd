"""MegaFace: one path a face, in a folder for each person within an account. DiveFace is a part of it.

The owner's NSID names the folder: of all lists of faces, the one in which an account is found most easily.
"""

import re

from whosefaces.manifest.formats import _lines
from whosefaces.manifest.listing import Format, leading_to_photo, taken
from whosefaces.manifest.reader.glimpse import Glimpse, most

_PATH = re.compile(r"(?:.*/)?[0-9]{5,11}@N[0-9]{2}_identity_[0-9]+/[1-9][0-9]*_[0-9]+\.(?:jpg|png|json)")
_PHOTO_ID = taken("line", "_identity_[0-9]+/([1-9][0-9]{0,14})_[0-9]+[.](jpg|png|json)$")
_LISTING = {
    **leading_to_photo(_PHOTO_ID, "line"),
    "nsid": taken("line", "([0-9]{5,11}@N[0-9]{2})_identity_[0-9]+/"),
    "faces": "'1'",
    "subject": "true",
}


def _recognise(glimpse: Glimpse) -> str | None:
    matching = most(glimpse.lines, _PATH.fullmatch) if glimpse.kind in ("text", "folder") else 0
    if not matching:
        return None
    return f"{matching:,} of the first {len(glimpse.lines):,} lines are paths NSID_identity_k/photo_face.jpg"


FORMAT = Format(
    name="megaface",
    made_by="University of Washington, 2016; DiveFace (Morales et al., 2019) lists a part of it",
    row_is="a face",
    carries=("photo id", "owner", "faces", "subject"),
    source="the published lists; arXiv:1512.00596, arXiv:1902.00334",
    recognise=_recognise,
    layout=lambda glimpse: _lines.layout(glimpse, _LISTING),
    notes=(
        "The people pictured are numbered within each account, not named; DiveFace's file names add an inferred sex and ethnic group.",
    ),
)
