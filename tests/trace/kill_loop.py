"""Trace photos of the double again and again, killed with -9 at random moments; a process of its own.

    python -m tests.trace.kill_loop FOLDER PORT SEED KILLS PHOTO...

A child is forked for each life, traces until it is done or killed, and never closes anything. Prints a line of JSON.
"""

import json
import os
import random
import signal
import sys
import time
import traceback
from pathlib import Path

from whosefaces.trace.evidence.recorder import Recorder
from whosefaces.trace.http import live, transport
from whosefaces.trace.interview import Asking
from whosefaces.trace.ledger import Ledger
from whosefaces.trace.sources import api
from whosefaces.trace.sources.catalogue import is_conclusive

from tests.trace.at_the_double import KEY, MONTH

DONE, FAILED = 0, 1


def trace_all(folder: Path, port: int, photos: list[str]) -> None:
    """What a live run does, from opening to the last answer."""
    manners = live.Manners("WhoseFaces/0 (a test)", stand_in=("127.0.0.1", port))
    with Recorder(folder / "evidence", [KEY]) as recorder, Ledger(folder / "ledger.sqlite", "live") as ledger:
        adapter = live.Live(recorder, manners, is_conclusive, KEY, MONTH)
        with transport.session(adapter) as session:
            asking = Asking(session, ledger, live=True)
            for photo in photos:
                asking.call(api.photo(photo))


def one_life(folder: Path, port: int, photos: list[str], seconds: float) -> int | None:
    """The child's exit code; None: it was killed after so many seconds."""
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
    signal.sigtimedwait([signal.SIGCHLD], 0)  # the end of the life before
    child = os.fork()
    if child == 0:
        code = FAILED
        try:
            trace_all(folder, port, photos)
            code = DONE
        except Exception:  # noqa: BLE001
            traceback.print_exc()
        finally:
            os._exit(code)
    signal.sigtimedwait([signal.SIGCHLD], seconds)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return None if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


def main() -> None:
    folder, port, seed, kills, *photos = Path(sys.argv[1]), *map(int, sys.argv[2:5]), *sys.argv[5:]
    dice = random.Random(seed)
    began = time.perf_counter()
    assert one_life(folder / "clean", port, photos, 600) == DONE
    whole = time.perf_counter() - began
    killed, cases = 0, 0
    while killed < kills:
        case = folder / f"case-{cases}"
        cases += 1
        done = None
        while done is None and killed < kills:
            done = one_life(case, port, photos, dice.uniform(0, whole / 4))
            killed += done is None
            assert done != FAILED
        if done is None:
            assert one_life(case, port, photos, 600) == DONE
    print(json.dumps({"killed": killed, "cases": cases}))


main()
