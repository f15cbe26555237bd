"""The exchange behind a number, and the whole of it for a public replay tool."""

import json
import subprocess
import sys
import zipfile
from importlib.util import find_spec

import pandas as pd
import pytest
from whosefaces import PROJECT
from whosefaces.sample.panel import PANEL
from whosefaces.trace import tracing
from whosefaces.trace.evidence import export as evidence
from whosefaces.trace.evidence import warc
from whosefaces.trace.evidence.archive import Archive

from tests.trace.at_the_double import NOON, asking
from tests.trace.recording import (
    ANNA,
    OTHER_PHOTO,
    PHOTO,
    account_asked,
    account_xml,
    drawn_account,
    drawn_photo,
    photo_asked,
    photo_json,
    photo_xml,
    replaying,
    write_panel,
    write_warc,
)

DEMO = PROJECT / "data" / "demo" / "evidence"


@pytest.fixture
def traced(tmp_path):
    """Two photos, one of them drawn with its owner, and an account."""
    panel = write_panel(tmp_path / "case", [drawn_photo(), drawn_photo(OTHER_PHOTO), drawn_account(ANNA)])
    archive = write_warc(tmp_path / "evidence.warc.gz", [photo_asked(photo_xml()), account_asked(account_xml())])
    traces = tracing.trace(replaying(archive), panel, tmp_path / "case", pd.Timestamp("2026-06-30").date())
    return archive, traces.read(), PANEL.read(panel)


def test_every_evidence_id_of_the_traces_leads_to_its_exchange(traced):
    archive, traces, _ = traced
    for row in traces.dropna(subset=["evidence_id"]).itertuples():
        exchange = evidence.exchange(archive, row.evidence_id)
        unit_id = row.photo_id if row.unit == "photo" else row.nsid
        assert unit_id in exchange.answer.uri
        assert exchange.request is not None
        assert "software: a test" in exchange.rules
        text = "\n".join(exchange.lines())
        assert all(part in text for part in ("given at:", "asked:", "answered:", "digest:", "SHA-256"))
        assert exchange.answer.body.decode() in text


def test_what_a_stranger_called_a_photo_cannot_steer_the_terminal(tmp_path):
    """Titles and names hold escape sequences and marks that turn the line around; they are shown and not obeyed."""
    title = "\u202ebees\u202c \x1b[2J\x07\x9b31m caf\u00e9 \U0001f41d"
    body = photo_json().replace('"title":{"_content":""}', f'"title":{{"_content":"{title}"}}')
    archive = write_warc(tmp_path / "evidence.warc.gz", [photo_asked(body)])
    (record,) = [one for one in warc.records(archive) if one.type == "response"]

    exchange = evidence.exchange(archive, record.id)

    assert all(line.isprintable() for line in exchange.lines())
    assert "\\u202ebees\\u202c \\x1b[2J\\x07\\x9b31m caf\u00e9 \U0001f41d" in "\n".join(exchange.lines())
    assert title in exchange.as_json()["body"]


def test_an_id_that_is_not_there_is_said_to_be_not_there(traced):
    with pytest.raises(evidence.NoSuchEvidenceError, match="no answer in .* has that id"):
        evidence.exchange(traced[0], "00000000-0000-0000-0000-000000000000")


def test_a_drawn_photo_rests_on_the_answers_about_it_and_its_owner_and_an_account_on_its_own(traced):
    _, traces, _ = traced
    photos = pd.DataFrame({"photo_id": [PHOTO, OTHER_PHOTO], "owner": [ANNA, None]})
    by_photo = evidence.by_unit(traces, photos, "photo")
    by_account = evidence.by_unit(traces, pd.DataFrame({"account_key": [ANNA]}), "account")

    assert [(one["unit"], one["outcome"]) for one in by_photo[PHOTO]] == [("photo", "public"), ("account", "exists")]
    assert by_photo[OTHER_PHOTO] == []
    assert by_account == {ANNA: by_photo[PHOTO][1:]}


def test_the_package_holds_every_record_and_opens_in_a_public_tool(tmp_path):
    """Made of the demonstration's evidence; the tool's own check, and the records counted again."""
    if find_spec("wacz") is None:
        pytest.skip("the extra 'archive' is not installed")
    target = evidence.export_wacz(DEMO, tmp_path / "demo.wacz")

    assert [path.name for path in tmp_path.iterdir()] == ["demo.wacz"]
    checked = [sys.executable, "-m", "wacz.main", "validate", "-f", str(target)]
    run = subprocess.run(checked, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    with zipfile.ZipFile(target) as package:
        names = package.namelist()
        assert any(name.startswith("archive/") for name in names)
        assert any(name.startswith("indexes/") for name in names)
        listed = package.read("pages/pages.jsonl").decode().splitlines()
    pages = [json.loads(line) for line in listed[1:]]
    assert len(pages) == Archive(DEMO).exchanges


def test_the_packages_list_opens_refusals_and_bodies_that_came_again_but_no_redirects(double, population, tmp_path):
    """A number that says "not public" rests on a page that was not found."""
    if find_spec("wacz") is None:
        pytest.skip("the extra 'archive' is not installed")
    missing = [
        f"https://www.flickr.com/photos/{one.nsid}/900000000{i}/" for i, one in enumerate(list_of(population, 3))
    ]
    named = next(one for one in population.accounts.values() if one.alias and one.exists(NOON))
    double.web.redirects_to_alias = True
    with asking(double, tmp_path) as run:
        for url in missing:
            assert run.session.get(url).status_code == 404
        assert run.session.get(f"https://www.flickr.com/photos/{named.nsid}/").history
    kinds = [record.type for file in (tmp_path / "evidence").glob("*.gz") for record in warc.records(file)]
    assert "revisit" in kinds

    target = evidence.export_wacz(tmp_path / "evidence", tmp_path / "made.wacz")

    with zipfile.ZipFile(target) as package:
        listed = [json.loads(line) for line in package.read("pages/pages.jsonl").decode().splitlines()[1:]]
    titles = {page["url"]: page["title"] for page in listed}
    assert all(titles[url].startswith("photo page owner=") and titles[url].endswith("HTTP 404") for url in missing)
    assert f"https://www.flickr.com/photos/{named.alias}/" in titles
    assert f"https://www.flickr.com/photos/{named.nsid}/" not in titles


def list_of(population, many):
    return [one for one in population.accounts.values() if one.exists(NOON)][:many]


def test_without_the_extra_one_line_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr(evidence, "find_spec", lambda name: None)

    with pytest.raises(evidence.WaczError, match="needs the extra 'archive'"):
        evidence.export_wacz(DEMO, tmp_path / "demo.wacz")
    assert list(tmp_path.iterdir()) == []
