"""A source that answers nonsense is no source: the run says so with its number, and counts nothing."""

import datetime as dt
import json
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whosefaces.double.faults import always
from whosefaces.errors import SourceUnavailableError
from whosefaces.trace import nonresponse, tracing
from whosefaces.trace.answers import NOT_PUBLIC, PUBLIC, UNKNOWN, Answer
from whosefaces.trace.evidence.archive import Archive
from whosefaces.trace.interview import PhotoAsked
from whosefaces.trace.sources.asking import Photo

from tests.trace.at_the_double import KEY, NOON
from tests.trace.recording import (
    PHOTO,
    drawn_account,
    drawn_photo,
    photo_asked,
    photo_xml,
    replaying,
    write_panel,
    write_warc,
)

SOME = 30


def live(sources, **more):
    """As much of an investigation as a live trace reads."""
    codes = {
        "mode": "live", "evidence": None, "sources": list(sources), "accept_answers": "", "budget": None,
        "fresh_for": dt.timedelta(days=30),
    }  # fmt: skip
    return SimpleNamespace(
        trace=SimpleNamespace(**{**codes, **more}),
        manifest=SimpleNamespace(listed_on=None),
        sample=SimpleNamespace(comparison=None),
        publish=SimpleNamespace(contact="desk@example.org"),
        demonstration=True,
        parent=None,
        withheld=frozenset,
    )


@pytest.fixture
def panel(population, tmp_path):
    photos = list(population.photos.values())[:SOME]
    accounts = list(population.accounts)[:SOME]
    rows = [drawn_photo(one.photo_id, nsid=one.nsid, account_key=one.nsid) for one in photos]
    return write_panel(tmp_path / "case", [*rows, *map(drawn_account, accounts)])


@pytest.fixture
def at_the_double(double, monkeypatch):
    monkeypatch.setenv("WHOSEFACES_STAND_IN", f"127.0.0.1:{double.port}")
    monkeypatch.setenv("WHOSEFACES_FLICKR_KEY", KEY)
    return double


NONSENSE = (
    "html",
    "challenge",
    "challenge 403",
    "sign in",
    "not found",
    "true",
    "garbage",
    "empty",
    "redirect out",
    "bad gzip",
)


@pytest.mark.parametrize("fault", NONSENSE)
@pytest.mark.parametrize("source", ["api", "page", "oembed"])
def test_a_source_that_answers_nonsense_stops_the_run(source, fault, at_the_double, panel, tmp_path):
    at_the_double.faults.plan = lambda question, _time: None if "robots.txt" in question else fault

    with pytest.raises(SourceUnavailableError, match=r"\d") as stopped:
        tracing.trace(live([source]), panel, tmp_path / "case", NOON.date())

    assert stopped.value.exit_code == 7
    assert "\n" not in str(stopped.value)
    assert not (tmp_path / "case" / "traces.parquet").exists()


def test_the_number_stands_in_the_message_and_a_reason_lets_it_pass(at_the_double, panel, tmp_path):
    at_the_double.faults.plan = always("not found", "getInfo")

    with pytest.raises(nonresponse.NonsenseError, match="api found none of 30 photos: 30 times code 1"):
        tracing.trace(live(["api"]), panel, tmp_path / "case", NOON.date())
    accepted = live(["api"], accept_answers="every account was closed in May")
    sentence = tracing.trace(accepted, panel, tmp_path / "case", NOON.date()).sentence()

    assert "every account was closed in May" in sentence
    assert "30 times code 1" in sentence


def test_other_peoples_evidence_and_empty_evidence_are_refused(tmp_path):
    panel = write_panel(tmp_path / "case", [drawn_photo(str(8000000000 + n)) for n in range(SOME)])
    foreign = write_warc(tmp_path / "foreign.warc.gz", [photo_asked(photo_xml())])
    barely = write_warc(tmp_path / "barely.warc.gz", [photo_asked(photo_xml("8000000000"), photo_id="8000000000")])
    empty = write_warc(tmp_path / "empty.warc.gz", [])

    with pytest.raises(SourceUnavailableError, match="none of the 30 photos"):
        tracing.trace(replaying(foreign), panel, tmp_path / "case", dt.date(2026, 6, 30))
    with pytest.raises(SourceUnavailableError, match=r"answers about 1 of 30 photos \(3.3 %; 5% is the least\)"):
        tracing.trace(replaying(barely), panel, tmp_path / "case", dt.date(2026, 6, 30))
    with pytest.raises(SourceUnavailableError, match="no answer is recorded there"):
        tracing.trace(replaying(empty), panel, tmp_path / "case", dt.date(2026, 6, 30))


@given(public=st.integers(0, 40), refused=st.integers(0, 40), vain=st.integers(0, 80))
def test_what_is_believed_has_settled_half_and_found_something(public, refused, vain):
    def asked(outcome, *, conclusive=True):
        answer = Answer(nonresponse.answers.PHOTO, outcome, conclusive, dt.datetime(2026, 1, 1), "x")
        return PhotoAsked(Photo(PHOTO), None, [answer])

    units = [asked(PUBLIC)] * public + [asked(NOT_PUBLIC)] * refused + [asked(UNKNOWN, conclusive=False)] * vain
    against = list(nonresponse.objections(units, ["api"], "photos", recorded=False))

    if len(units) >= nonresponse.ENOUGH and vain > public + refused:
        assert f"{public + refused} of {len(units)}" in against[0]
    elif not public and refused >= nonresponse.MANY:
        assert f"none of {refused} photos" in against[0]
    elif public:
        assert not against


def test_why_nobody_was_asked_is_the_same_live_and_when_made_again(at_the_double, panel, tmp_path, monkeypatch):
    """Rules that refuse, a budget that is spent, no key: each by its code, and the same from the evidence alone."""
    monkeypatch.setenv("WHOSEFACES_FLICKR_KEY", "")
    at_the_double.web.robots["www.flickr.com"] = "User-agent: *\nDisallow: /\n"
    traces = tracing.trace(live(["oembed", "page"]), panel, tmp_path / "case", NOON.date())
    again_panel = write_panel(tmp_path / "again", [])
    again_panel.write_bytes(panel.read_bytes())
    archive = tmp_path / "case" / "evidence"
    day = Archive(archive).newest().date()
    again = tracing.trace(replaying(archive, ["oembed", "page"]), again_panel, tmp_path / "again", day)

    by_source = {(row.unit, row.source): (row.reason, row.units) for row in traces.reasons.itertuples()}
    assert by_source["photo", "page"] == ("robots", SOME)
    assert by_source["account", "page"][0] == "robots"
    assert by_source["account", "api"][0] == "no key"
    assert traces.reasons.equals(again.reasons)
    rows = traces.read()
    assert set(rows[rows["outcome"] == "not asked"]["reason"]) == {"robots"}
    assert not any(one.target.startswith("/photos/") for one in at_the_double.requests)


def test_a_budget_is_the_reason_where_it_was_spent(at_the_double, panel, tmp_path):
    traces = tracing.trace(live(["api"], budget=40), panel, tmp_path / "case", NOON.date())
    archive = tmp_path / "case" / "evidence"
    again_panel = write_panel(tmp_path / "again", [])
    again_panel.write_bytes(panel.read_bytes())
    again = tracing.trace(replaying(archive), again_panel, tmp_path / "again", Archive(archive).newest().date())

    assert set(traces.reasons["reason"]) == {"budget"}
    assert json.loads(traces.reasons.to_json()) == json.loads(again.reasons.to_json())


def test_where_photo_pages_are_closed_and_account_pages_open_the_accounts_are_told(
    at_the_double, panel, tmp_path, monkeypatch
):
    """Who exists is told of accounts; rules that refuse photos are named as the reason, live and when made again."""
    monkeypatch.setenv("WHOSEFACES_FLICKR_KEY", "")
    at_the_double.web.robots["www.flickr.com"] = "User-agent: *\nDisallow: /photos/*/9\n"
    traces = tracing.trace(live(["page"]), panel, tmp_path / "case", NOON.date())
    archive = tmp_path / "case" / "evidence"
    again_panel = write_panel(tmp_path / "again", [])
    again_panel.write_bytes(panel.read_bytes())
    again = tracing.trace(
        replaying(archive, ["page"]), again_panel, tmp_path / "again", Archive(archive).newest().date()
    )

    for rows in (traces.read(), again.read()):
        assert set(rows.loc[rows["unit"] == "photo", "reason"]) == {"robots"}
        assert "exists" in set(rows.loc[rows["unit"] == "account", "account"])
