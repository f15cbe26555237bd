"""Two live editions, a week apart, and what whoever is entitled to the case can do with the second: check it, and be handed it.

The second compares itself with the first, so it can be made again only with what it read of that one.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import bagit
import pytest
from whosefaces.double.population import account_sizes, invent
from whosefaces.double.server import Double

from tests.journeys import test_hostile as hostile
from tests.journeys.test_all_sources import COLLECTED, KEY, NOW, SOURCES, begun

LATER = hostile.NEXT_WEEK

pytestmark = pytest.mark.whole_population


@pytest.fixture(scope="module")
def weeks(tmp_path_factory) -> Path:
    """The investigation's folder after two weeks; accounts went in between."""
    population = invent(11, account_sizes(160, 900), LATER, COLLECTED, gone=0.3)
    case = begun(tmp_path_factory.mktemp("handed over") / "story", population, (120, 60), SOURCES)
    for now in (NOW, LATER):
        with Double(population, now, key=KEY) as double:
            double.web.open_to_robots()
            arguments = ["run", "investigation.toml", "--reports", "reports", "--edition", now.date().isoformat()]
            ended = hostile.whosefaces(case.folder, double, *arguments, key=KEY)
            assert ended.returncode == 0, ended.stderr
    return case.folder


def edition(folder: Path) -> Path:
    return folder / "reports" / "rehearsal" / LATER.date().isoformat()


def verified(folder: Path, what: Path) -> dict[str, str]:
    """The verdict of each check, with nobody to ask."""
    with Double(invent(1, [1], LATER, COLLECTED), LATER) as nobody:
        ended = hostile.whosefaces(folder, nobody, "verify", str(what), "--json")
        assert nobody.requests == []
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return {check["name"]: check["verdict"] for check in json.loads(ended.stdout)["checks"]}


def test_a_live_edition_after_another_is_made_again_from_its_case(weeks):
    verdicts = verified(weeks, edition(weeks))
    assert verdicts["replay"] == verdicts["changes"] == verdicts["chain of custody"] == "held"
    assert set(verdicts.values()) == {"held"}


def test_from_a_bag_alone_it_is_made_again_and_a_public_tool_finds_the_bag_whole(weeks, tmp_path):
    """The bag goes to another folder, and the reports and the investigation that it came from are out of reach."""
    with Double(invent(1, [1], LATER, COLLECTED), LATER) as nobody:
        ended = hostile.whosefaces(weeks, nobody, "package", str(edition(weeks)), "--into", str(tmp_path / "a.bag"))
    assert ended.returncode == 0, ended.stdout + ended.stderr
    received = tmp_path / "elsewhere" / "received.bag"
    shutil.copytree(tmp_path / "a.bag", received)
    hidden = weeks.with_name("out of reach")
    weeks.rename(hidden)
    try:
        bagit.Bag(str(received)).validate()
        verdicts = verified(tmp_path, received)
    finally:
        hidden.rename(weeks)
    assert verdicts["bag"] == verdicts["replay"] == verdicts["changes"] == "held"
