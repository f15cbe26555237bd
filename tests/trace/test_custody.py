"""A log in which a later change shows, and a time stamp that fits one digest only."""

import http.server
import json
import subprocess
import threading
from pathlib import Path

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from requests.adapters import HTTPAdapter
from whosefaces.trace.evidence import custody, timestamp
from whosefaces.trace.evidence.custody import CustodyError


@pytest.fixture(scope="module")
def log(tmp_path_factory) -> Path:
    case = tmp_path_factory.mktemp("case")
    for number in range(5):
        custody.note(case, "run began", edition="2026-11-09", inputs_sha256={"manifest": str(number) * 64})
    return case / custody.NAME


def test_a_log_that_was_only_added_to_hangs_together(log):
    held = custody.verify(log)

    assert held.entries == 5
    assert held.head == json.loads(log.read_text().splitlines()[-1])["digest"]
    assert {"who", "at", "with", "machine"} <= json.loads(log.read_text().splitlines()[0]).keys()


@given(st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_changed_character_shows(log, tmp_path_factory, data):
    text = log.read_text()
    place = data.draw(st.integers(0, len(text) - 2))
    other = data.draw(st.sampled_from([c for c in '0123456789abcdef"{}:, ' if c != text[place]]))
    changed = tmp_path_factory.mktemp("changed") / custody.NAME
    changed.write_text(text[:place] + other + text[place + 1 :])
    if _says_the_same(text, changed.read_text()):
        return  # white space between the parts of a line
    with pytest.raises(CustodyError, match=r"entry \d"):
        custody.verify(changed)


def _says_the_same(text: str, other: str) -> bool:
    try:
        return [json.loads(line) for line in text.splitlines()] == [json.loads(line) for line in other.splitlines()]
    except ValueError:
        return False


@pytest.mark.parametrize("out", [0, 2, 3])
def test_an_entry_that_is_taken_out_shows(log, tmp_path, out):
    lines = log.read_text().splitlines(keepends=True)
    (tmp_path / custody.NAME).write_text("".join(lines[:out] + lines[out + 1 :]))

    with pytest.raises(CustodyError, match=f"entry {out + 1}"):
        custody.verify(tmp_path / custody.NAME)


def test_nothing_is_added_to_a_broken_log(log, tmp_path):
    lines = log.read_text().splitlines(keepends=True)
    (tmp_path / custody.NAME).write_text("".join(lines[1:]))

    with pytest.raises(CustodyError):
        custody.note(tmp_path, "run began")
    assert (tmp_path / custody.NAME).read_text() == "".join(lines[1:])


# -- time stamps, by an authority of our own on 127.0.0.1


CONFIGURATION = """
[tsa]
default_tsa = ours
[ours]
dir = {folder}
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
"""


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    """`openssl ts` behind a port: root certificate, and the port."""
    pytest.importorskip("rfc3161_client", reason="the extra 'archive' is not installed")
    folder = tmp_path_factory.mktemp("authority")
    (folder / "serial").write_text("01\n")
    (folder / "tsa.cnf").write_text(CONFIGURATION.format(folder=folder))
    (folder / "usage.cnf").write_text("extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n")

    def openssl(*arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)

    new = ("req", "-newkey", "rsa:2048", "-nodes", "-subj")
    openssl(*new, "/CN=invented root", "-x509", "-days", "3650", "-keyout", "root.key", "-out", "root.pem")
    openssl(*new, "/CN=invented authority", "-keyout", "tsa.key", "-out", "tsa.csr")
    signed = ("-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial", "-days", "3650", "-extfile", "usage.cnf")
    openssl("x509", "-req", "-in", "tsa.csr", "-out", "tsa.pem", *signed)

    class Stamping(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            (folder / "query.tsq").write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
            openssl("ts", "-reply", "-config", "tsa.cnf", "-queryfile", "query.tsq", "-out", "reply.tsr")
            self.send_response(200)
            self.end_headers()
            self.wfile.write((folder / "reply.tsr").read_bytes())

        def log_message(self, *_: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Stamping) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield (folder / "root.pem").read_bytes(), server.server_port
        server.shutdown()


class To(HTTPAdapter):
    """Takes every request to a port of this machine."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self._port = port

    def send(self, request, *args, **how):
        request.url = f"http://127.0.0.1:{self._port}/"
        return super().send(request, *args, **how)


def reaching(port: int) -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    session.mount("https://", To(port))
    return session


def test_a_stamp_fits_the_digest_that_was_stamped_and_no_other(authority, tmp_path):
    root, port = authority
    (stamped,) = timestamp.stamp("a" * 64, ["https://freetsa.org/tsr"], tmp_path, reaching(port))
    assert stamped.token is not None, stamped.why

    assert timestamp.check(stamped.token, "a" * 64, root).startswith("20")
    with pytest.raises(timestamp.TimestampError, match="does not stamp this text"):
        timestamp.check(stamped.token, "b" * 64, root)
    with pytest.raises(timestamp.RootError, match="cannot be read"):
        timestamp.check(stamped.token, "a" * 64, b"no certificate")


def test_an_authority_that_does_not_answer_never_stops_a_run(tmp_path):
    (stamped,) = timestamp.stamp("a" * 64, ["https://freetsa.org/tsr"], tmp_path, reaching(9))

    assert stamped.token is None
    assert stamped.why
    assert not list(tmp_path.iterdir())


def test_nobody_off_the_list_is_asked(tmp_path):
    (stamped,) = timestamp.stamp("a" * 64, ["https://example.org/tsr"], tmp_path, reaching(9))

    assert stamped.why == "not one of the authorities that may be asked"


# -- whatever stands in it


@given(st.lists(st.text(max_size=40), min_size=1, max_size=4))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_can_stand_in_an_entry_and_the_chain_holds(tmp_path_factory, texts):
    r"""U+2028 ends a line for some readers, and half a character is none for others; here both are text."""
    case = tmp_path_factory.mktemp("any")
    for text in [*texts, "a\u2028b\u2029c\x85d\x0be\x1cf\r\ng", "\ud800 half"]:
        custody.note(case, "run began", name=text)

    held = custody.verify(case / custody.NAME)

    assert held.entries == len(texts) + 2
    assert len(custody.digests(case / custody.NAME)) == held.entries


@pytest.mark.parametrize("left", ["{", '{"entry": 3, "previo', "\0" * 300])
def test_after_a_crash_of_the_disk_the_log_says_how_to_go_on(tmp_path, left):
    custody.note(tmp_path, "run began")
    whole = (tmp_path / custody.NAME).read_bytes()
    (tmp_path / custody.NAME).write_bytes(whole + left.encode())

    with pytest.raises(CustodyError, match="entry 2: only its first .* To go on, remove that last line"):
        custody.note(tmp_path, "run began")
    (tmp_path / custody.NAME).write_bytes(whole)
    custody.note(tmp_path, "run began")
    assert custody.verify(tmp_path / custody.NAME).entries == 2


def test_a_key_that_stands_twice_in_an_entry_shows(tmp_path):
    """One reader takes the first, another the last: so neither is believed."""
    custody.note(tmp_path, "run began", name="anna")
    text = (tmp_path / custody.NAME).read_text()
    (tmp_path / custody.NAME).write_text(text.replace('"name"', '"name": "ben", "name"', 1))

    with pytest.raises(CustodyError, match="entry 1"):
        custody.verify(tmp_path / custody.NAME)
