"""How often a property is tried: as its test says, and a few times only under `make quick`."""

import os

QUICK = os.environ.get("HYPOTHESIS_PROFILE") == "quick"
FEW = 10


def trials(whole: int) -> int:
    """``whole``, or ten at most under `make quick`."""
    return min(whole, FEW) if QUICK else whole
