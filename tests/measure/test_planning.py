"""What a certainty costs."""

import pytest

from analysis.measure import frame_counts
from analysis.measure.planning import margin, plan, size_for
from analysis.measure.share import MeasureError
from analysis.trace.pace import CALLS_AN_HOUR


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
    assert planned.hours == pytest.approx(planned.calls / CALLS_AN_HOUR)
    said = planned.as_json()
    assert said["calls_at_most"] == sum(said["calls_at_most_by_question"].values()) == planned.calls


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
    (said,) = plan(w.investigation, w.frame_path).by_rule
    assert said.startswith("P3: nobody, by rule, without a call")


def test_the_design_effects_come_from_the_frame(plain):
    """Kish: N sum(1/m) / A^2 for accounts from photos; A sum(m^2) / N^2 for photos from accounts."""
    w, _ = plain
    m = w.truth.photos.groupby("account_key").size()
    weighing, clustering = plan(w.investigation, w.frame_path).borrowed
    assert weighing.design_effect == pytest.approx(m.sum() * (1 / m).sum() / len(m) ** 2)
    assert clustering.design_effect == pytest.approx(len(m) * (m**2).sum() / m.sum() ** 2)
    assert clustering.effective_n < clustering.n
