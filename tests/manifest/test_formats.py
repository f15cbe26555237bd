"""Every real sample is read as what it is, by one format only, with counts that another way of counting confirms."""

import collections
import csv
import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from whosefaces import PROJECT
from whosefaces.manifest import formats
from whosefaces.manifest.listing import CARRIES, ManifestError
from whosefaces.manifest.reader.glimpse import look
from whosefaces.manifest.reading import FINDABLE, describe


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


# -- the real samples --------------------------------------------------------------------------------------------

Pairs = list[tuple[str, str | None]]
"""What one reads off a file by other means than its format's: photo id and owner, row by row."""


def texts(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def table(path: Path, photo: str, owner: str | None = None, delimiter: str = ",") -> Pairs:
    """By Python's own csv and the columns' names; the id is the last number of its column's file name."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=delimiter))
    return [(id_in(row[photo]), row[owner] if owner else None) for row in rows]


def loaded(path: Path, take: Callable[[object], Iterable[tuple[object, object]]]) -> Pairs:
    return [(id_in(str(photo)), owner) for photo, owner in take(json.loads(path.read_text(encoding="utf-8")))]


def id_in(said: str) -> str:
    """The digits that end an address, or that stand before the first underline of a file name."""
    return re.split("[_.#]", said.rstrip("/").split("/")[-1])[0]


def owner_in(page: str) -> str:
    return re.search(r"flickr\.com/(?:photos|people)/([^/]+)", page)[1].lower().replace("@n", "@N")


REAL: dict[str, tuple[str, Callable[[Path], Pairs]]] = {
    "adience/fold_0_data.txt": ("adience", lambda path: table(path, "original_image", "user_id", "\t")),
    "adience/fold_1_data.txt": ("adience", lambda path: table(path, "original_image", "user_id", "\t")),
    "adience/fold_2_data.txt": ("adience", lambda path: table(path, "original_image", "user_id", "\t")),
    "coco/coco_val2017_images.json": (
        "coco",
        lambda path: loaded(path, lambda said: ((one["flickr_url"], None) for one in said["images"])),
    ),
    "coco/coco_captions_val2017_400.json": (
        "coco",
        lambda path: loaded(path, lambda said: ((one["flickr_url"], None) for one in said["images"])),
    ),
    "coco/coco_mini_instances_val2017.json": (
        "coco",
        lambda path: loaded(path, lambda said: ((one["flickr_url"], None) for one in said["images"])),
    ),
    **{
        f"diveface_megaface/Group{group}_{sex}.txt": (
            "megaface",
            lambda path: [(id_in(line), line.split("_")[0]) for line in texts(path)],
        )
        for group in (1, 2, 3)
        for sex in ("Female", "Male")
    },
    "flickr30k/train_ids.txt": ("flickr30k", lambda path: [(line, None) for line in texts(path)]),
    "flickr8k/Flickr8k.token_10000.txt": (
        "flickr8k",
        lambda path: [(line.split("_")[0], None) for line in texts(path)],
    ),
    "flickr8k/Flickr_8k.testImages.txt": (
        "flickr8k",
        lambda path: [(line.split("_")[0], None) for line in texts(path)],
    ),
    "flickr_cropping/cropping_training_set.json": (
        "flickr_cropping",
        lambda path: loaded(path, lambda said: ((one["flickr_photo_id"], None) for one in said)),
    ),
    "flickr_cropping/cropping_testing_set.json": (
        "flickr_cropping",
        lambda path: loaded(path, lambda said: ((one["url"], None) for one in said)),
    ),
    "flickr_style/flickr_style_7000.csv": (
        "flickr_style",
        lambda path: [
            (photo, owner_in(page))
            for photo, page in ((line.split(",")[0], line.split(",")[2]) for line in texts(path)[1:])
        ],
    ),
    "fsxl_ffhq_schema/fsxl-metadata_2500.json": (
        "fsxl",
        lambda path: loaded(path, lambda said: ((one["photo_url"], owner_in(one["photo_url"])) for one in said)),
    ),
    "imagenetv2/flickr_search_results_1200.json": (
        "imagenetv2",
        lambda path: loaded(path, lambda said: ((one["id_search_engine"], None) for one in said)),
    ),
    "lvis/lvis_val_100.json": (
        "lvis",
        lambda path: loaded(path, lambda said: ((one["flickr_url"], None) for one in said["images"])),
    ),
    "nus_wide/full_image_id_60000.txt": ("nus_wide", lambda path: [(line, None) for line in texts(path)]),
    "nus_wide/final_test_image_id_label_3000.txt": (
        "nus_wide",
        lambda path: [(id_in(line.split("\t")[0]), None) for line in texts(path)],
    ),
    "omnibenchmark/activity.val_12000.txt": (
        "omnibenchmark",
        lambda path: [(id_in(line), None) for line in texts(path)],
    ),
    "omnibenchmark/mammal.test_6000.txt": ("omnibenchmark", lambda path: [(id_in(line), None) for line in texts(path)]),
    "omnibenchmark/v2_activity_val.txt": ("omnibenchmark", lambda path: [(id_in(line), None) for line in texts(path)]),
    "open_images/images_with_rotation_3rows.csv": (
        "open_images",
        lambda path: [(photo, owner_in(page)) for photo, page in table(path, "OriginalURL", "AuthorProfileURL")],
    ),
    "open_images/faces_cropped_narrow_12000.csv": (
        "open_images_faces",
        lambda path: [(id_in(line.split(",")[0]), None) for line in texts(path)],
    ),
    "open_images/mutual_gaze_test_4000.csv": ("mutual_gaze", lambda path: table(path, "ImageUrl")),
    **{
        f"open_images/TextVQA_0.5.1_{part}_5rows.json": (
            "textvqa",
            lambda path: loaded(path, lambda said: ((one["flickr_original_url"], None) for one in said["data"])),
        )
        for part in ("train", "val", "test")
    },
    "pascal_voc": ("pascal_voc", lambda path: voc(next(path.glob("*.xml")))),
    "pascal_voc/VOC2007_003161.xml": ("pascal_voc", lambda path: voc(path)),
    "sbu_captions/sbu_captions_5rows.json": (
        "sbu",
        lambda path: loaded(path, lambda said: zip(said["image_urls"], said["user_ids"], strict=True)),
    ),
    "yfcc100m/userVisits-Melb.csv": ("addresses", lambda path: table(path, "photoID", "userID", ";")),
    "yfcc100m/yfcc100m_v1_23col_4rows.tsv": (
        "yfcc100m",
        lambda path: [tuple(line.split("\t")[:2]) for line in texts(path)],
    ),
}
"""Every real file of a dataset that leads to Flickr: its format, and its photos and owners by hand."""


def voc(path: Path) -> Pairs:
    photo, owner = re.findall(r"<flickrid>(.*?)</flickrid>", path.read_text())
    return [(photo, owner.lower())]


BY_HASH = {
    "pass_yfcc/pass_metadata_10rows.csv": ("pass", 10),
    "yfcc100m/entity_species_y_test_9000.txt": ("yfcc_hashes", 9000),
}
"""Real files that lead to Flickr through YFCC100M only, and their rows."""

CONTROLS = [
    "cc12m/cc12m_5rows.tsv",
    "redcaps/redcaps_sample.json",
    "imagenet/classes_in_imagenet.csv",
    "imagenetv2/candidate_blacklist_6000.json",
    "ffhq/removed_quality_list_ffhq.txt",
    "visual_genome/image_data_5rows.json",
    "yfcc100m/entity_artifacts_clean_3000.txt",
    "fdf_fdh/FDF_README_excerpt.md",
]
"""Real files that lead to no photo on Flickr."""


ACCOUNTS_ONLY = "yfcc100m/users_bcn_acc.csv"
"""A real list of accounts, each with how many photos it has, and of no photo."""


@pytest.fixture(scope="module")
def manifests(shared):
    return shared / "manifests"


@pytest.mark.parametrize("name", [*REAL, *BY_HASH, *CONTROLS, ACCOUNTS_ONLY])
def test_every_real_sample_is_recognised_by_its_format_and_no_other(manifests, name):
    """Of all formats but ``addresses``, which takes what is left, at most one claims a file."""
    seen = look(manifests / name)
    claims = {one.name for one in formats.all_formats().values() if one.name != formats.LAST and one.recognise(seen)}
    format = (REAL | BY_HASH).get(name, (None,))[0]
    recognised_yet_nowhere = {"visual_genome"} if name.startswith("visual_genome") else set()

    assert claims == ({format} if format not in (None, formats.LAST) else recognised_yet_nowhere)


@pytest.mark.parametrize("name", REAL)
def test_rows_photos_and_accounts_are_those_counted_by_hand(manifests, name):
    """Rows, photos and accounts are three units: captions, faces and pairs repeat their photo."""
    format, by_hand = REAL[name]
    pairs = by_hand(manifests / name)
    owners = {owner for _, owner in pairs if owner}
    reading = describe(manifests / name)

    assert reading.format == format
    assert reading.rows == len(pairs)
    assert reading.photos == len({photo for photo, _ in pairs})
    assert reading.accounts == (len(owners) or None)
    assert reading.findable == ("by account" if owners else "by photo id only")
    assert reading.findable_rows[reading.findable] == len(pairs)
    assert not reading.set_aside
    assert reading.id_disagreements == 0


PUBLISHED_HERE = {
    "diveface_megaface": (30_000, 30_000),
    "adience": (12_194, 12_194),
    "nus_wide/full_image_id_60000.txt": (60_000, None),
    "omnibenchmark": (18_000 + 3_142, None),
}
"""Rows and faces that MANIFESTS.md says were cut, to see that the samples are those."""


@pytest.mark.parametrize(("place", "counts"), PUBLISHED_HERE.items())
def test_the_samples_hold_as_many_rows_as_were_cut(manifests, place, counts):
    names = [name for name in REAL if name.startswith(place)]
    readings = [describe(manifests / name) for name in names]

    assert sum(reading.rows for reading in readings) == counts[0]
    assert all(("faces" in reading.carries) == (counts[1] is not None) for reading in readings)


def test_open_images_faces_are_rows_and_its_photos_fewer(manifests):
    """MANIFESTS.md, trap 14: rows are faces; never report rows as photos."""
    reading = describe(manifests / "open_images/faces_cropped_narrow_12000.csv")

    assert reading.photos < reading.rows == 12_000
    assert reading.row_is == "a face"


@pytest.mark.parametrize(("name", "format", "rows"), [(name, *said) for name, said in BY_HASH.items()])
def test_rows_that_are_only_hashes_wait_for_the_parent_and_are_neither_photos_nor_untraceable(
    manifests, name, format, rows
):
    """MANIFESTS.md, trap 1: two hashes in three have fewer than 32 digits, and none is lost for that."""
    reading = describe(manifests / name)

    assert reading.format == format
    assert reading.traceable
    assert reading.photos is None
    assert reading.needs_parent == reading.rows == rows
    assert "with YFCC100M as parent" in reading.sentence()


@pytest.mark.parametrize("name", CONTROLS)
def test_what_does_not_lead_to_flickr_cannot_be_traced_and_counts_no_photo(manifests, name):
    """It is not "0 of N": photos and accounts are not counted at all."""
    reading = describe(manifests / name)

    assert not reading.traceable
    assert reading.photos is None
    assert reading.accounts is None
    assert reading.carries == []
    assert reading.findable == "by nobody"
    assert reading.rows == sum(reading.set_aside.values()) > 0
    assert re.search("cannot be traced to Flickr|not recognised", reading.sentence())


def test_a_real_list_of_accounts_is_read_as_accounts(manifests):
    reading = describe(manifests / ACCOUNTS_ONLY)

    assert (reading.accounts_only, reading.traceable, reading.photos) == (True, True, None)
    assert reading.rows == reading.accounts == len(texts(manifests / ACCOUNTS_ONLY)) - 1
    assert not reading.set_aside


@pytest.mark.slow
def test_readings_say_how_a_person_could_find_themselves_in_words_of_a_fixed_list(manifests):
    said = collections.Counter(describe(manifests / name).findable for name in [*REAL, *BY_HASH, *CONTROLS])

    assert set(said) == set(FINDABLE)


# -- what the real samples carry ---------------------------------------------------------------------------------


def test_the_recorded_photos_are_photos_of_which_some_name_their_owner(shared):
    """47 addresses; those of photo pages carry the owner, those of image files do not."""
    listed = texts(shared / "flickr/recorded-photos.csv")[1:]
    owners = {found[1].lower() for said in listed if (found := re.search(r"flickr\.com/photos/([^/]+)/", said))}
    reading = describe(shared / "flickr/recorded-photos.csv")

    assert (reading.rows, reading.photos) == (47, 47)
    assert reading.accounts == len(owners)
    assert 0 < reading.findable_rows["by photo id only"] == 47 - reading.rows_with_owner
    assert not reading.set_aside


def test_a_list_of_image_files_names_nobody(shared):
    """No owner is not no account: how many accounts there are is not known."""
    listed = {line.split(",")[0] for line in texts(shared / "flickr/listed-photos.csv")[1:]}
    reading = describe(shared / "flickr/listed-photos.csv")

    assert reading.photos == len(listed)
    assert reading.accounts is None
    assert reading.findable == "by photo id only"
    assert "secret" in reading.carries


def test_coco_photos_come_with_the_licence_that_the_files_own_table_gives(manifests):
    """A photo's licence, and no owner to credit: BY cannot be complied with from the list."""
    reading = describe(manifests / "coco/coco_val2017_images.json")

    assert "licence" in reading.carries
    assert "owner" not in reading.carries


def test_boxes_around_persons_are_no_faces(manifests):
    reading = describe(manifests / "coco/coco_mini_instances_val2017.json")

    assert "subject" in reading.carries
    assert "faces" not in reading.carries


def test_yfcc100m_names_owner_licence_place_and_day(manifests):
    reading = describe(manifests / "yfcc100m/yfcc100m_v1_23col_4rows.tsv")

    assert set(reading.carries) == set(formats.all_formats()["yfcc100m"].carries)


def test_the_second_release_with_25_columns_gives_what_the_first_gives(manifests, tmp_path):
    """Line number, id and hash come first: an arity-blind reader would take 0, 1, 2 for photo ids."""
    path = manifests / "yfcc100m/yfcc100m_v1_23col_4rows.tsv"
    second = tmp_path / "yfcc100m_dataset"
    with second.open("w") as file:
        for number, line in enumerate(texts(path)):
            photo, rest = line.split("\t", 1)
            file.write(f"{number}\t{photo}\t0123456789abcdef\t{rest}\n")
    first, reading = describe(path), describe(second)

    assert reading.why.startswith("25 columns")
    assert (reading.photos, reading.accounts, reading.carries) == (first.photos, first.accounts, first.carries)


@pytest.mark.parametrize("place", ["pascal_voc/template_false_positives", "fairface"])
def test_templates_and_numbered_crops_cannot_be_traced(manifests, place):
    """VOC's template pasted by others, and FairFace's crops: where the cut rows lie."""
    if not (manifests / place).exists():
        pytest.skip(f"{place} is not among the real samples here; the planted ones stand for it")
    names = [manifests / place] if place.startswith("pascal") else sorted((manifests / place).glob("*.csv"))
    for name in names:
        assert not describe(name).traceable


@pytest.mark.slow
def test_the_page_of_the_formats_says_what_is_computed(manifests):
    """docs/formats.md, written by ``python -m whosefaces.manifest.formats_page``; the facts hold also without the samples."""
    from whosefaces.manifest.formats_page import page

    assert (PROJECT / "docs/formats.md").read_text(encoding="utf-8") == page(manifests)


def test_every_format_stands_on_the_page_of_the_formats():
    said = (PROJECT / "docs/formats.md").read_text(encoding="utf-8")
    for name, format in formats.all_formats().items():
        assert f"| `{name}` | {format.made_by} | {format.row_is} |" in said


def test_the_format_that_the_guide_shows_is_the_one_that_runs():
    guide = (PROJECT / "docs/add-a-format.md").read_text(encoding="utf-8")

    assert (PROJECT / "analysis/whosefaces/manifest/formats/megaface.py").read_text(encoding="utf-8") in guide
