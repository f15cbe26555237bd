"""The one place where anything printable is worded: a template a sentence, in each language, with the same keys.

``say(key, ...)`` takes numbers, dates and lists as such; babel writes them as the language does. A template is one
sentence or one label; what has a plural is a table of plural categories, chosen by the slot ``n``.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import tomllib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

from whosefaces.errors import WhoseFacesError

FOLDER = Path(__file__).parent
LOCALES = {"en": "en_GB", "de": "de_DE", "fr": "fr_FR"}
"""The languages that a report can be written in, and whose habits its numbers and dates follow."""


_VOWEL = re.compile(r"\b([dD])e (?=[AEIOUÉÈaeiouéè])")
"""French drops a vowel before a vowel: a dataset's name may begin with one."""


class WordsError(WhoseFacesError):
    """A sentence that the catalogue does not hold, or a slot that was not filled."""


class Words:
    """What can be said in one language.

    Args:
        language: one of :data:`LOCALES`.

    Raises:
        WordsError: no such language.
    """

    def __init__(self, language: str = "en") -> None:
        if language not in LOCALES:
            raise WordsError(f"language = {language!r}: not one of {', '.join(LOCALES)}")
        self.language = language
        self.locale = Locale.parse(LOCALES[language])
        self.templates = templates(language)
        self.spoken: list[tuple[str, str]] = []
        """Key and text of everything said so far: what a check of the sentences reads."""

    def say(self, key: str, **slots: Any) -> str:
        """The sentence of ``key``, with its slots filled.

        Args:
            key: its name in the catalogue.
            slots: texts as they are; whole numbers, dates and lists as the language writes them. ``n`` chooses the plural.

        Raises:
            WordsError: no such sentence, or a slot is missing.
        """
        template: Any = self.templates.get(key)
        if template is None:
            raise WordsError(f"{self.language}.toml: no sentence {key!r}")
        if isinstance(template, Mapping):
            template = template.get(self.locale.plural_form(slots["n"])) or template["other"]
        try:
            text = str(template).format_map({name: self._written(value) for name, value in slots.items()})
        except KeyError as error:
            raise WordsError(f"{self.language}.toml: {key}: no {error} was given") from None
        if self.language == "fr":
            text = _VOWEL.sub(lambda match: f"{match[1]}’", text)
        self.spoken.append((key, text))
        return text

    def has(self, key: str) -> bool:
        """Whether the catalogue holds the sentence."""
        return key in self.templates

    def named(self, key: str, name: str | None, slot: str, **slots: Any) -> str:
        """The sentence of ``key`` about somebody named, or ``key_unnamed`` where nobody is."""
        return self.say(key, **{slot: name}, **slots) if name else self.say(f"{key}_unnamed", **slots)

    def count(self, units: float) -> str:
        """A whole number: 1,070,000."""
        if math.isnan(units) or units != int(units):
            raise ValueError(f"a count is a whole number; this is {units}")
        return str(format_decimal(int(units), locale=self.locale))

    def amount(self, units: float) -> str:
        """Hours or money: whole from ten on, one decimal below."""
        return str(format_decimal(round(units) if units >= 10 else round(units, 1), locale=self.locale))

    def percent(self, share: float, end: str = "") -> str:
        """A share from 0 to 1 in whole percents, everywhere alike.

        Args:
            share: from 0 to 1.
            end: "low" rounds down and "high" up: what is printed of a range holds wherever the range does.
        """
        if not -1e-9 <= share <= 1 + 1e-9:
            raise ValueError(f"a share lies between 0 and 1; this is {share}")
        rounding = {"low": math.floor, "high": math.ceil}.get(end, round)
        whole = rounding(round(100 * share, 6))
        if whole <= 0 and share > 1e-9:
            return self.say("percent.under", one=self._percent(1))
        if whole >= 100 and share < 1 - 1e-9:
            return self.say("percent.over", most=self._percent(99))
        return self._percent(whole)

    def points(self, difference: float) -> str:
        """A difference of two shares in percentage points, without its sign: 1.2."""
        return str(format_decimal(Decimal(f"{100 * abs(difference):.1f}"), format="0.0", locale=self.locale))

    def day(self, date: dt.date | str) -> str:
        """12 March 2019."""
        date = dt.date.fromisoformat(date) if isinstance(date, str) else date
        return long_day(date, self.locale)

    def listed(self, parts: Iterable[str], style: str = "standard") -> str:
        """One, two and three; ``style="or"`` joins by or."""
        return str(format_list(list(parts), style=style, locale=self.locale))  # type: ignore[arg-type]

    def _percent(self, whole: int) -> str:
        return str(format_percent(Decimal(whole) / 100, format=None, locale=self.locale))

    def _written(self, value: Any) -> str:
        if isinstance(value, bool):
            raise WordsError("a yes or no is no slot of a sentence")
        if isinstance(value, int):
            return self.count(value)
        if isinstance(value, dt.date):
            return self.day(value)
        return self.listed(value) if isinstance(value, list | tuple) else str(value)


def long_day(day: dt.date, locale: Locale | str) -> str:
    """A day as a language writes it out; in French the first of a month is its "1er", which the tables of babel lack."""
    written = str(format_date(day, format="long", locale=locale))
    return f"1er{written[1:]}" if str(locale).startswith("fr") and written.startswith("1 ") else written


@cache
def templates(language: str) -> dict[str, Any]:
    """Every template of a language, by its key: headings of the file and names below them joined by full stops."""
    document = tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    return dict(_flat(document))


def _flat(said: Mapping[str, Any], before: str = "") -> Iterable[tuple[str, Any]]:
    for name, value in said.items():
        key = f"{before}{name}"
        if isinstance(value, Mapping) and "other" not in value:
            yield from _flat(value, f"{key}.")
        else:
            yield key, value
