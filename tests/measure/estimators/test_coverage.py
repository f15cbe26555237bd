"""The map that decides what may be printed: it is what the study finds, and the rule holds over all of it."""

import json
from pathlib import Path

import numpy as np
import pytest
from whosefaces import PROJECT
from whosefaces.measure.estimators import drift, stratified
from whosefaces.measure.estimators.region import FILE, FLIPS, FLOOR, Condition, Region, region

from studies.coverage import exact, frames, linearised, regions, study, table
from studies.coverage.cells import Cell

FOUND = json.loads(study.MAP.read_text(encoding="utf-8"))
RECORDS = study.records_of(FOUND)
PAGE = PROJECT / "docs" / "coverage.md"


def test_no_exact_interval_covers_less_than_95_percent_of_any_truth():
    assert FOUND["exact"]
    assert min(one["least"] for one in FOUND["exact"]) >= 0.95


def test_no_interval_is_mostly_printed_where_it_was_measured_under_the_floor():
    printed = [r for r in RECORDS if r["printed"] >= 0.5]
    assert len(printed) > 1_000
    assert min(min(r["coverage"], r["coverage_where_printed"]) for r in printed) >= FLOOR


def test_in_no_case_is_more_than_one_draw_in_fourteen_printed_and_wrong():
    wrong = [r["printed"] * (1 - (r["coverage_where_printed"] or 0)) for r in RECORDS if r["printed"]]
    assert max(wrong) <= 1 - FLOOR + 1e-4


def test_every_linearised_estimator_was_measured_and_refused_somewhere_it_fell_short():
    for name in FOUND["regions"]:
        short = [r for r in RECORDS if r["estimator"] == name and r["coverage"] < FLOOR]
        assert all(r["printed"] < 0.5 for r in short)
        assert region(name).conditions or not short


def test_the_frame_of_the_study_has_the_counts_of_diversity_in_faces():
    dif = frames.frames()["dif"]
    assert (dif.accounts, dif.photos) == (98_153, 1_070_000)
    assert np.median(dif.photos_of_account) == 3
    assert 0.3 < (dif.photos_of_account == 1).mean() < 0.36


def test_a_range_that_another_one_tightened_still_covers():
    assert min(one["coverage"] for one in FOUND["tightened"]) >= FLOOR
    assert any(one["moved"] > 0 for one in FOUND["tightened"])


def test_the_rules_that_the_estimators_read_are_those_of_the_map():
    assert json.loads(FILE.read_text(encoding="utf-8"))["regions"] == FOUND["regions"]


def test_the_page_is_written_from_the_map():
    assert PAGE.read_text(encoding="utf-8") == table.page(FOUND, RECORDS)


@pytest.mark.parametrize(
    "part",
    [
        linearised.Part(linearised._by_pairs, (3_500, 300)),
        linearised.Part(linearised._by_stratum, ("much of it drawn", 500, linearised.ALLOCATIONS[0])),
        linearised.Part(linearised._by_double_coding, (6_000, 500, 50)),
        linearised.Part(linearised._by_multiplicity, ("small", 200)),
    ],
    ids=lambda part: part.name,
)
def test_a_part_simulated_again_is_what_the_map_says(part):
    for cell in part.cells(FOUND["draws"]):
        record = cell.record(region(cell.estimator))
        assert record in RECORDS


def test_a_share_enumerated_again_is_what_the_map_says():
    again = exact.hypergeometric_share(10_000, 400)
    (on_record,) = [
        one for one in FOUND["exact"] if one["design"] == again.design and "hypergeometric" in one["estimator"]
    ]
    assert round(again.least, 6) == on_record["least"]


@pytest.mark.parametrize(("first", "second"), exact.DIFFERENCES[:5], ids=str)
def test_a_difference_enumerated_again_is_what_the_map_says(first, second):
    again = exact.two_samples(first, second)
    (on_record,) = [
        one for one in FOUND["exact"] if (one["estimator"], one["design"]) == (exact.DIFFERENCE, again.design)
    ]
    assert round(again.least, 6) == on_record["least"]


def test_the_difference_of_two_samples_stands_in_the_table_of_the_page():
    assert sum(one["estimator"] == exact.DIFFERENCE for one in FOUND["exact"]) == len(exact.DIFFERENCES)
    assert PAGE.read_text(encoding="utf-8").count(f"| {exact.DIFFERENCE} |") == len(exact.DIFFERENCES)


def cell(missed: list[bool], flips: list[float]) -> Cell:
    wrong = np.array(missed)
    return Cell(drift.NAME, "f", "d", 100, 0.1, "p", 0.1, wrong, {FLIPS: np.array(flips)})


def test_a_region_is_the_mildest_under_which_what_is_printed_holds():
    """Few flips: four in five hold. Many flips: all hold. So the many only are printed."""
    few = cell([True] * 20 + [False] * 80, [4.0] * 100)
    many = cell([False] * 100, [40.0] * 100)
    assert regions.chosen(drift.NAME, [few, many]) == Region(drift.NAME, (Condition(FLIPS, at_least=5.0),))


def test_an_interval_that_covers_nowhere_has_no_region():
    with pytest.raises(regions.NoRegionError):
        regions.chosen(drift.NAME, [cell([True] * 100, [1e6] * 100)])


def test_a_stratified_share_whose_rarer_answer_is_rare_was_measured_and_is_refused():
    (condition,) = region(stratified.NAME).conditions
    assert condition.at_least > 0


@pytest.mark.whole_population
def test_the_whole_study_run_again_finds_the_same(tmp_path: Path):
    again = study.run(FOUND["draws"], quiet=True)
    again.write(tmp_path / "coverage.json", tmp_path / "map.json", tmp_path / "coverage.md")
    assert (tmp_path / "coverage.json").read_text(encoding="utf-8") == FILE.read_text(encoding="utf-8")
    assert (tmp_path / "map.json").read_text(encoding="utf-8") == study.MAP.read_text(encoding="utf-8")
    assert (tmp_path / "coverage.md").read_text(encoding="utf-8") == PAGE.read_text(encoding="utf-8")
