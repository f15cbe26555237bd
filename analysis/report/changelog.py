"""``CHANGELOG.md``: the numbers that an edition added, changed and withdrew, above what the edition before said of itself.

What people write about an edition (corrections, replies) is read by :mod:`analysis.report.corrections`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from analysis.report.numbers import day

if TYPE_CHECKING:
    from analysis.report.compare import Comparison, Told

NAME = "CHANGELOG.md"


def write(new: Told, before: Path | None, comparison: Comparison | None, public: Path) -> Path:
    """Write ``CHANGELOG.md``: this edition's entry, then what the edition before said of itself and its past.

    Args:
        new: the edition that is being made.
        before: the changelog of the edition before, where there is one.
        comparison: with that edition; None for a first one.
        public: gets the file.
    """
    head = [f"# Changelog of {new.said['investigation']}\n"]
    if new.said["demonstration"]:
        head.append("**DEMONSTRATION: INVENTED DATA.**\n")
    past = ""
    if before is not None and before.exists():
        past = before.read_text(encoding="utf-8")
        past = "\n" + past[past.index("\n## ") + 1 :] if "\n## " in past else ""
    text = "\n".join([*head, *entry(new, comparison)]) + past
    path = public / NAME
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def entry(new: Told, comparison: Comparison | None) -> list[str]:
    """One edition's part of the changelog, as lines of Markdown."""
    lines = [f"## {new.as_of.isoformat()}\n"]
    if comparison is None:
        return [*lines, f"The first edition: {len(new.findings)} numbers.\n"]
    lines.append(f"Against the edition of {day(comparison.old)}.\n")
    for title, change in (("Added", "added"), ("Changed", "moved"), ("Withdrawn", "withdrawn")):
        rows = comparison.of(change)
        if len(rows):
            lines += [f"### {title}\n", *(f"- {_plain(said)}" for said in rows["says"]), ""]
    same = comparison.of("unchanged")
    if len(same):
        lines += ["### Unchanged\n", f"{len(same)}: {', '.join(same['id'])}.\n"]
    lines += ["### How it is counted\n", comparison.method() + "\n"]
    return lines


def _plain(said: str) -> str:
    """Text that Markdown does not read anything into."""
    return "".join("\\" + letter if letter in "\\`*_{}[]<>#|" else letter for letter in str(said))
