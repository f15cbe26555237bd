"""Two blind readers of a tenth of the traces: what they see, what they write, and what it does to the headlines."""

import shutil
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook
from whosefaces.measure.beside import error_check
from whosefaces.measure.share import MeasureError
from whosefaces.trace.traces import TRACES

from tests.measure import invented
from tests.measure.invented import AS_OF, World


@pytest.fixture
def case(plain, tmp_path, monkeypatch) -> Path:
    """The case of 200 drawn photos and 120 drawn accounts, where every answer reads the same."""
    w, _ = plain
    for name in ("frame", "panel", "traces"):
        shutil.copy(w.case / f"{name}.parquet", tmp_path / f"{name}.parquet")
    monkeypatch.setattr(error_check, "_answers", lambda rows, investigation, case: ["HTTP 200\n=1+1"] * len(rows))
    return tmp_path


@pytest.fixture
def world(plain) -> World:
    return plain[0]


def run(world: World, case: Path) -> error_check.ErrorCheck:
    return error_check.of_edition(world.investigation, case, AS_OF)


def own_codes(case: Path) -> dict[tuple[str, str], str]:
    """What the traces say of each photo and each account."""
    traces = TRACES.read(case / "traces.parquet")
    photos = traces[traces["unit"] == "photo"].set_index("photo_id")["outcome"]
    accounts = traces[traces["unit"] == "account"].set_index("nsid")["account"]
    return {("photo", k): v for k, v in photos.items()} | {("account", k): v for k, v in accounts.items()}


def fill(case: Path, world: World, reader: str, change=lambda question, code, row: code) -> None:
    """Fill in a sheet with our own codes, changed as told."""
    path = case / "error_check" / f"{reader}.xlsx"
    codes = own_codes(case)
    owner = world.truth.photos.set_index("photo_id")["account_key"]
    book = load_workbook(path)
    sheet = book.active
    heads = [cell.value for cell in sheet[1]]
    for line in sheet.iter_rows(min_row=2):
        cells = dict(zip(heads, line, strict=True))
        about, id = cells["asked"].value, cells["id"].value
        key = owner[id] if about == "account" and cells["unit"].value == "photo" else id
        cells["code"].value = change(about, codes[(about, key)], cells["row"].value)
    book.save(path)


def test_a_tenth_of_either_panel_is_read_and_the_sheet_shows_no_code_of_ours(world, case):
    result = run(world, case)
    assert result.state == "to be read"
    for reader in error_check.READERS:
        sheet = pd.read_excel(result.folder / f"{reader}.xlsx", dtype=str, engine="openpyxl")
        assert tuple(sheet.columns) == error_check.COLUMNS
        assert sheet["code"].isna().all()
        assert sheet.loc[sheet["unit"] == "photo", "id"].nunique() == 20
        assert sheet.loc[sheet["unit"] == "account", "id"].nunique() == 12


def test_another_part_is_read_from_sheets_of_its_own_that_hold_the_tenth_too(world, case):
    tenth = error_check.of_edition(world.investigation, case, AS_OF)
    fifth = error_check.of_edition(world.investigation, case, AS_OF, part=0.2)
    rows = [pd.read_excel(each.folder / "reader_1.xlsx", dtype=str, engine="openpyxl") for each in (tenth, fifth)]
    ids = [set(sheet.loc[sheet["unit"] == "photo", "id"]) for sheet in rows]
    assert (len(ids[0]), len(ids[1])) == (20, 40) and ids[0] < ids[1]
    assert tenth.folder != fifth.folder


@pytest.mark.parametrize("part", [0, -0.1, 1.5, "a half", True, float("nan")])
def test_a_part_that_is_none_is_refused_before_a_sheet_is_written(world, case, part):
    with pytest.raises(MeasureError, match="a share above 0 and at most 1"):
        error_check.of_edition(world.investigation, case, AS_OF, part=part)
    assert not (case / error_check.FOLDER).exists()


def test_the_readers_see_the_same_rows_in_different_orders(world, case):
    folder = run(world, case).folder
    first, second = (
        pd.read_excel(folder / f"{reader}.xlsx", engine="openpyxl")["row"].tolist() for reader in error_check.READERS
    )
    assert first != second
    assert sorted(first) == sorted(second)


def test_an_answer_that_looks_like_a_formula_stays_a_text(world, case):
    folder = run(world, case).folder
    sheet = load_workbook(folder / "reader_1.xlsx").active
    assert {cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row if cell.column_letter == "H"} == {"s"}


def test_a_filled_in_sheet_is_never_written_over(world, case):
    run(world, case)
    fill(case, world, "reader_1")
    before = (case / "error_check" / "reader_1.xlsx").read_bytes()
    result = run(world, case)
    assert (case / "error_check" / "reader_1.xlsx").read_bytes() == before
    assert "reader_1: 0 codes" in result.to_do


def test_readers_who_find_our_codes_right_leave_the_headlines_where_they_were(world, case, plain):
    run(world, case)
    fill(case, world, "reader_1")
    fill(case, world, "reader_2")
    result = run(world, case)
    assert result.state == "done"
    assert (result.agreement["agree"] == result.agreement["units"]).all()
    published = plain[1].case_table.set_index("id")
    corrected = result.corrected.set_index("id")
    for headline in ("P1", "P2"):
        assert corrected.loc[headline, "estimate"] == pytest.approx(published.loc[headline, "estimate"])
        assert (corrected.loc[headline, "raised"], corrected.loc[headline, "lowered"]) == (0, 0)
    assert corrected.loc["P3", "status"] == "by rule"


def gone_instead(question: str, code: str, row: int) -> str:
    return "gone" if question == "account" and code == "exists" and row % 4 == 0 else code


def test_codes_that_both_readers_correct_move_the_headline_by_their_share(world, case, plain):
    run(world, case)
    for reader in error_check.READERS:
        fill(case, world, reader, gone_instead)
    corrected = run(world, case).corrected.set_index("id")
    published = plain[1].case_table.set_index("id").loc["P1"]
    p1 = corrected.loc["P1"]
    assert p1["lowered"] > 0
    assert p1["estimate"] == pytest.approx(published["estimate"] - p1["lowered"] / p1["read"])
    assert p1["high"] - p1["low"] > published["high"] - published["low"]


def test_codes_on_which_the_readers_differ_are_asked_for_and_then_stand(world, case):
    run(world, case)
    fill(case, world, "reader_1")
    fill(case, world, "reader_2", gone_instead)
    result = run(world, case)
    assert result.state == "to be adjudicated"
    assert result.corrected.empty
    sheet = pd.read_excel(result.folder / "disagreements.xlsx", dtype=str, engine="openpyxl")
    assert (sheet["first"] != sheet["second"]).all()
    assert result.agreement.set_index("asked").loc["account", "kappa"] < 1
    fill(case, world, "disagreements")
    assert run(world, case).state == "done"


def test_a_sheet_saved_as_csv_is_read_too(world, case):
    run(world, case)
    fill(case, world, "reader_1")
    fill(case, world, "reader_2")
    folder = case / "error_check"
    pd.read_excel(folder / "reader_1.xlsx", dtype=str, engine="openpyxl").to_csv(folder / "reader_1.csv", index=False)
    (folder / "reader_1.xlsx").unlink()
    assert run(world, case).state == "done"


def test_a_code_that_is_none_names_its_row(world, case):
    run(world, case)
    fill(case, world, "reader_1", lambda question, code, row: "dead" if row == 3 else code)
    with pytest.raises(MeasureError, match=r"reader_1.xlsx, row 3: 'dead' is no code; write one of"):
        run(world, case)


def test_a_sheet_of_another_edition_is_refused(world, case):
    folder = run(world, case).folder
    sheet = pd.read_excel(folder / "reader_1.xlsx", dtype=str, engine="openpyxl")
    sheet.head(5).to_csv(folder / "reader_1.csv", index=False)
    with pytest.raises(MeasureError, match="not those drawn for this edition"):
        run(world, case)


def test_errors_that_were_planted_in_our_codes_are_taken_out_of_the_headline_again(tmp_path, monkeypatch):
    """One in five living accounts was coded as gone: P2 is 15 points too low, and the readers bring it back."""
    w = invented.world(tmp_path, invented.population(3000), photos=100, accounts=1500)
    traces = TRACES.read(w.traces_path)
    alive = traces[traces["account"] == "exists"].sample(frac=0.2, random_state=1).index
    traces.loc[alive, ["account", "outcome"]] = "gone"
    TRACES.write(traces, w.traces_path)
    monkeypatch.setattr(error_check, "_answers", lambda rows, investigation, case: ["HTTP 200"] * len(rows))
    folder = run(w, w.case).folder
    true = w.truth.accounts.set_index("account_key")["account"]
    photos = w.truth.photos.set_index("photo_id")
    for reader in error_check.READERS:
        sheet = pd.read_excel(folder / f"{reader}.xlsx", dtype=str, engine="openpyxl")
        owner = sheet["id"].map(photos["account_key"]).fillna(sheet["id"])
        sheet["code"] = owner.map(true).where(sheet["asked"] == "account", sheet["id"].map(photos["photo"]))
        sheet.to_csv(folder / f"{reader}.csv", index=False)
    p2 = run(w, w.case).corrected.set_index("id").loc["P2"]
    truth = (true == "exists").mean()
    assert p2["coded"] < truth - 0.1
    assert p2["raised"] > 10
    assert abs(p2["estimate"] - truth) < 0.06
    assert p2["low"] <= truth <= p2["high"]


def test_the_corrections_are_said_in_words(world, case):
    run(world, case)
    for reader in error_check.READERS:
        fill(case, world, reader, gone_instead)
    first, *_, last = run(world, case).corrections
    assert first.startswith("P1: ")
    assert "; of 20 read again, 0 turned to a yes and " in first
    assert last == f"P3: not corrected: {error_check.CLOSED}."
