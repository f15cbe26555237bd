"""The notice that a holder could send to everybody concerned: how many messages, in which order, and the text.

What may leave for the holder is counts and words. It names no account: the holder's own list may carry none, and a pack
joined with the parent dataset would name them all. The order of accounts, for the reporter's own check, stays in the case.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from whosefaces.way_out.catalogue import LANGUAGES, LetterError, catalogue

STEP = 100
MUST_SAY: tuple[tuple[str, str], ...] = (
    ("holder", "Article 14(1)(a): who you are and how you can be reached"),
    ("purpose", "Article 14(1)(c): what the data are used for, and the legal basis"),
    ("categories", "Article 14(1)(d): which kinds of data"),
    ("recipients", "Article 14(1)(e): to whom the data went"),
    ("kept_for", "Article 14(2)(a): how long the data are kept"),
    ("rights", "Article 14(2)(c): the rights to access, erasure and objection"),
    ("complaint", "Article 14(2)(e): the right to complain to an authority"),
    ("source", "Article 14(2)(f): where the data came from"),
)
"""What Article 14 GDPR asks a holder to say, by the gap of the notice that it fills."""


@dataclass(frozen=True)
class Step:
    """After so many messages, to the accounts with most photos first: the share of the photos with a known owner reached."""

    messages: int
    photos: int
    share: float


def order(photos_of_each: Sequence[int]) -> tuple[Step, ...]:
    """What each hundred messages reaches, largest accounts first; the last step is everybody.

    Args:
        photos_of_each: how many photos of the list each account has, in any order.
    """
    total = sum(photos_of_each)
    steps, reached = [], 0
    for sent, photos in enumerate(sorted(photos_of_each, reverse=True), 1):
        reached += photos
        if sent % STEP == 0 or sent == len(photos_of_each):
            steps.append(Step(sent, reached, reached / total))
    return tuple(steps)


def accounts_of(frame: Path) -> tuple[list[tuple[str, int]], int]:
    """Each account of a frame with its photos, largest first, and how many photos have no known owner. For the case only."""
    from whosefaces.manifest import engine

    with engine.started() as duck:
        duck.parquet("frame", frame)
        rows = duck.rows(
            "SELECT account_key, count(DISTINCT photo_id) AS photos FROM frame "
            "WHERE photo_id IS NOT NULL AND set_aside IS NULL GROUP BY account_key ORDER BY photos DESC, account_key"
        )
    return [(key, photos) for key, photos in rows if key is not None], sum(n for key, n in rows if key is None)


@dataclass(frozen=True)
class Pack:
    """What may leave for the holder: the steps, the text by language, and what only the holder can say."""

    steps: tuple[Step, ...]
    without_owner: int
    text: Mapping[str, str]
    only_you: tuple[str, ...]

    def counts_csv(self) -> str:
        """The steps as CSV: counts, and nothing of any account."""
        out = io.StringIO(newline="")
        writer = csv.writer(out)
        writer.writerow(["messages", "photos_reached", "share_of_photos_with_a_known_owner"])
        writer.writerows([step.messages, step.photos, f"{step.share:.4f}"] for step in self.steps)
        return out.getvalue()


def pack(photos_of_each: Sequence[int], without_owner: int, facts: Mapping[str, str]) -> Pack:
    """The notice pack.

    Args:
        photos_of_each: photos of each account; counts alone, no names.
        without_owner: photos whose owner is not known: nobody can be told of them.
        facts: what is established, by the gaps of the notice: ``dataset`` is needed, ``look_up`` may be given; a sentence whose
            gap is empty is left out, and is listed under ``only_you`` where Article 14 asks for it.

    Raises:
        LetterError: the dataset has no name, or there is no account.
    """
    if not photos_of_each:
        raise LetterError(
            "the list names no owner, so there is nobody to write to; a parent dataset may know them ([parent])"
        )
    texts: dict[str, str] = {language: _notice(language, facts) for language in LANGUAGES}
    only_you = tuple(what for gap, what in MUST_SAY if gap not in {"rights", "complaint"} and not facts.get(gap))
    return Pack(order(photos_of_each), without_owner, texts, only_you)


def _notice(language: str, facts: Mapping[str, str]) -> str:
    words = catalogue(language)
    lines = []
    for name, sentence in words.block.items():
        if name.startswith("notice_"):
            gap = name.removeprefix("notice_")
            if gap in {"opening", "rights", "complaint"} or facts.get(gap):
                lines.append(words.fill(sentence, facts))
    return "\n\n".join([words.phrases["greeting"], *lines])
