"""Wait for one's turn again and again, in a process of its own, by a clock that several processes share.

    python -m tests.trace.pace_loop FOLDER KEY NAME CALLS

The clock is the length of a file, in milliseconds since 2026: whoever waits makes it longer, which the system does in
one piece for whoever comes first. Every turn is a line of the file ``turns``.
"""

import math
import os
import sys
from pathlib import Path

from whosefaces.trace.http.pace import Clock, Pace, scope_of_key

BEGAN = 1_767_225_600


def main() -> None:
    folder, key, name, calls = Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
    clock, turns = (os.open(folder / file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600) for file in ("clock", "turns"))
    told = 0.0

    def now() -> float:
        nonlocal told
        told = BEGAN + os.fstat(clock).st_size / 1000
        return told

    def sleep(seconds: float) -> None:
        os.write(clock, bytes(math.ceil(seconds * 1000)))

    pace = Pace(folder / "state", scope_of_key(key, folder / "state"), Clock(now=now, sleep=sleep))
    print("ready", flush=True)
    sys.stdin.readline()
    for _ in range(calls):
        pace.wait()
        os.write(turns, f"{told:.3f} {name}\n".encode())  # what the pace took for this turn's time
        print(".", flush=True)


main()
