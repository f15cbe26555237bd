"""Where an answer comes from: the one place that knows whether a run is live or replays recorded evidence.

All HTTP goes through a ``requests`` session with one of these adapters mounted. Whatever is above it asks, and gets
a ``requests.Response`` whose headers ``WARC-Record-ID`` and ``WARC-Date`` name the evidence; or NotAskedError.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPHeaderDict, HTTPResponse

from whosefaces.errors import SourceUnavailableError
from whosefaces.trace import hosts, robots
from whosefaces.trace.evidence import warc
from whosefaces.trace.evidence.archive import Archive
from whosefaces.trace.question import Question, read_question
from whosefaces.trace.unasked import BUDGET, NO_ANSWER, ROBOTS, UNREAD

EVIDENCE_ID = "WARC-Record-ID"
ASKED_AT = "WARC-Date"
STAND_IN_VARIABLE = "WHOSEFACES_STAND_IN"
"""Address and port, on this machine, of a server that answers in place of every listed host: for rehearsals."""

# What the record's own reading has undone already.
_UNDONE = frozenset({"content-encoding", "transfer-encoding", "content-length"})

Conclusive = Callable[[Question, requests.Response], bool]


class NotAskedError(Exception):
    """The question was not asked: the evidence does not hold it, or it may not be asked now. Not an answer.

    Attributes:
        reason: why, as a code that is the same live and when the run is made again from its evidence.
    """

    def __init__(self, why: str, reason: str = NO_ANSWER) -> None:
        super().__init__(why)
        self.reason = reason


class BudgetSpentError(NotAskedError):
    """The run's budget of calls is spent: nothing more is asked in this run; the next one carries on."""

    def __init__(self, why: str) -> None:
        super().__init__(why, BUDGET)


class StoppedError(SourceUnavailableError):
    """Asking any further would be useless or impolite: the run ends here, and the same command carries on.

    The key was refused, a host asked us to stay away, or the network is gone. Nothing is counted from it.
    """


@dataclass(frozen=True)
class Opened:
    """Where this run's answers come from, ready to be asked.

    Attributes:
        session: asks, live or from recorded evidence; who holds it cannot tell which.
        archive: the evidence; live, what has been recorded so far, and it grows.
        answered_by: what a ledger of these answers belongs to.
        since: answers older than this (UTC, no zone) are to be asked again; None: none is too old.
        calls: how many requests were sent to the network so far.
        spent: whether a question was left unasked because the run's budget was spent.
    """

    session: requests.Session
    archive: Archive
    answered_by: str
    since: dt.datetime | None = None
    calls: Callable[[], int] = field(default=lambda: 0)
    spent: Callable[[], bool] = field(default=lambda: False)


class Replay(HTTPAdapter):
    """Answers from recorded evidence, and never opens a connection.

    Of several answers to one question it gives the latest conclusive one at or before ``until``; where none is
    conclusive, the latest of the others, so that whoever asks can say what went wrong.
    """

    def __init__(self, archive: Archive, until: dt.datetime, conclusive: Conclusive) -> None:
        super().__init__()
        self._archive = archive
        self._until = until
        self._conclusive = conclusive

    def send(self, request: requests.PreparedRequest, *_args: Any, **_how: Any) -> requests.Response:
        """Answer ``request`` from the evidence.

        Raises:
            NotAskedError: the evidence holds no answer to it.
        """
        url, method = request.url or "", request.method or "GET"
        hosts.refuse_unlisted(url)
        body = request.body or b""
        question = read_question(method, url, body.encode() if isinstance(body, str) else body)
        if question is None:
            raise NotAskedError("not a question that this suite asks")
        latest = None
        for record in self._archive.answers(str(question), self._until):
            response = respond(self, request, record)
            if judged(self._conclusive, question, response):
                return response
            latest = latest or response
        if latest is None:
            raise NotAskedError(
                f"the evidence holds no answer to: {question.source} {question.name}", self._why(question, url)
            )
        return latest

    def _why(self, question: Question, url: str) -> str:
        """Why the run that recorded this evidence left a question: by the rules that it read, and what it says itself."""
        if robots.apply_to(question):
            rules = recorded_rules(self._archive, url, self._until)
            if rules is not None and not rules.allow(url):
                return UNREAD if rules.unread else ROBOTS
            if rules is None and UNREAD in self._left:
                return UNREAD
        return BUDGET if BUDGET in self._left else NO_ANSWER

    @cached_property
    def _left(self) -> frozenset[str]:
        return self._archive.left


def recorded_rules(archive: Archive, url: str, until: dt.datetime | None = None) -> robots.Rules | None:
    """The robots rules for ``url`` as they were last recorded; None: nobody recorded them."""
    question = robots.question(robots.address(url))
    for record in archive.answers(str(question), until):
        response = respond(HTTPAdapter(), requests.Request("GET", record.uri).prepare(), record)
        if not response.is_redirect:
            return robots.Rules(response)
    return None


def judged(conclusive: Conclusive, question: Question, response: requests.Response) -> bool:
    """Whether an answer settles its question.

    Raises:
        warc.EvidenceError: no reader of ours can read it; what a stranger sent must not end in a traceback.
    """
    try:
        return conclusive(question, response)
    except Exception as error:  # noqa: BLE001 - any parser's any stumble: an answer can be anybody's
        raise warc.EvidenceError(
            f"the answer recorded as {response.headers[EVIDENCE_ID]} to {question.source} {question.name} cannot be "
            f"read ({type(error).__name__}); please report it, and leave the record out"
        ) from None


def respond(adapter: HTTPAdapter, request: requests.PreparedRequest, record: warc.Record) -> requests.Response:
    """A recorded response as ``requests`` would give it, with the record's id and date among its headers."""
    headers = HTTPHeaderDict()
    for name, value in record.headers:
        if name.lower() not in _UNDONE:
            headers.add(name, value)
    headers[EVIDENCE_ID] = record.id
    headers[ASKED_AT] = record.date
    raw: Any = HTTPResponse(
        body=io.BytesIO(record.body),
        headers=headers,
        status=record.status,
        reason=record.reason,
        preload_content=False,
        request_method=request.method,
    )
    response = adapter.build_response(request, raw)
    response.url = record.uri or response.url  # where the recorded chain of redirects ended
    return response


class ListedSession(requests.Session):
    """Follows a redirect only to a listed host; one that leads elsewhere is itself the answer."""

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        """Where to go on, as the header says it; None: nowhere."""
        try:
            target = super().get_redirect_target(resp)
        except UnicodeError:
            return None
        return target if hosts.led_to(resp.url, target) else None


def session(adapter: HTTPAdapter) -> requests.Session:
    """A session in which every request, whatever its scheme, goes through ``adapter``.

    No proxies, no netrc, no cookies: what one answer says must not change what the next one is asked with.
    """
    asking = ListedSession()
    asking.trust_env = False
    asking.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    asking.adapters.clear()
    asking.mount("https://", adapter)
    asking.mount("http://", adapter)
    return asking
