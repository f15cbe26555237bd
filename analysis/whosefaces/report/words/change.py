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
    said = [words.say("changed.moved", label=name, was=value(words, was), now=value(words, now))]
    return [*said, *say_difference(words, change), *say_cause(words, change)]


def value(words: Words, row: Row | None) -> str:
    """A finding's number as it stands in a line of changes: its share, or its count."""
    if row is None:
        return "–"
    share = share_of(row)
    if share.kind == "not published" and known(row.get("numerator")):
        return words.count(int(row["numerator"]))
    return say_value(words, share)


def say_difference(words: Words, change: Row) -> list[str]:
    """The paired difference with its range; nothing where none was formed."""
    low, high = change.get("difference_low"), change.get("difference_high")
    if known(change.get("difference")) and known(low) and known(high):
        if change["difference"] == 0 and low == 0 and high == 0:
            return [words.say("changed.zero")]
        assert low is not None and high is not None
        if low <= 0 <= high:
            return [words.say("changed.points_none", low=signed(words, low), high=signed(words, high))]
        key = "changed.points_up" if change["difference"] > 0 else "changed.points_down"
        ends = (low, high) if change["difference"] > 0 else (-high, -low)
        points = words.points(change["difference"])
        return [words.say(key, points=points, low=words.points(ends[0]), high=words.points(ends[1]))]
    if known(change.get("difference")) and change["difference"] == 0:
        return [words.say("changed.zero")]
    low, high = change.get("difference_bound_low"), change.get("difference_bound_high")
    if known(low) and known(high):
        assert low is not None and high is not None
        return [words.say("changed.points_bounds", low=signed(words, low), high=signed(words, high))]
    return []


def say_cause(words: Words, change: Row) -> list[str]:
    """What moved the number: the world, what could be told of it, the counting."""
    causes = str(change.get("cause") or "").split(" and ")
    said = [words.say(f"changed.{CAUSES[cause]}") for cause in causes if cause in CAUSES]
    return said or ([words.say("changed.cause_unknown")] if known(change.get("cause")) else [])


def signed(words: Words, difference: float) -> str:
    """A difference in percentage points with its sign; nought has none."""
    text = words.points(difference)
    if not any(digit in "123456789" for digit in text):
        return text
    return ("+" if difference > 0 else "−") + text


def in_one_line(sentences: list[str]) -> str:
    """Sentences as one line of a changelog."""
    return capital(" ".join(sentences))
