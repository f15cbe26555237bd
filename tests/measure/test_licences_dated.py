"""The licence on the day of collection: who told it, how near, and what came of it since; counted against a planted truth."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from whosefaces.manifest.frame import FRAME
from whosefaces.measure.findings import FINDINGS
from whosefaces.measure.questions import licences_dated
from whosefaces.measure.questions.licences_dated import BY_COPY, BY_FAR_COPY, BY_HISTORY, BY_NOBODY, NEAR
from whosefaces.trace import dispositions
from whosefaces.trace.answers import HISTORY
from whosefaces.trace.sources import wayback
from whosefaces.trace.traces import TRACES

from tests.measure.conftest import measured
from tests.measure.invented import ASKED_AT, world

DAY = dt.date(2014, 6, 1)


def history(photo_id: str, then: str | None, kind: str, on: dt.date | None = DAY, asked_at=ASKED_AT) -> dict:
    row = {"unit": "photo", "photo_id": photo_id, "source": "api", "question": HISTORY, "outcome": "unknown"}
    return row | {"asked_at": asked_at, "licence_history": kind, "licence_then": then, "licence_then_on": on}


def copy(photo_id: str, licence: str, on: dt.date) -> dict:
    row = {"unit": "photo", "photo_id": photo_id, "source": "wayback", "question": wayback.COPY, "outcome": "unknown"}
    return row | {"asked_at": ASKED_AT, "licence_then": licence, "licence_then_on": on}


def told(*rows: dict, wanted: dt.date | None = DAY) -> dict:
    traces = pd.DataFrame(rows, columns=TRACES.names)
    settled = dispositions.of(traces, {"1": wanted}).set_index("photo_id")
    return licences_dated.then_of(settled, pd.Series(pd.to_datetime([wanted]), index=["1"])).loc["1"].to_dict()


def days(number: int) -> dt.date:
    return DAY + dt.timedelta(days=number)


def test_the_dated_history_goes_before_a_copy_of_the_very_day():
    licence = told(copy("1", "cc-by-nc-2.0", DAY), history("1", "cc-by-2.0", "changed"))
    assert (licence["licence_then"], licence["then_by"], licence["then_sources"]) == (
        "cc-by-2.0",
        BY_HISTORY,
        "contradict",
    )


def test_the_latest_history_counts():
    later = ASKED_AT + dt.timedelta(days=1)
    licence = told(
        history("1", "cc-by-2.0", "changed", asked_at=later),
        history("1", "cc-by-nc-2.0", "unchanged", asked_at=ASKED_AT),
    )
    assert (licence["licence_then"], licence["licence_history"]) == ("cc-by-2.0", "changed")


def test_a_history_of_another_day_tells_nothing_of_the_wanted_one():
    assert told(history("1", "cc-by-2.0", "unchanged", on=days(1)))["then_by"] == BY_NOBODY


def test_of_two_copies_as_near_the_earlier_counts():
    licence = told(copy("1", "cc-by-nc-2.0", days(9)), copy("1", "cc-by-2.0", days(-9)))
    assert (licence["licence_then"], licence["then_by"]) == ("cc-by-2.0", BY_COPY)


@pytest.mark.parametrize(
    ("off", "by"), [(NEAR, BY_COPY), (-NEAR, BY_COPY), (NEAR + 1, BY_FAR_COPY), (-900, BY_FAR_COPY)]
)
def test_a_copy_far_from_the_day_is_not_the_licence_of_the_day(off, by):
    licence = told(copy("1", "cc-by-2.0", days(off)))
    assert licence["then_by"] == by
    photos = pd.DataFrame([licence | {"licence_listed": "cc-by-2.0"}])
    assert licences_dated.against_list(photos).tolist() == ["as listed" if by == BY_COPY else "not told"]


def test_a_history_that_is_not_understood_is_counted_as_such_and_gives_way_to_a_copy():
    licence = told(history("1", None, "not understood", on=None), copy("1", "cc-by-2.0", days(3)))
    assert licence["licence_history"] == "not understood"
    assert (licence["licence_then"], licence["then_by"], licence["then_sources"]) == ("cc-by-2.0", BY_COPY, "one alone")


def test_a_copy_with_a_licence_not_understood_is_neither_as_listed_nor_another():
    licence = told(copy("1", "not understood", DAY))
    photos = pd.DataFrame([licence | {"licence_listed": "cc-by-2.0"}])
    assert licences_dated.against_list(photos).tolist() == ["not comparable"]


def test_without_a_wanted_day_no_copy_is_taken_for_it():
    assert told(copy("1", "cc-by-2.0", DAY), wanted=None)["then_by"] == BY_NOBODY


# -- a planted truth, measured whole


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    """Of each photo drawn: a third were listed wrongly; those public have a history, half of the others a copy."""
    w = world(tmp_path_factory.mktemp("then"), photos=400)
    truth = w.truth.photos.set_index("photo_id")
    dice = np.random.default_rng(11)
    truth["then"] = np.where(dice.random(len(truth)) < 0.3, "all-rights-reserved", truth["licence"])
    traces = TRACES.read(w.traces_path)
    drawn = traces.loc[(traces["unit"] == "photo"), "photo_id"]
    rows = []
    for photo_id in drawn:
        photo = truth.loc[photo_id]
        if photo["photo"] == "public":
            kind = "unchanged" if photo["then"] == photo["licence_now"] else "changed"
            rows.append(history(photo_id, photo["then"], kind))
        elif dice.random() < 0.6:
            rows.append(copy(photo_id, photo["then"], days(int(dice.integers(-60, 60)))))
    added = pd.concat([traces.astype(object), pd.DataFrame(rows, columns=TRACES.names)], ignore_index=True)
    added["asked_at"] = pd.to_datetime(added["asked_at"])
    added = added.astype({"error_code": "Int64", "tagged": "Int64", "is_pro": "boolean"})
    TRACES.write(added, w.traces_path)
    return w, truth, truth.loc[drawn], pd.DataFrame(rows).set_index("photo_id"), measured(w)


def in_case(w) -> pd.DataFrame:
    return FINDINGS.read(w.case / "findings.parquet").set_index("id")


def test_what_was_told_is_counted_photo_by_photo(planted):
    w, _, drawn, rows, _ = planted
    near = rows[
        (rows["question"] == HISTORY)
        | ((pd.to_datetime(rows["licence_then_on"]) - pd.Timestamp(DAY)).abs().dt.days <= NEAR)
    ]
    dated = drawn.loc[near.index]
    row = in_case(w).loc["licence-then-as-listed"]
    assert row["numerator"] == (dated["then"] == dated["licence"]).sum()
    assert row["unknown"] == len(drawn) - len(dated)


def test_since_then_is_not_since_what_was_listed(planted):
    w, _, drawn, _, _ = planted
    public = drawn[drawn["photo"] == "public"]
    rows = in_case(w)
    assert rows.loc["licence-since-then-unchanged", "numerator"] == (public["then"] == public["licence_now"]).sum()
    bump = public["licence_now"] == public["then"].str.replace("2.0", "4.0")
    bump &= public["licence_now"] != public["then"]
    assert rows.loc["licence-since-then-version-bump", "numerator"] == bump.sum()
    assert rows.loc["licence-since-then-unchanged", "numerator"] != rows.loc["licence-unchanged", "numerator"]


@pytest.mark.parametrize(
    ("name", "so"),
    [
        ("licence-then-as-listed", lambda p: p["then"] == p["licence"]),
        ("conflict-then-commercial", lambda p: p["then"].str.contains("nc")),
        ("licence-then-all-rights-reserved", lambda p: p["then"] == "all-rights-reserved"),
        ("licence-then-statement-only", lambda p: p["then"] == "no-known-restrictions"),
    ],
)
def test_the_interval_holds_the_planted_share_of_the_day_of_collection(planted, name, so):
    w, truth, *_ = planted
    row = in_case(w).loc[name]
    assert row["low"] <= so(truth).mean() <= row["high"]


def test_who_told_adds_up_to_the_drawn_photos(planted):
    _, _, drawn, _, findings = planted
    table = findings.tables["licences_then"]
    by_question = table.groupby("question", sort=False)["photos"]
    assert list(by_question.groups) == list(licences_dated.QUESTIONS)
    whole = by_question.apply(lambda photos: photos.notna().all())
    assert whole[licences_dated.TOLD_BY]
    assert set(by_question.sum()[whole]) == {len(drawn)}


def test_a_list_without_a_day_says_that_nothing_can_be_told_of_then(tmp_path):
    w = world(tmp_path)
    frame = FRAME.read(w.frame_path)
    FRAME.write(frame.assign(licence_listed_on=None), w.frame_path)
    rows = measured(w).table.set_index("id")
    assert rows.loc["licence-then-as-listed", "status"] == "not estimable"
    assert rows.loc["licence-then-as-listed", "reason_code"] == "no-day"
    assert not [name for name in rows.index if name.startswith("conflict-then-")]
