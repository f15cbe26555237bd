"""An invented dataset with a truth that is known: frame, panel and traces as the other packages would hand them over."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from whosefaces import investigation as investigations
from whosefaces.investigation import Investigation
from whosefaces.manifest.frame import FRAME
from whosefaces.sample.panel import PANEL
from whosefaces.trace.traces import TRACES

AS_OF = dt.date(2026, 11, 22)
ASKED_AT = dt.datetime(2026, 11, 20, 12)
SALT = "8c1f0e7a52d94b36a1c8e5f07d2b9463"
LICENCES = ["cc-by-2.0", "cc-by-nc-2.0", "cc-by-nc-sa-2.0", "cc-by-nd-2.0"]


@dataclass(frozen=True)
class Truth:
    """Every account and every photo of the invented world, as they are."""

    accounts: pd.DataFrame  # account_key, nsid, account
    photos: pd.DataFrame  # photo_id, account_key, nsid, licence, photo, licence_now


@dataclass(frozen=True)
class World:
    """The files of one edition, and the truth behind them."""

    truth: Truth
    investigation: Investigation
    frame_path: Path
    panel_path: Path
    traces_path: Path
    case: Path
    public: Path


def population(accounts: int = 300, seed: int = 7, gone: float = 0.2, memorial: float = 0.05) -> Truth:
    """Accounts with a heavy tail of photos; some gone, some memorials; photos gone more often with their account."""
    dice = np.random.default_rng(seed)
    nsids = [f"9{n:07d}@N99" for n in range(1, accounts + 1)]
    state = dice.choice(["exists", "gone", "memorial"], accounts, p=[1 - gone - memorial, gone, memorial])
    held = np.maximum(1, dice.lognormal(1, 1.2, accounts).astype(int))
    people = pd.DataFrame({"account_key": nsids, "nsid": nsids, "account": state})
    rows = people.loc[people.index.repeat(held)].reset_index(drop=True)
    licence = dice.choice(LICENCES, len(rows))
    shown = np.where(rows["account"] == "exists", dice.random(len(rows)) < 0.8, dice.random(len(rows)) < 0.1)
    bumped = pd.Series(licence).str.replace("2.0", "4.0")
    turn = dice.random(len(rows))
    photos = pd.DataFrame(
        {
            "photo_id": [str(90_000_000_000 + n) for n in range(len(rows))],
            "account_key": rows["account_key"],
            "nsid": rows["nsid"],
            "licence": licence,
            "photo": np.where(shown, "public", "not public"),
            "licence_now": np.where(turn < 0.1, "all-rights-reserved", np.where(turn < 0.15, bumped, licence)),
        }
    )
    return Truth(people, photos)


def frame_of(truth: Truth, *, owners: bool = True, rows_set_aside: int = 12, repeats: int = 15) -> pd.DataFrame:
    """The manifest's rows: each photo once, some twice, some that cannot be read."""
    listed = pd.concat([truth.photos, truth.photos.head(repeats)], ignore_index=True)
    frame = pd.DataFrame(
        {
            "row": range(1, len(listed) + 1),
            "photo_id": listed["photo_id"],
            "nsid": listed["nsid"] if owners else None,
            "alias": None,
            "account_key": listed["account_key"] if owners else None,
            "owner_source": "manifest" if owners else None,
            "url": "https://www.flickr.com/photos/" + listed["nsid"] + "/" + listed["photo_id"],
            "licence_listed": listed["licence"],
            "licence_listed_on": COLLECTED,
            "faces": 1,
            "id_disagrees": False,
            "set_aside": None,
        }
    )
    broken = pd.DataFrame(
        {
            "row": range(len(frame) + 1, len(frame) + 1 + rows_set_aside),
            "id_disagrees": False,
            "set_aside": "no Flickr address",
        }
    )
    return pd.concat([frame, broken.reindex(columns=frame.columns)], ignore_index=True)


def prn(unit_id: str, salt: str = SALT) -> str:
    """The permanent random number, as the method defines it."""
    return hashlib.sha256(f"{salt}|{unit_id}".encode()).hexdigest()


def panel_of(frame: pd.DataFrame, photos: int, accounts: int, salt: str = SALT) -> pd.DataFrame:
    """The n smallest permanent random numbers of either unit."""
    used = frame[frame["set_aside"].isna()].drop_duplicates("photo_id")
    owners = used[used["account_key"].notna()].drop_duplicates("account_key")
    drawn = [
        _smallest(used, "photo_id", photos, salt).assign(unit="photo"),
        _smallest(owners, "account_key", accounts, salt).assign(unit="account", photo_id=None),
    ]
    panel = pd.concat(drawn, ignore_index=True)
    panel["stratum"] = "all"
    panel["first_edition"] = AS_OF
    return panel[PANEL.names]


def _smallest(units: pd.DataFrame, key: str, n: int, salt: str) -> pd.DataFrame:
    numbered = units.assign(prn=[prn(unit_id, salt) for unit_id in units[key]])
    drawn = numbered.sort_values("prn").head(n)
    return drawn.assign(design_weight=len(units) / max(len(drawn), 1))


def traces_of(panel: pd.DataFrame, truth: Truth, *, asked: float = 1.0, seed: int = 3) -> pd.DataFrame:
    """What Flickr would answer about the panel; a share ``asked`` of the questions was asked."""
    dice = np.random.default_rng(seed)
    photos = truth.photos.set_index("photo_id")
    accounts = truth.accounts.set_index("account_key")["account"]
    rows = []
    drawn = panel[panel["unit"] == "photo"]
    owners = pd.concat([panel["account_key"], drawn["photo_id"].map(photos["account_key"])]).dropna().unique()
    for photo_id in drawn["photo_id"]:
        row = {"unit": "photo", "photo_id": photo_id, "source": "api", "question": "flickr.photos.getInfo"}
        if dice.random() >= asked:
            rows.append(row | {"outcome": "not asked"})
            continue
        row |= {"asked_at": ASKED_AT, "evidence_id": f"<urn:uuid:{photo_id}>"}
        true = photos.loc[photo_id]
        if true["photo"] == "public":
            rows.append(row | {"outcome": "public", "owner_nsid": true["nsid"], "licence": true["licence_now"]})
        else:
            rows.append(row | {"outcome": "not public", "error_code": 1})
    for nsid in owners:
        row = {"unit": "account", "nsid": nsid, "account_key": nsid, "source": "api"}
        row |= {"question": "flickr.people.getInfo", "last_public_upload": "not asked", "contact_flag": "not asked"}
        if dice.random() >= asked:
            rows.append(row | {"outcome": "not asked", "account": "not asked"})
            continue
        state = accounts[nsid]
        row |= {"asked_at": ASKED_AT, "evidence_id": f"<urn:uuid:{nsid[:9]}>", "outcome": state, "account": state}
        rows.append(row | ({"error_code": 5} if state == "gone" else {"is_pro": False}))
    return pd.DataFrame(rows, columns=TRACES.names)


COLLECTED = dt.date(2014, 6, 1)
"""The day of the licences listed."""


def histories_of(panel: pd.DataFrame, truth: Truth, *, seed: int = 11) -> pd.DataFrame:
    """Dated histories of the public photos, and archived copies of some others; a few tell another licence than the list."""
    dice = np.random.default_rng(seed)
    photos = truth.photos.set_index("photo_id")
    rows = []
    for photo_id in panel.loc[panel["unit"] == "photo", "photo_id"]:
        true, turn = photos.loc[photo_id], dice.random()
        then = dice.choice(LICENCES) if turn < 0.15 else true["licence"]
        row = {"unit": "photo", "photo_id": photo_id, "asked_at": ASKED_AT, "outcome": "unknown", "licence_then": then}
        row["evidence_id"] = f"<urn:uuid:then-{photo_id}>"
        if true["photo"] == "public" and turn < 0.9:
            kind = {True: "unchanged", False: "changed"}[then == true["licence_now"]]
            kind = "version bump" if str(true["licence_now"]).endswith("4.0") else kind
            row |= {"source": "api", "question": "flickr.photos.licenses.getLicenseHistory", "outcome": "public"}
            rows.append(row | {"licence_then_on": COLLECTED, "licence_history": kind})
        elif turn < 0.6:
            far = dt.timedelta(days=int(dice.integers(0, 60)))
            row |= {"source": "wayback", "question": "archived page"}
            rows.append(row | {"licence_then_on": COLLECTED + far})
    return pd.DataFrame(rows, columns=TRACES.names)


INVESTIGATION = """
id = "00000000000000000000000000000001"
investigation = "invented"
question = "Could they find out, and get out?"
manifest = {{path = "manifest.csv"}}
procedures = {procedures}
demonstration = true
[trace]
evidence = "evidence"
[use]
commercial = {{is = "yes", source = "invented", on = 2019-01-29}}
derivatives = {{is = "yes", source = "invented", on = 2019-01-29}}
attributed = {{is = "no", source = "invented", on = 2019-01-29}}
shared_alike = {{is = "no", source = "invented", on = 2019-01-29}}
[publish]
min_cell = 10
contact = "desk@example.org"
"""


def investigation_in(folder: Path, procedures: list[str] | None = None) -> Investigation:
    """An investigation file with its salt, loaded."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "manifest.csv").write_text("url\n")
    (folder / "evidence").mkdir(exist_ok=True)
    (folder / "salt").write_text(SALT)
    named = procedures or ["ibm-2019-03-nbc", "ibm-2019-email", "public-list", "username-lookup"]
    (folder / "investigation.toml").write_text(INVESTIGATION.format(procedures=named))
    return investigations.load(folder / "investigation.toml")


def world(
    folder: Path,
    truth: Truth | None = None,
    *,
    photos: int = 200,
    accounts: int = 120,
    owners: bool = True,
    asked: float = 1.0,
    procedures: list[str] | None = None,
    histories: bool = False,
) -> World:
    """Everything that measuring reads, written under ``folder``."""
    truth = truth or population()
    investigation = investigation_in(folder / "investigation", procedures)
    case, public = folder / "case", folder / "public"
    case.mkdir()
    frame = frame_of(truth, owners=owners)
    panel = panel_of(frame, photos, accounts)
    traces = traces_of(panel, truth, asked=asked)
    if histories:
        traces = pd.concat([traces, histories_of(panel, truth)], ignore_index=True)
    FRAME.write(frame.reindex(columns=FRAME.names), case / "frame.parquet")
    PANEL.write(panel.reindex(columns=PANEL.names), case / "panel.parquet")
    TRACES.write(traces, case / "traces.parquet")
    paths = [case / f"{name}.parquet" for name in ("frame", "panel", "traces")]
    return World(truth, investigation, paths[0], paths[1], paths[2], case, public)
