"""All measures on a panel of 20,000 photos and 10,000 accounts: seconds, processor seconds, peak memory.

    python -m benchmarks measures

The traces are invented: accounts with a heavy tail of photos, some gone, 3 in 100 questions not asked, licences' histories
and archived copies. Each round is a process of its own that does what the measuring notebook does: imports, then one call
that reads frame, panel and traces and writes findings and tables; the world is invented in another, so that the peak is
that of measuring alone. What was measured is kept in benchmarks/measures.json, and docs/benchmarks.md is written from it.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

from whosefaces import PROJECT

from benchmarks.manifests import machine
from benchmarks.tracing import write_section

RESULTS = Path(__file__).with_suffix(".json")
PHOTOS, ACCOUNTS = 20_000, 10_000
OF_ACCOUNTS = 4 * ACCOUNTS
"""Accounts in the frame; they hold about five times as many photos."""
ASKED = 0.97
ROUNDS = 7
QUIET = 3.0
"""Load up to which wall seconds are ours."""
KNOWN = ("pandas", "numpy", "duckdb", "scipy")
GOAL = {"wall": 2.0, "mib": 500.0}
"""Seconds of the call, MiB of the whole process."""


def invented(folder: Path) -> dict[str, int]:
    """An edition ready to be measured, in ``folder``; how much of it there is."""
    from whosefaces.manifest.frame import FRAME
    from whosefaces.trace.traces import TRACES

    from tests.measure.invented import population, world

    truth = population(OF_ACCOUNTS)
    invented = world(folder, truth, photos=PHOTOS, accounts=ACCOUNTS, asked=ASKED, histories=True)
    return {"rows": len(FRAME.read(invented.frame_path)), "traces": len(TRACES.read(invented.traces_path))}


def measured_once(folder: Path) -> dict[str, float]:
    """In this process: import, measure, measure again."""
    before = time.perf_counter()
    from whosefaces import investigation
    from whosefaces.measure import (
        measuring,  # noqa: F401  (as the notebook imports them)
        sentences,  # noqa: F401  (as the notebook imports them)
    )
    from whosefaces.measure.questions import comparison  # noqa: F401  (as the notebook imports them)

    from tests.measure.invented import AS_OF

    loaded = investigation.load(folder / "investigation" / "investigation.toml")
    figures = {"imports": time.perf_counter() - before, "mib before": peak()}
    paths = [folder / "case" / f"{name}.parquet" for name in ("frame", "panel", "traces")]
    for name in ("", " again"):
        started, worked = time.perf_counter(), time.process_time()
        findings = measuring.measure(loaded, *paths, folder / "case", folder / "public", AS_OF)
        figures |= {f"wall{name}": time.perf_counter() - started, f"cpu{name}": time.process_time() - worked}
        figures[f"mib{name}"] = peak()
    return figures | {"findings": len(findings.table), "tables": len(findings.tables)}


def peak() -> float:
    """The most memory that this process held so far, in MiB; what its parent held is not in it, as it is in getrusage."""
    (line,) = [
        line_of for line_of in Path("/proc/self/status").read_text().splitlines() if line_of.startswith("VmHWM:")
    ]
    return int(line.split()[1]) / 1024


def measured() -> dict[str, Any]:
    """Every round, each in a new process."""
    load = [os.getloadavg()[0]]
    rounds = []
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        sizes = invented(folder)
        env = os.environ | {"PYTHONPATH": str(PROJECT)}
        for turn in range(ROUNDS):
            command = [sys.executable, "-m", "benchmarks.measures", "--round", str(folder)]
            done = subprocess.run(command, cwd=PROJECT, env=env, check=True, capture_output=True, text=True)
            rounds.append(json.loads(done.stdout))
            load.append(os.getloadavg()[0])
            print(f"round {turn + 1} of {ROUNDS}: {rounds[-1]['wall']:.2f} s, {rounds[-1]['mib']:.0f} MiB", flush=True)
    return {"rounds": rounds, "sizes": sizes, "load": [min(load), max(load)]}


def middle(results: dict[str, Any], what: str) -> float:
    """The median of the rounds."""
    return statistics.median(round_[what] for round_ in results["rounds"])


def section(results: dict[str, Any]) -> str:
    """The section "Measures" of docs/benchmarks.md."""
    sizes, (low, high), one = results["sizes"], results["load"], results["rounds"][0]
    crowd = " Others were at work: trust processor seconds, and measure again when it is quiet." if high > QUIET else ""
    rows = [
        ("all measures, in a new process", "", f"{GOAL['wall']:g} s, {GOAL['mib']:g} MiB"),
        ("the same once more in that process", " again", ""),
    ]
    table = "\n".join(
        f"| {name} | {middle(results, f'wall{which}'):.2f} s | {middle(results, f'cpu{which}'):.2f} s "
        f"| {max(round_[f'mib{which}'] for round_ in results['rounds']):,.0f} MiB | {goal} |"
        for name, which, goal in rows
    )
    return f"""
Written by `python -m benchmarks measures`. The traces are invented: {PHOTOS:,} photos and {ACCOUNTS:,} accounts drawn from a frame of
{sizes["rows"]:,} rows, {sizes["traces"]:,} traces, {1 - ASKED:.0%} of the questions not asked; {one["findings"]} findings and {one["tables"]} tables are measured, guarded and written, as
notebook `3_measure` does it in one call. {results["machine"]}; {results["versions"]}; {results["when"]}. Medians of {ROUNDS} (memory: the most).
Load of the machine {low:.1f} to {high:.1f}, our own included.{crowd}

| | wall | processors | peak memory | goal |
|---|---|---|---|---|
{table}

The peak is that of the whole process, {middle(results, "mib before"):,.0f} MiB of it there before the call; the imports take {middle(results, "imports"):.2f} s and are not in the call's time.
No ratio is given: a survey package computes shares and intervals, but neither codes answers, nor joins conditions, nor decides what may be
printed, which is most of the work here; shares alone beside it would flatter whoever does less.
"""


def main(_arguments: list[str]) -> None:
    """Measure, keep what was measured, and write the section."""
    figures = measured()
    versions = ", ".join([f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in KNOWN)])
    results = figures | {"machine": machine(), "versions": versions, "when": time.strftime("%d %B %Y")}
    RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    write_section("Measures", section(results))
    print(section(results))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--round"]:
        print(json.dumps(measured_once(Path(sys.argv[2]))))
    else:
        main(sys.argv[1:])
