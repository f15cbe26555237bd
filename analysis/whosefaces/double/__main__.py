"""``python -m whosefaces.double``: the double in a process of its own; prints its port, then serves until it is ended."""

import argparse
import datetime as dt

from whosefaces.double.faults import now_and_then
from whosefaces.double.population import account_sizes, invent
from whosefaces.double.server import Double

COLLECTED = dt.datetime(2014, 3, 21, tzinfo=dt.UTC)


def main() -> None:
    """Read the arguments, plant the population, serve."""
    say = argparse.ArgumentParser(prog="python -m whosefaces.double", description=__doc__)
    say.add_argument("--port", type=int, default=0)
    say.add_argument("--photos", type=int, default=12_000)
    say.add_argument("--accounts", type=int, default=1_100)
    say.add_argument("--seed", type=int, default=4)
    say.add_argument("--now", type=dt.datetime.fromisoformat, default=dt.datetime(2026, 11, 9, 12))
    say.add_argument("--faults", type=float, default=0.0, help="share of the questions that meet a fault at first")
    arguments = say.parse_args()
    now = arguments.now.replace(tzinfo=dt.UTC)
    population = invent(arguments.seed, account_sizes(arguments.accounts, arguments.photos), now, COLLECTED)
    faults = now_and_then(arguments.faults, seed=arguments.seed) if arguments.faults else None
    Double(population, now, faults=faults).serve(arguments.port, announce=lambda port: print(port, flush=True))


main()
