"""How a number is written for a reader: shares, counts and days, the same in the page, the charts and the PDF."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable

from whosefaces.measure import sentences


def percent(share: float) -> str:
    """A share from 0 to 1 as ``62.1%``; never ``0.0%`` for something, nor ``100.0%`` for less than all."""
    if not 0 <= share <= 1:
        raise ValueError(f"a share lies between 0 and 1; this is {share}")
    return sentences.percent(share)


def count(units: float) -> str:
    """A whole number of units as ``1,070,000``."""
    if math.isnan(units) or units != int(units):
        raise ValueError(f"a count is a whole number; this is {units}")
    return f"{int(units):,}"


def amount(units: float, rounding: Callable[[float], int] = round) -> str:
    """Hours, money or messages: whole from ten on, one decimal below; ``rounding`` outward for the ends of a range."""
    if units >= 10 or units == int(units):
        return count(rounding(round(units, 6)))
    return f"{rounding(round(10 * units, 6)) / 10:.1f}"


def day(date: dt.date) -> str:
    """``12 March 2019``, in English whatever the machine's locale."""
    return f"{date.day} {_MONTHS[date.month - 1]} {date.year}"


_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
