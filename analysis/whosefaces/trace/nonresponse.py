"""Did the sources answer, or did something answer in their place? And why was a unit not asked about?

A page that checks for robots, a sign-in page, a proxy, a service that is broken: each answers, and none of it says
anything of a photo. Answers that settle nothing are counted as unknown one by one; a source most of whose answers
settle nothing, or that finds nothing at all, is no source, and what is counted from it is no finding. So each source
is held to a share of conclusive answers before anything is written down. Who knows better says why, in the
investigation file (``trace.accept_answers``), and the reason is printed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import pandas as pd

from whosefaces.errors import SourceUnavailableError
from whosefaces.trace import answers
from whosefaces.trace.answers import EXISTS, MEMORIAL, PUBLIC, Answer
from whosefaces.trace.interview import AccountAsked, PhotoAsked
from whosefaces.trace.sources import image, oembed, page
from whosefaces.trace.unasked import NO_ANSWER, NOT_PUBLIC_FIRST, WORDS

LEAST_CONCLUSIVE = 0.5
"""Of the units that a source answered about, the share that it must have settled."""
ENOUGH = 10
"""Units from which on the share is held; below, only a source that settled nothing at all is refused."""
FEW = 3
"""Units from which on a source that settled nothing at all, or sources that answered about none, are refused."""
MANY = 20
"""Units from which on a source that refused every one is not believed: something is found of any list."""
LEAST_RECORDED = 0.05
"""Of the units drawn, the share that recorded evidence must hold an answer about; else it is another list's."""

_DECIDING = frozenset(
    {
        answers.PHOTO,
        answers.LISTING,
        answers.ACCOUNT,
        page.QUESTION,
        page.ACCOUNT_QUESTION,
        oembed.QUESTION,
        image.QUESTION,
    }
)
"""Questions by which something is found or not. The Wayback Machine's is none: most pages were never archived."""

Unit = PhotoAsked | AccountAsked


class NonsenseError(SourceUnavailableError):
    """A source's answers cannot be believed as a whole. The message says of how many units, and what came."""


def objections(
    units: Sequence[Unit], sources: Sequence[str], kind: str, *, recorded: bool, others_answered: bool = False
) -> Iterator[str]:
    """What speaks against believing the answers about ``units``, each with its number; nothing: they are believed.

    Args:
        units: photos, or accounts, with their answers.
        sources: as the investigation names them.
        kind: what the units are called, as "photos".
        recorded: recorded evidence answers: then it must be this list's.
        others_answered: something came about units of the other kind. Then it is no fault that nobody was asked about these,
            where that lies in our asking (rules, a budget, no key): who exists is told of accounts, without any photo.
    """
    silent = sum(not one.answers for one in units)
    if others_answered and silent == len(units) and NO_ANSWER not in {one.reason for one in units}:
        return
    if len(units) >= FEW and silent == len(units):
        why = Counter(one.reason for one in units)
        words = "; ".join(f"{count:,}: {WORDS[reason]}" for reason, count in why.most_common())
        yield f"none of the {len(units):,} {kind} was answered about ({words})"
    elif recorded and len(units) >= MANY and len(units) - silent < LEAST_RECORDED * len(units):
        yield (
            f"the evidence answers about {len(units) - silent:,} of {len(units):,} {kind} "
            f"({_percent(len(units) - silent, len(units))}; {LEAST_RECORDED:.0%} is the least): it may be another list's"
        )
    for source in sources:
        came = [
            of_source for one in units if (of_source := [answer for answer in one.answers if answer.source == source])
        ]
        yield from _of_source(source, came, kind)


def _of_source(source: str, came: Sequence[Sequence[Answer]], kind: str) -> Iterator[str]:
    settled = [of_unit for of_unit in came if any(one.conclusive for one in of_unit)]
    share_fails = len(came) >= ENOUGH and len(settled) < LEAST_CONCLUSIVE * len(came)
    if share_fails or (len(came) >= FEW and not settled):
        vain = (of_unit[-1] for of_unit in came if not any(one.conclusive for one in of_unit))
        yield (
            f"{source} settled {len(settled):,} of {len(came):,} {kind} ({_percent(len(settled), len(came))}; "
            f"{LEAST_CONCLUSIVE:.0%} is the least): {_most(vain)}"
        )
        return
    decided = [one for of_unit in settled for one in of_unit if one.conclusive and one.question in _DECIDING]
    if len(settled) >= MANY and decided and not any(map(_finds, decided)):
        yield f"{source} found none of {len(settled):,} {kind}: {_most(iter(decided))}"


def _finds(answer: Answer) -> bool:
    return answer.outcome in (PUBLIC, EXISTS, MEMORIAL) or bool(answer.file_served) or bool(answer.uploads)


def _most(answers: Iterator[Answer]) -> str:
    """What came most often, in the suite's own words."""
    kinds = Counter(_in_words(one) for one in answers)
    return "; ".join(f"{count:,} times {words}" for words, count in kinds.most_common(3))


def _in_words(answer: Answer) -> str:
    code = f"code {answer.error_code}" if answer.error_code is not None else answer.outcome
    return f"{code} ({answer.note})" if answer.note and answer.note != code else code


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %"


def hold(objections: Sequence[str], accepted: str) -> tuple[str, ...]:
    """Let answers pass that nothing speaks against, or that the investigation accepts with a reason.

    Returns:
        What is to be printed of it: each objection with the reason; nothing where there was none.

    Raises:
        NonsenseError: they cannot be believed.
    """
    if objections and not accepted:
        raise NonsenseError(
            f"{'; and '.join(objections)}. Nothing was counted. Look at one answer with `whosefaces evidence`, leave that "
            "source out of trace.sources, or say in trace.accept_answers why it is right"
        )
    return tuple(f"{one}. Accepted by who investigates: {accepted}" for one in objections)


# -- not asked ------------------------------------------------------------------------------------------------------


def reasons(photos: Sequence[PhotoAsked], accounts: Sequence[AccountAsked]) -> pd.DataFrame:
    """Why sources were not asked: ``unit``, ``source``, ``reason``, ``in_words``, ``units``; it may be published.

    How many were left out because a photo is not public is an answer, and no reason of ours: it is counted in the
    measuring, and null here.
    """
    counted: Counter[tuple[str, str, str]] = Counter()
    for kind, units in (("photo", photos), ("account", accounts)):
        for one in units:
            counted.update((kind, source, reason) for source, reason in one.unasked.items())
    rows = [
        (*key, WORDS[key[2]], None if key[2] == NOT_PUBLIC_FIRST else count) for key, count in sorted(counted.items())
    ]
    return pd.DataFrame(rows, columns=["unit", "source", "reason", "in_words", "units"]).astype({"units": "Int64"})
