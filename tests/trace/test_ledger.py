"""What was answered is remembered, as long as it can be proved and is fresh."""

import datetime as dt
import sqlite3

import pytest
from whosefaces.trace.answers import Answer
from whosefaces.trace.ledger import Ledger, LedgerError

NOON = dt.datetime(2026, 11, 9, 12)


def answer(evidence: str = "urn:uuid:1", at: dt.datetime = NOON) -> Answer:
    return Answer("flickr.photos.getInfo", "public", True, at, evidence, licence="cc-by-2.0")


def test_an_answer_comes_back_as_it_was_kept_by_another_process(tmp_path):
    with Ledger(tmp_path / "ledger", "live") as ledger:
        ledger.put("photo 1", answer())
    with Ledger(tmp_path / "ledger", "live") as ledger:
        assert ledger.get("photo 1") == answer()
        assert ledger.get("photo 2") is None


def test_an_older_answer_is_as_good_as_none(tmp_path):
    with Ledger(tmp_path / "ledger", "live") as ledger:
        ledger.put("photo 1", answer())
        assert ledger.get("photo 1", since=NOON) == answer()
        assert ledger.get("photo 1", since=NOON + dt.timedelta(seconds=1)) is None


def test_an_answer_whose_evidence_is_gone_is_forgotten(tmp_path):
    with Ledger(tmp_path / "ledger", "live") as ledger:
        ledger.put("photo 1", answer("urn:uuid:1"))
        ledger.put("photo 2", answer("urn:uuid:2"))
        assert ledger.forget_without_evidence({"urn:uuid:2"}.__contains__) == 1
        assert [question for question, _ in ledger] == ["photo 2"]


def test_a_full_disk_is_said_in_words(tmp_path):
    with Ledger(tmp_path / "ledger", "live") as ledger:
        ledger._store.execute("PRAGMA max_page_count = 6")
        with pytest.raises(LedgerError, match="make room"):
            for number in range(1000):
                ledger.put(f"photo {number}", answer())
        entries = len(list(ledger))
    with Ledger(tmp_path / "ledger", "live") as ledger:
        assert len(list(ledger)) == entries > 0


def test_what_is_no_ledger_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "ledger"
    path.write_bytes(b"this is not a database, and somebody may want it" * 100)
    before = path.read_bytes()
    with pytest.raises(LedgerError, match="move it away"):
        Ledger(path, "live")
    assert path.read_bytes() == before


def test_another_way_of_answering_starts_afresh(tmp_path):
    with Ledger(tmp_path / "ledger", "live") as ledger:
        ledger.put("photo 1", answer())
    with Ledger(tmp_path / "ledger", "replay of other evidence") as ledger:
        assert list(ledger) == []
    assert sqlite3.connect(tmp_path / "ledger").execute("SELECT count(*) FROM answers").fetchone() == (0,)
