"""What of an overlap of lists may be printed: combinations of few stand together, and a short list is refused (place 6).

Sizes of lists and the numbers of lists are sums of what is shown, so that no difference gives a merged combination away.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from whosefaces.manifest.overlap import KEYS, Overlap, OverlapError, names_of, related, term
from whosefaces.measure import small_counts

FEWEST_ACCOUNTS = 100
"""A list of fewer is refused for publication: a list of one row would ask whether one person is in the others."""


@dataclass(frozen=True)
class Published:
    """Counts that may be published: no class of fewer than ``min_cell``, and no margin that gives one away.

    ``combinations``: lists, count; ``in_lists``: how many lists, as "2" or "2 to 3", and count. ``sizes``: list, least (how
    many of it stand in the combinations shown), exact (whether that is all of it).
    """

    key: str
    combinations: pd.DataFrame
    in_lists: pd.DataFrame
    sizes: pd.DataFrame
    merged: int
    """How many combinations stand together as "other combinations"; they are not shown where they are too few in all."""


OTHER = "other combinations"


def refusal(overlap: Overlap) -> str | None:
    """Why this overlap may not be published; None: it may."""
    for each in overlap.lists:
        owners = each.accounts + each.aliases or each.owners_elsewhere
        if owners < FEWEST_ACCOUNTS:
            held = (
                f"is of {owners} accounts, as far as is known" if each.owners_elsewhere else f"names {owners} accounts"
            )
            held = held if owners else "names no owner, so nobody can tell how few it is about"
            return (
                f"{each.name} {held}: an overlap is published for lists of {FEWEST_ACCOUNTS} accounts or more, since a "
                "short list asks whether a few people are in the others"
            )
    return None


def published(overlap: Overlap, key: str, min_cell: int = 10) -> Published:
    """What of an overlap may be published.

    Whole combinations under ``min_cell`` are put together, with the smallest of the others where they are too few even
    so. Sizes of lists and the numbers of lists are then sums of what is shown, so that no difference gives a merged one away.

    Raises:
        OverlapError: a list is too short to be published about.
    """
    why = refusal(overlap)
    if why:
        raise OverlapError(why)
    shown, merged = _merged(overlap.combinations[key], min_cell)
    together = sum(count for _, count in merged)
    rows = [{"lists": names_of(overlap.lists, places), "count": count} for places, count in shown]
    if together >= min_cell:
        rows.append({"lists": OTHER, "count": together})
    sizes = [
        {
            "list": each.name,
            "least": sum(count for places, count in shown if place in places),
            "exact": not any(place in places for places, _ in merged),
        }
        for place, each in enumerate(overlap.lists)
    ]
    return Published(
        key,
        pd.DataFrame(rows, columns=["lists", "count"]),
        _in_lists(shown, merged if together >= min_cell else []),
        pd.DataFrame(sizes, columns=["list", "least", "exact"]),
        len(merged),
    )


_Cell = tuple[frozenset[int], int]


def _merged(combinations: dict[frozenset[int], int], min_cell: int) -> tuple[list[_Cell], list[_Cell]]:
    """The combinations that are shown, the largest first, and those that stand together.

    Where these are fewer than ``min_cell`` in all, nothing was left to join them, and they are not shown.
    """
    cells = sorted(combinations.items(), key=lambda cell: (-cell[1], sorted(cell[0])))
    few = set(small_counts.small(pd.Series([count for _, count in cells], dtype="int64")[::-1], min_cell))
    shown = [cell for place, cell in enumerate(cells) if place not in few]
    return shown, [cell for place, cell in enumerate(cells) if place in few]


def _in_lists(shown: list[_Cell], merged: list[_Cell]) -> pd.DataFrame:
    """How many stand in one list, in two, in three: numbers over which the merged combinations reach stand as one class."""
    counts: dict[int, int] = {}
    for places, count in [*shown, *merged]:
        counts[len(places)] = counts.get(len(places), 0) + count
    reach = [len(places) for places, _ in merged]
    apart = [([number], str(number)) for number in counts if not reach or not min(reach) <= number <= max(reach)]
    if reach:
        name = f"{min(reach)} to {max(reach)}" if min(reach) < max(reach) else f"{reach[0]}"
        apart.append((list(range(min(reach), max(reach) + 1)), name))
    rows = [
        {"in_lists": name, "count": sum(counts.get(number, 0) for number in numbers)} for numbers, name in sorted(apart)
    ]
    return pd.DataFrame(rows, columns=["in_lists", "count"])


def lines(overlap: Overlap, tables: dict[str, Published], min_cell: int = 10) -> list[str]:
    """The overlap as it may be published, for a person at a terminal."""
    lines = []
    for key, noun in KEYS.items():
        table = tables[key]
        if table.combinations.empty:
            continue
        lines.append(f"{noun[0].upper()}{noun[1:]}, by the lists in which they stand:")
        lines += [f"  {row['count']:>14,}  {row['lists']}" for row in table.combinations.to_dict("records")]
        lines += [f"  {row['count']:>14,}  in {_lists(row['in_lists'])}" for row in table.in_lists.to_dict("records")]
        if table.merged:
            lines.append(f"  {table.merged} combinations of few {noun} stand together.")
    for each in overlap.lists:
        if each.rows_without_photo:
            lines.append(f"{each.name}: {each.rows_without_photo:,} rows name no photo, and were not matched.")
        if each.rows_without_owner:
            lines.append(f"{each.name}: {each.rows_without_owner:,} rows name no owner.")
    if overlap.unmatchable:
        many = f"{overlap.unmatchable:,}" if overlap.unmatchable >= min_cell else f"Fewer than {min_cell}"
        lines.append(
            f"{many} owners are known by an alias only, while another list gives Flickr ids: whether they are "
            "the same accounts is not known."
        )
    return [*lines, *related(overlap), term()]


def _lists(number: str) -> str:
    return f"{number} list" if number == "1" else f"{number} lists"
