"""Which day an edition is of, where nobody says so."""

import datetime as dt

import pytest
from whosefaces import investigation as investigations
from whosefaces.edition.beginning import begin
from whosefaces.edition.folders import Edition, EditionError, unfinished
from whosefaces.edition.refusals import refuse_an_example, refuse_another_day

TODAY, MONTH = dt.date(2026, 11, 10), dt.timedelta(days=30)


def begun(folder, day: str, *, published: bool = False):
    (folder / day / "case").mkdir(parents=True)
    (folder / day / "case" / "ledger.sqlite").touch()
    if published:
        (folder / day / "public").mkdir()


def test_a_live_run_that_was_stopped_yesterday_carries_on_with_yesterdays_edition(tmp_path):
    begun(tmp_path, "2026-10-01", published=True)
    begun(tmp_path, "2026-11-09")
    assert unfinished(tmp_path, TODAY, MONTH) == dt.date(2026, 11, 9)


@pytest.mark.parametrize(
    ("day", "published"),
    [("2026-11-09", True), ("2026-09-01", False), ("2026-11-11", False)],
    ids=["it was published", "its answers are no longer fresh", "it lies in the future"],
)
def test_otherwise_a_live_run_begins_todays(tmp_path, day, published):
    begun(tmp_path, day, published=published)
    assert unfinished(tmp_path, TODAY, MONTH) is None


def test_an_older_edition_that_was_given_up_is_not_taken_up_after_a_later_one(tmp_path):
    begun(tmp_path, "2026-11-02")
    begun(tmp_path, "2026-11-09", published=True)
    assert unfinished(tmp_path, TODAY, MONTH) is None


def test_the_first_live_run_begins_todays(tmp_path):
    assert unfinished(tmp_path / "nothing", TODAY, MONTH) is None


NOON = dt.datetime(2026, 11, 10, 12, tzinfo=dt.UTC)


@pytest.fixture
def asking(tmp_path):
    (tmp_path / "faces.csv").write_text("url\nhttps://www.flickr.com/photos/90000001@N99/999000000001/\n")
    return investigations.load(
        begin("story", tmp_path / "faces.csv", contact="desk@example.org", into=tmp_path / "story").file
    )


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("2026-11-12", "has not come"),
        ("2026-11-08", "Flickr answers for today"),
        ("2020-01-01", "Flickr answers for today"),
    ],
)
def test_what_flickr_answers_today_is_not_published_as_true_for_another_day(asking, tmp_path, day, why):
    with pytest.raises(EditionError, match=why):
        refuse_another_day(Edition(asking, dt.date.fromisoformat(day), tmp_path / day), NOON)


@pytest.mark.parametrize("day", ["2026-11-10", "2026-11-11"], ids=["here", "where the sun rises first"])
def test_today_is_today_wherever_it_is(asking, tmp_path, day):
    refuse_another_day(Edition(asking, dt.date.fromisoformat(day), tmp_path / day), NOON)


def test_asking_that_was_begun_on_its_day_carries_on_later(asking, tmp_path):
    begun(tmp_path, "2026-11-02")
    refuse_another_day(Edition(asking, dt.date(2026, 11, 2), tmp_path / "2026-11-02"), NOON)


def test_flickr_is_not_given_an_address_that_nobody_reads(asking):
    with pytest.raises(EditionError, match=r"publish\.contact = 'desk@example\.org' is an example"):
        refuse_an_example(asking)
