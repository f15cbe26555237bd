"""Manifest -> frame: every row, read or set aside, in the case."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from whosefaces.investigation import Investigation
from whosefaces.manifest import engine, engines, formats, ingest, losses
from whosefaces.manifest import parent as parents
from whosefaces.manifest.asked import Asked
from whosefaces.manifest.frame import FRAME, ROWS
from whosefaces.manifest.interpreting import settle
from whosefaces.manifest.listing import ManifestError
from whosefaces.manifest.parent import Joined
from whosefaces.manifest.reading import Reading, count, refuse_unread


@dataclass(frozen=True)
class Frame:
    """The frame's file, and what was read on the way to it."""

    path: Path
    reading: Reading
    parent: Joined | None = None
    """What the join with the parent gave; None where the investigation names none."""

    def sentence(self) -> str:
        """What was read, in words, with nothing personal in them."""
        return self.reading.sentence() + (f" {self.parent.sentence()}" if self.parent else "")


def build(investigation: Investigation, case: Path) -> Frame:
    """Write ``case/frame.parquet`` (FRAME), once for each state of the manifest, its parent and what is asked of them.

    With a parent, ``case/parent_accounts.parquet`` (parent.ACCOUNTS) is written beside it.

    Args:
        investigation: names the manifest, its format, its parent, and, where licences carry no day, their day.
        case: the edition's case folder.

    Raises:
        InvestigationError: no such format.
        ManifestError: the manifest or its parent cannot be read, or the manifest leads to no photo on Flickr.
        EngineError: the engine is not there, or has no room.
    """
    manifest, above = investigation.manifest, investigation.parent
    for key, named in (("manifest", manifest), ("parent", above)):
        if named is not None and named.format not in formats.names():
            raise investigation.refuse(f"{key}.format", named.format, formats.names())
    found = ingest.listing(manifest.path, Asked.of(manifest))
    if above is not None and found.accounts_only:
        raise ManifestError(
            f"{manifest.path}: names accounts and no photos, so it cannot be looked up in a parent; take [parent] out"
        )
    if investigation.sample.accounts.certainty and found.accounts_only:
        raise ManifestError(
            f"{manifest.path}: names accounts and no photos, so none of them has most; take certainty out of [sample.accounts]"
        )
    found_above = parents.listing_of(above) if above is not None else None
    made_from = [ROWS, found.path.name, str(manifest.listed_on)]
    if above is not None and found_above is not None:
        made_from += [found_above.path.name, str(above.listed_on)]
    path = case / "frame.parquet"
    if path.exists() and (facts := engine.facts_of(path)).get("made_from") == made_from:
        FRAME.check_file(path)
        joined = Joined(**facts["parent"]) if facts["parent"] else None
        return Frame(path, Reading.from_json(facts["reading"]), joined)
    case.mkdir(parents=True, exist_ok=True)
    with engines.chosen(investigation) as engine_:
        engine_.parquet("listing", found.path, numbered=True)
        settle(engine_, manifest.listed_on, accounts_only=found.accounts_only)
        joined = None
        if above is not None and found_above is not None:
            joined = parents.join(engine_, above, found_above, case / "parent_accounts.parquet")
        reading = count(engine_, found)
        refuse_unread(reading, manifest.path)
        if not (reading.photos or reading.accounts_only):
            raise ManifestError(
                f"{manifest.path}: {reading.needs_parent:,} rows name their photo only by YFCC100M's hash, and "
                + ("none of them is in the parent" if joined else "no parent is named: add parent = {path = ...}")
            )
        losses.refuse(reading.lost, reading.rows, manifest.accept_losses, str(manifest.path))
        facts = {
            "made_from": made_from,
            "reading": reading.as_json(),
            "manifest_sha256": found.manifest_sha256,
            "parent": joined.as_json() if joined else None,
        }
        if joined is None:
            engine_.hand_over("settled", path, facts)
        else:
            engine_.write(f"SELECT {ROWS} FROM frame_rows", path, facts, numbered=True)
    return Frame(path, reading, joined)
