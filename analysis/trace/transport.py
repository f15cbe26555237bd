"""Where an answer comes from: the one place that knows whether a run is live or replays recorded evidence.

All HTTP goes through a ``requests`` session with one of these adapters mounted. Whatever is above it asks, and gets
a ``requests.Response`` whose headers ``WARC-Record-ID`` and ``WARC-Date`` name the evidence; or NotAskedError.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPHeaderDict, HTTPResponse

from analysis.trace import hosts, warc
from analysis.trace.archive import Archive
from analysis.trace.question import Question, read_question

EVIDENCE_ID = "WARC-Record-ID"
ASKED_AT = "WARC-Date"

# What the record's own reading has undone already.
_UNDONE = frozenset({"content-encoding", "transfer-encoding", "content-length"})

Conclusive = Callable[[Question, requests.Response], bool]


class NotAskedError(Exception):
    """The question was not asked: the evidence does not hold it, or it may not be asked now. Not an answer."""


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
            response = self._respond(request, record)
            if self._conclusive(question, response):
                return response
            latest = latest or response
        if latest is None:
            raise NotAskedError(f"the evidence holds no answer to: {question.source} {question.name}")
        return latest

    def _respond(self, request: requests.PreparedRequest, record: warc.Record) -> requests.Response:
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
        return self.build_response(request, raw)


def session(adapter: HTTPAdapter) -> requests.Session:
    """A session in which every request, whatever its scheme, goes through ``adapter``; no proxies, no netrc."""
    opened = requests.Session()
    opened.trust_env = False
    opened.adapters.clear()
    opened.mount("https://", adapter)
    opened.mount("http://", adapter)
    return opened
