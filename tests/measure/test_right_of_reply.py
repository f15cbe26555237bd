"""The holder is asked before publication: a few claims, each a question, and nothing that nobody established."""

import datetime as dt
import json

import pytest
from whosefaces.investigation import Use
from whosefaces.way_out import forms, right_of_reply

from tests.measure.invented import AS_OF


def the_letter(w, tmp_path, **changes):
    public = tmp_path / "public"
    public.mkdir()
    (public / "findings.json").write_text((w.public / "findings.json").read_text())
    (public / "provenance.json").write_text(
        json.dumps({"inputs_sha256": {"evidence": "ab" * 32, "manifest": "cd" * 32}, "committed": []})
    )
    investigation = w.investigation.model_copy(update=changes)
    return right_of_reply.letter(public, investigation, AS_OF, AS_OF + dt.timedelta(days=7))


def test_the_right_of_reply_is_three_to_five_claims_each_a_question_with_codes_and_digests_at_the_end(plain, tmp_path):
    w, _ = plain
    paragraphs = the_letter(w, tmp_path).paragraphs
    numbered = [text for text in paragraphs if text[:2] in {f"{n}." for n in range(1, 9)}]
    assert 3 <= len(numbered) <= 5
    assert all("?" in text for text in numbered)
    assert not any(code in text for text in numbered for code in ("P1", "P2", "P3", "SHA", "95%"))
    assert "P3" in paragraphs[-1]
    assert "ab" * 32 in paragraphs[-1]
    assert "@N99" not in "".join(paragraphs)


def test_of_what_was_not_established_the_holder_is_asked_and_nothing_is_claimed(plain, tmp_path):
    w, _ = plain
    letter = the_letter(w, tmp_path, procedures=[], procedure_files={}, use=Use())
    assert letter.to == "the holder of the dataset"
    text = "\n".join(letter.paragraphs)
    assert "We have not established how people could get out of the dataset. Did you offer them a way?" in text
    assert "We have not established the use" in text
    assert "Nobody could" not in text
    assert "IBM" not in text


@pytest.mark.parametrize("form", ["txt", "html", "docx", "pdf"])
def test_the_letter_can_be_sent_in_each_form(plain, tmp_path, form):
    w, _ = plain
    assert len(forms.content(the_letter(w, tmp_path), form)) > 500


def test_an_edition_that_is_not_complete_has_no_letter(plain, tmp_path):
    w, _ = plain
    with pytest.raises(right_of_reply.RightOfReplyError, match="run it first"):
        right_of_reply.letter(tmp_path, w.investigation, AS_OF, AS_OF + dt.timedelta(days=7))
