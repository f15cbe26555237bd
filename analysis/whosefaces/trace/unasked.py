"""Why was somebody not asked about? One code for each reason, and its words; whoever counts or prints a reason reads it here.

The codes are the same live and when the run is made again from its evidence. Other languages have words of their own for
each code in the report's catalogue.
"""

from __future__ import annotations

from collections.abc import Iterable

WITHHELD = "withheld"
ROBOTS, UNREAD, BUDGET, NO_KEY = "robots", "rules not read", "budget", "no key"
NOT_PUBLIC_FIRST, OWNER_UNKNOWN = "not public first", "owner unknown"
HOST, NO_ADDRESS, NO_ANSWER = "host not allowed", "no address", "no answer"

ANY = "any of them"
"""Stands for all sources together."""
WORDS = {
    WITHHELD: "they asked to be left alone",
    ROBOTS: "the host's rules for robots refuse it",
    UNREAD: "the host's rules for robots could not be read, so nothing was asked there",
    BUDGET: "the run's budget of requests was spent",
    NO_KEY: "only Flickr's API tells, and it was not among the sources or had no key",
    NOT_PUBLIC_FIRST: "Flickr tells it of public photos only, and this one is not known to be public",
    OWNER_UNKNOWN: "nobody names the owner",
    HOST: "the listed address is on a host that may not be asked",
    NO_ADDRESS: "the list gives no address that can be asked",
    NO_ANSWER: "no whole answer came, or none is recorded",
}
"""Each code with its words; of several reasons for one unit, the first of these is named."""

REASONS = tuple(WORDS)


def first_of(reasons: Iterable[str]) -> str:
    """Of several reasons the one that is named; none given: no whole answer came."""
    given = set(reasons)
    return next((reason for reason in REASONS if reason in given), NO_ANSWER)
