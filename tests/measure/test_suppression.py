"""What may be printed: no small count of people, and none that anything else gives away."""

from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from analysis.measure import funnel, licences, measuring, suppression, three_valued, told, way_out
from analysis.measure.finding import What, share
from analysis.measure.funnel import Step
from analysis.measure.share import Population
from analysis.measure.suppression import Cells, Printing, hidden_in, is_small
from tests.measure.attacker import Attacker, small_groups
from tests.measure.invented import AS_OF, world

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


def attack(findings, tables, printed: pd.DataFrame, shown: list[pd.DataFrame], min_cell: int, real=None) -> None:
    """Nothing that must not be recovered can be."""
    people = [m for f in findings for m in f.about_people] + [m for c in tables for m in c.about(asking=False)]
    asking = [m for f in findings for m in f.about_asking] + [m for c in tables for m in c.about(asking=True)]
    real = np.ones(len(people[0]), bool) if real is None else real
    attacker = Attacker(people + asking, real)
    for finding, row in zip(findings, printed.to_dict("records"), strict=True):
        attacker.reads(finding, row)
    for cells, frame in zip(tables, shown, strict=True):
        attacker.reads_cells(cells, frame)
    for group in small_groups(people, asking, real, min_cell):
        least, most = attacker.range_of(group)
        assert least < most, f"a group of {(group & real).sum()} was recovered:\n{printed.T}\n{shown}"


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
    attack(*said_of(panel + possible), printed, shown, MIN_CELL, real)


@pytest.mark.parametrize("seed", range(4))
def test_a_whole_edition_gives_no_small_group_away(tmp_path, seed):
    """Everything that an edition prints about the drawn accounts: findings, conditions of the ways out, codes, funnel."""
    w = world(tmp_path, photos=60, accounts=45, asked=[1.0, 0.9, 0.7, 0.95][seed])
    measured, asked = measuring.read(w.investigation, w.frame_path, w.panel_path, w.traces_path, AS_OF)
    shown = measuring.printed(measured, asked)
    for panel in ("account", "photo"):
        findings, rows = [], []
        by_id = {row["id"]: row for row in shown.table.to_dict("records")}
        for finding in [*told.findings(measured), *way_out.findings(measured), *licences.findings(measured)]:
            if finding.panel == panel:
                findings.append(finding)
                rows.append(by_id[finding.row["id"]])
        tables = {**told.tables(measured), **licences.tables(measured)}
        cells = {name: each for name, each in tables.items() if each.panel == panel}
        printed = pd.DataFrame(rows)
        attack(findings, list(cells.values()), printed, [shown.tables[name] for name in cells], 10)


def test_what_only_says_that_we_have_no_answer_is_printed_however_few():
    """4 of 60 not known: that is nobody's attribute. So yes and no are told to the unit."""
    finding = found("f", ["yes"] * 40 + ["no"] * 16 + ["unknown"] * 4)
    (row,) = Printing([finding], [], [], MIN_CELL).findings([finding]).to_dict("records")
    assert (row["numerator"], row["unknown"]) == (40, 4)
    assert (row["bound_low"], row["bound_high"]) == (40 / 60, 44 / 60)


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
