"""The share of photos, from a sample of accounts whose photos are all looked at: a cluster sample.

sum y / sum m over the drawn accounts, the account being the primary sampling unit. With the photos of DiF, a few
accounts hold so many that their chance to be drawn decides the answer; a binomial interval that takes the photos for
independent covered 0.13 to 0.16. Taking the largest accounts with certainty takes that away: they add no error, and
the interval is needed for the rest only.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from whosefaces.measure.estimators import korn_graubard, ratio
from whosefaces.measure.estimators.account_frame import AccountFrame
from whosefaces.measure.estimators.estimated import Estimated, Interval, bounded
from whosefaces.measure.estimators.ratio import Sums
from whosefaces.measure.estimators.region import DRAWN, LARGEST_PART, RARER, region
from whosefaces.measure.share import MeasureError, Population

FloatArray = npt.NDArray[np.float64]
NAME = "photo share from accounts"
METHOD = (
    "share of photos from a simple random sample of accounts, sum y / sum m; linearised, primary sampling unit the "
    "account; Korn-Graubard 95 % interval"
)
WITH_CERTAINTY = METHOD + "; the largest accounts taken with certainty, and the rest sampled"
CENSUS = "every account of the frame was looked at; no sampling, so no interval"


@dataclass(frozen=True)
class Certain:
    """The accounts taken with certainty: how many, their photos, and of them yes, and neither yes nor no."""

    accounts: int = 0
    photos: int = 0
    yes: int = 0
    unknown: int = 0


NONE_CERTAIN = Certain()


def interval(measured: Sums, accounts: int) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Share, variance, low and high of the sampled part, for one sample or many."""
    share, variance = ratio.linearised(measured, accounts)
    low, high = korn_graubard.interval(share, variance, measured.x, measured.n - 1, measured.x)
    return share, variance, low, high


def quantities(n: int, rest: AccountFrame, share: npt.ArrayLike) -> dict[str, FloatArray]:
    """What the region of this estimator asks for, for one sample or many; the frame's part is known before the draw."""
    p = np.asarray(share, float)
    return {
        DRAWN: np.asarray(float(n)),
        LARGEST_PART: np.asarray(rest.largest_part),
        RARER: rest.effective(n) * np.minimum(p, 1 - p),
    }


def photo_share(
    yes: npt.ArrayLike,
    photos_of_account: npt.ArrayLike,
    rest: AccountFrame,
    photos: Population,
    certain: Certain = NONE_CERTAIN,
    unknown: npt.ArrayLike | None = None,
) -> Estimated:
    """The share of ``photos`` that are a yes.

    Args:
        yes: for each account drawn by chance, how many of its photos are a yes.
        photos_of_account: for each of them, its photos in the frame.
        rest: the part of the frame that those accounts were drawn from: all accounts but the ``certain``.
        photos: the photos of the frame.
        certain: the accounts taken with certainty, none by default.
        unknown: for each account drawn by chance, how many of its photos could not be told; none by default.

    Raises:
        MeasureError: counts that no such frame can have given.
    """
    answers, sizes = np.asarray(yes, np.int64), np.asarray(photos_of_account, np.int64)
    open_ = np.zeros(len(answers), np.int64) if unknown is None else np.asarray(unknown, np.int64)
    if len(open_) != len(answers) or (open_ < 0).any():
        raise MeasureError(
            f"{len(answers)} accounts, {len(open_)} counts of unknown: they must be of the same accounts"
        )
    _check(answers, sizes, rest, photos, certain)
    none_yes = _photo_share(answers, sizes, rest, photos, certain, certain.yes)
    if not open_.any() and not certain.unknown:
        return none_yes
    _check(answers + open_, sizes, rest, photos, certain)
    perhaps = certain.yes + certain.unknown
    return bounded(none_yes, _photo_share(answers + open_, sizes, rest, photos, certain, perhaps))


def _photo_share(
    yes: npt.NDArray[np.int64],
    sizes: npt.NDArray[np.int64],
    rest: AccountFrame,
    photos: Population,
    certain: Certain,
    sure: int,
) -> Estimated:
    n = len(yes)
    looked_at, seen = int(sizes.sum()) + certain.photos, int(yes.sum()) + sure
    if n == rest.accounts:
        return Estimated(photos, looked_at, seen, seen / photos.size, None, CENSUS, "census")
    method = WITH_CERTAINTY if certain.accounts else METHOD
    if n < 2:
        return Estimated(photos, looked_at, seen, None, None, method, "refused", "fewer than two accounts drawn")
    share, variance, low, high = interval(Sums.of(sizes, yes), rest.accounts)
    reason = region(NAME).refusal({name: float(value) for name, value in quantities(n, rest, share).items()})
    point, below, above = (float((sure + rest.photos * part) / photos.size) for part in (share, low, high))
    said = Estimated(
        population=photos,
        n=looked_at,
        seen=seen,
        point=point,
        interval=Interval(below, above),
        method=method,
        status="linearised",
        standard_error=float(np.sqrt(variance)) * rest.photos / photos.size,
        degrees_of_freedom=n - 1,
        effective_n=rest.effective(n),
    )
    return said.refuse(reason) if reason else said


def _check(
    yes: npt.NDArray[np.int64], sizes: npt.NDArray[np.int64], rest: AccountFrame, photos: Population, certain: Certain
) -> None:
    if len(yes) != len(sizes) or len(yes) > rest.accounts or (yes < 0).any() or (yes > sizes).any():
        raise MeasureError(f"{len(yes)} accounts drawn of {rest.accounts}: more drawn, or more yes, than there are")
    if rest.photos + certain.photos != photos.size or certain.yes + certain.unknown > certain.photos:
        raise MeasureError(
            f"{rest.photos:,} photos of sampled accounts and {certain.photos:,} of certain ones, "
            f"of {photos.size:,} {photos.words}: they must add up"
        )
