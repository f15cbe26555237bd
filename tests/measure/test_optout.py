"""The conditions of a way out, joined."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from whosefaces.dossiers import procedures
from whosefaces.investigation import known_procedures
from whosefaces.measure import three_valued
from whosefaces.measure.questions import optout
from whosefaces.measure.share import MeasureError

VALUES = ["no", "unknown", "yes"]
AS_OF = dt.date(2026, 11, 22)
ACCOUNT = pd.Series(["exists", "gone", "memorial", "unknown", "not asked"])


@given(st.lists(st.lists(st.sampled_from(VALUES), min_size=4, max_size=4), min_size=1, max_size=6))
def test_one_no_closes_the_way_and_only_yeses_open_it(conditions):
    joined = three_valued.all_of(pd.Series(values) for values in conditions)
    for unit in range(4):
        column = [values[unit] for values in conditions]
        expected = "no" if "no" in column else "unknown" if "unknown" in column else "yes"
        assert joined[unit] == expected


@given(st.lists(st.sampled_from(VALUES), min_size=1), st.lists(st.sampled_from(VALUES), min_size=1))
def test_or_is_and_turned_round(a, b):
    size = min(len(a), len(b))
    turned = {"yes": "no", "no": "yes", "unknown": "unknown"}
    one, other = pd.Series(a[:size]), pd.Series(b[:size])
    either = three_valued.any_of([one, other])
    assert either.tolist() == three_valued.all_of([one.map(turned), other.map(turned)]).map(turned).tolist()


def test_an_odd_value_is_refused():
    with pytest.raises(MeasureError, match="neither yes, no nor unknown"):
        three_valued.all_of([pd.Series(["yes", "maybe"])])


def joint(name: str, reading: optout.Reading) -> list[str]:
    procedure = procedures.read(name)
    conditions = optout.counted(optout.photographers(procedure, ACCOUNT, AS_OF), procedure, reading)
    return optout.joint(conditions).tolist()


def test_under_the_nbc_route_nobody_could_know():
    procedure = procedures.read("ibm-2019-03-nbc")
    conditions = optout.counted(optout.photographers(procedure, ACCOUNT, AS_OF), procedure, "knowingly")
    assert [gate.name for gate in optout.closed_gates(conditions)] == ["C2"]
    assert joint("ibm-2019-03-nbc", "knowingly") == ["no"] * 5


def test_under_the_nbc_route_a_living_account_could_have_mailed_every_link_blind():
    """Gone now is unknown for a day in 2019: the account may have existed then."""
    assert joint("ibm-2019-03-nbc", "asking blind") == ["yes", "unknown", "unknown", "unknown", "unknown"]


def test_under_the_mail_route_an_id_was_enough():
    """IBM searched for whoever asked, so nobody had to know first: the procedure's own reading waives C2."""
    assert joint("ibm-2019-email", "as the procedure asks") == joint("ibm-2019-email", "asking blind")
    assert joint("ibm-2019-email", "knowingly") == ["no"] * 5


def test_with_a_look_up_by_username_an_account_that_is_gone_today_is_shut_out_today():
    assert joint("username-lookup", "knowingly") == ["yes", "no", "no", "unknown", "unknown"]


def test_where_the_photo_must_be_marked_on_flickr_first_the_login_must_live():
    assert joint("ffhq", "knowingly") == ["yes", "no", "no", "unknown", "unknown"]


def test_where_no_control_is_asked_somebody_without_the_account_may_have_kept_the_link():
    assert joint("laion", "knowingly") == ["yes", "unknown", "unknown", "unknown", "unknown"]


def test_an_edition_before_the_procedures_day_knows_nothing_of_it():
    login = optout.login_alive(ACCOUNT, dt.date(2019, 3, 12), dt.date(2018, 1, 1))
    assert set(login) == {"unknown"}


@pytest.mark.parametrize("name", known_procedures())
def test_knowing_is_never_easier_than_asking_blind(name):
    rank = {"no": 0, "unknown": 1, "yes": 2}
    knowingly, blind = joint(name, "knowingly"), joint(name, "asking blind")
    assert all(rank[a] <= rank[b] for a, b in zip(knowingly, blind, strict=True))


@pytest.mark.parametrize("name", known_procedures())
def test_every_procedure_names_its_source_and_what_an_answer_covers(name):
    procedure = procedures.read(name)
    assert all(source.says for source in procedure.source)
    assert procedure.kind == "counterfactual" or any(source.address for source in procedure.source)
    assert procedure.scope.why
    assert len(optout.photographers(procedure, ACCOUNT, AS_OF)) == 6


def test_a_marginal_product_would_halve_the_answer():
    """Conditions that go together: the joint share is .5, the product of the marginals .25."""
    going_together = pd.Series(["yes", "yes", "no", "no"])
    joined = three_valued.all_of([going_together, going_together])
    assert (joined == "yes").mean() == 0.5


def test_a_procedure_with_a_misspelt_key_is_refused(monkeypatch, tmp_path):
    text = (procedures.PROCEDURES / "ffhq.toml").read_text().replace("control =", "kontrol =")
    (tmp_path / "ffhq.toml").write_text(text)
    monkeypatch.setattr(procedures, "PROCEDURES", tmp_path)
    with pytest.raises(procedures.ProcedureError, match=r"ffhq.toml: request\.kontrol: no such key"):
        procedures.read("ffhq")


def test_an_answer_that_was_observed_for_some_is_an_assumption_for_everybody_else():
    laion = procedures.read("laion")
    (answers,) = [c for c in optout.photographers(laion, pd.Series(["exists"]), AS_OF) if c.name == "C6"]
    for_all = laion.model_copy(update={"answers": laion.answers.model_copy(update={"observed_for": None})})
    (sixth,) = [c for c in optout.photographers(for_all, pd.Series(["exists"]), AS_OF) if c.name == "C6"]

    assert laion.answers.basis == "observed" and str(laion.answers.observed_on) == "2024-09-03"
    assert (
        answers.basis == "stated assumption" and "Observed for reports by an organisation (2024-09-03)" in answers.why
    )
    assert sixth.basis == "observed"
