"""The demonstration's planted truth, against what 200 other salts would have measured of it."""

import datetime as dt
import hashlib
import json

import duckdb
import pytest
from scipy.stats import binom
from whosefaces import PROJECT, investigation
from whosefaces.manifest import framing
from whosefaces.measure.estimators.simple_sample import estimate
from whosefaces.measure.share import Population, Tally
from whosefaces.sample import drawing
from whosefaces.sample.panel import PANEL

DEMO = PROJECT / "data" / "demo"
SALTS = [hashlib.sha256(f"salt {number}".encode()).hexdigest() for number in range(200)]
FEWEST = int(binom.ppf(0.001, len(SALTS), 0.95))
"""Intervals that cover 95 times in 100 cover fewer of 200 than this once in a thousand studies."""


@pytest.fixture(scope="module")
def truth():
    return json.loads((DEMO / "truth.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    return investigation.load(DEMO / "investigation.toml"), tmp_path_factory.mktemp("case")


@pytest.fixture(scope="module")
def frame(case):
    loaded, folder = case
    return framing.build(loaded, folder).path


@pytest.fixture(scope="module")
def owners(frame):
    """The photos of the frame, and the owner that the manifest names, if it names one."""
    with duckdb.connect() as engine:
        rows = engine.execute(
            "SELECT photo_id, max(account_key) FROM read_parquet(?) WHERE set_aside IS NULL GROUP BY photo_id",
            [str(frame)],
        ).fetchall()
    return dict(rows)


def drawn(salt: str, ids, n: int) -> list[str]:
    """The n smallest SHA-256 of ``salt|id``, said a second time, apart from the package."""
    return sorted(ids, key=lambda unit: (hashlib.sha256(f"{salt}|{unit}".encode()).hexdigest(), unit))[:n]


def photo_value(photo: str, truth: dict, owners: dict) -> str:
    """What can be known of a photo's account: nothing where no manifest names it and no page shows it."""
    owner, public, *_ = truth["photo"][photo]
    if owners[photo] is None and not public:
        return "unknown"
    return "yes" if truth["account"][owner][0] == "exists" else "no"


def covered(samples, population: Population, share: float) -> int:
    """In how many samples the interval holds the planted share."""
    hits = 0
    for values in samples:
        estimate_of = estimate(Tally(population, *(values.count(value) for value in ("yes", "no", "unknown"))))
        hits += estimate_of.low <= share <= estimate_of.high
    return hits


def test_the_second_way_to_draw_draws_the_same_panel(case, frame, owners):
    loaded, folder = case
    panel = PANEL.read(drawing.draw(loaded, frame, folder, dt.date(2026, 11, 9)).path)
    photos = panel[panel["unit"] == "photo"]["photo_id"]
    assert sorted(photos) == sorted(drawn(loaded.salt(), owners, loaded.sample.photos.n))
    accounts = panel[panel["unit"] == "account"]["account_key"]
    named = {owner for owner in owners.values() if owner}
    assert sorted(accounts) == sorted(drawn(loaded.salt(), named, loaded.sample.accounts.n))


def test_p1_covers_the_planted_share_as_often_as_it_says(truth, owners):
    photos = Population("photo", "photos of the manifest", truth["photos"])
    samples = ([photo_value(photo, truth, owners) for photo in drawn(salt, owners, 1000)] for salt in SALTS)
    assert covered(samples, photos, truth["P1"] / truth["photos"]) >= FEWEST


def test_p2_covers_the_planted_share_as_often_as_it_says(truth, owners):
    named = {owner for owner in owners.values() if owner}
    accounts = Population("account", "accounts that the manifest names", len(named))
    exist = {owner for owner in named if truth["account"][owner][0] == "exists"}
    samples = (["yes" if owner in exist else "no" for owner in drawn(salt, named, 300)] for salt in SALTS)
    assert covered(samples, accounts, len(exist) / len(named)) >= FEWEST


def test_intervals_that_claim_too_much_would_be_found_out(truth, owners):
    """Half as wide, they would miss the planted share far more often than five times in a hundred."""
    named = {owner for owner in owners.values() if owner}
    accounts = Population("account", "accounts that the manifest names", len(named))
    exist = {owner for owner in named if truth["account"][owner][0] == "exists"}
    share, hits = len(exist) / len(named), 0
    for salt in SALTS:
        values = ["yes" if owner in exist else "no" for owner in drawn(salt, named, 300)]
        estimate_of = estimate(Tally(accounts, values.count("yes"), values.count("no"), 0))
        hits += abs(estimate_of.estimate - share) <= (estimate_of.high - estimate_of.low) / 4
    assert hits < FEWEST
