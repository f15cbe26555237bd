"""What the photo's page says, and what it does not say."""

import datetime as dt
import gzip
import json

import pytest
from whosefaces.flickr import licences
from whosefaces.flickr.address import read_address
from whosefaces.trace.sources import page
from whosefaces.trace.sources.asking import Photo

from tests.trace.sources.conftest import NOW, came


def address(photo, owner=None):
    return f"https://www.flickr.com/photos/{owner or photo.nsid}/{photo.photo_id}/"


@pytest.mark.parametrize("at", [NOW, dt.datetime(2014, 6, 1, tzinfo=dt.UTC)], ids=["markup of 2023", "markup of 2012"])
def test_a_shown_page_tells_owner_and_licence_of_its_day(ask, public, at):
    answer = page.read(ask(address(public), at), Photo(public.photo_id))

    assert (answer.outcome, answer.conclusive, answer.error_code) == ("public", True, None)
    assert answer.licence == licences.by_flickr_id(public.licence(at), at.date())
    assert answer.licence_on == at.date()
    assert answer.owner_nsid in (public.nsid, None)  # the page of 2012 names the alias only


def test_all_rights_reserved_is_read_though_the_page_names_its_own_address_as_licence(ask, population):
    """JSON-LD gives the photo's own page there: "has a licence address" is not "is licensed"."""
    reserved = next(p for p in population.photos.values() if population.visible(p, NOW) and p.licence(NOW) == 0)

    assert page.read(ask(address(reserved)), Photo(reserved.photo_id)).licence == "all-rights-reserved"


ARTICLE = "https://www.flickrhelp.com/hc/LANGUAGE/articles/10710266545556TITLE"


@pytest.mark.parametrize("language", ["en-us", "de", "zh-tw"])
@pytest.mark.parametrize("title", ["", "-Using-Flickr-images-shared-by-other-members", "-Anything#else"])
@pytest.mark.parametrize("before", ["", "https://web.archive.org/web/20260101000000/", "/web/20260101000000/"])
def test_all_rights_reserved_is_read_from_the_help_article_that_a_modern_page_links_to(
    ask, population, language, title, before
):
    reserved = next(p for p in population.photos.values() if population.visible(p, NOW) and p.licence(NOW) == 0)
    link = before + ARTICLE.replace("LANGUAGE", language).replace("TITLE", title)
    response = ask(address(reserved))
    response._content = response.content.replace(b"</body>", f'<a rel="license" href="{link}">x</a></body>'.encode())

    assert page.read(response, Photo(reserved.photo_id)).licence == "all-rights-reserved"


def test_a_link_that_explains_a_licence_names_none(ask, public):
    response = ask(address(public))
    other = '<a rel="license" href="https://www.flickrhelp.com/hc/en-us/articles/4404078674324">about licences</a>'
    response._content = response.content.replace(b"</body>", f"{other}</body>".encode())

    assert page.read(response, Photo(public.photo_id)).licence == licences.by_flickr_id(public.licence(NOW))


def test_a_page_that_is_refused_under_the_owners_nsid_is_not_public(ask, hidden):
    answer = page.read(ask(address(hidden)), Photo(hidden.photo_id))

    assert (answer.outcome, answer.conclusive) == ("not public", True)
    assert answer.error_code in (403, 404)


def test_a_page_that_is_not_found_under_an_alias_is_unknown(ask, hidden):
    """The alias may have changed while the photo stayed."""
    assert page.read(ask(address(hidden, "some-alias")), Photo(hidden.photo_id)).outcome == "unknown"


def test_a_redirect_to_the_owners_alias_is_followed_and_ends_at_the_same_photo(ask, web, public):
    web.redirects_to_alias = True
    response = ask(address(public))

    assert len(response.history) == 1
    assert page.read(response, Photo(public.photo_id)).outcome == "public"
    on_the_way = page.read(response.history[0], Photo(public.photo_id))
    assert (on_the_way.outcome, on_the_way.conclusive) == ("unknown", True)


@pytest.mark.parametrize(
    ("url", "body", "status", "headers"),
    [
        ("https://identity.flickr.com/login?redir=x", "<html><title>Flickr</title></html>", 200, {}),
        ("{page}", "<html><title>Just a moment...</title></html>", 200, {}),
        ("{page}", "<html><title>403</title></html>", 403, {}),
        ("{page}", "<html><title>Flickr</title></html>", 429, {}),
        ("{page}", "", 502, {}),
        ("{page}", "", 302, {"location": "https://www.flickr.com/photos/somebody-else/1/"}),
        ("{page}", "<html><title>Flickr</title></html>", 200, {}),
    ],
    ids=["signing in ends at 200", "in between", "403 of a proxy", "429", "502", "another photo", "no photo shown"],
)
def test_what_is_not_this_photos_page_is_neither_public_nor_not_public(public, url, body, status, headers):
    answer = page.read(came(url.format(page=address(public)), body, status, headers), Photo(public.photo_id))

    assert answer.outcome == "unknown"
    assert answer.licence is None


def test_a_page_of_another_photo_is_no_answer(ask, population, public):
    other = next(p for p in population.photos.values() if p is not public and population.visible(p, NOW))

    assert not page.read(ask(address(other)), Photo(public.photo_id)).conclusive


def test_places_of_a_page_that_contradict_each_other_are_not_understood(ask, population):
    licensed = next(p for p in population.photos.values() if population.visible(p, NOW) and p.licence(NOW) == 4)
    response = ask(address(licensed))
    response._content = response.content.replace(b'"license":4', b'"license":5')
    answer = page.read(response, Photo(licensed.photo_id))

    assert (answer.outcome, answer.licence) == ("public", "not understood")


def test_the_recorded_pages_of_photos_are_read(shared):
    """Three of 2012, each All Rights Reserved, each naming its owner."""
    read = []
    with gzip.open(shared / "flickr" / "recorded.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if row["endpoint"] == "page:photo" and row["status"] == 200:
                at = dt.datetime.fromisoformat(row["recorded_at"])
                named = read_address(row["request_url"])
                read.append(page.read(came(row["request_url"], row["body"], at=at), Photo(named.photo_id)))
    assert [one.outcome for one in read] == ["public"] * 3
    assert {one.licence for one in read} == {"all-rights-reserved"}
    assert all(one.owner_nsid for one in read)


@pytest.mark.parametrize(
    "end",
    [
        "https://identity.flickr.com/login?redir=%2Fphotos",
        "https://identity.flickr.com/sign-in",
        "https://www.flickr.com/signin?acf=x",
        "https://login.yahoo.com/config/login",
    ],
)
def test_ending_at_a_sign_in_page_is_unknown_whether_it_was_followed_or_not(public, end):
    """A 200 after redirects is not "public": only the address where it ended tells."""
    followed = page.read(came(end, "<html><title>Flickr</title></html>"), Photo(public.photo_id))
    led = page.read(came(address(public), "", 302, {"location": end}), Photo(public.photo_id))

    for reading in (followed, led):
        assert (reading.outcome, reading.conclusive, reading.note) == ("unknown", True, page.SIGN_IN)


def test_a_page_that_asks_archives_to_keep_no_copy_says_so(ask, public):
    """Then a missing copy is the owner's choice."""
    response = ask(address(public))
    assert page.read(response, Photo(public.photo_id)).noarchive is False
    response._content = response.content.replace(b"<head>", b'<head><meta name="robots" content="noarchive, noindex">')
    assert page.read(response, Photo(public.photo_id)).noarchive is True


@pytest.mark.parametrize("status", [403, 404, 410])
def test_flickrs_own_refusal_counts_under_the_nsid_only(public, status):
    body = "<!DOCTYPE html><html><head><title>Flickr: Page Not Found</title></head></html>"
    about = Photo(public.photo_id)

    assert page.read(came(address(public), body, status), about).outcome == "not public"
    for owner in ("some-alias", "_"):
        answer = page.read(came(address(public, owner), body, status), about)
        assert (answer.outcome, answer.conclusive) == ("unknown", True)


def test_a_licence_number_that_nobody_knows_is_not_understood_and_named(ask, population):
    licensed = next(p for p in population.photos.values() if population.visible(p, NOW) and p.licence(NOW) == 0)
    response = ask(address(licensed))
    response._content = response.content.replace(b'"license":0', b'"license":77').replace(b"rel=", b"data-rel=")
    answer = page.read(response, Photo(licensed.photo_id))

    assert (answer.outcome, answer.licence, answer.note) == ("public", "not understood", "licence id 77")


@pytest.mark.parametrize("wrapped", [True, False], ids=["as of 2023", "as of 2015"])
def test_the_pages_own_data_is_read_with_and_without_its_wrapping(wrapped):
    """Between 2015 and 2018 the models stood in the page bare; the number of the licence is a number, not text."""
    owner = {"id": "90000001@N99", "pathAlias": "Invented"}
    model = {"id": "7", "license": 4, "owner": {"data": owner, "exportMetaType": "model"} if wrapped else owner}
    models = [{"data": model, "exportMetaType": "model"}] if wrapped else [model]
    export = json.dumps({"legend": [], "main": {"photo-models": models}})
    url = "https://www.flickr.com/photos/invented/7/"
    html = f'<html><head><link rel="canonical" href="{url}"></head><script>Y.init({{ modelExport: {export}, auth: 1 }})'
    answer = page.read(came(url, html), Photo("7"))

    assert (answer.outcome, answer.licence) == ("public", "cc-by-2.0")
    assert (answer.owner_nsid, answer.owner_alias) == ("90000001@N99", "invented")


@pytest.mark.parametrize("link", ['<a rel="license" href="{}">', '<link rel="license cc:license" href="{}">'])
@pytest.mark.parametrize("prefix", ["", "https://web.archive.org/web/20140321000000/", "/web/20140321id_/"])
def test_a_licence_link_is_read_as_it_is_and_as_an_archive_rewrote_it(link, prefix):
    url = "http://www.flickr.com/photos/invented/7/"
    licence = link.format(f"{prefix}http://creativecommons.org/licenses/by-nc-sa/2.0/deed.en")
    pictured = '<meta property="og:image" content="http://farm9.staticflickr.com/1/7_0123456789_z.jpg">'
    html = f'<html><head><link rel="canonical" href="{url}">{pictured}</head><body>{licence}</body></html>'

    assert page.read(came(url, html), Photo("7")).licence == "cc-by-nc-sa-2.0"
