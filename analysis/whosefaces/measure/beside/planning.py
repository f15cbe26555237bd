"""What a wanted certainty costs, before anything is asked: sample sizes, calls, hours, margins.

The margin is half the width of the exact 95 % interval in the worst case, a share of one half; every other share is
told more closely, and units that stay unknown widen it. Accounts that are taken with certainty add no error: the margin is
that of the others, weighed by their part of the frame. Flickr asks for fewer than 3,600 calls an hour and key:
statistics, not bandwidth, is the lever. What the frame answers by itself, or a procedure's own facts, costs no call.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from whosefaces.dossiers import procedures
from whosefaces.investigation import Investigation
from whosefaces.manifest import census
from whosefaces.manifest.census import Census
from whosefaces.measure import frame_counts, reasons
from whosefaces.measure.estimators import hypergeometric
from whosefaces.measure.estimators.difference import Told, difference
from whosefaces.measure.questions import optout
from whosefaces.measure.share import MeasureError, Population
from whosefaces.sample import strata
from whosefaces.sample.comparison import OUTSIDE
from whosefaces.trace import planning as tracing
from whosefaces.trace.http.access import OPEN, Access
from whosefaces.trace.planning import Calls
from whosefaces.trace.unasked import UNREAD

OTHER_SIZES = (100, 200, 400, 1_000, 2_000, 4_000, 10_000)
HOWEVER_LARGE = 10**9
"""The parent outside the dataset is counted when it is drawn from; a margin only grows with its size, and no more from here."""


@dataclass(frozen=True)
class Bought:
    """What a sample of ``n`` of a population costs, and the margin that it buys."""

    population: Population
    estimands: tuple[str, ...]
    n: int
    margin: float
    asking: Calls
    certain: int = 0
    """Of the n, those that are taken whatever their number."""

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
            "with_certainty": self.certain,
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
class Compared:
    """Photos to be drawn from the parent outside the dataset; how many there are is known when they are drawn."""

    photos: int
    margin: float
    """Of the difference from the dataset's share, at shares of one half, however large the parent."""
    asking: Calls
    """At most: each photo may be of an owner of its own."""

    def line(self) -> str:
        """For people."""
        return (
            f"To compare with: {self.photos:,} photos of the parent outside the dataset: a difference to about "
            f"{100 * self.margin:.1f} points either way, at most {_calls(self.asking)}"
        )


@dataclass(frozen=True)
class Plan:
    """The samples that the investigation asks for, and others beside them."""

    asked_for: tuple[Bought, ...]
    others: tuple[Bought, ...]
    not_estimable: tuple[str, ...]
    free: tuple[str, ...]
    """What the frame answers without a single call."""
    sources: tuple[str, ...]
    together: Calls
    """What both samples ask, at most: an account that is drawn, and owns drawn photos, is asked about once."""
    by_rule: tuple[str, ...] = ()
    """Estimands that a closed gate answers: no sample makes them surer."""
    for_margin: tuple[Bought, ...] = ()
    """The smallest samples that buy a wanted margin."""
    for_hours: tuple[Bought, ...] = ()
    """The largest samples that wanted hours buy, each as if it had them to itself."""
    too_short: tuple[str, ...] = ()
    """Why the wanted hours buy no sample at all, where they do not."""
    borrowed: tuple[Borrowed, ...] = ()
    compared: Compared | None = None
    access: tuple[Access, ...] = ()
    """What each source may be asked, as far as the rules of its host were read."""
    owned: float = 1.0
    """The share of the list's photos whose owner it names."""

    def margin_left(self, bought: Bought) -> float | None:
        """The margin of a sample where only open sources are asked; 1/2: none to all. None: rules were not read.

        P1, P2 and P3 all rest on whether an account exists, which only a source of accounts tells. Of a photo whose owner
        the list does not name, a source of photos has to tell it first; where none is open, those photos stay unknown.
        """
        if not self.access:
            return bought.margin
        accounts = self._state(lambda one: one.about == "account")
        if accounts != OPEN:
            return None if accounts == UNREAD else 0.5
        photos = self._state(lambda one: one.about == "photo" and one.source != "image")
        if bought.population.unit != "photo" or self.owned == 1 or photos == OPEN:
            return bought.margin
        return None if photos == UNREAD else min(0.5, bought.margin + (1 - self.owned) / 2)

    def margin_at_worst(self, bought: Bought) -> float | None:
        """The same where nobody tells the owner of a photo that the list leaves without one: a photo that is gone names none."""
        left = self.margin_left(bought)
        unowned = (1 - self.owned) / 2 if bought.population.unit == "photo" else 0.0
        return None if left is None else min(0.5, max(left, bought.margin + unowned))

    def _state(self, which: Callable[[Access], bool]) -> str:
        """Of some doors: open where one is, not read where one may be, else closed."""
        states = {one.state for one in self.access if which(one)}
        return next((state for state in (OPEN, UNREAD) if state in states), "closed")

    def _doors(self) -> list[str]:
        """What is open and what is left, for people; said before anything is asked."""
        if not self.access:
            return []
        lines = ["May be asked:", *(f"  {one.line()}" for one in self.access)]
        for bought in self.asked_for:
            names, left = " and ".join(bought.estimands), self.margin_left(bought)
            if left is None:
                lines.append(f"  {names}: margin not known: no rules of a source that tells of accounts were read")
            elif bought.margin < left < 0.5:
                lines.append(
                    f"  {names}: margin at most {100 * left:.1f} points: no open source tells whose photo it is of the "
                    f"{100 * (1 - self.owned):.0f}% whose owner the list does not name"
                )
            elif self.access and left == bought.margin < (worst := self.margin_at_worst(bought) or left):
                lines.append(
                    f"  {names}: margin at most {100 * left:.1f} points if every photo can still be seen, {100 * worst:.1f} if "
                    "none can: a photo that is gone does not tell its owner, and the list names not all of them"
                )
            elif left > bought.margin:
                lines.append(
                    f"  {names}: nothing could be said, from none to all ({100 * left:.0f} points either way): no open source "
                    "tells whether an account exists. With a key, the API does"
                )
        return lines

    @property
    def asking(self) -> Calls:
        """Everything that the whole run asks, at most."""
        calls = self.together + tracing.calls_of_a_run(self.sources)
        return calls if self.compared is None else calls + self.compared.asking

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
        lines = [_line(bought) for bought in self.asked_for]
        lines += self._doors()
        lines += [
            f"{name}: not estimable: {reasons.WORDS['no-photo-frame' if name == 'P1' else 'no-account-frame']}"
            for name in self.not_estimable
        ]
        lines += list(self.by_rule)
        lines += [] if self.compared is None else [self.compared.line()]
        lines.append(f"Together at most {_calls(self.asking)}, of {', '.join(self.sources)}:")
        lines += [
            f"  {count:>9,}  {source}: {question}" for (source, question), count in self.asking.by_question.items()
        ]
        lines += tracing.remarks(self.sources)
        lines += [f"Without a single call, from the whole frame: {what}." for what in self.free]
        sections = {
            "For the wanted margin:": list(map(_line, self.for_margin)),
            "For the wanted hours, each sample as if it had them to itself:": [
                *map(_line, self.for_hours),
                *self.too_short,
            ],
            "Other sizes:": list(map(_line, self.others)),
        }
        for title, section in sections.items():
            lines += [title, *("  " + line for line in section)] if section else []
        lines += ["Why two samples:", *("  " + each.line() for each in self.borrowed)] if self.borrowed else []
        return lines

    def as_json(self) -> dict[str, Any]:
        """For machines."""
        return {
            "samples": [
                bought.as_json()
                | {"margin_left": self.margin_left(bought), "margin_at_worst": self.margin_at_worst(bought)}
                for bought in self.asked_for
            ],
            "access": [{"source": one.source, "about": one.about, "state": one.state} for one in self.access],
            "for_margin": [bought.as_json() for bought in self.for_margin],
            "for_hours": [bought.as_json() for bought in self.for_hours],
            "other_sizes": [bought.as_json() for bought in self.others],
            "design_effects": [each.as_json() for each in self.borrowed],
            "not_estimable": list(self.not_estimable),
            "by_rule": list(self.by_rule),
            "without_a_call": list(self.free),
            "too_short": list(self.too_short),
            "compared": None
            if self.compared is None
            else {
                "photos": self.compared.photos,
                "margin_of_difference": round(self.compared.margin, 6),
                "calls_at_most": self.compared.asking.total,
            },
            "calls_at_most": self.calls,
            "hours_at_most": round(self.hours, 3),
            "calls_at_most_by_question": {" ".join(question): n for question, n in self.asking.by_question.items()},
            "calls_per_hour": {source: tracing.CALLS_PER_HOUR[source] for source in self.sources},
        }


def plan(
    investigation: Investigation,
    frame_path: Path,
    *,
    margin: float | None = None,
    hours: float | None = None,
    access: tuple[Access, ...] = (),
) -> Plan:
    """What the investigation's samples cost and buy, from the frame itself.

    Args:
        investigation: names the samples and the procedures.
        frame_path: the frame.
        margin: a wanted margin, as 0.03: the samples that buy it.
        hours: wanted hours of calls: the samples that they buy.
        access: what each source may be asked; nothing: not looked at.

    Raises:
        TableError: the frame is missing or not as declared.
        InvestigationError: a stratum that cannot be drawn by.
        MeasureError: a margin that is not between 0 and 1/2, or no hours.
    """
    if margin is not None and not 0 < margin <= 0.5:
        raise MeasureError(f"margin {margin}: a share between 0 and 0.5, as 0.03 for three points either way")
    if hours is not None and not 0 < hours < math.inf:
        raise MeasureError(f"hours {hours}: a number above 0, as 2 for two hours")
    strata.check(investigation)
    frame = census.census(frame_path)
    sizes = investigation.sample
    certain = min(sizes.accounts.certainty, frame.accounts)
    market = _Market(frame, tuple(dict.fromkeys(investigation.trace.sources)), certain)
    wanted: list[tuple[Population, tuple[str, ...], int]] = []
    if frame.photos:
        wanted.append((frame_counts.photo_population(frame), ("P1",), sizes.photos.n))
    owners = frame_counts.account_population(frame)
    if owners is not None:
        wanted.append((owners, ("P2", "P3"), sizes.accounts.n))
    of_margin = [] if margin is None else [(p, names, market.size_for(margin, p)) for p, names, _ in wanted]
    of_hours = [] if hours is None else [(p, names, market.size_in(hours, p)) for p, names, _ in wanted]
    photos, accounts = min(sizes.photos.n, frame.photos), market.taken(sizes.accounts.n)
    return Plan(
        asked_for=tuple(market.buy(*each) for each in wanted),
        others=tuple(bought for population, names, _ in wanted for bought in market.others(population, names)),
        not_estimable=(() if frame.photos else ("P1",)) + (() if owners else ("P2", "P3")),
        free=tuple(_free(frame)),
        sources=market.sources,
        together=market.asking(photos, accounts),
        by_rule=tuple(_by_rule(investigation)),
        for_margin=tuple(market.buy(*each) for each in of_margin),
        for_hours=tuple(market.buy(*each) for each in of_hours if each[2]),
        too_short=tuple(market.too_short(p, names, hours) for p, names, n in of_hours if not n and hours is not None),
        compared=_compared(sizes.comparison.n, photos, frame, market) if sizes.comparison is not None else None,
        borrowed=tuple(_borrowed(frame, photos, accounts, market.certain)),
        access=access,
        owned=frame.photos_with_owner / frame.photos if frame.photos else 1.0,
    )


@dataclass(frozen=True)
class _Market:
    """What samples of this frame cost, asked of these sources."""

    frame: Census
    sources: tuple[str, ...]
    certain: int = 0
    """So many accounts with most photos are taken whatever their number, and before all others."""

    def taken(self, accounts: int) -> int:
        """The accounts that a sample of so many takes: those that are certain even if they are more."""
        return min(max(accounts, self.certain), self.frame.accounts)

    def buy(self, population: Population, estimands: tuple[str, ...], n: int) -> Bought:
        """A sample of ``n``, or the whole frame where that is less."""
        if population.unit == "photo":
            n = min(n, population.size)
            return Bought(population, estimands, n, margin(n, population.size), self.asking(n, 0))
        n = self.taken(n)
        within = margin(n, population.size, self.certain)
        return Bought(population, estimands, n, within, self.asking(0, n), self.certain)

    def others(self, population: Population, estimands: tuple[str, ...]) -> list[Bought]:
        """Samples of other sizes, up to the whole frame."""
        least = self._certain_of(population)
        sizes = [n for n in OTHER_SIZES if least < n < population.size] + [population.size]
        return [self.buy(population, estimands, n) for n in sizes]

    def size_for(self, wanted: float, population: Population) -> int:
        """The smallest sample that buys a wanted margin."""
        return size_for(wanted, population.size, self._certain_of(population))

    def size_in(self, hours: float, population: Population) -> int:
        """The most units that can be asked about in so many hours; none where not even the least sample can."""
        left = hours - tracing.calls_of_a_run(self.sources).hours
        low, high = 0, population.size
        while low < high:
            middle = (low + high + 1) // 2
            if self._asking_of(middle, population).hours <= left:
                low = middle
            else:
                high = middle - 1
        return low if low >= self._certain_of(population) else 0

    def too_short(self, population: Population, estimands: tuple[str, ...], hours: float) -> str:
        """Why so many hours buy no sample."""
        certain = self._certain_of(population)
        least = (
            f"the {certain:,} largest accounts, which are taken in any case"
            if certain
            else f"a single {population.unit}"
        )
        needs = self._asking_of(max(certain, 1), population) + tracing.calls_of_a_run(self.sources)
        return f"{' and '.join(estimands)}: {_hours(hours)}, too short for {least}; that takes up to {_calls(needs)}"

    def asking(self, photos: int, accounts: int) -> Calls:
        """What drawn photos and accounts ask, at most: each photo of an owner of its own, as long as there are so many.

        The frame's accounts are asked about once each, whether drawn or owners of drawn photos. Whoever owns a photo that
        names no owner may be yet another.
        """
        frame = self.frame
        unnamed = min(photos, frame.photos - frame.photos_with_owner)
        of_frame = min(photos + accounts, frame.accounts)
        asked_about = min(photos + accounts, of_frame + unnamed)
        return tracing.calls(
            photos, asked_about, self.sources, with_alias_only=min(of_frame, self.frame.accounts_by_alias)
        )

    def _asking_of(self, n: int, population: Population) -> Calls:
        return self.asking(n, 0) if population.unit == "photo" else self.asking(0, n)

    def _certain_of(self, population: Population) -> int:
        return min(self.certain, population.size) if population.unit == "account" else 0


def _compared(n: int, photos: int, frame: Census, market: _Market) -> Compared:
    """The comparison: both intervals at a share of one half, joined as the difference joins them."""
    dataset = Population("photo", "photos of the manifest", frame.photos)
    sides = [_half(dataset, photos), _half(Population("photo", OUTSIDE, HOWEVER_LARGE), n)]
    estimate = difference(*sides)
    assert estimate.low is not None and estimate.high is not None  # both sides have an interval
    return Compared(n, (estimate.high - estimate.low) / 2, tracing.calls(n, n, market.sources))


def _half(population: Population, n: int) -> Told:
    """What a sample tells of which every other unit is a yes."""
    if n == 0:
        return Told(population, 0.5, 0.5, 0.0, 1.0, 0)
    k, size = n // 2, population.size
    low, high = (end / size for end in hypergeometric.interval(k, n, size))
    return Told(population, k / n, k / n, low, high, n)


def _free(frame: Census) -> list[str]:
    lines = [f"rows, {'photos' if frame.photos else 'accounts'} and what was set aside"]
    if frame.photos_with_owner:
        lines.append("accounts, photos for each account, and the concentration curve")
    if (frame.licences["licence"] != "none listed").any():
        lines.append("the licences as listed, and which of them conflict with the stated uses")
    if frame.depictions is not None:
        lines.append("annotated faces")
    return lines


def _by_rule(investigation: Investigation) -> list[str]:
    """P3, where a fact of its procedure shuts the gate for everybody."""
    named = procedures.of(investigation)
    if not named:
        return ["P3: not established: the investigation names no way to get out; `procedures` says which"]
    procedure = named[0]
    nobody = pd.Series([], dtype=object)
    conditions = optout.photographers(procedure, nobody, procedure.day(dt.date.max))
    shut = optout.closed_gates(optout.counted(conditions, procedure, "as the procedure asks"))
    return [f"P3: nobody, by rule, without a call: {gate.words}: no ({gate.why})" for gate in shut]


def _borrowed(frame: Census, photos: int, accounts: int, certain: int) -> list[Borrowed]:
    """Accounts from photos weigh 1/m (Kish); photos from accounts come in clusters of unequal size.

    L. Kish, Survey Sampling, 1965, sections 11.7 and 6.4: the second supposes that an account's photos answer alike,
    as they do for P1. Of accounts that are certain no error comes: only the others vary, and weigh their part of the photos.
    """
    if not frame.accounts or not photos or accounts <= certain:
        return []
    held = frame.accounts_by_photos
    sizes = np.repeat(held["photos"].to_numpy(float), held["accounts"].to_numpy())
    rest = sizes[: len(sizes) - certain]  # the fewest photos first
    weighing = sizes.sum() * (1 / sizes).sum() / len(sizes) ** 2
    clustering = len(rest) * (rest**2).sum() / sizes.sum() ** 2 * accounts / (accounts - certain)
    return [
        Borrowed("P2", "photo", "account", float(weighing), photos),
        Borrowed("P1", "account", "photo", float(clustering), accounts),
    ]


def margin(n: int, frame_size: int, certain: int = 0) -> float:
    """Half the width of the exact 95 % interval at a share of one half; 1/2 for no sample, 0 for the whole frame.

    Args:
        n: units taken.
        frame_size: units in the frame.
        certain: of the n, those taken with certainty; the others are drawn from the others.
    """
    certain = min(certain, n)
    drawn, others = n - certain, frame_size - certain
    if drawn == others:
        return 0.0
    if drawn == 0:
        return others / frame_size / 2
    low, high = hypergeometric.interval(drawn // 2, drawn, others)
    return (high - low) / 2 / frame_size


def size_for(wanted: float, frame_size: int, certain: int = 0) -> int:
    """The smallest sample whose :func:`margin` is at most ``wanted``; never fewer than are certain."""
    low, high = certain, frame_size
    while low < high:
        middle = (low + high) // 2
        if margin(middle, frame_size, certain) <= wanted:
            high = middle
        else:
            low = middle + 1
    return low


def _line(bought: Bought) -> str:
    certain = (
        f", the {bought.certain:,} with most photos for certain" if bought.certain and not bought.is_census else ""
    )
    who = f"{' and '.join(bought.estimands)}: {bought.n:,} of {bought.population.size:,} {bought.population.unit}s{certain}"
    if not bought.n:
        return f"{who}: nothing is drawn, so nothing can be said"
    error = (
        "every one asked, no sampling error" if bought.is_census else f"margin at most {100 * bought.margin:.1f} points"
    )
    return f"{who}: {error}, at most {_calls(bought.asking)}"


def _calls(asking: Calls) -> str:
    return f"{asking.total:,} calls, {_hours(asking.hours)}"


def _hours(hours: float) -> str:
    if hours < 1 / 60:
        return _counted(round(3_600 * hours), "second")
    if hours < 1:
        return _counted(round(60 * hours), "minute")
    return f"{hours:.1f} hours" if hours < 48 else f"{hours / 24:.1f} days"


def _counted(n: int, unit: str) -> str:
    return f"1 {unit}" if n <= 1 else f"{n} {unit}s"
