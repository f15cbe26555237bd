"""Whom to believe: the rule that docs/tracing.md states."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whosefaces.trace.answers import HISTORY, Answer
from whosefaces.trace.sources.precedence import settle, settle_account

DAY = dt.datetime(2026, 1, 1)
WANTED = dt.date(2014, 3, 21)


def said(source, outcome="public", licence=None, *, on=DAY, conclusive=True, **more):
    return Answer(f"asked of {source}", outcome, conclusive, on, "", licence=licence, source=source, **more)


ANSWERS = st.lists(
    st.builds(
        said,
        st.sampled_from(["api", "page", "oembed", "image", "wayback"]),
        st.sampled_from(["public", "not public", "unknown"]),
        st.sampled_from(["cc-by-2.0", "cc-by-4.0", None]),
        on=st.sampled_from([DAY, DAY + dt.timedelta(days=1)]),
        conclusive=st.booleans(),
        owner_nsid=st.sampled_from(["90000001@N99", "90000002@N99", None]),
    ),
    max_size=8,
)


@given(ANSWERS, st.randoms())
def test_the_order_in_which_answers_came_changes_nothing(answers, chance):
    shuffled = list(answers)
    chance.shuffle(shuffled)

    assert settle(answers, WANTED) == settle(shuffled, WANTED)


@given(ANSWERS)
def test_a_failure_never_changes_what_is_said(answers):
    whole = [one for one in answers if one.conclusive]

    assert replace(settle(answers, WANTED), answers=()) == replace(settle(whole, WANTED), answers=())


@given(ANSWERS)
def test_an_archived_copy_decides_nothing_about_today(answers):
    settled = settle(answers, WANTED)

    assert settled.outcome_from != "wayback"
    assert (settled.licence_now is None) or settled.outcome == "public"


@pytest.mark.parametrize("sources", [("api", "page"), ("api", "oembed"), ("page", "oembed")])
def test_of_two_sources_the_one_before_in_the_order_stands_and_both_are_named(sources):
    before, after = sources
    settled = settle([said(after, "public", "cc-by-2.0"), said(before, "not public")])

    assert (settled.outcome, settled.outcome_from, settled.licence_now) == ("not public", before, None)
    assert settled.disagreements == (f"whether the photo is public: {before} says not public, {after} says public",)


def test_a_later_question_about_something_else_does_not_hide_what_the_source_said():
    """getInfo says public; the history, asked a second later, says nothing of that."""
    history = replace(said("api", "unknown", on=DAY + dt.timedelta(seconds=1)), question=HISTORY)

    assert settle([said("api", "public", "cc-by-2.0"), history]).outcome == "public"


def test_within_a_source_the_later_answer_stands():
    later = said("api", "not public", on=DAY + dt.timedelta(days=1))

    assert settle([said("api", "public"), later]).outcome == "not public"


def test_a_licence_that_is_not_understood_is_not_replaced_by_another_sources():
    settled = settle([said("api", "public", "not understood"), said("page", "public", "cc-by-2.0")])

    assert (settled.licence_now, settled.licence_now_from) == ("not understood", "api")
    assert settled.disagreements == ("the licence now: api says not understood, page says cc-by-2.0",)


def test_the_licence_then_is_the_dated_historys_before_an_archived_copys():
    history = replace(said("api", "unknown", licence_then="cc-by-2.0", licence_on=WANTED), question=HISTORY)
    copy = said("wayback", "unknown", "cc-by-nc-2.0", licence_on=dt.date(2014, 3, 20))

    assert settle([copy, history], WANTED).licence_then_from == "api"
    assert settle([copy, history], WANTED).licence_then == "cc-by-2.0"
    assert settle([copy], WANTED).licence_then == "cc-by-nc-2.0"


def test_of_two_copies_as_near_the_earlier_counts():
    """It cannot show a later change of mind."""
    copies = [
        said("wayback", "unknown", "cc-by-2.0", licence_on=WANTED - dt.timedelta(days=5)),
        said("wayback", "unknown", "all-rights-reserved", licence_on=WANTED + dt.timedelta(days=5)),
    ]

    assert settle(copies, WANTED).licence_then == "cc-by-2.0"


def test_owners_that_differ_are_flagged_without_being_named():
    answers = [said("api", owner_nsid="90000001@N99"), said("page", owner_nsid="90000002@N99")]
    settled = settle(answers)

    assert settled.owner_nsid == "90000001@N99"
    assert settled.disagreements == ("the owner: api, page",)


def test_an_account_is_what_the_api_says_before_what_its_page_says():
    settled = settle_account([said("page", "exists"), said("api", "gone")])

    assert (settled.outcome, settled.outcome_from) == ("gone", "api")
    assert settled.disagreements == ("the account: api says gone, page says exists",)
    assert settle_account([said("api", "unknown"), said("page", "exists")]).outcome == "exists"
