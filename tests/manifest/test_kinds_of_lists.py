"""Kinds of lists that people bring, each once: what of them is read, what is lost and said, and what is nobody's photo."""

import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from whosefaces.manifest.asked import Asked
from whosefaces.manifest.listing import ManifestError
from whosefaces.manifest.reader import encodings
from whosefaces.manifest.reading import describe

from tests.trials import trials

PHOTO = 49_000_000_001
PHOTOS = [PHOTO + 7919 * n for n in range(40)]
PAGES = [f"https://www.flickr.com/photos/9000000{n % 4}@N99/{photo}/" for n, photo in enumerate(PHOTOS)]
FILES = [f"{photo}_0a1b2c3d{n:02x}_b.jpg" for n, photo in enumerate(PHOTOS)]


def saved(folder, *lines, name="list.csv", encoding="utf-8"):
    path = folder / name
    path.write_bytes("".join(f"{line}\n" for line in lines).encode(encoding))
    return path


def lost(reading):
    return {loss["cause"]: loss["rows"] for loss in reading.lost if loss["unit"] == "row"}


@pytest.mark.parametrize("many", [4, 40])
@pytest.mark.parametrize(
    ("header", "whole", "odd"),
    {
        "a comma more behind the address": ("url,title", "{},a", "{},a,b"),
        "a comma more before the address": ("title,url,faces", "a,{},1", "a,b,{},1"),
        "a cell less before the address": ("title,faces,url", "a,1,{}", "1,{}"),
    }.values(),
)
def test_odd_rows_under_a_header_are_lost_and_counted_in_a_list_of_any_length(tmp_path, header, whole, odd, many):
    rows = [(odd if n % 4 == 1 else whole).format(page) for n, page in enumerate(PAGES[:many])]
    reading = describe(saved(tmp_path, header, *rows))

    assert (reading.format, reading.rows, reading.photos) == ("addresses", many, many * 3 // 4)
    assert lost(reading) == {"cut": many // 4}


def test_rows_that_only_end_early_are_read(tmp_path):
    rows = [page if n % 4 == 1 else f"{page},a" for n, page in enumerate(PAGES)]
    assert describe(saved(tmp_path, "url,title", *rows)).photos == 40


def test_lines_that_begin_with_an_address_and_go_on_at_any_length_are_read_by_it(tmp_path):
    rows = ["\t".join([page, *("label:1" for _ in range(n % 5))]) for n, page in enumerate(PAGES)]
    reading = describe(saved(tmp_path, *rows))
    assert (reading.photos, reading.set_aside) == (40, {})


@pytest.mark.parametrize("above", [["Export of 2019-03-12", ""], ["# made by hand"], ["Faces;;", "of 2019;;", ";;"]])
def test_lines_above_the_header_are_no_rows(tmp_path, above):
    rows = [f"{page};a;1" for page in PAGES]
    reading = describe(saved(tmp_path, *above, "url;title;faces", *rows))
    assert (reading.rows, reading.photos) == (40, 40)
    assert "a header" in reading.dialect


def test_names_of_rows_that_have_no_name_above_them_move_no_column(tmp_path):
    """As R writes a table: its header is one name short."""
    rows = [f"{n},https://creativecommons.org/licenses/by/2.0/,{page}" for n, page in enumerate(PAGES, 1)]
    reading = describe(saved(tmp_path, "license,url", *rows))
    assert (reading.photos, reading.licences_understood, reading.licences_not_understood) == (40, 40, 0)


@pytest.mark.parametrize("title", [r'"the \"big\" one, again"', r"=\"12\"", r"\"quoted\" at once"])
def test_quotes_behind_a_backslash_end_no_cell(tmp_path, title):
    reading = describe(saved(tmp_path, "url,title,faces", *(f"{page},{title},1" for page in PAGES)))
    assert (reading.photos, reading.set_aside) == (40, {})
    assert "backslash" in reading.dialect


def test_a_title_with_bytes_that_are_no_letters_keeps_its_row(tmp_path):
    path = saved(tmp_path, "url,title", *(f"{page},Zoë" for page in PAGES))
    path.write_bytes(path.read_bytes().replace("Zoë".encode(), b"Zo\xeb", 2))
    reading = describe(path)
    assert (reading.rows, reading.photos, lost(reading)) == (40, 40, {})
    assert any("2 cells hold bytes that are no letter" in note for note in reading.notes)


@pytest.mark.parametrize("encoding", ["cp1252", "mac-roman", "utf-16-le", "utf-16", "utf-32"])
def test_a_name_in_any_encoding_keeps_its_row(tmp_path, encoding):
    names = ["Zoë", "Åsa", "Señor Núñez", "Müller"]
    rows = [f"{page},{names[n % 4]}" for n, page in enumerate(PAGES)]
    assert describe(saved(tmp_path, "url,title", *rows, encoding=encoding)).photos == 40


@pytest.mark.parametrize("title", ["Fotógrafo nº {}", "año {}: “ª”", "{} – ¿qué?"])
def test_where_one_letter_alone_tells_two_encodings_apart_both_are_shown(tmp_path, title):
    path = saved(
        tmp_path, "url;title", *(f"{page};{title.format(n)}" for n, page in enumerate(PAGES)), encoding="cp1252"
    )
    reading = describe(path)
    assert reading.photos == 40
    shown = " ".join(reading.notes)
    assert title.format(0) in shown
    assert "Windows-1252" in shown


@given(st.lists(st.sampled_from(["Müller", "Jörg", "Škoda", "Łódź", "Café", "año", "Жанна", "plain"]), min_size=1))
@example(["Müller"])
@settings(max_examples=trials(30))
def test_of_the_encodings_that_read_a_text_alike_the_commonest_is_named(tmp_path_factory, words):
    text = "\n".join(words)
    encoding = next(name for name in ("cp1250", "cp1252", "cp1251", "utf-8") if writes(name, text))
    path = saved(tmp_path_factory.mktemp("list"), *words, encoding=encoding)
    held = path.read_bytes()
    name = encodings.of(path).name
    commonest = [one for one in encodings.CANDIDATES if writes(one, text) and text.encode(one) == held[:-1]]
    assert name not in commonest or name == commonest[0]


def writes(encoding: str, text: str) -> bool:
    try:
        return bool(text.encode(encoding))
    except UnicodeEncodeError:
        return False


NOT_PHOTOS = {
    "times of a camera": [f"201202{n % 28 + 1:02}_1153{n:02}.jpg" for n in range(40)],
    "numbered crops": [f"{n:05}.png" for n in range(40)],
    "faces cut out of numbered pictures": [f"{242 + n}_{n:06}.jpg" for n in range(40)],
    "counts": [str(n) for n in range(40)],
    "days": [f"201203{n % 28 + 1:02}" for n in range(40)],
    "phone numbers": [f"1{n:09}" for n in range(40)],
    "hashes of content": [f"{n}_{'0123456789abcdef' * 2}.jpg" for n in range(40)],
}


@pytest.mark.parametrize("values", NOT_PHOTOS.values(), ids=NOT_PHOTOS)
@pytest.mark.parametrize("column", ["file", "image", "id"])
def test_what_only_looks_like_a_photo_is_none(tmp_path, values, column):
    reading = describe(saved(tmp_path, f"{column},label", *(f"{value},1" for value in values)))
    assert (reading.photos, reading.traceable) == (None, None)
    assert reading.next_step
    assert reading.first_rows[1][0] == values[0]


def test_numbers_nobody_names_are_photos_where_a_person_says_so(tmp_path):
    path = saved(tmp_path, "thing,label", *(f"{photo},1" for photo in PHOTOS))
    assert describe(path).traceable is None
    assert describe(path, asked=Asked(columns=(("photo_id", "thing"),))).photos == 40


@pytest.mark.parametrize("kind", [PAGES, FILES])
def test_both_photos_of_a_pair_are_read(tmp_path, kind):
    rows = [f"{one},{other},1" for one, other in zip(kind[::2], kind[1::2], strict=True)]
    assert describe(saved(tmp_path, "first,second,same", *rows)).photos == 40


@pytest.mark.parametrize("spoilt", [lambda photo: f"{photo:.2E}", lambda photo: photo // 100_000 * 100_000])
def test_ids_without_their_last_digits_are_refused_with_how_to_export_again(tmp_path, spoilt):
    path = saved(tmp_path, "photo_id,owner_nsid", *(f"{spoilt(photo)},90000001@N99" for photo in PHOTOS))
    with pytest.raises(ManifestError, match="as text"):
        describe(path)


ACCOUNTS = {
    "NSIDs under a name": "user_id\n" + "\n".join(f"9000000{n}@N99" for n in range(9)),
    "NSIDs alone": "\n".join(f"9000000{n}@N99" for n in range(9)),
    "addresses": "who\n" + "\n".join(f"https://www.flickr.com/people/someone{n}/" for n in range(9)),
    "photostreams": "\n".join(f"https://www.flickr.com/photos/someone{n}/" for n in range(9)),
    "aliases, named so": "alias,n\n" + "\n".join(f"someone{n},{n}" for n in range(9)),
    "with how many photos each has": "user_id,total_pictures\n"
    + "\n".join(f"9000000{n}@N99,{n + 5}" for n in range(9)),
    "one twice": "owner\n" + "\n".join(f"9000000{n}@N99" for n in (*range(9), 3)),
    "some not known": "owner\n" + "\n".join([*(f"9000000{n}@N99" for n in range(9)), ""]),
}


@pytest.mark.parametrize("kind", ACCOUNTS)
def test_a_list_of_accounts_alone_is_read_as_accounts_and_has_no_photos(tmp_path, kind):
    reading = describe(saved(tmp_path, ACCOUNTS[kind]))
    assert (reading.traceable, reading.accounts_only) == (True, True)
    assert (reading.photos, reading.accounts) == (None, 9)
    assert "no photos" in reading.sentence()


def test_accounts_beside_photos_are_no_list_of_accounts(tmp_path):
    reading = describe(saved(tmp_path, "url,owner", *(f"{page},90000001@N99" for page in PAGES), ",90000002@N99"))
    assert (reading.accounts_only, reading.photos, reading.accounts) == (False, 40, 1)


def test_a_list_that_names_nothing_of_flickrs_says_so(tmp_path):
    reading = describe(saved(tmp_path, "who", "nothing", "of", "the kind"))
    assert (reading.traceable, reading.accounts_only) == (None, False)
    assert "not recognised" in reading.sentence()
    assert reading.next_step


@pytest.mark.parametrize("version", ["license_version", "version"])
def test_a_licences_code_and_version_in_two_fields_are_one_licence(tmp_path, version):
    codes = [("by-nc", "2.0"), ("cc0", "1.0"), ("by-sa", "2.0"), ("of my own", "9")]
    rows = [f"{page},{','.join(codes[n % 4])}" for n, page in enumerate(PAGES)]
    reading = describe(saved(tmp_path, f"url,license,{version}", *rows))
    assert (reading.licences_understood, reading.licences_not_understood) == (30, 10)
    assert any("of my own" in line for line in reading.lines())


# -- cells, rows and keys that hold several photos ----------------------------------------------------------------

OWNER = "90000001@N99"
FILE_NAMES = [f"{photo}_{photo % 7 + 0xA0000FF000:010x}.jpg" for photo in PHOTOS]


def in_cells(members, mark: str) -> str:
    return mark.join(map(str, members))


@pytest.mark.parametrize("mark", [",", ";", "|", " | ", ", ", " ", "\n"])
@pytest.mark.parametrize("kind", ["ids", "files", "pages"])
def test_every_photo_of_a_cell_is_a_row_of_its_own_with_what_else_stands_there(tmp_path, kind, mark):
    pages = [f"https://www.flickr.com/photos/{OWNER}/{photo}/" for photo in PHOTOS]
    members = {"ids": PHOTOS, "files": FILE_NAMES, "pages": pages}[kind]
    rows = [f'{OWNER},"{in_cells(members[n : n + 4], mark)}",of my own' for n in range(0, 40, 4)]
    reading = describe(saved(tmp_path, "owner_nsid,photo_ids,tag", *rows))
    assert (reading.photos, reading.rows) == (40, 40)
    assert reading.rows_with_owner == 40
    assert not reading.set_aside
    assert any("more than one photo" in note for note in reading.notes)


@pytest.mark.parametrize("text", [False, True])
def test_photos_listed_under_their_owner_are_read_with_it_however_many(tmp_path, text):
    held = {
        f"9000000{n}@N99": [str(photo) if text else photo for photo in range(PHOTO + n, PHOTO + 80 * 7919, 7919)]
        for n in range(3)
    }
    path = tmp_path / "by-owner.json"
    path.write_text(json.dumps(held), encoding="utf-8")
    reading = describe(path)
    assert (reading.photos, reading.accounts) == (240, 3)


def test_a_pair_named_by_its_ids_is_two_photos_each_with_its_own_owner(tmp_path):
    rows = [f"{one},90000001@N99,{other},90000002@N99" for one, other in zip(PHOTOS[::2], PHOTOS[1::2], strict=True)]
    reading = describe(saved(tmp_path, "photo_id_a,owner_a,photo_id_b,owner_b", *rows))
    assert (reading.photos, reading.accounts) == (40, 2)


def test_ids_in_lists_beside_owners_are_never_taken_for_a_list_of_accounts(tmp_path):
    rows = [f"9000000{n}@N99,{PHOTO + n}" for n in range(9)]
    reading = describe(saved(tmp_path, "user_id,thing", *rows))
    assert not reading.accounts_only


def test_tags_that_are_numbers_part_no_row(tmp_path):
    rows = [f'{page},"12345678,87654321"' for page in PAGES]
    assert describe(saved(tmp_path, "url,tags", *rows)).rows == 40


@pytest.mark.parametrize("letter", [",", ".", " ", "'", "\u202f", "\u00a0"])
@pytest.mark.parametrize("header", ["photo_id", ""])
def test_ids_with_thousands_set_apart_are_whole_or_are_asked_about(tmp_path, letter, header):
    rows = [f'"{photo:,}"'.replace(",", letter) for photo in PHOTOS]
    reading = describe(saved(tmp_path, *filter(None, [header]), *rows))
    assert reading.photos == (40 if header else None)
    assert header or "--column photo_id" in reading.next_step


def test_file_names_lead_where_the_address_beside_them_is_on_another_host(tmp_path):
    """As V3Det has it: the address is Flickr's in some rows, the file's name in others."""
    rows = [
        f"{n}_287_{name},https://static.example.org/{n}.jpg" if n % 2 else f"a/{n}.jpg,{page}"
        for n, (name, page) in enumerate(zip(FILE_NAMES, PAGES, strict=True))
    ]
    reading = describe(saved(tmp_path, "file,url", *rows))
    assert (reading.photos, reading.set_aside) == (40, {})


CAMERA = [f"201202{n % 28 + 1:02d}_11{n:02d}10.jpg" for n in range(10, 50)]


@pytest.mark.parametrize(
    "form", ["{}", "train/images/{} 3", "{} {}", "a/{}", '"1_287_{}": "https://static.example.org/1.jpg"']
)
def test_a_cameras_names_are_no_photos_of_flickrs_in_any_datasets_form(tmp_path, form):
    lines = [form.replace("1_287", f"{n}_287").format(name, name) for n, name in enumerate(CAMERA)]
    path = tmp_path / ("list.json" if form.startswith('"') else "list.txt")
    path.write_text("{" + ",\n".join(lines) + "}" if form.startswith('"') else "\n".join(lines), encoding="utf-8")
    assert describe(path).photos is None


TWO_OWNERS = {
    "a column beside the page": "page,owner\nhttps://www.flickr.com/photos/{a}/70000000001/,{b}",
    "the owner first": "owner,page\n{b},https://www.flickr.com/photos/{a}/70000000001/",
}


@pytest.mark.parametrize("kind", TWO_OWNERS)
@pytest.mark.parametrize("columns", [(), (("nsid", "owner"),)], ids=["as found", "as asked"])
def test_a_row_that_names_two_owners_has_none_and_is_counted(tmp_path, kind, columns):
    """Neither is taken for the photo's: whichever it was, the other's owner would be charged with it."""
    head, row = TWO_OWNERS[kind].split("\n")
    rows = [row.replace("70000000001", str(70_000_000_001 + n)) for n in range(9)]
    alike = [one.format(a=f"9100000{n}@N99", b=f"9100000{n}@N99") for n, one in enumerate(rows)]
    odd = row.replace("70000000001", "70000000099").format(a="92000001@N99", b="92000002@N99")
    reading = describe(saved(tmp_path, head, *alike, odd), asked=Asked(columns=columns))

    assert (reading.photos, reading.accounts, reading.rows_with_owner) == (10, 9, 9)
    (loss,) = reading.lost
    assert (loss["unit"], loss["cause"], loss["rows"]) == ("owner", "two owners", 1)


@pytest.mark.parametrize(
    ("owner", "licence"), [("Besitzer", "Lizenz (laut Liste)"), ("propriétaire", "droits"), ("著者", "利用条件")]
)
def test_owners_and_licences_are_read_whatever_their_columns_are_called(tmp_path, owner, licence):
    """Where the addresses name no owner in some rows, the column does; a licence stands nowhere else."""
    files = [f"https://live.staticflickr.com/65535/{photo}_0a1b2c3d4e_b.jpg" for photo in PHOTOS]
    rows = [f"{link if n % 5 else files[n]},{link.split('/')[4]},CC BY-NC 2.0" for n, link in enumerate(PAGES)]
    reading = describe(saved(tmp_path, f"Link,{owner},{licence}", *rows))
    assert (reading.photos, reading.rows_with_owner, reading.licences_understood) == (40, 40, 40)


def test_accounts_that_the_addresses_do_not_name_are_nobodys_owner_and_are_said(tmp_path):
    rows = [f"{link},9200000{n % 7}@N99" for n, link in enumerate(PAGES)]
    reading = describe(saved(tmp_path, "Link,gemerkt von", *rows))
    assert reading.rows_with_owner == 40
    assert not reading.lost
    assert any("'gemerkt von' holds Flickr ids of accounts and was not used" in note for note in reading.notes)
