"""Is every record of this WARC file whole, and what does it hold?

A WARC reader that trusts the bytes it gets will hand on a short body as if it were the answer: a file that was cut
in the middle of a record read back without an error in every public tool tried. So each record is held against
its own length and digest before anything is read from it, and a file that is torn or altered stops the reading.

A file may come from anybody, and may be made to harm whoever reads it. So nothing is unpacked beyond a limit, and
whatever a parser stumbles over is said in one line: the file, the record, the byte.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from warcio.recordloader import ArcWarcRecordLoader

from whosefaces.errors import SourceUnavailableError

LONGEST = 64 << 20
"""Bytes of a record, and of a body with its encoding undone, beyond which nothing is unpacked: a few kilobytes can
be made to unpack to gigabytes. The longest answer that the suite itself records has 8 MiB."""
_LONGEST_HEAD = 1 << 16
_LOADER = ArcWarcRecordLoader(verify_http=False, arc2warc=False)
"""The library's parser of one record that is cut out already; its iterator buffers and unpacks once more."""
_CHUNK = 1 << 16
_GZIP, _DEFLATE = frozenset({"gzip", "x-gzip"}), frozenset({"deflate"})
_READABLE_ENCODINGS = frozenset({"", "identity"}) | _GZIP | _DEFLATE
_DATE = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?",
    re.ASCII,
)
_NUMBER = re.compile(r"[0-9]{1,15}", re.ASCII)


class EvidenceError(SourceUnavailableError):
    """The evidence cannot be relied on as it stands. The message says which file, and where in it."""


class TornError(EvidenceError):
    """A file ends in the middle of a record."""


@dataclass(frozen=True)
class Record:
    """One whole, verified record.

    ``body`` is the HTTP body with transfer and content encoding undone, or the block of a record that is not
    HTTP. ``short`` says that it is shorter than its server promised or was cut off when it was recorded, ``readable`` that we could undo its encoding:
    a record can be a faithful copy of an answer that proves nothing.
    """

    offset: int
    length: int
    type: str
    id: str
    date: str
    uri: str = ""
    concurrent_to: str = ""
    refers_to: str = ""
    payload_digest: str = ""
    method: str = ""
    status: int = 0
    reason: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = field(default=b"", repr=False)
    short: bool = False
    readable: bool = True


def records(path: Path, start: int = 0) -> Iterator[Record]:
    """Every record of a WARC file from byte ``start`` on, in order, each verified.

    Raises:
        EvidenceError: the file is not WARC, is torn, or a record's bytes are not those that were recorded.
    """
    with path.open("rb") as file:
        for offset, length, raw in _frames(file, path, start):
            yield read_record(raw, path, offset, length)


def record_at(path: Path, offset: int, length: int) -> Record:
    """The one record that starts at ``offset`` and takes ``length`` bytes of the file.

    Raises:
        EvidenceError: no whole record lies there.
    """
    with path.open("rb") as file:
        file.seek(offset)
        stored = file.read(length)
    for _, taken, raw in _frames(io.BytesIO(stored), path):
        if taken == length:
            return read_record(raw, path, offset, length)
    raise EvidenceError(f"{path.name}: no whole record at byte {offset}; the file changed since it was indexed")


def read_record(raw: bytes, path: Path, offset: int, length: int) -> Record:
    """Verify and read one record from its uncompressed bytes.

    Raises:
        EvidenceError: its bytes are not those of its digest, or no parser can read it.
    """
    where = f"{path.name}, record at byte {offset}"
    # The frame was cut by Content-Length: between the head's end and the two closing line ends lies the block.
    block = raw.partition(b"\r\n\r\n")[2][:-4]
    if not raw.endswith(b"\r\n\r\n"):
        raise EvidenceError(f"{where}: its length is not the one that it states")
    try:
        parsed = _LOADER.parse_record_stream(io.BytesIO(raw), known_format="warc")
        _hold_digest(where, parsed.rec_headers.get_header("WARC-Block-Digest"), block)
        if parsed.rec_type in ("request", "response", "revisit"):
            return _read_http(parsed, offset, length, where)
        return Record(
            offset,
            length,
            parsed.rec_type or "",
            _bare(parsed.rec_headers.get_header("WARC-Record-ID")),
            parsed.rec_headers.get_header("WARC-Date") or "",
            body=block,
        )
    except EvidenceError:
        raise
    except Exception as error:  # noqa: BLE001 - any parser's any stumble: these bytes can be anybody's
        raise EvidenceError(f"{where}: cannot be read ({type(error).__name__}); fetch the file again") from None


def _read_http(parsed: Any, offset: int, length: int, where: str) -> Record:
    said, http = parsed.rec_headers, parsed.http_headers
    headers = tuple((name, value) for name, value in http.headers) if http else ()
    recorded = {name.lower(): value.strip() for name, value in headers}
    sent = parsed.raw_stream.read()
    promised = recorded.get("content-length", "")
    if "chunked" in recorded.get("transfer-encoding", "").lower():
        sent, cut = _dechunked(sent)
    else:
        cut = _NUMBER.fullmatch(promised) is not None and len(sent) < int(promised)
    body, readable = _decoded(sent, recorded.get("content-encoding", "").lower(), where)
    status, _, reason = (http.statusline if http and parsed.rec_type != "request" else "").partition(" ")
    return Record(
        offset=offset,
        length=length,
        type=parsed.rec_type,
        id=_bare(said.get_header("WARC-Record-ID")),
        date=said.get_header("WARC-Date") or "",
        uri=said.get_header("WARC-Target-URI") or "",
        concurrent_to=_bare(said.get_header("WARC-Concurrent-To")),
        refers_to=_bare(said.get_header("WARC-Refers-To")),
        payload_digest=said.get_header("WARC-Payload-Digest") or "",
        method=http.protocol if http and parsed.rec_type == "request" else "",
        status=int(status) if re.fullmatch("[1-9][0-9]{2}", status, re.ASCII) else 0,
        reason=reason,
        headers=headers,
        body=body,
        short=bool(said.get_header("WARC-Truncated")) or cut,
        readable=readable,
    )


def _dechunked(sent: bytes) -> tuple[bytes, bool]:
    """A chunked body put together, and whether it was cut; one that was stored without its chunks comes as it is."""
    parts: list[bytes] = []
    at = 0
    while line := re.compile(rb"([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]{0,1000})?\r\n").match(sent, at):
        size, at = int(line[1], 16), line.end()
        if size == 0:
            return b"".join(parts), False
        parts.append(sent[at : at + size])
        at += size
        if sent[at : at + 2] != b"\r\n":
            return b"".join(parts), True
        at += 2
    return (b"".join(parts), True) if parts else (sent, False)


def _decoded(sent: bytes, encoding: str, where: str) -> tuple[bytes, bool]:
    """A body with its content encoding undone, and whether that could be done.

    Raises:
        EvidenceError: it unpacks to more than is read.
    """
    if encoding not in _READABLE_ENCODINGS:
        return b"", False
    body: bytes | None = sent
    if encoding in _GZIP and sent.startswith(b"\x1f\x8b"):  # some recorders undo the encoding and keep its header
        body = _unpacked(sent, 31, where)
    elif encoding in _DEFLATE and sent:
        body = _unpacked(sent, 15, where)
        body = _unpacked(sent, -15, where) if body is None else body
    return body or b"", body is not None


def _unpacked(sent: bytes, window: int, where: str) -> bytes | None:
    """A packed body; None: it is damaged, or not all there."""
    unpacker = zlib.decompressobj(window)
    try:
        body = unpacker.decompress(sent, LONGEST + 1)
    except zlib.error:
        return None
    if len(body) > LONGEST:
        raise _too_long(where)
    return body if unpacker.eof else None


def moment(text: str) -> dt.datetime:
    """A record's date as UTC, no zone attached; one that names no zone is UTC, as WARC has it.

    Raises:
        ValueError: it is none, or lies before there was a Web or after this century.
    """
    if not _DATE.fullmatch(text):
        raise ValueError("not a date as WARC writes it")
    when = dt.datetime.fromisoformat(text.replace("Z", "+00:00"))
    if not 1990 <= when.year < 2100:
        raise ValueError("no date on which anything was recorded")
    return when.astimezone(dt.UTC).replace(tzinfo=None) if when.tzinfo else when


def digest(algorithm: str, content: bytes) -> str:
    """``content``'s digest as WARC writes it: the algorithm, and its value in base32."""
    return f"{algorithm}:{base64.b32encode(hashlib.new(algorithm, content, usedforsecurity=False).digest()).decode()}"


def _hold_digest(where: str, stated: str | None, block: bytes) -> None:
    """The lengths and the checksum of the compressed member were held already; this holds what the writer signed."""
    if not stated:
        return
    algorithm, _, value = stated.partition(":")
    algorithm = algorithm.lower().replace("-", "")
    if algorithm not in ("sha1", "sha256", "sha512", "md5"):
        raise EvidenceError(f"{where}: its digest is of a kind that cannot be checked: {algorithm}")
    digest = hashlib.new(algorithm, block, usedforsecurity=False)
    if value.lower() != digest.hexdigest() and value.upper() != base64.b32encode(digest.digest()).decode():
        raise EvidenceError(f"{where}: altered since it was recorded: its bytes are not those of its digest")


def _bare(identifier: str | None) -> str:
    return (identifier or "").strip("<>")


# -- framing: one record after the other, each whole ----------------------------------------------------------


def _frames(file: BinaryIO, path: Path, start: int = 0) -> Iterator[tuple[int, int, bytes]]:
    """Offset, stored length and uncompressed bytes of each record."""
    file.seek(start)
    # A single byte of a gzip member's two is the beginning of a compressed record, cut short.
    compressed = file.read(2) in (b"\x1f\x8b", b"\x1f")
    file.seek(start)
    yield from _members(file, path, start) if compressed else _plain(file, path, start)


def _members(file: BinaryIO, path: Path, offset: int) -> Iterator[tuple[int, int, bytes]]:
    """Each gzip member; by the WARC standard each holds one record."""
    held = b""
    while held or (held := file.read(_CHUNK)):
        member, parts, length, size = zlib.decompressobj(31), [], 0, 0
        while not member.eof:
            if not held and not (held := file.read(_CHUNK)):
                raise _torn(path, offset)
            try:
                parts.append(member.decompress(held, LONGEST + 1 - size))
            except zlib.error as error:
                raise EvidenceError(f"{path.name}: damaged in the record at byte {offset}: {error}") from None
            left = member.unused_data if member.eof else member.unconsumed_tail
            length += len(held) - len(left)
            held = left
            size += len(parts[-1])
            if size > LONGEST:
                raise _too_long(f"{path.name}, record at byte {offset}")
        raw = b"".join(parts)
        if _record_length(raw, path, offset) != len(raw):
            raise EvidenceError(
                f"{path.name}: the compressed member at byte {offset} is not one whole record; "
                "`warcio recompress` writes one record to a member"
            )
        yield offset, length, raw
        offset += length


def _plain(file: BinaryIO, path: Path, offset: int) -> Iterator[tuple[int, int, bytes]]:
    while True:
        head = bytearray()
        while not head.endswith(b"\r\n\r\n"):
            line = file.readline(_CHUNK)
            if not line and not head:
                return
            if not line:
                raise _torn(path, offset)
            head += line
            if not head.startswith(b"WARC/1.") or len(head) > _LONGEST_HEAD:
                raise EvidenceError(f"{path.name}: not a WARC record at byte {offset}")
        length = _record_length(bytes(head), path, offset)
        raw = bytes(head) + file.read(length - len(head))
        if len(raw) < length:
            raise _torn(path, offset)
        yield offset, length, raw
        offset += length


def _record_length(raw: bytes, path: Path, offset: int) -> int:
    """How long the record that starts ``raw`` is by its own header: head, block and the two line ends."""
    head, end, _ = raw[: _LONGEST_HEAD + 4].partition(b"\r\n\r\n")
    if not head.startswith(b"WARC/1.") or not end:
        raise EvidenceError(f"{path.name}: not a WARC record at byte {offset}")
    lines = [line.partition(b":") for line in head.split(b"\r\n")[1:]]
    if not all(colon or name[:1] in (b" ", b"\t") for name, colon, _ in lines):
        raise EvidenceError(f"{path.name}: the head of the record at byte {offset} has a line that is no header")
    stated = {value.strip().decode("latin-1") for name, _, value in lines if name.strip().lower() == b"content-length"}
    if len(stated) != 1 or not _NUMBER.fullmatch(block := stated.pop()):
        raise EvidenceError(f"{path.name}: the record at byte {offset} does not say how long it is")
    if int(block) > LONGEST:
        raise _too_long(f"{path.name}, record at byte {offset}")
    return len(head) + 4 + int(block) + 4


def _too_long(where: str) -> EvidenceError:
    return EvidenceError(
        f"{where}: unpacks to more than {LONGEST >> 20} MiB, longer than any answer that this suite reads; take the record out"
    )


def _torn(path: Path, offset: int) -> TornError:
    return TornError(
        f"{path.name}: torn: the record begun at byte {offset} is cut short; everything before it is whole. "
        "Fetch the file again, or let the live run that wrote it carry on, which sets the torn end aside"
    )
