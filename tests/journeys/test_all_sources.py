"""Live runs with every source, and without a key: at full size with faults and killed twice, and what is left.

The double stands in for Flickr, its image hosts and the Wayback Machine on 127.0.0.1 (WHOSEFACES_STAND_IN), so the
command that is run is the one that a reporter runs.
"""

import csv
import datetime as dt
import gzip
import json
import os
import re
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from warcio.archiveiterator import ArchiveIterator
from whosefaces import PROJECT
from whosefaces.double.faults import now_and_then
from whosefaces.double.population import Population, account_sizes, invent
from whosefaces.double.server import Double

KEY = "ab12cd34" * 4
COLLECTED = dt.datetime(2014, 3, 21, tzinfo=dt.UTC)
NOW = dt.datetime(2026, 11, 9, 12, tzinfo=dt.UTC)

INVESTIGATION = """\
id = "00000000000000000000000000000001"
investigation = "rehearsal"
question = "Could they find out, and get out?"
demonstration = true
procedures = ["ibm-2019-03-nbc", "ibm-2019-email", "username-lookup"]
manifest = {{path = "list.csv", listed_on = 2014-03-21}}

[sample.photos]
n = {photos}
[sample.accounts]
n = {accounts}
[trace]
sources = {sources}
mode = "live"
[use]
commercial = {{is = "yes", source = "invented", on = 2019-01-29}}
derivatives = {{is = "yes", source = "invented", on = 2019-01-29}}
attributed = {{is = "no", source = "invented", on = 2019-01-29}}
shared_alike = {{is = "no", source = "invented", on = 2019-01-29}}
[publish]
contact = "desk@example.org"
"""


@dataclass(frozen=True)
class Case:
    """An investigation's folder, and what it is to be run with."""

    folder: Path
    population: Population
    sample: tuple[int, int]

    @property
    def file(self) -> Path:
        return self.folder / "investigation.toml"

    @property
    def reports(self) -> Path:
        return self.folder / "reports"

    @property
    def edition(self) -> Path:
        (folder,) = (self.reports / "rehearsal").glob("20*")
        return folder


def begun(folder: Path, population: Population, sample: tuple[int, int], sources: list[str]) -> Case:
    """A list of pages, one in ten of image files; the investigation file and its salt."""
    folder.mkdir()
    case = Case(folder, population, sample)
    with (folder / "list.csv").open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file)
        lines.writerow(["address", "licence"])
        for place, photo in enumerate(p for p in population.photos.values() if p.listed):
            image = f"https://live.staticflickr.com/{photo.server}/{photo.photo_id}_{photo.secret}_b.jpg"
            page = f"https://www.flickr.com/photos/{photo.nsid}/{photo.photo_id}/"
            lines.writerow([image if place % 10 == 0 else page, "Attribution License"])
    text = INVESTIGATION.format(photos=sample[0], accounts=sample[1], sources=json.dumps(sources))
    case.file.write_text(text, encoding="utf-8")
    (folder / "salt").write_text("8c1f0e7a52d94b36a1c8e5f07d2b9463" + "\n", encoding="ascii")
    return case


def started(case: Case, double: Double, *more: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "whosefaces.cli", "run", str(case.file), "--reports", str(case.reports), *more]
    env = {
        **os.environ,
        "PYTHONPATH": f"{PROJECT}/analysis:{PROJECT}",
        "WHOSEFACES_STAND_IN": f"127.0.0.1:{double.port}",
    }
    env["WHOSEFACES_FLICKR_KEY"] = KEY
    return subprocess.Popen(
        command, env=env, cwd=case.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def killed_after(requests: int, running: subprocess.Popen[str], double: Double) -> str:
    """Kill -9, the notebook's kernel too, as soon as so many requests have come; what it had said till then."""
    until = time.monotonic() + 3600
    while len(double.requests) < requests:
        assert running.poll() is None, running.communicate()
        assert time.monotonic() < until
    for process in [*psutil.Process(running.pid).children(recursive=True), psutil.Process(running.pid)]:
        process.kill()
    return "".join(running.communicate())


def finished(case: Case, double: Double, *more: str) -> str:
    running = started(case, double, *more)
    output, errors = running.communicate(timeout=3600)
    assert running.returncode == 0, errors
    return output + errors


def findings(case: Case) -> dict:
    return json.loads((case.edition / "public" / "findings.json").read_text(encoding="utf-8"))


def everything_in(folder: Path):
    """Every file below, compressed ones unpacked as well."""
    for path in folder.rglob("*"):
        if path.is_file():
            yield path, path.read_bytes()
            if path.suffix == ".gz":
                yield path, gzip.decompress(path.read_bytes())


SOURCES = ["api", "oembed", "page", "image", "wayback"]

whole_population = pytest.mark.whole_population


@pytest.fixture(scope="module")
def lived(tmp_path_factory):
    """Two runs about 2,000 photos and 1,000 accounts: undisturbed; and with faults, killed twice on the way."""
    population, sample = invent(11, account_sizes(1_800, 12_000), NOW, COLLECTED), (2_000, 1_000)
    folder = tmp_path_factory.mktemp("live")
    clean = begun(folder / "clean", population, sample, SOURCES)
    disturbed = begun(folder / "disturbed", population, sample, SOURCES)
    with Double(population, NOW, key=KEY) as double:
        double.web.open_to_robots()
        finished(clean, double)
        undisturbed = list(double.requests)
    output = ""
    with Double(population, NOW, key=KEY, faults=now_and_then(0.1, seed=5)) as double:
        double.web.open_to_robots()
        for share in (0.3, 0.7):
            output += killed_after(int(share * len(undisturbed)), started(disturbed, double), double)
        output += finished(disturbed, double)
        requests, faults = list(double.requests), Counter(double.faults.met)
    return clean, disturbed, undisturbed, requests, faults, output


@whole_population
def test_killed_twice_with_faults_on_it_finds_what_a_clean_run_finds(lived):
    clean, disturbed, *_, faults, _ = lived

    assert len(faults) > 8, faults
    for part in ("findings", "funnel"):
        assert findings(disturbed)[part] == findings(clean)[part]


@whole_population
def test_nothing_that_was_answered_was_asked_again(lived):
    """A question comes again only where it met a fault, or where a kill came before its answer was on disk."""
    _, _, undisturbed, requests, faults, _ = lived

    assert {one.question for one in requests} == {one.question for one in undisturbed}
    assert len(undisturbed) == len({one.question for one in undisturbed})
    assert len(requests) - len(undisturbed) <= faults.total() + 2


@whole_population
def test_the_key_is_nowhere(lived):
    """Neither in the case, nor in what is public, nor in what was printed; packed files unpacked."""
    clean, disturbed, _, requests, _, output = lived

    assert any(KEY in one.target for one in requests)
    assert KEY not in output
    for case in (clean, disturbed):
        for path, content in everything_in(case.folder):
            assert KEY.encode() not in content, path


@whole_population
def test_no_photos_secret_and_no_contact_is_in_the_evidence(lived):
    """No secret was ever passed to the API; the static host was asked by address, and only for heads."""
    _, disturbed, _, requests, *_ = lived
    secrets = {photo.secret.encode() for photo in disturbed.population.photos.values()}
    assert {len(secret) for secret in secrets} == {SECRET}

    assert not any("secret=" in one.target for one in requests)
    images = [one for one in requests if "staticflickr" in one.host and one.target != "/robots.txt"]
    assert {one.method for one in images} == {"HEAD"}
    for path, content in everything_in(disturbed.edition / "case" / "evidence"):
        if path.suffix == ".gz" and content[:5] == b"WARC/":
            assert secrets.isdisjoint(in_hexadecimal(content, SECRET))
            assert b"example.org/invented" not in content


SECRET = 10
"""Digits of a photo's secret."""


def in_hexadecimal(content: bytes, digits: int) -> set[bytes]:
    """Every run of so many hexadecimal digits in ``content``, longer runs' parts included."""
    runs = re.findall(rb"[0-9a-f]{%d,}" % digits, content)
    return {run[place : place + digits] for run in runs for place in range(len(run) - digits + 1)}


@whole_population
def test_a_public_tool_reads_the_evidence(lived):
    """warcio, with every digest checked: as many answers as requests for them, each with its date and its request."""
    _, disturbed, _, _, _, _ = lived
    kinds = Counter()
    for file in sorted((disturbed.edition / "case" / "evidence").glob("*.warc.gz")):
        with file.open("rb") as stored:
            for record in ArchiveIterator(stored, check_digests="raise"):
                record.content_stream().read()
                kinds[record.rec_type] += 1
                assert record.rec_headers.get_header("WARC-Date")
    assert kinds["response"] + kinds["revisit"] == kinds["request"] > 100


def replayed(case: Case, folder: Path) -> Case:
    """The same investigation, answered from what ``case`` recorded; nobody is asked."""
    folder.mkdir()
    for name in ("list.csv", "salt"):
        (folder / name).write_bytes((case.folder / name).read_bytes())
    again = Case(folder, case.population, case.sample)
    live = case.file.read_text(encoding="utf-8")
    evidence = json.dumps(str(case.edition / "case" / "evidence"))
    again.file.write_text(live.replace('mode = "live"', f'mode = "replay"\nevidence = {evidence}'), encoding="utf-8")
    with Double(case.population, NOW) as nobody:
        finished(again, nobody, "--edition", case.edition.name)
        assert nobody.requests == []
    return again


@pytest.mark.parametrize("sources", [SOURCES, ["oembed", "page", "wayback"]], ids=["every source", "without a key"])
def test_it_ends_in_a_report_that_a_replay_of_its_evidence_finds_again(tmp_path, sources):
    """Without a key too: every finding is there, with bounds where the pages cannot tell."""
    population = invent(11, account_sizes(80, 500), NOW, COLLECTED)
    case = begun(tmp_path / "live", population, (60, 30), sources)
    with Double(population, NOW, key=KEY) as double:
        double.web.open_to_robots()
        double.web.redirects_to_alias = True
        finished(case, double)
        hosts = {one.host for one in double.requests}
    assert ("api.flickr.com" in hosts) == ("api" in sources)
    by_id = {finding["id"]: finding for finding in findings(case)["findings"]}
    assert {"P1", "P2", "P3", "photo-public"} <= by_id.keys()
    assert all(by_id[name]["status"] != "not estimable" for name in ("P1", "P2", "P3"))
    truly = sum(account.exists(NOW) for account in population.accounts.values()) / len(population.accounts)
    assert (by_id["P2"]["low"] or 0) <= truly <= (by_id["P2"]["high"] or 1)
    assert (case.edition / "public" / "report.html").is_file()
    if sources == SOURCES:  # what a replay of them all finds again, it finds of some of them
        again = replayed(case, tmp_path / "again")
        for part in ("findings", "funnel"):
            assert findings(again)[part] == findings(case)[part]
