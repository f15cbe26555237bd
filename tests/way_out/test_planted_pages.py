"""A hundred planted ways out are read without an error: five means of hiding, and as many that only look like them."""

import pytest
from whosefaces.way_out.findability import route
from whosefaces.way_out.recorded_pages import pages

from tests.way_out.planted_pages import planted


@pytest.mark.parametrize("way", planted(), ids=lambda way: way.name)
def test_what_was_planted_is_what_is_read(way, tmp_path):
    outcome = route(pages(way.record(tmp_path / "pages.warc.gz")), way.start, way.way_out)
    assert {fact.question: fact.answer for fact in outcome.facts} == way.truth
    assert outcome.clicks == way.clicks


HIDES = {"asks for a login": "yes", "linked from the dataset's page": "no", "answers": "no"} | dict.fromkeys(
    ("noindex on the page", "noindex in the headers", "closed by robots.txt"), "yes"
)


def test_every_means_is_planted_ten_times_and_resembled_ten_times():
    ways = planted()
    assert len({way.name for way in ways}) == 100
    for means in range(5):
        twenty = ways[20 * means : 20 * means + 20]
        hides = [any(way.truth[question] == answer for question, answer in HIDES.items()) for way in twenty]
        assert hides == [True] * 10 + [False] * 10
