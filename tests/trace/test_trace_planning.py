"""What an interview costs, and which calls are worth making."""

from hypothesis import given
from hypothesis import strategies as st
from whosefaces.trace.http.pace import CALLS_AN_HOUR
from whosefaces.trace.planning import another_page_pays, calls, calls_of_a_run

SOURCES = st.lists(st.sampled_from(["api", "oembed", "page", "image", "wayback"]), unique=True, min_size=1)


@given(st.integers(0, 5000), st.integers(0, 5000), SOURCES)
def test_calls_add_up_over_samples_and_sources(photos, accounts, sources):
    together = calls(photos, accounts, sources)

    assert together.total == (calls(photos, 0, sources) + calls(0, accounts, sources)).total
    assert together.total == sum(calls(photos, accounts, [source]).total for source in sources)
    assert together.hours >= together.total / CALLS_AN_HOUR - 1e-9


def test_without_a_key_nothing_is_asked_of_the_api():
    planned = calls(2_000, 1_000, ["oembed", "page", "wayback"]) + calls_of_a_run(["oembed", "page", "wayback"])

    assert {source for source, _ in planned.by_question} == {"oembed", "page", "wayback"}


@given(st.integers(0, 100), st.integers(0, 100))
def test_another_page_is_asked_for_only_where_it_can_save_calls(pages_left, photos_left):
    if another_page_pays(pages_left, photos_left):
        assert 0 < pages_left < photos_left
