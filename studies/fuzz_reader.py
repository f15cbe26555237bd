"""Fuzz the reader of lists: lists that are right, spoilt at random, for as long as is asked; what must hold always, held.

    python -m studies.fuzz_reader 600          ten minutes; --seed makes the same again

Every file is a list of one kind and container, with a few bytes, cells, lines or pieces changed, cut out, doubled or mixed
with another's. Whatever comes of it, four things hold: the reader ends in an answer or in one line that a person can read;
rows are read or set aside and nothing between; there are no more photos than rows; and no photo is named that the file does
not name. It is coverage-guided where that is cheap: what calls a function of the reader from where nothing called it
before is kept, and spoilt further.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import random
import re
import sys
import tempfile
import time
import traceback
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

from whosefaces.errors import WhoseFacesError
from whosefaces.manifest import engine, ingest
from whosefaces.manifest.interpreting import settle
from whosefaces.manifest.reading import count

ROOM = str(Path(ingest.__file__).parent)
CORPUS = Path(__file__).parent.parent / "tests" / "manifest" / "corpus"
LARGEST = 300_000
"""Bytes of a file that is spoilt; larger ones only cost time."""

PHOTOS = [49_000_000_001 + 7919 * n for n in range(40)]
OWNERS = [f"9000000{n % 7}@N99" for n in range(40)]
PAGES = [f"https://www.flickr.com/photos/{owner}/{photo}/" for owner, photo in zip(OWNERS, PHOTOS, strict=True)]
FILES = [f"{photo}_0a1b2c3d{n:02x}_b.jpg" for n, photo in enumerate(PHOTOS)]
PIECES = (
    *(b'"', b"'", b",", b";", b"\t", b"|", b"\n", b"\r\n", b"\r", b"\\", b"\x00", b"\xff", b"\xef\xbb\xbf", b"[", b"]", b"{", b"}"),
    *(b"null", b"NaN", b"1e999", b"4.92E+10", b"\xe9", b"\xf0\x9f\x98\x80", b"flickr.com", b"https://", b"@N00", b" | ", b"<a>", b"&#0;"),
)  # fmt: skip
NUMBER = re.compile(rb"[0-9]")


def seeds() -> Iterator[tuple[str, bytes]]:
    """Lists that are right, one of a kind, and the corpus of the tests."""
    rows = list(zip(PHOTOS, OWNERS, PAGES, FILES, strict=True))
    for mark in ",;\t|":
        yield (
            "list.csv",
            "\n".join(["photo_id,owner,page".replace(",", mark), *(mark.join(map(str, r[:3])) for r in rows)]).encode(),
        )
    yield (
        "quoted.csv",
        "\n".join(['n,"url"', *(f'"{n}, and ""more""","{page}"' for n, page in enumerate(PAGES))]).encode(),
    )
    yield "files.txt", "\n".join(FILES).encode()
    yield "accounts.txt", "\n".join(OWNERS).encode()
    yield "cells.csv", "\n".join(["owner,photo_ids", *(f'{o},"{p},{p + 1},{p + 2}"' for p, o, *_ in rows)]).encode()
    records = [{"photo_id": p, "owner": {"nsid": o}, "urls": [u, f]} for p, o, u, f in rows]
    yield "list.json", json.dumps(records).encode()
    yield "list.jsonl", "\n".join(map(json.dumps, records)).encode()
    yield "owners.json", json.dumps({o: [p for p, other, *_ in rows if other == o] for o in set(OWNERS)}).encode()
    yield (
        "list.xml",
        ("<?xml version='1.0'?><l>" + "".join(f"<p id='{p}'><u>{u}</u></p>" for p, _, u, _ in rows) + "</l>").encode(),
    )
    yield "page.html", ("<html><body>" + "".join(f"<a href='{u}'>x</a>" for u in PAGES) + "</body></html>").encode()
    yield "dump.sql", "".join(f"INSERT INTO `p` VALUES ({p},'{o}','it''s');\n" for p, o, *_ in rows).encode()
    copied = "".join(f"{p}\t{o}\t\\N\n" for p, o, *_ in rows)
    yield "copy.sql", f"COPY public.p (photo_id, owner, t) FROM stdin;\n{copied}\\.\n".encode()
    yield (
        "drawn.txt",
        "\n".join(["| photo_id | owner |", "|---|---|", *(f"| {p} | {o} |" for p, o, *_ in rows)]).encode(),
    )
    yield "values.json", "\n".join(json.dumps(record, indent=1) for record in records).encode()
    yield "list.csv.gz", gzip.compress("\n".join(PAGES).encode())
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as parts:
        parts.writestr("a.csv", "\n".join(PAGES[:20]))
        parts.writestr("b.csv", "\n".join(PAGES[20:]))
    yield "lists.zip", packed.getvalue()
    for path in sorted(CORPUS.iterdir()):
        if path.stat().st_size < LARGEST:
            yield path.name, path.read_bytes()


def spoilt(content: bytes, other: bytes, dice: random.Random) -> bytes:
    """A few changes: bytes, pieces, lines and columns; or the half of another file."""
    for _ in range(dice.choice((1, 1, 2, 4, 16))):
        place, end = sorted(dice.randrange(len(content) + 1) for _ in range(2)) if content else (0, 0)
        end = min(end, place + dice.choice((1, 4, 64, 4096)))
        match dice.randrange(8):
            case 0:
                content = content[:place] + dice.choice(PIECES) + content[place:]
            case 1:
                content = content[:place] + content[end:]
            case 2:
                content = content[:end] + content[place:end] + content[end:]
            case 3:
                content = content[:place] + bytes([dice.randrange(256)]) + content[place + 1 :]
            case 4:
                content = content[:place] + other[dice.randrange(len(other) + 1) :][:2000] + content[place:]
            case 5:
                old, new = dice.choice(PIECES), dice.choice(PIECES)
                content = content.replace(old, new, dice.choice((1, -1)))
            case 6:
                lines = content.split(b"\n")
                dice.shuffle(lines)
                content = b"\n".join(lines)
            case 7:
                content = NUMBER.sub(
                    lambda digit: bytes([dice.choice(b"0123456789")]) if dice.random() < 0.01 else digit[0], content
                )
        content = content[:LARGEST]
    return content


class Reached:
    """Which functions of the reader were called from which lines: a profile of calls, for a trace of lines is too slow."""

    def __init__(self) -> None:
        self.calls: set[tuple[int, str, int]] = set()
        self.new = 0

    def __call__(self, frame: FrameType, event: str, _: Any) -> None:
        """Note the call, where it is one into the reader's room."""
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(ROOM):
            place = (id(code), code.co_name, frame.f_back.f_lineno if frame.f_back else 0)
            if place not in self.calls:
                self.calls.add(place)
                self.new += 1


def wrong(path: Path, content: bytes) -> str | None:
    """What does not hold of a file, in words; None where all does."""
    try:
        listing = ingest.listing(path)
        with engine.started() as duck:
            duck.parquet("listing", listing.path, numbered=True)
            settle(duck, accounts_only=listing.accounts_only)
            reading = count(duck, listing)
            named = [row[0] for row in duck.rows("SELECT DISTINCT photo_id FROM frame_rows WHERE photo_id IS NOT NULL")]
            neither = duck.rows(
                "SELECT count(*) FROM frame_rows WHERE set_aside IS NULL AND photo_id IS NULL AND account_key IS NULL"
            )[0][0]
    except WhoseFacesError as error:
        return (
            None if "\n" not in str(error) and len(str(error)) < 2000 else f"no line for a person: {str(error)[:200]!r}"
        )
    except Exception:  # noqa: BLE001 - whatever else gets out is a fault, and this is looking for it
        return traceback.format_exc(limit=-4)
    if neither:
        return f"{neither} rows are neither read nor set aside"
    if (reading.photos or 0) > reading.rows:
        return f"{reading.photos} photos in {reading.rows} rows"
    return _made_up(path, content, named)


def _made_up(path: Path, content: bytes, named: list[str]) -> str | None:
    """Photos whose number stands nowhere in a plain text; separators and powers of ten are undone on both sides."""
    if (
        path.suffix not in (".csv", ".txt", ".json", ".jsonl", ".xml", ".html")
        or b"flic.kr" in content
        or b"E+" in content
    ):
        return None
    text = content.replace(b"\x00", b"").decode("utf-8", "replace")
    plain = re.sub(r"[,.'’ \u00a0\u202f]", "", text)
    nowhere = [photo for photo in named if photo not in text and photo not in plain and photo.encode() not in content]
    return f"photos that the file does not name: {nowhere[:5]}" if nowhere else None


def fuzz(seconds: float, seed: int) -> int:
    """Spoil and read until the time is up; what does not hold is printed and kept. How many files that were."""
    dice, reached = random.Random(seed), Reached()  # noqa: S311
    pool = list(seeds())
    until, done, faults = time.monotonic() + seconds, 0, 0
    keep = Path(tempfile.gettempdir()) / "fuzz_reader"
    with tempfile.TemporaryDirectory() as folder:
        while time.monotonic() < until:
            name, whole = dice.choice(pool)
            content = spoilt(whole, dice.choice(pool)[1], dice)
            path = Path(folder) / f"{done}-{name}"
            path.write_bytes(content)
            reached.new = 0
            sys.setprofile(reached)
            try:
                fault = wrong(path, content)
            finally:
                sys.setprofile(None)
            if reached.new and content and len(pool) < 2000:
                pool.append((name, content))
            if fault is not None:
                faults += 1
                keep.mkdir(exist_ok=True)
                (keep / path.name).write_bytes(content)
                print(f"{keep / path.name}: {fault}", flush=True)
            path.unlink()
            done += 1
    print(
        f"{done:,} files, {len(reached.calls):,} calls within the reader reached, {len(pool):,} files kept to spoil, {faults} faults"
    )
    return faults


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("seconds", type=float)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    sys.exit(1 if fuzz(arguments.seconds, arguments.seed) else 0)
