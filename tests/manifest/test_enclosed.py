"""A text whose fields quotes enclose says to the engine what it says to Python's csv, or it is left to Python's csv."""

import csv
import gzip
import io
from functools import cached_property

import duckdb
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from whosefaces.manifest import engine, ingest
from whosefaces.manifest.listing import LONGEST_LINE, Delimited, ManifestError
from whosefaces.manifest.reader import lines_by_engine, rows_by_python, unquoting
from whosefaces.manifest.reader.containers import Tally
from whosefaces.manifest.reader.encodings import NotUtf8Error
from whosefaces.manifest.reader.glimpse import Glimpse
from whosefaces.manifest.reader.unquoting import DeclinedError, Unquoting

from tests.manifest.planted_manifests import page
from tests.trials import trials

QUICK = settings(max_examples=trials(400), deadline=None, derandomize=True)
SLOW = settings(max_examples=trials(25), deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
BACK = {
    chr(unquoting.DELIMITER): ",",
    chr(unquoting.LINE_FEED): "\n",
    chr(unquoting.CARRIAGE_RETURN): "\r",
}

PIECES = st.sampled_from(
    [
        "a",
        "bc",
        "7",
        " ",
        "é",
        "漢",
        ",",
        ";",
        "\n",
        "\r\n",
        "\r",
        '"',
        '""',
        '"a"',
        '","',
        '"\n',
        '\n"',
        "\ufeff",
        "\0",
    ]
    + ["\x1c", "\x1d", "\x1e", "\x1f", '"a,b"', '"x""y"', '"x\ny"', '"x\r\ny",', 'a"b', "\n\n"]
)
"""What texts in quotes are made of, and what should not be in them."""

TEXTS = st.lists(PIECES, max_size=24).map("".join)
FIELDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\x1d\x1e\x1f\r"), max_size=8)
TABLES = st.lists(st.lists(FIELDS, min_size=2, max_size=4), min_size=1, max_size=12)


def by_csv(said: bytes) -> list[list[str]] | None:
    """The rows by Python's csv; None where it refuses the text."""
    lines = io.TextIOWrapper(io.BytesIO(said), encoding="utf-8-sig", errors="surrogateescape", newline="")
    try:
        return list(csv.reader(lines, strict=True))
    except csv.Error:
        return None


def by_counting(said: bytes, cuts: list[int]) -> tuple[list[list[str]], int] | None:
    """The rows, and how many were counted, with the text handed over in pieces; None where it was declined."""
    taken = Unquoting(",")
    places = sorted({0, len(said), *(cut % (len(said) + 1) for cut in cuts)})
    try:
        out = b"".join(taken.lines(said[start:end]) for start, end in zip(places, places[1:], strict=False))
        out += taken.rest()
    except DeclinedError:
        return None
    rows = [line.split(chr(unquoting.DELIMITER)) for line in out.decode(errors="surrogateescape").split("\n")[:-1]]
    return [["".join(BACK.get(letter, letter) for letter in field) for field in row] for row in rows], taken.rows


def written(table: list[list[str]], quoting: int, end: str) -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file, quoting=quoting, lineterminator=end).writerows(table)
    return file.getvalue().encode()


# -- taking the quotes off ---------------------------------------------------------------------------------------


@QUICK
@given(said=TEXTS, cuts=st.lists(st.integers(0, 200), max_size=4))
@example(said="", cuts=[])
@example(said='""', cuts=[])
@example(said='a,"b', cuts=[])
@example(said='"a""', cuts=[2])
@example(said='a,""""\n', cuts=[3, 4])
@example(said='a,"\r\n"\r\nb,c\r', cuts=[4, 7])
def test_a_text_comes_apart_as_by_pythons_csv_or_is_declined(said, cuts):
    """Wherever it is cut into chunks, in the middle of a letter or of a doubled quote."""
    found = by_counting(said.encode(), cuts)

    if found is not None:
        rows, counted = found
        assert rows == by_csv(said.encode())
        assert counted == len(rows)


@QUICK
@given(
    table=TABLES,
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL, csv.QUOTE_NONNUMERIC]),
    end=st.sampled_from(["\n", "\r\n"]),
    mark=st.booleans(),
    cuts=st.lists(st.integers(0, 400), max_size=6),
)
def test_what_a_csv_writer_wrote_is_not_declined(table, quoting, end, mark, cuts):
    """Quotes, doubled quotes, delimiters and line feeds inside fields, byte order mark: none of it is out of the ordinary."""
    table = [[field.lstrip("\ufeff") for field in row] for row in table]
    said = b"\xef\xbb\xbf" * mark + written(table, quoting, end)

    assert by_counting(said, cuts) == (table, len(table))


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (b'a,b"c\n', "a quote in the middle of a field"),
        (b'a,"b"c\n', "a quote in the middle of a field"),
        (b'a,"b" \n', "a quote in the middle of a field"),
        (b'a,"b\n', "not closed"),
        (b"a\rb\n", "no line feed follows"),
        (b"a\n\nb\n", "nothing in it"),
        (b'""\n', "nothing in it"),
        (b"a\x1eb\n", "a control letter"),
        (b"\xef\xbb\xbf\xef\xbb\xbfa\n", "two byte order marks"),
        (b'"' + b"a" * LONGEST_LINE + b'"\n', "too long"),
    ],
)
def test_what_counting_does_not_tell_is_declined_with_its_reason(said, why):
    taken = Unquoting(",")
    with pytest.raises(DeclinedError, match=why):
        taken.lines(said)
        taken.rest()


@pytest.mark.parametrize("delimiter", ['"', "\n", "\x1f", "é", "||"])
def test_a_delimiter_that_is_something_else_as_well_is_declined(delimiter):
    with pytest.raises(DeclinedError, match="the delimiter"):
        Unquoting(delimiter)


# -- the listing, by the engine and by Python ----------------------------------------------------------------------

LAYOUT = {"photo_id": "c0", "address": "c1", "alias": "c2", "uploaded": "nullif(c1, 'a')"}


class Both:
    """One text, read by each of the two readers."""

    def __init__(self, folder, said: bytes, header: bool, name: str = "list.csv") -> None:
        self.path = folder / name
        self.path.write_bytes(said)
        self.layout = Delimited(["c0", "c1", "c2"], ",", LAYOUT, header=header, quoted=True)
        self.made = folder / "made.parquet"

    def rows(self) -> list[tuple[object, ...]]:
        with duckdb.connect() as asked:
            return asked.execute(f"SELECT * FROM read_parquet('{self.made}')").fetchall()

    @cached_property
    def by_engine(self) -> tuple[int, list[tuple[object, ...]]] | None:
        """Lines and rows; None where it was declined, or is no UTF-8."""
        with engine.started() as duck:
            compressed = "gz" if self.path.suffix == ".gz" else None
            try:
                found = lines_by_engine.enclosed(duck, Glimpse(self.path, "text", compressed), self.layout, self.made)
            except NotUtf8Error:
                return None
        return (found[1].total, self.rows()) if found else None

    @cached_property
    def by_python(self) -> tuple[int, list[tuple[object, ...]]] | None:
        """Lines and rows; None where the text was refused."""
        tally = Tally()
        try:
            with engine.started() as duck:
                rows = rows_by_python.of_quoted(self.path, self.layout, tally)
                rows_by_python.write(duck, rows, self.layout, self.made)
        except ManifestError:
            return None
        return tally.total, self.rows()


@SLOW
@given(
    table=st.lists(st.lists(FIELDS, min_size=2, max_size=4), max_size=20),
    start=st.sampled_from(["", "\ufeff"]),
    tail=st.lists(PIECES, max_size=3).map("".join),
    end=st.sampled_from(["\n", "\r\n"]),
    header=st.booleans(),
    broken=st.sampled_from([b"", b"", b"", b"\xff", b"caf\xe9,"]),
)
def test_both_readers_give_the_same_listing_or_the_engine_declines(
    tmp_path_factory, table, start, tail, end, header, broken
):
    """Rows too short and too long, in their places, as they stand without their quotes; and any tail whatever."""
    said = (start.encode() + written(table, csv.QUOTE_MINIMAL, end) + tail.encode()) + broken
    both = Both(tmp_path_factory.mktemp("both"), said, header)

    if both.by_engine is not None:
        assert both.by_engine == both.by_python


def test_short_and_long_rows_and_line_ends_in_fields_are_not_declined(tmp_path):
    rows = 'h,i,"j\nk"\n1,"a\r\nb","c,""d"""\n2,"x\ny"\n3,4,"5\n",6\n7,,""\n' * 50
    both = Both(tmp_path, rows.encode(), header=True)

    assert both.by_engine is not None
    assert both.by_engine == both.by_python
    lines, found = both.by_engine
    assert len(found) == 249
    assert lines == rows.count("\n")
    assert found[0][:2] == ("1", "a\r\nb")
    assert [row[15:17] for row in found[1:3]] == [("too few columns", "2,x\ny"), ("too many columns", "3,4,5\n,6")]


def test_a_packed_text_is_read_by_the_engine_as_well_and_one_cut_off_is_refused(tmp_path):
    whole = gzip.compress(b'1,"a,b","c"\n' * 20_000, mtime=0)
    both = Both(tmp_path, whole, header=False, name="list.csv.gz")
    assert both.by_engine == both.by_python

    with pytest.raises(ManifestError, match="cut off or damaged"):
        Both(tmp_path, whole[:-20], header=False, name="list.csv.gz").by_engine  # noqa: B018


def test_delimiters_that_end_a_row_are_no_columns_too_many(tmp_path):
    """Spreadsheets write them; they hold nothing. Something past the last column is set aside."""
    both = Both(tmp_path, b'1,"a",b,\n2,"c",d,,,\n3,"e",f,,x\n', header=False)

    assert both.by_engine == both.by_python
    assert [row[15] for row in both.by_engine[1]] == [None, None, "too many columns"]


def test_a_line_without_an_end_does_not_fill_the_memory(tmp_path):
    both = Both(tmp_path, b'1,"a",b\n' + b"x," * (LONGEST_LINE // 2 + 1) + b"\n", header=False)

    assert both.by_engine is None
    assert both.by_python is None


MANY = 'n,"said",url\n' + "".join(f'{n},"1,{n}\nof many ""words""",{page("an-alias", n)}\n' for n in range(500))


def test_rows_that_the_engine_loses_are_read_by_python(tmp_path, monkeypatch):
    """The bytes say how many rows there are; a reader that finds another number is not believed."""
    path = tmp_path / "list.csv"
    path.write_text(MANY)
    whole = ingest.listing(path)
    assert whole.rows == 500

    monkeypatch.setenv("WHOSEFACES_CACHE", str(tmp_path / "cache"))
    read, asked = lines_by_engine._read, []

    def losing(*said, **more):
        asked.append(said)
        return read(*said, **more) - 1

    monkeypatch.setattr(lines_by_engine, "_read", losing)
    again = ingest.listing(path)

    assert asked
    assert again.rows == 500
    with duckdb.connect() as opened:
        one, other = (
            opened.execute(f"SELECT * FROM read_parquet('{found.path}')").fetchall() for found in (whole, again)
        )
    assert one == other


def test_python_takes_no_row_apart_where_the_engine_can(tmp_path, monkeypatch):
    path = tmp_path / "list.csv"
    path.write_text(MANY)
    monkeypatch.setenv("WHOSEFACES_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(rows_by_python, "of_quoted", None)

    assert ingest.listing(path).rows == 500
