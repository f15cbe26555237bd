"""TextVQA: questions about photos of Open Images."""

from collections.abc import Iterator
from pathlib import Path

from whosefaces.manifest.listing import Format, ManifestError, Records, SetAside
from whosefaces.manifest.reader import json_rows
from whosefaces.manifest.reader.glimpse import Glimpse


def _recognise(glimpse: Glimpse) -> str | None:
    questions = glimpse.json.first.get("data", []) if glimpse.json is not None and glimpse.json.top == "object" else []
    if any(isinstance(one, dict) and {"question_id", "flickr_original_url"} <= set(one) for one in questions):
        return "a list 'data' of questions, each with flickr_original_url"
    return None


def _layout(glimpse: Glimpse) -> Records:
    if _recognise(glimpse) is None:
        raise ManifestError(f"{glimpse.path}: not textvqa: no JSON object with a list 'data' of questions")
    return Records(("url",), _rows, {"address": "url"})


def _rows(path: Path) -> Iterator[tuple[object, ...] | SetAside]:
    for element in json_rows.elements(path, "json", "data"):
        if isinstance(element, dict):
            yield (element.get("flickr_original_url") or element.get("flickr_300k_url"),)
        else:
            yield json_rows.aside("not a question's record", element)


FORMAT = Format(
    name="textvqa",
    made_by="Singh et al., Facebook, 2019, on Google's Open Images",
    row_is="a question about a photo",
    carries=("photo id", "address", "secret"),
    source="textvqa.org; arXiv:1904.08920",
    recognise=_recognise,
    layout=_layout,
)
