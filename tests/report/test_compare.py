"""What changed between two editions: planted changes are found, told apart, and printed without pointing at anybody."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from whosefaces import earlier
from whosefaces.report.between import changelog, compare, history

from tests.report import small_edition as small

TURNED = 30
"""Drawn accounts that vanish between the two editions: enough to be printed."""


def drawn_accounts(of: small.World) -> list[str]:
    frame = small.frame_of(of)
    panel = small.panel_of(of, frame, small.FIRST)
    return sorted(panel.loc[panel["unit"] == "account", "account_key"])


def then(first: small.World, second: small.World, folder: Path) -> compare.Comparison:
    """The second edition against the first, both measured from their worlds."""
    old = small.measured(first, folder / "reports", small.FIRST)
    history.since_last(small.investigation_in(folder / "investigation"), old / "case", old / "public")
    new = small.measured(second, folder / "reports", small.SECOND)
    comparison = history.since_last(small.investigation_in(folder / "investigation"), new / "case", new / "public")
    assert comparison is not None
    return comparison


def row(comparison: compare.Comparison, name: str) -> dict:
    (only,) = comparison.changes[comparison.changes["id"] == name].astype(object).to_dict("records")
    return {key: None if pd.isna(value) else value for key, value in only.items()}


@pytest.fixture(scope="module")
def world() -> small.World:
    return small.world(accounts=400)


@pytest.fixture(scope="module")
def vanished(world, tmp_path_factory) -> tuple[compare.Comparison, Path]:
    """Thirty of the 120 drawn accounts, which existed, are gone in the second edition; nothing else happens."""
    lost = [key for key in drawn_accounts(world) if world.accounts[key] == "exists"][:TURNED]
    folder = tmp_path_factory.mktemp("vanished")
    after = replace(world, accounts=world.accounts | dict.fromkeys(lost, "gone"))
    return then(world, after, folder), folder


def test_planted_losses_are_counted_pair_by_pair(vanished):
    """30 of 120 drawn in both turned from yes to no: a difference of -0.25, and nobody turned the other way."""
    change = row(vanished[0], "P2")
    assert (change["change"], change["cause"]) == ("moved", "world")
    assert (change["pairs"], change["survivors"]) == (120, 400)
    assert (change["turned_yes"], change["turned_no"], change["untold"]) == (0, TURNED, 0)
    assert change["difference"] == pytest.approx(-0.25)
    assert change["mcnemar_p"] == pytest.approx(2 * 0.5**TURNED, abs=1e-6)


def test_the_paired_interval_is_narrower_than_that_of_two_samples(vanished):
    change = row(vanished[0], "P2")
    assert change["difference_low"] <= -0.25 <= change["difference_high"] < 0
    of_two = (change["new_high"] - change["new_low"]) + (change["old_high"] - change["old_low"])
    assert change["difference_high"] - change["difference_low"] < of_two


def test_no_unit_came_or_went(vanished):
    change = row(vanished[0], "P2")
    assert (change["births"], change["deaths"]) == (0, 0)
    assert change["births_yes"] is None


def test_a_closed_gate_stays_as_it_was(vanished):
    change = row(vanished[0], "opt-out-ibm-2019-03-nbc-knowingly")
    assert (change["change"], change["cause"]) == ("unchanged", None)


def test_what_moved_and_what_did_not_is_said_in_words(vanished):
    lines = vanished[0].lines()
    assert any(
        line.startswith("Accounts that could be contacted: ") and "Flickr’s answers changed." in line for line in lines
    )
    assert any("fell by 25.0 points" in line for line in lines)
    assert any("figures are unchanged" in line for line in lines)


def test_births_and_deaths_are_apart_from_what_became_of_the_survivors(world, tmp_path):
    """100 new accounts, all gone, and 200 old ones dropped from the list: no survivor changed, though P2 falls."""
    gone_from_list = sorted(world.accounts)[:200]
    kept_photos = {photo: held for photo, held in world.photos.items() if held[0] not in gone_from_list}
    newcomers = {f"8{number:07d}@N99": "gone" for number in range(1, 101)}
    new_photos = {str(80_000_000_000 + n): (nsid, "not public") for n, nsid in enumerate(newcomers)}
    survivors = {nsid: state for nsid, state in world.accounts.items() if nsid not in gone_from_list}
    after = replace(world, accounts=survivors | newcomers, photos=kept_photos | new_photos)
    change = row(then(world, after, tmp_path), "P2")
    assert (change["survivors"], change["births"], change["deaths"]) == (200, 100, 200)
    assert (change["turned_yes"], change["turned_no"], change["difference"]) == (0, 0, 0.0)
    assert change["births_estimate"] == 0.0
    assert change["births_drawn"] > 10
    dropped = [key for key in drawn_accounts(world) if key in gone_from_list]
    assert change["deaths_drawn"] == len(dropped)
    assert change["deaths_yes"] == sum(world.accounts[key] == "exists" for key in dropped)
    assert (change["change"], change["cause"]) == ("moved", "world")


def test_an_answer_that_was_missing_is_knowledge_and_no_change_of_the_world(world, tmp_path):
    """Forty accounts could not be told in the first edition: the pairs make bounds, not flips."""
    exist = [key for key in drawn_accounts(world) if world.accounts[key] == "exists"][:40]
    before = replace(world, accounts=world.accounts | dict.fromkeys(exist, "unknown"))
    change = row(then(before, world, tmp_path), "P2")
    assert change["cause"] == "knowledge"
    assert (change["turned_yes"], change["turned_no"], change["untold"]) == (0, 0, 40)
    assert change["difference"] is None
    assert (change["difference_bound_low"], change["difference_bound_high"]) == (0.0, pytest.approx(40 / 120, abs=1e-6))


def test_a_change_of_the_counting_is_not_laid_to_the_world(world, tmp_path):
    """The first edition printed another number for the very same answers: an older method had counted them."""
    first = small.measured(replace(world, inputs={"code": "b" * 64}), tmp_path / "reports", small.FIRST)
    path = first / "public" / "findings.json"
    document = json.loads(path.read_text())
    printed = next(entry for entry in document["findings"] if entry["id"] == "P2")
    printed["numerator"] -= 11
    printed["estimate"] = round(printed["numerator"] / printed["denominator"], 6)
    path.write_text(json.dumps(document))
    second = small.measured(world, tmp_path / "reports", small.SECOND)
    comparison = compare.compare(first, second, small.investigation_in(tmp_path / "investigation"))
    assert row(comparison, "P2")["cause"] == "method"
    assert row(comparison, "P2")["retold_estimate"] == row(comparison, "P2")["new_estimate"]
    assert comparison.inputs.set_index("input").loc["code", "changed"]
    assert "The way of counting changed: the code." in comparison.method()
    assert row(comparison, "P1")["change"] == "unchanged"


def test_without_the_older_case_world_and_counting_cannot_be_told_apart(vanished, tmp_path):
    reports = Path(shutil.copytree(vanished[1] / "reports", tmp_path / "reports"))
    old, new = reports / str(small.FIRST), reports / str(small.SECOND)
    shutil.rmtree(old / "case")
    comparison = compare.compare(old, new, small.investigation_in(tmp_path / "investigation"))
    assert "the case of the edition of 2026-10-04 is not at hand" in comparison.lines()[-1]
    assert row(comparison, "P2")["cause"] == "world"  # the same code, the same versions, and as much was known
    papers = old / "public" / "provenance.json"
    papers.write_text(papers.read_text().replace("c" * 64, "e" * 64))
    comparison = compare.compare(old, new, None)
    assert row(comparison, "P2")["cause"] == "cannot be told apart"
    assert row(comparison, "P2")["pairs"] is None


@pytest.mark.parametrize("turned", [1, 4, 9])
def test_few_changes_are_told_pair_by_pair(world, tmp_path, turned):
    """The panel is secret, and Flickr shows the state of an account: one that is gone points at nobody."""
    lost = [key for key in drawn_accounts(world) if world.accounts[key] == "exists"][:turned]
    after = replace(world, accounts=world.accounts | dict.fromkeys(lost, "gone"))
    change = row(then(world, after, tmp_path), "P2")
    assert (change["turned_yes"], change["turned_no"], change["untold"]) == (0, turned, 0)
    assert change["difference"] == pytest.approx(-turned / 120, abs=1e-6)
    assert change["difference_low"] <= change["difference"] <= change["difference_high"]
    assert change["new_numerator"] == change["old_numerator"] - turned


def test_numbers_added_and_withdrawn_are_listed_as_such(vanished, tmp_path):
    reports = Path(shutil.copytree(vanished[1] / "reports", tmp_path / "reports"))
    old, new = reports / str(small.FIRST), reports / str(small.SECOND)
    for folder, name in ((old, "photo-public"), (new, "accounts-seen")):
        path = folder / "public" / "findings.json"
        document = json.loads(path.read_text())
        document["findings"] = [entry for entry in document["findings"] if entry["id"] != name]
        path.write_text(json.dumps(document))
    comparison = compare.compare(old, new)
    assert comparison.of("added")["id"].tolist() == ["photo-public"]
    assert comparison.of("withdrawn")["id"].tolist() == ["accounts-seen"]
    assert comparison.changes["id"].tolist()[-1] == "accounts-seen"
    entry = "\n".join(changelog.entry(compare.Told.of(new), comparison, comparison.words))
    assert "- Photos still public on Flickr: " in entry
    assert "- Accounts behind the photos checked: was " in entry
    assert "photo-public" not in entry  # words, and no internal names


def test_the_same_world_a_month_later_is_no_change_at_all(world, tmp_path):
    """Some findings carry the edition's day in their words: that alone is no news."""
    comparison = then(world, world, tmp_path)
    assert set(comparison.changes["change"]) == {"unchanged"}


def test_editions_of_two_investigations_or_in_the_wrong_order_are_refused(vanished, tmp_path):
    reports = Path(shutil.copytree(vanished[1] / "reports", tmp_path / "reports"))
    old, new = reports / str(small.FIRST), reports / str(small.SECOND)
    with pytest.raises(compare.CompareError, match="name the older edition first"):
        compare.compare(new, old)
    path = old / "public" / "findings.json"
    path.write_text(path.read_text().replace('"investigation": "invented"', '"investigation": "other"'))
    with pytest.raises(compare.CompareError, match="two investigations"):
        compare.compare(old, new)
    with pytest.raises(compare.CompareError, match="no published edition"):
        compare.compare(tmp_path / "nowhere", new)


# -- history and changelog


def test_the_history_holds_every_edition_as_it_was_published(vanished):
    reports = vanished[1] / "reports"
    table = pd.read_csv(reports / str(small.SECOND) / "public" / "tables" / "history.csv")
    assert table["edition"].unique().tolist() == [str(small.FIRST), str(small.SECOND)]
    for folder in earlier.published(reports):
        by_id = {row["id"]: row for row in json.loads((folder / "public" / "findings.json").read_text())["findings"]}
        of_it = table[table["edition"] == folder.name].set_index("id")
        assert of_it["estimate"].dropna().to_dict() == {
            k: r["estimate"] for k, r in by_id.items() if r["estimate"] is not None
        }
    assert not table["counted_otherwise"].any()


def test_the_changelog_keeps_what_earlier_editions_said(vanished):
    reports = vanished[1] / "reports"
    first = (reports / str(small.FIRST) / "public" / changelog.NAME).read_text()
    second = (reports / str(small.SECOND) / "public" / changelog.NAME).read_text()
    assert second.index(f"## {small.SECOND}") < second.index(f"## {small.FIRST}")
    assert second.endswith(first[first.index("## ") :])
    assert second.count("INVENTED DATA") == 1


def test_what_is_written_is_the_same_on_every_run(vanished, tmp_path):
    reports = Path(shutil.copytree(vanished[1] / "reports", tmp_path / "elsewhere" / "reports"))
    new = reports / str(small.SECOND)
    before = {path.name: path.read_bytes() for path in (new / "public" / "tables").glob("*.csv")}
    history.since_last(small.investigation_in(tmp_path / "elsewhere" / "investigation"), new / "case", new / "public")
    assert {path.name: path.read_bytes() for path in (new / "public" / "tables").glob("*.csv")} == before


def test_every_column_written_is_in_the_dictionary(vanished):
    from whosefaces.edition import packaging

    tables = vanished[1] / "reports" / str(small.SECOND) / "public" / "tables"
    for path in sorted(tables.glob("*.csv")):
        for column in pd.read_csv(path, nrows=0).columns:
            if path.stem in ("changes", "history", "inputs", "findings"):
                assert packaging.meaning_of(path.stem, column), (path.stem, column)
