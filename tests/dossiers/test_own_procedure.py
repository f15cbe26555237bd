"""A procedure of one's own: what a person answers is what the file says, and "don't know" stays unknown."""

import datetime as dt
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from whosefaces.cli import cli
from whosefaces.dossiers import asking, procedures

NEEDED = {
    "holder": "Example Corp",
    "dataset": "Example Faces",
    "on": "2024-05-01",
    "discovery": "nothing",
    "holder_searches": "no",
    "identifiers": "photo links",
    "source": "A letter",
    "grade": "A",
}


def flags(answers: dict[str, str]) -> list[str]:
    return [part for key, text in answers.items() for part in ("--answer", f"{key}={text}")]


def any_answer(question: asking.Question) -> st.SearchStrategy[str]:
    """An answer that a question takes, or what a person types who does not know."""
    if question.key == "on":
        taken = st.dates(dt.date(2010, 1, 1), dt.date(2026, 1, 1)).map(str) | st.just("edition")
    elif question.key in ("address", "page"):
        taken = st.just("https://example.org/remove")
    elif question.answers and question.several:
        ones = [a for a in question.answers if a != "nothing"]
        taken = st.lists(st.sampled_from(ones), min_size=1, max_size=len(ones), unique=True).map(", ".join)
    elif question.answers:
        taken = st.sampled_from(question.answers)
    else:
        taken = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=3, max_size=30)
        taken = taken.filter(lambda text: text.casefold() not in asking._DONT_KNOW)
    return taken if question.needed else taken | st.sampled_from(["", "?", "don't know"])


@given(st.fixed_dictionaries({question.key: any_answer(question) for question in asking.QUESTIONS}))
def test_whatever_is_answered_makes_a_file_that_is_read_and_says_the_same(answers_drawn):
    answers = {key: asking.answer(asking.BY_KEY[key], text) for key, text in answers_drawn.items()}
    procedure = procedures.parsed(asking.written(answers), Path("my-procedure.toml"))

    assert procedure.holder == answers["holder"] and str(procedure.on) == answers["on"]
    assert procedure.admits.photographers == answers["photographers"]
    assert procedure.discovery.by == answers["discovery"]
    assert procedure.discovery.required == (answers["holder_searches"] == "no")
    assert ", ".join(procedure.request.identifiers) == answers["identifiers"]
    assert (", ".join(procedure.at_source.actions) or "nothing") == answers["actions"]
    assert procedure.answers.holder_answers == ("yes" if answers["answers"] == "observed" else answers["answers"])
    assert (procedure.request.subject or "unknown") == answers["subject"]


def test_a_script_that_gives_what_is_needed_is_asked_nothing(tmp_path):
    file = tmp_path / "my-procedure.toml"
    outcome = CliRunner().invoke(cli, ["procedure", "new", str(file), "--yes", *flags(NEEDED)], input="")

    assert outcome.exit_code == 0, outcome.output
    assert "that share is 0 by rule" in outcome.output
    assert "it is not known whether they may ask" in outcome.output
    assert procedures.read_file(file).answers.holder_answers == "unknown"


def test_a_script_that_leaves_out_what_must_be_known_is_told_what(tmp_path):
    given = {key: text for key, text in NEEDED.items() if key not in ("on", "grade")}
    outcome = CliRunner().invoke(cli, ["procedure", "new", str(tmp_path / "p.toml"), "--yes", *flags(given)])

    assert outcome.exit_code == 2 and "on, grade" in outcome.output
    assert not list(tmp_path.iterdir())


def test_a_conversation_that_is_stopped_carries_on_where_it_stopped(tmp_path):
    file = tmp_path / "my-procedure.toml"
    first = CliRunner().invoke(cli, ["procedure", "new", str(file)], input="Example Corp\nExample Faces\n")
    assert first.exit_code != 0 and not file.exists()

    rest = ["2024-05-01", "yes", "", "nothing", "no", "photo links", *[""] * 5, "A letter", "", "A", "", "", ""]
    second = CliRunner().invoke(cli, ["procedure", "new", str(file)], input="\n".join(rest) + "\n")

    assert second.exit_code == 0, second.output
    assert "Who holds the dataset?" not in second.output
    assert procedures.read_file(file).holder == "Example Corp"
    assert [path.name for path in tmp_path.iterdir()] == [file.name], "no draft is left behind"


def test_a_wrong_answer_is_said_and_asked_again(tmp_path):
    file = tmp_path / "p.toml"
    given = flags({key: text for key, text in NEEDED.items() if key != "on"})
    others = [q.key for q in asking.QUESTIONS if q.key not in NEEDED and q.key != "observed_for"]
    given += flags(dict.fromkeys(others, ""))
    outcome = CliRunner().invoke(cli, ["procedure", "new", str(file), *given], input="2024-13-01\n\n2024-05-01\n")

    assert outcome.exit_code == 0, outcome.output
    assert "'2024-13-01': a day is wanted" in outcome.output and "must be known" in outcome.output


@pytest.mark.parametrize(
    ("old", "new", "refusal"),
    [
        ('by = "nothing"', 'by = "a hunch"', "discovery.by"),
        ("[admits]", "[admit]", "admit: no such key"),
        ("on = 2024-05-01", 'on = "May"', "on"),
        ('identifiers = ["photo links"]', "identifiers = []", "request.identifiers"),
    ],
)
def test_a_file_that_was_edited_wrongly_is_refused_in_one_line(tmp_path, old, new, refusal):
    text = asking.written({key: asking.answer(asking.BY_KEY[key], text) for key, text in NEEDED.items()})
    assert old in text
    file = tmp_path / "p.toml"
    file.write_text(text.replace(old, new), encoding="utf-8")

    with pytest.raises(procedures.ProcedureError, match=f"^p.toml: {refusal}") as error:
        procedures.read_file(file)
    assert "\n" not in str(error.value)


def test_a_file_that_is_there_is_never_written_over(tmp_path):
    file = tmp_path / "p.toml"
    file.write_text("mine", encoding="utf-8")
    outcome = CliRunner().invoke(cli, ["procedure", "new", str(file), "--yes", *flags(NEEDED)])

    assert outcome.exit_code != 0 and file.read_text(encoding="utf-8") == "mine"
