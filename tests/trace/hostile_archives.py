"""Archives made to harm whoever reads them, or broken as archives break: each by name, from one honest exchange.

The honest exchange says that PHOTO is public. Every kind but those in READ changes something so that nobody may
believe it any more; a reader either refuses in one line, or answers that nothing is known.
"""

import gzip
import io
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

from tests.trace.recording import PHOTO, asked, photo_json, photo_xml

ASKED = asked("flickr.photos.getInfo", photo_id=PHOTO)
MIB = 1 << 20
END = b"\r\n\r\n"
Build = Callable[[Path], Path]
_KINDS: dict[str, Build] = {}
BOMBS: set[str] = set()
READ = {
    "a WACZ",
    "a WACZ by another name",
    "honest",
    "honest, chunked",
    "honest, packed",
    "honest, many headers",
    "request of thousands without an answer",
}
"""Kinds that say what they say: the photo is public."""


def kinds() -> dict[str, Build]:
    """Every kind: writes into an empty folder, and returns what is to be named as evidence."""
    return dict(_KINDS)


# -- the honest parts -----------------------------------------------------------------------------------------------


def http(
    body: bytes, *headers: bytes, status: bytes = b"HTTP/1.1 200 OK", length: bytes | None = b"", end: bytes = END
) -> bytes:
    head = [status, b"Content-Type: text/xml", *headers]
    if length is not None:
        head.append(b"Content-Length: " + (length or str(len(body)).encode()))
    return b"\r\n".join(head) + end + body


def record(
    block: bytes,
    kind: bytes = b"response",
    identity: str = "1",
    *more: bytes,
    uri: bytes | None = ASKED.encode(),
    date: bytes | None = b"2026-01-01T00:00:00Z",
    length: bytes | None = b"",
    version: bytes = b"WARC/1.1",
    content_type: bytes = b"application/http; msgtype=response",
) -> bytes:
    head = [version, b"WARC-Type: " + kind, b"WARC-Record-ID: <urn:uuid:%s>" % identity.encode()]
    head += [b"WARC-Target-URI: " + uri] if uri is not None else []
    head += [b"WARC-Date: " + date] if date is not None else []
    head += [*more, b"Content-Type: " + content_type]
    if length is not None:
        head.append(b"Content-Length: " + (length or str(len(block)).encode()))
    return b"\r\n".join(head) + END + block + END


HONEST = record(http(photo_xml().encode()))
OTHER = record(http(photo_xml("9000000002").encode()), identity="2", uri=ASKED.replace(PHOTO, "9000000002").encode())


def _file(name: str, content: bytes) -> Build:
    def build(folder: Path) -> Path:
        (folder / name).write_bytes(content)
        return folder / name

    return build


def plain(name: str, content: bytes) -> None:
    assert name not in _KINDS
    _KINDS[name] = _file("odd.warc", content)


def packed(name: str, *records: bytes) -> None:
    assert name not in _KINDS
    _KINDS[name] = _file("odd.warc.gz", b"".join(map(gzip.compress, records)))


def answered(name: str, body: bytes, *headers: bytes, **how: object) -> None:
    packed(name, record(http(body, *headers, **how)))


@cache
def zeros(size: int, start: bytes = b"", end: bytes = b"") -> bytes:
    """A gzip member that unpacks to so many zeros, made without holding them."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    parts = [packer.compress(start)]
    parts += [packer.compress(bytes(MIB)) for _ in range(size // MIB)]
    return b"".join([*parts, packer.compress(end), packer.flush()])


# -- honest ---------------------------------------------------------------------------------------------------------

plain("honest", HONEST)
_CHUNKED = b"%x\r\n%s\r\n0\r\n\r\n" % (len(photo_xml().encode()), photo_xml().encode())
answered("honest, chunked", _CHUNKED, b"Transfer-Encoding: chunked", length=None)
answered("honest, packed", gzip.compress(photo_xml().encode()), b"Content-Encoding: gzip")
answered("honest, many headers", photo_xml().encode(), *(b"X-%d: %d" % (n, n) for n in range(2_000)))

# -- cut and flipped ------------------------------------------------------------------------------------------------

for name, length in (
    ("in the version", 5),
    ("in the head", 60),
    ("after the head", HONEST.index(END) + 4),
    ("in the block", 400),
):
    plain(f"cut {name}", HONEST[:length])
for left in (1, 2, 4, 5):
    plain(f"cut {left} bytes before the end", HONEST[:-left])
_PACKED = gzip.compress(HONEST)
for name, length in (
    ("after one byte", 1),
    ("in the member's head", 9),
    ("in the member", 200),
    ("in the checksum", len(_PACKED) - 6),
):
    _KINDS[f"packed, cut {name}"] = _file("odd.warc.gz", _PACKED[:length])
for place in (0, 2, 3, 12, 100, len(_PACKED) // 2, len(_PACKED) - 8, len(_PACKED) - 2):
    _KINDS[f"packed, byte {place} turned around"] = _file(
        "odd.warc.gz", _PACKED[:place] + bytes([_PACKED[place] ^ 0xFF]) + _PACKED[place + 1 :]
    )
_KINDS["packed, then rubbish"] = _file("odd.warc.gz", _PACKED + b"rubbish" * 99)
_KINDS["packed, then zeros"] = _file("odd.warc.gz", _PACKED + bytes(512))
plain("then rubbish", HONEST + b"rubbish" * 99)
plain("rubbish first", b"rubbish\r\n\r\n" + HONEST)

# -- lengths --------------------------------------------------------------------------------------------------------

_BLOCK = http(photo_xml().encode())
for name, stated in {
    "zero": b"0",
    "one too few": str(len(_BLOCK) - 1).encode(),
    "one too many": str(len(_BLOCK) + 1).encode(),
    "negative": b"-5",
    "with a sign": b"+400",
    "hexadecimal": b"0x200",
    "in words": b"four hundred",
    "superscript": "²²²".encode(),
    "thirty digits": b"9" * 30,
    "five thousand digits": b"9" * 5_000,
    "three gigabytes": b"3000000000",
}.items():
    for write in (plain, packed):
        write(
            f"{write.__name__}, length {name}",
            record(_BLOCK, length=stated) + OTHER if write is plain else record(_BLOCK, length=stated),
        )
plain("no length", record(_BLOCK, length=None))
plain("two lengths", record(_BLOCK, b"response", "1", b"Content-Length: 7"))

# -- heads ----------------------------------------------------------------------------------------------------------

for version in (b"WARC/0.17", b"WARC/2.0", b"warc/1.1", b"HTTP/1.1 200 OK", b"", b"WARC"):
    plain(f"version {version.decode()!r}", record(_BLOCK, version=version))
plain("line feeds only", HONEST.replace(b"\r\n", b"\n"))
plain("carriage returns only", HONEST.replace(b"\r\n", b"\r"))
plain("a head without end", b"WARC/1.1\r\n" + b"X: y\r\n" * 2_000_000)
plain("a line without end", b"WARC/1.1\r\n" + b"x" * (20 * MIB))
plain("UTF-16", HONEST.decode().encode("utf-16"))
plain("zeros in the head", HONEST.replace(b"WARC-Date", b"\0\0\0\0\0\0\0\0\0", 1))
plain("a line without a colon", record(_BLOCK, b"response", "1", b"nothing at all"))
plain("no type", HONEST.replace(b"WARC-Type: response\r\n", b"", 1))
plain("an unknown type", record(_BLOCK, b"answer"))
plain("a type twice", record(_BLOCK, b"request", "1", b"WARC-Type: response"))
for name, date in {
    "none": None,
    "empty": b"",
    "no date": b"yesterday",
    "year one": b"0001-01-01T00:00:00+14:00",
    "year 9999": b"9999-12-31T23:59:59-14:00",
    "a week": b"2026-W01",
    "in Arabic digits": "٢٠٢٦-01-01T00:00:00Z".encode(),
    "very long": b"2026" * 10_000,
}.items():
    plain(f"date {name}", record(_BLOCK, date=date))
plain("no address", record(_BLOCK, uri=None))
plain("an address of a megabyte", record(_BLOCK, uri=b"https://api.flickr.com/" + b"a" * MIB))
for name, uri in {
    "that cannot be parsed": b"https://[api.flickr.com/services/rest/",
    "with a line feed": ASKED.encode() + b"\n",
    "that is no text": b"https://api.flickr.com/\xff\xfe\xfd",
    "with a port of words": b"https://api.flickr.com:port/services/rest/",
    "of nobody's": b"https://example.org/",
}.items():
    plain(f"an address {name}", record(_BLOCK, uri=uri))

# -- digests --------------------------------------------------------------------------------------------------------

for name, digest in {
    "of another block": b"sha1:" + b"A" * 32,
    "of an unknown kind": b"crc7:0000",
    "without a kind": b"0" * 64,
    "of a kind alone": b"sha256:",
    "that is no text": b"sha1:\xff\xfe",
}.items():
    plain(f"a digest {name}", record(_BLOCK, b"response", "1", b"WARC-Block-Digest: " + digest))

# -- repeated answers -----------------------------------------------------------------------------------------------


def revisit(identity: str, of: str, *more: bytes) -> bytes:
    return record(http(b"", length=None), b"revisit", identity, b"WARC-Refers-To: <urn:uuid:%s>" % of.encode(), *more)


_OF_ANOTHER = b"WARC-Payload-Digest: sha256:" + b"0" * 64
packed("repeats itself", revisit("1", "1"))
packed("two that repeat each other", revisit("1", "2"), revisit("2", "1"))
packed("repeats nothing", revisit("1", "99"))
packed("repeats a request", record(b"GET / HTTP/1.1" + END, b"request", "2"), revisit("1", "2"))
packed(
    "repeats another body",
    record(
        http(photo_xml().encode()),
        b"response",
        "2",
        b"WARC-Payload-Digest: sha256:" + b"1" * 64,
        uri=b"https://www.flickr.com/",
    ),
    revisit("1", "2", _OF_ANOTHER),
)

# -- many -----------------------------------------------------------------------------------------------------------


def _unpaired(count: int, size: int) -> Build:
    def build(folder: Path) -> Path:
        body = b"POST /services/rest/ HTTP/1.1" + END + b"x" * size
        with (folder / "odd.warc.gz").open("wb") as file:
            for number in range(count):
                one = record(body, b"request", f"r{number}", content_type=b"application/http; msgtype=request")
                file.write(gzip.compress(one, 1))
            file.write(_PACKED)
        return folder / "odd.warc.gz"

    return build


_KINDS["request of thousands without an answer"] = _unpaired(500, 500_000)
BOMBS.add("request of thousands without an answer")

# -- bombs ----------------------------------------------------------------------------------------------------------

_SIZE = 160 * MIB
_HEAD = record(b"", length=str(_SIZE).encode())[: -len(END)]


def bomb(name: str) -> Callable[[Callable[[], bytes]], None]:
    def register(make: Callable[[], bytes]) -> None:
        BOMBS.add(name)
        _KINDS[name] = lambda folder: _file("odd.warc.gz", make())(folder)

    return register


def _in_a_body(body: bytes, *headers: bytes) -> bytes:
    return gzip.compress(record(http(body, *headers, length=None)))


_GZIPPED = b"Content-Encoding: gzip"
bomb("a bomb of zeros")(lambda: zeros(_SIZE))
bomb("a bomb of a head")(lambda: zeros(_SIZE, b"WARC/1.1\r\nX: "))
bomb("a bomb of a block, as stated")(lambda: zeros(_SIZE, _HEAD, END))
bomb("a bomb of a body")(lambda: _in_a_body(zeros(_SIZE), _GZIPPED))
bomb("a bomb of a body, packed twice")(lambda: _in_a_body(gzip.compress(zeros(_SIZE)), _GZIPPED + b", gzip"))
bomb("a bomb of chunks")(
    lambda: _in_a_body(
        b"%x\r\n%s\r\n0\r\n\r\n" % (len(zeros(_SIZE)), zeros(_SIZE)), b"Transfer-Encoding: chunked", _GZIPPED
    )
)
bomb("a bomb of a deflated body")(lambda: _in_a_body(zeros(_SIZE)[10:-8], b"Content-Encoding: deflate"))

# -- gzip that is none ----------------------------------------------------------------------------------------------

_KINDS["a gzip of another method"] = _file("odd.warc.gz", b"\x1f\x8b\x07" + _PACKED[3:])
_KINDS["a gzip with every flag"] = _file("odd.warc.gz", b"\x1f\x8b\x08\xff" + _PACKED[4:])
_KINDS["a gzip with a long name"] = _file("odd.warc.gz", b"\x1f\x8b\x08\x08" + _PACKED[4:10] + b"n" * MIB)
_KINDS["an empty gzip"] = _file("odd.warc.gz", gzip.compress(b""))
_KINDS["a thousand empty gzips"] = _file("odd.warc.gz", gzip.compress(b"") * 1_000 + _PACKED)
_KINDS["a gzip in a gzip"] = _file("odd.warc.gz", gzip.compress(_PACKED))
_KINDS["packed as a whole"] = _file("odd.warc.gz", gzip.compress(HONEST + OTHER))
_KINDS["a wrong checksum"] = _file("odd.warc.gz", _PACKED[:-8] + struct.pack("<II", 7, len(HONEST)))
for name, magic in {
    "zlib": zlib.compress(HONEST),
    "xz": b"\xfd7zXZ\0",
    "bzip2": b"BZh9",
    "zstd": b"\x28\xb5\x2f\xfd",
    "tar": b"x" * 257 + b"ustar",
}.items():
    _KINDS[f"{name} by another name"] = _file("odd.warc.gz", magic + bytes(600))

# -- other things by that name --------------------------------------------------------------------------------------


def _wacz(content: dict[str, bytes]) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as package:
        for name, inner in content.items():
            package.writestr(name, inner)
    return archive.getvalue()


_WACZ = _wacz({"archive/data.warc.gz": _PACKED, "datapackage.json": b"{}"})
_KINDS["a WACZ"] = _file("odd.wacz", _WACZ)
_KINDS["a WACZ by another name"] = _file("odd.warc.gz", _WACZ)
_KINDS["a WACZ in a WACZ"] = _file("odd.wacz", _wacz({"archive/inner.wacz": _WACZ}))
plain("an archive in a record", record(HONEST, content_type=b"application/warc"))
plain("a WACZ in a record", record(http(_WACZ)))
plain("nothing", b"")


def _special(name: str) -> Callable[[Callable[[Path], object]], None]:
    def register(make: Callable[[Path], object]) -> None:
        def build(folder: Path) -> Path:
            make(folder / "odd.warc")
            return folder

        _KINDS[name] = build

    return register


_special("a folder by that name")(lambda path: path.mkdir())
_special("a pipe")(lambda path: os.mkfifo(path))
_special("a link to itself")(lambda path: path.symlink_to(path))
_special("a link to nothing")(lambda path: path.symlink_to("nowhere"))

# -- HTTP -----------------------------------------------------------------------------------------------------------

_XML = photo_xml().encode()
for name, status in {
    "of superscripts": "HTTP/1.1 ²00 OK".encode(),
    "of ten digits": b"HTTP/1.1 2000000000 OK",
    "negative": b"HTTP/1.1 -200 OK",
    "missing": b"HTTP/1.1",
    "of zeros": b"HTTP/1.1 000 OK",
    "no line at all": b"",
}.items():
    answered(f"a status {name}", _XML, status=status)
packed("no HTTP at all", record(_XML))
packed("an empty block", record(b""))
answered("a body that is shorter than promised", _XML[:-9], length=str(len(_XML)).encode())
answered("a promise of five thousand digits", _XML[:-9], length=b"9" * 5_000, status=b"HTTP/1.1 206 Partial Content")
for name, body in {
    "that break off": _CHUNKED[:-30],
    "of a size that is none": b"5\r\n<rsp \r\nzz\r\nmore",
    "of a size beyond all": b"5\r\n<rsp \r\nffffffff\r\nmore",
    "without line ends": b"5\r\n<rsp more",
    "of a negative size": b"-5\r\n<rsp \r\n0\r\n\r\n",
    "with nothing in them": b"0\r\n\r\n",
}.items():
    answered(f"chunks {name}", body, b"Transfer-Encoding: chunked", length=None)
for name, body, encoding in (
    ("gzip that breaks off", gzip.compress(_XML)[:-9], b"gzip"),
    ("gzip with a wrong checksum", gzip.compress(_XML)[:-8] + bytes(8), b"gzip"),
    ("deflate that is none", b"\x00\x01\x02" * 99, b"deflate"),
    ("brotli", b"\x0b\x02\x80", b"br"),
    ("an encoding nobody knows", _XML, b"rot13"),
):
    answered(name, body, b"Content-Encoding: " + encoding)
for name, location in {
    "that cannot be parsed": b"http://[flickr/",
    "to itself": ASKED.encode(),
    "to nobody's": b"https://example.org/",
    "that is no text": b"https://www.flickr.com/\xff\xfe",
    "in clear text": ASKED.replace("https", "http").encode(),
    "of a megabyte": b"https://www.flickr.com/" + b"a" * MIB,
}.items():
    answered(f"a redirect {name}", b"", b"Location: " + location, status=b"HTTP/1.1 302 Found")

# -- answers --------------------------------------------------------------------------------------------------------

_JSON = photo_json()
for name, text in {
    "a code that is true": '{"stat":"fail","code":true,"message":"no"}',
    "a code that is 1.0": '{"stat":"fail","code":1.0,"message":"no"}',
    "a code with a zero before it": '{"stat":"fail","code":"01","message":"no"}',
    "a code in a list": '{"stat":"fail","code":[1],"message":"no"}',
    "no stat": '{"code":1}',
    "a photo that is true": '{"stat":"ok","photo":true}',
    "public that is true": _JSON.replace('"ispublic":1', '"ispublic":true'),
    "another photo": photo_json("9000000009"),
    "brackets in brackets": "[" * 200_000,
    "objects in objects": '{"a":' * 200_000,
    "a number of ten thousand digits": '{"stat":"ok","photo":' + "9" * 10_000 + "}",
    "half a character": _JSON.replace('"path_alias":null', '"path_alias":"\\ud800"').replace(
        '"ispublic":1', '"ispublic":2'
    ),
    "a licence of control characters": _JSON.replace('"license":"4"', '"license":"\\u001b[2J\\ud800"').replace(
        '"ispublic":1', '"ispublic":2'
    ),
    "not a number": '{"stat":"ok","photo":NaN}',
    "a script": "callback(" + _JSON + ")",
    "a challenge": "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body></body></html>",
    "laughs": '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><rsp stat="ok"><photo id="&b;"/></rsp>',
    "somebody's file": '<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/hostname">]><rsp stat="ok"><photo>&a;</photo></rsp>',
    "elements in elements": '<rsp stat="ok">' + "<a>" * 50_000 + "</a>" * 50_000 + "</rsp>",
    "an empty answer": "",
    "zeros": "\0" * 1_000,
}.items():
    answered(f"answers {name}", text.encode("utf-8", "surrogatepass"))
answered("answers UTF-16", _XML.decode().encode("utf-16"))


def flat(name: str) -> str:
    """A kind's name as the name of a folder."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower())
