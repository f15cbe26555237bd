"""About how many nobody was asked, and why; nothing where everybody was asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whosefaces.report.words.catalogue import Words

if TYPE_CHECKING:
    from whosefaces.report.words.facts import Facts


def say_unasked(words: Words, facts: Facts, unit: str) -> list[str]:
    """Of the drawn units of one kind: how many nobody was asked about, and each reason, the commonest first."""
    counted = _counted(facts, unit)
    checked = {"photo": facts.photo, "account": facts.account}[unit].checked
    if not counted or not checked:
        return []
    slots = {"n": sum(units for units, _ in counted), "of": words.say(f"unit.{unit}", n=checked)}
    if len(counted) == 1:
        return [words.say(f"unasked.{unit}", why=_why(words, counted[0][1]), **slots)]
    each = [words.say("unasked.for", n=units, why=_why(words, code)) for units, code in counted]
    return [words.say(f"unasked.{unit}_several", **slots), *each]


def say_main_reason(words: Words, facts: Facts) -> list[str]:
    """Why nobody was asked about most of those whom nobody was asked about."""
    counted = _counted(facts, "photo" if facts.by_photo else "account")
    return [words.say("unasked.main", why=_why(words, counted[0][1]))] if counted else []


def _counted(facts: Facts, unit: str) -> list[tuple[int, str]]:
    counted = [(one.units, one.code) for one in facts.unasked if one.unit == unit and one.units]
    return sorted(counted, key=lambda each: -each[0])


def _why(words: Words, code: str) -> str:
    return words.say(f"unasked.{code.replace(' ', '_')}")
