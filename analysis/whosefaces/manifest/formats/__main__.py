"""Write the page of the formats: each one's facts, and what readings of real samples gave.

    python -m whosefaces.manifest.formats SAMPLES > docs/formats.md

``SAMPLES`` is a folder of real manifests, or of rows cut from them, a folder for each dataset. Only counts are taken.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from whosefaces.manifest.formats import all_formats
from whosefaces.manifest.reading import Reading, describe

_NO_LIST = re.compile(r"README|SOURCE|excerpt|notebook|history|\.(md|py|js|gif)\b")
"""Files beside the samples that tell of a dataset but list nothing."""

_HEAD = """# The formats of manifests, and what was read of each

`whosefaces read FILE` recognises each of these by what stands in the file. Whatever none of them recognises goes to `addresses`,
which looks for a column, a field or a file name that leads to photos on Flickr. docs/add-a-format.md shows how to add one.
This page is computed (`python -m whosefaces.manifest.formats SAMPLES`); a test holds it where the samples lie.

## Facts

| Format | Made by | A row is | Can carry | Source |
|---|---|---|---|---|
"""

_SAMPLES = """
## Real samples

Rows cut from public repositories and whole files, read as any other: rows, photos and accounts are three units. The samples name
real people and are no part of the project. "–": no row names an owner, so that how many accounts there are is not known; or the
photos are named by YFCC100M's hash alone, which leads to them through YFCC100M as parent only.

| Sample | Format | A row is | Rows | Photos | Accounts | Set aside | Carries | A person could find themselves |
|---|---|---|---:|---:|---:|---:|---|---|
"""

_NOWHERE = """
## Samples that cannot be traced to Flickr

| Sample | Rows | Why |
|---|---:|---|
"""

_UNSEEN = """
## Formats of which no real row was at hand

These are held on invented samples of the published schema only: {names}.
"""


def page(samples: Path) -> str:
    """The whole page, for the real samples in a folder."""
    readings = dict(_readings(samples))
    traced = {name: said for name, said in readings.items() if said.traceable}
    unseen = [f"`{name}`" for name in all_formats() if name not in {said.format for said in readings.values()}]
    return "".join(
        [
            _HEAD,
            *(_facts(name) for name in all_formats()),
            _SAMPLES,
            *(_sample(name, said) for name, said in traced.items()),
            _NOWHERE,
            *(
                f"| {name} | {said.rows:,} | {said.why_not} |\n"
                for name, said in readings.items()
                if not said.traceable
            ),
            _UNSEEN.format(names=", ".join(unseen)),
        ]
    )


def _readings(samples: Path) -> Iterator[tuple[str, Reading]]:
    for path in sorted(samples.rglob("*")):
        if path.is_file() and not _NO_LIST.search(path.name):
            yield path.relative_to(samples).as_posix(), describe(path)


def _facts(name: str) -> str:
    format = all_formats()[name]
    return f"| `{name}` | {format.made_by} | {format.row_is} | {', '.join(format.carries)} | {format.source} |\n"


def _sample(name: str, said: Reading) -> str:
    photos, accounts = (f"{number:,}" if number is not None else "–" for number in (said.photos, said.accounts))
    aside = f"{sum(said.set_aside.values()):,}"
    return (
        f"| {name} | `{said.format}` | {said.row_is} | {said.rows:,} | {photos} | {accounts} | {aside} "
        f"| {', '.join(said.carries)} | {said.findable} |\n"
    )


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m whosefaces.manifest.formats SAMPLES > docs/formats.md")
    sys.stdout.write(page(Path(sys.argv[1])))
