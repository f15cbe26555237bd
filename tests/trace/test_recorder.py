"""Recorded, an exchange is whole, redacted, found again, and lost by nothing."""

import datetime as dt
import errno
import os
import resource
import subprocess
import sys
import uuid
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker
from whosefaces.trace.evidence import recorder as recorders
from whosefaces.trace.evidence import redaction, warc
from whosefaces.trace.evidence.archive import Archive
from whosefaces.trace.evidence.recorder import Exchange, Recorder, RecordingError
from whosefaces.trace.question import read_question

from tests.trace.at_the_double import KEY, asking
from tests.trials import trials

REST = "https://api.flickr.com/services/rest/?method=flickr.photos.getInfo&photo_id="
NOON = dt.datetime(2026, 11, 9, 12)


def exchange(number: int = 1, body: bytes | None = None, **more: object) -> Exchange:
    url = f"{REST}{number}"
    headers = {
        "method": "GET",
        "url": url,
        "target": url.removeprefix("https://api.flickr.com"),
        "request_headers": [("Host", "api.flickr.com")],
        "status": 200,
        "reason": "OK",
        "headers": [("Content-Type", "application/json"), ("Content-Encoding", "gzip")],
        "body": f'{{"photo":{{"id":"{number}"}},"stat":"ok"}}'.encode() if body is None else body,
        "asked_at": NOON + dt.timedelta(seconds=number),
    }
    return Exchange(**(headers | more))


def write(recorder: Recorder, one: Exchange) -> warc.Record:
    return recorder.write(one, read_question(one.method, one.url))


def recorded(folder: Path, *exchanges: Exchange) -> Path:
    with Recorder(folder) as recorder:
        for one in exchanges:
            write(recorder, one)
    return folder / "evidence-00001.warc.gz"


def test_public_tools_read_every_record_and_find_every_digest_right(tmp_path):
    path = recorded(tmp_path, *(exchange(n) for n in range(20)), exchange(21, exchange(1).body))
    with path.open("rb") as file:
        kinds = [record.rec_type for record in ArchiveIterator(file)]
    assert kinds == ["warcinfo", *["request", "response"] * 20, "request", "revisit", "metadata"]
    ids = [uuid.UUID(record.id.removeprefix("urn:uuid:")) for record in warc.records(path)]
    assert len(set(ids)) == len(kinds)
    assert {(one.version, one.variant) for one in ids} == {(4, uuid.RFC_4122)}

    class Arguments:
        inputs = (str(path),)
        verbose = False

    checker = Checker(Arguments())
    assert checker.process_all() in (0, None)
    assert checker.exit_value == 0


def test_the_archives_first_record_says_what_was_removed(tmp_path):
    first = next(warc.records(recorded(tmp_path, exchange())))
    assert first.type == "warcinfo"
    for word in ("mbox_sha1sum", "realname", "exif", "latitude", "WARC File Format 1.1"):
        assert word.encode() in first.body


def test_a_file_begun_under_other_rules_is_not_gone_on_with(tmp_path, monkeypatch):
    recorded(tmp_path, exchange(1))
    recorded(tmp_path, exchange(2))
    assert len(list(tmp_path.glob("*.warc.gz"))) == 1
    monkeypatch.setattr(redaction, "RULES", redaction.RULES + " And one more.")
    recorded(tmp_path, exchange(3))
    assert len(list(tmp_path.glob("*.warc.gz"))) == 2
    assert Archive(tmp_path).exchanges == 3


def test_a_full_file_is_followed_by_another(tmp_path, monkeypatch):
    monkeypatch.setattr(recorders, "LARGEST", 6_000)
    recorded(tmp_path, *(exchange(n, os.urandom(2000)) for n in range(12)))
    files = sorted(tmp_path.glob("*.warc.gz"))
    assert len(files) > 2
    archive = Archive(tmp_path)
    assert archive.exchanges == 12
    assert all(next(warc.records(file)).type == "warcinfo" for file in files)


def test_identical_bodies_are_stored_once_and_read_twice(tmp_path):
    body = os.urandom(50_000)
    path = recorded(tmp_path, *(exchange(n, body) for n in range(10)))
    assert path.stat().st_size < 1.3 * len(body)
    archive = Archive(tmp_path)
    for number in range(10):
        (answer,) = archive.answers(f"api flickr.photos.getInfo photo_id={number}")
        assert answer.body == body


def test_a_body_repeated_in_a_later_run_is_known_too(tmp_path):
    body = os.urandom(50_000)
    recorded(tmp_path, exchange(1, body))
    path = recorded(tmp_path, exchange(2, body))
    assert path.stat().st_size < 60_000


def test_the_index_can_be_thrown_away(tmp_path):
    """It is made again from the WARC files, whatever lies in its place."""
    recorded(tmp_path, *(exchange(n) for n in range(5)))
    index = tmp_path / recorders.INDEX
    for spoiled in (b"", b"no database at all, but longer than a page's header"):
        for file in tmp_path.glob(index.name + "*"):
            file.unlink()
        index.write_bytes(spoiled)
        with Recorder(tmp_path) as recorder:
            assert recorder.archive.exchanges == 5
            assert len(list(recorder.archive.answers("api flickr.photos.getInfo photo_id=3"))) == 1


def test_an_answer_that_was_cut_off_is_kept_as_such_and_answers_nothing(tmp_path):
    recorded(tmp_path, exchange(1, b'{"photo":', cut="disconnect"), exchange(2, b"", cut="unspecified"))
    archive = Archive(tmp_path)
    assert archive.exchanges == 2
    assert list(archive.answers("api flickr.photos.getInfo photo_id=1")) == []
    assert list(archive.answers("api flickr.photos.getInfo photo_id=2")) == []


def test_headers_are_true_of_the_stored_body_and_keep_what_they_said(tmp_path):
    headers = [
        ("Content-Encoding", "gzip"),
        ("Content-Length", "77"),
        ("Set-Cookie", "session=1"),
        ("X-Served-By", "a"),
    ]
    recorded(tmp_path, exchange(1, b"12345", headers=headers))
    (answer,) = Archive(tmp_path).answers("api flickr.photos.getInfo photo_id=1")
    assert answer.headers == (
        ("X-Orig-Content-Encoding", "gzip"),
        ("X-Orig-Content-Length", "77"),
        ("X-Served-By", "a"),
        ("Content-Length", "5"),
    )


# -- secrets -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["url", "request header", "header", "body", "percent-encoded"])
def test_a_secret_that_no_rule_removed_is_never_written(tmp_path, where):
    """The last gate: whatever the rules missed, bytes with a known secret do not reach disk."""
    secret = "pass/word+1234567890"
    spoiled = {
        "url": {"url": f"{REST}1&unheard_of={secret}"},
        "request header": {"request_headers": [("X-Key", secret)]},
        "header": {"headers": [("X-Echo", secret)]},
        "body": {"body": f"<p>{secret}</p>".encode()},
        "percent-encoded": {"body": b"pass%2Fword%2B1234567890"},
    }[where]
    with Recorder(tmp_path, [secret]) as recorder:
        before = (tmp_path / "evidence-00001.warc.gz").read_bytes()
        with pytest.raises(redaction.SecretError) as refused:
            write(recorder, exchange(1, **spoiled) if "body" not in spoiled else exchange(1, spoiled["body"]))
        assert secret not in str(refused.value)
        assert (tmp_path / "evidence-00001.warc.gz").read_bytes() == before


def test_the_key_is_sent_and_is_nowhere_in_what_is_recorded(double, tmp_path, shown):
    double.faults.plan = None
    with asking(double, tmp_path, paced=True) as run:
        for photo in shown[:10]:
            run.photo(photo)
    assert all(KEY in request.target for request in double.requests)
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert len(files) >= 5
    for file in files:
        assert KEY.encode() not in file.read_bytes()
    for record in warc.records(tmp_path / "evidence" / "evidence-00001.warc.gz"):
        assert KEY.encode() not in record.body
        assert KEY not in record.uri


# -- nothing lost --------------------------------------------------------------------------------------------------


@given(length=st.integers(0, 100_000))
@settings(max_examples=trials(60), deadline=None)
def test_cut_anywhere_an_archive_is_gone_on_with_and_its_end_is_set_aside(tmp_path_factory, length):
    """Every whole exchange before the cut is still there; what is recorded next is readable; no byte is thrown away."""
    folder = tmp_path_factory.mktemp("cut")
    whole = recorded(folder, *(exchange(n) for n in range(6))).read_bytes()
    path = folder / "evidence-00001.warc.gz"
    cut = length % (len(whole) + 1)
    path.write_bytes(whole[:cut])
    (folder / recorders.INDEX).unlink()
    with Recorder(folder) as recorder:
        exchanges = recorder.archive.exchanges
        write(recorder, exchange(99))
    aside = b"".join(file.read_bytes() for file in folder.glob("*.torn-*"))
    after = b"".join(file.read_bytes() for file in sorted(folder.glob("*.warc.gz")))
    archive = Archive(folder)
    assert archive.exchanges == exchanges + 1
    assert whole[: cut - len(aside)] == after[: cut - len(aside)]
    assert aside == whole[cut - len(aside) : cut]
    ends = [record.offset + record.length for record in _written(whole, folder) if record.type == "response"]
    assert exchanges == sum(end <= cut for end in ends)


def _written(content: bytes, folder: Path) -> list[warc.Record]:
    copy = folder / "copy"
    copy.write_bytes(content)
    return list(warc.records(copy))


def test_beyond_what_the_disk_was_seen_to_have_any_damage_is_a_torn_end(tmp_path):
    """A lost power supply can leave zeros where the file system had promised bytes."""
    path = recorded(tmp_path, *(exchange(n) for n in range(3)))
    with path.open("ab") as file:
        file.write(bytes(500))
    with Recorder(tmp_path) as recorder:
        assert recorder.set_aside == 500
        write(recorder, exchange(9))
    assert Archive(tmp_path).exchanges == 4


def test_damage_in_the_middle_is_no_torn_end_and_stops_the_run(tmp_path):
    path = recorded(tmp_path, *(exchange(n, os.urandom(3000)) for n in range(5)))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)
    (tmp_path / recorders.INDEX).unlink()
    with pytest.raises(warc.EvidenceError, match="damaged"):
        Recorder(tmp_path)


def test_a_second_run_on_the_same_evidence_says_so(tmp_path):
    with Recorder(tmp_path), pytest.raises(RecordingError, match="another run is recording"):
        Recorder(tmp_path)
    Recorder(tmp_path).close()


@pytest.mark.parametrize("how", ["full at once", "full in the middle"])
def test_out_of_disk_leaves_whole_records_and_says_what_to_do(tmp_path, monkeypatch, how):
    real = os.write

    def full(file: int, content: bytes) -> int:
        if how == "full in the middle" and len(content) > 700:
            return real(file, content[:300])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with Recorder(tmp_path) as recorder:
        write(recorder, exchange(1))
        with monkeypatch.context() as patch:
            patch.setattr(recorders.os, "write", full)
            with pytest.raises(RecordingError, match="make room, and the same command carries on"):
                write(recorder, exchange(2, os.urandom(1000)))
        write(recorder, exchange(3))
    archive = Archive(tmp_path)
    assert archive.exchanges == 2
    assert next(archive.answers("api flickr.photos.getInfo photo_id=3"))


def test_a_real_limit_on_file_size_is_met_the_same_way(tmp_path):
    """The operating system refuses the bytes, in a process of its own."""
    program = """
import resource, sys, os
sys.path.insert(0, sys.argv[2])
from pathlib import Path
from tests.trace.test_recorder import exchange, write
from whosefaces.trace.evidence.recorder import Recorder, RecordingError
recorder = Recorder(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, resource.RLIM_INFINITY))
try:
    for number in range(1000):
        write(recorder, exchange(number, os.urandom(3000)))
except RecordingError as error:
    print(number, error)
"""
    run = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path), str(Path(__file__).parent)],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    ).stdout
    assert "make room" in run
    Recorder(tmp_path).close()  # there is room again: the same command carries on, and closes
    assert Archive(tmp_path).exchanges == int(run.split()[0]) > 5
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 60_000


def test_many_threads_record_whole_records(tmp_path):
    from concurrent.futures import ThreadPoolExecutor

    bodies = {n: os.urandom(2000 + n) for n in range(200)}
    with Recorder(tmp_path) as recorder, ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: write(recorder, exchange(n, bodies[n])), bodies))
    archive = Archive(tmp_path)
    for number, body in bodies.items():
        assert next(archive.answers(f"api flickr.photos.getInfo photo_id={number}")).body == body
    with (tmp_path / "evidence-00001.warc.gz").open("rb") as file:
        assert sum(1 for _ in ArchiveIterator(file)) == 1 + 400 + 1
