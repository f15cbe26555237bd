"""From panel and traces to findings: what is counted, what is left open, what may be printed."""

import json

import pandas as pd
import pytest
from whosefaces.measure.findings import FINDINGS
from whosefaces.measure.measuring import measure
from whosefaces.measure.share import MeasureError
from whosefaces.sample.panel import PANEL
from whosefaces.trace.traces import TRACES

from tests.measure.conftest import measured
from tests.measure.invented import AS_OF, population, world


def finding(findings, name: str, *, case: bool = False) -> pd.Series:
    table = findings.case_table if case else findings.table
    (row,) = table[table["id"] == name].to_dict("records")
    return pd.Series(row)


def test_the_primary_shares_are_recounted_from_the_truth(plain):
    """Yes among the drawn is what the planted truth says of exactly those drawn."""
    w, findings = plain
    panel = PANEL.read(w.panel_path)
    exists = set(w.truth.accounts.loc[w.truth.accounts["account"] == "exists", "account_key"])
    photos, accounts = panel[panel["unit"] == "photo"], panel[panel["unit"] == "account"]
    assert finding(findings, "P1", case=True)["numerator"] == photos["account_key"].isin(exists).sum()
    assert finding(findings, "P2", case=True)["numerator"] == accounts["account_key"].isin(exists).sum()


def test_the_intervals_hold_the_planted_truth(plain):
    w, findings = plain
    exists = w.truth.accounts["account"] == "exists"
    p2 = finding(findings, "P2")
    assert p2["low"] <= exists.mean() <= p2["high"]
    p1 = finding(findings, "P1")
    living = w.truth.photos["account_key"].isin(w.truth.accounts.loc[exists, "account_key"]).mean()
    assert p1["low"] <= living <= p1["high"]


def test_every_number_carries_every_column(plain):
    _, findings = plain
    FINDINGS.check(findings.case_table)
    FINDINGS.check(findings.table)
    assert findings.table["id"].is_unique


def test_a_closed_gate_is_nought_by_rule_with_no_interval(plain):
    _, findings = plain
    p3 = finding(findings, "P3")
    assert p3["status"] == "by rule"
    assert p3["estimate"] == 0
    assert pd.isna(p3["low"])
    assert pd.isna(p3["high"])
    assert "no list and no look-up" in p3["reason"]


def test_what_was_not_asked_is_unknown_and_counted_apart(half_asked):
    _, findings = half_asked
    p2 = finding(findings, "P2", case=True)
    assert 0 < p2["not_asked"] == p2["unknown"]
    assert p2["bound_low"] == p2["numerator"] / p2["denominator"]
    assert p2["bound_high"] == (p2["numerator"] + p2["unknown"]) / p2["denominator"]
    assert p2["low"] < p2["bound_low"] < p2["bound_high"] < p2["high"]
    assert pd.isna(p2["estimate"])


def test_without_owners_there_is_no_account_frame(no_owners):
    _, findings = no_owners
    for name in ("P2", "P3"):
        row = finding(findings, name)
        assert row["status"] == "not estimable"
        assert row["reason"] == "no account frame"
        assert row[["numerator", "denominator", "estimate", "low", "high", "bound_low"]].isna().all()
    assert finding(findings, "accounts-seen", case=True)["numerator"] > 0


def test_a_photo_finds_its_account_by_the_owner_that_its_own_answer_names(no_owners):
    """No owner in the manifest: public photos name theirs, and photos that are not public stay unknown."""
    w, findings = no_owners
    photos = PANEL.read(w.panel_path).query("unit == 'photo'").merge(w.truth.photos, on="photo_id")
    states = photos.merge(w.truth.accounts[["account_key", "account"]], left_on="account_key_y", right_on="account_key")
    public = states[states["photo"] == "public"]
    p1 = finding(findings, "P1", case=True)
    assert p1["numerator"] == (public["account"] == "exists").sum()
    assert p1["unknown"] == (photos["photo"] == "not public").sum()


def test_a_public_photo_is_no_proof_that_its_account_exists(tmp_path):
    """All photos public, no account asked about: P1 knows nothing."""
    w = world(tmp_path)
    traces = TRACES.read(w.traces_path)
    accounts = traces["unit"] == "account"
    traces.loc[accounts, ["outcome", "account"]] = "not asked"
    traces.loc[accounts, ["asked_at", "evidence_id", "error_code", "is_pro"]] = None
    TRACES.write(traces, w.traces_path)
    p1 = finding(measured(w), "P1", case=True)
    assert p1["numerator"] == 0
    assert (p1["bound_low"], p1["bound_high"], p1["low"], p1["high"]) == (0, 1, 0, 1)


def test_a_whole_frame_has_no_interval(tmp_path):
    w = world(tmp_path, photos=10_000, accounts=10_000)
    findings = measured(w)
    p2 = finding(findings, "P2")
    assert p2["kind"] == "census"
    assert pd.isna(p2["low"])
    assert p2["estimate"] == (w.truth.accounts["account"] == "exists").mean()


def test_nobody_drawn_says_nothing(tmp_path):
    findings = measured(world(tmp_path, photos=0, accounts=0))
    p1 = finding(findings, "P1")
    assert (p1["low"], p1["high"]) == (0, 1)


def test_the_funnel_adds_up_step_by_step(half_asked):
    _, findings = half_asked
    steps = findings.funnel
    counted = steps.dropna(subset=["set_aside", "unknown"])
    assert (counted["entered"] == counted["kept"] + counted["set_aside"] + counted["unknown"]).all()
    for _, chain in steps.groupby("chain"):
        assert chain["kept"].iloc[:-1].tolist() == chain["entered"].iloc[1:].tolist()


def test_the_same_input_gives_the_same_bytes(plain, tmp_path):
    w, _ = plain
    measure(w.investigation, w.frame_path, w.panel_path, w.traces_path, tmp_path / "case", tmp_path / "public", AS_OF)
    for path in sorted(w.public.rglob("*.*")):
        assert (tmp_path / "public" / path.relative_to(w.public)).read_bytes() == path.read_bytes(), path.name


def test_findings_json_holds_the_findings_as_printed(plain):
    w, findings = plain
    published = json.loads((w.public / "findings.json").read_text())
    assert [row["id"] for row in published["findings"]] == findings.table["id"].tolist()
    assert set(published["findings"][0]) == set(FINDINGS.names)
    assert published["as_of"] == AS_OF.isoformat()


def test_no_name_reaches_public(plain):
    w, _ = plain
    text = "".join(path.read_text() for path in w.public.rglob("*.*"))
    assert "@N99" not in text
    assert not any(photo_id in text for photo_id in w.truth.photos["photo_id"])
    assert w.investigation.salt() not in text


def test_a_panel_of_another_frame_is_refused(plain, tmp_path):
    w, _ = plain
    other = world(tmp_path, truth=population(accounts=20))
    with pytest.raises(MeasureError, match="not of one draw"):
        measure(w.investigation, other.frame_path, w.panel_path, w.traces_path, tmp_path, tmp_path, AS_OF)


def test_traces_that_leave_out_a_drawn_unit_are_refused(plain, tmp_path):
    w, _ = plain
    traces = TRACES.read(w.traces_path)
    TRACES.write(traces.iloc[5:], tmp_path / "traces.parquet")
    with pytest.raises(MeasureError, match="5 of 200 drawn photos have no row"):
        measure(w.investigation, w.frame_path, w.panel_path, tmp_path / "traces.parquet", tmp_path, tmp_path, AS_OF)
