"""Estimate the samples with the independent package svy, and print its numbers as JSON.

svy needs polars and pyarrow, which the project keeps out of its environment; so it runs in one of its own:
``make oracle`` installs it there and compares what it says today with ``numbers.json``. To write that file anew:
``.venv-oracle/bin/python tests/measure/estimators/oracle/recompute.py > tests/measure/estimators/oracle/numbers.json``.
"""

import datetime as dt
import json
import sys
from pathlib import Path

import polars as pl
import svy

sys.path.insert(0, str(Path(__file__).parent))
from samples import BY_SIZE, CLUSTERED, DRIFT, MULTIPLICITY, STRATIFIED


def numbers(estimate):
    """Point, standard error, both ends, of the last (only, or yes) row."""
    row = estimate.to_polars().row(-1, named=True)
    return {name: row[name] for name in ("est", "se", "lci", "uci") if name in row}


def stratified(strata):
    rows = [
        {"stratum": h, "y": int(i < yes), "weight": size / n, "size": size}
        for h, (size, n, yes) in enumerate(strata)
        for i in range(n)
    ]
    sample = svy.Sample(pl.DataFrame(rows), svy.Design(stratum="stratum", wgt="weight", pop_size="size"))
    return numbers(sample.estimation.prop("y", ci_method="korn-graubard"))


def clustered(frame, accounts):
    rows = [
        {"account": a, "y": int(i < yes), "weight": frame / len(accounts), "size": frame}
        for a, (photos, yes) in enumerate(accounts)
        for i in range(photos)
    ]
    sample = svy.Sample(pl.DataFrame(rows), svy.Design(psu="account", wgt="weight", pop_size="size"))
    return numbers(sample.estimation.prop("y", ci_method="korn-graubard"))


def multiplicity(frame, photos):
    weight = frame / len(photos)
    rows = [{"x": 1 / m, "y": yes / m, "weight": weight, "size": frame} for m, yes in photos]
    sample = svy.Sample(pl.DataFrame(rows), svy.Design(wgt="weight", pop_size="size"))
    return numbers(sample.estimation.ratio("y", "x"))


def drift(frame, gained, lost, unchanged):
    changes = [1.0] * gained + [-1.0] * lost + [0.0] * unchanged
    data = pl.DataFrame({"d": changes, "weight": [frame / len(changes)] * len(changes), "size": [frame] * len(changes)})
    return numbers(svy.Sample(data, svy.Design(wgt="weight", pop_size="size")).estimation.mean("d"))


def by_size(photos, draws):
    data = pl.DataFrame(
        {
            "y": [float(yes) for _, yes in draws],
            "weight": [photos / (len(draws) * m) for m, _ in draws],
            "draw": list(range(len(draws))),
        }
    )
    return numbers(svy.Sample(data, svy.Design(psu="draw", wgt="weight", wr=True)).estimation.total("y"))


def main():
    functions = (
        ("stratified", stratified, {name: (strata,) for name, strata in STRATIFIED.items()}),
        ("clustered", clustered, CLUSTERED),
        ("multiplicity", multiplicity, MULTIPLICITY),
        ("drift", drift, DRIFT),
        ("by size", by_size, BY_SIZE),
    )
    said = {
        "package": f"svy {svy.__version__}",
        "on": dt.datetime.now(dt.UTC).date().isoformat(),
        "numbers": {kind: {name: f(*arguments) for name, arguments in cases.items()} for kind, f, cases in functions},
    }
    print(json.dumps(said, indent=1))


if __name__ == "__main__":
    main()
