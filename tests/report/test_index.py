"""All editions on one page and in one feed: every one is there, the newest first, and nothing leads astray."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from lxml import etree, html
from whosefaces.edition import index, sums

from tests.report import small_edition as small

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def reports(tmp_path_factory) -> Path:
    """Three editions of a world in which a third of the accounts vanish between the second and the third."""
    folder = tmp_path_factory.mktemp("indexed")
    before = small.world()
    fewer = small.world(gone=0.6)
    for of, day in ((before, small.FIRST), (before, small.SECOND), (fewer, small.THIRD)):
        small.described(of, folder / "reports", day)
    index.write(folder / "reports")
    return folder / "reports"


def test_it_lists_the_editions_with_the_newest_first(reports):
    page = html.parse(str(reports / index.PAGE))
    days = [time.get("datetime") for time in page.iterfind(".//time")]
    assert days == [str(small.THIRD), str(small.SECOND), str(small.FIRST)]


def test_each_edition_shows_its_headline_numbers_as_published(reports):
    from whosefaces.report.between.compare import Told
    from whosefaces.report.words.catalogue import Words
    from whosefaces.report.words.change import value

    page = html.parse(str(reports / index.PAGE))
    for item, day in zip(page.findall(".//main/ol/li"), (small.THIRD, small.SECOND, small.FIRST), strict=True):
        shown = [element.text for element in item.iterfind(".//dd")]
        findings = Told.of(reports / str(day)).findings
        assert shown == [value(Words("en"), findings[name]) for name in ("P1", "P2", "P3")]
        assert sums.seal(reports / str(day) / "public") in etree.tostring(item).decode()


def test_what_changed_is_said_where_it_changed(reports):
    page = html.parse(str(reports / index.PAGE))
    third, second, first = page.findall(".//main/ol/li")
    assert any("Accounts that could be contacted" in element.text for element in third.iterfind(".//ul/li"))
    assert second.find(".//details") is None
    assert first.find(".//details") is None


def test_every_link_leads_to_a_file_that_may_be_published(reports):
    page = html.parse(str(reports / index.PAGE))
    links = {element.get("href") for element in page.iterfind(".//*[@href]")}
    assert f"{small.THIRD}/public/report.html" in links
    for link in links:
        assert ":" not in link
        assert "case" not in link
        assert link.endswith("report.html") or (reports / link).is_file()


def test_the_feed_has_what_atom_demands_of_it(reports):
    """RFC 4287: id, title and updated of the feed and of each entry, an author, absolute and distinct ids."""
    feed = etree.parse(str(reports / index.FEED)).getroot()
    assert feed.tag == f"{ATOM}feed"
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 3
    assert feed.find(f"{ATOM}author/{ATOM}name").text
    for element in (feed, *entries):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1
    ids = [element.find(f"{ATOM}id").text for element in (feed, *entries)]
    assert len(set(ids)) == 4
    assert all(name.startswith("urn:uuid:") for name in ids)
    assert feed.find(f"{ATOM}updated").text == f"{small.THIRD}T00:00:00Z"
    assert all("INVENTED DATA" in entry.find(f"{ATOM}title").text for entry in entries)


def test_it_is_the_same_in_another_folder_of_the_same_name(reports, tmp_path):
    elsewhere = Path(shutil.copytree(reports, tmp_path / "elsewhere" / reports.name))
    for name in (index.PAGE, index.FEED):
        (elsewhere / name).unlink()
    index.write(elsewhere)
    for name in (index.PAGE, index.FEED):
        assert (elsewhere / name).read_bytes() == (reports / name).read_bytes()


def test_an_edition_that_was_never_sealed_is_not_listed(reports, tmp_path):
    elsewhere = Path(shutil.copytree(reports, tmp_path / reports.name))
    (elsewhere / str(small.THIRD) / "public" / sums.NAME).unlink()
    index.write(elsewhere)
    assert str(small.THIRD) not in (elsewhere / index.PAGE).read_text()
