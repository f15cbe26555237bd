"""What several folders of tests share: the checkout, and the real recordings where they lie."""

import os
from pathlib import Path

import pytest
from hypothesis import settings
from whosefaces import PROJECT

settings.register_profile("no_clock", deadline=None)  # a busy machine is no fault of the code
settings.load_profile("no_clock")


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
