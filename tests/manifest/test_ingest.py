"""Nothing of a manifest is lost in silence, nothing half-made is kept, and no file can fill the memory."""

import bz2
import gzip
import lzma
import os
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor

import duckdb
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whosefaces import PROJECT
from whosefaces.manifest import engine, ingest
from whosefaces.manifest.asked import Asked
from whosefaces.manifest.engine import EngineError
from whosefaces.manifest.formats.yfcc100m import V2
from whosefaces.manifest.listing import ManifestError
from whosefaces.manifest.reader import lines_by_engine
from whosefaces.manifest.reader.bounding import Bounding
from whosefaces.manifest.reader.containers import Stamp

from tests.manifest import yfcc_like as yfcc
from tests.trials import trials

GOOD = ["\t".join(row[name] for name in V2).encode() for row in yfcc.population(60, 9)]


def the_rows(path, **named):
    found = ingest.listing(path, Asked(**named))
    with duckdb.connect() as asked:
        rows = asked.execute(
            f"SELECT file_row_number + 1, photo_id, set_aside FROM read_parquet('{found.path}', file_row_number = true)"
        ).fetchall()
    return found, rows


def put(folder, lines, name="rows.tsv", end=b"\n"):
    path = folder / name
    path.write_bytes(end.join(lines) + end)
    return path


BAD = {
    "too few columns": b"\t".join(GOOD[0].split(b"\t")[:20]),
    "too many columns": GOOD[1] + b"\textra",
}
UNDECODABLE = GOOD[2].replace(b"A+", b"\xff\xfe")


@pytest.mark.parametrize("place", [0, 5, 59, 60])
@pytest.mark.parametrize("reason", BAD)
def test_a_bad_line_is_set_aside_at_its_place_with_its_reason(tmp_path, reason, place):
    """Its neighbours keep theirs: every line is in the listing at its own number."""
    lines = [*GOOD[:place], BAD[reason], *GOOD[place:]]
    found, rows = (
        the_rows(put(tmp_path, lines), format="yfcc100m") if place else the_rows(put(tmp_path, [*GOOD, BAD[reason]]))
    )
    where = (place or 60) + 1

    assert found.lines == found.rows == len(rows) == 61
    assert [(number, said) for number, _, said in rows if said] == [(where, reason)]
    assert [photo for _, photo, said in rows if not said] == [line.split(b"\t")[1].decode() for line in GOOD]


@pytest.mark.parametrize("place", [0, 5, 60])
def test_a_line_with_bytes_that_are_no_letters_keeps_its_photo(tmp_path, place):
    """Who is read and who is not must not hang on how a title is spelt."""
    found, rows = the_rows(put(tmp_path, [*GOOD[:place], UNDECODABLE, *GOOD[place:]]), format="yfcc100m")

    assert found.rows == len(rows) == 61
    assert not [said for _, _, said in rows if said]
    assert [photo for _, photo, _ in rows][place] == UNDECODABLE.split(b"\t")[1].decode()


@settings(max_examples=trials(20), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lines=st.lists(
        st.sampled_from([*GOOD[:6], *BAD.values(), UNDECODABLE, b"", b'"', b"a\tb", GOOD[7] + b"\r", GOOD[8].replace(b"A+", b"\0")]),
        min_size=1, max_size=30,
    ),
    last=st.sampled_from([b"\n", b""]),
)  # fmt: skip
def test_accepted_and_rejected_lines_are_the_lines(tmp_path_factory, lines, last):
    """Whatever stands in them, in whatever order, with a newline at the end or without."""
    path = tmp_path_factory.mktemp("lines") / "rows.tsv"
    path.write_bytes(b"\n".join([*GOOD[:40], *lines]) + last)
    bytes_ = path.read_bytes()
    found, rows = the_rows(path, format="yfcc100m")

    assert found.rows == len(rows) == bytes_.count(b"\n") + (not bytes_.endswith(b"\n"))
    for (_, photo, said), line in zip(rows, bytes_.split(b"\n"), strict=False):
        whole = line.removesuffix(b"\r")
        good = len(whole.split(b"\t")) == 25
        assert (said is None) == good, (line[:60], said)
        assert not good or photo == whole.split(b"\t")[1].decode()


def test_a_field_of_half_a_million_characters_is_a_field(tmp_path):
    long = GOOD[0].replace(b"A+", b"x" * 500_000)
    found, rows = the_rows(put(tmp_path, [*GOOD, long, *GOOD]))

    assert found.rows == 121
    assert not [said for *_, said in rows if said]


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_line_of_hundreds_of_thousands_of_columns_is_set_aside_like_any_other(tmp_path, pack):
    """For each column too many DuckDB keeps a copy of the line: untended, this one would take 500 GB."""
    path = tmp_path / ("rows.tsv" + ".gz" * (pack is gzip.compress))
    path.write_bytes(pack(b"\n".join([*GOOD[:30], b"A+" * 150 + b"\tx" * 400_000, *GOOD[30:]]) + b"\n"))
    found, rows = the_rows(path)

    assert [(number, said) for number, _, said in rows if said] == [(31, "too many columns")]
    with duckdb.connect() as asked:
        kept = asked.execute(f"SELECT text FROM read_parquet('{found.path}') WHERE set_aside IS NOT NULL").fetchall()
    assert kept == [("A+" * 100,)]


@settings(max_examples=trials(200), deadline=None, derandomize=True)
@given(
    lines=st.lists(
        st.sampled_from(
            [
                b"",
                b"1\t2\t3",
                b"\t\t",
                b"1\t2\t3\t" + b"\t" * 6000,
                b"x" * 6000,
                b"\tx" * 5000 + b"\r",
                b"a\t" * 30 + b"b" * 6000,
            ]
        ),
        max_size=8,
    ),
    cuts=st.lists(st.integers(0, 40_000), max_size=5),
    last=st.sampled_from([b"", b"\n"]),
)
def test_only_lines_of_far_too_many_columns_are_cut_off_and_they_keep_too_many(lines, cuts, last):
    """However the text comes in; what an example shows of a line stays, and columns with nothing in them are none too many."""
    said = b"\n".join(lines) + last
    places = sorted({0, len(said), *(min(cut, len(said)) for cut in cuts)})
    bounding = Bounding("\t", 3)
    out = b"".join(bounding.lines(said[start:end]) for start, end in zip(places, places[1:], strict=False))
    out += bounding.rest()
    given = said.split(b"\n")

    assert len(out.split(b"\n")) == len(given)
    for one, other in zip(out.split(b"\n"), given, strict=True):
        if one != other:
            assert len(other) > 4096
            assert one[:800] == other[:800] or other.startswith(b"a\t")
            assert 13 <= one.count(b"\t") <= 600
            assert any(one.removesuffix(b"\r").split(b"\t")[3:])
            assert one.endswith(b"\r") == other.endswith(b"\r")
        else:
            assert len(other) <= 4096 or not any(other.rstrip(b"\r").split(b"\t")[3:])


def test_quotes_and_carriage_returns_are_read_as_they_stand(tmp_path):
    """A quote opens nothing; lines that end in CRLF are the same lines."""
    quoted = GOOD[0].replace(b"A+", b'"unclosed ')
    found, rows = the_rows(put(tmp_path, [quoted, *GOOD[1:]], end=b"\r\n"))

    assert found.rows == 60
    assert [photo for _, photo, _ in rows] == [line.split(b"\t")[1].decode() for line in GOOD]


PACKED = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": lambda said: zstandard.ZstdCompressor().compress(said),
}


@pytest.mark.parametrize("kind", PACKED)
def test_a_packed_file_is_read_as_it_is_and_one_that_is_cut_off_leaves_nothing(tmp_path, kind, monkeypatch):
    monkeypatch.setenv("WHOSEFACES_CACHE", str(tmp_path / "cache"))
    whole = PACKED[kind](b"\n".join(GOOD * 400) + b"\n")
    path = tmp_path / f"rows.tsv.{kind}"
    path.write_bytes(whole)
    assert ingest.listing(path).rows == 60 * 400
    made = set((tmp_path / "cache" / "listings").iterdir())

    path.write_bytes(whole[: len(whole) * 2 // 3])
    with pytest.raises(ManifestError, match="cut off or damaged.*download it again"):
        ingest.listing(path, "yfcc100m")
    assert set((tmp_path / "cache" / "listings").iterdir()) == made
    assert not list((tmp_path / "cache" / "scratch").iterdir())


def test_a_file_that_changes_while_it_is_read_is_not_used(tmp_path, monkeypatch):
    path = put(tmp_path, GOOD)
    read = ingest._ingest

    def and_then_more(*said):
        answer = read(*said)
        with path.open("ab") as file:
            file.write(GOOD[0] + b"\n")
        return answer

    monkeypatch.setattr(ingest, "_ingest", and_then_more)
    with pytest.raises(ManifestError, match="changed while it was read; wait until it is complete"):
        ingest.listing(path)
    monkeypatch.undo()
    assert ingest.listing(path).rows == 61


def test_no_manifest_is_converted_twice(tmp_path, monkeypatch):
    """Not when it is asked for again, nor under another name; but after it has changed."""
    calls = []
    read = ingest._ingest
    monkeypatch.setattr(ingest, "_ingest", lambda *said: calls.append(said) or read(*said))
    path = put(tmp_path, [*GOOD, GOOD[0] + b"1"])
    first = ingest.listing(path)
    assert ingest.listing(path) == first
    path.rename(tmp_path / "other.tsv")
    assert ingest.listing(tmp_path / "other.tsv").path == first.path
    assert len(calls) == 1
    put(tmp_path, [*GOOD, GOOD[1] + b"2"], "other.tsv")
    assert ingest.listing(tmp_path / "other.tsv").path != first.path
    assert len(calls) == 2


@pytest.mark.parametrize("harm", ["cut off", "facts gone", "facts damaged", "gone"])
def test_a_damaged_cache_is_made_anew(tmp_path, harm):
    path = put(tmp_path, [*GOOD, harm.encode()])
    first = ingest.listing(path)
    facts = first.path.with_suffix(".json")
    match harm:
        case "cut off":
            first.path.write_bytes(first.path.read_bytes()[:-100])
        case "facts gone":
            facts.unlink()
        case "facts damaged":
            facts.write_text(facts.read_text()[:20])
        case "gone":
            first.path.unlink()
    again, rows = the_rows(path)

    assert again == first
    assert len(rows) == 61


def test_what_fails_in_the_middle_leaves_nothing_half_made(tmp_path, monkeypatch):
    monkeypatch.setenv("WHOSEFACES_CACHE", str(tmp_path / "cache"))
    path = put(tmp_path, [*GOOD, BAD["too few columns"]])

    def stopped(*said):
        raise KeyboardInterrupt

    monkeypatch.setattr(lines_by_engine, "_with_rejected", stopped)
    with pytest.raises(KeyboardInterrupt):
        ingest.listing(path)
    assert not list((tmp_path / "cache" / "listings").iterdir())
    assert not list((tmp_path / "cache" / "scratch").iterdir())


def test_two_at_once_do_not_collide(tmp_path, monkeypatch):
    """The second waits for the first and finds it done."""
    monkeypatch.setenv("WHOSEFACES_CACHE", str(tmp_path / "cache"))
    calls = []
    read = ingest._ingest
    monkeypatch.setattr(ingest, "_ingest", lambda *said: calls.append(said) or read(*said))
    path = put(tmp_path, GOOD * 50)
    with ThreadPoolExecutor(4) as many:
        found = list(many.map(lambda _: ingest.listing(path), range(4)))

    assert len(calls) == 1
    assert len({one.path for one in found}) == 1
    assert {one.rows for one in found} == {3000}


ONE_OF_TWO = """
import sys
from pathlib import Path
from whosefaces.manifest import ingest
read, calls = ingest._ingest, []
ingest._ingest = lambda *said: calls.append(said) or read(*said)
sys.stdin.readline()
found = ingest.listing(Path(sys.argv[1]))
print(len(calls), found.rows, found.path)
"""


def test_two_processes_at_once_convert_a_file_once(tmp_path):
    path = put(tmp_path, GOOD * 50)
    surroundings = os.environ | {"WHOSEFACES_CACHE": str(tmp_path / "cache")}
    both = [
        subprocess.Popen(
            [sys.executable, "-c", ONE_OF_TWO, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=surroundings,
            cwd=PROJECT,
        )
        for _ in range(2)
    ]
    for one in both:
        one.stdin.write("go\n")
        one.stdin.flush()
    said = [one.communicate(timeout=120)[0].split() for one in both]

    assert sorted(calls for calls, *_ in said) == ["0", "1"]
    assert said[0][1:] == said[1][1:]


def test_a_large_file_is_named_before_it_is_read_whole_and_a_small_or_known_one_without_a_word(tmp_path, monkeypatch):
    path = put(tmp_path, GOOD)
    told = []
    ingest.listing(put(tmp_path, [*GOOD, GOOD[0]], "small.tsv"), recognised=told.append)
    assert not told
    monkeypatch.setattr(ingest, "LARGE", 1)
    for _ in range(2):
        ingest.listing(path, recognised=told.append)

    assert len(told) == 1
    assert told[0].startswith("yfcc100m: 25 columns")


def test_a_full_disk_is_one_line(tmp_path):
    """A process that may write no file over 100,000 bytes stands for a disk with no more room."""
    before, after = GOOD[0].split(yfcc.population(1, 9)[0]["hash"].encode())
    path = put(tmp_path, [before + os.urandom(15).hex().encode() + after for _ in range(20_000)])
    code = f"""
        import resource, signal
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        from pathlib import Path
        from whosefaces.errors import WhoseFacesError
        from whosefaces.manifest import ingest
        try:
            ingest.listing(Path({str(path)!r}), "yfcc100m")
        except WhoseFacesError as error:
            print(error)
    """
    environment = os.environ | {
        "WHOSEFACES_CACHE": str(tmp_path / "cache"),
        "PYTHONPATH": f"{PROJECT}/analysis:{PROJECT}",
    }
    ended = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], env=environment, capture_output=True, text=True, check=False
    )

    assert ended.returncode == 0, ended.stderr[-2000:]
    assert len(ended.stdout.splitlines()) == 1
    assert "is the disk full?" in ended.stdout
    assert not list((tmp_path / "cache" / "listings").iterdir())


def test_an_engine_that_does_not_do_what_the_method_rests_on_is_refused(monkeypatch):
    """As when casts are pushed into its reader, which then drops rows (duckdb#23818)."""
    run = engine.Duck.rows

    def dropping(self, query):
        found = run(self, query)
        return found[:1] if "TRY_CAST" in query else found

    engine._self_test.cache_clear()
    monkeypatch.setattr(engine.Duck, "rows", dropping)
    with pytest.raises(EngineError, match="does not read lines as they stand"):
        engine.started()
    monkeypatch.undo()
    engine._self_test.cache_clear()
    engine.started().__exit__()


def test_the_stamp_of_a_file_tells_that_it_changed(tmp_path):
    path = put(tmp_path, GOOD)
    before = Stamp.of(path)
    path.write_bytes(path.read_bytes()[::-1])
    assert Stamp.of(path) != before
