"""Which day an edition is of, where nobody says so."""

import datetime as dt

import pytest

from analysis.edition import _unfinished

TODAY, MONTH = dt.date(2026, 11, 10), dt.timedelta(days=30)


def begun(folder, day: str, *, published: bool = False):
    (folder / day / "case").mkdir(parents=True)
    (folder / day / "case" / "ledger.sqlite").touch()
    if published:
        (folder / day / "public").mkdir()


def test_a_live_run_that_was_stopped_yesterday_carries_on_with_yesterdays_edition(tmp_path):
    begun(tmp_path, "2026-10-01", published=True)
    begun(tmp_path, "2026-11-09")
    assert _unfinished(tmp_path, TODAY, MONTH) == dt.date(2026, 11, 9)


@pytest.mark.parametrize(
    ("day", "published"),
    [("2026-11-09", True), ("2026-09-01", False), ("2026-11-11", False)],
    ids=["it was published", "its answers are no longer fresh", "it lies in the future"],
)
def test_otherwise_a_live_run_begins_todays(tmp_path, day, published):
    begun(tmp_path, day, published=published)
    assert _unfinished(tmp_path, TODAY, MONTH) is None


def test_an_older_edition_that_was_given_up_is_not_taken_up_after_a_later_one(tmp_path):
    begun(tmp_path, "2026-11-02")
    begun(tmp_path, "2026-11-09", published=True)
    assert _unfinished(tmp_path, TODAY, MONTH) is None


def test_the_first_live_run_begins_todays(tmp_path):
    assert _unfinished(tmp_path / "nothing", TODAY, MONTH) is None
