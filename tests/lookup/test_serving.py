"""The server answers anybody the same way, refuses what is no question, and writes down nothing of whom or what."""

import contextlib
import datetime as dt
import http.client
import json
import socket
import threading
import time
from urllib.parse import urlsplit

import pytest
from voprf.ristretto import Client
from whosefaces.lookup import post, serving
from whosefaces.lookup.keys import Key, LookUpKeyError
from whosefaces.lookup.serving import Desk

from tests.lookup.conftest import served

NOW = dt.datetime(2026, 11, 28, 12, tzinfo=dt.UTC)


def question(nsid: str = "91000000@N10") -> bytes:
    return b"\x11" + Client.blind(nsid.encode())[1].serialize()


def asked(address: str, body: bytes, path: str = "/ask", method: str = "POST") -> tuple[int, bytes, dict[str, str]]:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=20)
    connection.request(method, path, body=body if method == "POST" else None)
    with contextlib.closing(connection):
        response = connection.getresponse()
        return response.status, response.read(), dict(response.getheaders())


@pytest.fixture(scope="module")
def server(built):
    with served(built) as address:
        yield address


@pytest.fixture
def desk(built, tmp_path):
    key = Key.read(built.key)
    return Desk(key, post.Count(tmp_path / "answered.json", 1_000), 0)


def test_members_and_strangers_get_answers_that_differ_in_nothing_but_random_bytes(server, people):
    """Status, headers and length of the whole answer are the same; the bytes of the messages look uniform."""
    from scipy.stats import chisquare

    tags, whole = set(), b""
    for nsid in [*list(people)[:60], *(f"{70_000_000 + n}@N10" for n in range(60))]:
        status, body, headers = asked(server, question(nsid))
        headers.pop("date", None)
        tags.add((status, len(body), json.dumps(sorted(headers.items()))))
        whole += body[1:]
    assert len(tags) == 1
    # The top bits of a field element or scalar are fixed by the group: the low bytes are those that must look random.
    low = bytes(byte for at, byte in enumerate(whole) if at % 32 < 31 and at % 32 > 0)
    assert chisquare([low.count(byte) for byte in range(256)]).pvalue > 1e-4


def test_the_answer_is_the_keys_to_the_question(server, built):
    from voprf.ristretto import VerifiableOutput

    key = Key.read(built.key).evaluator()
    client, blinded = Client.blind(b"91000000@N10")
    _, body, _ = asked(server, b"\x11" + blinded.serialize())
    assert body[0] == 0x12
    output = client.finalize(VerifiableOutput.deserialize(body[33:] + body[1:33]), key.public_key)
    assert output == key.evaluate_known_input(b"91000000@N10")


WRONG = {
    "nothing": (b"", 400), "a name": (b"91000000@N10", 400), "another version": (b"\x21" + b"\1" * 32, 400), "the neutral element": (b"\x11" + b"\0" * 32, 400),
    "too long": (b"\x11" * 34, 400), "a form": (b"q=%27%3B+DROP+TABLE+x", 400), "HTML": (b"<script>alert(1)</script>".ljust(33), 400), "1 MB": (b"x" * 1_000_000, 413),
}  # fmt: skip


@pytest.mark.parametrize(("body", "status"), WRONG.values(), ids=WRONG.keys())
def test_what_is_no_question_is_refused_and_the_server_goes_on(server, body, status):
    assert asked(server, body)[0] == status
    assert asked(server, question())[0] == 200


def test_a_question_asked_again_is_refused(server):
    once = question()
    assert [asked(server, once)[0], asked(server, once)[0]] == [200, 409]


@pytest.mark.parametrize(
    "path",
    [
        "/record.json",
        "/../key/a.key",
        "/..%2fkey%2fa.key",
        "/%2e%2e/key/a.key",
        "/key/a.key",
        "//etc/passwd",
        "/look-up.js.bak",
    ],
)
def test_nothing_but_the_page_and_the_list_is_served(server, path):
    assert asked(server, b"", path, "GET")[0] == 404


@pytest.mark.parametrize("path", ["/", "/index.de.html", "/paper.it.html", "/list.bin", "/look-up.js", "/look-up.css"])
def test_the_page_is_served_with_a_strict_policy_and_without_saying_by_what(server, path):
    status, _, headers = asked(server, b"", path, "GET")
    assert status == 200
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "server" not in {name.lower() for name in headers}
    assert headers["referrer-policy"] == "no-referrer"


def test_other_methods_are_refused(server):
    for method in ("GET", "PUT", "DELETE", "TRACE", "OPTIONS"):
        assert asked(server, b"", "/ask", method)[0] in (404, 405)


def test_health_and_metrics_hold_counts_and_nobody(server):
    assert asked(server, b"", "/health", "GET")[:2] == (200, b"ok\n")
    text = asked(server, b"", "/metrics", "GET")[1].decode()
    assert "lookup_answered_total" in text
    assert "127.0.0.1" not in text


def test_metrics_are_not_for_who_comes_through_the_proxy(server):
    connection = http.client.HTTPConnection(urlsplit(server).netloc, timeout=20)
    connection.request("GET", "/metrics", headers={"X-Forwarded-For": "192.0.2.1"})
    with contextlib.closing(connection):
        assert connection.getresponse().status == 404


def test_past_the_cap_nobody_is_answered_and_a_new_process_goes_on_counting(built, tmp_path):
    count = post.Count(tmp_path / "answered.json", 5)
    desk = Desk(Key.read(built.key), count, 0)
    assert [desk.answer(question(), "", NOW).status_code for _ in range(7)] == [200] * 5 + [429] * 2
    again = Desk(Key.read(built.key), count, 0)
    assert again.answer(question(), "", NOW).status_code == 429
    assert again.answer(question(), "", NOW + dt.timedelta(days=1)).status_code == 200


def test_one_address_has_its_limit_and_a_neighbour_in_the_same_network_shares_it(built, tmp_path):
    desk = Desk(Key.read(built.key), post.Count(tmp_path / "answered.json", 1_000), 3)
    assert [desk.answer(question(), "192.0.2.1", NOW).status_code for _ in range(4)] == [200, 200, 200, 429]
    assert desk.answer(question(), "192.0.2.2", NOW).status_code == 200
    assert [desk.answer(question(), f"2001:db8::{n}", NOW).status_code for n in range(1, 5)] == [200, 200, 200, 429]
    assert desk.answer(question(), "192.0.2.1", NOW + dt.timedelta(hours=2)).status_code == 200


def test_the_alarm_is_raised_once_a_day_at_three_times_yesterday(built, tmp_path, caplog):
    count = post.Count(tmp_path / "answered.json", 10_000)
    count.take(NOW.date() - dt.timedelta(days=1), 30)
    desk = Desk(Key.read(built.key), count, 0)
    for _ in range(80):
        desk.answer(question(), "192.0.2.7", NOW)
    assert "lookup_alarm 0" in desk.metrics()
    for _ in range(60):
        desk.answer(question(), "192.0.2.7", NOW)
    assert "lookup_alarm 1" in desk.metrics()
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "192.0.2.7" not in caplog.text


def test_nothing_of_whom_or_what_is_written_down(built, tmp_path, caplog, capfd):
    """Log, both standard streams and every file of the state, after good, wrong, repeated and oversize questions."""
    body = question("91000037@N11")
    with served(built, post.Count(tmp_path / "answered.json", 10)) as address:
        for sent in (body, body, b"91000037@N11", b"x" * 5_000, *(question() for _ in range(12))):
            asked(address, sent)
    out, err = capfd.readouterr()
    written = out + err + caplog.text + "".join(path.read_text() for path in tmp_path.rglob("*") if path.is_file())
    for secret in ("91000037", body[1:].hex(), "127.0.0.1", "DROP"):
        assert secret not in written
    assert json.loads((tmp_path / "answered.json").read_text()).keys() == {dt.datetime.now(dt.UTC).date().isoformat()}


def test_slow_clients_are_let_go_and_others_are_answered_meanwhile(built, monkeypatch):
    monkeypatch.setattr(serving, "PATIENCE", 0.3)
    with served(built) as address:
        host, port = urlsplit(address).netloc.split(":")
        slow = [socket.create_connection((host, int(port))) for _ in range(20)]
        for number, one in enumerate(slow):
            one.settimeout(20)
            one.sendall(
                b"POST /ask HTTP/1.1\r\nHost: x\r\nContent-Length: 33\r\n\r\n\x11" if number % 2 else b"GET / HT"
            )
        assert asked(address, question())[0] == 200
        for number, one in enumerate(slow):
            with contextlib.closing(one):
                got = one.recv(4_000)
            assert got == b"" if number % 2 == 0 else got.startswith(b"HTTP/1.1 408")


def test_many_clients_at_once_are_all_answered(server):
    sizes: list[int] = []
    threads = [
        threading.Thread(target=lambda: sizes.extend(asked(server, question())[0] for _ in range(5))) for _ in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sizes == [200] * 100


def test_the_key_comes_from_a_file_the_environment_or_systemd_and_leaves_the_environment(built, tmp_path, monkeypatch):
    text = built.key.read_text()
    monkeypatch.setenv(serving.ENVIRONMENT, text)
    assert serving.key_from(None).seed == Key.read(built.key).seed
    with pytest.raises(LookUpKeyError, match="no key"):
        serving.key_from(None)
    (tmp_path / serving.CREDENTIAL).write_text(text)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert serving.key_from(None).seed == Key.read(built.key).seed


def test_another_look_ups_key_is_not_served(built, tmp_path):
    other = Key.made(tmp_path / "k" / "b.key", "whosefaces/lookup/1/other/2026-11-22")
    with pytest.raises(LookUpKeyError, match="nothing is served"):
        serving.application(other, post.Count(tmp_path / "a.json", 1), built.folder)


def test_the_time_of_an_answer_does_not_tell_members_from_strangers(desk, people):
    """Nothing is looked up for an answer: the medians of members and strangers, asked in turns, are as close as two of members."""
    from scipy.stats import mannwhitneyu

    def timed(nsid: str) -> float:
        body = question(nsid)
        began = time.perf_counter()
        assert desk.answer(body, "", NOW).status_code == 200
        return time.perf_counter() - began

    members = list(people)
    took = [(timed(members[n % len(members)]), timed(f"{70_000_000 + n}@N10")) for n in range(200)]
    assert mannwhitneyu(*zip(*took, strict=True)).pvalue > 1e-4
