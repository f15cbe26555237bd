"""What recorded evidence holds, for whoever asks about the evidence itself: one exchange, or a package of all of it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pandas as pd

from whosefaces.errors import WhoseFacesError
from whosefaces.trace.evidence import warc
from whosefaces.trace.evidence.archive import Archive, warc_files
from whosefaces.trace.question import read_question


class NoSuchEvidenceError(WhoseFacesError):
    """Nothing here has that id."""


class WaczError(WhoseFacesError):
    """The package cannot be made."""


@dataclass(frozen=True)
class Exchange:
    """One recorded exchange: what was asked, what came, when, and by which rules it was redacted."""

    file: Path
    answer: warc.Record
    request: warc.Record | None
    rules: str

    def lines(self) -> list[str]:
        """For people: the whole exchange, as it is kept, safe for a terminal."""
        one = self.answer
        lines = [
            f"{one.id}  (byte {one.offset} of {self.file.name})",
            f"given at:  {one.date}",
            f"asked:     {self.request.method if self.request else 'GET'} {one.uri}",
            f"answered:  HTTP {one.status} {one.reason}",
            f"digest:    {one.payload_digest or 'none recorded'}",
            f"body:      {len(one.body):,} bytes, SHA-256 {hashlib.sha256(one.body).hexdigest()}",
        ]
        lines += ["", *(f"{name}: {value}" for name, value in one.headers), ""]
        lines += one.body.decode("utf-8", "replace").splitlines()
        lines += ["", f"By the first record of {self.file.name}:", *self.rules.splitlines()]
        return [_shown(line) for line in lines]

    def as_json(self) -> dict[str, Any]:
        """For machines: the whole exchange; ``body`` as text, where it is text."""
        one = self.answer
        return {
            "evidence_id": one.id,
            "file": self.file.name,
            "offset": one.offset,
            "given_at": one.date,
            "method": self.request.method if self.request else "GET",
            "address": one.uri,
            "status": one.status,
            "headers": [list(header) for header in one.headers],
            "payload_digest": one.payload_digest or None,
            "body_sha256": hashlib.sha256(one.body).hexdigest(),
            "body": one.body.decode("utf-8", "replace"),
            "rules": self.rules,
        }


def _shown(line: str) -> str:
    """A line without what moves a terminal's cursor or turns its text around: names and titles are anybody's text."""
    return "".join(c if c.isprintable() or c == "\t" else c.encode("unicode_escape").decode() for c in line)


def newest_day(path: Path) -> dt.date:
    """The day (UTC) of the newest answer in the evidence at ``path``.

    Raises:
        warc.EvidenceError: there is no evidence, no answer in it, or it is torn or altered.
    """
    return Archive.read_before(path).newest().date()


def exchange(path: Path, record_id: str) -> Exchange:
    """The exchange whose answer has this WARC record id.

    Args:
        path: a WARC file or a folder of them.
        record_id: as ``evidence_id`` in the traces, with or without ``urn:uuid:``.

    Raises:
        NoSuchEvidenceError: no answer there has that id.
        warc.EvidenceError: there is no evidence, or it is torn or altered.
    """
    archive = Archive(path)
    wanted = record_id if record_id.startswith("urn:") else f"urn:uuid:{record_id}"
    answer = archive.record(wanted)
    if answer is None:
        raise NoSuchEvidenceError(f"{record_id}: no answer in {path} has that id; traces.parquet names them")
    for file in archive.files:
        request, rules, held = None, "", False
        for record in warc.records(file):
            if record.type == "warcinfo":
                rules = record.body.decode("utf-8", "replace")
            held = held or record.id == wanted
            if record.type == "request" and (record.concurrent_to == wanted or record.id == answer.concurrent_to):
                request = record
        if held:
            return Exchange(file, answer, request, rules)
    raise NoSuchEvidenceError(f"{record_id}: no longer in {path}")


def by_unit(traces: pd.DataFrame, units: pd.DataFrame, panel: str) -> dict[str, list[dict[str, Any]]]:
    """The answers about each drawn unit: personal, for the case only.

    Args:
        traces: rows of TRACES.
        units: ``photo_id`` and ``owner`` (an account key or NSID, null where nobody named one) of the drawn photos; or
            ``account_key`` of the drawn accounts.
        panel: "photo": about the photo and about its owner; "account": about the account.

    Returns:
        By ``photo_id`` or ``account_key``, what was answered, in the traces' order: unit, source, question, outcome,
        asked_at (ISO 8601, UTC), evidence_id.
    """
    columns = ["unit", "source", "question", "outcome", "asked_at", "evidence_id"]
    about: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in traces[traces["evidence_id"].notna()].astype(object).to_dict("records"):
        fields = {name: row[name] for name in columns} | {"asked_at": row["asked_at"].isoformat()}
        keys = {row["photo_id"]} if row["unit"] == "photo" else {row["account_key"], row["nsid"]}
        for key in keys:
            if isinstance(key, str):
                about[row["unit"], key].append(fields)
    if panel == "account":
        return {key: about["account", key] for key in units["account_key"]}
    owners = units["owner"].astype(object).where(units["owner"].notna(), "")
    return {
        photo_id: about["photo", photo_id] + about["account", owner]
        for photo_id, owner in zip(units["photo_id"], owners, strict=True)
    }


# -- for public replay tools --------------------------------------------------------------------------------------


def export_wacz(path: Path, target: Path) -> Path:
    """Package evidence as WACZ, for ReplayWeb.page and its kind; a copy for looking at, not the proof itself.

    Raises:
        WaczError: the package ``wacz`` is not installed, or refuses.
        warc.EvidenceError: there is no evidence, or it is torn or altered: that is found here, for ``wacz`` misses it.
    """
    if find_spec("wacz") is None:
        raise WaczError("WACZ needs the extra 'archive': pip install 'whose-faces[archive]'")
    archive = Archive(path)  # reads and verifies every record
    partial = target.with_name(target.name + ".partial")
    pages = target.with_name(target.name + ".pages.jsonl")
    try:
        pages.write_text("".join(f"{json.dumps(line)}\n" for line in _pages(path)), encoding="utf-8")
        # In a process of its own: it leaves temporary files open, and reports by printing.
        wacz = [sys.executable, "-m", "wacz.main", "create", *map(str, archive.files)]
        how = ["--output", str(partial), "--pages", str(pages), "--title", "Recorded answers"]
        packed = subprocess.run([*wacz, *how], capture_output=True, text=True, check=False)  # noqa: S603
        if packed.returncode or not partial.exists():
            raise WaczError(f"{target}: not made; wacz says: {(packed.stderr or packed.stdout).strip()[-300:]}")
        partial.replace(target)
    finally:
        pages.unlink(missing_ok=True)
        partial.unlink(missing_ok=True)
    return target


def _pages(path: Path) -> Iterator[dict[str, Any]]:
    """Every answer but redirects as an entry of the package's list: what a replay tool can open.

    Refusals too, for "not found" is what many numbers rest on, and bodies that were stored once and came again.
    """
    yield {"format": "json-pages-1.0", "id": "pages", "title": "Recorded answers"}
    for file in warc_files(path):
        for record in warc.records(file):
            if record.type in ("response", "revisit") and not 300 <= record.status < 400:
                title = f"{_asked(record.uri)}: HTTP {record.status}"
                yield {"id": record.id.rpartition(":")[2], "url": record.uri, "ts": record.date, "title": title}


def _asked(url: str) -> str:
    """The question in an address, to be read in a list; the address where it is none of ours."""
    question = read_question("GET", url) or read_question("HEAD", url)
    return url if question is None else str(question).removeprefix(f"{question.source} ")
