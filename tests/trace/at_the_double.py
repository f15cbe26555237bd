"""Live runs against the double: real HTTP on 127.0.0.1, a clock that only moves when somebody sleeps."""

import contextlib
import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import requests
from whosefaces.double.server import Double
from whosefaces.trace.evidence.recorder import Recorder
from whosefaces.trace.http import live, transport
from whosefaces.trace.http.flickr_api import REST
from whosefaces.trace.http.pace import Clock
from whosefaces.trace.question import Question
from whosefaces.trace.sources.catalogue import is_conclusive

KEY = "d0ub1e" * 5 + "00"
NOON = dt.datetime(2026, 11, 9, 12, tzinfo=dt.UTC)
MONTH = dt.timedelta(days=30)


@dataclass
class FakeClock:
    """Starts at noon; sleeping takes no time and is written down."""

    time: float = NOON.timestamp()
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds

    @property
    def clock(self) -> Clock:
        return Clock(now=lambda: self.time, sleep=self.sleep)


@dataclass
class Asking:
    """One open live run."""

    session: requests.Session
    adapter: live.Live
    recorder: Recorder
    time: FakeClock

    def photo(self, photo_id: str) -> requests.Response:
        return self.call("flickr.photos.getInfo", photo_id=photo_id)

    def call(self, method: str, **about: str) -> requests.Response:
        return self.session.get(REST, params={"method": method, "format": "json", "nojsoncallback": "1", **about})


@contextlib.contextmanager
def asking(
    double: Double,
    folder: Path,
    *,
    key: str | None = KEY,
    fresh_for: dt.timedelta = MONTH,
    time: FakeClock | None = None,
    paced: bool = False,
    judge: Callable[[Question, requests.Response], bool] = is_conclusive,
    **how: object,
) -> Iterator[Asking]:
    time = time or FakeClock()
    manners = live.Manners(
        "WhoseFaces/0 (a test; contact: desk@example.org)",
        clock=time.clock,
        state=folder / "state" if paced else None,
        stand_in=("127.0.0.1", double.port),
        jitter=lambda: 0.0,
        **how,
    )
    with Recorder(folder / "evidence", [key] if key else []) as recorder:
        adapter = live.Live(recorder, manners, judge, key, fresh_for)
        with transport.session(adapter) as session:
            yield Asking(session, adapter, recorder, time)
