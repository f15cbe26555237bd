"""The lists in a container -> what is read: one of them, or several that are parts of one list; the others are named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from whosefaces.manifest import any_list, formats, roles
from whosefaces.manifest.listing import Columnar, Format, Layout, ManifestError
from whosefaces.manifest.reader import nested, parquet, unpacking
from whosefaces.manifest.reader.glimpse import Glimpse, look
from whosefaces.manifest.reader.json_survey import alike
from whosefaces.manifest.reader.parts import Part
from whosefaces.manifest.reader.tables import AS_IT_STANDS, REASON
from whosefaces.manifest.reader.unpacking import Unpacked

UNKNOWN = "unknown"
GENERIC = ("addresses", UNKNOWN)
"""Formats that are no dataset's own: of a container that is read so, the parts are looked at one by one."""

MOST_NAMED = 8
"""Parts that are named in one sentence."""

_VIEWS = re.compile(r"(instances|captions|person_keypoints|stuff|panoptic|image_info)_")
"""COCO's files describe the same photos each in its own way."""

_MEDIA = re.compile(r"(multimedia|media|images?)\.(txt|csv|tsv)", re.IGNORECASE)
"""The table of pictures in a Darwin Core archive (rs.gbif.org, extension Simple Multimedia)."""


@dataclass(frozen=True)
class Found:
    """A list in a container: the part, what it looks like, and the format in which it is read."""

    part: Part
    seen: Glimpse
    format: Format
    why: str

    @property
    def shape(self) -> tuple[str, frozenset[str]]:
        """What tells lists of one kind from others: the format, and the columns where a format has no fixed ones."""
        if self.format.name not in GENERIC:
            return self.format.name, frozenset()
        if self.seen.kind == "parquet":
            return self.format.name, frozenset(parquet.columns(self.seen.path))
        if self.seen.rows is not None and self.seen.rows.header:
            return self.format.name, frozenset(self.seen.rows.rows[0])
        return self.format.name, frozenset({str(self.seen.rows.width if self.seen.rows else 1)})

    @property
    def names_photos(self) -> bool:
        """Whether it is more than a list of accounts, which beside a list of photos says nothing of them."""
        table = any_list.glimpsed(self.seen) if self.format.name == formats.LAST else None
        if table is None:
            return True
        columns = roles.decide(table, self.seen.asked)
        return columns.leads_to_photos or not columns.leads_to_accounts

    @property
    def layout(self) -> Layout:
        """How it is cut into rows; those that could not be taken out of the container whole are set aside."""
        layout = self.format.layout(self.seen)
        if isinstance(layout, Columnar) and self.part.table and REASON in parquet.columns(self.seen.path):
            aside = {"set_aside": parquet.as_text(REASON), "text": parquet.as_text(AS_IT_STANDS)}
            return Columnar(dict(layout.listing) | aside)
        return layout


@dataclass(frozen=True)
class Assembly:
    """The lists that are read together, in their order, and what is said of the rest."""

    lists: list[Found]
    notes: tuple[str, ...]


def recognised(glimpse: Glimpse, format: str = "auto") -> tuple[Glimpse, Format | None, str]:
    """A file at first sight, its format and why; None for what has to be unpacked first.

    A dataset's own list can be aligned by blanks as a drawn table is: it is read as its authors have it.

    Raises:
        ManifestError: no such format, or more than one recognises the file.
    """
    if glimpse.kind in unpacking.DRAWN:
        as_text = replace(glimpse, kind="text")
        chosen, why = formats.choose(as_text, format)
        own = chosen.name not in (*GENERIC, formats.TEXT) or format != "auto"
        return (as_text, chosen, why) if own else (glimpse, None, "")
    if glimpse.kind in unpacking.PACKED:
        return glimpse, None, ""
    return glimpse, *formats.choose(glimpse, format)


def is_container(glimpse: Glimpse, chosen: Format | None) -> bool:
    """Whether a file's parts are to be looked at: it is a container, and no dataset's own form was recognised in it."""
    out_of_text = glimpse.kind == "xml" and chosen is not None and chosen.name == formats.TEXT
    if chosen is not None and chosen.name not in GENERIC and not out_of_text:
        return False
    if glimpse.kind == "parquet" and not glimpse.taken_out:
        return nested.is_nested(glimpse.path)
    return glimpse.kind in unpacking.KINDS


def assemble(glimpse: Glimpse, folder: Path, part: str | None = None) -> Assembly:
    """Take a container apart and find the lists in it that are read.

    Args:
        glimpse: the container.
        folder: where its parts are put; ours, and empty.
        part: the one that a person asked for, where they did.

    Raises:
        ManifestError: it cannot be opened, or holds lists that are not parts of one.
    """
    unpacked = unpacking.unpack(glimpse, folder)
    found, refused = _lists(unpacked, glimpse, folder, 1)
    if part is not None:
        found = [_asked(found, unpacked, part, glimpse)]
    elif shown := [one for one in found if not one.part.hidden]:
        found = shown
    together = _of_one_list(found, unpacked, glimpse)
    if not together and unpacked.file_names is not None:
        together = list(_file_names(unpacked.file_names, glimpse))
    if not together and len(unpacked.parts) == 1 and refused:
        raise ManifestError(f"{glimpse.path}: {refused[0]}")
    names = {one.part.name for one in together}
    others = [
        one.name
        for one in unpacked.parts
        if not any(name == one.name or name.startswith(f"{one.name}: ") for name in names)
    ]
    return Assembly(together, tuple(_notes(together, others, unpacked)))


def _lists(unpacked: Unpacked, glimpse: Glimpse, folder: Path, depth: int) -> tuple[list[Found], list[str]]:
    """The parts that lead to photos, containers among them opened in their turn; and why others could not be read."""
    lists: list[Found] = []
    refused: list[str] = []
    for number, part in enumerate(unpacked.parts):
        try:
            inner = replace(look(part.path, glimpse.asked), taken_out=part.table)
            if inner.kind in unpacking.DRAWN:
                inner = recognised(inner)[0]
            chosen, why = formats.choose(inner)
            if is_container(inner, chosen) and not part.table:
                if depth >= unpacking.DEEPEST:
                    raise ManifestError(f"{part.path}: containers inside containers, too many")
                place = folder / f"inside-{depth}-{number}"
                deeper, less = _lists(unpacking.unpack(inner, place), inner, place, depth + 1)
                lists += [replace(one, part=_inside(part, one.part, glimpse.kind)) for one in deeper]
                refused += less
                if deeper:
                    continue
        except ManifestError as error:
            refused.append(str(error).replace(str(part.path), part.name))
            continue
        if chosen.name != UNKNOWN:
            lists.append(Found(part, inner, chosen, why))
    return lists, refused


def _inside(outer: Part, inner: Part, kind: str) -> Part:
    if kind == "wrapped json" or inner.name in ("the whole text", "the lines"):
        return replace(inner, name=outer.name)
    return replace(inner, name=f"{outer.name}: {inner.name}", notes=(*outer.notes, *inner.notes))


def _asked(found: list[Found], unpacked: Unpacked, part: str, glimpse: Glimpse) -> Found:
    for one in found:
        if part in (one.part.name, one.part.name.rsplit("/", 1)[-1]):
            return one
    there = [one.name for one in unpacked.parts]
    if part in there:
        raise ManifestError(f"{glimpse.path}: no column, field or file name in {part!r} leads to a photo on Flickr")
    raise ManifestError(f"{glimpse.path}: no part {part!r} in it; there is {_named(there)}")


def _of_one_list(found: list[Found], unpacked: Unpacked, glimpse: Glimpse) -> list[Found]:
    """The lists that are parts of one, without those that say the same of it in another way.

    Raises:
        ManifestError: they are not parts of one.
    """
    if any(
        name.rsplit("/", 1)[-1] == "meta.xml" for name in (*unpacked.others, *(part.name for part in unpacked.parts))
    ):
        media = [one for one in found if _MEDIA.fullmatch(one.part.name.rsplit("/", 1)[-1])]
        found = media or found
    first_view: dict[str, Found] = {}
    for one in found:
        first_view.setdefault(_VIEWS.sub("", one.part.name.rsplit("/", 1)[-1]), one)
    if len(first_view) < len(found) and all(one.format.name not in GENERIC for one in found):
        found = list(first_view.values())
    if not found:
        return []
    if len(found) > 1:
        found = [one for one in found if one.names_photos] or found
    shapes = [one.shape for one in found]
    odd = [one for one, shape in zip(found, shapes, strict=True) if not _alike(shapes[0], shape)]
    if odd:
        raise ManifestError(
            f"{glimpse.path}: several lists in it lead to photos, and they are not parts of one: "
            f"{_named(one.part.name for one in (found[0], *odd))}; name one with --part, as --part {found[0].part.name!r}"
        )
    return found


def _alike(one: tuple[str, frozenset[str]], other: tuple[str, frozenset[str]]) -> bool:
    return one[0] == other[0] and alike(one[1], other[1])


def _file_names(names: Path, glimpse: Glimpse) -> Iterator[Found]:
    part = Part(names, "the names of its files", table=True, row_is="a file")
    inner = replace(look(names, glimpse.asked), taken_out=True)
    chosen, why = formats.choose(inner)
    if chosen.name != UNKNOWN:
        yield Found(part, inner, chosen, why)


def _notes(lists: list[Found], left: list[str], unpacked: Unpacked) -> Iterator[str]:
    if not lists:
        return
    if len(lists) > 1:
        yield f"{len(lists):,} lists in it are parts of one and were read together: {_named(one.part.name for one in lists)}."
    elif len(unpacked.parts) + len(unpacked.others) > 1:
        yield f"The list in it that was read is {lists[0].part.name!r}."
    hidden = [one.part.name for one in lists if one.part.hidden]
    if hidden:
        yield f"Hidden in the workbook: {_named(hidden)}."
    concealed = {part.name for part in unpacked.parts if part.hidden} - set(hidden)
    if concealed:
        yield f"Hidden in the workbook, and not read: {_named(sorted(concealed))}. --part reads it."
    if not_read := [name for name in left if name not in concealed]:
        yield f"Not read, as no list of photos was found in it or another was meant: {_named(not_read)}."
    for one in lists:
        yield from one.part.notes


def _named(names: Iterable[str]) -> str:
    names = list(names)
    said = ", ".join(repr(name) for name in names[:MOST_NAMED])
    return said + (f" and {len(names) - MOST_NAMED:,} more" if len(names) > MOST_NAMED else "")
