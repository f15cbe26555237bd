"""What a dossier knows of a dataset stands in the appendix, each fact with its source and date, with its lineage."""

import datetime as dt

import pytest
from whosefaces.dossiers import dataset, telling
from whosefaces.report import about
from whosefaces.report.published import Published
from whosefaces.report.story import appendix
from whosefaces.report.words.catalogue import Words

from tests.measure.invented import AS_OF, world


def published(tmp_path, dossier: str | None, rows: list[dict] | None = None) -> Published:
    w = world(tmp_path)
    file = None if dossier is None else dataset.DATASETS / f"{dossier}.toml"
    investigation = w.investigation.model_copy(update={"dossier_file": file})
    facts = about.about(investigation, AS_OF, set())
    return Published({"as_of": AS_OF.isoformat()}, facts, rows or [], {}, {})


@pytest.mark.parametrize("name", ["ffhq", "diversity-in-faces", "coco-wholebody"])
def test_every_printable_fact_stands_there_with_its_source_and_day(tmp_path, name):
    section = appendix.origin(Words(), published(tmp_path, name))
    table = section.blocks[-1]
    facts = [fact for _, fact in dataset.read(name).facts() if fact.grade != "C"]

    assert len(table.rows) == len(facts)
    assert all(len(row) == 4 and row[2] for row in table.rows)


@pytest.mark.parametrize("name", sorted(dataset.known()))
def test_each_known_dataset_can_be_set_as_a_page_and_each_step_of_its_lineage_has_a_source(tmp_path, name):
    section = appendix.origin(Words(), published(tmp_path, name))
    steps = telling.drawing(dataset.read(name))["steps"]
    assert all(step["source"] and step["on"] for step in steps)
    for figure in section.figures:
        assert all(isinstance(cell, str) for row in figure.table.to_numpy().tolist() for cell in row)


def test_the_lineage_is_drawn_where_something_is_known_of_it(tmp_path):
    (figure,) = appendix.origin(Words(), published(tmp_path, "diveface")).figures

    assert "DiveFace" in figure.text and "cut from MegaFace 2" in figure.text


def test_an_investigation_that_names_no_dossier_has_no_such_section(tmp_path):
    assert appendix.origin(Words(), published(tmp_path, None)) is None


def test_an_answer_of_another_day_is_never_printed_as_of_today(tmp_path):
    rows = {row[1]: row for row in appendix.origin(Words(), published(tmp_path, "diversity-in-faces")).blocks[-1].rows}

    assert rows["refused to NBC News"][2] == Words().day(dt.date(2019, 3, 12))
