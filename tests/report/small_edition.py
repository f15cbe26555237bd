"""Small invented editions with a world behind them that is known: accounts vanish and come, photos go, licences change."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd
from whosefaces import investigation as investigations
from whosefaces.edition import notebooks, sums
from whosefaces.investigation import Investigation
from whosefaces.manifest.frame import FRAME
from whosefaces.measure import estimands, measuring
from whosefaces.sample.panel import PANEL
from whosefaces.trace.traces import TRACES

FIRST, SECOND, THIRD = dt.date(2026, 10, 4), dt.date(2026, 11, 1), dt.date(2026, 12, 6)
SALT = "8c1f0e7a52d94b36a1c8e5f07d2b9463"
NOTEBOOKS = ("1_sample", "2_trace", "3_measure", "4_report")

INVESTIGATION = """
id = "00000000000000000000000000000001"
investigation = "invented"
question = "Could they find out, and get out?"
manifest = {path = "manifest.csv"}
procedures = ["username-lookup", "ibm-2019-03-nbc"]
demonstration = true
[trace]
evidence = "evidence"
[use]
commercial = {is = "yes", source = "invented", on = 2019-01-29}
derivatives = {is = "yes", source = "invented", on = 2019-01-29}
attributed = {is = "no", source = "invented", on = 2019-01-29}
shared_alike = {is = "no", source = "invented", on = 2019-01-29}
[publish]
min_cell = 10
contact = "desk@example.org"
"""


@dataclass(frozen=True)
class World:
    """An invented Flickr on one day: each account's state, and each photo of the manifest with its own."""

    accounts: dict[str, str]  # NSID: exists, gone, memorial, unknown
    photos: dict[str, tuple[str, str]]  # photo id: NSID, public / not public / unknown
    drawn_photos: int = 160
    drawn_accounts: int = 120
    inputs: dict[str, str] = field(default_factory=dict)  # what provenance says beside the usual

    def with_accounts(self, **states: str) -> World:
        """The same with other states, by NSID without its "@N99"."""
        return replace(self, accounts=self.accounts | {f"{key[1:]}@N99": state for key, state in states.items()})


def world(accounts: int = 150, gone: float = 0.3, unknown: float = 0.0, seed: int = 5) -> World:
    """One to three photos an account."""
    dice = np.random.default_rng(seed)
    nsids = [f"9{number:07d}@N99" for number in range(1, accounts + 1)]
    states = dice.choice(["exists", "gone", "unknown"], accounts, p=[1 - gone - unknown, gone, unknown])
    photos = {}
    for nsid, held in zip(nsids, dice.integers(1, 4, accounts), strict=True):
        for _ in range(held):
            photos[str(90_000_000_000 + len(photos))] = (nsid, "public" if dice.random() < 0.7 else "not public")
    return World(dict(zip(nsids, map(str, states), strict=True)), photos)


def prn(unit_id: str) -> str:
    """The permanent random number, as the method defines it."""
    return hashlib.sha256(f"{SALT}|{unit_id}".encode()).hexdigest()


def frame_of(of: World) -> pd.DataFrame:
    rows = [
        {
            "row": place,
            "photo_id": photo,
            "nsid": nsid,
            "account_key": nsid,
            "owner_source": "manifest",
            "url": f"https://www.flickr.com/photos/{nsid}/{photo}",
            "licence_listed": ("cc-by-2.0", "cc-by-nc-2.0")[int(photo) % 2],
            "licence_listed_on": dt.date(2014, 6, 1),
            "id_disagrees": False,
        }
        for place, (photo, (nsid, _)) in enumerate(of.photos.items(), start=1)
    ]
    return pd.DataFrame(rows, columns=FRAME.names)


def panel_of(of: World, frame: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    accounts = frame.drop_duplicates("account_key").assign(photo_id=None)
    drawn = []
    for unit, units, key, n in (
        ("photo", frame, "photo_id", of.drawn_photos),
        ("account", accounts, "account_key", of.drawn_accounts),
    ):
        numbered = units.assign(prn=units[key].map(prn), unit=unit).sort_values("prn").head(n)
        drawn.append(numbered.assign(design_weight=len(units) / len(numbered)))
    return pd.concat(drawn).assign(stratum="all", first_edition=as_of)[PANEL.names]


def traces_of(of: World, panel: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    at = dt.datetime.combine(as_of, dt.time(12))
    rows = []
    for photo in panel["photo_id"].dropna():
        nsid, state = of.photos[photo]
        row = {"unit": "photo", "photo_id": photo, "source": "api", "question": "flickr.photos.getInfo", "asked_at": at}
        if state == "public":
            row |= {"owner_nsid": nsid, "licence": ("cc-by-2.0", "cc-by-nc-2.0")[int(photo) % 2]}
        rows.append(row | {"outcome": state, "evidence_id": f"<urn:uuid:{photo}>"})
    for nsid in panel["account_key"].unique():
        state = of.accounts[nsid]
        row = {"unit": "account", "nsid": nsid, "account_key": nsid, "source": "api", "asked_at": at}
        row |= {"question": "flickr.people.getInfo", "last_public_upload": "not asked", "contact_flag": "not asked"}
        rows.append(row | {"outcome": state, "account": state, "evidence_id": f"<urn:uuid:{nsid[:8]}>"})
    return pd.DataFrame(rows, columns=TRACES.names)


def investigation_in(folder: Path) -> Investigation:
    """The investigation that all these editions are of."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "manifest.csv").write_text("url\n")
    (folder / "evidence").mkdir(exist_ok=True)
    (folder / "salt").write_text(SALT)
    (folder / "investigation.toml").write_text(INVESTIGATION)
    return investigations.load(folder / "investigation.toml")


def executed(name: str, as_of: dt.date) -> dict:
    """A notebook that ran to its end."""
    lines = [f"Findings of {name}", f"{notebooks.SENTINEL.format(name=name)} {as_of}."]
    cells = [
        {
            "cell_type": "code",
            "id": f"cell-{place}",
            "metadata": {},
            "source": "this.finished()",
            "execution_count": place,
            "outputs": [{"output_type": "stream", "name": "stdout", "text": text}],
        }
        for place, text in enumerate(lines, start=1)
    ]
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def measure_into(of: World, investigation: Investigation, case: Path, public: Path, as_of: dt.date) -> pd.DataFrame:
    """What the first three notebooks leave behind, and the executed notebooks; returns the frame."""
    frame = frame_of(of)
    panel = panel_of(of, frame, as_of)
    paths = [case / f"{name}.parquet" for name in ("frame", "panel", "traces")]
    for table, rows, path in zip(
        (FRAME, PANEL, TRACES), (frame, panel, traces_of(of, panel, as_of)), paths, strict=True
    ):
        table.write(rows, path)
    measuring.measure(investigation, *paths, case, public, as_of)
    for folder in (case, public):
        (folder / "notebooks").mkdir(exist_ok=True)
    for name in NOTEBOOKS:
        ran = case / "notebooks" / f"{name}.ipynb"
        ran.write_text(json.dumps(executed(name, as_of), indent=1))
        notebooks.normalise(ran, public / "notebooks" / ran.name)
    return frame


def measured(of: World, folder: Path, as_of: dt.date) -> Path:
    """``folder/<as_of>`` with its case and an unsealed ``public/`` of findings, tables, notebooks and papers."""
    edition = folder / as_of.isoformat()
    case, public = edition / "case", edition / "public"
    case.mkdir(parents=True)
    investigation = investigation_in(folder.parent / "investigation")
    frame = measure_into(of, investigation, case, public, as_of)
    inputs = {
        "code": "c" * 64,
        "edition": as_of.isoformat(),
        "evidence": hashlib.sha256(as_of.isoformat().encode()).hexdigest(),
        "investigation": "1" * 64,
        "lock": "d" * 64,
        "manifest": hashlib.sha256(frame.to_csv().encode()).hexdigest(),
        "salt": investigation.salt_sha256(),
    } | of.inputs
    papers = {
        "suite": "Whose Faces 0.1.0",
        "investigation": investigation.investigation,
        "edition": as_of.isoformat(),
        "python": "3.11.7",
        "platform": "linux",
        "lock_sha256": inputs["lock"],
        "salt_sha256": inputs["salt"],
        "estimands_sha256": estimands.sha256(investigation),
        "inputs_sha256": inputs,
    }
    (public / "provenance.json").write_text(json.dumps(papers, indent=1, sort_keys=True) + "\n")
    return edition


def described(of: World, folder: Path, as_of: dt.date) -> Path:
    """An edition without its page: measured, held against the one before, described, sealed."""
    from whosefaces.edition import packaging
    from whosefaces.report.between import history

    edition = measured(of, folder, as_of)
    investigation = investigation_in(folder.parent / "investigation")
    history.since_last(investigation, edition / "case", edition / "public")
    packaging.describe(investigation, as_of, edition / "public")
    sums.write(edition / "public")
    sums.write(edition / "case")
    return edition


def published(of: World, folder: Path, as_of: dt.date) -> Path:
    """A whole edition: measured, with its page, sealed."""
    from whosefaces.edition import packaging
    from whosefaces.report import page
    from whosefaces.report.between import history

    edition = measured(of, folder, as_of)
    investigation = investigation_in(folder.parent / "investigation")
    history.since_last(investigation, edition / "case", edition / "public")
    page.write(investigation, as_of, edition / "case", edition / "public")
    packaging.describe(investigation, as_of, edition / "public")
    sums.write(edition / "public")
    sums.write(edition / "case")
    return edition
