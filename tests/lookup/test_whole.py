"""What a harvester, a thief and a listener on the wire find in a list of the size of Diversity in Faces."""

import contextlib
import secrets
import shutil
import socket
import ssl
import subprocess

import pytest
from whosefaces import investigation as investigations
from whosefaces.lookup import keys, post, serving, site, tags
from whosefaces.lookup.keys import Key
from whosefaces.lookup.listed import Listed

from tests.lookup.conftest import running
from tests.lookup.test_site import attacked

MEMBERS, GUESSES = 98_153, 581_099
"""Accounts of Diversity in Faces, and of YFCC100M, from which it was taken."""

pytestmark = pytest.mark.whole_population


def guessed() -> list[str]:
    """A harvester's list; every sixth account, near enough, is in the dataset."""
    return [f"{40_000_000 + n * 7}@N{n % 90 + 10}" for n in range(GUESSES)]


@pytest.fixture(scope="module")
def big(investigation, script, tmp_path_factory):
    """A look-up of 98,153 accounts: its folder, its key, its members."""
    folder = tmp_path_factory.mktemp("big")
    guesses = guessed()
    members = guesses[:: GUESSES // MEMBERS][:MEMBERS]
    assert len(members) == MEMBERS
    listed = Listed([tags.Account(nsid, 1 + n % 12) for n, nsid in enumerate(members)], 1_000_000, 0, 0)
    key = Key.made(folder / "keys" / "a.key", keys.info_of("invented", "2026-11-22"))
    site.build(
        investigations.load(investigation),
        listed,
        key,
        folder / "look-up",
        edition="2026-11-22",
        commitment="0" * 64,
        ask=["/ask"],
    )
    return folder / "look-up", key, members


def test_the_list_of_98_153_accounts_is_785_kb(big):
    folder, _, _ = big
    assert (folder / "list.bin").stat().st_size == 24 + 8 * MEMBERS < 786_000


def test_a_thief_of_everything_but_the_seed_finds_nobody_among_581_099_and_with_it_all_98_153(big):
    """He also has 1,000 members with their answers, the public key, the info and the edition's record."""
    folder, key, members = big
    evaluator = key.evaluator()
    tags = {nsid: evaluator.evaluate_known_input(nsid.encode()) for nsid in members[:1_000]}
    guesses = [nsid for nsid in guessed() if nsid not in tags]
    assert attacked(folder, guesses, None) == []
    sample = guesses[:: len(guesses) // 5_000]
    for seed in (
        *(output[:32] for output in list(tags.values())[:10]),
        *(output[32:] for output in list(tags.values())[:10]),
        b"\0" * 32,
    ):
        assert attacked(folder, sample, seed) == []
    hits = attacked(folder, guesses, key.seed)
    assert hits == [nsid for nsid in members if nsid not in tags]
    assert len(hits) == MEMBERS - 1_000


def test_after_closing_not_even_the_maker_can_test_a_name(big, tmp_path):
    """With a copy of the list from before, and all that closing left on the disk."""
    from whosefaces.lookup import closing

    folder, key, members = big
    copy = tmp_path / "look-up"
    shutil.copytree(folder, copy)
    before = tmp_path / "kept-from-before"
    shutil.copytree(folder, before)
    own = tmp_path / "keys" / "a.key"
    own.parent.mkdir()
    shutil.copy(key.path, own)
    closing.close(own, copy, tmp_path)
    left = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert key.seed not in left
    assert key.seed.hex().encode() not in left
    assert attacked(before, members[::20], None) == []


@pytest.mark.parametrize("sessions", [10_000])
def test_sessions_of_members_and_strangers_have_the_same_tls_records(big, tmp_path, sessions):
    """Every record of every session, handshake and goodbye included: direction, kind and length. The messages' bytes are uniform."""
    from scipy.stats import chisquare

    folder, key, members = big
    certificate, private = tmp_path / "c.pem", tmp_path / "k.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ed25519", "-nodes", "-subj", "/CN=localhost", "-days", "2", "-keyout", private, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    config = serving.configured(
        serving.application(key, post.Count(tmp_path / "a.json", 1_000_000), folder, per_hour=0),
        "127.0.0.1",
        0,
        behind_proxy=False,
    )
    config.ssl_certfile, config.ssl_keyfile = str(certificate), str(private)
    trust = ssl.create_default_context(cafile=str(certificate))
    trust.check_hostname = False
    chance = secrets.SystemRandom()
    answers: dict[bool, set[tuple]] = {True: set(), False: set()}
    low = bytearray()
    with running(config) as (host, port):
        for number in range(sessions):
            member = bool(number % 2)
            nsid = chance.choice(members) if member else f"{39_000_000 + number}@N10"
            records, answer = session(host, port, trust, nsid)
            answers[member].add(records)
            low += bytes(byte for at, byte in enumerate(answer[1:]) if 0 < at % 32 < 31)
    assert answers[True] == answers[False]
    assert len(answers[True]) == 1
    assert chisquare([low.count(byte) for byte in range(256)]).pvalue > 1e-4


def session(host: str, port: int, trust: ssl.SSLContext, nsid: str) -> tuple[tuple, bytes]:
    """One question over TLS by hand, so that every record passes through here: (direction, kind, length) of each."""
    from voprf.ristretto import Client

    body = b"\x11" + Client.blind(nsid.encode())[1].serialize()
    request = (
        b"POST /ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/octet-stream\r\nContent-Length: 33\r\nConnection: close\r\n\r\n"
        + body
    )
    coming, going = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = trust.wrap_bio(coming, going)
    wire = {"out": bytearray(), "in": bytearray()}
    answer = b""
    with socket.create_connection((host, port), 20) as plain:

        def pass_on() -> None:
            if sent := going.read():
                wire["out"] += sent
                plain.sendall(sent)

        def take() -> bool:
            got = plain.recv(65_536)
            wire["in"] += got
            coming.write(got)
            return bool(got)

        steps = iter((tls.do_handshake, lambda: tls.write(request)))
        for step in steps:
            while True:
                try:
                    step()
                    break
                except ssl.SSLWantReadError:
                    pass_on()
                    take()
            pass_on()
        while take():
            try:
                while some := tls.read(65_536):
                    answer += some
            except ssl.SSLWantReadError:
                continue
            with contextlib.suppress(
                ssl.SSLError
            ):  # read to the end: the goodbye is answered, else the server waits for it
                tls.unwrap()
            pass_on()
    return tuple(
        (direction, kind, length) for direction in wire for kind, length in records(bytes(wire[direction]))
    ), answer.split(b"\r\n\r\n", 1)[1]


def records(stream: bytes) -> list[tuple[int, int]]:
    tags, at = [], 0
    while at + 5 <= len(stream):
        length = int.from_bytes(stream[at + 3 : at + 5], "big")
        tags.append((stream[at], length))
        at += 5 + length
    return tags
