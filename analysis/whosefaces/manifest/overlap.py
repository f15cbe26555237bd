"""Which photos and accounts stand in two or more lists: "one account, many datasets".

Photos are matched by their id, accounts by their NSID, and accounts of which only an alias is known by that, apart from the
others: an alias in one list and an NSID in another can be one account, which is not known, and is said. Nothing is
asked of anybody, and nothing here names anybody.

The largest list is never gathered: the others are, and it is held against them as it streams by. So a list of 100 million rows
beside one of 10 million fits into the engine's bounded memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from whosefaces.dossiers import dataset, lineage
from whosefaces.dossiers.dataset import Dossier
from whosefaces.dossiers.facts import ReferenceError
from whosefaces.errors import WhoseFacesError
from whosefaces.manifest import engine, ingest
from whosefaces.manifest.engine import Duck
from whosefaces.manifest.interpreting import settle

MOST_LISTS = 12
"""More lists have more combinations than anybody reads."""

MOST_DIGITS = 999_999_999_999_999
"""The largest photo id that plain digits are taken for, as in ``sql/read.sql``."""

PLAIN_NSID = r"^[0-9]{5,11}@N[0-9][0-9]\z"

KEYS = {"photo": "photos", "nsid": "accounts", "alias": "accounts known by an alias only"}
"""What is matched, and what is counted by it."""


class OverlapError(WhoseFacesError):
    """The lists cannot be held against each other, or their overlap may not be published."""


@dataclass(frozen=True)
class Listed:
    """One list: what it is called, where it lies, and what it is known as."""

    name: str
    path: Path
    dossier: Dossier | None
    rows: int
    rows_without_photo: int
    """Rows that name no photo, or name it by a hash only: they cannot be matched."""
    rows_without_owner: int
    photos: int
    accounts: int
    """Distinct NSIDs."""
    aliases: int
    """Distinct aliases of rows that give no NSID: each may be an account of another list, which is not known."""
    owners_elsewhere: int = 0
    """Where it names no owner: the most distinct owners that one of the others names for photos of it."""


@dataclass(frozen=True)
class Overlap:
    """What stands in which lists. ``combinations`` is exact: :mod:`whosefaces.measure.beside.overlap_tables` merges what is small.

    ``combinations`` by key of :data:`KEYS`: a mapping from a set of lists (their places) to how many stand in exactly those.
    """

    lists: tuple[Listed, ...]
    combinations: dict[str, dict[frozenset[int], int]]

    def shared(self, key: str) -> int:
        """How many stand in two lists or more."""
        return sum(count for lists, count in self.combinations[key].items() if len(lists) > 1)

    def distinct(self, key: str) -> int:
        """How many stand in any."""
        return sum(self.combinations[key].values())

    @property
    def unmatchable(self) -> int:
        """Aliases in lists while another list gives NSIDs: whether they are the same accounts is not known."""
        by_nsid = any(one.accounts for one in self.lists)
        return sum(one.aliases for one in self.lists) if by_nsid else 0

    def table(self, key: str) -> pd.DataFrame:
        """``lists`` (their names), ``in_lists`` (how many they are), ``count``; the largest first, exact: for the case only."""
        rows = [
            {"lists": names_of(self.lists, places), "in_lists": len(places), "count": count}
            for places, count in self.combinations[key].items()
        ]
        made = pd.DataFrame(rows, columns=["lists", "in_lists", "count"])
        return made.sort_values(["count", "lists"], ascending=[False, True], ignore_index=True)


def compare(lists: Sequence[tuple[str, Path]], told: Callable[[str], None] | None = None) -> Overlap:
    """Hold lists against each other.

    Args:
        lists: a name and a file each.
        told: told of each list as it is read.

    Raises:
        OverlapError: fewer than two lists, too many, or two of one name.
        ManifestError: one of them cannot be read.
    """
    names = [name for name, _ in lists]
    if len(lists) < 2:
        raise OverlapError("an overlap is of two lists or more: whosefaces overlap ONE.csv OTHER.csv")
    if len(lists) > MOST_LISTS:
        raise OverlapError(f"{len(lists)} lists: at most {MOST_LISTS} are held against each other")
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise OverlapError(f"two lists are called {twice[0]!r}: name them, as one=ONE.csv other=OTHER.csv")
    with engine.started() as duck:
        opened = []
        for place, (name, path) in enumerate(lists):
            if told is not None:
                told(f"{name}: {path}")
            opened.append(_open(duck, place, name, path))
        found = {key: _combinations(duck, opened, key) for key in KEYS}
        elsewhere = [_owners_elsewhere(duck, opened, place, found) for place in range(len(opened))]
    listed = []
    for place, (name, path, dossier, counts) in enumerate(opened):
        sizes = {key: sum(n for places, n in found[key].items() if place in places) for key in KEYS}
        owners = (sizes["nsid"], sizes["alias"], elsewhere[place])
        listed.append(Listed(name, path, dossier, *counts, sizes["photo"], *owners))
    return Overlap(tuple(listed), found)


_Opened = tuple[str, Path, Dossier | None, tuple[int, int, int]]


def _open(duck: Duck, place: int, name: str, path: Path) -> _Opened:
    """Make ``photo_<place>``, ``nsid_<place>`` and ``alias_<place>``, of one column ``of``; count the list's rows.

    Photos are a view over the list, and may repeat; owners are gathered once, each once. An alias is one of a row that gives
    no NSID.
    """
    found = ingest.listing(path)
    duck.parquet(f"listing_{place}", found.path, numbered=True)
    if _in_columns_of_their_own(duck, place, found.rows):
        duck.view(f"owned_{place}", f"SELECT photo_number AS photo, nsid FROM listing_{place}")
        duck.view(f"photo_{place}", f"SELECT photo_number AS of FROM listing_{place}")
        duck.view(f"alias_{place}", f"SELECT alias AS of FROM listing_{place} WHERE 1 = 0")
        counts = (found.rows, 0, 0)
    else:
        duck.view("listing", f"SELECT * FROM listing_{place}")
        settle(duck, keep_as=f"settled_{place}", numbered=False)
        duck.view(f"owned_{place}", f"SELECT CAST(photo_id AS BIGINT) AS photo, nsid FROM settled_{place}")
        duck.view(
            f"photo_{place}", f"SELECT CAST(photo_id AS BIGINT) AS of FROM settled_{place} WHERE photo_id IS NOT NULL"
        )
        duck.keep(f"nsid_{place}", f"SELECT DISTINCT nsid AS of FROM settled_{place} WHERE nsid IS NOT NULL")
        aliases = f"SELECT DISTINCT alias AS of FROM settled_{place} WHERE nsid IS NULL AND alias IS NOT NULL"
        duck.keep(f"alias_{place}", aliases)
        rows, photos, owners = duck.rows(f"SELECT count(*), count(photo_id), count(account_key) FROM settled_{place}")[
            0
        ]
        counts = (rows, rows - photos, rows - owners)
    known, theirs_alone = dataset.of_format(found.format.name)
    return name, path, _dossier(name) or (known[0] if theirs_alone and len(known) == 1 else None), counts


def _in_columns_of_their_own(duck: Duck, place: int, rows: int) -> bool:
    """Whether every row gives its photo as a number and its owner as an NSID: then no address has to be read.

    The NSIDs are gathered on the way. What is taken so is what ``sql/read.sql`` would take.
    """
    plain = duck.rows(
        f"SELECT count(CASE WHEN photo_number BETWEEN 1 AND {MOST_DIGITS} THEN 1 END), count(nsid), count(set_aside) "
        f"FROM listing_{place}"
    )[0]
    if plain != (rows, rows, 0):
        return False
    duck.keep(f"nsid_{place}", f"SELECT DISTINCT nsid AS of FROM listing_{place}")
    return not duck.rows(f"SELECT 1 FROM nsid_{place} WHERE NOT regexp_matches(of, '{PLAIN_NSID}') LIMIT 1")


def _owners_elsewhere(
    duck: Duck, opened: Sequence[_Opened], place: int, found: dict[str, dict[frozenset[int], int]]
) -> int:
    """How many owners the other lists name for the photos of one that names none: the most that one of them does."""
    owned = {other for key in ("nsid", "alias") for places in found[key] for other in places}
    if place in owned or not found["photo"]:
        return 0
    asked = (
        f"SELECT count(DISTINCT nsid) FROM owned_{other} WHERE photo IN (SELECT of FROM photo_{place})"
        for other in range(len(opened))
        if other in owned
    )
    return max((int(duck.rows(query)[0][0]) for query in asked), default=0)


def _dossier(name: str) -> Dossier | None:
    """The dossier of a dataset of that name, where there is one."""
    try:
        return dataset.read(name)
    except ReferenceError:
        return None


def _combinations(duck: Duck, opened: Sequence[_Opened], key: str) -> dict[frozenset[int], int]:
    """How many of one kind stand in exactly which lists."""
    sizes = [duck.rows(f"SELECT count(*) FROM {key}_{place}")[0][0] for place in range(len(opened))]
    largest = max(range(len(opened)), key=lambda place: sizes[place])
    others = [place for place in range(len(opened)) if place != largest and sizes[place]]
    if not sizes[largest]:
        return {}
    of_largest = duck.rows(f"SELECT count(DISTINCT of) FROM {key}_{largest}")[0][0]
    if not others:
        return {frozenset([largest]): of_largest}
    members = " UNION ALL ".join(f"SELECT of, {1 << place} AS mask FROM {key}_{place}" for place in others)
    duck.keep("others", f"SELECT of, bit_or(mask) AS mask FROM ({members}) AS members GROUP BY of")
    duck.keep("in_largest", f"SELECT DISTINCT of FROM {key}_{largest} WHERE of IN (SELECT of FROM others)")
    tallied = duck.rows(
        f"SELECT o.mask + CASE WHEN b.of IS NULL THEN 0 ELSE {1 << largest} END AS lists, count(*) FROM others AS o "
        "LEFT JOIN in_largest AS b ON o.of = b.of GROUP BY 1"
    )
    found = {_places(int(mask), len(opened)): int(count) for mask, count in tallied}
    alone = of_largest - sum(count for places, count in found.items() if largest in places)
    return found | ({frozenset([largest]): alone} if alone else {})


def _places(mask: int, lists: int) -> frozenset[int]:
    return frozenset(place for place in range(lists) if mask >> place & 1)


def names_of(lists: Sequence[Listed], places: Iterable[int]) -> str:
    """The names of the lists at these places."""
    return " + ".join(lists[place].name for place in sorted(places))


# -- how lists are related


def related(overlap: Overlap) -> list[str]:
    """What is known of why lists share photos: that one was cut from the other, or both from a third; else that it is not."""
    lines = []
    lists = overlap.lists
    for one in range(len(lists)):
        for other in range(one + 1, len(lists)):
            shared = sum(n for places, n in overlap.combinations["photo"].items() if {one, other} <= places)
            if shared:
                lines.append(_relation(lists[one], lists[other]))
    return lines


def _relation(one: Listed, other: Listed) -> str:
    both = f"{one.name} and {other.name}"
    if one.dossier is None or other.dossier is None:
        return f"{both} share photos; how they are related is not known here."
    above_one, above_other = lineage.ancestors(one.dossier), lineage.ancestors(other.dossier)
    for child, parent, above in ((one, other, above_one), (other, one, above_other)):
        if parent.dossier is not None and parent.dossier.id in above:
            return f"{child.name} was cut from {parent.name}."
    common = [dataset.read(name).called for name in sorted(above_one & above_other) if name in dataset.known()]
    if common:
        return f"{both} were both cut from {', '.join(common)}."
    return f"{both} share photos, and neither is known to have been cut from the other."


def term() -> str:
    """What YFCC100M's own terms forbid: to be printed beside every overlap, for most of these lists were cut from it."""
    forbids = [fact.is_ for fact in dataset.read("yfcc100m").printed("use_stated") if "forbid" in fact.is_]
    return f"YFCC100M: {forbids[0]}. Nothing here is matched to a person, and only counts are printed."
