"""Write ``corpus/``: small files that are wrong in one way each, or right in an unusual one. Every row is invented.

    python tests/manifest/make_corpus.py

A file's name says what is wrong with it. What found a fault once stays in the corpus.
"""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import duckdb
import zstandard

CORPUS = Path(__file__).parent / "corpus"
PAGE = "https://www.flickr.com/photos/90000001@N99/7000000000{}/"
ROWS = "".join(f"{n},{PAGE.format(n)}\n" for n in range(1, 6))
LIST = ("n,url\n" + ROWS).encode()
JSON = json.dumps([{"n": n, "url": PAGE.format(n)} for n in range(1, 6)])
VOC = "<annotation><source><flickrid>{}</flickrid></source><owner><flickrid>an-alias</flickrid></owner></annotation>"
TSV_23 = "\t".join(["70000000001", "90000001@N99", *["x"] * 11, PAGE.format(1), *["x"] * 9])


def texts() -> Iterator[tuple[str, bytes]]:
    """Delimited texts and lists."""
    yield "right.csv", LIST
    yield "byte-order-mark.csv", b"\xef\xbb\xbf" + LIST
    yield "line-ends-crlf.csv", LIST.replace(b"\n", b"\r\n")
    yield "line-ends-cr.csv", LIST.replace(b"\n", b"\r")
    yield "line-ends-mixed.csv", LIST.replace(b"\n", b"\r\n", 2)
    yield "no-last-line-end.csv", LIST.rstrip(b"\n")
    yield "blank-lines.csv", b"\n" + LIST.replace(b"\n", b"\n\n")
    yield "utf-16.csv", LIST.decode().encode("utf-16")
    yield "utf-16-big-endian.csv", b"\xfe\xff" + LIST.decode().encode("utf-16-be")
    yield "utf-16-cut-in-half.csv", LIST.decode().encode("utf-16")[:-1]
    yield "not-utf-8.csv", LIST + b"6,https://www.flickr.com/photos/caf\xe9/70000000006/\n"
    yield "not-utf-8-from-the-start.csv", b"\xff\xfa\xf9\n" + LIST
    yield "nul-byte.csv", LIST + b"6,https://www.flickr.com/photos/a\x00b/70000000006/\n"
    yield "nul-byte-first.csv", b"\x00\n" + LIST
    yield "too-few-and-too-many-columns.csv", LIST + b"6\n7,8,9\n" + ROWS.encode()
    yield "utf-16.tsv", LIST.decode().replace(",", "\t").encode("utf-16")
    yield "too-few-columns-of-yfcc100m.tsv", (f"{TSV_23}\n" * 8 + f"7\tshort\n{TSV_23}\tlong\n").encode()
    yield "quotes-inside-fields.csv", LIST + b'6,5" by 7" ' + PAGE.format(6).encode() + b"\n"
    yield "quotes-around-fields.csv", b'n,url\n1,"' + PAGE.format(1).encode() + b'"\n"2, and ""more""","x\ny"\n'
    yield "quote-never-closed.csv", b'n,url\n1,"' + PAGE.format(1).encode() + b"\n2," + PAGE.format(2).encode() + b"\n"
    yield "quote-opened-late.csv", b"n,url\n" + b"1,x\n" * 3000 + b'2,"' + PAGE.format(2).encode() + b"\n"
    yield "text-after-a-quote.csv", b'n,url\n1,"' + PAGE.format(1).encode() + b'"and more\n'
    yield "tabs-inside-fields.csv", LIST + b"6\t,\t" + PAGE.format(6).encode() + b"\n"
    yield "unicode-line-ends.csv", LIST + "6,\u2028\u0085\x0b\x0c\n".encode()
    yield "only-a-header.csv", b"n,url\n"
    yield "only-line-ends.csv", b"\n\n\n"
    yield "one-byte.csv", b"x"
    yield "empty.csv", b""
    yield "header-twice-and-blank.csv", b",url,url,\n" + f"1,{PAGE.format(1)},x,y\n".encode()
    yield "header-with-sql.csv", b"x\"; DROP TABLE listing; --,'url'\n" + ROWS.encode()
    yield "header-with-braces.csv", b"{0},{name},{url}\n" + f"1,2,{PAGE.format(1)}\n".encode()
    yield "formulas.csv", LIST + b"=1+1,@SUM(A1)\n"
    yield (
        "ids-of-30-digits.csv",
        b"photo_id,url\n" + b"7" * 30 + b"," + PAGE.format("7" * 30).encode() + b"\n" + ROWS.encode(),
    )
    yield "ids-with-leading-noughts.csv", b"photo_id,url\n007," + PAGE.format(1).encode() + b"\n" + ROWS.encode()
    yield (
        "addresses-that-only-look-it.csv",
        (
            b"url\nhttps://www.flickr.com.example.org/photos/a/70000000001/\nhttps://user@www.flickr.com/photos/a/70000000002/\n"
            b"javascript:https://www.flickr.com/photos/a/70000000003/\nhttps://www.flickr.com:8080/photos/a/70000000004/\n"
        ),
    )
    yield (
        "many-columns.csv",
        (",".join(f"c{n}" for n in range(600)) + "\n" + ",".join([PAGE.format(1)] * 600) + "\n").encode(),
    )
    yield "bare-numbers.txt", b"".join(b"7000000000%d\n" % n for n in range(5))
    yield "prose.txt", b"In 2019 it was told that https://www.flickr.com/photos/a/70000000001/ is in it.\n"
    yield "megaface-lines-and-others.txt", b"90000001@N99_identity_1/70000000001_1.jpg\n" * 20 + b"\nother\n"
    yield (
        "adience-header-only.txt",
        b"user_id\toriginal_image\tface_id\tage\tgender\tx\ty\tdx\tdy\ttilt_ang\tfiducial_yaw_angle\tfiducial_score\n",
    )


def jsons() -> Iterator[tuple[str, bytes]]:
    """JSON and JSON lines."""
    yield "right.json", JSON.encode()
    yield "cut-off.json", JSON[:-40].encode()
    yield "followed-by-more.json", JSON.encode() + b" and more"
    yield "two-in-one.json", JSON.encode() + JSON.encode()
    yield "only-a-bracket.json", b"["
    yield "empty-list.json", b"[]"
    yield "empty-object.json", b"{}"
    yield "list-of-lists.json", json.dumps([[1, PAGE.format(1)], [2, PAGE.format(2)]]).encode()
    yield "one-number.json", b"7"
    yield "not-utf-8.json", JSON.encode()[:-2] + b', "name": "caf\xe9"}]'
    yield "half-a-surrogate.json", JSON.encode()[:-2] + b', "name": "\\ud800"}]'
    yield (
        "half-a-surrogate-in-an-address.json",
        b'["https://www.flickr.com/photos/a\\ud800/70000000001/", "' + PAGE.format(2).encode() + b'"]',
    )
    yield (
        "nul-escaped.json",
        b'["https://www.flickr.com/photos/a\\u0000/70000000001/", "' + PAGE.format(2).encode() + b'"]',
    )
    yield (
        "numbers-too-large.json",
        b'[{"photo_id": 1e999, "url": "'
        + PAGE.format(1).encode()
        + b'"}, {"photo_id": '
        + b"7" * 400
        + b', "url": null}]',
    )
    yield "not-numbers.json", b'[{"n": NaN, "url": "' + PAGE.format(1).encode() + b'"}]'
    yield "keys-twice.json", b'[{"url": "x", "url": "' + PAGE.format(1).encode() + b'"}]'
    yield "byte-order-mark.json", b"\xef\xbb\xbf" + JSON.encode()
    yield (
        "nested-10000-deep.json",
        b'[{"url": "' + PAGE.format(1).encode() + b'", "deep": ' + b"[" * 10_000 + b"]" * 10_000 + b"}]",
    )
    yield "nested-10000-deep-at-once.json", b"[" * 10_000 + b"]" * 10_000
    yield "objects-nested-10000-deep.json", b'{"a":' * 10_000 + b"1" + b"}" * 10_000
    yield "nested-and-never-closed.json", b'{"images": ' + b"[" * 10_000
    yield (
        "nested-10000-deep.jsonl",
        (json.dumps({"url": PAGE.format(1)}) + "\n").encode() * 2 + b"[" * 10_000 + b"]" * 10_000 + b"\n",
    )
    yield (
        "one-line-is-not-json.jsonl",
        "".join(json.dumps({"url": PAGE.format(n)}) + "\n" for n in (1, 2)).encode() + b"{not json\n",
    )
    yield (
        "lists-of-different-length.json",
        json.dumps(
            {
                "image_urls": ["http://static.flickr.com/1/70000000001_0a1b2c3d4e.jpg"] * 3,
                "user_ids": ["90000001@N99"] * 2,
            }
        ).encode(),
    )
    yield (
        "coco-of-wrong-kinds.json",
        json.dumps(
            {
                "images": [{"flickr_url": 7, "license": [1], "id": {}}, {"flickr_url": None, "license": 9}, "x", None],
                "licenses": [3, {"id": [1]}],
                "annotations": [[]],
                "categories": [{"name": "person", "id": {}}],
            }
        ).encode(),
    )
    yield (
        "ffhq-of-wrong-kinds.json",
        json.dumps(
            {
                "0": {"metadata": {"photo_url": [], "author": 1, "license_url": {}, "date_crawled": None}},
                "1": {"metadata": {"photo_url": None, "author": "", "license_url": "", "date_crawled": "x"}},
            }
        ).encode(),
    )


def xmls() -> Iterator[tuple[str, bytes]]:
    """XML, which can ask for files and fill a memory."""
    yield "right.xml", VOC.format(70000000001).encode()
    yield (
        "external-entity.xml",
        b'<?xml version="1.0"?><!DOCTYPE annotation [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        + VOC.format("&x;").encode(),
    )
    yield (
        "external-dtd.xml",
        b'<?xml version="1.0"?><!DOCTYPE annotation SYSTEM "http://127.0.0.1:9/x.dtd">' + VOC.format(7).encode(),
    )
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    yield (
        "billion-laughs.xml",
        f'<?xml version="1.0"?><!DOCTYPE annotation [<!ENTITY l0 "lol">{laughs}]>{VOC.format("&l9;")}'.encode(),
    )
    yield "cut-off.xml", VOC.format(70000000001).encode()[:-20]
    yield "nested-10000-deep.xml", b"<annotation>" + b"<a>" * 10_000 + b"</a>" * 10_000 + b"</annotation>"
    yield "another-root.xml", b'<?xml version="1.0"?><photos><photo id="70000000001"/></photos>'
    yield (
        "that-names-flickr.xml",
        b'<?xml version="1.0"?><photos><photo>https://www.flickr.com/photos/a/70000000001/</photo></photos>',
    )
    yield "unknown-encoding.xml", b'<?xml version="1.0" encoding="x-nobodys"?>' + VOC.format(70000000001).encode()


def packed() -> Iterator[tuple[str, bytes]]:
    """Compressed texts, whole, cut off and odd."""
    many = LIST + b"".join(f"{n},{PAGE.format(n)}\n".encode() for n in range(100, 3000))
    packers = {
        "gz": lambda said: gzip.compress(said, mtime=0),
        "bz2": bz2.compress,
        "xz": lzma.compress,
        "zst": zstandard.compress,
    }
    for ending, pack in packers.items():
        whole = pack(many)
        yield f"right.csv.{ending}", whole
        yield f"cut-off.csv.{ending}", whole[: len(whole) // 2]
        yield f"damaged.csv.{ending}", whole[: len(whole) // 2] + b"\0\1\2\3" + whole[len(whole) // 2 + 4 :]
    yield "two-members.csv.gz", gzip.compress(LIST, mtime=0) + gzip.compress(ROWS.encode(), mtime=0)
    yield "followed-by-more.csv.gz", gzip.compress(LIST, mtime=0) + b"and more"
    yield "nothing-inside.csv.gz", gzip.compress(b"", mtime=0)
    yield "twice.csv.gz.gz", gzip.compress(gzip.compress(LIST, mtime=0), mtime=0)
    yield (
        "field-of-500000-letters.csv.gz",
        gzip.compress(LIST + b"6," + b"a" * 500_000 + b"\n" + b"7," + PAGE.format(7).encode() + b"\n", mtime=0),
    )
    yield (
        "quoted-field-of-500000-letters.csv.gz",
        gzip.compress(LIST + b'6,"' + b"a\n" * 250_000 + b'"\n' + b"7," + PAGE.format(7).encode() + b"\n", mtime=0),
    )
    yield (
        "line-of-20-million-letters.txt.gz",
        gzip.compress(LIST + b"a" * 20_000_000 + b"\n" + b"7," + PAGE.format(7).encode() + b"\n", mtime=0),
    )
    yield (
        "flickr-named-late.csv.gz",
        gzip.compress(
            b"n,url\n" + b"1,https://example.org/1.jpg\n" * 60_000 + f"2,{PAGE.format(2)}\n".encode(), mtime=0
        ),
    )


def binaries() -> Iterator[tuple[str, bytes]]:
    """Parquet, SQLite, and what is no list at all."""
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "right.parquet"
        with duckdb.connect() as engine:
            engine.execute('CREATE TABLE t (n INTEGER, url VARCHAR, "a\'b""c" VARCHAR)')
            engine.execute(
                "INSERT INTO t SELECT i, 'https://www.flickr.com/photos/90000001@N99/7000000000' || i || '/', 'x' FROM range(1, 6) r(i)"
            )
            engine.execute(f"COPY t TO '{made}' (FORMAT parquet)")
        whole = made.read_bytes()
        database = Path(folder) / "right.sql"
        with closing(sqlite3.connect(database)) as file, file:
            file.execute("CREATE TABLE real (photoid)")
            file.execute("CREATE VIEW yfcc100m_dataset AS SELECT * FROM real")
        view = database.read_bytes()
    yield "right.parquet", whole
    yield "cut-off.parquet", whole[: len(whole) // 2]
    yield "wrong-footer.parquet", whole[:-12] + b"\xff\xff\xff\x7f" + whole[-8:]
    yield "wrong-length-of-footer.parquet", whole[:-8] + (1 << 30).to_bytes(4, "little") + b"PAR1"
    yield "only-magic.parquet", b"PAR1PAR1"
    yield "a-view-for-a-table.sql", view
    yield "cut-off.sql", view[:5000]
    yield "damaged.sql", view[:100] + b"\xff" * 400 + view[500:]
    yield "pickle.pkl", b"\x80\x04\x95\x0b\x00\x00\x00\x00\x00\x00\x00\x8c\x02os."
    yield "archive.zip", b"PK\x03\x04" + b"\0" * 40
    yield "archive.tar", b"x" * 257 + b"ustar" + b"\0" * 300
    yield "archive.warc", b"WARC/1.0\r\nWARC-Type: warcinfo\r\n\r\n"
    yield "picture.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 20
    yield "noise.bin", bytes(range(256)) * 8


def main() -> None:
    """Write every file; say how many bytes they are."""
    CORPUS.mkdir(exist_ok=True)
    total = 0
    for made in (texts(), jsons(), xmls(), packed(), binaries()):
        for name, said in made:
            (CORPUS / name).write_bytes(said)
            total += len(said)
    sys.stdout.write(f"{total:,} bytes in {len(list(CORPUS.iterdir()))} files\n")


if __name__ == "__main__":
    main()
