"""The dossiers: every fact has a source, lineages have no circle, and what is from memory is never printed."""

import datetime as dt
import json
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from whosefaces.cli import cli
from whosefaces.dossiers import dataset, facts, lineage, prefill, procedures, telling
from whosefaces.investigation import Dataset, Use, known_procedures
from whosefaces.manifest import formats
from whosefaces.report import charts

OWN = """
called = "Example Faces"
procedures = ["my-procedure.toml"]
name = [{is = "Example Faces", source = "paper", on = 2020-05-04, grade = "A"}]
holder = [{is = "Example Corp", source = "paper", on = 2020-05-04, grade = "A"}]
size = [
    {is = 1000, unit = "photos", source = "paper", on = 2020-05-04, grade = "A"},
    {is = 1200, unit = "photos", source = "talk", on = 2021-01-01, grade = "B", about = true},
    {is = 77, unit = "accounts", source = "talk", on = 2021-01-01, grade = "C"},
]
parent = [{is = "yfcc100m", source = "paper", on = 2020-05-04, grade = "A"}]
list_public = [
    {is = "yes", source = "paper", on = 2020-05-04, grade = "A"},
    {is = "no", source = "talk", on = 2021-01-01, grade = "B"},
]

[did]
commercial = [{is = "yes", source = "talk", on = 2021-01-01, grade = "B"}]
attributed = [{is = "yes", source = "talk", on = 2021-01-01, grade = "C"}]

[sources]
paper = {title = "An invented paper", address = "https://example.org/paper"}
talk = {title = "An invented talk"}
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """An invented dataset of a reporter's own, with an invented procedure beside it."""
    text = (procedures.PROCEDURES / "public-list.toml").read_text(encoding="utf-8")
    (tmp_path / "my-procedure.toml").write_text(text, encoding="utf-8")
    (tmp_path / "example-faces.toml").write_text(OWN, encoding="utf-8")
    return tmp_path / "example-faces.toml"


@pytest.mark.parametrize("name", dataset.known())
def test_every_fact_of_every_dossier_names_a_source_of_its_file(name):
    dossier = dataset.read(name)

    assert dossier.facts()
    for key, fact in dossier.facts():
        assert dossier.sources[fact.source].title, key
        assert fact.on <= dt.date(2026, 11, 28), "a fact cannot be of a day that had not come when it was written down"


@pytest.mark.parametrize("name", dataset.known())
def test_every_procedure_that_a_dossier_names_can_be_read_and_stands_in_the_order_of_its_days(name):
    dossier = dataset.read(name)
    days = [procedures.read(procedure).day(dt.date(2026, 11, 28)) for procedure in dossier.procedures]

    assert set(dossier.procedures) <= set(known_procedures())
    assert days == sorted(days)


@pytest.mark.parametrize("name", dataset.known())
def test_the_formats_that_a_dossier_names_are_formats_of_the_suite(name):
    dossier = dataset.read(name)

    assert {*dossier.formats, *dossier.shared_formats} <= set(formats.names())


def test_the_lineage_of_all_has_no_circle_and_every_set_stands_below_its_parents():
    steps = lineage.edges(dataset.read(name) for name in dataset.known())
    depth = lineage.ordered(steps)

    assert all(depth[step.child] > depth[step.parent] for step in steps)
    assert {node for node, row in depth.items() if row == 0} <= set(dataset.ROOTS)


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=20))
def test_a_lineage_is_refused_exactly_where_some_set_would_be_its_own_ancestor(pairs):
    """The graph is closed by squaring a matrix of reachability: a circle is a node that reaches itself."""
    fact = dataset.read("ffhq").parent[0]
    steps = [lineage.Edge(str(a), str(b), fact) for a, b in pairs]
    reach = {(a, b) for a, b in pairs}
    while more := {(a, d) for a, b in reach for c, d in reach if b == c} - reach:
        reach |= more

    if any(a == b for a, b in reach):
        with pytest.raises(facts.ReferenceError, match="its own ancestor"):
            lineage.ordered(steps)
    else:
        depth = lineage.ordered(steps)
        assert all(depth[str(b)] > depth[str(a)] for a, b in reach)


def test_what_is_from_memory_is_printed_nowhere(own):
    dossier = dataset.read(own)
    everywhere = (
        "\n".join(telling.lines(dossier)) + json.dumps(telling.as_json(dossier)) + str(prefill.prefilled(dossier))
    )

    assert "1,200 photos" in everywhere
    assert "77" not in everywhere
    assert "attributed" not in prefill.prefilled(dossier).use


def test_figures_that_disagree_stand_side_by_side_and_answers_that_disagree_are_left_to_a_person(own):
    filled = prefill.prefilled(dataset.read(own))

    assert filled.dataset["size"]["is"] == "1,000 photos; about 1,200 photos"
    assert "list_public" not in filled.dataset
    assert filled.left_out == ["dataset.list_public: the sources say yes and no; choose one, with its source"]
    assert filled.use["commercial"] == {"is": "yes", "source": "An invented talk", "on": dt.date(2021, 1, 1)}


@pytest.mark.parametrize("name", dataset.known())
def test_what_a_dossier_fills_in_is_taken_by_the_form_of_an_investigation(name):
    filled = prefill.prefilled(dataset.read(name)).tables()

    assert Dataset.model_validate(filled["dataset"]).dossier == name
    assert set(Use.model_validate(filled["use"]).stated) == set(filled["use"])


@pytest.mark.parametrize("name", dataset.known())
def test_the_lines_that_a_dossier_writes_are_the_tables_that_it_fills(name):
    filled = prefill.prefilled(dataset.read(name))
    lines = prefill.toml(filled)
    written = f"{lines['procedures']}\n[dataset]\n{lines['dataset']}\n[use]\n{lines['use']}\n"

    assert tomllib.loads(written) == filled.tables()


def test_what_the_sources_disagree_about_stands_as_a_comment_where_it_is_decided(own):
    lines = prefill.toml(prefill.prefilled(dataset.read(own)))

    assert "# dataset.list_public: the sources say yes and no" in lines["dataset"]


def test_the_files_of_ones_own_that_the_tables_name_are_told_so_that_they_can_be_laid_beside(own):
    filled = prefill.prefilled(dataset.read(own))

    assert filled.tables()["dataset"]["dossier"] == "example-faces.toml"
    assert filled.procedures == ["my-procedure.toml"]
    assert [path.name for path in filled.own_files] == ["example-faces.toml", "my-procedure.toml"]
    assert prefill.prefilled(dataset.read("ffhq")).own_files == ()


def test_of_several_versions_the_first_day_is_filled_in_with_its_own_source():
    filled = prefill.prefilled(dataset.read("diversity-in-faces"))

    assert len(dataset.read("diversity-in-faces").published) == 3
    assert filled.dataset["published"] | {"source": None} == {
        "is": "2019-01-29",
        "source": None,
        "on": dt.date(2019, 1, 29),
    }
    assert "techcrunch" in filled.dataset["published"]["source"]


def test_people_of_whom_any_source_says_that_children_are_among_them_are_children():
    """The stricter rules of small counts are the safe ones."""
    assert prefill.prefilled(dataset.read("pipa")).people == "children"
    assert prefill.prefilled(dataset.read("yfcc100m")).people == "unknown"


def test_a_dossier_of_ones_own_stands_below_the_parents_that_it_names(own):
    line = lineage.around(dataset.read(own))

    assert line.nodes == ("flickr", "yfcc100m", "example-faces")
    assert lineage.ancestors(dataset.read(own)) == {"flickr", "yfcc100m"}


@pytest.mark.parametrize(
    ("old", "new", "refusal"),
    [
        ('source = "paper", on = 2020-05-04, grade = "A"}]\nholder', 'source = "letter", on = 2020-05-04, grade = "A"}]\nholder', "'letter' is not in"),
        ("called =", "caled =", "caled: no such key"),
        ('grade = "B"}]\nattr', 'grade = "D"}]\nattr', "say how"),
        ('is = "yfcc100m"', 'is = "yfcc"', "'yfcc' is neither"),
        ('"my-procedure.toml"', '"ibm"', "'ibm': not one of"),
        ('"my-procedure.toml"', '"other.toml"', "no file 'other.toml' beside it"),
        ("is = 1000,", "is = -1,", "greater than or equal to 0"),
        ('[sources]', '[sources]\nspare = {title = "Nothing rests here"}', "nothing rests on 'spare'"),
        ('unit = "accounts"', 'unit = "users"', "size.2.unit"),
    ],
)  # fmt: skip
def test_a_dossier_that_says_something_unsourced_or_unknown_is_refused_in_one_line(own, old, new, refusal):
    assert OWN.count(old) == 1
    own.with_name("wrong.toml").write_text(OWN.replace(old, new), encoding="utf-8")

    with pytest.raises(facts.ReferenceError, match="^wrong.toml: ") as error:
        dataset.read(own.with_name("wrong.toml"))
    assert refusal in str(error.value) and "\n" not in str(error.value)


@pytest.mark.parametrize("name", ["ffhq", "FFHQ", "Flickr-Faces-HQ", "flickr faces hq"])
def test_a_dataset_is_found_by_any_of_its_names(name):
    assert dataset.read(name).id == "ffhq"


def test_a_misspelt_name_is_answered_with_the_nearest_one():
    with pytest.raises(facts.ReferenceError, match="did you mean 'diveface'"):
        dataset.read("divefase")


def test_a_recognised_list_is_said_to_look_like_its_dataset_and_a_shared_form_is_said_to_be_shared():
    assert dataset.looks_like("ffhq").startswith("This looks like FFHQ (NVIDIA, 2019).")
    assert "which other datasets use too" in dataset.looks_like("coco")
    assert dataset.looks_like("addresses") is None


@pytest.mark.parametrize("name", dataset.known())
def test_the_command_shows_every_dataset_as_text_and_as_json(name):
    text = CliRunner().invoke(cli, ["datasets", name])
    machine = CliRunner().invoke(cli, ["datasets", name, "--json"])

    assert text.exit_code == machine.exit_code == 0
    shown = json.loads(machine.output)
    assert {key for key, _ in dataset.read(name).facts()} >= set(shown["facts"])
    assert all(fact["grade"] != "C" for facts in shown["facts"].values() for fact in facts)


def test_the_drawing_of_a_lineage_joins_only_nodes_that_it_holds():
    for name in dataset.known():
        drawn = telling.drawing(dataset.read(name))
        nodes = {node["id"] for node in drawn["nodes"]}
        assert all({step["parent"], step["child"]} <= nodes for step in drawn["steps"])
        assert [node["id"] for node in drawn["nodes"] if node["this"]] == [name]


def test_a_set_that_has_a_dossier_is_not_listed_a_second_time_as_one_that_has_none():
    for name in dataset.known():
        unlisted = {fact.is_.casefold() for fact in dataset.read(name).derived}
        assert not unlisted & set(dataset.by_any_name())


@pytest.mark.parametrize("name", dataset.known())
def test_the_lineage_is_drawn_with_every_set_once_at_both_widths(name):
    drawn = telling.drawing(dataset.read(name))
    figure = charts.lineage(drawn)

    assert len(figure.table) == len(drawn["steps"])
    for width in (676, 340):
        svg = figure.svg(width)
        for node in drawn["nodes"]:
            assert not drawn["steps"] or node["label"].split(" (")[0].split()[0] in svg
