"""A sample drawn by strata is estimated by strata: in every finding about photos, and never pooled."""

import pandas as pd
import pytest
from whosefaces import investigation as investigations
from whosefaces.manifest.frame import FRAME
from whosefaces.measure.estimators.stratified import Stratum, stratified
from whosefaces.measure.measuring import Findings, measure
from whosefaces.measure.share import Population
from whosefaces.sample.drawing import draw
from whosefaces.sample.panel import PANEL
from whosefaces.trace.traces import TRACES

from tests.measure.invented import AS_OF, World, frame_of, investigation_in, population, prn, traces_of


@pytest.fixture(scope="module")
def by_licence(tmp_path_factory) -> tuple[World, Findings]:
    """A frame in which accounts with the rarest licence are gone more often; 60 and more photos drawn of each licence."""
    folder = tmp_path_factory.mktemp("strata")
    truth = population(accounts=900)
    rows = truth.photos["licence"].ne("cc-by-nd-2.0") | (truth.photos.index % 4 == 0)
    truth = type(truth)(truth.accounts, truth.photos[rows].reset_index(drop=True))
    file = investigation_in(folder / "investigation").file
    file.write_text(
        file.read_text()
        + '\n[sample.photos]\nn = 240\nstrata = ["licence"]\n[sample.accounts]\nn = 120\ncertainty = 20\n'
    )
    investigation = investigations.load(file)
    case, public = folder / "case", folder / "public"
    case.mkdir()
    frame = frame_of(truth)
    FRAME.write(frame.reindex(columns=FRAME.names), case / "frame.parquet")
    panel_path = draw(investigation, case / "frame.parquet", case, AS_OF).path
    panel = PANEL.read(panel_path)
    TRACES.write(traces_of(panel, truth), case / "traces.parquet")
    w = World(truth, investigation, case / "frame.parquet", panel_path, case / "traces.parquet", case, public)
    return w, measure(w.investigation, w.frame_path, w.panel_path, w.traces_path, w.case, w.public, AS_OF)


def row(findings: Findings, name: str) -> pd.Series:
    return findings.case_table.set_index("id").loc[name]


def test_the_draw_has_strata_of_unequal_weight(by_licence):
    w, _ = by_licence
    photos = PANEL.read(w.panel_path).query("unit == 'photo'")
    assert photos["stratum"].nunique() == 4
    assert photos["design_weight"].max() > 1.3 * photos["design_weight"].min()


def test_p1_is_the_stratified_estimate_of_the_panel(by_licence):
    w, findings = by_licence
    photos = PANEL.read(w.panel_path).query("unit == 'photo'")
    alive = photos["account_key"].map(w.truth.accounts.set_index("account_key")["account"]).eq("exists")
    strata = [
        Stratum(str(name), round(units["design_weight"].sum()), len(units), int(alive[units.index].sum()))
        for name, units in photos.groupby("stratum")
    ]
    frame = Population("photo", "photos of the manifest", len(w.truth.photos))
    finding, expected = row(findings, "P1"), stratified(strata, frame)
    assert finding["estimate"] == pytest.approx(expected.point)
    assert (finding["low"], finding["high"]) == pytest.approx((expected.interval.low, expected.interval.high))
    assert finding["estimate"] != pytest.approx(finding["numerator"] / finding["denominator"], abs=1e-4)


def test_p1_holds_the_planted_truth(by_licence):
    w, findings = by_licence
    truth = w.truth.photos["account_key"].map(w.truth.accounts.set_index("account_key")["account"]).eq("exists").mean()
    finding = row(findings, "P1")
    assert finding["low"] <= truth <= finding["high"]


def test_no_finding_about_drawn_photos_is_pooled(by_licence):
    _, findings = by_licence
    for table in (findings.case_table, findings.table, findings.tables["other_definitions"]):
        drawn = table[(table["unit"] == "photo") & table["method"].str.contains("sample", na=False)]
        assert len(drawn) > 3
        assert drawn["method"].str.startswith("stratified sample").all()


def test_a_share_by_strata_that_would_show_a_small_count_is_not_printed_as_a_range_of_counts(by_licence):
    _, findings = by_licence
    by_strata = findings.table["method"].str.startswith("stratified", na=False)
    assert not findings.table.loc[by_strata, "method"].str.contains("printed as a range").any()


def test_with_the_largest_accounts_taken_with_certainty_p2_weighs_them_once(by_licence):
    w, findings = by_licence
    drawn = PANEL.read(w.panel_path).query("unit == 'account'")
    alive = drawn["account_key"].map(w.truth.accounts.set_index("account_key")["account"]).eq("exists")
    largest = drawn["design_weight"].eq(1.0)
    frame = row(findings, "P2")["population_size"]
    assert (largest.sum(), len(drawn)) == (20, 120)
    by_hand = (alive[largest].sum() + (frame - 20) * alive[~largest].mean()) / frame
    finding = row(findings, "P2")
    assert finding["estimate"] == pytest.approx(by_hand)
    assert "exact hypergeometric interval of each stratum" in finding["method"]


def test_over_200_salts_it_holds_the_truth_as_often_as_it_says(by_licence):
    w, _ = by_licence
    sizes = w.truth.photos.groupby("account_key").size().sort_values(ascending=False, kind="stable")
    alive = w.truth.accounts.set_index("account_key")["account"].eq("exists").loc[sizes.index]
    frame = Population("account", "accounts that the manifest names", len(sizes))
    largest = Stratum("largest", 20, 20, int(alive.iloc[:20].sum()))
    others = alive.iloc[20:]
    held = 0
    for salt in range(200):
        drawn = sorted(others.index, key=lambda account: prn(account, f"salt {salt}"))[:100]  # noqa: B023
        rest = Stratum("all", len(others), 100, int(others.loc[drawn].sum()))
        held += stratified([largest, rest], frame).interval.holds(alive.mean())
    assert held >= 184  # of 200 at 95 %, three standard errors below
