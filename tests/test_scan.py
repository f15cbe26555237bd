"""A path is a name, never data: no folder's name changes a byte of what comes out, whatever lies beside it."""

import datetime as dt
import hashlib
import json
import re
import shutil
import string
import tempfile
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whosefaces import PROJECT, investigation, scan
from whosefaces.manifest import framing
from whosefaces.manifest.reading import describe
from whosefaces.measure import measuring
from whosefaces.sample import comparison, drawing
from whosefaces.trace import tracing

from tests.trials import trials

HOSTILE = (
    "a=b",
    "owner=x",
    "photo_id=5",
    "photo_id=49234567891",
    "faces[1]",
    "*",
    "**",
    "?",
    "{a,b}",
    "[!a]",
    "[",
    "it's",
    "%41",
    "~",
    "s3:",
)
BESIDE = {"faces[1]": "faces1", "*": "anything", "**": "anything", "?": "x", "{a,b}": "a", "[!a]": "b"}
"""For a name that is a pattern, one that the pattern fits: there another study's list lies."""

CALLS = re.compile(
    r"(?<![.])\b(?:read_(?:parquet|csv|json|text|blob|ndjson)|parquet_(?:scan|schema|metadata|kv_metadata)|sniff_csv|glob)\('"
    r"|read_(?:parquet|csv|json|text|blob|ndjson)\([{$?[]|\bCOPY \(|\bATTACH\b|FROM '[^']*/|[.]read[.](?:parquet|csv|text|json|load|format|option)"
)
"""How a call of an engine that takes a path is written in Python; pandas' readers take a path as it is."""


def test_no_other_module_builds_a_call_that_takes_a_path():
    for path in (PROJECT / "analysis").rglob("*.py"):
        if path.name == "scan.py":
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if call := CALLS.search(line):
                raise AssertionError(f"{path.name}:{number}: {call[0]!r}: go through whosefaces.scan")


def test_the_check_above_finds_such_a_call():
    for call in (
        "f\"SELECT * FROM read_parquet('{path}')\"",
        "session.read.parquet(path)",
        "FROM read_csv($f)",
        "sniff_csv('x')",
        "COPY (SELECT 1) TO 'x'",
    ):
        assert CALLS.search(call)


def a_list(path: Path, first: int) -> Path:
    """Six photos, in the container that the name's end says, with quotes so that they pass through a pipe."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [(first + 13 * n, f"9000000{n % 4}@N0{n % 4}") for n in range(6)]
    if path.suffix == ".parquet":
        values = ", ".join(f"('https://www.flickr.com/photos/{owner}/{photo}/', '{photo}')" for photo, owner in rows)
        duckdb.execute(scan.written(f"SELECT * FROM (VALUES {values}) AS t(page, photo_id)", path, "FORMAT parquet"))
    elif path.suffix == ".json":
        path.write_text(json.dumps([{"page": f"https://www.flickr.com/photos/{o}/{p}/"} for p, o in rows]))
    else:
        rows_as_text = "".join(
            f'"a, ""title""",https://www.flickr.com/photos/{owner}/{photo}/\n' for photo, owner in rows
        )
        path.write_text("title,page\n" + rows_as_text)
    return path


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("kind", ["parquet", "csv", "json"])
def test_a_hostile_name_of_folder_file_and_cache_changes_nothing(tmp_path, monkeypatch, name, kind):
    plain = describe(a_list(tmp_path / "plain" / f"list.{kind}", 49234567891)).as_json()
    a_list(tmp_path / BESIDE.get(name, "beside") / f"list1.{kind}", 49300000001)
    a_list(tmp_path / name / f"list1.{kind}", 49300000001)
    (tmp_path / name / "cache").mkdir(parents=True)
    monkeypatch.setenv("WHOSEFACES_CACHE", str(tmp_path / name / "cache"))
    read = describe(a_list(tmp_path / name / f"list[1].{kind}", 49234567891)).as_json()
    assert {key: value for key, value in read.items() if key != "manifest_sha256"} == {
        key: value for key, value in plain.items() if key != "manifest_sha256"
    }
    assert (read["rows"], read["photos"], read["accounts"]) == (6, 6, 4)


@given(st.text(string.ascii_letters + string.punctuation.replace("/", "") + " é", min_size=1, max_size=12))
@settings(max_examples=trials(30))
def test_whatever_a_folder_is_called_its_own_file_is_read_or_none(name):
    if name in (".", ".."):
        return
    with tempfile.TemporaryDirectory() as place:
        for folder, value in ((name, 1), ("a", 2), ("aa", 2), ("1", 2)):
            (Path(place) / folder).mkdir(exist_ok=True)
            duckdb.execute(
                scan.written(f"SELECT {value} AS x", Path(place) / folder / "aside.parquet", "FORMAT parquet")
            )
        file = Path(place) / name / "l[1].parquet"
        duckdb.execute(scan.written("SELECT 3 AS x", file, "FORMAT parquet", {"of": "it's"}))
        shutil.copy(Path(place) / name / "aside.parquet", Path(place) / name / "l1.parquet")
        if "\\" in name:
            with pytest.raises(scan.PathError):
                scan.parquet(file)
            return
        assert duckdb.execute(f"SELECT * FROM {scan.parquet(file)}").fetchall() == [(3,)]


def edition(place: Path, n: int) -> dict[str, str]:
    """What a small edition of the demonstration in ``place`` publishes of numbers, file by file."""
    own, case, public = place / "investigation", place / "case", place / "public"
    shutil.copytree(PROJECT / "data" / "demo", own, ignore=shutil.ignore_patterns("*.py", "*.md"))
    text = (own / "investigation.toml").read_text(encoding="utf-8")
    text = re.sub(r"(?m)^n = [0-9]+", f"n = {n}", re.sub(r'"[./]*/data/demo/', '"', text))
    (own / "investigation.toml").write_text(text, encoding="utf-8")
    public.mkdir()
    own_investigation, day = investigation.load(own / "investigation.toml"), dt.date(2026, 11, 9)
    frame = framing.build(own_investigation, case)
    panel = drawing.draw(own_investigation, frame.path, case, day).path
    comparison.draw(own_investigation, frame.path, case)
    traces = tracing.trace(own_investigation, panel, case, day).path
    measuring.measure(own_investigation, frame.path, panel, traces, case=case, public=public, as_of=day)
    files = (path for path in sorted(public.rglob("*")) if path.is_file())
    return {path.relative_to(public).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_a_whole_small_edition_is_the_same_in_folders_with_hostile_names(tmp_path, monkeypatch):
    plain = edition(tmp_path / "plain", 30)
    edition(tmp_path / "a=b" / "owner=x" / "faces1", 60)
    hostile = tmp_path / "a=b" / "owner=x" / "faces[1]" / "it's" / "*"
    edition(hostile.with_name("another"), 60)
    (hostile / "cache").mkdir(parents=True)
    monkeypatch.setenv("WHOSEFACES_CACHE", str(hostile / "cache"))
    assert edition(hostile, 30) == plain and plain
