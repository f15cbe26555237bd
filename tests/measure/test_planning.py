"""What a certainty costs."""

import numpy as np
import pandas as pd
import pytest
from whosefaces.investigation import AccountSample, ComparisonSample, PhotoSample, Sample
from whosefaces.manifest.census import census
from whosefaces.measure.beside.planning import margin, plan, size_for
from whosefaces.measure.estimators.drawn import Design, strata_of
from whosefaces.measure.estimators.stratified import stratified
from whosefaces.measure.share import MeasureError, Population
from whosefaces.trace.http.pace import CALLS_AN_HOUR


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
    owners = min(1_212, census(w.frame_path).accounts)
    # A photo and its history; an account, its profile and the list of its photos.
    assert (photos.n, photos.calls) == (1_212, 2 * 1_212 + 3 * owners)
    assert (accounts.n, accounts.calls) == (300, 3 * 300)
    assert photos.is_census
    assert (
        planned.calls == photos.calls + 1
    )  # every owner of a drawn photo is asked about, and so is every drawn account
    assert planned.hours == pytest.approx(planned.calls / CALLS_AN_HOUR)
    figures = planned.as_json()
    assert figures["calls_at_most"] == sum(figures["calls_at_most_by_question"].values()) == planned.calls


def test_without_an_account_frame_the_plan_says_so(no_owners):
    w, _ = no_owners
    planned = plan(w.investigation, w.frame_path)
    assert planned.not_estimable == ("P2", "P3")
    assert "P2: not estimable: no account frame" in planned.lines()


def test_a_wanted_margin_and_wanted_hours_are_answered(plain):
    w, _ = plain
    planned = plan(w.investigation, w.frame_path, margin=0.05, hours=180.5 / CALLS_AN_HOUR)
    for bought in planned.for_margin:
        assert bought.margin <= 0.05
        assert bought.n == size_for(0.05, bought.population.size)
    assert all(bought.calls <= 180 for bought in planned.for_hours)
    photos, _ = planned.for_hours
    assert photos.n == 35  # 180 calls less one for the licences; two a photo, three an owner
    assert planned.as_json()["for_margin"][0]["margin"] <= 0.05


@pytest.mark.parametrize("wrong", [{"margin": 0.0}, {"margin": 3.0}, {"hours": 0.0}])
def test_a_margin_or_hours_that_are_none_are_refused(plain, wrong):
    w, _ = plain
    with pytest.raises(MeasureError):
        plan(w.investigation, w.frame_path, **wrong)


def test_a_closed_gate_costs_no_call(plain):
    w, _ = plain
    (rule,) = plan(w.investigation, w.frame_path).by_rule
    assert rule.startswith("P3: nobody, by rule, without a call")


def test_the_design_effects_come_from_the_frame(plain):
    """Kish: N sum(1/m) / A^2 for accounts from photos; A sum(m^2) / N^2 for photos from accounts."""
    w, _ = plain
    m = w.truth.photos.groupby("account_key").size()
    weighing, clustering = plan(w.investigation, w.frame_path).borrowed
    assert weighing.design_effect == pytest.approx(m.sum() * (1 / m).sum() / len(m) ** 2)
    assert clustering.design_effect == pytest.approx(len(m) * (m**2).sum() / m.sum() ** 2)
    assert clustering.effective_n < clustering.n


def sampled(investigation, photos: int, accounts: int, certainty: int = 0, compared: int | None = None):
    """The investigation with other sizes."""
    sample = Sample(
        photos=PhotoSample(n=photos),
        accounts=AccountSample(n=accounts, certainty=certainty),
        comparison=None if compared is None else ComparisonSample(n=compared),
    )
    return investigation.model_copy(update={"sample": sample})


def test_an_account_that_is_drawn_and_owns_a_drawn_photo_is_asked_about_once(plain):
    """200 photos and 150 accounts of 300 that exist: 300 at most, and not 350."""
    w, _ = plain
    planned = plan(sampled(w.investigation, 200, 150), w.frame_path)
    assert planned.as_json()["calls_at_most_by_question"]["api flickr.people.getInfo"] == 300
    fewer = plan(sampled(w.investigation, 100, 150), w.frame_path)
    assert fewer.as_json()["calls_at_most_by_question"]["api flickr.people.getInfo"] == 250


def test_whoever_owns_a_photo_that_names_no_owner_may_be_yet_another(no_owners):
    """No account is named, so each drawn photo may lead to one."""
    w, _ = no_owners
    figures = plan(sampled(w.investigation, 80, 0), w.frame_path).as_json()
    assert figures["calls_at_most_by_question"]["api flickr.people.getInfo"] == 80


@pytest.mark.parametrize(("n", "certain"), [(120, 40), (60, 40), (300, 40), (40, 40), (120, 0)])
def test_the_margin_with_accounts_taken_for_certain_is_the_one_that_the_estimator_gives(n, certain):
    """Half of the others say yes: the interval of sum W_h p_h, of 300 accounts of which so many are certain."""
    drawn = n - certain
    values = pd.Series(["yes"] * certain + ["yes", "no"] * (drawn // 2) + ["no"] * (drawn % 2))
    stratum = pd.Series(["largest"] * certain + ["all"] * drawn)
    weight = stratum.map({"largest": 1.0, "all": (300 - certain) / drawn if drawn else 0.0})
    frame = Population("account", "accounts", 300)
    if drawn == 0:
        assert margin(n, 300, certain) == pytest.approx(260 / 300 / 2)
    elif n == 300:
        assert margin(n, 300, certain) == 0
    else:
        design = Design(stratum, weight, frame)
        strata = strata_of(values, design.stratum, design.design_weight)
        estimate = stratified(strata, frame)
        assert estimate.interval is not None
        width = estimate.interval.high - estimate.interval.low
        assert margin(n, 300, certain) == pytest.approx(width / 2, abs=0.006)


def test_accounts_taken_for_certain_buy_a_closer_margin_only_where_they_weigh():
    """40 of 300 known whole: the other 80 leave less open than 120 drawn of all. Of 98,153 they change nothing to speak of."""
    assert margin(120, 300, 40) != margin(120, 300)
    assert margin(1_000, 98_153, 100) == pytest.approx(0.0328, abs=0.0005)
    assert margin(1_000, 98_153, 100) > margin(1_000, 98_153)


def test_the_plan_takes_the_largest_accounts_even_if_they_are_more_than_asked_for(plain):
    w, _ = plain
    planned = plan(sampled(w.investigation, 100, 20, certainty=50), w.frame_path, margin=0.05)
    _, accounts = planned.asked_for
    assert (accounts.n, accounts.certain) == (50, 50)
    assert accounts.margin == pytest.approx(250 / 300 / 2)
    assert "50 of 300 accounts, the 50 with most photos for certain" in planned.lines()[1]
    assert all(bought.n > 50 for bought in planned.others if bought.population.unit == "account")
    (_, wanted) = planned.for_margin
    assert wanted.margin <= 0.05 < margin(wanted.n - 1, 300, 50)


def test_the_design_effect_of_a_certain_part_is_that_of_the_others_alone(plain):
    """The largest are known whole: only the others vary, by their part of the photos."""
    w, _ = plain
    m = np.sort(w.truth.photos.groupby("account_key").size().to_numpy())[:-30]
    _, clustering = plan(sampled(w.investigation, 100, 120, certainty=30), w.frame_path).borrowed
    of_the_others = len(m) * (m**2).sum() / m.sum() ** 2  # design effect of 90 accounts
    part = m.sum() / len(w.truth.photos)
    assert clustering.effective_n == int(90 / (part**2 * of_the_others))


def test_a_budget_too_small_for_anything_says_so_and_what_the_least_would_take(plain):
    w, _ = plain
    planned = plan(w.investigation, w.frame_path, hours=0.0005)
    lines = planned.lines()
    assert planned.for_hours == ()
    photo = next(line for line in lines if "too short for a single photo" in line)
    assert photo == "  P1: 2 seconds, too short for a single photo; that takes up to 6 calls, 6 seconds"
    assert not any(": 0 of" in line for line in lines)
    assert planned.as_json()["too_short"] == [line.strip() for line in lines if "too short" in line]
    certain = plan(sampled(w.investigation, 100, 120, certainty=30), w.frame_path, hours=0.01).too_short
    assert any("for the 30 largest accounts, which are taken in any case" in line for line in certain)


def test_a_sample_of_nobody_says_nothing(plain):
    w, _ = plain
    (photos, _) = plan(sampled(w.investigation, 0, 120), w.frame_path).lines()[:2]
    assert photos == "P1: 0 of 1,212 photos: nothing is drawn, so nothing can be said"


def test_a_comparison_is_planned_with_its_calls_and_what_the_difference_is_told_to(plain):
    """1,000 of a million photos against 1,000 others: 3.1 points each, so 4.4 between them; each may have an owner of its own."""
    w, _ = plain
    without = plan(sampled(w.investigation, 200, 120), w.frame_path)
    planned = plan(sampled(w.investigation, 200, 120, compared=400), w.frame_path)
    assert planned.calls == without.calls + 5 * 400
    assert planned.as_json()["compared"]["calls_at_most"] == 2_000
    each = margin(200, 1_212), margin(400, 10**9)
    assert planned.compared.margin == pytest.approx(np.hypot(*each), abs=0.002)
    assert any(
        line.startswith("To compare with: 400 photos of the parent outside the dataset") for line in planned.lines()
    )
    assert without.as_json()["compared"] is None
