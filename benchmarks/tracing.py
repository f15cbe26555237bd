"""How fast is tracing, what does evidence cost, does memory grow, and how many calls does an answer take?

    python -m benchmarks tracing            # 1,000 and 10,000 traces
    python -m benchmarks tracing 100000     # as many in one process: takes a while

Everything is asked of the double, in a process of its own, without a pace. Ratios are of rounds that alternate within
one run, so that what else the machine does falls on both sides. The tables go into docs/benchmarks.md too.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import requests

from analysis import PROJECT
from analysis.trace import answers, live, transport, warc
from analysis.trace.flickr_api import REST
from analysis.trace.interview import AccountAsked, Asking, Interview, PhotoAsked
from analysis.trace.ledger import Ledger
from analysis.trace.progress import Progress
from analysis.trace.question import Question
from analysis.trace.recorder import Exchange, Recorder
from analysis.trace.sources import api
from analysis.trace.sources.asking import Account, Photo
from analysis.trace.sources.catalogue import is_conclusive
from tests.double.population import Photo as PlantedPhoto
from tests.double.population import Population, account_sizes, invent
from tests.double.server import Reach

DOCUMENT = PROJECT / "docs" / "benchmarks.md"
KEY = "b3" * 16
NOW = dt.datetime(2026, 11, 9, 12, tzinfo=dt.UTC)
COLLECTED = dt.datetime(2014, 3, 21, tzinfo=dt.UTC)
ROUNDS, A_ROUND = 7, 400
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
def double(photos: int) -> Iterator[int]:
    """The double in its own process; its port."""
    program = [sys.executable, "-m", "tests.double", "--photos", str(photos), "--accounts", str(ACCOUNTS)]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True, cwd=PROJECT) as serving:
        assert serving.stdout is not None
        try:
            yield int(serving.stdout.readline())
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
    said = {"method": "flickr.photos.getInfo", "api_key": KEY, "format": "json", "nojsoncallback": "1"}
    return lambda photo_id: session.get(REST, params={**said, "photo_id": photo_id}, timeout=60).json()


def speed(port: int, photos: list[str], folder: Path) -> list[tuple[str, ...]]:
    """Traces a second, and each way's time and processor time against the others', round by round."""
    with tracing(port, folder) as with_evidence, tracing(port, folder, recorded=False) as without:
        ways = {
            "requests alone, nothing kept": plainly(port),
            "traced, ledger, no evidence": without,
            "traced, ledger, evidence": with_evidence,
        }
        took: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
        for number in range(ROUNDS):
            batch = photos[number * A_ROUND : (number + 1) * A_ROUND]
            for name, way in ways.items():
                took[name].append(_time(way, batch))
    rows = [
        (
            "way",
            "traces a second (median of rounds)",
            "processor ms a trace",
            "time against no evidence (median of rounds)",
        )
    ]
    for name, rounds in took.items():
        ratios = [one[0] / other[0] for one, other in zip(rounds, took["traced, ledger, no evidence"], strict=True)]
        rows.append(
            (
                name,
                f"{A_ROUND / statistics.median(wall for wall, _ in rounds):,.0f}",
                f"{1000 * statistics.median(cpu for _, cpu in rounds) / A_ROUND:.2f}",
                f"{statistics.median(ratios):.2f}",
            )
        )
    return rows


def _time(way: Callable[[str], object], batch: list[str]) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    for photo in batch:
        way(photo)
    return time.perf_counter() - wall, time.process_time() - cpu


def memory(port: int, photos: list[str], folder: Path, checkpoints: list[int]) -> list[tuple[str, ...]]:
    """Resident memory of this process after so many traces, and what lies on disk."""
    process = psutil.Process()
    rows = [("traces", "resident, MB", "evidence on disk, MB", "bytes a trace")]
    with tracing(port, folder) as trace:
        for number, photo in enumerate(photos, 1):
            trace(photo)
            if number in checkpoints:
                size = sum(file.stat().st_size for file in (folder / "evidence").glob("*.warc.gz"))
                resident = process.memory_info().rss / 1e6
                rows.append((f"{number:,}", f"{resident:.1f}", f"{size / 1e6:.1f}", f"{size / number:,.0f}"))
    return rows


def calls(port: int, population: Population, folder: Path) -> list[tuple[str, ...]]:
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
    rows = [
        (
            "panel",
            "photos",
            "accounts",
            "one call each",
            "calls for the same",
            "ratio",
            "calls for all that is reported",
        )
    ]
    for number, (name, (photos, owners)) in enumerate(panels.items()):
        asked = _interview(port, folder / f"panel {number}", photos, owners)
        accounts = len({photo.nsid for photo in photos} | set(owners))
        each = len(photos) + accounts
        same = sum(asked[method] for method in (answers.PHOTO, answers.ACCOUNT, answers.LISTING, answers.LOOKUP))
        counts = (len(photos), accounts, each, same)
        rows.append((name, *(f"{n:,}" for n in counts), f"{same / each:.2f}", f"{asked.total():,}"))
    return rows


def _interview(port: int, folder: Path, photos: list[PlantedPhoto], owners: list[str]) -> Counter[str]:
    """Calls by method."""
    asked: Counter[str] = Counter()

    def judge(question: Question, response: requests.Response) -> bool:
        asked[question.name] += 1
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
        assert adapter.calls == asked.total()
    return asked


def table(rows: list[tuple[str, ...]]) -> str:
    """Rows as a table in Markdown; the first is its head."""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]])


def write_section(title: str, text: str) -> None:
    """Put ``text`` under ``title`` in docs/benchmarks.md, in place of what stood there."""
    whole = DOCUMENT.read_text(encoding="utf-8") if DOCUMENT.exists() else "# Benchmarks\n\nWritten by `make bench`.\n"
    section = f"## {title}\n\n{text.strip()}\n"
    found = re.search(rf"^## {re.escape(title)}\n.*?(?=^## |\Z)", whole, re.MULTILINE | re.DOTALL)
    before, after = (whole[: found.start()], whole[found.end() :]) if found else (whole.rstrip() + "\n\n", "")
    DOCUMENT.write_text(before + section + ("\n" + after if after else ""), encoding="utf-8")


def main(arguments: list[str]) -> None:
    """Measure, print, write."""
    load = os.getloadavg()[0]
    checkpoints = [1_000, 10_000, *(int(said) for said in arguments if said.isdecimal())]
    planted = max(12_000, max(checkpoints) * 6 // 5)
    population = invent(4, account_sizes(ACCOUNTS, planted), NOW, COLLECTED)
    photos = list(population.photos)
    with tempfile.TemporaryDirectory() as folder, double(planted) as port:
        fast = table(speed(port, photos, Path(folder)))
        print(fast, flush=True)
        asked = table(calls(port, population, Path(folder)))
        print(asked, flush=True)
        del population
        (Path(folder) / "more").mkdir()
        flat = table(memory(port, photos, Path(folder) / "more", checkpoints))
        print(flat, flush=True)
    text = f"""
One process asks the double (another process) for photos, one call at a time, with no pace set; {os.cpu_count()} processors
shared by both, on which other work stood at a load of {load:.1f} when it began.
{ROUNDS} rounds of {A_ROUND} photos for each way in turn. Evidence: every exchange redacted, digested, compressed and written.

{fast}

Memory of a process that traces so many photos one after another, evidence and ledger written:

{flat}

Calls, beside those of a client that makes one for each photo and one for each owner. "The same" is what those would
tell: whether a photo is public, its licence today, whether the account exists. "All" adds licence histories, tags,
whether a contact is published and when the account last uploaded.

{asked}
"""
    write_section("Tracing", text)


if __name__ == "__main__":
    main(sys.argv[1:])
