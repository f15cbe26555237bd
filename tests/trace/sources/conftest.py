"""Answers of the double's pages, handed to a source's reader as a session would hand them on."""

import datetime as dt
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
import requests
from whosefaces.double.pages import Web
from whosefaces.double.population import Photo, Population, account_sizes, invent
from whosefaces.trace.http.transport import ASKED_AT, EVIDENCE_ID

NOW = dt.datetime(2026, 11, 9, 12, tzinfo=dt.UTC)
COLLECTED = dt.datetime(2014, 3, 21, tzinfo=dt.UTC)


@pytest.fixture(scope="session")
def population() -> Population:
    return invent(4, account_sizes(200, 2000), NOW, COLLECTED)


@pytest.fixture
def web(population) -> Web:
    return Web(population)


@pytest.fixture
def ask(web) -> Callable[..., requests.Response]:
    """Ask the double's web for an address, following redirects on Flickr and the archive as a session does."""

    def one(url: str, at: dt.datetime, method: str = "GET") -> requests.Response:
        parts = urlsplit(url)
        page = web.answer(parts.hostname, parts.path + (f"?{parts.query}" if parts.query else ""), at)
        return came(url, b"" if method == "HEAD" else page.body, page.status, dict(page.headers), at)

    def ask(url: str, at: dt.datetime = NOW, method: str = "GET") -> requests.Response:
        history: list[requests.Response] = []
        while True:
            response = one(url, at, method)
            target = response.headers.get("location", "")
            if method == "HEAD" or urlsplit(target).hostname not in ("www.flickr.com", "web.archive.org"):
                response.history = history
                return response
            history.append(response)
            url = target

    return ask


def came(
    url: str,
    body: bytes | str = b"",
    status: int = 200,
    headers: dict[str, str] | None = None,
    at: dt.datetime = NOW,
) -> requests.Response:
    response = requests.Response()
    response.status_code, response.url = status, url
    response._content = body.encode() if isinstance(body, str) else body
    response.headers.update(headers or {})
    response.headers[EVIDENCE_ID] = "urn:uuid:00000000-0000-0000-0000-000000000000"
    response.headers[ASKED_AT] = f"{at:%Y-%m-%dT%H:%M:%SZ}"
    return response


@pytest.fixture
def public(population) -> Photo:
    """A photo that anybody sees, whose licence changed since the dataset was made, of an account with an alias."""
    return next(
        photo
        for photo in population.photos.values()
        if photo.listed
        and population.visible(photo, NOW)
        and photo.licence(COLLECTED) != photo.licence(NOW)
        and population.accounts[photo.nsid].alias
    )


@pytest.fixture
def hidden(population) -> Photo:
    """A photo that nobody sees, of an account that is there."""
    return next(
        photo
        for photo in population.photos.values()
        if not population.visible(photo, NOW) and population.accounts[photo.nsid].exists(NOW)
    )
