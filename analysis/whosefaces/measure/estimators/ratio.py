"""The ratio of two totals from a simple random sample, and its linearised variance.

R = sum y / sum x, and v(R) = (1 - n/N) n/(n - 1) sum (y - R x)^2 / (sum x)^2: W. G. Cochran, Sampling Techniques, 3rd
ed. 1977, section 2.11 (ratios) and 3.12 (shares from clusters of unequal size). It works on sums, so that thousands
of samples are estimated at once: the coverage study measures this code and not a copy of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Sums:
    """Sums over the ``n`` sampled units of x, y, x^2, xy and y^2; each an array over samples, or one number."""

    n: int
    x: FloatArray
    y: FloatArray
    xx: FloatArray
    xy: FloatArray
    yy: FloatArray

    @classmethod
    def of(cls, x: npt.ArrayLike, y: npt.ArrayLike) -> Sums:
        """The sums of one sample; ``x`` and ``y`` run over its units."""
        a, b = np.asarray(x, float), np.asarray(y, float)
        parts = (a.sum(), b.sum(), a @ a, a @ b, b @ b)
        return cls(len(a), *(np.asarray(part, float) for part in parts))

    @property
    def effective(self) -> FloatArray:
        """(sum x)^2 / sum x^2: how many units of equal x weigh as much (L. Kish, Survey Sampling, 1965, section 11.7)."""
        return np.asarray(self.x**2 / self.xx, float)


def linearised(sums: Sums, frame_size: int) -> tuple[FloatArray, FloatArray]:
    """R and v(R), for two or more units from a frame of ``frame_size``."""
    share = sums.y / sums.x
    residual = np.maximum(sums.yy - 2 * share * sums.xy + share**2 * sums.xx, 0.0)
    fraction = 1 - sums.n / frame_size
    return share, fraction * sums.n / (sums.n - 1) * residual / sums.x**2
