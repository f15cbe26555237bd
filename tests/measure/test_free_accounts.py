"""A free account may keep 50 photos out of sight: for whom that closes one way of acting, and for whom it closes the way out."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from whosefaces.dossiers import procedures
from whosefaces.measure import measuring
from whosefaces.measure.questions import free_accounts, optout
from whosefaces.trace.traces import TRACES

from tests.measure.invented import AS_OF, population, world


@pytest.fixture(scope="module")
def ffhq(tmp_path_factory):
    """900 accounts, all drawn and asked about; every one that exists is free, but for those that are made to pay."""
    return world(tmp_path_factory.mktemp("ffhq"), population(900), photos=50, accounts=900, procedures=["ffhq"])


def measured_of(w):
    return measuring.read(w.investigation, w.frame_path, w.panel_path, w.traces_path, AS_OF)[0]


def planted(w) -> set[str]:
    """The accounts that exist and have more than 50 photos in the list."""
    held = w.truth.photos.groupby("account_key").size()
    alive = set(w.truth.accounts.query("account == 'exists'")["account_key"])
    return alive & set(held[held > 50].index)


def test_the_count_is_of_the_free_accounts_that_exist_and_have_more_than_fifty_in_the_list(ffhq):
    (finding,) = free_accounts.findings(measured_of(ffhq))

    assert planted(ffhq), "the invented world must hold some"
    assert finding.row["numerator"] == len(planted(ffhq))
    assert finding.row["id"] == free_accounts.ID and finding.row["procedure"] == "ffhq"
    assert "at least" in finding.row["caution"]


def test_an_account_that_pays_is_not_counted_and_one_of_which_nobody_told_is_unknown(ffhq, tmp_path):
    traces = TRACES.read(ffhq.traces_path)
    pays, silent, *_ = sorted(planted(ffhq))
    traces.loc[traces["nsid"] == pays, "is_pro"] = True
    traces.loc[traces["nsid"] == silent, "is_pro"] = None
    TRACES.write(traces, tmp_path / "traces.parquet")
    changed = measuring.read(ffhq.investigation, ffhq.frame_path, ffhq.panel_path, tmp_path / "traces.parquet", AS_OF)[
        0
    ]
    (finding,) = free_accounts.findings(changed)

    assert finding.row["numerator"] == len(planted(ffhq)) - 2
    assert finding.row["unknown"] == 1


def test_where_other_actions_will_do_the_share_that_could_get_out_is_as_it_was(ffhq):
    measured = measured_of(ffhq)
    account = measured.coded.accounts["account"]
    route = measured.procedures[0]
    too_many = free_accounts.closed(measured.coded.accounts)

    with_limit = optout.joint(optout.photographers(route, account, AS_OF, too_many))
    assert with_limit.equals(optout.joint(optout.photographers(route, account, AS_OF)))


def test_where_making_private_is_the_only_action_those_accounts_cannot_get_out(ffhq):
    measured = measured_of(ffhq)
    route = measured.procedures[0]
    only = route.model_copy(update={"at_source": procedures.AtSource(actions=["make private"])})
    too_many = free_accounts.closed(measured.coded.accounts)
    account = measured.coded.accounts["account"]

    before = optout.joint(optout.photographers(route, account, AS_OF))
    after = optout.joint(optout.photographers(only, account, AS_OF, too_many))
    assert set(measured.coded.accounts["account_key"][(before == "yes") & (after == "no")]) == planted(ffhq)


def test_before_the_limit_no_account_is_counted():
    route = procedures.read("ffhq")

    assert free_accounts.applies(route, dt.date(2022, 5, 1))
    assert not free_accounts.applies(route, dt.date(2022, 4, 30))
    assert not free_accounts.applies(procedures.read("ibm-2019-email"), AS_OF)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["exists", "gone", "memorial", "unknown", "not asked"]),
            st.sampled_from([True, False, None]),
            st.integers(0, 100),
        ),
        min_size=1,
        max_size=30,
    )
)
def test_closed_is_yes_only_where_all_of_it_is_known(rows):
    accounts = pd.DataFrame(rows, columns=["account", "is_pro", "photos_listed"]).astype({"is_pro": "boolean"})
    closed = free_accounts.closed(accounts)

    for (account, pays, held), value in zip(rows, closed, strict=True):
        if held <= 50 or pays is True or account in ("gone", "memorial"):
            assert value == "no"
        elif account == "exists" and pays is False:
            assert value == "yes"
        else:
            assert value == "unknown"
