"""What a certainty costs."""

import pytest

from analysis.measure import frame_counts
from analysis.measure.planning import margin, plan, size_for


def test_the_margin_shrinks_with_n_and_is_nought_for_the_whole_frame():
    margins = [margin(n, 10_000) for n in (0, 100, 400, 1_000, 9_999, 10_000)]
    assert margins == sorted(margins, reverse=True)
    assert margins[0] == 0.5
    assert margins[-1] == 0


def test_two_thousand_of_a_million_buy_two_and_a_quarter_points():
    """The textbook 1.96 * sqrt(.25 / 2000) = 2.19 points; the exact interval is a little wider."""
    assert margin(2_000, 1_070_000) == pytest.approx(0.0222, abs=0.0003)


def test_the_size_for_a_margin_is_the_smallest_that_buys_it():
    n = size_for(0.05, 3_000)
    assert margin(n, 3_000) <= 0.05
    assert n == min(size for size in range(n - 5, n + 1) if margin(size, 3_000) <= 0.05)


def test_the_plan_counts_calls_and_hours(plain):
    w, _ = plain
    planned = plan(w.investigation, w.frame_path)
    photos, accounts = planned.asked_for
    owners = min(1_212, frame_counts.count(w.frame_path).accounts)
    # A photo and its history; an account, its profile and the list of its photos.
    assert (photos.n, photos.calls) == (1_212, 2 * 1_212 + 3 * owners)
    assert (accounts.n, accounts.calls) == (300, 3 * 300)
    assert photos.is_census
    assert planned.calls == photos.calls + accounts.calls + 1
    assert planned.hours == pytest.approx(planned.calls / 3_600)
    said = planned.as_json()
    assert said["calls_at_most"] == sum(said["calls_at_most_by_question"].values()) == planned.calls


def test_without_an_account_frame_the_plan_says_so(no_owners):
    w, _ = no_owners
    planned = plan(w.investigation, w.frame_path)
    assert planned.not_estimable == ("P2", "P3")
    assert "P2: not estimable: no account frame" in planned.lines()
