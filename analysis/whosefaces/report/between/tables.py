"""The published tables that hold two editions against each other, declared as all others are."""

from __future__ import annotations

from whosefaces.measure.findings import FINDINGS
from whosefaces.table import Column, Table

NUMBERS = ("numerator", "denominator", "unknown", "estimate", "low", "high", "bound_low", "bound_high")
"""What of a finding is compared, and stands in the table twice: ``old_...`` and ``new_...``."""

SHARES = ("estimate", "low", "high", "bound_low", "bound_high")

_OF_A_FINDING = {column.name: column for column in FINDINGS.columns}


def _again(prefix: str, names: tuple[str, ...], words: str, missing_means: str) -> tuple[Column, ...]:
    """Columns of a finding, of another edition or another method."""
    columns = (_OF_A_FINDING[name] for name in names)
    return tuple(
        Column(f"{prefix}_{column.name}", column.type, f"{column.meaning}, {words}", missing_means=missing_means)
        for column in columns
    )


def _newcomers(name: str, words: str) -> tuple[Column, ...]:
    return (
        Column(name, "BIGINT", f"units {words}", missing_means="not paired"),
        Column(f"{name}_drawn", "BIGINT", "of them, those that were drawn", missing_means="not paired"),
        Column(f"{name}_yes", "BIGINT", "of the drawn, those that were seen to be so", missing_means="not paired"),
        Column(f"{name}_estimate", "DOUBLE", f"the share among the units {words}", missing_means="none drawn"),
        Column(f"{name}_low", "DOUBLE", "lower end of that share's 95 % interval", missing_means="none drawn"),
        Column(f"{name}_high", "DOUBLE", "upper end of that share's 95 % interval", missing_means="none drawn"),
    )


_TOO_FEW = "not paired, or fewer than ten, of a closed list"

CHANGES = Table(
    name="changes",
    row="one finding of either edition",
    columns=(
        *(_OF_A_FINDING[name] for name in ("id", "label", "unit", "primary")),
        Column(
            "change",
            "VARCHAR",
            "what happened to it since the edition before",
            allowed=("unchanged", "moved", "added", "withdrawn"),
        ),
        Column(
            "cause",
            "VARCHAR",
            "what made the number move: world, knowledge, method, or that it cannot be told",
            missing_means="it did not move",
        ),
        *_again("old", NUMBERS, "in the edition before", "as there, or it had no such finding"),
        *_again("new", NUMBERS, "in this edition", "as there, or it has no such finding"),
        *_again("retold", SHARES, "the old answers counted by today's method", "as there, or they were not counted"),
        Column("survivors", "BIGINT", "units in the frames of both editions", missing_means="not paired"),
        Column("pairs", "BIGINT", "units drawn in both editions", missing_means="not paired"),
        Column("turned_yes", "BIGINT", "of the pairs, those that were not so and now are", missing_means=_TOO_FEW),
        Column("turned_no", "BIGINT", "of the pairs, those that were so and now are not", missing_means=_TOO_FEW),
        Column("untold", "BIGINT", "of the pairs, those not known in one edition or the other", missing_means=_TOO_FEW),
        Column(
            "fewer_than",
            "BIGINT",
            "where no more is told of a closed list than that fewer of the pairs changed: than how many",
            missing_means="more is told",
        ),
        Column(
            "difference",
            "DOUBLE",
            "mean paired difference, later less earlier, as a share of the survivors",
            missing_means="not paired, or only bounds",
        ),
        Column("difference_low", "DOUBLE", "lower end of its 95 % interval", missing_means="as difference"),
        Column("difference_high", "DOUBLE", "upper end of its 95 % interval", missing_means="as difference"),
        Column(
            "difference_bound_low",
            "DOUBLE",
            "the difference if every pair not told had turned to no",
            missing_means="not paired, or all told",
        ),
        Column(
            "difference_bound_high",
            "DOUBLE",
            "the difference if every pair not told had turned to yes",
            missing_means="not paired, or all told",
        ),
        Column(
            "mcnemar_p",
            "DOUBLE",
            "McNemar's exact test of whether the flips go one way, two-sided",
            missing_means="not paired, or not made",
        ),
        *_newcomers("births", "in this edition's frame only"),
        *_newcomers("deaths", "in the frame of the edition before only"),
        Column(
            "method",
            "VARCHAR",
            "how the difference was estimated, or why it was not",
            missing_means="no units are paired for such a finding",
        ),
        Column("says", "VARCHAR", "the change in words"),
    ),
)

INPUTS = Table(
    name="inputs",
    row="one thing that an edition is made from",
    columns=(
        Column("input", "VARCHAR", "what the edition was made from"),
        Column(
            "kind",
            "VARCHAR",
            "method: how is counted; world: what is counted; report: what is printed beside",
            allowed=("method", "world", "report"),
        ),
        Column("old", "VARCHAR", "its SHA-256 or version in the edition before", missing_means="it was not there"),
        Column("new", "VARCHAR", "its SHA-256 or version in this edition", missing_means="it is not there"),
        Column("changed", "BOOLEAN", "whether the two differ"),
    ),
)

HISTORY = Table(
    name="history",
    row="one finding of one edition, the oldest edition first",
    columns=(
        Column("edition", "VARCHAR", "the day of the edition"),
        *(_OF_A_FINDING[name] for name in ("id", "unit", "primary", *NUMBERS, "status")),
        Column(
            "counted_otherwise",
            "BOOLEAN",
            "whether this edition's way of counting moved the number from the edition before",
        ),
    ),
)

BETWEEN = (CHANGES, INPUTS, HISTORY)
