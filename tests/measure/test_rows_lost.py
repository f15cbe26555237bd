"""Rows that could not be read are units of which nothing is known: no share is as sure as without them."""

import pytest
from whosefaces.measure.share import Population, Tally, estimate


@pytest.mark.parametrize(("yes", "no", "unknown"), [(6, 4, 0), (6, 2, 2), (60, 40, 0), (60, 30, 10)])
@pytest.mark.parametrize("lost", [1, 10, 1000])
def test_what_was_lost_is_a_no_in_the_lower_end_and_a_yes_in_the_upper(yes, no, unknown, lost):
    read = estimate(Tally(Population("photo", "photos", 100), yes, no, unknown))
    whole = estimate(Tally(Population("photo", "photos", 100, lost), yes, no, unknown))
    least, most = (read.estimate if end is None else end for end in (read.bound_low, read.bound_high))

    assert whole.estimate is None
    assert whole.bound_low == pytest.approx(least * 100 / (100 + lost))
    assert whole.bound_high == pytest.approx((most * 100 + lost) / (100 + lost))
    if read.low is not None:
        assert whole.low < read.low
        assert whole.high >= read.high
