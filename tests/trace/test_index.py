"""The index finds what was added, at once and after it was opened again."""

import datetime as dt
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whosefaces.trace.evidence.index import Index, Perhaps, Place

NOON = dt.datetime(2026, 11, 9, 12)
QUESTIONS = ("api a photo_id=1", "api a photo_id=2", "page b", "")
BODIES = ("", "sha256:1", "sha256:2")


@given(
    st.lists(st.tuples(st.sampled_from(QUESTIONS), st.sampled_from(BODIES), st.integers(0, 3)), max_size=30),
    st.booleans(),
)
def test_whatever_was_added_is_found_committed_or_not(added, reopened):
    with tempfile.TemporaryDirectory() as folder:
        index = Index(Path(folder) / "index")
        places = [
            Place(f"urn:{number}", question, NOON + dt.timedelta(days=day), "f", number, 1, payload=body)
            for number, (question, body, day) in enumerate(added)
        ]
        for place in places:
            index.add(place)
        if reopened:
            index.commit("f", len(places))
            index.close()
            index = Index(Path(folder) / "index")

        for question in QUESTIONS:
            of_the_question = [place for place in places if place.question == question]
            assert list(index.about(question)) == sorted(
                of_the_question, key=lambda p: (p.asked_at, p.offset), reverse=True
            )
        for body in BODIES:
            first = next((place for place in places if body and place.payload == body), None)
            assert index.first_with(body) == first
        assert [index.record(place.record) for place in places] == places
        assert (index.count(), index.newest()) == (len(places), max((p.asked_at for p in places), default=None))
        index.close()


@pytest.mark.parametrize("number", [1, 1_000, 100_000])
def test_no_text_that_was_added_is_called_new_and_few_others_are_called_known(number):
    perhaps = Perhaps()
    for one in range(number):
        perhaps.add(f"api flickr.photos.getInfo photo_id={one}")

    assert all(f"api flickr.photos.getInfo photo_id={one}" in perhaps for one in range(number))
    assert sum(f"api flickr.photos.getInfo photo_id={one}" in perhaps for one in range(number, number + 1_000)) < 20
