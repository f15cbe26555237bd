"""Pairs of YFCC100M's photos for matching landmarks: the photo's id is the second number of the file name."""

import re

from whosefaces.manifest.formats import _lines
from whosefaces.manifest.listing import Format, leading_to_photo, taken
from whosefaces.manifest.reader.glimpse import Glimpse, most
from whosefaces.manifest.roles import is_a_day

_PATH = re.compile(r"(?:\S*/)?[0-9]{8}_[1-9][0-9]{5,10}\.jpg")


def _recognise(glimpse: Glimpse) -> str | None:
    if glimpse.kind != "text":
        return None
    files = [word for line in glimpse.lines for word in line.split()[:2] if word.endswith(".jpg")]
    matching = most(files, _PATH.fullmatch, 0.95)
    # A camera calls its files by the day and the time: eight digits and six.
    cameras = most((word.rsplit("/", 1)[-1][:8] for word in files), is_a_day, 0.5)
    if matching >= len(glimpse.lines) and matching and not cameras:
        return f"{matching:,} of the first {len(files):,} file names are eight digits and a photo id"
    return None


_PHOTO_ID = taken("line", "(^|/)[0-9]{8}_([1-9][0-9]{5,10})[.]jpg", 2)

FORMAT = Format(
    name="yfcc_matching",
    made_by="Heinly et al., 2015, and lists made from it (SuperGlue, 2020)",
    row_is="an image, or the first of a pair of images",
    carries=("photo id",),
    source="magicleap/SuperGluePretrainedNetwork, assets/yfcc_test_pairs_with_gt.txt",
    recognise=_recognise,
    layout=lambda glimpse: _lines.layout(glimpse, leading_to_photo(_PHOTO_ID, "line")),
)
