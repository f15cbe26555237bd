"""The worked example: its page is what the script computes, and its bounds hold whatever IBM took from the parent."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from whosefaces.dossiers import dataset
from whosefaces.measure.questions import closed_list

from studies import diversity_in_faces as example


def test_the_page_is_the_one_that_the_script_writes():
    assert example.PAGE.read_text(encoding="utf-8") == example.page(), "run: python -m studies.diversity_in_faces"


def test_every_number_of_the_story_stands_in_a_dossier_with_its_source():
    dif, yfcc = dataset.read("diversity-in-faces"), dataset.read("yfcc100m")

    assert example.figure(dif, "accounts").is_ == 98_153
    assert example.figure(yfcc, "accounts").is_ == 581_099


def test_nobody_could_knowingly_get_out_by_the_first_procedure_and_every_photographer_could_ask_by_the_second():
    first, second = (example.procedures.read(name) for name in dataset.read("diversity-in-faces").procedures)

    assert example.by_rule(first, "as the procedure asks") and not example.by_rule(first, "asking blind")
    assert not example.by_rule(second, "as the procedure asks")


@given(st.data())
def test_the_bounds_hold_for_every_part_that_could_have_been_cut_out(data):
    """A parent of N, of which some exist, and any part of it: the part's own number lies inside."""
    size = data.draw(st.integers(1, 60))
    exists = np.array(data.draw(st.lists(st.booleans(), min_size=size, max_size=size)))
    part = np.array(data.draw(st.lists(st.booleans(), min_size=size, max_size=size)))
    alive = int(exists.sum())
    low, high = max(0, alive - data.draw(st.integers(0, 5))), min(size, alive + data.draw(st.integers(0, 5)))

    least, most = closed_list.bounds(int(part.sum()), size, low, high)

    assert least <= int((exists & part).sum()) <= most
