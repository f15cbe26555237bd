"""A large text is read in one pass: what comes out is what comes out when it is kept as a table first, to the row."""

from dataclasses import replace

import duckdb
import pytest
from whosefaces.manifest import any_list, engine
from whosefaces.manifest.engine import facts_of
from whosefaces.manifest.footers import add_facts
from whosefaces.manifest.reader.glimpse import look

PHOTOS = [49_000_000_001 + 7919 * n for n in range(300)]
PAGES = [f"https://www.flickr.com/photos/9000000{n % 4}@N99/{photo}/" for n, photo in enumerate(PHOTOS)]
FILES = [f"{photo}_0a1b2c{n:04x}_b.jpg" for n, photo in enumerate(PHOTOS)]

TEXTS = {
    "a header": ["photo_id,page,licence", *(f"{p},{page},by/2.0" for p, page in zip(PHOTOS, PAGES, strict=True))],
    "no header, tabs": [f"{page}\tB\u00fcrgerfest {n}" for n, page in enumerate(PAGES)],
    "quotes round cells": ["n;url", *(f'{n};"{page}"' for n, page in enumerate(PAGES))],
    "quotes with commas": ["title,url", *(f'"one, two ""{n}""",{page}' for n, page in enumerate(PAGES))],
    "one address a line": PAGES,
    "file names": ["file|label", *(f"faces/{name}|{n % 3}" for n, name in enumerate(FILES))],
    "nothing in some cells": ["photo_id,owner,title", *(f"{p},{'' if p % 3 else '90000001@N99'}," for p in PHOTOS)],
    "ids written as numbers": ["photo_id,k", *(f"{p}.0,{n}" for n, p in enumerate(PHOTOS))],
    "addresses of others too": ["n,url", *(f"{n},{page if n % 2 else 'https://example.org/a.jpg'}" for n, page in enumerate(PAGES))],
}  # fmt: skip

OTHERWISE = {
    "a row too short in the middle": ["a,url,b", *(f"1,{page}" if n == 150 else f"1,{page},2" for n, page in enumerate(PAGES))],
    "pairs": ["photo_1,photo_2", *(f"{page},{PAGES[-n]}" for n, page in enumerate(PAGES, 1))],
    "nothing of Flickr's": ["a,b", *(f"{n},x{n}" for n in range(300))],
}  # fmt: skip

EITHER_WAY = {
    "line breaks in quotes": ["note,url", *(f'"one\nthree {n}",{page}' for n, page in enumerate(PAGES))],
    "Flickr's after a quarter of others": ["url", *(f"https://example.org/{n}" if n < 75 else page for n, page in enumerate(PAGES))],
}  # fmt: skip


def read(path, target):
    with engine.started() as duck:
        verdict, tally = any_list.write(duck, look(path), target)
        verdict = replace(verdict, why="")  # it says how many rows were looked at: of a small file some twice
        return verdict, tally.total, duck.rows(f"SELECT * FROM read_parquet('{target}', file_row_number = true)")


@pytest.mark.parametrize("kind", [*TEXTS, *OTHERWISE, *EITHER_WAY])
def test_a_list_read_in_one_pass_is_the_list_kept_as_a_table_first(tmp_path, monkeypatch, kind):
    path = tmp_path / "list.csv"
    path.write_text("\n".join((TEXTS | OTHERWISE | EITHER_WAY)[kind]) + "\n", encoding="utf-8")
    first = read(path, tmp_path / "first.parquet")
    batches = []
    cut = any_list._cut
    monkeypatch.setattr(any_list, "ONE_PASS", 0)
    monkeypatch.setattr(any_list, "_cut", lambda *given: batches.append(1) or cut(*given))

    assert read(path, tmp_path / "second.parquet") == first
    if kind not in EITHER_WAY:
        assert bool(batches) == (kind in OTHERWISE)


def test_facts_are_added_to_a_file_that_is_written(tmp_path):
    path = tmp_path / "rows.parquet"
    with duckdb.connect() as engine:
        engine.execute(f"COPY (SELECT range AS n, 'x' || range AS word FROM range(5000)) TO '{path}' (FORMAT parquet)")
    facts = {
        "reading": {"notes": ["\u00fc" * 50_000, None]},
        "made_from": [1.5, True],
        **{f"n{n}": n for n in range(40)},
    }
    add_facts(path, facts)

    assert facts_of(path) == facts
    with duckdb.connect() as engine:
        assert engine.execute(f"SELECT count(*), sum(n), max(word) FROM '{path}'").fetchall() == [
            (5000, 12_497_500, "x999")
        ]
    with pytest.raises(ValueError, match="no Parquet file"):
        (tmp_path / "other").write_bytes(b"0123456789")
        add_facts(tmp_path / "other", facts)
