"""Manifest -> listing: read once, strictly, and kept.

Every line of a delimited text is either in the listing or in it as set aside with its reason: what the reader took
and what it rejected is held against a count of lines taken from the bytes.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
from filelock import FileLock

from whosefaces import scan
from whosefaces.manifest import any_list, assembly, engine, formats
from whosefaces.manifest import cache as kept
from whosefaces.manifest.asked import NOTHING, Asked
from whosefaces.manifest.cache import Listing
from whosefaces.manifest.engine import Duck, EngineError
from whosefaces.manifest.listing import LISTING, ByEvidence, Columnar, Delimited, Format, ManifestError, listing_columns
from whosefaces.manifest.reader import containers, rows_by_python, unpacking
from whosefaces.manifest.reader.containers import Stamp, Tally
from whosefaces.manifest.reader.encodings import NotUtf8Error
from whosefaces.manifest.reader.glimpse import Glimpse, look, recoded

LARGE = 100_000_000
"""Bytes; a file of so many takes longer than a reader waits without a word."""


def listing(manifest: Path, asked: Asked | str = NOTHING, recognised: Callable[[str], None] | None = None) -> Listing:
    """The listing of ``manifest``, from the cache where it has been read before.

    Args:
        manifest: the file or folder.
        asked: what a person says of it, where looking is not enough; a text is the name of its format.
        recognised: told in a sentence what the beginning shows the file to be, before a large one is read whole.

    Raises:
        ManifestError: the file cannot be read, or is not in the format named.
    """
    asked = Asked(asked) if isinstance(asked, str) else asked
    seen = look(manifest, asked)
    try:
        return _listing(manifest, seen, asked, recognised)
    except ManifestError as error:
        if seen.copied_from is None:
            raise
        raise type(error)(str(error).replace(str(seen.path), str(manifest))) from None


def _listing(manifest: Path, glimpse: Glimpse, asked_for: Asked, recognised: Callable[[str], None] | None) -> Listing:
    format, part = asked_for.format, asked_for.part
    stamp = Stamp.of(manifest)
    glimpse, chosen, why = assembly.recognised(glimpse, format)
    if part is not None and not assembly.is_container(glimpse, chosen):
        raise ManifestError(f"{manifest}: holds one list; --part is for files that hold several")
    if not assembly.is_container(glimpse, chosen):
        assert chosen is not None
    asked = f"part {part} {format}" if chosen is None or part is not None else chosen.name
    # One at a time for each state of a file: who comes second finds it done.
    with FileLock(kept.lock(manifest, stamp), mode=0o600):
        earlier = kept.earlier(manifest, stamp, asked, glimpse)
        if earlier is not None:
            return kept.opened(earlier)
        if recognised is not None and (size := stamp.size) >= LARGE:
            what = f"{chosen.name}: {why}" if chosen is not None else f"a {glimpse.kind}"
            recognised(f"{what}; all {size / 1e9:.1f} GB of it are now read, once")
        with tempfile.TemporaryDirectory(dir=engine.scratch()) as folder:
            made = Path(folder) / "listing.parquet"
            facts = _facts(glimpse, chosen, why, part, Path(folder), made)
            digest = facts["manifest_sha256"]
            if Stamp.of(manifest) != stamp:
                raise ManifestError(f"{manifest}: changed while it was read; wait until it is complete, then run again")
            place = kept.place_of(digest, asked, glimpse)
            try:
                kept.put(made, place, facts)
                kept.remember(manifest, stamp, digest)
            except OSError as error:
                raise EngineError(f"{place.parent}: cannot be written: {error.strerror}; is the disk full?") from None
            return kept.opened(place)


def _facts(
    glimpse: Glimpse, chosen: Format | None, why: str, part: str | None, folder: Path, target: Path
) -> dict[str, Any]:
    """Write the listing to ``target``, of a container's parts or of the file as it is; what is to be known of it."""
    if assembly.is_container(glimpse, chosen):
        found = assembly.assemble(glimpse, folder / "parts", part)
        if found.lists:
            return _together(glimpse, found, folder, target)
        if chosen is None:
            glimpse = replace(glimpse, kind="text") if glimpse.kind in unpacking.DRAWN else glimpse
            chosen, why = formats.choose(glimpse)
    assert chosen is not None
    facts = _ingest(glimpse, chosen, why, target)
    return facts | {"notes": [*facts["notes"], *_one_row_a_photo(target, facts["format"])], "row_is": None}


def _together(glimpse: Glimpse, found: assembly.Assembly, folder: Path, target: Path) -> dict[str, Any]:
    """One listing of the lists in a container, in their order."""
    notes = list(found.notes)
    written = []
    verdicts: list[dict[str, Any] | None] = []
    of_the_lists: list[str] = []
    for number, one in enumerate(found.lists):
        part = folder / f"listing-{number}.parquet"
        try:
            facts = _ingest(one.seen, one.format, one.why, part)
        except ManifestError as error:
            raise ManifestError(f"{glimpse.path}: {str(error).replace(str(one.part.path), one.part.name)}") from None
        written.append(part)
        verdicts.append(facts["verdict"])
        of_the_lists += [note for note in facts["notes"] if note not in of_the_lists]
    with engine.started() as duck:
        if len(written) == 1:
            written[0].replace(target)
        else:
            duck.write(f"SELECT * FROM {scan.parquet(written)}", target)
        rows = duck.rows(f"SELECT count(*) FROM {scan.parquet(target)}")[0][0]
    notes += _one_row_a_photo(target, facts["format"])
    if facts["verdict"] is not None:
        facts["verdict"]["accounts_only"] = all(one is not None and one["accounts_only"] for one in verdicts)
    return facts | {
        "manifest_sha256": _sha256(glimpse.origin),
        "rows": rows,
        "lines": None,
        "notes": [*notes, *of_the_lists],
        "row_is": found.lists[0].part.row_is,
    }


_SEVERAL = r"(?i)(flickr|flic[.]kr).*[|;, \[\]\x22'](https?://|www[.]).*(flickr|flic[.]kr)"
"""Cells that hold more than one address of Flickr's."""


def _one_row_a_photo(target: Path, format: str) -> list[str]:
    """Where a cell of the listing holds several addresses (``A | B``), give each a row; in words, where there were any.

    A dataset's own format has one address in a cell, and its millions of rows are not gone through for that. What else
    stands in the row (its owner, its licence) is said of each; an id stays with the address that holds it.
    """
    if format != formats.LAST:
        return []
    columns = ("address", "page")
    several = " OR ".join(
        f"(strpos(substr({name}, 9), '://') > 0 AND regexp_matches({name}, '{scan.quoted(_SEVERAL)}'))"
        for name in columns
    )
    with engine.started() as duck:
        source = scan.parquet(target, numbered=True)
        cells = duck.rows(f"SELECT count(*) FROM {source} WHERE {several}")[0][0]
        if not cells:
            return []
        pieces = {
            name: f"""CASE WHEN {several} THEN regexp_extract_all(regexp_replace({name}, ',(https?://)', ' \\1', 'g'),
                '(?:https?://|www[.])[^ |;\x22''<>\\[\\]]+') ELSE [{name}] END"""
            for name in columns
        }
        others = [name for name in LISTING.names if name not in (*columns, "photo_id", "photo_number")]
        parted = (
            f"SELECT file_row_number AS place, photo_id, ({several}) AS parted, {', '.join(others)}, "
            + ", ".join(f"unnest({sql}) AS {name}" for name, sql in pieces.items())
            + f" FROM {source}"
        )
        own = "CASE WHEN NOT coalesce(parted, false) OR strpos(concat(address, ' ', page), photo_id) > 0 THEN photo_id END"
        filled = {name: name for name in (*others, *columns)} | {"photo_id": own}
        filled = {name: f"rtrim({name}, ',.')" if name in columns else sql for name, sql in filled.items()}
        apart = target.with_name("apart.parquet")
        duck.write(f"SELECT {listing_columns(filled)} FROM ({parted}) AS parted ORDER BY place", apart)
        rows = duck.rows(f"SELECT count(*) FROM {scan.parquet(apart)}")[0][0]
        apart.replace(target)
    return [
        f"In {cells:,} rows a cell holds more than one address; each address was read as a row of its own, {rows:,} rows in all."
    ]


def _ingest(glimpse: Glimpse, chosen: Format, why: str, target: Path) -> dict[str, Any]:
    """Write the listing of one file to ``target``; what is to be known of it."""
    try:
        return _ingest_as(glimpse, chosen, why, target)
    except NotUtf8Error:
        if glimpse.encoding is not None:
            raise
        return _ingest_as(recoded(glimpse), chosen, why, target)


def _ingest_as(glimpse: Glimpse, chosen: Format, why: str, target: Path) -> dict[str, Any]:
    layout = chosen.layout(glimpse)
    facts: dict[str, Any] = {"format": chosen.name, "why": why, "verdict": None}
    notes = list(glimpse.encoding.lines()) if glimpse.encoding is not None else []
    tally: Tally | None = None
    # A text is hashed as it is read, unless it is a copy of what a person has.
    as_read = isinstance(layout, ByEvidence | Delimited) and glimpse.kind == "text" and glimpse.path == glimpse.origin
    with engine.started() as duck, ThreadPoolExecutor(1) as beside:
        hashing = None if as_read else beside.submit(_sha256, glimpse.origin)
        if isinstance(layout, ByEvidence):
            verdict, tally = any_list.write(duck, glimpse, target)
            facts |= {"format": formats.LAST if verdict.leads else assembly.UNKNOWN, "why": verdict.why}
            facts["verdict"] = verdict.as_json()
            notes += verdict.notes
        elif isinstance(layout, Delimited):
            tally = any_list.delimited(duck, glimpse, layout, target)
        elif isinstance(layout, Columnar):
            _ingest_columnar(duck, glimpse.path, layout, target)
        else:
            rows_by_python.write(duck, layout.rows(glimpse.path), layout, target)
        rows = duck.rows(f"SELECT count(*) FROM {scan.parquet(target)}")[0][0]
        digest = (tally.sha256 if tally else None) if hashing is None else hashing.result()
        digest = digest or _sha256(glimpse.origin)
    if (
        isinstance(layout, Delimited)
        and not layout.quoted
        and tally is not None
        and rows + layout.header_lines != tally.total
    ):
        raise ManifestError(
            f"{glimpse.origin}: {tally.total:,} lines, but {rows:,} rows read or set aside; nothing is used. "
            "This is a fault of the suite: please report it with the file"
        )
    return facts | {"manifest_sha256": digest, "rows": rows, "lines": tally.total if tally else None, "notes": notes}


def _ingest_columnar(duck: Duck, path: Path, layout: Columnar, target: Path) -> None:
    try:
        duck.write(f"SELECT {listing_columns(layout.listing)} FROM {scan.parquet(path)}", target)
    except duckdb.Error as error:
        raise ManifestError(f"{path}: this Parquet file cannot be read: {str(error).splitlines()[0]}") from None


def _sha256(path: Path) -> str:
    return containers.folder_sha256(path) if path.is_dir() else containers.sha256(path)
