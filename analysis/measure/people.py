"""The people pictured: how many there can be, and how many could be told through an account. Logic, not sampling.

Linking faces would be face recognition, which this project does not do, so nobody can count them. A person pictured
can be told only through an account: their own where it is they who uploaded (S2), the photographer's where that person
can pass it on (S3), or their own where they are tagged. Someone only depicted (S1) cannot be told by anybody here. So
persons that can be told <= tagged + theta x persons on accounts that can be told, theta being the share that the
uploader is or knows: no source gives it, so it is a scenario from 0 to 1.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from analysis.measure import three_valued
from analysis.measure.finding import Finding, What, count, not_estimable, share, told
from analysis.measure.measured import Measured
from analysis.measure.reach import exists
from analysis.measure.share import Population

PEOPLE = "people pictured in the photos of the manifest"
NO_FACES = "the manifest annotates no faces"


def findings(measured: Measured) -> list[Finding]:
    """Bounds on how many people there are, and on the photos through which any of them could be told."""
    return [_how_many(measured), *_through_an_account(measured)]


def scenarios(table: pd.DataFrame, measured: Measured) -> list[Finding]:
    """The people pictured who could be told, for each share theta that the uploader is or knows.

    Computed from the printed (or the case's) ends of ``pictured-told``, so that nothing new is disclosed.
    """
    base = _row_of(table, "pictured-told")
    if base is None or base["status"] != "published":
        return []
    made = []
    highest = base["high"] if told(base["high"]) else base["bound_high"]
    if not told(highest):
        highest = base["estimate"]
    for theta in measured.investigation.scenarios.subjects_known_to_owner:
        what = What(
            f"pictured-told-theta-{theta:g}",
            f"Photos showing people who could be told, if the uploader is or knows {100 * theta:g} in 100 of them",
            f"show people who could be told, if the uploader is or knows {100 * theta:g} in 100 of them",
            notifier="platform",
            caution="a scenario: no source gives the share; whoever is tagged comes on top",
        )
        row = dict(base) | {
            "id": what.id,
            "label": what.label,
            "estimand": f"share of photos that {what.predicate}",
            "caution": what.caution,
            **dict.fromkeys(("numerator", "denominator", "unknown", "not_asked", "estimate", "low", "high")),
            "bound_low": 0.0,
            "bound_high": theta * highest,
            "total": None,
            "total_low": 0,
            "total_high": round(theta * highest * base["population_size"]),
            "kind": "scenario",
            "method": "theta times the upper end for photos with people whose account exists; nobody at the least",
            "primary": False,
        }
        made.append(Finding(row))
    return made


def pictured(measured: Measured) -> tuple[pd.Series, Population]:
    """Which drawn photos show people, and how many of the manifest's do; all of them where it annotates no faces."""
    photos = measured.coded.photos
    frame = measured.frame
    if frame.photos_with_faces is None:
        words = "photos of the manifest (it does not say which of them show people)"
        return pd.Series(True, index=photos.index), Population("photo", words, frame.photos)
    words = "photos of the manifest in which it annotates a face"
    return photos["faces"].fillna(0) > 0, Population("photo", words, frame.photos_with_faces)


def _how_many(measured: Measured) -> Finding:
    frame = measured.frame
    what = What("pictured-people", "People pictured", "number of people pictured")
    if frame.depictions is None or frame.most_faces is None:
        return not_estimable(what, measured.as_of, "depicted person", PEOPLE, NO_FACES)
    caution = "at least the most faces in one photo, at most one for each annotated face"
    bounded = What(what.id, what.label, what.predicate, caution=caution)
    return count(bounded, measured.as_of, 0, "depicted person", PEOPLE, (frame.most_faces, frame.depictions))


def _through_an_account(measured: Measured) -> list[Finding]:
    photos = measured.coded.photos
    domain, population = pictured(measured)
    tags = photos["tagged"]
    tagged = (tags > 0).map({True: "yes", False: "no"}).where(tags.notna(), "unknown").astype(object)
    alive = exists(photos["account"])
    unasked = photos["account"] == "not asked"
    said = [
        (
            What(
                "pictured-told",
                "Photos showing people, with an account through which one could be told",
                "have an account through which a person pictured could be told",
                notifier="platform",
                caution="counts photos, not people; the uploader may not know whom they show",
            ),
            alive,
            unasked,
        ),
        (
            What(
                "pictured-tagged",
                "Photos showing people, on which an account is tagged",
                "carry the tag of an account",
                caution="a tag is put there by somebody and does not say who is really pictured",
            ),
            tagged,
            photos["tagged"].isna(),
        ),
        (
            What(
                "pictured-told-or-tagged",
                "Photos showing people, with a tag or an account through which one could be told",
                "carry a tag, or have an account through which a person pictured could be told",
                notifier="platform",
            ),
            three_valued.any_of([alive, tagged]),
            unasked | photos["tagged"].isna(),
        ),
    ]
    return [
        replace(
            share(what, measured.as_of, values, population, "photo", silent, domain, measured.photo_design),
            contains="pictured-told" if what.id == "pictured-told-or-tagged" else None,
        )
        for what, values, silent in said
    ]


def _row_of(table: pd.DataFrame, name: str) -> dict[str, Any] | None:
    rows = table[table["id"] == name].to_dict("records")
    return {str(key): value for key, value in rows[0].items()} if rows else None
