"""Rows as YFCC100M has them, invented, and lists derived from them as Diversity in Faces was: addresses without owners."""

import csv
import gzip
import sqlite3
from contextlib import closing
from hashlib import md5
from pathlib import Path

import duckdb
from whosefaces.manifest.formats.yfcc100m import TABLE, V1, V2

LICENCES = ("by", "by-sa", "by-nd", "by-nc", "by-nc-sa", "by-nc-nd")


def unpadded_md5(address: str) -> str:
    """YFCC100M's hash, as its makers computed it (MANIFESTS, trap 1)."""
    return "".join(f"{byte:x}" for byte in md5(address.encode()).digest())


def row(
    number: int, photo_id: str, nsid: str, *, nickname: str = "", licence: str = "by", video: bool = False, **said
) -> dict:
    """One row by column name, all 25 of them."""
    secret = f"{number * 7919 + 0xABCDE:010x}"
    address = said.get(
        "downloadurl", f"http://farm{number % 9 + 1}.staticflickr.com/{number % 8000}/{photo_id}_{secret}.jpg"
    )
    return {
        **dict.fromkeys(V2, ""),
        "line_number": str(number),
        "photoid": photo_id,
        "hash": unpadded_md5(address),
        "uid": nsid,
        "unickname": nickname or f"nick+{nsid[:8]}",
        "datetaken": "2008-05-01 10:00:00.0",
        "dateuploaded": str(1_200_000_000 + number * 86_400),
        "title": 'A+"title"',
        "pageurl": f"http://www.flickr.com/photos/{nsid}/{photo_id}/",
        "downloadurl": address,
        "licensename": "Attribution License",
        "licenseurl": f"http://creativecommons.org/licenses/{licence}/2.0/",
        "serverid": str(number % 8000),
        "farmid": str(number % 9 + 1),
        "secret": secret,
        "secretoriginal": secret,
        "ext": "jpg",
        "marker": "1" if video else "0",
    } | said


def population(photos: int, accounts: int) -> list[dict]:
    """So many photos of so many accounts, invented."""
    return [
        row(n, str(3_000_000_000 + n * 101), f"{90_000_000 + n % accounts}@N99", licence=LICENCES[n % len(LICENCES)])
        for n in range(photos)
    ]


def as_tsv(rows: list[dict], path: Path, columns: list[str] = V2) -> Path:
    text = "".join("\t".join(row[name] for name in columns) + "\n" for row in rows)
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    return path


def as_sqlite(rows: list[dict], path: Path) -> Path:
    with closing(sqlite3.connect(path)) as file:
        file.execute(f"CREATE TABLE {TABLE} ({', '.join(V1)})")
        file.executemany(f"INSERT INTO {TABLE} VALUES ({', '.join('?' * len(V1))})", [[r[c] for c in V1] for r in rows])
        file.commit()
    return path


def as_parquet(rows: list[dict], path: Path) -> Path:
    """A Parquet file of others: columns of their own choosing, read as ``addresses``."""
    plain = path.with_suffix(".csv")
    with plain.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["photo_id", "owner_nsid", "license_url", "image"])
        writer.writerows([r["photoid"], r["uid"], r["licenseurl"], r["downloadurl"]] for r in rows)
    with (
        duckdb.connect() as engine
    ):  # one of its own: the module's may hold a result that another test did not read whole
        engine.execute(f"COPY (SELECT * FROM read_csv('{plain}', all_varchar = true)) TO '{path}' (FORMAT parquet)")
    return path


def as_addresses(rows: list[dict], path: Path) -> Path:
    """What Diversity in Faces gave: nothing but addresses."""
    path.write_text("".join(r["downloadurl"] + "\n" for r in rows))
    return path
