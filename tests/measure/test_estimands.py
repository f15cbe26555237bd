"""The question is fixed before the draw, and whoever holds its hash can tell."""

import json

from whosefaces.investigation import PROCEDURES
from whosefaces.measure import estimands, measuring
from whosefaces.measure.questions import interviews

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
    published = json.loads((w.public / "findings.json").read_text())
    assert published["estimands_sha256"] == estimands.sha256(w.investigation)
    assert [each["id"] for each in published["estimands"]] == ["P1", "P2", "P3"]
    assert findings.table.loc[findings.table["primary"].astype(bool), "id"].tolist() == ["P1", "P2", "P3"]


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
