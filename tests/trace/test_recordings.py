"""The real recordings, counted a second time by other means than the suite's own."""

import collections
import datetime as dt
import gzip
import json
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from warcio.archiveiterator import ArchiveIterator
from whosefaces.flickr.address import read_address
from whosefaces.trace import tracing
from whosefaces.trace.http.flickr_api import NoAnswerError, read_reply
from whosefaces.trace.http.transport import ASKED_AT

from tests.trace.recording import drawn_photo, recorded_photo_addresses, replaying, write_panel

AS_OF = dt.date(2026, 11, 22)


@pytest.fixture(scope="module")
def recorded(shared) -> Path:
    """The recordings beside the checkout; without them these tests are skipped, and say so."""
    return shared / "flickr"


@pytest.fixture(scope="module")
def traces(recorded, tmp_path_factory):
    case = tmp_path_factory.mktemp("recorded") / "case"
    panel = write_panel(case, [drawn_photo(read_address(url).photo_id) for url in recorded_photo_addresses(recorded)])
    return tracing.trace(replaying(recorded / "recorded.warc.gz"), panel, case, AS_OF)


def recount(recorded: Path) -> dict[str, dict[str, tuple[str, str]]]:
    """By method, then by id asked: date and text of the last answer. warcio and regular expressions, nothing of ours."""
    last: dict[str, dict[str, tuple[str, str]]] = collections.defaultdict(dict)
    with (recorded / "recorded.warc.gz").open("rb") as stored:
        for record in ArchiveIterator(stored):
            if record.rec_type != "response":
                continue
            query = parse_qs(urlsplit(record.rec_headers.get_header("WARC-Target-URI")).query)
            body = record.content_stream().read().decode()
            if re.search(r'code"?[=:] ?"?100\b', body):
                continue
            date = record.rec_headers.get_header("WARC-Date")
            for name in ("photo_id", "user_id"):
                for value in query.get(name, []):
                    method = query["method"][0]
                    last[method][value] = max(last[method].get(value, ("", "")), (date, body))
    return last


def test_the_47_photos_come_out_as_a_recount_of_the_recordings_has_them(recorded, traces):
    """41 answered last, 5 with code 1 and 1 with code 2: not public."""
    counted = collections.Counter()
    for _, body in recount(recorded)["flickr.photos.getInfo"].values():
        ok = re.search(r'stat"?[=:] ?"ok"', body)
        counted["public" if ok else "not public"] += 1
    rows = traces.read()
    photos = rows[rows["unit"] == "photo"]

    assert dict(photos["outcome"].value_counts()) == {"public": 41, "not public": 6}
    assert dict(photos["error_code"].value_counts()) == {1: 5, 2: 1}
    # The recordings hold two more ids, both words: nobody's photo, and not in the manifest.
    assert counted == {"public": 41, "not public": 6 + 2}


def test_every_photo_has_the_owner_and_the_licence_of_its_last_answer(recorded, traces):
    last = recount(recorded)["flickr.photos.getInfo"]
    ids = {"0": "all-rights-reserved", "4": "cc-by-2.0", "5": "cc-by-sa-2.0", "7": "no-known-restrictions"}
    ids |= {"8": "us-government-work", "10": "pdm-1.0", "11": "cc-by-4.0", "12": "cc-by-sa-4.0"}
    rows = traces.read()
    for row in rows[rows["outcome"] == "public"].itertuples():
        date, body = last[row.photo_id]
        assert row.owner_nsid == re.search(r'nsid"?[=:] ?"([^"]+)"', body)[1]
        assert row.licence == ids[re.search(r'license"?[=:] ?"?(\d+)', body)[1]]
        assert row.asked_at == dt.datetime.fromisoformat(date).replace(tzinfo=None)


def test_the_31_owners_are_asked_about_where_the_recordings_hold_an_answer(recorded, traces):
    last = recount(recorded)["flickr.people.getInfo"]
    rows = traces.read()
    accounts = rows[rows["unit"] == "account"]
    owners = set(rows["owner_nsid"].dropna())

    assert len(owners) == accounts["nsid"].nunique() == 31
    assert (accounts["outcome"] == "exists").sum() == len(owners & set(last)) == 7
    assert traces.not_asked == {"photo": 0, "account": 24}


def test_the_dates_used_span_the_recordings_and_not_the_day_of_the_edition(recorded, traces):
    """The recordings run over thirteen years: the report must be able to say so."""
    assert (traces.asked_from.year, traces.asked_to.year) == (2012, 2025)


def test_every_trace_names_evidence_that_can_be_looked_up(recorded, traces):
    archive = tracing.Archive(recorded / "recorded.warc.gz")
    for row in traces.read().dropna(subset=["evidence_id"]).itertuples():
        unit_id = row.photo_id if row.unit == "photo" else row.nsid
        assert unit_id in archive.record(row.evidence_id).uri


def test_an_earlier_edition_sees_fewer_answers(recorded, tmp_path):
    panel = write_panel(
        tmp_path / "case", [drawn_photo(read_address(url).photo_id) for url in recorded_photo_addresses(recorded)]
    )
    earlier = tracing.trace(replaying(recorded / "recorded.warc.gz"), panel, tmp_path / "case", dt.date(2024, 1, 1))
    counted = sum(
        1
        for photo in {read_address(url).photo_id for url in recorded_photo_addresses(recorded)}
        if any(date < "2024-01-02" for date in dates_of(recorded, photo))
    )

    assert 47 - earlier.not_asked["photo"] == counted
    assert 0 < counted < 47


def dates_of(recorded: Path, photo_id: str) -> list[str]:
    with gzip.open(recorded / "recorded.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [
        row["recorded_at"]
        for row in rows
        if row["endpoint"] == "flickr.photos.getInfo"
        and row["provenance"] == "recorded"
        and row["http_method"] == "GET"
        and parse_qs(urlsplit(row["request_url"]).query).get("photo_id") == [photo_id]
    ]


def test_every_recorded_api_answer_is_read_as_the_recording_was_labelled(recorded):
    """All answers of the API on file, in both forms, the hand-written service failures included."""
    import requests

    read = collections.Counter()
    with gzip.open(recorded / "recorded.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if not row["endpoint"].startswith("flickr.") or row["format"] not in ("xml", "json"):
                continue
            if row["provenance"] == "body-only payload":  # a part of an answer, kept without its envelope
                continue
            response = requests.Response()
            response.status_code = row["status"] or 200
            response._content = row["body"].encode()
            response.headers[ASKED_AT] = "2026-01-01T00:00:00Z"
            try:
                reply = read_reply(row["endpoint"], {}, response)
                outcome = ("ok", None) if reply.code is None else ("fail", reply.code)
            except NoAnswerError as error:
                outcome = ("fail", error.code) if error.code is not None else (f"http {response.status_code}", None)
            assert outcome == (row["outcome"], row["fail_code"]), (row["endpoint"], row["status"], row["body"][:20])
            read[row["outcome"]] += 1
    assert read["ok"] > 300
    assert read["fail"] > 40
