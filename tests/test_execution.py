"""A notebook that cannot be run to its end says why in one line."""

import errno
import os
from types import SimpleNamespace

import pytest
from whosefaces.edition import execution
from whosefaces.errors import DiskFullError, IncompleteError, LimitError


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_said_in_words_and_is_no_fault_of_the_suite(tmp_path, monkeypatch, number):
    def written(*_said, **_how):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("papermill.execute_notebook", written)
    monkeypatch.setattr(execution, "check_parameters", lambda *_said: None)
    with pytest.raises(DiskFullError, match="make room, and the same command carries on") as stopped:
        execution.execute(tmp_path / "1.ipynb", tmp_path / "2.ipynb", {}, tmp_path, {})
    assert stopped.value.exit_code == 2


def test_another_error_of_the_system_stays_what_it_is(tmp_path, monkeypatch):
    def written(*_said, **_how):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("papermill.execute_notebook", written)
    monkeypatch.setattr(execution, "check_parameters", lambda *_said: None)
    with pytest.raises(PermissionError):
        execution.execute(tmp_path / "1.ipynb", tmp_path / "2.ipynb", {}, tmp_path, {})


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ('Could not write file "panel.parquet": No space left on device', DiskFullError),
        ('Cannot open file "panel.parquet": Too many open files', LimitError),
        ("database or disk is full", DiskFullError),
        ("Could not read file", IncompleteError),
    ],
)
def test_what_another_librarys_cell_died_of_is_told_by_its_words(words, kind):
    error = SimpleNamespace(ename="IOException", evalue=words, exec_count=3)
    assert type(execution._said_by_the_cell("1_sample", error)) is kind
