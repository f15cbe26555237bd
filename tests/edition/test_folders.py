"""Where editions lie, whose they are, and which folder is worked in: nothing published is ever written into."""

import datetime as dt
import json

import pytest
from whosefaces import earlier
from whosefaces import investigation as investigations
from whosefaces.edition import folders
from whosefaces.edition.beginning import begin
from whosefaces.edition.folders import EditionError, find_edition, open_edition, standing, working

DAY = "2026-11-22"


@pytest.fixture
def file(tmp_path, monkeypatch):
    for name in (folders.REPORTS_VARIABLE, folders.FOLDER_VARIABLE):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "faces.csv").write_text("url\nhttps://www.flickr.com/photos/90000001@N99/999000000001/\n")
    return begin("story", tmp_path / "faces.csv", into=tmp_path / "story", contact="me@paper.example").file


def published(file, name: str, previous: str | None = None):
    edition = file.parent / "reports" / "story" / name
    (edition / "case").mkdir(parents=True)
    (edition / "case" / "panel.parquet").write_text("sealed")
    (edition / "public" / "tables").mkdir(parents=True)
    (edition / "public" / "findings.json").write_text("{}")
    provenance = {"investigation_id": investigations.load(file).id, earlier.PREVIOUS: previous}
    (edition / "public" / "provenance.json").write_text(json.dumps(provenance))
    return edition


def everything(folder) -> dict:
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_editions_lie_beside_their_investigation_file(file):
    assert find_edition(file, DAY).folder == file.parent / "reports" / "story" / DAY


def test_a_notebook_opened_on_a_published_edition_works_in_a_copy(file):
    edition = published(file, DAY)
    before = everything(edition)
    opened = open_edition(file, DAY)
    assert opened.folder.name == f"{DAY}.2"
    (opened.case / "panel.parquet").write_text("played with")
    (opened.draft / "findings.json").write_text("played with")
    assert everything(edition) == before
    assert open_edition(file, DAY).folder == opened.folder  # the same copy, not one more


def test_each_revision_has_its_number_and_the_newest_stands(file):
    for name in (DAY, f"{DAY}.2", f"{DAY}.10"):
        published(file, name)
    newest = find_edition(file, DAY)
    assert standing(newest).folder.name == f"{DAY}.10"
    assert working(newest).folder.name == f"{DAY}.11"
    names = [path.name for path in earlier.published(newest.folder.parent)]
    assert names == [DAY, f"{DAY}.2", f"{DAY}.10"]


def test_an_older_edition_made_later_changes_nothing_for_a_newer_one(file):
    newer = published(file, "2026-11-22", previous="2026-11-08")
    published(file, "2026-11-08")
    assert earlier.previous(newer).name == "2026-11-08"
    older = published(file, "2026-11-15", previous="2026-11-08")
    assert earlier.previous(newer).name == "2026-11-08"
    assert earlier.previous(older).name == "2026-11-08"
    assert earlier.previous(working(find_edition(file, "2026-11-22")).folder).name == "2026-11-15"


def test_the_editions_of_another_investigation_are_refused_before_anything_is_touched(file, tmp_path):
    published(file, DAY)
    reports = file.parent / "reports"
    open_edition(file, DAY)
    before = everything(reports)
    other = begin("story", tmp_path / "faces.csv", into=tmp_path / "other", contact="me@paper.example").file
    for act in (find_edition, open_edition):
        with pytest.raises(EditionError, match="another investigation of that name") as refused:
            act(other, DAY, reports=reports)
        assert refused.value.exit_code == 2
    assert everything(reports) == before


def test_other_parameters_are_exploratory_and_lie_apart(file):
    opened = open_edition(file, DAY, photos=7)
    assert opened.changed == ("photos 7 instead of 2000",)
    assert opened.folder.parent.name == folders.EXPLORATORY
    assert "EXPLORATORY" in opened.banner()
    assert opened.investigation.question.startswith("EXPLORATORY")
    assert opened.investigation.sample.photos.n == 7
    assert earlier.place_of(opened.folder) is None  # so no index, run or publication ever takes it for an edition
    assert open_edition(file, DAY, photos=2000).changed == ()


@pytest.mark.parametrize("given", [{"photos": -1}, {"photos": 1.5}, {"procedure": "no-such"}, {"use": "commercial"}])
def test_a_parameter_that_cannot_be_is_said_in_one_line(file, given):
    with pytest.raises(EditionError, match=f"parameter {next(iter(given))} = "):
        open_edition(file, DAY, **given)


@pytest.mark.parametrize("name", ["2026-11-22.1", "2026-11-22.0", "2026-11-22.02", "2026-13-01", "2026-11-22.x"])
def test_only_a_day_and_a_number_from_two_on_name_an_edition(tmp_path, name):
    assert earlier.place_of(tmp_path / name) is None
    assert earlier.place_of(tmp_path / DAY) == (dt.date(2026, 11, 22), 1)
