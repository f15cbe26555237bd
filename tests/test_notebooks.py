"""Notebooks ask, call, show, and count beside the suite: each has a question, one parameters cell, no def, no outputs."""

import ast
import re
from pathlib import Path

import nbformat
import papermill
import pytest
from whosefaces import PROJECT
from whosefaces.edition.execution import ParameterError, check_parameters

from studies import demonstration

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
    assert names[:2] == ["investigation", "edition"]


STEPS = ("1_sample", "2_trace", "3_measure", "4_report", "5_other_definitions")
VARIED = {"photos": "int", "accounts": "int", "procedure": "str", "use": "str"}


@pytest.mark.parametrize("name", STEPS)
def test_each_step_has_typed_parameters_for_what_people_vary(name):
    """As papermill itself reads them: a name, a type, and a word of help for each."""
    declared = papermill.inspect_notebook(str(PROJECT / "notebooks" / f"{name}.ipynb"))
    assert {key: parameter["inferred_type_name"] for key, parameter in declared.items() if key in VARIED} == VARIED
    assert all(parameter["help"] for parameter in declared.values())


def test_the_error_check_has_them_too_and_the_share_that_is_read_again():
    declared = papermill.inspect_notebook(str(PROJECT / "notebooks" / "6_error_check.ipynb"))
    types = {key: parameter["inferred_type_name"] for key, parameter in declared.items()}
    assert types.items() >= (VARIED | {"part": "float"}).items()


def test_no_line_of_code_is_wider_than_the_column_that_it_is_read_in(notebook):
    _, read = notebook
    assert [line for source in code_of(read) for line in source.splitlines() if len(line) > 88] == []


@pytest.mark.parametrize("name", STEPS)
def test_each_step_says_where_it_stands_computes_beside_the_suite_and_asks_the_reader(name):
    read = nbformat.read(PROJECT / "notebooks" / f"{name}.ipynb", as_version=4)
    words = [cell.source for cell in read.cells if cell.cell_type == "markdown"]
    assert f"**{name[0]} {name[2:].replace('_', ' ')}**" in words[0]
    assert "| Reads | Writes | Method |" in words[0]
    assert any("assert " in source for source in code_of(read))
    headings = [text.splitlines()[0] for text in words]
    assert headings.index("## Findings") == 1
    assert "## What this cannot show" in headings
    assert words[-1].count("<details><summary>Exercise") >= 3


@pytest.mark.parametrize("name", STEPS)
def test_the_demonstrations_page_on_a_forge_is_of_these_very_cells_and_names_nobody(name):
    """`make pages` makes them anew after a notebook has changed."""
    path = PROJECT / "docs" / "demo" / f"{name}.md"
    text = path.read_text(encoding="utf-8")
    cells = re.findall(r"^```python\n(.*?)\n```$", text, re.MULTILINE | re.DOTALL)
    own = [cell for cell in cells if not cell.startswith("# Parameters\n")]
    committed = nbformat.read(PROJECT / "notebooks" / f"{name}.ipynb", as_version=4)
    assert own == code_of(committed)
    pictures = re.findall(r"^!\[(.+)\]\((pictures/\S+)\)$", text, re.MULTILINE)
    drawn = sorted(each.name for each in (path.parent / "pictures").glob(f"{name}_*"))
    assert [Path(each).name for _, each in pictures] == sorted(drawn, key=lambda each: int(each.split("_")[-2]))
    for each in (text, *((path.parent / picture).read_text(encoding="utf-8") for _, picture in pictures)):
        assert not re.search(r"\d{5,11}@N\d\d|Invented[ +]Account", each)
    assert "INVENTED DATA" in text


@pytest.mark.parametrize("name", STEPS)
def test_a_notebook_that_was_not_executed_gets_no_page(name):
    with pytest.raises(ValueError, match="was not executed"):
        demonstration.page(nbformat.read(PROJECT / "notebooks" / f"{name}.ipynb", as_version=4), name)


def test_no_cell_is_longer_than_a_screen(notebook):
    _, read = notebook
    assert max(cell.source.count("\n") for cell in read.cells) < 40


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
    with pytest.raises(ParameterError, match=r"no parameter \['editon'\]; it declares \[.*'edition', 'investigation'"):
        check_parameters(path, {"investigation": "x.toml", "editon": "2026-11-22"})
