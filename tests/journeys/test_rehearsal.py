"""A newcomer rehearses a live run: one command, nobody asked, and a report that says that it is invented."""

import json
import os
import socket
import subprocess
import sys

import pytest
from click.testing import CliRunner
from whosefaces import PROJECT
from whosefaces.cli import cli
from whosefaces.edition import rehearsal
from whosefaces.trace.evidence import warc
from whosefaces.trace.http import keys, transport


@pytest.fixture(scope="module")
def rehearsed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rehearsing") / "rehearsal"
    before = dict(os.environ)
    done = CliRunner().invoke(cli, ["rehearse", str(folder), "--quiet"])
    assert done.exit_code == 0, done.output
    assert dict(os.environ) == before
    return folder, done.output


def test_it_ends_in_a_published_report_that_says_it_is_invented(rehearsed):
    folder, output = rehearsed
    (report,) = folder.glob("reports/rehearsal/*/public/report.html")
    assert str(report) in output
    assert "demonstration: invented data" in report.read_text(encoding="utf-8").casefold()


def test_answers_failed_and_were_asked_for_again(rehearsed):
    _, output = rehearsed
    assert "of them again, for it spoiled" in output


def test_its_evidence_says_that_it_is_a_rehearsal_and_the_key_is_nowhere(rehearsed):
    folder, output = rehearsed
    archives = sorted(folder.glob("reports/rehearsal/*/case/evidence/*.warc.gz"))
    assert b"REHEARSAL: asked of a stand-in on this machine" in next(warc.records(archives[0])).body
    assert "WHOSEFACES_FLICKR_KEY" not in output


def test_a_folder_that_holds_something_else_is_left_as_it_is(tmp_path):
    (tmp_path / "mine.csv").write_text("x")
    done = CliRunner().invoke(cli, ["rehearse", str(tmp_path)])
    assert isinstance(done.exception, rehearsal.RehearsalError)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.csv"]


def test_served_it_says_what_to_type_and_the_same_people_are_there_again(tmp_path):
    """In a process of its own, ended as Ctrl-C ends it."""
    folder = tmp_path / "rehearsal"
    first = rehearsal.prepared(folder)
    assert rehearsal.prepared(folder).population == first.population
    command = [sys.executable, "-u", "-m", "whosefaces.cli", "rehearse", str(folder), "--serve"]
    env = os.environ | {"PYTHONPATH": str(PROJECT / "analysis")}
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as serving:
        output = ""
        while "Ctrl-C ends it." not in output:
            line = serving.stdout.readline()
            assert line, output
            output += line
        settings = dict(line.split()[1].split("=", 1) for line in output.splitlines() if "export " in line)
        assert settings.keys() == {transport.STAND_IN_VARIABLE, keys.VARIABLE}
        address, port = settings[transport.STAND_IN_VARIABLE].split(":")
        with socket.create_connection((address, int(port)), timeout=10):
            pass
        serving.terminate()
    assert json.loads((folder / rehearsal.MARK).read_text())["invented_on"]
