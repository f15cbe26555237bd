"""The words of this project, each defined once, in ``data/reference/glossary.toml``.

``python -m whosefaces.dossiers.glossary`` writes ``GLOSSARY.md`` from it.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache

from whosefaces import PROJECT

FILE = PROJECT / "data" / "reference" / "glossary.toml"
PAGE = PROJECT / "GLOSSARY.md"
GROUPS = {"survey": "Words of sampling", "flickr": "Words of Flickr", "ours": "Words of this project"}


@dataclass(frozen=True)
class Word:
    """One word: its term, its definition in English, and its group (a key of GROUPS)."""

    term: str
    definition: str
    group: str


@cache
def words() -> tuple[Word, ...]:
    """Every word, by term. Raises KeyError where an entry lacks a field or names an unknown group."""
    entries = tomllib.loads(FILE.read_text(encoding="utf-8"))["word"]
    all_words = [Word(entry["term"], entry["is"], entry["group"]) for entry in entries]
    for word in all_words:
        GROUPS[word.group]  # an unknown group is a KeyError
    return tuple(sorted(all_words, key=lambda word: word.term.casefold()))


def page() -> str:
    """``GLOSSARY.md``: three tables, a word a row."""
    parts = [
        "# Glossary\n\nThe words that the code, the tables and the report use. Written by "
        "`python -m whosefaces.dossiers.glossary` from `data/reference/glossary.toml`; do not edit here.\n"
    ]
    for group, heading in GROUPS.items():
        rows = [f"| **{word.term}** | {word.definition} |" for word in words() if word.group == group]
        parts.append(f"\n## {heading}\n\n| Word | Means |\n|---|---|\n" + "\n".join(rows) + "\n")
    return "".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
