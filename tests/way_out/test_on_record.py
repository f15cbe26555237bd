"""What is on record of the way out reaches the report as numbers, and never below ten people."""

import datetime as dt
import json

import pytest
from click.testing import CliRunner
from whosefaces import investigation as investigations
from whosefaces.cli import cli
from whosefaces.report import about, on_record, story
from whosefaces.report.on_record import OnRecordError
from whosefaces.report.published import NOTHING_ON_RECORD
from whosefaces.way_out.requests import Ledger, RequestError

from studies.invented_editions import edition
from tests.way_out.planted_pages import START, WAY_OUT, planted

TODAY = dt.date(2026, 11, 28)
INVESTIGATION = """
id = "0123456789abcdef0123456789abcdef"
investigation = "story"
question = "Could they get out?"
manifest = {path = "list.csv"}
[dataset]
holder = {is = "Example Corp", source = "https://example.org/paper", on = 2019-01-29}
[trace]
mode = "live"
[publish]
contact = "desk@example.org"
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "investigation.toml"
    (tmp_path / "list.csv").write_text("page\nhttps://www.flickr.com/photos/12345678@N00/4900000001/\n")
    path.write_text(INVESTIGATION)
    return path


def ledger(folder, people):
    """Invented people who asked one by one; every third is refused, every third removed, the rest wait."""
    book = Ledger(folder / "requests.sqlite")
    for place in range(people):
        sent = dt.date(2026, 3, 2) + dt.timedelta(days=5 * place)
        request = book.add(f"Q{place:02d}", "Example Corp", "gdpr", "erasure", sent, sent + dt.timedelta(days=31))
        if place % 3:
            book.enter(request.number, "removed" if place % 3 == 1 else "refused", sent + dt.timedelta(days=7 + place))
    return book.path


def outcomes(file, people, *more, holder="Example Corp", today=TODAY):
    words = ["requests", "outcomes", "--holder", holder, "--ledger", str(ledger(file.parent, people))]
    return CliRunner().invoke(cli, [*words, "--for", str(file), "--today", str(today), *more])


def known(file, day=TODAY):
    return about.about(investigations.load(file), day, set()).get("way_out")


def test_what_became_of_requests_is_printed_as_numbers_and_names_no_label(file):
    assert outcomes(file, 24).exit_code == 0
    written = (file.parent / on_record.FILE).read_text()
    assert "Q0" not in written and "2026-03" not in written
    (record,) = known(file)["requests"]
    assert record["requesters"] == 24 and record["gone"]["count"] == 8
    assert sum(part["count"] for part in record["outcomes"]) == 24
    assert record["answer"]["half"] < (record["removal"]["half"] or 10_000)


def test_an_edition_of_a_day_before_the_record_does_not_know_it(file):
    outcomes(file, 24)
    assert known(file, TODAY - dt.timedelta(days=1)) is None and known(file) is not None


@pytest.mark.parametrize("people", [0, 1, 9])
def test_of_fewer_than_ten_nothing_is_written(file, people):
    refused = outcomes(file, people)
    assert isinstance(refused.exception, RequestError) and "nothing was written" in str(refused.exception)
    assert not (file.parent / on_record.FILE).exists()


def test_a_record_that_somebody_wrote_of_nine_people_is_refused(file):
    outcomes(file, 12)
    path = file.parent / on_record.FILE
    document = json.loads(path.read_text())
    document["requests"][0] |= {"requesters": 9, "outcomes": [{"what": "removed", "count": 9, "low": 0, "high": 1}]}
    path.write_text(json.dumps(document))
    with pytest.raises(OnRecordError, match="greater than or equal to 10"):
        known(file)


def test_a_holder_whom_the_investigation_does_not_name_is_not_named_by_its_report(file):
    refused = outcomes(file, 12, holder="Somebody Else")
    assert "names nobody else" in str(refused.exception)


def test_the_same_record_twice_is_one(file):
    for _ in range(2):
        assert outcomes(file, 12, "--json").exit_code == 0
        (file.parent / "requests.sqlite").unlink()
    assert len(on_record.read(file.parent).requests) == 1


def test_findability_is_put_on_record_with_its_evidence(file, tmp_path):
    way = next(each for each in planted() if each.name == "robots: all is closed")
    warc = way.record(tmp_path / "pages.warc.gz")
    words = ["route", str(warc), "--start", START, "--way-out", WAY_OUT, "--for", str(file)]
    assert CliRunner().invoke(cli, words, catch_exceptions=False).exit_code == 0
    record = known(file)["findability"]
    assert (record["on"], record["clicks"], record["answers"]["robots"]) == ("2024-03-05", 1, "yes")
    assert len(record["evidence_sha256"]) == 64 and record["way_out_page"] == WAY_OUT


@pytest.mark.parametrize("language", ["en", "de", "fr"])
def test_the_report_prints_both_in_every_language(language, file, tmp_path):
    outcomes(file, 24)
    test_findability_is_put_on_record_with_its_evidence(file, tmp_path)
    plain = edition("unanswered", language)
    plain.about["way_out"] = NOTHING_ON_RECORD["way_out"]
    report = story.tell(type(plain)(plain.said, plain.about | {"way_out": known(file)}, plain.rows, plain.tables, {}))
    requests = next(section for section in report.appendix if section.name == "asked")
    findability = next(section for section in report.appendix if section.name == "found")
    assert len(requests.blocks[1].rows) == 3 and len(findability.blocks[1].rows) == 7
    assert any("24" in text and "Example Corp" in text for text in report.says("rule"))
    assert report.words.say("rule.answers_unknown") not in " ".join(report.says("rule")), "somebody knows"
    assert not [section for section in story.tell(plain).appendix if section.name in ("asked", "found")]
