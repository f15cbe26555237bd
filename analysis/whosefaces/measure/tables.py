"""The published tables, ``public/tables/*.csv``: what each column means.

``findings.csv`` has the columns of FINDINGS. The others are declared here; what is written is held against this.
"""

from __future__ import annotations

import pandas as pd

from whosefaces.manifest.losses import CAUSES
from whosefaces.measure.findings import NUMBERS, STATUSES, UNITS, as_in_findings
from whosefaces.measure.questions import unasked
from whosefaces.measure.questions.comparison import COMPARISON
from whosefaces.measure.questions.conflicts import TERM, USES
from whosefaces.measure.questions.licences_dated import QUESTIONS
from whosefaces.measure.questions.optout import GROUPS
from whosefaces.measure.questions.other_definitions import OTHER_DEFINITIONS
from whosefaces.table import Column, Table, TableError
from whosefaces.trace.unasked import REASONS as WHY_UNASKED

IN_CASE = "kept in the case: the list is too short, or closed and published before"

FUNNEL = Table(
    "funnel",
    "one step from a manifest row to somebody who could be told; entered = kept + set_aside + unknown",
    (
        Column("chain", "VARCHAR", "which of the funnels", allowed=("photos", "accounts", "people pictured")),
        Column("step", "INTEGER", "its place in the chain, from 1"),
        Column("unit", "VARCHAR", "what is counted from this step on", allowed=UNITS),
        Column("says", "VARCHAR", "what is kept, in words"),
        Column("entered", "BIGINT", "units that the step before kept"),
        Column("kept", "BIGINT", "units of which it is so", missing_means=IN_CASE),
        Column("set_aside", "BIGINT", "units of which it is not so", missing_means=IN_CASE),
        Column("unknown", "BIGINT", "units of which it cannot be told", missing_means=IN_CASE),
        Column("because", "VARCHAR", "why units are set aside or unknown"),
    ),
)

NOT_ASKED = Table(
    "not_asked",
    "drawn units about which one thing was not asked, for one reason; of several reasons the first",
    (
        Column("unit", "VARCHAR", "what was drawn", allowed=("photo", "account")),
        Column("about", "VARCHAR", "what nobody was asked", allowed=unasked.ABOUT),
        Column("code", "VARCHAR", "the reason", allowed=WHY_UNASKED),
        Column("reason", "VARCHAR", "the same in words"),
        Column("units", "BIGINT", "how many", missing_means=IN_CASE),
    ),
)

ROWS_LOST = Table(
    "rows_lost",
    "rows of the list that are or may be Flickr's and could not be read, by one cause; they count as unknown in every share",
    (
        Column("cause", "VARCHAR", "why they could not be read", allowed=CAUSES),
        Column("rows", "BIGINT", "how many"),
    ),
)

LICENCES = Table(
    "licences",
    "drawn photos with one licence listed, one licence now and one change; licences of few photos are merged into 'other'",
    (
        Column("listed", "VARCHAR", "licence listed; 'any' where we have no answer about the photo"),
        Column("now", "VARCHAR", "licence now; 'no answer' where the photo is not public or was not asked about"),
        Column("change", "VARCHAR", "unchanged, version bump, changed, not comparable, not public, unknown, not asked"),
        Column("photos", "BIGINT", "drawn photos", missing_means=IN_CASE),
    ),
)

LICENCES_THEN = Table(
    "licences_then",
    "drawn photos with one answer to one question about the licence on the day of collection; the questions stand apart",
    (
        Column("question", "VARCHAR", "what is asked", allowed=QUESTIONS),
        Column("answer", "VARCHAR", "what is so"),
        Column("photos", "BIGINT", "drawn photos", missing_means=IN_CASE),
    ),
)

LICENCES_LISTED = Table(
    "licences_listed",
    "photos of the whole frame under one listed licence",
    (
        Column("licence", "VARCHAR", "our id, 'none listed' or 'rows disagree'"),
        Column("photos", "BIGINT", "photos of the frame", missing_means=IN_CASE),
    ),
)

LICENCE_CONFLICTS = Table(
    "licence_conflicts",
    "one licence of the frame held against one stated use; no legal conclusion",
    (
        Column("licence", "VARCHAR", "our id, 'none listed' or 'rows disagree'"),
        Column("use", "VARCHAR", "the use, as the investigation's [use] states it", allowed=USES),
        Column("stated", "BOOLEAN", "whether it is stated to have been done"),
        Column("term", "VARCHAR", "the licence term it is held against", allowed=tuple(TERM.values())),
        Column("verdict", "VARCHAR", "what the term says", allowed=("meets", "conflicts", "contested", "not told")),
        Column("why", "VARCHAR", "in words"),
        Column("clause", "VARCHAR", "section of the legal code", missing_means="the licence has no such term"),
        Column("address", "VARCHAR", "where it can be read", missing_means="there is no licence to read"),
    ),
)

REACH = Table(
    "reach",
    "one finding about who could be told",
    (
        Column("notifier", "VARCHAR", "who would tell", allowed=("platform", "holder", "third party")),
        Column("id", "VARCHAR", "the finding"),
        Column("label", "VARCHAR", "the finding in words"),
        Column("unit", "VARCHAR", "what is counted"),
        *NUMBERS,
        *as_in_findings("status", "reason_code", "reason", "total", "total_low", "total_high"),
    ),
)

OPT_OUT = Table(
    "opt_out",
    "one cell of the matrix: a procedure, for photographers (accounts) or people pictured (photos), in one reading",
    (
        Column("procedure", "VARCHAR", "its name in data/reference/procedures"),
        Column("title", "VARCHAR", "what it is called"),
        Column("kind", "VARCHAR", "where it comes from", allowed=("stated by the holder", "counterfactual")),
        Column("on", "DATE", "the day for which it is asked"),
        Column("group", "VARCHAR", "for whom", allowed=GROUPS),
        Column("reading", "VARCHAR", "must membership be discoverable?", allowed=("knowingly", "asking blind")),
        Column("burden", "VARCHAR", "what asking blind takes", missing_means="read knowingly"),
        Column("scope_own_copy", "VARCHAR", "does an answer cover the holder's own copy?"),
        Column("scope_recipients", "VARCHAR", "and copies handed on?"),
        Column("scope_derivatives", "VARCHAR", "and what was made from it?"),
        Column("scope_why", "VARCHAR", "where that is said"),
        Column("id", "VARCHAR", "the finding"),
        Column("unit", "VARCHAR", "what is counted", allowed=("photo", "account")),
        Column(
            "status",
            "VARCHAR",
            "as in findings; 'by rule' is nobody: a condition is no for everybody",
            allowed=STATUSES,
        ),
        Column(
            "reason_code",
            "VARCHAR",
            "the conditions that are shut, as C2 or C1+C6",
            missing_means="none is shut for everybody",
        ),
        Column("reason", "VARCHAR", "the same in words", missing_means="none is shut for everybody"),
        *NUMBERS,
        Column("caution", "VARCHAR", "as in findings", missing_means="nothing special"),
    ),
)

OPT_OUT_CONDITIONS = Table(
    "opt_out_conditions",
    "one condition of one procedure, for photographers or people pictured",
    (
        Column("procedure", "VARCHAR", "its name"),
        Column("group", "VARCHAR", "for whom", allowed=GROUPS),
        Column("condition", "VARCHAR", "METHOD: C0 to C6", allowed=tuple(f"C{n}" for n in range(7))),
        Column("says", "VARCHAR", "the condition in words"),
        Column(
            "basis",
            "VARCHAR",
            "where its value comes from",
            allowed=("procedure fact", "trace field", "observed", "stated assumption", "scenario"),
        ),
        Column("why", "VARCHAR", "why it has that value"),
        Column("for_all", "VARCHAR", "the value of everybody", missing_means="it differs from unit to unit"),
        Column("unit", "VARCHAR", "what is counted", allowed=("photo", "account")),
        Column("yes", "BIGINT", "drawn units that meet it", missing_means=f"one value for all, or {IN_CASE}"),
        Column("no", "BIGINT", "drawn units that do not", missing_means=f"one value for all, or {IN_CASE}"),
        Column("unknown", "BIGINT", "drawn units of which nobody knows", missing_means="as yes"),
    ),
)

CODES = Table(
    "codes",
    "drawn accounts with one value of one code; the codes stand apart, none is derived from another",
    (
        Column("code", "VARCHAR", "which code", allowed=("account", "last_public_upload", "contact_flag")),
        Column("value", "VARCHAR", "its value; a memorial is counted with the accounts that are gone"),
        Column("accounts", "BIGINT", "drawn accounts", missing_means=IN_CASE),
    ),
)

OWNERS = Table(
    "owners",
    "drawn photos by who named their owner",
    (
        Column("owner", "VARCHAR", "who named the owner", allowed=("listed", "told by Flickr", "unknown")),
        Column("photos", "BIGINT", "drawn photos", missing_means=IN_CASE),
    ),
)

PHOTO_BY_ACCOUNT = Table(
    "photo_by_account",
    "drawn photos, public or not, whose account exists or not; one row where either is not known",
    (
        Column("photo", "VARCHAR", "public, not public, or not known"),
        Column("account", "VARCHAR", "exists, gone or a memorial, or not known"),
        Column("photos", "BIGINT", "drawn photos", missing_means=IN_CASE),
    ),
)

EFFORT = Table(
    "effort",
    "one amount of work that telling every account that could be told would take",
    (
        Column("what", "VARCHAR", "the work in words"),
        Column("unit", "VARCHAR", "accounts, photos, calls, hours, messages, answers or a currency"),
        Column("estimate", "DOUBLE", "how much", missing_means="only its least and most are known"),
        Column("low", "DOUBLE", "at least so much", missing_means="not estimable"),
        Column("high", "DOUBLE", "at most so much", missing_means="not estimable"),
        Column("kind", "VARCHAR", "where it comes from", allowed=("census", "sample", "scenario")),
        Column("rests_on", "VARCHAR", "the counts, rules and scenarios behind it"),
    ),
)

CONCENTRATION = Table(
    "concentration",
    "writing to so many accounts, those with most photos first",
    (
        Column("accounts", "BIGINT", "accounts written to"),
        Column("photos", "BIGINT", "photos of the manifest that are theirs"),
        Column("share", "DOUBLE", "of all photos of the manifest"),
    ),
)

CONTEXT = Table(
    "context",
    "one fact to hold the numbers against; no conclusion",
    (
        Column("id", "VARCHAR", "a stable name"),
        Column("topic", "VARCHAR", "beside which numbers it stands", allowed=("effort", "licences", "opt-out")),
        Column("title", "VARCHAR", "what it is about"),
        Column("on", "DATE", "its day"),
        Column("says", "VARCHAR", "the fact, in our words"),
        Column("source", "VARCHAR", "who says so"),
        Column("address", "VARCHAR", "where"),
        Column("grade", "VARCHAR", "A primary text seen, B secondary copy, C from memory", allowed=("A", "B", "C")),
    ),
)

PUBLISHED = (
    FUNNEL,
    NOT_ASKED,
    ROWS_LOST,
    LICENCES,
    LICENCES_THEN,
    LICENCES_LISTED,
    LICENCE_CONFLICTS,
    REACH,
    OPT_OUT,
    OPT_OUT_CONDITIONS,
    CODES,
    OWNERS,
    PHOTO_BY_ACCOUNT,
    EFFORT,
    CONCENTRATION,
    CONTEXT,
    OTHER_DEFINITIONS,
    COMPARISON,
)


def checked(tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The tables in declared column order, in the order of :data:`PUBLISHED`.

    Raises:
        TableError: a table is missing or undeclared, or is not as declared.
    """
    declared = {table.name: table for table in PUBLISHED}
    differs = sorted(set(declared) ^ set(tables))
    if differs:
        raise TableError(f"tables {differs} are declared or made, not both")
    for name, table in declared.items():
        table.check(tables[name])
    return {name: tables[name][table.names] for name, table in declared.items()}
