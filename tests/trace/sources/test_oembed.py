"""What oEmbed says, and what it does not say."""

import gzip
import json

import pytest
from whosefaces.flickr import licences
from whosefaces.trace.sources import oembed
from whosefaces.trace.sources.asking import Photo

from tests.trace.sources.conftest import NOW, came


def test_an_answer_about_the_photo_says_public_with_its_licence(ask, population):
    for one in list(population.photos.values())[:300]:
        (inquiry,) = oembed.questions(Photo(one.photo_id, one.nsid))
        answer = oembed.read(ask(inquiry.url), Photo(one.photo_id, one.nsid))
        if population.visible(one, NOW):
            assert (answer.outcome, answer.licence) == ("public", licences.by_flickr_id(one.licence(NOW), NOW.date()))
        else:
            # It refuses photos that owners keep from other sites too: a refusal is not "not public".
            assert (answer.outcome, answer.conclusive, answer.error_code) == ("unknown", True, 404)


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
    answer = oembed.read(came("https://www.flickr.com/services/oembed/", body, status), Photo("1"))

    assert (answer.outcome, answer.conclusive, answer.licence) == ("unknown", False, None)


def test_an_answer_without_a_licence_names_none():
    """As in 2011: no licence fields is not "all rights reserved"."""
    body = '{"type":"photo","url":"https://live.staticflickr.com/1/7_abcdef0123_b.jpg"}'
    answer = oembed.read(came("https://www.flickr.com/services/oembed/", body), Photo("7"))

    assert (answer.outcome, answer.licence) == ("public", None)


def test_a_licence_id_that_nobody_knows_is_not_understood_and_named():
    body = '{"type":"photo","web_page":"https://www.flickr.com/photos/x/7/","license_id":99,"license":"New"}'
    answer = oembed.read(came("https://www.flickr.com/services/oembed/", body), Photo("7"))

    assert (answer.licence, answer.note) == ("not understood", "licence id 99")


def test_recorded_answers_about_albums_and_streams_say_nothing_of_a_photo(shared):
    with gzip.open(shared / "flickr" / "recorded.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [row for row in map(json.loads, lines) if row["endpoint"] == "oembed" and row["status"] == 200]
    rich = [row for row in rows if json.loads(row["body"]).get("type") == "rich"]

    assert rich
    assert not any(oembed.read(came(row["request_url"], row["body"]), Photo("1")).conclusive for row in rich)


def answered(**more):
    page = "https://www.flickr.com/photos/90000001@N99/7/"
    body = {"type": "photo", "flickr_type": "photo", "web_page": page, "author_url": page[:-2], **more}
    return oembed.read(came("https://www.flickr.com/services/oembed/", json.dumps(body)), Photo("7"))


def test_all_rights_reserved_has_a_number_and_a_name_and_no_address():
    """Number nought is a licence's number, not a missing one."""
    assert answered(license_id=0, license="All Rights Reserved").licence == "all-rights-reserved"


def test_places_that_name_different_licences_are_not_understood():
    answer = answered(license_id=4, license_url="https://creativecommons.org/licenses/by-nc/2.0/", license="CC BY 2.0")

    assert (answer.outcome, answer.licence, answer.note) == ("public", "not understood", "names more than one licence")


def test_a_video_is_a_photo_here_too():
    assert answered(type="video", flickr_type="video", license_id=4).outcome == "public"


def test_rubbish_after_the_photos_id_changes_nothing_about_whose_page_it_is():
    """Flickr was seen to answer 200 for the photo with ``/404`` after its address."""
    assert answered(web_page="https://www.flickr.com/photos/90000001@N99/7/404", license_id=4).outcome == "public"


def test_a_name_that_turns_the_line_around_goes_nowhere():
    """The author's name holds what the author likes, marks that reverse the text included; it is not read."""
    answer = answered(author_name="\u202e\u202d\u202cbees\u202c", license_id=4)

    assert answer.owner_nsid == "90000001@N99"
    assert "bees" not in answer.as_text()
    assert answer.as_text().isprintable()


@pytest.mark.parametrize(("status", "conclusive"), [(401, True), (404, True), (403, False), (410, False), (400, False)])
def test_by_its_specification_401_and_404_are_answers_and_neither_says_not_public(status, conclusive):
    """403 refuses whoever asks, and not the photo."""
    answer = oembed.read(came("https://www.flickr.com/services/oembed/", "<html>no</html>", status), Photo("7"))

    assert (answer.outcome, answer.conclusive, answer.error_code) == ("unknown", conclusive, status)


def test_the_recorded_refusal_is_conclusive_and_says_nothing_of_the_photo(shared):
    with gzip.open(shared / "flickr" / "recorded.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [row for row in map(json.loads, lines) if row["endpoint"] == "oembed" and row["status"] == 404]

    assert rows
    for row in rows:
        answer = oembed.read(came(row["request_url"], row["body"], 404), Photo("7"))
        assert (answer.outcome, answer.conclusive) == ("unknown", True)


def test_it_is_asked_over_https_in_json_about_one_photo():
    """Plain http is answered by a redirect."""
    (inquiry,) = oembed.questions(Photo("7", "90000001@N99"))

    assert inquiry.url.startswith("https://www.flickr.com/services/oembed/?format=json&url=https")
