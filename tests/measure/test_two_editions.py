"""Editions side by side: a reader of all of them, and of what compare says, recovers no small group that changed."""

import datetime as dt
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from whosefaces.measure import before, measuring
from whosefaces.measure.finding import What, share
from whosefaces.measure.measuring import Findings
from whosefaces.measure.share import Population
from whosefaces.measure.suppression import Cells, Printing
from whosefaces.report.between import compare

from tests.measure.attacker import Attacker, sum_of
from tests.measure.invented import AS_OF, Truth, population, world
from tests.measure.test_suppression import Edition, edition_of

MIN_CELL = 10
PANELS = ("account", "photo")
KEYS = {"account": "account_key", "photo": "photo_id"}


@dataclass
class Week:
    """One edition on disk, and what it printed."""

    folder: object
    investigation: object
    measured: object
    shown: Findings

    def ids(self, panel: str) -> pd.Index:
        units = self.measured.coded.accounts if panel == "account" else self.measured.coded.photos
        return pd.Index(units[KEYS[panel]])

    def not_asked(self, panel: str, every: pd.Index) -> list[np.ndarray]:
        """Of all units: those that, or whose account, nobody asked about this week."""
        units = self.measured.coded.accounts if panel == "account" else self.measured.coded.photos
        columns = ["account"] if panel == "account" else ["account", "photo"]
        silent = [units.loc[units[column] == "not asked", KEYS[panel]] for column in columns]
        return [np.asarray(every.isin(ids), bool) for ids in silent]


def weeks_of(folder, truths: list[Truth], *, photos: int = 120, accounts: int = 90, asked: float = 0.95) -> list[Week]:
    """An edition a week, each measured beside the ones before it."""
    made = []
    for number, truth in enumerate(truths):
        day = AS_OF + dt.timedelta(days=7 * number)
        w = world(folder / day.isoformat(), truth, photos=photos, accounts=accounts, asked=asked)
        paths = (w.frame_path, w.panel_path, w.traces_path)
        shown = measuring.measure(w.investigation, *paths, w.case, w.public, day)
        measured, _ = measuring.read(w.investigation, *paths, day)
        made.append(Week(folder / day.isoformat(), w.investigation, measured, shown))
    return made


def turned(truth: Truth, lost: int = 0, found: int = 0, left: int = 0, came: int = 0, seed: int = 1) -> Truth:
    """A week later: some accounts are gone, some are back, some left the list with their photos, some came."""
    dice = np.random.default_rng(seed)
    people, photos = truth.accounts.copy(), truth.photos.copy()
    for state, other, n in (("exists", "gone", lost), ("gone", "exists", found)):
        chosen = dice.choice(people.index[people["account"] == state], n, replace=False)
        people.loc[chosen, "account"] = other
        theirs = photos["account_key"].isin(people.loc[chosen, "account_key"])
        photos.loc[theirs, "photo"] = "public" if other == "exists" else "not public"
    away = people["account_key"].isin(dice.choice(people["account_key"], left, replace=False))
    people, photos = people[~away], photos[~photos["account_key"].isin(truth.accounts["account_key"][away])]
    new = population(accounts=max(came, 1), seed=seed + 100)
    rename = {key: f"8{seed}{n:06d}@N99" for n, key in enumerate(new.accounts["account_key"])}
    fresh = new.accounts.assign(**{key: new.accounts["account_key"].map(rename) for key in ("account_key", "nsid")})
    theirs = new.photos.assign(**{key: new.photos["account_key"].map(rename) for key in ("account_key", "nsid")})
    theirs["photo_id"] = [f"8{seed}{photo}" for photo in theirs["photo_id"]]
    if came:
        people, photos = pd.concat([people, fresh]), pd.concat([photos, theirs])
    return Truth(people.reset_index(drop=True), photos.reset_index(drop=True))


def onto(edition: Edition, places: np.ndarray, size: int, imagined: np.ndarray) -> Edition:
    """The edition's sets over the units of all editions, and over imagined ones that are as those are this week."""

    def wide(mask):
        if mask is None:
            return None
        out = np.zeros(size, bool)
        out[places] = mask
        return np.concatenate([out, out[imagined]])

    here = np.ones(len(places), bool)

    def finding(of):
        domain = here if of.domain is None else of.domain
        sets = {name: wide(getattr(of, name)) for name in ("yes", "no", "unknown", "not_asked")}
        return replace(of, domain=wide(domain), **sets)

    def step(of):
        if of.panel != edition.panel:
            return of
        return replace(
            of, **{name: wide(getattr(of, name)) for name in ("units_kept", "units_set_aside", "units_unknown")}
        )

    return replace(
        edition,
        findings=[finding(each) for each in edition.findings],
        conditions=[finding(each) for each in edition.conditions],
        steps=[step(each) for each in edition.steps],
        cells=[replace(cells, masks=tuple(wide(mask) for mask in cells.masks)) for cells in edition.cells],
    )


def attack(weeks: list[Week], panel: str, comparisons: list = ()) -> int:
    """Read everything; every small group that turned between two of the editions must stay in doubt.

    Returns:
        How many groups were asked for.
    """
    every = weeks[0].ids(panel)
    for week in weeks[1:]:
        every = every.union(week.ids(panel))
    found = [edition_of(week.measured, week.shown, panel) for week in weeks]
    places, none = [every.get_indexer(week.ids(panel)) for week in weeks], np.array([], int)
    alone = [onto(one, place, len(every), none) for one, place in zip(found, places, strict=True)]
    here = [np.asarray(every.isin(week.ids(panel)), bool) for week in weeks]
    imagined = otherwise([np.vstack([there, *_sets(one)]) for one, there in zip(alone, here, strict=True)])
    editions = [onto(*each) for each in zip(found, places, [len(every)] * len(weeks), imagined, strict=True)]
    present = [np.concatenate([there, there[units]]) for there, units in zip(here, imagined, strict=True)]
    real = np.arange(len(present[0])) < len(every)
    attacker = Attacker(present + [mask for one in editions for mask in _sets(one)], real)
    for one, drawn in zip(editions, present, strict=True):
        attacker.knows(drawn, int((drawn & real).sum()))
        for finding, row in zip(one.findings, one.printed, strict=True):
            attacker.reads(finding, row)
        for condition, row in zip(one.conditions, one.conditions_shown, strict=True):
            attacker.reads_condition(condition, row)
        attacker.reads_funnel(one.steps, one.funnel, panel)
        for cells, frame in zip(one.cells, one.shown, strict=True):
            attacker.reads_cells(cells, frame)
    for earlier, later, comparison in comparisons:
        reads_comparison(attacker, editions[earlier], editions[later], comparison, real)
    knows_that_nobody_came_back(attacker, editions, real)
    of_asking = [week.not_asked(panel, every) for week in weeks]
    asking = np.vstack([*here, *(mask for found in of_asking for mask in found)]).astype(float).T
    groups = [group for group in changed(editions, present, real) if not sum_of(asking, group[real])]
    for group in groups:
        least, most = attacker.range_of(group)
        assert least < most, f"{(group & real).sum()} that turned were recovered"
    return len(groups)


def knows_that_nobody_came_back(attacker: Attacker, editions: list[Edition], real: np.ndarray) -> None:
    """Where it is so, a reader may well suppose it: who is gone from one week to the next stays gone."""
    for old, new in pairwise(editions):
        now = {str(f.row["id"]): f for f in new.findings}
        for a in old.findings:
            if a.row["id"] in ("P1", "P2") and not (back := a.no & now[a.row["id"]].yes & real).any():
                attacker.knows(a.no & now[a.row["id"]].yes, float(back.sum()))


def _sets(edition: Edition) -> list[np.ndarray]:
    return [*edition.left_open, *edition.about_people]


def otherwise(weeks: list[np.ndarray]) -> list[np.ndarray]:
    """Units that might be: as one that is in every week but one, and as another one in that.

    A reader cannot know which changes happened to occur. So each change of one week is possible, from whatever there is.

    Args:
        weeks: for each week its sets, a row each, over the units.

    Returns:
        For each week, the unit that each imagined one is alike.
    """
    _, atoms = np.unique(np.vstack(weeks), axis=1, return_index=True)
    made = [[] for _ in weeks]
    for place, sets in enumerate(weeks):
        _, kinds = np.unique(sets, axis=1, return_index=True)
        for atom in atoms:
            for kind in kinds:
                for week, units in enumerate(made):
                    units.append(kind if week == place else atom)
    return [np.array(units, int) for units in made]


def reads_comparison(attacker: Attacker, old: Edition, new: Edition, comparison: compare.Comparison, real) -> None:
    """How many pairs turned which way; where that is hidden, the tens that the differences are computed from."""
    was, now = ({str(f.row["id"]): f for f in one.findings} for one in (old, new))
    for row in comparison.changes.to_dict("records"):
        if row["id"] not in was or row["id"] not in now or pd.isna(row["pairs"]):
            continue
        a, b = was[row["id"]], now[row["id"]]
        gained, lost = a.no & b.yes, a.yes & b.no
        if not pd.isna(row["turned_yes"]):
            attacker.knows(gained, float(row["turned_yes"]))
            attacker.knows(lost, float(row["turned_no"]))
            continue
        if pd.isna(row["difference_bound_low"]):
            assert pd.isna(row["difference_low"])
            continue
        for sure, perhaps in (
            (gained, (a.no | a.unknown) & (b.yes | b.unknown)),
            (lost, (a.yes | a.unknown) & (b.no | b.unknown)),
        ):
            ten = int((sure & real).sum()) // MIN_CELL * MIN_CELL
            attacker.knows(sure, ten, ten + MIN_CELL - 1)
            ten = int(((sure | perhaps) & real).sum()) // MIN_CELL * MIN_CELL
            attacker.knows(sure | perhaps, ten, ten + MIN_CELL - 1)


def changed(editions: list[Edition], present: list[np.ndarray], real: np.ndarray) -> list[np.ndarray]:
    """The small groups that turned: of each finding, each way, between any two editions."""
    found = {}
    for place, old in enumerate(editions):
        for later, new in enumerate(editions[place + 1 :], start=place + 1):
            both = present[place] & present[later]
            now = {str(f.row["id"]): f for f in new.findings}
            for a in old.findings:
                b = now.get(str(a.row["id"]))
                if b is None or "-unknown-" in str(a.row["id"]):  # counts the unknown as something: learnt, not turned
                    continue
                for group in (both & a.yes & b.no, both & a.no & b.yes):
                    if 0 < (group & real).sum() < MIN_CELL:
                        found[group.tobytes()] = group
    return list(found.values())


CHANGES = {
    "three are gone": [{"lost": 3}],
    "twelve are gone and four are back": [{"lost": 12, "found": 4}],
    "two left the list and three came": [{"left": 2, "came": 3}],
    "a few every week": [{"lost": 3}, {"lost": 2, "found": 1}, {"lost": 4, "left": 1}],
    "many, and then few": [{"lost": 60}, {"lost": 5}],
    "few, and then so many that the sum is printed": [{"lost": 8}, {"lost": 40}],
}


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("panel", PANELS)
def test_a_reader_of_every_edition_and_of_what_compare_says_recovers_no_small_change(tmp_path, name, panel):
    truths = [population(gone=0.3)]
    for number, change in enumerate(CHANGES[name]):
        truths.append(turned(truths[-1], **change, seed=number + 1))
    weeks = weeks_of(tmp_path, truths)
    comparisons = [
        (place, place + 1, compare.compare(weeks[place].folder, weeks[place + 1].folder, weeks[place].investigation))
        for place in range(len(weeks) - 1)
    ]
    comparisons.append((0, len(weeks) - 1, compare.compare(weeks[0].folder, weeks[-1].folder, weeks[0].investigation)))
    attack(weeks, panel, comparisons)


def test_there_are_small_changes_to_be_recovered(tmp_path):
    """Else the attack above would prove nothing."""
    truths = [population(gone=0.3), turned(population(gone=0.3), lost=20, seed=4)]
    assert attack(weeks_of(tmp_path, truths, asked=1.0), "account") > 0


def test_without_the_rule_the_attack_succeeds(tmp_path):
    """The same two weeks, the second printed as though there had been no first: the three are told to the unit."""
    truths = [population(gone=0.3), turned(population(gone=0.3), lost=20, seed=4)]
    weeks = weeks_of(tmp_path, truths, asked=1.0)
    measured = weeks[1].measured
    _, asked = measuring.read(
        weeks[1].investigation,
        *(weeks[1].folder / "case" / f"{name}.parquet" for name in ("frame", "panel", "traces")),
        weeks[1].measured.as_of,
    )
    weeks[1].shown = measuring.printed(measured, asked)
    with pytest.raises(AssertionError, match="were recovered"):
        attack(weeks, "account")


def finding(yes: int, no: int, unknown: int = 0):
    values = pd.Series(["yes"] * yes + ["no"] * no + ["unknown"] * unknown)
    return share(What("f", "f", "f"), AS_OF, values, Population("photo", "p", 900), "photo")


def printed_after(earlier: int, now: int, of: int = 60) -> dict:
    """A yes that was ``earlier`` and is ``now``, of so many drawn."""
    told = before.Before({"f yes": frozenset({earlier}), "f no": frozenset({of - earlier})})
    made = finding(now, of - now)
    (row,) = Printing([made], [], [], MIN_CELL, before=told).findings([made]).to_dict("records")
    return row


def test_twelve_and_then_eleven_is_not_printed_to_the_unit():
    """The cell is large both times; what lies between is one person."""
    row = printed_after(12, 11)
    assert pd.isna(row["numerator"])
    assert (row["bound_low"], row["bound_high"]) == (10 / 60, 19 / 60)


def test_what_did_not_change_or_changed_by_many_is_printed_to_the_unit():
    assert printed_after(12, 12)["numerator"] == 12
    assert printed_after(12, 22)["numerator"] == 22
    assert pd.isna(printed_after(12, 21)["numerator"])


def test_it_is_held_against_every_earlier_edition_not_only_the_last():
    """12 in May, 30 in June, 14 in July: near to May's."""
    told = before.Before({"f yes": frozenset({12, 30})})
    assert told.too_near("f yes", 14, MIN_CELL)
    assert not told.too_near("f yes", 42, MIN_CELL)
    assert not told.too_near("another", 14, MIN_CELL)


def test_what_is_withheld_does_not_come_back_as_the_rest_of_a_table():
    """31 of 60 were 33: the cells of a table beside would add up to them, so not all of those are printed."""
    made = finding(31, 29)
    kinds = np.array(["a"] * 15 + ["b"] * 16 + ["c"] * 29)
    names = ["a", "b", "c"]
    masks = tuple(kinds == name for name in names)
    cells = Cells("photo", pd.DataFrame({"what": names, "n": [15, 16, 29]}), masks, "n", name="kinds")
    told = before.Before({"f yes": frozenset({33}), "f no": frozenset({27})})
    printing = Printing([made], [], [cells], MIN_CELL, before=told)
    assert pd.isna(printing.findings([made])["numerator"].iloc[0])
    shown = printing.blanked(cells)["n"]
    assert shown.isna().any()
    assert shown.notna().any()


def test_where_all_who_are_told_are_alike_how_many_they_are_is_printed():
    """49 and then 52 of 60, the rest not asked: three answers more, and nobody who turned."""
    told = before.Before({"f yes": frozenset({49}), "f no": frozenset({0})})
    made = finding(52, 0, 8)
    (row,) = Printing([made], [], [], MIN_CELL, before=told).findings([made]).to_dict("records")
    assert row["numerator"] == 52
    made = finding(42, 10, 8)  # but where some are not, three that turned are three that turned
    told = before.Before({"f yes": frozenset({45}), "f no": frozenset({10})})
    (row,) = Printing([made], [], [], MIN_CELL, before=told).findings([made]).to_dict("records")
    assert pd.isna(row["numerator"])


def test_an_edition_writes_down_what_it_and_those_before_it_printed(tmp_path):
    weeks = weeks_of(tmp_path, [population(gone=0.3), turned(population(gone=0.3), lost=4)])
    first, second = (pd.read_csv(week.folder / "public" / "tables" / "counts_printed.csv") for week in weeks)
    both = first.merge(second)
    assert len(both) == len(first)  # nothing that was printed is forgotten
    p2 = weeks[0].shown.table.set_index("id").loc["P2"]
    assert first.loc[first["what"] == "P2 yes", "count"].tolist() == [p2["numerator"]]


def test_an_edition_older_than_the_rule_is_read_from_its_findings(tmp_path):
    (week,) = weeks_of(tmp_path, [population(gone=0.3)])
    path = week.folder / "public" / "tables" / "counts_printed.csv"
    whole = before.up_to(week.folder / "public").counts
    path.unlink()
    of_findings = before.up_to(week.folder / "public").counts
    assert of_findings.items() <= whole.items()
    assert "P2 yes" in of_findings
