"""A live run from the command line, against the double: a key in the environment, a report at the end.

The whole suite runs as a reporter runs it: its own process, papermill's kernels, evidence in the case.
"""

import datetime as dt
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from warcio.archiveiterator import ArchiveIterator
from whosefaces import PROJECT
from whosefaces.double.faults import now_and_then
from whosefaces.double.population import Population, account_sizes, invent
from whosefaces.double.server import Double
from whosefaces.edition import casework
from whosefaces.measure.findings import FINDINGS
from whosefaces.trace.evidence import custody, warc
from whosefaces.trace.evidence.archive import Archive
from whosefaces.trace.traces import TRACES

DEMO = PROJECT / "data" / "demo"
KEY = "5ec2e7" * 5 + "00"
EDITION = "2026-11-09"
NOW = dt.datetime(2026, 11, 9, 23, 59, 59, tzinfo=dt.UTC)
"""The moment of the demonstration's population: what its manifest lists is what the double serves."""


@pytest.fixture(scope="module")
def population() -> Population:
    """What the list holds and what only the parent holds: the comparison asks about that."""
    spec = importlib.util.spec_from_file_location("demo_build_live", DEMO / "build.py")
    build = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(build)
    sizes = account_sizes(build.ACCOUNTS, build.PHOTOS)
    dataset = invent(build.SEED, sizes, NOW, build.COLLECTED, hidden=0.22)
    rest = build.the_rest(dataset)
    return Population({**dataset.accounts, **rest.accounts}, {**dataset.photos, **rest.photos})


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """The demonstration's manifest, to be asked about live: 120 photos and 40 accounts."""
    folder = tmp_path_factory.mktemp("live")
    for path in (DEMO / "manifest.csv.gz", DEMO / "parent.tsv.gz", DEMO / "salt", *DEMO.glob("example-corp-*.toml")):
        shutil.copy(path, folder / path.name)
    text = (DEMO / "investigation.toml").read_text(encoding="utf-8")
    for old, new in (
        (r"n = 1000", "n = 120"),
        (r"n = 300", "n = 40"),
        (r"mode = .*", 'mode = "live"'),
        (r"evidence = .*", ""),
    ):
        text, changed = re.subn(old, new, text)
        assert changed == 1
    (folder / "investigation.toml").write_text(text, encoding="utf-8")
    return folder


@dataclass
class Run:
    """What one edition ended with, and what the double was asked for it."""

    edition: Path
    output: str
    questions: Counter[str]

    @property
    def findings(self) -> list[dict]:
        return json.loads((self.edition / "public" / "findings.json").read_text(encoding="utf-8"))["findings"]

    @property
    def evidence(self) -> list[Path]:
        return sorted((self.edition / "case" / "evidence").glob("*.warc.gz"))


def command(folder: Path, double: Double, reports: Path) -> subprocess.Popen:
    env = os.environ | {
        "WHOSEFACES_STAND_IN": f"127.0.0.1:{double.port}",
        "WHOSEFACES_FLICKR_KEY": KEY,
        "WHOSEFACES_STATE": str(folder / "state"),
        "PYTHONPATH": f"{PROJECT}/analysis:{PROJECT}",
    }
    arguments = [str(folder / "investigation.toml"), "--live", "--edition", EDITION, "--reports", str(reports)]
    return subprocess.Popen(
        [sys.executable, "-m", "whosefaces.cli", "run", *arguments],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def finished(double: Double, folder: Path, reports: Path, before: str = "") -> Run:
    running = command(folder, double, reports)
    output, _ = running.communicate(timeout=600)
    assert running.returncode == 0, output
    questions = Counter(request.question for request in double.requests)
    return Run(reports / "demo-faces" / EDITION, before + output, questions)


@pytest.fixture(scope="module")
def clean(folder, population) -> Run:
    with Double(population, NOW, key=KEY) as double:
        double.web.open_to_robots()
        return finished(double, folder, folder / "clean")


@pytest.fixture(scope="module")
def troubled(folder, population) -> Iterator[Run]:
    """With one answer in ten spoiled at first, and killed with -9 on the way, kernel and all; killed twice: test_all_sources."""
    with Double(population, NOW, key=KEY, faults=now_and_then(0.1)) as double:
        double.web.open_to_robots()
        running = command(folder, double, folder / "troubled")
        wait_for_requests(double, 130)
        for process in [*psutil.Process(running.pid).children(recursive=True), psutil.Process(running.pid)]:
            process.kill()
        output = running.communicate(timeout=60)[0]
        assert running.returncode == -9
        assert sum(double.faults.met.values()) > 5
        yield finished(double, folder, folder / "troubled", output)


def wait_for_requests(double: Double, number: int) -> None:
    """Until the double has been asked so often in all."""
    reached, plan = threading.Event(), double.faults.plan

    def counting(question: str, time: int) -> str | None:
        if len(double.requests) >= number:
            reached.set()
        return plan(question, time)

    double.faults.plan = counting
    assert reached.wait(timeout=300)
    double.faults.plan = plan


def test_a_live_run_ends_in_findings_and_a_report(clean):
    assert {"P1", "P2", "P3"} <= {finding["id"] for finding in clean.findings}
    assert (clean.edition / "public" / "report.html").is_file()
    assert clean.questions.total() > 150


def test_an_undisturbed_run_asks_each_question_once(clean):
    assert set(clean.questions.values()) == {1}


def test_killed_and_with_faults_it_finds_what_the_clean_run_found(clean, troubled):
    assert troubled.findings == clean.findings


def test_what_was_answered_is_not_asked_again_by_the_run_that_carries_on(clean, troubled):
    """One question in ten was spoiled once, and the kill can lose one answer on its way."""
    assert set(troubled.questions) == set(clean.questions)
    spoiled = sum(now_and_then(0.1)(question, 1) is not None for question in troubled.questions)
    assert troubled.questions.total() <= len(clean.questions) + spoiled + 1
    assert max(troubled.questions.values()) <= 3


def test_the_evidence_opens_in_a_public_tool_and_holds_what_every_trace_names(troubled):
    kinds, ids = Counter(), set()
    for file in troubled.evidence:
        with file.open("rb") as stored:
            for record in ArchiveIterator(stored):
                kinds[record.rec_type] += 1
                ids.add(record.rec_headers.get_header("WARC-Record-ID").strip("<>"))
    assert kinds["response"] + kinds["revisit"] == kinds["request"] > 150
    named = set(TRACES.read(troubled.edition / "case" / "traces.parquet")["evidence_id"].dropna())
    assert named
    assert named <= ids


def test_the_evidence_says_that_it_is_a_rehearsal(clean):
    first = next(warc.records(clean.evidence[0]))
    assert b"REHEARSAL: asked of a stand-in on this machine, not of Flickr" in first.body


def test_the_key_is_nowhere_afterwards(folder, clean, troubled):
    """Not in case/, public/, notebooks, evidence, ledger, pace, or anything that was printed."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    assert {"1_sample.ipynb", "ledger.sqlite", "findings.json"} <= {file.name for file in files}
    for file in files:
        assert KEY.encode() not in file.read_bytes(), file.name
    assert KEY not in clean.output + troubled.output


def test_a_refused_key_ends_the_run_with_its_exit_code_and_publishes_nothing(folder, population, tmp_path):
    with Double(population, NOW, key="another" * 4) as double:
        double.web.open_to_robots()
        running = command(folder, double, tmp_path)
        output, _ = running.communicate(timeout=300)
        assert len(double.requests) == 1
    assert running.returncode == 7, output
    assert "refuses the API key" in output
    assert KEY not in output
    assert "Traceback" not in output
    edition = tmp_path / "demo-faces" / EDITION
    assert not (edition / "public").exists()
    custody.verify(edition / "case" / custody.NAME)
    *_, last = map(json.loads, (edition / "case" / custody.NAME).read_text(encoding="utf-8").splitlines())
    assert (last["event"], last["exit_code"]) == ("run ended unpublished", 7)
    assert "refuses the API key" in last["why"]


@pytest.mark.parametrize("name", ["P1", "P2", "photo-public"])
def test_every_unit_that_a_finding_counts_is_shown_with_exchanges_that_say_so(folder, clean, name):
    """Yes, no and unknown apart, as many as in the finding; each id leads to an exchange about that unit."""
    case = casework.opened(folder / "investigation.toml", EDITION, clean.edition.parents[1])
    units = casework.as_json(case, name)
    row = FINDINGS.read(case.folder / "findings.parquet").set_index("id").loc[name]

    assert len(units["yes"]) == row["numerator"]
    assert sum(len(units[word]) for word in casework.SAID) == row["denominator"]
    outcomes = {word: {one["outcome"] for unit in units[word] for one in unit["exchanges"]} for word in casework.SAID}
    decides = {"photo-public": ("public", "not public")}.get(name, ("exists", "gone"))
    assert decides[0] in outcomes["yes"] - outcomes["no"]
    assert decides[1] in outcomes["no"] - outcomes["yes"]
    archive = Archive(case.evidence)
    assert all(
        archive.holds(one["evidence_id"]) for word in casework.SAID for unit in units[word] for one in unit["exchanges"]
    )
    assert f"{len(units['yes'])} yes, {len(units['no'])} no" in "\n".join(casework.lines(case, name))
    shown = units_shown(casework.lines(case, name))
    assert shown == {word: min(len(units[word]), casework.FIRST) for word in casework.SAID if units[word]}
    left = {f"  ... and {len(units[word]) - casework.FIRST:,} more; --all lists them" for word in casework.SAID}
    assert len(left & set(casework.lines(case, name))) == sum(
        len(units[word]) > casework.FIRST for word in casework.SAID
    )
    all_shown = units_shown(casework.lines(case, name, every=True))
    assert all_shown == {word: len(units[word]) for word in casework.SAID if units[word]}


def units_shown(lines) -> Counter[str]:
    """How many units are listed under each answer."""
    shown, word = Counter(), ""
    for line in lines:
        word = line.partition(" (")[0] if line.endswith("):") else word
        shown[word] += bool(re.match(r"  (photo|account) ", line))
    return +shown


def test_a_name_that_is_nothing_is_answered_with_the_names_there_are(folder, clean):
    case = casework.opened(folder / "investigation.toml", EDITION, clean.edition.parents[1])
    with pytest.raises(casework.CaseError, match=r"P9: neither a finding .* findings: P1, P2, P3"):
        casework.lines(case, "P9")
