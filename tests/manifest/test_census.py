"""The census of any format: counts of a frame, and the tables that are printed of them."""

import pytest
from whosefaces.manifest import engine, ingest
from whosefaces.manifest.census import counted
from whosefaces.manifest.interpreting import interpret
from whosefaces.measure.frame_tables import FrameTables
from whosefaces.report import charts

from tests.manifest.planted_manifests import ANNA, BEN, PLANTED, lines, page


def counted_in(path, format: str = "auto") -> FrameTables:
    """The census of a list, with no minimum."""
    found = ingest.listing(path, format)
    with engine.started() as duck:
        duck.parquet("listing", found.path, numbered=True)
        interpret(duck)
        duck.view("frame", "SELECT * FROM frame_rows")
        return FrameTables(counted(duck), 1)


def test_photos_accounts_repeats_and_shares_are_those_planted(tmp_path):
    """Anna has photos 1 to 3, the first listed thrice; Ben has one: 6 rows, 4 photos, half of them have 1."""
    path = lines(tmp_path / "list.txt", [page(ANNA, n) for n in (1, 1, 1, 2, 3)] + [page(BEN, 4)])
    tables = counted_in(path)
    frame = tables.frame

    assert (frame.rows, frame.photos, frame.accounts, frame.repeated_rows) == (6, 4, 2, 2)
    assert frame.most_photos_of_the_smaller_half == 1
    assert tables.rows_per_photo.to_dict("list") == {"in_rows": ["1", "3"], "photos": [3, 1]}
    assert frame.depictions is None
    assert "2 accounts are named" in tables.about_accounts()


def test_one_photo_with_two_owners_is_a_conflict_that_is_said(tmp_path):
    path = lines(tmp_path / "list.txt", [page(ANNA, 1), page(BEN, 1), page(BEN, 2)])

    assert counted_in(path).frame.photos_with_owners == 1
    assert "name different owners" in counted_in(path).about_repeats()


def test_without_owners_accounts_are_not_nought_but_unknown(tmp_path):
    tables = counted_in(PLANTED["coco"].write(tmp_path))

    assert tables.photos_per_account.empty
    assert "cannot be counted" in tables.about_accounts()


@pytest.mark.parametrize("name", [name for name, planted in PLANTED.items() if planted.photos])
def test_every_format_has_a_census_with_charts(tmp_path, name):
    planted = PLANTED[name]
    tables = counted_in(planted.write(tmp_path), "auto" if planted.recognised else name.partition(",")[0])

    frame = tables.frame
    assert (frame.photos, frame.accounts or None, frame.depictions) == (planted.photos, planted.accounts, planted.faces)
    assert tables.rows_per_photo["photos"].sum() == planted.photos
    assert all([tables.about_repeats(), tables.about_accounts(), tables.about_faces(), tables.about_years()])
    assert ("no day of upload" in tables.about_years()) == tables.licences_by_year.empty
    for table, chart, labels, units in (
        (tables.rows_per_photo, "rows_per_photo", "in_rows", "photos"),
        (tables.faces_per_photo, "faces_per_photo", "faces", "photos"),
        (tables.licences, "licences_listed", "licence", "photos"),
        (tables.licences_by_year, "licences_by_year", ["year", "licence"], "photos"),
        (tables.photos_per_account, "photos_per_account", "photos", "accounts"),
    ):
        figure = charts.counts(table, chart, labels, units)
        assert (figure.title if len(table) else "Nothing to show") in figure.text
        assert len(figure.table) == len(table)


def test_coco_is_licensed_as_published(shared):
    """COCO val2017 by licence, computed for MANIFESTS.md from the file's own table."""
    tables = counted_in(shared / "manifests/coco/coco_val2017_images.json")
    photos = dict(zip(tables.licences["licence"], tables.licences["photos"], strict=True))

    assert photos == {
        "cc-by-nc-sa-2.0": 1431,
        "cc-by-nc-2.0": 630,
        "cc-by-nc-nd-2.0": 1414,
        "cc-by-2.0": 857,
        "cc-by-sa-2.0": 417,
        "cc-by-nd-2.0": 246,
        "no-known-restrictions": 5,
    }
