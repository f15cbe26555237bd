"""The six places where a minimum stays, each attacked by somebody who holds the public parent and every published file."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from whosefaces.manifest.census import Census
from whosefaces.measure import measuring, small_counts
from whosefaces.measure.frame_tables import FrameTables
from whosefaces.measure.questions import effort
from whosefaces.measure.share import MeasureError
from whosefaces.measure.small_counts import Minimum
from whosefaces.sample.panel import PANEL
from whosefaces.trace.traces import TRACES
from whosefaces.way_out import timing

from tests.measure.invented import AS_OF, World, population, traces_of, world

COUNTS = st.lists(st.lists(st.integers(0, 40), min_size=3, max_size=3), min_size=2, max_size=6)


def crossed(counts: list[list[int]]) -> pd.DataFrame:
    cells = [(f"l{r}", f"n{c}", n) for r, row in enumerate(counts) for c, n in enumerate(row) if n]
    return pd.DataFrame(cells, columns=["listed", "now", "photos"]).astype({"photos": "int64"})


@given(COUNTS, st.integers(3, 20))
def test_1_no_category_of_a_cross_table_is_small_nor_merged_alone(counts, cell):
    """The parent tells how many of each category there are: the margins of the table tell the reader no more of a small one."""
    before = crossed(counts)
    after = small_counts.merged(before, ["listed", "now"], "photos", cell)
    assert after["photos"].sum() == before["photos"].sum()
    for column in ("listed", "now"):
        was, now = before.groupby(column)["photos"].sum(), after.groupby(column)["photos"].sum()
        named = now.drop(small_counts.OTHER, errors="ignore")
        assert (named >= cell).all()
        assert named.equals(was[named.index])  # what is large keeps its margin, to the unit
        joined = was.drop(named.index)
        assert len(joined) != 1 or len(was) == 1
        assert joined.sum() >= cell or len(joined) == len(was) or joined.empty


def test_1_single_cells_of_large_categories_stand_as_they_are():
    """206 of 1,000, and 3 of them to one licence: a cell is no category, and the panel is secret."""
    table = crossed([[203, 3, 0], [10, 90, 0]])
    assert small_counts.merged(table, ["listed", "now"], "photos", 10).equals(table)


@given(st.lists(st.integers(0, 60), min_size=1, max_size=8), st.integers(3, 20))
def test_2_what_the_list_alone_says_of_people_is_never_a_small_count(counts, least):
    table = pd.DataFrame({"age": [f"a{place}" for place in range(len(counts))], "faces": counts})
    assert (small_counts.one_way(table, "age", "faces", least)["faces"] >= least).all()


@given(st.dictionaries(st.integers(0, 30), st.integers(1, 40), min_size=1), st.integers(3, 20))
def test_3_size_classes_hold_many_units_and_lose_none(numbers, least):
    """Whoever knows one account's number of photos finds it in a class of ten accounts or more."""
    counts = pd.DataFrame({"photos": sorted(numbers), "accounts": [numbers[n] for n in sorted(numbers)]})
    classes = small_counts.classes(counts, "photos", "accounts", least)
    assert all(units >= least for _, _, units in classes)
    assert sum(units for _, _, units in classes) == (sum(numbers.values()) if sum(numbers.values()) >= least else 0)
    assert all(earlier[1] < later[0] for earlier, later in zip(classes, classes[1:], strict=False))


LISTED = st.lists(
    st.tuples(
        st.sampled_from(["cc-by-2.0", "cc-by-nc-2.0", "cc0-1.0", "none listed"]),
        st.none() | st.integers(2004, 2009),
        st.integers(1, 40),
    ),
    unique_by=lambda row: row[:2],
    min_size=1,
)


@given(LISTED)
def test_1_no_year_and_no_licence_of_few_photos_stands_by_itself(rows):
    counts = pd.DataFrame(rows, columns=["licence", "uploaded_in", "photos"]).astype({"uploaded_in": "Int64"})
    table = FrameTables(replace(EMPTY, licences_by_year=counts)).licences_by_year
    if table.empty:
        return
    assert table["photos"].sum() == counts["photos"].sum()
    for column in ("year", "licence"):
        held = table.groupby(column)["photos"].sum().drop(small_counts.OTHER, errors="ignore")
        assert (held >= 10).all()


NOTHING = pd.DataFrame()
EMPTY = Census(0, 0, NOTHING, 0, 0, 0, 0, None, None, None, NOTHING, NOTHING, NOTHING, NOTHING)


@given(st.lists(st.integers(1, 50), min_size=1, max_size=60), st.integers(3, 20))
def test_3_the_greatest_value_printed_is_one_that_many_have(values, least):
    most = small_counts.most_of(pd.Series(values), pd.Series([1] * len(values)), least)
    assert (most is None) == (len(values) < least)
    assert most is None or sum(value >= most for value in values) >= least


@given(
    st.lists(st.tuples(st.integers(1, 500), st.integers(1, 30)), min_size=1, max_size=30, unique_by=lambda one: one[0])
)
def test_3_two_points_of_the_concentration_curve_differ_by_ten_accounts_or_more(sizes):
    """The parent's reader knows how many photos each account has: a step of one account would say whose it is."""
    held = pd.DataFrame(sizes, columns=["photos", "accounts"])
    frame = replace(EMPTY, accounts_by_photos=held, photos=int((held["photos"] * held["accounts"]).sum()))
    points = [0, *effort.concentration(frame, 10)["accounts"]]
    assert all(later - sooner >= 10 for sooner, later in zip(points, points[1:], strict=False))
    assert len(points) == 1 or held["accounts"].sum() - points[-1] in (0, *range(10, 10**6))


# -- 4: a closed list, densely asked, published again


def again(w: World, states: pd.Series, *, editions: bool = True) -> measuring.Findings:
    """A later edition of a census of a closed list, in which the accounts have these states."""
    accounts = w.truth.accounts.assign(account=states.to_numpy())
    traces = traces_of(PANEL.read(w.panel_path), replace(w.truth, accounts=accounts))
    TRACES.write(traces, w.traces_path)
    closed = w.investigation.model_copy(update={"demonstration": False})
    measured, days = measuring.read(closed, w.frame_path, w.panel_path, w.traces_path, AS_OF)
    return measuring.published(measured, days, again=editions)


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> World:
    """Every one of 240 accounts is asked."""
    truth = population(240)
    return world(tmp_path_factory.mktemp("whole"), truth, photos=len(truth.photos), accounts=240)


def but(states: pd.Series, place: int, state: str) -> pd.Series:
    """The same with one other account."""
    out = states.copy()
    out.iloc[place] = state
    return out


def test_4_who_knows_of_all_but_one_cannot_tell_from_a_later_edition_whether_she_is_in_the_list(whole):
    """Everybody else's account is known, and hers was closed this week: the edition is the same whether she is in it or not."""
    states = pd.Series(np.where(np.arange(240) < 40, "gone", "exists"))
    stayed, closed = again(whole, states), again(whole, but(states, 200, "gone"))
    for name in ("P2", "opt-out-public-list-blind"):
        rows = [one.table.set_index("id").loc[name] for one in (stayed, closed)]
        pd.testing.assert_series_equal(*rows)
    for name in ("codes", "opt_out_conditions"):
        pd.testing.assert_frame_equal(stayed.tables[name], closed.tables[name])
    assert stayed.case_table.set_index("id").loc["P2", "numerator"] == 200


def test_4_the_band_holds_the_truth_and_its_middle_is_the_central_figure(whole):
    states = pd.Series(np.where(np.arange(240) < 40, "gone", "exists"))
    p2 = again(whole, states).table.set_index("id").loc["P2"]
    assert p2["bound_low"] <= 200 / 240 <= p2["bound_high"]
    assert p2["bound_high"] - p2["bound_low"] == pytest.approx(5 / 240)
    assert pd.isna(p2["estimate"])
    assert p2["central"] == pytest.approx((p2["bound_low"] + p2["bound_high"]) / 2)


def test_4_a_first_edition_and_a_public_list_print_their_counts(whole):
    states = pd.Series(np.where(np.arange(240) < 40, "gone", "exists"))
    assert again(whole, states, editions=False).table.set_index("id").loc["P2", "numerator"] == 200
    assert not Minimum(frame_accounts=240, asked=1.0, list_public=True, again=True).banded
    assert not Minimum(frame_accounts=5_000, asked=0.2, again=True).banded


@given(st.integers(0, 40))
def test_4_a_change_of_few_says_fewer_than_ten_whatever_it_was(units):
    closed = Minimum(frame_accounts=500, asked=0.5, again=True)
    assert small_counts.change(units, closed) == (units if units >= 10 else None)
    assert small_counts.change(units, replace(closed, list_public=True)) == units


def test_4_a_short_closed_list_has_one_published_edition(tmp_path):
    truth = population(60)
    w = world(tmp_path, truth, photos=len(truth.photos), accounts=60)
    later = again(w, truth.accounts["account"])
    panel_numbers = later.table[later.table["id"].isin(["P1", "P2", "photo-public", "licence-changed"])]
    assert set(panel_numbers["reason_code"]) == {"one-edition"}
    assert panel_numbers["numerator"].isna().all()
    assert later.case_table.set_index("id").loc["P2", "numerator"] > 0
    assert later.table.set_index("id").loc["P3", "status"] == "by rule"


def test_4_without_a_minimum_such_a_list_is_refused(whole):
    measured, days = measuring.read(
        whole.investigation.model_copy(
            update={
                "demonstration": False,
                "publish": whole.investigation.publish.model_copy(update={"min_cell": 0}),
            }
        ),
        whole.frame_path,
        whole.panel_path,
        whole.traces_path,
        AS_OF,
    )
    with pytest.raises(MeasureError, match="min_cell = 0 is not allowed here"):
        measuring.published(measured, days, again=True)


# -- 5: a list of very few accounts


def few(folder, state: str, *, min_cell: int = 10) -> World:
    """Eight accounts, all in one state."""
    truth = population(8)
    truth = replace(truth, accounts=truth.accounts.assign(account=state))
    w = world(folder, truth, photos=len(truth.photos), accounts=8)
    publish = w.investigation.publish.model_copy(update={"min_cell": min_cell})
    return replace(w, investigation=w.investigation.model_copy(update={"publish": publish}))


def files(w: World) -> dict[str, bytes]:
    measuring.measure(w.investigation, w.frame_path, w.panel_path, w.traces_path, w.case, w.public, AS_OF)
    return {path.name: path.read_bytes() for path in w.public.rglob("*") if path.is_file()}


def test_5_what_is_published_of_eight_accounts_is_the_same_whether_all_exist_or_none_does(tmp_path):
    alive, gone = files(few(tmp_path / "alive", "exists")), files(few(tmp_path / "gone", "gone"))
    assert alive == gone


def test_5_a_minimum_of_nought_lifts_it(tmp_path):
    alive = files(few(tmp_path / "alive", "exists", min_cell=0))
    gone = files(few(tmp_path / "gone", "gone", min_cell=0))
    assert alive["findings.json"] != gone["findings.json"]


# -- 6: requests of real people


@given(st.integers(0, 100))
def test_6_fewer_than_ten_requesters_print_no_share(requesters):
    """The holder knows who asked: of nine people "one was refused" says who."""
    printed = timing.shares(["answered"] * requesters)
    assert isinstance(printed, timing.TooFew) == (requesters < 10)


def test_why_there_is_no_minimum_is_printed_with_it():
    assert Minimum(cell=0).sentence("our own accounts").endswith("keep none here: our own accounts")
    assert "keep none here" not in Minimum().sentence("our own accounts")


def test_the_minimum_is_never_under_ten_where_nought_does_not_lift_it():
    assert Minimum(cell=0).least == small_counts.LEAST
    assert Minimum(cell=0, frame_accounts=3).kept_in_case is None
