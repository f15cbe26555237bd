"""Flickr Style: photos by visual style, with the page of each, which names the owner."""

from whosefaces.manifest.listing import Delimited, Format, ManifestError
from whosefaces.manifest.reader.glimpse import Glimpse

HEADER = ",image_url,page_url,label,_split"


def _recognise(glimpse: Glimpse) -> str | None:
    return "its header is Flickr Style's" if glimpse.kind == "text" and glimpse.lines[:1] == [HEADER] else None


def _layout(glimpse: Glimpse) -> Delimited:
    if _recognise(glimpse) is None:
        raise ManifestError(f"{glimpse.path}: not flickr_style: its first line is not {HEADER}")
    return Delimited(
        ("photo_id", "image_url", "page_url", "label", "split"),
        ",",
        {"photo_id": "photo_id", "address": "image_url", "page": "page_url"},
        header=True,
        quoted=True,
    )


FORMAT = Format(
    name="flickr_style",
    made_by="Karayev et al., UC Berkeley, 2013",
    row_is="a photo",
    carries=("photo id", "address", "owner", "secret"),
    source="BVLC/caffe, examples/finetune_flickr_style; arXiv:1311.3715",
    recognise=_recognise,
    layout=_layout,
)
