"""Each estimator against a second way to the same number: every sample that could have been drawn, written out."""

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whosefaces.measure.estimators import (
    drift,
    multiplicity,
    ratio,
    region,
    simple_sample,
    stratified,
    two_phase,
)
from whosefaces.measure.estimators.drawn import Design, domain_share, drawn_share, simple
from whosefaces.measure.estimators.estimated import Interval
from whosefaces.measure.estimators.imbens_manski import critical_value, imbens_manski
from whosefaces.measure.estimators.kappa import cohen
from whosefaces.measure.estimators.ratio import Sums
from whosefaces.measure.estimators.region import Condition, Region
from whosefaces.measure.estimators.stratified import Stratum
from whosefaces.measure.estimators.two_phase import Recoded
from whosefaces.measure.share import MeasureError, Population, Tally

from tests.trials import trials


def photos(size: int) -> Population:
    return Population("photo", "photos of the manifest", size)


def accounts(size: int) -> Population:
    return Population("account", "accounts that the manifest names", size)


DIF = photos(1_070_000)


# -- strata


def every_sample(values: list[float], n: int) -> list[np.ndarray]:
    return [np.array(sample) for sample in itertools.combinations(values, n)]


def test_over_every_sample_the_stratified_share_and_its_variance_are_right_on_average():
    """Strata of 4 and 6 with 1 and 4 yes, 2 and 3 drawn: 6 x 20 samples, each as likely."""
    sizes, drawn = [4, 6], [2, 3]
    first, second = every_sample([1, 0, 0, 0], 2), every_sample([1, 1, 1, 1, 0, 0], 3)
    ends = [stratified.shares(sizes, drawn, [a.sum(), b.sum()]) for a in first for b in second]
    points, variances = np.array(ends, float).T
    assert points.mean() == pytest.approx(5 / 10)
    assert variances.mean() == pytest.approx(points.var())


def test_a_stratum_taken_whole_adds_no_error():
    _, variance = stratified.shares([4, 6], [4, 3], [1, 2])
    assert variance == pytest.approx(0.6**2 * (1 - 3 / 6) * (2 / 3 * 1 / 3 * 3 / 2) / 3)


def test_where_the_stratified_interval_was_not_measured_to_cover_the_exact_one_stands_and_says_why():
    strata = [Stratum("a", 900, 60, 0), Stratum("b", 100, 50, 2)]
    estimate = stratified.stratified(strata, photos(1_000))
    assert estimate.status == "exact instead"
    assert region.RARER in estimate.reason
    assert estimate.interval.holds(estimate.point)
    assert estimate.as_estimate().low == estimate.interval.low


def test_well_inside_the_region_the_stratified_interval_stands():
    strata = [Stratum("a", 900_000, 1_000, 400), Stratum("b", 170_000, 400, 200)]
    estimate = stratified.stratified(strata, DIF)
    assert estimate.status == "linearised"
    assert estimate.point == pytest.approx((900 * 0.4 + 170 * 0.5) / 1_070)


def test_unknown_photos_in_strata_leave_bounds_and_an_interval_around_them():
    answered = [Stratum("a", 900_000, 1_000, 400), Stratum("b", 170_000, 400, 200)]
    opened = [Stratum("a", 900_000, 1_000, 400, 50), Stratum("b", 170_000, 400, 200, 30)]
    sure, estimate = (stratified.stratified(strata, DIF) for strata in (answered, opened))
    assert estimate.status == "bounds"
    assert estimate.point is None
    assert estimate.bounds.low == pytest.approx(sure.point)
    assert estimate.bounds.high == pytest.approx((900 * 0.45 + 170 * 0.575) / 1_070)
    assert (
        estimate.interval.low == sure.interval.low < estimate.bounds.low < estimate.bounds.high < estimate.interval.high
    )


def test_strata_of_whom_everything_is_unknown_can_be_anything():
    estimate = stratified.stratified([Stratum("a", 400, 50, 0, 50), Stratum("b", 600, 60, 0, 60)], photos(1_000))
    assert estimate.bounds == Interval(0.0, 1.0)
    assert estimate.interval == Interval(0.0, 1.0)


def test_strata_of_which_nothing_was_drawn_can_be_anything():
    estimate = stratified.stratified([Stratum("a", 400, 0, 0), Stratum("b", 600, 0, 0)], photos(1_000))
    assert estimate.interval == Interval(0.0, 1.0)
    assert estimate.as_estimate().estimate is None


def test_a_stratum_of_which_nothing_was_drawn_can_be_anything_and_the_other_not():
    estimate = stratified.stratified([Stratum("a", 400, 0, 0), Stratum("b", 600, 600, 150)], photos(1_000))
    assert estimate.interval == Interval(0.15, 0.55)


def test_beside_accounts_taken_with_certainty_the_sampled_ones_keep_their_own_exact_interval():
    strata = [Stratum("largest", 100, 100, 40), Stratum("all", 9_900, 300, 90)]
    estimate, alone = stratified.stratified(strata, accounts(10_000)), simple(Tally(accounts(9_900), 90, 210, 0))
    assert estimate.status == "exact"
    assert estimate.point == pytest.approx((40 + 9_900 * 0.3) / 10_000)
    assert estimate.interval.low == pytest.approx((40 + 9_900 * alone.interval.low) / 10_000)
    assert estimate.interval.high == pytest.approx((40 + 9_900 * alone.interval.high) / 10_000)


def test_strata_looked_at_whole_are_a_count():
    estimate = stratified.stratified([Stratum("a", 4, 4, 1), Stratum("b", 6, 6, 3)], photos(10))
    assert (estimate.point, estimate.interval, estimate.status) == (0.4, None, "census")


@pytest.mark.parametrize("strata", [[Stratum("a", 4, 2, 1)], [Stratum("a", 5, 2, 1), Stratum("a", 5, 2, 1)]])
def test_strata_that_do_not_divide_the_frame_are_refused(strata):
    with pytest.raises(MeasureError, match="they must divide it"):
        stratified.stratified(strata, photos(10))


def panel(strata: list[Stratum]) -> pd.DataFrame:
    rows = []
    for h in strata:
        values = ["yes"] * h.yes + ["unknown"] * h.unknown + ["no"] * (h.n - h.yes - h.unknown)
        rows += [{"value": value, "stratum": h.name, "design_weight": h.size / h.n} for value in values]
    return pd.DataFrame(rows)


def test_a_panel_with_strata_is_estimated_by_stratum_and_never_pooled():
    """Half of the sample lies in a stratum of a hundredth of the frame: pooled, it would say a half and more."""
    strata = [Stratum("large", 990, 50, 0), Stratum("small", 10, 10, 10)]
    drawn = panel(strata)
    estimate = drawn_share(drawn["value"], Design(drawn["stratum"], drawn["design_weight"], photos(1_000)))
    assert estimate == stratified.stratified(strata, photos(1_000))
    assert estimate.point == pytest.approx(0.01)
    assert not estimate.interval.holds(10 / 60)


def test_a_panel_of_one_stratum_has_the_exact_interval():
    drawn = panel([Stratum("all", 1_212, 200, 33, 20)])
    estimate = drawn_share(drawn["value"], Design(drawn["stratum"], drawn["design_weight"], photos(1_212)))
    assert estimate.as_estimate() == simple_sample.estimate(Tally(photos(1_212), 33, 147, 20))


def test_a_part_of_a_stratified_frame_is_its_yes_over_its_size():
    """Every second drawn photo belongs to the part; its weighted yes, over the part's size in the frame."""
    drawn = panel([Stratum("a", 900_000, 1_000, 400), Stratum("b", 170_000, 400, 200)])
    inside = pd.Series(drawn.groupby("stratum").cumcount() % 2 == 0)
    part = photos(535_000)
    estimate = domain_share(drawn["value"], inside, part, Design(drawn["stratum"], drawn["design_weight"], DIF))
    yes = drawn["design_weight"][inside & (drawn["value"] == "yes")].sum()
    assert estimate.point == pytest.approx(yes / 535_000)
    assert estimate.population == part
    assert estimate.interval.low < estimate.point < estimate.interval.high


def test_a_part_of_a_frame_that_is_one_stratum_is_a_sample_of_its_own():
    drawn = panel([Stratum("all", 1_212, 200, 33, 20)])
    inside = pd.Series([True] * 60 + [False] * 140)
    design = Design(drawn["stratum"], drawn["design_weight"], photos(1_212))
    estimate = domain_share(drawn["value"], inside, photos(400), design)
    assert estimate.as_estimate() == simple_sample.estimate(Tally(photos(400), 33, 7, 20))


def test_weights_of_another_draw_are_refused():
    drawn = panel([Stratum("a", 900, 60, 5), Stratum("b", 100, 50, 2)])
    drawn.loc[0, "design_weight"] = 3.0
    with pytest.raises(MeasureError, match="stratum a"):
        drawn_share(drawn["value"], Design(drawn["stratum"], drawn["design_weight"], photos(1_000)))


# -- accounts from photos


def test_over_every_sample_of_photos_the_accounts_are_counted_once_each():
    """Accounts of 1, 2 and 5 photos, the first and the last a yes: the weights undo that the large one is met more."""
    owned = np.array([1, 2, 2, 5, 5, 5, 5, 5])
    yes = np.array([1, 0, 0, 1, 1, 1, 1, 1])
    every = [list(sample) for sample in itertools.combinations(range(8), 3)]
    sums = [multiplicity.sums(yes[sample], owned[sample]) for sample in every]
    assert np.mean([8 / 3 * s.x for s in sums]) == pytest.approx(3)
    assert np.mean([8 / 3 * s.y for s in sums]) == pytest.approx(2)


def test_all_photos_of_the_frame_give_the_share_of_accounts_itself():
    owned, yes = [1, 2, 2, 5, 5, 5, 5, 5], [1, 0, 0, 1, 1, 1, 1, 1]
    estimate = multiplicity.account_share(yes, owned, 8, accounts(3))
    assert (estimate.status, estimate.interval) == ("census", None)
    assert estimate.point == pytest.approx(2 / 3)
    assert estimate.population.unit == "account"


@pytest.mark.parametrize("n", [0, 1])
def test_of_no_photo_or_one_no_interval_is_printed(n):
    estimate = multiplicity.account_share([True] * n, [3] * n, 100, accounts(20))
    assert estimate.refused
    assert estimate.as_estimate().low is None
    assert estimate.as_estimate().estimate is None


def test_a_rare_answer_from_few_photos_is_refused_with_its_reason_and_its_counts():
    estimate = multiplicity.account_share([True] + [False] * 199, [5] * 200, 1_070_000, accounts(98_153))
    assert estimate.refused
    assert (estimate.seen, estimate.n) == (1, 200)
    assert region.RARER in estimate.reason


def test_an_answer_of_half_the_accounts_from_thousands_of_photos_is_printed():
    estimate = multiplicity.account_share([True, False] * 1_000, [4, 2] * 1_000, 1_070_000, accounts(98_153))
    assert estimate.status == "linearised"
    assert estimate.point == pytest.approx((1 / 4) / (1 / 4 + 1 / 2))


def test_accounts_that_could_not_be_told_leave_bounds():
    yes, owned = [True, False, False, False] * 500, [4, 2, 2, 1] * 500
    open_ = [False, False, True, False] * 500
    estimate = multiplicity.account_share(yes, owned, 1_070_000, accounts(98_153), open_)
    weight = 1 / 4 + 1 / 2 + 1 / 2 + 1
    assert estimate.bounds.low == pytest.approx(1 / 4 / weight)
    assert estimate.bounds.high == pytest.approx((1 / 4 + 1 / 2) / weight)
    assert estimate.interval.low < estimate.bounds.low < estimate.bounds.high < estimate.interval.high


def test_multiplicities_of_another_frame_are_refused():
    with pytest.raises(MeasureError, match="not of one frame"):
        multiplicity.account_share([True, False], [3, 101], 100, accounts(20))


# -- photos from accounts


def test_over_every_sample_of_accounts_the_photos_are_counted_once_each():
    sizes, yes = np.array([1, 2, 5, 9]), np.array([1, 0, 4, 2])
    every = [list(sample) for sample in itertools.combinations(range(4), 2)]
    sums = [Sums.of(sizes[sample], yes[sample]) for sample in every]
    assert np.mean([4 / 2 * s.x for s in sums]) == pytest.approx(17)
    assert np.mean([4 / 2 * s.y for s in sums]) == pytest.approx(7)


@settings(max_examples=trials(40), deadline=None)
@given(st.lists(st.tuples(st.integers(1, 40), st.floats(0, 1)), min_size=2, max_size=12), st.integers(0, 50))
def test_the_variance_from_sums_is_the_variance_from_residuals(units, more):
    x = np.array([m for m, _ in units], float)
    y = np.array([round(m * part) for m, part in units], float)
    n, size = len(units), len(units) + more
    point, variance = ratio.linearised(Sums.of(x, y), size)
    residuals = y - y.sum() / x.sum() * x
    assert point == pytest.approx(y.sum() / x.sum())
    assert variance == pytest.approx((1 - n / size) * residuals.var(ddof=1) / n / x.mean() ** 2, abs=1e-15)


# -- drift


def test_over_every_sample_the_mean_change_and_its_variance_are_right_on_average():
    changes = [1, 1, -1, 0, 0, 0, 0]
    intervals = []
    for sample in every_sample(changes, 4):
        up, down = int((sample == 1).sum()), int((sample == -1).sum())
        intervals.append(((up - down) / 4, float(drift.variance_of(up, down, 4, 7))))
    points, variances = np.array(intervals).T
    assert points.mean() == pytest.approx(1 / 7)
    assert variances.mean() == pytest.approx(points.var())


def test_flips_are_counted_each_way_and_an_unknown_may_have_gone_any_way():
    before = pd.Series(["no", "yes", "yes", "unknown", "no", "unknown", "yes"])
    after = pd.Series(["yes", "no", "yes", "yes", "unknown", "unknown", "unknown"])
    flips = drift.Flips.of(before, after)
    assert (flips.gained, flips.lost, flips.untold) == (1, 1, 4)
    # unknown to yes may be a gain; no to unknown may be a gain; unknown to unknown either; yes to unknown may be a loss
    assert (flips.perhaps_gained, flips.perhaps_lost) == (3, 2)


@pytest.mark.parametrize(("gained", "lost"), [(0, 0), (7, 31), (1, 9), (20, 20)])
def test_mcnemar_is_the_chance_of_coins(gained, lost):
    flips, least = gained + lost, min(gained, lost)
    two_sided = min(1.0, 2 * sum(math.comb(flips, k) for k in range(least + 1)) / 2**flips)
    assert drift.Flips(n=100, gained=gained, lost=lost).p_value == pytest.approx(two_sided)


def test_few_flips_get_the_exact_interval_and_many_the_paired_one():
    few = drift.change(drift.Flips(n=400, gained=0, lost=3), accounts(95_000))
    many = drift.change(drift.Flips(n=400, gained=20, lost=60), accounts(95_000))
    assert (few.status, many.status) == ("exact instead", "linearised")
    assert few.interval.low < few.point < few.interval.high
    assert many.point == pytest.approx(-0.1)


@pytest.mark.parametrize(
    ("flips", "size", "expected"),
    [
        (drift.Flips(0, 0, 0), 95_000, Interval(-1.0, 1.0)),
        (drift.Flips(50, 0, 0, 50, 50, 50), 95_000, Interval(-1.0, 1.0)),
        (drift.Flips(50, 4, 9), 50, None),
    ],
)
def test_no_pair_every_pair_unknown_and_every_survivor_drawn(flips, size, expected):
    assert drift.change(flips, accounts(size)).interval == expected


# -- double coding


def test_over_every_panel_and_every_second_reading_the_corrected_share_is_right_on_average():
    """Six units, three of them yes, one yes coded no and one no coded yes; four drawn, two of them read again."""
    truth, code = np.array([1, 1, 1, 0, 0, 0]), np.array([1, 1, 0, 1, 0, 0])
    points, variances = [], []
    for drawn in itertools.combinations(range(6), 4):
        for again in itertools.combinations(drawn, 2):
            y, c = truth[list(again)], code[list(again)]
            raised, lowered = int((y > c).sum()), int((y < c).sum())
            recoded = Recoded(4, int(code[list(drawn)].sum()), 2, int(y.sum()), raised, lowered)
            points.append(recoded.point)
            variances.append(float(two_phase.variance_of(y.sum(), raised, lowered, n=4, read=2, frame_size=6)))
    assert np.mean(points) == pytest.approx(0.5)
    assert np.mean(variances) == pytest.approx(np.var(points))


def test_codes_that_all_stand_leave_the_share_as_it_was():
    estimate = two_phase.corrected_share(Recoded(2_000, 800, 200, 80, 0, 0), DIF)
    assert estimate.point == 0.4
    assert estimate.status == "exact instead"


def test_many_corrections_move_the_share_and_widen_its_interval():
    estimate = two_phase.corrected_share(Recoded(2_000, 800, 400, 200, 60, 20), DIF)
    assert estimate.status == "linearised"
    assert estimate.point == pytest.approx(0.4 + 40 / 400)
    assert estimate.interval.width > simple(Tally(DIF, 800, 1_200, 0)).interval.width


def test_codes_that_nobody_read_again_carry_no_correction():
    assert two_phase.corrected_share(Recoded(2_000, 800, 0, 0, 0, 0), DIF).interval == Interval(0.0, 1.0)


def test_a_frame_read_twice_whole_is_a_count():
    estimate = two_phase.corrected_share(Recoded(10, 5, 10, 6, 2, 1), photos(10))
    assert (estimate.point, estimate.interval, estimate.status) == (pytest.approx(0.6), None, "census")


@pytest.mark.parametrize(
    ("counts"), [(10, 5, 4, 2, 3, 0), (10, 5, 4, 4, 0, 1), (10, 0, 4, 2, 0, 0), (3, 1, 4, 2, 0, 0)]
)
def test_counts_that_no_double_coding_can_give_are_refused(counts):
    with pytest.raises(MeasureError):
        Recoded(*counts)


# -- kappa


def test_readers_who_always_agree_have_a_kappa_of_one_and_independent_ones_of_nought():
    assert cohen(["a", "b"] * 10, ["a", "b"] * 10).kappa == 1
    assert cohen(["a", "a", "b", "b"] * 5, ["a", "b", "a", "b"] * 5).kappa == pytest.approx(0)


def test_readers_who_gave_one_code_throughout_have_no_kappa():
    kappa = cohen(["a"] * 9, ["a"] * 9)
    assert (kappa.kappa, kappa.agree) == (None, 9)
    assert "not defined" in kappa.sentence()


# -- Imbens and Manski


def test_the_critical_value_runs_from_two_sided_to_one_sided():
    assert critical_value(0.0, 0.01) == pytest.approx(1.959964, abs=1e-5)
    assert critical_value(1.0, 0.01) == pytest.approx(1.644854, abs=1e-5)
    assert 1.645 < critical_value(0.01, 0.01) < 1.960


def test_it_lies_inside_the_exact_interval_and_around_the_bounds():
    tally = Tally(DIF, 1_080, 640, 280)
    exact, beside = simple(tally), imbens_manski(tally)
    assert exact.interval.low < beside.interval.low < beside.bounds.low
    assert beside.bounds.high < beside.interval.high < exact.interval.high
    assert "secondary" in beside.method


@pytest.mark.parametrize("tally", [Tally(DIF, 0, 0, 0), Tally(DIF, 0, 0, 40)])
def test_nothing_drawn_or_everything_unknown_leaves_it_open(tally):
    assert imbens_manski(tally).interval == Interval(0.0, 1.0)


# -- regions


def test_a_region_names_the_first_condition_that_fails():
    here = Region("x", (Condition("the number drawn", at_least=100), Condition("the largest part", at_most=0.1)))
    assert here.refusal({"the number drawn": 100, "the largest part": 0.1}) is None
    assert here.refusal({"the number drawn": 99, "the largest part": 0.5}).startswith("the number drawn is 99")
    assert "up to 0.1" in here.refusal({"the number drawn": 100, "the largest part": 0.5})


def test_a_region_that_cannot_be_checked_prints_nothing():
    with pytest.raises(MeasureError, match="is not given"):
        Region("x", (Condition("the number drawn", at_least=100),)).refusal({})


def test_an_estimator_that_was_never_measured_prints_nothing(tmp_path):
    (tmp_path / "coverage.json").write_text('{"regions": {}}')
    with pytest.raises(MeasureError, match="no measured region"):
        region.region("stratified share", tmp_path / "coverage.json")
