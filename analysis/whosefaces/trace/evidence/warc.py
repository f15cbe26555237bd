"""Is every record of this WARC file whole, and what does it hold?

A WARC reader that trusts the bytes it gets will hand on a short body as if it were the answer: a file that was cut
in the middle of a record read back without an error in every public tool tried. So each record is held against
its own length and digest before anything is read from it, and a file that is torn or altered stops the reading.
"""

from __future__ import annotations

import base64
import hashlib
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from warcio.archiveiterator import ArchiveIterator

from whosefaces.errors import SourceUnavailableError

_CHUNK = 1 << 16
_READABLE_ENCODINGS = frozenset({"", "identity", "gzip", "x-gzip", "deflate"})


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


def last_whole(path: Path, start: int = 0) -> int:
    """The byte after the last whole record: where a file that was cut off in the middle of one can be carried on.

    Args:
        path: a WARC file.
        start: where a record is known to begin, so that not all of a long file is read.

    Raises:
        EvidenceError: it is damaged elsewhere than at its end.
    """
    end = start
    try:
        for record in records(path, start):
            end = record.offset + record.length
    except TornError:
        pass
    return end


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
    """Verify and read one record from its uncompressed bytes."""
    where = f"{path.name}, record at byte {offset}"
    # The frame was cut by Content-Length: between the head's end and the two closing line ends lies the block.
    block = raw.partition(b"\r\n\r\n")[2][:-4]
    parsed = next(iter(ArchiveIterator(io.BytesIO(raw))))
    said = parsed.rec_headers
    _hold_digest(where, said.get_header("WARC-Block-Digest"), block)
    kind = parsed.rec_type
    if kind not in ("request", "response", "revisit"):
        return Record(
            offset,
            length,
            kind,
            _bare(said.get_header("WARC-Record-ID")),
            said.get_header("WARC-Date") or "",
            body=block,
        )
    return _read_http(parsed, block, offset, length)


def _read_http(parsed: Any, block: bytes, offset: int, length: int) -> Record:
    said, http = parsed.rec_headers, parsed.http_headers
    headers = tuple((name, value) for name, value in http.headers) if http else ()
    recorded = {name.lower(): value for name, value in headers}
    encoding = recorded.get("content-encoding", "").strip().lower()
    readable = encoding in _READABLE_ENCODINGS
    status, _, reason = (http.statusline if http and parsed.rec_type != "request" else "").partition(" ")
    sent = len(block.partition(b"\r\n\r\n")[2])
    promised = recorded.get("content-length", "")
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
        status=int(status) if status.isdigit() else 0,
        reason=reason,
        headers=headers,
        body=parsed.content_stream().read() if readable else b"",
        short=bool(said.get_header("WARC-Truncated"))
        or ("transfer-encoding" not in recorded and promised.isdigit() and sent < int(promised)),
        readable=readable,
    )


def digest(algorithm: str, content: bytes) -> str:
    """``content``'s digest as WARC writes it: the algorithm, and its value in base32."""
    return f"{algorithm}:{base64.b32encode(hashlib.new(algorithm, content, usedforsecurity=False).digest()).decode()}"


def _hold_digest(where: str, said: str | None, block: bytes) -> None:
    """The lengths and the checksum of the compressed member were held already; this holds what the writer signed."""
    if not said:
        return
    algorithm, _, value = said.partition(":")
    algorithm = algorithm.lower().replace("-", "")
    if algorithm not in ("sha1", "sha256", "sha512", "md5"):
        raise EvidenceError(f"{where}: its digest is of a kind that cannot be checked: {algorithm}")
    found = hashlib.new(algorithm, block, usedforsecurity=False)
    if value.lower() != found.hexdigest() and value.upper() != base64.b32encode(found.digest()).decode():
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
        member, parts, taken = zlib.decompressobj(31), [], 0
        while not member.eof:
            if not held and not (held := file.read(_CHUNK)):
                raise _torn(path, offset)
            try:
                parts.append(member.decompress(held))
            except zlib.error as error:
                raise EvidenceError(f"{path.name}: damaged in the record at byte {offset}: {error}") from None
            taken += len(held) - len(member.unused_data)
            held = member.unused_data
        raw = b"".join(parts)
        if _record_length(raw, path, offset) != len(raw):
            raise EvidenceError(
                f"{path.name}: the compressed member at byte {offset} is not one whole record; "
                "`warcio recompress` writes one record to a member"
            )
        yield offset, taken, raw
        offset += taken


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
            if not head.startswith(b"WARC/1."):
                raise EvidenceError(f"{path.name}: not a WARC record at byte {offset}")
        length = _record_length(bytes(head), path, offset)
        raw = bytes(head) + file.read(length - len(head))
        if len(raw) < length:
            raise _torn(path, offset)
        yield offset, length, raw
        offset += length


def _record_length(raw: bytes, path: Path, offset: int) -> int:
    """How long the record that starts ``raw`` is by its own header: head, block and the two line ends."""
    head, end, _ = raw.partition(b"\r\n\r\n")
    if not head.startswith(b"WARC/1.") or not end:
        raise EvidenceError(f"{path.name}: not a WARC record at byte {offset}")
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length" and value.strip().isdigit():
            return len(head) + 4 + int(value) + 4
    raise EvidenceError(f"{path.name}: the record at byte {offset} does not say how long it is")


def _torn(path: Path, offset: int) -> TornError:
    return TornError(
        f"{path.name}: torn: the record begun at byte {offset} is cut short; everything before it is whole. "
        "Fetch the file again, or let the live run that wrote it carry on, which sets the torn end aside"
    )
