"""Whatever list people have, in whatever it comes: the same photos, or one line that says why not."""

import csv
import gzip
import io
import json
import sqlite3
import tarfile
import zipfile
from pathlib import Path
from urllib.parse import quote

import duckdb
import openpyxl
import pandas as pd
import pytest
import zstandard
from openpyxl.worksheet.hyperlink import Hyperlink
from whosefaces.manifest.asked import Asked
from whosefaces.manifest.listing import ManifestError
from whosefaces.manifest.reader import archives, bounded, parts, workbooks
from whosefaces.manifest.reading import describe

IDS = [49_000_000_001 + 13 * n for n in range(8)]
OWNERS = [f"9000000{n % 3}@N99" for n in range(8)]
PAGES = [f"https://www.flickr.com/photos/{owner}/{photo}/" for owner, photo in zip(OWNERS, IDS, strict=True)]
FILES = [f"{photo}_0a1b2c3d{n:02x}_b.jpg" for n, photo in enumerate(IDS)]
IMAGES = [f"https://live.staticflickr.com/65535/{name}" for name in FILES]
ROWS = [{"photo_id": photo, "owner": owner, "url": page} for photo, owner, page in zip(IDS, OWNERS, PAGES, strict=True)]


def the_eight(path, **asked):
    """The reading, after it has shown that all eight photos and three accounts are in it, and nothing else."""
    reading = describe(path, **asked)
    assert (reading.photos, reading.accounts, sum(reading.set_aside.values())) == (8, 3, 0), (path, reading)
    return reading


def as_csv(rows=ROWS):
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0].keys(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def saved(path, said):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(said if isinstance(said, str) else json.dumps(said), encoding="utf-8")
    return path


# -- workbooks of other programs ----------------------------------------------------------------------------------

WORKBOOKS = Path(__file__).parent / "workbooks"


@pytest.mark.parametrize("name", ["of-xlwt.xls", "of-odfpy.ods"])
def test_a_workbook_of_another_program_gives_its_list_whole_and_says_what_lies_behind_cells(name):
    """``workbooks/make.py`` says how they came about: ids as numbers, every second address behind a cell."""
    reading = describe(WORKBOOKS / name)
    assert (reading.photos, reading.accounts, reading.set_aside) == (12, 4, {})
    assert any(note.startswith("6 photo pages lie behind cells") for note in reading.notes)
    hidden = any("Hidden in the workbook" in note for note in reading.notes)
    assert hidden == name.endswith(".xls")


def test_a_binary_workbook_is_not_read_by_half(tmp_path):
    path = tmp_path / "list.xlsb"
    with zipfile.ZipFile(path, "w") as target:
        target.writestr("xl/workbook.bin", b"")
    with pytest.raises(ManifestError, match=r"binary workbook \(\.xlsb\).*save it as \.xlsx"):
        describe(path)


@pytest.mark.parametrize("size", [1, 40, 1 << 20])
@pytest.mark.parametrize("encoding", ["ascii", "utf-16-le"])
def test_pages_in_the_bytes_of_a_workbook_are_found_whole_wherever_they_are_cut(monkeypatch, size, encoding):
    monkeypatch.setattr(workbooks, "CHUNK", size)
    raw = b"\1" + " and ".join(PAGES).encode(encoding)
    assert workbooks._pages_in(io.BytesIO(raw)) == {str(photo).encode() for photo in IDS}


def test_a_damaged_part_of_a_workbook_is_said_and_not_passed_over(tmp_path):
    raw = (WORKBOOKS / "of-odfpy.ods").read_bytes()
    path = tmp_path / "list.ods"
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as target:
        for member in source.infolist():
            target.writestr(member.filename, source.read(member))
        target.writestr("pictures.xml", b"a picture of nothing")
    path.write_bytes(path.read_bytes().replace(b"a picture of nothing", b"a picture of no-one!"))
    with pytest.raises(ManifestError, match=r"pictures.xml in it cannot be read: .*; save it again"):
        describe(path)


@pytest.mark.parametrize("packed", ["", "gz", "bz2", "xz", "zst"])
def test_a_tar_packed_in_any_way_gives_the_parts_of_its_list(tmp_path, packed):
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w" if packed in ("", "zst") else f"w:{packed}") as tar:
        for number in range(2):
            text = as_csv(ROWS[4 * number : 4 * number + 4]).encode()
            member = tarfile.TarInfo(f"lists/part-{number}.csv")
            member.size = len(text)
            tar.addfile(member, io.BytesIO(text))
    path = tmp_path / f"lists.tar{'.' + packed if packed else ''}"
    path.write_bytes(zstandard.compress(raw.getvalue()) if packed == "zst" else raw.getvalue())
    the_eight(path)


# -- workbooks, by openpyxl ----------------------------------------------------------------------------------------


def a_workbook(path, **sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


TABLE = [["photo_id", "owner", "title"], *([photo, owner, "t"] for photo, owner in zip(IDS, OWNERS, strict=True))]


def test_ids_that_a_sheet_holds_as_numbers_come_out_whole(tmp_path):
    the_eight(a_workbook(tmp_path / "list.xlsx", photos=TABLE))


def test_lines_above_the_header_are_no_part_of_the_list_and_are_named(tmp_path):
    path = a_workbook(tmp_path / "list.xlsx", photos=[["Photos of the exhibition"], [], ["as of 2019"], *TABLE])

    assert "row 4 names the columns" in " ".join(the_eight(path).notes)


def test_parts_of_one_list_on_several_sheets_are_read_together_and_the_others_named(tmp_path):
    path = a_workbook(tmp_path / "l.xlsx", train=TABLE[:5], val=[TABLE[0], *TABLE[5:]], notes=[["who"], ["Anna"]])
    said = " ".join(the_eight(path).notes)

    assert "'train', 'val'" in said
    assert "'notes'" in said
    assert describe(path, asked=Asked(part="val")).photos == 4


def test_sheets_of_different_lists_are_not_mixed(tmp_path):
    other = [["id", "page"], *([n, page.replace("490", "480")] for n, page in enumerate(PAGES))]
    path = a_workbook(tmp_path / "list.xlsx", ours=TABLE, theirs=other)

    with pytest.raises(ManifestError, match="'ours', 'theirs'; name one with --part"):
        describe(path)
    the_eight(path, asked=Asked(part="ours"))


def test_a_hidden_sheet_is_named_and_read_only_where_it_is_asked_for(tmp_path):
    path = a_workbook(tmp_path / "list.xlsx", seen=TABLE[:4], old=TABLE)
    book = openpyxl.load_workbook(path)
    book["old"].sheet_state = "hidden"
    book.save(path)

    reading = describe(path)
    assert reading.photos == 3
    assert "Hidden in the workbook, and not read: 'old'" in " ".join(reading.notes)
    the_eight(path, asked=Asked(part="old"))


def test_addresses_behind_cells_are_read(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["n", "photo"])
    for number, page in enumerate(PAGES, 2):
        book.active.append([number, f"Photo {number}"])
        if number % 2:
            book.active.cell(number, 2).value = f'=HYPERLINK("{page}", "Photo {number}")'
        else:
            book.active.cell(number, 2).hyperlink = Hyperlink(ref=f"B{number}", target=page)
    book.save(tmp_path / "links.xlsx")

    assert "8 addresses that lie behind cells" in " ".join(the_eight(tmp_path / "links.xlsx").notes)


def test_a_column_of_addresses_as_text_behind_words_and_both_ways_is_one_photo_a_row(tmp_path):
    """Words over one cell, text in another, a cell that shows the address it leads to: nobody's row is read twice."""
    book = openpyxl.Workbook()
    book.active.append(["n", "photo", "licence"])
    for number, page in enumerate(PAGES, 2):
        cell = [page, f'=HYPERLINK("{page}", "see photo")', page][number % 3]
        book.active.append([number, cell, "cc-by-2.0"])
        if number % 3 == 2:
            book.active.cell(number, 2).hyperlink = Hyperlink(ref=f"B{number}", target=page + "?x=1")
    book.save(tmp_path / "mixed.xlsx")

    reading = the_eight(tmp_path / "mixed.xlsx")
    assert (reading.rows, reading.lost) == (len(PAGES), type(reading.lost)())
    assert "more than one photo" not in " ".join(reading.notes)


def test_numbers_that_a_sheet_cannot_hold_are_said_to_be_spoilt(tmp_path):
    path = a_workbook(tmp_path / "list.xlsx", photos=[[*TABLE[0], "note"], *([*row, 2**53 + 3] for row in TABLE[1:])])

    assert "8 numbers have more digits than a spreadsheet holds" in " ".join(the_eight(path).notes)


def test_a_small_sheet_that_asks_for_all_memory_is_refused_in_one_line(tmp_path):
    """Cells in A1 and XFD1048576: the library aborts its process, without an exception."""
    book = openpyxl.Workbook()
    book.active["A1"] = "url"
    book.active["XFD1048576"] = PAGES[0]
    book.save(tmp_path / "far.xlsx")

    with pytest.raises(ManifestError, match="the workbook wants more memory than 3 GiB; save the sheet") as refused:
        describe(tmp_path / "far.xlsx")
    assert len(str(refused.value).splitlines()) == 1


# -- archives ------------------------------------------------------------------------------------------------------


def a_zip(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, said in members.items():
            archive.writestr(name, said)
    return path


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_a_tar_of_lists_is_read_whatever_packs_it(tmp_path, mode):
    path = tmp_path / "lists.tar"
    with tarfile.open(path, mode) as archive:
        for name, rows in (("d/train.csv", ROWS[:5]), ("d/val.csv", ROWS[5:]), ("d/README.txt", None)):
            said = (as_csv(rows) if rows else f"about {PAGES[0]}").encode()
            about = tarfile.TarInfo(name)
            about.size = len(said)
            archive.addfile(about, io.BytesIO(said))

    assert "'d/train.csv', 'd/val.csv'" in " ".join(the_eight(path).notes)


def test_a_zip_gives_its_lists_and_containers_inside_it_theirs(tmp_path):
    book = a_workbook(tmp_path / "b.xlsx", photos=TABLE).read_bytes()
    packed = gzip.compress(as_csv().encode())
    for name, said in (
        ("a/list.csv", as_csv()),
        ("book.xlsx", book),
        ("list.csv.gz", packed),
        ("l.json", json.dumps(ROWS)),
    ):
        the_eight(a_zip(tmp_path / "one.zip", {name: said, "README.md": "read me", "LICENSE": PAGES[0]}))


def test_a_zip_of_pictures_is_read_by_their_names(tmp_path):
    assert describe(a_zip(tmp_path / "pictures.zip", {f"img/{name}": b"" for name in FILES})).photos == 8


def test_nothing_is_written_where_an_archive_says(tmp_path):
    (tmp_path / "in").mkdir()
    path = a_zip(tmp_path / "in" / "out.zip", {"../../../../outside.csv": as_csv(), "/etc/outside.csv": "x"})
    before = sorted(file for file in tmp_path.rglob("*") if "outside" in file.name)

    the_eight(path)
    assert sorted(file for file in tmp_path.rglob("*") if "outside" in file.name) == before == []


def test_an_archive_made_to_fill_a_disk_is_refused_in_one_line(tmp_path, monkeypatch):
    monkeypatch.setattr(parts, "ALWAYS_ALLOWED", 1_000_000)
    path = a_zip(tmp_path / "bomb.zip", {f"{n}.csv": b"0" * 3_000_000 for n in range(3)})

    with pytest.raises(ManifestError, match="more than 400 times its own size comes out of it"):
        describe(path)


def test_a_locked_and_a_damaged_archive_say_so(tmp_path):
    whole = a_zip(tmp_path / "whole.zip", {"list.csv": as_csv()})
    said = bytearray(whole.read_bytes())
    locked = bytearray(said)
    locked[6] |= 1
    locked[said.index(b"PK\x01\x02") + 8] |= 1
    for name, changed, why in (("locked", locked, "password"), ("damaged", said[:-30], "cut off or damaged")):
        (tmp_path / f"{name}.zip").write_bytes(changed)
        with pytest.raises(ManifestError, match=why):
            describe(tmp_path / f"{name}.zip")


def test_a_darwin_core_archive_gives_its_pictures(tmp_path):
    media = [
        {"coreid": n, "identifier": image, "references": page, "creator": "someone"}
        for n, (image, page) in enumerate(zip(IMAGES, PAGES, strict=True))
    ]
    occurrences = [{"id": n, "references": page.replace("490", "480")} for n, page in enumerate(PAGES)]
    members = {
        "meta.xml": "<archive/>",
        "occurrence.txt": as_csv(occurrences).replace(",", "\t"),
        "multimedia.txt": as_csv(media).replace(",", "\t"),
    }

    assert "'multimedia.txt'" in " ".join(the_eight(a_zip(tmp_path / "dwca.zip", members)).notes)


# -- databases -----------------------------------------------------------------------------------------------------


def a_database(path, **tables):
    with sqlite3.connect(path) as store:
        for name, rows in tables.items():
            columns = ", ".join(f'"{column}"' for column in rows[0])
            name = name.replace('"', '""')
            store.execute(f'CREATE TABLE "{name}" ({columns})')
            store.executemany(
                f'INSERT INTO "{name}" VALUES ({", ".join("?" * len(rows[0]))})', [tuple(row.values()) for row in rows]
            )
    store.close()
    return path


def test_any_table_of_a_database_is_read_and_the_others_are_named(tmp_path):
    path = a_database(tmp_path / "app.db", users=[{"n": 1, "who": "Anna"}], **{'my "photos"': ROWS})

    assert "'users'" in " ".join(the_eight(path).notes)


def test_a_view_of_a_database_is_never_run(tmp_path):
    path = a_database(tmp_path / "app.db", photos=ROWS)
    with sqlite3.connect(path) as store:
        store.execute(
            "CREATE VIEW endless AS WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT * FROM r"
        )

    the_eight(path)


def test_what_a_program_has_not_yet_put_into_its_database_is_read_too(tmp_path):
    """SQLite's newest rows lie in a file beside it while a program has it open."""
    path = tmp_path / "live.db"
    store = sqlite3.connect(path)
    store.execute("PRAGMA journal_mode = WAL")
    store.execute("CREATE TABLE photos (url)")
    store.executemany("INSERT INTO photos VALUES (?)", [(page,) for page in PAGES])
    store.commit()

    the_eight(path)
    store.close()


# -- JSON and XML of any shape ---------------------------------------------------------------------------------------

API = [
    {
        "id": str(photo),
        "owner": owner,
        "secret": "0a1b2c3d4e",
        "server": "65535",
        "farm": 66,
        "title": "t",
        "ispublic": 1,
        "license": "4",
    }
    for photo, owner in zip(IDS, OWNERS, strict=True)
]
INFO = [
    {
        "photo": {
            "id": str(photo),
            "secret": "0a1b2c3d4e",
            "server": "65535",
            "license": "4",
            "owner": {"nsid": owner, "username": "someone"},
            "title": {"_content": "t"},
            "urls": {"url": [{"type": "photopage", "_content": page}]},
        },
        "stat": "ok",
    }
    for photo, owner, page in zip(IDS, OWNERS, PAGES, strict=True)
]
SEARCH = {"photos": {"page": 1, "pages": 1, "perpage": 100, "total": 8, "photo": API}, "stat": "ok"}
EXPORT = [
    {
        "id": str(photo),
        "name": "t",
        "photopage": page,
        "original": image,
        "license": "All Rights Reserved",
        "tags": [],
        "albums": [{"id": "7", "url": "https://www.flickr.com/photos/90000001@N99/sets/7"}],
    }
    for photo, page, image in zip(IDS, PAGES, IMAGES, strict=True)
]

SHAPES = {
    "Flickr's search": SEARCH,
    "favourites inside a page of ours": {"saved": "2019", "answers": [SEARCH]},
    "train and val": {"train": ROWS[:5], "val": ROWS[5:], "info": {"made": "2019"}},
    "splits with their own lists": {"train": {"images": ROWS[:5]}, "val": {"images": ROWS[5:]}},
    "COCO with more annotations": {"annotations": [{"id": n, "image_id": n % 8} for n in range(40)], "images": [{"id": n, "file_name": name, "page": page} for n, (name, page) in enumerate(zip(FILES, PAGES, strict=True))]},
    "VIA": {"_via_settings": {"ui": {}}, "_via_img_metadata": {f"{name}100": {"filename": name, "size": 100, "regions": [], "file_attributes": {"page": page}} for name, page in zip(FILES, PAGES, strict=True)}},
    "Label Studio": [{"id": n, "data": {"image": page}, "annotations": [{"result": []}]} for n, page in enumerate(PAGES)],
    "gallery-dl -j": [[3, image, {"category": "flickr", "id": photo, "license": 4, "owner": {"nsid": owner, "username": "x"}}] for image, photo, owner in zip(IMAGES, IDS, OWNERS, strict=True)],
    "yt-dlp -J": {"_type": "playlist", "id": "7", "entries": [{"id": str(photo), "webpage_url": page, "uploader": "x", "formats": [{"url": page}]} for photo, page in zip(IDS, PAGES, strict=True)]},
    "albums of photos": [{"album": "one", "photos": [{"url": page} for page in PAGES[:3]]}, {"album": "two", "photos": [{"url": page} for page in PAGES[3:]]}],
    "keyed by file name": {name: {"page": page, "captions": ["a", "b"]} for name, page in zip(FILES, PAGES, strict=True)},
    "key to address": {f"k{n}": page for n, page in enumerate(PAGES)},
    "five levels down": {"a": {"b": {"c": {"d": [{"e": {"f": {"page": page}}} for page in PAGES]}}}},
    "lists in cells": [{"set": n, "pages": PAGES[2 * n : 2 * n + 2]} for n in range(4)],
    "a photoset": {"photoset": {"id": "7", "owner": "90000000@N99", "ownername": "x", "photo": [{"id": str(photo), "secret": "0a1b2c3d4e", "server": "1", "farm": 1, "title": "t"} for photo in IDS]}, "stat": "ok"},
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_json_of_any_shape_gives_its_photos(tmp_path, shape):
    reading = describe(saved(tmp_path / "list.json", SHAPES[shape]))
    accounts = {"a photoset": 1}.get(shape, 3)

    assert (reading.rows, reading.photos, reading.accounts, reading.set_aside) == (8, 8, accounts, {})


def test_the_licence_number_of_flickrs_answer_is_read_as_flickrs(tmp_path):
    assert "licence" in describe(saved(tmp_path / "list.json", SEARCH)).carries


@pytest.mark.parametrize(
    "said",
    [
        "jsonFlickrApi(" + json.dumps(SEARCH) + ")",
        "var photos = " + json.dumps(ROWS) + ";",
        "\n".join(json.dumps(one) for one in INFO),
        "\n".join(json.dumps(one) for one in (SEARCH, SEARCH)),
    ],
)
def test_json_in_a_script_and_answers_one_a_line_are_read(tmp_path, said):
    the_eight(saved(tmp_path / "list.json", said))


def test_lists_that_are_not_of_one_kind_are_named_and_not_mixed(tmp_path):
    said = {"photos": ROWS, "removed": [{"when": "2019", "link": page.replace("490", "480")} for page in PAGES]}
    path = saved(tmp_path / "list.json", said)

    with pytest.raises(ManifestError, match="'photos', 'removed'; name one with --part"):
        describe(path)
    the_eight(path, asked=Asked(part="photos"))


XML = {
    "Flickr's answer": '<?xml version="1.0"?><rsp stat="ok"><photos page="1">' + "".join(f'<photo id="{p}" owner="{o}" secret="0a1b2c3d4e" server="1" title="t"/>' for p, o in zip(IDS, OWNERS, strict=True)) + "</photos></rsp>",
    "a feed": '<?xml version="1.0"?><rss><channel><title>x</title>' + "".join(f"<item><title>t</title><link>{page}</link></item>" for page in PAGES) + "</channel></rss>",
    "CVAT": '<?xml version="1.0"?><annotations><version>1.1</version>' + "".join(f'<image id="{n}" name="{name}" width="1"><tag page="{page}"/></image>' for n, (name, page) in enumerate(zip(FILES, PAGES, strict=True))) + "</annotations>",
}  # fmt: skip


@pytest.mark.parametrize("shape", XML)
def test_xml_of_any_shape_gives_its_photos(tmp_path, shape):
    the_eight(saved(tmp_path / "list.xml", XML[shape]))


def test_xml_that_declares_entities_is_refused(tmp_path):
    said = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r><photo id="1">&x;</photo></r>'
    with pytest.raises(ManifestError, match="declares entities, which are not expanded"):
        describe(saved(tmp_path / "list.xml", said))


# -- Parquet with columns in columns ----------------------------------------------------------------------------------


def test_fields_of_structs_and_members_of_lists_are_read_from_parquet(tmp_path):
    with duckdb.connect() as engine:
        structs = ", ".join(
            f"({{'bytes': '00'::BLOB, 'path': '{name}'}}, {{'nsid': '{owner}'}})"
            for name, owner in zip(FILES, OWNERS, strict=True)
        )
        engine.execute(
            f"COPY (SELECT * FROM (VALUES {structs}) AS t(image, owner)) TO '{tmp_path}/hf.parquet' (FORMAT parquet)"
        )
        lists = ", ".join(f"('album {n}', {PAGES[2 * n : 2 * n + 2]})" for n in range(4))
        engine.execute(
            f"COPY (SELECT * FROM (VALUES {lists}) AS t(album, pages)) TO '{tmp_path}/albums.parquet' (FORMAT parquet)"
        )
    for name in ("hf", "albums"):
        the_eight(tmp_path / f"{name}.parquet")


# -- text with addresses in it -----------------------------------------------------------------------------------------

TEXTS = {
    "page.html": "<!doctype html><html><body>" + "".join(f'<a href="{page}"><img data-src="{image}" srcset="{image} 1x, {image.replace("_b", "_c")} 2x"></a>' for page, image in zip(PAGES, IMAGES, strict=True)) + "</body></html>",
    "script.html": "<!DOCTYPE html><script>var x = " + json.dumps({"p": PAGES}).replace("/", "\\/") + "</script>",
    "bookmarks.html": "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL>" + "".join(f'<DT><A HREF="{page}" ADD_DATE="1">one</A>\n' for page in PAGES) + "</DL>",
    "get.sh": "#!/bin/bash\nmkdir -p out\n" + "".join(f'wget -q -O out/{n}.jpg "{page}"\n' for n, page in enumerate(PAGES)),
    "own.py": "urls = [\n" + "".join(f"  '{page}',\n" for page in PAGES) + "]\n",
    "get.py": "import requests\nfor url in [\n" + "".join(f"    '{page}',\n" for page in PAGES) + "]:\n    requests.get(url)\n",
}  # fmt: skip


@pytest.mark.parametrize("name", TEXTS)
def test_addresses_are_taken_out_of_pages_and_scripts_and_that_is_said(tmp_path, name):
    reading = the_eight(saved(tmp_path / name, TEXTS[name]))

    assert reading.rows == 8
    assert "taken out of a text" in " ".join(reading.notes)


def test_addresses_are_taken_out_of_a_pdf_also_where_a_line_breaks_them(tmp_path):
    import typst

    (tmp_path / "doc.typ").write_text(
        "#set page(width: 9cm)\n"
        + "\n\n".join(f'#link("{page}")[seen] and text' for page in PAGES[:4])
        + "\n\n"
        + "\n\n".join(f'#raw("{page}")' for page in PAGES[4:])
    )
    typst.compile(str(tmp_path / "doc.typ"), output=str(tmp_path / "doc.pdf"))

    the_eight(tmp_path / "doc.pdf")


# -- folders ---------------------------------------------------------------------------------------------------------


def test_flickrs_account_export_is_read_file_by_file(tmp_path):
    for one in EXPORT:
        saved(tmp_path / "export" / f"photo_{one['id']}.json", one)
    saved(tmp_path / "export" / "albums.json", {"albums": [{"id": "7", "photos": [str(n) for n in IDS]}]})
    reading = the_eight(tmp_path / "export")

    assert reading.rows == 8
    assert "8 JSON files describe one photo each" in " ".join(reading.notes)
    assert describe(tmp_path / "export" / f"photo_{IDS[0]}.json").rows == 1


def test_a_readme_beside_a_list_changes_nothing(tmp_path):
    saved(tmp_path / "d" / "photos.csv", as_csv())
    alone = the_eight(tmp_path / "d")
    saved(tmp_path / "d" / "README.md", f"see {PAGES[0]}")
    saved(tmp_path / "d" / "README.txt", as_csv(ROWS[:2]))
    saved(tmp_path / "d" / "md5sums.txt", "0 photos.csv")
    beside = the_eight(tmp_path / "d")

    assert (alone.rows, alone.photos) == (beside.rows, beside.photos)


def test_a_folder_of_parts_is_one_list(tmp_path):
    for number, row in enumerate(ROWS):
        saved(tmp_path / "parts" / f"part-{number:05}.csv", as_csv([row]))

    assert "8 lists in it are parts of one" in " ".join(the_eight(tmp_path / "parts").notes)


def test_a_change_inside_a_folder_is_read_anew(tmp_path):
    path = saved(tmp_path / "d" / "photos.csv", as_csv(ROWS[:4]))
    assert describe(tmp_path / "d").photos == 4
    path.write_text(as_csv(), encoding="utf-8")
    the_eight(tmp_path / "d")


# -- cells that hold several ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("between", [" | ", ";", "; ", ",", ", ", "|", " "])
def test_every_address_of_a_cell_is_a_photo(tmp_path, between):
    rows = [{"n": n, "media": between.join(PAGES[2 * n : 2 * n + 2])} for n in range(4)]
    reading = the_eight(
        saved(tmp_path / "list.tsv", "n\tmedia\n" + "".join(f"{row['n']}\t{row['media']}\n" for row in rows))
    )

    assert reading.rows == 8
    assert any("more than one" in note for note in reading.notes)


def test_the_child_that_opens_workbooks_is_the_only_way_to_them():
    """Nothing else of the package imports the library that aborts."""
    package = Path(bounded.__file__).parents[2]
    users = {file.name for file in package.rglob("*.py") if "python_calamine" in file.read_text(encoding="utf-8")}

    assert users == {"workbook_sheets.py"}
    assert archives.MOST_MEMBERS == parts.MOST_MEMBERS


@pytest.mark.parametrize("packed", [False, True])
def test_a_thousand_small_parts_are_read_as_one_list_with_every_row_in_it(tmp_path, packed):
    for number in range(40):
        said = as_csv([ROWS[number % 8]]).rstrip("\n" if number % 2 else "")
        path = saved(tmp_path / "parts" / f"part-{number:05}.csv", said)
        if packed:
            path.with_name(path.name + ".gz").write_bytes(gzip.compress(path.read_bytes()))
            path.unlink()
    saved(tmp_path / "parts" / "other.csv", "name,age\nAnna,7\n")
    reading = the_eight(tmp_path / "parts")

    assert reading.rows == 40
    assert "40 files of one kind were read as one list" in " ".join(reading.notes)
    assert "'other.csv'" in " ".join(reading.notes)


# -- what people on deadline bring ---------------------------------------------------------------------------------

FRAME = pd.DataFrame({"photo_id": IDS, "owner": OWNERS})


@pytest.mark.parametrize("orient", ["columns", "split", "records", "index", "list"])
@pytest.mark.parametrize("text", [False, True])
def test_a_table_as_pandas_writes_it_in_json_is_read(tmp_path, orient, text):
    frame = FRAME.astype(str) if text else FRAME
    content = json.dumps(frame.to_dict("list")) if orient == "list" else frame.to_json(orient=orient)
    the_eight(saved(tmp_path / "list.json", content))


WRAPS = {
    "by a search engine": lambda page: f"https://www.google.com/url?q={quote(page, safe='')}&sa=D",
    "percent-encoded": lambda page: quote(page, safe=""),
    "in angle brackets": lambda page: f"<{page}>",
    "made harmless": lambda page: page.replace("https", "hxxps").replace(".", "[.]"),
    "by an archive": lambda page: f"https://web.archive.org/web/20190312000000/{page}",
    "in a spreadsheet's formula": lambda page: f'"=HYPERLINK(""{page}"";""photo"")"',
}


@pytest.mark.parametrize("wrap", WRAPS)
def test_an_address_inside_something_else_is_taken_out_of_it(tmp_path, wrap):
    the_eight(saved(tmp_path / "list.csv", "n,url\n" + "".join(f"{n},{WRAPS[wrap](p)}\n" for n, p in enumerate(PAGES))))


def test_another_hosts_address_that_holds_flickrs_is_no_proof_that_it_leads_elsewhere(tmp_path):
    rows = "".join(f"{n},https://example.org/?go!{quote(page, safe='')}\n" for n, page in enumerate(PAGES))
    assert describe(saved(tmp_path / "list.csv", "n,url\n" + rows)).traceable is not False


POINTS = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [1.5, 2.5]},
            "properties": {"photo_id": str(photo), "owner": owner},
        }
        for photo, owner in zip(IDS, OWNERS, strict=True)
    ],
}
DEADLINE = {
    "points.geojson": json.dumps(POINTS),
    "items.xml": "<?xml version='1.0'?><items>"
    + "".join(f'<item photo_id="{p}" owner="{o}"/>' for p, o in zip(IDS, OWNERS, strict=True))
    + "</items>",
    "places.kml": "<?xml version='1.0'?><kml><Document>"
    + "".join(
        f"<Placemark><description><![CDATA[<a href='{page}'>a photo</a>]]></description></Placemark>" for page in PAGES
    )
    + "</Document></kml>",
    "paths.txt": "".join(f"/data/{owner}/{photo}.jpg\n" for photo, owner in zip(IDS, OWNERS, strict=True)),
    "links.md": "".join(f"- [photo {n}]({page})\n" for n, page in enumerate(PAGES)),
    "references.bib": "".join(f"@misc{{p{n},\n howpublished={{\\url{{{page}}}}}\n}}\n" for n, page in enumerate(PAGES)),
}


@pytest.mark.parametrize("name", DEADLINE)
def test_what_is_no_table_by_its_name_is_read_by_what_stands_in_it(tmp_path, name):
    the_eight(saved(tmp_path / name, DEADLINE[name]))


def test_a_settings_file_that_begins_like_json_is_a_text(tmp_path):
    content = "".join(f'[[photo]]\nurl = "{page}"\n' for page in PAGES)
    assert describe(saved(tmp_path / "list.toml", content)).photos == 8


def test_a_table_of_accounts_beside_the_list_is_named_and_not_mixed_in(tmp_path):
    users = "user_id,n\n" + "".join(f"{owner},3\n" for owner in [*OWNERS, "90000077@N99"])
    reading = the_eight(a_zip(tmp_path / "both.zip", {"photos.csv": as_csv().encode(), "users.csv": users.encode()}))
    assert any("users.csv" in note for note in reading.notes)
    assert not reading.accounts_only
