"""Lists as other programs print, export and mangle them: each is read whole, or refused for what it is; none is read by half."""

import json
import sqlite3
import zipfile
from contextlib import closing

import pytest
from whosefaces.flickr.address import Address, read_address
from whosefaces.manifest.listing import ManifestError
from whosefaces.manifest.reader import drawn_tables, sql_dumps
from whosefaces.manifest.reading import describe

MANY = 12
PHOTOS = [49_000_000_001 + 7919 * n for n in range(MANY)]
OWNERS = [f"9000000{n % 4}@N99" for n in range(MANY)]
PAGES = [f"https://www.flickr.com/photos/{owner}/{photo}/" for owner, photo in zip(OWNERS, PHOTOS, strict=True)]
ROWS = list(zip(PHOTOS, OWNERS, PAGES, strict=True))
RULE = "+-------------+--------------+"
OTHER_DIGITS = {48 + n: 0x660 + n for n in range(10)}

READ = {
    "what psql prints": ["  photo_id   |    owner     ", "-------------+-------------", *(f" {p} | {o}" for p, o, _ in ROWS), f"({MANY} rows)", ""],
    "what MySQL prints": [RULE, "| photo_id    | owner        |", RULE, *(f"| {p} | {o} |" for p, o, _ in ROWS), RULE, "12 rows in set (0.00 sec)"],
    "a table in Markdown": ["| n | page |", "|---|:----:|", *(f"| {n} | [see]({u}) |" for n, (_, _, u) in enumerate(ROWS))],
    "a table in Org": ["| photo_id | owner |", "|----------+-------|", *(f"| {p} | {o} |" for p, o, _ in ROWS)],
    "a table in rST": ["=========== ============", "photo_id    owner", "=========== ============", *(f"{p} {o}" for p, o, _ in ROWS), "=========== ============"],
    "a data frame as R prints it": ["     photo_id        owner", *(f"{n:<4}{p} {o}" for n, (p, o, _) in enumerate(ROWS, 1))],
    "a data frame as pandas prints it": ["       photo_id        owner", *(f"{n:<4} {p}  {o}" for n, (p, o, _) in enumerate(ROWS))],
    "INSERT statements": [f"INSERT INTO photos VALUES({p},'{o}','It''s (no, 1)','{u}');" for p, o, u in ROWS],
    "a dump of MySQL's": ["CREATE TABLE `photos` (", "  `photo_id` bigint NOT NULL,", "  `owner` varchar(20),", "  PRIMARY KEY (`photo_id`)", ");", "INSERT INTO `photos` VALUES", ",\n".join(f"({p},'{o}')" for p, o, _ in ROWS) + ";"],
    "a dump of PostgreSQL's": ["SET x = 1;", "COPY public.photos (photo_id, title, owner) FROM stdin;", *(f"{p}\ta\\tb \\N\t{o}" for p, o, _ in ROWS), "\\.", ""],
    "marks of the direction of writing": ["photo_id,owner", *(f"\u200e{p}\u200f,\u202a{o}\u202c" for p, o, _ in ROWS)],
    "blanks that do not break": ["photo_id,owner", *(f"{p}\u00a0,{o}" for p, o, _ in ROWS)],
    "digits of other scripts": ["photo_id,owner", *(f"{str(p).translate(OTHER_DIGITS)},{o}" for p, o, _ in ROWS)],
    "decimal commas": ["photo_id;owner", *(f"{p},00;{o}" for p, o, _ in ROWS)],
    "slashes escaped for HTML": ["n,url", *(f"{n},{u.replace('/', '&#x2F;')}" for n, (_, _, u) in enumerate(ROWS))],
    "a chat": [f"[12/03/21, 10:00:{n}] Somebody: {u}" for n, (_, _, u) in enumerate(ROWS, 10)],
    "a log": [f"[notice] 10:00:{n} GET {u} 200" for n, (_, _, u) in enumerate(ROWS, 10)],
    "objects behind one another": [json.dumps({"photo_id": p, "owner": o}, indent=2) for p, o, _ in ROWS],
}  # fmt: skip

NOT_READ = {
    "an amount of money in the place of ids": ["photo_id;owner", *(f"{p} €;{o}" for p, o, _ in ROWS)],
    "words in the place of ids": ["photo_id;owner", *(f"picture {p % 97};{o}" for p, o, _ in ROWS)],
    "Python's dictionaries": [repr([{"photo_id": p, "owner": o} for p, o, _ in ROWS])],
}  # fmt: skip


def saved(folder, lines, name="list.txt"):
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("kind", READ)
def test_it_is_read_whole(tmp_path, kind):
    reading = describe(saved(tmp_path, READ[kind]))
    assert (reading.traceable, reading.photos, reading.accounts, reading.set_aside) == (True, MANY, 4, {})


@pytest.mark.parametrize("kind", NOT_READ)
def test_a_list_of_photos_that_is_not_understood_is_no_list_of_accounts(tmp_path, kind):
    reading = describe(saved(tmp_path, NOT_READ[kind]))
    assert (reading.traceable, reading.accounts_only) == (None, False)


@pytest.mark.parametrize("cell", ["#N/A", "########", "03.04.2012", "Jan-05", "1. Mrz", "5-Mar", "5 Okt"])
def test_what_a_spreadsheet_put_in_the_place_of_an_id_is_a_row_lost(tmp_path, cell):
    rows = ["photo_id,owner", *(f"{cell if n < 2 else p},{o}" for n, (p, o, _) in enumerate(ROWS))]
    reading = describe(saved(tmp_path, rows))
    assert (reading.photos, [loss["rows"] for loss in reading.lost]) == (MANY - 2, [2] if "Mrz" not in cell else [])


def test_a_line_of_sums_is_no_row_lost(tmp_path):
    reading = describe(saved(tmp_path, ["photo_id,faces", *(f"{p},2" for p in PHOTOS), "Total,24"]))
    assert (reading.photos, reading.lost) == (MANY, [])


def test_of_a_dump_of_several_tables_the_one_with_photos_is_read(tmp_path):
    lines = ["INSERT INTO users (id, name) VALUES (1, 'a');"]
    lines += [f"INSERT INTO photos (photo_id, owner) VALUES ({p}, '{o}');" for p, o, _ in ROWS]
    reading = describe(saved(tmp_path, lines, "dump.sql"))
    assert (reading.photos, reading.accounts) == (MANY, 4)
    assert any("photos" in note for note in reading.notes)


def test_what_sqlite_dumps_is_read_as_its_tables_are(tmp_path):
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE TABLE [my photos] (photo_id INTEGER PRIMARY KEY, 'owner' TEXT, note TEXT, faces INT)")
        rows = [(p, o, "it's; a (note)\nof two \\ lines", None) for p, o, _ in ROWS]
        database.executemany("INSERT INTO [my photos] VALUES (?, ?, ?, ?)", rows)
        reading = describe(saved(tmp_path, database.iterdump(), "dump.sql"))
    assert (reading.photos, reading.accounts, reading.set_aside) == (MANY, 4, {})


def test_a_dump_that_breaks_off_is_not_read_by_half(tmp_path):
    whole = [f"INSERT INTO photos VALUES ({p},'{o}');" for p, o, _ in ROWS]
    with pytest.raises(ManifestError, match="cut off"):
        describe(saved(tmp_path, [*whole, "INSERT INTO photos VALUES (1,'half"]))


def test_a_row_of_a_drawn_table_that_does_not_fit_is_set_aside(tmp_path):
    lines = ["| photo_id | owner |", "|---|---|", *(f"| {p} | {o} |" for p, o, _ in ROWS * 20), "| 49000000000 |"]
    assert describe(saved(tmp_path, lines)).set_aside == {"too few columns": 1}


@pytest.mark.parametrize("packed", [False, True])
def test_a_dataset_that_is_aligned_by_blanks_is_read_as_its_authors_have_it(tmp_path, packed):
    header = "Photo_file       Photo_id   url_Large  url_Middle  url_Small  url_Original"
    address = "https://live.staticflickr.com/65535/{}_0a1b2c3d4e.jpg"
    path = saved(
        tmp_path, [header, *(f"a\\{n}.jpg   {p}  null   {address.format(p)}  null  null" for n, p in enumerate(PHOTOS))]
    )
    assert drawn_tables.is_drawn(path.read_text().splitlines())
    if packed:
        with zipfile.ZipFile(tmp_path / "lists.zip", "w") as together:
            together.write(path, "list.txt")
        path = tmp_path / "lists.zip"
    reading = describe(path)
    assert (reading.format, reading.photos, reading.set_aside) == ("nus_wide", MANY, {})


def test_a_text_that_is_no_table_is_not_taken_for_one():
    for lines in (["a b", "c d", "e f"], ["# Title", "", "some  words here", "and more"], PAGES, ["n,url", *PAGES]):
        assert not drawn_tables.is_drawn(lines)
    assert not sql_dumps.is_dump(b"we INSERT INTO the album\nCOPY that FROM there")


@pytest.mark.parametrize(
    ("address", "what"),
    [
        ("https://embedr.flickr.com/photos/49000000001", Address("photo", "49000000001")),
        ("https://embedr.flickr.com/photos/90000001@N99/49000000001/in/x", Address("photo", "49000000001", "90000001@N99")),
        ("https://embedr.flickr.com/photostreams/90000001@N99?width=640", Address("user", nsid="90000001@N99")),
        ("https://embedr.flickr.com/photosets/72177720000000000", Address("album")),
        ("https://embedr.flickr.com/assets/client-code.js", Address("other")),
    ],
)  # fmt: skip
def test_the_player_on_other_pages_names_what_it_shows(address, what):
    assert read_address(address) == what
