"""Evidence that was read before is not read again; evidence that was changed since is."""

import gzip
import os
import shutil

import pytest
from whosefaces import PROJECT
from whosefaces.trace.evidence import kept, warc
from whosefaces.trace.evidence.archive import Archive

DEMO = PROJECT / "data" / "demo" / "evidence"


@pytest.fixture
def evidence(tmp_path, monkeypatch):
    monkeypatch.setenv("WHOSEFACES_CACHE", str(tmp_path / "cache"))
    return shutil.copytree(DEMO, tmp_path / "evidence")


def test_what_was_read_before_says_the_same_and_reads_no_record(evidence, monkeypatch):
    first = Archive.read_before(evidence)
    monkeypatch.setattr(warc, "read_record", lambda *_said: pytest.fail("a record was read again"))
    again = Archive.read_before(evidence)

    assert list(again._index.places()) == list(first._index.places())
    assert (again.digest, again.exchanges, again.newest(), again.left, again.unidentified) == (
        first.digest,
        first.exchanges,
        first.newest(),
        first.left,
        first.unidentified,
    )
    place = next(iter(first._index.places()))
    assert list(again._index.about(place.question)) == list(first._index.about(place.question)) != []


def test_one_changed_bit_is_read_anew_and_refused(evidence):
    Archive.read_before(evidence)
    file = next(evidence.iterdir())
    before = file.stat()
    altered = bytearray(file.read_bytes())
    altered[len(altered) // 2] ^= 1
    file.write_bytes(altered)
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))  # nothing is believed for its date
    with pytest.raises(warc.EvidenceError):
        Archive.read_before(evidence)


@pytest.mark.parametrize(
    "damage", [b"", b"no index", gzip.compress(b"\0" * 99, mtime=0)], ids=["nothing", "text", "another file"]
)
def test_a_damaged_index_is_made_anew(evidence, tmp_path, damage):
    first = Archive.read_before(evidence)
    (index,) = (tmp_path / "cache" / "evidence").iterdir()
    assert index.stat().st_mode & 0o077 == 0
    index.write_bytes(damage)
    assert Archive.read_before(evidence).exchanges == first.exchanges > 0
    assert kept.index_of(first.digest) is not None


def test_a_cache_that_cannot_be_written_stops_nothing(evidence, monkeypatch):
    monkeypatch.setenv("WHOSEFACES_CACHE", "/proc/none")
    assert Archive.read_before(evidence).exchanges > 0


def test_no_evidence_is_said_as_before(tmp_path):
    with pytest.raises(warc.EvidenceError, match="no evidence there"):
        Archive.read_before(tmp_path)
