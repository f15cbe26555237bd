"""The report on paper: a chart is never cut at the foot of a page, and its smallest type is eight points or more."""

import re

import pytest
from whosefaces.report import pdf, story
from whosefaces.report.charts import bars, shares
from whosefaces.report.words.catalogue import LOCALES, Words
from whosefaces.report.words.finding import Share

from studies.invented_editions import edition

COLUMN_MM, PAGE_MM = 162, 255
"""A4 less the margins of the template."""
TITLE_MM = 12
LONG = "Photos whose licence on the day of collection excludes use without the author’s name, of the closed list"


def tall(figure) -> float:
    """Millimetres that a picture is tall on paper."""
    opening = re.search(r"<svg[^>]*>", figure.svg(pdf.COLUMN))[0]
    width, height = (float(re.search(rf' {name}="([\d.]+)"', opening)[1]) for name in ("width", "height"))
    return height * COLUMN_MM / width


@pytest.mark.parametrize("rows", [1, 9, 10, 15, 19, 40])
@pytest.mark.parametrize("language", sorted(LOCALES))
def test_a_chart_of_any_number_of_rows_fits_its_pages_whole(rows, language):
    words = Words(language)
    share = Share("central", 0.41, 0.81, 0.6, yes=60, checked=100, unknown=3)
    rows_of_shares = [(f"{LONG} {number}", share) for number in range(rows)]
    counted = [(f"{LONG} {number}", number) for number in range(rows)]
    for figure in (shares(words, "c", "d", rows_of_shares), bars(words, "c", "d", counted)):
        parts = pdf.pictures(figure)
        drawn = [str(label) for part in parts for label in part.table.iloc[:, 0]]
        assert drawn == [label for label, _ in rows_of_shares]
        assert len({part.name for part in parts}) == len(parts)
        for part in parts:
            assert tall(part) <= PAGE_MM - TITLE_MM
            assert len(part.text.split()) <= 60


def test_the_smallest_type_of_a_chart_is_eight_points_on_paper():
    figure = story.tell(edition("closed")).opening
    svg = figure.svg(pdf.COLUMN)
    width = float(re.search(r'data-width="([\d.]+)"', svg)[1])
    smallest = min(float(size) for size in re.findall(r'font-size="([\d.]+)px"', svg))
    assert smallest * COLUMN_MM / width / 25.4 * 72 >= 8


@pytest.mark.parametrize("kind", ["closed", "changed", "small list", "not established"])
def test_the_report_is_six_pages_and_an_appendix(kind):
    from io import BytesIO

    from pypdf import PdfReader

    report = story.tell(edition(kind))
    pages = [page.extract_text() for page in PdfReader(BytesIO(pdf.document(report))).pages]
    appendix = next(number for number, text in enumerate(pages) if re.search(r"^Appendix$", text, re.MULTILINE))
    assert appendix <= 6
