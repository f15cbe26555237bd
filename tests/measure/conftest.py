"""Invented worlds that several tests measure, each built once."""

import pytest
from whosefaces.measure.measuring import Findings, measure

from tests.measure.invented import AS_OF, World, world


def measured(w: World) -> Findings:
    return measure(w.investigation, w.frame_path, w.panel_path, w.traces_path, w.case, w.public, AS_OF)


@pytest.fixture(scope="session")
def plain(tmp_path_factory) -> tuple[World, Findings]:
    """200 of 1,212 photos and 120 of 300 accounts, all of them asked about."""
    w = world(tmp_path_factory.mktemp("plain"))
    return w, measured(w)


@pytest.fixture(scope="session")
def half_asked(tmp_path_factory) -> tuple[World, Findings]:
    """The same draw; six in ten questions were asked."""
    w = world(tmp_path_factory.mktemp("half"), asked=0.6)
    return w, measured(w)


@pytest.fixture(scope="session")
def no_owners(tmp_path_factory) -> tuple[World, Findings]:
    """A manifest of addresses that carry no owner."""
    w = world(tmp_path_factory.mktemp("no-owners"), owners=False)
    return w, measured(w)
