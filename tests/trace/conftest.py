"""A small planted population, and a double that serves it."""

import datetime as dt
from collections.abc import Iterator

import pytest
from whosefaces.double.population import Population, account_sizes, invent
from whosefaces.double.server import Double

NOON = dt.datetime(2026, 11, 9, 12, tzinfo=dt.UTC)


@pytest.fixture(scope="session")
def population() -> Population:
    """60 accounts with 400 photos in the dataset."""
    return invent(7, account_sizes(60, 400), NOON, dt.datetime(2014, 3, 21, tzinfo=dt.UTC))


@pytest.fixture
def double(population: Population) -> Iterator[Double]:
    """The double, listening, accepting any key."""
    with Double(population, NOON) as listening:
        listening.web.open_to_robots()
        yield listening


@pytest.fixture
def shown(population: Population) -> list[str]:
    """Ids of photos that anybody can see."""
    return [photo.photo_id for photo in population.photos.values() if population.visible(photo, NOON)]
