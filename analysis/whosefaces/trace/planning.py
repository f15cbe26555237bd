"""How many calls does an interview take, and which are worth making?

Flickr asks for fewer than 3,600 calls an hour and key, and gets a little fewer. One call of people.getPublicPhotos answers for up to 500
photos of an account, and its first page is asked for anyway, since it tells when the account last uploaded: the
photos found there need no call of their own. A further page is asked for only where it can save more than it costs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from whosefaces.trace import answers
from whosefaces.trace.http.pace import CALLS_AN_HOUR
from whosefaces.trace.sources import catalogue
from whosefaces.trace.sources.declared import UNITS

CALLS_PER_HOUR: Mapping[str, int] = MappingProxyType(dict.fromkeys(catalogue.NAMES, CALLS_AN_HOUR))
"""By source, at the pace at which each is asked; one after the other."""


@dataclass(frozen=True)
class Calls:
    """Calls at most, by source and question.

    Not among them: photos.people.getList, one call for each photo of which getInfo says that somebody is tagged on it
    (1 in 84 of those recorded).
    """

    by_question: Mapping[tuple[str, str], int]

    @property
    def total(self) -> int:
        """All calls."""
        return sum(self.by_question.values())

    @property
    def hours(self) -> float:
        """Hours, at each source's pace, one call after the other."""
        return sum(calls / CALLS_PER_HOUR[source] for (source, _), calls in self.by_question.items())

    def __add__(self, other: Calls) -> Calls:
        both = dict(self.by_question)
        for question, calls in other.by_question.items():
            both[question] = both.get(question, 0) + calls
        return Calls(both)


def calls(photos: int, accounts: int, sources: Sequence[str], *, with_alias_only: int = 0) -> Calls:
    """Calls at most about so many photos and accounts.

    Args:
        photos: drawn photos.
        accounts: accounts to ask about: those drawn, and the different owners of drawn photos.
        sources: as the investigation names them.
        with_alias_only: how many of the accounts have no known NSID and must be looked up first.
    """
    units = dict(zip(UNITS, (photos, accounts, with_alias_only), strict=True))
    each = {
        (name, question): times * units[unit]
        for name in sources
        for question, (unit, times) in catalogue.BY_NAME[name].cost.items()
    }
    return Calls({question: count for question, count in each.items() if count})


def calls_of_a_run(sources: Sequence[str]) -> Calls:
    """What is asked once, whatever the samples: Flickr's own table of licences."""
    return Calls({("api", answers.LICENCES): 1} if "api" in sources else {})


def remarks(sources: Sequence[str]) -> list[str]:
    """What the bound leaves out, and what will make it less; for people."""
    if "api" not in sources:
        return []
    return [
        f"Besides, {answers.TAGGED} once for each photo on which getInfo says that somebody is tagged (few).",
        f"Less: photos found on the first page of their account's list ({answers.LISTING}, 500 a page) are not asked "
        "about one by one, only public photos have a history, and only accounts that exist a profile and a list.",
    ]


def another_page_pays(pages_left: int, photos_left: int) -> bool:
    """Whether the rest of an account's list costs fewer calls than one for each of its drawn photos not yet found."""
    return 0 < pages_left < photos_left
