"""Many small files of one kind -> one file, so that a list in a thousand parts is read once and not a thousand times.

Text is put together where the files begin with the same header, Parquet where the columns are the same; large parts are left as
they are, for which to be opened one by one costs nothing that counts.
"""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path

import duckdb

from whosefaces import scan
from whosefaces.manifest.listing import ManifestError
from whosefaces.manifest.reader import containers
from whosefaces.manifest.reader.glimpse import could_be_a_name
from whosefaces.manifest.reader.parts import Budget, Part

FEWEST = 20
"""Parts from which on they are put together."""

LARGEST = 2_000_000_000
"""Bytes in all up to which they are."""

_TEXTS = (".csv", ".tsv", ".tab", ".txt")
_LONGEST_HEADER = 1 << 16


def put_together(parts: list[Part], folder: Path, budget: Budget) -> list[Part]:
    """The parts, those of one kind that are many and small as one, in their places' order."""
    kinds: dict[tuple[str, bytes], list[Part]] = {}
    if len(parts) < FEWEST:
        return parts
    with closing(duckdb.connect()) as engine:
        for part in parts:
            if kind := _kind(part, engine):
                kinds.setdefault(kind, []).append(part)
    for number, ((suffix, header), alike) in enumerate(kinds.items()):
        if len(alike) < FEWEST or sum(part.path.stat().st_size for part in alike) > LARGEST:
            continue
        made = folder / f"together-{number}{suffix}"
        if suffix == ".parquet":
            _parquet(alike, made)
        else:
            _text(alike, header, made, budget)
        note = f"{len(alike):,} files of one kind were read as one list, from {alike[0].name!r} to {alike[-1].name!r}."
        one = Part(made, f"{alike[0].name} and {len(alike) - 1:,} more", notes=(note,))
        first = parts.index(alike[0])
        together = set(map(id, alike))
        parts = [
            one if place == first else part
            for place, part in enumerate(parts)
            if place == first or id(part) not in together
        ]
    return parts


def _kind(part: Part, engine: duckdb.DuckDBPyConnection) -> tuple[str, bytes] | None:
    """What parts of one kind have in common: how they are named, and their header or columns; None for what has neither."""
    suffix = next((one for one in _TEXTS if one in part.path.suffixes), part.path.suffix).lower()
    try:
        if suffix == ".parquet":
            described = engine.execute(f"DESCRIBE SELECT * FROM {scan.parquet(part.path)}").fetchall()
            return suffix, repr([row[:2] for row in described]).encode()
        if suffix not in _TEXTS:
            return None
        with containers.opened(part.path) as stream:
            header = stream.readline(_LONGEST_HEADER).rstrip(b"\r\n")
    except (duckdb.Error, ManifestError, OSError):
        return None
    cells = re.split(r"[,;|\t]", header.decode(errors="replace"))
    return (suffix, header) if len(cells) > 1 and all(cell and could_be_a_name(cell) for cell in cells) else None


def _text(alike: list[Part], header: bytes, target: Path, budget: Budget) -> None:
    with target.open("wb") as out:
        out.write(header + b"\n")
        for part in alike:
            with containers.opened(part.path) as stream:
                stream.readline(_LONGEST_HEADER)
                last = b"\n"
                while chunk := stream.read(containers.CHUNK):
                    budget.take(len(chunk))
                    out.write(chunk)
                    last = chunk[-1:]
                if last != b"\n":
                    out.write(b"\n")


def _parquet(alike: list[Part], target: Path) -> None:
    with closing(duckdb.connect()) as engine:
        engine.execute("SET threads = 2; SET memory_limit = '700MB'")
        source = scan.parquet([part.path for part in alike])
        engine.execute(scan.written(f"SELECT * FROM {source}", target, "FORMAT parquet, COMPRESSION zstd"))
