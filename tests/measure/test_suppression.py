"""What may be printed: no small count of people, and none that anything else gives away."""

from dataclasses import dataclass, field, replace
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from whosefaces.measure import measuring, reach, suppression, three_valued
from whosefaces.measure.finding import What, share
from whosefaces.measure.questions import contact as told
from whosefaces.measure.questions import funnel, licences, licences_dated, other_definitions
from whosefaces.measure.questions import ways_out as way_out
from whosefaces.measure.questions.funnel import Step
from whosefaces.measure.share import Population
from whosefaces.measure.suppression import Cells, Printing, hidden_in, is_small

from tests.measure.attacker import Attacker, small_groups
from tests.measure.invented import AS_OF, population, world

MIN_CELL = 5


def found(name: str, values: list[str], asked: list[bool] | None = None, domain: list[bool] | None = None):
    """A finding about a photo panel."""
    inside = None if domain is None else pd.Series(domain)
    size = 900 if domain is None else 400
    silent = None if asked is None else ~pd.Series(asked)
    return share(
        What(name, name, name), AS_OF, pd.Series(values), Population("photo", "p", size), "photo", silent, inside
    )


def table(values: list[str]) -> Cells:
    names = sorted(set(values))
    masks = tuple(np.array([value == name for value in values]) for name in names)
    counted = pd.DataFrame({"what": names, "units": [int(mask.sum()) for mask in masks]})
    return Cells("photo", counted, masks, "units")


@dataclass(frozen=True)
class Edition:
    """What one panel's units are counted as, and how that was printed: row by row, table by table."""

    findings: list
    printed: list[dict]
    cells: list[Cells]
    shown: list[pd.DataFrame]
    conditions: list = field(default_factory=list)
    conditions_shown: list[dict] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    funnel: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=funnel.COLUMNS))
    panel: str = "photo"
    silent: list[np.ndarray] | None = None
    """The units that we did not ask about, or asked in vain; None: whatever is left open."""

    @property
    def counted(self) -> list:
        """Whatever counts units of the panel."""
        steps = [step for step in self.steps if step.panel == self.panel]
        return [*self.findings, *self.conditions, *steps, *self.cells]

    @property
    def about_people(self) -> list[np.ndarray]:
        """Every set that is counted somewhere and says something of people."""
        return [mask for each in self.counted for mask in each.about_people]

    @property
    def left_open(self) -> list[np.ndarray]:
        """Every set that is counted somewhere as unknown."""
        return [mask for each in self.counted for mask in each.left_open]


def attack(edition: Edition, min_cell: int, real=None) -> None:
    """Nothing that must not be recovered can be."""
    people, left_open = edition.about_people, edition.left_open
    real = np.ones(len(people[0]), bool) if real is None else real
    attacker = Attacker(people + left_open, real)
    for finding, row in zip(edition.findings, edition.printed, strict=True):
        attacker.reads(finding, row)
    for condition, row in zip(edition.conditions, edition.conditions_shown, strict=True):
        attacker.reads_condition(condition, row)
    attacker.reads_funnel(edition.steps, edition.funnel, edition.panel)
    for cells, frame in zip(edition.cells, edition.shown, strict=True):
        attacker.reads_cells(cells, frame)
    asking = left_open if edition.silent is None else edition.silent
    for group in small_groups(people, left_open, asking, real, min_cell):
        least, most = attacker.range_of(group)
        assert least < most, f"a group of {(group & real).sum()} was recovered:\n{edition.printed}\n{edition.shown}"


CODES = ("yes", "no", "unknown")
KINDS = ("a", "b", "c")


@st.composite
def panels(draw):
    """A few dozen units, each with one to three codes, a kind, and shown or not: all going together, with rare values."""
    codes = draw(st.integers(1, 3))
    frequent = ["yes", "yes", *CODES]
    patterns = draw(
        st.lists(
            st.tuples(*[st.sampled_from(frequent)] * codes, st.sampled_from(KINDS), st.booleans()),
            min_size=2,
            max_size=10,
        )
    )
    return draw(st.lists(st.sampled_from(patterns), min_size=12, max_size=48))


def said_of(units: list[tuple]):
    """The findings and tables of a panel."""
    *columns, kinds, shown = (list(column) for column in zip(*units, strict=True))
    findings = [found(f"f{place}", values) for place, values in enumerate(columns)]
    findings.append(found("part", columns[0], domain=shown))
    wider = three_valued.any_of([pd.Series(columns[0]), pd.Series(kinds).map({"a": "yes", "b": "no", "c": "unknown"})])
    findings.append(replace(found("wider", wider.tolist()), contains="f0"))
    pairs = [f"{kind}{value}" for kind, value in zip(kinds, columns[0], strict=True)]
    return findings, [table(kinds), table(pairs)]


@settings(max_examples=40, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(panels())
def test_a_reader_with_a_solver_recovers_no_small_group(panel):
    """Findings, one of them on a part of the panel, and two tables of the same units: all printed, all attacked."""
    findings, cells = said_of(panel)
    printing = Printing(findings, [], cells, MIN_CELL)
    printed = printing.findings(findings)
    shown = [printing.merged(each) for each in cells]
    possible = list(product(*[CODES] * (len(panel[0]) - 2), KINDS, (True, False)))
    real = np.array([True] * len(panel) + [False] * len(possible))
    findings, cells = said_of(panel + possible)
    attack(Edition(findings, printed.to_dict("records"), cells, shown), MIN_CELL, real)


WORLDS = {
    "all asked": (1.0, 0.2, 0.05),
    "nine in ten asked": (0.9, 0.2, 0.05),
    "seven in ten asked": (0.7, 0.2, 0.05),
    "few gone": (0.95, 0.06, 0.02),
    "many gone": (0.97, 0.6, 0.1),
}
"""How many were asked, and how many accounts are gone, or memorials."""


def test_two_ranges_about_sizes_that_differ_by_a_printed_count_do_not_close_in_on_them(tmp_path):
    """Nine accounts exist and one was not asked: "at most 9" here and, with those not asked, "at least 10" there."""
    w = world(tmp_path, population(seed=101, gone=0.6, memorial=0.1), photos=80, accounts=30, asked=0.95)
    measured, times = measuring.read(w.investigation, w.frame_path, w.panel_path, w.traces_path, AS_OF)
    attack(edition_of(measured, measuring.printed(measured, times), "account"), 10)


@pytest.mark.parametrize("name", WORLDS)
def test_a_whole_edition_gives_no_small_group_away(tmp_path, name):
    """Everything that an edition prints about the drawn units: findings, other definitions, ways out, codes, funnel."""
    asked, gone, memorial = WORLDS[name]
    w = world(tmp_path, population(gone=gone, memorial=memorial), photos=60, accounts=45, asked=asked, histories=True)
    measured, times = measuring.read(w.investigation, w.frame_path, w.panel_path, w.traces_path, AS_OF)
    shown = measuring.printed(measured, times)
    for panel in ("account", "photo"):
        attack(edition_of(measured, shown, panel), 10)


def edition_of(measured, shown, panel: str) -> Edition:
    """Whatever of a panel stands in the printed tables."""
    by_id = {row["id"]: row for row in shown.table.to_dict("records")}
    by_id |= {row["name"]: row for row in shown.tables["other_definitions"].to_dict("records")}
    others = [other.finding for other in other_definitions.definitions(measured)]
    findings = [finding for finding in [*measuring.found(measured), *others] if finding.panel == panel]
    of_some = shown.tables["opt_out_conditions"].to_dict("records")
    of_some = [row for row in of_some if pd.isna(row["for_all"])]
    conditions = [
        (condition, row)
        for condition, row in zip(way_out.condition_sets(measured), of_some, strict=True)
        if condition.panel == panel
    ]
    tables = {**told.tables(measured), **licences.tables(measured), **licences_dated.tables(measured)}
    cells = {name: each for name, each in tables.items() if each.panel == panel}
    return Edition(
        findings,
        [by_id[finding.row["id"]] for finding in findings],
        list(cells.values()),
        [shown.tables[name] for name in cells],
        [condition for condition, _ in conditions],
        [row for _, row in conditions],
        funnel.steps(measured),
        shown.funnel,
        panel,
        reach.silent(measured.coded)[panel],
    )


def test_what_only_says_that_we_have_no_answer_is_printed_however_few():
    """4 of 60 not known: that is nobody's attribute. So yes and no are told to the unit."""
    finding = found("f", ["yes"] * 40 + ["no"] * 16 + ["unknown"] * 4)
    (row,) = Printing([finding], [], [], MIN_CELL).findings([finding]).to_dict("records")
    assert (row["numerator"], row["unknown"]) == (40, 4)
    assert (row["bound_low"], row["bound_high"]) == (40 / 60, 44 / 60)


def test_an_account_that_is_gone_is_not_hidden_among_those_whom_we_did_not_ask():
    """30 exist, 26 are gone and 4 are unknown. Of those gone, 3 were not asked for a contact: "unknown" as well, by a third party.

    7 unknown here and 4 there would tell of three who are gone. With "unknown" exempt whatever is known of them, they are told.
    """
    account = pd.Series(["exists"] * 30 + ["gone"] * 26 + ["unknown"] * 4)
    first = found("first", three_valued.any_of([reach.exists(account)]).tolist())
    contact = pd.Series(["unknown"] * 30 + ["yes"] * 23 + ["unknown"] * 7)
    either = replace(found("either", three_valued.any_of([reach.exists(account), contact]).tolist()), contains="first")
    silent = [(account == "unknown").to_numpy(), (account != "unknown").to_numpy()]

    def printed(silent_of):
        shown = Printing([first, either], [], [], MIN_CELL, silent=silent_of).findings([first, either])
        return Edition([first, either], shown.to_dict("records"), [], [], silent=silent)

    exempt = printed(None)
    assert exempt.printed[1]["unknown"] == 7
    with pytest.raises(AssertionError, match="a group of 3 was recovered"):
        attack(exempt, MIN_CELL)
    now = printed({"photo": silent})
    assert (now.printed[0]["numerator"], now.printed[0]["unknown"]) == (30, 4)
    attack(now, MIN_CELL)


def test_a_photo_without_a_known_owner_is_not_hidden_among_those_that_we_did_not_ask(tmp_path):
    """A list without owners: an account is unknown because its photo is not public. That is no failure of ours."""
    w = world(tmp_path, population(gone=0.05), photos=60, accounts=0, owners=False)
    measured, _ = measuring.read(w.investigation, w.frame_path, w.panel_path, w.traces_path, AS_OF)
    nobody = (measured.coded.photos["owner_from"] == "nobody").to_numpy()
    assert 0 < nobody.sum() < len(nobody)
    assert not any(np.array_equal(nobody, group) for group in reach.silent(measured.coded)["photo"])


def test_bounds_do_not_give_the_withheld_count_away():
    """3 of 60 are a no. Neither the counts nor the bounds, the interval or the total tell that they are three."""
    finding = found("f", ["yes"] * 53 + ["no"] * 3 + ["unknown"] * 4)
    (row,) = Printing([finding], [], [], MIN_CELL).findings([finding]).to_dict("records")
    assert pd.isna(row["numerator"])
    assert row["unknown"] == 4
    assert (row["bound_low"], row["bound_high"]) == (52 / 60, 1)
    for other in (52, 54, 55):
        alike = found("f", ["yes"] * other + ["no"] * (56 - other) + ["unknown"] * 4)
        (same,) = Printing([alike], [], [], MIN_CELL).findings([alike]).to_dict("records")
        assert [same[c] for c in ("bound_low", "bound_high", "low", "high", "total_low", "total_high")] == [
            row[c] for c in ("bound_low", "bound_high", "low", "high", "total_low", "total_high")
        ]


@given(st.integers(0, 80), st.integers(0, 80))
def test_the_range_of_a_hidden_count_holds_it_and_others(yes, no):
    """Every count that the printed range, and the rule behind it, leave possible: always two or more."""
    told_of = yes + no
    least, most = hidden_in(yes, told_of, MIN_CELL)
    assert 0 <= least <= yes <= most <= told_of
    if is_small(yes, MIN_CELL) or is_small(no, MIN_CELL):
        alike = [y for y in range(told_of + 1) if hidden_in(y, told_of, MIN_CELL) == (least, most)]
        hidden = [y for y in alike if is_small(y, MIN_CELL) or is_small(told_of - y, MIN_CELL)]
        assert len(hidden) > 1 or told_of < 2


def test_two_findings_that_differ_in_a_few_are_not_both_printed_to_the_unit():
    """20 and 23 of 60, the 20 among the 23: the difference would be a group of three."""
    first = found("first", ["yes"] * 20 + ["no"] * 40)
    second = found("second", ["yes"] * 23 + ["no"] * 37)
    printed = Printing([first, second], [], [], MIN_CELL).findings([first, second])
    assert printed["numerator"].tolist()[0] == 20
    assert printed["numerator"].isna().tolist() == [False, True]


def test_merged_cells_never_stand_alone_or_small():
    cells = table(["a"] * 3 + ["b"] * 40 + ["c"] * 50 + ["d"] * 60 + ["e"] * 11)
    merged = Printing([], [], [cells], 10).merged(cells)
    assert merged.set_index("what")["units"].to_dict() == {"b": 40, "c": 50, "d": 60, "other": 14}


def test_a_table_that_is_all_small_shows_nothing():
    cells = table(["a"] * 3 + ["b"] * 4)
    merged = Printing([], [], [cells], 10).merged(cells)
    assert merged["what"].tolist() == ["other"]
    assert merged["units"].isna().all()


def test_a_funnel_never_shows_a_small_step():
    """200 drawn, 196 with an owner (4 without say nothing of anybody), 190 asked about, of whom 3 are gone."""
    units = np.arange(200)

    def step(says: str, entered, kept, lost) -> Step:
        unknown = entered & ~kept & ~lost
        counts = [int(mask.sum()) for mask in (entered, kept, lost, unknown)]
        return Step("photos", "photo", says, "why", *counts, "photo", kept, lost, unknown)

    everybody, none = units >= 0, units < 0
    steps = [
        Step("photos", "photo", "was drawn", "not in the sample", 500, 200, 300, 0),
        step("has an owner", everybody, units < 196, none),
        step("exists", units < 196, units < 187, (units >= 187) & (units < 190)),
        step("is known", units < 187, none, none),
    ]
    shown = Printing([], steps, [], 10).funnel(steps)
    assert shown["says"].tolist() == ["was drawn", "has an owner", "exists, and is known"]
    assert shown["kept"].tolist()[:2] == [200, 196]
    assert shown["entered"].tolist() == [500, 200, 196]
    assert shown.iloc[2][["kept", "set_aside", "unknown"]].isna().all()
    assert list(shown.columns) == funnel.COLUMNS


def test_answers_about_people_are_merged_and_those_about_our_asking_are_not():
    summary = pd.DataFrame({"outcome": ["exists", "gone", "memorial", "not asked"], "units": [150, 30, 4, 3]})
    shown = suppression.answers(summary, "outcome", "units", 10)
    assert shown.set_index("outcome")["units"].to_dict() == {"exists": 150, "not asked": 3, "other": 34}


def test_a_range_starts_at_what_a_printed_finding_within_it_tells_already():
    """Whom the platform could notify, anybody else could write to: 928 printed of P1 are at least 928 there too."""
    row = {"status": "published", "denominator": 1000, "numerator": 928, "bound_low": 0.928}
    assert suppression.least_printed(row) == 928
    assert suppression.least_printed(row | {"numerator": None, "bound_low": 0.92}) == 920
    assert suppression.least_printed(row | {"status": "suppressed"}) == 0
