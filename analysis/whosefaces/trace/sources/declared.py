"""What a source declares of itself, in its own file and nowhere else: the catalogue reads it from there.

To add one, write ``sources/<name>.py`` with ``NAME``, ``CAN_TELL``, ``CANNOT_TELL``, ``questions``, ``read`` and
``SOURCE``, and its test. Hosts, planning, the interview, the table TRACES, the order of belief and the investigation's
``sources`` follow from the declaration.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult

import requests

from whosefaces.trace.answers import Answer
from whosefaces.trace.question import Question
from whosefaces.trace.sources.asking import Inquiry, Photo

PHOTOS, ACCOUNTS, ALIASES = UNITS = ("photos", "accounts", "aliases")
"""What calls are counted by; aliases: accounts that are known by an alias only."""
Cost = Mapping[str, tuple[str, int]]
"""By question: calls at most, so many for each photo, account or alias."""


@dataclass(frozen=True)
class Source:
    """One source.

    Attributes:
        name: as an investigation's ``[trace] sources`` has it.
        asks: in words, for readers of a report.
        can_tell, cannot_tell: the same.
        hosts: who is asked; "#" stands for one or two digits. No other host is ever asked.
        cost: how many calls at most, by question.
        belief: the place among the sources of today, from 0, the first believed; None: it tells of the past only.
        first_question: what a photo is asked first, for the row of one that was not asked about.
        of_accounts: what an account is asked first; None: it tells nothing of accounts.
        needs_key: whether a key is needed.
        needs_owner: it cannot be asked about a photo whose owner is not known.
        questions, read: what to ask about a photo, and what came; None: the interview asks in a way of its own.
        ask: asks about a photo where questions follow from answers; gets what asks, the photo, and what keeps an answer.
        readers: every kind of question, by name, with its reader, for telling which recorded answers settle it.
        recorded_only: why it is not asked live yet; empty: it is.
        recognise: the question that a GET of this source asked, by its address; None: the address is not its.
    """

    name: str
    asks: str
    can_tell: tuple[str, ...]
    cannot_tell: tuple[str, ...]
    hosts: tuple[str, ...]
    cost: Cost
    belief: int | None
    first_question: str
    of_accounts: str | None = None
    needs_key: bool = False
    needs_owner: bool = False
    questions: Callable[[Photo], list[Inquiry]] | None = None
    read: Callable[..., Answer] | None = None
    ask: Callable[[Any, Any, Callable[[Answer | None], None]], None] | None = None
    readers: Mapping[str, Callable[[requests.Response, Photo], Answer]] = field(default_factory=dict)
    recorded_only: str = ""
    recognise: Callable[[str, SplitResult], Question | None] | None = None
