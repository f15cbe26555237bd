"""The photos through which people pictured could be told: those whose account exists, and those with an account's tag.

The unit here is the photo that shows people. What follows for the faces in them and for the people themselves is logic,
and stands in :mod:`whosefaces.measure.questions.depicted`.
"""

from __future__ import annotations

import pandas as pd

from whosefaces.measure import three_valued
from whosefaces.measure.finding import Finding, What, share
from whosefaces.measure.measured import Measured
from whosefaces.measure.reach import exists
from whosefaces.measure.share import Population


def pictured(measured: Measured) -> tuple[pd.Series, Population]:
    """Which drawn photos show people, and how many of the manifest's do; all of them where it annotates no faces."""
    photos = measured.coded.photos
    frame = measured.frame
    if frame.photos_with_faces is None:
        words = "photos of the manifest (it does not say which of them show people)"
        return pd.Series(True, index=photos.index), Population("photo", words, frame.photos, frame.rows_lost)
    words = "photos of the manifest in which it annotates a face"
    return photos["faces"].fillna(0) > 0, Population("photo", words, frame.photos_with_faces, frame.rows_lost)


def findings(measured: Measured) -> list[Finding]:
    """The photos that show people, with an account that could be contacted, with a tag, with either."""
    photos = measured.coded.photos
    domain, population = pictured(measured)
    tags = photos["tagged"]
    tagged = (tags > 0).map({True: "yes", False: "no"}).where(tags.notna(), "unknown").astype(object)
    alive = exists(photos["account"])
    unasked = photos["account"] == "not asked"
    parts = [
        (
            What(
                "pictured-told",
                "Photos showing people, with an account that could be contacted",
                "have an account that could be contacted",
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
                "Photos showing people, with a tag or an account that could be contacted",
                "carry a tag, or have an account that could be contacted",
                notifier="platform",
            ),
            three_valued.any_of([alive, tagged]),
            unasked | photos["tagged"].isna(),
        ),
    ]
    return [
        share(what, measured.as_of, values, population, "photo", silent, domain, measured.photo_design)
        for what, values, silent in parts
    ]
