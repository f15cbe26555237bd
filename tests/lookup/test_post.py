"""A question by post survives what people and mail programs do to it, and a slip never turns into an answer."""

import datetime as dt
import random
import stat

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from voprf.ristretto import Client, PublicKey, VerifiableOutput
from whosefaces.cli import cli
from whosefaces.lookup import post, wire
from whosefaces.lookup.keys import Key, LookUpKeyError
from whosefaces.lookup.wire import ANSWER, QUESTION, WireError

elements = st.binary(min_size=32, max_size=32)
DAY = dt.date(2026, 11, 28)


@given(elements, elements, elements)
def test_what_is_written_is_read_again(one, two, three):
    assert wire.read(QUESTION, wire.written(QUESTION, one)) == one
    assert wire.read(ANSWER, wire.written(ANSWER, one + two + three)) == one + two + three


def test_a_question_has_56_letters_and_an_answer_159():
    assert (QUESTION.letters, ANSWER.letters) == (56, 159)
    assert sum(map(str.isalnum, wire.written(QUESTION, b"\0" * 32))) == 56
    assert sum(map(str.isalnum, wire.written(ANSWER, b"\xff" * 96))) == 159


@given(elements, st.randoms(use_true_random=False))
def test_it_survives_mail_programs_and_people(element, chance):
    """Lower case, look-alikes, quoting, other line breaks, no hyphens, full-width letters, a greeting and a signature."""
    code = wire.written(QUESTION, element)
    worn = "".join(chance.choice({"0": "0Oo", "1": "1IlL"}.get(letter, letter + letter.lower())) for letter in code)
    separator = chance.choice(["-", " ", "", "\u2013", ".", " - ", "\u00ad", "\n", "\r\n> "])
    worn = worn.replace("-", separator).replace(
        "\n", chance.choice(["\n", "\r\n> ", " ", "=\r\n" if separator == "" else "\n"])
    )
    if chance.random() < 0.3:
        worn = "".join(
            chr(ord(letter) + 0xFEE0) if letter.isascii() and letter.isalnum() else letter for letter in worn
        )
    text = f"Dear desk,\r\n\r\nthis is my code:\r\n> {worn}\r\n\r\nBest wishes, A. Person (born 1970)"
    assert wire.read(QUESTION, text) == element


@given(elements, st.integers(0, 55), st.sampled_from(wire.LETTERS + "U*"))
def test_one_wrong_letter_is_always_noticed(element, place, letter):
    letters = wire.written(QUESTION, element).replace("-", "").replace("\n", "")
    wrong = letters[:place] + letter + letters[place + 1 :]
    if wrong != letters:
        with pytest.raises(WireError):
            wire.read(QUESTION, wrong)


@given(elements, st.integers(0, 54))
def test_two_neighbours_exchanged_are_always_noticed(element, place):
    letters = list(wire.written(QUESTION, element).replace("-", "").replace("\n", ""))
    letters[place], letters[place + 1] = letters[place + 1], letters[place]
    if letters[place] != letters[place + 1]:
        with pytest.raises(WireError, match="wrong letter"):
            wire.read(QUESTION, "".join(letters))


@given(st.text(max_size=400))
def test_a_text_without_a_code_gives_none(text):
    with pytest.raises(WireError):
        wire.read(QUESTION, text)


@pytest.mark.parametrize(
    "text", ["", "hello", "A" * 1_000_000, "\u202e" * 99, "'; DROP TABLE x; --", "<b>" * 500, "1 " * 40_000]
)
def test_nonsense_is_refused_in_one_line_and_soon(text):
    with pytest.raises(WireError) as refused:
        wire.read(QUESTION, text)
    assert "\n" not in str(refused.value)


def ask(nsid: str) -> tuple[Client, str]:
    client, blinded = Client.blind(nsid.encode())
    return client, wire.written(QUESTION, blinded.serialize())


def output(client: Client, answer: str, public: bytes) -> bytes:
    message = wire.read(ANSWER, answer)
    return client.finalize(VerifiableOutput.deserialize(message[32:] + message[:32]), PublicKey.deserialize(public))


def test_a_hundred_askers_get_their_answers_and_nobody_elses(built, people):
    """Code, mail, answer on the reporter's machine, proof, list: members by their band, strangers by no."""
    from whosefaces.lookup import tags

    key = Key.read(built.key)
    bands = tags.read(built.folder / "list.bin")
    chance = random.Random(5)
    askers = [*chance.sample(sorted(people), 50), *(f"{70_000_000 + n}@N11" for n in range(50))]
    for nsid in askers:
        client, code = ask(nsid)
        done = CliRunner().invoke(cli, ["lookup-site", "answer", "--key", str(built.key)], input=f"> {code.lower()}\n")
        tag = output(client, done.stdout, key.public())[:8]
        places = [at for at, band in enumerate(bands) if tag in band]
        assert places == ([tags.Account(nsid, people[nsid]).band] if nsid in people else []), nsid


def test_past_the_cap_nothing_is_answered_and_the_log_holds_counts_alone(tmp_path):
    key = Key.made(tmp_path / "keys" / "a.key", "whosefaces/lookup/1/invented/2026-11-22", cap=3)
    count = post.Count.beside(key)
    nsid = "91000000@N10"
    for _ in range(3):
        assert post.answer(ask(nsid)[1], key, count, DAY)
    with pytest.raises(post.CapError, match="3 answers"):
        post.answer(ask(nsid)[1], key, count, DAY)
    assert post.answer(ask(nsid)[1], key, count, DAY + dt.timedelta(days=1))
    assert count.path.read_text() == '{"2026-11-28": 3, "2026-11-29": 1}'
    assert stat.S_IMODE(count.path.stat().st_mode) == 0o600


def test_a_code_with_a_slip_costs_nothing_of_the_cap(tmp_path):
    key = Key.made(tmp_path / "keys" / "a.key", "x", cap=1)
    for wrong in (wire.written(QUESTION, b"\0" * 32), "AAAA"):
        with pytest.raises((WireError, post.ElementError)):
            post.answer(wrong, key, post.Count.beside(key), DAY)
    assert post.answer(ask("91000000@N10")[1], key, post.Count.beside(key), DAY)


@pytest.mark.parametrize("folder", ["case", "public", "reports/x/2026-11-22/case/keys"])
def test_a_key_is_never_made_where_things_are_published_or_kept_as_a_case(tmp_path, folder):
    with pytest.raises(LookUpKeyError, match="a key lies where nothing is published"):
        Key.made(tmp_path / folder / "a.key", "x")


def test_a_key_is_never_made_in_the_folder_of_a_look_up_nor_over_another(built, tmp_path):
    with pytest.raises(LookUpKeyError, match="published"):
        Key.made(built.folder / "a.key", "x")
    Key.made(tmp_path / "a.key", "x")
    with pytest.raises(LookUpKeyError, match="already"):
        Key.made(tmp_path / "a.key", "x")


def test_a_key_is_its_owners_alone_and_unknown_to_git(tmp_path):
    path = tmp_path / "keys" / "a.key"
    key = Key.made(path, "x")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert "*" in (path.parent / ".gitignore").read_text().splitlines()
    assert key.seed.hex() not in repr(key)
    path.chmod(0o640)
    with pytest.raises(LookUpKeyError, match="chmod 600"):
        Key.read(path)


@pytest.mark.parametrize("text", ["", "seed = 1", 'info = "x"\nseed = "00"', "\0", "[" * 5_000])
def test_what_is_no_key_is_refused_without_showing_it(text):
    with pytest.raises(LookUpKeyError, match="not a key"):
        Key.parsed(text)
