"""From week to week a report says what changed, by how much, with a range that holds; or that nothing did."""

import re

import numpy as np
import pytest
from whosefaces.report import story
from whosefaces.report.words.catalogue import LOCALES, Words
from whosefaces.report.words.change import say_difference

from studies.invented_editions import edition
from studies.weekly_year import CLOSED, OPEN, year

RANGE = re.compile(
    r"\([−+]?[\d.]+ to [−+]?[\d.]+( points)?\)|by [−+]?[\d.]+ to [−+]?[\d.]+ points|None of the \d+ checked"
)


@pytest.mark.parametrize("years", [3, pytest.param(100, marks=pytest.mark.whole_population)])
def test_every_weeks_change_is_printed_with_a_range_that_holds(years):
    """P2 over simulated years: a range in every week with at most 5 % unknown pairs; coverage at least 0.93."""
    weeks = [week for seed in range(years) for week in year(seed)]
    for week in weeks:
        assert len(week.sentences) == 1
        if week.few_untold:
            assert RANGE.search(week.sentences[0]), week.sentences
    held = [week.holds for week in weeks if week.holds is not None]
    assert len(held) == len(weeks)
    assert np.mean(held) >= 0.93


def test_of_a_closed_list_asked_densely_small_changes_read_fewer_than_ten():
    """METHOD, section 5, place 4."""
    weeks = list(year(7, CLOSED))
    few = [week for week in weeks if week.row["fewer_than"] is not None]
    assert len(few) > len(weeks) / 2
    for week in few:
        assert week.sentences == ["Fewer than 10 of those checked both times changed; of this list we say no more."]
        withheld = {
            name: week.row[name]
            for name in ("turned_yes", "turned_no", "untold", "difference", "difference_low", "mcnemar_p")
        }
        assert set(withheld.values()) == {None}
    assert all(week.row["fewer_than"] is None for week in year(7, OPEN))


def test_a_week_in_which_nobody_changed_says_so():
    quiet = [
        week
        for seed in range(4)
        for week in year(seed)
        if week.row["turned_yes"] == week.row["turned_no"] == week.row["untold"] == 0
    ]
    assert quiet
    assert all(week.sentences[0].startswith("None of the 300 checked both times changed") for week in quiet)


@pytest.mark.parametrize("language", sorted(LOCALES))
def test_as_many_lost_as_gained_is_not_nobody(language):
    """A census in which three came and three went: the difference is nought, and six changed."""
    words = Words(language)
    row = {"pairs": 62, "turned_yes": 3, "turned_no": 3, "untold": 0, "difference": 0.0}
    assert say_difference(words, row) == [words.say("changed.as_many")]
    assert say_difference(words, row | {"turned_yes": 0, "turned_no": 0}) == [words.say("changed.zero", n="62")]


@pytest.mark.parametrize("language", sorted(LOCALES))
def test_the_page_says_it_in_three_sentences_and_a_small_chart(language):
    report = story.tell(edition("changed", language))
    section = next(section for section in report.sections if section.name == "changes")
    paragraph, chart = section.blocks
    assert len(re.findall(r"[.!?](?= |$)", paragraph.text)) <= 3
    assert chart.figure.name == "history"
    assert not re.search(r"[a-z]+(-[a-z]+){2,}|P[123]\b", paragraph.text)
