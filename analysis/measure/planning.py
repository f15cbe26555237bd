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
from analysis.measure.frame_counts import FrameCounts
from analysis.measure.share import Population
from analysis.trace import planning as tracing
from analysis.trace.planning import Calls

OTHER_SIZES = (100, 200, 400, 1_000, 2_000, 4_000, 10_000)


@dataclass(frozen=True)
class Bought:
    """What a sample of ``n`` of a population costs, and the margin that it buys."""

    population: Population
    estimands: tuple[str, ...]
    n: int
    margin: float
    asking: Calls

    @property
    def calls(self) -> int:
        """Calls at most."""
        return self.asking.total

    @property
    def hours(self) -> float:
        """At the pace of the sources, at most."""
        return self.asking.hours

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
    sources: tuple[str, ...]

    @property
    def asking(self) -> Calls:
        """Everything that the whole run asks, at most."""
        return sum((bought.asking for bought in self.asked_for), tracing.calls_of_a_run(self.sources))

    @property
    def calls(self) -> int:
        """Calls of the whole run, at most."""
        return self.asking.total

    @property
    def hours(self) -> float:
        """Hours of the whole run at the pace of the sources, at most."""
        return self.asking.hours

    def lines(self) -> list[str]:
        """For people."""
        said = [_line(bought) for bought in self.asked_for]
        said += [f"{name}: not estimable: no account frame" for name in self.not_estimable]
        said.append(f"Together at most {self.calls:,} calls, {_hours(self.hours)}, of {', '.join(self.sources)}:")
        said += [
            f"  {count:>9,}  {source}: {question}" for (source, question), count in self.asking.by_question.items()
        ]
        said += tracing.remarks(self.sources)
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
            "calls_at_most_by_question": {" ".join(asked): n for asked, n in self.asking.by_question.items()},
            "calls_per_hour": {source: tracing.CALLS_PER_HOUR[source] for source in self.sources},
        }


def plan(investigation: Investigation, frame_path: Path) -> Plan:
    """What the investigation's samples cost and buy, from the frame itself.

    Raises:
        TableError: the frame is missing or not as declared.
    """
    frame = frame_counts.count(frame_path)
    photos, accounts = frame.photo_population, frame.account_population
    sizes = investigation.sample
    sources = tuple(dict.fromkeys(investigation.trace.sources))
    asked_for = [_buy(photos, ("P1",), sizes.photos.n, frame, sources)]
    others = _others(photos, ("P1",), frame, sources)
    if accounts is not None:
        asked_for.append(_buy(accounts, ("P2", "P3"), sizes.accounts.n, frame, sources))
        others += _others(accounts, ("P2", "P3"), frame, sources)
    free = ["rows, photos and what was set aside"]
    if frame.photos_with_owner:
        free.append("accounts, photos for each account, and the concentration curve")
    if (frame.licences["licence"] != "none listed").any():
        free.append("the licences as listed")
    if frame.depictions is not None:
        free.append("annotated faces")
    return Plan(tuple(asked_for), tuple(others), () if accounts else ("P2", "P3"), tuple(free), sources)


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


def _buy(
    population: Population, estimands: tuple[str, ...], n: int, frame: FrameCounts, sources: tuple[str, ...]
) -> Bought:
    n = min(n, population.size)
    # Each drawn photo may be of an owner of its own, as long as there are so many.
    photos, accounts = (n, min(n, frame.accounts or n)) if population.unit == "photo" else (0, n)
    asking = tracing.calls(photos, accounts, sources, with_alias_only=min(accounts, frame.accounts_by_alias))
    return Bought(population, estimands, n, margin(n, population.size), asking)


def _others(
    population: Population, estimands: tuple[str, ...], frame: FrameCounts, sources: tuple[str, ...]
) -> list[Bought]:
    sizes = [n for n in OTHER_SIZES if n < population.size] + [population.size]
    return [_buy(population, estimands, n, frame, sources) for n in sizes]


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
