"""How a change between two editions is said: what was and what is, by how much among those checked twice, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from whosefaces.report.words.catalogue import Words
from whosefaces.report.words.finding import known, label, say_value, share_of
from whosefaces.report.words.headline import capital

Row = Mapping[str, Any]
NUMBERS = ("numerator", "denominator", "unknown", "estimate", "low", "high", "bound_low", "bound_high", "central")
CAUSES = {"world": "cause_world", "knowledge": "cause_knowledge", "method": "cause_method"}


def say_change(
    words: Words, change: Row, was: Row | None, now: Row | None, titles: Mapping[str, str] | None = None
) -> list[str]:
    """A finding's change in at most three sentences.

    Args:
        words: the language.
        change: a row of ``tables/changes.csv``.
        was: the finding as it was; None where there was none.
        now: the finding as it is; None where there is none.
        titles: each way out's title, by name.
    """
    name = label(words, now or was or {}, titles)
    if was is None:
        return [words.say("changed.added", label=name, now=value(words, now))]
    if now is None:
        return [words.say("changed.withdrawn", label=name, was=value(words, was))]
    if change["change"] == "unchanged":
        return [words.say("changed.same", label=name, now=value(words, now))]
    sentence = [words.say("changed.moved", label=name, was=value(words, was), now=value(words, now))]
    return [*sentence, *say_difference(words, change), *say_cause(words, change)]


def value(words: Words, row: Row | None) -> str:
    """A finding's number as it stands in a line of changes: its share, or its count."""
    if row is None:
        return "–"
    share = share_of(row)
    if share.kind == "not published" and known(row.get("numerator")):
        return words.count(int(row["numerator"]))
    return say_value(words, share)


MOST_UNTOLD = 0.05
"""Share of the pairs that may be unknown where a middle is given (METHOD, section 5)."""


def say_difference(words: Words, change: Row) -> list[str]:
    """What became of those checked both times, with its range; nothing where no pairs were formed."""
    pairs, untold = int(change.get("pairs") or 0), int(change.get("untold") or 0)
    if not pairs:
        return []
    if known(change.get("fewer_than")):
        return [words.say("changed.few", n=words.count(int(change["fewer_than"])))]
    low, high = (change.get(f"difference_{end}") for end in ("low", "high"))
    least, most = (change.get(f"difference_bound_{end}") for end in ("low", "high"))
    if not (known(low) and known(high)):  # all were checked both times: what is unknown is all that is uncertain
        low, high = least, most
    turned = int(change.get("turned_yes") or 0) + int(change.get("turned_no") or 0)
    ranged = low is not None and high is not None and known(low) and known(high) and (low, high) != (0, 0)
    ends = {name: signed(words, float(end or 0)) for name, end in (("low", low), ("high", high)) if ranged}
    unclear = {"unknown": words.count(untold)}
    if not turned and not untold:
        key = "changed.zero_range" if ranged else "changed.zero"
        return [words.say(key, n=words.count(pairs), **ends)]
    point = _middle(change, low, high)
    if point is None:
        return [words.say("changed.points_bounds", **ends, **unclear)] if ranged else []
    if not ranged:
        return [_moved(words, "", point, {})]
    if low <= 0 <= high:  # type: ignore[operator]
        key = "changed.points_none"
        return [words.say(f"{key}_unknown", **ends, **unclear) if untold else words.say(key, **ends)]
    assert low is not None and high is not None
    ends = {"low": words.points(min(abs(low), abs(high))), "high": words.points(max(abs(low), abs(high)))}
    return [_moved(words, "_unknown" if untold else "_range", point, ends | (unclear if untold else {}))]


def _moved(words: Words, suffix: str, point: float, slots: dict[str, str]) -> str:
    if point == 0:
        return words.say("changed.as_many")
    return words.say(f"changed.points_{'up' if point > 0 else 'down'}{suffix}", points=words.points(point), **slots)


def _middle(change: Row, low: Any, high: Any) -> float | None:
    """The difference; where some are unknown the middle of what they leave open, as for a share; None: there is none."""
    if known(change.get("difference")):
        return float(change["difference"])
    least, most = (change.get(f"difference_bound_{end}") for end in ("low", "high"))
    if not (known(least) and known(most) and known(low) and known(high)):
        return None
    open_ = float(most) - float(least)  # type: ignore[arg-type]
    few = int(change.get("untold") or 0) <= MOST_UNTOLD * int(change["pairs"])
    return (float(least) + float(most)) / 2 if few and open_ <= (high - low) - open_ else None  # type: ignore[arg-type]


def say_cause(words: Words, change: Row) -> list[str]:
    """What moved the number: the world, what could be told of it, the counting."""
    causes = str(change.get("cause") or "").split(" and ")
    sentence = [words.say(f"changed.{CAUSES[cause]}") for cause in causes if cause in CAUSES]
    return sentence or ([words.say("changed.cause_unknown")] if known(change.get("cause")) else [])


def signed(words: Words, difference: float) -> str:
    """A difference in percentage points with its sign; nought has none."""
    text = words.points(difference)
    if not any(digit in "123456789" for digit in text):
        return text
    return ("+" if difference > 0 else "−") + text


def in_one_line(sentences: list[str]) -> str:
    """Sentences as one line of a changelog."""
    return capital(" ".join(sentences))
