"""Which case is looked into, where nobody says so."""

import pytest
from whosefaces.edition import casework
from whosefaces.edition.beginning import begin
from whosefaces.edition.casework import CaseError


@pytest.fixture
def story(tmp_path):
    """An investigation whose edition of the 20th was published; on the 27th only its cost was looked at."""
    (tmp_path / "faces.csv").write_text("url\nhttps://www.flickr.com/photos/90000001@N99/999000000001/\n")
    for day in ("2026-11-20", "2026-11-27", "2026-11-20.bak"):
        (tmp_path / "reports" / "story" / day / "case").mkdir(parents=True)
    (tmp_path / "reports" / "story" / "2026-11-20" / "public").mkdir()
    (tmp_path / "reports" / "story" / "2026-11-20" / "public" / "findings.json").write_text("{}")
    return begin("story", tmp_path / "faces.csv", into=tmp_path / "story").file


def test_an_edition_that_was_published_is_not_hidden_by_a_later_look_at_the_cost(story, tmp_path):
    """``plan`` begins the day's case, and nothing stands in it yet."""
    assert casework.opened(story, reports=tmp_path / "reports").as_of.isoformat() == "2026-11-20"


def test_one_that_is_named_is_taken_whether_it_was_published_or_not(story, tmp_path):
    assert casework.opened(story, "2026-11-27", tmp_path / "reports").as_of.isoformat() == "2026-11-27"


@pytest.mark.parametrize("wrong", ["27.11.2026", "2026-11-2", "..", "2026-11-20.bak"])
def test_one_that_is_not_there_is_answered_with_those_that_are(story, tmp_path, wrong):
    with pytest.raises(CaseError, match="there are 2026-11-20, 2026-11-27"):
        casework.opened(story, wrong, tmp_path / "reports")


def test_where_nothing_was_run_it_is_said_what_runs_it(story, tmp_path):
    with pytest.raises(CaseError, match="no edition at all there; `whosefaces run"):
        casework.opened(story, reports=tmp_path / "nowhere")
