"""A code means what its method says, a body is read for what it is, and nothing that failed becomes a fact."""

import datetime as dt
import gzip
import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from whosefaces.trace import answers
from whosefaces.trace.http.flickr_api import KeyRefusedError, NoAnswerError, ServiceUnavailableError, read_reply
from whosefaces.trace.sources import api

from tests.trace.recording import ANNA, PHOTO, fail_json, fail_xml, photo_json, photo_xml
from tests.trace.sources.conftest import NOW, came

REST = "https://api.flickr.com/services/rest/"
SORRY = "Sorry, the Flickr API service is not currently available."

CALLS = {
    call.method: call
    for call in (
        api.photo(PHOTO),
        api.history(PHOTO, dt.date(2014, 3, 21)),
        api.tagged(PHOTO),
        api.account(ANNA),
        api.profile(ANNA),
        api.listing(ANNA),
        api.lookup("anna99"),
        api.licence_table(),
    )
}

# Flickr's documentation, and what was seen beyond it: people.getInfo 5, photos.getInfo 2.
MEANS = {
    (answers.PHOTO, 1): "not public",
    (answers.PHOTO, 2): "not public",
    (answers.ACCOUNT, 1): "unknown",
    (answers.ACCOUNT, 5): "gone",
    (answers.HISTORY, 1): "unknown",
    (answers.TAGGED, 1): "unknown",
    (answers.PROFILE, 1): "unknown",
    (answers.LISTING, 1): "unknown",
    (answers.LOOKUP, 1): "unknown",
}
# Of every method: signature, login, rights, writing, format, method, SOAP, XML-RPC, bad address; and of other methods.
OF_NO_USE = (3, 4, 10, 20, 95, 96, 97, 98, 99, 106, 108, 111, 112, 114, 115, 116)


@pytest.mark.parametrize("form", [fail_xml, fail_json], ids=["XML", "JSON"])
@pytest.mark.parametrize("method", CALLS)
def test_a_code_means_what_its_method_says_and_nothing_of_itself(method, form):
    """Code 1 of one method is "not public", of another "unknown"; a code that a method does not have settles nothing."""
    for code in (1, 2, 5, *OF_NO_USE):
        answer = CALLS[method].answer(came(REST, form(code, "said so")))
        assert (answer.outcome, answer.error_code) == (MEANS.get((method, code), "unknown"), code)
        assert answer.conclusive == ((method, code) in MEANS)


@pytest.mark.parametrize("method", CALLS)
@pytest.mark.parametrize("message", ["Invalid API Key (Key has expired)", "Invalid API Key (Key has invalid format)"])
def test_a_refused_key_is_no_answer_of_any_method(method, message):
    for body in (fail_xml(100, message), fail_json(100, message)):
        with pytest.raises(KeyRefusedError, match="Invalid API Key"):
            CALLS[method].answer(came(REST, body))


@pytest.mark.parametrize("method", CALLS)
@pytest.mark.parametrize(
    ("code", "message"),
    [(105, "Service currently unavailable"), (0, ""), (201, ""), (0, SORRY), (201, SORRY), (1, SORRY), (7, SORRY)],
)
def test_a_service_that_is_not_available_says_nothing_whatever_its_code(method, code, message):
    """By the message even where the code is that of "not found"."""
    for body in (fail_xml(code, message), fail_json(code, message), fail_json(code, message) + ","):
        with pytest.raises(ServiceUnavailableError):
            read_reply(method, {}, came(REST, body))
        assert not CALLS[method].answer(came(REST, body)).conclusive


@pytest.mark.parametrize(
    "message",
    ["Photo not found", 'Photo "9000000001" not found (invalid ID)', "Photo is private", "", "Foto unauffindbar"],
)
@pytest.mark.parametrize("code", [1, 2])
def test_the_words_of_a_failure_tell_nothing_more_than_its_code(code, message):
    """The same private photo was answered "private", "not found" and "invalid ID" in turn."""
    for body in (fail_xml(code, message.replace('"', "&quot;")), fail_json(code, message.replace('"', '\\"'))):
        assert CALLS[answers.PHOTO].answer(came(REST, body)).outcome == "not public"


# -- the form that comes is not always the form that was asked for


@pytest.mark.parametrize("kind", ["text/plain", "text/html", "application/json", "text/xml; charset=utf-8", ""])
@pytest.mark.parametrize("body", [photo_xml(), photo_json(), "\ufeff" + photo_xml(), photo_json() + ","])
def test_a_body_is_read_for_what_it_is_and_not_for_what_it_calls_itself(kind, body):
    """XML where JSON was asked, and the reverse; JSON as text/plain, as in 2012; a comma after it."""
    answer = CALLS[answers.PHOTO].answer(came(REST, body, headers={"content-type": kind}))

    assert (answer.outcome, answer.owner_nsid, answer.owner_alias) == ("public", ANNA, None)


@pytest.mark.parametrize(
    "wrap", ["{}", "{},", '<?xml version="1.0" encoding="utf-8" ?>\n<rsp>{}</rsp>', "<rsp>\n{},\n</rsp>"]
)
def test_json_in_an_answer_of_xml_is_read(wrap):
    answer = CALLS[answers.PHOTO].answer(came(REST, wrap.format(fail_json(1, "Photo not found"))))
    assert (answer.outcome, answer.error_code) == ("not public", 1)
    with pytest.raises(ServiceUnavailableError):
        read_reply(answers.PHOTO, {}, came(REST, wrap.format(fail_json(201, SORRY))))


@pytest.mark.parametrize("forbidden", ["\x0b", "\x00", "\x1f", "\ufffe", "&#11;", "&#x0;", "&#x1F;"])
def test_characters_that_xml_forbids_do_not_hide_an_answer(forbidden):
    body = photo_xml().replace("a title", f"a {forbidden} title")
    assert body != photo_xml()

    assert CALLS[answers.PHOTO].answer(came(REST, body)).outcome == "public"


@pytest.mark.parametrize(
    "body",
    [
        "",
        " \n",
        "<html><body>502 Bad Gateway</body></html>",
        "<!DOCTYPE html><html><head><title>Flickr</title></head></html>",
        "null",
        "[]",
        '"ok"',
        "{}",
        '{"stat":"fail"}',
        '{"stat":"fail","code":"one"}',
        '<rsp stat="fail"></rsp>',
        '<rsp stat="ok">',
        "<rsp></rsp>",
        "<other/>",
        '<!DOCTYPE rsp [<!ENTITY a "b">]><rsp stat="ok"><photo id="&a;"/></rsp>',
        "oauth_problem=token_rejected",
    ],
)
@pytest.mark.parametrize("method", CALLS)
def test_what_answers_nothing_settles_nothing(method, body):
    for status in (200, 400, 401, 502):
        answer = CALLS[method].answer(came(REST, body, status))
        assert (answer.outcome, answer.conclusive) == ("unknown", False)


@pytest.mark.parametrize("method", CALLS)
@pytest.mark.parametrize("body", ['<rsp stat="ok"></rsp>', '{"stat":"ok"}', '<rsp stat="ok"><photos/><photo/></rsp>'])
def test_an_answer_that_says_ok_and_nothing_else_settles_nothing(method, body):
    answer = CALLS[method].answer(came(REST, body))

    if method == answers.HISTORY:  # no entry at all is a form that was described; it tells no licence
        assert (answer.history, answer.licence_then) == ("not understood", None)
    else:
        assert (answer.outcome, answer.conclusive) == ("unknown", False)


# -- what is missing is not a value


@pytest.mark.parametrize("flag", ['ispublic=""', 'ispublic="2"', ""])
def test_a_photo_that_does_not_say_whether_it_is_public_is_unknown(flag):
    """Other clients read a missing flag as False."""
    answer = CALLS[answers.PHOTO].answer(came(REST, photo_xml().replace('ispublic="1"', flag)))

    assert (answer.outcome, answer.conclusive) == ("unknown", False)


def test_a_photo_without_a_licence_is_public_and_its_licence_not_understood():
    answer = CALLS[answers.PHOTO].answer(came(REST, photo_xml().replace('license="4"', "")))

    assert (answer.outcome, answer.licence) == ("public", "not understood")


def test_a_restricted_photo_that_is_answered_is_public():
    """Flickr answers a key that is not signed in about photos of every safety level."""
    body = photo_xml().replace("<photo ", '<photo safety_level="2" ')

    assert CALLS[answers.PHOTO].answer(came(REST, body)).outcome == "public"


def test_a_photo_from_before_cc_4_0_carries_its_numbers():
    """Seen on 19 June 2025 of photos of 2018 and 2023: the upload's day says nothing of the licence's version."""
    body = photo_xml(licence="11").replace("<photo ", '<photo dateuploaded="1540200000" ')
    answer = CALLS[answers.PHOTO].answer(came(REST, body, at=dt.datetime(2025, 6, 19, tzinfo=dt.UTC)))

    assert (answer.licence, answer.licence_on) == ("cc-by-4.0", dt.date(2025, 6, 19))


WAYS = ("website", "facebook", "twitter", "tumblr", "instagram", "pinterest")


def profile(**ways):
    body = json.dumps({"profile": {"id": ANNA, "nsid": ANNA, **ways}, "stat": "ok"})
    return CALLS[answers.PROFILE].answer(came(REST, body))


def test_a_profile_that_leaves_out_a_way_does_not_say_that_there_is_none():
    """What a caller without rights does not see, or what was renamed, would otherwise be "publishes no contact"."""
    assert profile(**dict.fromkeys(WAYS, "")).contact is False
    assert profile(**dict.fromkeys(WAYS)).contact is False
    for way in WAYS:
        left = dict.fromkeys(WAYS, "")
        left.pop(way)
        answer = profile(**left)
        assert (answer.conclusive, answer.contact) == (False, None)
        assert profile(**{way: "somewhere"}).contact is True


# -- lists


@pytest.mark.parametrize(
    "body",
    [
        '<rsp stat="ok"><photos page="3" pages="2" perpage="500" total="870" /></rsp>',
        '{"photos":{"page":3,"pages":2,"perpage":500,"total":"870","photo":[]},"stat":"ok"}',
        '{"photos":{"page":3,"pages":2,"perpage":500,"total":870,"photo":[]},"stat":"ok"}',
    ],
)
def test_past_the_end_of_a_list_there_is_nothing_and_that_is_not_an_empty_account(body):
    answer = api.listing(ANNA, 3).answer(came(REST, body))

    assert (answer.conclusive, answer.listed, answer.uploads, answer.pages) == (True, (), 870, 2)
    assert answers.activity(answer) == "not asked"


def test_an_account_with_nothing_public_says_so():
    body = '<rsp stat="ok"><photos page="1" pages="0" perpage="500" total="0" /></rsp>'

    assert answers.activity(CALLS[answers.LISTING].answer(came(REST, body))) == "none public"


# -- the recordings


def recorded(shared, endpoint):
    with gzip.open(shared / "flickr" / "recorded.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [row for row in map(json.loads, lines) if row["endpoint"] == endpoint]


def test_the_recorded_refusals_of_signed_calls_are_no_answers(shared):
    """HTTP 400 and 401 with ``oauth_problem=...``: neither XML nor JSON."""
    rows = [row for row in recorded(shared, "flickr.test.login") if row["format"] == "text"]

    assert {row["status"] for row in rows} == {400, 401}
    for row in rows:
        with pytest.raises(NoAnswerError, match="OAuth"):
            read_reply(answers.PHOTO, {}, came(REST, row["body"], row["status"]))


def test_a_recorded_page_past_the_end_or_of_nothing_lists_nothing(shared):
    empty = 0
    for row in recorded(shared, answers.LISTING):
        parameters = {name: values[0] for name, values in parse_qs(urlsplit(row["request_url"] or "").query).items()}
        if row["outcome"] != "ok" or row["provenance"] != "recorded" or "user_id" not in parameters:
            continue
        answer = answers.read_listing(read_reply(answers.LISTING, parameters, came(REST, row["body"], at=NOW)))
        shown = len(re.findall(r"<photo |\"ispublic\":", row["body"]))
        if shown == 0:
            empty += 1
            assert answer.listed == ()
            assert answers.activity(answer) == ("none public" if answer.uploads == 0 else "not asked")
    assert empty > 0
