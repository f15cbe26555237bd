"""How the frame's photos lie among its accounts: what is known of every account before anybody is asked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from whosefaces.measure.share import MeasureError


@dataclass(frozen=True)
class AccountFrame:
    """Accounts, their photos, the sum of squares of the photos of each, and the largest account."""

    accounts: int
    photos: int
    squares: int
    largest: int

    @classmethod
    def of(cls, photos_of_account: npt.ArrayLike) -> AccountFrame:
        """From the photos of every account of the frame.

        Raises:
            MeasureError: an account without a photo.
        """
        sizes = np.asarray(photos_of_account, np.int64)
        if len(sizes) and sizes.min() < 1:
            raise MeasureError("an account of the frame owns no photo of it; count the frame again")
        return cls(len(sizes), int(sizes.sum()), int((sizes**2).sum()), int(sizes.max(initial=0)))

    def effective(self, n: int) -> float:
        """The accounts of equal size that ``n`` drawn at random are worth: n / (1 + cv^2 of the photos)."""
        return n * self.photos**2 / (self.accounts * self.squares)

    @property
    def largest_part(self) -> float:
        """The largest account's part of the sum of squares: how much one account can decide."""
        return self.largest**2 / self.squares
