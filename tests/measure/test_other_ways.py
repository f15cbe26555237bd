"""The same number told in other ways: Imbens and Manski's interval beside the exact one, units of the frame, P2 from photos."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from whosefaces.measure.estimators import multiplicity
from whosefaces.measure.finding import What, finished, secondary, share, weighed
from whosefaces.measure.share import Population, Tally

from tests.measure.conftest import measured
from tests.measure.invented import AS_OF, world

SIZE = 12_000


def finding(yes: int, no: int, unknown: int = 0, size: int = SIZE) -> dict:
    values = pd.Series(["yes"] * yes + ["no"] * no + ["unknown"] * unknown)
    return share(What("P1", "Photos", "are so"), AS_OF, values, Population("photo", "photos", size), "photo").row


def test_the_secondary_interval_lies_within_the_exact_one_and_around_the_bounds():
    """1,080 yes, 640 no and 280 unknown of 2,000 drawn from 12,000."""
    row = finding(1080, 640, 280)
    assert row["low"] <= row["secondary_low"] < row["bound_low"]
    assert row["bound_high"] < row["secondary_high"] <= row["high"]


def test_with_nothing_unknown_there_is_none_for_it_would_be_the_normal_interval():
    row = finding(1080, 920)
    assert row["secondary_low"] is None
    assert row["low"] < row["estimate"] < row["high"]


@pytest.mark.parametrize("tally", [(0, 0, 0), (5, 4, 3)])
def test_nobody_drawn_or_a_whole_frame_has_none(tally):
    """No draw, no normal approximation of it."""
    whole = Population("photo", "photos", 12)
    assert secondary(Tally(whole, *tally)) == {}


def test_over_2000_draws_it_holds_every_share_between_the_bounds():
    """15 % of a frame cannot be told; whatever they are, the interval holds the share in 95 of 100 draws or more."""
    dice = np.random.default_rng(7)
    size, n = 12_000, 500
    yes, unknown = 6_000, 1_800
    drawn = dice.multivariate_hypergeometric((yes, size - yes - unknown, unknown), n, 2_000)
    population = Population("photo", "photos", size)
    ends = [secondary(Tally(population, int(y), int(no), int(u))) for y, no, u in drawn]
    for truth in (yes, yes + unknown // 2, yes + unknown):
        held = [one["secondary_low"] <= truth / size <= one["secondary_high"] for one in ends]
        assert np.mean(held) >= 0.94


@given(st.integers(1, 400), st.data())
def test_totals_are_rounded_outward_and_hold_what_the_share_holds(size, data):
    low, high = sorted(data.draw(st.tuples(st.floats(0, 1), st.floats(0, 1))))
    row = dict.fromkeys(finding(1, 1))
    row |= {"status": "published", "population_size": size, "denominator": 5, "low": low, "high": high}
    complete = finished(row)
    for units in range(size + 1):
        if low <= units / size <= high:
            assert complete["total_low"] <= units <= complete["total_high"]


def test_whole_units_are_not_rounded_away():
    """10,932 of 12,000 as a share is not quite 10,932 again: that is no reason to say 10,931."""
    for units in range(0, SIZE + 1, 7):
        row = dict.fromkeys(finding(1, 1)) | {"status": "published", "population_size": SIZE, "denominator": 5}
        complete = finished(row | {"low": units / SIZE, "high": units / SIZE})
        assert (complete["total_low"], complete["total_high"]) == (units, units)


def test_p2_told_from_the_drawn_photos_holds_the_planted_truth(tmp_path):
    """Every account of the frame has its photos there, so each photo's weight is known."""
    w = world(tmp_path, photos=600)
    rows = measured(w).table.set_index("id")
    row = rows.loc["account-platform-from-photos"]
    truth = (w.truth.accounts["account"] == "exists").mean()
    assert row["unit"] == "account"
    assert pd.isna(row["numerator"])  # the drawn units are photos: a count of them would be of the wrong unit
    assert row["status"] == "published"
    assert row["low"] <= truth <= row["high"]
    assert row["total_low"] <= truth * row["population_size"] <= row["total_high"]


def test_it_weighs_each_photo_by_its_account(tmp_path):
    w = world(tmp_path, photos=600)
    row = measured(w).table.set_index("id").loc["account-platform-from-photos"]
    from whosefaces.sample.panel import PANEL

    drawn = PANEL.read(w.panel_path).query("unit == 'photo'")["photo_id"]
    photos = w.truth.photos.merge(w.truth.accounts, on="account_key", suffixes=("", "_of"))
    owned = w.truth.photos.groupby("account_key").size()
    mine = photos[photos["photo_id"].isin(drawn)]
    weight = 1 / mine["account_key"].map(owned)
    by_hand = (weight * (mine["account"] == "exists")).sum() / weight.sum()
    assert row["estimate"] == pytest.approx(by_hand)


def test_where_its_interval_was_measured_to_cover_too_little_it_says_why_and_prints_none():
    """Four photos tell too little of 500 accounts."""
    values = pd.Series(["yes", "yes", "yes", "no"])
    population = Population("account", "accounts", 500)
    share = multiplicity.account_share(values == "yes", [1] * 4, 1_000, population)
    row = weighed(What("f", "f", "f"), AS_OF, share, "photo", values, pd.Series(True, index=values.index)).row
    assert row["status"] == "not estimable"
    assert "effective count" in row["reason"]
    assert [row[name] for name in ("estimate", "low", "high", "total")] == [None] * 4


def test_without_an_account_frame_there_is_no_second_way(no_owners):
    _, findings = no_owners
    assert "account-platform-from-photos" not in set(findings.table["id"])
