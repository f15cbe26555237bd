"""How hard a sentence is to read: its words, and LIX, which needs no dictionary and serves every language here.

LIX: words a sentence, and the share of words of more than six letters in percent (Bjornsson, 1968).
"""

from __future__ import annotations

import re

MIDDLE, MOST = 35, 55
"""The LIX that half of a page's sentences keep to, and the one that none goes over, in every language."""

_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*|\d[\d.,\u202f\u00a0]*")
_END = re.compile(r"(?<=[.!?:])\s+(?=[A-ZÄÖÜÉÀÇ“„«])")


def words_in(text: str) -> int:
    """Words of a text; a number is one."""
    return len(_WORD.findall(text))


def sentences(text: str) -> list[str]:
    """A paragraph's sentences; our templates hold one each, so that a capital after a full stop begins the next."""
    return [part for part in _END.split(text) if words_in(part)]


def is_sentence(text: str) -> bool:
    """Whether a text is a sentence, and not a label, a heading or a number."""
    return text.rstrip().endswith((".", "?", "!"))


def lix(sentence: str) -> float:
    """LIX of one sentence."""
    words = _WORD.findall(sentence)
    if not words:
        return 0.0
    long = sum(len(re.sub(r"[’'-]", "", word)) > 6 for word in words)
    return len(words) + 100 * long / len(words)
