"""Containers -> parts: a folder, an archive, a workbook, a database, a JSON or XML text of any shape.

A part is a plain file that is read as any other. What of a container is no list is named, not guessed at.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from whosefaces.flickr.address import photo_id_of_file_name
from whosefaces.manifest.reader import (
    archives,
    containers,
    databases,
    drawn_tables,
    json_tables,
    many_parts,
    nested,
    sql_dumps,
    workbooks,
    xml_tables,
)
from whosefaces.manifest.reader.glimpse import Glimpse
from whosefaces.manifest.reader.parts import Budget, Part
from whosefaces.manifest.reader.tables import TableWriter

DEEPEST = 3
"""Containers inside containers that are opened."""

LARGEST_RECORD = 2_000_000
"""Bytes; a larger JSON file is no description of one photo."""

DRAWN = ("sql dump", "drawn table")
"""Texts that are tables in a form of their own."""

PACKED = ("workbook", "zip", "tar", "wrapped json", "json values", *DRAWN)
"""What can be read only once it is unpacked."""

KINDS = (*PACKED, "sqlite", "json", "json lines", "xml", "folder")
"""What can hold several lists."""

_LISTS = frozenset(
    [
        ".csv",
        ".tsv",
        ".tab",
        ".txt",
        ".dat",
        ".lst",
        ".list",
        ".ids",
        ".json",
        ".jsonl",
        ".ndjson",
        ".js",
        ".parquet",
        ".sql",
        ".db",
        ".sqlite",
        ".sqlite3",
        ".xlsx",
        ".xlsm",
        ".xls",
        ".xlsb",
        ".ods",
        ".xml",
        ".gz",
        ".bz2",
        ".xz",
        ".zst",
        ".zip",
        ".tar",
        ".tgz",
        ".html",
        ".htm",
        ".pdf",
    ]
)
_NO_LIST = re.compile(
    r"(read.?me|licen[cs]e|copying|changelog|changes|citation|notice|requirements|robots|datasheet|terms)\b.*"
    r"|.*\b(md5|sha1|sha256|checksums?)(sums?)?(\.txt)?|\..*",
    re.IGNORECASE,
)
"""Names of files that stand beside a list and are none."""


@dataclass
class Unpacked:
    """What came out of a container."""

    parts: list[Part] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    """Names of what is in it and was not taken for a list."""
    file_names: Path | None = None
    """A table of the names of its files, where those can be photos."""


def could_hold_a_list(name: str) -> bool:
    """Whether a file by this name could be a list, or hold one."""
    last = name.rsplit("/", 1)[-1]
    return Path(last).suffix.lower() in _LISTS and not _NO_LIST.fullmatch(last)


def unpack(glimpse: Glimpse, folder: Path, budget: Budget | None = None) -> Unpacked:
    """Take the container at ``glimpse.path`` apart into ``folder``, which is ours and empty.

    Raises:
        ManifestError: it is damaged, locked, holds more than is sound, or nothing that could be a list.
    """
    folder.mkdir(exist_ok=True)
    if glimpse.kind == "workbook":
        return Unpacked(workbooks.parts(glimpse.path, folder))
    if glimpse.kind == "sql dump":
        return Unpacked(sql_dumps.parts(glimpse.path, folder))
    if glimpse.kind == "drawn table":
        return Unpacked(drawn_tables.parts(glimpse.path, folder))
    if glimpse.kind == "sqlite":
        return Unpacked(databases.parts(_plain(glimpse, folder), folder))
    if glimpse.kind == "wrapped json":
        return Unpacked([Part(json_tables.unwrapped(glimpse.path, folder), "the JSON in the script")])
    if glimpse.kind == "json values":
        return Unpacked([Part(json_tables.one_a_line(glimpse.path, folder), "the JSON objects behind one another")])
    if glimpse.kind in ("json", "json lines"):
        return Unpacked(json_tables.parts(glimpse.path, glimpse.kind, folder))
    if glimpse.kind == "parquet":
        return Unpacked(nested.parts(glimpse.path, folder))
    if glimpse.kind == "xml":
        return Unpacked(xml_tables.parts(glimpse.path, folder))
    if glimpse.kind == "folder":
        files = [(name, glimpse.path / name) for name in containers.files(glimpse.path)]
        size = sum(path.stat().st_size for _, path in files if path.is_file())
        return _many(_of_files(files, folder), folder, Budget(glimpse.path, size))
    budget = budget or Budget(glimpse.path, glimpse.path.stat().st_size)
    members = archives.members(glimpse.path, glimpse.kind, folder, could_hold_a_list, budget)
    return _many(_of_files(members, folder), folder, budget)


def _many(unpacked: Unpacked, folder: Path, budget: Budget) -> Unpacked:
    unpacked.parts = many_parts.put_together(unpacked.parts, folder, budget)
    return unpacked


def _plain(glimpse: Glimpse, folder: Path) -> Path:
    """A file that a library has to open by its path, unpacked where it is packed."""
    if glimpse.compression is None:
        return glimpse.path
    made = folder / "plain"
    budget = Budget(glimpse.path, glimpse.path.stat().st_size)
    with containers.opened(glimpse.path) as stream, made.open("wb") as out:
        while chunk := stream.read(containers.CHUNK):
            budget.take(len(chunk))
            out.write(chunk)
    return made


def _of_files(files: Iterable[tuple[str, Path | None]], folder: Path) -> Unpacked:
    """The lists among files; those that describe one photo each are one list; else the names of the files."""
    unpacked = Unpacked()
    records = TableWriter(folder / "records.parquet")
    names = TableWriter(folder / "names.parquet")
    names.name_columns(["file"])
    named = 0
    descriptions: list[str] = []
    for name, path in files:
        if path is None or not could_hold_a_list(name):
            unpacked.others.append(name)
            names.add_cells([name])
            named += photo_id_of_file_name(name.rsplit("/", 1)[-1]) is not None
        elif row := _record(path):
            records.add(row)
            descriptions.append(name)
        else:
            unpacked.parts.append(Part(path, name))
    if named:
        unpacked.file_names = names.close()
    else:
        names.discard()
    _add_records(unpacked, records, descriptions)
    return unpacked


def _add_records(unpacked: Unpacked, records: TableWriter, descriptions: list[str]) -> None:
    if not descriptions:
        records.discard()
        return
    if len(descriptions) == 1 and unpacked.parts:
        note = f"{descriptions[0]} describes one photo; it is read as a list of one."
    else:
        note = f"{len(descriptions):,} JSON files describe one photo each (as {descriptions[0]})."
    name = "the files of one photo each" if len(descriptions) > 1 else descriptions[0]
    unpacked.parts.append(Part(records.close(), name, table=True, notes=(note,), row_is="a photo"))


def _record(path: Path) -> dict[str, str] | None:
    """What a small JSON file says of its one photo; None where it is no such file."""
    if path.suffix.lower() != ".json" or path.stat().st_size > LARGEST_RECORD:
        return None
    try:
        document = json.loads(path.read_bytes())
    except (ValueError, RecursionError, OSError):
        return None
    return json_tables.record(document)
