"""What Wikimedia Commons says of a Flickr photo. MADE AFTER THE DOCUMENTATION: none of these answers was ever recorded."""

import datetime as dt
import json
from dataclasses import replace

import pandas as pd
import pytest
from whosefaces.investigation import InvestigationError
from whosefaces.trace import hosts, planning, tracing
from whosefaces.trace.question import read_question
from whosefaces.trace.sources import catalogue, commons
from whosefaces.trace.sources.asking import Photo

from tests.trace.recording import (
    ANNA,
    PHOTO,
    Exchange,
    drawn_photo,
    photo_asked,
    photo_xml,
    replaying,
    write_panel,
    write_warc,
)

WANTED = dt.date(2014, 6, 1)
ABOUT = Photo(PHOTO, ANNA, wanted_on=WANTED)


def review(day: str, licence: str, photo_id: str = PHOTO, status: str = "passed") -> str:
    page = f"https://www.flickr.com/photos/{ANNA}/{photo_id}/"
    return (
        "{{FlickreviewR|status=" + status + "|author=Somebody invented|sourceurl=" + page + "|archive="
        f"|reviewdate={day} 12:00:00|reviewlicense={licence}|reviewer=FlickreviewR 2}}}}"
    )


def pages(*texts: str) -> str:
    pages = [
        {"pageid": n, "title": f"File:{n}.jpg", "revisions": [{"slots": {"main": {"content": text}}}]}
        for n, text in enumerate(texts)
    ]
    return json.dumps({"batchcomplete": True, **({"query": {"pages": pages}} if pages else {})})


def evidence_of(tmp_path, body: str):
    inquiries = commons.questions(Photo(PHOTO, ANNA))
    exchanges = [photo_asked(photo_xml()), *(Exchange(one.url, body, "2026-01-02T00:00:00Z") for one in inquiries)]
    return write_warc(tmp_path / "evidence.warc.gz", exchanges)


def traced(tmp_path, body: str):
    panel = write_panel(tmp_path / "case", [drawn_photo(account_key=ANNA, nsid=ANNA)])
    investigation = replaying(evidence_of(tmp_path, body), ["api", "commons"], WANTED)
    return tracing.trace(investigation, panel, tmp_path / "case", dt.date(2026, 6, 30)).read()


def test_a_review_tells_the_licence_of_its_day_and_nothing_of_today(tmp_path):
    rows = traced(tmp_path, pages(review("2014-07-04", "cc-by-sa-2.0")))
    (row,) = rows[rows["source"] == "commons"].to_dict("records")
    assert (row["licence_then"], row["licence_then_on"]) == ("cc-by-sa-2.0", pd.Timestamp("2014-07-04"))
    assert row["outcome"] == "unknown"
    assert pd.isna(row["licence"])


def test_of_several_reviews_the_nearest_counts_and_those_of_other_photos_do_not(tmp_path):
    text = (
        review("2019-01-01", "cc-by-2.0")
        + review("2014-05-30", "cc-by-nc-2.0")
        + review("2014-06-01", "cc-zero", "777")
    )
    rows = traced(tmp_path, pages("text", text))
    (row,) = rows[rows["source"] == "commons"].to_dict("records")
    assert row["licence_then"] == "cc-by-nc-2.0"


@pytest.mark.parametrize(
    ("body", "note"),
    [
        (pages(), "not on Commons"),
        (pages("no review here"), "cited on 1 pages of Commons, none with a review"),
        (pages(review("2014-07-04", "cc-by-2.0", status="failed")), "cited on 1 pages of Commons, none with a review"),
    ],
)
def test_a_photo_without_a_passed_review_tells_no_licence(tmp_path, body, note):
    rows = traced(tmp_path, body)
    (row,) = rows[rows["source"] == "commons"].to_dict("records")
    assert (row["licence_then"], row["note"]) == (None, note)


def test_what_is_no_answer_settles_nothing(tmp_path):
    rows = traced(tmp_path, '{"error": {"code": "ratelimited"}}')
    assert rows[rows["source"] == "commons"]["note"].tolist() in ([], ["HTTP 200, and no list of pages"])


def test_a_licence_in_words_that_nobody_knows_is_not_understood(tmp_path):
    rows = traced(tmp_path, pages(review("2014-07-04", "as you like it")))
    assert rows.loc[rows["source"] == "commons", "licence_then"].tolist() == ["not understood"]


def test_its_question_is_recognised_and_no_other_of_its_host():
    (inquiry,) = commons.questions(ABOUT)
    assert read_question("GET", inquiry.url) == inquiry.question
    assert read_question("GET", "https://commons.wikimedia.org/w/api.php?action=query&list=users") is None
    assert read_question("GET", inquiry.url.replace("exturlusage", "search")) is None


def test_one_file_declares_it_everywhere(tmp_path):
    """Hosts, cost, belief and the table follow from the file; nothing else names it."""
    assert hosts.is_listed("https://commons.wikimedia.org/w/api.php")
    assert not hosts.is_listed("https://www.wikimedia.org/")
    assert planning.calls(100, 10, ["commons"]).by_question == {("commons", commons.QUESTION): 200}
    assert "commons" in catalogue.PAST
    assert commons.questions(replace(ABOUT, nsid=None)) == []


def test_it_is_not_asked_live(tmp_path):
    panel = write_panel(tmp_path / "case", [drawn_photo(account_key=ANNA, nsid=ANNA)])
    live = replaying(evidence_of(tmp_path, pages()), ["api", "commons"], WANTED)
    live.trace.mode, live.file = "live", tmp_path / "investigation.toml"
    with pytest.raises(InvestigationError, match="read from recorded answers only"):
        tracing.trace(live, panel, tmp_path / "case", dt.date(2026, 6, 30))
