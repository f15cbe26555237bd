"""Open Images Mutual Gaze: pairs of faces, and whether they look at each other."""

from collections.abc import Iterator
from pathlib import Path

from whosefaces.manifest.listing import Format, ManifestError, Records, SetAside
from whosefaces.manifest.reader import containers
from whosefaces.manifest.reader.glimpse import Glimpse

HEADER = (
    *("ImageID", "ImageUrl", "Annotation"),
    *("XminBoxA", "YminBoxA", "XmaxBoxA", "YmaxBoxA", "XminBoxB", "YminBoxB", "XmaxBoxB", "YmaxBoxB"),
)


def _recognise(glimpse: Glimpse) -> str | None:
    if glimpse.kind == "text" and glimpse.lines and tuple(glimpse.lines[0].split(",")) == HEADER:
        return "its header is that of the mutual gaze lists: ImageID, ImageUrl, Annotation and two boxes"
    return None


def _layout(glimpse: Glimpse) -> Records:
    if _recognise(glimpse) is None:
        raise ManifestError(f"{glimpse.path}: not mutual_gaze: its first line is not {','.join(HEADER)}")
    return Records(("url", "faces"), _rows, {"address": "url", "faces": "faces"})


def _rows(path: Path) -> Iterator[tuple[object, ...] | SetAside]:
    """One tuple a pair. A face stands in a pair with each other face of its photo, and is counted once."""
    earlier_ones: set[tuple[str, ...]] = set()
    with containers.opened(path) as stream:
        stream.readline()
        for raw in stream:
            try:
                line = raw.decode()
            except UnicodeDecodeError:
                yield SetAside("not UTF-8", raw.decode(errors="replace"))
                continue
            fields = line.rstrip("\r\n").split(",")
            if len(fields) != len(HEADER):
                yield SetAside("too few columns" if len(fields) < len(HEADER) else "too many columns", line.rstrip())
                continue
            url, boxes = fields[1], {(fields[1], *fields[3:7]), (fields[1], *fields[7:11])}
            yield url or None, len(boxes - earlier_ones)
            earlier_ones |= boxes


FORMAT = Format(
    name="mutual_gaze",
    made_by="Doosti et al., Google, 2021, from Open Images",
    row_is="a pair of faces",
    carries=("photo id", "address", "secret", "faces"),
    source="google-research-datasets/Google-Open-Images-Mutual-Gaze-dataset, README",
    recognise=_recognise,
    layout=_layout,
    notes=("Rows are pairs: a face that stands in several pairs of one photo is counted once.",),
)
