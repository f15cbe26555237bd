"""The protocol is RFC 9497's: its vectors hold, libraries agree across, and what is tampered with is refused."""

import json
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from voprf.ristretto import BlindedInput, Client, Evaluator, PublicKey, VerifiableBatchOutput, VerifiableOutput
from whosefaces.lookup import bundle
from whosefaces.lookup.keys import Key
from whosefaces.lookup.post import ElementError, evaluated

from tests.lookup import oracle

ONES = b"whosefaces/lookup/1/invented/2026-11-22"


def hexes(text: str) -> list[bytes]:
    return [bytes.fromhex(part) for part in text.split(",")]


@pytest.fixture(scope="module")
def suites(shared):
    file = shared / "oprf" / "rfc9497-ristretto255-sha512.json"
    return {suite["mode"]: suite for suite in json.loads(file.read_text())}


@pytest.fixture(scope="module")
def verifiable(suites):
    return suites[1]


def test_the_key_derived_from_seed_and_info_is_the_rfcs(verifiable):
    seed, info = bytes.fromhex(verifiable["seed"]), bytes.fromhex(verifiable["keyInfo"])
    secret, public = oracle.derived(seed, info)
    assert secret.hex() == verifiable["skSm"]
    assert public.hex() == verifiable["pkSm"]
    assert Evaluator.from_seed(seed, info).public_key.serialize() == public


def test_blinding_evaluation_proof_and_output_are_the_rfcs(verifiable):
    """Proofs byte for byte by the oracle, whose randomness can be chosen; elements and outputs by the product's library too."""
    seed, info = bytes.fromhex(verifiable["seed"]), bytes.fromhex(verifiable["keyInfo"])
    secret, public = oracle.derived(seed, info)
    library = Evaluator.from_seed(seed, info)
    assert verifiable["vectors"]
    for vector in verifiable["vectors"]:
        inputs, blinds, elements = hexes(vector["Input"]), hexes(vector["Blind"]), hexes(vector["BlindedElement"])
        assert [oracle.blinded(given, blind) for given, blind in zip(inputs, blinds, strict=True)] == elements
        tags, proof = oracle.evaluated(secret, public, elements, bytes.fromhex(vector["Proof"]["r"]))
        assert tags == hexes(vector["EvaluationElement"])
        assert proof.hex() == vector["Proof"]["proof"]
        assert oracle.holds(public, elements, tags, proof)
        outputs = [
            oracle.finalised(given, blind, element) for given, blind, element in zip(inputs, blinds, tags, strict=True)
        ]
        assert outputs == hexes(vector["Output"]) == [library.evaluate_known_input(given) for given in inputs]
        batch = library.evaluate_batch([BlindedInput.deserialize(element) for element in elements]).serialize()
        assert b"".join(tags) in batch


def test_without_a_proof_the_oracle_holds_to_the_rfc_too(suites):
    base = suites[0]
    secret, _ = oracle.derived(bytes.fromhex(base["seed"]), bytes.fromhex(base["keyInfo"]), mode=0)
    for vector in base["vectors"]:
        element = oracle.blinded(bytes.fromhex(vector["Input"]), bytes.fromhex(vector["Blind"]), mode=0)
        assert element.hex() == vector["BlindedElement"]
        assert oracle.times(secret, element).hex() == vector["EvaluationElement"]


def test_a_thousand_crossings_between_two_implementations_agree():
    """Client of one, server of the other, both ways; the element stands before the proof in what we send."""
    seed = secrets.token_bytes(32)
    key = Key(ONES.decode(), seed)
    library, (secret, public) = key.evaluator(), oracle.derived(seed, ONES)
    assert library.public_key.serialize() == public
    for number in range(500):
        given = f"{90_000_000 + number}@N{number % 90 + 10}".encode()
        blind = oracle.random_scalar()
        element = oracle.blinded(given, blind)
        message = evaluated(key, element)
        assert oracle.holds(public, [element], [message[:32]], message[32:])
        assert (
            oracle.finalised(given, blind, message[:32])
            == library.evaluate_known_input(given)
            == oracle.output(secret, given)
        )
        client, blinded = Client.blind(given)
        (output,), proof = oracle.evaluated(secret, public, [blinded.serialize()])
        assert client.finalize(VerifiableOutput.deserialize(proof + output), library.public_key) == oracle.output(
            secret, given
        )


def test_a_tampered_answer_is_refused():
    key = Key(ONES.decode(), secrets.token_bytes(32))
    client, blinded = Client.blind(b"90000001@N99")
    message = evaluated(key, blinded.serialize())
    other = Key(ONES.decode(), secrets.token_bytes(32)).evaluator().public_key
    for at in range(len(message)):
        for bit in (1, 128):
            wrong = bytearray(message)
            wrong[at] ^= bit
            with pytest.raises(ValueError, match=r"proof|element|scalar|deserializ|invalid"):
                client.finalize(
                    VerifiableOutput.deserialize(bytes(wrong[32:] + wrong[:32])), key.evaluator().public_key
                )
    with pytest.raises(ValueError, match="proof"):
        client.finalize(VerifiableOutput.deserialize(message[32:] + message[:32]), other)
    assert client.finalize(VerifiableOutput.deserialize(message[32:] + message[:32]), key.evaluator().public_key)


MALFORMED = {
    "nothing": b"", "the neutral element": b"\0" * 32, "ones": b"\xff" * 32, "too short": b"\1" * 31, "too long": b"\1" * 33,
    "negative": (1).to_bytes(32, "little"), "not canonical": (2**255 - 18).to_bytes(32, "little"),
}  # fmt: skip


@pytest.mark.parametrize("element", MALFORMED.values(), ids=MALFORMED.keys())
def test_what_is_no_element_of_the_group_is_refused(element):
    with pytest.raises(ElementError):
        evaluated(Key("x", b"\1" * 32), element)
    with pytest.raises(ValueError, match="element|size|length|invalid"):
        PublicKey.deserialize(element)


def test_a_batch_is_its_elements_and_one_proof():
    """The partner's answer is cut by these sizes."""
    key = Key(ONES.decode(), secrets.token_bytes(32)).evaluator()
    clients, blinded = zip(*(Client.blind(b"%d@N10" % number) for number in range(10_000, 10_007)), strict=True)
    whole = key.evaluate_batch(list(blinded)).serialize()
    assert len(whole) == 64 + 32 * 7
    outputs = Client.finalize_batch(list(clients), VerifiableBatchOutput.deserialize(whole), key.public_key)
    assert outputs == [key.evaluate_known_input(b"%d@N10" % number) for number in range(10_000, 10_007)]


@pytest.fixture(scope="module")
def in_node(tmp_path_factory):
    """Run a few lines of JavaScript against the page's own functions and library, where they are built."""
    node = Path(sys.executable).with_name("node")
    if not bundle.FOR_TESTS.is_file() or not node.exists():
        pytest.skip("the page's script is not built here (make lookup-bundle): the browser's side was not checked")
    folder = tmp_path_factory.mktemp("page")

    def run(code: str, given: object) -> object:
        file = folder / "asked.mjs"
        file.write_text(
            f"import * as page from {json.dumps(bundle.FOR_TESTS.as_uri())};\n"
            "const { voprf, oprf } = page.ristretto255_oprf; const hex = (b) => Buffer.from(b).toString('hex'); const un = (t) => Uint8Array.from(Buffer.from(t, 'hex'));\n"
            "let text = ''; for await (const part of process.stdin) text += part; const given = JSON.parse(text);\n"
            f"{code}\n"
        )
        done = subprocess.run([node, file], input=json.dumps(given), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-1500:]
        return json.loads(done.stdout)

    return run


def test_the_browsers_library_holds_to_the_rfc(in_node, verifiable):
    """Keys, blinded elements, evaluations, proofs and outputs; its randomness is put in through the generator it asks."""
    answer = in_node(
        """
        const keys = voprf.deriveKeyPair(un(given.seed), un(given.keyInfo));
        const outputs = given.vectors.map((v) => v.Input.split(',').map((input) => hex(voprf.evaluate(keys.secretKey, un(input)))).join(','));
        const found = given.vectors.map((v) => v.BlindedElement.split(',').map((e) => hex(oprf.blindEvaluate(keys.secretKey, un(e)))).join(','));
        const finals = given.vectors.map((v) => {
          const split = (text) => text.split(',').map(un);
          const [i, b, e, l] = [split(v.Input), split(v.Blind), split(v.EvaluationElement), split(v.BlindedElement)];
          const items = i.map((input, at) => ({ input, blind: b[at], evaluated: e[at], blinded: l[at] }));
          return voprf.finalizeBatch(items, keys.publicKey, un(v.Proof.proof)).map(hex).join(',');
        });
        console.log(JSON.stringify({ secret: hex(keys.secretKey), public: hex(keys.publicKey), outputs, found, finals }));
        """,
        verifiable,
    )
    assert (answer["secret"], answer["public"]) == (verifiable["skSm"], verifiable["pkSm"])
    assert answer["found"] == [vector["EvaluationElement"] for vector in verifiable["vectors"]]
    assert answer["outputs"] == answer["finals"] == [vector["Output"] for vector in verifiable["vectors"]]


@pytest.mark.parametrize("times", [100, pytest.param(1_000, marks=pytest.mark.browser)])
def test_the_page_and_the_newsroom_agree_every_time(in_node, times):
    """The page's own functions against the server's library: code, answer, proof, tag; a tampered answer never gives a tag."""
    from whosefaces.lookup import wire

    key = Key(ONES.decode(), secrets.token_bytes(32))
    nsids = [f"{90_000_000 + number}@N{number % 90 + 10}" for number in range(times)]
    questions = in_node(
        """
        console.log(JSON.stringify(given.map((nsid) => { const q = page.blinded(nsid); return [hex(q.random), page.written({ first: 0x11, length: 32 }, q.element)]; })));
        """,
        nsids,
    )
    answers = []
    for number, (_, code) in enumerate(questions):
        message = bytearray(evaluated(key, wire.read(wire.QUESTION, code)))
        if number % 10 == 9:
            message[number % 96] ^= 4
        answers.append(wire.written(wire.ANSWER, bytes(message)))
    tags = in_node(
        """
        console.log(JSON.stringify(given.nsids.map((nsid, at) => {
          const question = page.blinded(nsid, un(given.questions[at][0]));
          try { return hex(page.tagOf(question, [page.read({ first: 0x12, length: 96 }, given.answers[at])], [un(given.key)])); } catch (problem) { return problem.message; }
        })));
        """,
        {"nsids": nsids, "questions": questions, "answers": answers, "key": key.public().hex()},
    )
    library = key.evaluator()
    wanted = [
        "proof" if number % 10 == 9 else library.evaluate_known_input(nsid.encode())[:8].hex()
        for number, nsid in enumerate(nsids)
    ]
    assert tags == wanted


@pytest.mark.whole_population
def test_the_script_is_the_same_to_the_byte_wherever_it_is_built(in_node, tmp_path):
    """Asks a package registry, so that it is run by hand."""
    assert in_node
    bundle.make(tmp_path / "elsewhere")
    assert (tmp_path / "elsewhere" / bundle.SCRIPT.name).read_bytes() == bundle.script()


def test_the_lock_names_no_registry():
    """And every package in it is held to its hash."""
    lock = json.loads((bundle.PAGE / "package-lock.json").read_text())
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert packages
    assert all(
        "resolved" not in package and package["integrity"].startswith("sha512-") for package in packages.values()
    )
