"""The census of any format: counts of a frame, in tables from which no small number follows."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whosefaces.manifest import census, engine, ingest
from whosefaces.manifest.census import _by_year, _per_photo, _with_other, counted
from whosefaces.manifest.interpreting import interpret
from whosefaces.report import charts

from tests.manifest.planted_manifests import ANNA, BEN, PLANTED, lines, page


def counted_in(path, format: str = "auto", min_cell: int = 1) -> census.Census:
    found = ingest.listing(path, format)
    with engine.started() as duck:
        duck.parquet("listing", found.path, numbered=True)
        interpret(duck)
        duck.view("frame", "SELECT * FROM frame_rows")
        return counted(duck, min_cell)


def test_photos_accounts_repeats_and_shares_are_those_planted(tmp_path):
    """Anna has photos 1 to 3, the first listed thrice; Ben has one: 6 rows, 4 photos, median (1 + 3) / 2."""
    path = lines(tmp_path / "list.txt", [page(ANNA, n) for n in (1, 1, 1, 2, 3)] + [page(BEN, 4)])
    said = counted_in(path)

    assert (said.rows, said.photos, said.accounts) == (6, 4, 2)
    assert (said.repeated_rows, said.repeated_photos) == (2, 1)
    assert said.median_photos == 2
    assert said.rows_per_photo.to_dict("list") == {"in_rows": ["1", "3"], "photos": [3, 1]}
    assert said.faces is None
    assert "2 accounts are named" in said.about_accounts()


def test_one_photo_with_two_owners_is_a_conflict_that_is_said(tmp_path):
    path = lines(tmp_path / "list.txt", [page(ANNA, 1), page(BEN, 1), page(BEN, 2)])

    assert counted_in(path).owner_conflicts == 1
    assert "name different owners" in counted_in(path).about_repeats()


def test_without_owners_accounts_are_not_nought_but_unknown(tmp_path):
    said = counted_in(PLANTED["coco"].write(tmp_path))

    assert said.accounts is None
    assert said.photos_per_account.empty
    assert "cannot be counted" in said.about_accounts()


@pytest.mark.parametrize("name", [name for name, planted in PLANTED.items() if planted.photos])
def test_every_format_has_a_census_with_charts(tmp_path, name):
    planted = PLANTED[name]
    said = counted_in(planted.write(tmp_path), "auto" if planted.recognised else name.partition(",")[0])

    assert (said.photos, said.accounts, said.faces) == (planted.photos, planted.accounts, planted.faces)
    assert said.rows_per_photo["photos"].sum() == planted.photos
    assert all([*said.sentences(), said.about_years()])
    assert ("no day of upload" in said.about_years()) == said.licences_by_year.empty
    for table, chart, labels, units in (
        (said.rows_per_photo, "rows_per_photo", "in_rows", "photos"),
        (said.faces_per_photo, "faces_per_photo", "faces", "photos"),
        (said.licences, "licences_listed", "licence", "photos"),
        (said.licences_by_year, "licences_by_year", ["year", "licence"], "photos"),
        (said.photos_per_account, "photos_per_account", "photos", "accounts"),
    ):
        figure = charts.counts(table, chart, labels, units)
        assert (figure.title if len(table) else "Nothing to show") in figure.text
        assert len(figure.table) == len(table)


def test_coco_is_licensed_as_published(shared):
    """COCO val2017 by licence, computed for MANIFESTS.md from the file's own table."""
    said = counted_in(shared / "manifests/coco/coco_val2017_images.json")
    photos = dict(zip(said.licences["licence"], said.licences["photos"], strict=True))

    assert photos == {
        "cc-by-nc-sa-2.0": 1431,
        "cc-by-nc-2.0": 630,
        "cc-by-nc-nd-2.0": 1414,
        "cc-by-2.0": 857,
        "cc-by-sa-2.0": 417,
        "cc-by-nd-2.0": 246,
        "no-known-restrictions": 5,
    }


# -- what may be published ---------------------------------------------------------------------------------------

LICENCES = ("cc-by-2.0", "cc-by-nc-2.0", "cc0-1.0", "none listed")

COUNTS = st.lists(
    st.tuples(st.sampled_from(LICENCES), st.none() | st.integers(2004, 2009), st.integers(1, 40)),
    unique_by=lambda row: row[:2],
    min_size=1,
)


@settings(deadline=None, derandomize=True)
@given(rows=COUNTS)
def test_no_small_number_stands_in_the_table_by_year_and_none_follows_from_the_totals(rows):
    """Every cell holds ten photos; a licence's cells add up to its total, or to it with the others'."""
    counts = pd.DataFrame(rows, columns=["licence", "uploaded_in", "photos"]).astype({"uploaded_in": "Int64"})
    table = _by_year(counts, 10)
    if counts["uploaded_in"].isna().all() or table.empty:
        return
    totals = counts.groupby("licence")["photos"].sum()

    assert (table["photos"] >= 10).all()
    assert table["photos"].sum() == counts["photos"].sum()
    for licence, part in table.groupby("licence"):
        if licence != "other":
            assert part["photos"].sum() == totals[licence]


@settings(deadline=None, derandomize=True)
@given(numbers=st.dictionaries(st.integers(0, 30), st.integers(1, 40), min_size=1))
def test_classes_of_rows_and_faces_hold_ten_photos_or_are_merged(numbers):
    counts = pd.DataFrame({"faces": list(numbers), "photos": list(numbers.values())}).sort_values("faces")
    table = _per_photo(counts, "faces", 10)

    assert (table["photos"] >= 10).all()
    assert table["photos"].sum() == (counts["photos"].sum() if counts["photos"].sum() >= 10 else 0)


def test_a_licence_too_small_in_one_year_is_other_in_all():
    """30 and 3 of one licence, 20 and 20 of another: 3 would follow if 30 stood there beside the total of 33."""
    cells = pd.DataFrame({"a": [30, 3], "b": [20, 20], "c": [10, 40]}, index=["2008", "2009"])

    assert _with_other(cells, 10).to_dict("list") == {"c": [10, 40], "other": [50, 23]}
    assert "a" not in _with_other(cells, 10)
