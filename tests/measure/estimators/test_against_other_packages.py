"""The estimators against numbers that others published, and against an independent package, to six digits.

svy 0.35.0 estimated the samples of oracle/samples.py (oracle/recompute.py; `make oracle` does it again). The facts of R's
survey 4.5 are those of the reference tables in the tests of xKDR/Survey.jl (test/r_reference), which that project made
with R: svymean of `stype` and of `awards` in R's own example data, apistrat and apiclus1, with finite frames.
"""

import json
from math import comb
from pathlib import Path

import numpy as np
import pytest
from whosefaces.measure.estimators import (
    drift,
    hypergeometric,
    korn_graubard,
    multiplicity,
    ratio,
    stratified,
)
from whosefaces.measure.estimators.kappa import cohen
from whosefaces.measure.estimators.ratio import Sums

from tests.measure.estimators.oracle.samples import CLUSTERED, DRIFT, MULTIPLICITY, STRATIFIED

SVY = json.loads((Path(__file__).parent / "oracle" / "numbers.json").read_text(encoding="utf-8"))["numbers"]


def six(value: float) -> object:
    """Equal to six significant digits."""
    return pytest.approx(value, rel=5e-7)


@pytest.mark.parametrize("name", STRATIFIED)
def test_a_stratified_share_is_what_svy_says(name):
    sizes, drawn, yes = np.array(STRATIFIED[name]).T
    share, variance = stratified.shares(sizes, drawn, yes)
    n, degrees = drawn.sum(), stratified.degrees_of_freedom(sizes, drawn)
    low, high = korn_graubard.interval(
        share, variance, n, degrees, cap=n
    )  # svy credits no more than n, as the NCHS does
    theirs = SVY["stratified"][name]
    assert (share, variance**0.5) == (six(theirs["est"]), six(theirs["se"]))
    assert (low, high) == (six(theirs["lci"]), six(theirs["uci"]))


@pytest.mark.parametrize("name", MULTIPLICITY)
def test_an_account_share_from_photos_is_what_svy_says(name):
    frame, photos = MULTIPLICITY[name]
    owned, yes = np.array(photos).T
    share, variance, _, _ = multiplicity.interval(multiplicity.sums(yes, owned), frame)
    theirs = SVY["multiplicity"][name]
    assert (share, variance**0.5) == (six(theirs["est"]), six(theirs["se"]))


@pytest.mark.parametrize("name", DRIFT)
def test_a_paired_drift_is_what_svy_says(name):
    frame, gained, lost, unchanged = DRIFT[name]
    n = gained + lost + unchanged
    variance = drift.variance_of(gained, lost, n, frame)
    low, high = drift.interval(np.asarray((gained - lost) / n), variance, n)
    theirs = SVY["drift"][name]
    assert ((gained - lost) / n, variance**0.5) == (six(theirs["est"]), six(theirs["se"]))
    assert (low, high) == (six(theirs["lci"]), six(theirs["uci"]))


def test_schools_with_awards_by_stratum_are_what_r_publishes():
    """apistrat: of 100, 50 and 50 schools drawn from 4,421, 755 and 1,018, the awards went to 73, 16 and 24."""
    share, variance = stratified.shares(*np.array(STRATIFIED["schools with awards (R, apistrat)"]).T)
    assert share == pytest.approx(0.638936067161769, abs=1e-13)
    assert variance**0.5 == pytest.approx(0.0344059182016133, abs=1e-13)


DISTRICTS = {
    # schools of 15 of the 757 districts of R's apiclus1: all, elementary, high, middle
    "elementary": ([8, 2, 1, 10, 2, 2, 2, 13, 4, 34, 16, 30, 10, 1, 9], 0.78688524590164, 0.0463365536499119),
    "high": ([1, 1, 0, 0, 0, 1, 1, 0, 4, 0, 2, 3, 0, 0, 1], 0.0765027322404373, 0.0268102190507709),
    "middle": ([2, 1, 1, 3, 0, 1, 1, 3, 1, 0, 3, 4, 3, 0, 2], 0.136612021857924, 0.0296490466402603),
}


@pytest.mark.parametrize("kind", DISTRICTS)
def test_school_types_from_districts_are_what_r_publishes(kind):
    """svymean(~stype, svydesign(id = ~dnum, fpc = ~fpc, data = apiclus1))"""
    of_kind, mean, error = DISTRICTS[kind]
    schools = [m for m, _ in CLUSTERED["elementary schools by district (R, apiclus1)"][1]]
    share, variance = ratio.linearised(Sums.of(schools, of_kind), 757)
    assert share == pytest.approx(mean, abs=1e-13)
    assert variance**0.5 == pytest.approx(error, abs=1e-13)


def test_employees_in_favour_lie_one_unit_inside_what_samplingbook_publishes():
    """README of R's samplingbook (Kauermann and Kuechenhoff 2010): 45 of 100 from 300 employees: 110 to 161 of them.

    It prints the nearest numbers that the sample contradicts at 2.5 % (110: 0.0237, 161: 0.0225, by binomial
    coefficients); ours are the last that it does not.
    """
    published = (110, 161)
    assert hypergeometric.interval(45, 100, 300) == (published[0] + 1, published[1] - 1)
    ways = comb(300, 100)
    above = sum(comb(110, x) * comb(190, 100 - x) for x in range(45, 101)) / ways
    below = sum(comb(161, x) * comb(139, 100 - x) for x in range(46)) / ways
    assert max(above, below) < 0.025


def test_an_interval_for_a_binomial_share_is_what_r_publishes():
    """binom.test(c(35, 28)) in R, as shown by S. Aoki (Gunma University) for McNemar's test: 0.4248876 to 0.6808269."""
    low, high = korn_graubard.clopper_pearson(35, 63)
    assert (round(float(low), 7), round(float(high), 7)) == (0.4248876, 0.6808269)


def test_flips_of_opinion_are_what_r_publishes():
    """The same page: 28 turned from support, 35 to it; exact two-sided p = 0.45."""
    flips = drift.Flips(n=164, gained=35, lost=28)
    assert round(flips.p_value, 2) == 0.45


def test_kappa_of_two_surveys_is_what_is_published():
    """Agresti's approval ratings (1990, p. 350; data of R's mcnemar.test): kappa 0.69959267, as R's vcd gives it."""
    assert round(cohen(FIRST, SECOND).kappa, 8) == 0.69959267


FIRST = ["approve"] * 944 + ["disapprove"] * 656
SECOND = ["approve"] * 794 + ["disapprove"] * 150 + ["approve"] * 86 + ["disapprove"] * 570


def test_the_error_of_kappa_is_that_of_its_slope():
    """The delta method by numbers: how kappa moves with each cell of the table, over the spread of the cells."""
    p = np.array([[794, 150], [86, 570]]) / 1_600

    def kappa(cells):
        observed, expected = np.trace(cells), cells.sum(axis=1) @ cells.sum(axis=0)
        return (observed - expected) / (1 - expected)

    step = 1e-6
    slope = np.zeros_like(p)
    for cell in np.ndindex(p.shape):
        moved = np.zeros_like(p)
        moved[cell] = step
        slope[cell] = (kappa(p + moved) - kappa(p - moved)) / (2 * step)
    variance = ((p * slope**2).sum() - (p * slope).sum() ** 2) / 1_600
    assert cohen(FIRST, SECOND).standard_error == pytest.approx(variance**0.5, rel=1e-6)
