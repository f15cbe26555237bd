"""Rows as YFCC100M has them, invented: 25 columns, about 588 bytes a row, any number of them, the same every time.

    python benchmarks/manifest_rows.py 10000000 > rows.tsv

Accounts follow the dataset's own proportion (581,099 for 100 million rows) with a heavy tail; ids, addresses, licences
and days look as they do there. Owners are of an invented range. Made by the engine, block by block, so that 100 million rows
need no more memory than one block and can go through a pipe.
"""

import sys
import tempfile
from pathlib import Path

import duckdb

BLOCK = 500_000
ACCOUNTS_PER_ROW = 581_099 / 100_000_000
LICENCES = ("by", "by-sa", "by-nd", "by-nc", "by-nc-sa", "by-nc-nd")
NAMES = ("Attribution", "Attribution-ShareAlike", "Attribution-NoDerivs", "Attribution-NonCommercial")
NAMES += ("Attribution-NonCommercial-ShareAlike", "Attribution-NonCommercial-NoDerivs")

# Spread by multiplication modulo a prime: every id once, no order in them, no state between blocks; secrets without pattern.
ROWS = """
WITH numbers AS (
    SELECT n, 2000000 + (n * 6364136223) % 13000000019 AS pid, ((n * 2654435761) % 4294967296) / 4294967296.0 AS u,
           (n * 40503) % 65536 AS r, substr(md5(n::VARCHAR), 1, 10) AS secret
    FROM range({first}, {last}) AS t(n)
), owned AS (
    SELECT *, CAST(floor({accounts} * u * u * u) AS BIGINT) AS account,
           CASE WHEN r < 11366 THEN 1 WHEN r < 17578 THEN 2 WHEN r < 20821 THEN 3
                WHEN r < 29193 THEN 4 WHEN r < 48206 THEN 5 ELSE 6 END AS kind
    FROM numbers
), named AS (
    SELECT *, (90000000 + account)::VARCHAR || '@N99' AS nsid, 'http://farm' || (r % 9 + 1) || '.staticflickr.com/'
           || (r % 8000) || '/' || pid || '_' || secret || '.jpg' AS download
    FROM owned
)
SELECT n, pid, md5(download), nsid, 'nick' || account, strftime(make_timestamp((1080000000 + n % 310000000) * 1000000), '%Y-%m-%d %H:%M:%S.0'),
       1080000000 + (n * 31) % 310000000, 'Canon+EOS+' || (r % 900), 'IMG_' || r || '+%28a+title%29',
       repeat('Words+of+a+description%2C+as+people+write+them.+', CAST(r % 7 AS INTEGER)), 'tag' || (r % 500) || ',holiday,' || (r % 77),
       '', CASE WHEN r % 2 = 0 THEN (r % 360 - 180)::VARCHAR || '.5' ELSE '' END, CASE WHEN r % 2 = 0 THEN (r % 180 - 90)::VARCHAR || '.25' ELSE '' END,
       CASE WHEN r % 2 = 0 THEN '16' ELSE '' END, 'http://www.flickr.com/photos/' || nsid || '/' || pid || '/', download,
       ({names})[kind] || ' License', 'http://creativecommons.org/licenses/' || ({licences})[kind] || '/2.0/',
       r % 8000, r % 9 + 1, secret, secret, 'jpg', CASE WHEN n % 126 = 0 THEN 1 ELSE 0 END
FROM named
"""


def write(rows: int, path: str) -> None:
    """Write ``rows`` rows to a file or /dev/stdout."""
    with (
        duckdb.connect() as engine,
        Path(path).open("wb", buffering=0) as out,
        tempfile.TemporaryDirectory() as folder,
    ):
        engine.execute("SET memory_limit = '1GB'")
        block = Path(folder) / "block.tsv"
        accounts = max(1, round(rows * ACCOUNTS_PER_ROW))
        for first in range(0, rows, BLOCK):
            query = ROWS.format(
                first=first,
                last=min(rows, first + BLOCK),
                accounts=accounts,
                names=list(NAMES),
                licences=list(LICENCES),
            )
            engine.execute(
                f"COPY ({query}) TO '{block}' (FORMAT csv, DELIMITER '\t', HEADER false, QUOTE '', ESCAPE '')"
            )
            with block.open("rb") as part:
                while chunk := part.read(1 << 20):
                    out.write(chunk)


if __name__ == "__main__":
    write(int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "/dev/stdout")
