"""What a scheduler is given runs the right command, and never uploads a case."""

import os
import re
import shlex
import shutil
import subprocess

import pytest
import yaml
from whosefaces import PROJECT
from whosefaces import investigation as investigations
from whosefaces.edition.beginning import begin
from whosefaces.edition.schedule import ScheduleError, Weekly, crontab, crontab_line, github_actions, systemd


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
    for time in ("Mon 05:30", "Sun 23:59"):
        at = Weekly.read(time)
        line = f"{at.day} *-*-* {at.clock}:00"
        done = subprocess.run(["systemd-analyze", "calendar", line], capture_output=True, text=True, check=True)
        assert f"{at.day} " in done.stdout.split("Next elapse:")[1]
        assert f"{at.clock}:00" in done.stdout


def test_systemd_reads_the_very_words_of_the_command(investigation):
    """A percent sign and a dollar are doubled, a word with blanks is quoted."""
    service = systemd(investigation, Weekly())["whosefaces-story.service"]
    (line,) = [line for line in service.splitlines() if line.startswith("ExecStart=")]
    words = shlex.split(line.removeprefix("ExecStart=").replace("%%", "%").replace("$$", "$"))
    assert words[1:] == ["-m", "whosefaces", "run", str(investigation.file), "--unattended"]


def test_the_crontab_line_runs_at_the_time_that_was_meant_and_percent_signs_are_escaped(investigation):
    line = crontab_line(investigation, Weekly.read("Sun 23:59"))
    assert line.startswith("59 23 * * 0 ")
    assert "%" not in line.replace(r"\%", "")
    words = shlex.split(line.split(" ", 5)[5].replace(r"\%", "%"), comments=True)
    assert words[2:6] == ["-m", "whosefaces", "run", str(investigation.file)]


AWKWARD = [
    "50% done $HOME",
    "it's",
    'a "quoted" one',
    "$(touch hurt)",
    "`touch hurt`",
    "; touch hurt",
    "ünï cödé",
    "a\\b",
]


@pytest.fixture
def table(tmp_path, monkeypatch):
    """A crontab that somebody uses already, behind a program that keeps it as cron's own does."""
    table, bin_ = tmp_path / "table", tmp_path / "bin"
    bin_.mkdir()
    table.write_text("0 1 * * * backup-my-work\n")
    program = (
        '#!/bin/sh\nif [ "$1" = -l ]; then cat "$TABLE"; else cat > "$TABLE.new" && mv "$TABLE.new" "$TABLE"; fi\n'
    )
    (bin_ / "crontab").write_text(program)
    (bin_ / "crontab").chmod(0o755)
    monkeypatch.setenv("TABLE", str(table))
    monkeypatch.setenv("PATH", f"{bin_}:{os.environ['PATH']}")
    return table


@pytest.mark.parametrize("name", AWKWARD)
def test_a_table_is_added_to_and_never_replaced_whatever_the_folder_is_called(table, tmp_path, name):
    folder = tmp_path / name
    folder.mkdir()
    (folder / "faces.csv").write_text("url\nhttps://www.flickr.com/photos/90000001@N99/999000000001/\n")
    investigation = investigations.load(begin("story", folder / "faces.csv", into=folder / "story").file)
    script = crontab(investigation, Weekly())
    for _ in range(2):  # the second time in the place of the first
        subprocess.run(["sh"], input=script, text=True, check=True, cwd=tmp_path, capture_output=True)
    assert table.read_text().splitlines() == ["0 1 * * * backup-my-work", crontab_line(investigation, Weekly())]
    assert not list(tmp_path.rglob("hurt"))
    # What cron hands to the shell runs what was meant, and nothing else.
    command = crontab_line(investigation, Weekly()).split(" ", 5)[5].replace(r"\%", "%")
    assert str(investigation.file) in shlex.split(command, comments=True)


def test_what_is_printed_for_a_crontab_is_no_table(investigation):
    """Piped to `crontab -` by mistake it would be refused: its lines do not begin with a time."""
    lines = [line for line in crontab(investigation, Weekly()).splitlines() if line and not line.startswith("#")]
    assert not re.match(r"[0-9*]", lines[0])


def test_a_line_end_in_a_path_is_refused_in_every_form(tmp_path):
    folder = tmp_path / "two\nlines"
    folder.mkdir()
    (folder / "faces.csv").write_text("url\nhttps://www.flickr.com/photos/90000001@N99/999000000001/\n")
    investigation = investigations.load(begin("story", folder / "faces.csv", into=folder / "story").file)
    for form in (crontab, systemd, lambda i, at: github_actions(i, at, repository=tmp_path)):
        with pytest.raises(ScheduleError, match="rename the folder"):
            form(investigation, Weekly())


def test_no_schedule_holds_a_key_and_each_names_the_file_that_does(investigation):
    assert "WHOSEFACES_FLICKR_KEY_FILE=" in crontab_line(investigation, Weekly())
    service = systemd(investigation, Weekly())["whosefaces-story.service"]
    assert "LoadCredential=flickr-key:/etc/whosefaces/story.key" in service


@pytest.fixture
def workflow(investigation):
    text = github_actions(investigation, Weekly(), repository=investigation.file.parents[2])
    assert investigation.salt() not in text
    assert not re.search(r"@[A-Z]+@", text)
    return yaml.safe_load(text)


def test_a_workflow_keeps_no_cache_and_no_artifact_and_asks_for_its_secrets_by_name(workflow):
    """Who may read a repository may read those."""
    steps = workflow["jobs"]["edition"]["steps"]
    assert {step["uses"].partition("@")[0] for step in steps if "uses" in step} == {
        "actions/checkout",
        "actions/setup-python",
    }
    assert steps[3]["env"] == {
        "SALT": "${{ secrets.WHOSEFACES_SALT }}",
        "COMMITMENT_KEY": "${{ secrets.WHOSEFACES_COMMITMENT_KEY }}",
    }


@pytest.fixture
def runner(workflow, tmp_path):
    """A clone of a repository on a fresh machine, with a stand-in for the suite that publishes what it is told to."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "BRANCH": workflow["env"]["BRANCH"], "HELD": "false",
                   "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "a",
                   "GIT_COMMITTER_EMAIL": "a@example.org"}  # fmt: skip

    def ran(*command, cwd=tmp_path, check=True, **more):
        env = environment | more
        return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=check)

    ran("git", "init", "-q", "--bare", "-b", "main", "origin.git")
    ran("git", "clone", "-q", "origin.git", "first")
    (tmp_path / "first" / "README.md").write_text("code\n")
    for command in (["add", "."], ["commit", "-qm", "code"], ["push", "-q", "origin", "HEAD:main"]):
        ran("git", *command, cwd=tmp_path / "first")

    def run(name, day, code=0, **more):
        """One run: the branch is fetched, something is published (with its case beside it), the branch is pushed."""
        clone = tmp_path / name
        ran("git", "clone", "-q", "origin.git", name)
        steps = {step["name"]: step["run"] for step in workflow["jobs"]["edition"]["steps"] if "run" in step}
        fetch, keep = (text for title, text in steps.items() if "published" in title)
        (tmp_path / f"{name}.tmp").mkdir()
        env = {"RUNNER_TEMP": str(tmp_path / f"{name}.tmp")} | more
        fetched = ran("bash", "-e", "-o", "pipefail", "-c", fetch, cwd=clone, check=False, **env)
        if fetched.returncode:
            return fetched.returncode, []
        beside = clone / "reports" / "story"
        before = sorted(path.parts[-3] for path in beside.glob("*/public/findings.json"))
        beside.mkdir(parents=True, exist_ok=True)
        with (beside / "runs.jsonl").open("a") as log:
            log.write(f"{day} {code}\n")
        for part in ("case", "draft") if code else ("case", "draft", "public"):
            (beside / day / part).mkdir(parents=True)
            (beside / day / part / "findings.json").write_text(f"{part} {day}\n")
            (beside / day / part / "SHA256SUMS").write_text("sums\n")
        run = ran("bash", "-e", "-o", "pipefail", "-c", keep, cwd=clone, check=False, **env)
        return run.returncode, before

    def branch():
        listed = ran("git", "ls-tree", "-r", "--name-only", environment["BRANCH"], cwd=tmp_path / "origin.git").stdout
        return set(listed.split())

    return run, branch


def test_a_fresh_runner_finds_the_editions_that_earlier_ones_published(runner):
    run, branch = runner
    assert run("one", "2026-11-02") == (0, [])
    assert run("two", "2026-11-09") == (0, ["2026-11-02"])
    assert run("three", "2026-11-16", code=4) == (0, ["2026-11-02", "2026-11-09"])
    assert run("four", "2026-11-23") == (0, ["2026-11-02", "2026-11-09"])
    assert {name.partition("/")[0] for name in branch()} == {"2026-11-02", "2026-11-09", "2026-11-23", "runs.jsonl"}


def test_no_case_and_no_draft_reaches_the_branch_of_the_editions(runner):
    """Nor the code: the branch holds what is published, and the log of the runs."""
    run, branch = runner
    for name, day in (("one", "2026-11-02"), ("two", "2026-11-09")):
        run(name, day)
    assert {part for name in branch() for part in name.split("/")} == {
        "2026-11-02", "2026-11-09", "public", "findings.json", "SHA256SUMS", "runs.jsonl",
    }  # fmt: skip


def test_a_branch_that_cannot_be_reached_is_not_taken_for_none(runner, tmp_path):
    run, _ = runner
    run("one", "2026-11-02")
    broken = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": f"url.{tmp_path}/gone.git.insteadOf",
              "GIT_CONFIG_VALUE_0": f"{tmp_path}/origin.git"}  # fmt: skip
    code, before = run("two", "2026-11-09", **broken)
    assert code != 0
    assert before == []


def test_bash_reads_every_command_of_the_workflow(workflow):
    for step in workflow["jobs"]["edition"]["steps"]:
        if "run" in step:
            subprocess.run(["bash", "-n", "-c", step["run"]], check=True)


def test_a_workflow_for_an_investigation_outside_the_checkout_is_refused(investigation):
    with pytest.raises(ScheduleError, match="lies outside this checkout"):
        github_actions(investigation, Weekly(), repository=PROJECT)


@pytest.mark.parametrize("time", ["Monday 05:30", "Mon 25:00", "Mon 5:3", "Mon", "", "Mon 05-30"])
def test_a_time_that_is_none_is_refused(time):
    with pytest.raises(ScheduleError, match="as 'Mon 05:30'"):
        Weekly.read(time)
