"""What a wanted certainty costs, before anything is asked: sample sizes, calls, hours, margins.

The margin is half the width of the exact 95 % interval in the worst case, a share of one half; every other share is
told more closely, and units that stay unknown widen it. Flickr asks for fewer than 3,600 calls an hour and key:
statistics, not bandwidth, is the lever. What the frame answers by itself, or a procedure's own facts, costs no call.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.investigation import Investigation
from analysis.measure import frame_counts, hypergeometric, optout, procedures
from analysis.measure.frame_counts import FrameCounts
from analysis.measure.share import MeasureError, Population
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
class Borrowed:
    """What the sample of one unit would tell of a share of the other, by the design effect of the frame itself."""

    estimand: str
    sample_of: str
    tells_of: str
    design_effect: float
    n: int

    @property
    def effective_n(self) -> int:
        """The simple random sample of the other unit that would tell as much."""
        return int(self.n / self.design_effect)

    def line(self) -> str:
        """For people."""
        return (
            f"{self.estimand} from the {self.sample_of} sample: design effect {self.design_effect:.1f}, so {self.n:,} "
            f"{self.sample_of}s tell as much as {self.effective_n:,} {self.tells_of}s drawn apart"
        )

    def as_json(self) -> dict[str, Any]:
        """For machines."""
        return {
            "estimand": self.estimand,
            "sample_of": self.sample_of,
            "design_effect": round(self.design_effect, 6),
            "n": self.n,
            "effective_n": self.effective_n,
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
    by_rule: tuple[str, ...] = ()
    """Estimands that a closed gate answers: no sample makes them surer."""
    for_margin: tuple[Bought, ...] = ()
    """The smallest samples that buy a wanted margin."""
    for_hours: tuple[Bought, ...] = ()
    """The largest samples that wanted hours buy, each as if it had them to itself."""
    borrowed: tuple[Borrowed, ...] = ()
    compared: int = 0
    """Photos to be drawn from the parent outside the dataset; how many there are is known when they are drawn."""

    @property
    def asking_compared(self) -> Calls:
        """What the comparison asks, at most: each photo may be of an owner of its own."""
        return tracing.calls(self.compared, self.compared, self.sources)

    @property
    def asking(self) -> Calls:
        """Everything that the whole run asks, at most."""
        asked = sum((bought.asking for bought in self.asked_for), tracing.calls_of_a_run(self.sources))
        return asked + self.asking_compared if self.compared else asked

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
        said += list(self.by_rule)
        if self.compared:
            calls = self.asking_compared
            said.append(
                f"To compare with: {self.compared:,} photos of the parent outside the dataset: at most {calls.total:,} calls, "
                f"{_hours(calls.hours)}"
            )
        said.append(f"Together at most {self.calls:,} calls, {_hours(self.hours)}, of {', '.join(self.sources)}:")
        said += [
            f"  {count:>9,}  {source}: {question}" for (source, question), count in self.asking.by_question.items()
        ]
        said += tracing.remarks(self.sources)
        said += [f"Without a single call, from the whole frame: {what}." for what in self.free]
        for title, samples in (
            ("For the wanted margin:", self.for_margin),
            ("For the wanted hours, each sample as if it had them to itself:", self.for_hours),
            ("Other sizes:", self.others),
        ):
            said += [title, *("  " + _line(bought) for bought in samples)] if samples else []
        said += ["Why two samples:", *("  " + each.line() for each in self.borrowed)] if self.borrowed else []
        return said

    def as_json(self) -> dict[str, Any]:
        """For machines."""
        return {
            "samples": [bought.as_json() for bought in self.asked_for],
            "for_margin": [bought.as_json() for bought in self.for_margin],
            "for_hours": [bought.as_json() for bought in self.for_hours],
            "other_sizes": [bought.as_json() for bought in self.others],
            "design_effects": [each.as_json() for each in self.borrowed],
            "not_estimable": list(self.not_estimable),
            "by_rule": list(self.by_rule),
            "without_a_call": list(self.free),
            "compared": {"photos": self.compared, "calls_at_most": self.asking_compared.total},
            "calls_at_most": self.calls,
            "hours_at_most": round(self.hours, 3),
            "calls_at_most_by_question": {" ".join(asked): n for asked, n in self.asking.by_question.items()},
            "calls_per_hour": {source: tracing.CALLS_PER_HOUR[source] for source in self.sources},
        }


def plan(
    investigation: Investigation, frame_path: Path, *, margin: float | None = None, hours: float | None = None
) -> Plan:
    """What the investigation's samples cost and buy, from the frame itself.

    Args:
        investigation: names the samples and the procedures.
        frame_path: the frame.
        margin: a wanted margin, as 0.03: the samples that buy it.
        hours: wanted hours of calls: the samples that they buy.

    Raises:
        TableError: the frame is missing or not as declared.
        MeasureError: a margin that is not between 0 and 1/2, or no hours.
    """
    if margin is not None and not 0 < margin <= 0.5:
        raise MeasureError(f"margin {margin}: a share between 0 and 0.5, as 0.03 for three points either way")
    if hours is not None and hours <= 0:
        raise MeasureError(f"hours {hours}: more than none")
    frame = frame_counts.count(frame_path)
    sizes = investigation.sample
    market = _Market(frame, tuple(dict.fromkeys(investigation.trace.sources)))
    wanted: list[tuple[Population, tuple[str, ...], int]] = [(frame.photo_population, ("P1",), sizes.photos.n)]
    if frame.account_population is not None:
        wanted.append((frame.account_population, ("P2", "P3"), sizes.accounts.n))
    of_margin = [] if margin is None else [(p, names, size_for(margin, p.size)) for p, names, _ in wanted]
    of_hours = [] if hours is None else [(p, names, market.size_in(hours, p)) for p, names, _ in wanted]
    return Plan(
        asked_for=tuple(market.buy(*each) for each in wanted),
        others=tuple(bought for population, names, _ in wanted for bought in market.others(population, names)),
        not_estimable=() if frame.account_population else ("P2", "P3"),
        free=tuple(_free(frame)),
        sources=market.sources,
        by_rule=tuple(_by_rule(investigation)),
        for_margin=tuple(market.buy(*each) for each in of_margin),
        for_hours=tuple(market.buy(*each) for each in of_hours),
        compared=sizes.comparison.n if sizes.comparison is not None else 0,
        borrowed=tuple(_borrowed(frame, min(sizes.photos.n, frame.photos), min(sizes.accounts.n, frame.accounts))),
    )


@dataclass(frozen=True)
class _Market:
    """What samples of this frame cost, asked of these sources."""

    frame: FrameCounts
    sources: tuple[str, ...]

    def buy(self, population: Population, estimands: tuple[str, ...], n: int) -> Bought:
        """A sample of ``n``, or the whole frame where that is less."""
        n = min(n, population.size)
        return Bought(population, estimands, n, margin(n, population.size), self._asking(n, population))

    def others(self, population: Population, estimands: tuple[str, ...]) -> list[Bought]:
        """Samples of other sizes, up to the whole frame."""
        sizes = [n for n in OTHER_SIZES if n < population.size] + [population.size]
        return [self.buy(population, estimands, n) for n in sizes]

    def size_in(self, hours: float, population: Population) -> int:
        """The most units that can be asked about in so many hours."""
        left = hours - tracing.calls_of_a_run(self.sources).hours
        low, high = 0, population.size
        while low < high:
            middle = (low + high + 1) // 2
            if self._asking(middle, population).hours <= left:
                low = middle
            else:
                high = middle - 1
        return low

    def _asking(self, n: int, population: Population) -> Calls:
        # Each drawn photo may be of an owner of its own, as long as there are so many.
        photos, accounts = (n, min(n, self.frame.accounts or n)) if population.unit == "photo" else (0, n)
        alias_only = min(accounts, self.frame.accounts_by_alias)
        return tracing.calls(photos, accounts, self.sources, with_alias_only=alias_only)


def _free(frame: FrameCounts) -> list[str]:
    said = ["rows, photos and what was set aside"]
    if frame.photos_with_owner:
        said.append("accounts, photos for each account, and the concentration curve")
    if (frame.licences["licence"] != "none listed").any():
        said.append("the licences as listed, and which of them conflict with the stated uses")
    if frame.depictions is not None:
        said.append("annotated faces")
    return said


def _by_rule(investigation: Investigation) -> list[str]:
    """P3, where a fact of its procedure shuts the gate for everybody."""
    procedure = procedures.read(investigation.procedures[0])
    nobody = pd.Series([], dtype=object)
    conditions = optout.photographers(procedure, nobody, procedure.day(dt.date.max))
    shut = optout.closed_gates(optout.counted(conditions, procedure, "as the procedure asks"))
    return [f"P3: nobody, by rule, without a call: {gate.words}: no ({gate.why})" for gate in shut]


def _borrowed(frame: FrameCounts, photos: int, accounts: int) -> list[Borrowed]:
    """Accounts from photos weigh 1/m (Kish); photos from accounts come in clusters of unequal size.

    L. Kish, Survey Sampling, 1965, sections 11.7 and 6.4: the second supposes that an account's photos answer alike,
    as they do for P1.
    """
    if not frame.accounts or not photos or not accounts:
        return []
    sizes, held = frame.accounts_by_photos["photos"], frame.accounts_by_photos["accounts"]
    owned = float((sizes * held).sum())
    weighing = owned * float((held / sizes).sum()) / float(held.sum()) ** 2
    clustering = float(held.sum()) * float((held * sizes**2).sum()) / owned**2
    return [
        Borrowed("P2", "photo", "account", weighing, photos),
        Borrowed("P1", "account", "photo", clustering, accounts),
    ]


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
