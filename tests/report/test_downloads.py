"""What a reader takes away is harmless, whole, and the same bytes each time."""

import csv
import io
import json
import os
import struct
import subprocess
import sys
import zipfile
import zlib

import openpyxl
import pandas as pd
import pytest
from whosefaces import PROJECT
from whosefaces.report import downloads, page

HOSTILE = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "<script>alert(1)</script>",
    '"><img src=x>',
]
TABLE = pd.DataFrame(
    {"=what": HOSTILE, "n": pd.array(range(len(HOSTILE)), dtype="Int64"), "share": [0.5] * len(HOSTILE)}
)


def test_nothing_in_a_csv_starts_as_a_formula():
    rows = list(csv.reader(io.StringIO(downloads.csv(TABLE).decode())))
    assert not [cell for row in rows for cell in row if cell.startswith(downloads.FORMULA)]
    assert [row[0].removeprefix("'") for row in rows[1:]] == [text.replace("\r", " ") for text in HOSTILE]


def test_a_workbook_holds_texts_and_numbers_and_no_formula():
    book = openpyxl.load_workbook(io.BytesIO(downloads.workbook({"a/b": TABLE}, "A table")))
    kinds = [[cell.data_type for cell in row] for row in book.worksheets[0].iter_rows(min_row=2)]
    assert {tuple(row) for row in kinds} == {("s", "n", "n")}
    assert book.worksheets[0]["A2"].value == HOSTILE[0]
    assert book.worksheets[0]["B3"].value == 1


def test_what_is_missing_is_an_empty_cell():
    table = pd.DataFrame({"n": pd.array([1, None], dtype="Int64"), "text": ["a", None]})
    assert downloads.csv(table) == b"n,text\n1,a\n,\n"
    sheet = openpyxl.load_workbook(io.BytesIO(downloads.workbook({"a": table}, "A"))).worksheets[0]
    assert (sheet["A3"].value, sheet["B3"].value) == (None, None)


def test_no_clock_is_in_a_workbook():
    with zipfile.ZipFile(io.BytesIO(downloads.workbook({"a": TABLE}, "A table"))) as packed:
        assert {member.date_time for member in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"dcterms" not in packed.read("docProps/core.xml").replace(b"xmlns:dcterms", b"")


def test_the_same_files_come_out_of_another_process_on_another_day(tmp_path):
    """Another hash seed, another time zone, another clock where one can be had."""
    script = (
        "import sys, pathlib; from whosefaces.report import charts, downloads;"
        "from whosefaces.report.words.catalogue import Words;"
        "f = charts.bars(Words('en'), 'c', 'd', [('a', 3), ('=b', 14)]);"
        "p = pathlib.Path(sys.argv[1]); p.mkdir(); downloads.write(f, p)"
    )
    copies = []
    for seed, zone in (("1", "UTC"), ("2", "Pacific/Auckland")):
        folder = tmp_path / seed
        env = {**os.environ, "PYTHONPATH": f"{PROJECT}/analysis:{PROJECT}", "PYTHONHASHSEED": seed, "TZ": zone}
        subprocess.run([sys.executable, "-c", script, str(folder)], env=env, check=True, timeout=120)
        copies.append({path.name: path.read_bytes() for path in folder.iterdir()})
    assert set(copies[0]) == {f"c.{ending}" for ending in downloads.TAKEN}
    assert copies[0] == copies[1]


def test_a_compact_png_shows_the_same_pixels_and_holds_nothing_else(whole):
    figure = next((whole.public / "charts").glob("*.png"))
    kinds = [kind for kind, _ in downloads._chunks(figure.read_bytes())]
    assert set(kinds) <= {b"IHDR", b"pHYs", b"IDAT", b"IEND"}
    text = struct.pack(">I", 3) + b"tEXt" + b"a\0b" + struct.pack(">I", zlib.crc32(b"tEXta\0b"))
    content = figure.read_bytes()
    assert downloads.compact(content[:-12] + text + content[-12:]) == content


def test_every_chart_can_be_taken_in_four_forms(whole):
    names = {path.stem for path in (whole.public / "charts").iterdir()}
    for name in names:
        for ending in downloads.TAKEN:
            assert (whole.public / "charts" / f"{name}.{ending}").stat().st_size > 0


@pytest.mark.parametrize("ending", ["html", "csv"])
def test_hostile_words_come_out_harmless(whole, tmp_path, ending):
    """A label that the data bring along is text, wherever it goes."""
    spoilt = whole.copy(tmp_path)
    hostile = "=cmd|<script>alert(1)</script>"
    document = json.loads((spoilt.public / "findings.json").read_text())
    document["findings"].append(dict(document["findings"][1], id="hostile", label=hostile, primary=False))
    (spoilt.public / "findings.json").write_text(json.dumps(document))
    path = spoilt.public / "tables" / "comparison.csv"
    path.write_text(
        f"id,of,label,unit,kind,status,low,high,bound_low\nhostile,dataset,{hostile},photo,sample,published,.1,.2,.1\nhostile,rest of the parent,{hostile},photo,sample,published,.1,.2,.1\n"
    )
    page.write(spoilt.investigation, spoilt.as_of, spoilt.case, spoilt.public)
    if ending == "html":
        assert "<script>" not in (spoilt.public / "appendix.html").read_text()
        assert "&lt;script&gt;" in (spoilt.public / "appendix.html").read_text()
    else:
        assert "\n=cmd" not in (spoilt.public / "charts" / "comparison.csv").read_text()
        assert "'=cmd|<script>" in (spoilt.public / "charts" / "comparison.csv").read_text()
