"""The headlines under other reasonable definitions: how much of each number is a choice of ours.

Six choices stand behind a headline, and each is made otherwise here, one at a time: who counts as reachable (the tier),
what is counted (the unit), what becomes of the unknown, which day it is, what the person must know, and which procedure
they follow.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from whosefaces.measure.finding import Finding, What, closed, not_estimable, share
from whosefaces.measure.findings import KINDS, NUMBERS, STATUSES, UNITS, as_in_findings
from whosefaces.measure.measured import ACCOUNTS_UNNAMED, Measured
from whosefaces.measure.questions import contact as told
from whosefaces.measure.questions import optout
from whosefaces.measure.questions import ways_out as way_out
from whosefaces.measure.reach import exists
from whosefaces.measure.reasons import because
from whosefaces.measure.share import MeasureError, Population
from whosefaces.measure.three_valued import all_of
from whosefaces.table import Column, Table

TIER, UNIT, UNKNOWN, DAY = "who counts", "what is counted", "the unknown", "the day"
KNOWING, PROCEDURE = "what they must know", "the procedure"
AS_PUBLISHED = "as published"
OTHER_DEFINITIONS = Table(
    "other_definitions",
    "one headline, as published or with one choice made otherwise; notebook 5_other_definitions shows it",
    (
        Column("headline", "VARCHAR", "P1, P2 or P3"),
        Column("choice", "VARCHAR", "which choice is made otherwise; 'as published' where none is"),
        Column("definition", "VARCHAR", "how it is counted, in words"),
        Column("name", "VARCHAR", "a stable name, as P1-active"),
        Column("unit", "VARCHAR", "what is counted", allowed=UNITS),
        Column("status", "VARCHAR", "whether there is a number", allowed=STATUSES),
        *as_in_findings("reason_code"),
        Column("reason", "VARCHAR", "why there is no number", missing_means="there is one"),
        *NUMBERS,
        *as_in_findings("population_size"),
        Column("kind", "VARCHAR", "where the number comes from", allowed=KINDS),
        Column("method", "VARCHAR", "the estimator and its interval, in words"),
        Column("label", "VARCHAR", "the finding in words"),
    ),
)

COLUMNS = tuple(OTHER_DEFINITIONS.names)


@dataclass(frozen=True)
class Definition:
    """One headline, one choice made otherwise. ``words`` say how, after "counted so: "."""

    headline: str
    choice: str
    words: str
    finding: Finding


def definitions(measured: Measured) -> list[Definition]:
    """Every headline under every definition but its own, in order."""
    return [*_photos(measured), *_accounts(measured), *_way_out(measured)]


def table(definitions: list[Definition], printed: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """The headlines as published, each followed by its definitions, as they may be printed.

    Args:
        definitions: the definitions.
        printed: the headlines, rows of FINDINGS as they are published.
        rows: the definitions' rows of FINDINGS as they may be printed, in the same order.
    """
    published = printed.set_index("id", drop=False)
    shown: list[dict[str, Any]] = []
    for headline in dict.fromkeys(one.headline for one in definitions):
        base = {str(k): v for k, v in published.loc[headline].items()}
        shown.append(
            base | {"name": headline, "headline": headline, "choice": AS_PUBLISHED, "definition": AS_PUBLISHED}
        )
        for one, (_, row) in zip(definitions, rows.iterrows(), strict=True):
            if one.headline == headline:
                of_row = {str(k): v for k, v in row.items()}
                shown.append(
                    of_row | {"name": row["id"], "headline": headline, "choice": one.choice, "definition": one.words}
                )
    return pd.DataFrame(shown, columns=list(COLUMNS))


@dataclass(frozen=True)
class Compared:
    """``table``: COLUMNS. ``moves``: how far each definition moves its headline, in points, the furthest first."""

    table: pd.DataFrame
    moves: pd.DataFrame

    def of(self, headline: str) -> pd.DataFrame:
        """One headline's rows."""
        return self.table[self.table["headline"] == headline].reset_index(drop=True)

    @property
    def headlines(self) -> list[str]:
        """Those that are printed, in order."""
        return list(dict.fromkeys(self.table["headline"]))

    def sentences(self) -> list[str]:
        """Which definition moves each headline most, in plain words."""
        return [_sentence(headline, self.moves[self.moves["headline"] == headline]) for headline in self.headlines]


def read(*folders: Path) -> Compared:
    """The table that notebook 3 wrote, and what it says of the headlines.

    Args:
        folders: the edition's draft and, for one that is published already, its public folder: the first that has it.

    Raises:
        MeasureError: notebook 3 has not run, or wrote another table.
    """
    paths = [folder / "tables" / "other_definitions.csv" for folder in folders]
    path = next((path for path in paths if path.exists()), None)
    if path is None:
        raise MeasureError(f"{paths[0].name}: not there yet; run the notebook 3_measure first")
    table_ = pd.read_csv(path, keep_default_na=True)
    if list(table_.columns) != list(COLUMNS):
        raise MeasureError(f"{path.name}: has other columns than this version writes; run the notebook 3_measure again")
    return compared(table_)


def compared(rows: pd.DataFrame) -> Compared:
    """The table of other definitions, with how far each moves its headline."""
    return Compared(rows, _moves(rows))


def _moves(headlines: pd.DataFrame) -> pd.DataFrame:
    """For each definition with counts of its own, middle of its bounds less middle of the headline's."""
    middles = _middle(headlines)
    base = headlines["choice"] == AS_PUBLISHED
    published = dict(zip(headlines.loc[base, "headline"], middles[base], strict=True))
    rows = headlines.loc[~base, ["headline", "choice", "definition", "unit"]].copy()
    rows["points"] = 100 * (middles[~base] - headlines.loc[~base, "headline"].map(published))
    rows = rows[rows["points"].notna()]
    order = rows["points"].abs().sort_values(ascending=False, kind="stable").index
    return rows.loc[order].reset_index(drop=True)


def _middle(rows: pd.DataFrame) -> pd.Series:
    between = (rows["bound_low"] + rows["bound_high"]) / 2
    middle = rows["estimate"].where(rows["estimate"].notna(), between).astype(float)
    return middle.where(rows["numerator"].notna())


def _sentence(headline: str, moves: pd.DataFrame) -> str:
    if moves.empty:
        return f"**{headline}**: no other definition can be printed, or none has a number."
    most, least = moves.iloc[0], moves.iloc[-1]
    furthest = f"moves most by *{most['choice']}*: counted so, {most['definition']}, it moves by {_points(most)}"
    if len(moves) == 1:
        return f"**{headline}** {furthest}."
    return f"**{headline}** {furthest}; least by *{least['choice']}* ({least['definition']}: {_points(least)})."


def _points(move: pd.Series) -> str:
    return f"{float(move['points']):+.1f} points"


# -- P1


def _photos(measured: Measured) -> Iterator[Definition]:
    photos = measured.coded.photos
    alive, silent = exists(photos["account"]), photos["account"] == "not asked"
    predicate = "belong to an account that could be contacted by Flickr"

    def counted(slug: str, choice: str, words: str, values: pd.Series, domain: pd.Series | None = None) -> Definition:
        what = What(f"P1-{slug}", f"P1 counted so: {words}", f"{predicate}, counted so: {words}")
        unasked = silent & (values == "unknown")
        finding = share(what, measured.as_of, values, measured.photos, "photo", unasked, domain, measured.photo_design)
        return Definition("P1", choice, words, finding)

    for slug, words, values in _tiers(photos, alive):
        yield counted(slug, TIER, words, values)
    public = photos["photo"].map({"public": "yes", "not public": "no"}).astype(object).fillna("unknown")
    yield counted("and-public", TIER, "and the photo itself is still public", all_of([alive, public]))
    yield from _by_unknown(counted, alive, can_be_left_out=not measured.photo_design.stratified)
    listed_on = measured.coded.photos["listed_on"].dropna()
    if not listed_on.empty:
        day = pd.Timestamp(listed_on.max()).date()
        then = optout.login_alive(photos["account"], day, measured.as_of)
        yield counted("then", DAY, f"on {day.isoformat()}, the day on which the list's licences were collected", then)
    yield Definition("P1", UNIT, "accounts instead of photos", _again(_accounts_alive(measured), "P1-accounts"))


# -- P2


def _accounts(measured: Measured) -> Iterator[Definition]:
    if measured.accounts is None:
        return
    population = measured.accounts
    accounts = measured.coded.accounts
    alive, silent = exists(accounts["account"]), accounts["account"] == "not asked"

    def counted(slug: str, choice: str, words: str, values: pd.Series, domain: pd.Series | None = None) -> Definition:
        what = What(f"P2-{slug}", f"P2 counted so: {words}", f"could be contacted by Flickr, counted so: {words}")
        unasked = silent & (values == "unknown")
        finding = share(what, measured.as_of, values, population, "account", unasked, domain, measured.account_design)
        return Definition("P2", choice, words, finding)

    for slug, words, values in _tiers(accounts, alive):
        yield counted(slug, TIER, words, values)
    design = measured.account_design
    yield from _by_unknown(counted, alive, can_be_left_out=design is None or not design.stratified)
    photos = _again(
        measured.photo_share(_ANY, exists(measured.coded.photos["account"]), _unasked(measured)), "P2-photos"
    )
    yield Definition("P2", UNIT, "photos instead of accounts", photos)


_ANY = What("any", "Photos whose account could be contacted by Flickr", "belong to an account that exists")


def _accounts_alive(measured: Measured) -> Finding:
    accounts = measured.coded.accounts
    return measured.account_share(
        What("any", "Accounts that could be contacted by Flickr", "exist"),
        exists(accounts["account"]),
        accounts["account"] == "not asked",
    )


def _unasked(measured: Measured) -> pd.Series:
    return measured.coded.photos["account"] == "not asked"


def _again(finding: Finding, name: str) -> Finding:
    """The same units under another name."""
    return Finding(
        finding.row | {"id": name},
        finding.panel,
        finding.domain,
        finding.yes,
        finding.no,
        finding.unknown,
        finding.not_asked,
    )


def _tiers(units: pd.DataFrame, alive: pd.Series) -> Iterator[tuple[str, str, pd.Series]]:
    """Who counts as reachable: fewer, or more, than whose account exists."""
    recent = units["last_public_upload"].map({"within 24 months": "yes", "older": "no", "none public": "no"})
    yield "active", "only whose account uploaded in public within 24 months", all_of([alive, recent.fillna("unknown")])
    everybody = pd.Series(True, index=units.index)
    reached = told.reachable(units, "third party", everybody)
    yield "contact", "also whose profile publishes a contact, on Flickr or off it", reached


def _by_unknown(counted: Any, alive: pd.Series, *, can_be_left_out: bool = True) -> Iterator[Definition]:
    """The unknown taken for a no, for a yes, or left out: three ways in which others would print one number.

    Of strata they cannot be left out: how many of each stratum are unknown in the frame is not known.
    """
    yield counted("unknown-no", UNKNOWN, "every unknown is a no", alive.replace("unknown", "no"))
    yield counted("unknown-yes", UNKNOWN, "every unknown is a yes", alive.replace("unknown", "yes"))
    if not can_be_left_out:
        return
    yield counted(
        "unknown-out",
        UNKNOWN,
        "the unknown are left out, as though they were like the others",
        alive,
        alive != "unknown",
    )


# -- P3


def _way_out(measured: Measured) -> Iterator[Definition]:
    if not measured.procedures:
        return
    first = measured.procedures[0]
    for reading in way_out.READINGS:
        needed = optout.counted(way_out.of_photographers(measured, first), first, reading)
        yield Definition("P3", KNOWING, reading, _opt_out(measured, f"P3-{reading.replace(' ', '-')}", reading, needed))
    today = first.model_copy(update={"on": "edition"})
    needed = optout.counted(way_out.of_photographers(measured, today), today, "as the procedure asks")
    words = f"on {measured.as_of.isoformat()}, the edition's own day"
    yield Definition("P3", DAY, words, _opt_out(measured, "P3-today", words, needed))
    for other in measured.procedures[1:]:
        needed = optout.counted(way_out.of_photographers(measured, other), other, "as the procedure asks")
        words = f"under another: {other.title}"
        yield Definition("P3", PROCEDURE, words, _opt_out(measured, f"P3-{other.name}", words, needed))


def _opt_out(measured: Measured, name: str, words: str, needed: list[optout.Condition]) -> Finding:
    what = What(name, f"P3 counted so: {words}", f"could opt out, counted so: {words}")
    population: Population | None = measured.accounts
    if population is None:
        return not_estimable(what, measured.as_of, "account", ACCOUNTS_UNNAMED, because("no-account-frame"))
    shut = optout.shut(needed)
    if shut:
        return closed(what, measured.as_of, population, shut)
    account = measured.coded.accounts["account"]
    values, unasked = optout.joint(needed), account == "not asked"
    return share(what, measured.as_of, values, population, "account", unasked, design=measured.account_design)
