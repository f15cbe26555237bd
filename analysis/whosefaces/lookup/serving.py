"""``lookup-site serve``: the same page and list, and a server that answers the same question.

It learns an address, a time, and a point that is random to it; it computes no membership. It logs no content and no address.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import ipaddress
import logging
import os
import secrets
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from whosefaces.lookup import wire
from whosefaces.lookup.keys import Key, LookUpKeyError
from whosefaces.lookup.post import CapError, Count, ElementError, evaluated
from whosefaces.lookup.site import RECORD, Record, policy

LARGEST = 4_096
"""Bytes of a request's body; a question has 33."""
PATIENCE = 10.0
"""Seconds in which a client says its whole question."""
LIFETIME = 120.0
"""Seconds that one connection lasts at most."""
BLOCK = 20
"""Answers that are counted at once on disk; so many at most are lost to a crash, on the side of fewer answers."""
ADDRESSES = 100_000
SERVED = (".html", ".css", ".js", ".bin", ".txt")
ENVIRONMENT = "WHOSEFACES_LOOKUP_KEY"
CREDENTIAL = "lookup-key"

log = logging.getLogger("whosefaces.lookup")


def key_from(path: Path | None) -> Key:
    """The key: from a file, else the environment (taken out of it), else systemd's credential ``lookup-key``.

    Raises:
        LookUpKeyError: there is none, or it cannot be used.
    """
    if path is not None:
        return Key.read(path)
    if text := os.environ.pop(ENVIRONMENT, ""):
        return Key.parsed(text)
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    if folder and (credential := Path(folder) / CREDENTIAL).is_file():
        return Key.parsed(credential.read_text(encoding="utf-8"), credential)
    raise LookUpKeyError(
        f"no key: name its file with --key, put its text into {ENVIRONMENT}, or load the credential {CREDENTIAL}"
    )


@dataclass
class Desk:
    """Who may be answered now: a cap a day, a limit an address, and no question twice."""

    key: Key
    count: Count
    per_hour: int
    """Questions of one address; 0: no limit, as behind an onion address, where all look alike."""
    answered: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    alarmed: str = ""
    _reserved: int = 0
    _day: str = ""
    _asked: set[bytes] = field(default_factory=set)
    _addresses: OrderedDict[bytes, list[float]] = field(default_factory=OrderedDict)
    _mask: bytes = field(default_factory=lambda: secrets.token_bytes(16), repr=False)
    """Random and of this process: what it masks means nothing to anybody else, or later."""

    def turn_away(self, why: str, status: int) -> Response:
        """Refuse, and count that."""
        self.refused[why] = self.refused.get(why, 0) + 1
        return PlainTextResponse(f"{why}\n", status)

    def answer(self, body: bytes, address: str, now: dt.datetime) -> Response:
        """The answer to one question, or why there is none."""
        if len(body) != 1 + wire.ELEMENT or body[0] != wire.QUESTION.first:
            return self.turn_away("not a question", 400)
        today = now.date().isoformat()
        if today != self._day:
            self._day, self._reserved = today, 0
            self._asked.clear()
        if not self._allowed(address, now.timestamp()):
            return self.turn_away("too many from one address", 429)
        masked = self._masked(body)
        if masked in self._asked:
            return self.turn_away("asked before", 409)
        try:
            message = evaluated(self.key, body[1:])
        except ElementError:
            return self.turn_away("not a question", 400)
        try:
            self._take(now.date())
        except CapError:
            return self.turn_away("today's answers are used up", 429)
        self._asked.add(masked)
        self.answered += 1
        return Response(bytes([wire.ANSWER.first]) + message, media_type="application/octet-stream")

    def _take(self, day: dt.date) -> None:
        if self._reserved == 0:
            block = min(BLOCK, max(1, self.count.cap - self.count.by_day().get(day.isoformat(), 0)))
            total = self.count.take(day, block)
            self._reserved = block
            yesterday = self.count.by_day().get((day - dt.timedelta(days=1)).isoformat(), 0)
            if self.alarmed != day.isoformat() and yesterday and total >= 3 * yesterday:
                self.alarmed = day.isoformat()
                log.warning("alarm: %d answers today, three times yesterday's %d or more", total, yesterday)
        self._reserved -= 1

    def _allowed(self, address: str, now: float) -> bool:
        if not self.per_hour:
            return True
        network = address
        try:
            if (parsed := ipaddress.ip_address(address)).version == 6:
                network = str(ipaddress.ip_network(f"{parsed}/64", strict=False))
        except ValueError:
            pass
        masked = self._masked(network.encode("utf-8", "replace"))
        times = [time for time in self._addresses.pop(masked, []) if time > now - 3600]
        allowed = len(times) < self.per_hour
        self._addresses[masked] = [*times, now] if allowed else times
        while len(self._addresses) > ADDRESSES:
            self._addresses.popitem(last=False)
        return allowed

    def _masked(self, text: bytes) -> bytes:
        return hashlib.blake2b(text, key=self._mask, digest_size=12).digest()

    def metrics(self) -> str:
        """What an operator watches, as Prometheus reads it."""
        lines = [
            f"lookup_answered_total {self.answered}",
            f"lookup_cap {self.count.cap}",
            f"lookup_alarm {int(self.alarmed == self._day != '')}",
        ]
        lines += [f'lookup_refused_total{{why="{why}"}} {count}' for why, count in sorted(self.refused.items())]
        days = sorted(self.count.by_day().items())[-2:]
        return "\n".join([*lines, *(f'lookup_answers_by_day{{day="{day}"}} {count}' for day, count in days)]) + "\n"


class Headers:
    """Every answer with the same strict headers."""

    def __init__(self, app: ASGIApp, policy: str, origin: str | None) -> None:
        """Wrap an application; ``origin``: the newsroom's page, where this server is a partner's."""
        self.app = app
        self.headers = {
            "content-security-policy": f"{policy}; frame-ancestors 'none'",
            "x-content-type-options": "nosniff",
            "referrer-policy": "no-referrer",
            "cross-origin-opener-policy": "same-origin",
            "cross-origin-resource-policy": "cross-origin" if origin else "same-origin",
            "permissions-policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
        }
        if origin:
            self.headers |= {"access-control-allow-origin": origin, "access-control-allow-headers": "content-type"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the headers put in."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers[name] = value
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)


class Files(StaticFiles):
    """The folder's own kinds of file, and no other that may have come to lie there."""

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        """The file at a path, or none."""
        if Path(path).suffix not in ("", *SERVED):
            return "", None
        return super().lookup_path(path)


class Patient(H11Protocol):
    """A connection that waits for a question for a while, and not for ever: slow clients hold no place."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait."""
        super().connection_made(transport)
        self.loop.call_later(PATIENCE, self._unless_asked)
        self.loop.call_later(LIFETIME, transport.close)

    def _unless_asked(self) -> None:
        if self.cycle is None:
            self.transport.close()


def application(
    key: Key, count: Count, folder: Path | None = None, *, per_hour: int = 20, origin: str | None = None
) -> Starlette:
    """The server as an ASGI application.

    Args:
        key: whose answers.
        count: answers by day, and their cap.
        folder: the look-up's folder; None for a partner, who serves no page.
        per_hour: questions of one address in an hour.
        origin: the newsroom's page, as https://look-up.example.org, where this is a partner's server.

    Raises:
        SiteError: the folder is none of ours.
        LookUpKeyError: the key is another look-up's.
    """
    rules = "default-src 'none'"
    if folder is not None:
        record = Record.read(folder)
        if key.info != record.info or record.closed_on:
            raise LookUpKeyError(
                f"{folder / RECORD}: this look-up is {'closed' if record.closed_on else 'another one than the key'}; nothing is served"
            )
        rules = policy(record)
    desk = Desk(key, count, per_hour)

    async def ask(request: Request) -> Response:
        if request.method == "OPTIONS":
            return PlainTextResponse("", 204)
        try:
            body = await asyncio.wait_for(request.body(), PATIENCE)
        except (TimeoutError, ClientDisconnect):
            return desk.turn_away("too slow", 408)
        response = desk.answer(body, request.client.host if request.client else "", dt.datetime.now(dt.UTC))
        response.headers["cache-control"] = "no-store"
        return response

    async def health(_: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def metrics(request: Request) -> Response:
        near = request.client is None or request.client.host in ("127.0.0.1", "::1")
        if not near or any(name in request.headers for name in ("x-forwarded-for", "forwarded", "via")):
            return PlainTextResponse("Not Found", 404)
        return PlainTextResponse(desk.metrics())

    routes: list[Route | Mount] = [
        Route("/ask", ask, methods=["POST", "OPTIONS"] if origin else ["POST"]),
        Route("/health", health),
        Route("/metrics", metrics),
    ]
    if folder is not None:
        routes.append(Mount("/", Files(directory=folder, html=True)))
    return Starlette(
        routes=routes, middleware=[Middleware(Headers, policy=rules, origin=origin)], max_body_size=LARGEST
    )


def configured(app: Starlette, host: str, port: int, *, behind_proxy: bool) -> uvicorn.Config:
    """How it is served: no access log, no server header, bounded connections."""
    return uvicorn.Config(
        app, host=host, port=port, http=Patient, ws="none", lifespan="off", access_log=False, server_header=False,
        log_config=None, limit_concurrency=200, timeout_keep_alive=5, h11_max_incomplete_event_size=8_192, timeout_graceful_shutdown=5,
        proxy_headers=behind_proxy, forwarded_allow_ips="127.0.0.1",
    )  # fmt: skip


def serve(config: uvicorn.Config) -> None:
    """Serve until stopped."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s")
    uvicorn.Server(config).run()
