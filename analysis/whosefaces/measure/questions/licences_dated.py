"""The licence on the day of collection, and since: by Flickr's dated history, else by an archived copy of that day.

Three days stand apart: what the list says (:mod:`licences`), what the photo carried on the day that the list speaks of,
and what it carries now. Precedence is that of docs/tracing.md: the dated history, true for the wanted day itself, then
the archived copy nearest that day, of two as near the earlier. A copy tells of its own day: one more than
:data:`NEAR` days off is shown apart, and counts as not known.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from whosefaces.flickr.licences import NOT_UNDERSTOOD, ids, terms
from whosefaces.investigation import Investigation
from whosefaces.measure.finding import Finding, What, not_estimable
from whosefaces.measure.measured import Measured
from whosefaces.measure.questions import conflicts
from whosefaces.measure.questions.licences import COMPARED, ROWS_DISAGREE, changes_since
from whosefaces.measure.reasons import because

NEAR = 31
"""An archived copy at most so many days from the wanted day counts as showing the licence of that day."""

BY_HISTORY, BY_COPY, BY_FAR_COPY, BY_NOBODY = (
    "Flickr's dated history",
    f"archived copy within {NEAR} days",
    f"archived copy more than {NEAR} days off",
    "nobody",
)
NOT_ANSWERED = "not answered"
HISTORIES = ("unchanged", "version bump", "changed", NOT_UNDERSTOOD, NOT_ANSWERED)
TOLD_BY, AS_LISTED, SINCE, AGREEMENT = QUESTIONS = (
    "who tells the licence of the day of collection",
    "the licence of that day against the one listed",
    "what the dated history says since the upload",
    "the history and an archived copy of about that day",
)
"""What ``licences_then`` answers of each drawn photo, question by question."""
SOURCES = ("agree", "contradict", "one alone", "none")
COLUMNS = ["licence_then", "licence_then_on", "then_by", "licence_history", "then_sources"]


def wanted(investigation: Investigation, listed_on: pd.Series) -> pd.Series:
    """The day on which each photo's licence was collected: the list's own, else the investigation's, else none."""
    days = pd.to_datetime(listed_on)
    stated = investigation.manifest.listed_on
    return days if stated is None else days.fillna(pd.Timestamp(stated))


def then_of(photos: pd.DataFrame, wanted_on: pd.Series) -> pd.DataFrame:
    """What the sources say of the licence on the wanted day.

    Args:
        photos: drawn photos as reach.Coded has them.
        wanted_on: on the index of ``photos``, the wanted day; missing where none is known.

    Returns:
        On that index: licence_then, licence_then_on, then_by, licence_history (or NOT_ANSWERED), then_sources (of history
        and copies near the day: whether they agree).
    """
    wanted = pd.to_datetime(wanted_on)
    by_history = photos["licence_by_history"].where(wanted.notna()).astype(object)
    copied_on = pd.to_datetime(photos["licence_by_copy_on"]).where(wanted.notna())
    by_copy = photos["licence_by_copy"].where(copied_on.notna()).astype(object)
    near = (copied_on - wanted).abs().dt.days <= NEAR
    dated, copied = by_history.notna(), by_copy.notna()
    out = pd.DataFrame(index=photos.index)
    out["licence_then"] = by_history.where(dated, by_copy)
    out["licence_then_on"] = wanted.where(dated, copied_on)
    out["then_by"] = np.select([dated, copied & near, copied], [BY_HISTORY, BY_COPY, BY_FAR_COPY], BY_NOBODY)
    out["licence_history"] = photos["licence_history"].astype(object).fillna(NOT_ANSWERED)
    usable = by_copy.where(near & (by_copy != NOT_UNDERSTOOD))
    both = usable.notna() & dated
    choices = [both & (usable == by_history), both, usable.notna() | dated]
    out["then_sources"] = np.select(choices, list(SOURCES[:3]), SOURCES[3])
    return out[COLUMNS]


def findings(measured: Measured) -> list[Finding]:
    """The licence then against the one listed, since then, and both days against the stated uses."""
    photos = measured.coded.photos
    if wanted(measured.investigation, photos["listed_on"]).isna().all():
        what = What("licence-then-as-listed", *_AS_LISTED)
        return [
            not_estimable(what, measured.as_of, "photo", measured.photos.words, because("no-day")),
            *_on(measured, "now"),
        ]
    return [_as_listed(measured), *_since_then(measured), *_on(measured, "then"), *_on(measured, "now")]


def tables(measured: Measured) -> dict[str, pd.DataFrame]:
    """``licences_then``: four questions about the licence then, each with its answers; none crossed with another."""
    photos = measured.coded.photos
    columns = {
        TOLD_BY: (photos["then_by"], (BY_HISTORY, BY_COPY, BY_FAR_COPY, BY_NOBODY)),
        AS_LISTED: (against_list(photos), AGAINST_LIST),
        SINCE: (photos["licence_history"], HISTORIES),
        AGREEMENT: (photos["then_sources"], SOURCES),
    }
    rows = [
        {"question": question, "answer": answer, "photos": int((values == answer).sum())}
        for question, (values, answers) in columns.items()
        for answer in answers
    ]
    return {"licences_then": pd.DataFrame(rows)}


def usable_then(photos: pd.DataFrame) -> pd.Series:
    """The licence then, where it is that of the wanted day, or of a day near it; else missing."""
    return photos["licence_then"].where(photos["then_by"].isin([BY_HISTORY, BY_COPY])).astype(object)


AGAINST_LIST = ("as listed", "another", "not comparable", "not told")


def against_list(photos: pd.DataFrame) -> pd.Series:
    """The licence then, held against the one listed: as :data:`AGAINST_LIST` has it."""
    then, of_the_list = usable_then(photos), photos["licence_listed"].astype(object)
    unread = (then == NOT_UNDERSTOOD) | of_the_list.isna() | of_the_list.isin([NOT_UNDERSTOOD, ROWS_DISAGREE])
    verdicts = np.select(
        [then.isna(), unread, then == of_the_list], ["not told", "not comparable", "as listed"], "another"
    )
    return pd.Series(verdicts, index=photos.index, dtype=object)


_AS_LISTED = (
    "Photos whose licence on the day of collection was the one listed",
    "carried, on the day of collection, the licence that is listed",
)


def _as_listed(measured: Measured) -> Finding:
    photos = measured.coded.photos
    values = against_list(photos).map({"as listed": "yes", "another": "no"}).astype(object).fillna("unknown")
    what = What("licence-then-as-listed", *_AS_LISTED)
    return measured.photo_share(what, values, _silent(photos))


_SINCE_THEN = {
    "unchanged": "is still the one of the day of collection",
    "version bump": "is the one of the day of collection, in a later version",
    "changed": "is another than on the day of collection",
}


def since_then(photos: pd.DataFrame) -> pd.Series:
    """:func:`licences.change` from the licence then to the one now."""
    return changes_since(usable_then(photos), photos)


def _since_then(measured: Measured) -> list[Finding]:
    photos = measured.coded.photos
    since = since_then(photos)
    findings = []
    for became, words in _SINCE_THEN.items():
        values = since.map({**dict.fromkeys(COMPARED, "no"), became: "yes"}).astype(object).fillna("unknown")
        caution = "a licence that was given is not withdrawn by a change" if became == "changed" else None
        name = f"licence-since-then-{became.replace(' ', '-')}"
        what = What(name, f"Photos whose licence {words}", f"have a licence that {words}", caution=caution)
        findings.append(measured.photo_share(what, values, photos["photo"] == "not asked"))
    return findings


_DAY = {"then": "on the day of collection", "now": "today"}
_CAUTION = {
    "then": "known of photos with a dated history, or an archived copy of that time; no legal conclusion",
    "now": "today's licence is not the one of the day of collection; no legal conclusion",
}
_CARRY = {"then": "carried", "now": "carry"}
_WITHOUT = {
    "none given": ("all-rights-reserved", "no licence", "all rights reserved"),
    "unclear": ("statement-only", "a statement in place of a licence", "such as no known restrictions"),
}


def _on(measured: Measured, day: str) -> list[Finding]:
    """Each stated use against the licences of one day; and, apart, photos without a licence and with a statement only.

    "At least one use" of today's licences is made by :mod:`licences`, where it has its place among the claims.
    """
    photos = measured.coded.photos
    shown = usable_then(photos) if day == "then" else photos["licence"].where(photos["photo"] == "public")
    silent = _silent(photos) if day == "then" else photos["photo"] == "not asked"
    licences = shown.dropna().unique()
    findings = []
    stated = measured.investigation.use
    for use in conflicts.held_and_any(stated) if day == "then" else conflicts.held(stated):
        verdicts = {licence: conflicts.value(licence, stated, use) for licence in licences}
        what = What(
            f"conflict-{day}-{use}",
            f"Photos whose licence {_DAY[day]} conflicts with {conflicts.WORDS[use]}",
            f"carry, {_DAY[day]}, a licence that conflicts with {conflicts.WORDS[use]}",
            caution=_CAUTION[day],
        )
        findings.append(measured.photo_share(what, shown.map(verdicts).astype(object).fillna("unknown"), silent))
    for permission, (name, instead, gloss) in _WITHOUT.items():
        verdicts = {
            licence: "yes" if terms(licence).permission == permission else "no"
            for licence in licences
            if licence in ids()
        }
        words = f"{_CARRY[day]} {instead} {_DAY[day]}: {gloss}"
        what = What(f"licence-{day}-{name}", f"Photos that {words}", words)
        findings.append(measured.photo_share(what, shown.map(verdicts).astype(object).fillna("unknown"), silent))
    return findings


def _silent(photos: pd.DataFrame) -> pd.Series:
    """Nobody was asked about the photo, or of all asked nobody keeps a licence of that time and none is public now."""
    return (photos["photo"] == "not asked") & (photos["then_by"] == BY_NOBODY)
