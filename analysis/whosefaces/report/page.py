"""The page: ``report.html``, one file that asks nothing of any other, and the charts beside it to take."""

from __future__ import annotations

import base64
import datetime as dt
import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from whosefaces.investigation import Investigation
from whosefaces.report import downloads, pdf, published, story
from whosefaces.report.charts import Figure, known, said
from whosefaces.report.charts.drawing import FONTS, NARROW, WIDE
from whosefaces.report.words import wording
from whosefaces.report.words.headline import Headline
from whosefaces.report.words.numbers import count, day, percent
from whosefaces.report.words.prose import Sentence

TEMPLATES = Path(__file__).parent / "templates"

FACES = (
    ("Faces Serif", "normal", 400, "FacesSerif-Regular.woff2"),
    ("Faces Serif", "italic", 400, "FacesSerif-Italic.woff2"),
    ("Faces Serif", "normal", 700, "FacesSerif-Bold.woff2"),
    ("Faces Sans", "normal", 400, "FacesSans-Regular.woff2"),
    ("Faces Sans", "normal", 600, "FacesSans-SemiBold.woff2"),
)
"""Family, style, weight and file of every letter on the page."""


def write(investigation: Investigation, as_of: dt.date, case: Path, public: Path) -> Path:
    """Write the report from the findings and tables that lie in ``public``: page, PDF, charts and numbers to take.

    Args:
        investigation: whose report it is.
        as_of: the edition's day; the only clock on the page.
        case: not read: a report is made of published findings only.
        public: holds ``findings.json`` and ``tables/``; gets ``report.html``, ``report.pdf``, ``charts/`` and
            ``corrections.json``.

    Returns:
        The page's path.

    Raises:
        IncompleteError: findings or tables are missing, or a sentence says a number that no finding holds.
    """
    del case
    told = story.tell(investigation, published.read(public, as_of))
    folder = public / "charts"
    folder.mkdir(exist_ok=True)
    for figure in told.figures:
        downloads.write(figure, folder)
    (public / "report.pdf").write_bytes(pdf.document(told))
    said = json.dumps(_spoken(told), indent=1, ensure_ascii=False) + "\n"
    (public / "corrections.json").write_text(said, encoding="utf-8", newline="\n")
    path = public / "report.html"
    path.write_text(html(told), encoding="utf-8", newline="\n")
    return path


def _spoken(told: story.Story) -> dict[str, Any]:
    """Corrections and replies, for ``corrections.json``."""
    return {
        "corrections": [each.model_dump(mode="json") for each in told.corrections],
        "replies": [each.model_dump(mode="json") for each in told.replies],
    }


def html(told: story.Story) -> str:
    """The page of a story."""
    return _templates().get_template("report.html").render(story=told, style=_style(), place_of=_places(told))


@cache
def _templates() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"sentence": _sentence, "day": day, "count": _count, "percent": _percent, "said": said}
    made.globals |= {"drawn": _drawn, "strip": _strip, "wording": wording, "taken": downloads.TAKEN}
    return made


def _sentence(parts: Sentence) -> Markup:
    """A sentence with each number as ``<data>``: its finding, its column and the exact value stand in the page."""
    written = [
        escape(part)
        if isinstance(part, str)
        else Markup('<data value="{}" data-finding="{}" data-column="{}">{}</data>').format(
            repr(part.value), part.finding, part.column, part.text
        )
        for part in parts
    ]
    return Markup("").join(written)


def _drawn(figure: Figure) -> Markup:
    """A chart at both widths; the page shows the one that fits."""
    wide, narrow = (
        figure.svg(width).replace("<svg ", f'<svg data-for="{name}" ', 1)
        for width, name in ((WIDE, "wide"), (NARROW, "narrow"))
    )
    return Markup(wide + narrow)  # noqa: S704 - our own charts, whose words Vega has escaped


def _places(told: story.Story) -> Callable[[str], str]:
    """Where on the page a finding stands: set large, or as a row of the table of all."""
    set_large = {each.finding for each in told.primary}
    return lambda name: f"#finding-{name}" if name in set_large else f"#row-{name}"


def _strip(of: Headline) -> Markup:
    """A finding's share on a line from nothing to all, for the eye only: the words beside it say the same."""
    marks = ['<line class="track" x1="0" x2="100" y1="9" y2="9"/>']
    if of.status == "by rule":
        marks.append('<rect class="gate" x="0" y="1" width="2.5" height="16"/>')
    elif of.bounds is None:
        marks = ['<line class="none" x1="0" x2="100" y1="9" y2="9"/>']
    else:
        low, high = (100 * end for end in of.bounds)
        if of.interval:
            first, last = (100 * end for end in of.interval)
            marks.append(f'<line class="interval" x1="{first:.2f}" x2="{last:.2f}" y1="9" y2="9" stroke-width="2"/>')
        if high > low:
            marks.append(f'<rect class="open" x="{low:.2f}" y="3" width="{high - low:.2f}" height="12"/>')
        else:
            marks.append(f'<rect class="dot" x="{low - 0.75:.2f}" y="2" width="1.5" height="14"/>')
    drawn = "".join(mark.replace("/>", ' vector-effect="non-scaling-stroke"/>') for mark in marks)
    opening = '<svg class="strip" aria-hidden="true" viewBox="0 0 100 18" preserveAspectRatio="none">'
    return Markup(opening + drawn + "</svg>")  # noqa: S704 - numbers and our own marks


def _count(value: int | None) -> str:
    return count(value) if value is not None and known(value) else "–"


def _percent(value: float | None) -> str:
    return percent(float(value)) if known(value) and value is not None else "–"


@cache
def _style() -> Markup:
    """The style sheet, with the letters in it."""
    faces = "".join(
        f"@font-face{{font-family:'{family}';font-style:{style};font-weight:{weight};font-display:swap;"
        f"src:url(data:font/woff2;base64,{base64.b64encode((FONTS / file).read_bytes()).decode()}) format('woff2')}}\n"
        for family, style, weight, file in FACES
    )
    rules = re.sub(r"/\*.*?\*/\s*", "", (TEMPLATES / "report.css").read_text(encoding="utf-8"), flags=re.DOTALL)
    return Markup(faces + rules)  # noqa: S704 - our own style sheet
