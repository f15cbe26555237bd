"""The same photos, whatever a list was written with: through every container, encoding and dialect, and with ids that tools have spoilt."""

import bz2
import csv
import gzip
import io
import itertools
import json
import lzma
import random
import sqlite3
import tarfile
import zipfile
from contextlib import closing
from typing import NamedTuple
from xml.etree import ElementTree

import duckdb
import openpyxl
import pandas as pd
import pytest
import zstandard
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
    "cp1250": ("Dvořák", "Łódź", "Żółć; nocą", 'the "big" one', "Škoda, Plzeň", "plain", "Győr", "čaj"),
    "cp1251": ("Жанна", "Москва, ночь", "осень; парк", 'the "big" one', "plain", "Ольга", "улица", "снег"),
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
    "thousands, by points": lambda photo: f"{int(photo):,}".replace(",", "."),
    "thousands, by narrow spaces": lambda photo: f"{int(photo):,}".replace(",", "\u202f"),
    "noughts in front": "00{}".format,
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
PACKED = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress, "zst": zstandard.compress}
TEXTS = ("text", "zip", *PACKED, "tar.zst")
OTHERS = ("xlsx", "json", "json lines", "json by columns", "json split", "xml", "sqlite", "parquet")


class Written(NamedTuple):
    """One way to write the list."""

    container: str
    lead: str
    spoilt: str
    encoding: str = "utf-8"
    dialect: Dialect = DIALECTS[0]


ALL = [
    *(
        way
        for each in itertools.product(TEXTS, LEADS, SPOILT, NAMES, DIALECTS)
        if (way := Written(*each)).spoilt != "thousands, by narrow spaces" or way.encoding.startswith("utf")
    ),
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
    elif way.container in PACKED:
        path = folder / f"list.csv.{way.container}"
        path.write_bytes(PACKED[way.container](text_of(way)))
    elif way.container == "tar.zst":
        path = folder / "lists.tar.zst"
        raw, content = io.BytesIO(), text_of(way)
        with tarfile.open(fileobj=raw, mode="w") as archive:
            member = tarfile.TarInfo("lists/faces.csv")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
        path.write_bytes(zstandard.compress(raw.getvalue()))
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
    elif way.container == "json by columns":
        path = folder / "list.json"
        path.write_text(pd.DataFrame(rows, columns=names).to_json())
    elif way.container == "json split":
        path = folder / "list.json"
        path.write_text(pd.DataFrame(rows, columns=names).to_json(orient="split"))
    elif way.container == "xml":
        path = folder / "list.xml"
        root = ElementTree.Element("faces")
        for row in rows:
            face = ElementTree.SubElement(root, "face")
            for name, value in zip(names, row, strict=True):
                ElementTree.SubElement(face, name).text = value
        ElementTree.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)
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
