"""The one settling: what is written down of a unit is what the interview itself settles on, from any answers in any order."""

import datetime as dt

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from whosefaces.trace import dispositions
from whosefaces.trace.answers import EXISTS, GONE, HISTORY, MEMORIAL, NOT_PUBLIC, PHOTO, PUBLIC, UNKNOWN, Answer
from whosefaces.trace.sources import page, precedence
from whosefaces.trace.sources.catalogue import NOW, PAST
from whosefaces.trace.traces import TRACES, account_row, photo_not_asked, photo_row

WANTED = dt.date(2014, 6, 1)
LICENCES = st.sampled_from(["cc-by-2.0", "cc-by-nc-2.0", "all-rights-reserved", "not understood"])
TIMES = st.integers(0, 400).map(lambda days: dt.datetime(2025, 1, 1) + dt.timedelta(days=days))
DAYS = st.integers(-60, 60).map(lambda days: WANTED + dt.timedelta(days=days))


@st.composite
def answers_about_a_photo(draw):
    """Any sources, times, outcomes, licences, histories, copies; some answers settle nothing."""
    readings = []
    for place in range(draw(st.integers(0, 7))):
        source = draw(st.sampled_from([*NOW, *PAST]))
        how = {"asked_at": draw(TIMES), "evidence_id": f"<urn:uuid:{place}>", "source": source}
        if not draw(st.booleans()) and draw(st.booleans()):
            readings.append(Answer(PHOTO, UNKNOWN, conclusive=False, note="busy", **how))
        elif source in PAST:
            readings.append(
                Answer("archived page", UNKNOWN, True, licence=draw(LICENCES), licence_on=draw(DAYS), **how)
            )
        elif source == "api" and draw(st.booleans()):
            then = draw(LICENCES)
            on = draw(st.sampled_from([WANTED, WANTED + dt.timedelta(days=1)]))
            readings.append(
                Answer(HISTORY, UNKNOWN, True, history="unchanged", licence_then=then, licence_on=on, **how)
            )
        else:
            outcome = draw(st.sampled_from([PUBLIC, NOT_PUBLIC, UNKNOWN]))
            claims = (
                {"licence": draw(LICENCES), "owner_nsid": draw(st.sampled_from(["9@N00", "8@N00"]))}
                if outcome == PUBLIC
                else {}
            )
            readings.append(Answer(PHOTO, outcome, True, tagged=draw(st.sampled_from([None, 0, 3])), **claims, **how))
    return readings


def rows_of(readings: list[Answer]) -> pd.DataFrame:
    rows = [photo_row("1", None, one) for one in readings] or [photo_not_asked("1", None, ["api"], "no-answer")]
    return pd.DataFrame(rows, columns=TRACES.names)


@given(answers_about_a_photo(), st.randoms())
def test_what_is_written_down_is_what_the_interview_settles_on(readings, roll):
    settled = precedence.settle(readings, WANTED)
    shuffled = readings[:]
    roll.shuffle(shuffled)
    (row,) = dispositions.of(rows_of(shuffled), {"1": WANTED}).to_dict("records")
    now_asked = any(one.source in NOW for one in readings)
    assert row["photo"] == (settled.outcome if now_asked else "not asked")
    for column, value in (
        ("licence", settled.licence_now),
        ("owner_nsid", settled.owner_nsid),
        ("source", settled.outcome_from),
    ):
        assert (None if pd.isna(row[column]) else row[column]) == value
    then = row["licence_by_history"] if not pd.isna(row["licence_by_history"]) else row["licence_by_copy"]
    assert (None if pd.isna(then) else then) == settled.licence_then
    assert row["reason"] in dispositions.REASONS
    if settled.outcome == UNKNOWN:
        assert row["reason"] == ("settles-nothing" if now_asked else "not-asked")


def test_two_sources_that_contradict_each_other_are_marked_and_the_first_is_believed():
    at = dt.datetime(2026, 1, 1)
    readings = [
        Answer(PHOTO, PUBLIC, True, at, "a", source="oembed"),
        Answer(PHOTO, NOT_PUBLIC, True, at, "b", source="api"),
    ]
    (row,) = dispositions.of(rows_of(readings), {}).to_dict("records")
    assert (row["photo"], row["source"], row["reason"]) == (NOT_PUBLIC, "api", "believed-first")


@given(
    st.lists(
        st.tuples(st.sampled_from(["api", "page"]), st.sampled_from([EXISTS, GONE, MEMORIAL, UNKNOWN]), TIMES),
        max_size=5,
    )
)
def test_an_account_is_settled_by_the_same_rule(claims):
    question = {"api": "flickr.people.getInfo", "page": page.ACCOUNT_QUESTION}
    readings = [Answer(question[s], o, True, at, str(n), source=s) for n, (s, o, at) in enumerate(claims)]
    rows = pd.DataFrame([account_row("9@N00", "9@N00", one) for one in readings], columns=TRACES.names)
    settled = dispositions.of(rows, {})
    if not readings:
        assert settled.empty
        return
    assert settled["account"].tolist() == [precedence.settle_account(readings).outcome]
