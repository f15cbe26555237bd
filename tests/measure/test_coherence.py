"""No two numbers of one panel contradict each other: a solver looks for a frame in which every printed end can be true."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog
from scipy.sparse import eye_array, kron
from whosefaces.measure import coherence
from whosefaces.measure.estimators.drawn import Design
from whosefaces.measure.finding import What, share
from whosefaces.measure.findings import PUBLISHED
from whosefaces.measure.questions.contact import is_public, reachable
from whosefaces.measure.reach import exists
from whosefaces.measure.share import Population
from whosefaces.measure.three_valued import all_of

DAY = dt.date(2026, 11, 22)
ROOM = 2e-6
"""Published shares have six decimals."""

ATOMS = list(itertools.product((True, False), repeat=4))
"""What a photo of the frame can be: public, its account alive, a contact published, its owner listed."""
MEANS: dict[str, Callable[[bool, bool, bool, bool], bool]] = {
    "P1": lambda public, alive, contact, listed: alive,
    "photo-holder": lambda public, alive, contact, listed: alive and listed,
    "photo-third-party": lambda public, alive, contact, listed: alive or contact,
    "photo-public": lambda public, alive, contact, listed: public,
    "photo-public-account-alive": lambda public, alive, contact, listed: public and alive,
    "photo-public-account-gone": lambda public, alive, contact, listed: public and not alive,
    "photo-gone-account-alive": lambda public, alive, contact, listed: not public and alive,
    "photo-gone-account-gone": lambda public, alive, contact, listed: not public and not alive,
}


def edition(seed: int, *, strata: bool) -> list[dict[str, object]]:
    """What one invented edition finds of its drawn photos, by the definitions of the report."""
    dice = np.random.default_rng(seed)
    names = ["all"] if not strata else ["a", "b", "c"][: int(dice.integers(2, 4))]
    drawn, sizes = dice.integers(2, 60, len(names)), dice.integers(60, 3_000, len(names))
    if dice.random() < 0.2:
        sizes[0] = drawn[0]  # taken whole
    stratum = np.repeat(names, drawn)
    n = int(drawn.sum())
    chance = dice.beta(0.7, 0.7, 4) if not strata else dice.beta(0.7, 0.7, (4, len(names))).repeat(drawn, axis=1)
    so = dice.random((4, n)) < (chance[:, None] if not strata else chance)
    silent = dice.random((3, n)) < dice.choice([0, 0.02, 0.3])
    photos = pd.DataFrame(
        {
            "photo": np.where(silent[0], "unknown", np.where(so[0], "public", "not public")),
            "account": np.where(
                silent[1], "not asked", np.where(so[1], "exists", dice.choice(["gone", "memorial"], n))
            ),
            "contact_flag": np.where(silent[2], "not asked", np.where(so[2], "yes", "no")),
        }
    ).astype(object)
    listed, alive, public = pd.Series(so[3]), exists(photos["account"]), is_public(photos["photo"])
    turned = {"yes": "no", "no": "yes", "unknown": "unknown"}
    values = {
        "P1": alive,
        "photo-holder": reachable(photos, "holder", listed),
        "photo-third-party": reachable(photos, "third party", listed),
        "photo-public": public,
        "photo-public-account-alive": all_of([public, alive]),
        "photo-public-account-gone": all_of([public, alive.map(turned)]),
        "photo-gone-account-alive": all_of([public.map(turned), alive]),
        "photo-gone-account-gone": all_of([public.map(turned), alive.map(turned)]),
    }
    frame = Population("photo", "photos", int(sizes.sum()))
    design = Design(pd.Series(stratum), pd.Series((sizes / drawn).repeat(drawn)), frame)
    return [share(What(name, name, name), DAY, v, frame, "photo", design=design).row for name, v in values.items()]


def refuted(rows: list[dict[str, object]]) -> list[str]:
    """The printed ends that no frame allows in which all the other printed ranges hold.

    Each end is a linear programme over the sixteen kinds of photo; one call solves them all, side by side.
    """
    printed = {str(row["id"]): _range(row) for row in rows if row["status"] == PUBLISHED}
    sets = {name: np.array([float(MEANS[name](*atom)) for atom in ATOMS]) for name in printed}
    limits = np.array([[sets[name], -sets[name]] for name in printed]).reshape(-1, len(ATOMS))
    ends = np.array([[high + ROOM, ROOM - low] for low, high in printed.values()]).ravel()
    wanted = [(name, sign, end) for name, (low, high) in printed.items() for sign, end in ((1, low), (-1, high))]
    beside = eye_array(len(wanted), format="csc")
    best = linprog(
        np.concatenate([sign * sets[name] for name, sign, _ in wanted]),
        kron(beside, limits, format="csc"),
        np.tile(ends, len(wanted)),
        kron(beside, np.ones((1, len(ATOMS))), format="csc"),
        np.ones(len(wanted)),
        bounds=(0, 1),
    )
    if not best.success:
        return [f"no frame at all: {best.message}"]
    shares = best.x.reshape(len(wanted), len(ATOMS))
    nearest = [float(sets[name] @ of) for (name, _, _), of in zip(wanted, shares, strict=True)]
    return [
        f"{name}: {end} ({near})"
        for (name, _, end), near in zip(wanted, nearest, strict=True)
        if abs(near - end) > 10 * ROOM
    ]


def _range(row: dict[str, object]) -> tuple[float, float]:
    ends = next((e for e in (("low", "high"), ("bound_low", "bound_high")) if row[e[0]] is not None), ("estimate",) * 2)
    return float(row[ends[0]]), float(row[ends[1]])  # type: ignore[arg-type]


def pairs_that_contradict(rows: list[dict[str, object]]) -> list[tuple[str, str]]:
    """Two numbers side by side, as a reader holds them against each other."""
    by_id = {str(row["id"]): _range(row) for row in rows}
    outside = [pair for pair in coherence.WITHIN if set(pair) <= set(by_id) and _outside(by_id, *pair)]
    for names in coherence.APART:
        for one, other in itertools.combinations([name for name in names if name in by_id], 2):
            if by_id[one][1] > 1 - by_id[other][0] + ROOM or by_id[other][1] > 1 - by_id[one][0] + ROOM:
                outside.append((one, other))
    return outside


def _outside(by_id: dict[str, tuple[float, float]], inner: str, outer: str) -> bool:
    return by_id[inner][1] > by_id[outer][1] + ROOM or by_id[outer][0] < by_id[inner][0] - ROOM


@pytest.mark.parametrize("strata", [False, True], ids=["one draw", "strata"])
def test_a_solver_finds_no_contradiction(strata):
    """A hundred invented editions of either kind; ``make check-all`` tries four thousand."""
    for seed in range(100):
        rows = coherence.settled(edition(seed, strata=strata))
        assert not pairs_that_contradict(rows), seed
        if not strata:
            assert not refuted(rows), seed


@pytest.mark.whole_population
def test_a_solver_finds_no_contradiction_in_thousands():
    for seed in range(2_000):
        assert not refuted(coherence.settled(edition(seed, strata=False))), seed
        assert not pairs_that_contradict(coherence.settled(edition(seed, strata=True))), seed


def test_without_it_two_estimators_beside_one_another_do_contradict_each_other():
    """Of strata, a rare share has the exact range and a common one the linearised: so the test above can fail."""
    assert any(pairs_that_contradict(edition(seed, strata=True)) for seed in range(100))


def test_a_tightened_range_keeps_what_was_seen():
    """The share of those drawn lies in it still."""
    for seed in range(100):
        before, after = edition(seed, strata=True), coherence.settled(edition(seed, strata=True))
        for one, other in zip(before, after, strict=True):
            low, high = _range(other)
            least = one["bound_low"] if one["estimate"] is None else one["estimate"]
            most = one["bound_high"] if one["estimate"] is None else one["estimate"]
            assert low <= least + 1e-9
            assert most <= high + 1e-9


def test_another_panel_or_a_second_estimate_tightens_nothing():
    rows = edition(3, strata=False)
    other = {**rows[0], "id": "account-platform-from-photos", "low": 0.5, "high": 0.5}
    of_accounts = {**rows[0], "id": "P2", "unit": "account", "low": 0.0, "high": 0.01}
    settled = coherence.settled([*rows, other, of_accounts])
    assert settled[: len(rows)] == coherence.settled(rows)
