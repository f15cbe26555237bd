"""Whatever the machine is like, a command works, or says in one line what the machine lacks."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest
from whosefaces import PROJECT
from whosefaces.edition import execution
from whosefaces.errors import PlaceError
from whosefaces.manifest.cache_folder import cache_folder
from whosefaces.trace.evidence import wacz
from whosefaces.trace.evidence.archive import Archive
from whosefaces.trace.evidence.warc import EvidenceError

EVIDENCE = PROJECT / "data/demo/evidence/demo.warc.gz"
LIST = "photo_id,url\n49000000001,https://www.flickr.com/photos/90000001@N99/49000000001/\n"


def whosefaces(*arguments, cwd, **environment):
    """The command as a person runs it, with these variables set, or taken away where they are None."""
    given = {name: value for name, value in (os.environ | environment).items() if value is not None}
    command = [sys.executable, "-m", "whosefaces.cli", *map(str, arguments)]
    given["PYTHONPATH"] = str(PROJECT / "analysis")
    return subprocess.run(command, cwd=cwd, env=given, capture_output=True, encoding="utf-8", check=False)


def ran(folder: Path, source: str) -> str:
    """What a notebook's cell prints, run as an edition runs its own."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    nbformat.write(notebook, folder / "asked.ipynb")
    execution.execute(folder / "asked.ipynb", folder / "answered.ipynb", {}, folder, {})
    return nbformat.read(folder / "answered.ipynb", 4).cells[0].outputs[0].text.strip()


def test_the_kernel_is_this_interpreter_whatever_jupyter_was_told(tmp_path, monkeypatch):
    other = tmp_path / "kernels" / "python3"
    other.mkdir(parents=True)
    kernel = {"argv": ["/bin/false", "{connection_file}"], "display_name": "another", "language": "python"}
    (other / "kernel.json").write_text(json.dumps(kernel))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    for name in ("whosefaces", "pandas", "analysis"):  # files that a reporter may have beside the list
        (tmp_path / f"{name}.py").write_text("raise SystemExit('the wrong one')")

    assert ran(tmp_path, "import sys, pandas, whosefaces; print(sys.executable)") == sys.executable


def test_a_long_folder_for_temporary_files_does_not_make_a_socket_too_long(tmp_path, monkeypatch):
    long = tmp_path / ("l" * 100)
    long.mkdir()
    monkeypatch.setenv("TMPDIR", str(long))
    monkeypatch.setattr("tempfile.tempdir", None)

    assert ran(tmp_path, "print(1 + 1)") == "2"


def test_a_name_that_the_systems_encoding_cannot_write_is_read(tmp_path):
    path = tmp_path / "спи́сок.csv"
    path.write_text(LIST)
    done = whosefaces("read", path, cwd=tmp_path, LC_ALL="POSIX", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")

    assert (done.returncode, "1 photo" in done.stdout) == (0, True), done.stderr


def test_without_a_home_the_cache_lies_beside_the_temporary_files(tmp_path):
    (tmp_path / "list.csv").write_text(LIST)
    none = {"HOME": "/dev/null/none", "XDG_CACHE_HOME": None, "WHOSEFACES_CACHE": None, "TMPDIR": str(tmp_path)}
    done = whosefaces("read", "list.csv", cwd=tmp_path, **none)

    assert (done.returncode, "1 photo" in done.stdout) == (0, True), done.stderr
    assert (tmp_path / f"whose-faces-{os.getuid()}").stat().st_mode & 0o077 == 0


def test_a_cache_that_cannot_be_made_is_named_with_what_to_do(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("WHOSEFACES_CACHE", str(tmp_path / "file" / "cache"))
    with pytest.raises(PlaceError, match="the cache cannot be made there: .*WHOSEFACES_CACHE="):
        cache_folder()


# -- a WACZ as evidence ------------------------------------------------------------------------------------------


def a_wacz(path: Path, *, packed: int = zipfile.ZIP_STORED, digest: str | None = None) -> Path:
    with zipfile.ZipFile(path, "w", packed) as package:
        package.write(EVIDENCE, "archive/data.warc.gz")
        listed = [] if digest is None else [{"path": "archive/data.warc.gz", "hash": digest}]
        package.writestr("datapackage.json", json.dumps({"resources": listed}))
    return path


def test_a_wacz_answers_as_the_warc_in_it_does(tmp_path):
    for packed in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        inside = Archive(a_wacz(tmp_path / f"case-{packed}.wacz", packed=packed))
        alone = Archive(EVIDENCE)
        assert (inside.exchanges, inside.newest()) == (alone.exchanges, alone.newest())


def test_a_wacz_whose_file_is_not_the_one_that_it_lists_is_refused(tmp_path):
    with pytest.raises(EvidenceError, match="not the file whose hash its datapackage.json lists"):
        Archive(a_wacz(tmp_path / "case.wacz", digest="sha256:" + "0" * 64))


def test_a_wacz_that_was_made_to_harm_is_refused_in_one_line(tmp_path, monkeypatch):
    cut = tmp_path / "cut.wacz"
    cut.write_bytes(a_wacz(tmp_path / "whole.wacz").read_bytes()[:-500])
    with zipfile.ZipFile(tmp_path / "empty.wacz", "w") as package:
        package.writestr("pages/pages.jsonl", "{}")
    with zipfile.ZipFile(tmp_path / "out.wacz", "w") as package:
        package.write(EVIDENCE, "archive/../../../data.warc.gz")
    for path, why in ((cut, "cut off or damaged"), (tmp_path / "empty.wacz", "no WARC file lies in it")):
        with pytest.raises(EvidenceError, match=why):
            Archive(path)
    assert (
        wacz.unpacked(tmp_path / "out.wacz").joinpath("data.warc.gz").exists()
    )  # by its last name, in a folder of ours
    monkeypatch.setattr(wacz, "LARGEST_RATIO", 0)
    with zipfile.ZipFile(tmp_path / "bomb.wacz", "w", zipfile.ZIP_DEFLATED) as package:
        for number in range(18):
            package.writestr(f"archive/{number}.warc", b"\0" * 64_000_000)
    with pytest.raises(EvidenceError, match="unpacks to more than"):
        Archive(tmp_path / "bomb.wacz")
