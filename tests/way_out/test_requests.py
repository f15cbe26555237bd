"""The ledger keeps what happened, the clock gives the last day, and time to answer is said as its data allow."""

import datetime as dt
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whosefaces.way_out import calendar_file, public_ledger, requests
from whosefaces.way_out.clock import Limit, due
from whosefaces.way_out.opt_out_as_it_went import as_it_went
from whosefaces.way_out.timing import FEWEST, Cohorts, Curve, TooFew, Waiting, in_batches, shares, timing

DAY = dt.date(2026, 1, 31)
MONTH = Limit(1, "months")


@pytest.mark.parametrize(
    ("sent", "last"),
    [
        ("2026-01-31", "2026-02-28"),
        ("2024-01-31", "2024-02-29"),
        ("2026-11-28", "2026-12-28"),
        ("2026-12-31", "2027-01-31"),
        ("2026-03-15", "2026-04-15"),
    ],
)
def test_a_month_ends_on_the_same_day_or_on_the_months_last(sent, last):
    assert due(dt.date.fromisoformat(sent), MONTH).isoformat() == last


def test_a_last_day_on_a_weekend_moves_where_the_law_moves_it():
    sent = dt.date(2026, 1, 28)  # 28 February 2026 is a Saturday
    assert due(sent, MONTH) == dt.date(2026, 2, 28)
    assert due(sent, Limit(1, "months", moves=True)) == dt.date(2026, 3, 2)
    assert due(dt.date(2026, 1, 1), Limit(45, "days")) == dt.date(2026, 2, 15)


@given(st.dates(dt.date(1990, 1, 1), dt.date(2100, 1, 1)))
def test_a_month_is_never_shorter_than_28_days_nor_longer_than_31(day):
    assert 28 <= (due(day, MONTH) - day).days <= 31


@pytest.fixture
def ledger(tmp_path):
    return requests.Ledger(tmp_path / "requests.sqlite")


def add(ledger, label="P-07", letter="access", sent=DAY, holder="Example Corp"):
    return ledger.add(label, holder, "gdpr", letter, sent, due(sent, MONTH))


def test_the_ledger_is_for_its_owner_alone_and_holds_no_name(ledger):
    assert ledger.path.stat().st_mode & 0o777 == 0o600
    for name in ("ada@example.org", "12345678@N00", "Ada\nMuster", ""):
        with pytest.raises(requests.RequestError, match="code such as"):
            add(ledger, name)


def test_a_year_of_one_request(ledger):
    number = add(ledger).number
    assert ledger.request(number).standing(dt.date(2026, 2, 28)) == "waiting"
    assert ledger.request(number).standing(dt.date(2026, 3, 1)) == "overdue"
    ledger.enter(number, "acknowledged", dt.date(2026, 3, 5))
    assert ledger.request(number).standing(dt.date(2026, 3, 6)) == "overdue"
    ledger.enter(number, "removed", dt.date(2026, 4, 1))
    assert ledger.request(number).standing(dt.date(2026, 4, 2)) == "removed"
    ledger.enter(number, "still there", dt.date(2026, 10, 1), "v3")
    assert ledger.request(number).standing(dt.date(2026, 10, 2)) == "still there"
    assert ledger.request(number).answered_on == dt.date(2026, 4, 1)


def test_the_same_entry_twice_changes_nothing_and_nonsense_is_refused(ledger):
    number = add(ledger).number
    with pytest.raises(requests.RequestError, match="already"):
        add(ledger)
    once = ledger.enter(number, "removed", dt.date(2026, 4, 1))
    assert ledger.enter(number, "removed", dt.date(2026, 4, 1)) == once
    for what, on, version, says in (
        ("burnt", DAY, "", "no event"),
        ("removed", dt.date(2025, 1, 1), "", "before request"),
        ("verified gone", DAY, "", "--version"),
    ):
        with pytest.raises(requests.RequestError, match=says):
            ledger.enter(number, what, on, version)


def test_another_file_is_not_taken_for_a_ledger(tmp_path):
    path = tmp_path / "letter.txt"
    path.write_text("This is no database, and long enough to be none: " + "x" * 200)
    with pytest.raises(requests.RequestError, match="no ledger"):
        requests.Ledger(path)


def test_the_calendar_has_all_that_a_calendar_needs_and_is_the_same_twice(ledger):
    import icalendar

    add(ledger)
    add(ledger, "P-08", letter="erasure")
    ledger.enter(2, "removed", dt.date(2026, 2, 10))
    file = calendar_file.calendar(ledger.requests())
    assert file == calendar_file.calendar(ledger.requests())
    book = icalendar.Calendar.from_ical(file)
    assert book["version"] == "2.0" and book["prodid"]
    (entry,) = book.walk("VEVENT")
    assert entry["uid"] and entry["dtstamp"] and entry.decoded("dtstart") == dt.date(2026, 3, 1)


def answered(sent, days, batch=None):
    return Waiting(sent, "answered", sent + dt.timedelta(days=days), batch)


def one_by_one(number, seed=1, until=dt.date(2026, 12, 31)):
    dice = random.Random(seed)
    requests_ = []
    for _ in range(number):
        sent = dt.date(2026, 1, 1) + dt.timedelta(days=dice.randrange(200))
        waited = round(dice.expovariate(1 / 40))
        done = sent + dt.timedelta(days=waited)
        requests_.append(answered(sent, waited) if done <= until else Waiting(sent, "waiting"))
    return requests_


def test_answers_one_by_one_give_a_curve_and_batches_give_cohorts():
    assert isinstance(timing(one_by_one(60), dt.date(2026, 12, 31)), Curve)
    day = dt.date(2026, 6, 1)
    batch = [answered(day - dt.timedelta(days=number), number) for number in range(40)]
    assert isinstance(timing(batch, dt.date(2026, 12, 31)), Cohorts)


def test_few_answers_on_one_day_among_many_days_are_no_batch():
    assert not in_batches(one_by_one(200))


def test_fewer_than_ten_people_print_nothing():
    nine = one_by_one(FEWEST - 1)
    assert timing(nine, dt.date(2026, 12, 31)) == TooFew()
    assert shares(["removed"] * (FEWEST - 1)) == TooFew()
    assert timing(one_by_one(30), dt.date(2026, 12, 31), requesters=3) == TooFew()


def test_nobody_is_answered_before_they_ask():
    with pytest.raises(ValueError, match="before it was sent"):
        answered(DAY, -1)
    with pytest.raises(ValueError, match="after"):
        timing([answered(DAY, 400)] * 12, dt.date(2026, 12, 31))


def test_reminders_are_no_requests_of_their_own(ledger):
    for number in range(12):
        add(ledger, f"P-{number:02}", sent=DAY + dt.timedelta(days=number))
        add(ledger, f"P-{number:02}", letter="reminder", sent=DAY + dt.timedelta(days=60))
    summary = as_it_went(ledger.requests(), dt.date(2026, 6, 1))
    (overdue,) = summary.outcomes
    assert (overdue.outcome, overdue.count, overdue.of) == ("overdue", 12, 12)


def test_the_curve_is_the_one_that_is_worked_out_by_hand():
    """Five answers after 1 to 5 days, and five requests that still wait after 3 days: Kaplan and Meier by hand."""
    end = dt.date(2026, 3, 1)
    requests_ = [answered(end - dt.timedelta(days=10), days) for days in (1, 2, 3, 4, 5)]
    requests_ += [Waiting(end - dt.timedelta(days=3), "waiting")] * 5
    curve = timing(requests_, end)
    left = 9 / 10 * 8 / 9 * 7 / 8  # at 3 days the five that wait are still under watch
    assert curve.points[2].share == pytest.approx(1 - left)
    assert curve.points[3].share == pytest.approx(1 - left * (1 - 1 / 2))
    assert curve.points[4].share == pytest.approx(1.0)


def test_a_real_public_ledger_comes_out_as_its_readme_says(shared):
    entries = public_ledger.read(shared / "ledger" / "bigcode-opt-out.csv")
    end = dt.date(2026, 7, 23)
    both_years = public_ledger.period(entries, dt.date(2023, 1, 1), dt.date(2024, 12, 31), end)
    assert isinstance(both_years.timing, Cohorts)
    assert (both_years.timing.requests, both_years.timing.answered) == (262, 248)
    first, second = both_years.timing.cohorts
    assert (first.first_on.isoformat(), first.requests, first.median, first.youngest, first.oldest) == (
        "2024-03-22",
        33,
        234,
        6,
        359,
    )
    assert (second.first_on.isoformat(), second.requests, second.median, second.youngest, second.oldest) == (
        "2024-04-24",
        215,
        35,
        20,
        142,
    )
    later = public_ledger.period(entries, dt.date(2024, 4, 10), dt.date(2026, 4, 6), end)
    assert later.confirmed == 0
    hidden = public_ledger.period(
        entries, dt.date(2026, 7, 24), dt.date(2026, 9, 20), dt.date(2026, 9, 20), visible=False
    )
    assert hidden.timing == TooFew()


def test_the_pooled_quantiles_of_the_real_ledger(shared):
    from whosefaces.way_out.timing import _curve

    end = dt.date(2026, 7, 23)
    entries = public_ledger.read(shared / "ledger" / "bigcode-opt-out.csv")
    waits = [e.waiting() for e in entries if e.opened and e.opened.year <= 2024 and e.confirmed != "cut"]
    curve = _curve(waits, 0, end)
    assert [quantile.day for quantile in curve.quantiles] == [34, 35, 39, 275]
    assert curve.never == pytest.approx(0.053, abs=0.0005)


def test_a_broken_ledger_names_its_line(tmp_path):
    path = tmp_path / "ledger.csv"
    path.write_text("opened,confirmed,processed_on\n2024-01-01,yes,2024-02-01\n2024-01-01,perhaps,\n")
    with pytest.raises(public_ledger.LedgerError, match="line 3"):
        public_ledger.read(path)


def test_issues_are_read_by_what_a_maintainer_wrote_and_by_nobody_else(tmp_path):
    import json

    def issue(*comments):
        return {"created_at": "2024-01-01T00:00:00Z", "state": "closed", "comments": list(comments)}

    def comment(body, who="MEMBER"):
        return {"created_at": "2024-02-01T00:00:00Z", "body": body, "author_association": who}

    path = tmp_path / "issues.json"
    path.write_text(json.dumps([
        issue(comment("Your data has been removed.")), issue(comment("removed!", "NONE")), issue(),
        issue(comment("This could not be processed.")), {**issue(), "pull_request": {}}, {**issue(), "comments": 3},
    ]))  # fmt: skip
    assert [entry.confirmed for entry in public_ledger.read(path)] == ["yes", "no", "no", "no", "cut"]


@pytest.mark.whole_population
def test_the_interval_of_a_printed_curve_holds_the_truth_often_enough():
    """At least .93 with ties, late entry and censoring, answered one by one and weekly; piles print hardly any curve."""
    from studies import opt_out_coverage as study

    lines = list(study.table(1_000))
    assert "\n".join(lines) in study.PAGE.read_text(encoding="utf-8")
    shares = [line.split("|")[4].strip() for line in lines[2:]]
    assert all(share == "too few to say" or float(share) >= 0.93 for share in shares)
    assert sum(share != "too few to say" for share in shares) >= 5


def ledger_of(path, *sent):
    """A ledger with these letters: label, kind, and the day of sending."""
    ledger = requests.Ledger(path / "requests.sqlite")
    for label, letter, day in sent:
        on = dt.date.fromisoformat(day)
        ledger.add(label, "Authority" if letter == "complaint" else "Example Corp", "gdpr", letter, on, due(on, MONTH))
    return ledger


def test_the_clock_runs_on_the_last_letter_of_a_matter_alone(tmp_path):
    ledger = ledger_of(
        tmp_path,
        ("P-1", "access", "2026-01-02"),
        ("P-1", "reminder", "2026-02-10"),
        ("P-1", "complaint", "2026-03-20"),
        ("P-1", "erasure", "2026-03-21"),
        ("P-2", "access", "2026-01-02"),
    )
    assert [(each.label, each.letter) for each in requests.unanswered(ledger.requests())] == [
        ("P-2", "access"),
        ("P-1", "complaint"),
        ("P-1", "erasure"),
    ]


@pytest.mark.parametrize("answered", [1, 2])
def test_an_answer_to_a_letter_or_to_its_reminder_ends_the_matter(answered, tmp_path):
    ledger = ledger_of(tmp_path, ("P-1", "access", "2026-01-02"), ("P-1", "reminder", "2026-02-10"))
    ledger.enter(answered, "removed", dt.date(2026, 2, 20))
    assert requests.unanswered(ledger.requests()) == []
    assert b"BEGIN:VEVENT" not in calendar_file.calendar(ledger.requests())
