"""Every format, on an invented manifest of its shape: what was planted comes out, and nothing else."""

import pytest
from whosefaces.manifest import formats
from whosefaces.manifest.reader.glimpse import look
from whosefaces.manifest.reading import describe

from tests.manifest.planted_manifests import PLANTED


@pytest.fixture(params=PLANTED)
def sample(request, tmp_path):
    """A sample's format, path, and what was planted in it."""
    planted = PLANTED[request.param]
    return request.param.partition(",")[0], planted.write(tmp_path), planted


def test_every_format_has_an_invented_sample():
    assert {name.partition(",")[0] for name in PLANTED} == set(formats.all_formats())


def test_one_format_recognises_it_and_no_other(sample):
    name, path, planted = sample
    seen = look(path)
    claims = {one.name for one in formats.all_formats().values() if one.name != formats.LAST and one.recognise(seen)}

    assert claims == ({name} if planted.recognised and name != formats.LAST else set())


def test_what_was_planted_is_read(sample):
    name, path, planted = sample
    reading = describe(path, format="auto" if planted.recognised else name)

    assert reading.format == name
    assert (reading.rows, reading.photos, reading.accounts) == (planted.rows, planted.photos, planted.accounts)
    assert reading.set_aside == planted.set_aside
    assert reading.findable == planted.findable
    assert reading.id_disagreements == planted.disagreeing
    assert reading.traceable == planted.traceable
    assert sum(reading.findable_rows.values()) == reading.rows
    assert set(reading.carries) <= set(formats.all_formats()[name].carries)


def test_a_file_that_is_not_in_the_format_named_is_refused_in_one_line_or_counts_no_photo(tmp_path):
    """A list of fruit, whatever it is said to be: never a photo."""
    path = tmp_path / "fruit.csv"
    path.write_text("name,price\napple,3\npear,4\n")
    for name in formats.all_formats():
        try:
            reading = describe(path, format=name)
        except formats.ManifestError as error:
            assert str(path) in str(error)
            assert "\n" not in str(error)
        else:
            assert reading.photos is None, name
            assert sum(reading.set_aside.values()) == reading.rows
