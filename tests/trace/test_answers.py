"""What each method's answers mean, held against a planted population and the recordings."""

import collections
import datetime as dt
import gzip
import json
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whosefaces.double.answers import Api
from whosefaces.flickr import licences
from whosefaces.trace import answers
from whosefaces.trace.answers import Answer
from whosefaces.trace.http.flickr_api import Reply, read_reply
from whosefaces.trace.sources import api

from tests.trace.sources.conftest import COLLECTED, NOW, came, population  # noqa: F401

REST = "https://api.flickr.com/services/rest/"
WANTED = COLLECTED.date()


@pytest.fixture(scope="module")
def flickr(population):  # noqa: F811
    return Api(population)


def ask(flickr, call, *, as_json=True, at=NOW):
    form = {"format": "json"} if as_json else {}
    body = flickr.answer({"method": call.method, **call.about, **form}, at).body
    return call.answer(came(REST, body, at=at))


def reply(method, body, **parameters):
    return Reply(method, parameters, None, "", body, "", dt.datetime(2026, 1, 1))


# -- the dated history of a licence


@pytest.mark.parametrize("as_json", [True, False], ids=["JSON", "XML"])
def test_every_planted_history_is_told_with_the_licence_on_the_wanted_day(flickr, population, as_json):  # noqa: F811
    """The double names licences by the names and addresses of the day of the call, as Flickr does."""
    kinds = collections.Counter()
    for photo in population.photos.values():
        if not population.visible(photo, NOW) or not photo.listed:
            continue
        answer = ask(flickr, api.history(photo.photo_id, WANTED), as_json=as_json)
        ours = [licences.by_flickr_id(number) for since, number in photo.licences if since <= NOW]
        steps = [(a, b) for a, b in zip(ours, ours[1:], strict=False) if a != b]
        bumps = all(licences.is_version_bump(a, b) for a, b in steps)
        kind = "unchanged" if not steps else "version bump" if bumps else "changed"
        assert (answer.outcome, answer.history) == ("unknown", kind)
        assert answer.licence_then == licences.by_flickr_id(photo.licence(COLLECTED))
        kinds[kind] += 1
    assert min(kinds["unchanged"], kinds["version bump"], kinds["changed"]) > 10


def test_a_never_changed_licence_is_unchanged_and_not_removed():
    """One entry, an empty new name: read naively that says "licence removed"."""
    entry = {"date_change": "1395360000", "old_license": "CC BY 2.0", "old_license_url": "", "new_license": ""}
    answer = answers.read_history(reply(answers.HISTORY, {"license_history": entry}), WANTED)

    assert (answer.history, answer.licence_then) == ("unchanged", "cc-by-2.0")


def test_from_2_0_to_4_0_is_a_version_bump_and_not_a_change_of_mind():
    entry = {
        "date_change": "1755000000",
        "old_license": "CC BY 2.0",
        "old_license_url": "https://creativecommons.org/licenses/by/2.0/",
        "new_license": "CC BY 4.0",
        "new_license_url": "https://creativecommons.org/licenses/by/4.0/",
    }
    answer = answers.read_history(reply(answers.HISTORY, {"license_history": [entry]}), WANTED)

    assert (answer.history, answer.licence_then, answer.licence_on) == ("version bump", "cc-by-2.0", WANTED)


@pytest.mark.parametrize(
    "entries",
    [
        [],
        [
            {
                "date_change": "1",
                "old_license": "A new one",
                "old_license_url": "https://example.org/",
                "new_license": "",
            }
        ],
        [{"date_change": "", "old_license": "CC BY 2.0", "new_license": "CC BY-SA 2.0"}],
        [
            {"date_change": "1", "old_license": "CC BY 2.0", "new_license": "CC BY-SA 2.0"},
            {"date_change": "2", "old_license": "CC BY-NC 2.0", "new_license": "CC BY 2.0"},
        ],
        [
            {"date_change": "1", "old_license": "CC BY 2.0", "new_license": "CC BY-SA 2.0"},
            {"date_change": "2", "old_license": "CC BY-SA 2.0", "new_license": ""},
        ],
    ],
    ids=["nothing", "unknown licence", "no day", "steps that do not meet", "an end in nothing"],
)
def test_a_history_that_does_not_make_sense_is_not_understood(entries):
    answer = answers.read_history(reply(answers.HISTORY, {"license_history": entries}), WANTED)

    assert (answer.history, answer.licence_then) == ("not understood", None)


def test_the_order_of_a_history_is_not_relied_on():
    steps = [
        {"date_change": "1500000000", "old_license": "CC BY-SA 2.0", "new_license": "All Rights Reserved"},
        {"date_change": "1300000000", "old_license": "CC BY 2.0", "new_license": "CC BY-SA 2.0"},
    ]
    answer = answers.read_history(reply(answers.HISTORY, {"license_history": steps}), WANTED)

    assert (answer.history, answer.licence_then) == ("changed", "cc-by-sa-2.0")


# -- accounts


def test_a_list_of_public_photos_tells_activity_and_licences(flickr, population):  # noqa: F811
    outcomes = collections.Counter()
    for account in population.accounts.values():
        answer = ask(flickr, api.listing(account.nsid))
        if account.gone is not None and account.gone <= NOW:
            assert (answer.outcome, answer.error_code, answers.activity(answer)) == ("unknown", 1, "not asked")
            continue
        photos = population.public_photos(account.nsid, NOW)
        assert answer.uploads == len(photos)
        assert dict(answer.listed) == {p.photo_id: licences.by_flickr_id(p.licence(NOW)) for p in photos[:500]}
        outcomes[answers.activity(answer)] += 1
        recent = bool(photos) and photos[0].posted >= dt.datetime(2024, 11, 9, tzinfo=dt.UTC)
        assert answers.activity(answer) == ("within 24 months" if recent else "older" if photos else "none public")
    assert min(outcomes["within 24 months"], outcomes["older"], outcomes["none public"]) > 0


def test_a_list_that_was_asked_for_without_licences_answers_for_no_photo(flickr, population):  # noqa: F811
    nsid = next(a.nsid for a in population.accounts.values() if population.public_photos(a.nsid, NOW))
    parameters = {"method": answers.LISTING, "user_id": nsid, "extras": "date_upload", "per_page": "1"}
    answer = answers.read_listing(
        read_reply(answers.LISTING, parameters, came(REST, flickr.answer(parameters, NOW).body))
    )

    assert answer.listed == ()
    assert answer.last_upload is not None


def test_a_profile_says_that_there_is_a_contact_and_never_which(flickr, population):  # noqa: F811
    for account in population.accounts.values():
        answer = ask(flickr, api.profile(account.nsid))
        assert (answer.outcome, answer.contact) == ("unknown", bool(account.website))
        assert "example.org" not in answer.as_text()


def test_a_profile_is_no_proof_of_life(flickr, population):  # noqa: F811
    gone = next(a for a in population.accounts.values() if a.gone and a.gone <= NOW)

    assert ask(flickr, api.profile(gone.nsid)).outcome == "unknown"


def test_tagged_accounts_are_counted_and_not_named(flickr, population):  # noqa: F811
    counted = 0
    for photo in population.photos.values():
        if population.visible(photo, NOW):
            info = ask(flickr, api.photo(photo.photo_id))
            answer = ask(flickr, api.tagged(photo.photo_id))
            assert info.tagged == (None if photo.tagged else 0)
            assert answer.tagged == len(photo.tagged)
            assert not any(nsid in answer.as_text() for nsid in photo.tagged)
            counted += len(photo.tagged)
    assert counted > 5


# -- what is written down comes back


TEXT = st.text(max_size=20)


@given(
    st.builds(
        Answer,
        question=TEXT,
        outcome=st.sampled_from(["public", "exists", "unknown"]),
        conclusive=st.booleans(),
        asked_at=st.datetimes(min_value=dt.datetime(2004, 2, 10), max_value=dt.datetime(2100, 1, 1)),
        evidence_id=TEXT,
        error_code=st.none() | st.integers(0, 999),
        is_pro=st.none() | st.booleans(),
        note=TEXT,
        source=st.sampled_from(["api", "page"]),
        licence_on=st.none() | st.dates(),
        last_upload=st.none() | st.dates(),
        tagged=st.none() | st.integers(0, 99),
        listed=st.lists(st.tuples(TEXT, TEXT), max_size=4).map(tuple),
        contact=st.none() | st.booleans(),
    )
)
def test_an_answer_comes_back_from_a_ledger_as_it_was(answer):
    assert answers.from_text(answer.as_text()) == answer


# -- the recordings


def test_every_recorded_answer_of_the_methods_that_are_asked_is_understood(shared):
    """None is left as "not understood by us", but for those of the key and of the service itself."""
    readers = {
        answers.PHOTO: answers.read_photo,
        answers.ACCOUNT: answers.read_account,
        answers.PROFILE: answers.read_profile,
        answers.LISTING: answers.read_listing,
        answers.LOOKUP: answers.read_lookup,
        answers.TAGGED: answers.read_tagged,
        answers.LICENCES: answers.read_licences,
    }
    read = collections.Counter()
    with gzip.open(shared / "flickr" / "recorded.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            method = row["endpoint"]
            parameters = dict(parse_qsl(urlsplit(row["request_url"] or "").query))
            about = (
                parameters.get("user_id") or parameters.get("photo_id") or ("-" if method == answers.LICENCES else None)
            )
            genuine = row["provenance"] == "recorded" and row["status"] == 200 and row["fail_code"] not in (100, 201)
            if method not in readers or not genuine or (about is None and method != answers.LOOKUP):
                continue
            at = dt.datetime.fromisoformat(row["recorded_at"])
            answer = readers[method](read_reply(method, parameters, came(row["request_url"], row["body"], at=at)))
            assert answer.conclusive, (method, row["fail_code"], answer.note)
            assert (answer.error_code is None) == (row["fail_code"] is None)
            read[method] += 1
    assert read.keys() == readers.keys()
    assert read.total() > 150
