"""Other forms of the report: a paragraph for a CMS, a card for a social network, and each chart to embed, no script."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from whosefaces.report import FONTS, pen
from whosefaces.report.charts.drawing import BLUE, INK, MUTED, PAPER, VERMILION
from whosefaces.report.downloads import compact
from whosefaces.report.story import Story

CARD = (1200, 630)
"""Pixels of the card, as social networks show it."""
SUMMARY = "summary.txt"
TEMPLATES = Path(__file__).parent / "templates"


def write(narrative: Story, public: Path) -> None:
    """Write ``summary.txt``, ``card.png`` and ``embed/`` into ``public``."""
    (public / SUMMARY).write_text(summary(narrative), encoding="utf-8", newline="\n")
    (public / "card.png").write_bytes(card(narrative))
    folder = public / "embed"
    folder.mkdir(exist_ok=True)
    template = _environment().get_template("embed.html")
    for figure in narrative.figures:
        values: dict[str, Any] = {
            "figure": figure,
            "svg": Markup(figure.svg()),  # noqa: S704
            "story": narrative,
            "say": narrative.words.say,
        }
        values["day"] = narrative.words.day
        (folder / f"{figure.name}.html").write_text(template.render(values), encoding="utf-8", newline="\n")


def summary(narrative: Story) -> str:
    """One paragraph with headline, deck, the main uncertainty and the source: for a CMS, as plain text."""
    words = narrative.words
    notice = f"{words.say('byline.notice')}. " if narrative.demonstration else ""
    checked = next((section for section in narrative.sections if section.name == "how"), None)
    how = getattr(checked.blocks[0], "text", "") if checked and checked.blocks else ""
    source = words.say("form.cms_source", by=narrative.by, name=narrative.investigation, day=narrative.as_of)
    return f"{notice}{narrative.lead.text} {how} {source}\n"


def card(narrative: Story) -> bytes:
    """The finding and its uncertainty as a PNG of :data:`CARD`."""
    width, height = CARD
    title, size = _fitted(narrative.title)
    lines = [(line, 40 + i * size * 1.15) for i, line in enumerate(title)]
    marks = [_text(line, 70, 110 + y, size, "Faces Serif", 700, INK) for line, y in lines]
    top = 110 + lines[-1][1] + 70
    for line in textwrap.wrap(" ".join(narrative.lead.deck), 68)[:4]:
        marks.append(_text(line, 70, top, 32, "Faces Sans", 400, INK))
        top += 44
    foot = f"{narrative.by} · {narrative.words.say('form.edition_of', day=narrative.as_of)}"
    marks.append(_text(foot, 70, height - 46, 24, "Faces Sans", 400, MUTED))
    if narrative.demonstration:
        marks.append(f'<rect x="0" y="0" width="{width}" height="52" fill="#fff0b8"/>')
        marks.append(_text(narrative.words.say("byline.notice").upper(), 70, 35, 22, "Faces Sans", 600, "#3d2f00"))
    bar = f'<rect x="0" y="52" width="16" height="{height - 52}" fill="{VERMILION if narrative.lead.kind.startswith("no_") else BLUE}"/>'
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<rect width="{width}" height="{height}" fill="{PAPER}"/>{bar}{"".join(marks)}</svg>'
    )
    return compact(pen.png(svg, scale=1))


def _fitted(title: str) -> tuple[list[str], int]:
    """The headline in as large a type as leaves room for the deck."""
    for size in (64, 56, 48, 42):
        lines = textwrap.wrap(title, int(1060 / (0.5 * size)))
        if len(lines) * size * 1.15 <= 250:
            return lines, size
    return lines, size


def _text(text: str, x: float, y: float, size: float, family: str, weight: int, colour: str) -> str:
    style = f'font-family="{family}" font-size="{size}" font-weight="{weight}" fill="{colour}"'
    return str(Markup('<text x="{}" y="{}" {}>{}</text>').format(x, round(y, 1), Markup(style), text))  # noqa: S704


def _environment() -> Environment:
    assert FONTS.is_dir()
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
