"""The interval of Korn and Graubard for a share from a complex sample.

Clopper and Pearson's interval at the effective sample size p(1 - p)/v, made smaller for the degrees of freedom that v
was estimated with: E. L. Korn and B. I. Graubard, Confidence intervals for proportions with small expected number of
positive counts estimated from survey data, Survey Methodology 24 (1998) 193-201. The normal interval falls short for
shares near 0 and 1, where this one holds longer (docs/coverage.md has both).
"""

from __future__ import annotations

from typing import cast

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
LEVEL = 0.95


def effective_size(
    share: npt.ArrayLike, variance: npt.ArrayLike, n: npt.ArrayLike, degrees: npt.ArrayLike, cap: npt.ArrayLike
) -> FloatArray:
    """p(1 - p)/v x (t with n - 1 / t with ``degrees``)^2, at most ``cap``.

    A share of 0 or 1 has no variance to go by, and gets ``cap``.
    """
    from scipy.special import stdtrit

    p, v = np.asarray(share, float), np.asarray(variance, float)
    tail = (1 + LEVEL) / 2
    shrink = (stdtrit(np.maximum(np.asarray(n, float) - 1, 1), tail) / stdtrit(np.asarray(degrees, float), tail)) ** 2
    spread = p * (1 - p)
    measured = np.divide(
        spread * shrink, v, out=np.full(np.broadcast(p, v).shape, np.inf), where=(v > 0) & (spread > 0)
    )
    return cast(FloatArray, np.minimum(measured, np.asarray(cap, float)))


def interval(
    share: npt.ArrayLike,
    variance: npt.ArrayLike,
    n: npt.ArrayLike,
    degrees: npt.ArrayLike,
    cap: npt.ArrayLike | None = None,
) -> tuple[FloatArray, FloatArray]:
    """Both ends, for arrays of samples at once.

    Args:
        share: estimated shares, 0 to 1.
        variance: their estimated variances.
        n: units looked at; in a cluster sample, those in the clusters.
        degrees: primary sampling units less strata.
        cap: the largest effective size allowed; ``n`` by default, as in the standards of the NCHS (J. D. Parker et
            al., National Center for Health Statistics data presentation standards for proportions, 2017).
    """
    p = np.clip(np.asarray(share, float), 0.0, 1.0)
    size = effective_size(p, variance, n, degrees, n if cap is None else cap)
    return clopper_pearson(size * p, size)


def clopper_pearson(yes: npt.ArrayLike, size: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    """The exact binomial interval, for counts that need not be whole."""
    from scipy.special import betaincinv

    x, n = np.asarray(yes, float), np.asarray(size, float)
    tail = (1 - LEVEL) / 2
    no = np.maximum(n - x, 0.0)
    none, all_of_them = x <= 0, no <= n * 1e-12
    low = np.where(none, 0.0, betaincinv(np.where(none, 1.0, x), no + 1, tail))
    high = np.where(all_of_them, 1.0, betaincinv(x + 1, np.where(all_of_them, 1.0, no), 1 - tail))
    return low, high


def srs_cap(n: float, frame_size: float) -> float:
    """The effective size of a simple random sample of ``n`` from the finite frame: no design is credited with more."""
    if n >= frame_size:
        return float("inf")
    return (n - 1) * frame_size / (frame_size - n) if n > 1 else 1.0
