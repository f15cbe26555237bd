"""Which licence terms meet which use, with the clause: meets, conflicts, contested. No legal conclusion.

The uses are those that the investigation states of the dataset's holder. A term conflicts where the licence's text
excludes the stated use; where there is no licence to read (all rights reserved, the statement "no known copyright
restrictions"), whether the use needed one is argued, and the cell says contested. Whether making the dataset or
training on it needs a licence at all is argued too: Creative Commons licences leave exceptions and limitations of
copyright as they are (section 2 of the legal code), and Creative Commons itself said on 13 March 2019 that copyright
is not a good tool to protect individual privacy.
"""

from __future__ import annotations

from typing import Literal

import pandas as pd

from whosefaces.flickr import licences as known
from whosefaces.investigation import Use

Verdict = Literal["meets", "conflicts", "contested", "not told"]

USES = ("attributed", "commercial", "derivatives", "shared_alike")
ANY = "any"
WORDS = {
    "attributed": "the stated attribution",
    "commercial": "the stated commercial use",
    "derivatives": "the stated making of derivatives",
    "shared_alike": "the stated terms of sharing derivatives",
    ANY: "at least one of the stated uses",
}
TERM = {
    "attributed": "attribution",
    "commercial": "non_commercial",
    "derivatives": "no_derivatives",
    "shared_alike": "share_alike",
}
"""The licence term that each use is held against."""

_RANK: dict[Verdict, int] = {"meets": 0, "not told": 1, "contested": 2, "conflicts": 3}


def verdict(licence_id: object, use: Use, against: str) -> tuple[Verdict, str]:
    """What a licence says to one stated use, and why.

    Args:
        licence_id: our id; anything else ("none listed", "rows disagree", not understood, missing) is not told.
        use: what the holder is stated to have done.
        against: one of :func:`held`.
    """
    if not isinstance(licence_id, str) or licence_id not in known.ids():
        return "not told", "no licence that could be read"
    licence = known.terms(licence_id)
    if licence.permission == "public domain":
        return "meets", "dedicated to the public domain, or marked as in it"
    if licence.permission == "none given":
        return "contested", "no licence was given; whether the use needs one is argued"
    if licence.permission == "unclear":
        return "contested", "a statement, not a licence from the author"
    if not getattr(licence, TERM[against]):
        return "meets", "the licence does not ask it"
    if not _breaks(use, against):
        return "meets", "asked, and stated as done"
    return "conflicts", _NO_SHARING if against == "derivatives" and licence.version == "4.0" else _ASKS[against]


def held(use: Use) -> tuple[str, ...]:
    """The uses of :data:`USES` that were established, so that a licence can be held against them.

    Sharing alike is asked of derivatives only: where none were made, nothing more need be known.
    """
    return tuple(against for against in USES if _breaks(use, against) is not None)


def held_and_any(use: Use) -> tuple[str, ...]:
    """The same and "at least one of them"; nothing where no use was established."""
    return (*held(use), ANY) if held(use) else ()


def _breaks(use: Use, against: str) -> bool | None:
    """Whether the use does what the term excludes, or leaves out what it asks; None: not established."""
    done = use.was(against)
    if against == "attributed":
        return None if done is None else not done
    if against != "shared_alike":
        return done
    if use.was("derivatives") is False or done:
        return False
    return None if done is None or use.was("derivatives") is None else True


_ASKS = {
    "attributed": "the licence asks for attribution, and none is stated",
    "commercial": "the licence is for non-commercial use, and commercial use is stated",
    "derivatives": "the licence gives no right to make derivatives, and derivatives are stated",
    "shared_alike": "derivatives are to be shared under the same licence, and that is not stated",
}

_NO_SHARING = (
    "the licence gives no right to share derivatives, though one to make them, and derivatives are stated; "
    "whether they were shared is not"
)
"""Version 4.0, section 2(a)(1)(B): "produce and reproduce, but not Share, Adapted Material"."""


def value(licence_id: object, use: Use, against: str) -> str:
    """ "yes" where it conflicts, "no" where it meets, "unknown" where it is contested or cannot be told."""
    uses = held(use) if against == ANY else (against,)
    worst = max((verdict(licence_id, use, each)[0] for each in uses), key=lambda v: _RANK[v])
    return {"conflicts": "yes", "meets": "no"}.get(worst, "unknown")


def matrix(use: Use, licence_ids: list[str]) -> pd.DataFrame:
    """Each licence against each stated use.

    Returns:
        licence, use, stated, term, verdict, why, clause, address; in the order given, then that of :data:`USES`; no row for a use that was not established.
    """
    rows = []
    for licence_id in licence_ids:
        for against in held(use):
            conflict, why = verdict(licence_id, use, against)
            clause, address = _clause(licence_id, TERM[against])
            rows.append(
                {
                    "licence": licence_id,
                    "use": against,
                    "stated": use.was(against),
                    "term": TERM[against],
                    "verdict": conflict,
                    "why": why,
                    "clause": clause,
                    "address": address,
                }
            )
    return pd.DataFrame(rows, columns=["licence", "use", "stated", "term", "verdict", "why", "clause", "address"])


def _clause(licence_id: str, term: str) -> tuple[str | None, str | None]:
    if licence_id not in known.ids():
        return None, None
    licence = known.terms(licence_id)
    clause = licence.clauses.get(term)
    return (clause.section, clause.url) if clause else (None, licence.urls[0] if licence.urls else None)
