"""What telling them would take."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from whosefaces.measure import measuring
from whosefaces.measure.questions import context, effort
from whosefaces.measure.questions.closed_list import bounds
from whosefaces.measure.share import MeasureError

from tests.measure.invented import AS_OF


def read(w):
    return measuring.read(w.investigation, w.frame_path, w.panel_path, w.traces_path, AS_OF)[0]


def test_the_effort_is_worked_by_hand(plain):
    """300 accounts and 1,212 photos all of which name theirs: 300 calls, 5 minutes; 1 minute a message, 15 an hour."""
    w, findings = plain
    rows = effort.table(read(w), findings.table).set_index("what")
    assert rows.loc["calls to find them all", "estimate"] == 300
    assert rows.loc["hours of calls, at 3,600 an hour", "estimate"] == pytest.approx(300 / 3600)
    p2 = findings.table.set_index("id").loc["P2"]
    assert rows.loc["messages", "estimate"] == p2["total"]
    assert rows.loc["messages", ["low", "high"]].tolist() == [p2["total_low"], p2["total_high"]]
    cost = rows.loc["cost at 1 minutes a message and 15 EUR an hour"]
    assert cost["high"] == pytest.approx(p2["total_high"] / 60 * 15)
    assert cost["kind"] == "scenario"


def test_what_has_no_source_is_called_a_scenario(plain):
    _, findings = plain
    rows = findings.tables["effort"]
    assert rows[rows["unit"].isin(["EUR", "answers"])]["kind"].eq("scenario").all()
    assert rows[rows["kind"] == "scenario"]["rests_on"].str.contains("scenario").all()


def test_without_an_account_frame_messages_are_not_estimable(no_owners):
    _, findings = no_owners
    row = findings.tables["effort"].set_index("what").loc["messages"]
    assert pd.isna(row["low"])
    assert row["rests_on"].startswith("not estimable")


@given(st.lists(st.integers(1, 400), min_size=0, max_size=300), st.integers(3, 25))
def test_the_concentration_curve_tells_of_no_few_accounts(held, min_cell):
    sizes = pd.Series(held, dtype=int).value_counts().sort_index()
    table = pd.DataFrame({"photos": sizes.index, "accounts": sizes.to_numpy()})
    frame = _frame(table, sum(held))
    curve = effort.concentration(frame, min_cell)
    if len(held) < max(10, min_cell):
        assert curve.empty
        return
    steps = np.diff([0, *curve["accounts"]])
    assert (steps >= max(10, min_cell)).all()
    largest = sorted(held, reverse=True)
    for row in curve.itertuples():
        assert row.photos == sum(largest[: row.accounts])
    assert curve["accounts"].iloc[-1] == len(held)
    assert curve["share"].iloc[-1] == 1


def _frame(table: pd.DataFrame, photos: int):
    from whosefaces.manifest.census import Census

    none = pd.DataFrame()
    return Census(
        photos, photos, none, photos, photos, int(table["accounts"].sum()), 0, None, None, None, none, table, none, none
    )


def test_the_context_is_dated_and_sourced():
    boxes = context.boxes()
    assert len({box.id for box in boxes}) == len(boxes)
    assert {box.topic for box in boxes} >= {"effort", "licences"}


def test_a_context_box_with_a_misspelt_key_is_refused(tmp_path):
    text = context.FILE.read_text().replace("grade =", "grad =", 1)
    (tmp_path / "context.toml").write_text(text)
    with pytest.raises(MeasureError, match="grad"):
        context.boxes(tmp_path / "context.toml")


@given(st.data())
def test_the_bounds_of_a_closed_list_hold_for_whichever_part_it_is(data):
    """Any parent, any part of it: the part's yes lie between the bounds."""
    parent = data.draw(st.lists(st.booleans(), min_size=1, max_size=40))
    part = [yes for yes in parent if data.draw(st.booleans())]
    low = data.draw(st.integers(0, sum(parent)))
    high = data.draw(st.integers(sum(parent), len(parent)))
    least, most = bounds(len(part), len(parent), low, high)
    assert least <= sum(part) <= most


def test_a_closed_list_has_its_findings(plain):
    from whosefaces.investigation import ClosedList

    w, _ = plain
    measured = read(w)
    closed = ClosedList(name="Faces", source="its paper, 2019", photos=1_000, accounts=290)
    closed_measured = replace(measured, investigation=measured.investigation.model_copy(update={"closed_list": closed}))
    table = measuring.published(closed_measured, pd.Series([], dtype="datetime64[ns]")).table.set_index("id")
    p2, row = table.loc["P2"], table.loc["closed-P2"]
    assert row["total_low"] == max(0, 290 - (300 - p2["total_low"]))
    assert row["total_high"] == min(290, p2["total_high"])
    assert row["bound_high"] == row["total_high"] / 290
    assert table.loc["closed-P3", ["total_low", "total_high"]].tolist() == [0, 0]
