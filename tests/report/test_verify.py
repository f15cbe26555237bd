"""A stranger's check of an edition: what must hold, and that nothing can be changed behind its back."""

from __future__ import annotations

import functools
import json
import random
import shutil
import subprocess
from pathlib import Path

import pytest
from whosefaces import PROJECT
from whosefaces.edition import packaging, sums
from whosefaces.edition.verify import CHECKS, Verification, VerifyError, holds, verify
from whosefaces.errors import WhoseFacesError
from whosefaces.measure.beside import error_check
from whosefaces.trace.evidence import custody, timestamp
from whosefaces.trace.evidence.archive import warc_files
from whosefaces.trace.evidence.recorder import Recorder

from studies.tampered_editions import pages_remembered
from tests.report import small_edition as small
from tests.trace import test_custody, test_recorder

FLIPS = 3_000


@pytest.fixture(scope="module", autouse=True)
def page_of_the_same_files(tmp_path_factory):
    with pages_remembered(tmp_path_factory.mktemp("pages")):
        yield


@pytest.fixture(scope="module")
def original(tmp_path_factory) -> Path:
    """An edition with bounds, a closed gate, shares with an interval, and its sealed case."""
    return small.published(small.world(), tmp_path_factory.mktemp("whole") / "reports", small.FIRST)


@pytest.fixture
def edition(original, tmp_path) -> Path:
    """A copy that a test may spoil."""
    return Path(shutil.copytree(original, tmp_path / original.name))


@pytest.fixture(scope="module")
def investigation(original):
    return small.investigation_in(original.parents[1] / "investigation")


def sealed_again(edition: Path) -> Path:
    """What a thorough forger does: what describes the edition, and the sums, are made to fit."""
    as_of = small.dt.date.fromisoformat(edition.name)
    packaging.describe(small.investigation_in(edition.parent / "forger"), as_of, edition / "public")
    sums.write(edition / "public")
    return edition


def verdict(verification: Verification, name: str) -> str:
    return next(check.verdict for check in verification.checks if check.name == name)


def failed(verification: Verification) -> list[str]:
    return [check.name for check in verification.of("failed")]


def edited(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def rewritten(path: Path, change) -> None:
    document = json.loads(path.read_text(encoding="utf-8"))
    change(document)
    path.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


# -- an edition as it was made


def test_a_case_is_no_edition(original):
    """It has sums of its own: held against the rules for public/ it would seem to be forged."""
    with pytest.raises(VerifyError, match="no published edition here"):
        verify(original / "case")


def test_an_edition_as_it_was_made_holds(original, investigation):
    verification = verify(original, investigation=investigation)
    assert verification.holds, verification.lines()
    assert verification.exit_code == 0
    assert {check.verdict for check in verification.checks} == {"held", "could not be checked"}


def test_it_says_what_it_could_not_check(original):
    """Without the case, the investigation and a checkout, a stranger is told so, check by check."""
    verification = verify(original / "public")
    open_ = {check.name: check.problems[0].why for check in verification.of("could not be checked")}
    assert set(open_) == {"inputs", "code", "chain of custody", "evidence", "replay"}
    assert "could not be checked" in verification.lines()[-1]
    assert all(open_.values())


def test_public_alone_says_that_the_case_is_not_at_hand(edition):
    shutil.rmtree(edition / "case")
    verification = verify(edition)
    assert verification.holds
    for name in ("sums of the case", "chain of custody", "evidence", "replay"):
        check = next(check for check in verification.checks if check.name == name)
        assert check.problems[0].why == "the case is not at hand"


def test_a_folder_without_an_edition_is_refused(tmp_path):
    with pytest.raises(VerifyError, match="no published edition here"):
        verify(tmp_path)


def test_machines_read_the_same(original):
    verification = verify(original)
    again = json.loads(json.dumps(verification.as_json()))
    assert again["holds"] is True
    assert [check["name"] for check in again["checks"]] == [check.name for check in verification.checks]


# -- bytes


@pytest.mark.slow
def test_no_byte_can_be_flipped_anywhere(edition):
    """Thousands of single bytes, spread over every file of public/ and case/, each changed to another: none gets by."""
    dice = random.Random(20261122)
    files = sorted(p for p in edition.rglob("*") if p.is_file())
    sizes = [p.stat().st_size for p in files]
    # Each file in turn, so that small files are not left out; then places in proportion to size.
    chosen = [files[i % len(files)] for i in range(FLIPS // 2)] + dice.choices(files, sizes, k=FLIPS // 2)
    bytes_of = {path: path.read_bytes() for path in files}
    passed = []
    for path in chosen:
        whole = bytes_of[path]
        at, mask = dice.randrange(len(whole)), dice.randrange(1, 256)
        path.write_bytes(whole[:at] + bytes([whole[at] ^ mask]) + whole[at + 1 :])
        if holds(edition):
            passed.append((path.name, at, mask))
        path.write_bytes(whole)
    assert passed == []
    assert holds(edition)


@pytest.mark.slow
def test_what_fails_at_the_first_failure_fails_in_the_whole_account(edition):
    """``holds`` stops where ``verify`` goes on: a byte in each kind of file, and both say the same."""
    chosen = {(p.parent.name, p.suffix): p for p in sorted(edition.rglob("*")) if p.is_file()}
    assert len(chosen) > 10
    for path in chosen.values():
        whole = path.read_bytes()
        middle = len(whole) // 2
        path.write_bytes(whole[:middle] + bytes([whole[middle] ^ 4]) + whole[middle + 1 :])
        assert holds(edition) is verify(edition).holds is False, path
        path.write_bytes(whole)
    assert holds(edition) is verify(edition).holds is True


@pytest.mark.slow
def test_every_byte_of_the_sums_themselves_counts(edition, monkeypatch):
    """Each byte of a line of SHA256SUMS with each of its bits turned, and a bit of each byte of the whole file.

    The files that are summed stay as they are, so each is summed once.
    """
    monkeypatch.setattr(sums, "sha256_of", functools.cache(sums.sha256_of))
    path = edition / "public" / sums.NAME
    whole = path.read_bytes()
    for at in range(len(whole)):
        for bit in range(8) if at < whole.index(b"\n") + 2 else [at % 8]:
            path.write_bytes(whole[:at] + bytes([whole[at] ^ (1 << bit)]) + whole[at + 1 :])
            assert not holds(edition), (at, bit)


def test_every_file_is_read_from_its_first_byte_to_its_last(edition):
    """The last byte of every file, and the first: a check that reads a file's beginning only would miss the one."""
    for path in sorted(p for p in edition.rglob("*") if p.is_file()):
        whole = path.read_bytes()
        for changed in (whole[:-1] + bytes([whole[-1] ^ 1]), bytes([whole[0] ^ 1]) + whole[1:]):
            path.write_bytes(changed)
            assert not holds(edition), path
        path.write_bytes(whole)


@pytest.mark.parametrize("change", ["cut", "longer", "gone", "added", "link", "empty folder's file"])
def test_no_file_can_be_cut_added_or_taken_away(edition, change):
    path = edition / "public" / "tables" / "funnel.csv"
    if change == "cut":
        path.write_bytes(path.read_bytes()[:-1])
    elif change == "longer":
        path.write_bytes(path.read_bytes() + b"\n")
    elif change == "gone":
        path.unlink()
    elif change == "added":
        (edition / "public" / "note.txt").write_text("by the way")
    elif change == "link":
        path.rename(edition / "elsewhere.csv")
        path.symlink_to(edition / "elsewhere.csv")
    else:
        (edition / "public" / "more").mkdir()
        (edition / "public" / "more" / ".hidden").write_text("")
    verification = verify(edition)
    assert failed(verification) == ["sums"]
    assert verification.exit_code == 5


def test_of_changed_bytes_nothing_further_is_said(edition):
    edited(edition / "public" / "report.html", "</h1>", " </h1>")
    verification = verify(edition)
    assert failed(verification) == ["sums"]
    assert verdict(verification, "page") == "could not be checked"


def test_a_changed_case_fails_though_public_holds(edition):
    panel = edition / "case" / "panel.parquet"
    panel.write_bytes(panel.read_bytes() + b"\0")
    verification = verify(edition)
    assert failed(verification) == ["sums of the case"]
    assert not verification.holds


def test_an_error_check_leaves_the_edition_holding_and_anything_else_that_was_added_does_not(edition):
    sheets = edition / "case" / error_check.FOLDER
    sheets.mkdir()
    (sheets / "reader_1.xlsx").write_bytes(b"a reader's sheet")
    assert verdict(verify(edition), "sums of the case") == "held"
    (edition / "case" / "error_check_notes.txt").write_text("added")
    assert failed(verify(edition)) == ["sums of the case"]


# -- forgeries whose sums fit


@pytest.mark.slow
@pytest.mark.parametrize("name", ["report.html", "appendix.html", "report.pdf", "card.png", "charts/opening.svg"])
def test_nothing_of_the_report_can_be_changed_though_the_sums_fit(edition, name):
    """The report is a function of what else is published: made again from public/ alone it has other bytes."""
    path = edition / "public" / name
    path.write_bytes(path.read_bytes() + b" ")
    verification = verify(sealed_again(edition))
    assert failed(verification) == ["page"]
    assert name in "".join(verification.lines())


def test_not_a_word_of_the_page_can_be_changed(edition):
    edited(edition / "public" / "report.html", "How we checked", "How we guessed")
    assert failed(verify(sealed_again(edition))) == ["page"]


def test_a_cell_changed_in_a_table_is_found(edition):
    path = edition / "public" / "tables" / "findings.csv"
    row = next(line for line in path.read_text().splitlines() if line.startswith("photo-public"))
    edited(path, row, row.replace("photos", "photographs", 1))
    verification = verify(sealed_again(edition))
    assert "tables" in failed(verification)
    assert "photo-public" in "".join(verification.lines())


def test_a_finding_changed_in_both_places_contradicts_the_page(edition):
    """The forger changes findings.json and the table alike: the page still says what was found."""
    rows = json.loads((edition / "public" / "findings.json").read_text())["findings"]
    hits = next(row for row in rows if row["id"] == "P1")["numerator"]

    def forge(document):
        next(row for row in document["findings"] if row["id"] == "P1")["numerator"] = hits - 1

    rewritten(edition / "public" / "findings.json", forge)
    path = edition / "public" / "tables" / "findings.csv"
    line = next(line for line in path.read_text().splitlines() if line.startswith("P1,"))
    edited(path, line, line.replace(f",{hits},", f",{hits - 1},"))
    assert "page" in set(failed(verify(sealed_again(edition))))


@pytest.mark.parametrize(
    ("column", "value", "why"),
    [
        ("estimate", 1.2, "outside 0 to 1"),
        ("low", 0.99, "do not lie inside one another"),
        ("numerator", 10**6, "more units were seen"),
        ("as_of", "2026-01-01", "in the edition of"),
        ("status", "not established", "yet gives"),
        ("kind", "guess", "cannot be read as declared"),
    ],
)
def test_a_finding_that_contradicts_itself_is_found(edition, column, value, why):
    def forge(document):
        next(row for row in document["findings"] if row["id"] == "P1")[column] = value

    rewritten(edition / "public" / "findings.json", forge)
    verification = verify(sealed_again(edition))
    assert "findings" in failed(verification)
    assert why in "".join(verification.lines())


@pytest.mark.parametrize("how", ["cell not run", "error", "cut short", "of another edition", "missing"])
def test_a_notebook_that_did_not_run_to_its_end_is_found(edition, how):
    """Truncated notebooks hash alike: completeness is looked at for itself."""
    path = edition / "public" / "notebooks" / "3_measure.ipynb"

    def spoil(notebook):
        cells = notebook["cells"]
        if how == "cell not run":
            cells[0]["execution_count"] = None
        elif how == "error":
            cells[0]["outputs"] = [{"output_type": "error", "ename": "ZeroDivisionError", "evalue": "division by zero"}]
        elif how == "cut short":
            del cells[-1]
        else:
            cells[-1]["outputs"][0]["text"] = f"3_measure is complete for edition {small.SECOND}."

    if how == "missing":
        path.unlink()
    else:
        rewritten(path, spoil)
    assert failed(verify(sealed_again(edition))) == ["notebooks"]


def test_a_description_that_the_forger_forgot_is_found(edition):
    path = edition / "public" / "tables" / "funnel.csv"
    path.write_bytes(path.read_bytes() + b"\n")
    sums.write(edition / "public")
    assert "descriptions" in failed(verify(edition))


def test_papers_that_contradict_themselves_are_found(edition):
    rewritten(edition / "public" / "provenance.json", lambda papers: papers.update(salt_sha256="0" * 64))
    assert failed(verify(sealed_again(edition))) == ["page", "provenance"], "the page lists their digest"


@pytest.mark.parametrize("name", ["findings.json", "provenance.json", "report.html", "tables/findings.csv"])
def test_a_file_of_rubbish_is_a_failure_and_no_crash(edition, name):
    (edition / "public" / name).write_bytes(b"\xff\xfe{[")
    sums.write(edition / "public")
    verification = verify(edition)
    assert verification.of("failed")


# -- what it was made from


def digests(edition: Path) -> dict[str, str]:
    return json.loads((edition / "public" / "provenance.json").read_text())["inputs_sha256"]


def test_the_manifest_at_hand_is_the_one_that_the_edition_was_made_from(original):
    verification = verify(original, at_hand={"manifest": digests(original)["manifest"]})
    assert verdict(verification, "inputs") == "held"


def test_another_manifest_at_hand_fails(original):
    verification = verify(original, at_hand={"manifest": "0" * 64})
    assert failed(verification) == ["inputs"]


def test_another_version_of_the_suite_is_no_fault_of_the_edition(original, investigation):
    """It cannot be made again with other code: said, not failed."""
    verification = verify(
        original, at_hand={"code": "0" * 64, "lock": digests(original)["lock"]}, investigation=investigation
    )
    assert verdict(verification, "code") == "could not be checked"
    assert verdict(verification, "page") == "could not be checked"
    assert verification.holds


# -- made again


def test_made_again_from_the_case_it_has_the_same_bytes(original, tmp_path):
    def replay(scratch: Path) -> Path:
        return Path(shutil.copytree(original / "public", scratch / "public"))

    assert verdict(verify(original, replay=replay), "replay") == "held"


def test_a_replay_that_differs_by_one_byte_says_where(original):
    def replay(scratch: Path) -> Path:
        copy = Path(shutil.copytree(original / "public", scratch / "public"))
        edited(copy / "tables" / "funnel.csv", "\n", "\r\n")
        (copy / "tables" / "more.csv").write_text("a\n")
        return copy

    verification = verify(original, replay=replay)
    assert failed(verification) == ["replay"]
    assert "tables/funnel.csv: made again it differs, from byte" in "\n".join(verification.lines())
    assert "tables/more.csv: was made, but is not published" in "\n".join(verification.lines())


def test_a_replay_that_cannot_be_made_fails(original):
    def replay(scratch: Path) -> Path:
        raise WhoseFacesError("evidence: no such folder")

    assert failed(verify(original, replay=replay)) == ["replay"]


def test_without_the_case_nothing_is_made_again(edition):
    shutil.rmtree(edition / "case")

    def replay(scratch: Path) -> Path:
        raise AssertionError("was called")

    assert verdict(verify(edition, replay=replay), "replay") == "could not be checked"


# -- the chain of custody


def with_custody(edition: Path, sealed: str) -> Path:
    custody.note(edition / "case", "run began", edition=edition.name)
    custody.note(edition / "case", "edition published", edition=edition.name, public_sums_sha256=sealed)
    return edition / "case" / custody.NAME


def test_a_chain_of_custody_that_ends_in_this_edition_holds(edition):
    with_custody(edition, sums.seal(edition / "public"))
    sums.write(edition / "case")
    verification = verify(edition)
    assert verdict(verification, "chain of custody") == "held"
    assert verification.holds, verification.lines()


def test_an_altered_entry_of_the_custody_log_fails_though_the_case_was_sealed_again(edition):
    log = with_custody(edition, sums.seal(edition / "public"))
    edited(log, "run began", "run ended")
    sums.write(edition / "case")
    verification = verify(edition)
    assert failed(verification) == ["chain of custody"]
    assert "entry 1" in verification.of("failed")[0].problems[0].why


def test_a_custody_log_of_another_publication_fails(edition):
    with_custody(edition, "0" * 64)
    sums.write(edition / "case")
    assert failed(verify(edition)) == ["chain of custody"]


@pytest.mark.parametrize("killed", ["before the edition took its place", "before that was noted"])
def test_a_run_killed_while_it_publishes_leaves_a_chain_that_names_what_stands(edition, killed):
    sealed = sums.seal(edition / "public")
    stands, other = (sealed, "0" * 64) if killed.startswith("before the") else ("0" * 64, sealed)
    with_custody(edition, stands)
    custody.note(edition / "case", custody.TO_BE_PUBLISHED, edition=edition.name, public_sums_sha256=other)
    sums.write(edition / "case")
    assert verdict(verify(edition), "chain of custody") == "held"


def with_evidence(edition: Path) -> Path:
    """The edition with a recorded exchange in its case, closed and noted in its custody log; returns the WARC file."""
    folder = edition / "case" / "evidence"
    with Recorder(folder) as recorder:
        for number in range(3):
            test_recorder.write(recorder, test_recorder.exchange(number))
    custody.note_evidence(edition / "case", folder)
    with_custody(edition, sums.seal(edition / "public"))
    sums.write(edition / "case")
    (path,) = warc_files(folder)
    return path


def test_evidence_as_it_was_closed_holds(edition):
    with_evidence(edition)
    verification = verify(edition)
    assert verdict(verification, "evidence") == "held"
    assert verification.holds, verification.lines()


@pytest.mark.parametrize("change", ["altered", "cut", "taken away"])
def test_evidence_that_was_changed_fails_though_the_case_was_sealed_again(edition, investigation, change):
    path = with_evidence(edition)
    whole = path.read_bytes()
    if change == "altered":
        path.write_bytes(whole[:200] + bytes([whole[200] ^ 1]) + whole[201:])
    elif change == "cut":
        path.write_bytes(whole[:-1])
    else:
        path.unlink()
    sums.write(edition / "case")
    assert failed(verify(edition, investigation=investigation)) == ["evidence"]


authority = test_custody.authority


def stamped(edition: Path, port: int) -> Path:
    """The edition's custody log, its last entry stamped by the authority behind ``port``."""
    log = with_custody(edition, sums.seal(edition / "public"))
    head = custody.verify(log).head
    into = edition / "case" / timestamp.FOLDER
    (stamped_line,) = timestamp.stamp(head, ["https://freetsa.org/tsr"], into, test_custody.reaching(port))
    assert stamped_line.token is not None, stamped_line.why
    sums.write(edition / "case")
    return stamped_line.token


def test_a_time_stamp_is_held_against_the_log_and_against_its_authoritys_root(edition, authority):
    root, port = authority
    stamped(edition, port)

    assert verdict(verify(edition, stamp_root=root), "time stamps") == "held"
    unsigned = verify(edition)
    assert verdict(unsigned, "time stamps") == "could not be checked"
    assert unsigned.holds


def test_a_time_stamp_by_another_authority_fails(edition, authority, tmp_path):
    _, port = authority
    stamped(edition, port)
    other = tmp_path / "other.pem"
    arguments = ("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=another invented root", "-days", "9")
    subprocess.run(
        ["openssl", *arguments, "-keyout", str(tmp_path / "key"), "-out", str(other)], check=True, capture_output=True
    )

    wrong = verify(edition, stamp_root=other.read_bytes())
    assert failed(wrong) == ["time stamps"]
    assert "not signed by the authority" in wrong.of("failed")[0].problems[0].why


def test_a_time_stamp_for_another_entry_or_for_none_fails(edition, authority):
    root, port = authority
    token = stamped(edition, port)
    first = custody.digests(edition / "case" / custody.NAME)[0]
    for name in (f"{first[:16]}-freetsa.org.tsr", f"{'0' * 16}-freetsa.org.tsr"):
        token = token.rename(token.with_name(name))
        sums.write(edition / "case")
        assert failed(verify(edition, stamp_root=root)) == ["time stamps"]
        assert failed(verify(edition)) == ["time stamps"]


def test_what_was_replaced_by_a_later_publication_fails(edition):
    log = with_custody(edition, sums.seal(edition / "public"))
    custody.note(log.parent, custody.TO_BE_PUBLISHED, edition=edition.name, public_sums_sha256="0" * 64)
    with_custody(edition, "0" * 64)
    sums.write(edition / "case")
    assert failed(verify(edition)) == ["chain of custody"]


def test_the_documentation_lists_every_check():
    text = (PROJECT / "docs" / "verify.md").read_text(encoding="utf-8")
    listed = {name.strip() for line in text.splitlines() if line.startswith("| ") for name in line.split("|")[1:2]}
    checks = {name for name, *_ in CHECKS} | {"sums"}
    assert checks <= listed
