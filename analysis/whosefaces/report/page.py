"""The page and its appendix: a function of ``public/`` alone, so that anybody can make them again, byte for byte."""

from __future__ import annotations

import base64
import datetime as dt
import json
import re
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from whosefaces.investigation import Investigation
from whosefaces.report import FONTS, about, downloads, forms, pdf, published, story
from whosefaces.report.charts import Figure
from whosefaces.report.charts.drawing import NARROW, WIDE
from whosefaces.report.story import Story
from whosefaces.report.words.catalogue import LOCALES

TEMPLATES = Path(__file__).parent / "templates"
PAGE, APPENDIX, PAPER = "report.html", "appendix.html", "report.pdf"

FACES = (
    ("Faces Serif", "normal", 400, "FacesSerif-Regular.woff2"),
    ("Faces Serif", "italic", 400, "FacesSerif-Italic.woff2"),
    ("Faces Serif", "normal", 700, "FacesSerif-Bold.woff2"),
    ("Faces Sans", "normal", 400, "FacesSans-Regular.woff2"),
    ("Faces Sans", "normal", 600, "FacesSans-SemiBold.woff2"),
)
"""Family, style, weight and file of every letter on the page."""


def write(investigation: Investigation, as_of: dt.date, case: Path, public: Path) -> Path:
    """Write the report from the findings and tables that lie in ``public``.

    Args:
        investigation: whose report it is; what the page says of it is written into ``about.json`` first.
        as_of: the edition's day; the only clock on the page.
        case: not read: a report is made of published findings only.
        public: holds ``findings.json`` and ``tables/``; gets ``about.json``, the page, its appendix, the PDF,
            ``charts/``, ``embed/``, ``summary.txt``, ``card.png`` and ``corrections.json``.

    Returns:
        The page's path.

    Raises:
        IncompleteError: findings or tables are missing.
    """
    del case
    about.write(investigation, as_of, public)
    return publish(public)


def publish(public: Path) -> Path:
    """Make everything of the report from what else lies in ``public``, as anybody can who has the folder.

    Returns:
        The page's path.
    """
    narrative = story.tell(published.read(public))
    folder = public / "charts"
    folder.mkdir(exist_ok=True)
    for figure in narrative.figures:
        downloads.write(figure, folder)
    forms.write(narrative, public)
    (public / PAPER).write_bytes(pdf.document(narrative))
    document = json.loads((public / published.ABOUT).read_text(encoding="utf-8"))
    spoken = {name: document[name] for name in ("corrections", "replies")}
    text = json.dumps(spoken, indent=1, ensure_ascii=False) + "\n"
    (public / "corrections.json").write_text(text, encoding="utf-8", newline="\n")
    (public / APPENDIX).write_bytes(_html("appendix.html", narrative))
    path = public / PAGE
    path.write_bytes(_html("report.html", narrative))
    return path


def render(public: Path) -> bytes:
    """The page of an edition, from its ``public/`` folder alone: the same bytes as ``report.html`` there.

    Raises:
        IncompleteError: findings, tables or ``about.json`` are missing.
    """
    return _html("report.html", story.tell(published.read(public)))


def render_appendix(public: Path) -> bytes:
    """The appendix of an edition, likewise."""
    return _html("appendix.html", story.tell(published.read(public)))


def html(narrative: Story) -> str:
    """The page of a story."""
    return _html("report.html", narrative).decode("utf-8")


def _html(template: str, narrative: Story) -> bytes:
    words = narrative.words
    text = (
        _templates()
        .get_template(template)
        .render(
            story=narrative,
            say=words.say,
            day=words.day,
            style=_style(),
            locale=LOCALES[narrative.language].replace("_", "-"),
        )
    )
    return text.encode("utf-8")


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"drawn": _drawn}
    return environment


def _drawn(figure: Figure) -> Markup:
    """A chart at both widths; the page shows the one that fits."""
    wide, narrow = (
        figure.svg(width).replace("<svg ", f'<svg data-for="{name}" ', 1)
        for width, name in ((WIDE, "wide"), (NARROW, "narrow"))
    )
    return Markup(wide + narrow)  # noqa: S704 - our own charts, whose words Vega has escaped


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
