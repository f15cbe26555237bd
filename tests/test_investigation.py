"""A reporter's file is read strictly, and what is wrong with it is said in one line that helps."""

import datetime as dt
import stat
import tomllib
from collections.abc import Iterator
from typing import get_args

import pytest
from pydantic import BaseModel
from whosefaces import investigation as investigations
from whosefaces.edition.beginning import BeginningError, begin
from whosefaces.investigation import InvestigationError


@pytest.fixture
def file(tmp_path):
    """An investigation as `whosefaces new` writes it, of a manifest with one address."""
    (tmp_path / "faces.csv").write_text("url\nhttps://www.flickr.com/photos/90000001@N99/999000000001/\n")
    (tmp_path / "evidence.warc.gz").write_bytes(b"")
    return begin("story", tmp_path / "faces.csv", evidence=tmp_path / "evidence.warc.gz", into=tmp_path / "story").file


def refusal(file, old: str, new: str) -> str:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InvestigationError) as refused:
        investigations.load(file)
    message = str(refused.value)
    assert "\n" not in message
    assert "Traceback" not in message
    return message


def test_what_new_writes_can_be_loaded_and_its_paths_are_found(file):
    loaded = investigations.load(file)
    assert loaded.investigation == "story"
    assert loaded.manifest.path.is_file()
    assert loaded.trace.evidence.is_file()
    assert loaded.trace.fresh_for.days == 30


def test_the_file_that_new_writes_explains_every_section(file):
    text = file.read_text(encoding="utf-8")
    assert set(tomllib.loads(text)) == {
        "id", "investigation", "question", "manifest", "engine", "procedures", "sample", "trace", "dataset", "use",
        "scenarios", "publish",
    }  # fmt: skip
    assert text.count("#") >= 10


def test_the_salt_is_128_random_bits_or_more_for_its_owner_only(file):
    salt = file.parent / "salt"
    assert stat.S_IMODE(salt.stat().st_mode) == 0o600
    assert int(salt.read_text(), 16).bit_length() > 128
    assert investigations.load(file).salt() == salt.read_text().strip()


def test_two_investigations_never_share_a_salt(tmp_path, file):
    again = begin("story", tmp_path / "faces.csv", into=tmp_path / "again").file
    assert (again.parent / "salt").read_text() != (file.parent / "salt").read_text()


def test_an_investigation_is_never_begun_over_another(tmp_path, file):
    """Its salt would be lost, and with it the sample."""
    with pytest.raises(BeginningError, match="holds an investigation already"):
        begin("story", tmp_path / "faces.csv", into=file.parent)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("min_cell", "min_cel", ["publish.min_cel", "no such key", "did you mean 'min_cell'?"]),
        ("min_cell = 10", "min_cell = 2", ["publish.min_cell", "3 or more, or 0 with min_cell_why"]),
        ("min_cell = 10", "min_cell = 0", ["publish.min_cell", "say why in min_cell_why"]),
        ("keep_case_until = 20", "keep_case_until = 99", ["publish.keep_case_until", "a day from 2004 to 2100"]),
        ("procedures = ", "procedure = ", ["procedure", "did you mean 'procedures'?"]),
        ("procedures = []", 'procedures = ["ibm-2019-03-nbs"]', ["procedures", "did you mean 'ibm-2019-03-nbc'?"]),
        ("procedures = []", 'procedures = ["laion", "laion"]', ["procedures", "stands there twice"]),
        ("procedures = []", 'procedures = ["my-own.toml"]', ["procedures", "no file 'my-own.toml' beside it"]),
        ("procedures = []", 'procedures = ["my-own"]', ["procedures", "is named by its file, as my-own.toml"]),
        ("n = 2000", "n = -1", ["sample.photos.n", "-1"]),
        ("n = 2000", "n = 2.000", ["sample.photos.n", "a whole number is wanted"]),
        ("n = 2000", 'n = "2000"', ["sample.photos.n", "a whole number is wanted"]),
        ("[use]", "[use]\ncommercial = true", ["use.commercial", "a fact is wanted, as {is ="]),
        ("[use]", '[use]\ncommercial = {is = "yes"}', ["use.commercial", "missing", "source"]),
        (
            "[use]",
            '[use]\ncommercial = {is = "perhaps", source = "x", on = 2019-01-29}',
            ["use.commercial.is", "yes, no"],
        ),
        ("[use]", '[use]\ncomercial = {is = "yes", source = "x", on = 2019-01-29}', ["did you mean 'commercial'?"]),
        ('people = "unknown"', 'people = "child"', ["dataset.people", "adults, children"]),
        (
            'reveals = "unknown"',
            'reveals = "nothing mor"',
            ["dataset.membership_reveals", 'did you mean "nothing more"?'],
        ),
        ("strata = []", 'strata = "licence"', ["sample.photos.strata", "a list in square brackets"]),
        ('fresh_for = "30 days"', "timestamp = 3", ["trace.timestamp", "a list in square brackets"]),
        ('question = "Could', "question = \u201cCould", ["not TOML", "quotation marks are straight"]),
        ('path = "..', 'path = "..\\faces', ["manifest.path", "write paths with /"]),
        ('mode = "replay"', 'mode = "reply"', ["trace.mode", "replay, live", "did you mean 'replay'?"]),
        ('sources = ["api"]', 'sources = ["apj"]', ["trace.sources", "did you mean 'api'?"]),
        ("faces.csv", "face.csv", ["manifest.path", "did you mean faces.csv?"]),
        ("evidence.warc.gz", "evidnce.warc.gz", ["trace.evidence", "did you mean evidence.warc.gz?"]),
        ('"30 days"', '"a month"', ["trace.fresh_for", '"30 days"']),
        ('"story"', '"My Story"', ["investigation", "lower-case"]),
        ("id = ", "# id = ", ["id", "missing"]),
        ("[use]", "[use", ["not TOML", "line"]),
        ('path = "..', 'path = "..\\Listen', ["not TOML", "write paths with /"]),
        ('engine = "duckdb"', 'engine = "duckbd"', ["engine", "did you mean 'duckdb'?"]),
        ('format = "auto"', "format = 3", ["manifest.format", "3"]),
    ],
)
def test_what_is_wrong_is_named_with_its_file_its_key_and_the_nearest_guess(file, old, new, message):
    refused = refusal(file, old, new)
    assert refused.startswith(("investigation.toml: ", "investigation.toml, line "))
    for part in message:
        assert part in refused


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("n = 1000", "n = -1"),
        ('people = "unknown"', 'people = "nobody"'),
        ("drift_bound = 0.1", "drift_bound = 7"),
        ("[use]", '[use]\ncommercial = {is = "perhaps", source = "x", on = 2019-01-29}'),
    ],
)
def test_the_line_that_is_named_is_the_one_to_mend(file, old, new):
    refused = refusal(file, old, new)
    wrong = file.read_text(encoding="utf-8").splitlines()
    line = next(n for n, text in enumerate(wrong, start=1) if new.splitlines()[-1] in text)
    assert refused.startswith(f"investigation.toml, line {line}: ")


def test_nothing_is_claimed_of_a_dataset_that_nobody_described(file):
    loaded = investigations.load(file)
    assert loaded.procedures == []
    assert loaded.use.stated == ()
    facts = loaded.dataset.model_dump(exclude={"people", "membership_reveals"})
    assert set(facts.values()) == {None}
    assert not loaded.dataset.shields
    assert not loaded.list_is_public


def test_a_procedure_of_ones_own_lies_beside_the_file_and_bears_its_name(file):
    laid_down = (investigations.PROCEDURES / "laion.toml").read_text(encoding="utf-8")
    (file.parent / "my-own.toml").write_text(laid_down, encoding="utf-8")
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("procedures = []", 'procedures = ["my-own.toml", "laion"]'), encoding="utf-8")
    loaded = investigations.load(file)
    assert loaded.procedures == ["my-own", "laion"]
    assert loaded.procedure_files["my-own"] == file.parent / "my-own.toml"


def test_a_procedure_of_ones_own_is_not_called_as_one_of_ours(file):
    (file.parent / "laion.toml").write_text("")
    assert "called as one that comes with the suite" in refusal(file, "procedures = []", 'procedures = ["laion.toml"]')


def test_a_missing_file_guesses_at_the_one_beside_it(file):
    with pytest.raises(InvestigationError, match=r"no such file; did you mean .*investigation\.toml\?"):
        investigations.load(file.with_name("investigaton.toml"))


def test_a_missing_salt_says_how_one_is_made(file):
    (file.parent / "salt").unlink()
    with pytest.raises(InvestigationError, match="no file 'salt' beside it .* `whosefaces new` makes one"):
        investigations.load(file).salt()


def test_a_short_salt_is_no_salt(file):
    (file.parent / "salt").write_text("abc123\n")
    with pytest.raises(InvestigationError, match="at least 32 lower-case hexadecimal digits"):
        investigations.load(file).salt()


def test_a_replay_without_evidence_is_refused(file):
    line = next(line for line in file.read_text().splitlines() if line.startswith("evidence"))
    assert "trace.evidence: missing" in refusal(file, line, "")


@pytest.mark.parametrize(("escape", "code"), [("\\u202e", "U+202E"), ("\\u0000", "U+0000"), ("\\u2066", "U+2066")])
def test_a_letter_that_nobody_sees_is_refused_in_what_is_printed(file, escape, code):
    """It comes with what is pasted, and a reader would see another text than the one that stands there."""
    text = file.read_text(encoding="utf-8")
    question = next(line for line in text.splitlines() if line.startswith("question ="))
    message = refusal(file, question, f'question = "Could they {escape} find out?"')
    assert "question: " in message
    assert code in message


OF_THE_LOADED = {"file", "home", "procedure_files", "dossier_file"}
"""What a loaded investigation knows of where it lies: no key of the file."""


def defaults(model: type[BaseModel], place: str = "") -> Iterator[tuple[str, object]]:
    """Every key that may be left out, and what is then taken."""
    for name, field in model.model_fields.items():
        kinds = [kind for kind in (field.annotation, *get_args(field.annotation)) if isinstance(kind, type)]
        tables = [kind for kind in kinds if issubclass(kind, BaseModel) and kind.__name__ != "Fact"]
        if not tables and not field.is_required() and name not in OF_THE_LOADED:
            yield place + name, field.get_default(call_default_factory=True)
        for table in tables:
            yield from defaults(table, f"{place}{name}.")


@pytest.mark.parametrize(
    ("key", "value"),
    [(key, value) for key, value in defaults(investigations.Investigation) if value not in (None, "", {})],
)
def test_each_default_stands_in_the_documents_with_the_reason_why_it_cannot_mislead(key, value):
    page = (investigations.PROJECT / "docs" / "defaults.md").read_text(encoding="utf-8")
    if key.startswith("manifest.") or key.startswith("parent."):
        key = key.partition(".")[2] if value == [] else key
    (line,) = [line for line in page.splitlines() if line.startswith("|") and f"`{key}`" in line.rpartition(" | ")[0]]
    shown = value.days if isinstance(value, dt.timedelta) else value
    for each in shown if isinstance(shown, list) and shown else [shown]:
        text = str(each).removesuffix(".0") if isinstance(each, float) else str(each).lower()
        assert text in line.lower() or text == "[]", (key, value)
