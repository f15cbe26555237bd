"""The exact interval for a finite frame: published ends, and coverage by enumeration."""

from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whosefaces.measure.estimators.hypergeometric import ImpossibleCountsError, bounds, interval

from tests.trials import trials


def test_the_worked_example():
    """k = 3 of n = 150 from N = 400: 3 to 19 units, .0075 to .0475."""
    assert interval(3, 150, 400) == (3, 19)
    assert tuple(end / 400 for end in interval(3, 150, 400)) == (0.0075, 0.0475)


def test_zero_events_in_400_of_a_million_leave_thousands_possible():
    assert interval(0, 400, 1_070_000) == (0, 9_820)


def test_the_unresolved_widen_to_54_and_68_percent_and_sampling_a_little_more():
    """1,080 yes, 640 no, 280 unknown. Dropping the unknown would say 62.8 %."""
    low, high = (end / 1_070_000 for end in bounds(1_080, 280, 2_000, 1_070_000))
    assert 0.515 < low < 1_080 / 2_000 < 1_360 / 2_000 < high < 0.705
    assert low < 1_080 / 1_720 < high


def brute_force(k: int, n: int, frame_size: int) -> tuple[int, int]:
    """The K that the sample does not contradict, with nothing but whole-number binomial coefficients."""
    ways = comb(frame_size, n)

    def chance(yes: int, at: range) -> float:
        return sum(comb(yes, x) * comb(frame_size - yes, n - x) for x in at if x <= yes) / ways

    held = [
        yes
        for yes in range(k, frame_size - (n - k) + 1)
        if chance(yes, range(k, n + 1)) > 0.025 and chance(yes, range(k + 1)) > 0.025
    ]
    return min(held), max(held)


@settings(max_examples=trials(60), deadline=None)
@given(st.integers(1, 60).flatmap(lambda size: st.tuples(st.just(size), st.integers(0, size))), st.data())
def test_it_is_what_counting_every_sample_says(frame, data):
    frame_size, n = frame
    k = data.draw(st.integers(0, n))
    assert interval(k, n, frame_size) == brute_force(k, n, frame_size)


@pytest.mark.parametrize(("frame_size", "n"), [(1, 0), (1, 1), (12, 5), (37, 1), (37, 36), (60, 20), (60, 60)])
def test_it_covers_at_least_95_percent_for_every_true_count(frame_size, n):
    """Every possible K, every possible sample, weighed by its exact chance."""
    ends = [interval(k, n, frame_size) for k in range(n + 1)]
    for yes in range(frame_size + 1):
        covered = sum(
            comb(yes, k) * comb(frame_size - yes, n - k)
            for k in range(max(0, n - (frame_size - yes)), min(n, yes) + 1)
            if ends[k][0] <= yes <= ends[k][1]
        )
        assert covered / comb(frame_size, n) >= 0.95


@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30), st.integers(0, 1000))
def test_more_unknown_never_narrows_it(yes, unknown, no, rest):
    n = yes + unknown + no
    low, high = bounds(yes, unknown, n, n + rest)
    told_low, told_high = interval(yes, n, n + rest)
    assert low == told_low
    assert high >= told_high


def test_no_sample_and_a_full_one():
    assert interval(0, 0, 10) == (0, 10)
    assert interval(4, 10, 10) == (4, 4)
    assert bounds(0, 10, 10, 500) == (0, 500)


def test_it_mirrors():
    """The interval for the no is the mirror of the interval for the yes."""
    low, high = interval(7, 90, 1_000)
    assert interval(83, 90, 1_000) == (1_000 - high, 1_000 - low)


@pytest.mark.parametrize("counts", [(-1, 5, 10), (6, 5, 10), (3, 11, 10)])
def test_counts_that_no_sample_gives_are_refused(counts):
    with pytest.raises(ImpossibleCountsError, match="no such sample"):
        interval(*counts)
