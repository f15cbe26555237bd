"""Estimate the samples with the independent package svy, and print its numbers as JSON; with --check, compare them.

svy needs polars and pyarrow, which the project keeps out of its environment; so it runs in one of its own:
``make oracle`` installs it there and compares what it says today with ``numbers.json``. To write that file anew:
``.venv-oracle/bin/python tests/measure/estimators/oracle/recompute.py > tests/measure/estimators/oracle/numbers.json``.
"""

import datetime as dt
import json
import math
import sys
from pathlib import Path

import polars as pl
import svy

sys.path.insert(0, str(Path(__file__).parent))
from samples import DRIFT, MULTIPLICITY, STRATIFIED


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


def multiplicity(frame, photos):
    weight = frame / len(photos)
    rows = [{"x": 1 / m, "y": yes / m, "weight": weight, "size": frame} for m, yes in photos]
    sample = svy.Sample(pl.DataFrame(rows), svy.Design(wgt="weight", pop_size="size"))
    return numbers(sample.estimation.ratio("y", "x"))


def drift(frame, gained, lost, unchanged):
    changes = [1.0] * gained + [-1.0] * lost + [0.0] * unchanged
    data = pl.DataFrame({"d": changes, "weight": [frame / len(changes)] * len(changes), "size": [frame] * len(changes)})
    return numbers(svy.Sample(data, svy.Design(wgt="weight", pop_size="size")).estimation.mean("d"))


def main():
    functions = (
        ("stratified", stratified, {name: (strata,) for name, strata in STRATIFIED.items()}),
        ("multiplicity", multiplicity, MULTIPLICITY),
        ("drift", drift, DRIFT),
    )
    numbers = {
        "package": f"svy {svy.__version__}",
        "on": dt.datetime.now(dt.UTC).date().isoformat(),
        "numbers": {kind: {name: f(*arguments) for name, arguments in cases.items()} for kind, f, cases in functions},
    }
    if "--check" in sys.argv:
        return check(numbers["numbers"])
    print(json.dumps(numbers, indent=1))
    return 0


def check(today):
    """Whether svy says today, to six digits, what ``numbers.json`` says it said."""
    on_record = json.loads((Path(__file__).parent / "numbers.json").read_text(encoding="utf-8"))
    pairs = [
        (f"{kind}, {name}, {number}", value, on_record["numbers"][kind][name][number])
        for kind, cases in today.items()
        for name, numbers_of_case in cases.items()
        for number, value in numbers_of_case.items()
    ]
    wrong = [pair for pair in pairs if not math.isclose(pair[1], pair[2], rel_tol=5e-7)]
    for where, now, then in wrong:
        print(f"{where}: {now!r} today, {then!r} in numbers.json", file=sys.stderr)
    print(f"svy {svy.__version__}: {len(pairs) - len(wrong)} of {len(pairs)} numbers as on {on_record['on']}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
