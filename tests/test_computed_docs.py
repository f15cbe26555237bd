"""Documents that are computed say what the code and the reference data say today."""

import re

import pytest

from studies import architecture, reference


@pytest.mark.parametrize("name", reference.PAGES)
def test_a_reference_page_is_computed(name):
    written = (reference.DOCS / name).read_text(encoding="utf-8")
    assert written == reference.PAGES[name](), "run: python -m studies.reference"


def test_the_drawing_of_the_house_is_made_from_its_imports():
    """Rooms and arrows are held; how many lines a room has may lag behind."""

    def without_counts(text: str) -> str:
        return re.sub(r"[\d,]+ \|$|In all [\d,]+ lines", "", text, flags=re.MULTILINE)

    written = architecture.PAGE.read_text(encoding="utf-8")
    assert without_counts(written) == without_counts(architecture.page()), "run: python -m studies.architecture"


def test_no_room_imports_another_in_a_circle():
    assert architecture.layers(architecture.arrows())
