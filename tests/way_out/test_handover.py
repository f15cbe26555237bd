"""A person gets their own rows and nobody else's, after control was shown; the holder's notice names nobody."""

import csv
import datetime as dt
import io
import json
import random
import re
import zipfile

import pyrage
import pytest
from click.testing import CliRunner
from whosefaces.cli import cli
from whosefaces.trace.evidence import redaction
from whosefaces.way_out import handover, notice
from whosefaces.way_out.catalogue import LetterError
from whosefaces.way_out.control import control_word, in_photo, in_profile
from whosefaces.way_out.letters import Photo
from whosefaces.way_out.own_rows import Account, OwnRows, account, own_rows

DAY = dt.date(2026, 11, 28)
ADA, BO = "12345678@N00", "87654321@N01"


@pytest.fixture(scope="module")
def a_list(tmp_path_factory):
    """Forty invented accounts with their photos, one alias among them."""
    dice, path = random.Random(7), tmp_path_factory.mktemp("list") / "list.csv"
    owned = {f"{10000000 + number}@N0{number % 8}": [] for number in range(40)} | {"some.alias": []}
    photo = 4900000000
    for photos in owned.values():
        for _ in range(dice.randrange(1, 9)):
            photo += dice.randrange(1, 500)
            photos.append(str(photo))
    rows = [(owner, photo) for owner, photos in owned.items() for photo in photos]
    dice.shuffle(rows)
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["page", "licence"])
        writer.writerows(
            [f"https://www.flickr.com/photos/{owner}/{photo}/", "Attribution License"] for owner, photo in rows
        )
    return path, owned


def test_an_account_gets_all_its_rows_and_no_other(a_list):
    path, owned = a_list
    for owner in list(owned)[:3] + ["some.alias"]:
        own = own_rows(path, owner)
        assert sorted(photo.photo_id for photo in own.photos) == sorted(owned[owner])
        assert own.by_alias_alone == (owner == "some.alias")
        assert all(photo.licence for photo in own.photos)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("12345678@n00", Account(ADA, "")),
        ("https://www.flickr.com/photos/12345678@N00/", Account(ADA, "")),
        ("https://flickr.com/people/Some.Alias", Account("", "some.alias")),
        ("Ada", Account("", "ada")),
    ],
)
def test_an_account_is_named_in_any_of_its_forms(text, wanted):
    assert account(text) == wanted


def test_somebody_in_no_list_is_told_what_that_does_not_mean(a_list):
    with pytest.raises(LetterError, match="does not mean"):
        own_rows(a_list[0], "99999999@N09")


def test_a_hostile_account_is_compared_as_a_value(a_list):
    for text in ("x'OR'1'='1", "*", "%", "';DROP/**/TABLE/**/frame;--"):
        with pytest.raises(LetterError):
            own_rows(a_list[0], text)


def test_a_thousand_packages_each_hold_their_owners_rows_alone():
    key = pyrage.x25519.Identity.generate()
    owned = {
        f"{20000000 + number}@N00": [str(5000000000 + number * 10 + place) for place in range(number % 5 + 1)]
        for number in range(1000)
    }
    for nsid, photos in owned.items():
        own = OwnRows(Account(nsid, ""), len(photos), tuple(Photo(photo) for photo in photos), False)
        sealed = handover.package(own, [], DAY, recipient=str(key.to_public()))
        assert photos[0].encode() not in sealed.content
        with zipfile.ZipFile(io.BytesIO(pyrage.decrypt(sealed.content, [key]))) as archive:
            assert archive.namelist() == ["your-photos.csv"]
            rows = list(csv.DictReader(io.StringIO(archive.read("your-photos.csv").decode())))
        assert [row["photo_id"] for row in rows] == photos
        assert not set(sealed.log_entry()) - {"number", "on", "sha256"}
        assert not any(text in json.dumps(sealed.log_entry()) for text in (nsid, *photos))


def test_nobody_else_opens_a_package():
    own = OwnRows(Account(ADA, ""), 1, (Photo("4900000001"),), False)
    sealed = handover.package(own, [], DAY, recipient=str(pyrage.x25519.Identity.generate().to_public()))
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(sealed.content, [pyrage.x25519.Identity.generate()])


@pytest.mark.parametrize(
    ("given", "says"),
    [({}, "only one"), ({"passphrase": "short"}, "too short"), ({"recipient": "age1no"}, "not an age")],
)
def test_a_package_is_never_left_open(given, says):
    with pytest.raises(LetterError, match=says):
        handover.package(OwnRows(Account(ADA, ""), 1, (Photo("4900000001"),), False), [], DAY, **given)


def photo_answer(owner=ADA, author=ADA, raw="wf-k3m9-aaaa-bbbb"):
    return {"stat": "ok", "photo": {"owner": {"nsid": owner}, "tags": {"tag": [{"author": author, "raw": raw}]}}}


def test_control_is_shown_by_an_own_tag_on_an_own_photo_and_by_nothing_else():
    word = "wf-k3m9-aaaa-bbbb"
    assert in_photo(photo_answer(raw="WF-K3M9-aaaa-bbbb"), ADA, word)
    assert not in_photo(photo_answer(owner=BO), ADA, word)
    assert not in_photo(photo_answer(author=BO), ADA, word)
    assert not in_photo(photo_answer(raw="wf-k3m9-aaaa-bbbc"), ADA, word)
    assert not in_photo({"photo": {"owner": ADA, "title": word}}, ADA, word)
    person = {"person": {"nsid": ADA, "description": {"_content": f"Hello. {word} Bye"}}}
    assert in_profile(person, ADA, word) and not in_profile(person, BO, word)
    assert not in_profile({"person": {"nsid": ADA, "description": {"_content": word + "x"}}}, ADA, word)


def test_words_of_control_never_repeat():
    words = {control_word() for _ in range(1000)}
    assert len(words) == 1000 and all(re.fullmatch(r"wf(-[0-9a-z]{4}){3}", word) for word in words)
    assert all(redaction.CONTROL_WORD.fullmatch(word) for word in words), "or evidence would not keep it"


def test_a_hand_over_by_command(a_list, tmp_path):
    path, owned = a_list
    nsid = next(iter(owned))
    key = pyrage.x25519.Identity.generate()
    answer = tmp_path / "answer.json"
    answer.write_text(json.dumps(photo_answer(nsid, nsid)))
    command = [
        "letters",
        "handover",
        "pack",
        nsid,
        "--in",
        str(path),
        "--answer",
        str(answer),
        "--to",
        str(key.to_public()),
        "--into",
        str(tmp_path / "out"),
    ]
    refused = CliRunner().invoke(cli, [*command, "--word", "wf-zzzz-zzzz-zzzz"])
    assert isinstance(refused.exception, LetterError) and "control is not shown" in str(refused.exception)
    assert not (tmp_path / "out").exists()
    done = CliRunner().invoke(cli, [*command, "--word", "wf-k3m9-aaaa-bbbb"], catch_exceptions=False)
    (sealed,) = (tmp_path / "out").glob("*.age")
    assert done.exit_code == 0 and sealed.stat().st_mode & 0o777 == 0o600
    assert nsid not in (tmp_path / "out" / handover.LOG).read_text()


def test_what_leaves_for_the_holder_names_nobody(a_list, tmp_path):
    path, owned = a_list
    done = CliRunner().invoke(
        cli, ["notice", str(path), "--dataset", "Example Faces", "--into", str(tmp_path)], catch_exceptions=False
    )
    assert done.exit_code == 0
    leaving = "".join(file.read_text() for file in (tmp_path / "to-holder").iterdir())
    assert not [name for name in (*owned, *(photo for photos in owned.values() for photo in photos)) if name in leaving]
    with (tmp_path / "to-holder" / "messages.csv").open() as file:
        assert set(csv.DictReader(file).fieldnames) == {
            "messages",
            "photos_reached",
            "share_of_photos_with_a_known_owner",
        }
    assert (tmp_path / "case" / "order.csv").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "case" / ".gitignore").read_text().endswith("*\n")


def test_the_order_of_messages_reaches_most_first_and_everybody_last():
    steps = notice.order([1] * 150 + [50, 30])
    assert [(step.messages, step.photos) for step in steps] == [(100, 178), (152, 230)]
    assert steps[-1].share == 1


def test_a_notice_says_what_is_established_and_leaves_the_rest_to_the_holder():
    packs = notice.pack([3, 2], 0, {"dataset": "Example Faces", "purpose": "research"})
    assert "It is used for this purpose: research." in packs.text["en"]
    assert "These have received it" not in packs.text["en"]
    assert any("14(1)(e)" in each for each in packs.only_you) and not any("14(1)(c)" in each for each in packs.only_you)
    assert set(packs.text) == {"en", "de", "fr", "es", "it", "nl"}


def test_a_pack_joined_with_the_parent_tells_the_holder_no_column_that_its_own_list_lacks(a_list, tmp_path):
    """The holder's list names photos alone; owners come from the parent, and none of them may reach the holder."""
    path, owned = a_list
    (tmp_path / "ids.csv").write_text("photo_id\n" + "".join(f"{photo}\n" for ids in owned.values() for photo in ids))
    (tmp_path / "parent.csv").write_bytes(path.read_bytes())
    story = tmp_path / "investigation.toml"
    story.write_text(
        'id = "0123456789abcdef0123456789abcdef"\ninvestigation = "story"\nquestion = "Could they get out?"\n'
        'manifest = {path = "ids.csv"}\nparent = {path = "parent.csv"}\ntrace = {mode = "live"}\n'
        '[dataset]\nname = {is = "Example Faces", source = "paper", on = 2020-01-01}\n[publish]\ncontact = "a@example.org"\n'
    )
    words = ["notice", str(story), "--into", str(tmp_path / "pack")]
    done = CliRunner().invoke(cli, words, catch_exceptions=False)
    assert "0 photos have no known owner" in done.output, "the parent names every owner"
    with path.open() as file:
        parents = list(csv.DictReader(file))
    texts = {place.name: place.read_text() for place in (tmp_path / "pack" / "to-holder").iterdir()}
    for column in parents[0]:
        values = {row[column] for row in parents} | set(owned)
        assert not [(name, value) for name, text in texts.items() for value in values if value in text], column
    with (tmp_path / "pack" / "to-holder" / "messages.csv").open() as file:
        for row in csv.DictReader(file):
            assert all(re.fullmatch(r"[0-9.]+", cell) for cell in row.values())
