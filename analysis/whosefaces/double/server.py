"""The double itself: an HTTP/1.1 server on 127.0.0.1 that is every host of Flickr's at once.

    with Double(population, now) as flickr:
        requests.get(f"{flickr.url}/services/rest/", params=..., headers={"Host": "api.flickr.com"})

Which host is meant is said by the Host header, or by the first part of the path (``/api.flickr.com/services/...``).
``reach(flickr)`` gives a requests session that asks it under Flickr's own addresses. It also runs as a process of its
own, ``python -m whosefaces.double``, so that a benchmark does not share its interpreter.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import gzip
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests
from requests.adapters import HTTPAdapter

from whosefaces.double.answers import Api, render_failure
from whosefaces.double.faults import Faults, Plan
from whosefaces.double.pages import Page, Web
from whosefaces.double.population import Population

REST = ("/services/rest", "/services/rest/")
REASONS = {200: "OK", 302: "Found", 403: "Forbidden", 404: "Not Found", 410: "Gone", 429: "Too Many Requests"}
SORRY = "Sorry, the Flickr API service is not currently available."


@dataclass(frozen=True)
class Request:
    """One request as it came."""

    method: str
    host: str
    target: str
    headers: dict[str, str] = field(repr=False)
    body: bytes = field(repr=False, default=b"")

    @property
    def question(self) -> str:
        """The same for the same question, whoever asks and with whatever key."""
        parts = urlsplit(self.target)
        parameters = sorted(pair for pair in self.parameters.items() if pair[0] != "api_key")
        return f"{self.method} {self.host}{parts.path} {parameters}"

    @property
    def parameters(self) -> dict[str, str]:
        """From the address and, in a POST, the form."""
        query = urlsplit(self.target).query
        form = self.body.decode("utf-8", "replace") if self.method == "POST" else ""
        return dict(parse_qsl(query, keep_blank_values=True) + parse_qsl(form, keep_blank_values=True))


@dataclass
class _Response:
    status: int
    headers: dict[str, str]
    body: bytes
    delay: float = 0.0
    cut_after: int | None = None
    """Bytes of the body after which the connection ends; -1: before anything is sent."""
    drip: bool = False
    loris: bool = False


class Double:
    """A Flickr on a port of its own, in a thread of its own."""

    def __init__(
        self,
        population: Population,
        now: dt.datetime | Callable[[], dt.datetime],
        *,
        key: str | None = None,
        faults: Plan | None = None,
        slow: float = 0.05,
        compress: bool = True,
    ) -> None:
        """``slow``: seconds that the faults "slow" and "drip" take. ``key``: the only API key accepted; None: any."""
        self.api, self.web = Api(population, key), Web(population)
        self.faults = Faults(faults)
        self.requests: list[Request] = []
        self.most_at_once = 0
        self._now: Callable[[], dt.datetime] = now if callable(now) else lambda: now
        self._slow, self._compress = slow, compress
        self._open = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="flickr double", daemon=True)
        self._ready = threading.Event()
        self._connections: set[_Connection] = set()
        self.port = 0

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Double:
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def serve(self, port: int = 0, announce: Callable[[int], None] = lambda _port: None) -> None:
        """Serve in this thread until it is interrupted."""
        self._announce = announce
        self._run(port)

    def _run(self, port: int = 0) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(
            self._loop.create_server(lambda: _Connection(self), "127.0.0.1", port, backlog=512)
        )
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        getattr(self, "_announce", lambda _port: None)(self.port)
        try:
            self._loop.run_forever()
        finally:
            for connection in list(self._connections):
                connection.close()
            server.close()
            self._loop.run_until_complete(server.wait_closed())
            self._loop.run_until_complete(asyncio.sleep(0))
            self._loop.close()

    # -- answering

    def _respond(self, request: Request) -> _Response:
        self.requests.append(request)
        fault = self.faults.of(request.question)
        spoiled = self._spoil(fault, request) if fault else None
        if spoiled is not None:
            return spoiled
        response = self._answer(request)
        if self._compress and "gzip" in request.headers.get("accept-encoding", "") and len(response.body) > 200:
            packed = gzip.compress(response.body, 1, mtime=0)
            response = _Response(response.status, {**response.headers, "content-encoding": "gzip"}, packed)
        return self._disturb(fault, response) if fault else response

    def _answer(self, request: Request) -> _Response:
        at = self._now()
        if request.host in ("api.flickr.com", "www.flickr.com") and urlsplit(request.target).path in REST:
            answer = self.api.answer(request.parameters, at)
            headers = {"content-type": answer.content_type, "server": "openresty", "x-robots-tag": "noindex"}
            return _Response(answer.status, headers, answer.body)
        page: Page = self.web.answer(request.host, request.target, at)
        return _Response(page.status, dict(page.headers), page.body)

    def _spoil(self, fault: str, request: Request) -> _Response | None:
        """An answer that replaces the right one; None where the right one is only disturbed."""
        as_json = request.parameters.get("format") == "json"
        html = {"content-type": "text/html"}
        too_many = b"<html><body><h1>429 Too Many Requests</h1>\nYou have sent too many requests.</body></html>\n"
        waits = {"429": None, "429 retry-after": "1", "429 retry-after long": "86400"}
        waits["429 retry-after date"] = f"{self._now() + dt.timedelta(seconds=1):%a, %d %b %Y %H:%M:%S} GMT"
        if fault in waits:
            wait = waits[fault]
            return _Response(429, {**html, **({"retry-after": wait} if wait else {})}, too_many)
        if fault in ("500", "502 html", "503"):
            status = int(fault[:3])
            return _Response(status, html, f"<html><h1>{status} Bad Gateway</h1></html>".encode())
        if fault in ("unavailable", "key refused"):
            code, message = (201, SORRY) if fault == "unavailable" else (100, "Invalid API Key (Key has expired)")
            answer = render_failure(code, message, as_json=as_json)
            return _Response(200, {"content-type": answer.content_type}, answer.body)
        if fault == "json in xml":
            body = f'{{"stat":"fail","message":"{SORRY}","code":201}},'.encode()
            return _Response(200, {"content-type": "text/xml; charset=utf-8"}, body)
        bodies = {
            "html": b"<!DOCTYPE html><html><body>Flickr is having a massage.</body></html>",
            "garbage": random.Random(request.question).randbytes(300),
            "empty": b"",
            "huge": b'<rsp stat="ok">' + b"x" * 40_000_000,
            "control characters": b'<?xml version="1.0" encoding="utf-8" ?>\n<rsp stat="ok">\n<photo id="1\x0b" />\n</rsp>\n',
        }
        challenge = b"<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>Checking.</body></html>"
        if fault in ("challenge", "challenge 403"):
            return _Response(
                403 if fault.endswith("403") else 200, {"content-type": "text/html; charset=UTF-8"}, challenge
            )
        if fault == "sign in":
            return _Response(302, {"location": "https://identity.flickr.com/login"}, b"")
        if fault == "true":
            return _Response(200, {"content-type": "application/json"}, b'{"stat":"fail","code":true,"message":"no"}')
        if fault == "not found":
            if urlsplit(request.target).path in REST:
                answer = render_failure(1, "Photo not found", as_json=as_json)
                return _Response(200, {"content-type": answer.content_type}, answer.body)
            page = b"<!DOCTYPE html><html><head><title>Flickr: Page Not Found</title></head><body></body></html>"
            return _Response(404, {"content-type": "text/html; charset=utf-8"}, page)
        if fault in bodies:
            return _Response(200, {"content-type": "text/xml; charset=utf-8"}, bodies[fault])
        if fault == "redirect loop":
            return _Response(302, {"location": request.target}, b"")
        if fault == "redirect out":
            return _Response(302, {"location": "http://192.0.2.1/elsewhere"}, b"")
        if fault == "bad gzip":
            return _Response(200, {"content-type": "text/xml", "content-encoding": "gzip"}, b"this is not gzip")
        return None

    def _disturb(self, fault: str, response: _Response) -> _Response:
        """The right answer, badly delivered."""
        whole = len(response.body)
        if fault == "slow":
            response.delay = self._slow
        elif fault == "drip":
            response.drip = True
        elif fault == "slow loris":
            response.loris = True
        elif fault == "reset":
            response.cut_after = -1
        elif fault == "cut off":
            response.cut_after = whole // 2
        elif fault == "wrong length":
            response.headers["content-length"] = str(whole + 100)
            response.cut_after = whole
        elif fault == "too long":
            response.headers["content-length"] = str(whole // 2)
            response.cut_after = whole
        return response


class _Connection(asyncio.Protocol):
    """Reads requests off a connection one after another and answers each in turn."""

    def __init__(self, double: Double) -> None:
        self._double = double
        self._held = b""
        self._busy = False
        self._transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._double._connections.add(self)
        self._double._open += 1
        self._double.most_at_once = max(self._double.most_at_once, self._double._open)

    def connection_lost(self, exc: Exception | None) -> None:
        self._double._connections.discard(self)
        self._double._open -= 1

    def close(self) -> None:
        """End the connection at once."""
        self._transport.abort()

    def data_received(self, data: bytes) -> None:
        self._held += data
        self._next()

    def _next(self) -> None:
        while not self._busy and (request := self._take()):
            self._send(request, self._double._respond(request))

    def _take(self) -> Request | None:
        """The next whole request, taken off what has arrived."""
        head, end, rest = self._held.partition(b"\r\n\r\n")
        if not end:
            return None
        line, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.strip().lower(): value.strip() for name, _, value in (one.partition(":") for one in lines)}
        length = int(headers.get("content-length", "0"))
        if len(rest) < length:
            return None
        body, self._held = rest[:length], rest[length:]
        method, target, _ = line.split(" ", 2)
        host = headers.get("host", "").partition(":")[0].lower()
        if host in ("127.0.0.1", "localhost"):
            host, _, target = target.lstrip("/").partition("/")
            target = "/" + target
        return Request(method, host, target, headers, body)

    def _send(self, request: Request, response: _Response) -> None:
        if response.cut_after == -1:
            self._transport.abort()
            self._busy = True
            return
        headers = {"date": f"{self._double._now():%a, %d %b %Y %H:%M:%S} GMT", **response.headers}
        headers.setdefault("content-length", str(len(response.body)))
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        reason = REASONS.get(response.status, "Said So")
        head = f"HTTP/1.1 {response.status} {reason}\r\n{lines}\r\n".encode("latin-1")
        body = b"" if request.method == "HEAD" else response.body
        if response.delay or response.drip:
            self._busy = True
            pieces = [body[i : i + -(-len(body) // 8)] for i in range(0, len(body), -(-len(body) // 8) or 1)]
            later = [head + body] if not response.drip else [head, *pieces]
            self._later(later, self._double._slow / len(later))
            return
        if response.loris:
            self._busy = True
            self._later([head, *(body[i : i + 1] for i in range(len(body)))], self._double._slow)
            return
        self._transport.write(head + (body if response.cut_after is None else body[: response.cut_after]))
        if response.cut_after is not None:
            self._busy = True
            self._transport.close()

    def _later(self, pieces: list[bytes], pause: float) -> None:
        """Write the pieces one by one with a pause before each, then go on with what has arrived meanwhile."""
        if not pieces or self._transport.is_closing():
            self._busy = False
            self._next()
            return

        def write() -> None:
            self._transport.write(pieces[0])
            self._later(pieces[1:], pause)

        asyncio.get_running_loop().call_later(pause, write)


class Reach(HTTPAdapter):
    """Takes every request, whatever host it names, to the double; the name goes with it as the Host header."""

    def __init__(self, port: int, **how: Any) -> None:
        super().__init__(**how)
        self._port = port

    def send(self, request: requests.PreparedRequest, *args: Any, **how: Any) -> requests.Response:
        """Ask the double instead."""
        parts = urlsplit(request.url or "")
        request.headers["Host"] = parts.hostname or ""
        address = request.url or ""
        request.url = f"http://127.0.0.1:{self._port}{parts.path or '/'}" + (f"?{parts.query}" if parts.query else "")
        response = super().send(request, *args, **how)
        response.url = request.url = address
        return response


def reach(double: Double) -> requests.Session:
    """A session that asks the double under Flickr's own addresses."""
    session = requests.Session()
    session.trust_env = False
    session.adapters.clear()
    for scheme in ("https://", "http://"):
        session.mount(scheme, Reach(double.port))
    return session
