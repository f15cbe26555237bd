"""A case ends: whole, for one person, or an edition is taken back; what was published names nobody and still stands."""

import datetime as dt
import json
import sqlite3

import duckdb
import pandas as pd
import pytest
from whosefaces import PROJECT
from whosefaces import investigation as investigations
from whosefaces.edition import ending, sums
from whosefaces.edition.beginning import begin
from whosefaces.edition.ending import EndingError
from whosefaces.sample.panel import PANEL
from whosefaces.trace import tracing
from whosefaces.trace.evidence.archive import Archive

NSID, OTHER = "90000001@N99", "90000002@N99"
PHOTO, OTHERS = "999000000001", "999000000002"


@pytest.fixture
def story(tmp_path):
    """An investigation with one published edition and a case that knows two accounts."""
    manifest = tmp_path / "faces.csv"
    manifest.write_text(
        f"url\nhttps://www.flickr.com/photos/{NSID}/{PHOTO}/\nhttps://www.flickr.com/photos/{OTHER}/{OTHERS}/\n"
    )
    loaded = investigations.load(begin("story", manifest, into=tmp_path / "story", contact="me@paper.example").file)
    edition = loaded.home / "reports" / "story" / "2026-11-22"
    (edition / "case" / "evidence").mkdir(parents=True)
    (edition / "public").mkdir()
    findings = {"investigation": "story", "as_of": "2026-11-22", "findings": [], "sentences": []}
    (edition / "public" / "findings.json").write_text(json.dumps(findings))
    sums.write(edition / "public")
    traces = pd.DataFrame(
        {"photo_id": [PHOTO, OTHERS], "nsid": [None, None], "owner_nsid": [NSID, OTHER], "evidence_id": ["a", "b"]}
    )
    keep(traces, edition / "case" / "traces.parquet")
    keep(panel_of(NSID, OTHER), edition / "case" / "panel.parquet")
    with sqlite3.connect(edition / "case" / "ledger.sqlite") as store:
        store.execute("CREATE TABLE answers (asked TEXT PRIMARY KEY, answer TEXT NOT NULL) WITHOUT ROWID")
        store.executemany("INSERT INTO answers VALUES (?, ?)", [(f"photo {PHOTO}", "x"), (f"photo {OTHERS}", "y")])
    sums.write(edition / "case")
    return loaded, edition


def keep(rows: pd.DataFrame, path) -> None:
    duckdb.sql(f"COPY (SELECT * FROM rows) TO '{path}' (FORMAT parquet)")


def rows_of(path) -> pd.DataFrame:
    return duckdb.sql(f"FROM read_parquet('{path}')").df()


def panel_of(*accounts: str) -> pd.DataFrame:
    rows = [
        {"unit": "account", "account_key": one, "nsid": one, "stratum": "all", "prn": "0" * 64, "design_weight": 1.0}
        | {"photo_id": None, "alias": None, "first_edition": dt.date(2026, 11, 22)}
        for one in accounts
    ]
    return pd.DataFrame(rows, columns=PANEL.names)


def everything(folder) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_whoever_is_withheld_leaves_every_file_of_the_case_and_nobody_else_does(story):
    loaded, edition = story
    before = everything(edition / "public")
    done = ending.withhold(loaded, NSID)
    assert done.cases == 1
    assert done.rows == 2  # of the panel and of the traces
    left = everything(edition / "case")
    for name in (NSID, PHOTO):
        assert name.encode() not in left
    traces = rows_of(edition / "case" / "traces.parquet")
    assert traces["owner_nsid"].tolist() == [OTHER]
    assert len(rows_of(edition / "case" / "panel.parquet")) == 2  # the sample is what it was
    assert everything(edition / "public") == before
    assert sums.check(edition / "case") == []


def test_whoever_is_withheld_is_not_asked_about_again_and_no_file_names_them(story):
    loaded, _ = story
    ending.withhold(loaded, NSID)
    panel = panel_of(NSID, OTHER)
    assert panel[~tracing._withheld(panel, loaded)]["nsid"].tolist() == [OTHER]
    assert NSID not in (loaded.home / investigations.WITHHELD).read_text()


@pytest.mark.parametrize("text", ["somebody", "90000001", "https://www.flickr.com/photos/somebody/", "' OR 1=1 --"])
def test_only_an_nsid_is_withheld(story, text):
    with pytest.raises(EndingError, match="an NSID is wanted"):
        ending.withhold(story[0], text)


def test_a_case_is_not_destroyed_before_its_day_unless_told_so(story):
    loaded, edition = story
    with pytest.raises(EndingError, match="is kept until"):
        ending.purge(loaded)
    assert (edition / "case").is_dir()
    ending.purge(loaded, now=True)


def test_a_purge_leaves_what_was_published_a_dated_line_and_nothing_that_tells_who_was_drawn(story):
    loaded, edition = story
    before = everything(edition / "public")
    (loaded.home / "keys").mkdir()
    (loaded.home / "keys" / "2026-11-22.key").write_text("secret")
    done = ending.purge(loaded, now=True)
    assert not (edition / "case").exists()
    for name in ("salt", investigations.COMMITMENT_KEY, "keys"):
        assert not (loaded.home / name).exists()
    assert everything(edition / "public") == before
    assert sums.check(edition / "public") == []
    line = json.loads((edition.parent / ending.LOG).read_text())
    assert (line["event"], line["cases"]) == ("purged", 1)
    assert any(str(loaded.manifest.path) in what for what in done.left)


@pytest.mark.parametrize("end", ["purge", "withhold"])
def test_what_was_indexed_of_the_evidence_is_forgotten_too(story, tmp_path, monkeypatch, end):
    monkeypatch.setenv("WHOSEFACES_CACHE", str(tmp_path / "cache"))
    loaded, _ = story
    Archive.read_before(PROJECT / "data" / "demo" / "evidence")
    assert list((tmp_path / "cache").rglob("*.sqlite"))
    if end == "purge":
        ending.purge(loaded, now=True)
    else:
        ending.withhold(loaded, "90000001@N99")
    assert not list((tmp_path / "cache").rglob("*.sqlite"))


def test_a_withdrawn_edition_leaves_a_dated_notice_and_its_reason_on_the_index(story):
    _, edition = story
    notice = ending.withdraw(edition, "The list held photos of <another> dataset.")
    assert "&lt;another&gt;" in notice.read_text()
    assert not (edition / "public" / "findings.json").exists()
    assert (edition / "withdrawn" / "findings.json").exists()
    index = (edition.parent / "index.html").read_text()
    assert "Withdrawn" in index
    with pytest.raises(EndingError, match="no published edition"):
        ending.withdraw(edition, "again")
