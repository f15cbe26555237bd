"""The traps that published lists set for whoever reads them, those that no format's own tests hold."""

import pytest
from whosefaces.flickr.address import read_address
from whosefaces.manifest import engine, ingest
from whosefaces.manifest.formats.yfcc100m import V1
from whosefaces.manifest.frame import FRAME
from whosefaces.manifest.interpreting import settle
from whosefaces.manifest.listing import LISTING
from whosefaces.manifest.reading import describe

from tests.manifest.planted_manifests import ANNA, BEN, PHOTO, SECRET, a_yfcc100m_row, image, lines, page, saved


def yfcc(folder, *changes):
    """YFCC100M's first shape: one row of ANNA's for each set of changes."""
    rows = [a_yfcc100m_row(number, ANNA) | said for number, said in enumerate(changes, 1)]
    return lines(folder / "yfcc100m_dataset-0", ("\t".join(row[name] for name in V1) for row in rows))


def rows_of(path, *columns, format="auto"):
    """These columns of the rows that a frame is made of."""
    with engine.started() as duck:
        duck.parquet("listing", ingest.listing(path, format).path, numbered=True)
        settle(duck)
        return duck.rows(f'SELECT {", ".join(columns)} FROM frame_rows ORDER BY "row"')


def test_of_a_place_it_is_kept_that_there_is_one_and_no_coordinate(tmp_path):
    """Trap 3: longitude comes first; whoever swaps them is wrong, whoever keeps neither is not."""
    path = yfcc(tmp_path, {"longitude": "144.9", "latitude": "-37.8"}, {"longitude": "", "latitude": ""})

    assert rows_of(path, "located") == [(True,), (False,)]
    assert not {"longitude", "latitude"} & {*LISTING.names, *FRAME.names}


def test_what_is_encoded_in_titles_and_tags_ends_no_row_and_no_column(tmp_path):
    """Trap 4: %0A, %09 and %2C are line feed, tab and comma only once they are decoded, which nobody does here."""
    path = yfcc(tmp_path, {"title": "one%0Atwo%09three", "description": "a%0D%0Ab", "usertags": "x%2Cy,z%2B"}, {})
    reading = describe(path)

    assert (reading.rows, reading.photos, reading.set_aside) == (2, 2, {})


@pytest.mark.parametrize(
    ("said", "day"), [("1300000000", "2011-03-13"), ("null", None), ("", None), ("2010-13-45", None), ("4501-01-01 00:00", "4501-01-01")]
)  # fmt: skip
def test_a_day_that_is_none_is_none_and_the_row_stays(tmp_path, said, day):
    """Trap 5: "null", days that no calendar has, and the year 4501, which many types of date do not hold."""
    path = yfcc(tmp_path, {"dateuploaded": said, "datetaken": "4501-01-01 00:00:00.0"})

    assert rows_of(path, "CAST(uploaded AS VARCHAR)", "set_aside") == [(day, None)]


def test_a_nickname_is_no_account(tmp_path):
    """Trap 7: it changed between two releases for the same owner; and two owners can have the same."""
    path = yfcc(
        tmp_path, {"unickname": "then"}, {"unickname": "now"}, {"unickname": "now", "uid": BEN, "pageurl": page(BEN, 3)}
    )
    reading = describe(path)

    assert (reading.photos, reading.accounts) == (3, 2)


@pytest.mark.parametrize(
    "written", ["{0}_{1}_o.jpg", "a/b/{0}_{1}.jpg", "http://farm1.staticflickr.com/7/{0}_{1}_o.jpg"]
)
def test_a_secret_that_is_all_digits_is_not_taken_for_the_photo(tmp_path, written):
    """Trap 8: the id is the first number of the two. That the column is Flickr's, the other secrets in it show."""
    secrets = ("6789012345", "0a1b2c3d4e", "9f8e7d6c5b")
    path = lines(tmp_path / "list.txt", (written.format(PHOTO + n, secret) for n, secret in enumerate(secrets)))

    assert [said for (said,) in rows_of(path, "photo_id")] == [str(PHOTO + n) for n in range(3)]


@pytest.mark.parametrize("nothing", ["", "null", "NULL", "None", "NaN", "nan", "N/A", "\\N", "-"])
def test_what_lists_write_for_nothing_is_no_owner_no_licence_and_no_address(tmp_path, nothing):
    """Trap 12: none of them becomes an account, and none of them makes a row disagree with itself."""
    body = [
        f"{PHOTO + 1},{page(ANNA, 1)},{ANNA},cc-by-2.0",
        f"{PHOTO + 2},{page(ANNA, 2)},{ANNA},cc-by-2.0",
        f"{PHOTO + 3},{image(3)},{nothing},{nothing}",
        f"{nothing},{page(BEN, 4)},{BEN},cc-by-2.0",
        f"{nothing},{nothing},{BEN},{nothing}",
    ]
    path = lines(tmp_path / "list.csv", ["photo_id,url,owner_nsid,licence", *body])
    found = rows_of(path, "photo_id", "account_key", "licence_listed", "id_disagrees", "set_aside")

    assert found[2] == (str(PHOTO + 3), None, None, False, None)
    assert found[3] == (str(PHOTO + 4), BEN, "cc-by-2.0", False, None)
    assert found[4][0] is None
    assert found[4][4] == "no photo id and no address"


def test_all_addresses_of_one_photo_are_one_photo(tmp_path):
    """Traps 14 and 15: http and https, every host that Flickr had, every size, and none of it counted twice."""
    file = f"{PHOTO + 1}_{SECRET}"
    forms = [
        f"http://farm8.staticflickr.com/7000/{file}.jpg",
        f"https://farm8.staticflickr.com/7000/{file}_z.jpg",
        f"https://live.staticflickr.com/7000/{file}_c.jpg",
        f"https://c8.staticflickr.com/9/7000/{file}_h.jpg",
        f"http://static.flickr.com/70/{file}_b.jpg",
        f"farm8.static.flickr.com/7000/{file}_k.jpg?zz=1",
        f"http://farm8.static.flickr.com/7000/{file}_o_d.jpg",
        f"http://farm8.static.flickr.com/7000/{file}_o.png",
        f"https://live.staticflickr.com/7000/{file}_m.gif",
        f"www.flickr.com/photos/{ANNA}/{PHOTO + 1}",
        f"http://flickr.com/photos/{ANNA}/{PHOTO + 1}/in/photostream/",
    ]
    reading = describe(lines(tmp_path / "list.txt", forms))

    assert (reading.rows, reading.photos, reading.set_aside) == (len(forms), 1, {})
    assert {read_address(said).photo_id for said in forms} == {str(PHOTO + 1)}


def test_a_number_that_gives_a_place_in_another_list_is_no_photo(tmp_path):
    """Trap 17: FFHQ's keys and YFCC100M's line numbers look like ids and are places."""
    path = saved(
        tmp_path / "list.json",
        [{"yfcc100m_line_idx": str(PHOTO + 50 + n), "index": n, "url": page(ANNA, n)} for n in range(1, 6)],
    )
    reading = describe(path)

    assert reading.photos == 5
    assert reading.id_disagreements == 0
    assert rows_of(path, "photo_id")[0] == (str(PHOTO + 1),)


def test_flickrs_picture_for_a_missing_photo_is_no_photo(tmp_path):
    """Trap 18: a list of where downloads ended holds it, and it is counted as what it is."""
    gone = "https://s.yimg.com/pw/images/en-us/photo_unavailable.png"
    reading = describe(lines(tmp_path / "list.csv", ["n,url", f"1,{image(1)}", f"2,{gone}", f"3,{gone}"]))

    assert reading.photos == 1
    assert reading.set_aside == {"the address of Flickr's picture for a missing photo": 2}
