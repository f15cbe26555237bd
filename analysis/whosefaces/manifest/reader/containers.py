"""The file behind a manifest: whatever compressed it, one stream of bytes, each file's own hash, and a tally.

The tally (lines, quotation marks) is taken from the bytes themselves, apart from any reader: what a reader
accepted and rejected is held against it.
"""

from __future__ import annotations

import codecs
import gzip
import hashlib
import io
import lzma
import os
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, cast

import indexed_bzip2
import numpy as np
import zstandard

from whosefaces.manifest.listing import ManifestError

CHUNK = 1 << 20
_NEWLINE = 10

_MAGIC = {b"\x1f\x8b": "gz", b"BZh": "bz2", b"\x28\xb5\x2f\xfd": "zst", b"\xfd7zXZ\x00": "xz"}
UNICODE = {b"\xff\xfe\0\0": "utf-32", b"\0\0\xfe\xff": "utf-32", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_MAGIC |= UNICODE
"""UTF-16 and UTF-32 are taken off like a packing: whoever reads on reads UTF-8."""

PICTURES = frozenset(
    [
        ".jpg",
        ".jpeg",
        ".png",
        ".gif",
        ".bmp",
        ".tif",
        ".tiff",
        ".webp",
        ".avif",
        ".heic",
        ".mp4",
        ".mov",
        ".avi",
        ".webm",
    ]
)
"""Of such files in a folder the names are read, never what is in them."""

_BROKEN = (EOFError, OSError, zlib.error, lzma.LZMAError, zstandard.ZstdError, RuntimeError, ValueError)
"""What the decompressors raise on a file that is cut off or damaged."""


@dataclass(frozen=True)
class Stamp:
    """What tells that a file has not changed: size, time of change, place on disk."""

    size: int
    modified: int
    inode: int

    @classmethod
    def of(cls, path: Path) -> Stamp:
        """The stamp of ``path`` now."""
        found = path.stat()
        return cls(found.st_size, found.st_mtime_ns, found.st_ino)


@dataclass
class Tally:
    """Counted from bytes: lines (the last one counts without its newline), and whether there are quotation marks."""

    lines: int = 0
    quotes: bool = False
    ends_open: bool = False
    sha256: str | None = None
    """Of the bytes that were counted, where they were hashed on the way."""
    _broken: bool = field(default=False, repr=False)
    _decoder: codecs.IncrementalDecoder = field(default_factory=codecs.getincrementaldecoder("utf-8"), repr=False)

    def add(self, chunk: bytes) -> None:
        """Count a chunk."""
        if chunk:
            # numpy compares a register at a time: a third of what bytes.count costs, and other threads run meanwhile.
            self.lines += int(np.count_nonzero(np.frombuffer(chunk, np.uint8) == _NEWLINE))
            self.quotes = self.quotes or b'"' in chunk
            self.ends_open = not chunk.endswith(b"\n")
            if not self._broken and not (chunk.isascii() and not self._decoder.getstate()[0]):
                try:
                    self._decoder.decode(chunk)
                except UnicodeDecodeError:
                    self._broken = True

    @property
    def utf8(self) -> bool:
        """Whether all of it is UTF-8, the last letter whole."""
        return not self._broken and not self._decoder.getstate()[0]

    @property
    def total(self) -> int:
        """All lines."""
        return self.lines + self.ends_open


def checked(path: Path) -> Path:
    """``path`` when it is a file or folder that can be read and holds something.

    Raises:
        ManifestError: it is missing, empty, not to be opened, or neither file nor folder.
    """
    try:
        if path.is_dir():
            return path
        if not path.exists():
            raise ManifestError(f"{path}: no such file")
        if not path.is_file():
            raise ManifestError(f"{path}: neither a file nor a folder; save the manifest to a file first")
        if path.stat().st_size == 0:
            raise ManifestError(f"{path}: the file is empty; download it again")
        with path.open("rb"):
            return path
    except OSError as error:
        raise ManifestError(f"{path}: cannot be opened: {error.strerror}") from None


def compression(path: Path) -> str | None:
    """How ``path`` is packed, by its first bytes: gz, bz2, zst, xz, utf-16, or None."""
    with path.open("rb") as file:
        return compression_of(file.read(6))


def compression_of(first: bytes) -> str | None:
    """The same of the first bytes themselves."""
    return next((name for magic, name in _MAGIC.items() if first.startswith(magic)), None)


@contextmanager
def opened(path: Path) -> Iterator[io.BufferedReader]:
    """The bytes inside ``path``, decompressed as they are read.

    Raises:
        ManifestError: from the reads, where the file is cut off or damaged.
    """
    kind = compression(path)
    try:
        with _stream(path, kind) as stream:
            yield io.BufferedReader(_Guarded(stream, path, kind), CHUNK)
    except OSError as error:
        raise broken(path, kind, error) from None


def broken(path: Path, kind: str | None, error: Exception) -> ManifestError:
    """The one line for a file whose bytes end or fail in the middle."""
    return ManifestError(
        f"{path}: {'cannot be read' if kind is None else f'the {kind} file is cut off or damaged'}: "
        f"{_first_line(error)}; download it again"
    )


def window(path: Path, pattern: re.Pattern[bytes], *, before: int, after: int) -> bytes | None:
    """The bytes around the first place that ``pattern`` matches, wherever in the file; None where it never does.

    Args:
        path: the file, compressed or not.
        pattern: matches no more than ``before`` bytes.
        before: bytes kept ahead of the match, where there are so many.
        after: bytes kept from the match on.
    """
    kept = b""
    with opened(path) as stream:
        while chunk := stream.read(CHUNK):
            kept += chunk
            if match := pattern.search(kept):
                kept = kept[max(0, match.start() - before) :]
                while len(kept) < before + after and (chunk := stream.read(CHUNK)):
                    kept += chunk
                return kept[: before + after]
            kept = kept[-before:]
    return None


def sha256(path: Path) -> str:
    """The SHA-256 of the file's own bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sha256_and_tally(path: Path) -> tuple[str, Tally]:
    """Hash and tally in one pass over an uncompressed file. Both let other threads run."""
    digest, tally = hashlib.sha256(), Tally()
    with path.open("rb", buffering=0) as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            tally.add(chunk)
    return digest.hexdigest(), tally


def files(folder: Path) -> Iterator[str]:
    """The files below a folder, as paths within it, in order of name; nothing is followed out of it."""
    for place, inner, names in os.walk(folder):
        inner.sort()
        for name in sorted(names):
            yield Path(place, name).relative_to(folder).as_posix()


def folder_sha256(folder: Path) -> str:
    """One hash for what of a folder is read: the names of its files, and the contents of all that are no pictures."""
    digest = hashlib.sha256()
    for name in files(folder):
        path = folder / name
        said = sha256(path) if path.suffix.lower() not in PICTURES and path.is_file() else ""
        digest.update(f"{name}\0{said}\n".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def pour(sink: io.FileIO, chunk: bytes) -> bool:
    """Write all of ``chunk`` into a pipe; False where nobody reads on."""
    left = memoryview(chunk)
    try:
        while left:
            left = left[os.write(sink.fileno(), left) :]
    except BrokenPipeError:
        return False
    return True


@contextmanager
def _stream(path: Path, kind: str | None) -> Iterator[BinaryIO]:
    if kind == "gz":
        with gzip.open(path, "rb") as stream:
            yield cast(BinaryIO, stream)
    elif kind == "bz2":
        with indexed_bzip2.open(str(path), parallelization=os.cpu_count() or 1) as stream:
            yield cast(BinaryIO, stream)
    elif kind == "xz":
        with lzma.open(path, "rb") as stream:
            yield cast(BinaryIO, stream)
    elif kind in ("utf-16", "utf-32"):
        with path.open("rb") as file:
            yield cast(BinaryIO, _Unicode(file, kind))
    elif kind == "zst":
        with path.open("rb") as file:
            yield cast(BinaryIO, _Zst(file))
    else:
        with path.open("rb") as file:
            yield file


class _Guarded(io.RawIOBase):
    """A stream whose every failure is the one line that a person can use."""

    def __init__(self, stream: BinaryIO, path: Path, kind: str | None) -> None:
        self._stream, self._path, self._kind = stream, path, kind

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill ``buffer``, or say that the file is damaged."""
        try:
            chunk = self._stream.read(len(buffer))
        except _BROKEN as error:
            raise broken(self._path, self._kind, error) from None
        buffer[: len(chunk)] = chunk
        return len(chunk)


class _Unicode(io.RawIOBase):
    """A text in UTF-16 or UTF-32, as spreadsheets save it, handed on in UTF-8; an odd last byte is a file that is cut off."""

    def __init__(self, file: BinaryIO, encoding: str) -> None:
        self._file = file
        self._inside = codecs.getincrementaldecoder(encoding)()
        self._out = b""

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill ``buffer`` with what comes next, in UTF-8."""
        while not self._out:
            raw = self._file.read(CHUNK)
            self._out = self._inside.decode(raw, final=not raw).encode()
            if not raw:
                break
        size = min(len(buffer), len(self._out))
        buffer[:size] = self._out[:size]
        self._out = self._out[size:]
        return size


class _Zst(io.RawIOBase):
    """A zst stream that says when it is cut off; zstandard's own reader ends there without a word."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._inside: zstandard.ZstdDecompressionObj | None = None
        self._over = b""
        self._out = b""

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill ``buffer`` from the next frames."""
        while not self._out:
            raw = self._over or self._file.read(CHUNK)
            self._over = b""
            if not raw:
                if self._inside is not None:
                    raise EOFError("the last frame has no end")
                return 0
            if self._inside is None:
                self._inside = zstandard.ZstdDecompressor().decompressobj()
            self._out = self._inside.decompress(raw)
            if self._inside.eof:
                self._over, self._inside = self._inside.unused_data, None
        size = min(len(buffer), len(self._out))
        buffer[:size] = self._out[:size]
        self._out = self._out[size:]
        return size


def _first_line(error: Exception) -> str:
    said = (str(error) or type(error).__name__).splitlines()[0]
    return "its data end too early" if said == "std::exception" else said
