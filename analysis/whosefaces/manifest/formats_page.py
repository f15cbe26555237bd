"""Write the page of the formats: each one's facts, and what readings of real samples gave.

    python -m whosefaces.manifest.formats_page SAMPLES > docs/formats.md

``SAMPLES`` is a folder of real manifests, or of rows cut from them, a folder for each dataset. Only counts are taken.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from whosefaces.manifest import roles
from whosefaces.manifest.asked import NOTHING
from whosefaces.manifest.formats import all_formats
from whosefaces.manifest.reader import dialects, encodings
from whosefaces.manifest.reading import Reading, describe

_NO_LIST = re.compile(r"README|SOURCE|excerpt|notebook|history|\.(md|py|js|gif)\b")
"""Files beside the samples that tell of a dataset but list nothing."""

_HEAD = """# The formats of manifests, and what was read of each

`whosefaces read FILE` recognises each of these by what stands in the file. Whatever none of them recognises goes to `addresses`,
which looks for a column, a field or a file name that leads to photos on Flickr. docs/add-a-format.md shows how to add one.
This page is computed (`python -m whosefaces.manifest.formats_page SAMPLES`); a test holds it where the samples lie.

## Facts

| Format | Made by | A row is | Can carry | Source |
|---|---|---|---|---|
"""

_CONTAINERS = """
## Containers

A list may lie in another file. It is taken out, within bounds of memory and disk, and what else lies there is named. Parts of one
list are read together; lists of different kinds are refused until `--part NAME` says which. "Tried on" says whose file it was.

| Container | What is read | Specification | Tried on |
|---|---|---|---|
| .xlsx, .xlsm | each sheet; lines above the header; addresses behind cells; a hidden sheet only by `--part` | ECMA-376 | openpyxl's files |
| .xls, .ods | each sheet; addresses behind cells are counted and said, not read | MS-XLS; OASIS ODF 1.3 | a file of xlwt 1.3.0; one of odfpy 1.4.1 |
| .xlsb | not read, and refused: of a file of SheetJS 0.18.5 the library gave the first cell of each row alone | MS-XLSB | a file of SheetJS 0.18.5 |
| zip; tar, also in gz, bz2, xz, zst | the lists in it, containers among them; else the names of its files | PKWARE APPNOTE; POSIX.1-2001 pax | zipfile's and tarfile's files |
| Dump in SQL | the rows of INSERT statements and of PostgreSQL's COPY, table by table; nothing is run | ISO/IEC 9075; MySQL 8.0 and PostgreSQL 17, their dump programs' pages | invented files in their form, sqlite3's own dump |
| Table drawn in characters | one table: what psql, mysql, R and pandas print; Markdown, Org and rST; every line must fit | GFM 0.29; orgmode.org; docutils | invented files |
| SQLite | each table; views are not run | sqlite.org, Database File Format | sqlite3's files, one open in WAL mode among them |
| JSON | lists at any of six levels; objects keyed by name; fields twenty levels down; JSON in a call or an assignment; a table by columns or by rows, as pandas writes it; photos under their owners | RFC 8259 | json's files |
| JSON lines | an object a line, an answer a line; objects over several lines behind one another, as jq prints them | jsonlines.org | json's files |
| XML | the elements that name a photo, by address or id; else the addresses in its text; entities are not expanded | W3C XML 1.0 | invented files |
| Parquet | structs, lists and maps by dotted names; a list that names photos gives a row an element; bytes are left | parquet.apache.org | DuckDB's files |
| Web page, bookmarks, script, prose | the addresses in it, srcset, data-src and script text among them | WHATWG HTML | invented files |
| PDF | the addresses in its text, joined where a line breaks them, and the links on its pages | ISO 32000 | Typst's files |
| Folder | the lists in it; one JSON file a photo; else the names of its files; a README, a licence and sums are passed over | – | invented folders |

| What people bring | Shape after | Tried on |
|---|---|---|
| Flickr's API: photos.search, photosets.getPhotos, photos.getInfo; JSON, JSONP, a line each, XML | flickr.com/services/api | invented answers of that shape |
| Flickr's account export | the files of the export | invented files of that shape |
| gallery-dl `-j`, yt-dlp `-J` | the programs' own output | invented files of that shape |
| COCO, VIA, Label Studio, CVAT, Openverse | the projects' own documentation | invented files; COCO also real ones |
| img2dataset, Hugging Face | the Parquet beside the pictures | invented files |
| Darwin Core archive | the extension Simple Multimedia, rs.gbif.org | an invented archive |

Not read: Word, PowerPoint and Numbers; e-mail and mailboxes; rar and 7z; HDF5, NumPy, Arrow and Python's pickles; pictures with
text in them; Wikimedia's own dumps (its queries saved as JSON or CSV are read as such); views and joins of a database; file names or
ids of which one cell of a text holds several.
"""

_TEXTS = """
## Texts: encodings, dialects, ids

How a text is written is told by all of it, said by `read`, and overridden by its options. A generator writes the same photos through
combinations of these tables, of containers and of ways to lead to a photo: each is read to those photos or refused, never to others.

| Encoding | How it is told | Overridden by |
|---|---|---|
| UTF-8 | it is tried first, strictly; bytes that are no letter in up to {broken:.0f} % of the cells past ASCII become a mark, and their rows stay | `--encoding` |
| UTF-16, UTF-32 | by their mark, or by their noughts | `--encoding` |
| {legacy} | by the cells that hold a letter past ASCII, and by two libraries; where they differ, three names are shown under each | `--encoding` |

| Dialect | How it is told | Overridden by |
|---|---|---|
| Parted by {delimiters}, or one field a line | by cutting it in each way: the most rows of one width, the most cells that read as Flickr's | `--delimiter` |
| Double or single quotes round cells, or none; a quote inside doubled or behind a backslash | the same | `--quote` |
| Up to {above} lines above the header; a header, or none | the first row that could name columns, of which the rows below could not | `--header-row` |
| Line feeds, with carriage returns or without; line breaks inside quotes | by reading | – |
| Rows of other widths | those that only end early are read; the others are lost, with the count said, where a header names the columns; without one, lines of which the first or last field is Flickr's are read by that field | – |

| What tools do to ids | As | What becomes of it |
|---|---|---|
{spoilt}
"""

_SPOILT = {
    "a decimal point": "49234567891.0",
    "a formula, or an apostrophe in front": '="49234567891", \'49234567891',
    "letters in front": "id_49234567891",
    "separators of thousands": "49,234,567,891",
    "noughts in front": "00049234567891",
    "a power of ten with all digits": "4.9234567891E+10",
    "a power of ten, cut": "4.92E+10",
    "last digits that are all noughts, or steps of a small floating-point number": "49234560000",
}
"""What spreadsheets and programs do to ids, and how it looks."""

_SAMPLES = """
## Real samples

Rows cut from public repositories and whole files, read as any other: rows, photos and accounts are three units. The samples name
real people and are no part of the project. "–": no row names an owner, so that how many accounts there are is not known; or the
photos are named by YFCC100M's hash alone, which leads to them through YFCC100M as parent only.

| Sample | Format | A row is | Rows | Photos | Accounts | Set aside | Carries | A person could find themselves |
|---|---|---|---:|---:|---:|---:|---|---|
"""

_NOWHERE = """
## Samples that lead to no photo on Flickr, or are not recognised

"Not recognised" says nothing of where a list leads.

| Sample | Rows | Answer | Why |
|---|---:|---|---|
"""

_ANSWERS: dict[bool | None, str] = {False: "cannot be traced", None: "not recognised"}
"""What a reading answers of a list that is not traced."""

_UNSEEN = """
## Formats of which no real row was at hand

These are held on invented samples of the published schema only: {names}.
"""


def page(samples: Path) -> str:
    """The whole page, for the real samples in a folder."""
    readings = dict(_readings(samples))
    traced = {name: reading for name, reading in readings.items() if reading.traceable}
    unseen = [f"`{name}`" for name in all_formats() if name not in {reading.format for reading in readings.values()}]
    return "".join(
        [
            _HEAD,
            *(_facts(name) for name in all_formats()),
            _CONTAINERS,
            _texts(),
            _SAMPLES,
            *(_sample(name, reading) for name, reading in traced.items()),
            _NOWHERE,
            *(
                f"| {name} | {reading.rows:,} | {_ANSWERS[reading.traceable]} | {_reason(reading)} |\n"
                for name, reading in readings.items()
                if not reading.traceable
            ),
            _UNSEEN.format(names=", ".join(unseen)),
        ]
    )


def _texts() -> str:
    """The encodings, dialects and spoilt ids that are read; what becomes of an id is told by the reader's own judgement."""
    called = {"\t": "tabs", ",": "commas", ";": "semicolons", "|": "bars"}
    return _TEXTS.format(
        broken=100 * encodings.MOST_BROKEN,
        legacy=", ".join(encodings.NAMES[name] for name in encodings.CANDIDATES),
        delimiters=", ".join(called[letter] for letter in dialects.DELIMITERS),
        above=dialects.HIGHEST,
        spoilt="\n".join(f"| {what} | `{example}` | {_becomes(example)} |" for what, example in _SPOILT.items()),
    )


def _becomes(example: str) -> str:
    values = [[one] * 3 for one in example.split(", ")]
    for column in values:
        columns = roles.decide(roles.Table(["photo_id"], [column], True), NOTHING)
        if columns.rounded is not None:
            return "refused, with how to export it again"
        if not columns.leads_to_photos:
            return "not recognised"
    return "restored"


def _readings(samples: Path) -> Iterator[tuple[str, Reading]]:
    for path in sorted(samples.rglob("*")):
        if path.is_file() and not _NO_LIST.search(path.name):
            yield path.relative_to(samples).as_posix(), describe(path)


def _reason(reading: Reading) -> str:
    return reading.reason if reading.traceable is None else reading.why_not


def _facts(name: str) -> str:
    format = all_formats()[name]
    return f"| `{name}` | {format.made_by} | {format.row_is} | {', '.join(format.carries)} | {format.source} |\n"


def _sample(name: str, reading: Reading) -> str:
    photos, accounts = (f"{number:,}" if number is not None else "–" for number in (reading.photos, reading.accounts))
    aside = f"{sum(reading.set_aside.values()):,}"
    return (
        f"| {name} | `{reading.format}` | {reading.row_is} | {reading.rows:,} | {photos} | {accounts} | {aside} "
        f"| {', '.join(reading.carries)} | {reading.findable} |\n"
    )


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m whosefaces.manifest.formats_page SAMPLES > docs/formats.md")
    sys.stdout.write(page(Path(sys.argv[1])))
