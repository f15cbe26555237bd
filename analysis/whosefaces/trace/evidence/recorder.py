"""How is an exchange recorded so that it can be shown later, and lost by nothing?

Each exchange is two WARC 1.1 records, the request and then the response, each a gzip member of its own, built in
memory and written in one piece. So whatever kills the process leaves whole records and at most one that is cut
short at the very end; the next run sets that end aside and carries on. A body that was recorded before is not
written again: a ``revisit`` record refers to the first.
"""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import os
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from filelock import FileLock, Timeout

from whosefaces import __version__
from whosefaces.errors import WhoseFacesError
from whosefaces.trace import robots
from whosefaces.trace.evidence import closing, redaction, warc
from whosefaces.trace.evidence.archive import Archive, warc_files
from whosefaces.trace.evidence.index import Index, Place
from whosefaces.trace.question import Question

LARGEST = 1 << 30
"""Bytes after which a new file is begun."""
INDEX = "index.sqlite"
_SYNC_SECONDS = 5.0
"""What a machine that loses its power can lose, and asks again. A process that is killed loses nothing of it."""
_SHORT = 1 << 12
_OF_THE_BODY = frozenset({"content-encoding", "transfer-encoding", "content-length"})
_REVISIT = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"


class RecordingError(WhoseFacesError):
    """Nothing more can be recorded, so nothing more is asked."""


@dataclass(frozen=True)
class Exchange:
    """One request and what came back, as far as it came.

    Attributes:
        url: the address asked, with whatever secret was in it.
        target: the request line's part after the method.
        body: with transfer and content encoding undone; None: it could not be undone, so it is not kept.
        cut: why the body is not whole, in WARC's words (length, disconnect, time, unspecified); "": it is.
    """

    method: str
    url: str
    target: str
    request_headers: Sequence[tuple[str, str]]
    status: int
    reason: str
    headers: Sequence[tuple[str, str]]
    body: bytes
    asked_at: dt.datetime
    cut: str = ""


class Recorder:
    """The one writer of a folder of evidence.

    Attributes:
        archive: what has been recorded, this run's exchanges included.
        set_aside: bytes of torn records that were found at the end of a file and moved out of it.
        left: why this run leaves questions unasked, as codes; the closing record says it.
    """

    def __init__(
        self,
        folder: Path,
        secrets: Iterable[str] = (),
        about: Sequence[tuple[str, str]] = (),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Open a folder for recording; mend what an earlier run was killed over.

        Args:
            folder: made where it is missing.
            secrets: texts that must never reach disk.
            about: further lines for the archive's first record.
            clock: seconds, for how often the disk is made to take what was written.

        Raises:
            RecordingError: another run records there, or the folder cannot be written.
            warc.EvidenceError: what is there already is damaged.
        """
        self._folder, self._about, self._clock = folder, tuple(about), clock
        self._secrets = redaction.Secrets(secrets)
        self._lock = threading.Lock()
        self._file: int | None = None
        self._path = folder
        self._end = 0
        self._closed_at = 0
        self._synced = clock()
        self.set_aside = 0
        self.left: tuple[str, ...] = ()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._only_one = FileLock(folder / ".recording.lock", timeout=0)
        try:
            self._only_one.acquire()
        except Timeout:
            raise RecordingError(
                f"{folder.name}: another run is recording into this evidence; wait for it to end, or stop it"
            ) from None
        try:
            self._index = Index(folder / INDEX)
            self._mend()
            self.archive = Archive(folder, self._index)
            self._begin()
        except BaseException:
            self._only_one.release()
            raise

    def write(self, exchange: Exchange, question: Question | None) -> warc.Record:
        """Record an exchange, redacted.

        Args:
            exchange: what was sent and what came.
            question: what it answers; None: none of our questions.

        Returns:
            The response as the archive now holds it: what a replay of it will give.

        Raises:
            redaction.SecretError: a known secret would have been written.
            RecordingError: the disk is full, or gone.
        """
        url = redaction.address(exchange.url)
        body = redaction.body(exchange.body) if exchange.body else b""
        headers = _stored_headers(exchange, len(body))
        date = f"{exchange.asked_at.replace(tzinfo=None).isoformat(timespec='seconds')}Z"
        response_id, request_id = _identity(), _identity()
        payload = f"sha256:{hashlib.sha256(body).hexdigest()}" if body else ""
        head = _http_head(f"HTTP/1.1 {exchange.status} {exchange.reason}".rstrip(), headers)
        with self._lock:
            first = self._index.first_with(payload) if payload and not exchange.cut else None
            asking = _record(
                "request", request_id, date, url, [("WARC-Concurrent-To", response_id)], _request(exchange, url)
            )
            answer = _answer(response_id, date, url, head, body, payload, first, exchange.cut)
            self._secrets.refuse(asking)
            self._secrets.refuse(answer)
            before, after = _member(asking), _member(answer)
            self._append(before + after)
            bare = response_id.strip("<>")
            self._index.add(
                Place(
                    record=bare,
                    question="" if question is None else str(question),
                    asked_at=exchange.asked_at.replace(microsecond=0, tzinfo=None),
                    file=self._path.name,
                    offset=self._end - len(after),
                    length=len(after),
                    head_only=exchange.method == "HEAD",
                    payload=payload if first is None and not exchange.cut else "",
                    uri=url,
                )
            )
            self._settle()
        return warc.Record(
            offset=self._end - len(after),
            length=len(after),
            type="response" if first is None else "revisit",
            id=bare,
            date=date,
            uri=url,
            payload_digest=payload,
            status=exchange.status,
            reason=exchange.reason,
            headers=tuple(headers),
            body=body,
            short=bool(exchange.cut),
        )

    def close(self) -> None:
        """Say at the end what there is, make the disk take everything, and let another run record here.

        Raises:
            RecordingError: there was no room for it; the next run carries on and closes.
        """
        with self._lock:
            try:
                if self._file is not None:
                    self._settle(now=True)
                    self._put_closing()
                    os.close(self._file)
                    self._file = None
            finally:
                self._index.close()
                self._only_one.release()

    def __enter__(self) -> Recorder:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.close()
        except RecordingError:
            if error is None:  # what went wrong first is what is told
                raise

    # -- writing

    def _append(self, content: bytes) -> None:
        """Write all of it, or leave the file as it was."""
        assert self._file is not None
        written = 0
        try:
            while written < len(content):
                length = os.write(self._file, content[written:])
                if length == 0:
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                written += length
        except OSError as error:
            os.ftruncate(self._file, self._end)
            raise RecordingError(
                f"{self._path.name}: cannot record what was answered ({error.strerror}); nothing that was recorded is "
                "lost: make room, and the same command carries on"
            ) from None
        self._end += written

    def _settle(self, *, now: bool = False) -> None:
        """Every few seconds, make the disk take what was written, and only then say so in the index."""
        assert self._file is not None
        moment = self._clock()
        if now or moment - self._synced >= _SYNC_SECONDS:
            os.fsync(self._file)
            self._index.commit(self._path.name, self._end)
            self._synced = moment
        if self._end > LARGEST and not now:
            self._index.commit(self._path.name, self._end)
            self._put_closing()
            self._begin()

    def _put_closing(self) -> None:
        """Write behind everything what there is, if anything was written since that was done."""
        assert self._file is not None
        if self._end == self._closed_at:
            return
        others = [path for path in warc_files(self._folder) if path.name != self._path.name]
        block, start = closing.block([*others, self._path], self.left), self._end
        date = f"{dt.datetime.now(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"
        self._append(_member(_record("metadata", _identity(), date, "", [], block, "application/warc-fields")))
        os.fsync(self._file)
        self._closed_at = self._end
        promised = self._index.marks(self._path.name).promised
        self._index.commit(self._path.name, self._end, closing.Marks(promised, start, self._end))

    # -- opening

    def _mend(self) -> None:
        """Set the torn end of a file aside, so that what is written next can be read."""
        for path in warc_files(self._folder):
            size, known = path.stat().st_size, self._index.whole(path.name)
            whole = _last_pair(path, known if known <= size else 0)
            if whole < size:
                with path.open("r+b") as file:
                    file.seek(whole)
                    torn = file.read()
                    _new_name(path, whole).write_bytes(torn)
                    file.truncate(whole)
                    os.fsync(file.fileno())
                self.set_aside += len(torn)

    def _begin(self) -> None:
        """Go on with the last file if it was begun under the same rules and is not full; else begin one."""
        if self._file is not None:
            os.close(self._file)
        files = warc_files(self._folder)
        first = self._first_record(f"evidence-{len(files) + 1:05}.warc.gz")
        same = bool(files) and _rules_of(files[-1]) == self._lines() and files[-1].stat().st_size <= LARGEST
        if files and not same and self._index.marks(files[-1].name).promised:
            self._open(files[-1])  # a run that was killed did not close it
            self._put_closing()
            assert self._file is not None
            os.close(self._file)
        self._open(files[-1] if same else self._folder / f"evidence-{len(files) + 1:05}.warc.gz")
        if not same:
            self._append(_member(first))
            self._index.commit(self._path.name, self._end, closing.Marks(promised=True))

    def _open(self, path: Path) -> None:
        self._path = path
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        self._end = os.fstat(self._file).st_size
        self._closed_at = self._index.marks(path.name).end

    def _lines(self) -> bytes:
        lines = [
            ("software", f"Whose Faces {__version__}"),
            ("format", "WARC File Format 1.1"),
            ("conformsTo", "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"),
            ("robots", f"obeyed for pages and files, as {robots.AGENT}"),
            *self._about,
            closing.PROMISE,
            ("description", redaction.RULES.replace("\n", " ")),
            ("redaction-rules-sha256", redaction.rules_digest()),
        ]
        return "".join(f"{name}: {value}\r\n" for name, value in lines).encode()

    def _first_record(self, name: str) -> bytes:
        date = f"{dt.datetime.now(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"
        block = self._lines()
        self._secrets.refuse(block)
        return _record("warcinfo", _identity(), date, "", [("WARC-Filename", name)], block, "application/warc-fields")


def _request(exchange: Exchange, url: str) -> bytes:
    """The request's head; ``url``: its redacted address, which ends as the target does."""
    host = exchange.url.removesuffix(exchange.target)
    same = host != exchange.url and url.startswith(host)
    target = url.removeprefix(host) if same else redaction.address(exchange.target)
    return _http_head(f"{exchange.method} {target} HTTP/1.1", redaction.headers(exchange.request_headers))


def _stored_headers(exchange: Exchange, length: int) -> list[tuple[str, str]]:
    """The response's headers, true of the body as it is stored; what they said before is kept under another name."""
    kept = redaction.headers(exchange.headers)
    if exchange.method == "HEAD":
        return kept
    renamed = [(f"X-Orig-{name.title()}" if name.lower() in _OF_THE_BODY else name, value) for name, value in kept]
    return [*renamed, ("Content-Length", str(length))]


def _identity() -> str:
    """A random record id: a UUID of version 4, in a third of the time that the library's class takes."""
    digits = os.urandom(16).hex()
    return f"<urn:uuid:{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{'89ab'[int(digits[16], 16) & 3]}{digits[17:20]}-{digits[20:]}>"


def _http_head(line: str, headers: Iterable[tuple[str, str]]) -> bytes:
    lines = "".join([f"{name}: {value}\r\n" for name, value in headers])
    return f"{line}\r\n{lines}\r\n".encode("utf-8", "surrogateescape")


def _answer(
    identity: str, date: str, url: str, head: bytes, body: bytes, payload: str, first: Place | None, cut: str
) -> bytes:
    headers = [("WARC-Payload-Digest", payload)] if payload else []
    if cut:
        headers.append(("WARC-Truncated", cut))
    if first is None:
        return _record("response", identity, date, url, headers, head + body)
    headers += [
        ("WARC-Profile", _REVISIT),
        ("WARC-Refers-To", f"<{first.record}>"),
        ("WARC-Refers-To-Target-URI", first.uri),
        ("WARC-Refers-To-Date", f"{first.asked_at:%Y-%m-%dT%H:%M:%SZ}"),
    ]
    return _record("revisit", identity, date, url, headers, head)


def _record(
    kind: str,
    identity: str,
    date: str,
    url: str,
    headers: Iterable[tuple[str, str]],
    block: bytes,
    content_type: str = "",
) -> bytes:
    content_type = content_type or f"application/http; msgtype={'request' if kind == 'request' else 'response'}"
    target = f"WARC-Target-URI: {url}\r\n" if url else ""
    more = "".join([f"{name}: {value}\r\n" for name, value in headers])
    head = (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: {identity}\r\nWARC-Date: {date}\r\n{target}{more}"
        f"WARC-Block-Digest: sha256:{hashlib.sha256(block).hexdigest()}\r\n"
        f"Content-Type: {content_type}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return b"".join((head.encode(), block, b"\r\n\r\n"))


def _member(record: bytes) -> bytes:
    # A full-sized compressor takes four times as long to set up as a short record takes to compress; a window of the
    # record's own size loses nothing.
    level, window, memory = (3, 12, 5) if len(record) <= _SHORT else (6, 15, zlib.DEF_MEM_LEVEL)
    packer = zlib.compressobj(level, zlib.DEFLATED, 16 + window, memory)
    return packer.compress(record) + packer.flush()


def _last_pair(path: Path, whole: int) -> int:
    """The byte after the last whole exchange: a request whose answer was cut off is no exchange.

    Args:
        path: a WARC file.
        whole: up to here the disk was seen to have it; what follows may be torn in any way a lost power supply tears.
    """
    end = whole
    try:
        for record in warc.records(path, whole):
            if record.type != "request":
                end = record.offset + record.length
    except warc.TornError:
        pass
    except warc.EvidenceError:
        if not whole:
            raise
    return end


def _new_name(path: Path, whole: int) -> Path:
    names = (path.with_name(f"{path.name}.torn-{whole}{more}") for more in ("", *(f"-{n}" for n in range(2, 1000))))
    return next(name for name in names if not name.exists())


def _rules_of(path: Path) -> bytes:
    first = next(warc.records(path), None)
    return first.body if first is not None and first.type == "warcinfo" else b""
