"""Evidence is read only where it is whole."""

import gzip
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whosefaces.trace.evidence import warc
from whosefaces.trace.evidence.archive import Archive

from tests.trace.recording import photo_asked, photo_xml, write_warc
from tests.trials import trials

THREE = [photo_asked(photo_xml(str(n)), photo_id=str(n)) for n in (11, 12, 13)]


def read(path: Path) -> list[warc.Record]:
    return list(warc.records(path))


@pytest.mark.parametrize("name", ["plain.warc", "compressed.warc.gz"])
def test_every_record_comes_back_with_its_body_and_its_place(tmp_path, name):
    path = write_warc(tmp_path / name, THREE)
    records = read(path)

    assert [r.type for r in records] == ["warcinfo"] + ["response", "request"] * 3
    assert [r.body.decode() for r in records if r.type == "response"] == [exchange.body for exchange in THREE]
    assert records[-1].offset + records[-1].length == path.stat().st_size
    assert all(warc.record_at(path, r.offset, r.length) == r for r in records)


@pytest.mark.parametrize("name", ["plain.warc", "compressed.warc.gz"])
def test_a_file_cut_anywhere_but_between_two_records_is_torn(tmp_path, name):
    """Public readers give the short body of a cut record as if it were whole; here every cut is seen."""
    path = write_warc(tmp_path / name, THREE)
    whole = path.read_bytes()
    ends = {r.offset + r.length for r in read(path)} | {0}
    cut = tmp_path / ("cut-" + name)
    for length in range(0, len(whole), 7):
        cut.write_bytes(whole[:length])
        if length in ends:
            assert len(read(cut)) < 7
        else:
            with pytest.raises(warc.EvidenceError):
                read(cut)


@pytest.mark.parametrize("name", ["plain.warc", "compressed.warc.gz"])
def test_the_message_says_where_the_tear_begins(tmp_path, name):
    path = write_warc(tmp_path / name, THREE)
    last = read(path)[-1]
    path.write_bytes(path.read_bytes()[:-5])

    with pytest.raises(warc.EvidenceError, match=f"torn: the record begun at byte {last.offset} is cut short"):
        read(path)


@given(place=st.integers(0, 10_000), bit=st.integers(0, 7))
@settings(max_examples=trials(150), deadline=None)
def test_one_flipped_bit_never_changes_an_answer(tmp_path_factory, place, bit):
    """Whatever bit is flipped, the file is refused, or what is read of answers is what was written."""
    folder = tmp_path_factory.getbasetemp() / "flips"
    folder.mkdir(exist_ok=True)
    path = folder / "whole.warc.gz"
    if not path.exists():
        write_warc(path, THREE)
    flipped = bytearray(path.read_bytes())
    flipped[place % len(flipped)] ^= 1 << bit
    other = folder / "flipped.warc.gz"
    other.write_bytes(flipped)
    try:
        records = read(other)
    except warc.EvidenceError:
        return
    assert records == read(path)


def test_a_changed_body_in_an_uncompressed_file_is_seen_by_its_digest(tmp_path):
    """No checksum of a compressed member stands guard here, only the record's own digest."""
    path = write_warc(tmp_path / "plain.warc", THREE)
    path.write_bytes(path.read_bytes().replace(b'license="4"', b'license="0"', 1))

    with pytest.raises(warc.EvidenceError, match="altered since it was recorded"):
        read(path)


def test_a_file_compressed_as_a_whole_is_refused_with_the_remedy(tmp_path):
    path = tmp_path / "whole.warc.gz"
    path.write_bytes(gzip.compress(write_warc(tmp_path / "plain.warc", THREE).read_bytes()))

    with pytest.raises(warc.EvidenceError, match="recompress"):
        read(path)


@pytest.mark.parametrize("content", [b"", b"not a WARC file at all\r\n\r\n", b"\x1f\x8bnot gzip either"])
def test_what_is_no_warc_file_is_refused(tmp_path, content):
    path = tmp_path / "odd.warc"
    path.write_bytes(content)
    if content:
        with pytest.raises(warc.EvidenceError):
            read(path)
    else:
        assert read(path) == []


def test_a_folder_holds_its_files_answers_and_its_digest_does_not_depend_on_where_it_is(tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    for folder in (one, two):
        folder.mkdir()
    write_warc(one / "a.warc.gz", THREE[:1])
    write_warc(one / "b.warc", THREE[1:])
    (one / "notes.txt").write_text("not evidence")
    for file in one.glob("*.warc*"):
        (two / file.name).write_bytes(file.read_bytes())

    assert Archive(one).exchanges == 3
    assert Archive(one).digest == Archive(two).digest


def test_an_empty_folder_is_no_evidence(tmp_path):
    with pytest.raises(warc.EvidenceError, match="no evidence there"):
        Archive(tmp_path)
