"""A list of accounts and no photos: accounts are drawn, asked about and counted; nothing is said of photos or licences."""

import pandas as pd
import pytest
from whosefaces import investigation as investigations
from whosefaces.manifest import framing
from whosefaces.manifest.listing import ManifestError
from whosefaces.measure.measuring import measure
from whosefaces.sample import drawing
from whosefaces.sample.panel import PANEL
from whosefaces.trace.traces import TRACES

from tests.measure.invented import AS_OF, investigation_in, population, traces_of


def listed(folder, truth, more: str = ""):
    investigation = investigation_in(folder)
    lines = ["user_id", *truth.accounts["nsid"], *truth.accounts["nsid"].head(5), "not known"]
    (folder / "manifest.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    text = investigation.file.read_text(encoding="utf-8")
    investigation.file.write_text(text + more, encoding="utf-8")
    return investigations.load(investigation.file)


@pytest.fixture(scope="module")
def edition(tmp_path_factory):
    folder = tmp_path_factory.mktemp("accounts")
    truth = population()
    investigation = listed(folder / "investigation", truth, "[sample.accounts]\nn = 120\n")
    case = folder / "case"
    frame = framing.build(investigation, case)
    panel = drawing.draw(investigation, frame.path, case, AS_OF)
    drawn = PANEL.read(panel.path)
    TRACES.write(traces_of(drawn, truth), case / "traces.parquet")
    paths = (frame.path, panel.path, case / "traces.parquet")
    return truth, drawn, panel, measure(investigation, *paths, case, folder / "public", AS_OF)


def test_accounts_are_drawn_and_no_photos(edition):
    _, drawn, panel, _ = edition
    assert set(drawn["unit"]) == {"account"}
    assert (panel.drawn("account"), panel.frame_size("account"), panel.frame_size("photo")) == (120, 300, 0)
    assert "names accounts and no photos" in panel.sentence()


def test_the_share_of_accounts_is_recounted_from_the_truth(edition):
    truth, drawn, _, findings = edition
    exists = truth.accounts.loc[truth.accounts["account"] == "exists", "account_key"]
    (row,) = findings.table[findings.table["id"] == "P2"].to_dict("records")
    assert row["numerator"] == drawn["account_key"].isin(exists).sum()
    assert row["population_size"] == 300
    assert row["low"] <= len(exists) / 300 <= row["high"]


def test_nothing_is_said_of_photos_or_licences(edition):
    *_, findings = edition
    of_photos = findings.table[findings.table["unit"] == "photo"]
    assert set(of_photos["status"]) == {"not estimable"}
    assert set(of_photos["reason_code"]) == {"no-photo-frame"}
    assert not findings.table["id"].str.contains("licence|conflict|pictured-told").any()


def test_every_row_is_an_account_a_repeat_or_set_aside(edition):
    *_, findings = edition
    steps = findings.funnel
    assert set(steps["chain"]) == {"accounts"}
    assert steps["entered"].tolist()[:3] == [306, 305, 300]
    pd.testing.assert_series_equal(
        steps["entered"], steps["kept"] + steps["set_aside"] + steps["unknown"], check_names=False
    )


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ('[parent]\npath = "manifest.csv"\n', "take \\[parent\\] out"),
        ("[sample.accounts]\nn = 9\ncertainty = 5\n", "take certainty out"),
    ],
)
def test_what_only_photos_can_give_is_refused(tmp_path, more, words):
    investigation = listed(tmp_path / "investigation", population(30), more)
    with pytest.raises(ManifestError, match=words):
        framing.build(investigation, tmp_path / "case")
