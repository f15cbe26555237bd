"""Who could be told, by whom; the codes apart; the funnel."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from whosefaces.measure import measuring
from whosefaces.measure.questions import contact as told
from whosefaces.measure.questions import funnel
from whosefaces.measure.reach import CODES
from whosefaces.trace.traces import TRACES

from tests.measure.conftest import measured
from tests.measure.invented import AS_OF, world

STATES = pd.Series(["exists", "gone", "memorial", "unknown", "not asked"])


def units(contact: str) -> pd.DataFrame:
    return pd.DataFrame({"account": STATES, "contact_flag": contact})


def test_the_platform_can_write_to_whoever_exists():
    all_listed = pd.Series(True, index=STATES.index)
    assert told.reachable(units("not asked"), "platform", all_listed).tolist() == [
        "yes",
        "no",
        "no",
        "unknown",
        "unknown",
    ]


def test_the_holder_cannot_find_an_account_that_nothing_of_theirs_names():
    none_listed = pd.Series(False, index=STATES.index)
    assert set(told.reachable(units("yes"), "holder", none_listed)) == {"no"}


@pytest.mark.parametrize(
    ("contact", "expected"),
    [
        ("yes", ["yes", "yes", "yes", "yes", "yes"]),
        ("no", ["yes", "no", "no", "unknown", "unknown"]),
        ("not asked", ["yes", "unknown", "unknown", "unknown", "unknown"]),
    ],
)
def test_a_contact_that_the_profile_publishes_is_a_channel_for_strangers(contact, expected):
    """A profile answers for accounts that are gone too: no proof of life, but an address to write to."""
    listed = pd.Series(True, index=STATES.index)
    assert told.reachable(units(contact), "third party", listed).tolist() == expected


@given(st.lists(st.tuples(st.sampled_from(list(STATES)), st.sampled_from(["yes", "no", "not asked"]), st.booleans())))
def test_whoever_the_holder_could_tell_the_platform_and_strangers_could_too(rows):
    table = pd.DataFrame(rows, columns=["account", "contact_flag", "listed"])
    rank = {"no": 0, "unknown": 1, "yes": 2}
    by = {n: told.reachable(table, n, table["listed"].astype(bool)).map(rank).tolist() for n in told.NOTIFIERS}
    for holder, platform, stranger in zip(by["holder"], by["platform"], by["third party"], strict=True):
        assert holder <= platform <= stranger


def test_the_codes_are_told_apart_and_each_adds_up_to_the_panel(tmp_path):
    w = world(tmp_path)
    read, _ = measuring.read(w.investigation, w.frame_path, w.panel_path, w.traces_path, AS_OF)
    codes = told.tables(read)["codes"]
    assert codes.groupby("code")["accounts"].sum().to_dict() == dict.fromkeys(CODES, 120)
    assert "memorial" not in set(codes["value"])  # read from a name: a wrong one would declare the living dead


def test_activity_never_changes_who_could_be_told(tmp_path):
    """The same traces, once with every account active and once with none: P1 and P2 stay, 'active' does not."""
    texts = {}
    for name in ("within 24 months", "older"):
        w = world(tmp_path / name.replace(" ", "-"))
        traces = TRACES.read(w.traces_path)
        answered = (traces["unit"] == "account") & (traces["account"] != "not asked")
        traces.loc[answered, "last_public_upload"] = name
        traces["licence"] = traces["licence"].str.replace("-4.0", "-2.0")  # a 4.0 licence is a sign of life too
        TRACES.write(traces, w.traces_path)
        table = measured(w).case_table.set_index("id")
        texts[name] = table.loc[["P1", "P2"], "numerator"].tolist(), table.loc["active", "numerator"]
    (told_a, active), (told_b, idle) = texts.values()
    assert told_a == told_b
    assert (active, idle) == (told_a[1], 0)


def test_photos_gone_while_their_account_lives_are_a_cell_of_their_own(plain):
    w, findings = plain
    read, _ = measuring.read(w.investigation, w.frame_path, w.panel_path, w.traces_path, AS_OF)
    cells = told.tables(read)["photo_by_account"].set_index(["photo", "account"])["photos"]
    truth = read.coded.photos[["photo_id"]].merge(w.truth.photos, on="photo_id")
    truth = truth.merge(w.truth.accounts[["account_key", "account"]], on="account_key")
    assert cells["not public", "exists"] == ((truth["photo"] == "not public") & (truth["account"] == "exists")).sum()
    assert cells.sum() == len(truth)
    rows = findings.table.set_index("id")["numerator"]
    for photo, p in (("public", "public"), ("gone", "not public")):
        for account, a in (("alive", "exists"), ("gone", "gone or a memorial")):
            assert rows[f"photo-{photo}-account-{account}"] == cells[p, a]


def test_every_step_of_the_funnel_adds_up(half_asked):
    w, _ = half_asked
    read, _ = measuring.read(w.investigation, w.frame_path, w.panel_path, w.traces_path, AS_OF)
    steps = funnel.steps(read)
    assert all(step.entered == step.kept + step.set_aside + step.unknown for step in steps)
    photos = [step for step in steps if step.chain == "photos"]
    assert photos[0].entered == read.frame.rows
    assert photos[-1].unknown == photos[-1].entered  # nobody knows whom an uploader knows


def test_whoever_was_not_asked_about_has_a_reason_in_the_table_and_in_the_funnel(plain):
    _, findings = plain
    counted = findings.tables["not_asked"].groupby("about")["units"].sum()
    rows = findings.case_table.set_index("id")
    for about, name in (("whether its account exists", "P1"), ("whether the account exists", "P2")):
        assert counted.get(about, 0) == rows.loc[name, "not_asked"]
    steps = findings.funnel[findings.funnel["says"] == "has an account that was asked about"]
    named = findings.tables["not_asked"].groupby("about")["reason"].apply(list)
    for step, about in zip(
        steps.itertuples(), ("whether its account exists", "whether the account exists"), strict=True
    ):
        assert all(reason in step.because for reason in named.get(about, []))
        assert step.unknown == counted.get(about, 0)
