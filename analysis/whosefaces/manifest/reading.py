"""What a file is and what it would give: its format, its counts, and who could find themselves in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from whosefaces.dossiers import dataset
from whosefaces.flickr.licences import NOT_UNDERSTOOD
from whosefaces.manifest import engine, ingest, losses
from whosefaces.manifest.asked import Asked
from whosefaces.manifest.cache import Listing
from whosefaces.manifest.engine import Engine, text
from whosefaces.manifest.interpreting import settle
from whosefaces.manifest.listing import ManifestError
from whosefaces.manifest.losses import Loss

UNKNOWN = "unknown"

_SAVE_AS_TABLE = (
    "if photos of Flickr are named in it, save their addresses or ids as a table, as CSV, and say which column holds them: "
    "--column photo_id=NAME"
)

FINDABLE = ("by account", "by name", "by photo id only", "by nobody")


@dataclass(frozen=True)
class Reading:
    """What is known of a manifest once it is read. Rows, photos and accounts are three units."""

    format: str
    why: str
    traceable: bool | None
    """Whether any row leads to Flickr, or could through a parent; None: nothing in it says so, nor that none does."""
    rows: int
    photos: int | None
    """Distinct photo ids; None where the manifest cannot be traced to Flickr, or only through a parent."""
    accounts: int | None
    """Distinct owners that are named; None where none is: then how many accounts there are is not known."""
    set_aside: dict[str, int]
    """Rows by reason."""
    carries: list[str]
    findable: str
    """How a person could find out that they are in it, from the manifest alone: one of FINDABLE, the best of any row."""
    findable_rows: dict[str, int]
    """Rows by the best way that each offers; they add up to ``rows``."""
    id_disagreements: int
    """Rows whose address carries another photo id than the id column or the file name."""
    rows_with_owner: int
    notes: list[str]
    examples: list[dict[str, Any]]
    """Rows that were set aside, as they stand: personal, never published."""
    manifest_sha256: str
    row_is: str
    needs_parent: int
    """Rows that name their photo only by YFCC100M's hash."""
    lost: list[dict[str, Any]] = field(default_factory=list)
    """What is or may be Flickr's and could not be read, by cause: ``losses.Loss``."""
    reason: str = ""
    """Where it is not traceable, why not."""
    next_step: str = ""
    """Where it is not recognised, what a person can say or do."""
    first_rows: list[list[str]] = field(default_factory=list)
    """Where it is not recognised, the columns and the first rows as they were read: personal, never published."""
    licences_understood: int = 0
    """Rows whose licence is one that is known."""
    licences_not_understood: int = 0
    """Rows that carry a licence written in no form that is known."""
    accounts_only: bool = False
    """It names accounts and no photos."""
    dialect: str | None = None
    """How a text was cut, in words."""

    @property
    def rows_used(self) -> int:
        """Rows that name a photo."""
        return self.rows - sum(self.set_aside.values())

    @property
    def why_not(self) -> str:
        """Why no row leads to a photo on Flickr: the commonest reason, and the format where one was recognised."""
        if self.format == UNKNOWN or not self.set_aside:
            return self.why
        reason, rows = max(self.set_aside.items(), key=lambda item: item[1])
        return f"{self.format}, {self.why}; {_count(rows, 'row')}: {reason}"

    def as_json(self) -> dict[str, Any]:
        """The reading for machines."""
        return asdict(self)

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> Reading:
        """The reading again, from ``as_json``."""
        return cls(**said)

    def sentence(self) -> str:
        """The counts in words, with nothing personal in them."""
        if not self.rows:
            return "0 rows: there is nothing in it to be traced."
        if self.traceable is None:
            return f"{_count(self.rows, 'row')}: not recognised: {self.reason}."
        if not self.traceable:
            return f"{_count(self.rows, 'row')}: cannot be traced to Flickr ({self.why_not})."
        aside = f"; {_count(sum(self.set_aside.values()), 'row')} set aside" if self.set_aside else ""
        if self.accounts_only:
            return (
                f"{_count(self.rows, 'row')}, {_count(self.accounts or 0, 'account')}, and no photos{aside}. It can be asked who "
                "of them could be contacted and could get out; nothing can be asked about photos or licences."
            )
        if self.photos is None:
            return (
                f"{_count(self.rows, 'row')}, of which {self.needs_parent:,} name their photo only by YFCC100M's hash: "
                "with YFCC100M as parent they lead to photos and owners, without it to none."
            )
        owners = "no owner is named" if self.accounts is None else f"{_count(self.accounts, 'account')}"
        sentence = f"{_count(self.rows, 'row')}, {_count(self.photos or 0, 'photo')}, {owners}{aside}."
        if self.id_disagreements:
            sentence += f" In {_count(self.id_disagreements, 'row')} the address carries another photo id than the manifest's own."
        return sentence

    def lines(self) -> list[str]:
        """The reading for a person at a terminal."""
        lines = [f"{self.format}: {self.why}"]
        lines += filter(None, [dataset.looks_like(self.format)])
        lines.append(self.sentence())
        if self.traceable:
            lines.append(f"A row is {self.row_is}. It carries: {', '.join(self.carries) or 'nothing more'}.")
            ways = [f"{way} ({_count(rows, 'row')})" for way, rows in self.findable_rows.items() if rows]
            lines.append(f"From the list alone, a person could find themselves in it {', '.join(ways)}.")
        if self.licences_understood or self.licences_not_understood:
            lines.append(
                f"Licences: {_count(self.licences_understood, 'row')} with one that is known, "
                f"{self.licences_not_understood:,} with one that is not understood."
            )
        if self.dialect:
            lines.append(f"Read as: {self.dialect}")
        for one in self.lost:
            loss = Loss(**(one | {"examples": tuple(one["examples"])}))
            shown = ", ".join(repr(_on_one_line(said)[:60]) for said in loss.examples if said)
            lines.append(f"Lost: {loss.sentence(self.rows)}" + (f" As: {shown}" if shown else ""))
        if self.traceable is None:
            lines.append(f"Next: {self.next_step}.")
            lines += [f"    {' | '.join(_on_one_line(cell) for cell in row)}" for row in self.first_rows]
            return lines + self.notes
        for reason, rows in self.set_aside.items():
            lines.append(f"Set aside: {_count(rows, 'row')}: {reason}")
            for example in self.examples:
                if example["reason"] == reason and example["said"]:
                    lines.append(f"    row {example['row']:,}: {_on_one_line(example['said'])[:100]}")
        return lines + self.notes


def describe(
    path: str | Path,
    format: str = "auto",
    column: str | None = None,
    recognised: Callable[[str], None] | None = None,
    asked: Asked | None = None,
) -> Reading:
    """Read a manifest and say what it is and what it would give.

    Args:
        path: a file, or a folder of annotation files.
        format: one of ``formats.names()``.
        column: the column that leads to Flickr, where looking is not enough.
        recognised: as in ``ingest.listing``.
        asked: all that a person says of it, in the place of ``format`` and ``column``.

    Raises:
        ManifestError: the file cannot be read, or is not in the format named.
    """
    said = asked or Asked(format, (("", column),) if column is not None else ())
    found = ingest.listing(Path(path), said, recognised)
    with engine.started() as duck:
        duck.parquet("listing", found.path, numbered=True)
        settle(duck, accounts_only=found.accounts_only)
        return count(duck, found)


def refuse_unread(reading: Reading, place: Path) -> None:
    """Stop where a list is not recognised, or leads nowhere.

    Raises:
        ManifestError: as it says, with what a person can do.
    """
    if reading.traceable is None:
        raise ManifestError(f"{place}: not recognised: {reading.reason}. Next: {reading.next_step}")
    if not reading.traceable:
        raise ManifestError(f"{place}: {reading.why_not}: cannot be traced to Flickr; nothing to audit")


def of_frame(frame_path: Path) -> Reading | None:
    """What was counted when a frame was written: to tell photos apart again costs more than all else. None: nothing was."""
    reading = engine.facts_of(frame_path).get("reading")
    return Reading.from_json(reading) if reading else None


def count(duck: Engine, found: Listing) -> Reading:
    """Count the view ``frame_rows``."""
    counts = _counts(duck)
    aside: dict[str, int] = dict(duck.rows(text("set_aside")))
    examples = duck.rows(text("examples")) if aside else []
    owned = counts["accounts"] > 0
    verdict = found.verdict or {}
    of_accounts = found.accounts_only and owned
    traceable: bool | None = counts["photos"] > 0 or counts["rows_for_the_parent"] > 0 or of_accounts
    if not traceable and found.verdict is not None:
        traceable = None if verdict["leads"] else verdict["traceable"]
    elif not traceable and found.format.name == UNKNOWN:
        traceable = None  # nothing in it was known, which says nothing of where it leads
    ways = _ways(counts, bool(traceable))
    return Reading(
        format=found.format.name,
        why=found.why,
        traceable=traceable,
        rows=counts["all_rows"],
        photos=counts["photos"] or None,
        accounts=counts["accounts"] if owned and traceable else None,
        set_aside=aside,
        carries=_carries(found, counts) if traceable else [],
        findable=next((way for way in FINDABLE if ways[way]), FINDABLE[-1]),
        findable_rows=ways,
        id_disagreements=counts["rows_whose_ids_disagree"],
        rows_with_owner=counts["rows_with_owner"],
        notes=[*found.notes, *found.format.notes],
        examples=[dict(zip(("reason", "row", "said"), row, strict=True)) for row in examples],
        manifest_sha256=found.manifest_sha256,
        row_is="an account, and no photo" if of_accounts else found.row_is or found.format.row_is,
        needs_parent=counts["rows_for_the_parent"],
        lost=losses.as_json(losses.counted(duck)) if traceable else [],
        reason="" if traceable else verdict.get("reason") or found.why,
        next_step=(verdict.get("next_step") or _SAVE_AS_TABLE) if traceable is None else "",
        first_rows=[list(row) for row in verdict.get("first_rows", [])] if traceable is None else [],
        licences_understood=counts["licences_understood"] if traceable else 0,
        licences_not_understood=counts["licences_not_understood"] if traceable else 0,
        accounts_only=of_accounts,
        dialect=verdict.get("dialect"),
    )


def _counts(duck: Engine) -> dict[str, int]:
    table = duck.frame(text("counts", not_understood=f"'{NOT_UNDERSTOOD}'"))
    return {str(name): int(table[name].iloc[0]) for name in table.columns}


def _carries(found: Listing, counts: dict[str, int]) -> list[str]:
    """Of what the format can carry, what stands in these rows."""
    seen = {
        "photo id": counts["rows_with_photo"],
        "address": counts["rows_with_address"],
        "owner": counts["rows_with_owner"],
        "name": counts["rows_with_name"],
        "licence": counts["rows_with_licence"],
        "upload day": counts["rows_with_day"],
        "secret": counts["rows_with_secret"],
        "faces": counts["rows_with_faces"],
        "subject": counts["rows_with_subject"],
        "location": counts["rows_with_place"],
    }
    return [what for what in found.format.carries if seen[what]]


def _ways(counts: dict[str, int], traceable: bool) -> dict[str, int]:
    """Rows by the best way in which a person could find themselves in them."""
    ways = ("rows_with_owner", "rows_by_name", "rows_by_id")
    rows = {way: counts[column] if traceable else 0 for way, column in zip(FINDABLE, ways, strict=False)}
    return rows | {FINDABLE[-1]: counts["all_rows"] - sum(rows.values())}


def _on_one_line(text: str) -> str:
    """Text of a manifest for a terminal: what would move its cursor or give it orders is a blank."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def _count(number: int, unit: str) -> str:
    return f"{number:,} {unit}{'' if number == 1 else 's'}"
