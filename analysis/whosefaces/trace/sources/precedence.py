"""Whom to believe when sources disagree. Every answer is kept; one is picked by a rule that is written down.

* Whether the photo is public, and its licence now: the first of api, page, oembed that has an answer to it. A
  source's answer to it is its latest conclusive one. Nobody is asked again because an answer is not liked: a licence
  that the API names and that is not understood stays not understood, whatever the page says.
* The licence now is that of a photo that is public now; a photo that is not public shows none.
* The licence then: from Flickr's dated history where that is understood, for it is true for the wanted day itself;
  else from the archived copy nearest that day.
* Whether an account exists: the first of api, page that has an answer to it.
* Two sources that contradict each other are flagged, and the flag names both.

The image file and archived copies decide nothing about today.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from whosefaces.flickr.licences import NOT_UNDERSTOOD
from whosefaces.trace.answers import EXISTS, GONE, HISTORY, MEMORIAL, NOT_PUBLIC, PUBLIC, UNKNOWN, Answer
from whosefaces.trace.sources.catalogue import NOW, ORDER, PAST


@dataclass(frozen=True)
class Settled:
    """What all sources together say about one photo.

    Attributes:
        outcome, outcome_from: "public", "not public" or "unknown", and the source believed; None for unknown.
        licence_now, licence_now_from: None where the photo is not known to be public, or no source names one.
        licence_then, licence_then_on, licence_then_from: the licence near the wanted day, the day on which the photo
            had it, and who says so.
        owner_nsid, owner_from: the owner, by the same order of sources, archived copies last.
        disagreements: in words, each naming the sources; without names or numbers of people.
        answers: every answer, sorted by source and time.
    """

    outcome: str
    outcome_from: str | None
    licence_now: str | None
    licence_now_from: str | None
    licence_then: str | None
    licence_then_on: dt.date | None
    licence_then_from: str | None
    owner_nsid: str | None
    owner_from: str | None
    disagreements: tuple[str, ...]
    answers: tuple[Answer, ...]


def settle(answers: Iterable[Answer], wanted_on: dt.date | None = None) -> Settled:
    """Settle what the sources say about one photo.

    Args:
        answers: the answers about that photo, of any sources, in any order: the order changes nothing.
        wanted_on: the day near which the licence then is wanted.
    """
    kept = _sorted(answers)
    decided = _decided(kept, (PUBLIC, NOT_PUBLIC))
    outcome_from = next(iter(decided), None)
    outcome = decided[outcome_from].outcome if outcome_from else UNKNOWN
    licensed = {source: one.licence for source, one in decided.items() if one.outcome == PUBLIC and one.licence}
    licence_from = next(iter(licensed), None) if outcome == PUBLIC else None
    then, then_on, then_from = _then(kept, wanted_on)
    owners = _owners(kept)
    owner_from = next(iter(owners), None)
    return Settled(
        outcome=outcome,
        outcome_from=outcome_from,
        licence_now=licensed[licence_from] if licence_from else None,
        licence_now_from=licence_from,
        licence_then=then,
        licence_then_on=then_on,
        licence_then_from=then_from,
        owner_nsid=owners[owner_from] if owner_from else None,
        owner_from=owner_from,
        disagreements=(
            *_disagreement("whether the photo is public", {source: one.outcome for source, one in decided.items()}),
            *_disagreement("the licence now", licensed),
            *_disagreement("the owner", owners, show=False),
        ),
        answers=tuple(kept),
    )


@dataclass(frozen=True)
class SettledAccount:
    """What all sources together say about one account: exists, gone, memorial or unknown."""

    outcome: str
    outcome_from: str | None
    disagreements: tuple[str, ...]


def settle_account(answers: Iterable[Answer]) -> SettledAccount:
    """Settle what the sources say about one account; the order of ``answers`` changes nothing."""
    decided = _decided(_sorted(answers), (EXISTS, GONE, MEMORIAL))
    outcomes = {source: one.outcome for source, one in decided.items()}
    first = next(iter(decided), None)
    return SettledAccount(outcomes[first] if first else UNKNOWN, first, tuple(_disagreement("the account", outcomes)))


def _sorted(answers: Iterable[Answer]) -> list[Answer]:
    """By the order of belief, then by time."""
    return sorted(answers, key=lambda one: (_rank(one.source), one.asked_at, one.evidence_id, str(one)))


def _decided(kept: list[Answer], outcomes: tuple[str, ...]) -> dict[str, Answer]:
    """Each source's latest conclusive answer that is one of ``outcomes``, in the order of belief."""
    latest = {one.source: one for one in kept if one.conclusive and one.outcome in outcomes}
    return {source: latest[source] for source in NOW if source in latest}


def _rank(source: str) -> int:
    return ORDER.index(source) if source in ORDER else len(ORDER)


def _then(kept: list[Answer], wanted_on: dt.date | None) -> tuple[str | None, dt.date | None, str | None]:
    """Licence, day and source: the dated history's, else that of the archived copy nearest the wanted day."""
    licence = by_history(kept, wanted_on)
    if licence is not None:
        return licence, wanted_on, next(one.source for one in reversed(kept) if one.question == HISTORY)
    copy = nearest_copy(kept, wanted_on)
    return (None, None, None) if copy is None else (copy[1], copy[0], copy[2])


def by_history(answers: Iterable[Answer], wanted_on: dt.date | None) -> str | None:
    """The licence on the wanted day by Flickr's dated history: its latest answer that is understood; None: not told."""
    histories = [one for one in answers if one.question == HISTORY and one.conclusive and one.licence_then]
    dated = [
        one.licence_then for one in histories if one.licence_then != NOT_UNDERSTOOD and one.licence_on == wanted_on
    ]
    return dated[-1] if dated else None


def nearest_copy(answers: Iterable[Answer], wanted_on: dt.date | None) -> tuple[dt.date, str, str] | None:
    """Day, licence and source of the archived copy, or review, nearest the wanted day; None: there is none.

    Of two as near, the earlier: it cannot show a later change of mind. The earliest where no day is wanted.
    """
    copies = [
        (abs((one.licence_on - (wanted_on or one.licence_on)).days), one.licence_on, one.licence, one.source)
        for one in answers
        if one.source in PAST and one.conclusive and one.licence and one.licence_on
    ]
    return min(copies)[1:] if copies else None


def _owners(kept: list[Answer]) -> dict[str, str]:
    """The owner that each source named last, in the order of belief."""
    return {one.source: one.owner_nsid for one in kept if one.conclusive and one.owner_nsid}


def _disagreement(about: str, outcomes: dict[str, str], *, show: bool = True) -> list[str]:
    if len(set(outcomes.values())) < 2:
        return []
    return [
        f"{about}: " + ", ".join(f"{source} says {value}" if show else source for source, value in outcomes.items())
    ]
