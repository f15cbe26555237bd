"""What a scheduler is given runs the right command, and never uploads a case."""

import shlex
import shutil
import subprocess

import pytest
import yaml

from analysis import PROJECT
from analysis import investigation as investigations
from analysis.beginning import begin
from analysis.schedule import ScheduleError, Weekly, crontab, github_actions, systemd


@pytest.fixture
def investigation(tmp_path):
    """An investigation in a folder whose name every scheduler could stumble on."""
    folder = tmp_path / "50% done $HOME"
    folder.mkdir()
    (folder / "faces.csv").write_text("url\nhttps://www.flickr.com/photos/90000001@N99/999000000001/\n")
    return investigations.load(begin("story", folder / "faces.csv", into=folder / "story").file)


def test_a_systemd_timer_makes_up_for_a_missed_week_and_takes_unchanged_for_no_failure(investigation):
    units = systemd(investigation, Weekly.read("Tue 04:05"))
    assert "OnCalendar=Tue *-*-* 04:05:00" in units["whosefaces-story.timer"]
    assert "Persistent=true" in units["whosefaces-story.timer"]
    assert "SuccessExitStatus=3" in units["whosefaces-story.service"]


def test_systemd_finds_nothing_wrong_with_the_units(investigation, tmp_path):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd-analyze here: the units were not checked by systemd itself")
    for name, text in systemd(investigation, Weekly(), alert="alert@%n.service").items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    units = sorted(str(p) for p in tmp_path.glob("whosefaces-*"))
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    complaints = [line for line in done.stderr.splitlines() if "whosefaces" in line and "not executable" not in line]
    assert not complaints


def test_an_alert_is_started_for_whatever_needs_a_person(investigation):
    assert (
        "OnFailure=alert@%n.service\n"
        in systemd(investigation, Weekly(), "alert@%n.service")["whosefaces-story.service"]
    )
    assert "OnFailure" not in systemd(investigation, Weekly())["whosefaces-story.service"]
    with pytest.raises(ScheduleError, match="name a unit"):
        systemd(investigation, Weekly(), "mail me")


def test_systemd_finds_the_time_that_was_meant():
    """systemd itself reads the calendar line."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd-analyze here: the time was not read by systemd itself")
    for said in ("Mon 05:30", "Sun 23:59"):
        at = Weekly.read(said)
        line = f"{at.day} *-*-* {at.clock}:00"
        done = subprocess.run(["systemd-analyze", "calendar", line], capture_output=True, text=True, check=True)
        assert f"{at.day} " in done.stdout.split("Next elapse:")[1]
        assert f"{at.clock}:00" in done.stdout


def test_systemd_reads_the_very_words_of_the_command(investigation):
    """A percent sign and a dollar are doubled, a word with blanks is quoted."""
    service = systemd(investigation, Weekly())["whosefaces-story.service"]
    (line,) = [line for line in service.splitlines() if line.startswith("ExecStart=")]
    words = shlex.split(line.removeprefix("ExecStart=").replace("%%", "%").replace("$$", "$"))
    assert words[1:] == ["run", str(investigation.file), "--unattended"]


def test_cron_reads_the_very_words_of_the_command(investigation):
    """Cron ends a command at an unescaped percent sign; the rest the shell reads."""
    line = crontab(investigation, Weekly.read("Sun 23:59"))
    assert line.startswith("59 23 * * 0 ")
    assert "%" not in line.replace(r"\%", "")
    words = shlex.split(line.split(" ", 5)[5].replace(r"\%", "%"))
    assert words[1:4] == ["run", str(investigation.file), "--unattended"]


def test_a_workflow_uploads_public_and_nothing_else(investigation):
    text = github_actions(investigation, Weekly(), repository=investigation.file.parents[2])
    workflow = yaml.safe_load(text)
    steps = workflow["jobs"]["edition"]["steps"]
    uploads = [step["with"]["path"] for step in steps if "upload-artifact" in step.get("uses", "")]
    assert uploads == ["reports/story/*/public/"]
    assert "secrets.WHOSEFACES_SALT" in text
    assert investigation.salt() not in text


def test_a_workflow_for_an_investigation_outside_the_checkout_is_refused(investigation):
    with pytest.raises(ScheduleError, match="lies outside this checkout"):
        github_actions(investigation, Weekly(), repository=PROJECT)


@pytest.mark.parametrize("said", ["Monday 05:30", "Mon 25:00", "Mon 5:3", "Mon", "", "Mon 05-30"])
def test_a_time_that_is_none_is_refused(said):
    with pytest.raises(ScheduleError, match="as 'Mon 05:30'"):
        Weekly.read(said)
