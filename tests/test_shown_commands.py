"""Every command that the documents show is one that the suite understands; the cheap ones are run as they stand.

What is not run here is named with the reason, or with the test that runs it.
"""

import os
import re
import shlex
import shutil
from pathlib import Path

import click
import pandas as pd
import pytest
from click.testing import CliRunner
from whosefaces import PROJECT
from whosefaces.cli import cli

PAGES = [PROJECT / name for name in ("README.md", "DEVELOPERS.md", "CONTRIBUTING.md")]
PAGES += sorted((PROJECT / "docs").glob("*.md"))
_LINE = re.compile(r"^ {4,}(?:\.venv/bin/)?whosefaces (.*)$")
_FENCED = re.compile(r"^ *(?:\.venv/bin/)?whosefaces (.*)$")

RUN_BY = {
    r"lookup-site|lookup prepare": "tests/lookup runs it: a server, a key and a partner are needed",
    r"lookup ": "tests/lookup/test_local.py runs it against lists made for it",
    r"letters|requests|notice": "tests/way_out runs it, with the person's own words",
    r"route": "tests/way_out/test_findability.py runs it on planted pages",
    r"overlap": "tests/manifest/test_overlap.py runs it",
    r"procedure|datasets my-dataset": "tests/dossiers runs it",
    r"error-check": "tests/measure/test_error_check.py runs it: two people fill in sheets in between",
    r"rehearse": "tests/journeys/test_rehearsal.py runs it",
    r"lab": "tests/journeys/test_lab.py runs it",
    r"withhold|withdraw|purge": "tests/edition/test_ending.py runs it: it ends a case",
    r"package|verify \S*\.bag|verify /media": "tests/report/test_packaging.py runs it",
    r"compare": "tests/report/test_compare.py runs it on two editions",
    r"schedule": "it is handed to cron, systemd or a forge; tests/test_schedule.py reads what it writes",
    r"reply|publish": "tests/way_out and tests/edition run it, with a holder's words",
    r"run .*(--live|rehearsal)": "it asks Flickr; tests/journeys/test_live.py runs it against the double",
    r"run .*--unattended|run .*--hold": "tests/journeys/test_weekly.py runs it",
    r"run data/demo|run my-story/investigation.toml$": "tests/journeys/test_demo.py runs it",
    r"new .*(--evidence|--dataset)": "tests/edition/test_beginning.py runs it",
    r"evidence (urn|--wacz|P2 rehearsal)": "tests/journeys/test_live.py shows a record; a WACZ needs a package of its own",
    r"verify": "tests/report/test_verify.py and tests/journeys/test_demo.py run it",
    r"read list.csv --column photo_id=number": "its columns are those of the page's own story",
}
"""What is not run here, by how it begins, and why."""


def shown() -> dict[str, str]:
    """Every command line that a document shows, without the program's name, and the first page that shows it."""
    commands: dict[str, str] = {}
    for page in PAGES:
        fenced, held = False, ""
        for line in page.read_text(encoding="utf-8").splitlines():
            fenced ^= line.startswith("```")
            begun = (_FENCED if fenced else _LINE).match(line)
            text = f"{held}{line.strip()}" if held else begun[1] if begun else ""
            held = text[:-1] if text.endswith("\\") else ""
            if text and not held:
                commands.setdefault(" ".join(words(text)), page.name)
    return commands


def words(text: str) -> list[str]:
    """A command's words as a shell would hand them over, up to a pipe or a comment."""
    reader = shlex.shlex(
        re.sub(r"<\w+>", "2026-11-22", text).replace("YOUR_FILE", "list.csv"), posix=True, punctuation_chars=True
    )
    reader.whitespace_split = True
    taken = []
    for word in reader:
        if set(word) <= set("|&;<>()"):
            break
        taken.append(shlex.quote(word) if " " in word else word)
    return taken


def parsed(command: list[str]) -> None:
    """Have each command and group read its own words, without doing anything.

    Raises:
        click.UsageError: a command, an option or an argument is not one.
    """
    now, above, name, rest = cli, None, "whosefaces", command
    while True:
        above = now.make_context(name, list(rest), parent=above)
        rest = [*getattr(above, "_protected_args", []), *above.args] if isinstance(now, click.Group) else []
        if not rest:
            return
        name, now, rest = now.resolve_command(above, rest)


COMMANDS = shown()


@pytest.mark.parametrize("text", COMMANDS)
def test_it_is_a_command_with_options_that_there_are(text):
    try:
        parsed(shlex.split(text))
    except click.BadParameter as wrong:  # a file of the reader's own, which is not here
        assert re.search("does not exist|no such f", wrong.message), wrong.message


def why_not(text: str) -> str | None:
    return next((why for begins, why in RUN_BY.items() if re.match(begins, text)), None)


RUN = [text for text in COMMANDS if why_not(text) is None]


def test_enough_of_them_are_run_and_each_reason_is_still_needed():
    assert len(RUN) >= 15
    left = [begins for begins in RUN_BY if not any(re.match(begins, text) for text in COMMANDS)]
    assert left == []


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A reporter's folder: lists as the documents call them, and a story with an edition."""
    folder = tmp_path_factory.mktemp("desk")
    demo = PROJECT / "data" / "demo"
    listed = pd.read_csv(demo / "manifest.csv.gz", dtype=str).head(300)
    for name in ("list.csv", "faces.csv"):
        listed.to_csv(folder / name, index=False)
    listed.to_excel(folder / "list.xlsx", index=False)
    address = next(name for name in listed if listed[name].str.contains("flickr.com", na=False).any())
    listed.rename(columns={address: "image_url"}).to_csv(folder / "list.tsv.gz", index=False, sep="\t")
    shutil.copytree(demo, folder / "my-story", ignore=shutil.ignore_patterns("*.py", "truth*", "__pycache__"))
    file = folder / "my-story" / "investigation.toml"
    text = file.read_text(encoding="utf-8").replace('"demo-faces"', '"my-story"', 1)
    file.write_text(re.sub(r"(?m)^n = \d+", "n = 40", text), encoding="utf-8")
    (folder / "reports").symlink_to(folder / "my-story" / "reports")
    done = typed(folder, "run my-story/investigation.toml --edition 2026-11-22")
    assert done.exit_code == 0, (done.output, done.exception)
    return folder


def typed(folder: Path, text: str):
    """A command as a person types it in that folder, where nobody answers questions."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        return CliRunner().invoke(cli, shlex.split(text))
    finally:
        os.chdir(before)


@pytest.mark.parametrize("text", RUN)
def test_it_runs_as_it_stands(desk, text, tmp_path):
    folder = desk
    if text.startswith("new "):  # a story of that name lies there already
        folder = tmp_path
        for name in ("list.csv", "faces.csv", "list.xlsx"):
            shutil.copy(desk / name, folder / name)
    done = typed(folder, text)
    assert done.exit_code == 0, (done.output, done.exception)
    assert done.output.strip()
