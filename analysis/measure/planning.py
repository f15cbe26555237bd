"""What a wanted certainty costs, before anything is asked: sample sizes, calls, hours, margins.

The margin is half the width of the exact 95 % interval in the worst case, a share of one half; every other share is
told more closely. Flickr asks for no more than 3,600 calls an hour and key: statistics, not bandwidth, is the lever.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.investigation import Investigation
from analysis.measure import frame_counts, hypergeometric
from analysis.measure.share import Population

CALLS_PER_HOUR = 3_600
CALLS_A_PHOTO = 2
"""flickr.photos.getInfo, and flickr.people.getInfo of its owner (fewer where photos share one)."""
CALLS_AN_ACCOUNT = 1
"""flickr.people.getInfo."""
CALLS_A_RUN = 1
"""flickr.photos.licenses.getInfo, once."""
OTHER_SIZES = (100, 200, 400, 1_000, 2_000, 4_000, 10_000)


@dataclass(frozen=True)
class Bought:
    """What a sample of ``n`` of a population costs, and the margin that it buys."""

    population: Population
    estimands: tuple[str, ...]
    n: int
    margin: float
    calls: int

    @property
    def hours(self) -> float:
        """At Flickr's pace."""
        return self.calls / CALLS_PER_HOUR

    @property
    def is_census(self) -> bool:
        """The whole frame is asked about: no sampling error is left."""
        return self.n == self.population.size

    def as_json(self) -> dict[str, Any]:
        """For machines."""
        return {
            "estimands": list(self.estimands),
            "unit": self.population.unit,
            "frame_size": self.population.size,
            "n": self.n,
            "census": self.is_census,
            "margin": round(self.margin, 6),
            "calls_at_most": self.calls,
            "hours_at_most": round(self.hours, 3),
        }


@dataclass(frozen=True)
class Plan:
    """The samples that the investigation asks for, and others beside them."""

    asked_for: tuple[Bought, ...]
    others: tuple[Bought, ...]
    not_estimable: tuple[str, ...]
    free: tuple[str, ...]
    """What the frame answers without a single call."""

    @property
    def calls(self) -> int:
        """Calls of the whole run, at most."""
        return CALLS_A_RUN + sum(bought.calls for bought in self.asked_for)

    @property
    def hours(self) -> float:
        """Hours of the whole run at Flickr's pace, at most."""
        return self.calls / CALLS_PER_HOUR

    def lines(self) -> list[str]:
        """For people."""
        said = [_line(bought) for bought in self.asked_for]
        said += [f"{name}: not estimable: no account frame" for name in self.not_estimable]
        said.append(f"Together at most {self.calls:,} calls, {_hours(self.hours)} at {CALLS_PER_HOUR:,} calls an hour.")
        said += [f"Without a single call, from the whole frame: {what}." for what in self.free]
        said.append("Other sizes:")
        said += ["  " + _line(bought) for bought in self.others]
        return said

    def as_json(self) -> dict[str, Any]:
        """For machines."""
        return {
            "samples": [bought.as_json() for bought in self.asked_for],
            "other_sizes": [bought.as_json() for bought in self.others],
            "not_estimable": list(self.not_estimable),
            "without_a_call": list(self.free),
            "calls_at_most": self.calls,
            "hours_at_most": round(self.hours, 3),
            "calls_per_hour": CALLS_PER_HOUR,
        }


def plan(investigation: Investigation, frame_path: Path) -> Plan:
    """What the investigation's samples cost and buy, from the frame itself.

    Raises:
        TableError: the frame is missing or not as declared.
    """
    frame = frame_counts.count(frame_path)
    photos, accounts = frame.photo_population, frame.account_population
    sizes = investigation.sample
    asked_for = [_buy(photos, ("P1",), sizes.photos.n)]
    others = _others(photos, ("P1",))
    if accounts is not None:
        asked_for.append(_buy(accounts, ("P2", "P3"), sizes.accounts.n))
        others += _others(accounts, ("P2", "P3"))
    free = ["rows, photos and what was set aside"]
    if frame.photos_with_owner:
        free.append("accounts, photos for each account, and the concentration curve")
    if (frame.licences["licence"] != "none listed").any():
        free.append("the licences as listed")
    if frame.depictions is not None:
        free.append("annotated faces")
    return Plan(tuple(asked_for), tuple(others), () if accounts else ("P2", "P3"), tuple(free))


def margin(n: int, frame_size: int) -> float:
    """Half the width of the exact 95 % interval at a share of one half; 1/2 for no sample, 0 for the whole frame."""
    if n == 0:
        return 0.5
    low, high = hypergeometric.interval(n // 2, n, frame_size)
    return (high - low) / 2 / frame_size


def size_for(wanted: float, frame_size: int) -> int:
    """The smallest sample whose :func:`margin` is at most ``wanted``."""
    low, high = 0, frame_size
    while low < high:
        middle = (low + high) // 2
        if margin(middle, frame_size) <= wanted:
            high = middle
        else:
            low = middle + 1
    return low


def _buy(population: Population, estimands: tuple[str, ...], n: int) -> Bought:
    n = min(n, population.size)
    each = CALLS_A_PHOTO if population.unit == "photo" else CALLS_AN_ACCOUNT
    return Bought(population, estimands, n, margin(n, population.size), n * each)


def _others(population: Population, estimands: tuple[str, ...]) -> list[Bought]:
    sizes = [n for n in OTHER_SIZES if n < population.size] + [population.size]
    return [_buy(population, estimands, n) for n in sizes]


def _line(bought: Bought) -> str:
    who = f"{' and '.join(bought.estimands)}: {bought.n:,} of {bought.population.size:,} {bought.population.unit}s"
    error = (
        "every one asked, no sampling error" if bought.is_census else f"margin at most {100 * bought.margin:.1f} points"
    )
    return f"{who}: {error}, at most {bought.calls:,} calls, {_hours(bought.hours)}"


def _hours(hours: float) -> str:
    if hours < 1:
        return f"{max(1, round(60 * hours))} minutes"
    return f"{hours:.1f} hours" if hours < 48 else f"{hours / 24:.1f} days"
