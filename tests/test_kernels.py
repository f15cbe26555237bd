"""A kernel that is forked from a process that imported everything gives what one started on its own gives."""

import os
import sys
import time

import nbformat
import psutil
import pytest
from whosefaces import PROJECT
from whosefaces.edition import execution, kernels, notebooks
from whosefaces.edition.run import NOTEBOOKS
from whosefaces.errors import IncompleteError

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="kernels are forked on Linux alone")

LOOKS_AROUND = [
    "import os, sys, threading, locale, random, numpy, pandas, duckdb, altair\nfrom whosefaces.report import charts",
    "print(os.getcwd(), sys.path[0] == os.getcwd(), os.environ['SAID'], os.environ.get('IPYTHONDIR') is not None, sys.flags.utf8_mode)",
    "print(hash('a word'), locale.getlocale(), pandas.get_option('display.max_columns'), sys.argv[0].endswith('ipykernel_launcher.py'))",
    "pandas.DataFrame({f'a column with a long name {i}': [i / 3] for i in range(9)})",
    "duckdb.sql('SELECT 1 AS one, 2 AS two').df()",
    "charts.show(charts.counts(pandas.DataFrame({'licence': ['cc-by-2.0'], 'photos': [3]}), 'licences_listed', 'licence', 'photos'))",
    "import subprocess\nprint(subprocess.run(['true']).returncode, subprocess.run(['false']).returncode)",
    "{name for name in dir() if not name.startswith('_')} - {'In', 'Out', 'exit', 'quit', 'get_ipython', 'open'}",
    "print('looks is complete for edition')",
]


def written(folder, cells):
    source = folder / "looks.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells]), source)
    return source


def executed(source, name, forks):
    answer = source.with_name(f"{name}.ipynb")
    execution.execute(source, answer, {}, source.parent, {"SAID": "yes"}, forks)
    return nbformat.read(answer, 4), notebooks.normalise(answer, source.parent / "settled" / answer.name).read_bytes()


def test_a_forked_kernel_shows_what_one_of_its_own_shows(tmp_path):
    source = written(tmp_path, LOOKS_AROUND)
    with execution.imported_once([source], {"SAID": "yes"}) as forks:
        forked, first = executed(source, "forked", forks)
        _, second = executed(source, "again", forks)
    _, alone = executed(source, "alone", None)

    assert first == second == alone
    assert [cell.outputs[-1].output_type for cell in forked.cells if cell.outputs].count("error") == 0


def test_what_is_forked_has_one_thread_and_ends_with_the_run(tmp_path):
    sources = [PROJECT / "notebooks" / f"{name}.ipynb" for name in NOTEBOOKS]
    with execution.imported_once(sources, {}) as forks:
        source = written(
            tmp_path,
            ["import sys, os; print(len({'altair', 'scipy.stats', 'vl_convert', 'duckdb'} & set(sys.modules)))"],
        )
        answer, _ = executed(source, "modules", forks)
        assert answer.cells[0].outputs[0].text.strip() == "4"
        parent = psutil.Process(forks._running.pid)
        assert parent.num_threads() == 1
        assert parent.children() == []
    assert not parent.is_running()


def test_two_kernels_know_nothing_of_one_another(tmp_path):
    source = written(
        tmp_path,
        ["import os\nprint(hasattr(os, 'left'), os.environ.get('LEFT'))", "os.left = 1; os.environ['LEFT'] = 'yes'"],
    )
    with execution.imported_once([source], {}) as forks:
        for name in ("one", "two"):
            assert executed(source, name, forks)[0].cells[0].outputs[0].text.strip() == "False None"


def test_a_cell_that_takes_its_kernel_with_it_is_told_in_one_line(tmp_path):
    source = written(tmp_path, ["import os\nos.kill(os.getpid(), 9)"])
    with execution.imported_once([source], {}) as forks, pytest.raises(IncompleteError, match="looks: its kernel died"):
        executed(source, "died", forks)


def test_a_process_that_died_is_told_in_one_line(tmp_path):
    source = written(tmp_path, ["1"])
    with execution.imported_once([source], {}) as forks:
        forks._running.kill()
        forks._running.wait()
        with pytest.raises(IncompleteError, match="no kernel could be started"):
            executed(source, "none", forks)


def test_kernels_end_when_whoever_runs_them_is_killed(tmp_path):
    """The run is killed with a signal that nothing can catch while a cell works: nobody is left behind."""
    source = written(
        tmp_path, [f"import os, time\nopen({str(tmp_path / 'begun')!r}, 'w').write(str(os.getpid()))\ntime.sleep(600)"]
    )
    child = os.fork()
    if child == 0:
        try:
            with execution.imported_once([source], {}) as forks:
                executed(source, "slow", forks)
        finally:
            os._exit(0)
    pid = waited_for(lambda: (tmp_path / "begun").exists() and (tmp_path / "begun").read_text())
    kernel = psutil.Process(int(pid))
    parent = kernel.parent()
    os.kill(child, 9)
    os.waitpid(child, 0)
    assert waited_for(lambda: not parent.is_running() and not kernel.is_running())


def waited_for(happened):
    until = time.monotonic() + 120
    while not (answer := happened()):
        assert time.monotonic() < until, "it never happened"
        time.sleep(0.05)
    return answer


def test_the_imports_of_a_notebook_are_its_import_statements():
    imports = kernels.imports_of(PROJECT / "notebooks" / "2_trace.ipynb")
    assert "from whosefaces.trace import tracing" in imports
    assert all(line.startswith(("import ", "from ")) for line in imports)
