"""The list as everybody may have it: a keyed tag of 8 bytes for each account, in three sorted bands.

A tag is the first 8 bytes of the OPRF's output on the account's NSID; with two keys, of the exclusive or of both outputs.
Without the key it is a random number. The bands are by photos in the list; their sizes are public.
"""

from __future__ import annotations

import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from whosefaces.errors import WhoseFacesError
from whosefaces.lookup.keys import Key

TAG = 8
OUTPUT = 64
BANDS = ((1, 1), (2, 9), (10, None))
"""Photos of an account in the list: from, to."""

HEADER = struct.Struct("<8s3I4x")
MAGIC = b"WFTAGS\x01\x08"
"""The file's name, its version and the bytes of a tag."""

WHOLE_UP_TO = 250_000
"""Accounts that are always sent as one list; above that in buckets, chosen by the tag, of FULLEST or more."""
BUCKET = 10_000

WORKERS = 2
APART = 20_000
"""Accounts from which on more processes than one compute."""


class TagsError(WhoseFacesError):
    """The tags could not be computed or read."""


@dataclass(frozen=True)
class Account:
    """An account of a list."""

    nsid: str
    photos: int

    @property
    def band(self) -> int:
        """The place of its band."""
        return next(
            at for at, (low, high) in enumerate(BANDS) if low <= self.photos and (high is None or self.photos <= high)
        )


def outputs(key: Key, nsids: Sequence[str], done: Callable[[int], None] = lambda _: None) -> bytes:
    """The OPRF's output (64 bytes each) on these NSIDs, in their order.

    Args:
        key: whose.
        nsids: the inputs.
        done: told how many more are computed.
    """
    if len(nsids) < APART:
        evaluator = key.evaluator()
        tags = [evaluator.evaluate_known_input(nsid.encode("ascii")) for nsid in nsids]
        done(len(nsids))
        return b"".join(tags)
    share = -(-len(nsids) // WORKERS)
    parts: list[bytearray] = [bytearray() for _ in range(WORKERS)]

    def work(at: int) -> None:
        given = "\n".join([key.seed.hex(), key.info, *nsids[at * share : (at + 1) * share]]).encode("utf-8")
        # The seed goes through a pipe: arguments and the environment can be read by others on the machine.
        with subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(given)
            process.stdin.close()
            while some := process.stdout.read(OUTPUT * 500):
                parts[at] += some
                done(len(some) // OUTPUT)

    threads = [threading.Thread(target=work, args=(at,)) for at in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    whole = b"".join(parts)
    if len(whole) != OUTPUT * len(nsids):
        raise TagsError("the tags were not all computed; run the same command again")
    return whole


def tags_of(outputs: bytes, second: bytes | None = None) -> list[bytes]:
    """The tags of outputs, or of the outputs of two keys."""
    if second is not None:
        mixed = int.from_bytes(outputs, "big") ^ int.from_bytes(second, "big")
        outputs = mixed.to_bytes(len(outputs), "big")
    return [outputs[at : at + TAG] for at in range(0, len(outputs), OUTPUT)]


def buckets_for(accounts: int) -> int:
    """How many bits of the tag choose the part of the list that is sent: none up to 250,000 accounts."""
    if accounts <= WHOLE_UP_TO:
        return 0
    return (accounts // (BUCKET + BUCKET // 10)).bit_length() - 1


def write(folder: Path, tags: Sequence[bytes], bands: Sequence[int]) -> list[int]:
    """Write the list, whole or in buckets; return the sizes of the three bands."""
    bits = buckets_for(len(tags))
    if bits == 0:
        (folder / "list.bin").write_bytes(_file(tags, bands))
    else:
        (folder / "list").mkdir(exist_ok=True)
        parts: list[list[tuple[bytes, int]]] = [[] for _ in range(1 << bits)]
        for tag, band in zip(tags, bands, strict=True):
            parts[int.from_bytes(tag, "big") >> 64 - bits].append((tag, band))
        if min(map(len, parts)) < BUCKET:
            raise TagsError(
                "a part of the list is smaller than it may be. This is a fault of the suite: please report it"
            )
        for at, part in enumerate(parts):
            (folder / "list" / f"{at:03x}.bin").write_bytes(_file([tag for tag, _ in part], [band for _, band in part]))
    return [list(bands).count(band) for band in range(len(BANDS))]


def _file(tags: Sequence[bytes], bands: Sequence[int]) -> bytes:
    of = [sorted(tag for tag, band in zip(tags, bands, strict=True) if band == wanted) for wanted in range(len(BANDS))]
    return HEADER.pack(MAGIC, *map(len, of)) + b"".join(b"".join(band) for band in of)


def read(path: Path) -> list[list[bytes]]:
    """The three bands of a file of tags.

    Raises:
        TagsError: it is none, or was cut off.
    """
    whole = path.read_bytes()
    magic, *sizes = HEADER.unpack_from(whole) if len(whole) >= HEADER.size else (b"", 0, 0, 0)
    if magic != MAGIC or len(whole) != HEADER.size + TAG * sum(sizes):
        raise TagsError(f"{path}: not a list as `whosefaces lookup-site build` writes it")
    bands, at = [], HEADER.size
    for size in sizes:
        bands.append([whole[place : place + TAG] for place in range(at, at + size * TAG, TAG)])
        at += size * TAG
    return bands


def _work() -> None:
    """As a program: seed, info and NSIDs in on standard input, a line each; outputs out."""
    seed, info, *nsids = sys.stdin.buffer.read().decode("utf-8").split("\n")
    evaluator = Key(info, bytes.fromhex(seed)).evaluator()
    for at in range(0, len(nsids), 500):
        some = [evaluator.evaluate_known_input(nsid.encode("ascii")) for nsid in nsids[at : at + 500]]
        sys.stdout.buffer.write(b"".join(some))
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    _work()
