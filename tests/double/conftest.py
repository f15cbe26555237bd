"""The population that the tests of the double plant, and a double that serves it."""

import datetime as dt

import pytest
from whosefaces.double.population import account_sizes, invent
from whosefaces.double.server import Double

NOW = dt.datetime(2026, 11, 9, 12, tzinfo=dt.UTC)


@pytest.fixture(scope="session")
def population():
    """200 accounts with 2,000 photos in the dataset."""
    return invent(4, account_sizes(200, 2000), NOW, dt.datetime(2014, 3, 21, tzinfo=dt.UTC), suspended=0.04)


@pytest.fixture
def flickr(population):
    """The double, listening."""
    with Double(population, NOW) as double:
        yield double


@pytest.fixture(scope="session")
def now():
    """The moment at which the double answers."""
    return NOW
