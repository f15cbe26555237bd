"""What methods that the suite does not offer would have covered in the same frames: why they are banned."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from whosefaces.measure.estimators import korn_graubard
from whosefaces.sample.strata import allocate

from studies.coverage import exact
from studies.coverage.cells import missed
from studies.coverage.frames import PATTERNS, answers, dice, frames, shuffled_draws
from studies.coverage.linearised import STRATA

DRAWS = 1_000


@dataclass(frozen=True)
class Banned:
    """``says``: the measured number, in words."""

    method: str
    where: str
    says: str


def compared() -> Iterator[Banned]:
    """One line for each."""
    yield Banned(
        "normal (Wald) interval for a share",
        "K = 20 of N = 10,000, n = 400",
        f"covers {exact.wald(20, 10_000, 400):.3f} (enumerated)",
    )
    yield Banned(
        "strata pooled as one sample", "600 of 1,070,000 in a stratum of which 50 are drawn, all yes", _pooled()
    )
    for share in (0.5, 0.05):
        yield Banned(
            "photos of drawn accounts taken for independent",
            f"1,000 of 98,153 accounts, share {share}",
            f"covers {_independent(share):.3f}",
        )
    first, second = (43, 40), (17, 15)
    yield Banned(
        "difference of two shares with errors at right angles, whatever was drawn",
        "40 of 43 against 15 of 17",
        f"covers as little as {exact.right_angles(first, second):.3f} (enumerated)",
    )
    yield Banned(
        "distinct accounts met by a photo sample", "2,000 of 1,070,000 photos, large accounts say yes", _distinct()
    )


def _pooled() -> str:
    strata = allocate(1_000, STRATA["one small"])
    drawn = [h.n for h in strata]
    low, high = korn_graubard.clopper_pearson(drawn[1], sum(drawn))
    truth = 600 / sum(h.frame_size for h in strata)
    held = 1 - missed(low, high, truth).mean()
    return f"covers {held:.3f}: it says {drawn[1] / sum(drawn):.1%}, the truth is {truth:.3%}"


def _independent(share: float) -> float:
    roll, frame = dice("compared", "independent", share), frames()["dif"]
    sizes = frame.photos_of_account
    yes = sizes * answers(sizes, share, PATTERNS[0], by="photo", seed=roll)
    drawn = shuffled_draws(roll, frame.accounts, 1_000, DRAWS)
    low, high = korn_graubard.clopper_pearson(yes[drawn].sum(axis=1), sizes[drawn].sum(axis=1))
    return float(1 - missed(low, high, float(yes.sum() / frame.photos)).mean())


def _distinct() -> str:
    roll, frame = dice("compared", "distinct"), frames()["dif"]
    yes = answers(frame.photos_of_account, 0.35, PATTERNS[1], by="account", seed=roll)
    owner = frame.owner
    shares = [float(yes[np.unique(owner[draw])].mean()) for draw in shuffled_draws(roll, frame.photos, 2_000, 100)]
    return f"says {np.mean(shares):.1%} on average, the truth is {yes.mean():.1%}"
