"""The demonstration, whole: from the manifest to a published report, twice, and what a tired reporter does to it."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
from whosefaces import PROJECT
from whosefaces.edition import draft
from whosefaces.edition import run as editions
from whosefaces.edition.run import EditionError
from whosefaces.edition.unattended import run_unattended
from whosefaces.errors import WhoseFacesError

DEMO = PROJECT / "data" / "demo" / "investigation.toml"


@pytest.fixture(scope="module")
def published(tmp_path_factory) -> editions.Published:
    return editions.run(DEMO, reports=tmp_path_factory.mktemp("demo") / "reports", quiet=True)


@pytest.fixture(scope="module")
def truth() -> dict:
    return json.loads((PROJECT / "data" / "demo" / "truth.json").read_text(encoding="utf-8"))


def findings(published: editions.Published) -> dict[str, dict]:
    return {finding["id"]: finding for finding in published.findings}


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_it_ends_with_three_findings_and_a_report(published):
    assert len(published.sentences) == 4
    assert published.report.is_file()
    assert {"P1", "P2", "P3"} <= findings(published).keys()


def test_what_plan_says_to_publish_beforehand_is_what_the_edition_proves_afterwards(published, capsys):
    from whosefaces.cli import cli

    cli.main(["plan", str(DEMO), "--json"], standalone_mode=False)
    digests = json.loads(capsys.readouterr().out)["to_publish_sha256"]
    provenance = json.loads((published.edition.public / "provenance.json").read_text(encoding="utf-8"))
    assert digests.pop("estimands") == provenance["estimands_sha256"]
    assert digests.keys() == {"salt", "manifest", "parent", "investigation"}
    assert digests.items() <= provenance["inputs_sha256"].items()


def test_every_finding_carries_every_declared_column(published):
    from whosefaces.measure.findings import FINDINGS

    for finding in published.findings:
        assert set(finding) == set(FINDINGS.names)


def test_every_page_says_that_its_data_is_invented(published):
    pages = [published.report, *(published.edition.public / "notebooks").glob("*.ipynb")]
    assert len(pages) == 1 + len(editions.NOTEBOOKS)
    for page in pages:
        assert "demonstration: invented data" in page.read_text(encoding="utf-8").casefold(), page.name


def test_the_analysis_never_reads_the_planted_truth():
    for path in [*(PROJECT / "analysis").rglob("*.py"), *(PROJECT / "notebooks").glob("*.ipynb")]:
        assert "truth.json" not in path.read_text(encoding="utf-8"), path.name


def test_the_licence_then_and_since_is_the_planted_one(published, truth):
    """Each printed range holds what was planted of all 12,000 photos; nothing but a version turns a 2.0 into a 4.0."""
    rows = findings(published)
    photos = truth["photo"].values()
    kinds = {"unchanged": 0, "version-bump": 0, "changed": 0}
    for _, _, then_listed, now in photos:
        bumped = now == then_listed.replace("-2.0", "-4.0")
        kinds["unchanged" if now == then_listed else "version-bump" if bumped else "changed"] += 1
    for kind, count in kinds.items():
        row = rows[f"licence-since-then-{kind}"]
        assert row["low"] <= count / len(photos) <= row["high"], kind
    then = rows["licence-then-as-listed"]
    assert then["bound_high"] == 1.0  # the list was right: no source tells another licence of that day
    assert then["low"] > 0.7


def test_archived_copies_tell_the_licence_of_photos_that_are_gone(published, truth):
    """Forty planted copies of about the day count; a dozen of years later are shown apart and do not."""
    from whosefaces.measure.questions.licences_dated import BY_COPY, BY_FAR_COPY, BY_HISTORY, TOLD_BY
    from whosefaces.report.published import read

    table = pd.DataFrame(read(published.edition.public).tables["licences_then"])
    by = table[table["question"] == TOLD_BY].set_index("answer")["photos"]
    copies = {photo: held for photo, held in truth["copies"].items() if held}
    gone = [photo for photo in copies if not truth["photo"][photo][1]]
    assert by[BY_COPY] == pytest.approx(40, abs=2)
    assert by[BY_FAR_COPY] == pytest.approx(len(gone) - 40, abs=2)
    assert by[BY_HISTORY] > 700


def test_the_comparison_finds_the_planted_differences(published, truth):
    """Fewer of the dataset's photos are public than of the rest, by as much as was planted."""
    from whosefaces.report.published import read

    table = pd.DataFrame(read(published.edition.public).tables["comparison"]).set_index(["id", "of"])
    true = truth["photos_public"] / truth["photos"] - truth["rest_photos_public"] / truth["rest_photos"]
    between = table.loc[("photo-public", "difference")]
    assert between["low"] <= true <= between["high"] < 0
    living = truth["P1"] / truth["photos"] - truth["rest_photos_of_living_accounts"] / truth["rest_photos"]
    assert table.loc[("P1", "difference")]["low"] <= living <= table.loc[("P1", "difference")]["high"]


ANOTHER_YEAR = """
import time
_now, _local, _utc, _written = time.time, time.localtime, time.gmtime, time.strftime
time.time = lambda: _now() + 150_000_000
time.localtime = lambda seconds=None: _local(time.time() if seconds is None else seconds)
time.gmtime = lambda seconds=None: _utc(time.time() if seconds is None else seconds)
time.strftime = lambda form, moment=None: _written(form, time.localtime() if moment is None else moment)
"""
"""A clock that goes some years ahead, in the command and in its kernels."""


def test_another_run_elsewhere_stopped_by_ctrl_c_and_carried_on_gives_the_same_bytes(published, tmp_path):
    """Other folder, user's home, time zone, locale, one core instead of two, another year: the same public/.

    It is stopped while notebooks run, and the same command carries on. Every notebook was seen to be complete before it
    was published: two that were cut short alike would be equal too.
    """
    elsewhere = tmp_path / "a folder with blanks"
    shutil.copytree(DEMO.parent, elsewhere, ignore=shutil.ignore_patterns("*.py", "truth*", "__pycache__"))
    reports, home = tmp_path / "reports", tmp_path / "home"
    home.mkdir()
    command = [sys.executable, "-m", "whosefaces.cli", "run", str(elsewhere / DEMO.name), "--reports", str(reports)]
    if shutil.which("taskset"):
        command = ["taskset", "-c", "0", *command]
    clock = tmp_path / "clock"
    clock.mkdir()
    (clock / "sitecustomize.py").write_text(ANOTHER_YEAR)
    env = {
        **os.environ,
        **{"TZ": "Pacific/Auckland", "LC_ALL": "C", "HOME": str(home), "USER": "somebodyelse", "PYTHONHASHSEED": "77"},
        **{"PYTHONPATH": os.pathsep.join([str(clock), str(PROJECT / "analysis"), str(PROJECT)])},
    }
    stopped_once_it_drew(command, env, reports)
    subprocess.run(command, env=env, check=True, timeout=300, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    again = reports / published.edition.folder.relative_to(published.edition.folder.parents[1]) / "public"
    first, second = contents(published.edition.public), contents(again)
    for edition in (first, second):
        assert {f"notebooks/{name}.ipynb" for name in editions.NOTEBOOKS} <= edition.keys()
        for name in editions.NOTEBOOKS:
            assert f"{name} is complete for edition" in edition[f"notebooks/{name}.ipynb"].decode()
        endings = {Path(name).suffix for name in edition}
        assert {".html", ".pdf", ".png", ".svg", ".csv", ".xlsx", ".ipynb", ".json", ".md"} <= endings
    assert sorted(first) == sorted(second)
    assert [name for name in first if first[name] != second[name]] == []


def test_a_second_run_with_nothing_changed_leaves_the_edition_as_it_is(published):
    before = {p: p.stat().st_mtime_ns for p in published.edition.public.rglob("*")}
    again = editions.run(DEMO, reports=published.edition.folder.parents[1], quiet=True)
    assert again.unchanged
    assert {p: p.stat().st_mtime_ns for p in published.edition.public.rglob("*")} == before


def test_no_id_salt_or_path_of_the_case_is_in_public(published):
    everything = b"".join(contents(published.edition.public).values())
    assert published.edition.investigation.salt().encode() not in everything
    assert str(PROJECT).encode() not in everything
    assert b"@N99" not in everything


def test_two_runs_of_one_edition_at_a_time_are_refused(published):
    with editions._only_run_of(published.edition), pytest.raises(EditionError, match="another run is at work"):
        editions.run(DEMO, reports=published.edition.folder.parents[1], again=True, quiet=True)


def test_a_draft_that_may_not_be_published_leaves_the_last_good_edition(published, monkeypatch):
    before = contents(published.edition.public)
    monkeypatch.setattr(draft, "run_notebooks", lambda *_, **__: None)  # what they write is not looked at here

    def refuse(_: editions.Edition) -> None:
        raise WhoseFacesError("not today")

    with pytest.raises(WhoseFacesError, match="not today"):
        editions.run(
            DEMO, reports=published.edition.folder.parents[1], again=True, quiet=True, before_publishing=refuse
        )
    assert contents(published.edition.public) == before


def test_an_unattended_run_says_unchanged_by_its_exit_code(published):
    outcome = run_unattended(DEMO, reports=published.edition.folder.parents[1])
    assert outcome.exit_code == 3
    beside = published.edition.folder.parent
    assert (beside / "summary.txt").read_text().startswith("Whose Faces, exit code 3")
    assert json.loads((beside / "runs.jsonl").read_text().splitlines()[-1])["exit_code"] == 3


def stopped_once_it_drew(command: list[str], env: dict[str, str], reports: Path) -> None:
    """Stop a run with Ctrl-C when its panel is there: one line that says how to carry on, and its own exit code."""
    running = subprocess.Popen(
        command,
        env=env,
        stderr=subprocess.PIPE,
        start_new_session=True,
        # Whoever runs the tests in the background has them ignore Ctrl-C, and a child inherits that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    deadline = time.monotonic() + 300
    while not list(reports.glob("*/*/case/panel.parquet")):
        with contextlib.suppress(subprocess.TimeoutExpired):
            running.wait(timeout=0.05)
            pytest.fail(f"ended before it was stopped: {running.stderr.read()}")
        assert time.monotonic() < deadline
    os.killpg(running.pid, signal.SIGINT)
    _, errors = running.communicate(timeout=60)
    assert running.returncode == 130, errors
    assert b"the same command carries on" in errors
    assert b"Traceback" not in errors
