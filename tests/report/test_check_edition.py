"""The verifier that is not our code: it holds an honest edition, and finds every number that is changed, though all is sealed again."""

import csv
import json
import random
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from whosefaces.edition import packaging, sums

from studies.tampered_editions import CHECKER, described_again, outcomes
from tests.report import small_edition as small


@pytest.fixture(scope="module")
def edition(tmp_path_factory) -> Path:
    return small.published(small.world(unknown=0.05), tmp_path_factory.mktemp("sealed") / "reports", small.FIRST)


def check(public: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """As a stranger runs it: an empty Python, without site packages and environment."""
    command = [sys.executable, "-I", "-S", str(CHECKER), str(public), *more]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_it_is_short_and_needs_nothing_but_python():
    text = CHECKER.read_text(encoding="utf-8")
    assert len(text.splitlines()) < 400
    assert set(re.findall(r"^(?:from|import) (\w+)", text, re.MULTILINE)) <= set(sys.stdlib_module_names)


def test_it_lies_in_the_edition_under_its_sums_and_holds_it(edition):
    public = edition / "public"
    assert (public / "check_edition.py").read_bytes() == CHECKER.read_bytes()
    assert "check_edition.py" in (public / sums.NAME).read_text()
    result = check(public)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "failed" not in result.stdout


def test_an_edition_made_after_another_one_is_held_too(tmp_path):
    first = small.world(unknown=0.03)
    small.published(first, tmp_path / "reports", small.FIRST)
    alive = sorted(nsid for nsid, state in first.accounts.items() if state == "exists")
    fewer = replace(first, accounts=first.accounts | dict.fromkeys(alive[:9], "gone"))
    later = small.published(fewer, tmp_path / "reports", small.SECOND)
    result = check(later / "public")
    assert (later / "public" / "tables" / "changes.csv").exists()
    assert result.returncode == 0, result.stdout + result.stderr


def some(photos: int, of: small.World, **drawn: int) -> small.World:
    """The world's first photos alone."""
    return replace(of, photos=dict(list(of.photos.items())[:photos]), drawn_photos=photos, **drawn)


KINDS = {
    "every photo and account is asked, some unknown": some(50, small.world(unknown=0.1)),
    "every photo and account is asked, none unknown": some(60, small.world()),
    "nobody gone": small.world(gone=0.0),
    "everybody unknown": small.world(gone=0.0, unknown=1.0),
    "nine accounts": some(15, small.world(accounts=9), drawn_accounts=9),
    "one photo": some(1, small.world(), drawn_accounts=1),
    "many accounts": small.world(accounts=1_500),
}


@pytest.mark.parametrize("world", KINDS.values(), ids=KINDS)
def test_an_honest_edition_of_any_kind_is_held(world, tmp_path):
    result = check(small.published(world, tmp_path / "reports", small.FIRST) / "public")
    assert result.returncode == 0, result.stdout + result.stderr


def test_answers_after_midnight_and_a_count_that_is_a_number_of_the_scale_are_no_fault(tmp_path, monkeypatch):
    """A run that began on the edition's day goes on into the next one; of fifty photos twenty-five have each licence."""
    traced = small.traces_of
    monkeypatch.setattr(small, "traces_of", lambda of, panel, _: traced(of, panel, small.SECOND))
    edition = small.published(some(50, small.world(unknown=0.03)), tmp_path / "reports", small.FIRST)
    document = json.loads((edition / "public" / "findings.json").read_text())
    assert document["as_of"] < document["asked_to"]
    assert (edition / "public" / "tables" / "licences_listed.csv").read_text().count(",25") == 2
    result = check(edition / "public")
    assert result.returncode == 0, result.stdout + result.stderr


def test_any_byte_that_is_changed_is_found_by_the_sums(edition, tmp_path):
    """Three hundred bytes at random, each in its own file of a copy, at once: every file is named."""
    dice = random.Random(7)
    public = Path(shutil.copytree(edition / "public", tmp_path / "public"))
    files = sorted(p for p in public.rglob("*") if p.is_file() and p.name != sums.NAME)
    for path in files:
        content = bytearray(path.read_bytes())
        content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)
        path.write_bytes(content)
    result = check(public)
    assert result.returncode == 1
    for path in files:
        assert f"sums: {path.relative_to(public).as_posix()}: " in result.stdout


def _finding(key: str, change):
    def tamper(public: Path) -> None:
        document = json.loads((public / "findings.json").read_text(encoding="utf-8"))
        row = next(r for r in document["findings"] if r["id"] == "P2" and r[key] is not None)
        row[key] = change(row[key])
        (public / "findings.json").write_text(
            json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
        )

    return tamper


def _text(name: str, old: str, new: str):
    def tamper(public: Path) -> None:
        path = public / name
        text = path.read_text(encoding="utf-8")
        changed = re.sub(old, new, text, count=1)
        assert changed != text, (name, old)
        path.write_text(changed, encoding="utf-8")

    return tamper


def _cell(name: str, row: int, column: str, value: str):
    def tamper(public: Path) -> None:
        path = public / "tables" / f"{name}.csv"
        rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines(keepends=True)))
        assert rows[row][column] != value
        rows[row][column] = value
        with path.open("w", encoding="utf-8", newline="") as file:
            out = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            out.writeheader()
            out.writerows(rows)

    return tamper


def _file(name: str, content: bytes | None):
    def tamper(public: Path) -> None:
        (public / name).parent.mkdir(exist_ok=True)
        (public / name).write_bytes(content) if content is not None else (public / name).unlink()

    return tamper


TAMPERS = {
    **{f"findings, {k}": _finding(k, lambda v: v + 1) for k in ("numerator", "denominator", "unknown", "population_size")},
    **{f"findings, {k}": _finding(k, lambda v: round(v - 0.02, 6)) for k in ("low", "high", "bound_low", "bound_high")},
    "findings, day": _finding("as_of", lambda _: "2026-10-05"),
    "findings, status": _finding("status", lambda _: "by rule"),
    "findings, kind": _finding("kind", lambda _: "wholly"),
    "findings, unit": _finding("unit", lambda _: "person"),
    "findings, a row left out": _text("findings.json", r'"id": "P2"', '"id": "P9"'),
    "findings, a key twice": _text("findings.json", r'\{\n', '{\n "as_of": "2026-10-04",\n'),
    "findings, question": _text("findings.json", r'"salt_sha256": "....', '"salt_sha256": "0000'),
    "findings, estimands": _text("findings.json", r'"estimands_sha256": "....', '"estimands_sha256": "0000'),
    "table of findings": _cell("findings", 1, "numerator", "3"),
    "funnel, kept": _cell("funnel", 1, "kept", "3"),
    "reach, high": _cell("reach", 0, "high", "0.5"),
    "codes": _cell("codes", 0, "accounts", "3"),
    "licences": _cell("licences", 0, "photos", "3"),
    "opt-out": _cell("opt_out", 1, "high", "0.123"),
    "page, headline's number": _text("report.html", r"(\d\d)(?=\s?% \()", "11"),
    "page, a count": _text("report.html", r"\b150\b(?= accounts)", "151"),
    "appendix, a cell": _text("appendix.html", r"(<td[^>]*>)\d{2,3}(</td>)", r"\g<1>7\2"),
    "page, script": _text("report.html", "</main>", "<script>1</script></main>"),
    "page, handler": _text("report.html", "<main", '<main onload="x()"'),
    "page, foreign style": _text("report.html", "</style>", "@import url(https://a.example/x.css);</style>"),
    "page, foreign picture": _text("report.html", "</main>", '<img src="//a.example/x.png"></main>'),
    "page, javascript link": _text("report.html", "</main>", '<a href="javascript:x()">x</a></main>'),
    "embed, script": _text("embed/opening.html", "</body>", "<script>1</script></body>"),
    "chart's data": _text("charts/opening.csv", r"0\.\d\d", "0.11"),
    "chart's picture": _text("charts/opening.svg", r"\d\d(?=%)", "11"),
    "provenance, salt": _text("provenance.json", r'"salt_sha256": "....', '"salt_sha256": "0000'),
    "provenance, day": _text("provenance.json", r'"edition": "2026', '"edition": "2025'),
    "another file": _file("notes.txt", b"seen"),
    "another folder": _file("more/notes.txt", b"seen"),
    "a missing table": _file("tables/funnel.csv", None),
    "a missing page": _file("appendix.html", None),
}  # fmt: skip


@pytest.mark.parametrize("tamper", TAMPERS)
def test_a_change_is_found_though_everything_is_sealed_again(edition, tamper, tmp_path):
    folder = tmp_path / edition.name
    public = Path(shutil.copytree(edition / "public", folder / "public"))
    TAMPERS[tamper](public)
    if tamper.startswith("a missing"):
        sums_text = [x for x in (public / sums.NAME).read_text().splitlines() if (public / x[66:]).exists()]
        (public / sums.NAME).write_text("\n".join(sums_text) + "\n")
    else:
        described_again(public)
    result = check(public)
    assert result.returncode == 1, result.stdout
    assert "failed" in result.stdout


def test_of_changes_at_random_verify_finds_each_and_a_stranger_each_of_a_number(edition):
    """A sample of ``studies.tampered_editions``, which tries a thousand."""
    results = list(outcomes(edition / "public", random.Random(18), 30))
    assert [each.change for each in results if not each.suite] == []
    assert [each.change for each in results if each.change.touches_a_number and not each.stranger] == []
    assert sum(each.change.touches_a_number for each in results) > 10


def test_the_page_lists_the_digests_of_all_that_it_is_made_of(edition, tmp_path):
    """Whoever has the page alone can hold the data against it."""
    public = Path(shutil.copytree(edition / "public", tmp_path / edition.name / "public"))
    page = (public / "appendix.html").read_text()
    for path in [*public.glob("tables/*.csv"), *(public / f"{x}.json" for x in ("about", "findings", "provenance"))]:
        assert sums.sha256_of(path) in page, path.name


def test_with_the_case_the_draw_and_the_counts_are_made_again(edition, tmp_path):
    written = packaging.case_as_csv(edition, tmp_path / "csv")
    assert [path.name for path in written] == ["panel.csv", "dispositions.csv"]
    salt = tmp_path / "salt"
    salt.write_text(small.SALT + "\n")
    result = check(edition / "public", "--case", str(tmp_path / "csv"), "--salt", str(salt))
    assert result.returncode == 0, result.stdout
    assert "held        draw" in result.stdout
    panel = (tmp_path / "csv" / "panel.csv").read_text()
    (tmp_path / "csv" / "panel.csv").write_text(panel.replace("photo,9", "photo,8", 1))
    assert check(edition / "public", "--case", str(tmp_path / "csv"), "--salt", str(salt)).returncode == 1
