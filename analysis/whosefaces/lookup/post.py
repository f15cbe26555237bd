"""A question by post, answered on a machine that needs no network; counted by day, and nothing else kept of it."""

from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path

from filelock import FileLock

from whosefaces.errors import WhoseFacesError
from whosefaces.lookup import wire
from whosefaces.lookup.keys import Key


class CapError(WhoseFacesError):
    """Today's answers are used up."""


class ElementError(WhoseFacesError):
    """A code that reads well and holds no point of the group: nobody's page made it."""


class Count:
    """How many were answered, by day: all that is kept. One file, beside the key or where the server may write."""

    def __init__(self, path: Path, cap: int) -> None:
        """A count in ``path`` with at most ``cap`` answers a day."""
        self.path, self.cap = path, cap

    @classmethod
    def beside(cls, key: Key) -> Count:
        """The count that lies beside a key."""
        assert key.path is not None
        return cls(key.path.with_suffix(".answered.json"), key.cap)

    def by_day(self) -> dict[str, int]:
        """Answers by day, as 2026-11-28."""
        try:
            return {str(day): int(count) for day, count in json.loads(self.path.read_text(encoding="ascii")).items()}
        except (OSError, ValueError, AttributeError):
            return {}

    def take(self, day: dt.date, answers: int = 1) -> int:
        """Count so many more; return how many there were on that day, these included.

        Raises:
            CapError: it would be more than the cap; nothing is counted.
        """
        with FileLock(self.path.with_suffix(".lock"), mode=0o600):
            days = self.by_day()
            now = days.get(day.isoformat(), 0) + answers
            if now > self.cap:
                raise CapError(
                    f"today's {self.cap:,} answers are used up; the rest waits until tomorrow, or the cap in the key's file is raised"
                )
            days[day.isoformat()] = now
            partial = self.path.with_suffix(".partial")
            descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                json.dump(days, file)
            partial.replace(self.path)
        return now


def evaluated(key: Key, element: bytes) -> bytes:
    """Element, then proof, for a blinded element: 96 bytes. The library gives the proof first (a test holds this).

    Raises:
        ElementError: it is no element of the group, or the neutral one.
    """
    from voprf.ristretto import BlindedInput

    try:
        blinded = BlindedInput.deserialize(element)
    except ValueError:
        raise ElementError(
            "this code was not made by the page of a look-up; ask the person to make a new one"
        ) from None
    whole = key.evaluator().evaluate(blinded).serialize()
    return whole[wire.PROOF :] + whole[: wire.PROOF]


def answer(text: str, key: Key, count: Count, day: dt.date | None = None) -> str:
    """The answer, in letters, to the question in a text.

    Raises:
        WireError: there is no code in it, or a letter of it is wrong.
        ElementError: the code is not a page's.
        CapError: today's answers are used up.
    """
    element = wire.read(wire.QUESTION, text)
    whole = evaluated(key, element)
    count.take(day or dt.datetime.now(dt.UTC).date())
    return wire.written(wire.ANSWER, whole)
