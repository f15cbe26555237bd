"""Whom to believe when sources disagree. Every answer is kept; one is picked by a rule that is written down.

* Whether the photo is public, and its licence now: the first of api, page, oembed, image that has an answer to it. A
  source's answer to it is its latest conclusive one. Nobody is asked again because an answer is not liked: a licence
  that the API names and that is not understood stays not understood, whatever the page says.
* The licence now is that of a photo that is public now; a photo that is not public shows none.
* The licence then: from the Wayback Machine only, the copy nearest the wanted day.
* Two sources that contradict each other are flagged, and the flag names both.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from analysis.trace.answers import Answer
from analysis.trace.sources.asking import NOT_PUBLIC, PUBLIC, UNKNOWN, PhotoAnswer

NOW = ("api", "page", "oembed", "image")
THEN = "wayback"


@dataclass(frozen=True)
class Settled:
    """What all sources together say about one photo.

    Attributes:
        outcome, outcome_from: "public", "not public" or "unknown", and the source believed; None for unknown.
        licence_now, licence_now_from: None where the photo is not known to be public, or no source names one.
        licence_then, licence_then_on, days_from_wanted: from an archived copy, and how far that is from the day.
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
    days_from_wanted: int | None
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
    kept = sorted(answers, key=lambda one: (_rank(source_of(one)), one.asked_at, one.evidence_id, str(one)))
    latest = {source_of(one): one for one in kept if one.conclusive}
    now = {source: latest[source] for source in NOW if source in latest}
    decided = {source: one for source, one in now.items() if one.outcome in (PUBLIC, NOT_PUBLIC)}
    outcome_from = next(iter(decided), None)
    outcome = decided[outcome_from].outcome if outcome_from else UNKNOWN
    licensed = {source: one.licence for source, one in decided.items() if one.outcome == PUBLIC and one.licence}
    licence_from = next(iter(licensed), None) if outcome == PUBLIC else None
    then = _then(kept, wanted_on)
    owners = _owners(kept)
    owner_from = next(iter(owners), None)
    return Settled(
        outcome=outcome,
        outcome_from=outcome_from,
        licence_now=licensed[licence_from] if licence_from else None,
        licence_now_from=licence_from,
        licence_then=then.licence if then else None,
        licence_then_on=then.licence_on if then else None,
        days_from_wanted=_days(then, wanted_on),
        owner_nsid=owners[owner_from] if owner_from else None,
        owner_from=owner_from,
        disagreements=(
            *_disagreement("whether the photo is public", {source: one.outcome for source, one in decided.items()}),
            *_disagreement("the licence now", licensed),
            *_disagreement("the owner", owners, show=False),
        ),
        answers=tuple(kept),
    )


def source_of(one: Answer) -> str:
    """Who gave an answer: what it says itself, else the API."""
    return one.source if isinstance(one, PhotoAnswer) else "api"


def _rank(source: str) -> int:
    order = (*NOW, THEN)
    return order.index(source) if source in order else len(order)


def _then(kept: list[Answer], wanted_on: dt.date | None) -> PhotoAnswer | None:
    """The archived copy nearest the wanted day, of two the earlier; the earliest where no day is wanted."""
    copies = [
        one
        for one in kept
        if isinstance(one, PhotoAnswer) and one.source == THEN and one.conclusive and one.licence and one.licence_on
    ]
    return min(copies, key=lambda one: (_distance(one, wanted_on), one.licence_on), default=None)


def _distance(one: PhotoAnswer, wanted_on: dt.date | None) -> int:
    return abs(_days(one, wanted_on) or 0)


def _days(one: PhotoAnswer | None, wanted_on: dt.date | None) -> int | None:
    return (one.licence_on - wanted_on).days if one and one.licence_on and wanted_on else None


def _owners(kept: list[Answer]) -> dict[str, str]:
    """The owner that each source named last, in the order of belief."""
    return {source_of(one): one.owner_nsid for one in kept if one.conclusive and one.owner_nsid}


def _disagreement(about: str, said: dict[str, str], *, show: bool = True) -> list[str]:
    if len(set(said.values())) < 2:
        return []
    return [f"{about}: " + ", ".join(f"{source} says {value}" if show else source for source, value in said.items())]
