"""What may be printed: no small count, and none that a subtraction gives away."""

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.measure import suppression
from analysis.measure.suppression import coarsened, is_small

MIN_CELL = 10


@st.composite
def cells(draw):
    small_or_large = st.one_of(st.integers(0, 12), st.integers(0, 400))
    return draw(small_or_large), draw(small_or_large), draw(small_or_large)


@settings(max_examples=400)
@given(cells())
def test_what_is_shown_is_true_and_hides_every_small_count(counted):
    """Yes, unknown and no: the range shown holds the truth, and nothing exact in it is small, nor their differences."""
    yes, unknown, no = counted
    n = yes + unknown + no
    shown = coarsened(yes, unknown, n, MIN_CELL)
    assert shown.least <= yes
    assert shown.most >= yes + unknown
    assert 0 <= shown.least <= shown.most <= n
    if shown.exact:
        assert (shown.least, shown.most) == (yes, yes + unknown)
        assert not any(is_small(count, MIN_CELL) for count in (yes, unknown, no, n - yes, yes + unknown))


@settings(max_examples=400)
@given(cells())
def test_a_reader_who_knows_the_rule_cannot_tell_a_small_count(counted):
    """Every other split of the same n that would be shown alike leaves the small count at two values or more."""
    yes, unknown, no = counted
    n = min(yes + unknown + no, 60)
    yes, unknown = min(yes, n), min(unknown, n - min(yes, n))
    no = n - yes - unknown
    shown = coarsened(yes, unknown, n, MIN_CELL)
    alike = [
        (y, u, n - y - u)
        for y in range(n + 1)
        for u in range(n + 1 - y)
        if coarsened(y, u, n, MIN_CELL) == shown and (u == 0) == (unknown == 0)
    ]
    if n < MIN_CELL:
        return
    for place, count in enumerate((yes, unknown, no)):
        if is_small(count, MIN_CELL):
            assert len({split[place] for split in alike}) > 1


def test_merged_cells_never_stand_alone_or_small():
    table = pd.DataFrame({"what": list("abcde"), "photos": [3, 40, 50, 60, 11]})
    merged = suppression.merged(table, "photos", MIN_CELL)
    assert merged["photos"].sum() == table["photos"].sum()
    assert merged.set_index("what")["photos"].to_dict() == {"b": 40, "c": 50, "d": 60, "other": 14}


def test_a_table_that_is_all_small_shows_nothing():
    table = pd.DataFrame({"what": list("ab"), "photos": [3, 4]})
    merged = suppression.merged(table, "photos", MIN_CELL)
    assert merged["what"].tolist() == ["other"]
    assert merged["photos"].isna().all()


def test_a_funnel_never_shows_a_small_step():
    steps = pd.DataFrame(
        [
            ("photos", 1, "photo", "was drawn", 500, 200, 300, 0, "not in the sample"),
            ("photos", 2, "photo", "has an owner", 200, 196, 0, 4, "nobody"),
            ("photos", 3, "photo", "was asked about", 196, 150, 0, 46, "not asked"),
            ("photos", 4, "photo", "exists", 150, 147, 3, 0, "gone"),
        ],
        columns=suppression.FUNNEL_COLUMNS,
    )
    shown = suppression.funnel(steps, MIN_CELL)
    assert shown["entered"].tolist() == [500, 200, 150]
    assert shown["kept"].tolist()[:2] == [200, 150]
    assert shown["kept"].isna().iloc[2]
    assert shown["says"].iloc[1] == "has an owner, and was asked about"
