"""Licences as people write them: each to the one that is meant, and what is another's is not understood."""

import pytest
from whosefaces.flickr.licences import NOT_UNDERSTOOD, ids, lacks_version, read_licence, terms


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("https://creativecommons.org/licenses/by-sa/2.0/deed.de?ref=openverse", "cc-by-sa-2.0"),
        ("http://creativecommons.org/licenses/by/4.0/legalcode.fr", "cc-by-4.0"),
        ("//creativecommons.org/licenses/by-nc/2.0", "cc-by-nc-2.0"),
        (
            '<a rel="license" href="https://creativecommons.org/licenses/by-nd/2.0/">Some rights reserved</a>',
            "cc-by-nd-2.0",
        ),
        ("https://creativecommons.org/publicdomain/zero/1.0/#summary", "cc0-1.0"),
        ("CC BY-SA 4.0 Deed", "cc-by-sa-4.0"),
        ("CC-BY-NC-ND-2.0", "cc-by-nc-nd-2.0"),
        ("cc-by-2.0", "cc-by-2.0"),
        ("{{cc-by-sa-2.0}}", "cc-by-sa-2.0"),
        ("{{self|cc-by-4.0}}", "cc-by-4.0"),
        ("by-nc 2.0", "cc-by-nc-2.0"),
        ("cc0 1.0", "cc0-1.0"),
        ("CC0", "cc0-1.0"),
        ("pdm 1.0", "pdm-1.0"),
        ("Attribution-NonCommercial-ShareAlike 4.0 International (CC BY-NC-SA 4.0)", "cc-by-nc-sa-4.0"),
        ("Creative Commons Attribution 2.0 Generic License", "cc-by-2.0"),
        ("Creative Commons Namensnennung – Weitergabe unter gleichen Bedingungen 4.0 International", "cc-by-sa-4.0"),
        ("Attribution - Pas d’Utilisation Commerciale 2.0 Générique", "cc-by-nc-2.0"),
        ("Atribución-NoComercial-SinDerivadas 4.0 Internacional", "cc-by-nc-nd-4.0"),
        ("No known copyright restrictions", "no-known-restrictions"),
    ],
)
def test_a_licence_is_the_one_that_is_meant(text, meant):
    assert read_licence(text) == meant


@pytest.mark.parametrize(
    "text",
    ["", "4", "CC BY", "cc-by-sa", "CC BY-SA 3.0", "CC BY 2.0 DE", "CC-BY-3.0-IGO", "https://creativecommons.org/licenses/by/2.0/uk/",
     "https://example.org/licenses/by/2.0/", "cc-by-2.0,4.0", "{{cc-by-sa-4.0,3.0}}", "NC 2.0", "public domain", "free", "Copyright Anna 2.0",
     "not CC BY 2.0", "CC BY 2.0 and GFDL"],
)  # fmt: skip
def test_what_is_no_licence_of_flickrs_or_not_said_whole_is_not_understood(text):
    assert read_licence(text) == NOT_UNDERSTOOD


def test_a_code_without_its_version_is_told_from_what_is_no_code():
    assert [
        text for text in ("CC BY-NC", "cc-by-sa", "CC BY", "CC BY 3.0", "free", "CC BY 2.0", "") if lacks_version(text)
    ] == [
        "CC BY-NC",
        "cc-by-sa",
        "CC BY",
    ]


def test_every_licence_is_read_in_every_usual_spelling():
    for licence in map(terms, ids()):
        if licence.element and licence.version and licence.element not in ("zero", "mark"):
            code = licence.element
            for text in (f"CC {code.upper()} {licence.version}", f"cc-{code}-{licence.version}", f"CC-{code.upper()}-{licence.version}",
                         f"{code} {licence.version}", f"https://creativecommons.org/licenses/{code}/{licence.version}/deed.es"):  # fmt: skip
                assert read_licence(text) == licence.id, text
