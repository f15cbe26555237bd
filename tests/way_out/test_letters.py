"""A letter says what its law and procedure ask for, names nobody else, and never leaves with a gap."""

import dataclasses
import datetime as dt
import email
import html
import re
from email import policy

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whosefaces.dossiers import procedures
from whosefaces.way_out import forms, letters
from whosefaces.way_out.catalogue import ENGLISH_ONLY, LANGUAGES, LetterError, catalogue, references_in
from whosefaces.way_out.letters import Addressee, Earlier, Photo, Sender

DAY = dt.date(2026, 11, 28)
ADA = Sender("Ada Muster", "DE", nsid="12345678@N00", username="ada")
DESK = Addressee("Example Corp", "Example Faces", "1 Invented Road", "privacy@example.org", derived=("Tiny Faces",))
MINE = tuple(Photo(str(4900000000 + number), "CC BY 2.0") for number in range(3))
PICTURED = Sender("Bo Muster", "FR", role="pictured")
EARLIER = Earlier("access", dt.date(2026, 9, 1), dt.date(2026, 10, 1), "", "There was no answer.")


def written(kind="access", law="gdpr", language="en", sender=ADA, desk=DESK, **more):
    needed = {"photos": MINE, "ground": "d", "grounds": "I was threatened.", "earlier": EARLIER}
    return letters.write(kind, law, language, sender, desk, DAY, **needed | more)


def test_every_language_has_the_same_sentences_and_rests_on_the_same_law():
    english = catalogue("en")
    for language in LANGUAGES:
        other = catalogue(language)
        for part in ("phrases", "subject", "block", "advice"):
            wanted = {
                name: sorted(references_in(text))
                for name, text in getattr(english, part).items()
                if not name.startswith(ENGLISH_ONLY) or language == "en"
            }
            assert {name: sorted(references_in(text)) for name, text in getattr(other, part).items()} == wanted, (
                language
            )


def test_every_language_has_the_same_gaps():
    english = catalogue("en")
    for language in LANGUAGES:
        for name, text in catalogue(language).block.items():
            assert sorted(re.findall(r"\{[a-z_]+\}", text)) == sorted(
                re.findall(r"\{[a-z_]+\}", english.block[name])
            ), name


def test_sentences_are_short():
    for language in LANGUAGES:
        for name, text in catalogue(language).block.items():
            for sentence in re.split(r"(?<=[.?!:]) ", re.sub(r"\(\{law[^)]*\)", "", text)):
                assert len(sentence.split()) <= 32, (language, name, sentence)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["access", "erasure", "objection", "reminder", "complaint", "watch"])
def test_no_letter_has_a_gap_in_any_language(kind, language):
    text = forms.text(written(kind, language=language))
    assert "{" not in text and "XXX" not in text
    assert "Example Faces" in text


def test_what_a_person_types_is_never_read_as_a_gap_or_a_law():
    text = forms.text(written("objection", grounds="{name} and {law:gdpr-15} stay as typed"))
    assert "{name} and {law:gdpr-15} stay as typed" in text


@given(st.text(min_size=1).filter(str.strip))
def test_a_hostile_name_breaks_no_form(name):
    letter = written(sender=Sender(name, "DE", nsid="12345678@N00"), desk=DESK)
    assert "<script" not in forms.page(letter).lower() or "&lt;script" in forms.page(letter).lower()
    mail = email.message_from_bytes(forms.mail(letter), policy=policy.default)
    assert mail["To"] == "privacy@example.org" and mail["Bcc"] is None


def test_a_line_break_in_a_subject_adds_no_header():
    letter = written(
        "procedure", desk=Addressee("X", "Y", subject_line="REMOVE\nBcc: other@example.org"), procedure=_procedure()
    )
    mail = email.message_from_bytes(forms.mail(letter), policy=policy.default)
    assert mail["Bcc"] is None and mail["Subject"] == "REMOVE Bcc: other@example.org"


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"kind": "objection", "grounds": " "}, "grounds"),
        ({"kind": "erasure", "ground": None}, "--ground"),
        ({"kind": "reminder", "earlier": None}, "the letter that this one follows"),
        ({"kind": "complaint", "earlier": Earlier("access", DAY, DAY, "", "")}, "reasons"),
        ({"kind": "procedure"}, "--procedure"),
        ({"sender": Sender("", "DE", nsid="12345678@N00")}, "your name"),
        ({"sender": Sender("A", "DE")}, "your account"),
        ({"sender": Sender("A", "DE", nsid="ada")}, "no NSID"),
        ({"sender": PICTURED}, "one photo"),
        ({"sender": Sender("A", "DE", role="pictured"), "photos": (Photo("12x"),)}, "no Flickr photo id"),
        ({"sender": Sender("A", "US-CA", nsid="12345678@N00")}, "--law california"),
        ({"sender": Sender("A", "JP", nsid="12345678@N00")}, "no law for that residence"),
        ({"sender": Sender("A", "DE", nsid="12345678@N00", body="A Group")}, "--mandate"),
        ({"language": "pt"}, "no letters in this language"),
        ({"kind": "uk_complaint"}, "no such letter"),
        (
            {
                "kind": "ccpa",
                "law": "california",
                "language": "de",
                "sender": Sender("A", "US-CA", nsid="12345678@N00"),
            },
            "English",
        ),
    ],
)
def test_what_is_missing_or_does_not_fit_is_said_with_the_next_step(more, says):
    with pytest.raises(LetterError, match=re.escape(says)):
        written(**more)


def _procedure(name="ibm-2019-03-nbc"):
    return procedures.read(name)


def test_a_procedure_letter_gives_the_identifier_that_is_asked_for_and_no_other():
    links = forms.text(written("procedure", procedure=_procedure("ibm-2019-03-nbc")))
    assert "photo.gne?id=4900000000" in links and "12345678@N00" not in links
    by_mail = forms.text(written("procedure", procedure=_procedure("ibm-2019-email")))
    assert "12345678@N00" in by_mail
    by_name = forms.text(written("procedure", procedure=_procedure("ffhq")))
    assert "Flickr username is ada" in by_name


def test_a_procedure_that_does_not_admit_people_pictured_gives_them_no_letter():
    with pytest.raises(LetterError, match="does not admit people pictured"):
        written("procedure", sender=PICTURED, photos=MINE[:1], procedure=_procedure("ffhq"))


def test_somebody_pictured_names_one_photo_and_never_its_photographer():
    text = forms.text(written("erasure", sender=PICTURED, photos=MINE[:1]))
    assert "photo.gne?id=4900000000" in text
    assert "@N" not in text and "/photos/" not in text
    assert "I did not take it" in text


def test_a_parent_names_a_ground_and_what_nobody_established_of_the_child_is_said_with_an_if():
    parent = Sender("Cy Muster", "IT", role="pictured", child="my child")
    with pytest.raises(LetterError, match="the ground of erasure"):
        written("erasure", sender=parent, photos=MINE[:1], ground=None)
    text = " ".join(forms.text(written("erasure", sender=parent, photos=MINE[:1])).split())
    assert "Article 17(1)(d) GDPR" in text and "recital 38 GDPR" in text
    assert "Where the data were collected in connection with an online service" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_goes_on_after_its_greeting_as_its_language_does(language):
    letter = written("access", language=language)
    assert letter.paragraphs[0][0].islower() == (language in ("de", "it"))


def test_the_first_of_a_french_month_is_its_premier():
    assert written("access", language="fr").day == "28 novembre 2026"
    earlier = letters.Earlier("access", dt.date(2026, 9, 1), dt.date(2026, 10, 1), "", "x")
    text = forms.text(written("reminder", language="fr", earlier=earlier))
    assert "1er septembre 2026" in text and "1er octobre 2026" in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["access", "erasure", "objection"])
def test_a_letter_under_british_law_names_british_law_alone(kind, language):
    more = {"erasure": {"ground": "d"}, "objection": {"grounds": "I am a nurse, and patients could know me."}}.get(
        kind, {}
    )
    ada = dataclasses.replace(ADA, residence="GB")
    letter = written(kind, law="uk", language=language, sender=ada, **more)
    text = "\n".join((letter.subject, *letter.paragraphs, *letter.advice))
    assert "UK GDPR" in text
    assert not re.search(r"(?<!UK )\b(GDPR|DSGVO|RGPD|AVG)\b", text)


def test_the_heart_of_an_access_letter_is_source_and_named_recipients():
    letter = written("access")
    assert {"gdpr-15", "gdpr-14-2-f", "gdpr-15-1-c", "gdpr-11-2", "gdpr-12-3"} <= set(letter.references)


def test_the_advice_is_never_part_of_the_letter_and_never_offers_an_identity_document():
    for kind in ("access", "erasure", "objection", "reminder"):
        letter = written(kind)
        for form in ("txt", "html"):
            assert letter.advice_heading not in forms.content(letter, form).decode()
        assert any("Do not send a copy of an identity document" in line for line in letter.advice)


def test_no_letter_promises_an_outcome():
    for language, word in zip(
        LANGUAGES, ("guarantee", "garantier", "garanti", "garantiz", "garant", "garander"), strict=True
    ):
        texts = [*catalogue(language).block.values(), *catalogue(language).advice.values()]
        assert not [text for text in texts if word in text.lower()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_demonstration_letter_says_that_it_is_invented_in_its_own_language(language):
    letter = letters.marked_invented(written(language=language))
    phrases = catalogue(language).phrases
    assert letter.subject.startswith(phrases["invented_subject"])
    assert letter.paragraphs[0] == phrases["invented"]


@pytest.mark.parametrize("form", ["eml", "html", "docx", "pdf"])
def test_every_form_carries_the_same_words(form):
    letter = written("erasure", language="de")
    assert all(
        word in _read(form, forms.content(letter, form))
        for word in ("Ada Muster", "Tiny Faces", "4900000001", "Buchst. d")
    )


def _read(form, content):
    import io

    if form == "eml":
        return email.message_from_bytes(content, policy=policy.default).get_content()
    if form == "docx":
        import docx

        return "\n".join(docx.Document(io.BytesIO(content)).element.xpath("//w:t/text()"))
    if form == "pdf":
        import pypdf

        return " ".join(" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    return content.decode()


@pytest.mark.parametrize("form", forms.FORMS)
def test_a_form_has_the_same_bytes_each_time(form):
    assert forms.content(written(), form) == forms.content(written(), form)


@pytest.mark.parametrize("form", ["eml", "html", "docx", "pdf"])
def test_more_photos_than_a_table_of_a_pdf_holds_are_all_there(form):
    photos = tuple(Photo(str(4900000000 + place), "CC BY & <2.0>") for place in range(2_001))
    text = _read(form, forms.content(written(photos=photos), form))
    assert all(f"photo.gne?id={photo.photo_id}" in text for photo in photos)
    assert html.unescape(text).count("CC BY & <2.0>") == len(photos)


def test_a_pdf_is_tagged_and_in_the_letters_language():
    import io

    import pypdf

    root = pypdf.PdfReader(io.BytesIO(forms.pdf(written(language="nl")))).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and str(root["/Lang"]).startswith("nl")


def test_files_are_for_their_owner_alone(tmp_path):
    for path in forms.save(written(), tmp_path / "mine", ("txt", "eml")):
        assert path.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "mine").stat().st_mode & 0o777 == 0o700


def test_a_draft_has_no_date_and_opens_as_a_draft():
    mail = email.message_from_bytes(forms.mail(written()), policy=policy.default)
    assert mail["X-Unsent"] == "1" and mail["Date"] is None and mail["From"] is None


def test_a_link_to_the_mail_program_stands_only_where_it_is_short_enough():
    many = tuple(Photo(str(4900000000 + number)) for number in range(200))
    assert "mailto:" not in forms.page(written(photos=many))
