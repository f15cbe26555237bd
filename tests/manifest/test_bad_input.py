"""Whatever a file holds, it ends in a reading or in one line: nothing lost, nothing executed, nothing fetched."""

import csv
import io
import os
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whosefaces.errors import WhoseFacesError
from whosefaces.manifest import engine, formats, ingest
from whosefaces.manifest.cache import Listing
from whosefaces.manifest.interpreting import interpret
from whosefaces.manifest.listing import Delimited, ManifestError, Records, SetAside
from whosefaces.manifest.reader import containers
from whosefaces.manifest.reader.glimpse import look
from whosefaces.manifest.reading import Reading, count, describe

from tests.manifest.make_corpus import CORPUS
from tests.manifest.planted_manifests import PLANTED, image, page
from tests.trials import trials

FILES = sorted(path.name for path in CORPUS.iterdir())


def listed(path: Path, format: str) -> Listing | None:
    """Its rows, or None where it was refused in one line that names the file."""
    try:
        return ingest.listing(path, format)
    except WhoseFacesError as error:
        assert isinstance(error, ManifestError)
        assert str(path) in str(error)
        assert len(str(error).splitlines()) == 1
        assert len(str(error)) < 600 + 2 * len(str(path))
        return None


def read(path: Path, format: str = "auto") -> Reading | None:
    """The reading, or None where it was refused in one line that names the file.

    Every row has a photo or a reason, never both and never neither; of lines, every one is a row.
    """
    found = listed(path, format)
    if found is None:
        return None
    with engine.started() as duck:
        duck.parquet("listing", found.path, numbered=True)
        interpret(duck)
        both_or_neither = "SELECT count(*) FROM frame_rows WHERE (photo_id IS NULL) = (set_aside IS NULL)"
        assert duck.rows(both_or_neither) == [(0,)]
        reading = count(duck, found)
    assert reading.rows == found.rows
    assert reading.rows == sum(reading.findable_rows.values())
    assert reading.traceable or reading.photos is None
    return reading


# -- the corpus --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FILES)
def test_every_file_of_the_corpus_ends_in_a_reading_or_in_one_line(name):
    read(CORPUS / name)


@pytest.mark.slow
@pytest.mark.parametrize("format", formats.all_formats())
def test_every_reader_ends_every_file_of_the_corpus_in_rows_or_in_one_line(format):
    """Formats that cut lines alike share a reader, and each file goes through it once; what its rows lead to is not asked here."""
    for name in FILES:
        try:
            layout = formats.all_formats()[format].layout(look(CORPUS / name))
            if isinstance(layout, Records):
                for row in layout.rows(CORPUS / name):
                    assert isinstance(row, SetAside) or len(row) == len(layout.columns)
                continue
        except ManifestError as error:
            assert len(str(error).splitlines()) == 1
            continue
        cut = (layout.columns, layout.delimiter, layout.header, layout.quoted) if isinstance(layout, Delimited) else ()
        if (name, str(cut)) not in THROUGH:
            THROUGH.add((name, str(cut)))
            listed(CORPUS / name, format)


THROUGH: set[tuple[str, str]] = set()

READ = {
    "byte-order-mark.csv": (5, 5, {}),
    "byte-order-mark.json": (5, 5, {}),
    "line-ends-crlf.csv": (5, 5, {}),
    "line-ends-mixed.csv": (5, 5, {}),
    "no-last-line-end.csv": (5, 5, {}),
    "utf-16.csv": (5, 5, {}),
    "utf-16.tsv": (5, 5, {}),
    "utf-16-big-endian.csv": (5, 5, {}),
    "not-utf-8.csv": (6, 6, {}),
    "nul-byte.csv": (6, 5, {"a Flickr address that names no photo": 1}),
    "too-few-and-too-many-columns.csv": (12, 5, {"too few columns": 1, "too many columns": 1}),
    "too-few-columns-of-yfcc100m.tsv": (10, 1, {"too few columns": 1, "too many columns": 1}),
    "quotes-inside-fields.csv": (6, 5, {"not a Flickr address": 1}),
    "quotes-around-fields.csv": (2, 1, {"not a Flickr address": 1}),
    "tabs-inside-fields.csv": (6, 6, {}),
    "header-with-sql.csv": (5, 5, {}),
    "header-with-braces.csv": (1, 1, {}),
    "ids-of-30-digits.csv": (6, 5, {"a Flickr address that names no photo": 1}),
    "field-of-500000-letters.csv.gz": (7, 6, {"not a Flickr address": 1}),
    "quoted-field-of-500000-letters.csv.gz": (7, 6, {"not a Flickr address": 1}),
    "line-of-20-million-letters.txt.gz": (7, 6, {"line too long": 1}),
    "flickr-named-late.csv.gz": (60_001, 1, {"not a Flickr address": 60_000}),
    "two-members.csv.gz": (10, 5, {}),
    "nested-10000-deep.json": (1, 1, {}),
    "nested-10000-deep.jsonl": (3, 1, {"nested too deep": 1}),
    "one-line-is-not-json.jsonl": (3, 2, {"not JSON": 1}),
    "list-of-lists.json": (2, 2, {}),
    "keys-twice.json": (1, 1, {}),
    "right.parquet": (5, 5, {}),
    "right.xml": (1, 1, {}),
    "cut-off.xml": (1, None, {"not well-formed XML": 1}),
    "that-names-flickr.xml": (1, 1, {}),
    "external-entity.xml": (1, None, {"declares entities, which are not expanded": 1}),
    "external-dtd.xml": (1, None, {"declares entities, which are not expanded": 1}),
    "billion-laughs.xml": (1, None, {"declares entities, which are not expanded": 1}),
    "nested-10000-deep.xml": (1, None, {"no photo id: flickrid is missing or NULL": 1}),
    "addresses-that-only-look-it.csv": (4, None, {"leads to no photo on Flickr": 4}),
    "bare-numbers.txt": (5, None, {"leads to no photo on Flickr": 5}),
}
"""Rows, photos and what was set aside."""


@pytest.mark.parametrize(("name", "given"), READ.items())
def test_what_can_be_read_is_read_and_the_rest_set_aside_with_its_reason(name, given):
    reading = read(CORPUS / name)

    assert (reading.rows, reading.photos, reading.set_aside) == given


REFUSED = {
    "empty.csv": "the file is empty",
    "nothing-inside.csv.gz": "the gz file holds nothing",
    "cut-off.csv.gz": "the gz file is cut off or damaged",
    "cut-off.csv.bz2": "the bz2 file is cut off or damaged",
    "cut-off.csv.xz": "the xz file is cut off or damaged",
    "cut-off.csv.zst": "the zst file is cut off or damaged",
    "damaged.csv.gz": "the gz file is cut off or damaged",
    "utf-16-cut-in-half.csv": "the utf-16 file is cut off or damaged",
    "twice.csv.gz.gz": "gz inside gz; unpack it once",
    "line-ends-cr.csv": "its lines end in carriage returns alone",
    "quote-opened-late.csv": "a quoted cell is not closed",
    "cut-off.json": "not whole, strict JSON",
    "nested-and-never-closed.json": "not whole, strict JSON",
    "lists-of-different-length.json": "whose photo is whose cannot be told",
    "cut-off.parquet": "this Parquet file cannot be read",
    "wrong-footer.parquet": "this Parquet file cannot be read",
    "wrong-length-of-footer.parquet": "this Parquet file cannot be read",
    "a-view-for-a-table.sql": "this SQLite file has no table yfcc100m_dataset",
    "damaged.sql": "this SQLite file cannot be read",
    "pickle.pkl": "a Python pickle, which is not opened because it can run code",
    "archive.zip": "the zip archive is cut off or damaged",
    "archive.tar": "the tar archive is cut off or damaged",
    "picture.jpg": "a JPEG image",
}


@pytest.mark.parametrize(("name", "why"), REFUSED.items())
def test_what_cannot_be_read_is_refused_in_one_line_that_says_why(name, why):
    with pytest.raises(ManifestError) as refused:
        describe(CORPUS / name)

    assert why in str(refused.value)
    assert len(str(refused.value).splitlines()) == 1


def test_bare_numbers_are_photo_ids_only_if_a_person_says_so():
    assert "--format photo_ids" in describe(CORPUS / "bare-numbers.txt").next_step
    assert describe(CORPUS / "bare-numbers.txt", format="photo_ids").photos == 5


def test_addresses_inside_the_lines_of_a_page_are_taken_out_of_it_and_that_is_said(tmp_path):
    path = tmp_path / "page.html"
    path.write_text("<ul>\n" + "".join(f'<li><a href="{page("a", n)}/">one</a>\n' for n in range(9)) + "</ul>\n")

    reading = describe(path)

    assert (reading.rows, reading.photos, reading.accounts) == (9, 9, 1)
    assert "taken out of a text" in " ".join(reading.notes)


def test_text_of_a_manifest_gives_a_terminal_no_orders(tmp_path):
    """A row that was set aside is shown on one line, whatever it holds: line ends, bells, colours, a cleared screen."""
    path = tmp_path / "list.csv"
    bad = "x\x1b[2J\x1b]0;title\x07\r\n\u2028\u202ey\x9b31m"
    path.write_text(f'n,url\n1,{page("a", 1)}\n2,"{bad}"\n', encoding="utf-8")
    said = describe(path).lines()

    assert any("row 2: x" in line for line in said)
    assert all(line.isprintable() for line in said)


def test_a_list_without_a_row_is_not_said_to_lead_nowhere():
    """Nothing was looked at: that it is Adience's, and empty, is all that is known."""
    said = describe(CORPUS / "adience-header-only.txt").sentence()

    assert said.startswith("0 rows")
    assert "cannot be traced" not in said


# -- folders, and files that are none ----------------------------------------------------------------------------


def test_a_folder_of_numbered_crops_is_not_recognised(tmp_path):
    for number in range(20):
        (tmp_path / f"{number:05}.png").write_bytes(b"\x89PNG")
    reading = describe(tmp_path)

    assert (reading.rows, reading.photos, reading.traceable) == (20, None, None)
    assert "not recognised" in reading.sentence()


def test_a_folder_of_files_named_as_flickr_names_them_is_read_by_their_names(tmp_path):
    for number in range(3):
        (tmp_path / f"{7_000_000_000 + number}_0a1b2c3d4e_z.jpg").write_bytes(b"")

    assert describe(tmp_path).photos == 3


def test_an_empty_folder_a_missing_file_and_a_pipe_are_refused(tmp_path):
    (tmp_path / "nothing").mkdir()
    os.mkfifo(tmp_path / "pipe")
    for name, why in (("nothing", "the folder is empty"), ("missing", "no such file"), ("pipe", "neither a file nor")):
        with pytest.raises(ManifestError, match=why):
            describe(tmp_path / name)


def test_a_file_that_changes_while_it_is_read_is_not_used(tmp_path, monkeypatch):
    path = tmp_path / "list.csv"
    path.write_text("url\n" + f"{page('a', 1)}\n" * 10)
    hashed = containers.sha256_and_tally

    def changing(of: Path) -> object:
        with path.open("a") as file:
            file.write(f"{page('a', 2)}\n")
        return hashed(of)

    monkeypatch.setattr(containers, "sha256_and_tally", changing)
    with pytest.raises(ManifestError, match="changed while it was read|lines, but"):
        describe(path)


def test_a_file_whose_name_has_quotes_and_blanks_is_read_like_any_other(tmp_path):
    path = tmp_path / 'it\'s "a" list; --.csv'
    path.write_text(f"url\n{page('a', 1)}\n")

    assert describe(path).photos == 1


def test_reading_ends_where_its_reader_is_stopped(tmp_path):
    """No thread of a reading outlives it, also when the file is refused midway."""
    before = threading.active_count()
    for name in ("cut-off.csv.gz", "damaged.csv.gz", "right.csv.gz"):
        read(CORPUS / name)

    assert threading.active_count() == before


# -- what nobody thought of --------------------------------------------------------------------------------------

SLOW = settings(max_examples=trials(40), deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)

STARTS = [(CORPUS / name).read_bytes() for name in FILES if (CORPUS / name).stat().st_size < 5_000]


@st.composite
def mutations(draw: st.DrawFn) -> bytes:
    """A file of the corpus with a few bytes changed, taken out, doubled or put in."""
    said = bytearray(draw(st.sampled_from(STARTS)))
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(said)))
        length = draw(st.integers(0, 40))
        inserted = draw(
            st.sampled_from(
                [
                    b"",
                    b"\0",
                    b'"',
                    b"\n",
                    b"\r\n",
                    b"\t",
                    b",",
                    b"[",
                    b"}",
                    b"\xff",
                    b"&x;",
                    said[place : place + length],
                ]
            )
        )
        said[place : place + draw(st.integers(0, length))] = inserted
    return bytes(said)


@SLOW
@given(said=mutations() | st.binary(max_size=300))
def test_a_changed_file_ends_in_a_reading_or_in_one_line(tmp_path_factory, said):
    path = tmp_path_factory.mktemp("changed") / "file"
    path.write_bytes(said)
    read(path)


@SLOW
@given(
    name=st.sampled_from(sorted(PLANTED)),
    cuts=st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 30), st.sampled_from([b"", b"\n", b'"', b"\0", b"\xe9", b"7"]))
    ),
)
def test_a_planted_manifest_that_was_damaged_ends_in_a_reading_or_in_one_line_of_its_own_format(
    tmp_path_factory, name, cuts
):
    """Its own reader is given what the first look would not have taken for its format."""
    path = PLANTED[name].write(tmp_path_factory.mktemp("damaged"))
    if path.is_dir():
        path = next(path.glob("*.xml"))
    said = bytearray(path.read_bytes())
    for share, length, put in cuts:
        place = int(share * len(said))
        said[place : place + length] = put
    path.write_bytes(said)
    read(path, name.partition(",")[0])
    read(path)


FIELD = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n\0"), max_size=12)


@SLOW
@given(
    rows=st.lists(st.tuples(st.integers(1, 20), st.booleans(), FIELD, FIELD), min_size=8, max_size=40),
    delimiter=st.sampled_from(",;\t"),
)
def test_a_table_written_by_a_csv_writer_is_read_back_whole(tmp_path_factory, rows, delimiter):
    """Whatever stands in the other columns: every row is there, and the photos are those written."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=delimiter, quoting=csv.QUOTE_ALL if delimiter != "\t" else csv.QUOTE_MINIMAL)
    writer.writerow(["caption", "url", "note"])
    for number, paged, one, other in rows:
        writer.writerow(
            [
                one.replace(delimiter, ""),
                page("an-alias", number) if paged else image(number),
                other.replace(delimiter, ""),
            ]
        )
    path = tmp_path_factory.mktemp("tables") / "table.csv"
    path.write_bytes(written.getvalue().encode())
    reading = read(path)

    assert reading.rows == len(rows)
    assert reading.photos == len({number for number, *_ in rows})
