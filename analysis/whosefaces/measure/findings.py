"""The findings: one row for each number that a report may print."""

from whosefaces.table import Column, Table

UNITS = ("row", "photo", "account", "depiction", "depicted person")
KINDS = ("census", "sample", "bound", "scenario")
STATUSES = PUBLISHED, BY_RULE, NOT_ESTIMABLE, NOT_ESTABLISHED = (
    "published",
    "by rule",
    "not estimable",
    "not established",
)
"""A number; nobody, for a condition is no for everybody; none, and ``reason_code`` says why; none, for nobody has
established the facts that it needs (the investigation names no procedure)."""

FINDINGS = Table(
    name="findings",
    row="one published number",
    columns=(
        Column("id", "VARCHAR", "a stable name, as P1 or licence-now-cc-by-2.0"),
        Column("label", "VARCHAR", "the finding in words"),
        Column("unit", "VARCHAR", "what is counted", allowed=UNITS),
        Column("population", "VARCHAR", "the frame it speaks of, in words"),
        Column("population_size", "BIGINT", "units in that frame", missing_means="not known"),
        Column("estimand", "VARCHAR", "what is estimated, in words"),
        Column(
            "notifier",
            "VARCHAR",
            "who would tell",
            allowed=("platform", "holder", "third party"),
            missing_means="nobody is told here",
        ),
        Column("procedure", "VARCHAR", "the opt-out procedure, by name", missing_means="no procedure"),
        Column("as_of", "DATE", "the day it is true for"),
        Column("numerator", "BIGINT", "units that were seen to be so", missing_means="no number is given"),
        Column("denominator", "BIGINT", "units looked at", missing_means="no number is given"),
        Column("unknown", "BIGINT", "of them, neither yes nor no", missing_means="no number is given"),
        Column("not_asked", "BIGINT", "of the unknown, those never asked about", missing_means="as unknown"),
        Column("estimate", "DOUBLE", "the share", missing_means="only bounds can be given, or nothing"),
        Column(
            "central",
            "DOUBLE",
            "the figure that a sentence leads with: the estimate, else the middle of the bounds",
            missing_means="too much is unknown: the range alone",
        ),
        Column("low", "DOUBLE", "lower end of the 95 % interval", missing_means="a census, or no number is given"),
        Column("high", "DOUBLE", "upper end of the 95 % interval", missing_means="a census, or no number is given"),
        Column("bound_low", "DOUBLE", "the share if every unknown were no", missing_means="no unknowns"),
        Column("bound_high", "DOUBLE", "the share if every unknown were yes", missing_means="no unknowns"),
        Column(
            "secondary_low",
            "DOUBLE",
            "lower end of Imbens and Manski's 95 % interval for the share itself: narrower, and secondary",
            missing_means="no unknowns, or no simple random sample",
        ),
        Column("secondary_high", "DOUBLE", "upper end of that interval", missing_means="as secondary_low"),
        Column("kind", "VARCHAR", "where the number comes from", allowed=KINDS),
        Column("method", "VARCHAR", "the estimator and its interval, in words"),
        Column("status", "VARCHAR", "whether there is a number", allowed=STATUSES),
        Column(
            "reason_code",
            "VARCHAR",
            "why there is none: a code of reasons, or the shut conditions as C1+C2",
            missing_means="there is one",
        ),
        Column("reason", "VARCHAR", "the same in words", missing_means="there is one"),
        Column("primary", "BOOLEAN", "fixed before the draw; everything else is exploratory"),
        Column("notebook", "VARCHAR", "the notebook that computes it"),
        Column("total", "BIGINT", "the share as units of the frame", missing_means="as estimate"),
        Column("total_low", "BIGINT", "lower end, in units of the frame", missing_means="as low, else as bound_low"),
        Column("total_high", "BIGINT", "upper end, in units of the frame", missing_means="as high, else as bound_high"),
        Column("caution", "VARCHAR", "what to beware of when reading the number", missing_means="nothing special"),
    ),
)

BLANK = "as in findings"


def as_in_findings(*names: str) -> tuple[Column, ...]:
    """Columns of a finding, in a table that repeats them."""
    return tuple(
        Column(column.name, column.type, BLANK, column.allowed, column.missing_means and BLANK)
        for column in FINDINGS.columns
        if column.name in names
    )


NUMBERS = as_in_findings(
    *("numerator", "denominator", "unknown", "not_asked"),
    *("estimate", "central", "low", "high", "bound_low", "bound_high"),
)
"""The columns of a finding's numbers."""
