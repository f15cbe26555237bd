"""Frame -> panel: two samples by permanent random numbers, photos and accounts apart.

A unit's random number is the SHA-256, in hexadecimal, of the UTF-8 text ``salt|id``: the id is the decimal photo id,
or the account's key. The sample is the n smallest, ties by the id's text. So it does not depend on the order of
the rows or on the engine, a larger sample holds the smaller one, and a unit that is drawn again in a later edition
is the same unit with the same number (METHOD, section 4).
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.errors import WhoseFacesError
from analysis.investigation import Investigation
from analysis.manifest import engine
from analysis.manifest.engine import Engine, text
from analysis.manifest.frame import FRAME
from analysis.sample.panel import PANEL
from analysis.sample.strata import STRATA, Stratum, allocate

PHOTO, ACCOUNT = "photo", "account"


class SampleError(WhoseFacesError):
    """A panel cannot be drawn, or is not there."""


@dataclass(frozen=True)
class Panel:
    """The panel's file, and what was drawn from what.

    ``summary``: a row for each unit and stratum: ``unit``, ``stratum``, ``frame_size`` (N_h), ``n`` (drawn), ``asked`` (the
    n that the investigation wants of the unit), ``owner_conflicts`` (drawn photos whose rows name different owners),
    ``without_owner`` (frame photos whose owner nobody named), ``note``. A unit with no frame has N = n = 0 and says why.
    """

    path: Path
    summary: pd.DataFrame

    def drawn(self, unit: str) -> int:
        """How many units of this kind were drawn."""
        return int(self.summary.loc[self.summary["unit"] == unit, "n"].sum())

    def frame_size(self, unit: str) -> int:
        """How many there are to draw from."""
        return int(self.summary.loc[self.summary["unit"] == unit, "frame_size"].sum())

    def sentence(self) -> str:
        """What was drawn, in words."""
        said = []
        for unit in (PHOTO, ACCOUNT):
            n, whole = self.drawn(unit), self.frame_size(unit)
            if whole == 0:
                said.append(f"No {unit} is drawn: {self.summary.loc[self.summary['unit'] == unit, 'note'].iloc[0]}.")
            elif n == whole:
                said.append(f"All {whole:,} {unit}s of the frame are taken.")
            else:
                said.append(f"{n:,} of {whole:,} {unit}s are drawn.")
        return " ".join(said)


def panel_of(case: Path) -> Path:
    """The panel in a case.

    Raises:
        SampleError: it has not been drawn.
    """
    path = case / "panel.parquet"
    if not path.exists():
        raise SampleError(f"{path}: no panel yet; run the notebook 1_sample first")
    PANEL.check_file(path)
    return path


def draw(investigation: Investigation, frame_path: Path, case: Path, as_of: dt.date) -> Panel:
    """Draw both samples and write ``case/panel.parquet`` (PANEL).

    Args:
        investigation: its salt, the sizes wanted, the strata.
        frame_path: the frame (FRAME).
        case: the edition's case folder; units in the panels of earlier editions beside it keep their first edition.
        as_of: the edition's date.

    Raises:
        InvestigationError: no salt, or a stratum that cannot be drawn by.
        TableError: the frame is not one.
    """
    for stratum in investigation.sample.photos.strata:
        if stratum not in STRATA:
            raise investigation.refuse("sample.photos.strata", stratum, sorted(STRATA))
    salt = investigation.salt()
    FRAME.check_file(frame_path)
    with engine.started() as duck:
        duck.parquet("frame", frame_path)
        duck.table("draw", {"salt": "VARCHAR"}, [(salt,)])
        duck.view("photo_units", _photo_units(investigation.sample.photos.strata))
        duck.view("account_units", text("account_units"))
        photos, of_photos = _drawn(duck, PHOTO, investigation.sample.photos.n)
        accounts, of_accounts = _drawn(duck, ACCOUNT, investigation.sample.accounts.n)
        owned, conflicts, without_owner = _owners(duck, photos)
    summary = pd.concat([of_photos, of_accounts], ignore_index=True)
    is_photo = summary["unit"] == PHOTO
    summary["owner_conflicts"] = conflicts * is_photo
    summary["without_owner"] = without_owner * is_photo
    summary["note"] = [
        _note(unit, size, n, without_owner)
        for unit, size, n in zip(summary["unit"], summary["frame_size"], summary["n"], strict=True)
    ]
    rows = pd.concat([owned, accounts], ignore_index=True)
    rows["first_edition"] = _first_editions(rows, case, as_of)
    case.mkdir(parents=True, exist_ok=True)
    path = case / "panel.parquet"
    PANEL.write(rows[PANEL.names], path)
    return Panel(path, summary)


def _photo_units(strata: list[str]) -> str:
    expression = " || ' / ' || ".join(STRATA[name] for name in strata) if strata else "'all'"
    return text("photo_units").replace("'all'", expression)


def _drawn(duck: Engine, unit: str, n: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The drawn units of one kind (PANEL's columns), and the summary's rows."""
    sizes = duck.rows(f"SELECT stratum, count(*) FROM {unit}_units GROUP BY stratum ORDER BY stratum")
    strata = allocate(n, dict(sizes))
    drawn = [_smallest(duck, unit, stratum) for stratum in strata]
    rows = pd.concat(drawn, ignore_index=True) if drawn else _smallest(duck, unit, Stratum("all", 0, 0))
    summary = pd.DataFrame(
        [(unit, s.name, s.frame_size, s.n, n) for s in strata] or [(unit, "all", 0, 0, n)],
        columns=["unit", "stratum", "frame_size", "n", "asked"],
    )
    return rows, summary


def _smallest(duck: Engine, unit: str, stratum: Stratum) -> pd.DataFrame:
    """The units of one stratum with the smallest random numbers."""
    duck.table("wanted", {"stratum": "VARCHAR"}, [(stratum.name,)])
    rows = duck.frame(text("smallest").replace("units", f"{unit}_units").replace("LIMIT 0", f"LIMIT {stratum.n}"))
    rows = rows.assign(unit=unit, design_weight=stratum.frame_size / stratum.n if stratum.n else 0.0)
    if unit == PHOTO:
        return rows.rename(columns={"id": "photo_id"}).assign(account_key=None, nsid=None, alias=None)
    return rows.rename(columns={"id": "account_key"}).assign(photo_id=None)


def _owners(duck: Engine, photos: pd.DataFrame) -> tuple[pd.DataFrame, int, int]:
    """Drawn photos with their owners, how many have rows that name different ones, and frame photos without any.

    A photo has one owner on Flickr, but several rows of a manifest may name several. The one named by most rows is
    taken; of those named equally often an NSID before an alias, then the smaller text.
    """
    duck.table("drawn_photos", {"photo_id": "VARCHAR"}, [(photo_id,) for photo_id in photos["photo_id"]])
    named = duck.frame(text("owners"))
    settled = named.drop_duplicates("photo_id").set_index("photo_id")
    different = named.groupby("photo_id")[["nsid", "alias"]].nunique().gt(1)
    conflicts = int(different.any(axis=1).sum())
    without: int = duck.rows(text("without_owner"))[0][0]
    owners = settled.reindex(photos["photo_id"])[["account_key", "nsid", "alias"]].reset_index(drop=True)
    rest = photos.drop(columns=["account_key", "nsid", "alias"]).reset_index(drop=True)
    return pd.concat([rest, owners], axis=1), conflicts, without


def _note(unit: str, frame_size: int, n: int, without_owner: int) -> str:
    if unit == ACCOUNT and frame_size == 0:
        return "no account frame: neither the manifest nor a parent names an owner"
    if unit == ACCOUNT and without_owner:
        return f"accounts that are named; {without_owner:,} photos of the frame name no owner"
    if frame_size == 0:
        return "the frame holds no photo"
    return "the whole frame is taken" if n == frame_size else ""


def _first_editions(rows: pd.DataFrame, case: Path, as_of: dt.date) -> list[dt.date]:
    """For each unit the earliest edition in whose panel it stands, of those dated before ``as_of``; else ``as_of``."""
    first: dict[tuple[str, str], dt.date] = {}
    for panel in sorted(case.parent.parent.glob("*/case/panel.parquet")):
        edition = panel.parent.parent.name
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", edition) or dt.date.fromisoformat(edition) >= as_of:
            continue
        earlier = PANEL.read(panel)
        for unit, day in zip(_units(earlier), earlier["first_edition"].dt.date, strict=True):
            first[unit] = min(day, first.get(unit, day))
    return [first.get(unit, as_of) for unit in _units(rows)]


def _units(rows: pd.DataFrame) -> list[tuple[str, str]]:
    """Each row's unit and id."""
    ids = rows["photo_id"].where(rows["unit"] == PHOTO, rows["account_key"])
    return [(str(unit), str(id)) for unit, id in zip(rows["unit"], ids, strict=True)]
