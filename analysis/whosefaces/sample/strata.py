"""Strata for photos: by what they can be cut, and how many are drawn from each.

Proportional allocation with a floor: a stratum gets its share of n, and no fewer than FLOOR, or all it has.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from whosefaces.investigation import Investigation

FLOOR = 50

STRATA = {
    "licence": "coalesce({licence_listed}, 'none listed')",
    "year": "coalesce(CAST(year({uploaded}) AS VARCHAR), 'no day listed')",
}
"""What an investigation can name, and its SQL over a photo's columns."""


def check(investigation: Investigation) -> None:
    """Refuse a stratum that cannot be drawn by.

    Raises:
        InvestigationError: naming it and those that are known.
    """
    for stratum in investigation.sample.photos.strata:
        if stratum not in STRATA:
            raise investigation.refuse("sample.photos.strata", stratum, sorted(STRATA))


def expression(strata: Sequence[str], *, grouped: bool) -> str:
    """SQL for a photo's stratum; ``grouped``: over its rows, of which the smallest value stands."""
    value = "min({})" if grouped else "{}"
    columns = {name: value.format(name) for name in ("licence_listed", "uploaded")}
    return " || ' / ' || ".join(STRATA[name].format(**columns) for name in strata) if strata else "'all'"


@dataclass(frozen=True)
class Stratum:
    """One stratum: N_h units in the frame, n_h drawn."""

    name: str
    frame_size: int
    n: int


def allocate(n: int, sizes: Mapping[str, int]) -> list[Stratum]:
    """How many to draw from each stratum.

    Args:
        n: units wanted in all; fewer strata than that get the floor, so that the sum can pass n.
        sizes: N_h by stratum.

    Returns:
        The strata in order of name. With one stratum n_h is n, or N_h where n is more. With several, n_h is
        the largest of FLOOR and its proportional share (rounded up), at most N_h; where n is 0 nothing is drawn.
    """
    whole = sum(sizes.values())
    if len(sizes) == 1 or n == 0:
        return [Stratum(name, size, min(n, size)) for name, size in sorted(sizes.items())]
    shares = {name: -(-n * size // whole) for name, size in sizes.items()}
    return [Stratum(name, size, min(size, max(FLOOR, shares[name]))) for name, size in sorted(sizes.items())]


def with_certainty(n: int, sizes: Mapping[str, int]) -> list[Stratum]:
    """How many accounts to draw: all of the stratum "largest", and of the others what is then left of ``n``.

    Args:
        n: accounts wanted in all; those taken with certainty are taken even if they are more.
        sizes: N_h by stratum: "largest" and "all", or either.
    """
    certain = sizes.get("largest", 0)
    sizes_drawn = {"largest": certain, "all": min(max(n - certain, 0), sizes.get("all", 0))}
    return [Stratum(name, size, sizes_drawn[name]) for name, size in sorted(sizes.items())]
