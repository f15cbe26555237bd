"""How a page looked near a wanted day. BUILT FROM DOCUMENTATION: nothing of the archive was ever recorded."""

import datetime as dt

import pytest

from analysis.flickr import licences
from analysis.trace.sources import wayback
from analysis.trace.sources.asking import Photo
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
    said = wayback.read_captures(ask(inquiry.url), about(photo))
    assert said.outcome == "unknown"
    return wayback.copies(said)


def test_the_nearest_copy_shows_the_licence_of_its_own_day(ask, web, archived):
    for photo in archived[:100]:
        capture = wayback.nearest(copies(ask, photo), WANTED)
        truly = min(web.captures(photo), key=lambda moment: abs((moment.date() - WANTED).days))
        assert capture.at.date() == truly.date()
        (inquiry,) = wayback.copy_question(capture, about(photo))
        said = wayback.read(ask(inquiry.url), about(photo))
        assert (said.outcome, said.licence_on) == ("unknown", truly.date())
        assert said.days_from_wanted == (truly.date() - WANTED).days
        assert said.licence == licences.by_flickr_id(photo.licence(truly), truly.date())


def test_the_availability_service_names_the_same_copy(ask, archived):
    for photo in archived[:50]:
        (inquiry,) = wayback.availability(about(photo))
        (found,) = wayback.copies(wayback.read_availability(ask(inquiry.url), about(photo)))
        assert found in copies(ask, photo)


def test_no_copy_is_conclusive_and_proves_nothing(ask, population, web):
    never = next(photo for photo in population.photos.values() if not web.captures(photo))
    (inquiry,) = wayback.questions(about(never))
    said = wayback.read_captures(ask(inquiry.url), about(never))

    assert (said.outcome, said.conclusive, said.note) == ("unknown", True, "no copy; that proves nothing")


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
    said = wayback.read_captures(came("https://web.archive.org/cdx/search/cdx", body), Photo("1"))

    assert (said.conclusive, said.listed) == (False, ())


def test_a_copy_whose_header_contradicts_its_address_is_no_answer(ask, archived):
    photo = archived[0]
    (inquiry,) = wayback.copy_question(copies(ask, photo)[0], about(photo))
    response = ask(inquiry.url)
    response.headers["Memento-Datetime"] = "Fri, 01 Jan 2010 00:00:00 GMT"

    assert not wayback.read(response, about(photo)).conclusive
