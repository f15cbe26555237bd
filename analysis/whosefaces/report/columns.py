"""What the columns mean of the tables that hold two editions against each other; all others declare their own."""

from __future__ import annotations

from whosefaces.measure.findings import FINDINGS

_NUMBERS = ("numerator", "denominator", "unknown", "estimate", "low", "high", "bound_low", "bound_high")
_SAID = {column.name: column.meaning for column in FINDINGS.columns}


def _twice(prefix: str, words: str) -> dict[str, str]:
    return {f"{prefix}_{name}": f"{_SAID[name]}, {words}" for name in _NUMBERS}


def _newcomers(name: str, words: str) -> dict[str, str]:
    return {
        name: f"units {words}; missing: not paired",
        f"{name}_drawn": "of them, those that were drawn",
        f"{name}_yes": "of the drawn, those that were seen to be so",
        f"{name}_estimate": f"the share among the units {words}",
        f"{name}_low": "lower end of that share's 95 % interval",
        f"{name}_high": "upper end of that share's 95 % interval",
    }


MEANINGS: dict[str, dict[str, str]] = {
    "changes": {
        "change": "unchanged, moved, added or withdrawn since the edition before",
        "cause": "what made a number move: world, knowledge, method, or that it cannot be told; missing: it did not move",
        **_twice("old", "in the edition before"),
        **_twice("new", "in this edition"),
        **_twice("retold", "the old answers counted by today's method"),
        "survivors": "units in the frames of both editions",
        "pairs": "units drawn in both editions",
        "turned_yes": "of the pairs, those that were not so and now are; missing: fewer than ten, of a closed list",
        "turned_no": "of the pairs, those that were so and now are not; missing: fewer than ten, of a closed list",
        "fewer_than": "where no more is told of a closed list than that fewer of the pairs changed: than how many",
        "untold": "of the pairs, those not known in one edition or the other; missing: fewer than ten, of a closed list",
        "difference": "mean paired difference, later less earlier, as a share of the survivors; missing: only bounds",
        "difference_low": "lower end of its 95 % interval",
        "difference_high": "upper end of its 95 % interval",
        "difference_bound_low": "the difference if every pair not told had turned to no",
        "difference_bound_high": "the difference if every pair not told had turned to yes",
        "mcnemar_p": "McNemar's exact test of whether the flips go one way, two-sided",
        **_newcomers("births", "in this edition's frame only"),
        **_newcomers("deaths", "in the frame of the edition before only"),
        "method": "how the difference was estimated, or why it was not",
        "says": "the change in words",
    },
    "history": {
        "edition": "the day of the edition",
        "counted_otherwise": "whether this edition's way of counting moved the number from the edition before",
    },
    "inputs": {
        "input": "what the edition was made from",
        "kind": "method: how is counted; world: what is counted; report: what is printed beside",
        "old": "its SHA-256 or version in the edition before; missing: it was not there",
        "new": "its SHA-256 or version in this edition; missing: it is not there",
        "changed": "whether the two differ",
    },
}
"""Table, column, meaning; a column of the findings means there what it means everywhere."""
