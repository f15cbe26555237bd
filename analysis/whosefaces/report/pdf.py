"""The report as a PDF, set by Typst from the same story as the page.

The template reads the story as data, so no text of it can be taken for markup. Letters are the report's own, the date is
the edition's, and Typst refuses a picture without words: the file is tagged, in one language, with a title, and comes out
with the same bytes each time.
"""

from __future__ import annotations

import datetime as dt
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any, Literal

from whosefaces.errors import IncompleteError
from whosefaces.report.charts import Figure, said
from whosefaces.report.charts.drawing import FONTS, WIDE
from whosefaces.report.story import Section, Story
from whosefaces.report.words import wording
from whosefaces.report.words.headline import Headline
from whosefaces.report.words.numbers import day
from whosefaces.report.words.prose import Row, Sentence, plain

TEMPLATE = Path(__file__).parent / "templates" / "report.typ"
STANDARD: Literal["ua-1"] = "ua-1"
"""PDF/UA-1, the standard for accessible documents."""


def document(told: Story) -> bytes:
    """The PDF of a story.

    Raises:
        IncompleteError: Typst cannot set it; what it says, and where.
    """
    import typst

    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        shutil.copyfile(TEMPLATE, folder / "report.typ")
        (folder / "story.json").write_text(json.dumps(as_data(told), ensure_ascii=False), encoding="utf-8")
        for figure in told.printed:
            (folder / f"{figure.name}.svg").write_text(figure.svg(WIDE, "pdf-"), encoding="utf-8")
        try:
            set_in_type: bytes = typst.compile(
                folder / "report.typ",
                root=folder,
                font_paths=[FONTS],
                ignore_system_fonts=True,
                format="pdf",
                pdf_standards=[STANDARD],
                timestamp=int(dt.datetime.combine(told.as_of, dt.time(), dt.UTC).timestamp()),
            )
        except typst.TypstError as error:
            raise IncompleteError(f"report.pdf: {error}".replace(str(folder), "")) from None
    return set_in_type


def as_data(told: Story) -> dict[str, Any]:
    """Everything that the template sets, as plain data."""
    return {
        "title": told.title,
        "investigation": told.investigation,
        "question": told.question,
        "day": day(told.as_of),
        "date": [told.as_of.year, told.as_of.month, told.as_of.day],
        "invented": told.demonstration,
        "standfirst": plain(told.standfirst),
        "primary": [_large(each) for each in told.primary],
        "ranges": told.ranges,
        "opening": _figure(told.opening, told.opening_key, ()),
        "answer": [[lead, plain(sentence)] for lead, sentence in told.answer],
        "sections": [_section(section) for section in told.sections],
        "method": list(wording.METHOD),
        "methods": list(told.methods),
        "suppression": told.suppression,
        "limits": list(wording.LIMITS),
        "glossary": [list(entry) for entry in wording.GLOSSARY],
        "replies": [
            {
                "who": each.who,
                "finding": each.finding,
                "asked": day(each.asked),
                "date": day(each.date) if each.date else None,
                "text": each.text,
                "source": each.source,
            }
            for each in told.replies
        ],
        "corrections": [
            {
                "finding": each.finding,
                "edition": day(each.edition),
                "date": day(each.date),
                "was": each.was,
                "now": each.now,
                "why": each.why,
            }
            for each in told.corrections
        ],
        "contact": told.contact,
        "sealed": [list(entry) for entry in told.provenance.items()],
        "findings": [_finding(row) for row in told.findings],
    }


def _large(of: Headline) -> dict[str, Any]:
    return {
        "value": [plain(part) for part in of.value],
        "finding": of.finding,
        "says": of.says,
        "numbers": plain(of.in_numbers),
        "way": of.way,
        "detail": plain(of.basis),
        "status": of.status,
    }


def _figure(figure: Figure, key: str, says: Sentence) -> dict[str, Any]:
    return {"file": f"{figure.name}.svg", "title": figure.title, "alt": figure.text, "key": key, "says": plain(says)}


def _section(section: Section) -> dict[str, Any]:
    return {
        "question": section.question,
        "notes": section.notes,
        "figures": [
            _figure(figure, section.key if i == 0 else "", section.says.get(figure.name, ()))
            for i, figure in enumerate(section.figures)
        ],
        "answer": [] if section.figures else [plain(sentence) for sentence in section.answer],
        "sources": [[source.text, source.address] for source in section.sources],
        "routes": [
            {
                "title": route.title,
                "supposed": route.kind == "counterfactual",
                "summary": route.summary,
                "note": route.note,
                "sources": [[source.title, source.address] for source in route.source if source.address],
            }
            for route in section.routes
        ],
    }


def _finding(row: Row) -> list[str]:
    return [str(row["id"]), str(row["label"]), said(row), str(row["kind"])]
