"""Why a finding has no number: a code that decisions hang on, and words beside it that nothing hangs on.

A code is one of :data:`WORDS`. Where a way out is shut for everybody, it is the conditions that shut it, joined by "+":
"C2", "C1+C6" (METHOD, section 3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WORDS = {
    "no-account-frame": "no account frame",
    "no-photo-frame": "the list names no such photos",
    "no-procedure": "how people could get out was not established",
    "no-faces": "the manifest annotates no faces",
    "no-photos": "nothing is known of the photos behind it",
    "no-day": "nobody says on which day the list\u2019s licences were recorded",
    "no-tags": "the tags of no drawn photo are known",
    "no-parent-number": "the number of the parent cannot be given",
    "one-side-missing": "one of the two cannot be given",
    "outside-the-region": "no interval is known to hold for so few, or so uneven, units",
    "small-list": "the list names very few accounts: what became of them stays in the case",
    "one-edition": "the list is closed and short: what became of its accounts is published once",
}
"""Each code with its words."""

NOT_ESTABLISHED = frozenset(["no-procedure"])
"""The codes of what the investigation, not the evidence, leaves open."""


@dataclass(frozen=True)
class Reason:
    """A code and its words."""

    code: str
    words: str

    @property
    def not_established(self) -> bool:
        """Whether it is for want of a fact that the investigation could state."""
        return self.code in NOT_ESTABLISHED

    def columns(self) -> dict[str, str]:
        """As FINDINGS have it."""
        return {"reason_code": self.code, "reason": self.words}


def because(code: str, detail: str = "") -> Reason:
    """The reason of a code; ``detail`` stands after its words."""
    return Reason(code, f"{WORDS[code]}: {detail}" if detail else WORDS[code])


def shut(conditions: Sequence[tuple[str, str]]) -> Reason | None:
    """The reason why nobody gets out: each shut condition, by name and in words; None where none is shut."""
    if not conditions:
        return None
    return Reason("+".join(name for name, _ in conditions), "; ".join(words for _, words in conditions))
