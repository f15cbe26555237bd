"""Manifest -> frame: every row, read or set aside, in the case."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from analysis.investigation import Investigation
from analysis.manifest import engine, formats, ingest
from analysis.manifest.frame import FRAME
from analysis.manifest.interpreting import settle
from analysis.manifest.listing import ManifestError
from analysis.manifest.reading import Reading, count


@dataclass(frozen=True)
class Frame:
    """The frame's file, and what was read on the way to it."""

    path: Path
    reading: Reading


def build(investigation: Investigation, case: Path) -> Frame:
    """Write ``case/frame.parquet`` (FRAME), once for each state of the manifest and of what is asked of it.

    Args:
        investigation: names the manifest, its format and, where licences carry no day, their day.
        case: the edition's case folder.

    Raises:
        InvestigationError: no such format.
        ManifestError: the manifest cannot be read, or leads to no photo on Flickr.
    """
    manifest = investigation.manifest
    if manifest.format not in formats.names():
        raise investigation.refuse("manifest.format", manifest.format, formats.names())
    found = ingest.listing(manifest.path, manifest.format, manifest.column)
    key = [found.path.name, str(manifest.listed_on)]
    path = case / "frame.parquet"
    if path.exists() and (facts := engine.facts_of(path)).get("made_from") == key:
        FRAME.check_file(path)
        return Frame(path, Reading.from_json(facts["reading"]))
    case.mkdir(parents=True, exist_ok=True)
    with engine.started() as duck:
        duck.parquet("listing", found.path, numbered=True)
        settle(duck, manifest.listed_on)
        reading = count(duck, found)
        if not reading.traceable:
            raise ManifestError(f"{manifest.path}: {reading.why}: cannot be traced to Flickr; nothing to audit")
        columns = ", ".join(f'CAST("{column.name}" AS {column.type}) AS "{column.name}"' for column in FRAME.columns)
        facts = {"made_from": key, "reading": reading.as_json(), "manifest_sha256": found.manifest_sha256}
        duck.write(f"SELECT {columns} FROM frame_rows", path, facts, numbered=True)
    return Frame(path, reading)
