"""How a change between two editions is said: what was and what is, by how much among those checked twice, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from whosefaces.measure import small_counts
from whosefaces.measure.finding import central
from whosefaces.report.words.catalogue import Words
from whosefaces.report.words.finding import known, label, say_value, share_of
from whosefaces.report.words.headline import capital

Row = Mapping[str, Any]
NUMBERS = ("numerator", "denominator", "unknown", "estimate", "low", "high", "bound_low", "bound_high", "central")
CAUSES = {"world": "cause_world", "knowledge": "cause_knowledge", "method": "cause_method"}


def say_change(
    words: Words, change: Row, was: Row | None, now: Row | None, titles: Mapping[str, str] | None = None
) -> list[str]:
    """A finding's change in at most three sentences: what was and is, and of what moved by how much, and why.

    Args:
        words: the language.
        change: a row of ``tables/changes.csv``.
        was: the finding as it was; None where there was none.
        now: the finding as it is; None where there is none.
        titles: each way out's title, by name.
    """
    first = say_numbers(words, change, was, now, titles)
    if was is None or now is None or change["change"] == "unchanged":
        return [first]
    return [first, *say_difference(words, change), *say_cause(words, change)]


def say_numbers(
    words: Words, change: Row, was: Row | None, now: Row | None, titles: Mapping[str, str] | None = None
) -> str:
    """What a finding was, and what it is; of the arguments of :func:`say_change`."""
    name = label(words, now or was or {}, titles)
    if was is None:
        return words.say("changed.added", label=name, now=value(words, now))
    if now is None:
        return words.say("changed.withdrawn", label=name, was=value(words, was))
    if change["change"] == "unchanged":
        return words.say("changed.same", label=name, now=value(words, now))
    return words.say("changed.moved", label=name, was=value(words, was), now=value(words, now))


def value(words: Words, row: Row | None) -> str:
    """A finding's number as it stands in a line of changes: its share, or its count."""
    if row is None:
        return "–"
    share = share_of(row)
    if share.kind == "not published" and known(row.get("numerator")):
        return words.count(int(row["numerator"]))
    return say_value(words, share)


def say_difference(words: Words, change: Row) -> list[str]:
    """What became of those checked both times, with its range; nothing where no pairs were formed."""
    cells: dict[str, Any] = {name: cell if known(cell) else None for name, cell in change.items()}
    pairs, fewer = cells.get("pairs"), cells.get("fewer_than")
    if not pairs:
        return []
    if cells["turned_yes"] is None:  # withheld; editions from before November 2026 do not say below how many
        return [words.say("changed.few", n=words.count(int(fewer or small_counts.LEAST)))]
    low: Any = cells.get("difference_low")
    high: Any = cells.get("difference_high")
    if low is None or high is None:  # all were checked both times: what is unknown is all that is uncertain
        low, high = cells.get("difference_bound_low"), cells.get("difference_bound_high")
    ranged = low is not None and high is not None and (low, high) != (0, 0)
    ends = {"low": signed(words, float(low)), "high": signed(words, float(high))} if ranged else {}
    unclear = {"unknown": words.count(int(cells["untold"]))} if cells["untold"] else {}
    if not (cells["turned_yes"] or cells["turned_no"] or unclear):
        key = "changed.zero_range" if ranged else "changed.zero"
        return [words.say(key, n=words.count(int(pairs)), **ends)]
    point = _middle(cells)
    if point is None:
        return [words.say("changed.points_bounds", **ends, **unclear)] if ranged else []
    if not ranged:
        return [_moved(words, "", point, {})]
    suffix = "_unknown" if unclear else ""
    if low <= 0 <= high:
        return [words.say(f"changed.points_none{suffix}", **ends, **unclear)]
    near, far = sorted((abs(low), abs(high)))
    ends = {"low": words.points(near), "high": words.points(far)}
    return [_moved(words, suffix or "_range", point, ends | unclear)]


def _moved(words: Words, suffix: str, point: float, slots: dict[str, str]) -> str:
    if point == 0:
        return words.say("changed.as_many")
    return words.say(f"changed.points_{'up' if point > 0 else 'down'}{suffix}", points=words.points(point), **slots)


def _middle(cells: Row) -> float | None:
    """The difference; where some are unknown the middle of what they leave open, as for a share; None: there is none."""
    return central(
        {
            "estimate": cells.get("difference"),
            "denominator": cells["pairs"],
            "unknown": cells["untold"],
            "population_size": None,
            **{name: cells.get(f"difference_{name}") for name in ("low", "high", "bound_low", "bound_high")},
        }
    )


def say_cause(words: Words, change: Row) -> list[str]:
    """What moved the number: the world, what could be told of it, the counting."""
    causes = str(change.get("cause") or "").split(" and ")
    sentences = [words.say(f"changed.{CAUSES[cause]}") for cause in causes if cause in CAUSES]
    return sentences or ([words.say("changed.cause_unknown")] if known(change.get("cause")) else [])


def signed(words: Words, difference: float) -> str:
    """A difference in percentage points with its sign; nought has none."""
    text = words.points(difference)
    if not any(digit in "123456789" for digit in text):
        return text
    return ("+" if difference > 0 else "−") + text


def in_one_line(sentences: list[str]) -> str:
    """Sentences as one line of a changelog."""
    return capital(" ".join(sentences))
