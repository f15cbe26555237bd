"""The command answers a tired reporter in one line, and a machine in JSON."""

import json
import subprocess
import sys

import openpyxl
import pytest
from click.testing import CliRunner
from whosefaces import PROJECT
from whosefaces.cli import cli

COMMANDS = sorted(cli.commands)


def whosefaces(*arguments, stdin: str | None = None, cwd=None) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "whosefaces.cli", *map(str, arguments)],
        input=stdin, capture_output=True, text=True, cwd=cwd, check=False,
        env={"PYTHONPATH": f"{PROJECT}/analysis:{PROJECT}", "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
    )  # fmt: skip


@pytest.mark.parametrize("name", COMMANDS)
def test_every_help_teaches_by_example(name):
    output = CliRunner().invoke(cli, [name, "--help"]).output
    assert f"whosefaces {name} " in output.split("Options:")[0].split("Usage:")[1].split("\n", 1)[1]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_in_the_documentation(name):
    text = "".join(
        path.read_text(encoding="utf-8") for path in [PROJECT / "README.md", *(PROJECT / "docs").glob("*.md")]
    )
    assert f"whosefaces {name}" in text


def test_help_comes_without_loading_what_it_does_not_need():
    """pandas, scipy and altair take seconds to import; a person who asks for help should not wait for them."""
    code = "import sys; from whosefaces.cli import cli; print({'pandas','scipy','altair','papermill','duckdb'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PROJECT)
    assert done.stdout.strip() == "set()"


def test_addresses_come_as_one_json_object_a_line():
    done = whosefaces(
        "address", "--json", stdin="https://www.flickr.com/photos/90000001@N99/999000000001/\nhttps://example.org/\n"
    )
    first, second = map(json.loads, done.stdout.splitlines())
    assert first == {"kind": "photo", "photo_id": "999000000001", "nsid": "90000001@N99", "alias": None}
    assert second["kind"] == "not flickr"
    assert second["photo_id"] is None


def test_a_manifest_is_read_into_the_keys_that_machines_rely_on(tmp_path):
    file = tmp_path / "faces.csv"
    file.write_text(
        "name,url\n"
        "a,https://www.flickr.com/photos/90000001@N99/999000000001/\n"
        "b,https://www.flickr.com/photos/90000001@N99/999000000001\n"
        "c,https://www.flickr.com/photos/90000002@N99/999000000002/\n"
        "d,not an address\n"
    )
    answer = json.loads(whosefaces("read", file, "--json").stdout)
    assert answer.keys() >= {"format", "traceable", "rows", "photos", "accounts", "set_aside", "carries"}
    assert (answer["format"], answer["traceable"]) == ("addresses", True)
    assert (answer["rows"], answer["photos"], answer["accounts"]) == (4, 2, 2)
    assert sum(answer["set_aside"].values()) == 1


WRONG = {
    "a file that is not there": (["read", "nowhere.csv"], "nowhere.csv"),
    "a folder": (["read", "lists"], "empty"),
    "an empty file": (["read", "empty.csv"], "empty.csv"),
    "an investigation that is not there": (["run", "nowhere.toml"], "nowhere.toml"),
    "a plan of nothing": (["plan", "nowhere.toml"], "nowhere.toml"),
    "a name that names no folder": (["new", "My Story", "empty.csv"], "My Story"),
    "a manifest that is not there": (["new", "story", "nowhere.csv"], "nowhere.csv"),
    "an unknown format": (["read", "one.csv", "--format", "yfcc100"], "did you mean 'yfcc100m'?"),
    "an unknown command": (["reed", "one.csv"], "reed"),
    "a picture to begin with": (["new", "story", "picture.csv"], "this is a JPEG image"),
    "an old Excel file": (["read", "old.xls"], "save the sheet"),
    "a workbook": (["read", "book.xlsx"], "no sheet of this workbook holds a row"),
    "a folder that cannot be made": (["new", "story", "one.csv", "--into", "one.csv/story"], "a file is in the way"),
    "an edition that is not there": (["verify", "nowhere"], "no such folder; name an edition's folder"),
    "a file for an edition": (["right-of-reply", "one.csv"], "this is a file; name an edition's folder"),
    "a folder that is no edition": (["package", "."], "no published edition here"),
    "two folders that are no editions": (["compare", ".", "."], "no published edition here; name"),
    "a finding without its investigation": (["evidence", "P1"], "name the investigation file after P1"),
    "a list for an investigation": (["plan", "one.csv"], "an investigation file is wanted here"),
    "a picture for an investigation": (["run", "picture.csv"], "an investigation file is wanted here"),
}


@pytest.mark.parametrize(("arguments", "line"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_said_without_a_traceback(tmp_path, arguments, line):
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "one.csv").write_text("url\nhttps://www.flickr.com/photos/90000001@N99/999000000001/\n")
    (tmp_path / "picture.csv").write_bytes(b"\xff\xd8\xff\xe0" + bytes(range(256)) * 9)
    (tmp_path / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    openpyxl.Workbook().save(tmp_path / "book.xlsx")
    (tmp_path / "lists").mkdir()
    before = sorted(tmp_path.rglob("*"))
    done = whosefaces(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert line in done.stderr
    assert "Traceback" not in done.stderr
    assert not done.stdout
    assert sorted(tmp_path.rglob("*")) == before


def test_new_prints_the_hash_of_the_salt_that_it_wrote(tmp_path):
    import hashlib

    (tmp_path / "one.csv").write_text("url\nhttps://www.flickr.com/photos/90000001@N99/999000000001/\n")
    done = whosefaces("new", "story", "one.csv", "--json", cwd=tmp_path)
    salt = (tmp_path / "story" / "salt").read_text().strip()
    assert json.loads(done.stdout)["salt_sha256"] == hashlib.sha256(salt.encode()).hexdigest()
    assert salt not in done.stdout + done.stderr
