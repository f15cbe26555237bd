"""Notebooks ask, call, show: each has a question, one parameters cell, no def, and no outputs."""

import ast
from pathlib import Path

import nbformat
import pytest
from whosefaces import PROJECT
from whosefaces.edition.execution import ParameterError, check_parameters

NOTEBOOKS = sorted((PROJECT / "notebooks").glob("*.ipynb"))


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request) -> tuple[Path, nbformat.NotebookNode]:
    return request.param, nbformat.read(request.param, as_version=4)


def code_of(notebook: nbformat.NotebookNode) -> list[str]:
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def test_its_title_is_a_question(notebook):
    _, read = notebook
    title = read.cells[0].source.splitlines()[0]
    assert title.startswith("# ")
    assert title.endswith("?")


def test_its_one_parameters_cell_names_the_investigation_and_the_edition(notebook):
    _, read = notebook
    (parameters,) = [cell for cell in read.cells if "parameters" in cell.metadata.get("tags", [])]
    names = [target.id for line in ast.parse(parameters.source).body for target in line.targets]
    assert names == ["investigation", "edition"]


def test_it_calls_and_shows_but_computes_nothing_of_its_own(notebook):
    """Packages compute; a notebook has no def, no class, no loop."""
    _, read = notebook
    banned = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.While)
    for source in code_of(read):
        assert not [node for node in ast.walk(ast.parse(source)) if isinstance(node, banned)], source


def test_it_is_committed_without_outputs(notebook):
    _, read = notebook
    for cell in read.cells:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None


def test_a_misspelt_parameter_is_refused(notebook):
    path, _ = notebook
    with pytest.raises(ParameterError, match=r"no parameter \['editon'\]; it declares \['edition', 'investigation'\]"):
        check_parameters(path, {"investigation": "x.toml", "editon": "2026-11-22"})
