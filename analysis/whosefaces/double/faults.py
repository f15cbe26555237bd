"""What goes wrong on the way, on demand.

A plan decides for each request, by its question and how often that question has come, which fault it meets. So a
run with faults is the same run each time, and one that asks again gets the answer in the end.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

KINDS = (
    "429",  # too many requests, without a Retry-After; BUILT FROM DOCUMENTATION: none was ever recorded
    "429 retry-after",  # the same, with one second to wait
    "429 retry-after long",  # a day to wait: a client that obeys it stands still
    "429 retry-after date",  # the other form that the header may take
    "500",
    "502 html",
    "503",
    "unavailable",  # HTTP 200, code 201, as Flickr says it
    "json in xml",  # the same in JSON where XML was asked, with a comma after it
    "html",  # HTTP 200 and a page
    "challenge",  # a page that looks for robots, HTTP 200; BUILT FROM REPORTS of 2026
    "challenge 403",  # the same, HTTP 403
    "sign in",  # every address leads to the sign-in page
    "not found",  # whatever is asked: code 1, or a page that is not found
    "true",  # HTTP 200 and JSON whose code is true
    "garbage",
    "empty",
    "cut off",  # the connection ends in the middle of the body
    "too long",  # Content-Length is smaller than the body
    "wrong length",  # Content-Length is larger than the body, and the connection ends
    "reset",  # the connection ends without an answer
    "slow",  # the answer comes, late
    "drip",  # the answer comes a few bytes at a time
    "slow loris",  # the answer comes a byte at a time, and would take hours
    "redirect loop",
    "redirect out",  # to a host that is not on any list
    "huge",  # a body without end in sight
    "bad gzip",  # says gzip, is none
    "control characters",  # XML that XML forbids
    "key refused",
)

# An answer arrives in the end, and is right.
HARMLESS = ("slow", "drip")
# The client has to come again.
TRANSIENT = (
    "429",
    "429 retry-after",
    "500",
    "502 html",
    "503",
    "unavailable",
    "json in xml",
    "html",
    "garbage",
    "empty",
    "cut off",
    "wrong length",
    "reset",
)

Plan = Callable[[str, int], str | None]
"""(question, which time it is asked, from 1) -> a fault, or None."""


@dataclass
class Faults:
    """The plan in force and what it did."""

    plan: Plan | None = None
    met: Counter[str] = field(default_factory=Counter)
    _asked: Counter[str] = field(default_factory=Counter)

    def of(self, question: str) -> str | None:
        """The fault that this request meets."""
        self._asked[question] += 1
        fault = self.plan(question, self._asked[question]) if self.plan else None
        if fault is not None:
            if fault not in KINDS:
                raise ValueError(f"{fault!r} is not a fault; there are: {', '.join(KINDS)}")
            self.met[fault] += 1
        return fault


def now_and_then(share: float, kinds: Sequence[str] = TRANSIENT, *, seed: int = 0, at_most: int = 1) -> Plan:
    """A plan by which about ``share`` of the questions meet faults, the first ``at_most`` times they are asked."""

    def plan(question: str, time: int) -> str | None:
        dice = hashlib.sha256(f"{seed}|{question}|{time}".encode()).digest()
        if time > at_most or int.from_bytes(dice[:4], "big") >= share * 2**32:
            return None
        return kinds[dice[4] % len(kinds)]

    return plan


def always(kind: str, where: str = "") -> Plan:
    """A plan by which every question that holds the text ``where`` meets one fault."""
    return lambda question, _time: kind if where in question else None


def first(kind: str, times: int = 1, where: str = "") -> Plan:
    """A plan by which a question that holds ``where`` meets one fault the first ``times`` times, then none."""
    return lambda question, time: kind if where in question and time <= times else None
