"""Two keys: a newsroom's and a partner's. Whoever holds one of them and the folder can test no name.

The newsroom blinds every account, the partner evaluates what it is sent without learning anything of it, and the newsroom
checks the proofs and takes the blinds off. The tag is the exclusive or of both keys' outputs, so that it is random to
whoever lacks either key. A person's one code goes to both, and each answers for itself.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from voprf.ristretto import BlindedInput, Client, PublicKey, VerifiableBatchOutput

from whosefaces.errors import WhoseFacesError
from whosefaces.lookup.keys import Key, info_of
from whosefaces.lookup.wire import ELEMENT, PROOF

MAGIC_TO, MAGIC_FROM = b"WFTOPA01", b"WFFROM01"
BATCH = 20_000
"""Accounts under one proof."""


class PartnerError(WhoseFacesError):
    """What a partner sent, or was sent, cannot be used."""


def new(path: Path, of: str, name: str, cap: int) -> Path:
    """Make a partner's key for ``DATASET/EDITION``; return the file with its public half, to give to the newsroom.

    Raises:
        PartnerError: the dataset and edition are not said as that.
        LookUpKeyError: there is a key already, or it may not lie there.
    """
    dataset, _, edition = of.partition("/")
    if not dataset or not edition or "/" in edition:
        raise PartnerError(f"{of}: say the dataset and its edition, as demo-faces/2026-11-22")
    key = Key.made(path, f"{info_of(dataset, edition)}/partner", cap)
    public = path.with_suffix(".public.json")
    public.write_text(
        json.dumps({"info": key.info, "public_key": key.public().hex(), "name": name}, ensure_ascii=False) + "\n",
        encoding="utf-8",
    )
    return public


def outputs(
    public: Path, nsids: Sequence[str], into: Path, tell: Callable[[str], None], pause: float = 1.0
) -> tuple[bytes, bytes, str]:
    """A partner's public key, its outputs on these accounts, and its name; waits until the partner has answered.

    What the partner gets is random to it. It is computed anew each time, so that a build that is stopped asks anew.

    Raises:
        PartnerError: the answer is not the partner's, or not to this.
    """
    try:
        document = json.loads(public.read_text(encoding="utf-8"))
        name, raw = str(document["name"]), bytes.fromhex(document["public_key"])
        key = PublicKey.deserialize(raw)
    except (ValueError, KeyError, TypeError):
        raise PartnerError(
            f"{public}: not a partner's public key as `whosefaces lookup-site partner new` writes it"
        ) from None
    clients, elements = zip(*(Client.blind(nsid.encode("ascii")) for nsid in nsids), strict=True)
    sent = into.with_name(f"{into.name}.to-partner.bin")
    wanted = into.with_name(f"{into.name}.from-partner.bin")
    wanted.unlink(missing_ok=True)
    sent.parent.mkdir(parents=True, exist_ok=True)
    sent.write_bytes(MAGIC_TO + b"".join(element.serialize() for element in elements))
    tell(
        f"Give {sent} to {name}. There: whosefaces lookup-site partner answer {sent.name} --key KEY. Put the file that it writes "
        f"at {wanted}. Waiting for it; Ctrl-C stops, and the partner is then asked anew."
    )
    batches = [clients[at : at + BATCH] for at in range(0, len(clients), BATCH)]
    size = len(MAGIC_FROM) + sum(PROOF + ELEMENT * len(batch) for batch in batches)
    while not wanted.is_file() or wanted.stat().st_size < size:
        time.sleep(pause)
    whole = wanted.read_bytes()
    if not whole.startswith(MAGIC_FROM) or len(whole) != size:
        raise PartnerError(f"{wanted}: not the answer to {sent.name}")
    tags, at = [], len(MAGIC_FROM)
    for batch in batches:
        length = PROOF + ELEMENT * len(batch)
        tags += _finalised(batch, whole[at : at + length], key, wanted)
        at += length
    sent.unlink()
    wanted.unlink()
    return raw, b"".join(tags), name


def _finalised(clients: Sequence[Client], answered: bytes, key: PublicKey, file: Path) -> list[bytes]:
    wrong = PartnerError(f"{file}: its proof does not hold: another key, or an answer to something else")
    try:
        return Client.finalize_batch(clients, VerifiableBatchOutput.deserialize(answered), key)
    except ValueError:
        raise wrong from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # voprf 0.2.0 panics where the proof of a batch does not hold
            raise
        raise wrong from None


def answer(sent: Path, key: Key) -> tuple[Path, int]:
    """As a partner: evaluate what a newsroom sent; return the file for it, and of how many accounts it was.

    Raises:
        PartnerError: it is not what a newsroom sends.
    """
    whole = sent.read_bytes()
    body = whole[len(MAGIC_TO) :]
    if not whole.startswith(MAGIC_TO) or not body or len(body) % ELEMENT:
        raise PartnerError(f"{sent}: not what `whosefaces lookup-site build --partner` writes, or cut off on its way")
    evaluator, parts = key.evaluator(), []
    step = ELEMENT * BATCH
    for at in range(0, len(body), step):
        batch = body[at : at + step]
        try:
            elements = [BlindedInput.deserialize(batch[one : one + ELEMENT]) for one in range(0, len(batch), ELEMENT)]
        except ValueError:
            raise PartnerError(f"{sent}: holds what is no element of the group; ask for it again") from None
        parts.append(evaluator.evaluate_batch(elements).serialize())
    answered = sent.with_name(sent.name.replace(".to-partner", "").removesuffix(".bin") + ".from-partner.bin")
    partial = answered.with_suffix(".partial")
    partial.write_bytes(MAGIC_FROM + b"".join(parts))
    partial.replace(answered)
    return answered, len(body) // ELEMENT
