"""The share of photos, from accounts drawn with probability proportional to their photos: a better design than a cluster
sample of accounts drawn alike.

Draw a photo at random, with replacement, and look at all the photos of its account: that draws accounts with probability
m/M. Then the mean of y/m over the draws is unbiased for the photo share, and no account is too large for it, since y/m
stays between 0 and 1 (M. H. Hansen and W. N. Hurwitz, On the theory of sampling from finite populations, Annals of
Mathematical Statistics 14 (1943) 333-362; W. G. Cochran, Sampling Techniques, 3rd ed. 1977, section 9A.3).

Where each account is all yes or all no (as with "the account exists") the draws are a binomial sample, and the interval
is Clopper and Pearson's, exact. Otherwise it is Korn and Graubard's, within its measured region.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from whosefaces.measure.estimators import korn_graubard
from whosefaces.measure.estimators.estimated import Estimated, Interval, bounded
from whosefaces.measure.estimators.region import DRAWN, RARER, region
from whosefaces.measure.share import MeasureError, Population

FloatArray = npt.NDArray[np.float64]
NAME = "photo share from accounts drawn by size"
DESIGN = (
    "share of photos from accounts drawn with replacement and probability proportional to their photos, mean of y/m"
)
EXACT = DESIGN + "; each account all yes or all no, so Clopper-Pearson 95 % interval, exact"
LINEARISED = DESIGN + "; Korn-Graubard 95 % interval"


def total(values: npt.ArrayLike, probabilities: npt.ArrayLike) -> tuple[float, float]:
    """Hansen and Hurwitz's estimate of a total, mean of y/p over the draws, and its variance.

    Args:
        values: y of each drawn unit, one for each draw.
        probabilities: p, the chance of that unit to be drawn in one draw.

    Raises:
        MeasureError: fewer than two draws, or a probability outside 0 to 1.
    """
    y, p = np.asarray(values, float), np.asarray(probabilities, float)
    if len(y) != len(p) or len(y) < 2 or (p <= 0).any() or (p > 1).any():
        raise MeasureError(f"{len(y)} values and {len(p)} probabilities: two draws or more, each with its chance")
    each = y / p
    return float(each.mean()), float(each.var(ddof=1) / len(each))


def interval(share: npt.ArrayLike, variance: npt.ArrayLike, n: int) -> tuple[FloatArray, FloatArray]:
    """The Korn-Graubard interval of ``n`` draws, for one sample or many; no more is credited than ``n`` binomial draws."""
    return korn_graubard.interval(share, variance, n, n - 1, float(n))


def quantities(n: int, share: npt.ArrayLike) -> dict[str, FloatArray]:
    """What the region of this estimator asks for, for one sample or many."""
    p = np.asarray(share, float)
    return {DRAWN: np.asarray(float(n)), RARER: n * np.minimum(p, 1 - p)}


def photo_share(
    yes: npt.ArrayLike, photos_of_account: npt.ArrayLike, photos: Population, unknown: npt.ArrayLike | None = None
) -> Estimated:
    """The share of ``photos`` that are a yes.

    Args:
        yes: for each draw, how many photos of the drawn account are a yes. An account drawn twice stands there twice.
        photos_of_account: for each draw, the account's photos in the frame.
        photos: the photos of the frame.
        unknown: for each draw, how many photos of the account could not be told; none by default.

    Raises:
        MeasureError: counts that no such frame can have given.
    """
    answers, sizes = np.asarray(yes, np.int64), np.asarray(photos_of_account, np.int64)
    open_ = np.zeros(len(answers), np.int64) if unknown is None else np.asarray(unknown, np.int64)
    if not len(answers) == len(sizes) == len(open_) or (len(sizes) and sizes.max() > photos.size):
        raise MeasureError(f"{len(answers)} draws with {len(sizes)} sizes: not of one frame of {photos.size} photos")
    if (answers < 0).any() or (open_ < 0).any() or (answers + open_ > sizes).any() or (sizes < 1).any():
        raise MeasureError("an account has more yes and unknown photos than photos, or none at all")
    none_yes = _photo_share(answers, sizes, photos)
    return bounded(none_yes, _photo_share(answers + open_, sizes, photos)) if open_.any() else none_yes


def _photo_share(yes: npt.NDArray[np.int64], sizes: npt.NDArray[np.int64], photos: Population) -> Estimated:
    n, seen = len(yes), int(yes.sum())
    if n == 0:
        return Estimated(photos, 0, 0, None, Interval(0.0, 1.0), DESIGN, "bounds", bounds=Interval(0.0, 1.0))
    each = yes / sizes
    share = float(each.mean())
    if np.isin(each, (0.0, 1.0)).all():
        low, high = korn_graubard.clopper_pearson(each.sum(), n)
        return Estimated(photos, n, seen, share, Interval(float(low), float(high)), EXACT, "exact")
    if n < 2:
        return Estimated(photos, n, seen, None, None, LINEARISED, "refused", "fewer than two accounts drawn")
    variance = float(each.var(ddof=1) / n)
    low, high = interval(share, variance, n)
    said = Estimated(
        population=photos,
        n=n,
        seen=seen,
        point=share,
        interval=Interval(float(low), float(high)),
        method=LINEARISED,
        status="linearised",
        standard_error=float(np.sqrt(variance)),
        degrees_of_freedom=n - 1,
        effective_n=share * (1 - share) / variance if variance > 0 else None,
    )
    reason = region(NAME).refusal({name: float(value) for name, value in quantities(n, share).items()})
    return said.refuse(reason) if reason else said
