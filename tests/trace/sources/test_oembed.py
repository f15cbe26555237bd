"""What oEmbed says, and what it does not say."""

import gzip
import json

import pytest

from analysis.flickr import licences
from analysis.trace.sources import oembed
from analysis.trace.sources.asking import Photo
from tests.trace.sources.conftest import NOW, came


def test_an_answer_about_the_photo_says_public_with_its_licence(ask, population):
    for one in list(population.photos.values())[:300]:
        (inquiry,) = oembed.questions(Photo(one.photo_id, one.nsid))
        said = oembed.read(ask(inquiry.url), Photo(one.photo_id, one.nsid))
        if population.visible(one, NOW):
            assert (said.outcome, said.licence) == ("public", licences.by_flickr_id(one.licence(NOW), NOW.date()))
        else:
            # It refuses photos that owners keep from other sites too: a refusal is not "not public".
            assert (said.outcome, said.conclusive, said.error_code) == ("unknown", True, 404)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, "<html>"),
        (200, ""),
        (200, "[]"),
        (200, '{"type":"rich","license_url":"https://creativecommons.org/licenses/by/2.0/"}'),
        (200, '{"type":"photo","flickr_type":"photo","web_page":"https://www.flickr.com/photos/x/2/"}'),
        (403, "{}"),
        (429, "{}"),
        (500, "{}"),
    ],
)
def test_what_is_no_answer_about_this_photo_settles_nothing(status, body):
    said = oembed.read(came("https://www.flickr.com/services/oembed/", body, status), Photo("1"))

    assert (said.outcome, said.conclusive, said.licence) == ("unknown", False, None)


def test_an_answer_without_a_licence_names_none():
    """As in 2011: no licence fields is not "all rights reserved"."""
    body = '{"type":"photo","url":"https://live.staticflickr.com/1/7_abcdef0123_b.jpg"}'
    said = oembed.read(came("https://www.flickr.com/services/oembed/", body), Photo("7"))

    assert (said.outcome, said.licence) == ("public", None)


def test_a_licence_id_that_nobody_knows_is_not_understood_and_named():
    body = '{"type":"photo","web_page":"https://www.flickr.com/photos/x/7/","license_id":99,"license":"New"}'
    said = oembed.read(came("https://www.flickr.com/services/oembed/", body), Photo("7"))

    assert (said.licence, said.note) == ("not understood", "licence id 99")


def test_recorded_answers_about_albums_and_streams_say_nothing_of_a_photo(shared):
    with gzip.open(shared / "flickr" / "recorded.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [row for row in map(json.loads, lines) if row["endpoint"] == "oembed" and row["status"] == 200]
    rich = [row for row in rows if json.loads(row["body"]).get("type") == "rich"]

    assert rich
    assert not any(oembed.read(came(row["request_url"], row["body"]), Photo("1")).conclusive for row in rich)
