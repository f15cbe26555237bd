"""Frame -> panel: two samples by permanent random numbers, photos and accounts apart.

A unit's random number is the SHA-256, in hexadecimal, of the UTF-8 text ``salt|id``: the id is the decimal photo id,
or the account's key. The sample is the n smallest, ties by the id's text. So it does not depend on the order of
the rows or on the engine, a larger sample holds the smaller one, and a unit that is drawn again in a later edition
is the same unit with the same number (METHOD, section 4).
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from whosefaces.errors import WhoseFacesError
from whosefaces.investigation import Investigation
from whosefaces.manifest import engines
from whosefaces.manifest.census import sizes_of
from whosefaces.manifest.engine import Engine, text
from whosefaces.manifest.frame import FRAME
from whosefaces.manifest.reading import of_frame
from whosefaces.sample.panel import PANEL
from whosefaces.sample.strata import Stratum, allocate, check, expression, with_certainty

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
        sentences = []
        for unit in (PHOTO, ACCOUNT):
            n, whole = self.drawn(unit), self.frame_size(unit)
            if whole == 0:
                sentences.append(
                    f"No {unit} is drawn: {self.summary.loc[self.summary['unit'] == unit, 'note'].iloc[0]}."
                )
            elif n == whole:
                sentences.append(f"All {whole:,} {unit}s of the frame are taken.")
            else:
                sentences.append(f"{n:,} of {whole:,} {unit}s are drawn.")
        return " ".join(sentences)


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
    check(investigation)
    salt, wanted = investigation.salt(), investigation.sample
    FRAME.check_file(frame_path)
    reading = of_frame(frame_path)
    with engines.chosen(investigation) as opened:
        opened.parquet("frame", frame_path)
        rows, summary = drawn_from(
            opened,
            salt,
            wanted.photos.n,
            wanted.accounts.n,
            wanted.photos.strata,
            wanted.accounts.certainty,
            reading.photos if reading else None,
        )
    rows["first_edition"] = _first_editions(rows, case, as_of)
    case.mkdir(parents=True, exist_ok=True)
    path = case / "panel.parquet"
    PANEL.write(rows[PANEL.names], path)
    return Panel(path, summary)


def photos_from(opened: Engine, salt: str, n: int) -> tuple[pd.DataFrame, int]:
    """Draw photos alone, in one stratum, from the view ``frame``, whose rows all name a photo.

    Args:
        opened: holds ``frame`` (FRAME).
        salt: what draws, with its purpose.
        n: photos wanted.

    Returns:
        The drawn photos in order of number, with their owners; and how many there were to draw from.
    """
    photos = sizes_of(opened).photos
    opened.table("draw", {"salt": "VARCHAR"}, [(salt,)])
    opened.view("photo_units", text("photo_rows", stratum="'all'"))
    drawn, _ = _drawn(opened, PHOTO, allocate(n, {"all": photos} if photos else {}), n)
    return _owners(opened, drawn)[0], photos


def drawn_from(
    opened: Engine,
    salt: str,
    n_photos: int,
    n_accounts: int,
    strata: Sequence[str] = (),
    certainty: int = 0,
    photos: int | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Draw both samples from the view ``frame``.

    Args:
        opened: holds ``frame`` (FRAME).
        salt: the secret that draws.
        n_photos: photos wanted, all strata together.
        n_accounts: accounts wanted, those taken with certainty included.
        strata: of photos, from STRATA.
        certainty: so many accounts with most photos are taken whatever their number, as a stratum of their own.
        photos: how many the frame names, where that is known; otherwise they are counted.

    Returns:
        The drawn units (PANEL's columns without ``first_edition``), photos first, each unit in order of stratum and
        number; and the summary (as in :class:`Panel`).
    """
    held = sizes_of(opened, photos)
    photos, once = held.photos, 0 < held.photos == held.used_rows
    opened.table("draw", {"salt": "VARCHAR"}, [(salt,)])
    grouped = bool(strata) and not once
    units = "photo_units" if grouped else "photo_rows"
    opened.view("photo_units", text(units, stratum=expression(strata, grouped=grouped)))
    opened.view("owned", text("owned_once" if once else "owned_grouped"))
    largest = opened.rows(text("largest_accounts", most=str(certainty))) if certainty else []
    opened.table("certain", {"id": "VARCHAR"}, [(account,) for account, _ in largest])
    opened.view("account_units", text("account_units"))
    sizes = dict(_sizes(opened, PHOTO)) if strata else {"all": photos} if photos else {}
    drawn, of_photos = _drawn(opened, PHOTO, allocate(n_photos, sizes), n_photos)
    accounts, of_accounts = _drawn(
        opened, ACCOUNT, with_certainty(n_accounts, dict(_sizes(opened, ACCOUNT))), n_accounts
    )
    owned, conflicts = _owners(opened, drawn)
    without_owner: int = opened.rows(text("without_owner_once" if once else "without_owner"))[0][0]
    summary = pd.concat([of_photos, of_accounts], ignore_index=True)
    is_photo = summary["unit"] == PHOTO
    summary["owner_conflicts"] = conflicts * is_photo
    summary["without_owner"] = without_owner * is_photo
    summary["note"] = [
        _note(unit, size, n, without_owner)
        for unit, size, n in zip(summary["unit"], summary["frame_size"], summary["n"], strict=True)
    ]
    return pd.concat([owned, accounts], ignore_index=True), summary


def _sizes(opened: Engine, unit: str) -> list[tuple[str, int]]:
    rows = opened.rows(f"SELECT stratum, count(*) FROM {unit}_units GROUP BY stratum ORDER BY stratum")
    return [(stratum, size) for stratum, size in rows]


def _drawn(opened: Engine, unit: str, strata: list[Stratum], n: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The drawn units of one kind (PANEL's columns), and the summary's rows."""
    units = _smallest(opened, unit, strata)
    weights = {s.name: s.frame_size / s.n if s.n else 0.0 for s in strata}
    rows = units.assign(unit=unit, design_weight=units["stratum"].map(weights).astype(float))
    summary = pd.DataFrame(
        [(unit, s.name, s.frame_size, s.n, n) for s in strata] or [(unit, "all", 0, 0, n)],
        columns=["unit", "stratum", "frame_size", "n", "asked"],
    )
    if unit == PHOTO:
        return rows.rename(columns={"id": "photo_id"}).assign(account_key=None, nsid=None, alias=None), summary
    return rows.rename(columns={"id": "account_key"}).assign(photo_id=None), summary


def _smallest(opened: Engine, unit: str, strata: list[Stratum]) -> pd.DataFrame:
    """The units with the smallest random numbers, n_h of each stratum, in order of stratum and number.

    Only units under a number are fetched, one that almost surely takes n_h in; where it did not, a larger one is.
    """
    opened.view("units", f"SELECT * FROM {unit}_units")
    query = text("smallest")
    missing, spare = strata, 6.0
    parts: list[pd.DataFrame] = []
    while missing:
        below = [(s.name, _below(s, spare)) for s in missing]
        opened.table("wanted", {"stratum": "VARCHAR", "below": "VARCHAR"}, below)
        units = opened.frame(query)
        short = []
        for stratum in missing:
            smallest = units[units["stratum"] == stratum.name].head(stratum.n)
            (parts.append(smallest) if len(smallest) == stratum.n else short.append(stratum))
        if short == missing and all(_below(s, spare) == _ABOVE_ALL for s in short):
            raise SampleError(f"{unit}s: the frame holds fewer units than were counted in it; draw again")
        missing, spare = short, spare * 8
    if not parts:
        opened.table("wanted", {"stratum": "VARCHAR", "below": "VARCHAR"}, [])
        return opened.frame(query)
    return pd.concat(parts, ignore_index=True).sort_values(["stratum", "prn", "id"], ignore_index=True)


_ABOVE_ALL = "g"
"""Greater than every hexadecimal digit."""


def _below(stratum: Stratum, spare: float) -> str:
    """A number under which n_h of N_h units lie, by ``spare`` standard deviations, as the beginning of a SHA-256."""
    share = (stratum.n + spare * math.sqrt(stratum.n + 1)) / stratum.frame_size
    return _ABOVE_ALL if share >= 1 else f"{int(share * 2**64):016x}"


def _owners(opened: Engine, photos: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Drawn photos with their owners, and how many have rows that name different ones.

    A photo has one owner on Flickr, but several rows of a manifest may name several. The one named by most rows is
    taken; of those named equally often an NSID before an alias, then the smaller text.
    """
    opened.table("drawn_photos", {"photo_id": "VARCHAR"}, [(photo_id,) for photo_id in photos["photo_id"]])
    named = opened.frame(text("owners"))
    settled = named.drop_duplicates("photo_id").set_index("photo_id")
    different = named.groupby("photo_id")[["nsid", "alias"]].nunique().gt(1)
    conflicts = int(different.any(axis=1).sum())
    owners = settled.reindex(photos["photo_id"])[["account_key", "nsid", "alias"]].reset_index(drop=True)
    rest = photos.drop(columns=["account_key", "nsid", "alias"]).reset_index(drop=True)
    return pd.concat([rest, owners], axis=1), conflicts


def _note(unit: str, frame_size: int, n: int, without_owner: int) -> str:
    if unit == ACCOUNT and frame_size == 0:
        return "no account frame: no owner is named"
    if unit == ACCOUNT and without_owner:
        return f"named accounts; {without_owner:,} photos name no owner"
    if frame_size == 0:
        return "the list names accounts and no photos"
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
