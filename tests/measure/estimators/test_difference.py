"""The difference of two shares: published values, every sample that small frames allow, and what is refused."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.stats import hypergeom
from whosefaces.measure.estimators import hypergeometric
from whosefaces.measure.estimators.difference import Told, difference
from whosefaces.measure.share import MeasureError, Population

from studies.coverage import exact as enumeration
from tests.trials import trials

DATASET = Population("photo", "photos of the manifest", 10**9)
REST = Population("photo", "photos outside", 10**9)


def wilson(k: int, n: int, population: Population) -> Told:
    """The score interval, which the published examples were computed with."""
    z, p = 1.959963984540054, k / n
    middle, half = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    low, high = (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)
    return Told(population, p, p, low, high, n)


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [((56, 70), (48, 80), 0.0524, 0.3339), ((0, 10), (0, 20), -0.1611, 0.2775), ((5, 56), (0, 29), -0.0381, 0.1926)],
)
def test_the_interval_is_the_published_one_from_the_published_ends(first, second, low, high):
    """Newcombe 1998, table II, method 10: 56/70 - 48/80, 0/10 - 0/20, 5/56 - 0/29."""
    gap = difference(wilson(*first, DATASET), wilson(*second, REST))
    assert (gap.low, gap.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))
    assert gap.point == pytest.approx(first[0] / first[1] - second[0] / second[1])


def exact(n: int, size: int, words: str) -> list[Told]:
    """What each possible sample tells."""
    population = Population("photo", words, size)
    ends = [[end / size for end in hypergeometric.interval(k, n, size)] for k in range(n + 1)]
    return [Told(population, k / n, k / n, *ends[k], n) for k in range(n + 1)]


TRUTHS = (0, 0.002, 0.01, 0.03, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 0.95, 0.97, 0.99, 0.995, 1)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((40, 20), (30, 10)),
        ((100, 10), (100, 10)),
        ((50, 25), (40, 20)),
        ((60, 30), (80, 30)),
        ((150, 40), (120, 60)),
        ((120, 120), (500, 30)),
        ((10_000, 60), (6_000, 40)),
    ],
    ids=str,
)
def test_no_truth_is_covered_less_than_95_times_in_100(first, second):
    """Every pair of samples, weighed by its chance: (N, n) of either side. Counted, not simulated."""
    of, against = exact(first[1], first[0], "inside"), exact(second[1], second[0], "outside")
    gaps = [[difference(one, other) for other in against] for one in of]
    low, high = (np.array([[getattr(cell, end) for cell in row] for row in gaps]) for end in ("low", "high"))
    for one, other in itertools.product(TRUTHS, TRUTHS):
        yes = [round(share * size) for share, (size, _) in zip((one, other), (first, second), strict=True)]
        truth = yes[0] / first[0] - yes[1] / second[0]
        chances = [
            hypergeom.pmf(np.arange(n + 1), size, k, n) for k, (size, n) in zip(yes, (first, second), strict=True)
        ]
        holds = (low <= truth + 1e-12) & (truth <= high + 1e-12)
        assert chances[0] @ holds @ chances[1] >= 0.95, (one, other)


def samples() -> st.SearchStrategy[tuple[int, int]]:
    """A frame of up to 60, and a sample of it."""
    return st.integers(1, 60).flatmap(lambda size: st.tuples(st.just(size), st.integers(1, size)))


@settings(max_examples=trials(40), deadline=None)
@given(samples(), samples())
@example((5, 2), (60, 29))  # with errors at right angles: 0.708 of 5 and 65
@example((50, 5), (50, 5))
@example((60, 15), (60, 14))
def test_in_no_small_frame_is_a_truth_covered_less_than_95_times_in_100(first, second):
    """Whatever was drawn of whatever frame: every pair of samples, every pair of truths."""
    assert enumeration.two_samples(first, second).least >= 0.95


def test_errors_at_right_angles_alone_would_not_cover():
    """Without the rule for shares at opposite ends, 1 of 200 against 199 of 200 is missed one in four times."""
    n, size = 100, 200
    of, against = exact(n, size, "inside"), exact(n, size, "outside")
    chance = 0.0
    for one, other in itertools.product(range(n + 1), range(n + 1)):
        a, b = of[one], against[other]
        low = a.least - b.most - math.hypot(a.least - a.low, b.high - b.most)
        high = a.most - b.least + math.hypot(a.high - a.most, b.least - b.low)
        if low <= -0.99 <= high:
            chance += hypergeom.pmf(one, size, 1, n) * hypergeom.pmf(other, size, 199, n)
    assert chance == pytest.approx(0.75)


def test_a_truth_is_covered_whatever_the_unknown_are():
    """In 2,000 simulated draws a tenth of either sample is unknown, by the worst choice: all of one kind."""
    dice = np.random.default_rng(5)
    sizes, yes, n = (3_000, 2_000), (1_500, 1_200), (150, 120)
    truth = yes[0] / sizes[0] - yes[1] / sizes[1]
    hits = 0
    for _ in range(2_000):
        shares = []
        for size, k, drawn, words, unknown_are in zip(sizes, yes, n, ("in", "out"), ("yes", "no"), strict=True):
            seen = int(dice.hypergeometric(k, size - k, drawn))
            hidden = drawn // 10
            sure = seen - hidden if unknown_are == "yes" else seen
            low, high = hypergeometric.bounds(sure, hidden, drawn, size)
            population = Population("photo", words, size)
            shares.append(Told(population, sure / drawn, (sure + hidden) / drawn, low / size, high / size, drawn))
        gap = difference(*shares)
        hits += gap.low <= truth <= gap.high
        assert gap.point is None
        assert gap.low <= gap.least <= gap.most <= gap.high
    assert hits / 2_000 >= 0.95


def test_a_census_adds_no_error_of_its_own():
    counted = Told(Population("photo", "in", 500), 0.4, 0.4, 0.4, 0.4, 500)
    drawn = wilson(30, 100, REST)
    gap = difference(counted, drawn)
    assert (gap.low, gap.high) == (pytest.approx(0.4 - drawn.high), pytest.approx(0.4 - drawn.low))
    both = difference(counted, Told(Population("photo", "out", 300), 0.1, 0.1, 0.1, 0.1, 300))
    assert both.low == both.point == both.high == pytest.approx(0.3)


def test_no_interval_on_one_side_is_none_of_the_difference():
    gap = difference(Told(DATASET, 0.3, 0.3, None, None, 40), wilson(30, 100, REST))
    assert (gap.low, gap.high) == (None, None)
    assert gap.point == pytest.approx(0)


def test_shares_of_different_units_or_of_one_frame_are_refused():
    accounts = Population("account", "accounts that the manifest names", 100)
    with pytest.raises(MeasureError, match="a share of photos is not held against one of accounts"):
        difference(wilson(1, 10, DATASET), wilson(1, 10, accounts))
    with pytest.raises(MeasureError, match="a frame of its own"):
        difference(wilson(1, 10, DATASET), wilson(1, 10, DATASET))
