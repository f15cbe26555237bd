"""Manifest -> listing: read once, strictly, and kept.

Every line of a delimited text is either in the listing or in it as set aside with its reason: what the reader took
and what it rejected is held against a count of lines taken from the bytes.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import duckdb
from filelock import FileLock

from whosefaces import scan
from whosefaces.manifest import cache as kept
from whosefaces.manifest import engine, formats
from whosefaces.manifest.cache import Listing
from whosefaces.manifest.engine import Duck, EngineError
from whosefaces.manifest.listing import Columnar, Delimited, Layout, ManifestError, listing_columns
from whosefaces.manifest.reader import containers, lines_by_engine, rows_by_python
from whosefaces.manifest.reader.containers import Stamp, Tally
from whosefaces.manifest.reader.glimpse import Glimpse, look

LARGE = 100_000_000
"""Bytes; a file of so many takes longer than a reader waits without a word."""


def listing(
    manifest: Path,
    format: str = "auto",
    column: str | None = None,
    recognised: Callable[[str], None] | None = None,
) -> Listing:
    """The listing of ``manifest``, from the cache where it has been read before.

    Args:
        manifest: the file or folder.
        format: a name from ``formats.names()``, or "auto".
        column: the column that holds the addresses, where looking is not enough.
        recognised: told in a sentence what the beginning shows the file to be, before a large one is read whole.

    Raises:
        ManifestError: the file cannot be read, or is not in the format named.
    """
    seen = look(manifest, column)
    chosen, why = formats.choose(seen, format)
    stamp = Stamp.of(manifest)
    # One at a time for each state of a file: who comes second finds it done.
    with FileLock(kept.lock(manifest, stamp), mode=0o600):
        earlier = kept.earlier(manifest, stamp, chosen, seen)
        if earlier is not None:
            return kept.opened(earlier, chosen, why)
        if recognised is not None and (size := stamp.size) >= LARGE:
            recognised(f"{chosen.name}: {why}; all {size / 1e9:.1f} GB of it are now read, once")
        with tempfile.TemporaryDirectory(dir=engine.scratch()) as folder:
            made = Path(folder) / "listing.parquet"
            digest, facts = _ingest(seen, chosen.layout(seen), made)
            if Stamp.of(manifest) != stamp:
                raise ManifestError(f"{manifest}: changed while it was read; wait until it is complete, then run again")
            place = kept.place_of(digest, chosen, seen)
            try:
                kept.put(made, place, facts | {"manifest_sha256": digest})
                kept.remember(manifest, stamp, digest)
            except OSError as error:
                raise EngineError(f"{place.parent}: cannot be written: {error.strerror}; is the disk full?") from None
    return kept.opened(place, chosen, why)


def _ingest(seen: Glimpse, layout: Layout, made: Path) -> tuple[str, dict[str, Any]]:
    """Write the listing to ``made``; return the file's hash, and rows and lines."""
    with engine.started() as duck:
        if isinstance(layout, Delimited):
            digest, tally = _ingest_delimited(duck, seen, layout, made)
        else:
            with ThreadPoolExecutor(1) as beside:
                hashing = beside.submit(_sha256, seen.path)
                if isinstance(layout, Columnar):
                    _ingest_columnar(duck, seen.path, layout, made)
                else:
                    rows_by_python.write(duck, layout.rows(seen.path), layout, made)
                digest, tally = hashing.result(), None
        rows = duck.rows(f"SELECT count(*) FROM {scan.parquet(made)}")[0][0]
    if (
        isinstance(layout, Delimited)
        and not layout.quoted
        and tally is not None
        and rows + layout.header_lines != tally.total
    ):
        raise ManifestError(
            f"{seen.path}: {tally.total:,} lines, but {rows:,} rows read or set aside; nothing is used. "
            "This is a fault of the suite: please report it with the file"
        )
    return digest, {"rows": rows, "lines": tally.total if tally else None}


def _ingest_delimited(duck: Duck, seen: Glimpse, layout: Delimited, made: Path) -> tuple[str, Tally]:
    """DuckDB's own reader where every line or row can be accounted for; Python's where that fails."""
    found = None
    if not (layout.quoted and b'"' in seen.head):
        found = lines_by_engine.plain(duck, seen, layout, made)
    if found is None and layout.quoted:
        found = lines_by_engine.enclosed(duck, seen, layout, made)
    if found is not None:
        return found
    tally = Tally()
    rows = rows_by_python.of_quoted if layout.quoted else rows_by_python.of_lines
    rows_by_python.write(duck, rows(seen.path, layout, tally), layout, made)
    return _sha256(seen.path), tally


def _ingest_columnar(duck: Duck, path: Path, layout: Columnar, made: Path) -> None:
    try:
        duck.write(f"SELECT {listing_columns(layout.listing)} FROM {scan.parquet(path)}", made)
    except duckdb.Error as error:
        raise ManifestError(f"{path}: this Parquet file cannot be read: {str(error).splitlines()[0]}") from None


def _sha256(path: Path) -> str:
    return containers.folder_sha256(path) if path.is_dir() else containers.sha256(path)
