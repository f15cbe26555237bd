"""Every sentence that can be printed: short, plain, in three languages alike, by what an edition found."""

import re
import statistics
from string import Formatter

import pytest
from whosefaces.report import story
from whosefaces.report.words.catalogue import LOCALES, Words, templates

from studies.invented_editions import KINDS, edition, family
from tests.report import readability

LANGUAGES = sorted(LOCALES)
NOT_THE_READERS = re.compile(
    r"\b(seen to|told of|drawn|by lot|whoever|gate|frame|panel|estimand|census|P[123]|manifest|closed gate)\b"
)
"""Words of the method (VOICE.md, rule 2)."""


@pytest.fixture(scope="module", params=LANGUAGES)
def page(request):
    """The stories of a wide family of invented editions, in one language."""
    return request.param, [story.tell(published) for published in family(request.param, seeds=4)]


def slots(template) -> set[str]:
    texts = template.values() if isinstance(template, dict) else [template]
    return {name for text in texts for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_the_same_things_with_the_same_slots(language):
    english, other = templates("en"), templates(language)
    assert set(other) == set(english)
    assert {key: slots(template) for key, template in other.items()} == {k: slots(t) for k, t in english.items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plural_has_every_form_that_its_language_needs(language):
    words = Words(language)
    wanted = {words.locale.plural_form(n) for n in range(101)}
    for key, template in templates(language).items():
        if isinstance(template, dict):
            assert wanted <= set(template), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_template_is_one_sentence(language):
    for key, template in templates(language).items():
        for text in template.values() if isinstance(template, dict) else [template]:
            assert not re.search(r"[.!?] [A-ZÄÖÜÉÀ]", text.rstrip()) or key.startswith(("reply.", "check.mistake")), key


def test_headline_deck_and_body_keep_to_their_lengths(page):
    """Headline 20 words, a sentence of the deck 25, any other 30 (VOICE.md, rule 1)."""
    _, stories = page
    for each in stories:
        assert readability.words_in(each.title) <= 20, each.title
        for sentence in each.lead.deck:
            assert readability.words_in(sentence) <= 25, sentence
        for key, sentence in each.words.spoken:
            if readability.is_sentence(sentence) and not key.startswith(
                ("chart.", "appendix.", "check.correction", "byline.cite", "form.")
            ):
                assert readability.words_in(sentence) <= 30, sentence


def test_a_page_is_plain_by_lix(page):
    """Half of a page's sentences at 35 or lower in English, none above 55 (VOICE.md, rule 1), in every language."""
    _, stories = page
    for each in stories:
        paragraphs = [block.text for section in each.sections for block in section.blocks if hasattr(block, "text")]
        scores = [readability.lix(sentence) for text in paragraphs for sentence in readability.sentences(text)]
        assert statistics.median(scores) <= readability.MIDDLE
    spoken = {
        s
        for each in stories
        for k, s in each.words.spoken
        if not k.startswith(("chart.", "appendix.compared", "dataset.", "form.", "byline."))
        and readability.is_sentence(s)
        and readability.words_in(s) > 5
    }
    too_hard = {s: readability.lix(s) for s in spoken if readability.lix(s) > readability.MOST}
    assert too_hard == {}


def test_the_page_speaks_no_word_of_the_method():
    for each in (story.tell(published) for published in family("en", seeds=1)):
        paragraphs = [block.text for section in each.sections for block in section.blocks if hasattr(block, "text")]
        for text in (each.title, *each.lead.deck, *paragraphs):
            assert not NOT_THE_READERS.search(text), text


def test_at_least_twelve_kinds_of_edition_have_a_headline_of_their_own():
    assert len({story.tell(edition(kind)).lead.kind for kind in KINDS}) >= 12


def test_no_two_kinds_of_finding_share_a_first_sentence():
    headlines = {(each.lead.kind, each.title.split("%")[0]) for each in map(story.tell, family("en", seeds=1))}
    kinds = [kind for kind, _ in headlines]
    assert len(kinds) >= len(set(kinds))


def test_what_was_not_sampled_does_not_speak_of_sampling():
    each = story.tell(edition("closed census"))
    text = " ".join(block.text for section in each.sections for block in section.blocks if hasattr(block, "text"))
    assert "every one of the" in text
    assert not re.search(r"random|sample, so|95 times", text)


def test_an_edition_without_established_facts_says_so():
    each = story.tell(edition("not established"))
    rule = next(section for section in each.sections if section.name == "rule")
    assert "We have not established any way out" in rule.blocks[0].text
    text = " ".join(block.text for block in each.dataset)
    assert "We have not established who made it." in text


@pytest.mark.parametrize("kind", KINDS)
def test_order_and_length_of_the_page(kind):
    """Eight headings, twelve toggles, 1,100 words outside them, at most."""
    from bs4 import BeautifulSoup
    from whosefaces.report import page

    read = BeautifulSoup(page.html(story.tell(edition(kind))), "lxml")
    assert len(read.find_all(["h1", "h2", "h3"])) <= 8
    assert len(read.find_all("details")) <= 12
    for element in read.find_all(["details", "svg", "style", "title"]):
        element.decompose()
    assert len(read.body.get_text(" ").split()) < 1_100


def test_a_text_alternative_is_at_most_sixty_words(page):
    _, stories = page
    for each in stories:
        for figure in each.figures:
            assert len(figure.text.split()) <= 60, figure.text


@pytest.mark.parametrize(
    ("language", "share", "count", "day"),
    [
        ("en", "88%", "12,000", "12 March 2019"),
        ("de", "88\xa0%", "12.000", "12. März 2019"),
        ("fr", "88\xa0%", "12\u202f000", "12 mars 2019"),
    ],
)
def test_numbers_and_dates_are_written_as_the_language_does(language, share, count, day):
    words = Words(language)
    assert (words.percent(0.88), words.count(12_000), words.day("2019-03-12")) == (share, count, day)


def test_ends_are_rounded_outward_and_something_is_never_nothing():
    words = Words("en")
    assert (words.percent(0.8409, "low"), words.percent(0.9182, "high")) == ("84%", "92%")
    assert words.percent(0.001) == "under 1%"
    assert words.percent(0.9999, "high") == "over 99%"
    assert (words.percent(0), words.percent(1)) == ("0%", "100%")


def test_every_sentence_stands_in_the_documentation_with_what_it_says():
    """docs/sentences.md is computed; ``python -m studies.sentences`` writes it."""
    from studies import sentences

    assert sentences.PAGE.read_text(encoding="utf-8") == sentences.page()


@pytest.mark.parametrize("kind", KINDS)
def test_the_other_forms_say_the_headline_and_that_it_is_invented(kind, tmp_path):
    """A paragraph for a CMS; a card of 1200 x 630; each chart to embed without a script."""
    import struct

    from whosefaces.report import forms

    page = story.tell(edition(kind))
    assert page.title in forms.summary(page)
    assert "invented data" in forms.summary(page)
    if kind in ("closed", "changed"):
        forms.write(page, tmp_path)
        assert struct.unpack(">II", (tmp_path / "card.png").read_bytes()[16:24]) == forms.CARD
        embedded = (tmp_path / "embed" / "opening.html").read_text(encoding="utf-8")
        assert "<script" not in embedded
        assert "<table" in embedded
        assert "<svg" in embedded


def test_the_room_of_the_report_writes_no_sentence_outside_its_catalogue():
    """A sentence in code is in one language, and no check of words reads it; help of commands and errors apart."""
    import ast

    from whosefaces import PACKAGE

    outside = []
    for path in sorted((PACKAGE / "report").rglob("*.py")):
        if path.name == "commands.py":
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        apart = {
            id(part) for node in ast.walk(tree) if isinstance(node, ast.Raise | ast.Assert) for part in ast.walk(node)
        }
        apart |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
        for node in ast.walk(tree):
            if id(node) in apart:
                continue
            text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
            if isinstance(node, ast.JoinedStr):
                text = "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
            if (
                re.match(r"[A-Z{]", text)
                and len(text.split()) >= 4
                and re.search(r"[a-z}][.!?]$", text.strip())
                and path.name != "columns.py"
            ):
                outside.append((path.name, text))
    assert outside == []


def test_charts_outside_the_page_have_short_text_alternatives_too():
    """The lineage of a dataset with many parents, and an overlap of many lists with long names."""
    import pandas as pd
    from whosefaces.measure.beside.overlap_tables import Published
    from whosefaces.report import charts

    nodes = [
        {"id": str(n), "label": f"A dataset with a rather long name, number {n}", "this": n == 9, "depth": n > 0}
        for n in range(30)
    ]
    drawing = {"nodes": nodes, "steps": [{"parent": "0", "child": str(n), "source": "a source"} for n in range(1, 30)]}
    lists = [f"A list with a rather long name, number {n}" for n in range(8)]
    combinations = pd.DataFrame({"lists": [" + ".join(lists[: n + 1]) for n in range(8)], "count": range(100, 108)})
    overlap = Published(
        **{
            **dict.fromkeys(Published.__dataclass_fields__),
            "combinations": combinations,
            "sizes": pd.DataFrame({"list": lists}),
        }
    )
    for language in LANGUAGES:
        assert len(charts.lineage(drawing, Words(language)).text.split()) <= 60
    assert (
        len(
            charts.upset(
                overlap, "photos", name="overlap", title="Photos by the lists in which they stand"
            ).text.split()
        )
        <= 60
    )
