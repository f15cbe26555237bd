"""The PDF can be read by anybody: tagged, titled, in one language, with its own letters, and the same bytes again."""

import datetime as dt
import io
import re
from collections import Counter

import pytest
from pypdf import PdfReader
from pypdf.generic import IndirectObject
from whosefaces.report import page, pdf, published, story


@pytest.fixture(scope="module")
def reader(whole) -> PdfReader:
    return PdfReader(io.BytesIO((whole.public / "report.pdf").read_bytes()))


def told(edition, **changed) -> story.Story:
    investigation = edition.investigation.model_copy(update=changed)
    return story.tell(investigation, published.read(edition.public, edition.as_of))


def nodes(held, kind="/S"):
    """Every node of the structure tree, from the top down."""
    held = held.get_object() if isinstance(held, IndirectObject) else held
    if isinstance(held, list):
        for each in held:
            yield from nodes(each)
    elif hasattr(held, "get"):
        if kind in held:
            yield held
        if "/K" in held:
            yield from nodes(held["/K"])


def test_it_says_its_title_language_and_day(reader, whole):
    assert reader.metadata.title == told(whole).title
    assert reader.root_object["/Lang"] == "en-GB"
    assert reader.root_object["/ViewerPreferences"]["/DisplayDocTitle"].value
    assert reader.metadata.creation_date.date() == whole.as_of


def test_it_is_tagged_as_an_accessible_document(reader):
    assert reader.root_object["/MarkInfo"]["/Marked"].value
    kinds = [node["/S"] for node in nodes(reader.root_object["/StructTreeRoot"])]
    assert kinds.count("/H1") == 1
    for kind in ("/H2", "/P", "/Figure", "/Table", "/TH", "/L", "/Link"):
        assert kind in kinds, kind
    assert b"pdfuaid" in reader.root_object["/Metadata"].get_object().get_data()


def test_every_picture_says_what_it_shows(reader, whole):
    """The words are the chart's own text, written from the data."""
    pictures = [node for node in nodes(reader.root_object["/StructTreeRoot"]) if node["/S"] == "/Figure"]
    said = {str(node.get("/Alt", "")) for node in pictures} - {""}
    assert said == {figure.text for figure in told(whole).printed}


def test_charts_are_drawn_as_lines_and_letters_not_as_pixels(reader):
    for sheet in reader.pages:
        for held in sheet["/Resources"].get("/XObject", {}).values():
            assert held.get_object()["/Subtype"] != "/Image"


def test_its_letters_are_embedded_and_the_reports_own(reader):
    """Letters are looked for within charts too."""
    named = set()
    for number in range(1, len(reader.xref_objStm) + sum(map(len, reader.xref.values())) + 1):
        held = reader.get_object(number)
        if hasattr(held, "get") and held.get("/Type") == "/FontDescriptor":
            named.add(str(held["/FontName"]).partition("+")[2])
            assert any(key in held for key in ("/FontFile", "/FontFile2", "/FontFile3"))
    assert named
    assert all(name.startswith(("FacesSerif", "FacesSans")) for name in named), named


def test_pages_are_numbered_and_links_can_be_followed(reader, whole):
    last = len(reader.pages)
    for number, sheet in enumerate(reader.pages, start=1):
        assert f"{number} of {last}" in " ".join(sheet.extract_text().split())
    links = {
        str(note.get_object()["/A"]["/URI"])
        for sheet in reader.pages
        for note in sheet.get("/Annots", [])
        if "/A" in note.get_object()
    }
    assert f"mailto:{whole.investigation.publish.contact}" in links
    assert any(link.startswith("https://") for link in links)


def test_it_says_what_the_page_says(reader, whole):
    text = " ".join(" ".join(sheet.extract_text() for sheet in reader.pages).split())
    for section in told(whole).sections:
        assert section.question in text
    assert "invented data" in text.lower()


@pytest.mark.parametrize("named", ["whole", "half", "ownerless"])
def test_an_editor_prints_a_dozen_pages_at_most_and_reads_no_sentence_twice(request, named):
    edition = request.getfixturevalue(named)
    made = PdfReader(io.BytesIO((edition.public / "report.pdf").read_bytes()))
    assert len(made.pages) <= 12
    text = " ".join(" ".join(sheet.extract_text() for sheet in made.pages).split("All findings")[0].split())
    said = [sentence.strip() for sentence in re.split(r"(?<=[.?!])\s", text) if len(sentence.split()) > 8]
    assert [sentence for sentence, times in Counter(said).items() if times > 1] == []


def lowest(sheet):
    """How far down its page the last line of text stands above the footer, as a share of the page's height."""
    places = []
    sheet.extract_text(
        visitor_text=lambda text, cm, tm, font, size: places.append((tm[5] * cm[3] + cm[5], text.strip()))
    )
    tall = float(sheet.mediabox.height)
    return 1 - min(y for y, text in places if text and y > 0.09 * tall) / tall


def test_no_page_but_the_last_is_left_a_third_white(reader):
    depths = [lowest(sheet) for sheet in reader.pages]
    assert min(depths[:-1]) > 2 / 3, depths


@pytest.mark.parametrize("named", ["whole", "half", "ownerless"])
def test_it_is_the_same_bytes_again(request, named):
    edition = request.getfixturevalue(named)
    assert pdf.document(told(edition)) == (edition.public / "report.pdf").read_bytes()


def test_words_of_the_investigation_are_words_and_no_markup(whole):
    question = '#panic("run") $x$ *bold* <label> @ref \\ "quoted" // gone'
    made = PdfReader(io.BytesIO(pdf.document(told(whole, question=question))))
    assert question in " ".join(made.pages[0].extract_text().split())


def test_another_day_is_another_date_and_no_clock(whole):
    made = told(whole)
    later = story.Story(**{**vars(made), "as_of": made.as_of + dt.timedelta(days=400)})
    assert PdfReader(io.BytesIO(pdf.document(later))).metadata.creation_date.date() == later.as_of
    assert page.html(made) != page.html(later)
