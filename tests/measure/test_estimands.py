"""The question is fixed before the draw, and whoever holds its hash can tell."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whosefaces.investigation import PROCEDURES
from whosefaces.measure import estimands, measuring, sentences
from whosefaces.measure.beside import right_of_reply
from whosefaces.measure.questions import interviews
from whosefaces.measure.share import MeasureError

from tests.measure.invented import AS_OF, investigation_in


def test_the_hash_changes_with_the_question_and_with_nothing_else(tmp_path):
    one = investigation_in(tmp_path / "one", ["ibm-2019-03-nbc", "ffhq"])
    same = investigation_in(tmp_path / "same", ["ibm-2019-03-nbc", "laion"])
    other = investigation_in(tmp_path / "other", ["laion", "ibm-2019-03-nbc"])
    larger = one.model_copy(update={"sample": one.sample.model_copy(update={"photos": one.sample.photos})})
    assert estimands.sha256(one) == estimands.sha256(same) == estimands.sha256(larger)
    assert estimands.sha256(one) != estimands.sha256(other)


def test_a_procedure_whose_facts_are_changed_afterwards_is_found_out(tmp_path):
    investigation = investigation_in(tmp_path / "one")
    before = estimands.sha256(investigation)
    text = (PROCEDURES / "ibm-2019-03-nbc.toml").read_text().replace('by = "nothing"', 'by = "look-up by NSID"')
    (tmp_path / "ibm-2019-03-nbc.toml").write_text(text)
    files = investigation.procedure_files | {"ibm-2019-03-nbc": tmp_path / "ibm-2019-03-nbc.toml"}
    assert estimands.sha256(investigation.model_copy(update={"procedure_files": files})) != before


def test_without_a_procedure_the_third_estimand_is_fixed_as_not_established(tmp_path):
    named = investigation_in(tmp_path / "one")
    third = estimands.primary(named.model_copy(update={"procedures": []}))[2]
    assert (third["id"], third["procedure"], third["procedure_sha256"]) == ("P3", None, None)


def test_the_hash_is_published_with_the_salts_and_all_else_is_exploratory(plain):
    w, findings = plain
    said = json.loads((w.public / "findings.json").read_text())
    assert said["estimands_sha256"] == estimands.sha256(w.investigation)
    assert [each["id"] for each in said["estimands"]] == ["P1", "P2", "P3"]
    assert findings.table.loc[findings.table["primary"].astype(bool), "id"].tolist() == ["P1", "P2", "P3"]


def test_the_primary_findings_are_said_in_whole_numbers_too(plain):
    _, findings = plain
    p2 = findings.table.set_index("id").loc["P2"]
    said = findings.in_numbers()[1]
    assert said.startswith(f"P2. About {p2['total']:,.0f} of the 300 accounts")
    assert f"{p2['total_low']:,.0f} to {p2['total_high']:,.0f}" in said
    assert p2["total"] == round(p2["estimate"] * 300)


def test_a_number_that_is_not_there_is_not_said(no_owners):
    _, findings = no_owners
    row = findings.table.set_index("id", drop=False).loc["P2"].to_dict()
    assert sentences.in_numbers(row) is None


@given(st.integers(0, 5))
def test_percent_never_rounds_something_to_nothing(power):
    assert sentences.percent(10.0**-power / 20) != "0.0%"


def test_the_interview_list_is_everybody_who_exists_in_an_order_that_is_nobodys_choice(plain):
    w, _ = plain
    read, _ = measuring.read(w.investigation, w.frame_path, w.panel_path, w.traces_path, AS_OF)
    listed = interviews.listed(read)
    alive = read.coded.accounts.query("account == 'exists'")["account_key"]
    assert sorted(listed["account"]) == sorted(alive)
    assert listed["account"].tolist() != sorted(alive)
    assert listed["account"].tolist() != alive.tolist()  # nor the order of the draw
    assert (w.case / "interviews.csv").exists()
    assert not list(w.public.rglob("interviews*"))


def test_the_right_of_reply_puts_each_claim_with_its_number_evidence_and_question(plain, tmp_path):
    w, findings = plain
    public = tmp_path / "public"
    public.mkdir()
    (public / "findings.json").write_text((w.public / "findings.json").read_text())
    (public / "provenance.json").write_text(
        json.dumps({"inputs_sha256": {"evidence": "ab" * 32, "manifest": "cd" * 32}})
    )
    text = right_of_reply.packet(public)
    for name in ("P1", "P2", "P3", "opt-out-username-lookup-knowingly", "conflict-listed-any"):
        assert f"- Finding `{name}`, its numbers: " in text
    assert text.count("- Question: ") == text.count("### ") == text.count("- Rests on: ")
    assert "ab" * 32 in text
    assert all(sentence.split(". ", 1)[1] in text for sentence in findings.sentences())
    assert "@N99" not in text


def test_an_edition_that_is_not_complete_has_no_packet(tmp_path):
    with pytest.raises(MeasureError, match="public/ folder"):
        right_of_reply.packet(tmp_path)
