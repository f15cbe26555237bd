"""What is closed is said before it is asked, and so is what can still be learnt."""

import pytest
import requests
from whosefaces.double.pages import OPEN as OPEN_RULES
from whosefaces.double.pages import REFUSES_ALL
from whosefaces.report.words.catalogue import Words
from whosefaces.trace import robots, unasked
from whosefaces.trace.http import access

RULES = {
    "refuses all": REFUSES_ALL,
    "open": OPEN_RULES,
    "photos alone": "User-agent: *\nDisallow: /\nAllow: /photos/*/9\n",
    "accounts alone": "User-agent: *\nDisallow: /photos/*/9\n",
    "unread": None,
}


def rules(text):
    if text is None:
        return robots.Rules(None)
    response = requests.Response()
    response.status_code, response._content = 200, text.encode()
    return robots.Rules(response)


def states(sources, text, *, has_key):
    reading = access.access(sources, lambda _url: rules(text), has_key=has_key)
    return {(one.source, one.about): one.state for one in reading}


def test_the_reported_rule_closes_pages_and_leaves_what_is_made_for_programs():
    states_of = states(["api", "page", "oembed", "wayback"], REFUSES_ALL, has_key=False)

    assert states_of[("api", "account")] == "no key"
    assert states_of[("page", "photo")] == states_of[("page", "account")] == "robots"
    assert states_of[("oembed", "photo")] == "open"


def test_rules_that_nobody_has_read_are_said_to_be_not_read():
    unread = {("page", "photo"): "rules not read", ("page", "account"): "rules not read"}
    assert states(["page"], None, has_key=True) == unread
    (line, _) = (one.line() for one in access.access(["page"], lambda _url: None, has_key=True))
    assert "not read" in line
    assert "robots.txt of www.flickr.com" in line


PAGES = [
    (200, b"<!DOCTYPE html><html><head><title>Just a moment...</title></head></html>"),
    (200, b"\xef\xbb\xbf \n<html><title>Sign in</title></html>"),
    (302, b""),
    (401, b""),
    (403, b"<html><title>Just a moment...</title></html>"),
    (429, b""),
    (503, b"User-agent: *\nAllow: /\n"),
]


@pytest.mark.parametrize(("status", "body"), PAGES)
def test_what_comes_in_the_place_of_rules_is_no_rules_and_nothing_is_asked(status, body):
    response = requests.Response()
    response.status_code, response._content = status, body
    read = robots.Rules(response)

    assert read.unread
    assert not read.allow("https://www.flickr.com/photos/90000001@N99/9000000001/")


def test_every_reason_has_a_code_and_words_in_each_language():
    for language in ("en", "de", "fr"):
        words = Words(language)
        assert all(words.has(f"unasked.{code.replace(' ', '_')}") for code in unasked.REASONS)
    assert set(unasked.WORDS) == set(unasked.REASONS)
    assert unasked.first_of([unasked.NO_KEY, unasked.ROBOTS]) == unasked.ROBOTS
