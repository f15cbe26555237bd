"""What an account's page says, and what it does not say."""

import datetime as dt
import gzip
import json

import pytest
from whosefaces.trace import answers
from whosefaces.trace.sources import account
from whosefaces.trace.sources.asking import Account

from tests.trace.sources.conftest import NOW, came


def read(ask, one, **names):
    named = Account(**names) if names else Account(one.nsid)
    (inquiry,) = account.questions(named)
    return account.read(ask(inquiry.url), named)


def test_every_account_that_is_there_exists_and_tells_its_newest_upload(ask, population):
    there = [one for one in population.accounts.values() if one.exists(NOW)]
    for one in there:
        answer = read(ask, one)
        newest = next(iter(population.public_photos(one.nsid, NOW)), None)
        assert (answer.outcome, answer.owner_nsid, answer.is_pro) == ("exists", one.nsid, one.pro)
        assert answer.last_upload == (newest and newest.posted.date())
        assert answers.activity(answer) == (
            "none public"
            if newest is None
            else "within 24 months"
            if newest.posted.date() >= dt.date(2024, 11, 9)
            else "older"
        )
    assert len(there) > 100


def test_an_account_that_is_gone_is_gone_only_where_the_server_says_so(ask, population):
    """HTTP 410 says gone; 404 says nothing, as people.getInfo's "not found" does."""
    for one in population.accounts.values():
        if one.gone is not None and one.gone <= NOW:
            assert read(ask, one).outcome == ("unknown" if one.gone_says_not_found else "gone")


def test_a_memorial_is_told_by_its_name(ask, population):
    from dataclasses import replace

    from whosefaces.double.pages import Web
    from whosefaces.double.population import Population

    living = next(one for one in population.accounts.values() if one.exists(NOW))
    remembered = replace(living, username="somebody (In Memoriam)")
    page = Web(Population({living.nsid: remembered}, {})).answer("www.flickr.com", f"/photos/{living.nsid}/", NOW)
    url = f"https://www.flickr.com/photos/{living.nsid}/"

    assert account.read(came(url, page.body), Account(living.nsid)).outcome == "memorial"


def test_an_alias_leads_to_the_nsid(ask, population):
    named = next(one for one in population.accounts.values() if one.exists(NOW) and one.alias)

    answer = read(ask, named, alias=named.alias.lower())

    assert (answer.outcome, answer.owner_nsid) == ("exists", named.nsid)


def test_an_alias_whose_page_is_gone_is_unknown(population):
    """The alias may have been given up while the account stayed."""
    url = "https://www.flickr.com/photos/some-alias/"

    assert account.read(came(url, "<html><title>Flickr</title>", 410), Account(alias="some-alias")).outcome == "unknown"


@pytest.mark.parametrize(
    ("status", "body"),
    [(200, "<html><title>Flickr</title></html>"), (429, ""), (503, ""), (404, "<html><title>proxy</title>")],
)
def test_what_is_not_this_accounts_page_settles_nothing(status, body):
    answer = account.read(came("https://www.flickr.com/photos/90000001@N99/", body, status), Account("90000001@N99"))

    assert (answer.outcome, answer.conclusive) == ("unknown", False)


def test_a_page_of_another_account_is_no_answer(ask, population):
    one, other = [one for one in population.accounts.values() if one.exists(NOW)][:2]
    response = ask(f"https://www.flickr.com/photos/{other.nsid}/")

    assert not account.read(response, Account(one.nsid)).conclusive


def test_the_recorded_page_of_an_account_is_read(shared):
    """One of 2023: it exists, it pays, and its newest upload is the newest of the days on the page."""
    with gzip.open(shared / "flickr" / "recorded.jsonl.gz", "rt", encoding="utf-8") as lines:
        row = next(r for r in map(json.loads, lines) if r["endpoint"] == "page:user" and r["provenance"] == "recorded")
    at = dt.datetime.fromisoformat(row["recorded_at"])
    answer = account.read(came(row["request_url"], row["body"], at=at), Account(alias="somebody"))

    assert (answer.outcome, answer.is_pro, answer.last_upload) == ("exists", True, dt.date(2023, 1, 26))
    assert answer.owner_nsid
