"""What several folders of tests share: the checkout, and the real recordings where they lie."""

import os
from pathlib import Path

import pytest
from hypothesis import settings
from whosefaces import PROJECT

from tests.trials import FEW

# A busy machine is no fault of the code: no property looks at the clock. `make quick` tries each a few times only.
settings.register_profile("whole", deadline=None)
settings.register_profile("quick", deadline=None, max_examples=FEW)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "whole"))

MARKED = {"browser", "spark", "whole_population"}
"""Kinds that a test names itself."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test is of one kind, so that each kind has a command: see the markers in pyproject.toml and `make help`."""
    for item in items:
        item.add_marker(kind_of(item))


def kind_of(item: pytest.Item) -> str:
    """The kind of a test: what it names itself, else where it lies, else what it needs."""
    named = {mark.name for mark in item.iter_markers()}
    if named & MARKED:
        return (named & MARKED).pop()
    if "journeys" in item.path.parts:
        return "journey"
    if "shared" in getattr(item, "fixturenames", ()):
        return "recorded"
    return "property" if getattr(getattr(item, "obj", None), "is_hypothesis_test", False) else "unit"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real recordings and manifest rows beside the checkout; never part of the project."""
    folder = Path(os.environ.get("WHOSEFACES_SHARED", PROJECT.parent / "shared"))
    if not (folder / "data").is_dir():
        pytest.skip("no real recordings here: ../shared is absent, so nothing was checked against them")
    return folder / "data"


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory):
    """Manifests that tests read are kept in a cache of their own, never in the user's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WHOSEFACES_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield
