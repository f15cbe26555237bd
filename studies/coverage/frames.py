"""The simulated frames: accounts with their photos, and answers whose truth is known.

The largest has the counts of Diversity in Faces as IBM's parent dataset gives them: 98,153 accounts with 1,070,000
photos. How the photos lie among the accounts was never published; a discrete lognormal with sigma 1.75 and that mean is
assumed (median 3, a third of the accounts with one photo, the largest with some thousands). It is an assumption, so two
other frames stand beside it: one with a lighter tail, and one small enough that the sample is much of it.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

SHARES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.9, 0.99)
PATTERNS = ("no matter how many photos", "rather the large accounts", "rather the small accounts")
"""Which accounts say yes."""


@dataclass(frozen=True)
class Frame:
    """``photos_of_account``: the photos of each account, ascending."""

    name: str
    words: str
    photos_of_account: IntArray

    @property
    def accounts(self) -> int:
        """How many accounts."""
        return len(self.photos_of_account)

    @property
    def photos(self) -> int:
        """How many photos."""
        return int(self.photos_of_account.sum())

    @property
    def owner(self) -> IntArray:
        """The account of every photo."""
        return np.repeat(np.arange(self.accounts), self.photos_of_account)


@cache
def frames() -> dict[str, Frame]:
    """The three frames by name."""
    counts = (
        Frame("dif", "98,153 accounts, 1,070,000 photos, sigma 1.75", lognormal(98_153, 1_070_000, 1.75)),
        Frame("light", "20,000 accounts, 100,000 photos, sigma 1", lognormal(20_000, 100_000, 1.0)),
        Frame("small", "1,000 accounts, 6,000 photos, sigma 1.5", lognormal(1_000, 6_000, 1.5)),
    )
    return {frame.name: frame for frame in counts}


def lognormal(accounts: int, photos: int, sigma: float) -> IntArray:
    """Photos of each account: the quantiles of a lognormal, in whole numbers from 1, that add up to ``photos`` exactly."""
    from scipy.special import ndtri

    shape = np.exp(sigma * ndtri((np.arange(accounts) + 0.5) / accounts))
    low, high = 0.0, 10.0 * photos / accounts
    for _ in range(80):
        middle = (low + high) / 2
        if np.ceil(middle * shape).sum() < photos:
            low = middle
        else:
            high = middle
    sizes = np.ceil(low * shape).astype(np.int64)
    missing = photos - int(sizes.sum())
    sizes[-missing:] += 1  # the largest take what rounding left over; a photo each
    return sizes


def dice(*words: object) -> np.random.Generator:
    """A generator of its own for each part of the study, so that any part can be run again by itself."""
    return np.random.default_rng(zlib.crc32("/".join(map(str, words)).encode()))


def answers(
    sizes: IntArray, share: float, pattern: str, *, by: str, seed: np.random.Generator
) -> npt.NDArray[np.bool_]:
    """Which accounts are a yes, so that about ``share`` of the accounts (or of their photos) is one.

    Args:
        sizes: photos of each account.
        share: wanted; the share reached is counted, not assumed.
        pattern: one of :data:`PATTERNS`: the chance of a yes does not follow the size, or rises, or falls with it.
        by: "account" or "photo": which share is meant.
        seed: what the answers are drawn with.
    """
    slope = {PATTERNS[0]: 0.0, PATTERNS[1]: 1.0, PATTERNS[2]: -1.0}[pattern]
    distinct, place, count = np.unique(sizes, return_inverse=True, return_counts=True)
    weight = count if by == "account" else count * distinct
    return np.asarray(seed.random(len(sizes)) < _chances(np.log(distinct) * slope, weight.astype(float), share)[place])


def _chances(lean: FloatArray, weight: FloatArray, share: float) -> FloatArray:
    """Logistic in ``lean``, moved until the weighted mean is ``share``."""
    low, high = -60.0, 60.0
    for _ in range(80):
        middle = (low + high) / 2
        chance = 1 / (1 + np.exp(-(middle + lean)))
        low, high = (middle, high) if (chance * weight).sum() < share * weight.sum() else (low, middle)
    return np.asarray(1 / (1 + np.exp(-(low + lean))))


def shuffled_draws(seed: np.random.Generator, units: int, n: int, draws: int) -> IntArray:
    """``draws`` simple random samples of ``n`` of ``units``, without replacement: one a row."""
    if n == units:
        return np.broadcast_to(np.arange(units), (draws, units))
    return np.stack([seed.choice(units, n, replace=False, shuffle=False) for _ in range(draws)])
