"""Whose licence says no: listed, then, now, with version bumps apart from changes of mind, against the stated uses.

The licence listed is a count over the whole frame; the licence now is known of the drawn photos only. Flickr moved to
Creative Commons 4.0 on 18 June 2025 and left the photos that were there before as they were: whoever went from cc-by-2.0 to
cc-by-4.0 acted, and kept the terms they chose. And a Creative Commons licence cannot be revoked: "changed since" never means "withdrawn for
earlier takers".
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from whosefaces.flickr.licences import NOT_UNDERSTOOD, ids, is_version_bump, terms
from whosefaces.investigation import Use
from whosefaces.measure import small_counts
from whosefaces.measure.finding import Finding, What, census, counted, share
from whosefaces.measure.measured import Measured
from whosefaces.measure.questions import conflicts
from whosefaces.measure.share import Population

ABOUT_ASKING = ("unknown", "not asked")
"""What became of a licence, where there is no answer to say it."""
NONE_LISTED = "none listed"
NO_ANSWER = "no answer"
ROWS_DISAGREE = "rows disagree"
COMPARED = ("unchanged", "version bump", "changed")


def findings(measured: Measured) -> list[Finding]:
    """Listed (census), what became of it (sample), and the conflicts with the stated uses (both)."""
    findings = [*_listed(measured), *_conflicts_listed(measured), *_attribution(measured)]
    return [*findings, *_since(measured), *_now(measured)]


def tables(measured: Measured) -> dict[str, pd.DataFrame]:
    """``licences``: the drawn photos by licence listed, licence now and change; ``licences_listed``: the frame's.

    The first is a cross-table: licences of few photos are merged, whole, in what was listed and in what is now. Photos
    without an answer are not crossed with anything.
    """
    compared = _compared(measured.coded.photos)
    drawn = compared.groupby(["listed", "now", "change"], sort=True).size().reset_index(name="photos")
    silent = drawn["change"].isin(ABOUT_ASKING)
    crossed = small_counts.merged(drawn[~silent], ["listed", "now"], "photos", measured.investigation.publish.min_cell)
    return {
        "licences": pd.concat([crossed, drawn[silent]], ignore_index=True),
        "licences_listed": measured.frame.licences[["licence", "photos"]],
    }


def change(then: object, now: object, photo: str) -> str:
    """What became of one photo's licence.

    "not comparable": no licence was listed, rows disagree, or one of the two was not understood.
    """
    if photo != "public":
        return photo
    if not isinstance(now, str):
        return "unknown"
    if not isinstance(then, str) or NOT_UNDERSTOOD in (then, now) or then == ROWS_DISAGREE:
        return "not comparable"
    if then == now:
        return "unchanged"
    return "version bump" if is_version_bump(then, now) else "changed"


def changes(photos: pd.DataFrame) -> pd.Series:
    """:func:`change` for each drawn photo (photo, licence, licence_listed)."""
    return changes_since(photos["licence_listed"], photos)


def changes_since(earlier: pd.Series, photos: pd.DataFrame) -> pd.Series:
    """:func:`change` for each drawn photo (photo, licence), from an earlier licence to the one now."""
    columns = [column.astype(object).tolist() for column in (earlier, photos["licence"], photos["photo"])]
    triples = list(zip(*columns, strict=True))
    became = {each: change(*each) for each in set(triples)}
    return pd.Series([became[each] for each in triples], index=photos.index, dtype=object)


def _compared(photos: pd.DataFrame) -> pd.DataFrame:
    then, now, change = photos["licence_listed"].astype(object), photos["licence"].astype(object), changes(photos)
    return pd.DataFrame(
        {
            # Where we have no answer, what was listed is not told: it would divide those whom we did not ask.
            "listed": then.where(then.notna(), NONE_LISTED).where(~change.isin(ABOUT_ASKING), "any"),
            "now": now.where(now.notna() & (photos["photo"] == "public"), NO_ANSWER),
            "change": change,
        }
    )


def _listed(measured: Measured) -> list[Finding]:
    """One finding for each licence listed. None where the manifest lists none at all."""
    groups = measured.frame.licences
    if set(groups["licence"]) <= {NONE_LISTED}:
        return []
    sizes, nothing = groups["photos"].to_numpy(), np.zeros(len(groups), bool)
    findings = []
    for licence in groups["licence"]:
        what = What(
            f"licence-listed-{_slug(licence)}",
            f"Photos listed as {licence}",
            f"were listed as {licence}",
        )
        yes = (groups["licence"] == licence).to_numpy()
        findings.append(census(what, measured.as_of, measured.photos, sizes, yes, nothing))
    return findings


def _conflicts_listed(measured: Measured) -> list[Finding]:
    """By use: photos whose listed licence excludes it. What is contested, or cannot be told, is unknown."""
    groups = measured.frame.licences
    if set(groups["licence"]) <= {NONE_LISTED}:
        return []
    findings = []
    for use in conflicts.held_and_any(measured.investigation.use):
        verdicts = conflicts_listed(groups["licence"], measured.investigation.use, use)
        what = What(
            f"conflict-listed-{_slug(use)}",
            f"Photos whose listed licence conflicts with {conflicts.WORDS[use]}",
            f"were listed under a licence that conflicts with {conflicts.WORDS[use]}",
            caution="which terms meet which use; no legal conclusion",
        )
        findings.append(
            census(
                what,
                measured.as_of,
                measured.photos,
                groups["photos"].to_numpy(),
                (verdicts == "yes").to_numpy(),
                (verdicts == "unknown").to_numpy(),
            )
        )
    return findings


def _attribution(measured: Measured) -> list[Finding]:
    """Could the attribution that the licences ask for have been given at all, from what the list carries?

    Creative Commons licences ask for the author's name as far as it was supplied: without an account, by name or NSID,
    there is nobody to credit.
    """
    groups = measured.frame.licences
    wanting = groups[groups["licence"].map(lambda licence: licence in ids() and bool(terms(licence).attribution))]
    size = int(wanting["photos"].sum())
    if not size:
        return []
    words = "photos of the manifest listed under a licence that asks for attribution"
    population = Population("photo", words, size)
    findings = []
    for column, who in (("named", "the manifest itself"), ("owned", "the manifest joined with its parent")):
        what = What(
            f"attribution-{'manifest' if column == 'named' else 'parent'}",
            f"Photos under a licence that asks for attribution, whose account {who} names",
            f"have an account that {who} names, so that it could be credited",
            caution="the account is not always the author; no legal conclusion",
        )
        findings.append(counted(what, measured.as_of, population, int(wanting[column].sum())))
    return findings


def _since(measured: Measured) -> list[Finding]:
    photos = measured.coded.photos
    since = changes(photos)
    silent = photos["photo"] == "not asked"
    findings = []
    for what_became, words in _SINCE.items():
        values = since.map({**dict.fromkeys(COMPARED, "no"), what_became: "yes"}).astype(object).fillna("unknown")
        what = What(f"licence-{_slug(what_became)}", f"Photos whose licence {words}", f"have a licence that {words}")
        findings.append(
            share(what, measured.as_of, values, measured.photos, "photo", silent, design=measured.photo_design)
        )
    return findings


_SINCE = {
    "unchanged": "is the one that was listed",
    "version bump": "is the one that was listed, in a later version",
    "changed": "is another than the one that was listed",
}


def _now(measured: Measured) -> list[Finding]:
    """Photos whose licence of today conflicts with a stated use."""
    if not conflicts.held(measured.investigation.use):
        return []
    photos = measured.coded.photos
    values = conflicts_now(photos, measured.investigation.use, conflicts.ANY)
    what = What(
        "conflict-now-any",
        f"Photos whose licence today conflicts with {conflicts.WORDS[conflicts.ANY]}",
        f"carry a licence today that conflicts with {conflicts.WORDS[conflicts.ANY]}",
        caution="today's licence is not the one of the day of collection; no legal conclusion",
    )
    return [measured.photo_share(what, values, photos["photo"] == "not asked")]


def conflicts_listed(licences: pd.Series, use: Use, against: str) -> pd.Series:
    """Yes, no or unknown for each licence listed: does it conflict with this one of the stated uses?"""
    return licences.map(lambda licence: conflicts.value(licence, use, against)).astype(object)


def conflicts_now(photos: pd.DataFrame, use: Use, against: str) -> pd.Series:
    """Yes, no or unknown for each photo: does the licence that it carries today conflict with this of the stated uses?"""
    shown = photos["licence"].where(photos["photo"] == "public")
    verdicts = {licence: conflicts.value(licence, use, against) for licence in shown.dropna().unique()}
    return shown.map(verdicts).astype(object).fillna("unknown")


def _slug(words: str) -> str:
    return words.replace(" ", "-")
