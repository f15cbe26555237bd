"""From the photos that show people to the faces in them, and to the people: bounds, by logic and not by sampling.

Linking faces would be face recognition, which this project does not do, so nobody can count the people pictured. A
person pictured can be told only through an account: their own where it is they who uploaded (S2), the photographer's
where that person can pass it on (S3), or their own where they are tagged. Someone only depicted (S1) cannot be told by
anybody here. So persons that can be told <= tagged + theta x persons on accounts that can be told, theta being the share
that the uploader is or knows: no source gives it, so it is a scenario from 0 to 1.

Three units follow one another here, and each step from one to the next is said:

- from *photos* to *annotated faces*: if between ``a`` and ``b`` of the photos are so, the faces in them are at least those
  of the ``a`` photos with fewest faces, and at most those of the ``b`` photos with most. The whole frame is known;
- from *faces* to *people*: no more people than faces, and at least as many as one photo shows, for nobody is in one photo
  twice. A photo listed in several rows shows at least what one row says, and at most what all of them say.

Everything here is worked out from the findings about the photos, and from the frame.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from whosefaces.manifest.census import Census
from whosefaces.measure import small_counts
from whosefaces.measure.finding import Finding, What, count, not_estimable, told
from whosefaces.measure.measured import Measured
from whosefaces.measure.questions.funnel import Step, adds_up
from whosefaces.measure.questions.people import pictured
from whosefaces.measure.reasons import because

FACES = "faces annotated in the photos of the manifest"
PEOPLE = "people pictured in the photos of the manifest"
CHAIN = "people pictured"
TOLD, TAGGED, EITHER = "pictured-told", "pictured-tagged", "pictured-told-or-tagged"

_BOUNDS = (
    "logical bounds from the 95 % range of the photos: at least the faces of so many photos with fewest faces, at most "
    "those of so many with most"
)
_ROUNDING = 1e-6
"""Shares times sizes are whole numbers but for the last digits of a double."""


@dataclass(frozen=True)
class Faces:
    """The faces of the frame's photos, fewest first, added up."""

    photos: int
    faces: int
    _least: np.ndarray[Any, np.dtype[np.int64]]
    _sums: np.ndarray[Any, np.dtype[np.int64]]

    @classmethod
    def of(cls, frame: Census) -> Faces | None:
        """None where the manifest annotates no faces."""
        if frame.depictions is None:
            return None
        held = frame.photos_by_faces
        numbers = held["photos"].to_numpy(np.int64)
        least = np.sort(np.repeat(held["faces_of_a_row"].to_numpy(np.int64), numbers))
        faces = np.sort(np.repeat(held["faces"].to_numpy(np.int64), numbers))
        return cls(len(faces), int(faces.sum()), least, np.concatenate([[0], np.cumsum(faces)]))

    def at_least_in(self, photos: int) -> int:
        """The faces in any so many photos are at least these."""
        return int(self._sums[photos])

    def at_most_in(self, photos: int) -> int:
        """The faces in any so many photos are at most these."""
        return self.faces - int(self._sums[self.photos - photos])

    def people_at_least_in(self, photos: int, least: int) -> int:
        """The people in any so many photos are at least these: faces of a photo, as ``least`` photos of the frame have."""
        place = min(photos, self.photos - least + 1)
        return int(self._least[place - 1]) if place > 0 else 0


def findings(table: pd.DataFrame, measured: Measured) -> list[Finding]:
    """The people pictured and the faces annotated: how many, through whom they could be told, and how many tags.

    Args:
        table: FINDINGS, with the photos of :mod:`people`.
        measured: the frame, the panel and the scenarios.
    """
    faces = Faces.of(measured.frame)
    what = What("pictured-people", "People pictured", "number of people pictured")
    tags = _tags(measured)
    if faces is None:
        return [not_estimable(what, measured.as_of, "depicted person", PEOPLE, because("no-faces")), *tags]
    held = measured.frame.photos_by_faces
    most = small_counts.most_of(held["faces_of_a_row"], held["photos"], measured.minimum.least) or 0
    bounded = What(
        what.id,
        what.label,
        what.predicate,
        caution="at least as many as the fullest photos mark, at most one for each annotated face",
    )
    number = count(bounded, measured.as_of, 0, "depicted person", PEOPLE, (most, faces.faces))
    through, either = _between(table, TOLD), _between(table, EITHER)
    return [
        number,
        *_through_an_account(through, either, faces, measured),
        *tags,
        *_scenarios(table, faces, measured),
    ]


def steps(table: pd.DataFrame, measured: Measured) -> list[Step]:
    """The funnel from an annotated face to a person told: what is kept is sure, what is set aside too, the rest unknown.

    Empty where no faces are annotated, or nothing is known of the photos.
    """
    faces, either = Faces.of(measured.frame), _between(table, EITHER)
    if faces is None or either is None:
        return []
    low, high = either
    left, lost = faces.at_least_in(low), faces.faces - faces.at_most_in(high)
    people = faces.people_at_least_in(low, measured.minimum.least)
    chain = [
        Step(CHAIN, "depiction", "stands in the manifest, repeats included", "nothing", *_all(faces.faces)),
        Step(
            CHAIN,
            "depiction",
            "is on a photo with an account that could pass it on (S2, S3), or with a tag; 95% sure of so many",
            "neither account nor tag is left: depicted only (S1)",
            faces.faces,
            left,
            lost,
            faces.faces - left - lost,
        ),
        Step(
            CHAIN,
            "depicted person",
            "is somebody who was not counted yet",
            "one person may be pictured many times, and nobody compares faces",
            left,
            people,
            0,
            left - people,
        ),
        Step(
            CHAIN,
            "depicted person",
            "is the uploader (S2), is known to the uploader (S3), or is tagged",
            "no source says whom an uploader shows or knows",
            people,
            0,
            0,
            people,
        ),
    ]
    adds_up(chain)
    return chain


def _all(units: int) -> tuple[int, int, int, int]:
    return units, units, 0, 0


def _through_an_account(
    through: tuple[int, int] | None, either: tuple[int, int] | None, faces: Faces, measured: Measured
) -> list[Finding]:
    """The faces whose photo has an account that could be told (S2, S3), and those with neither account nor tag (S1)."""
    by_account = What(
        "pictured-faces-told",
        "Faces annotated, on a photo whose account could be contacted and may pass it on (S2, S3)",
        "are on a photo whose account could be contacted",
        notifier="platform",
        caution="counts faces, not people; whether the account is them or knows them, no source says",
    )
    alone = What(
        "pictured-faces-alone",
        "Faces annotated, on a photo with neither account nor tag left: depicted only (S1)",
        "are on a photo with neither account nor tag left",
        caution="counts faces, not people; nobody pictured here can be told through Flickr",
    )
    ends_told = None if through is None else (faces.at_least_in(through[0]), faces.at_most_in(through[1]))
    ends_alone = None
    if either is not None:
        ends_alone = (faces.faces - faces.at_most_in(either[1]), faces.faces - faces.at_least_in(either[0]))
    return [_bounded(by_account, ends_told, faces, measured), _bounded(alone, ends_alone, faces, measured)]


def _bounded(what: What, ends: tuple[int, int] | None, faces: Faces, measured: Measured) -> Finding:
    if ends is None or faces.faces == 0:
        return not_estimable(
            what, measured.as_of, "depiction", FACES, because("no-photos" if faces.faces else "no-faces")
        )
    row = count(what, measured.as_of, 0, "depiction", FACES, ends).row
    shares = {"bound_low": ends[0] / faces.faces, "bound_high": ends[1] / faces.faces}
    columns = {"population_size": faces.faces, "notifier": what.notifier, "method": _BOUNDS}
    return Finding(row | shares | columns | {"estimand": f"share of depictions that {what.predicate}"})


def _scenarios(table: pd.DataFrame, faces: Faces, measured: Measured) -> list[Finding]:
    """The people pictured who could be told, for each share theta that the uploader is or knows."""
    through, tagged, either = (_between(table, name) for name in (TOLD, TAGGED, EITHER))
    scenarios = []
    for theta in measured.investigation.scenarios.subjects_known_to_owner:
        what = What(
            f"pictured-told-theta-{theta:g}",
            f"People pictured who could hear of it, if the uploader is or knows {100 * theta:g} in 100 of them",
            f"number of people pictured who could hear of it, if the uploader is or knows {100 * theta:g} in 100 of them",
            notifier="platform",
            caution="a scenario: no source gives the share; a photo whose tags are not known may be tagged",
        )
        if through is None or tagged is None or either is None:
            scenarios.append(not_estimable(what, measured.as_of, "depicted person", PEOPLE, because("no-photos")))
            continue
        by_tag = faces.at_most_in(tagged[1])
        most = min(math.floor(by_tag + theta * faces.at_most_in(through[1])), faces.at_most_in(either[1]))
        row = count(what, measured.as_of, 0, "depicted person", PEOPLE, (0, most)).row
        columns = {"kind": "scenario", "notifier": "platform", "method": _THETA}
        scenarios.append(Finding(row | columns))
    return scenarios


_THETA = (
    "at most the faces on photos that are or may be tagged and theta times those on photos whose account could be contacted, "
    "and no more than on photos with either; nobody at the least"
)


def _tags(measured: Measured) -> list[Finding]:
    """How many accounts are tagged on the drawn photos: a count of tags, for one account may be tagged often."""
    inside, _ = pictured(measured)
    tags = measured.coded.photos["tagged"][inside]
    words = (
        "accounts tagged on the drawn photos that show people and whose tags are known; each as often as it is tagged"
    )
    what = What("pictured-tags", "Accounts tagged on the drawn photos", "number of accounts tagged")
    if not tags.notna().any():
        population = "accounts tagged on the drawn photos"
        return [not_estimable(what, measured.as_of, "account", population, because("no-tags"))]
    tagged, least = int(tags.sum()), measured.minimum.least
    few = (0, least - 1) if tagged < least else None  # who is tagged by others is nobody's panel: a minimum holds
    return [count(what, measured.as_of, tagged, "account", words, few)]


def _between(table: pd.DataFrame, name: str) -> tuple[int, int] | None:
    """From how many to how many of the photos that show people are so, by the row as it stands; None: not told."""
    row = _row_of(table, name)
    if row is None or row["status"] != "published":
        return None
    low, high = (row["low"], row["high"]) if told(row["low"]) else (row["bound_low"], row["bound_high"])
    if not told(low):
        low = high = row["estimate"]
    size = int(row["population_size"])
    return max(0, math.floor(low * size + _ROUNDING)), min(size, math.ceil(high * size - _ROUNDING))


def _row_of(table: pd.DataFrame, name: str) -> dict[str, Any] | None:
    places = np.flatnonzero(table["id"].to_numpy() == name)
    return {str(column): table[column].iloc[int(places[0])] for column in table.columns} if len(places) else None
