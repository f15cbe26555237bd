"""The matrix of ways out: procedures by photographers and people pictured, knowingly and asking blind."""

import pandas as pd
import pytest
from whosefaces.dossiers import procedures
from whosefaces.investigation import known_procedures
from whosefaces.measure import measuring
from whosefaces.measure.questions import optout
from whosefaces.measure.questions import ways_out as way_out
from whosefaces.measure.tables import OPT_OUT

from tests.measure.invented import AS_OF, world


@pytest.fixture(scope="module")
def matrix(tmp_path_factory) -> pd.DataFrame:
    """All procedures there are."""
    w = world(tmp_path_factory.mktemp("all"), procedures=known_procedures())
    read, days = measuring.read(w.investigation, w.frame_path, w.panel_path, w.traces_path, AS_OF)
    return measuring.published(read, days).tables["opt_out"].set_index(["procedure", "group", "reading"])


def test_every_procedure_has_four_cells(matrix):
    cells = matrix.groupby(level="procedure").size()
    assert set(cells) == {4}
    assert [*matrix.index.names, *matrix.columns] != []
    assert set(matrix.reset_index().columns) == set(OPT_OUT.names)


def test_under_the_nbc_route_the_gate_is_discovery_for_photographers_and_pictured_alike(matrix):
    for group in optout.GROUPS:
        cell = matrix.loc[("ibm-2019-03-nbc", group, "knowingly")]
        assert cell["status"] == "by rule"
        assert cell["reason_code"] == "C2"
        assert cell["estimate"] == 0
        assert pd.isna(cell["low"])


def test_asking_blind_under_the_nbc_route_is_open_at_the_burden_of_every_link(matrix):
    cell = matrix.loc[("ibm-2019-03-nbc", "photographers", "asking blind")]
    assert cell["status"] == "published"
    assert cell["bound_low"] > 0.5
    assert cell["burden"].startswith("a link to every public photo of the account")


def test_of_people_pictured_nothing_is_sure_but_what_is_shut(matrix):
    """Nobody knows who knows of a photo: the lower bound is 0 wherever the gate is not closed."""
    rows = matrix.xs("people pictured", level="group")
    open_ = rows[rows["status"] == "published"]
    assert len(open_)
    assert (open_["bound_low"] == 0).all()
    assert set(rows["status"]) == {"published", "by rule"}


def test_a_route_for_photographers_only_is_shut_to_the_people_pictured(matrix):
    for name in ("ffhq", "fdf"):
        for reading in ("knowingly", "asking blind"):
            cell = matrix.loc[(name, "people pictured", reading)]
            assert {"C1", "C5"} <= set(
                cell["reason_code"].split("+")
            )  # what must be done on Flickr, only the account's holder can


def test_scope_stands_beside_and_changes_no_number(plain):
    """The same matrix under a procedure whose answer covers nothing."""
    w, _ = plain
    read, _ = measuring.read(w.investigation, w.frame_path, w.panel_path, w.traces_path, AS_OF)
    from dataclasses import replace

    shorn = tuple(
        p.model_copy(update={"scope": p.scope.model_copy(update={"own_copy": "no", "recipients": "no"})})
        for p in read.procedures
    )
    before, after = (
        [finding.row for finding in way_out.findings(each)] for each in (read, replace(read, procedures=shorn))
    )
    assert before == after


@pytest.mark.parametrize("name", known_procedures())
def test_each_condition_says_where_its_value_comes_from(name):
    procedure = procedures.read(name)
    account, photo = pd.Series(["exists", "gone"]), pd.Series(["public", "not public"])
    photographers = optout.photographers(procedure, account, AS_OF)
    pictured = optout.people_pictured(procedure, photo)
    assert [c.name for c in photographers] == ["C1", "C2", "C3", "C4", "C5", "C6"]
    assert [c.name for c in pictured] == ["C0", "C1", "C2", "C3", "C4", "C5", "C6"]
    assert all(c.basis and c.why for c in (*photographers, *pictured))
    assert pictured[0].basis == "scenario"


def test_the_conditions_are_counted_one_by_one(plain):
    w, findings = plain
    rows = findings.tables["opt_out_conditions"]
    row = rows.set_index(["procedure", "group", "condition"]).loc[("username-lookup", "photographers", "C4")]
    read, _ = measuring.read(w.investigation, w.frame_path, w.panel_path, w.traces_path, AS_OF)
    assert row["yes"] == (read.coded.accounts["account"] == "exists").sum()
    assert row["yes"] + row["no"] + row["unknown"] == 120
