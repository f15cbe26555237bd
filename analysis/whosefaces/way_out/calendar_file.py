"""The days on which something is due, as a calendar file (.ics) that any calendar opens.

An entry carries the label and the kind of letter, never a name, an address or the holder's answer. The identifiers of the
entries follow from the request, so that a calendar which imports the file again updates them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable

from whosefaces.way_out.requests import Request, unanswered

PRODUCER = "-//Whose Faces//requests//EN"


def calendar(requests: Iterable[Request]) -> bytes:
    """A calendar with one whole-day entry, and a reminder that morning, for each unanswered request that has a last day."""
    import icalendar

    book = icalendar.Calendar()
    book.add("prodid", PRODUCER)
    book.add("version", "2.0")
    for request in unanswered(requests):
        if request.due_on is None:
            continue
        entry = icalendar.Event()
        name = f"{request.label}\0{request.holder}\0{request.letter}\0{request.sent_on}"
        entry.add("uid", f"{hashlib.sha256(name.encode()).hexdigest()[:32]}@requests.whosefaces.invalid")
        entry.add("dtstamp", dt.datetime.combine(request.sent_on, dt.time(), dt.UTC))
        entry.add("dtstart", request.due_on + dt.timedelta(days=1))
        entry.add("dtend", request.due_on + dt.timedelta(days=2))
        entry.add("summary", f"No answer to {request.label} ({request.letter}, {request.law})? Send the next letter")
        entry.add(
            "description",
            f"Sent on {request.sent_on}. The last day for an answer was {request.due_on}. "
            f"`whosefaces requests due` shows which letter comes next.",
        )
        alarm = icalendar.Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", "Answer due")
        alarm.add("trigger", dt.timedelta(hours=9))
        entry.add_component(alarm)
        book.add_component(entry)
    return bytes(book.to_ical())
