"""The same command on real photos and real answers of Flickr ends in a report that a recount agrees with.

The recount below reads the recordings by itself, with nothing of the suite: 47 photos of which 41 were answered
last and 6 were not public. It skips aloud where the recordings are absent.
"""

import json
import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from warcio.archiveiterator import ArchiveIterator
from whosefaces.edition import run as editions
from whosefaces.edition.beginning import begin
from whosefaces.measure.findings import FINDINGS
from whosefaces.trace.nonresponse import NonsenseError
from whosefaces.trace.traces import TRACES

ANSWERS = {"contact": "desk@example.org", "procedures": "username-lookup"}
"""What `whosefaces new` is answered; what else it asks is left open."""


@dataclass
class Recount:
    """The last answer about each photo, and each account that people.getInfo was asked about."""

    public: dict[str, str]
    """photo id -> owner's NSID"""
    not_public: set[str]
    accounts: dict[str, str]


def answers(warc: Path):
    """(date, method, parameters, fields of the answer) of every API exchange, in order of date."""
    exchanges = []
    with warc.open("rb") as stream:
        for record in ArchiveIterator(stream):
            if record.rec_type != "response":
                continue
            arguments = {k: v[0] for k, v in parse_qs(urlsplit(record.rec_headers["WARC-Target-URI"]).query).items()}
            body = record.content_stream().read().decode("utf-8", "replace").strip()
            exchanges.append((record.rec_headers["WARC-Date"], arguments.get("method"), arguments, body))
    return sorted(exchanges, key=lambda s: s[0])


def fields(body: str) -> tuple[bool, int | None, str | None]:
    """(ok, error code, owner's or person's NSID) of one answer, XML or JSON."""
    if body.startswith("{"):
        document = json.loads(body)
        person = document.get("photo", {}).get("owner") or document.get("person") or {}
        return document.get("stat") == "ok", document.get("code"), person.get("nsid")
    root = ET.fromstring(body)
    failed = root.find("err")
    owner = root.find("photo/owner")
    owner = owner if owner is not None else root.find("person")
    code = int(failed.get("code")) if failed is not None else None
    return root.get("stat") == "ok", code, owner.get("nsid") if owner is not None else None


def recount(manifest: Path, warc: Path) -> Recount:
    photos = {re.search(r"/(\d+)(?:_\w+\.jpg|/?)$", line)[1] for line in manifest.read_text().splitlines()[1:]}
    last, accounts = {}, {}
    for _, method, arguments, body in answers(warc):
        if method == "flickr.photos.getInfo" and arguments.get("photo_id") in photos and body[:1] in "<{":
            ok, code, owner = fields(body)
            if ok or code in (1, 2):
                last[arguments["photo_id"]] = owner if ok else None
        if method == "flickr.people.getInfo" and body[:1] in "<{":
            ok, code, nsid = fields(body)
            if ok or code == 5:
                accounts[arguments["user_id"]] = "exists" if ok else "gone"
    public = {photo: owner for photo, owner in last.items() if owner}
    return Recount(public, photos - public.keys(), accounts)


def published_from(manifest: Path, warc: Path, name: str, folder: Path) -> editions.Published:
    """An investigation begun and run as a reporter would."""
    begun = begin(name, manifest, evidence=warc, into=folder / name, answers=ANSWERS)
    return editions.run(begun.file, reports=folder / "reports", quiet=True)


@pytest.fixture(scope="module")
def journey(shared, tmp_path_factory):
    """The run on the recorded photos, and the recount beside it."""
    manifest, warc = shared / "flickr" / "recorded-photos.csv", shared / "flickr" / "recorded.warc.gz"
    return published_from(manifest, warc, "recorded", tmp_path_factory.mktemp("real")), recount(manifest, warc)


def finding(published: editions.Published, name: str) -> dict:
    (row,) = [f for f in published.findings if f["id"] == name]
    return row


def test_the_recount_itself_finds_what_the_recordings_are_said_to_hold(journey):
    _, counted = journey
    assert len(counted.public) == 41
    assert len(counted.not_public) == 6
    assert len(set(counted.public.values())) == 31


def test_every_photo_was_traced_to_what_flickr_said_last(journey):
    published, counted = journey
    traces = TRACES.read(published.edition.case / "traces.parquet")
    photos = traces[(traces["unit"] == "photo") & (traces["question"] == "flickr.photos.getInfo")]
    outcomes = dict(zip(photos["photo_id"], photos["outcome"], strict=True))
    assert {p for p, outcome in outcomes.items() if outcome == "public"} == set(counted.public)
    assert {p for p, outcome in outcomes.items() if outcome == "not public"} == counted.not_public
    owners = dict(zip(photos["photo_id"], photos["owner_nsid"], strict=True))
    assert {p: owners[p] for p in counted.public} == counted.public


def test_what_the_recordings_do_not_hold_was_not_asked(journey):
    published, counted = journey
    traces = TRACES.read(published.edition.case / "traces.parquet")
    accounts = traces[(traces["unit"] == "account") & (traces["question"] == "flickr.people.getInfo")]
    owners = set(counted.public.values())
    states = dict(zip(accounts["nsid"], accounts["account"], strict=True))
    for owner in owners:
        assert states[owner] == counted.accounts.get(owner, "not asked")


def case_finding(published: editions.Published, name: str) -> dict:
    """A finding with everything that the case knows, before small counts are withheld."""
    table = FINDINGS.read(published.edition.case / "findings.parquet")
    (row,) = table[table["id"] == name].to_dict("records")
    return row


def test_p1_counts_the_photos_whose_account_was_seen_to_exist(journey):
    """47 photos; an owner whom the recordings never asked about is unknown, not unreachable."""
    published, counted = journey
    accounts = [counted.accounts.get(owner) for owner in counted.public.values()]
    exist, gone = accounts.count("exists"), accounts.count("gone")
    row = case_finding(published, "P1")
    assert (row["denominator"], row["numerator"], row["unknown"]) == (47, exist, 47 - exist - gone)


def test_p2_counts_the_accounts_that_the_addresses_name(journey):
    published, counted = journey
    owners = set(counted.public.values())
    exist = sum(counted.accounts.get(owner) == "exists" for owner in owners)
    gone = sum(counted.accounts.get(owner) == "gone" for owner in owners)
    row = case_finding(published, "P2")
    assert (row["denominator"], row["numerator"], row["unknown"]) == (31, exist, 31 - exist - gone)


def test_a_finding_prints_its_counts_however_small(journey):
    """The panel is secret and Flickr shows what is counted, so a count points at nobody (decision 0020)."""
    published, _ = journey
    least = published.edition.investigation.publish.min_cell
    small = 0
    for name in ("P1", "P2"):
        printed, whole = finding(published, name), case_finding(published, name)
        for count in ("numerator", "denominator", "unknown"):
            assert printed[count] == whole[count], (name, count)
            small += 0 < whole[count] < least
    assert small, "the recordings hold no small count any more: nothing was tested"


def test_without_owners_in_the_addresses_there_is_no_account_frame(shared, tmp_path):
    """A derived list of bare image addresses, as DiF's was: who owns the photos, it does not say.

    The recordings answer about few of its photos: that is refused as another list's, until somebody says why it is not.
    """
    flickr = shared / "flickr"
    manifest, warc = flickr / "listed-photos.csv", flickr / "recorded.warc.gz"
    begun = begin("listed", manifest, evidence=warc, into=tmp_path / "listed", answers=ANSWERS)
    with pytest.raises(NonsenseError, match="it may be another list's"):
        editions.run(begun.file, reports=tmp_path / "reports", quiet=True)
    assert not list(tmp_path.glob("reports/listed/*/public"))
    text = begun.file.read_text(encoding="utf-8")
    reason = "only these few were ever asked about"
    begun.file.write_text(text.replace("[trace]\n", f'[trace]\naccept_answers = "{reason}"\n', 1), encoding="utf-8")
    published = editions.run(begun.file, reports=tmp_path / "reports", quiet=True)
    for name in ("P2", "P3"):
        assert finding(published, name)["status"] == "not estimable"
        assert "no account frame" in finding(published, name)["reason"]


def test_nobody_is_named_in_what_may_be_published(journey):
    published, counted = journey
    everything = b"".join(p.read_bytes() for p in published.edition.public.rglob("*") if p.is_file()).decode("latin-1")
    for person in [*counted.public.values(), *counted.public, *counted.not_public]:
        if len(person) > 4:  # one recorded question asked about a photo "1", which is any count's last digit too
            assert person not in everything
