"""LVIS: COCO's photos with other annotations; their licence, like COCO's, is a number in the file's own table."""

from whosefaces.manifest.formats import coco
from whosefaces.manifest.listing import Format
from whosefaces.manifest.reader.glimpse import Glimpse


def _recognise(glimpse: Glimpse) -> str | None:
    if coco.is_lvis(coco.images(glimpse)):
        return "a list 'images' whose elements have flickr_url, license and neg_category_ids"
    return None


FORMAT = Format(
    name="lvis",
    made_by="Gupta, Dollár and Girshick, Facebook, 2019, on Microsoft's COCO",
    row_is="a photo",
    carries=("photo id", "address", "licence", "secret", "subject"),
    source="arXiv:1908.03195; lvisdataset.org",
    recognise=_recognise,
    layout=coco.layout,
    notes=("Its file_name is the number in COCO, not on Flickr.",),
)
