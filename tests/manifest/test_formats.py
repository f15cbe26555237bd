"""Every real sample is read as what it is, by one format only, with counts that another way of counting confirms."""

import collections
import csv
import json
import re

import pytest

from analysis.manifest import formats
from analysis.manifest.glimpse import look
from analysis.manifest.listing import CARRIES, ManifestError
from analysis.manifest.reading import FINDABLE, describe

SAMPLES = {
    "flickr/recorded-photos.csv": "addresses",
    "flickr/listed-photos.csv": "addresses",
    "manifests/coco/coco_val2017_images.json": "coco",
    "manifests/coco/coco_captions_val2017_400.json": "coco",
    "manifests/coco/coco_mini_instances_val2017.json": "coco",
    "manifests/yfcc100m/yfcc100m_v1_23col_4rows.tsv": "yfcc100m",
}
"""Every real file that leads to Flickr, and its format."""

CONTROLS = [
    "manifests/cc12m/cc12m_5rows.tsv",
    "manifests/redcaps/redcaps_sample.json",
    "manifests/imagenet/classes_in_imagenet.csv",
    "manifests/imagenetv2/candidate_blacklist_6000.json",
    "manifests/ffhq/removed_quality_list_ffhq.txt",
    "manifests/visual_genome/image_data_5rows.json",
]
"""Real files that lead to no photo on Flickr."""


@pytest.mark.parametrize(("name", "format"), SAMPLES.items())
def test_every_real_sample_is_recognised_by_its_format_and_no_other(shared, name, format):
    """Of all formats but ``addresses``, which takes what is left, at most one claims a file."""
    seen = look(shared / name)
    claims = {one.name for one in formats.all_formats().values() if one.name != formats.LAST and one.recognise(seen)}

    assert claims == ({format} if format != formats.LAST else set())
    assert describe(shared / name).format == format


@pytest.mark.parametrize("name", CONTROLS)
def test_what_does_not_lead_to_flickr_cannot_be_traced_and_counts_no_photo(shared, name):
    """It is not "0 of N": photos and accounts are not counted at all."""
    reading = describe(shared / name)

    assert not reading.traceable
    assert reading.photos is None
    assert reading.accounts is None
    assert reading.rows == sum(reading.set_aside.values()) > 0
    assert "cannot be traced to Flickr" in reading.sentence()


def test_every_format_states_its_facts():
    for format in formats.all_formats().values():
        assert format.made_by
        assert format.row_is.startswith(("a ", "an "))
        assert format.source
        assert set(format.carries) <= set(CARRIES)
        assert re.fullmatch(r"[a-z][a-z0-9_]*", format.name)


def test_a_format_that_does_not_exist_is_answered_with_the_nearest(tmp_path):
    (tmp_path / "list.csv").write_text("url\nhttps://www.flickr.com/photos/90000001@N99/71/\n")
    with pytest.raises(ManifestError, match=r"'yfc100m': not one of auto, .*; did you mean 'yfcc100m'\?"):
        describe(tmp_path / "list.csv", format="yfc100m")


def addresses(shared, name: str) -> list[str]:
    with (shared / name).open(newline="") as file:
        return [row[0] for row in list(csv.reader(file))[1:]]


def test_the_recorded_photos_are_photos_of_which_some_name_their_owner(shared):
    """47 addresses; those of photo pages carry the owner, those of image files do not."""
    listed = addresses(shared, "flickr/recorded-photos.csv")
    owners = {found[1].lower() for said in listed if (found := re.search(r"flickr\.com/photos/([^/]+)/", said))}
    reading = describe(shared / "flickr/recorded-photos.csv")

    assert (reading.rows, reading.photos) == (47, 47)
    assert reading.accounts == len(owners)
    assert reading.rows_with_owner < reading.rows
    assert reading.findable == "by account"
    assert not reading.set_aside


def test_a_list_of_image_files_names_nobody(shared):
    """No owner is not no account: how many accounts there are is not known."""
    reading = describe(shared / "flickr/listed-photos.csv")

    assert reading.photos == len(set(addresses(shared, "flickr/listed-photos.csv")))
    assert reading.accounts is None
    assert reading.findable == "by photo id only"
    assert "secret" in reading.carries


def test_coco_photos_come_with_the_licence_that_the_files_own_table_gives(shared):
    """The published counts by licence of val2017; a photo's licence, and no owner to credit."""
    path = shared / "manifests/coco/coco_val2017_images.json"
    said = json.loads(path.read_text())
    reading = describe(path)

    assert reading.rows == reading.photos == len(said["images"]) == 5000
    assert reading.accounts is None
    assert "licence" in reading.carries
    assert "owner" not in reading.carries


def test_boxes_around_persons_are_no_faces(shared):
    reading = describe(shared / "manifests/coco/coco_mini_instances_val2017.json")

    assert "subject" in reading.carries
    assert "faces" not in reading.carries


def test_yfcc100m_names_owner_licence_place_and_day(shared):
    path = shared / "manifests/yfcc100m/yfcc100m_v1_23col_4rows.tsv"
    rows = [line.split("\t") for line in path.read_text().splitlines()]
    reading = describe(path)

    assert reading.photos == len({row[0] for row in rows})
    assert reading.accounts == len({row[1] for row in rows})
    assert set(reading.carries) == set(formats.all_formats()["yfcc100m"].carries)
    assert reading.id_disagreements == 0


def test_the_second_release_with_25_columns_gives_what_the_first_gives(shared, tmp_path):
    """Line number, id and hash come first: an arity-blind reader would take 0, 1, 2 for photo ids."""
    path = shared / "manifests/yfcc100m/yfcc100m_v1_23col_4rows.tsv"
    second = tmp_path / "yfcc100m_dataset"
    with second.open("w") as file:
        for number, line in enumerate(path.read_text().splitlines()):
            photo, rest = line.split("\t", 1)
            file.write(f"{number}\t{photo}\t0123456789abcdef\t{rest}\n")
    first, reading = describe(path), describe(second)

    assert reading.why.startswith("25 columns")
    assert (reading.photos, reading.accounts, reading.carries) == (first.photos, first.accounts, first.carries)


def test_readings_say_how_a_person_could_find_themselves_in_words_of_a_fixed_list(shared):
    said = collections.Counter(describe(shared / name).findable for name in [*SAMPLES, *CONTROLS])

    assert set(said) <= set(FINDABLE)
    assert said["by nobody"] == len(CONTROLS)
