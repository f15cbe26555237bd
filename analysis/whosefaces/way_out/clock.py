"""When must an answer be there, and what can be done on the day after?

The limits are data (``data/reference/law``); here they become days. A month ends on the day of the same number, and on the
last day of a month that has no such day; one that would end on a weekend ends on the next working day (Regulation (EEC,
Euratom) 1182/71, Article 3(2) and (4)). Which laws move their limit so is in the data; public holidays are not known here, so a limit may be a day or two later
than printed, never earlier.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import Literal

SATURDAY = 5


@dataclass(frozen=True)
class Limit:
    """How long a holder may take, from the day on which the request arrived.

    ``moves``: a last day on a weekend becomes the next working day.
    """

    count: int
    unit: Literal["days", "months"]
    moves: bool = False


def due(arrived_on: dt.date, limit: Limit) -> dt.date:
    """The last day on which an answer is in time."""
    day = (
        arrived_on + dt.timedelta(days=limit.count) if limit.unit == "days" else _months_later(arrived_on, limit.count)
    )
    while limit.moves and day.weekday() >= SATURDAY:
        day += dt.timedelta(days=1)
    return day


def _months_later(day: dt.date, count: int) -> dt.date:
    years, month = divmod(day.month - 1 + count, 12)
    year = day.year + years
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
