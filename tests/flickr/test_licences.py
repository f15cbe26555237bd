"""A licence is read by number, address or name as of a day; what cannot be told is never "all rights reserved"."""

import datetime as dt
import gzip
import json
import re
import xml.etree.ElementTree as ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whosefaces.flickr import licences
from whosefaces.flickr.licences import (
    NOT_UNDERSTOOD,
    TERMS,
    LicenceError,
    by_code,
    by_flickr_id,
    by_name,
    by_url,
    is_version_bump,
    read_licence,
    terms,
)

CREATIVE_COMMONS = [name for name in licences.ids() if name.startswith("cc-")]


def recorded_tables(shared):
    """Every genuine answer of flickr.photos.licenses.getInfo: the day and its (id, name, url)."""
    with gzip.open(shared / "flickr" / "recorded.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            exchange = json.loads(line)
            if exchange["endpoint"] != "flickr.photos.licenses.getInfo" or exchange["outcome"] != "ok":
                continue
            if exchange["provenance"] != "recorded":
                continue
            day = dt.date.fromisoformat(exchange["recorded_at"][:10])
            if exchange["format"] == "json":
                rows = json.loads(exchange["body"])["licenses"]["license"]
            else:
                rows = [dict(e.attrib) for e in ElementTree.fromstring(exchange["body"]).iter("license")]
            yield day, [(int(row["id"]), row["name"], row["url"]) for row in rows]


def test_every_recorded_table_of_flickrs_is_read_alike_by_number_name_and_address(shared):
    """Names and addresses changed over thirteen years; what they mean did not."""
    tables = list(recorded_tables(shared))
    assert len(tables) >= 4
    for day, rows in tables:
        for flickr_id, name, url in rows:
            ours = by_flickr_id(flickr_id, day)
            assert ours != NOT_UNDERSTOOD
            assert by_name(name) == ours
            assert (by_url(url) == ours) or (url == "" and ours == "all-rights-reserved")


def test_the_dated_tables_are_those_that_were_recorded(shared):
    """Ids and their order on each recorded day are as the reference file says."""
    ours = dict(licences.recorded_tables())
    for day, rows in recorded_tables(shared):
        nearest = max(day_of_ours for day_of_ours in ours if day_of_ours <= day)
        assert tuple(flickr_id for flickr_id, _, _ in rows) == ours[nearest]


@pytest.mark.parametrize("unknown", [17, "99", "-1", "", "4.0", "04", "by", "0x4", True, "٤"])
def test_a_number_outside_the_table_is_not_understood(unknown):
    """It is a finding to report; read as 0 it would say "all rights reserved"."""
    assert by_flickr_id(unknown) == NOT_UNDERSTOOD


def test_a_number_means_nothing_before_it_existed():
    """Flickr offered CC 4.0 from 18 June 2025: a list of 2014 with an 11 in it holds something else."""
    assert by_flickr_id(11, dt.date(2025, 6, 17)) == NOT_UNDERSTOOD
    assert by_flickr_id(11, dt.date(2025, 6, 18)) == by_flickr_id("11") == "cc-by-4.0"
    assert by_flickr_id(9, dt.date(2014, 1, 1)) == NOT_UNDERSTOOD
    assert by_flickr_id(8, dt.date(2012, 1, 1)) == "us-government-work"


def test_a_number_that_a_later_table_lacks_keeps_its_meaning():
    """On 1 December 2023 the table lacked 7 and 8, while photos still carried them."""
    missing = dict(licences.recorded_tables())[dt.date(2023, 12, 1)]
    assert 7 not in missing
    assert by_flickr_id(7, dt.date(2023, 12, 1)) == "no-known-restrictions"


def test_the_order_of_the_numbers_within_4_0_is_its_own():
    """11 to 16 are BY, BY-SA, BY-ND, BY-NC, BY-NC-SA, BY-NC-ND; 1 to 6 go another way."""
    assert [by_flickr_id(n) for n in range(1, 7)] == [
        f"cc-{code}-2.0" for code in ("by-nc-sa", "by-nc", "by-nc-nd", "by", "by-sa", "by-nd")
    ]
    assert [by_flickr_id(n) for n in range(11, 17)] == [
        f"cc-{code}-4.0" for code in ("by", "by-sa", "by-nd", "by-nc", "by-nc-sa", "by-nc-nd")
    ]


@pytest.mark.parametrize("form", ["{}", "{}/", "{}/deed.en", "{}/deed.pt_BR", "{}/legalcode", "{}/deed.zh-hans/"])
@pytest.mark.parametrize("scheme", ["http://", "https://", "//", "", "http://www.", "HTTPS://"])
def test_an_address_is_the_same_licence_however_it_is_written(form, scheme):
    """Scheme, www., slash, deed and legal code are one licence."""
    assert by_url(form.format(scheme + "creativecommons.org/licenses/by-nc/2.0")) == "cc-by-nc-2.0"


@pytest.mark.parametrize(
    "url",
    [
        "https://creativecommons.org/licenses/by/2.0/uk/",
        "https://creativecommons.org/licenses/by/3.0/",
        "https://creativecommons.org/licenses/by/",
        "https://creativecommons.org.evil.example/licenses/by/2.0/",
        "https://evil.example/creativecommons.org/licenses/by/2.0/",
        "https://www.flickr.com/photos/invented/999123/",
        "",
    ],
)
def test_an_address_that_is_no_licence_of_flickrs_is_not_understood(url):
    """Ported and other versions are other texts; a photo page is what pages of reserved photos give as "license"."""
    assert by_url(url) == NOT_UNDERSTOOD


@given(st.text())
def test_no_text_is_read_as_reserved_by_default(text):
    """Nothing raises, and only the words themselves say "all rights reserved"."""
    for read in (by_name, by_url, read_licence, by_flickr_id):
        licence = read(text)
        assert licence in (*licences.ids(), NOT_UNDERSTOOD)
        if licence == "all-rights-reserved":
            assert re.search("reserved|flickrhelp", text, re.IGNORECASE) or text == "0"


@pytest.mark.parametrize("name", licences.ids())
def test_every_licence_reads_back_from_all_it_is_called(name):
    """By number, each name, each address and our own id."""
    licence = terms(name)
    assert by_flickr_id(licence.flickr_id) == name
    assert {by_name(name_of) for name_of in licence.names} == {by_url(url) for url in licence.urls} == {name}
    assert read_licence(name) == read_licence(licence.urls[0]) == read_licence(licence.names[0]) == name


@pytest.mark.parametrize("name", CREATIVE_COMMONS)
def test_the_terms_of_a_creative_commons_licence_are_those_in_its_name(name):
    """BY, SA, NC and ND in the code, one clause for each that is asked and none for the others."""
    licence = terms(name)
    parts = set(licence.element.split("-"))
    licences = {
        term for term, part in zip(TERMS, ("by", "sa", "nc", "nd"), strict=True) if part in parts
    }  # fmt: skip
    assert {term for term in TERMS if getattr(licence, term)} == licences == set(licence.clauses)
    for clause in licence.clauses.values():
        assert clause.url == f"https://creativecommons.org/licenses/{licence.element}/{licence.version}/legalcode"
        assert re.fullmatch(r"[2-4](\([a-z0-9A-Z]\))*", clause.section)


@pytest.mark.parametrize("name", ["all-rights-reserved", "no-known-restrictions", "us-government-work"])
def test_what_is_no_licence_has_no_terms_rather_than_false_ones(name):
    """False would say that the owner does not ask for credit; nobody said so."""
    licence = terms(name)
    assert [getattr(licence, term) for term in TERMS] == [None] * 4
    assert licence.permission in ("none given", "unclear")


def test_a_step_to_a_later_version_of_the_same_terms_is_not_a_change_of_mind():
    """2.0 to 4.0 with the same letters only; not back, not to other letters, not to the same."""
    assert is_version_bump("cc-by-nc-2.0", "cc-by-nc-4.0")
    assert not is_version_bump("cc-by-nc-4.0", "cc-by-nc-2.0")
    assert not is_version_bump("cc-by-2.0", "cc-by-nc-4.0")
    assert not is_version_bump("cc-by-2.0", "cc-by-2.0")
    assert not is_version_bump("all-rights-reserved", "all-rights-reserved")
    assert not is_version_bump(NOT_UNDERSTOOD, "cc-by-4.0")


def test_short_codes_with_their_version_are_read():
    """As Openverse lists them."""
    assert by_code("by-nc-nd", "2.0") == "cc-by-nc-nd-2.0"
    assert by_code("CC0", "1.0") == "cc0-1.0"
    assert by_code("PDM", "1.0") == "pdm-1.0"
    assert by_code("by", "3.0") == NOT_UNDERSTOOD


def test_an_unknown_id_of_ours_is_refused_with_what_is_allowed():
    """Terms of a licence that was not understood cannot be looked up by accident."""
    with pytest.raises(LicenceError, match="'not understood' is not a licence"):
        terms(NOT_UNDERSTOOD)
