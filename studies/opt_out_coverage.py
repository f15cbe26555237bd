"""How often does the printed interval of the opt-out curve hold the truth? ``python -m studies.opt_out_coverage``

Invented people ask one holder on days that nobody planned (late entry), some still wait on the last day that was looked
at (censoring), and days are whole (ties). The holder answers one by one, on one fixed day a week, or works off a pile
on days of its own. What is tried is the share that has no answer after 40 days. Only curves that are printed are
counted: where answers are found to come in batches, no interval is printed that could be wrong.
"""

from __future__ import annotations

import datetime as dt
import random
from bisect import bisect_left
from collections.abc import Callable, Iterator
from pathlib import Path

from whosefaces.way_out.timing import Curve, Waiting, timing

PAGE = Path(__file__).parents[1] / "docs" / "getting-out.md"
BEGINS, ENDS = "<!-- computed by studies.opt_out_coverage -->\n", "<!-- end -->\n"
AFTER, MEAN_WAIT, PILES_EVERY = 40, 40, 60
LAST = dt.date(2027, 6, 1)
SPAN = 250
"""Days before the last one on which people ask; nobody asks in its last 45."""

Delays = Callable[[random.Random, int], int]
"""How many days somebody who asked on a day waits."""


def one_by_one(_dice: random.Random) -> Delays:
    """Each request waits for itself."""
    return lambda dice, _day: int(dice.expovariate(1 / MEAN_WAIT))


def weekly(dice: random.Random) -> Delays:
    """Ready answers go out on one day of the week."""
    post = dice.randrange(7)

    def delay(dice: random.Random, day: int) -> int:
        ready = day + int(dice.expovariate(1 / MEAN_WAIT))
        return ready + (post - ready) % 7 - day

    return delay


def in_piles(dice: random.Random) -> Delays:
    """Everything that has come is answered together, on days that lie about two months apart."""
    days = [0]
    while days[-1] < SPAN + 2_000:
        days.append(days[-1] + 1 + int(dice.expovariate(1 / PILES_EVERY)))
    return lambda _dice, day: days[bisect_left(days, day)] - day


MODELS = {"one by one": one_by_one, "one day a week": weekly, "in piles": in_piles}


def truth(model: Callable[[random.Random], Delays], tries: int = 40_000) -> float:
    """The share that waits more than AFTER days, over many holders of that kind."""
    dice = random.Random(1)  # noqa: S311 - no secret
    return sum(model(dice)(dice, dice.randrange(SPAN)) > AFTER for _ in range(tries)) / tries


def covered(model: Callable[[random.Random], Delays], people: int, tries: int) -> tuple[int, int]:
    """In how many tries a curve with an interval was printed, and in how many of these it held the truth."""
    true, printed, held = truth(model), 0, 0
    for seed in range(tries):
        dice = random.Random(f"{model.__name__} {people} {seed}")  # noqa: S311 - no secret
        delays, sample = model(dice), []
        for _ in range(people):
            day = dice.randrange(SPAN - 45)
            waits = delays(dice, day)
            sent = LAST - dt.timedelta(days=SPAN - day)
            came = sent + dt.timedelta(days=waits)
            sample.append(Waiting(sent, "answered", came) if came <= LAST else Waiting(sent, "waiting"))
        curve = timing(sample, LAST)
        points = [each for each in curve.points if each.days <= AFTER] if isinstance(curve, Curve) else []
        if points and points[-1].low is not None and points[-1].high is not None:
            printed += 1
            held += points[-1].low <= 1 - true <= points[-1].high
    return printed, held


def table(tries: int) -> Iterator[str]:
    """The table of the page, line by line."""
    yield "| People | Answered | Curves printed | Held the truth |"
    yield "|---|---|---|---|"
    for name, model in MODELS.items():
        for people in (20, 50, 200):
            printed, held = covered(model, people, tries)
            share = f"{held / printed:.3f}" if printed >= tries / 20 else "too few to say"
            yield f"| {people} | {name} | {printed:,} of {tries:,} | {share} |"


if __name__ == "__main__":
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGINS)
    after = rest.partition(ENDS)[2]
    PAGE.write_text(before + BEGINS + "\n".join(table(1_000)) + "\n" + ENDS + after, encoding="utf-8")
