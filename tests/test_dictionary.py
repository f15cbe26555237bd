"""The data dictionary says what the code declares."""

from whosefaces.edition.dictionary import WRITTEN, dictionary


def test_the_data_dictionary_is_the_one_that_the_declarations_write():
    assert WRITTEN.read_text(encoding="utf-8") == dictionary(), "run: python -m whosefaces.edition.dictionary"
