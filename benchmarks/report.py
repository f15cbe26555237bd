"""The report: from recorded evidence to a finished public/, a re-run with nothing changed, memory, size, first paint.

    python -m benchmarks report

The demonstration, three times from the start (its own folder and cache each time), three times again with nothing changed,
and between them three times as one would run it without the suite: the same notebooks by papermill's command, one after
the other, with nothing read for leaks, sealed, described or checked. Memory is that of all processes together (pages that
several share are counted once), taken ten times a second; first paint is Chromium's, of the page on the disk, the browser
started anew each time. What was measured is kept in benchmarks/report.json, and docs/benchmarks.md is written from it.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil
from whosefaces import PROJECT

from benchmarks.manifests import machine
from benchmarks.tracing import write_section

RESULTS = Path(__file__).parent / "report.json"
DEMO = PROJECT / "data" / "demo"
CHROMIUM = "/usr/bin/chromium"
ROUNDS = 3
PAINTS = 7
QUIET = 3.0
"""Load up to which wall seconds are ours."""
A_SECOND = 10
KNOWN = ("papermill", "typst", "vl-convert-python", "altair", "duckdb", "pandas")
GOALS = {"run": 18.0, "cpu": 16.0, "again": 1.5, "ratio": 0.5, "mib": 1536.0, "page": 6e5, "paint": 1000.0}
"""On two quiet cores: seconds, processor seconds, seconds, times papermill's own command, MiB, bytes, milliseconds."""


class Watched:
    """A process and all below it: the most memory that they held together, and their processor seconds."""

    def __init__(self, pid: int) -> None:
        self._root = psutil.Process(pid)
        self._done = threading.Event()
        self._cpu: dict[tuple[int, float], float] = {}
        self.most = 0
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._done.wait(1 / A_SECOND):
            held = 0
            for process in self._all():
                try:
                    held += process.memory_full_info().pss
                    spent = process.cpu_times()
                    self._cpu[process.pid, process.create_time()] = spent.user + spent.system
                except psutil.Error:
                    continue
            self.most = max(self.most, held)

    def _all(self) -> list[psutil.Process]:
        try:
            return [self._root, *self._root.children(recursive=True)]
        except psutil.Error:
            return []

    def ended(self) -> dict[str, float]:
        self._done.set()
        self._thread.join()
        return {"mib": self.most / 2**20, "cpu": sum(self._cpu.values())}


def timed(command: list[str], env: dict[str, str], cwd: Path) -> dict[str, float]:
    """Run a command; wall seconds, processor seconds, and the most memory of it and all that it starts."""
    started = time.perf_counter()
    with subprocess.Popen(command, env=env, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as running:
        watched = Watched(running.pid)
        _, errors = running.communicate()
        wall = time.perf_counter() - started
    if running.returncode:
        sys.exit(f"{' '.join(command[:4])} ended with {running.returncode}: {errors.decode()[-500:]}")
    return {"wall": wall} | watched.ended()


def environment(folder: Path) -> dict[str, str]:
    """Reports and prepared manifests in a folder of their own, so that nothing is at hand from before."""
    return os.environ | {
        "WHOSEFACES_REPORTS": str(folder / "reports"),
        "WHOSEFACES_CACHE": str(folder / "cache"),
        "PYTHONPATH": str(PROJECT),
    }


def suite(folder: Path) -> dict[str, float]:
    """The command that a reporter gives."""
    command = [sys.executable, "-m", "whosefaces.cli", "run", str(DEMO / "investigation.toml")]
    return timed(command, environment(folder), PROJECT)


def by_papermill(folder: Path) -> dict[str, float]:
    """The same notebooks, one after the other, by papermill's own command: what one would do without the suite."""
    env = environment(folder) | {"PYTHONHASHSEED": "0"}
    from whosefaces.edition.run import NOTEBOOKS

    runs = []
    for name in NOTEBOOKS:
        notebook, executed = PROJECT / "notebooks" / f"{name}.ipynb", folder / f"{name}.ipynb"
        arguments = [str(notebook), str(executed), "-p", "investigation", "investigation.toml", "--cwd", str(DEMO)]
        command = [sys.executable, "-m", "papermill", "--no-progress-bar", *arguments, "-k", "python3"]
        runs.append(timed(command, env, PROJECT))
    return {
        "wall": sum(r["wall"] for r in runs),
        "cpu": sum(r["cpu"] for r in runs),
        "mib": max(r["mib"] for r in runs),
    }


def painted(page: Path) -> list[float]:
    """Milliseconds to the first contentful paint from disk, a browser anew each time."""
    from playwright.sync_api import sync_playwright

    lines = []
    for _ in range(PAINTS):
        with sync_playwright() as started:
            browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            opened = browser.new_page()
            opened.goto(page.as_uri())
            opened.wait_for_function("performance.getEntriesByName('first-contentful-paint').length > 0")
            entry = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
            lines.append(float(opened.evaluate(entry)))
            browser.close()
    return lines


def measured() -> dict[str, Any]:
    load = [os.getloadavg()[0]]
    figures: dict[str, Any] = {"run": [], "again": [], "papermill": []}
    with tempfile.TemporaryDirectory() as scratch:
        for turn in range(ROUNDS):
            folder = Path(scratch) / f"{turn}"
            figures["run"].append(suite(folder / "suite"))
            figures["again"].append(suite(folder / "suite"))
            (folder / "papermill").mkdir()
            figures["papermill"].append(by_papermill(folder / "papermill"))
            load.append(os.getloadavg()[0])
            print(f"round {turn + 1} of {ROUNDS}: {figures['run'][-1]['wall']:.1f} s, "
                  f"again {figures['again'][-1]['wall']:.1f} s, by papermill {figures['papermill'][-1]['wall']:.1f} s "
                  f"at a load of {load[-1]:.1f}", flush=True)  # fmt: skip
        public = next((Path(scratch) / "0" / "suite" / "reports").glob("*/20*/public"))
        figures["sizes"] = sizes(public)
        figures["paint"] = painted(public / "report.html") if Path(CHROMIUM).exists() else []
    return figures | {"load": [min(load), max(load)]}


def sizes(public: Path) -> dict[str, int]:
    files = [path for path in public.rglob("*") if path.is_file()]
    return {
        "report.html": (public / "report.html").stat().st_size,
        "report.pdf": (public / "report.pdf").stat().st_size,
        "charts on the page": (public / "report.html").read_text(encoding="utf-8").count("<figure "),
        "files": len(files),
        "public": sum(path.stat().st_size for path in files),
    }


def middle(runs: list[dict[str, float]], what: str) -> float:
    return statistics.median(run[what] for run in runs)


def section(results: dict[str, Any]) -> str:
    run, again, papermill = results["run"], results["again"], results["papermill"]
    most, size, low, high = max(r["mib"] for r in run), results["sizes"], *results["load"]
    paint = f"{statistics.median(results['paint']):.0f} ms" if results["paint"] else "not measured: no browser"
    rows = [
        ("evidence to finished public/, PDF included", f"{middle(run, 'wall'):.1f} s", f"{middle(run, 'cpu'):.1f} s", f"{GOALS['run']:.0f} s, {GOALS['cpu']:.0f} s of processors"),
        ("again, nothing changed", f"{middle(again, 'wall'):.1f} s", f"{middle(again, 'cpu'):.1f} s", f"{GOALS['again']:.1f} s"),
        ("the same notebooks by papermill's command", f"{middle(papermill, 'wall'):.1f} s", f"{middle(papermill, 'cpu'):.1f} s", ""),
    ]  # fmt: skip
    ratio = middle(run, "wall") / middle(papermill, "wall")
    crowd = (
        " Others were at work: trust processor seconds and the ratio, and measure again when it is quiet."
        if high > QUIET
        else ""
    )
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return f"""
Written by `python -m benchmarks report`, of the demonstration (12,332 rows, 1,000 photos and 300 accounts drawn).
{results["machine"]}; {results["versions"]}; {results["when"]}. Medians of {ROUNDS}. Load of the machine {low:.1f} to {high:.1f}, our own included.{crowd}

| | wall | processors | goal |
|---|---|---|---|
{table}

Running it takes {ratio:.2f} times what papermill's command takes for the notebooks alone (goal: {GOALS["ratio"]:.1f}); beyond them the suite describes the edition, reads
every byte for leaks, seals it, and puts it in its place.

Most memory of all its processes together: {most:,.0f} MiB (goal: {GOALS["mib"] / 1024:.1f} GiB); by papermill's command {max(r["mib"] for r in papermill):,.0f} MiB.
`report.html`, with {size["charts on the page"]} charts: {size["report.html"] / 1e6:.2f} MB (goal: {GOALS["page"] / 1e6:.1f} MB); `report.pdf`: {size["report.pdf"] / 1e6:.2f} MB; all of `public/`: {size["public"] / 1e6:.1f} MB in {size["files"]} files.
First contentful paint from disk in Chromium, median of {PAINTS}: {paint} (goal: {GOALS["paint"]:,.0f} ms).
"""


def main(_arguments: list[str]) -> None:
    """Measure, keep what was measured, and write the section."""
    figures = measured()
    versions = ", ".join([f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in KNOWN)])
    results = figures | {"machine": machine(), "versions": versions, "when": time.strftime("%d %B %Y")}
    RESULTS.write_text(json.dumps(results, indent=1) + "\n")
    write_section("Report", section(results))


if __name__ == "__main__":
    main(sys.argv[1:])
