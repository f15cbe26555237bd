"""Law as data: every reference has a source that was seen, and reads right in each language."""

import pytest
from pydantic import ValidationError
from whosefaces.dossiers import law


def test_every_reference_names_a_source_and_is_unique():
    names = [each.id for one in law.laws().values() for each in one.reference]
    assert len(names) == len(set(names)) >= 30


def test_a_reference_whose_source_was_not_seen_is_refused():
    good = law.references()["gdpr-15"].model_dump()
    with pytest.raises(ValidationError, match="grade"):
        law.Reference.model_validate({**good, "grade": "C"})


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "Article 15(1)(g) GDPR"),
        ("de", "Art. 15 Abs. 1 Buchst. g DSGVO"),
        ("fr", "article 15, paragraphe 1, point g), du RGPD"),
        ("es", "artículo 15, apartado 1, letra g), del RGPD"),
        ("it", "articolo 15, paragrafo 1, lettera g), del GDPR"),
        ("nl", "artikel 15, lid 1, onder g), AVG"),
    ],
)
def test_an_article_is_cited_as_its_language_does(language, written):
    assert law.references()["gdpr-15-1-g"].cited(language) == written


def test_an_unknown_reference_stops_a_letter():
    with pytest.raises(law.LawError, match="gdpr-99"):
        law.cited(["gdpr-15", "gdpr-99"], "en")


def test_there_is_an_authority_for_every_country_of_the_regulation():
    without = [country for country in law.law("gdpr").residence if not law.authorities_for(country)]
    assert without == []


def test_germany_has_an_authority_for_each_state():
    assert len(law.authorities_for("DE")) > 10
