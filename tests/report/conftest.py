"""An invented edition that several tests report on, measured once by the measure package itself."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from whosefaces.investigation import Investigation

from tests.measure.invented import AS_OF, population, world


@dataclass(frozen=True)
class Edition:
    """One edition's folders."""

    investigation: Investigation
    case: Path
    public: Path
    as_of = AS_OF

    def copy(self, folder: Path) -> "Edition":
        """The same edition in another folder, to be spoilt."""
        shutil.copytree(self.case, folder / "case")
        shutil.copytree(self.public, folder / "public")
        return Edition(self.investigation, folder / "case", folder / "public")


def edition(folder: Path, **shape: object) -> Edition:
    from whosefaces.measure.measuring import measure
    from whosefaces.report import page

    invented = world(folder, population(accounts=400), **shape)
    measure(
        invented.investigation,
        invented.frame_path,
        invented.panel_path,
        invented.traces_path,
        invented.case,
        invented.public,
        AS_OF,
    )
    page.write(invented.investigation, AS_OF, invented.case, invented.public)
    return Edition(invented.investigation, invented.case, invented.public)


@pytest.fixture(scope="session")
def whole(tmp_path_factory) -> Edition:
    """Every drawn unit was asked about."""
    return edition(tmp_path_factory.mktemp("whole"))


@pytest.fixture(scope="session")
def half(tmp_path_factory) -> Edition:
    """Six in ten questions were asked: bounds everywhere."""
    return edition(tmp_path_factory.mktemp("half"), asked=0.6)


@pytest.fixture(scope="session")
def ownerless(tmp_path_factory) -> Edition:
    """A manifest without owners: two of the three findings are not estimable."""
    return edition(tmp_path_factory.mktemp("ownerless"), owners=False)
