"""Thousands of draws from each simulated frame, for each linearised estimator: the cells of the map.

A part is named by what it shares draws over (a frame and a sample size, say), and has its own generator.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from whosefaces.measure.estimators import drift, multiplicity, stratified, two_phase
from whosefaces.measure.estimators.ratio import Sums
from whosefaces.measure.estimators.region import FLIPS, RARER, SMALLEST_STRATUM
from whosefaces.sample.strata import allocate

from studies.coverage.cells import CHUNK, DRAWS, Cell, FloatArray, missed
from studies.coverage.frames import PATTERNS, SHARES, IntArray, answers, dice, frames, shuffled_draws


@dataclass(frozen=True)
class Part:
    """Some cells that are simulated together: a function and what it is called with, before the number of draws."""

    function: Callable[..., list[Cell]]
    arguments: tuple[str | int, ...]

    @property
    def name(self) -> str:
        """As ``by_multiplicity/dif/2000``."""
        return "/".join([self.function.__name__.strip("_"), *map(str, self.arguments)])

    def cells(self, draws: int = DRAWS) -> list[Cell]:
        """Simulate."""
        return self.function(*self.arguments, draws)


def parts() -> Iterator[Part]:
    """Every part of the study of the linearised intervals, the longest first."""
    for frame in frames().values():
        for n in (5_000, 2_000, 1_000, 500, 200):
            yield Part(_by_multiplicity, (frame.name, n))
    for name, sizes in STRATA.items():
        for n in (200, 500, 1_000, 2_000, 5_000):
            for allocation in ALLOCATIONS:
                if n < sum(sizes.values()):
                    yield Part(_by_stratum, (name, n, allocation))
    for n in (100, 300, 1_000, 3_000):
        for size in (3_500, 98_153):
            yield Part(_by_pairs, (size, n))
    for n, read in ((500, 50), (1_000, 100), (2_000, 200), (2_000, 1_000), (5_000, 500)):
        for size in (6_000, 1_070_000):
            yield Part(_by_double_coding, (size, n, read))


# -- account share from photos


def _by_multiplicity(name: str, n: int, draws: int) -> list[Cell]:
    frame = frames()[name]
    roll = dice("multiplicity", frame.name, n)
    sizes, owner = frame.photos_of_account, frame.owner
    worlds = [(p, pattern, answers(sizes, p, pattern, by="account", seed=roll)) for pattern in PATTERNS for p in SHARES]
    yes = np.stack([world[2] for world in worlds])
    sums = _sums_of_draws(roll, draws, frame.photos, n, lambda drawn: owner[drawn], 1 / sizes, yes / sizes)
    cells = []
    for place, (p, pattern, world) in enumerate(worlds):
        measured = _world(sums, place, n)
        share, _, low, high = multiplicity.interval(measured, frame.photos)
        cells.append(
            Cell(
                multiplicity.NAME,
                frame.name,
                "simple random sample of photos",
                n,
                p,
                pattern,
                float(world.mean()),
                missed(low, high, float(world.mean())),
                multiplicity.quantities(measured, share),
                float((high - low).mean()),
            )
        )
    return cells


# -- share from strata of photos

STRATA: dict[str, dict[str, int]] = {
    # YFCC100M's six licences (Flickr code blog of 2014), at the size of Diversity in Faces
    "licence": {
        "cc-by": 185_700,
        "cc-by-nc": 136_700,
        "cc-by-nc-nd": 282_900,
        "cc-by-nc-sa": 310_300,
        "cc-by-nd": 53_000,
        "cc-by-sa": 101_400,
    },
    "one small": {"large": 1_069_400, "small": 600},
    "licence by year": {
        f"{licence}/{year}": 1_000 * (licence + 1) * (year + 1) for licence in range(6) for year in range(8)
    },
    "much of it drawn": {"a": 2_000, "b": 600, "c": 60},
}
SPREADS = ("alike in all", "rising from stratum to stratum", "in the small strata first")


ALLOCATIONS = ("proportional with a floor", "as many from each")
"""The suite's own; and one under which some drawn units stand for many times more than others."""


def _by_stratum(name: str, n: int, allocation: str, draws: int) -> list[Cell]:
    roll = dice("stratified", name, n, allocation)
    strata = allocate(n, STRATA[name])
    sizes, drawn = np.array([h.frame_size for h in strata]), np.array([h.n for h in strata])
    if allocation == ALLOCATIONS[1]:
        drawn = np.minimum(sizes, n // len(sizes))
    sampled = drawn < sizes
    cells = []
    for spread in SPREADS:
        for p in SHARES:
            yes = spread_over(sizes, p, spread)
            truth = float(yes.sum() / sizes.sum())
            hits = np.stack(
                [roll.hypergeometric(k, size - k, n_h, draws) for k, size, n_h in zip(yes, sizes, drawn, strict=True)],
                axis=1,
            )
            share, variance = stratified.shares(sizes, drawn, hits)
            low, high = stratified.interval(sizes, drawn, share, variance)
            quantities = {
                SMALLEST_STRATUM: np.asarray(float(drawn[sampled].min())),
                RARER: stratified.rarer(sizes, drawn, share),
            }
            cells.append(
                Cell(
                    stratified.NAME,
                    name,
                    f"{len(strata)} strata, {allocation}",
                    n,
                    p,
                    spread,
                    truth,
                    missed(low, high, truth),
                    quantities,
                    float((high - low).mean()),
                )
            )
    return cells


def spread_over(sizes: IntArray, share: float, spread: str) -> IntArray:
    """How many units of each stratum are a yes, so that about ``share`` of the frame is one."""
    if spread == SPREADS[0]:
        return np.asarray(np.rint(sizes * share), np.int64)
    if spread == SPREADS[1]:
        lean = np.linspace(0.2, 1.8, len(sizes))
        chance = np.minimum(lean * share * sizes.sum() / (lean * sizes).sum(), 1.0)
        return np.asarray(np.rint(sizes * chance), np.int64)
    yes, left = np.zeros(len(sizes), np.int64), round(share * int(sizes.sum()))
    for place in np.argsort(sizes, kind="stable"):
        yes[place] = min(left, int(sizes[place]))
        left -= int(yes[place])
    return yes


# -- drift among survivors

RATES = ((0.0, 0.005), (0.002, 0.01), (0.01, 0.01), (0.0, 0.05), (0.02, 0.05), (0.05, 0.1), (0.1, 0.1), (0.0, 0.3))
"""The shares of survivors that turn to yes, and to no, between two editions."""


def _by_pairs(size: int, n: int, draws: int) -> list[Cell]:
    roll = dice("drift", size, n)
    cells = []
    for up, down in RATES:
        gained, lost = round(up * size), round(down * size)
        seen_up = roll.hypergeometric(gained, size - gained, n, draws)
        seen_down = roll.hypergeometric(lost, size - gained - lost, n - seen_up, draws)
        point = (seen_up - seen_down) / n
        truth = (gained - lost) / size
        low, high = drift.interval(point, drift.variance_of(seen_up, seen_down, n, size), n)
        cells.append(
            Cell(
                drift.NAME,
                f"{size:,} survivors",
                "the same units drawn in both editions",
                n,
                round(truth, 4),
                f"{up:.1%} turn to yes, {down:.1%} to no",
                truth,
                missed(low, high, truth),
                {FLIPS: (seen_up + seen_down).astype(float)},
                float((high - low).mean()),
            )
        )
    return cells


# -- correction by double coding

ERRORS = ((0.0, 0.01), (0.01, 0.01), (0.03, 0.01), (0.05, 0.05), (0.1, 0.02), (0.15, 0.15))
"""The shares of yes that are coded no, and of no that are coded yes."""


def _by_double_coding(size: int, n: int, read: int, draws: int) -> list[Cell]:
    roll = dice("two-phase", size, n, read)
    cells = []
    for misses, false in ERRORS:
        for p in SHARES:
            yes = round(p * size)
            kinds = _kinds(yes, size, misses, false)
            panel = _multivariate(roll, kinds, n, draws)
            again = _multivariate(roll, panel, read, draws)
            raised, lowered = again[1], again[2]
            adjudicated, coded = again[0] + again[1], panel[0] + panel[2]
            point = coded / n + (raised - lowered) / read
            variance = two_phase.variance_of(adjudicated, raised, lowered, n=n, read=read, frame_size=size)
            low, high = two_phase.interval(point, variance, read)
            share = np.clip(point, 0.0, 1.0)
            cells.append(
                Cell(
                    two_phase.NAME,
                    f"{size:,} units",
                    f"{read:,} of {n:,} read twice",
                    n,
                    p,
                    f"{misses:.0%} of the yes and {false:.0%} of the no are coded wrongly",
                    yes / size,
                    missed(low, high, yes / size),
                    two_phase.quantities(raised + lowered, read, share),
                    float((high - low).mean()),
                )
            )
    return cells


def _kinds(yes: int, size: int, misses: float, false: float) -> list[IntArray]:
    """Units that are (yes, coded yes), (yes, coded no), (no, coded yes), (no, coded no)."""
    missed_yes, false_yes = round(misses * yes), round(false * (size - yes))
    counts = (yes - missed_yes, missed_yes, false_yes, size - yes - false_yes)
    return [np.asarray(count, np.int64) for count in counts]


def _multivariate(roll: np.random.Generator, kinds: Sequence[IntArray], n: int, draws: int) -> list[IntArray]:
    """How many of each kind are among ``n`` drawn; ``kinds`` may differ from draw to draw."""
    left = np.full(draws, n)
    rest = np.broadcast_to(sum(kinds), (draws,)).astype(np.int64)
    drawn = []
    for kind in kinds[:-1]:
        rest = rest - kind
        hits = roll.hypergeometric(np.broadcast_to(kind, (draws,)), rest, left)
        drawn.append(hits)
        left = left - hits
    return [*drawn, left]


# -- sums over many draws


@dataclass(frozen=True)
class _ManySums:
    """As :class:`Sums`: x and xx for each draw; y, xy, yy for each world and draw."""

    x: FloatArray
    xx: FloatArray
    y: FloatArray
    xy: FloatArray
    yy: FloatArray


def _sums_of_draws(
    roll: np.random.Generator,
    draws: int,
    units: int,
    n: int,
    account: Callable[[IntArray], IntArray],
    x: FloatArray,
    y: FloatArray,
) -> _ManySums:
    """The sums of ``draws`` samples of ``n`` units; ``x`` and each row of ``y`` run over accounts."""
    columns = np.concatenate([[x, x * x], y, x * y, y * y]).T
    records = []
    for start in range(0, draws, CHUNK):
        drawn = account(shuffled_draws(roll, units, n, min(CHUNK, draws - start)))
        records.append(_summed(drawn, columns))
    of_draws = np.concatenate(records).T
    worlds = of_draws[2:].reshape(3, len(y), draws)
    return _ManySums(of_draws[0], of_draws[1], *worlds)


def _summed(drawn: IntArray, columns: FloatArray) -> FloatArray:
    """For each row of ``drawn``, the sum over its units of each of ``columns`` (units x columns): draws x columns."""
    from scipy.sparse import csr_array

    draws, n = drawn.shape
    ones, starts = np.ones(drawn.size), np.arange(0, drawn.size + 1, n)
    picked = csr_array((ones, drawn.ravel().astype(np.int32), starts.astype(np.int32)), (draws, len(columns)))
    return np.asarray(picked @ np.ascontiguousarray(columns))


def _world(sums: _ManySums, place: int, n: int) -> Sums:
    return Sums(n, sums.x, sums.y[place], sums.xx, sums.xy[place], sums.yy[place])
