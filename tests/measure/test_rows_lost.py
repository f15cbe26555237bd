"""Rows that could not be read are units of which nothing is known: no share is as sure as without them."""

from dataclasses import replace

import pytest
from whosefaces.measure.estimators.simple_sample import estimate
from whosefaces.measure.measuring import published, read
from whosefaces.measure.share import Population, Tally

from tests.measure.invented import AS_OF


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


@pytest.fixture(scope="module", params=[False, True], ids=["first edition", "in bands"])
def with_lost(plain, request):
    """The same edition with and without 30 rows that could not be read."""
    w, _ = plain
    measured, answer_times = read(w.investigation, w.frame_path, w.panel_path, w.traces_path, AS_OF)
    lost = replace(
        measured, frame=replace(measured.frame, lost={"cut": 20, "encoding": 10}, rows=measured.frame.rows + 30)
    )
    return published(measured, answer_times, again=request.param), published(lost, answer_times, again=request.param)


def test_every_share_of_the_frame_leaves_room_for_what_was_lost(with_lost):
    """Of photos, and of accounts, for each lost row may hold one that no other row names; by rule nobody is nobody."""
    whole, torn = with_lost
    before = whole.table.set_index("id")
    for row in torn.table[torn.table["status"] == "published"].to_dict("records"):
        if row["unit"] not in ("photo", "account") or row["denominator"] != row["denominator"]:
            continue
        if "attribution" in row["id"] or row["id"].startswith("pictured-tag"):
            continue
        was = before.loc[row["id"]]
        least = was["estimate"] if was["bound_low"] != was["bound_low"] else was["bound_low"]
        most = was["estimate"] if was["bound_high"] != was["bound_high"] else was["bound_high"]
        size = row["population_size"]
        assert row["bound_low"] == pytest.approx(least * size / (size + 30)), row["id"]
        assert row["bound_high"] == pytest.approx((most * size + 30) / (size + 30)), row["id"]
        assert row["total_high"] <= size + 30


def test_what_was_lost_is_published_by_its_cause_and_stands_in_the_funnel(with_lost):
    _, torn = with_lost
    assert torn.tables["rows_lost"].to_dict("records") == [
        {"cause": "cut", "rows": 20},
        {"cause": "encoding", "rows": 10},
    ]
    (first,) = torn.funnel[torn.funnel["unit"] == "row"].to_dict("records")
    assert (first["unknown"], first["set_aside"]) == (30, 12)
