"""An edition as others take it: valid by their libraries, true of the files, the same bytes every time."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import bagit
import pytest
import yaml
from whosefaces import PROJECT
from whosefaces.edition import packaging, sums
from whosefaces.edition.packaging import PackagingError

from tests.report import small_edition as small


@pytest.fixture(scope="module")
def original(tmp_path_factory) -> Path:
    """Two editions, of which the second is packed."""
    folder = tmp_path_factory.mktemp("packed")
    small.described(small.world(), folder / "reports", small.FIRST)
    return small.described(small.world(), folder / "reports", small.SECOND)


@pytest.fixture
def edition(original, tmp_path) -> Path:
    reports = Path(shutil.copytree(original.parents[1], tmp_path / "story")) / "reports"
    return reports / original.name


@pytest.fixture
def investigation(edition):
    return small.investigation_in(edition.parents[1] / "investigation")


def read(edition: Path, name: str) -> dict:
    return json.loads((edition / "public" / name).read_text(encoding="utf-8"))


# -- described


def test_frictionless_finds_every_table_as_it_is_described(original):
    """The library of the standard reads the description and every row of every table by it."""
    frictionless = pytest.importorskip("frictionless", reason="frictionless is not here: the tables were not validated")
    report = frictionless.Package(str(original / "public" / packaging.TABLES)).validate()
    assert report.valid, report.flatten(["title", "message"])
    assert {task.name for task in report.tasks} >= {"findings", "changes", "history", "inputs"}


def test_frictionless_would_say_so_if_a_table_were_not_as_described(edition):
    frictionless = pytest.importorskip("frictionless", reason="frictionless is not here: the tables were not validated")
    path = edition / "public" / "tables" / "findings.csv"
    path.write_text(path.read_text().replace(",published,", ",perhaps,", 1))
    assert not frictionless.Package(str(edition / "public" / packaging.TABLES)).validate().valid


def test_the_dictionary_in_the_description_is_that_of_the_declarations(original):
    from whosefaces.measure.findings import FINDINGS

    findings = next(r for r in read(original, packaging.TABLES)["resources"] if r["name"] == "findings")
    fields = {field["name"]: field for field in findings["schema"]["fields"]}
    for column in FINDINGS.columns:
        assert fields[column.name]["description"].startswith(column.meaning)
        assert fields[column.name].get("constraints", {}).get("enum", []) == list(column.allowed or ())


def test_the_crate_can_be_read_back_by_its_library_and_lists_every_file(original):
    from rocrate.rocrate import ROCrate

    crate = ROCrate(str(original / "public"))
    listed = {entity.id for entity in crate.data_entities}
    there = {p.relative_to(original / "public").as_posix() for p in (original / "public").rglob("*") if p.is_file()}
    assert listed == there - {packaging.CRATE, sums.NAME}


VALIDATOR = PROJECT / ".venv-crate" / "bin" / "python"
VALIDATE = Path(__file__).parent / "crate_validator" / "validate.py"


def validated(public: Path) -> subprocess.CompletedProcess[str]:
    if not VALIDATOR.exists():
        pytest.skip("no .venv-crate here: run `make crate`; the RO-Crate validator was not asked")
    return subprocess.run([VALIDATOR, VALIDATE, public], capture_output=True, text=True, check=False)


def test_the_validator_finds_the_crate_as_its_profile_demands(original):
    """roc-validator, profile RO-Crate 1.1: everything that it demands, and what it recommends but for a web site."""
    done = validated(original / "public")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("left_out", ["datePublished", "license", "author"])
def test_the_validator_would_say_so_if_it_were_not(edition, left_out):
    path = edition / "public" / packaging.CRATE
    crate = json.loads(path.read_text())
    next(entity for entity in crate["@graph"] if entity["@id"] == "./").pop(left_out)
    path.write_text(json.dumps(crate))
    done = validated(edition / "public")
    assert done.returncode == 1
    assert left_out in done.stdout


def test_every_word_of_the_crate_is_one_that_its_context_explains(original):
    """A key that the context does not have means nothing to a machine. That of 1.1 has no sha256: it is declared."""
    import rocrate

    carried = Path(rocrate.__file__).parent / "data" / "ro-crate.jsonld"
    terms = set(json.loads(carried.read_text())["@context"]) - {"sha256"}
    named, declared = read(original, packaging.CRATE)["@context"]
    assert named == "https://w3id.org/ro/crate/1.1/context"
    used = set()
    for entity in read(original, packaging.CRATE)["@graph"]:
        kinds = entity["@type"] if isinstance(entity["@type"], list) else [entity["@type"]]
        used |= {key for key in entity if not key.startswith("@")} | set(kinds)
    assert used - terms == set(declared) == {"sha256"}


def test_a_licence_is_named_by_its_address_and_none_is_made_up(edition, investigation):
    """Without one it says whom to ask."""

    def licence(stated: str) -> dict:
        publish = investigation.publish.model_copy(update={"licence": stated})
        packaging.describe(investigation.model_copy(update={"publish": publish}), small.SECOND, edition / "public")
        graph = {entity["@id"]: entity for entity in read(edition, packaging.CRATE)["@graph"]}
        return graph[graph["./"]["license"]["@id"]]

    assert licence("CC-BY-4.0")["@id"] == "https://spdx.org/licenses/CC-BY-4.0"
    assert licence("")["name"] == "No licence is stated"
    assert licence("ours, all of it")["@id"] == "#licence"


def test_the_crate_meets_what_the_specification_demands(original):
    """RO-Crate 1.1, sections "root data entity" and "metadata file descriptor", by hand."""
    graph = {entity["@id"]: entity for entity in read(original, packaging.CRATE)["@graph"]}
    descriptor, root = graph[packaging.CRATE], graph["./"]
    assert descriptor["@type"] == "CreativeWork"
    assert descriptor["about"] == {"@id": "./"}
    assert descriptor["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.1"}
    assert root["@type"] == "Dataset"
    assert {"name", "description", "datePublished", "license", "hasPart", "publisher", "author"} <= root.keys()
    assert root["datePublished"].startswith(str(small.SECOND))
    for entity in graph.values():
        for value in entity.values():
            for reference in value if isinstance(value, list) else [value]:
                if isinstance(reference, dict) and not reference["@id"].startswith("https://w3id.org/ro/crate/"):
                    assert reference["@id"] in graph, reference
    for part in root["hasPart"]:
        assert "File" in graph[part["@id"]]["@type"]


def test_the_citation_names_the_edition_and_says_that_it_is_invented(original):
    cited = yaml.safe_load((original / "public" / packaging.CITATION).read_text())
    assert cited["cff-version"] == "1.2.0"
    assert {"message", "title", "authors"} <= cited.keys()  # what the format demands
    assert cited["date-released"] == small.SECOND
    assert "invented data" in cited["title"]


def test_the_same_edition_is_described_in_the_same_bytes_elsewhere(edition, original, investigation):
    before = {name: (original / "public" / name).read_bytes() for name in packaging.DESCRIPTIONS}
    packaging.describe(investigation, small.SECOND, edition / "public")
    sums.write(edition / "public")
    assert {name: (edition / "public" / name).read_bytes() for name in packaging.DESCRIPTIONS} == before


@pytest.mark.parametrize(
    "change", ["a file that is not described", "a file that is gone", "other bytes", "other columns"]
)
def test_a_description_that_is_not_true_of_the_files_is_found(edition, change):
    public = edition / "public"
    assert list(packaging.disagreements(public)) == []
    path = public / "tables" / "funnel.csv"
    if change == "a file that is not described":
        (public / "more.txt").write_text("more")
    elif change == "a file that is gone":
        path.unlink()
    elif change == "other bytes":
        path.write_bytes(path.read_bytes() + b"\n")
    else:
        path.write_text(path.read_text().replace("chain", "chains", 1))
    assert list(packaging.disagreements(public))


# -- the bag


@pytest.fixture
def bag(edition, investigation, tmp_path) -> Path:
    return packaging.bag(investigation, edition, tmp_path / "for-the-court.bag")


def test_a_bag_is_valid_and_holds_what_it_takes_to_make_the_edition_again(bag):
    assert bagit.Bag(str(bag)).is_valid()
    assert list(packaging.broken(bag)) == []
    folder, file = packaging.opened(bag)
    assert folder.name == str(small.SECOND)
    from whosefaces import investigation as investigations

    loaded = investigations.load(file)
    assert loaded.salt()
    assert sums.check(folder / "public") == []
    assert sums.check(folder / "case") == []
    assert (folder.parent / str(small.FIRST) / "case" / "panel.parquet").exists()


def test_a_bag_carries_the_investigation_file_that_the_edition_was_made_from(edition, investigation, tmp_path):
    """The file was changed since, and a correction was written: neither is what this edition was made from."""
    made_from = edition / "case" / "made_from"
    made_from.mkdir(exist_ok=True)
    as_it_was = investigation.file.read_bytes()
    (made_from / investigation.file.name).write_bytes(as_it_was)
    (made_from / "home.json").write_text(json.dumps({"home": os.path.relpath(investigation.home, made_from)}))
    investigation.file.write_bytes(as_it_was + b"# changed since\n")
    bag = packaging.bag(investigation, edition, tmp_path / "as-it-was.bag")
    _, file = packaging.opened(bag)
    assert file.read_bytes() == as_it_was
    from whosefaces import investigation as investigations

    assert investigations.load(file).manifest.path.is_relative_to(bag), "what it names is found beside it"


def test_a_procedure_that_lies_elsewhere_is_found_in_the_bag_and_in_what_the_case_keeps(
    edition, investigation, tmp_path
):
    from whosefaces import investigation as investigations
    from whosefaces.dossiers.procedures import PROCEDURES

    own = investigation.home.parent / "my-way.toml"
    own.write_bytes((PROCEDURES / "public-list.toml").read_bytes())
    text = investigation.file.read_text()
    investigation.file.write_text(text.replace('"username-lookup"', '"../my-way.toml"'))
    made_from = edition / "case" / "made_from"
    made_from.mkdir(exist_ok=True)
    for path in (own, investigation.file):
        shutil.copyfile(path, made_from / path.name)
    (made_from / "home.json").write_text(json.dumps({"home": os.path.relpath(investigation.home, made_from)}))
    own.write_text("changed since")
    assert investigations.load(made_from / investigation.file.name).procedure_files["my-way"] == made_from / own.name
    bag = packaging.bag(investigations.load(made_from / investigation.file.name), edition, tmp_path / "own-way.bag")
    loaded = investigations.load(packaging.opened(bag)[1])
    assert loaded.procedure_files["my-way"].read_bytes() == (PROCEDURES / "public-list.toml").read_bytes()


def test_a_revision_is_packed_as_any_edition_is(edition, investigation, tmp_path):
    revision = edition.rename(edition.with_name(f"{edition.name}.2"))
    bag = packaging.bag(investigation, revision, tmp_path / "revision.bag")
    assert packaging.opened(bag)[0].name == revision.name and list(packaging.broken(bag)) == []


def test_a_bag_says_that_it_may_not_be_published_and_only_its_owner_reads_it(bag):
    assert "not to be published" in (bag / "bag-info.txt").read_text()
    assert bag.stat().st_mode & 0o077 == 0


def test_the_same_edition_makes_the_same_bag(bag, edition, investigation, tmp_path):
    again = packaging.bag(investigation, edition, tmp_path / "again.bag")
    files = {p.relative_to(bag): p.read_bytes() for p in bag.rglob("*") if p.is_file()}
    assert {p.relative_to(again): p.read_bytes() for p in again.rglob("*") if p.is_file()} == files


def test_no_byte_of_a_bag_can_be_changed_unseen(bag):
    """A bit of the middle byte of every file, its manifests and tags with it."""
    for path in sorted(p for p in bag.rglob("*") if p.is_file()):
        whole = path.read_bytes()
        if not whole:
            continue
        middle = len(whole) // 2
        path.write_bytes(whole[:middle] + bytes([whole[middle] ^ 4]) + whole[middle + 1 :])
        assert list(packaging.broken(bag)), path
        path.write_bytes(whole)
    assert list(packaging.broken(bag)) == []


@pytest.mark.parametrize("change", ["added", "gone", "no tag manifest"])
def test_no_file_of_a_bag_can_come_or_go_unseen(bag, change):
    if change == "added":
        (bag / "data" / "more.txt").write_text("more")
    elif change == "gone":
        (bag / "data" / "inputs" / "manifest.csv").unlink()
    else:
        (bag / "tagmanifest-sha256.txt").unlink()
    assert list(packaging.broken(bag))


def test_a_bag_that_points_outside_itself_is_refused(bag):
    guide = bag / "data" / "open-me.json"
    guide.write_text(json.dumps(json.loads(guide.read_text()) | {"edition": "../../elsewhere"}))
    with pytest.raises(PackagingError, match="outside the bag"):
        packaging.opened(bag)


def test_a_bag_is_not_made_where_it_would_be_published_or_lose_another(edition, investigation, tmp_path):
    with pytest.raises(PackagingError, match="holds personal data"):
        packaging.bag(investigation, edition, edition / "public" / "case.bag")
    (tmp_path / "there").mkdir()
    with pytest.raises(PackagingError, match="is there already"):
        packaging.bag(investigation, edition, tmp_path / "there")
    (edition / "case" / sums.NAME).unlink()
    with pytest.raises(PackagingError, match="run the investigation first"):
        packaging.bag(investigation, edition, tmp_path / "new.bag")
