"""All measures on a panel of 20,000 photos and 10,000 accounts: seconds and peak memory; no test of the clock.

    python benchmarks/measure.py
    python benchmarks/measure.py --photos 2000 --accounts 1000

The panel is invented and heavy-tailed. Beside it, in the same run, three plain shares as a user would
otherwise compute them: merging the tables in pandas and counting, with no interval and nothing withheld.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent.parent)]


def main(arguments: list[str] | None = None) -> None:
    """Measure, and say how long it took beside three plain shares."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--photos", type=int, default=20_000)
    asked.add_argument("--accounts", type=int, default=10_000)
    args = asked.parse_args(arguments)

    from analysis.measure.measuring import measure
    from tests.measure.invented import AS_OF, population, world

    with tempfile.TemporaryDirectory() as folder:
        w = world(Path(folder), population(4 * args.accounts), photos=args.photos, accounts=args.accounts, asked=0.97)
        before = _peak()
        started = time.perf_counter()
        plain = by_hand(w)
        hand = time.perf_counter() - started
        times = []
        for _ in range(3):
            started = time.perf_counter()
            findings = measure(w.investigation, w.frame_path, w.panel_path, w.traces_path, w.case, w.public, AS_OF)
            times.append(time.perf_counter() - started)
    print(
        f"{args.photos:,} photos, {args.accounts:,} accounts; {len(findings.table)} findings, {len(findings.tables)} tables"
    )
    print(f"all measures: {min(times):.2f} s best of 3, {max(times):.2f} s worst (the first imports scipy)")
    print(f"three plain shares in pandas: {hand:.2f} s ({', '.join(f'{share:.3f}' for share in plain)}); "
          f"ratio {min(times) / hand:.1f}")  # fmt: skip
    print(f"peak memory: {_peak():,.0f} MiB, of which {before:,.0f} MiB before measuring")


def by_hand(w) -> list[float]:
    """What a user would do instead: merge, count, divide."""
    from analysis.sample.panel import PANEL
    from analysis.trace.traces import TRACES

    panel, traces = PANEL.read(w.panel_path), TRACES.read(w.traces_path)
    account = traces[traces["unit"] == "account"].drop_duplicates("account_key").set_index("account_key")["account"]
    drawn = panel.assign(account=panel["account_key"].map(account))
    photos = traces[traces["unit"] == "photo"].drop_duplicates("photo_id")
    return [
        *(float((drawn.loc[drawn["unit"] == unit, "account"] == "exists").mean()) for unit in ("photo", "account")),
        float((photos["outcome"] == "public").mean()),
    ]


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
