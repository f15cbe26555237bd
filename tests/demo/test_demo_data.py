"""The demonstration's data is invented, planted, and the same bytes each time it is made."""

import csv
import datetime as dt
import gzip
import hashlib
import importlib.util
import io
import json
import re
import shutil
import statistics
import sys
import xml.etree.ElementTree as ElementTree
import zlib
from collections import Counter
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator
from whosefaces import PROJECT, investigation
from whosefaces.flickr.address import read_address
from whosefaces.flickr.licences import NOT_UNDERSTOOD, by_flickr_id, by_name

DEMO = PROJECT / "data" / "demo"
MADE = ("manifest.csv.gz", "evidence/demo.warc.gz", "truth.json", "parent.tsv.gz")


@pytest.fixture(scope="module")
def made_again(tmp_path_factory) -> Path:
    """The demo built a second time, elsewhere, from the same investigation file and salt."""
    folder = tmp_path_factory.mktemp("demo")
    for name in ("investigation.toml", "salt"):
        shutil.copy(DEMO / name, folder / name)
    spec = importlib.util.spec_from_file_location("demo_build", DEMO / "build.py")
    build = sys.modules["demo_build"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(build)
    build.main(folder)
    return folder


@pytest.fixture(scope="module")
def truth():
    return json.loads((DEMO / "truth.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def rows():
    text = gzip.decompress((DEMO / "manifest.csv.gz").read_bytes()).decode("utf-8")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture(scope="module")
def answers():
    """(record type, address, day, body) of every record of the evidence."""
    with (DEMO / "evidence" / "demo.warc.gz").open("rb") as file:
        return [
            (
                record.rec_type,
                record.rec_headers.get_header("WARC-Target-URI") or "",
                record.rec_headers.get_header("WARC-Date"),
                record.content_stream().read(),
            )
            for record in ArchiveIterator(file, check_digests="raise")
        ]


@pytest.mark.parametrize("name", MADE)
def test_building_the_demo_again_gives_the_committed_content(made_again, name):
    """Nothing in it depends on the day, the folder or the order of a set.

    Compressed bytes are zlib's own and the same wherever zlib is; another implementation may pack them differently.
    """

    def content(path: Path) -> bytes:
        return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()

    def digest(data: bytes) -> str:
        return hashlib.sha256(data).hexdigest()

    assert digest(content(made_again / name)) == digest(content(DEMO / name))
    if "zlib-ng" not in zlib.ZLIB_RUNTIME_VERSION:
        assert digest((made_again / name).read_bytes()) == digest((DEMO / name).read_bytes())


def test_the_evidence_is_small_enough_for_a_clone():
    """Under 5 MB, as a newcomer has to fetch it."""
    assert (DEMO / "evidence" / "demo.warc.gz").stat().st_size < 5_000_000


def test_every_name_in_the_demo_is_of_the_invented_range():
    """Accounts end in @N99, which no recorded account does; photo ids have one digit more than Flickr's."""
    text = "".join(
        (gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()).decode("utf-8")
        for path in (DEMO / name for name in MADE[::2])
    )
    assert set(re.findall(r"@[Nn]\d\d|%40N\d\d", text)) <= {"@N99", "@n99", "%40N99"}
    ids = {read_address(line).photo_id for line in re.findall(r"[^\s,]+", text)} - {None}
    assert len(ids) == 12_000
    assert all(re.fullmatch(r"999\d{9}", photo_id) for photo_id in ids)


def test_no_invented_account_or_photo_is_in_the_recordings(shared, truth):
    """Nobody who was recorded shares an id with somebody invented."""
    with gzip.open(shared / "flickr" / "recorded.jsonl.gz", "rt", encoding="utf-8") as lines:
        recorded = lines.read()
    assert not set(re.findall(r"\d{5,11}@N\d\d", recorded)) & set(truth["account"])
    assert not set(re.findall(r"\b\d{12}\b", recorded)) & set(truth["photo"])


def test_the_truth_counts_what_the_manifest_lists(rows, truth):
    """Rows, photos and accounts recounted from the manifest with the address reader."""
    read = [read_address(row["photo_page"]) for row in rows]
    assert len(rows) == truth["rows"]
    assert sum(address.photo_id is not None for address in read) == truth["rows_that_name_a_photo"]
    assert {address.photo_id for address in read} - {None} == set(truth["photo"])
    owners = {address.nsid for address in read if address.photo_id} - {None}
    assert owners == set(truth["account"])
    assert len(owners) == truth["accounts"]
    assert all(address.nsid in (None, truth["photo"][address.photo_id][0]) for address in read if address.photo_id)


def test_the_headlines_of_the_truth_follow_from_its_rows(truth):
    """P1 and P2 recounted."""
    exists = {nsid for nsid, (account, *_) in truth["account"].items() if account == "exists"}
    assert truth["P1"] == sum(owner in exists for owner, *_ in truth["photo"].values())
    assert truth["P2"] == len(exists)
    assert truth["photos_public"] == sum(public for _, public, *_ in truth["photo"].values())


def test_accounts_are_sized_as_in_datasets_built_from_flickr(truth):
    """Discrete lognormal, sigma 1.75: mean 10.9, median 3, a third with one photo, a quarter held by one in a hundred."""
    sizes = sorted(Counter(owner for owner, *_ in truth["photo"].values()).values(), reverse=True)
    assert statistics.mean(sizes) == pytest.approx(10.9, abs=0.1)
    assert statistics.median(sizes) == 3
    assert sizes.count(1) / len(sizes) == pytest.approx(0.33, abs=0.03)
    assert sum(sizes[: len(sizes) // 100]) / sum(sizes) == pytest.approx(0.27, abs=0.03)
    assert sizes[0] > 700


def test_licences_are_mixed_as_in_the_parent_dataset(truth):
    """YFCC100M's published shares, to a point."""
    listed = Counter(licence for _, _, licence, _ in truth["photo"].values())
    published = {"cc-by": 17.35, "cc-by-sa": 9.48, "cc-by-nd": 4.95, "cc-by-nc": 12.78}
    published |= {"cc-by-nc-sa": 29.01, "cc-by-nc-nd": 26.44}
    for name, share in published.items():
        assert 100 * listed[f"{name}-2.0"] / len(truth["photo"]) == pytest.approx(share, abs=1)


def test_loss_is_planted_at_the_rates_that_are_known(truth):
    """A quarter of the photos cannot be seen; about 12 % of accounts have gone, small ones more often."""
    assert truth["photos_public"] / truth["photos"] == pytest.approx(0.75, abs=0.02)
    assert truth["P2"] / truth["accounts"] == pytest.approx(0.88, abs=0.02)
    size = Counter(owner for owner, *_ in truth["photo"].values())
    gone = {nsid for nsid, (account, *_) in truth["account"].items() if account == "gone"}
    small = [nsid for nsid in size if size[nsid] <= 2]
    large = [nsid for nsid in size if size[nsid] >= 20]
    assert sum(nsid in gone for nsid in small) / len(small) > 2 * sum(nsid in gone for nsid in large) / len(large)


def test_every_listed_licence_is_understood(rows, truth):
    """Names as the parent dataset writes them."""
    assert NOT_UNDERSTOOD not in {by_name(row["licence"]) for row in rows}
    first = {}
    for row in rows:
        if photo_id := read_address(row["photo_page"]).photo_id:
            first.setdefault(photo_id, by_name(row["licence"]))
    assert first == {photo_id: listed for photo_id, (_, _, listed, _) in truth["photo"].items()}


def test_the_evidence_covers_the_panel_that_the_rule_draws(rows, answers):
    """A third implementation of "the n smallest SHA-256 of salt|id": a handful were never asked, and no more."""
    file = investigation.load(DEMO / "investigation.toml")
    questions = {
        name: set(
            re.findall(rf"method=flickr\.{name}&[^ ]*?(?:photo_id|user_id)=([^&\s]+)", "\n".join(a[1] for a in answers))
        )
        for name in (r"photos\.getInfo", r"people\.getInfo")
    }
    for column, n, name in (
        ("photo_id", file.sample.photos.n, r"photos\.getInfo"),
        ("nsid", file.sample.accounts.n, r"people\.getInfo"),
    ):
        frame = {getattr(a, column) for a in (read_address(row["photo_page"]) for row in rows) if a.photo_id} - {None}
        drawn = sorted(frame, key=lambda one: hashlib.sha256(f"{file.salt()}|{one}".encode()).digest())[:n]
        missing = set(drawn) - questions[name]
        assert 1 <= len(missing) <= 10


def test_the_evidence_holds_the_answers_that_need_care(answers):
    """Both forms, gone accounts, photos not found, "try later" and later again, a table of licences for each pass."""
    answers_by_kind = Counter()
    for kind, address, _, body in answers:
        if kind != "response" or "archive.org" in address:
            continue
        method = re.search(r"method=flickr\.([\w.]+)", address)[1]
        form = "json" if body.startswith(b"{") else "xml"
        code = re.search(rb'code(?:="|":)(\d+)', body)
        answers_by_kind[method, form, int(code[1]) if code else 0] += 1
    for form in ("xml", "json"):
        assert answers_by_kind["photos.getInfo", form, 0] > 250
        assert answers_by_kind["photos.getInfo", form, 1] > 80
        assert answers_by_kind["people.getInfo", form, 0] > 150
        assert answers_by_kind["people.getInfo", form, 5] > 10
        assert answers_by_kind["photos.licenses.getLicenseHistory", form, 0] > 250
    for method in ("photos.getInfo", "people.getInfo"):
        assert sum(answers_by_kind[method, form, 201] for form in ("xml", "json")) >= 3
    assert sum(answers_by_kind["people.getInfo", form, 1] for form in ("xml", "json")) >= 1
    assert sum(answers_by_kind["photos.licenses.getInfo", form, 0] for form in ("xml", "json")) == 2


def test_what_the_evidence_says_is_what_was_planted(answers, truth):
    """Each latest answer of photos.getInfo and people.getInfo against the truth; only "not found" accounts tell less."""
    latest = {}
    for kind, address, day, body in answers:
        if kind == "response" and "archive.org" not in address and b"201" not in body[:160]:
            method, name = re.search(r"method=flickr\.([\w.]+)(?:&(?:photo_id|user_id)=([^&]+))?", address).groups()
            latest[method, name] = (day, body)
    checked = Counter()
    for (method, name), (day, body) in latest.items():
        if method == "photos.getInfo":
            _, public, _, licence_now = {**truth["rest_photo"], **truth["photo"]}[name]
            if day >= "2026-11":  # the first pass lies four weeks before the day that the truth is true for
                assert (b'"ok"' in body) == public
            if b'"ok"' in body and public and day >= "2026-11":
                number = re.search(rb'license(?:="|":")(\d+)', body)[1].decode()
                assert by_flickr_id(number, dt.date(2026, 11, 9)) == licence_now
            checked[method] += 1
        elif method == "people.getInfo" and day >= "2026-11":
            state = {**truth["rest_account"], **truth["account"]}[name][0]
            code = re.search(rb'code(?:="|":)(\d+)', body)
            expected_state = {None: "exists", b"5": "gone", b"1": "gone"}[code and code[1]]
            assert expected_state == state or (
                expected_state == "exists" and state == "memorial" and b"(In Memoriam)" in body
            )
            checked[method] += 1
    assert checked["photos.getInfo"] > 900
    assert checked["people.getInfo"] > 30


def test_the_archived_copies_show_what_was_planted(answers, truth):
    """Of 72 photos a copy, of 52 that nobody sees any more; each page carries the licence of its day; of 8 there is none."""
    pages = {}
    for kind, address, _, body in answers:
        if kind == "response" and "/web/" in address:
            pages[re.search(r"/(999\d{9})/", address)[1]] = (re.search(r"/web/(\d{8})", address)[1], body.decode())
    copies = {photo: held[0] for photo, held in truth["copies"].items() if held}
    assert (len(copies), len(truth["copies"]) - len(copies)) == (72, 8)
    assert set(pages) == set(copies)
    for photo, (stamp, page) in pages.items():
        day, licence = copies[photo]
        assert stamp == day.replace("-", "")
        number = re.search(r'"license":\s*"?(\d+)', page)[1]
        assert by_flickr_id(number, dt.date.fromisoformat(day)) == licence
    assert sum(not truth["photo"][photo][1] for photo in copies) >= 52


def test_every_answer_says_that_it_is_invented(answers):
    """A body taken out of its archive still says so; so does the archive's first record."""
    assert b"DEMONSTRATION: INVENTED DATA" in answers[0][3]
    for kind, address, _, body in answers:
        if kind == "response" and "photos.getInfo" in address and b'"ok"' in body:
            assert b"invented" in body


def test_no_contact_or_name_of_a_person_is_in_the_evidence(answers):
    """Real names are empty, there is no e-mail hash, no place; the one website is example.org's."""
    for kind, _, _, body in answers:
        if kind != "response":
            continue
        assert b"mbox_sha1sum" not in body
        assert not re.search(rb'realname(?:="|":")[^"]', body)
        assert not re.search(rb"<realname>[^<]", body)
        assert set(re.findall(rb'website(?:="|":")([^"]*)', body)) <= {
            b"",
            b"https://example.org/invented",
            b"https:\\/\\/example.org\\/invented",
        }


def test_every_answer_is_well_formed(answers):
    """The demo's answers are clean; the faults live in the double."""
    for kind, address, _, body in answers:
        if kind == "response" and "/web/" not in address:  # a page is HTML, as it was sent that year
            json.loads(body) if body.startswith((b"{", b"[")) else ElementTree.fromstring(body)


def test_the_parent_holds_the_dataset_and_the_rest_apart(rows, truth):
    """25 columns; what the manifest names with its owner, and the rest; nothing that the manifest lists by its file only."""
    lines = gzip.decompress((DEMO / "parent.tsv.gz").read_bytes()).decode("utf-8").splitlines()
    fields = [line.split("\t") for line in lines]
    assert {len(line) for line in fields} == {25}
    with_owner = {a.photo_id for a in (read_address(row["photo_page"]) for row in rows) if a.photo_id and a.nsid}
    assert {line[1] for line in fields} == with_owner | set(truth["rest_photo"])
    assert not with_owner & set(truth["rest_photo"])
    assert {line[3] for line in fields} <= set(truth["account"]) | set(truth["rest_account"])
    assert set(truth["account"]) & {owner for owner, *_ in truth["rest_photo"].values()}


def test_more_of_the_rest_is_public_and_more_of_its_accounts_exist(truth):
    """The difference that the comparison is there to find: 14 points, and 3."""
    public = truth["photos_public"] / truth["photos"] - truth["rest_photos_public"] / truth["rest_photos"]
    living = truth["P1"] / truth["photos"] - truth["rest_photos_of_living_accounts"] / truth["rest_photos"]
    assert public == pytest.approx(-0.12, abs=0.03)
    assert living == pytest.approx(-0.03, abs=0.02)


def test_the_evidence_covers_the_comparison_that_the_rule_draws(answers, truth):
    """ "salt|comparison|id", said a third time: three were never asked about."""
    file = investigation.load(DEMO / "investigation.toml")
    photo_ids = set(re.findall(r"photos\.getInfo&[^ ]*?photo_id=([^&\s]+)", "\n".join(a[1] for a in answers)))
    wanted = f"{file.salt()}|comparison"
    drawn = sorted(truth["rest_photo"], key=lambda one: hashlib.sha256(f"{wanted}|{one}".encode()).digest())
    assert len(set(drawn[: file.sample.comparison.n]) - photo_ids) == 3


def test_no_code_of_the_analysis_reads_the_truth():
    """It is there to be compared with, by tests; a number that came from it would prove nothing."""
    read_by = [
        path.relative_to(PROJECT).as_posix()
        for folder in ("analysis", "notebooks", "benchmarks")
        for path in (PROJECT / folder).rglob("*")
        if path.suffix in (".py", ".ipynb", ".sql", ".j2", ".html") and "truth.json" in path.read_text(encoding="utf-8")
    ]
    assert read_by == []
