"""How a page looked near a wanted day. BUILT FROM DOCUMENTATION: nothing of the archive was ever recorded."""

import datetime as dt
import json

import pytest
from whosefaces.flickr import licences
from whosefaces.trace.sources import wayback
from whosefaces.trace.sources.asking import Photo

from tests.trace.sources.conftest import COLLECTED, came

WANTED = COLLECTED.date()


@pytest.fixture
def archived(population, web):
    """Photos of which the archive holds a copy under their NSID."""
    return [photo for photo in population.photos.values() if photo.listed and web.captures(photo)]


def about(photo, wanted_on=WANTED):
    return Photo(photo.photo_id, photo.nsid, wanted_on=wanted_on)


def copies(ask, photo):
    (inquiry,) = wayback.questions(about(photo))
    answer = wayback.read_captures(ask(inquiry.url), about(photo))
    assert answer.outcome == "unknown"
    return wayback.copies(answer)


def test_the_nearest_copy_shows_the_licence_of_its_own_day(ask, web, archived):
    for photo in archived[:100]:
        capture = wayback.nearest(copies(ask, photo), WANTED)
        truly = min(web.captures(photo), key=lambda moment: abs((moment.date() - WANTED).days))
        assert capture.at.date() == truly.date()
        (inquiry,) = wayback.copy_question(capture, about(photo))
        answer = wayback.read(ask(inquiry.url), about(photo))
        assert (answer.outcome, answer.licence_on) == ("unknown", truly.date())
        assert answer.days_from_wanted == (truly.date() - WANTED).days
        assert answer.licence == licences.by_flickr_id(photo.licence(truly), truly.date())


def test_the_availability_service_names_the_same_copy(ask, archived):
    for photo in archived[:50]:
        (inquiry,) = wayback.availability(about(photo))
        (copy,) = wayback.copies(wayback.read_availability(ask(inquiry.url), about(photo)))
        assert copy in copies(ask, photo)


def test_no_copy_is_conclusive_and_proves_nothing(ask, population, web):
    never = next(photo for photo in population.photos.values() if not web.captures(photo))
    (inquiry,) = wayback.questions(about(never))
    answer = wayback.read_captures(ask(inquiry.url), about(never))

    assert (answer.outcome, answer.conclusive, answer.note) == ("unknown", True, "no copy; that proves nothing")


def test_the_archive_is_not_asked_without_a_day_or_an_owner(archived):
    assert wayback.questions(about(archived[0], None)) == []
    assert wayback.questions(Photo(archived[0].photo_id, wanted_on=WANTED)) == []


def test_both_names_of_an_owner_are_asked_for(archived):
    named = Photo(archived[0].photo_id, archived[0].nsid, "an-alias", wanted_on=WANTED)

    assert len(wayback.questions(named)) == len(wayback.availability(named)) == 2


def test_the_day_is_that_of_the_copy_that_came(ask, archived):
    """The archive leads on to the nearest copy that it has; the day asked for is not the day answered."""
    photo = archived[0]
    (inquiry,) = wayback.copy_question(wayback.Capture(dt.datetime(2010, 1, 1), photo.nsid), about(photo))
    response = ask(inquiry.url)

    assert response.history
    assert wayback.read(response, about(photo)).licence_on != dt.date(2010, 1, 1)
    assert wayback.read(response.history[0], about(photo)).conclusive


@pytest.mark.parametrize(
    "body", ["", "<html>busy</html>", "{", '{"a": 1}', '[["urlkey","timestamp"]]', "null"], ids=repr
)
def test_what_is_no_list_of_copies_settles_nothing(body):
    answer = wayback.read_captures(came("https://web.archive.org/cdx/search/cdx", body), Photo("1"))

    assert (answer.conclusive, answer.listed) == (False, ())


def test_a_copy_whose_header_contradicts_its_address_is_no_answer(ask, archived):
    photo = archived[0]
    (inquiry,) = wayback.copy_question(copies(ask, photo)[0], about(photo))
    response = ask(inquiry.url)
    response.headers["Memento-Datetime"] = "Fri, 01 Jan 2010 00:00:00 GMT"

    assert not wayback.read(response, about(photo)).conclusive


HEADER = ["timestamp", "original", "statuscode"]
PAGE = "http://www.flickr.com/photos/90000001@N99/7/"


def listed(*rows):
    body = json.dumps([HEADER, *rows])
    return wayback.read_captures(came("https://web.archive.org/cdx/search/cdx", body), Photo("7"))


@pytest.mark.parametrize(
    "row",
    [
        ["20140321000000", PAGE, "301"],
        ["20140321000000", PAGE, "-"],
        ["20140321000000", "http://www.flickr.com/photos/90000001@N99/8/", "200"],
        ["20140321000000", "http://www.flickr.com/photos/_/7/", "200"],
        ["20140321000000", "http://flickr.example.org/photos/90000001@N99/7/", "200"],
        ["2014", PAGE, "200"],
        ["20141399000000", PAGE, "200"],
        ["20140321000000", PAGE],
        [20140321000000, PAGE, 200],
    ],
)
def test_a_row_that_is_no_copy_of_the_page_is_counted_and_not_used(row):
    """Redirects, other photos, days that cannot be: the row that is one stands, and the note says how many were not."""
    answer = listed(row, ["20140322010203", PAGE + "in/photostream/", "200"])

    assert answer.listed == (("20140322010203", "90000001@N99"),)
    assert answer.note == "1 copies; 1 rows that are no copy of this page"


def test_a_list_that_is_as_long_as_it_may_be_is_said_to_be_perhaps_not_all():
    many = [
        [f"2014{month:02}{day:02}{hour:02}0000", PAGE, "200"]
        for month in range(1, 13)
        for day in range(1, 29)
        for hour in (1, 2, 3)
    ]

    assert listed(*many[: wayback.MOST_CAPTURES - 1]).note == f"{wayback.MOST_CAPTURES - 1} copies"
    assert listed(*many[: wayback.MOST_CAPTURES]).note.endswith("; there may be more")


@pytest.mark.parametrize("status", [400, 403, 429, 500, 503, 504])
def test_an_archive_that_is_busy_or_refuses_settles_nothing(status):
    """Whoever asked to be left out, and who asks too often, is refused alike."""
    for reading in (
        wayback.read_captures(came(wayback.CDX, "[]", status), Photo("7")),
        wayback.read_availability(came(wayback.AVAILABLE, '{"archived_snapshots":{}}', status), Photo("7")),
        wayback.read(came(f"https://web.archive.org/web/20140321000000id_/{PAGE}", "", status), Photo("7")),
    ):
        assert (reading.outcome, reading.conclusive, reading.licence) == ("unknown", False, None)


@pytest.mark.parametrize(
    ("body", "conclusive"),
    [
        ('{"url":"x","archived_snapshots":{}}', True),
        ('{"archived_snapshots":{"closest":{"available":false}}}', True),
        ('{"archived_snapshots":[]}', False),
        ('{"url":"x"}', False),
        ("<html>", False),
        ("", False),
    ],
)
def test_the_availability_service_knows_of_no_copy_or_says_nothing(body, conclusive):
    answer = wayback.read_availability(came(wayback.AVAILABLE, body), Photo("7"))

    assert (answer.conclusive, answer.listed) == (conclusive, ())
