"""Every template of the catalogue with what it says, from editions that never were: ``docs/sentences.md``.

Run by hand after the catalogue has changed: ``python -m studies.sentences``; a test holds the page to it.
"""

from __future__ import annotations

from pathlib import Path

from whosefaces import PROJECT
from whosefaces.report import story
from whosefaces.report.words.catalogue import LOCALES, templates

from studies.invented_editions import edition

PAGE = PROJECT / "docs" / "sentences.md"

COLUMNS = {
    "sample": "closed",
    "every one counted": "closed census",
    "range only": "wide range",
    "nothing known": "nothing asked",
    "none, by rule": "no route",
    "not established": "not established",
    "small list": "small list",
    "changed": "changed",
}
"""Each kind of edition that the page shows, and the invented edition that stands for it."""


def page() -> str:
    """The page: headline and deck of every kind in each language, then each sentence where it is said."""
    lines = [
        "# The sentences",
        "",
        "Everything that a report can print is a template of `analysis/whosefaces/report/words/`, in three languages. This page is",
        "computed from them and from invented editions (`python -m studies.sentences`); the limits that they keep to are those of",
        "the voice: one idea a sentence, 20 words in a headline, 25 in a sentence of the deck, 30 elsewhere, LIX 55 at most.",
        "",
        "## Headline and deck, by what an edition found",
        "",
    ]
    for language in LOCALES:
        lines += [f"### {language}", "", "| Kind of edition | Headline and deck |", "|---|---|"]
        lines += [f"| {kind} | {_cell(story.tell(edition(kind, language)).lead.text)} |" for kind in _kinds()]
        lines.append("")
    lines += ["## Every sentence, where it is said", ""]
    spoken = {name: _spoken(kind) for name, kind in COLUMNS.items()}
    english = templates("en")
    for key in english:
        by_language = {name: texts[key] for name, texts in spoken.items() if key in texts}
        lines += [f"**`{key}`** {_cell(_written(english[key]))}", ""]
        by_text: dict[str, list[str]] = {}
        for name, text in by_language.items():
            by_text.setdefault(text, []).append(name)
        lines += [f"- {', '.join(names)}: {_cell(text)}" for text, names in by_text.items()]
        lines += [""] * bool(by_language)
    return "\n".join(lines).rstrip() + "\n"


def _kinds() -> tuple[str, ...]:
    from studies.invented_editions import KINDS

    return KINDS


def _spoken(kind: str) -> dict[str, str]:
    """What the first use of each template says in an edition of a kind."""
    story_of = story.tell(edition(kind))
    templates: dict[str, str] = {}
    for key, text in story_of.words.spoken:
        templates.setdefault(key, text)
    return templates


def _written(template: object) -> str:
    return " / ".join(template.values()) if isinstance(template, dict) else str(template)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def write(path: Path = PAGE) -> None:
    """Write the page."""
    path.write_text(page(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write()
