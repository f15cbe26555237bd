"""The look-up: an index's size and speed, a question cold and warm, a list of tags, answers a second.

    python -m benchmarks lookup            (3,000,000 rows; 98,153 accounts)
    python -m benchmarks lookup 10000000   (so many rows, and 1,000,000 accounts too)

Rows are invented. A question to an index is held against the same question put to the list by the engine; the tags against one
process of the library; the server against nothing but its goal. What was measured is kept in benchmarks/lookup.json, and
docs/benchmarks.md is written from it.
"""

from __future__ import annotations

import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import duckdb
import psutil
from voprf.ristretto import Client
from whosefaces import PROJECT
from whosefaces.lookup import partnership, post, tags
from whosefaces.lookup.answers import Shelf
from whosefaces.lookup.keys import Key

from benchmarks.manifests import machine
from benchmarks.tracing import write_section

RESULTS = Path(__file__).parent / "lookup.json"
ROWS, PHOTOS_EACH = 3_000_000, 30
ACCOUNTS = (98_153, 1_000_000)
PROGRAM = [sys.executable, "-c", "from whosefaces.cli import main; main()"]


def invented(path: Path, rows: int) -> None:
    """A list of so many photo pages, by as many accounts as make thirty photos each."""
    accounts = max(1, rows // PHOTOS_EACH)
    account = f"CAST(hash(i) % {accounts} AS BIGINT)"
    duckdb.connect().execute(
        f"COPY (SELECT 'https://www.flickr.com/photos/' || (90000000 + {account}) || '@N' || (10 + {account} % 90) || '/' || "
        "(2000000000 + (i * 7919) % 40000000000) || '/' AS photo_page, 'https://creativecommons.org/licenses/by/2.0/' AS licence "
        f"FROM range({rows}) AS t(i)) TO '{path}' (HEADER)"
    )


def timed(command: list[str], cache: Path) -> tuple[float, float]:
    """Wall and processor seconds of a command."""
    before = os.times()
    began = time.perf_counter()
    subprocess.run(
        command, check=False, capture_output=True,
        env=os.environ | {"WHOSEFACES_CACHE": str(cache), "PYTHONPATH": str(PROJECT / "analysis")},
    )  # fmt: skip
    after = os.times()
    return (
        time.perf_counter() - began,
        after.children_user + after.children_system - before.children_user - before.children_system,
    )


def index(rows: int, folder: Path) -> dict[str, Any]:
    """Prepare a list; ask it cold and warm."""
    file, cache = folder / "faces.csv", folder / "cache"
    invented(file, rows)
    timed([*PROGRAM, "read", str(file)], cache)  # so that what follows is the index alone
    wall, cpu = timed([*PROGRAM, "lookup", "prepare", str(file)], cache)
    (path,) = (cache / "lookup").glob("*.index")
    nsid = f"{90_000_000 + 7}@N17"
    cold = [timed([*PROGRAM, "lookup", nsid, "--in", str(file), "--json"], cache) for _ in range(7)]
    empty = [timed([sys.executable, "-c", "import duckdb"], cache) for _ in range(7)]
    before = psutil.Process().memory_info().rss
    warm = []
    with Shelf([path]) as shelf:
        for number in range(200):
            began = time.perf_counter()
            shelf.ask(f"{90_000_000 + number * 13 % (rows // PHOTOS_EACH)}@N10")
            shelf.ask(str(2_000_000_000 + number * 7_919))
            warm.append((time.perf_counter() - began) / 2)
        held = psutil.Process().memory_info().rss - before
    began = time.perf_counter()
    duckdb.connect().execute(f"SELECT count(*) FROM read_csv('{file}') WHERE contains(photo_page, '{nsid}')").fetchall()
    return {
        "rows": rows, "prepare_s": wall, "prepare_cpu_s": cpu, "bytes_a_row": path.stat().st_size / rows,
        "cold_ms": 1000 * statistics.median(took for took, _ in cold), "cold_cpu_ms": 1000 * statistics.median(cpu for _, cpu in cold),
        "engine_import_ms": 1000 * statistics.median(took for took, _ in empty),
        "warm_ms": 1000 * statistics.median(warm), "warm_worst_ms": 1000 * max(warm), "held_mib": held / 2**20,
        "scan_s": time.perf_counter() - began,
    }  # fmt: skip


def building(accounts: int) -> dict[str, Any]:
    """The tags of so many accounts, and the library alone on a tenth of them in one process."""
    key = Key("whosefaces/lookup/1/invented/2026-11-22", b"\1" * 32)
    nsids = [f"{40_000_000 + n * 7}@N10" for n in range(accounts)]
    before, began = os.times(), time.perf_counter()
    tags.tags_of(tags.outputs(key, nsids))
    wall, after = time.perf_counter() - began, os.times()
    evaluator, cpu = key.evaluator(), time.process_time()
    for nsid in nsids[: accounts // 10]:
        evaluator.evaluate_known_input(nsid.encode())
    alone = (time.process_time() - cpu) * 10
    spent = sum(after[:4]) - sum(before[:4])
    return {"accounts": accounts, "wall_s": wall, "cpu_s": spent, "library_cpu_s": alone}


def two_keys(folder: Path, accounts: int) -> dict[str, Any]:
    """The tags of so many accounts under a newsroom's key and a partner's, the partner's answer among them."""
    nsids = [f"{40_000_000 + n * 7}@N10" for n in range(accounts)]
    key = Key("whosefaces/lookup/1/invented/2026-11-22", b"\1" * 32)
    public = partnership.new(folder / "partner" / "our.key", "invented/2026-11-22", "Privacy Desk", 2_000)
    partner = Key.read(folder / "partner" / "our.key")
    spent: list[float] = []

    def answered() -> None:
        sent = folder / "look-up.to-partner.bin"
        while not sent.is_file() or sent.stat().st_size < len(partnership.MAGIC_TO) + 32 * accounts:
            time.sleep(0.05)
        cpu = time.thread_time()
        partnership.answer(sent, partner)
        spent.append(time.thread_time() - cpu)

    partner_at_work = threading.Thread(target=answered)
    before, began = os.times(), time.perf_counter()
    partner_at_work.start()
    _, outputs, _ = partnership.outputs(public, nsids, folder / "look-up", lambda _: None, 0.05)
    tags.tags_of(tags.outputs(key, nsids), outputs)
    wall, after = time.perf_counter() - began, os.times()
    partner_at_work.join()
    return {"accounts": accounts, "wall_s": wall, "cpu_s": sum(after[:4]) - sum(before[:4]), "partner_cpu_s": spent[0]}


def serving(folder: Path) -> dict[str, Any]:
    """Answers a second of the server in a process of its own, its times at 100 a second, its memory."""
    key = Key.made(folder / "keys" / "a.key", "whosefaces/lookup/1/invented/2026-11-22", cap=10_000_000)
    port = 18_765
    process = subprocess.Popen(
        [*PROGRAM, "lookup-site", "serve", "--key", str(key.path), "--state", str(folder / "state"), "--port", str(port), "--per-address", "0"],
        stderr=subprocess.DEVNULL, env=os.environ | {"PYTHONPATH": str(PROJECT / "analysis")},
    )  # fmt: skip
    try:
        watched = psutil.Process(process.pid)
        while True:
            try:
                http.client.HTTPConnection("127.0.0.1", port, timeout=1).request("GET", "/health")
                break
            except OSError:
                time.sleep(0.05)
        bodies = [b"\x11" + Client.blind(b"%d@N10" % n)[1].serialize() for n in range(6_000)]
        share = [bodies[at:4_000:8] for at in range(8)]
        cpu, began = watched.cpu_times(), time.perf_counter()
        threads = [threading.Thread(target=_ask, args=(port, some, None, [])) for some in share]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        wall, after = time.perf_counter() - began, watched.cpu_times()
        spent = after.user + after.system - cpu.user - cpu.system
        took: list[float] = []
        _ask(port, bodies[4_000:6_000], 0.01, took)
        took.sort()
        return {
            "per_s": 4_000 / wall, "per_cpu_s": 4_000 / spent, "p50_ms": 1000 * took[len(took) // 2],
            "p99_ms": 1000 * took[len(took) * 99 // 100], "mib": watched.memory_info().rss / 2**20,
        }  # fmt: skip
    finally:
        process.terminate()
        process.wait()


def _ask(port: int, bodies: list[bytes], every: float | None, took: list[float]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    for body in bodies:
        began = time.perf_counter()
        connection.request("POST", "/ask", body=body)
        response = connection.getresponse()
        response.read()
        assert response.status == 200, response.status
        took.append(time.perf_counter() - began)
        if every is not None:
            time.sleep(max(0.0, every - took[-1]))


def one_evaluation() -> float:
    """Answers a processor second of one core, without the server."""
    key = Key("x", b"\1" * 32)
    elements = [Client.blind(b"%d@N10" % n)[1].serialize() for n in range(1_000)]
    cpu = time.process_time()
    for element in elements:
        post.evaluated(key, element)
    return 1_000 / (time.process_time() - cpu)


def text(results: dict[str, Any]) -> str:
    """The section of docs/benchmarks.md."""
    lines = [
        "Written by `python -m benchmarks lookup`; rows and accounts are invented.", "",
        f"{results['machine']}; {results['on']}. Load of the machine {results['load']}: where others were at work, trust processor seconds and ratios.", "",
        "| an index of | written in, s | cpu s | rows a cpu s and core | bytes a row | cold process, ms (cpu) | importing the engine alone, ms | warm, ms (worst) | held, MiB | the same question to the list by the engine, s |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]  # fmt: skip
    for one in results["index"].values():
        lines.append(
            f"| {one['rows']:,} rows | {one['prepare_s']:.1f} | {one['prepare_cpu_s']:.1f} | {one['rows'] / one['prepare_cpu_s']:,.0f} | {one['bytes_a_row']:.1f} | "
            f"{one['cold_ms']:.0f} ({one['cold_cpu_ms']:.0f}) | {one['engine_import_ms']:.0f} | {one['warm_ms']:.2f} ({one['warm_worst_ms']:.1f}) | {one['held_mib']:.0f} | {one['scan_s']:.2f} |"
        )
    lines += ["", "| tags of | s | cpu s | the library alone, cpu s | suite / library |", "|---|---|---|---|---|"]
    for one in results["tags"].values():
        lines.append(
            f"| {one['accounts']:,} accounts | {one['wall_s']:.1f} | {one['cpu_s']:.1f} | {one['library_cpu_s']:.1f} | {one['cpu_s'] / one['library_cpu_s']:.2f} |"
        )
    both = results["two_keys"]
    lines += [
        "",
        f"With two keys {both['accounts']:,} accounts take {both['wall_s']:.0f} s ({both['cpu_s']:.0f} processor seconds, of which the partner {both['partner_cpu_s']:.0f}), carrying the two files not counted.",
    ]
    server = results["server"]
    lines += [
        "",
        f"The server answers {server['per_s']:,.0f} questions a second with 8 connections ({server['per_cpu_s']:,.0f} a processor second; the library alone "
        f"{results['evaluations']:,.0f}); at 100 a second p50 {server['p50_ms']:.1f} and p99 {server['p99_ms']:.1f} ms; it holds {server['mib']:.0f} MiB.",
    ]
    return "\n".join(lines)


def main(arguments: list[str]) -> None:
    """Measure, print, write."""
    sizes = [int(argument) for argument in arguments if argument.isdecimal()] or [ROWS]
    results: dict[str, Any] = json.loads(RESULTS.read_text()) if RESULTS.exists() else {"index": {}, "tags": {}}
    loads = [os.getloadavg()[0]]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for rows in sizes:
            results["index"][str(rows)] = index(rows, folder)
            print(results["index"][str(rows)], flush=True)
        for accounts in ACCOUNTS[: 2 if max(sizes) > ROWS else 1]:
            results["tags"][str(accounts)] = building(accounts)
            print(results["tags"][str(accounts)], flush=True)
        results["two_keys"] = two_keys(folder, ACCOUNTS[0])
        print(results["two_keys"], flush=True)
        results["server"], results["evaluations"] = serving(folder), one_evaluation()
        print(results["server"], flush=True)
    loads.append(os.getloadavg()[0])
    results |= {"machine": machine(), "on": time.strftime("%-d %B %Y"), "load": f"{min(loads):.1f} to {max(loads):.1f}"}
    RESULTS.write_text(json.dumps(results, indent=1) + "\n")
    write_section("The look-up", text(results))
