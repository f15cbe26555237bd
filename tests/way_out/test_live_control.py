"""Control of an account is read from Flickr itself, by the suite's own client, and what came is kept as evidence."""

import datetime as dt
from dataclasses import replace

import pyrage
import pytest
from click.testing import CliRunner
from whosefaces.cli import cli
from whosefaces.double.faults import always
from whosefaces.double.population import Account, Photo, Population
from whosefaces.double.server import Double
from whosefaces.investigation import InvestigationError
from whosefaces.trace.evidence import warc
from whosefaces.trace.http.keys import NoKeyError
from whosefaces.trace.http.live import StandInError
from whosefaces.trace.http.transport import StoppedError
from whosefaces.way_out.catalogue import LetterError
from whosefaces.way_out.handover import LOG

NOON = dt.datetime(2026, 11, 28, 12, tzinfo=dt.UTC)
ADA, BO, GONE = "12345678@N00", "87654321@N01", "11112222@N03"
WORD = "wf-k3m9-aaaa-bbbb"
KEY = "d0ub1e" * 5 + "00"
TO = str(pyrage.x25519.Identity.generate().to_public())


def population(about="Painter. Lives by the sea.", tags=()):
    joined = dt.datetime(2008, 1, 1, tzinfo=dt.UTC)
    accounts = [
        Account(ADA, "ada", "Ada", joined, about=about, realname="Ada Zyxwvut"),
        Account(BO, "bo", "Bo", joined),
        Account(GONE, None, "gone", joined, gone=NOON - dt.timedelta(days=9)),
    ]
    photo = Photo("4900000001", ADA, "0123456789", "65535", joined, ((joined, 4),), tags=tags)
    theirs = replace(photo, photo_id="4900000002", nsid=BO, tags=((ADA, WORD),))
    return Population({one.nsid: one for one in accounts}, {one.photo_id: one for one in (photo, theirs)})


@pytest.fixture
def story(tmp_path):
    """An investigation of a list of one account, in the file that `new` would have written."""
    (tmp_path / "list.csv").write_text(
        "page,licence\n" + f"https://www.flickr.com/photos/{ADA}/4900000001/,Attribution License\n"
    )
    file = tmp_path / "investigation.toml"
    file.write_text(
        'id = "0123456789abcdef0123456789abcdef"\ninvestigation = "rehearsal"\ndemonstration = true\n'
        'question = "Could they find out?"\n[manifest]\npath = "list.csv"\n[sample.photos]\nn = 1\n[sample.accounts]\nn = 1\n'
        '[trace]\nmode = "live"\n[publish]\ncontact = "desk@example.org"\n'
    )
    return file


def packed(story, double, monkeypatch, *more, nsid=ADA, key=KEY):
    if double is not None:
        monkeypatch.setenv("WHOSEFACES_STAND_IN", f"127.0.0.1:{double.port}")
    monkeypatch.setenv("WHOSEFACES_FLICKR_KEY", key)
    into = story.parent / "out"
    words = ["letters", "handover", "pack", nsid, "--in", str(story), "--word", WORD, "--to", TO, "--into", str(into)]
    return CliRunner().invoke(cli, [*words, "--live", *more]), into


def test_a_word_in_the_profile_is_read_and_the_evidence_holds_it_and_nothing_else_of_the_profile(story, monkeypatch):
    with Double(population(about=f"Painter. Lives by the sea. {WORD}"), NOON) as double:
        outcome, into = packed(story, double, monkeypatch)
    assert outcome.exit_code == 0, outcome.output
    assert [path.suffix for path in into.glob("handover-*")] == [".age"]
    assert (into / ".gitignore").read_text().endswith("*\n") and into.stat().st_mode & 0o777 == 0o700
    (archive,) = (into / "evidence").glob("*.warc.gz")
    (answer,) = [record for record in warc.records(archive) if record.type == "response"]
    body = answer.body.decode()
    assert WORD in body and "sea" not in body and "Zyxwvut" not in body and KEY not in body
    assert ADA not in (into / LOG).read_text() and WORD not in (into / LOG).read_text()


def test_a_word_in_a_tag_of_an_own_photo_is_read(story, monkeypatch):
    with Double(population(tags=((ADA, WORD.upper()),)), NOON) as double:
        outcome, into = packed(story, double, monkeypatch, "--photo", "4900000001")
        assert outcome.exit_code == 0, outcome.output
        assert [request.parameters["method"] for request in double.requests] == [
            "flickr.people.getInfo",
            "flickr.photos.getInfo",
        ]
    assert list(into.glob("*.age"))


@pytest.mark.parametrize(
    ("planted", "more", "says"),
    [
        ({}, [], "only the profile was read"),
        ({}, ["--photo", "4900000001"], "control is not shown"),
        ({"tags": ((BO, WORD),)}, ["--photo", "4900000001"], "control is not shown"),
        ({"about": f"{WORD}x"}, [], "control is not shown"),
        ({}, ["--photo", "4900000002"], "control is not shown"),
        ({}, ["--photo", "4900000003"], "about this photo: .*not found"),
    ],
)
def test_nothing_is_packed_where_the_word_does_not_stand(story, monkeypatch, planted, more, says):
    with Double(population(**planted), NOON) as double:
        outcome, into = packed(story, double, monkeypatch, *more)
    assert isinstance(outcome.exception, LetterError)
    with pytest.raises(LetterError, match=says):
        raise outcome.exception
    assert not list(into.glob("*.age")) and not (into / LOG).exists()
    assert list((into / "evidence").glob("*.warc.gz")), "what came is kept all the same"


def test_an_account_that_is_gone_is_said_to_be_gone(story, monkeypatch):
    with Double(population(), NOON) as double:
        outcome, _ = packed(story, double, monkeypatch, nsid=GONE)
    assert "User deleted (code 5)" in str(outcome.exception) and "write to the holder" in str(outcome.exception)


@pytest.mark.parametrize(
    ("fault", "error"), [("key refused", StoppedError), ("garbage", LetterError), ("unavailable", LetterError)]
)
def test_what_is_no_answer_decides_nothing(story, monkeypatch, fault, error):
    with Double(population(about=WORD), NOON, faults=always(fault)) as double:
        outcome, into = packed(story, double, monkeypatch)
    assert isinstance(outcome.exception, error) and not list(into.glob("*.age"))


def test_without_a_key_nobody_is_asked(story, monkeypatch):
    monkeypatch.setattr("whosefaces.trace.http.keys._from_keyring", lambda: "")
    with Double(population(about=WORD), NOON) as double:
        outcome, _ = packed(story, double, monkeypatch, key="")
        assert isinstance(outcome.exception, NoKeyError) and double.requests == []


def test_a_key_comes_from_its_file(story, monkeypatch, tmp_path):
    path = tmp_path / "key"
    path.touch(mode=0o600)
    path.write_text(KEY + "\n")
    monkeypatch.setenv("WHOSEFACES_FLICKR_KEY_FILE", str(path))
    with Double(population(about=WORD), NOON, key=KEY) as double:
        assert packed(story, double, monkeypatch, key="")[0].exit_code == 0


def test_the_demonstration_has_nobody_to_ask_and_a_bare_list_names_nobody_to_write_to(story, monkeypatch):
    outcome, _ = packed(story, None, monkeypatch)
    assert isinstance(outcome.exception, StandInError | InvestigationError)
    outcome, _ = packed(story.parent / "list.csv", None, monkeypatch)
    assert "whom to contact" in str(outcome.exception)
