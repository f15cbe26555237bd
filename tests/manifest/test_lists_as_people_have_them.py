"""The same photos, whatever a list was written with: through every container, encoding and dialect, and with ids that tools have spoilt."""

import csv
import gzip
import io
import itertools
import json
import random
import sqlite3
import zipfile
from contextlib import closing
from typing import NamedTuple

import duckdb
import openpyxl
import pytest
from whosefaces.manifest import engine, ingest
from whosefaces.manifest.interpreting import settle
from whosefaces.manifest.listing import ManifestError
from whosefaces.manifest.reading import count

SOME = 32
"""Combinations that are tried."""

_DRAW = random.Random(20_261_128)
IDS = [str(_DRAW.randrange(4_000_000_000, 54_900_000_000)) for _ in range(60)]
OWNERS = [f"9000{_DRAW.randrange(10_000):04}@N99" for _ in IDS]

LATIN = ("Zoë", "Müller, Anna", "Åsa Öberg", "café; crème", "Señor Núñez", 'the "big" one', "Straße", "plain")
NAMES = {
    "utf-8": (*LATIN, "横浜の夜", "Ελένη", "Жанна | Ольга", "😀"),
    "utf-8-sig": LATIN,
    "utf-16": (*LATIN, "横浜の夜"),
    "cp1252": LATIN,
    "mac-roman": LATIN,
    "shift_jis": ("横浜の夜", "東京, 花火", "表参道", "ソニー", "plain", 'the "big" one', "祭り; 浅草", "桜"),
    "gb18030": ("北京的夜晚", "上海, 外滩", "长城", "plain", 'the "big" one', "广州; 花", "西湖", "雪"),
}
"""Titles that can be written in each encoding, with what a reader trips over in them."""

SPOILT = {
    "whole": str,
    "a decimal point": "{}.0".format,
    "a formula": '="{}"'.format,
    "an apostrophe": "'{}".format,
    "letters in front": "id_{}".format,
    "thousands": lambda photo: f"{int(photo):,}",
    "all digits of a power": lambda photo: f"{photo[0]}.{photo[1:]}E+{len(photo) - 1}",
    "a power": lambda photo: f"{float(photo):.2E}",
    "rounded": lambda photo: f"{photo[:-6]}000000",
}
LOST = ("a power", "rounded")
"""Spoilt so that nothing brings the digits back."""


class Dialect(NamedTuple):
    """How a text is cut."""

    delimiter: str
    quoting: int = csv.QUOTE_MINIMAL
    backslash: bool = False
    end: str = "\n"
    above: str = ""
    header: bool = True


DIALECTS = (
    *(Dialect(delimiter) for delimiter in ",;\t|"),
    Dialect(",", csv.QUOTE_ALL, end="\r\n"),
    Dialect(";", end="\r\n", above="Export of 2019-03-12\n\n"),
    Dialect(",", backslash=True),
    Dialect(",", csv.QUOTE_ALL, backslash=True),
    Dialect(",", header=False),
    Dialect("\t", end="\r\n", above="# faces\n"),
)
LEADS = ("ids", "pages", "files")
TEXTS = ("text", "zip", "gz")
OTHERS = ("xlsx", "json", "json lines", "sqlite", "parquet")


class Written(NamedTuple):
    """One way to write the list."""

    container: str
    lead: str
    spoilt: str
    encoding: str = "utf-8"
    dialect: Dialect = DIALECTS[0]


ALL = [
    *(Written(*each) for each in itertools.product(TEXTS, LEADS, SPOILT, NAMES, DIALECTS)),
    *(Written(*each) for each in itertools.product(OTHERS, LEADS, SPOILT)),
]


def rows_of(way):
    """The list's columns and rows."""
    titles = NAMES[way.encoding]
    names, rows = ["photo_id", "owner_nsid", "title"], []
    for n, (photo, owner) in enumerate(zip(IDS, OWNERS, strict=True)):
        rows.append([SPOILT[way.spoilt](photo), owner, titles[n % len(titles)]])
        if way.lead == "pages":
            rows[-1].append(f"https://www.flickr.com/photos/{owner}/{photo}/")
        if way.lead == "files":
            rows[-1].append(f"photos/{photo}_0a1b2c3d{n:02x}_b.jpg")
    return names + {"ids": [], "pages": ["page"], "files": ["file_name"]}[way.lead], rows


def text_of(way):
    """The list as a text."""
    names, rows = rows_of(way)
    out = io.StringIO()
    writer = csv.writer(
        out,
        delimiter=way.dialect.delimiter,
        quoting=way.dialect.quoting,
        doublequote=not way.dialect.backslash,
        escapechar="\\" if way.dialect.backslash else None,
        lineterminator=way.dialect.end,
    )
    writer.writerows([names] * way.dialect.header + rows)
    return (way.dialect.above + out.getvalue()).encode(way.encoding)


def write(way, folder):
    """Write the list; return where it is."""
    names, rows = rows_of(way)
    if way.container == "text":
        path = folder / "list.csv"
        path.write_bytes(text_of(way))
    elif way.container == "gz":
        path = folder / "list.csv.gz"
        path.write_bytes(gzip.compress(text_of(way)))
    elif way.container == "zip":
        path = folder / "list.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("lists/faces.csv", text_of(way))
    elif way.container == "xlsx":
        path = folder / "list.xlsx"
        book = openpyxl.Workbook()
        for row in [names, *rows]:
            book.active.append(row)
            if row[0].startswith("="):
                book.active.cell(book.active.max_row, 1).data_type = "s"
        book.save(path)
    elif way.container in ("json", "json lines"):
        path = folder / "list.json"
        said = [dict(zip(names, row, strict=True)) for row in rows]
        path.write_text(json.dumps(said) if way.container == "json" else "\n".join(map(json.dumps, said)))
    elif way.container == "sqlite":
        path = folder / "list.db"
        with closing(sqlite3.connect(path)) as base, base:
            base.execute(f"CREATE TABLE faces ({', '.join(f'{name} TEXT' for name in names)})")
            base.executemany(f"INSERT INTO faces VALUES ({', '.join('?' * len(names))})", rows)
    else:
        path = folder / "list.parquet"
        with duckdb.connect() as base:
            base.execute(f"CREATE TABLE faces ({', '.join(f'{name} VARCHAR' for name in names)})")
            base.executemany(f"INSERT INTO faces VALUES ({', '.join('?' * len(names))})", rows)
            base.execute(f"COPY faces TO '{path}' (FORMAT parquet)")
    return path


def photos_in(path):
    """The photos that are read, or None where the list is refused, by a reason."""
    try:
        found = ingest.listing(path)
    except ManifestError as error:
        return None, str(error)
    with engine.started() as duck:
        duck.parquet("listing", found.path, numbered=True)
        settle(duck)
        reading = count(duck, found)
        photos = [
            str(photo) for (photo,) in duck.rows("SELECT DISTINCT photo_id FROM frame_rows WHERE photo_id IS NOT NULL")
        ]
    return (photos, reading.sentence()) if reading.traceable else (None, reading.reason)


def fault(way, folder):
    """What is wrong with how the list is read; None: nothing."""
    photos, why = photos_in(write(way, folder))
    if photos is None:
        return None if way.lead == "ids" and way.spoilt in LOST else f"refused: {why}"
    if way.lead == "ids" and way.spoilt in LOST:
        return f"ids without their digits were taken: {why}"
    return None if sorted(photos) == sorted(IDS) else f"other photos: {why}"


@pytest.mark.parametrize("way", random.Random(7).sample(ALL, SOME), ids=lambda way: "-".join(map(str, way[:4])))
def test_the_same_photos_are_read_or_none(way, tmp_path):
    assert fault(way, tmp_path) is None
