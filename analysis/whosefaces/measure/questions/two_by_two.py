"""Photo gone, account alive: the two by two, as far as the printed findings leave it open.

Where a cell may not be printed, it is still between a least and a most that follow from what is printed anyway: the
photos that are public or not, the accounts that exist or not, and the range of those gone with a living account. A
reader with a solver finds these ends; so they are given, and nothing is told that was not.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from whosefaces.measure.finding import told
from whosefaces.measure.reach import exists
from whosefaces.measure.share import MeasureError
from whosefaces.measure.suppression import Cells

PHOTO = ("public", "not public", "not known")
ACCOUNT = ("exists", "gone or a memorial", "not known")
EITHER_NOT_KNOWN = "one or the other not known"

Group = npt.NDArray[np.bool_]
"""Some of the nine cells: photo by account, in the order of PHOTO and ACCOUNT."""


def cells(photos: pd.DataFrame) -> Cells:
    """The drawn photos, public or not, account alive or not; where either is not known, one cell about our asking."""
    photo = photos["photo"].map({"public": "public", "not public": "not public"}).fillna("not known")
    account = exists(photos["account"]).map(dict(zip(("yes", "no", "unknown"), ACCOUNT, strict=True)))
    masks = [((photo == p) & (account == a)).to_numpy() for p in PHOTO[:2] for a in ACCOUNT[:2]]
    masks.append(((photo == "not known") | (account == "not known")).to_numpy())
    named = [(p, a) for p in PHOTO[:2] for a in ACCOUNT[:2]] + [(EITHER_NOT_KNOWN, EITHER_NOT_KNOWN)]
    table = pd.DataFrame(named, columns=["photo", "account"]).assign(photos=[int(mask.sum()) for mask in masks])
    return Cells("photo", table, tuple(masks), "photos", (False,) * 4 + (True,))


def table(printed: pd.DataFrame, findings: pd.DataFrame) -> pd.DataFrame:
    """The cells as printed, each with the least and the most photos that everything printed leaves it.

    Args:
        printed: :func:`cells`, with ``photos`` blank where a count may not be printed.
        findings: FINDINGS as they may be printed, with P1, photo-public and photo-gone-account-alive.

    Returns:
        photo, account, photos, least, most.

    Raises:
        MeasureError: the printed numbers contradict one another.
    """
    groups = [_of(p, a) for p in (0, 1) for a in (0, 1)]
    groups.append(~np.any(groups, axis=0))
    known = _known(findings)
    if known is None:
        return printed.assign(**dict.fromkeys(("least", "most"), printed["photos"]))
    known += [(group, int(n), int(n)) for group, n in zip(groups, printed["photos"], strict=True) if told(n)]
    ends = [_ends(group, known) for group in groups]
    shown = [told(n) or least < most for n, (least, most) in zip(printed["photos"], ends, strict=True)]
    return printed.assign(
        **{
            name: pd.array([end[place] if so else None for end, so in zip(ends, shown, strict=True)], dtype="Int64")
            for place, name in enumerate(("least", "most"))
        }
    )


Known = tuple[Group, int, int]
"""A group of cells, and the least and the most photos that are known to be in it."""


def _known(findings: pd.DataFrame) -> list[Known] | None:
    """What the three findings tell of the nine cells; None where not even the size of the panel is printed."""
    rows = {str(row["id"]): row for row in findings.astype(object).to_dict("records")}
    gone_alive = _of(1, 0)
    divided = {
        "P1": (_of(account=0), _of(account=1)),
        "photo-public": (_of(photo=0), _of(photo=1)),
        "photo-gone-account-alive": (gone_alive, _of(photo=0) | _of(account=1)),
    }
    told_of = {name: rows[name] for name in divided if rows[name]["status"] == "published"}
    if not told_of:
        return None
    n = int(next(iter(told_of.values()))["denominator"])
    known: list[Known] = [(np.ones(9, bool), n, n)]
    for name, row in told_of.items():
        yes, no = divided[name]
        known += _said(row, n, yes, ~(yes | no))
    return known


def _said(row: dict[Any, Any], n: int, yes: Group, unknown: Group) -> list[Known]:
    said: list[Known] = []
    if told(row["unknown"]):
        said.append((unknown, int(row["unknown"]), int(row["unknown"])))
    if told(row["numerator"]):
        said.append((yes, int(row["numerator"]), int(row["numerator"])))
    else:  # printed as a range of its yes
        said.append((yes, round(row["bound_low"] * n), n))
        said.append((yes | unknown, 0, round(row["bound_high"] * n)))
    return said


def _ends(group: Group, known: list[Known]) -> tuple[int, int]:
    from scipy.optimize import Bounds, LinearConstraint, milp

    sets, low, high = zip(*known, strict=True)
    constraint = LinearConstraint(np.array(sets, float), np.array(low, float), np.array(high, float))
    found = []
    for sign in (1, -1):
        solved = milp(
            sign * group.astype(float), constraints=constraint, integrality=np.ones(9, int), bounds=Bounds(0, np.inf)
        )
        if not solved.success:
            raise MeasureError(f"photo by account: the printed numbers contradict one another ({solved.message})")
        found.append(round(sign * solved.fun))
    return found[0], found[1]


def _of(photo: int | None = None, account: int | None = None) -> Group:
    nine = np.zeros((3, 3), bool)
    nine[slice(None) if photo is None else photo, slice(None) if account is None else account] = True
    return nine.ravel()
