"""The sentences of the letters, in six languages: data, one file a language in ``data/reference/letters``.

A sentence names its gaps as {name} and its legal references as {law:ID}. Filling is strict: a gap without a value, or a
reference that ``data/reference/law`` does not hold, stops the letter.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, get_args

from whosefaces import PROJECT
from whosefaces.dossiers import law
from whosefaces.dossiers.law import Language
from whosefaces.errors import WhoseFacesError

FOLDER = PROJECT / "data" / "reference" / "letters"
LANGUAGES: tuple[Language, ...] = get_args(Language)
ENGLISH_ONLY = ("uk_", "ccpa", "bipa", "lgpd", "pipeda")
"""Letters under the law of one English-speaking country, or to a holder there, are written in English alone: the blocks,
subjects and advice that begin so stand in the English file only."""

GAP = re.compile(r"\{([a-z_]+)\}")
LAW = re.compile(r"\{law:([a-z0-9-]+)\}")


class LetterError(WhoseFacesError):
    """A letter cannot be written: something is missing, or does not fit. The message says what to give."""


@dataclass(frozen=True)
class Catalogue:
    """One language: its phrases, the subject of each letter, its blocks, and the advice that goes beside a letter."""

    language: Language
    phrases: Mapping[str, str]
    subject: Mapping[str, str]
    block: Mapping[str, str]
    advice: Mapping[str, str]

    def fill(self, text: str, values: Mapping[str, str]) -> str:
        """A sentence with its gaps and references filled.

        Raises:
            LetterError: a gap has no value.
            LawError: a reference does not exist.
        """
        references: list[str] = []

        def reference(match: re.Match[str]) -> str:
            references.append(match[1])
            return f"\0{len(references) - 1}\0"

        # References first: what a person typed into a gap is never read as one.
        text = text.replace("{law:{limit_reference}}", f"{{law:{values.get('limit_reference', '')}}}")
        text = LAW.sub(reference, text)
        if missing := sorted({name for name in GAP.findall(text) if not values.get(name, "").strip()}):
            raise LetterError(f"missing: {', '.join(_option(name) for name in missing)}; no letter leaves with a gap")
        written = law.cited(references, self.language, values.get("law_called") or None)
        text = GAP.sub(lambda match: values[match[1]].strip(), text)
        return re.sub("\0(\\d+)\0", lambda match: written[references[int(match[1])]], text)


def _option(gap: str) -> str:
    """A gap, and how it is given on the command line."""
    option = {"child": "for-child", "sent_on": "request", "due_on": "request"}.get(gap, gap.replace("_", "-"))
    return f"{gap.replace('_', ' ')} (--{option})"


@cache
def catalogue(language: str) -> Catalogue:
    """The catalogue of a language. Raises LetterError where there is none."""
    if language not in LANGUAGES:
        raise LetterError(f"{language}: no letters in this language; there are {', '.join(LANGUAGES)}")
    data: dict[str, Any] = tomllib.loads(Path(FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    return Catalogue(language, data["phrases"], data["subject"], data["block"], data["advice"])


def references_in(text: str) -> list[str]:
    """The ids of the legal references that a sentence names, in order."""
    return LAW.findall(text)
