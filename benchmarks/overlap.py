"""Two lists held against each other, the one ten times as long: against bare SQL, and in how much memory.

    python -m benchmarks overlap              # 10 million rows beside 1 million
    python -m benchmarks overlap 100000000    # beside 10 million: minutes, most of them for the reading

The rows are invented: half of the shorter list stands in the longer one, and the counts are held to that. Both lists have
been read before, for reading is measured by ``manifests``. The bare SQL counts the same photos and accounts by one GROUP BY
over both lists, within the same memory. What was measured is kept in benchmarks/overlap.json.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.manifests import machine
from benchmarks.tracing import write_section

RESULTS = Path(__file__).with_suffix(".json")
ROWS = 10_000_000
ACCOUNTS = 581_099
STEP, PRIME = 48_271, 68_719_476_767
"""Photo ids run through all numbers below the prime, in no order."""

READING = """
import json, sys, time
from pathlib import Path
from whosefaces.manifest import ingest
began = time.perf_counter()
for path in sys.argv[1:3]:
    ingest.listing(Path(path))
print(json.dumps({"wall": time.perf_counter() - began}))
"""
"""In a process of its own, as all that is measured here: a child's peak memory is never told smaller than its parent's."""

SUITE = """
import json, resource, sys, time
from pathlib import Path
from whosefaces.manifest import overlap
files = [("longer", Path(sys.argv[1])), ("shorter", Path(sys.argv[2]))]
wall, cpu = time.perf_counter(), time.process_time()
found = overlap.compare(files)
print(json.dumps({
    "wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu,
    "mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    "photos": {str(sorted(places)): n for places, n in found.combinations["photo"].items()},
}))
"""

BARE = """
import json, resource, sys, time
import duckdb
wall, cpu = time.perf_counter(), time.process_time()
engine = duckdb.connect()
engine.execute(f"SET enable_progress_bar = false; SET memory_limit = '700MB'; SET temp_directory = '{sys.argv[3]}'")
for column in ("photo_id", "nsid"):
    lists = " UNION ALL ".join(
        f"SELECT {column} AS of, {bit} AS mask FROM read_parquet('{path}')" for bit, path in ((1, sys.argv[1]), (2, sys.argv[2]))
    )
    engine.execute(f"SELECT mask, count(*) FROM (SELECT of, bit_or(mask) AS mask FROM ({lists}) GROUP BY of) GROUP BY mask").fetchall()
print(json.dumps({
    "wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu,
    "mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
}))
"""


def invent(path: Path, rows: int, first: int) -> Path:
    """A list of so many photos, each with its owner."""
    number = f"((i + {first}) * {STEP}) % {PRIME}"
    with duckdb.connect() as engine:
        engine.execute("SET memory_limit = '200MB'")
        engine.execute(
            f"COPY (SELECT CAST(1000000000 + {number} AS VARCHAR) AS photo_id, "
            f"CAST(10000000 + hash({number}) % {ACCOUNTS} AS VARCHAR) || '@N00' AS nsid FROM range({rows}) AS t(i)) "
            f"TO '{path}' (FORMAT parquet, COMPRESSION zstd)"
        )
    return path


def measured(code: str, longer: Path, shorter: Path, folder: Path) -> dict[str, Any]:
    """What one process of its own says of itself."""
    done = subprocess.run(
        [sys.executable, "-c", code, str(longer), str(shorter), str(folder)], capture_output=True, check=True, text=True
    )
    figures: dict[str, Any] = json.loads(done.stdout[done.stdout.rindex('{"wall"') :])  # past the engine's own bar
    print(json.dumps(figures), flush=True)
    return figures


def main(arguments: list[str]) -> None:
    """Measure, hold the counts to what was planted, keep the numbers and write the section."""
    rows = int(arguments[0]) if arguments else ROWS
    with tempfile.TemporaryDirectory() as cache:
        folder = Path(cache)
        os.environ["WHOSEFACES_CACHE"] = str(folder / "cache")
        longer, shorter = (
            invent(folder / "longer.parquet", rows, 0),
            invent(folder / "shorter.parquet", rows // 10, rows - rows // 20),
        )
        read = measured(READING, longer, shorter, folder)["wall"]
        suite = measured(SUITE, longer, shorter, folder)
        bare = measured(BARE, longer, shorter, folder)
    half = rows // 20
    if suite["photos"] != {"[0]": rows - half, "[1]": half, "[0, 1]": half}:
        sys.exit(f"the counts are not what was planted: {suite['photos']}")
    results = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    results[str(rows)] = {"read": read, "suite": suite, "bare": bare, "load": os.getloadavg()[0], "machine": machine()}
    RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    write_section("Overlap", section(results))


def section(results: dict[str, Any]) -> str:
    """The section of docs/benchmarks.md: a row for each size that was measured."""
    lines = [
        "Written by `python -m benchmarks overlap`; the rows are invented, and the counts are held to what was planted. Goal: 100 "
        "million rows beside 10 million within 60 s and 1 GiB, both read before. Where others were at work (load above 3), trust "
        "processor seconds and memory: the wall's seconds are theirs.",
        "",
        "| rows | suite, s | cpu s | peak MiB | bare SQL, s | cpu s | peak MiB | suite / bare, cpu | reading both first, s | load |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for rows, r in sorted(results.items(), key=lambda item: int(item[0])):
        suite, bare = r["suite"], r["bare"]
        lines.append(
            f"| {int(rows):,} beside {int(rows) // 10:,} | {suite['wall']:.1f} | {suite['cpu']:.1f} | {suite['mib']:.0f} | "
            f"{bare['wall']:.1f} | {bare['cpu']:.1f} | {bare['mib']:.0f} | {suite['cpu'] / bare['cpu']:.2f} | {r['read']:.0f} | "
            f"{r['load']:.1f} |"
        )
    return "\n".join(lines)
