"""The glossary defines each word once, and GLOSSARY.md says the same."""

import re

from whosefaces.dossiers import glossary


def test_glossary_md_is_written_from_the_data():
    assert glossary.PAGE.read_text(encoding="utf-8") == glossary.page(), "run: python -m whosefaces.dossiers.glossary"


def test_no_word_is_defined_twice():
    terms = [word.term.casefold() for word in glossary.words()]
    assert len(set(terms)) == len(terms) >= 60


def test_a_definition_is_short_sentences():
    """VOICE.md: at most 30 words a sentence, one idea each."""
    for word in glossary.words():
        assert word.definition.endswith("."), word.term
        for sentence in re.split(r"(?<=[.;:]) ", word.definition):
            assert len(sentence.split()) <= 30, f"{word.term}: {sentence}"
