"""Asking Flickr itself: politely, recording every exchange, and never the same question twice.

The live adapter stands where a replay's stands, and what it hands on is what it has just recorded: the redacted
answer, with the record's id and date. So whoever is above it gets, live, the very bytes that a replay will give.

A question that the evidence already answers, conclusively and freshly enough, is answered from there. That is what
lets a run that was killed carry on: an answer is recorded before anybody sees it.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import ipaddress
import os
import random
import re
import threading
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter

from whosefaces import __version__
from whosefaces.errors import WhoseFacesError
from whosefaces.investigation import Investigation
from whosefaces.trace import hosts, robots
from whosefaces.trace.evidence.recorder import Exchange, Recorder
from whosefaces.trace.http import flickr_api, keys
from whosefaces.trace.http.pace import INTERVAL, LONGEST_WAIT, Clock, HoldOffError, Pace, scope_of_key, state_folder
from whosefaces.trace.http.transport import (
    STAND_IN_VARIABLE,
    BudgetSpentError,
    Conclusive,
    NotAskedError,
    Opened,
    StoppedError,
    judged,
    respond,
    session,
)
from whosefaces.trace.question import Question, read_question
from whosefaces.trace.unasked import BUDGET, ROBOTS, UNREAD

LONGEST_ANSWER = 8 << 20
"""Bytes of an answer, as sent and as unpacked, after which it is cut off."""
LONGEST_TIME = 180.0
"""Seconds for one whole answer, however slowly it drips."""
TIMEOUT = (10, 60)
TRIES = 5
"""How often one question is asked while no whole answer comes."""
INCONCLUSIVE_TRIES = 3
"""How often one is asked while whole answers come that settle nothing."""
IN_VAIN_IN_A_ROW = 30
"""Questions to one source, answered by something that settles nothing, after which a run ends."""
FAILURES_IN_A_ROW = 5
"""Questions without an answer after which a host is not asked any more in this run."""
_FIRST_PAUSE, _LONGEST_PAUSE = 2.0, 60.0
_LONGEST_REST = 24 * 3600.0
"""Seconds for which a host is left alone at its word; one that asks for years is asked again the next day."""
_ROBOTS_FRESH_FOR = dt.timedelta(hours=24)
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NEEDED = frozenset({hosts.API, hosts.WWW, "flickr.com"})


class StandInError(WhoseFacesError):
    """Something that is not on this machine was to stand in for Flickr."""


@dataclass
class Manners:
    """How a run asks.

    Attributes:
        user_agent: says who asks and whom to write to.
        clock: the time, and how to wait.
        state: the folder of paces; None: no pace is kept, which only a stand-in allows.
        budget: how many requests this run may send; None: as many as it takes.
        stand_in: ``(address, port)`` on this machine that answers in place of every listed host.
        jitter: a number from 0 to 1, another one each time.
    """

    user_agent: str
    clock: Clock = field(default_factory=Clock)
    state: Path | None = None
    budget: int | None = None
    stand_in: tuple[str, int] | None = None
    jitter: Callable[[], float] = random.random


class Live(HTTPAdapter):
    """Asks the network. One of these serves any number of threads.

    Attributes:
        calls: requests sent to the network.
        cut_off: answers that were longer than what is read.
        spent: whether a question was left unasked because the budget was spent.
    """

    def __init__(
        self, recorder: Recorder, manners: Manners, conclusive: Conclusive, key: str | None, fresh_for: dt.timedelta
    ) -> None:
        """``key``: goes into API calls at the last moment; ``fresh_for``: older answers are asked for again."""
        if manners.state is None and manners.stand_in is None:
            raise StandInError("a live run keeps a pace; only a stand-in on this machine may be asked without one")
        super().__init__(pool_connections=16, pool_maxsize=16)
        self._recorder, self._manners, self._conclusive, self._key = recorder, manners, conclusive, key
        self._fresh_for = fresh_for
        self._lock = threading.Lock()
        self._paces: dict[str, Pace] = {}
        self._rules: dict[str, robots.Rules] = {}
        self._failures: Counter[str] = Counter()
        self._in_vain: Counter[str] = Counter()
        self._stopped: str | None = None
        self.calls = 0
        self.cut_off = 0
        self.spent = False

    @property
    def left(self) -> tuple[str, ...]:
        """Why questions were left unasked, as far as nothing recorded would say so."""
        unread = any(rules.unread for rules in self._rules.values())
        return (*((BUDGET,) if self.spent else ()), *((UNREAD,) if unread else ()))

    def send(self, request: requests.PreparedRequest, *_args: Any, **_how: Any) -> requests.Response:
        """Answer ``request``: from fresh evidence, or by asking.

        Raises:
            hosts.HostRefusedError: its address is not on the list.
            NotAskedError, BudgetSpentError, StoppedError: as their names say.
        """
        url, method = request.url or "", request.method or "GET"
        hosts.refuse_unlisted(url)
        question = read_question(method, url, _form(request))
        if question is None:
            raise NotAskedError("not a question that this suite asks")
        recorded = self._from_evidence(request, question, self._fresh_for, self._conclusive)
        if recorded is not None:
            return recorded
        if robots.apply_to(question) and not (rules := self.rules_of(url)).allow(url):
            host = urlsplit(url).hostname
            if rules.unread:
                raise NotAskedError(f"{host}: its robots.txt could not be read, so nothing is asked there", UNREAD)
            raise NotAskedError(f"{host}: its robots.txt asks not to be asked for this", ROBOTS)
        return self._ask(request, question, self._conclusive)

    def _from_evidence(
        self, request: requests.PreparedRequest, question: Question, fresh_for: dt.timedelta, conclusive: Conclusive
    ) -> requests.Response | None:
        """A recorded answer that is fresh and settles the question, or leads on to where it is settled."""
        for record in self._recorder.archive.answers(str(question), since=self._now() - fresh_for):
            response = respond(self, request, record)
            if _leads_on(response) or judged(conclusive, question, response):
                return response
        return None

    # -- asking

    def _ask(self, request: requests.PreparedRequest, question: Question, conclusive: Conclusive) -> requests.Response:
        """Ask until an answer settles the question, or it is not worth asking again."""
        host = urlsplit(request.url or "").hostname or ""
        answer, why, inconclusive, too_long = None, "", 0, False
        for trial in range(TRIES):
            if trial:
                self._pause(trial)
            self._wait_for_turn(host)
            try:
                exchange = self._exchange(request)
            except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
                why = _kind(error)  # never its text: that holds the address, and with it the key
                continue
            answer = respond(self, request, self._recorder.write(exchange, question))
            self._stop_if_key_refused(question, answer)
            waits = _retry_after(answer, self._now())
            if answer.status_code == 429 or (answer.status_code >= 500 and waits):
                self._hold_off(host, waits)
            if exchange.cut:
                answer, why = None, f"an answer that is not whole ({exchange.cut})"
                too_long = exchange.cut == "length"
                if too_long:
                    break
            elif answer.status_code == 200 and not judged(conclusive, question, answer):
                inconclusive += 1
                if inconclusive >= INCONCLUSIVE_TRIES:
                    break
            elif answer.status_code != 429 and answer.status_code < 500:
                self._failures.pop(host, None)
                return self._counted(host, question, answer, conclusive)
        return self._counted(host, question, self._without_answer(host, answer, why, too_long=too_long), conclusive)

    def _counted(
        self, host: str, question: Question, answer: requests.Response, conclusive: Conclusive
    ) -> requests.Response:
        """An answer, whatever it is worth; a source that gives worthless ones for too long is not asked any further."""
        if _leads_on(answer) or judged(conclusive, question, answer):
            self._in_vain.pop(question.source, None)
            return answer
        self._in_vain[question.source] += 1
        if self._in_vain[question.source] >= IN_VAIN_IN_A_ROW and host in _NEEDED:
            kind = answer.headers.get("Content-Type", "nothing").partition(";")[0][:40]
            self._stop(
                f"{host} gave {IN_VAIN_IN_A_ROW} answers in a row to {question.source} that settle nothing "
                f"(the last: HTTP {answer.status_code}, {kind if kind.isprintable() else 'unnamed'})"
            )
        return answer

    def _without_answer(
        self, host: str, answer: requests.Response | None, why: str, *, too_long: bool
    ) -> requests.Response:
        """What to do when trying again did not help; one answer that is too long says nothing of the host."""
        broken = answer is None or answer.status_code == 429 or answer.status_code >= 500
        if broken and not too_long:
            self._failures[host] += 1
            if self._failures[host] >= FAILURES_IN_A_ROW and host in _NEEDED:
                self._stop(
                    f"{host} gave no answer to {FAILURES_IN_A_ROW} questions in a row ({why or 'busy or broken'})"
                )
        elif not broken:
            self._failures.pop(host, None)
        if answer is not None:
            return answer
        raise NotAskedError(f"{host}: no whole answer came: {why}")

    def _stop_if_key_refused(self, question: Question, answer: requests.Response) -> None:
        if question.source != "api" or b"100" not in answer.content:
            return
        try:
            flickr_api.read_reply(question.name, dict(question.about), answer)
        except flickr_api.KeyRefusedError as error:
            self._stop(f"Flickr refuses the API key: {error}. Set a valid one in {keys.VARIABLE}, or leave 'api' out")
        except flickr_api.NoAnswerError:
            pass

    def _stop(self, why: str) -> None:
        self._stopped = (
            f"{why}. What was answered before is kept, nothing was counted from this; the same command carries on"
        )
        raise StoppedError(self._stopped)

    def _exchange(self, request: requests.PreparedRequest) -> Exchange:
        """Send one request and read what comes, as far as it comes."""
        asking = request.copy()
        url = self._with_key(request.url or "")
        parts = urlsplit(url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        asking.headers["User-Agent"] = self._manners.user_agent
        asking.headers["Accept"] = "*/*"
        asking.headers["Accept-Encoding"] = "gzip"
        asking.headers["Host"] = parts.netloc
        asking.headers.pop("Cookie", None)
        asking.url = url
        if self._manners.stand_in is not None:
            address, port = self._manners.stand_in
            asking.url = f"http://{address if ':' not in address else f'[{address}]'}:{port}{target}"
        asked_at = self._now()
        with self._lock:
            self.calls += 1
        response = super().send(asking, stream=True, timeout=TIMEOUT, verify=True, cert=None, proxies={})
        try:
            sent, cut = self._read(response.raw)
        finally:
            response.raw.release_conn() if response.raw.closed else response.raw.close()
        body, cut = _unpacked(sent, response.headers.get("Content-Encoding", ""), cut)
        if cut == "length":
            with self._lock:
                self.cut_off += 1
        return Exchange(
            method=request.method or "GET",
            url=url,
            target=target,
            request_headers=[(name, _text(value)) for name, value in asking.headers.items()],
            status=response.status_code,
            reason=response.reason or "",
            headers=list(response.raw.headers.items()),
            body=body,
            asked_at=asked_at,
            cut=cut,
        )

    def _read(self, raw: Any) -> tuple[bytes, str]:
        """The body as sent, and why it is not whole."""
        parts, size, until = [], 0, time.monotonic() + LONGEST_TIME
        try:
            while part := raw.read1(1 << 16, decode_content=False):
                parts.append(part)
                size += len(part)
                if size > LONGEST_ANSWER:
                    return b"".join(parts)[:LONGEST_ANSWER], "length"
                if time.monotonic() > until:
                    return b"".join(parts), "time"
        except (urllib3.exceptions.HTTPError, OSError):
            return b"".join(parts), "disconnect"
        return b"".join(parts), ""

    def _with_key(self, url: str) -> str:
        parts = urlsplit(url)
        if self._key is None or parts.hostname != hosts.API:
            return url
        return f"{url}{'&' if parts.query else '?'}{urlencode({'api_key': self._key})}"

    # -- manners

    def _now(self) -> dt.datetime:
        return dt.datetime.fromtimestamp(self._manners.clock.now(), dt.UTC).replace(tzinfo=None)

    def _wait_for_turn(self, host: str) -> None:
        """Wait until a request may be sent to ``host``, if it may."""
        if self._stopped is not None:
            raise StoppedError(self._stopped)
        if self._failures[host] >= FAILURES_IN_A_ROW:
            raise NotAskedError(
                f"{host}: gave no answer {FAILURES_IN_A_ROW} times in a row; not asked again in this run"
            )
        budget = self._manners.budget
        if budget is not None and self.calls >= budget:
            self.spent = True
            raise BudgetSpentError(f"this run's budget of {budget:,} requests is spent; the same command carries on")
        if self._manners.state is None:
            return
        try:
            self._pace(host).wait()
        except HoldOffError as error:
            hours = f"{error.seconds / 3600:.1f} hours"
            if host in _NEEDED:
                self._stop(f"{host} asks to be left alone for {hours}")
            raise NotAskedError(f"{host}: asks to be left alone for {hours}") from None

    def _pace(self, host: str) -> Pace:
        state = self._manners.state
        assert state is not None
        with self._lock:
            if host not in self._paces:
                scope = scope_of_key(self._key, state) if host == hosts.API and self._key else _scope(host)
                self._paces[host] = Pace(state, scope, self._manners.clock)
            return self._paces[host]

    def _hold_off(self, host: str, seconds: float) -> None:
        if self._manners.state is not None and seconds > 0:
            self._pace(host).hold_off(seconds)

    def _pause(self, trial: int) -> None:
        """Longer each time, and never the same for two clients that were turned away together."""
        longest = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** (trial - 1))
        self._manners.clock.sleep(longest * (0.5 + 0.5 * self._manners.jitter()))

    def rules_of(self, url: str) -> robots.Rules:
        """The host's robots.txt: from this run, from fresh evidence, or asked for now."""
        host = urlsplit(url).hostname or ""
        if host not in self._rules:
            rules = robots.Rules(self._robots_txt(url))
            self._rules[host] = rules
            if self._manners.state is not None and rules.delay:
                pace = self._pace(host)
                pace.interval = max(INTERVAL, min(rules.delay, LONGEST_WAIT))
        return self._rules[host]

    def _robots_txt(self, url: str) -> requests.Response | None:
        """What came, following up to five redirects to listed hosts; None: nothing."""
        address = robots.address(url)
        for _ in range(5):
            question = robots.question(address)
            if question is None:
                return None
            request = requests.Request("GET", address).prepare()
            try:
                response = self._from_evidence(request, question, _ROBOTS_FRESH_FOR, _settles) or self._ask(
                    request, question, _settles
                )
            except BudgetSpentError:
                raise
            except NotAskedError:
                return None
            if not _leads_on(response):
                return response
            address = hosts.led_to(address, response.headers["Location"])
        return None


@contextlib.contextmanager
def opened(
    investigation: Investigation, case: Path, conclusive: Conclusive, manners: Manners | None = None
) -> Iterator[Opened]:
    """Open the network for one run. ``manners``: other than those the investigation and the environment give.

    Raises:
        keys.NoKeyError: the API is to be asked, and there is no key.
        RecordingError: another run is recording into the same evidence.
        StandInError: the environment names a stand-in that is not on this machine.
    """
    trace = investigation.trace
    manners = manners or manners_of(investigation)
    if investigation.demonstration != (manners.stand_in is not None):
        raise StandInError(
            f"{investigation.file.name}: its data is invented, so there is nobody to ask about it"
            if investigation.demonstration
            else f"{STAND_IN_VARIABLE} is set, and {investigation.file.name} is no demonstration: what a stand-in answers "
            "is never published as what Flickr said; unset it, or say demonstration = true"
        )
    key = keys.needed_key() if "api" in trace.sources else None
    with Recorder(trace.evidence or case / "evidence", [key] if key else [], about_of(manners)) as recorder:
        live = Live(recorder, manners, conclusive, key, trace.fresh_for)
        since = dt.datetime.fromtimestamp(manners.clock.now(), dt.UTC).replace(tzinfo=None) - trace.fresh_for
        with session(live) as asking:
            try:
                yield Opened(asking, recorder.archive, "live", since, lambda: live.calls, lambda: live.spent)
            finally:
                recorder.left = live.left


def about_of(manners: Manners) -> list[tuple[str, str]]:
    """What the archive's first record says of who asks, and whom."""
    about = [("http-header-user-agent", manners.user_agent)]
    if manners.stand_in is not None:
        about.append(("isPartOf", "REHEARSAL: asked of a stand-in on this machine, not of Flickr"))
    return about


def manners_of(investigation: Investigation) -> Manners:
    """How a run of this investigation asks; of a stand-in, without waiting."""
    contact = "".join(c if c.isprintable() and c.isascii() else "?" for c in investigation.publish.contact)
    agent = f"{robots.AGENT}/{__version__} (audit of image datasets; contact: {contact})"
    stand_in = read_stand_in(os.environ.get(STAND_IN_VARIABLE, ""))
    budget = investigation.trace.budget
    if stand_in is not None:
        return Manners(agent, Clock(sleep=lambda _seconds: None), None, budget, stand_in)
    return Manners(agent, state=state_folder(), budget=budget)


def read_stand_in(text: str) -> tuple[str, int] | None:
    """``127.0.0.1:8080`` as address and port; None where nothing is said.

    Raises:
        StandInError: it is not a loopback address with a port.
    """
    if not text:
        return None
    try:
        parts = urlsplit(text if "//" in text else f"//{text}")
        if ipaddress.ip_address(parts.hostname or "").is_loopback and parts.port:
            return str(parts.hostname), parts.port
    except ValueError:
        pass
    raise StandInError(f"{STAND_IN_VARIABLE}: only an address on this machine can stand in, as 127.0.0.1:8080")


def _settles(_question: Question, response: requests.Response) -> bool:
    """A robots.txt that came, or that is not there, says what it says."""
    return not robots.Rules(response).unread


def _leads_on(response: requests.Response) -> bool:
    """Whether an answer is a redirect that will be followed."""
    return response.status_code in _REDIRECTS and bool(hosts.led_to(response.url, response.headers.get("Location")))


def _scope(host: str) -> str:
    """Hosts that are one service share a pace."""
    if host.endswith(("staticflickr.com", "static.flickr.com")):
        return "static"
    return {hosts.API: "api", "flickr.com": hosts.WWW, hosts.WEB_ARCHIVE: hosts.ARCHIVE}.get(host, host)


def _form(request: requests.PreparedRequest) -> bytes:
    body = request.body or b""
    return body.encode() if isinstance(body, str) else body


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value


def _kind(error: BaseException) -> str:
    if isinstance(error, requests.Timeout | urllib3.exceptions.TimeoutError):
        return "it took too long"
    if isinstance(error, requests.exceptions.SSLError):
        return "its certificate is not valid"
    return "no connection, or one that broke"


def _retry_after(response: requests.Response, now: dt.datetime) -> float:
    """Seconds that the host asks to be left alone; 0: it does not ask, or not in a way that can be read."""
    text = response.headers.get("Retry-After", "").strip()
    if re.fullmatch("[0-9]{1,300}", text, re.ASCII):
        return min(float(text), _LONGEST_REST)
    try:
        until = parsedate_to_datetime(text)
        until = until.astimezone(dt.UTC).replace(tzinfo=None) if until.tzinfo else until
    except (ValueError, TypeError, OverflowError):
        return 0.0
    return min(max(0.0, (until - now).total_seconds()), _LONGEST_REST)


def _unpacked(sent: bytes, encoding: str, cut: str) -> tuple[bytes, str]:
    """The body with its encoding undone, and why it is not whole; what cannot be undone cannot be redacted: none."""
    encoding = encoding.strip().lower()
    if encoding in ("", "identity") or not sent:
        return sent, cut
    if encoding not in ("gzip", "x-gzip"):
        return b"", cut or "unspecified"
    unpacker = zlib.decompressobj(31)
    try:
        body = unpacker.decompress(sent, LONGEST_ANSWER + 1)
    except zlib.error:
        return b"", cut or "unspecified"
    if len(body) > LONGEST_ANSWER:
        return body[:LONGEST_ANSWER], "length"
    return body, cut or ("" if unpacker.eof else "disconnect")
