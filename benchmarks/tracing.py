"""How fast is tracing, what does evidence cost, does memory grow, and how many calls does an answer take?

    python -m benchmarks tracing            # speed, calls, memory at 1,000 and 10,000 traces
    python -m benchmarks tracing 100000     # memory alone, up to that many traces in one process: minutes

Everything is asked of the double, in a process of its own, without a pace. Ratios are of rounds that alternate within
one run, so that what else the machine does falls on both sides. docs/benchmarks.md gets the tables; what was measured
lies in benchmarks/tracing.json.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import platform
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil
import requests
from whosefaces import PROJECT
from whosefaces.double.population import Photo as PlantedPhoto
from whosefaces.double.population import Population, account_sizes, invent
from whosefaces.double.server import Reach
from whosefaces.trace import answers
from whosefaces.trace.evidence import warc
from whosefaces.trace.evidence.recorder import Exchange, Recorder
from whosefaces.trace.http import live, transport
from whosefaces.trace.http.flickr_api import REST
from whosefaces.trace.interview import AccountAsked, Asking, Interview, PhotoAsked
from whosefaces.trace.ledger import Ledger
from whosefaces.trace.progress import Progress
from whosefaces.trace.question import Question
from whosefaces.trace.sources import api
from whosefaces.trace.sources.asking import Account, Photo
from whosefaces.trace.sources.catalogue import is_conclusive

from benchmarks.manifests import machine

DOCUMENT = PROJECT / "docs" / "benchmarks.md"
RESULTS = Path(__file__).with_suffix(".json")
KEY = "b3" * 16
NOW = dt.datetime(2026, 11, 9, 12, tzinfo=dt.UTC)
COLLECTED = dt.datetime(2014, 3, 21, tzinfo=dt.UTC)
ROUNDS, A_ROUND = 9, 200
WITHOUT, WITH, BARE = "traced, ledger, no evidence", "traced, ledger, evidence", "requests alone, nothing kept"
ACCOUNTS = 1_100


class Unrecorded:
    """Where a recorder stands, and keeps nothing: what tracing would cost without evidence."""

    archive = type("Nothing", (), {"answers": staticmethod(lambda *_said, **_more: iter(()))})()

    def write(self, exchange: Exchange, _question: object) -> warc.Record:
        """Hand the answer on."""
        return warc.Record(
            0,
            0,
            "response",
            "urn:uuid:none",
            f"{exchange.asked_at:%Y-%m-%dT%H:%M:%SZ}",
            uri=exchange.url,
            status=exchange.status,
            reason=exchange.reason,
            headers=tuple(exchange.headers),
            body=exchange.body,
        )


@contextlib.contextmanager
def double(photos: int) -> Iterator[tuple[int, psutil.Process]]:
    """The double in its own process; its port, and the process."""
    program = [sys.executable, "-m", "whosefaces.double", "--photos", str(photos), "--accounts", str(ACCOUNTS)]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True, cwd=PROJECT) as serving:
        assert serving.stdout is not None
        try:
            yield int(serving.stdout.readline()), psutil.Process(serving.pid)
        finally:
            serving.kill()


@contextlib.contextmanager
def tracing(port: int, folder: Path, *, recorded: bool = True) -> Iterator[Callable[[str], object]]:
    """What traces one photo: ledger, live adapter, evidence if so wanted."""
    manners = live.Manners("WhoseFaces/0 (a benchmark)", stand_in=("127.0.0.1", port))
    with contextlib.ExitStack() as open_:
        recorder = open_.enter_context(Recorder(folder / "evidence", [KEY])) if recorded else Unrecorded()
        ledger = open_.enter_context(Ledger(folder / f"ledger-{recorded}.sqlite", "live"))
        adapter = live.Live(recorder, manners, is_conclusive, KEY, dt.timedelta(days=30))  # type: ignore[arg-type]
        session = open_.enter_context(transport.session(adapter))
        asking = Asking(session, ledger, live=True)
        yield lambda photo_id: asking.call(api.photo(photo_id))


def plainly(port: int) -> Callable[[str], object]:
    """What one would write without this suite: a session, a call a photo, its JSON; nothing is kept."""
    session = requests.Session()
    session.mount("https://", Reach(port))
    query = {"method": "flickr.photos.getInfo", "api_key": KEY, "format": "json", "nojsoncallback": "1"}
    return lambda photo_id: session.get(REST, params={**query, "photo_id": photo_id}, timeout=60).json()


def speed(port: int, serving: psutil.Process, photos: list[str], folder: Path) -> dict[str, list[list[float]]]:
    """By way of asking, round by round: seconds, processor seconds of this process, and of the double's."""
    with tracing(port, folder) as with_evidence, tracing(port, folder, recorded=False) as without:
        ways = {BARE: plainly(port), WITHOUT: without, WITH: with_evidence}
        took: dict[str, list[list[float]]] = {name: [] for name in ways}
        for number in range(ROUNDS + 1):
            batch = photos[number * A_ROUND : (number + 1) * A_ROUND]
            for name, way in ways.items():
                took[name].append(_time(way, batch, serving))
    return {name: rounds[1:] for name, rounds in took.items()}  # the first warms up


def _time(way: Callable[[str], object], batch: list[str], serving: psutil.Process) -> list[float]:
    wall, cpu, theirs = time.perf_counter(), time.process_time(), _cpu(serving)
    for photo in batch:
        way(photo)
    return [time.perf_counter() - wall, time.process_time() - cpu, _cpu(serving) - theirs]


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def memory(port: int, photos: list[str], folder: Path, checkpoints: list[int]) -> None:
    """Trace in this process, and print a line of JSON at each checkpoint: what it took, and what lies on disk."""
    began = time.perf_counter()
    with tracing(port, folder) as trace:
        for number, photo in enumerate(photos[: max(checkpoints)], 1):
            trace(photo)
            if number in checkpoints:
                size = sum(file.stat().st_size for file in (folder / "evidence").glob("*.warc.gz"))
                peak = float(re.findall(r"VmHWM:\s+([0-9]+)", Path("/proc/self/status").read_text())[0]) / 1024
                seconds = time.perf_counter() - began
                print(json.dumps({"traces": number, "peak": peak, "bytes": size, "seconds": seconds}), flush=True)


def memory_of_a_process(port: int, photos: list[str], folder: Path, checkpoints: list[int]) -> list[dict[str, float]]:
    """The same in a process that does nothing else."""
    listed = folder / "photos"
    listed.write_text("\n".join(photos[: max(checkpoints)]), encoding="ascii")
    arguments_of_process = [str(port), str(listed), str(folder), *map(str, checkpoints)]
    program = [sys.executable, "-m", "benchmarks.tracing", "--memory", *arguments_of_process]
    run = subprocess.run(program, stdout=subprocess.PIPE, text=True, cwd=PROJECT, check=True)
    return [json.loads(line) for line in run.stdout.splitlines()]


def calls(port: int, population: Population, folder: Path) -> list[list[Any]]:
    """Calls that an interview takes for samples and for whole accounts, beside one call a photo and one an owner.

    Other clients learn from those whether a photo is public and its licence today; licence histories, tags, contacts
    and last uploads come on top here, so they are counted apart.
    """
    dice = random.Random(4)
    listed = [photo for photo in population.photos.values() if photo.listed]
    by_owner: dict[str, list[PlantedPhoto]] = defaultdict(list)
    for photo in listed:
        by_owner[photo.nsid].append(photo)
    whole = sorted(by_owner, key=lambda nsid: -len(by_owner[nsid]))[:20]
    panels = {
        "500 photos drawn": (dice.sample(listed, 500), []),
        "200 accounts drawn": ([], dice.sample(sorted(by_owner), 200)),
        "20 largest accounts, every photo": ([photo for nsid in whole for photo in by_owner[nsid]], whole),
    }
    rows = []
    for number, (name, (photos, owners)) in enumerate(panels.items()):
        questions = _interview(port, folder / f"panel {number}", photos, owners)
        accounts = len({photo.nsid for photo in photos} | set(owners))
        same = sum(questions[method] for method in (answers.PHOTO, answers.ACCOUNT, answers.LISTING, answers.LOOKUP))
        rows.append([name, len(photos), accounts, len(photos) + accounts, same, questions.total()])
    return rows


def _interview(port: int, folder: Path, photos: list[PlantedPhoto], owners: list[str]) -> Counter[str]:
    """Calls by method."""
    questions: Counter[str] = Counter()

    def judge(question: Question, response: requests.Response) -> bool:
        questions[question.name] += 1
        return is_conclusive(question, response)

    manners = live.Manners("WhoseFaces/0 (a benchmark)", stand_in=("127.0.0.1", port))
    with Recorder(folder / "evidence", [KEY]) as recorder, Ledger(folder / "ledger.sqlite", "live") as ledger:
        adapter = live.Live(recorder, manners, judge, KEY, dt.timedelta(days=30))
        with transport.session(adapter) as session:
            units = [
                PhotoAsked(Photo(one.photo_id, one.nsid, None, None, COLLECTED.date()), one.nsid) for one in photos
            ]
            keys = dict.fromkeys([*owners, *(one.nsid for one in photos)])
            accounts = {nsid: AccountAsked(nsid, Account(nsid, None)) for nsid in keys}
            Interview(Asking(session, ledger, live=True), ["api"], Progress()).hold(units, accounts)
        assert adapter.calls == questions.total()
    return questions


# -- the page ------------------------------------------------------------------------------------------------------


def table(rows: list[tuple[str, ...]]) -> str:
    """Rows as a table in Markdown; the first is its head."""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]])


def speeds(took: dict[str, list[list[float]]]) -> str:
    """Traces a second and processor time by way, medians of the rounds; what evidence costs, and the double."""
    rows = [("way", "traces a second", "processor ms a trace", "of it the double's, ms", "time", "processor time")]
    for name, rounds in took.items():
        wall, cpu, theirs = (statistics.median(round_[part] for round_ in rounds) for part in range(3))
        ratios = [against(rounds, took[WITHOUT], part) for part in (0, 1)]
        both = f"{1000 * (cpu + theirs) / A_ROUND:.2f}", f"{1000 * theirs / A_ROUND:.2f}"
        rows.append((name, f"{A_ROUND / wall:,.0f}", *both, *(f"{ratio:.2f}" for ratio in ratios)))
    share = statistics.median(theirs / wall for wall, _, theirs in took[WITH])
    evidence = [against(took[WITH], took[WITHOUT], part) - 1 for part in (0, 1)]
    return f"""{table(rows)}

The last two columns are against tracing without evidence, medians of ratios round by round: evidence costs
**{evidence[0]:.0%} of the time** and {evidence[1]:.0%} of the processor time without it (goal: under 25% of the time). The double
is at work for {share:.0%} of the time of a trace with evidence."""


def against(rounds: list[list[float]], others: list[list[float]], part: int) -> float:
    """The median of the ratios, round by round."""
    return statistics.median(one[part] / other[part] for one, other in zip(rounds, others, strict=True))


def memories(points: list[dict[str, float]]) -> str:
    """Peak memory by number of traces."""
    rows = [("traces", "peak MiB", "traces a second", "evidence, MB", "bytes a trace")]
    for at in points:
        number = int(at["traces"])
        per = f"{at['bytes'] / 1e6:.1f}", f"{at['bytes'] / number:,.0f}"
        rows.append((f"{number:,}", f"{at['peak']:.1f}", f"{number / at['seconds']:,.0f}", *per))
    return table(rows)


def counted(rows: list[list[Any]]) -> str:
    """Calls by panel."""
    head = ("panel", "photos", "accounts", "one call each", "calls for the same", "ratio", "calls for all reported")
    lines = [
        (name, f"{photos:,}", f"{accounts:,}", f"{each:,}", f"{same:,}", f"{same / each:.2f}", f"{every:,}")
        for name, photos, accounts, each, same, every in rows
    ]
    return table([head, *lines])


def page(results: dict[str, Any]) -> str:
    """The section "Tracing" of docs/benchmarks.md."""
    return f"""Written by `python -m benchmarks tracing`. One process asks the double (another process, the same machine) about
photos, one call at a time, with no pace set. Every trace is committed to the ledger before the next; evidence is every
exchange redacted, digested, compressed and written.

{stood(results["speed"])} Medians of {ROUNDS} rounds of {A_ROUND} photos for each way in turn.

{speeds(results["speed"]["took"])}

### Memory

One process that traces so many photos one after another, evidence and ledger written. {stood(results["memory"])}

{memories(results["memory"]["points"])}

### Calls

Beside those of a client that makes one for each photo and one for each owner. "The same" is what those would tell:
whether a photo is public, its licence today, whether the account exists. "All" adds licence histories, tags, whether a
contact is published and when the account last uploaded.

{counted(results["calls"])}
"""


def stood(circumstance: dict[str, Any]) -> str:
    """On what it was measured, and what else the machine did."""
    low, high = circumstance["load"]
    return (
        f"{circumstance['machine']}; {circumstance['versions']}; {circumstance['when']}. Load of the machine {low:g} to {high:g}: where others "
        "were at work, trust processor time and ratios."
    )


@contextlib.contextmanager
def circumstances() -> Iterator[dict[str, Any]]:
    """Machine, versions, day and load of what is measured meanwhile."""
    circumstance: dict[str, Any] = {
        "machine": machine(),
        "versions": f"Python {platform.python_version()}, requests {version('requests')}, urllib3 {version('urllib3')}",
        "when": time.strftime("%d %B %Y"),
        "load": [os.getloadavg()[0]],
    }
    yield circumstance
    circumstance["load"] = sorted(round(load, 1) for load in (*circumstance["load"], os.getloadavg()[0]))


def write_section(title: str, text: str) -> None:
    """Put ``text`` under ``title`` in docs/benchmarks.md, in place of what stood there."""
    whole = DOCUMENT.read_text(encoding="utf-8") if DOCUMENT.exists() else "# Benchmarks\n\n"
    section = f"## {title}\n\n{text.strip()}\n"
    match = re.search(rf"^## {re.escape(title)}\n.*?(?=^## |\Z)", whole, re.MULTILINE | re.DOTALL)
    before, after = (whole[: match.start()], whole[match.end() :]) if match else (whole.rstrip() + "\n\n", "")
    DOCUMENT.write_text(before + section + ("\n" + after if after else ""), encoding="utf-8")


def main(arguments: list[str]) -> None:
    """Measure, print, write."""
    sizes = [int(argument) for argument in arguments if argument.isdecimal()]
    checkpoints = sorted({1_000, 10_000, *sizes})
    planted = max(12_000, max(checkpoints) * 6 // 5)
    population = invent(4, account_sizes(ACCOUNTS, planted), NOW, COLLECTED)
    photos = list(population.photos)
    results: dict[str, Any] = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    with tempfile.TemporaryDirectory() as place, double(planted) as (port, serving):
        folder = Path(place)
        if not sizes or not results:
            with circumstances() as circumstance:
                took = speed(port, serving, photos, folder)
            results["speed"] = circumstance | {"took": took}
            print(speeds(results["speed"]["took"]), flush=True)
            results["calls"] = calls(port, population, folder)
            print(counted(results["calls"]), flush=True)
        (folder / "more").mkdir()
        with circumstances() as circumstance:
            points = memory_of_a_process(port, photos, folder / "more", checkpoints)
        results["memory"] = circumstance | {"points": points}
        print(memories(points), flush=True)
    RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    write_section("Tracing", page(results))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--memory"]:
        listed = Path(sys.argv[3]).read_text(encoding="ascii").split()
        memory(int(sys.argv[2]), listed, Path(sys.argv[4]), [int(argument) for argument in sys.argv[5:]])
    else:
        main(sys.argv[1:])
