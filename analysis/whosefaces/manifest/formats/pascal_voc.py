"""PASCAL VOC: a folder of XML annotations, of which the release of 2007 names each photo and its owner.

Many other datasets copied VOC's template with its Flickr fields: an id that is NULL, or one that stands in file
after file, names no photo of theirs.
"""

import collections
import re
from collections.abc import Iterator
from pathlib import Path

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from whosefaces.manifest.listing import Format, ManifestError, Records, SetAside
from whosefaces.manifest.reader import containers
from whosefaces.manifest.reader.glimpse import Glimpse

LARGEST = 16_000_000
"""Bytes; a larger file is no annotation of one photo."""

OFTEN = 5
"""An id in so many files, or in half of several, was pasted."""

_NOTHING = ("", "null", "none", "0")


def _files(path: Path) -> list[Path]:
    return sorted(path.rglob("*.xml")) if path.is_dir() else [path]


def _recognise(glimpse: Glimpse) -> str | None:
    if glimpse.kind == "folder":
        files = _files(glimpse.path)
        first = next((_read(file) for file in files[:1]), None)
        if first is None or isinstance(first, SetAside) and first.reason == _NO_ANNOTATION:
            return None
        return f"a folder with {len(files):,} XML files, the first of them an <annotation>" if first else None
    if glimpse.kind == "xml" and re.search(rb"<annotation[\s>]", glimpse.head):
        return "an XML <annotation>"
    return None


def _layout(glimpse: Glimpse) -> Records:
    if not _recognise(glimpse):
        raise ManifestError(f"{glimpse.path}: not pascal_voc: no XML file with an <annotation>")
    return Records(
        ("photo_id", "owner", "name", "people", "aside", "file"),
        _rows,
        {
            "photo_id": "photo_id",
            "alias": "owner",
            "named": "name <> ''",
            "subject": "CAST(people AS INTEGER) > 0",
            "set_aside": "aside",
            "text": "file",
        },
    )


_NO_ANNOTATION = "no <annotation>"
_Annotation = tuple[str | None, str | None, str | None, int]


def _rows(path: Path) -> Iterator[tuple[object, ...] | SetAside]:
    """One tuple a file, in order of name; two passes, for an id that was pasted shows only over all files."""
    files = _files(path)
    times: collections.Counter[str] = collections.Counter()
    for file in files:
        found = _read(file)
        if isinstance(found, tuple) and found[0]:
            times[found[0]] += 1
    for file in files:
        said = file.name if path == file else file.relative_to(path).as_posix()
        found = _read(file)
        if isinstance(found, SetAside):
            yield SetAside(found.reason, said)
        else:
            yield *found, _why_not(found[0], times), said


def _why_not(photo_id: str | None, times: collections.Counter[str]) -> str | None:
    if photo_id is None:
        return "no photo id: flickrid is missing or NULL"
    pasted = times[photo_id] >= OFTEN or times[photo_id] > 1 and 2 * times[photo_id] >= times.total()
    return "a template: the same flickrid stands in many files" if pasted else None


def _read(file: Path) -> _Annotation | SetAside:
    """Photo id, owner, name and boxes around persons; entities of any kind are refused, not expanded."""
    with containers.opened(file) as stream:
        text = stream.read(LARGEST + 1)
    if len(text) > LARGEST:
        return SetAside("too large for an annotation", file.name)
    try:
        root = fromstring(text, forbid_dtd=True)
    except DefusedXmlException:
        return SetAside("declares entities, which are not expanded", file.name)
    except (ParseError, ValueError, RecursionError, LookupError):
        return SetAside("not well-formed XML", file.name)
    if root.tag != "annotation":
        return SetAside(_NO_ANNOTATION, file.name)

    def said(place: str) -> str | None:
        found = (root.findtext(place) or "").strip()
        return found if found.lower() not in _NOTHING else None

    people = sum((one.findtext("name") or "").strip() == "person" for one in root.findall("object"))
    owner = said("owner/flickrid")
    # A screen name with blanks is no part of any address; what has none is taken for the alias, as the authors meant it.
    return said("source/flickrid"), owner, said("owner/name") or owner, people


FORMAT = Format(
    name="pascal_voc",
    made_by="Everingham et al., 2007 to 2012",
    row_is="a photo",
    carries=("photo id", "owner", "name", "subject"),
    source="the annotations of VOC2007; doi:10.1007/s11263-009-0275-4",
    recognise=_recognise,
    layout=_layout,
    notes=("The owner is an alias or a screen name, as of 2007: either may be somebody else's today.",),
)
