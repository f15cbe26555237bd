"""The formats in which manifests come, each one module with a ``FORMAT``; docs/add-a-format.md shows how to add one."""

from __future__ import annotations

import difflib
import pkgutil
from functools import cache
from importlib import import_module

from whosefaces.manifest.formats import _nothing, photo_ids
from whosefaces.manifest.listing import Format, ManifestError
from whosefaces.manifest.reader.glimpse import Glimpse

LAST = "addresses"
"""Tried when no other format recognises a file."""


TEXT = "found_in_text"
"""Tried after that one: text in which addresses stand among other things."""


@cache
def all_formats() -> dict[str, Format]:
    """Every format by its name, ``addresses`` last."""
    modules = [name for _, name, _ in pkgutil.iter_modules(__path__) if not name.startswith("_")]
    found = [import_module(f"{__name__}.{module}").FORMAT for module in modules]
    found.sort(key=lambda format: (format.name == LAST, format.name))
    return {format.name: format for format in found}


def by_name(name: str) -> Format:
    """The format called so, or what stands for none."""
    return _nothing.FORMAT if name == _nothing.FORMAT.name else all_formats()[name]


def names() -> list[str]:
    """What ``manifest.format`` can say, "auto" first."""
    return ["auto", *all_formats()]


def choose(glimpse: Glimpse, name: str = "auto") -> tuple[Format, str]:
    """The format of a file, and why.

    Args:
        glimpse: the file at first sight.
        name: a format, or "auto" to look.

    Raises:
        ManifestError: no such format, or more than one recognises the file.
    """
    if name not in names():
        near = difflib.get_close_matches(name, names(), 1, cutoff=0.5)
        guess = f"; did you mean {near[0]!r}?" if near else ""
        raise ManifestError(f"format {name!r}: not one of {', '.join(names())}{guess}")
    if name != "auto":
        return all_formats()[name], "named so"
    if glimpse.asked.columns:
        return all_formats()[LAST], f"the column {glimpse.asked.columns[0][1]!r} was named"
    *others, last = all_formats().values()
    if glimpse.taken_out:
        others = []
    reasons = {format.name: format.recognise(glimpse) for format in others}
    likely = {name: why for name, why in reasons.items() if why}
    if len(likely) > 1:
        both = "; ".join(f"{name}: {why}" for name, why in likely.items())
        raise ManifestError(f"{glimpse.path}: more than one format fits ({both}); name one with --format")
    for found, reason in likely.items():
        return all_formats()[found], reason
    if why := last.recognise(glimpse):
        return last, why
    others.sort(key=lambda format: format.name == TEXT)
    for format in (*others[:-1], last, *others[-1:]):
        if format.recognise_further and (why := format.recognise_further(glimpse)):
            return format, why
    return _nothing.FORMAT, _why_nothing(glimpse)


def _why_nothing(glimpse: Glimpse) -> str:
    if photo_ids.are_ids(glimpse):
        return "every line is a number, and nothing says whose; if they are ids of photos, add --format photo_ids"
    if glimpse.names_flickr:
        return "Flickr is named in it, but no column, field or file name is a photo's; put one address on each line"
    return "no column, field or file name in it leads to a photo on Flickr"
