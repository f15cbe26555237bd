"""What a reader must be told of an edition's past: numbers added, changed, withdrawn.

``CHANGELOG.md`` is written from the comparison with the edition before, above what that edition's own changelog said.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from whosefaces.report.between.compare import Comparison, Told
    from whosefaces.report.words.catalogue import Words

NAME = "CHANGELOG.md"


def write(new: Told, before: Path | None, comparison: Comparison | None, public: Path, words: Words) -> Path:
    """Write ``CHANGELOG.md``: this edition's entry, then what the edition before said of itself and its past.

    Args:
        new: the edition that is being made.
        before: the changelog of the edition before, where there is one.
        comparison: with that edition; None for a first one.
        public: gets the file.
        words: the language of the entry.
    """
    head = [f"# {new.said['investigation']}\n"]
    if new.said["demonstration"]:
        head.append(f"**{words.say('byline.notice').upper()}**\n")
    past = ""
    if before is not None and before.exists():
        past = before.read_text(encoding="utf-8")
        past = "\n" + past[past.index("\n## ") + 1 :] if "\n## " in past else ""
    text = "\n".join([*head, *entry(new, comparison, words)]) + past
    path = public / NAME
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def entry(new: Told, comparison: Comparison | None, words: Words) -> list[str]:
    """One edition's part of the changelog, as lines of Markdown: sentences, and no list of internal names."""
    lines = [f"## {new.as_of.isoformat()}\n"]
    if comparison is None:
        return [*lines, words.say("changed.first_edition", n=len(new.findings)) + "\n"]
    lines.append(words.say("changed.since", day=words.day(comparison.old)) + "\n")
    said = [row for change in ("moved", "added", "withdrawn") for row in comparison.of(change)["says"]]
    lines += [f"- {_plain(each)}" for each in said] + [""] * bool(said)
    same = len(comparison.of("unchanged"))
    if same:
        lines.append(words.say("changed.unchanged", n=same, all=len(comparison.changes)) + "\n")
    return [*lines, comparison.method() + "\n"]


def _plain(text: str) -> str:
    """Text that Markdown does not read anything into."""
    return "".join("\\" + letter if letter in "\\`*_{}[]<>#|" else letter for letter in str(text))
