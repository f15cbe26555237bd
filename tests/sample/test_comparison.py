"""A sample to compare with: photos of the parent outside the dataset, drawn by the salt and another text, and kept apart."""

import hashlib

import duckdb
import pytest
from whosefaces import investigation
from whosefaces.investigation import ComparisonSample, InvestigationError
from whosefaces.manifest.frame import FRAME
from whosefaces.sample import comparison, drawing
from whosefaces.sample.comparison import COMPARISON_FRAME, COMPARISON_PANEL, OUTSIDE
from whosefaces.sample.panel import PANEL
from whosefaces.table import TableError

from tests.sample.test_drawing import AS_OF, SALT, a_frame, an_investigation, case_in, population


def a_comparison(tmp_path, n=20, rows=300, accounts=30, take=2):
    """A dataset of every second photo of its parent; investigation, frame, case and the parent's rows."""
    parent = population(rows, accounts)
    addresses = "".join(f"https://www.flickr.com/photos/{row['nsid']}/{row['photo_id']}/\n" for row in parent)
    (tmp_path / "parent.txt").write_text(addresses)
    base = an_investigation(tmp_path)
    case = case_in(tmp_path / "reports")
    frame = a_frame(case / "frame.parquet", parent[::take])
    sample = base.sample.model_copy(update={"comparison": ComparisonSample(n=n)})
    named = investigation.Manifest(path=tmp_path / "parent.txt")
    return base.model_copy(update={"parent": named, "sample": sample}), frame, case, parent


def by_rule(ids, n):
    """The n smallest SHA-256 of "salt|comparison|id", said a second time."""
    return sorted(ids, key=lambda one: (hashlib.sha256(f"{SALT}|comparison|{one}".encode()).hexdigest(), one))[:n]


def test_the_photos_are_those_of_the_parent_outside_the_dataset_by_the_rule(tmp_path):
    loaded, frame, case, parent = a_comparison(tmp_path)
    drawn = comparison.draw(loaded, frame, case)
    outside = [row["photo_id"] for row in parent[1::2]]
    panel = comparison.panel_of(case)

    assert list(panel["photo_id"]) == by_rule(outside, 20)
    assert (drawn.n, drawn.frame_size) == (20, len(outside))
    assert set(panel["design_weight"]) == {len(outside) / 20}
    assert "20 of 150 photos" in drawn.sentence()


def test_each_drawn_photo_carries_its_own_owner_also_one_whose_account_is_in_the_dataset(tmp_path):
    loaded, frame, case, parent = a_comparison(tmp_path, accounts=7)
    comparison.draw(loaded, frame, case)
    owner = {row["photo_id"]: row["nsid"] for row in parent}
    panel = comparison.panel_of(case)

    assert list(panel["nsid"]) == [owner[photo] for photo in panel["photo_id"]]
    assert set(panel["nsid"]) & {row["nsid"] for row in parent[::2]}


def test_the_whole_frame_is_counted_by_licence_and_the_drawn_rows_are_kept_for_the_asking(tmp_path):
    loaded, frame, case, _ = a_comparison(tmp_path)
    comparison.draw(loaded, frame, case)
    rows = FRAME.read(case / "comparison_rows.parquet")

    assert set(rows["photo_id"]) == set(comparison.panel_of(case)["photo_id"])
    assert COMPARISON_FRAME.read(case / "comparison_frame.parquet").to_dict("records") == [
        {"licence": "none listed", "photos": 150}
    ]


def test_two_draws_give_the_same_rows_and_a_larger_one_holds_the_smaller(tmp_path):
    loaded, frame, case, _ = a_comparison(tmp_path)
    comparison.draw(loaded, frame, case)
    first = comparison.panel_of(case)
    comparison.draw(loaded, frame, case)
    assert comparison.panel_of(case).equals(first)
    more = loaded.sample.model_copy(update={"comparison": ComparisonSample(n=45)})
    comparison.draw(loaded.model_copy(update={"sample": more}), frame, case)
    assert list(comparison.panel_of(case)["photo_id"].head(20)) == list(first["photo_id"])


def test_the_dataset_s_own_draw_neither_changes_nor_accepts_it(tmp_path):
    """The tables differ in their columns: a panel is not read as a comparison, nor a comparison as a panel."""
    loaded, frame, case, _ = a_comparison(tmp_path)
    before = PANEL.read(drawing.draw(loaded, frame, case, AS_OF).path)
    comparison.draw(loaded, frame, case)
    assert PANEL.read(case / "panel.parquet").equals(before)
    with pytest.raises(TableError, match="not a panel table"):
        PANEL.read(case / "comparison_panel.parquet")
    with pytest.raises(TableError, match="not a comparison_panel table"):
        COMPARISON_PANEL.read(case / "panel.parquet")
    assert not set(before["photo_id"].dropna()) & set(comparison.panel_of(case)["photo_id"])


def test_a_parent_that_is_the_dataset_itself_leaves_nothing_to_compare_with(tmp_path):
    loaded, frame, case, _ = a_comparison(tmp_path, take=1)
    drawn = comparison.draw(loaded, frame, case)
    assert (drawn.n, drawn.frame_size) == (0, 0)
    assert "nothing to compare with" in drawn.sentence()
    assert comparison.panel_of(case).empty


def test_more_than_there_are_takes_all_there_are(tmp_path):
    loaded, frame, case, _ = a_comparison(tmp_path, n=1000)
    assert comparison.draw(loaded, frame, case).n == 150


def test_where_none_is_asked_for_any_more_what_lies_in_the_case_is_taken_away(tmp_path):
    loaded, frame, case, _ = a_comparison(tmp_path)
    comparison.draw(loaded, frame, case)
    without = loaded.model_copy(update={"sample": loaded.sample.model_copy(update={"comparison": None})})
    assert "No comparison is asked for" in comparison.draw(without, frame, case).sentence()
    assert not list(case.glob("comparison_*"))


def test_every_row_says_that_it_is_of_another_frame(tmp_path):
    loaded, frame, case, _ = a_comparison(tmp_path)
    comparison.draw(loaded, frame, case)
    with duckdb.connect() as engine:
        frames = engine.execute(f"SELECT DISTINCT frame FROM '{case / 'comparison_panel.parquet'}'").fetchall()
    assert frames == [(OUTSIDE,)]


def with_section(tmp_path, section, parent=""):
    an_investigation(tmp_path)
    file = tmp_path / "investigation.toml"
    (tmp_path / "parent.txt").write_text("x\n")
    file.write_text(
        file.read_text().replace("[trace]", f"{section}\n[trace]").replace("procedures", f"{parent}\nprocedures", 1)
    )
    return file


def test_a_comparison_without_a_parent_is_refused_with_what_to_do(tmp_path):
    with pytest.raises(InvestigationError, match=r"sample.comparison: is drawn from the parent.*add parent = "):
        investigation.load(with_section(tmp_path, "[sample.comparison]\nn = 20"))


@pytest.mark.parametrize(
    ("section", "refusal"),
    [
        ("[sample.comparison]\nn = 0", "sample.comparison.n: 0"),
        ("[sample.comparison]\nsize = 5", r"sample.comparison.size: no such key"),
        ("[sample.comparisons]\nn = 5", r"did you mean 'comparison'"),
    ],
)
def test_a_comparison_that_cannot_be_read_is_refused(tmp_path, section, refusal):
    with pytest.raises(InvestigationError, match=refusal):
        investigation.load(with_section(tmp_path, section, 'parent = {path = "parent.txt"}'))
