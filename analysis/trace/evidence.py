"""What recorded evidence holds, for whoever asks about the evidence itself."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from analysis.trace.archive import Archive


def newest_day(path: Path) -> dt.date:
    """The day (UTC) of the newest answer in the evidence at ``path``.

    Raises:
        warc.EvidenceError: there is no evidence, no answer in it, or it is torn or altered.
    """
    return Archive(path).newest().date()
