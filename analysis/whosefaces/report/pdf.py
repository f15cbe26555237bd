"""The report as a PDF, set by Typst from the same story as the page: six pages, and the appendix after them.

The template reads the story as data, so no text of it can be taken for markup. Letters are the report's own, the date is
the edition's, and Typst refuses a picture without words: the file is tagged, in one language, with a title, and comes out
with the same bytes each time.
"""

from __future__ import annotations

import datetime as dt
import json
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from whosefaces.errors import IncompleteError
from whosefaces.report import FONTS
from whosefaces.report.charts import Figure
from whosefaces.report.story import Story
from whosefaces.report.story.blocks import Block, Bullets, Cell, Chart, Linked, Section, Table

TEMPLATE = Path(__file__).parent / "templates" / "report.typ"
STANDARD: Literal["ua-1"] = "ua-1"
"""PDF/UA-1, the standard for accessible documents."""
COLUMN = 560
"""Pixels for which a chart is drawn that fills the column (162 mm): its smallest type, 12 pixels, is then 9.5 pt."""


def document(narrative: Story) -> bytes:
    """The PDF of a story.

    Raises:
        IncompleteError: Typst cannot set it; what it says, and where.
    """
    import typst

    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        shutil.copyfile(TEMPLATE, folder / "report.typ")
        (folder / "story.json").write_text(json.dumps(as_data(narrative), ensure_ascii=False), encoding="utf-8")
        for picture in (part for figure in narrative.figures for part in pictures(figure)):
            (folder / f"{picture.name}.svg").write_text(picture.svg(COLUMN, "pdf-"), encoding="utf-8")
        try:
            set_in_type: bytes = typst.compile(
                folder / "report.typ",
                root=folder,
                font_paths=[FONTS],
                ignore_system_fonts=True,
                format="pdf",
                pdf_standards=[STANDARD],
                timestamp=int(dt.datetime.combine(narrative.as_of, dt.time(), dt.UTC).timestamp()),
            )
        except typst.TypstError as error:
            raise IncompleteError(f"report.pdf: {error}".replace(str(folder), "")) from None
    return set_in_type


def pictures(figure: Figure) -> tuple[Figure, ...]:
    """A chart as it is drawn on paper: in parts where a page does not hold it."""
    return figure.parts or (figure,)


def as_data(narrative: Story) -> dict[str, Any]:
    """Everything that the template sets, as plain data."""
    say = narrative.words.say
    return {
        "title": narrative.title,
        "language": narrative.language,
        "investigation": narrative.investigation,
        "edition": say("form.edition_of", day=narrative.as_of),
        "date": [narrative.as_of.year, narrative.as_of.month, narrative.as_of.day],
        "notice": say("byline.notice").upper() if narrative.demonstration else "",
        "question": narrative.question,
        "deck": " ".join(narrative.lead.deck),
        "opening": _block(Chart(narrative.opening)),
        "dataset": [_block(block) for block in narrative.dataset],
        "byline": [*narrative.byline, say("byline.contact", contact=narrative.contact)],
        "sections": [_section(section) for section in narrative.sections],
        "appendix": [_section(section) for section in narrative.appendix],
        "appendix_title": say("appendix.title"),
    }


def _section(section: Section) -> dict[str, Any]:
    return {"heading": section.heading, "blocks": [_block(block) for block in section.blocks]}


def _block(block: Block) -> dict[str, Any]:
    content: dict[str, Any] = {"kind": block.kind}
    if isinstance(block, Chart):
        figure = block.figure
        drawn = [{"file": f"{part.name}.svg", "alt": part.text} for part in pictures(figure)]
        return content | {"title": figure.title, "pictures": drawn, "says": block.says}
    if isinstance(block, Table):
        rows = [[_cell(value) for value in row] for row in block.rows]
        return content | {"caption": block.caption, "columns": list(block.columns), "rows": rows}
    if isinstance(block, Bullets):
        return content | {"items": list(block.items)}
    return content | {"text": block.text, "links": _links(getattr(block, "links", ()))}


def _cell(value: Cell) -> list[str]:
    if isinstance(value, Linked) and value.address.startswith("https://"):
        return [value.text, value.address]
    return [value.text if isinstance(value, Linked) else value, ""]


def _links(links: Sequence[Linked]) -> list[list[str]]:
    """Links that lead somewhere from paper too; files beside the page are named there."""
    return [[link.text, link.address if ":" in link.address else ""] for link in links]
