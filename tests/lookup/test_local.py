"""A question to a list at hand gets the answer that the list itself holds, in every spelling, and in a blink."""

import csv
import json
import random
import stat
import subprocess
import sys
from urllib.parse import quote

import pytest
from click.testing import CliRunner
from whosefaces import PROJECT
from whosefaces.cli import cli
from whosefaces.lookup import places
from whosefaces.lookup.answers import Shelf
from whosefaces.lookup.asked import folded, look, read_asked
from whosefaces.lookup.index import Index, LookUpError
from whosefaces.lookup.prepare import prepare

BASE58 = "123456789abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ"
CYRILLIC = str.maketrans("aceopxy", "асеорху")


def short(photo_id: int) -> str:
    text = ""
    while photo_id:
        photo_id, digit = divmod(photo_id, 58)
        text = BASE58[digit] + text
    return f"https://flic.kr/p/{text}"


@pytest.fixture(scope="module")
def rows() -> list[tuple[str, str, str]]:
    """Owner as listed, photo id, licence: some accounts by number, some by name, some listed both ways or by no owner."""
    chance = random.Random(16)
    owners = [f"{90_000_000 + n}@N{n % 90 + 10}" for n in range(150)] + [f"invented.name-{n}" for n in range(150)]
    return [
        (chance.choice(owners), str(999_000_000_000 + n // 2 * 3), chance.choice(["by", "by-nc", "by-nd"]))
        for n in range(4_000)
    ]


@pytest.fixture(scope="module")
def listed(rows, tmp_path_factory):
    file = tmp_path_factory.mktemp("lists") / "faces.csv"
    with file.open("w", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(["photo_page", "licence"])
        for owner, photo_id, licence in rows:
            writer.writerow(
                [
                    f"https://www.flickr.com/photos/{owner}/{photo_id}/",
                    f"https://creativecommons.org/licenses/{licence}/2.0/",
                ]
            )
    return file


@pytest.fixture(scope="module")
def shelf(listed):
    with Shelf(prepare(listed).indexes) as opened:
        yield opened


def spellings(chance: random.Random, owner: str) -> list[str]:
    """Ways in which people write an account's name or number."""
    ways = [
        owner, owner.upper(), f"  {owner} ", f'"{owner}"', f"<{owner}>", quote(owner, safe=""),
        f"https://www.flickr.com/photos/{owner}/", f"http://flickr.com/people/{quote(owner, safe='')}", f"m.flickr.com/photos/{owner}",
        f"https://www.flickr.com/photos/{owner}/albums", f"https://web.archive.org/web/2014/http://www.flickr.com/photos/{owner}/",
        "".join(chance.choice([letter, letter.upper()]) for letter in owner), f"\u202a{owner}\u202c", f"{owner}\u200b",
        "".join(chr(ord(letter) + 0xFEE0) if letter.isalnum() else letter for letter in owner),
    ]  # fmt: skip
    return ways if "@" in owner else [*ways, f"@{owner}"]


def test_five_hundred_spellings_are_answered_as_a_scan_of_the_list_answers(shelf, rows):
    """Rows, photos and licences agree with the rows as they stand, and names that nobody has are not found."""
    chance = random.Random(17)
    owners = (
        sorted({owner for owner, _, _ in rows})
        + [f"{91_000_000 + n}@N10" for n in range(50)]
        + [f"nobody.{n}" for n in range(50)]
    )
    questions = [(owner, chance.choice(spellings(chance, owner))) for owner in chance.choices(owners, k=500)]
    for owner, text in questions:
        wanted = sorted((photo_id, f"cc-{licence}-2.0") for of, photo_id, licence in rows if of == owner)
        _, (answer,) = shelf.ask(text)
        sure = [match for match in answer.matches if match.by in ("account number", "name in the address")]
        matches = sorted((photo.photo_id, photo.licence) for match in sure for photo in match.photos)
        assert matches == wanted, text
        assert answer.found == bool(wanted) or answer.matches[0].by == "look-alike", text


def test_a_photo_is_found_by_every_form_of_its_address(shelf, rows):
    chance = random.Random(18)
    for owner, photo_id, _ in chance.sample(rows, 60):
        wanted = sorted(number + 1 for number, row in enumerate(rows) if row[1] == photo_id)
        for text in (
            f"https://www.flickr.com/photos/{owner}/{photo_id}/in/pool-99/", short(int(photo_id)), photo_id,
            f"{photo_id}_0123456789_b.jpg", f"https://live.staticflickr.com/65535/{photo_id}_0123456789_b.jpg",
        ):  # fmt: skip
            _, (answer,) = shelf.ask(text)
            (match,) = [match for match in answer.matches if match.by == "photo number"]
            assert sorted(photo.row for photo in match.photos) == wanted, text


def test_a_name_that_looks_alike_is_found_and_said_to_be_uncertain(shelf):
    for text in ("invented.name-7".translate(CYRILLIC), "1nvented.name-7", "invented_name_7", "ínvented.name-7"):
        _, (answer,) = shelf.ask(text)
        assert [match.by for match in answer.matches] == ["look-alike"], text
        assert answer.matches[0].names == ["invented.name-7"]
        assert answer.matches[0].sure.startswith("Uncertain")


def test_what_a_name_looks_like_does_not_depend_on_its_case_or_on_looking_twice():
    for name in (f"a{chr(code)}b" for code in range(0x21, 0x2100)):
        assert look(look(name)) == look(name)
        assert folded(folded(name)) == folded(name)
        assert look(folded(name)) == look(name)


@pytest.mark.parametrize(
    "text",
    ["", " ", "https://example.org/x", "https://flic.kr/ps/abc", "https://www.flickr.com/explore", "x" * 1_000_000],
)
def test_what_cannot_be_asked_is_said(text):
    assert read_asked(text).why_not


@pytest.mark.parametrize(
    "text",
    [
        "'; DROP TABLE frame; --",
        "<script>alert(1)</script>",
        "%00%ff%fe",
        "\x00",
        "\ud800",
        "𝓯𝓪𝓬𝓮",
        "\u202e\u202d",
        "%",
    ],
)
def test_nonsense_is_not_found_and_breaks_nothing(shelf, text):
    _, answers = shelf.ask(text)
    assert not any(answer.found for answer in answers)


@pytest.fixture(scope="module")
def with_parent(tmp_path_factory):
    """A list without owners, and the parent that names them with the names they showed."""
    from tests.manifest.yfcc_like import as_tsv, row

    folder = tmp_path_factory.mktemp("story")
    parent = [
        row(n, str(999_100_000_000 + n), f"{95_000_000 + n % 5}@N99", nickname=f"Old+Name+{n % 5}") for n in range(40)
    ]
    as_tsv(parent, folder / "parent.tsv")
    (folder / "faces.txt").write_text("".join(f"{photo['downloadurl']}\n" for photo in parent[:20]))
    demo = (PROJECT / "data/demo/investigation.toml").read_text(encoding="utf-8")
    text = demo.replace("manifest.csv.gz", "faces.txt").replace("parent.tsv.gz", "parent.tsv")
    text = text.replace('evidence = "evidence/"', f'evidence = "{PROJECT}/data/demo/evidence/"')
    for name in ("example-corp-links.toml", "example-corp-email.toml"):
        text = text.replace(f'"{name}"', f'"{PROJECT}/data/demo/{name}"')
    (folder / "investigation.toml").write_text(text)
    return folder / "investigation.toml"


def test_a_former_name_that_the_parent_knows_leads_to_the_account(with_parent):
    with Shelf(prepare(with_parent).indexes) as shelf:
        _, (answer,) = shelf.ask("old name 3")
    (match,) = answer.matches
    assert (match.by, match.account, match.names) == ("name shown", "95000003@N99", ["Old Name 3"])
    assert len(match.photos) == 4


def test_an_investigations_folder_is_read_once_too(with_parent):
    prepare(with_parent.parent)
    assert places.prepared(with_parent.parent) == places.prepared(with_parent)


def test_a_list_that_names_no_owner_says_why_a_name_is_not_found_in_it(with_parent):
    with Shelf(prepare(with_parent.with_name("faces.txt")).indexes) as shelf:
        _, (answer,) = shelf.ask("95000003@N99")
    assert not answer.found
    assert "names photos and no owners" in " ".join(answer.limits)


def test_an_index_is_its_owners_alone_and_small(shelf, tmp_path):
    from tests.manifest.yfcc_like import as_tsv, population

    ready = prepare(as_tsv(population(20_000, 2_000), tmp_path / "yfcc.tsv"))
    (index,) = ready.indexes
    assert stat.S_IMODE(index.stat().st_mode) == 0o600
    assert stat.S_IMODE(index.parent.stat().st_mode) == 0o700
    assert index.stat().st_size <= 25 * 20_000


def test_a_list_that_changed_is_read_again(tmp_path):
    file = tmp_path / "faces.csv"
    file.write_text("url\nhttps://www.flickr.com/photos/90000001@N99/999000000001/\n")
    prepare(file)
    assert places.prepared(file) is not None
    file.write_text("url\nhttps://www.flickr.com/photos/90000002@N99/999000000002/\n")
    assert places.prepared(file) is None
    done = CliRunner().invoke(cli, ["lookup", "90000002@N99", "--in", str(file), "--json"])
    assert json.loads(done.stdout)["lists"][0]["found"]


def test_an_index_that_was_cut_off_is_refused(listed, tmp_path):
    (whole,) = prepare(listed).indexes
    bytes_ = whole.read_bytes()
    for length in (0, 10, len(bytes_) // 2, len(bytes_) - 1):
        cut = tmp_path / "cut.index"
        cut.write_bytes(bytes_[:length])
        with pytest.raises(LookUpError, match="prepare"):
            Index(cut)


def test_several_lists_of_a_folder_are_asked_together_and_what_is_no_list_is_said(tmp_path):
    (tmp_path / "one.csv").write_text("url\nhttps://www.flickr.com/photos/90000001@N99/999000000001/\n")
    (tmp_path / "two.csv").write_text("url\nhttps://www.flickr.com/photos/90000001@N99/999000000002/\n")
    (tmp_path / "notes.txt").write_text("call the desk\n")
    done = CliRunner().invoke(cli, ["lookup", "90000001@N99", "--in", str(tmp_path), "--json"])
    assert [answer["photos"] for answer in json.loads(done.stdout)["lists"]] == [1, 1]
    assert "notes.txt" in done.stderr
    assert done.exit_code == 0


def test_a_file_of_many_questions_gets_one_answer_a_line(listed, tmp_path):
    (tmp_path / "asked.txt").write_text("90000001@N11\n\ninvented.name-3\n")
    done = CliRunner().invoke(cli, ["lookup", str(tmp_path / "asked.txt"), "--in", str(listed), "--json"])
    assert [json.loads(line)["asked"] for line in done.stdout.splitlines()] == ["90000001@N11", "invented.name-3"]


def test_a_question_imports_neither_the_engine_nor_numbers(listed):
    """They take longer to import than the answer takes to find."""
    prepare(listed)
    code = (
        "import sys; from click.testing import CliRunner; from whosefaces.cli import cli; "
        f"CliRunner().invoke(cli, ['lookup', 'invented.name-3', '--in', {str(listed)!r}], catch_exceptions=False); "
        "print({'duckdb', 'pandas', 'numpy', 'pydantic', 'voprf'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PROJECT)
    assert done.stdout.strip() == "set()"
